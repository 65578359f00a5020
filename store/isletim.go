package store

import (
	"context"
	"time"
)

// Isletim is what the operator and the metrics want to know of the database (OP-02, OP-04). Zero times: there is none.
type Isletim struct {
	Giden      GidenDurum
	Park       int64     // parked messages that nobody has decided on
	ParkEnEski time.Time // since when the oldest waits for a decision
	ParkSon    time.Time // when the last one was parked

	AktarimBekleyen, AktarimCalisan, AktarimBasarisiz int       // exports; those that failed in the last day
	AktarimEnEski                                     time.Time // the oldest that waits or is being made: when it last got on

	SMSBekleyen int
	SMSEnEski   time.Time // when the oldest that is due was asked for

	SistemKapali, SistemHata int // birims' own systems: open ones of birim that DETSİS has closed; those that RabbitMQ has not followed

	SureBakis time.Time // when the deadlines were last looked at
	Boyut     int64     // bytes of the database
}

// isletimSQL counts what is small or has an index: it is read every few seconds.
const isletimSQL = `SELECT
	g.adet, g.bekleme, g.sn,
	(SELECT count(*) FROM park WHERE karar IS NULL), (SELECT min(zaman) FROM park WHERE karar IS NULL), (SELECT max(zaman) FROM park),
	(SELECT count(*) FROM aktarim WHERE durum = 'bekliyor'), (SELECT count(*) FROM aktarim WHERE durum = 'calisiyor'),
	(SELECT count(*) FROM aktarim WHERE durum = 'basarisiz' AND bitis > now() - interval '1 day'),
	(SELECT min(guncelleme) FROM aktarim WHERE durum IN ('bekliyor', 'calisiyor')),
	(SELECT count(*) FROM sms WHERE durum IN ('bekliyor', 'gonderiliyor')),
	(SELECT min(olusturma) FROM sms WHERE durum IN ('bekliyor', 'gonderiliyor')),
	(SELECT count(*) FROM birim_sistem s JOIN birim b ON b.detsis_no = s.birim_no WHERE s.durum IN ('istendi', 'kuruldu') AND NOT b.aktif),
	(SELECT count(*) FROM birim_sistem WHERE hata <> ''),
	(SELECT zaman FROM nabiz WHERE ad = $1), pg_database_size(current_database())
	FROM (SELECT count(*), count(*) FILTER (WHERE vade > now()), coalesce(extract(epoch FROM now() - min(vade) FILTER (WHERE vade <= now())), 0)::float8
		FROM giden) g (adet, bekleme, sn)`

// Isletim reads the figures, all in one round trip. Errors: Unavailable.
func (s *Store) Isletim(ctx context.Context) (Isletim, error) {
	var d Isletim
	var sec float64
	var times [5]*time.Time
	err := s.pool.QueryRow(ctx, isletimSQL, NabizSure).Scan(&d.Giden.Adet, &d.Giden.Bekleme, &sec, &d.Park, &times[0], &times[1],
		&d.AktarimBekleyen, &d.AktarimCalisan, &d.AktarimBasarisiz, &times[2], &d.SMSBekleyen, &times[3],
		&d.SistemKapali, &d.SistemHata, &times[4], &d.Boyut)
	d.Giden.EnEski = time.Duration(sec * float64(time.Second))
	for i, into := range []*time.Time{&d.ParkEnEski, &d.ParkSon, &d.AktarimEnEski, &d.SMSEnEski, &d.SureBakis} {
		if times[i] != nil {
			*into = *times[i]
		}
	}
	return d, away(err)
}
