package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Abonelik says that a consumer acts on events of a type and remembers them; Kuyruk is where it takes them from.
type Abonelik struct{ Tuketici, Tip, Kuyruk string }

// YayinSayisi is how many messages of a kind go out again.
type YayinSayisi struct {
	Ne   string
	Adet int
}

// YayinSecenek are the settings of Republish.
type YayinSecenek struct {
	Abonelikler []Abonelik
	Since       time.Time // older events are taken for delivered; zero = none is too old
	Before      time.Time // events from then on may still be on their way; zero = none is too young
	DryRun      bool      // count only
}

const yayinBolum = 5000 // events, or rows, looked at by one statement

// Republish puts everything into the outbox again that has not arrived, from what the database knows (SC-12): RabbitMQ may have lost all
// it had. Everything goes out under the ids of the first time, so that consumers which have it after all do nothing; what is parked or in
// the outbox is left alone. It may be run twice, and beside serving processes. Answers that a birim's own system has sent and nobody has
// taken are not in the database: their sender has them. Errors: Unavailable.
func (s *Store) Republish(ctx context.Context, o YayinSecenek) ([]YayinSayisi, error) {
	out, err := s.RepublishEvents(ctx, o)
	if err != nil {
		return out, err
	}
	for _, t := range yayinTurleri {
		n, err := s.republishRows(ctx, t, o.DryRun)
		if err != nil {
			return out, fmt.Errorf("%s: %w", t.ne, err)
		}
		out = append(out, YayinSayisi{t.ne, n})
	}
	if !o.DryRun {
		return out, s.republishTakvim(ctx)
	}
	return out, nil
}

// unseen are the events of a page that their consumer has neither applied nor given up on, and that are not on their way: a consumer
// without a trace of an event has not applied it. What the reports have counted from the history counts as applied.
const unseen = `WITH sayfa AS (SELECT id, konu_no, tip, govde, konu, traceparent FROM olay WHERE id > $1 AND id < $6 ORDER BY id LIMIT $2), eksik AS (
	SELECT o.id, o.konu_no, o.tip, o.govde, o.traceparent, a.tuketici, a.kuyruk FROM sayfa o
	JOIN unnest($3::text[], $4::text[], $5::text[]) a (tuketici, tip, kuyruk) ON a.tip = o.tip
	WHERE NOT EXISTS (SELECT FROM islenen_mesaj i WHERE i.tuketici = a.tuketici AND i.mesaj_id = o.id)
	AND NOT EXISTS (SELECT FROM park p WHERE p.tuketici = a.tuketici AND p.mesaj_id = o.id AND p.karar IS DISTINCT FROM 'yeniden')
	AND NOT EXISTS (SELECT FROM park_atilan p WHERE p.tuketici = a.tuketici AND p.mesaj_id = o.id)
	AND NOT EXISTS (SELECT FROM giden g WHERE g.mesaj_id = o.id AND g.exchange IN ('', 'olay') AND (g.exchange = 'olay' OR g.anahtar = a.kuyruk))
	AND (a.tuketici <> 'rapor' OR NOT EXISTS (SELECT FROM sayim_sayilan s JOIN sayim_durum d USING (nesil) WHERE s.olay_id = o.id))
	AND (a.tuketici <> 'bildirim' OR o.tip <> 'basvuru.yonlendirildi' OR EXISTS (
		SELECT FROM basvuru b JOIN il_ayar y USING (il_kodu) WHERE b.no = o.konu_no AND y.yonlendirme_sms)))`

const (
	countUnseen = unseen + ` SELECT tuketici, count(*) FROM eksik GROUP BY 1`
	sendUnseen  = unseen + `, gonder AS (INSERT INTO giden (mesaj_id, konu_no, exchange, anahtar, tip, govde, baslik)
		SELECT id, konu_no, '', kuyruk, tip, convert_to(govde::text, 'UTF8'), CASE WHEN traceparent IS NOT NULL THEN json_build_object('traceparent', traceparent) END FROM eksik ORDER BY id)
		SELECT tuketici, count(*) FROM eksik GROUP BY 1`
	lastOfPage = `SELECT max(id::text)::uuid FROM (SELECT id FROM olay WHERE id > $1 AND id < $3 ORDER BY id LIMIT $2) x`
)

// RepublishEvents is Republish for events alone. It goes over them in the order of their ids, which is that of time. Errors: Unavailable.
func (s *Store) RepublishEvents(ctx context.Context, o YayinSecenek) ([]YayinSayisi, error) {
	var tuketici, tip, kuyruk []string
	for _, a := range o.Abonelikler {
		tuketici, tip, kuyruk = append(tuketici, a.Tuketici), append(tip, a.Tip), append(kuyruk, a.Kuyruk)
	}
	sql, found := sendUnseen, map[string]int{}
	if o.DryRun {
		sql = countUnseen
	}
	before := uuid.Max
	if !o.Before.IsZero() {
		before = firstOf(o.Before)
	}
	for after := firstOf(o.Since); ; {
		var last *uuid.UUID
		err := s.inTx(ctx, func(tx *Tx) error {
			if err := tx.QueryRow(ctx, lastOfPage, after, yayinBolum, before).Scan(&last); err != nil || last == nil {
				return err
			}
			rows, err := tx.Query(ctx, sql, after, yayinBolum, tuketici, tip, kuyruk, before)
			if err != nil {
				return err
			}
			name, n := "", 0
			tx.Ring(TopicGiden)
			_, err = pgx.ForEachRow(rows, []any{&name, &n}, func() error { found[name] += n; return nil })
			return err
		})
		if err != nil {
			return nil, err
		}
		if last == nil {
			break
		}
		after = *last
	}
	var out []YayinSayisi
	for i, a := range o.Abonelikler {
		if i == 0 || o.Abonelikler[i-1].Tuketici != a.Tuketici {
			out = append(out, YayinSayisi{"olay → " + a.Tuketici, found[a.Tuketici]})
		}
	}
	return out, nil
}

// firstOf is an id before all UUIDv7 that were made from t on.
func firstOf(t time.Time) (id uuid.UUID) {
	if !t.IsZero() {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(max(0, t.UnixMilli()))) //nolint:gosec // not negative
		copy(id[:6], b[2:])
	}
	return id
}

// yayinTuru is a kind of message that is no event. sql finds the subjects whose message is missing, $2 of them behind the key $1, in the
// order of their keys.
type yayinTuru struct {
	ne      string
	sql     string
	message func(context.Context, *Store, yayinKonusu) (Giden, error)
}

// yayinKonusu is a row of yayinTuru.sql.
type yayinKonusu struct {
	Anahtar string
	No      int64 // application or card
	Sira    int
	Metin   string // what else the message needs
	Zaman   time.Time
}

// republishRows sends what is missing of one kind, some rows at a time. What is in the outbox under the same id is left alone.
func (s *Store) republishRows(ctx context.Context, t yayinTuru, dryRun bool) (total int, err error) {
	for after := ""; ; {
		var list []yayinKonusu
		err := s.inTx(ctx, func(tx *Tx) error {
			rows, err := tx.Query(ctx, t.sql, after, yayinBolum/10)
			if err != nil {
				return err
			}
			if list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[yayinKonusu]); err != nil {
				return err
			}
			for _, k := range list {
				after = k.Anahtar
				sent, err := s.republishRow(ctx, tx, t, k, dryRun)
				if err != nil {
					return err
				}
				total += sent
			}
			return nil
		})
		if err != nil || len(list) == 0 {
			return total, err
		}
	}
}

func (s *Store) republishRow(ctx context.Context, tx *Tx, t yayinTuru, k yayinKonusu, dryRun bool) (int, error) {
	g, err := t.message(ctx, s, k)
	if err != nil {
		return 0, err
	}
	var not bool
	if err := tx.QueryRow(ctx, notNeeded, g.MesajID).Scan(&not); err != nil || not {
		return 0, err
	}
	if dryRun {
		return 1, nil
	}
	trace := ""
	err = tx.QueryRow(ctx, causeTrace, k.No, k.Zaman, g.MesajID).Scan(&trace)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return 0, err
	}
	g.follow(trace)
	return 1, tx.Send(ctx, g)
}

// causeTrace is the trace of the event that the message $3 about $1 follows from, of the time $2: an SMS knows its event, others have its time.
const causeTrace = `SELECT traceparent FROM olay WHERE konu IN ('basvuru', 'kart') AND konu_no = $1 AND zaman = $2 AND traceparent IS NOT NULL
	UNION ALL SELECT traceparent FROM olay WHERE id = (SELECT olay_id FROM sms WHERE id = $3) AND traceparent IS NOT NULL LIMIT 1`

// notNeeded tells whether a message is on its way, was given up on, or has been applied.
const notNeeded = `SELECT EXISTS (SELECT FROM giden WHERE mesaj_id = $1) OR EXISTS (SELECT FROM park WHERE mesaj_id = $1 AND karar IS DISTINCT FROM 'yeniden')
	OR EXISTS (SELECT FROM park_atilan WHERE mesaj_id = $1)
	OR EXISTS (SELECT FROM islenen_mesaj WHERE tuketici IN ('sure', 'kimlik', 'mia-kutusu') AND mesaj_id = $1)`

// republishTakvim has open dates counted anew: whether the message that a changed calendar sends was lost, nobody knows, and done again it
// changes nothing (MoveDates).
func (s *Store) republishTakvim(ctx context.Context) error {
	return s.inTx(ctx, func(tx *Tx) error {
		g := TakvimGorev{ID: uuid.Must(uuid.NewV7()), Zaman: s.clock()}
		m, err := sureMesaji(g.ID, TipTakvim, 0, g)
		if err != nil {
			return err
		}
		return tx.Send(ctx, m)
	})
}

// mesajID is the id of the only message of its kind about a subject: made again, the message has the same one, and whoever has it already
// does nothing (SC-12).
func mesajID(tip string, konu ...any) uuid.UUID {
	name := []byte(tip)
	for _, k := range konu {
		name = fmt.Append(append(name, '/'), k)
	}
	return uuid.NewSHA1(uuid.NameSpaceOID, name)
}
