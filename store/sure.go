package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// The messages of the queue sure (PL-08).
const (
	ExchangeSure = "sure"
	TipSure      = "sure.tarih"  // one date: SureGorev
	TipTakvim    = "sure.takvim" // the calendar has changed: TakvimGorev
)

// SureGorev says that a date comes near, has passed, or has passed for days.
type SureGorev struct {
	ID        uuid.UUID        `json:"id"`
	Zaman     time.Time        `json:"zaman"`
	BasvuruNo int64            `json:"basvuru_no"`
	Sira      int              `json:"sira"` // of the routing, 0: the law's date
	Olay      basvuru.SureOlay `json:"olay"`
	SonTarih  time.Time        `json:"son_tarih"`
}

// TakvimGorev has the open dates of the applications after Sonra counted anew, some at a time. It is sent twice: at once, and when no
// process has the old calendar any more, for what was routed and filed by that meanwhile.
type TakvimGorev struct {
	ID    uuid.UUID `json:"id"`
	Zaman time.Time `json:"zaman"`
	Sonra int64     `json:"sonra"`
}

// When the clock speaks, in working days, and how much it says at a time.
const (
	HatirlatmaGun = 2 // before a date
	YukseltmeGun  = 3 // after the date of a birim; the law's date is told at once
	sureBolum     = 500
	takvimBolum   = 100
	takvimBekle   = referansAge + time.Minute // after which no process has the old calendar, some time for its command included
)

// saatler are the moments against which dates are held.
type saatler struct{ simdi, yakin, gecmis time.Time }

// saat works out which dates come near and which have passed for days, by the calendar.
func (s *Store) saat(ctx context.Context) (saatler, error) {
	cal, err := s.Takvim(ctx)
	if err != nil {
		return saatler{}, err
	}
	h := saatler{simdi: s.clock()}
	h.yakin = cal.AddWorkdays(h.simdi, HatirlatmaGun)
	day := h.simdi
	for !cal.AddWorkdays(day, YukseltmeGun).Before(h.simdi) { // back to the last day after which so many have gone
		day = day.AddDate(0, 0, -1)
	}
	y, m, d := day.In(istanbul).Date()
	h.gecmis = time.Date(y, m, d+1, 0, 0, 0, 0, istanbul) // its end
	return h, nil
}

// sureSQLs select the dates of which the clock has something to say and has not said it: near, passed, and passed for days. Who has
// just been asked is not reminded.
var sureSQLs = []struct {
	olay basvuru.SureOlay
	sql  string
	arg  func(saatler) time.Time
}{
	{basvuru.Hatirlatma, yonlendirmeSure + ` AND y.son_tarih > $1 AND y.son_tarih <= $2 AND y.gonderim < $1::timestamptz - interval '1 day'`, func(h saatler) time.Time { return h.yakin }},
	{basvuru.SureGecti, yonlendirmeSure + ` AND y.son_tarih < $1 AND $2::timestamptz IS NOT NULL`, func(h saatler) time.Time { return h.simdi }},
	{basvuru.SureGecti, yasalSure + ` AND b.yasal_son < $1 AND $2::timestamptz IS NOT NULL`, func(h saatler) time.Time { return h.simdi }},
	{basvuru.Yukseltme, yonlendirmeSure + ` AND y.son_tarih < $2 AND $1::timestamptz IS NOT NULL AND b.yukseltildi IS NULL`, func(h saatler) time.Time { return h.gecmis }},
	{basvuru.Yukseltme, yasalSure + ` AND b.yasal_son < $1 AND $2::timestamptz IS NOT NULL AND b.yukseltildi IS NULL`, func(h saatler) time.Time { return h.simdi }},
}

const (
	yonlendirmeSure = `SELECT y.basvuru_no, y.sira, y.son_tarih FROM yonlendirme y JOIN basvuru b ON b.no = y.basvuru_no AND b.tur = y.tur
		WHERE y.durum IN ('kuyrukta', 'teslim') AND b.son_cevap IS NOT NULL`
	yasalSure = `SELECT b.no, 0, b.yasal_son FROM basvuru b WHERE b.son_cevap IS NOT NULL`
)

// YakinSon is until when what comes near is due: the end of the HatirlatmaGun-th working day from now. Errors: Unavailable.
func (s *Store) YakinSon(ctx context.Context) (time.Time, error) {
	cal, err := s.Takvim(ctx)
	if err != nil {
		return time.Time{}, err
	}
	return cal.AddWorkdays(s.clock(), HatirlatmaGun), nil
}

const sureLock = 0x61636b53 // the advisory lock of the clock: one looks at a time

// SureTuru looks at the clock: what it has to say goes out as messages, each once though every replica looks. It returns how many
// messages, 0 also while another one looks; as many as sureBolum may mean that there are more. Errors: Unavailable.
func (s *Store) SureTuru(ctx context.Context) (n int, err error) {
	defer s.metrics.ran(isSure, &err)
	h, err := s.saat(ctx)
	if err != nil {
		return 0, err
	}
	err = s.inTx(ctx, func(tx *Tx) error {
		var mine bool
		// a process that is frozen in the middle shall not keep the lock: the others would never look again
		if _, err := tx.Exec(ctx, `SET LOCAL idle_in_transaction_session_timeout = '10s'`); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, sureLock).Scan(&mine); err != nil || !mine {
			return err
		}
		if err := tx.watchTakvim(ctx); err != nil {
			return err
		}
		for _, q := range sureSQLs {
			if n >= sureBolum {
				break
			}
			one, err := tx.mark(ctx, q.olay, q.sql, h.simdi, q.arg(h), sureBolum-n)
			if err != nil {
				return err
			}
			n += one
		}
		return tx.beatJob(ctx, NabizSure)
	})
	return n, err
}

// mark writes down what is said now, and the messages that say it.
func (t *Tx) mark(ctx context.Context, olay basvuru.SureOlay, sql string, simdi, arg time.Time, limit int) (int, error) {
	rows, err := t.Query(ctx, `INSERT INTO sure_isaret (basvuru_no, sira, olay, son_tarih, zaman)
		SELECT d.no, d.sira, $3, d.son, $1 FROM (`+sql+`) d (no, sira, son)
		WHERE NOT EXISTS (SELECT FROM sure_isaret i WHERE (i.basvuru_no, i.sira, i.olay, i.son_tarih) = (d.no, d.sira, $3::text, d.son))
		ORDER BY d.son LIMIT $4 ON CONFLICT DO NOTHING RETURNING basvuru_no, sira, son_tarih`, simdi, arg, olay, limit)
	if err != nil {
		return 0, err
	}
	var out []Giden
	g := SureGorev{Zaman: simdi, Olay: olay}
	_, err = pgx.ForEachRow(rows, []any{&g.BasvuruNo, &g.Sira, &g.SonTarih}, func() error {
		g.ID = sureID(g)
		m, err := sureMesaji(g.ID, TipSure, g.BasvuruNo, g)
		out = append(out, m)
		return err
	})
	if err != nil || len(out) == 0 {
		return 0, err
	}
	return len(out), t.Send(ctx, out...)
}

func sureMesaji(id uuid.UUID, tip string, no int64, v any) (Giden, error) {
	body, err := json.Marshal(v)
	return Giden{MesajID: id, KonuNo: no, Exchange: ExchangeSure, Anahtar: ExchangeSure, Tip: tip, Govde: body}, err
}

// watchTakvim sends the message that has open dates counted anew where the holidays are not those of the last time, whoever has
// changed them.
func (t *Tx) watchTakvim(ctx context.Context) error {
	var now, before []byte
	err := t.QueryRow(ctx, `SELECT sha256(convert_to(coalesce(string_agg(gun::text || yarim::text, ',' ORDER BY gun), ''), 'UTF8')) FROM tatil`).Scan(&now)
	if err != nil {
		return err
	}
	err = t.QueryRow(ctx, `SELECT ozet FROM sure_takvim`).Scan(&before)
	first := errors.Is(err, pgx.ErrNoRows)
	if err != nil && !first || bytes.Equal(before, now) && !first {
		return err
	}
	_, err = t.Exec(ctx, `INSERT INTO sure_takvim (ozet, zaman) VALUES ($1, $2) ON CONFLICT (tek) DO UPDATE SET ozet = excluded.ozet, zaman = excluded.zaman`, now, t.s.clock())
	if err != nil || first {
		return err
	}
	for _, wait := range []time.Duration{0, takvimBekle} {
		g := TakvimGorev{ID: uuid.Must(uuid.NewV7()), Zaman: t.s.clock()}
		m, err := sureMesaji(g.ID, TipTakvim, 0, g)
		if err != nil {
			return err
		}
		m.Bekle = wait
		if err := t.Send(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// MoveDates counts the open dates of the next applications anew, and sends the message for those behind them (PL-08). Done again, it
// changes nothing. Errors: Unavailable.
func (s *Store) MoveDates(ctx context.Context, tuketici string, g TakvimGorev) error {
	s.takvim.forget() // the one that was read before the change, or by another clock
	cal, err := s.Takvim(ctx)
	if err != nil {
		return err
	}
	page, err := s.openDates(ctx, g)
	if err != nil {
		return err
	}
	for i := range page {
		one := &page[i]
		if move := (basvuru.MoveDeadlines{Takvim: cal, Gelis: one.gelis, Simdi: s.clock()}); !move.Moves(&one.b) { // most have nothing to move
			continue
		}
		id := uuid.NewSHA1(g.ID, fmt.Append(nil, one.b.No))
		if _, err := s.Do(ctx, kural.Pipeline(tuketici), one.b.No, basvuru.MoveDeadlines{}, Once(tuketici, id)); err != nil {
			return err
		}
	}
	_, err = s.Effect(ctx, tuketici, g.ID, func(ctx context.Context, tx *Tx) error {
		if len(page) < takvimBolum {
			return nil
		}
		next := TakvimGorev{ID: uuid.NewSHA1(g.ID, []byte("sonraki")), Zaman: g.Zaman, Sonra: page[len(page)-1].b.No}
		m, err := sureMesaji(next.ID, TipTakvim, 0, next)
		if err != nil {
			return err
		}
		return tx.Send(ctx, m)
	})
	return err
}

// acikTarih is an application with what its open dates are counted from.
type acikTarih struct {
	b     basvuru.Basvuru
	gelis time.Time
}

const acikTarihSQL = `SELECT b.no, b.gelis_tarihi, b.yasal_son, coalesce(y.sira, 0), coalesce(y.durum, ''), coalesce(y.gonderim, b.olusturma),
		coalesce(y.son_tarih, b.yasal_son), coalesce(y.sure_gun, 0)
	FROM (SELECT no, tur, gelis_tarihi, yasal_son, olusturma FROM basvuru WHERE no > $1 AND son_cevap IS NOT NULL AND yasal_son > $2::timestamptz - interval '1 year'
		ORDER BY no LIMIT $3) b
	LEFT JOIN yonlendirme y ON y.basvuru_no = b.no AND y.tur = b.tur AND y.durum IN ('kuyrukta', 'teslim') ORDER BY b.no, y.sira`

// openDates are the next applications that g speaks of.
func (s *Store) openDates(ctx context.Context, g TakvimGorev) (page []acikTarih, err error) {
	rows, err := s.pool.Query(ctx, acikTarihSQL, g.Sonra, g.Zaman, takvimBolum)
	if err != nil {
		return nil, away(err)
	}
	var b basvuru.Basvuru
	var y basvuru.Yonlendirme
	var gelis time.Time
	_, err = pgx.ForEachRow(rows, []any{&b.No, &gelis, &b.YasalSon, &y.Sira, &y.Durum, &y.Gonderim, &y.SonTarih, &y.SureGun}, func() error {
		if last := len(page) - 1; last < 0 || page[last].b.No != b.No {
			page = append(page, acikTarih{b: b, gelis: gunBasi(gelis)})
		}
		if y.Sira > 0 {
			one := &page[len(page)-1].b
			one.Yonlendirmes = append(one.Yonlendirmes, y)
		}
		return nil
	})
	return page, away(err)
}
