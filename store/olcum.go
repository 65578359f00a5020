package store

import (
	"context"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"acikkapi/migrations"
)

// Yaslar is what the rows themselves say of work that waits (OP-02). The broker does not tell how old a message is; these ages also cover the
// outbox, the retries and what a broker has lost. 0: nothing waits.
type Yaslar struct {
	Birim time.Duration // of the oldest routing that no inbox has got
	Kart  time.Duration // of the oldest card request that the bureau's inbox has not got
	SMS   time.Duration // of the oldest SMS that nobody has taken, quiet hours included

	SMSBelirsiz int // SMS that a provider may have taken, and has not said so

	BirimGecti, YasaGecti int // open routings, and open applications, whose date has passed
}

// yaslarSQL reads what is open: some tens of thousands of rows by their partial indexes, however many there have been.
const yaslarSQL = `SELECT
	coalesce(extract(epoch FROM now() - y.ilk), 0)::float8, y.gecti,
	(SELECT count(*) FROM basvuru WHERE son_cevap IS NOT NULL AND yasal_son < now()),
	(SELECT coalesce(extract(epoch FROM now() - min(zaman)), 0)::float8 FROM kart_talep WHERE karar IS NULL AND geldi IS NULL),
	(SELECT coalesce(extract(epoch FROM now() - min(olusturma)), 0)::float8 FROM sms WHERE durum IN ('bekliyor', 'gonderiliyor')),
	(SELECT count(*) FROM sms WHERE durum = 'gonderiliyor' AND olusturma < now() - interval '1 minute')
	FROM (SELECT min(y.gonderim) FILTER (WHERE y.durum = 'kuyrukta'), count(*) FILTER (WHERE y.son_tarih < now())
		FROM yonlendirme y JOIN basvuru b ON b.no = y.basvuru_no AND b.tur = y.tur
		WHERE y.durum IN ('kuyrukta', 'teslim') AND b.son_cevap IS NOT NULL) y (ilk, gecti)`

// Yaslar reads the ages, in one round trip, by the database's clock. Errors: Unavailable.
func (s *Store) Yaslar(ctx context.Context) (Yaslar, error) {
	var y Yaslar
	var birim, kart, sms float64 // seconds
	err := s.pool.QueryRow(ctx, yaslarSQL).Scan(&birim, &y.BirimGecti, &y.YasaGecti, &kart, &sms, &y.SMSBelirsiz)
	for into, sec := range map[*time.Duration]float64{&y.Birim: birim, &y.Kart: kart, &y.SMS: sms} {
		*into = max(0, time.Duration(sec*float64(time.Second)))
	}
	return y, away(err)
}

// Surum is the number of the newest migration: of those that this program brings, and of those that the database has. They differ during an
// upgrade, and where somebody has forgotten to migrate. Errors: Unavailable.
func (s *Store) Surum(ctx context.Context) (program, veritabani int, err error) {
	files, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		return 0, 0, err
	}
	for _, f := range files { // in order
		number, _, _ := strings.Cut(f, "_")
		if program, err = strconv.Atoi(number); err != nil {
			return 0, 0, err
		}
	}
	err = s.pool.QueryRow(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&veritabani)
	return program, veritabani, away(err)
}
