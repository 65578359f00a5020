package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/metin"
)

// SMS is one text message to one phone.
type SMS struct {
	ID         uuid.UUID // also the reference that the gateway gets
	OlayID     uuid.UUID // the event it tells of; zero for a code
	Sablon     string    // template; at most one SMS per event and template (PL-07)
	KonuNo     int64     // application, 0 = none
	Alici      string    // E.164
	Metin      string
	Parca      int           // parts it is sent in
	Gecerlilik time.Time     // not worth sending after; zero = always
	Saglayici  string        // who was asked to send it last
	Gecen      time.Duration // since then, by the database's clock

	Traceparent string // of the message that makes it go out; "" = of ctx
}

// SMSGorev is the body of a message on the exchange sms: which row to send. Phone and text stay in the database.
type SMSGorev struct {
	SMSID uuid.UUID `json:"sms_id"`
}

// TipSMS is the type of that message.
const TipSMS = "sms.gonder"

const insertSMS = `INSERT INTO sms (id, olay_id, sablon, konu_no, alici, metin, parca, gecerlilik) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
	ON CONFLICT ON CONSTRAINT sms_tek DO NOTHING`

// SendSMS stores each SMS and the message that makes the sms consumer send it, once the quiet hours are over unless it is a code. A second one
// for the same event and template is dropped, which is right.
func (t *Tx) SendSMS(ctx context.Context, ms ...SMS) error {
	batch := &pgx.Batch{}
	var out []Giden
	for _, m := range ms {
		g := Giden{MesajID: m.ID, KonuNo: m.KonuNo, Exchange: "sms", Anahtar: "sms", Tip: TipSMS}
		var err error
		if g.Govde, err = json.Marshal(SMSGorev{m.ID}); err != nil {
			return err
		}
		g.follow(m.Traceparent)
		if wait := t.s.sessizKalan(m.Sablon); wait > 0 {
			g.Vade = t.s.clock().Add(wait)
		}
		var olay, konu any
		if m.OlayID != uuid.Nil {
			olay = m.OlayID
		}
		if m.KonuNo != 0 {
			konu = m.KonuNo
		}
		batch.Queue(insertSMS, m.ID, olay, m.Sablon, konu, t.s.box.SealString(m.Alici), t.s.box.SealString(m.Metin), m.Parca, nullTime(m.Gecerlilik)).
			Exec(func(tag pgconn.CommandTag) error {
				if tag.RowsAffected() == 1 {
					out = append(out, g)
				}
				return nil
			})
	}
	if err := t.SendBatch(ctx, batch).Close(); err != nil || len(out) == 0 {
		return err
	}
	return t.Send(ctx, out...)
}

// sessizKalan is how long an SMS has to wait for the end of the quiet hours; a code never does.
func (s *Store) sessizKalan(sablon string) time.Duration {
	if sablon == metin.SablonKod {
		return 0
	}
	now := s.clock()
	return s.sessiz.Sonra(now).Sub(now)
}

// SMSHal says what the sms consumer should do with an SMS.
type SMSHal int

// What ClaimSMS found.
const (
	SMSBitti    SMSHal = iota // sent, failed or out of date: nothing to do
	SMSGonder                 // ours to send now
	SMSBelirsiz               // an earlier attempt may have reached the gateway: ask it by the reference first
	smsGecti                  // its time is over
)

// smsLease is how long an SMS belongs to the attempt that claimed it, longer than an attempt may take: without it a message
// delivered twice would have two workers send at once, and neither would find the other's at the gateway.
const smsLease = 15 * time.Second

// smsBakis is after how long another message about the same SMS looks again whether that attempt has ended: it mostly has, and a message
// that a fault has doubled should not wait for a whole lease more (PL-06).
const smsBakis = 5 * time.Second

// ClaimSMS marks the SMS as being sent by saglayici, before the gateway is asked, and tells what to do with it. Of one whose outcome
// is open, Saglayici is who was asked before. One whose time is over is dropped (“suresi_gecti”), whatever became of it. Errors:
// Unavailable with Mesgul as its cause, while another attempt is at it, and in quiet hours but for a code.
func (s *Store) ClaimSMS(ctx context.Context, id uuid.UUID, saglayici string) (SMS, SMSHal, error) {
	a, err := s.alinan.ask(ctx, smsTalep{id, saglayici})
	return a.SMS, a.hal, away(err)
}

// smsTalep asks for an SMS, alinanSMS is the answer.
type (
	smsTalep struct {
		id        uuid.UUID
		saglayici string
	}
	alinanSMS struct {
		SMS
		hal SMSHal
	}
)

// claimTogether claims SMS in one transaction.
func (s *Store) claimTogether(ctx context.Context, all []smsTalep, answer func(int, alinanSMS, error)) {
	got, errs := make([]alinanSMS, len(all)), make([]error, len(all))
	err := s.inTx(ctx, func(tx *Tx) error {
		rows, err := tx.lockSMS(ctx, all)
		if err != nil {
			return err
		}
		batch := &pgx.Batch{}
		for i, q := range all {
			r, ok := rows[q.id]
			if !ok {
				continue
			}
			got[i].SMS = r.SMS
			switch got[i].hal, errs[i] = s.claim(&got[i].SMS, r, q.saglayici); got[i].hal {
			case SMSGonder, SMSBelirsiz:
				batch.Queue(updateAlinan, q.id, got[i].Saglayici)
				r.kalan = smsLease // for another who asks for it with us
			case smsGecti:
				tx.after = append(tx.after, s.metrics.smsExpired)
				r.durum = smsGecmis // for another who asks for it with us
				batch.Queue(`UPDATE sms SET durum = 'suresi_gecti', metin = NULL WHERE id = $1`, q.id)
				got[i].hal = SMSBitti
			case SMSBitti:
			}
		}
		return tx.SendBatch(ctx, batch).Close()
	})
	for i := range all {
		if err != nil {
			errs[i] = err
		}
		if errs[i] != nil {
			got[i] = alinanSMS{}
		}
		answer(i, got[i], errs[i])
	}
}

const updateAlinan = `UPDATE sms SET durum = 'gonderiliyor', deneme = deneme + 1, gonderim = now(), saglayici = nullif($2, ''),
	verildi = CASE WHEN durum = 'bekliyor' THEN now() ELSE verildi END WHERE id = $1`

// claim decides what becomes of an SMS that saglayici is to send; m is to be sent by who it names then.
func (s *Store) claim(m *SMS, r *smsSatir, saglayici string) (SMSHal, error) {
	switch {
	case r.err != nil:
		return SMSBitti, r.err
	case r.durum != smsBekliyor && r.durum != smsGonderiliyor:
		return SMSBitti, nil
	case r.kalan > 0:
		return SMSBitti, errSMSHeld(r.kalan)
	case r.gecti:
		return smsGecti, nil
	case r.durum == smsGonderiliyor:
		return SMSBelirsiz, nil
	}
	if wait := s.sessizKalan(m.Sablon); wait > 0 {
		return SMSBitti, kural.Away("SMS sessiz saatlerden sonra gönderilecek.", &Mesgul{Kalan: wait})
	}
	m.Saglayici = saglayici
	return SMSGonder, nil
}

// States of an SMS that is not out yet, as in its table.
const (
	smsBekliyor     = "bekliyor"
	smsGonderiliyor = "gonderiliyor"
	smsGecmis       = "suresi_gecti"
)

// smsSatir is an SMS as its table has it.
type smsSatir struct {
	SMS
	durum string
	kalan time.Duration // of another attempt's lease
	gecti bool          // its time is over
	err   error         // it cannot be read
}

// lockSMS reads and locks what all ask for, with what is left of other attempts' leases, and whether their time is over, by the database's
// clock: those of processes may be an hour apart. It waits for nobody: one that another process holds counts as claimed, or all others, codes
// among them, would wait with it.
func (t *Tx) lockSMS(ctx context.Context, all []smsTalep) (map[uuid.UUID]*smsSatir, error) {
	ids := make([]uuid.UUID, len(all))
	for i := range all {
		ids[i] = all[i].id
	}
	rows, err := t.Query(ctx, `SELECT id, durum, alici, metin, gecerlilik, parca, sablon, coalesce(konu_no, 0), coalesce(saglayici, ''),
		coalesce(extract(epoch FROM gonderim - now()) + $2, 0)::float8, coalesce(extract(epoch FROM now() - verildi), $3)::float8,
		coalesce(gecerlilik < coalesce($4, now()), false) FROM sms WHERE id = ANY($1) ORDER BY id FOR UPDATE SKIP LOCKED`, ids, smsLease.Seconds(), time.Hour.Seconds(), t.s.simdi())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := make(map[uuid.UUID]*smsSatir, len(all))
	for rows.Next() {
		r := &smsSatir{}
		var alici, metin []byte
		var son *time.Time
		var lease, gecen float64 // seconds
		err := rows.Scan(&r.ID, &r.durum, &alici, &metin, &son, &r.Parca, &r.Sablon, &r.KonuNo, &r.Saglayici, &lease, &gecen, &r.gecti)
		if err != nil {
			return nil, err
		}
		if son != nil {
			r.Gecerlilik = *son
		}
		r.kalan, r.Gecen = time.Duration(lease*float64(time.Second)), time.Duration(gecen*float64(time.Second))
		if r.Alici, r.err = t.s.box.OpenString(alici); r.err == nil {
			r.Metin, r.err = t.s.box.OpenString(metin)
		}
		found[r.ID] = r
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return found, t.heldSMS(ctx, ids, found)
}

// heldSMS adds to found those of ids that are there, and that somebody holds.
func (t *Tx) heldSMS(ctx context.Context, ids []uuid.UUID, found map[uuid.UUID]*smsSatir) error {
	left := slices.DeleteFunc(ids, func(id uuid.UUID) bool { return found[id] != nil })
	if len(left) == 0 {
		return nil
	}
	rows, err := t.Query(ctx, `SELECT id FROM sms WHERE id = ANY($1)`, left)
	if err != nil {
		return err
	}
	var id uuid.UUID
	_, err = pgx.ForEachRow(rows, []any{&id}, func() error {
		found[id] = &smsSatir{err: errSMSHeld(smsBakis)}
		return nil
	})
	return err
}

// errSMSHeld says that another attempt has the SMS for that long.
func errSMSHeld(kalan time.Duration) error {
	return kural.Away("SMS gönderilmekte.", &Mesgul{Kalan: min(kalan, smsBakis)})
}

// SMSBy says that saglayici is asked next, before it is: the one before has certainly not taken it.
func (s *Store) SMSBy(ctx context.Context, id uuid.UUID, saglayici string) error {
	_, err := s.pool.Exec(ctx, `UPDATE sms SET saglayici = $2, gonderim = now(), verildi = now() WHERE id = $1 AND durum = 'gonderiliyor'`, id, saglayici)
	return away(err)
}

// SMSSent records that the gateway has taken the SMS under its number, "" where it did not say; the text of a code is forgotten. A receipt
// that was faster stays.
func (s *Store) SMSSent(ctx context.Context, id uuid.UUID, saglayiciNo string) error {
	_, err := s.verilen.ask(ctx, smsVerildi{id, saglayiciNo})
	return away(err)
}

type smsVerildi struct {
	id uuid.UUID
	no string
}

// sentTogether records it of several, in one statement.
func (s *Store) sentTogether(ctx context.Context, all []smsVerildi, answer func(int, struct{}, error)) {
	ids, nos := make([]uuid.UUID, len(all)), make([]string, len(all))
	for i, q := range all {
		ids[i], nos[i] = q.id, q.no
	}
	_, err := s.pool.Exec(ctx, `UPDATE sms SET durum = CASE WHEN durum = 'gonderiliyor' THEN 'gonderildi' ELSE durum END, gonderim = now(),
		saglayici_no = coalesce(nullif(q.no, ''), saglayici_no), metin = CASE WHEN sablon = 'kod' THEN NULL ELSE metin END
		FROM (SELECT s.id, u.no FROM unnest($1::uuid[], $2::text[]) u (id, no) JOIN sms s USING (id) ORDER BY s.id FOR UPDATE OF s) q WHERE sms.id = q.id`, ids, nos)
	for i := range all {
		answer(i, struct{}{}, err)
	}
}

// SMSAgain says that the gateway has not taken it: the next attempt may send.
func (s *Store) SMSAgain(ctx context.Context, id uuid.UUID) error {
	_, err := s.pool.Exec(ctx, `UPDATE sms SET durum = 'bekliyor', gonderim = NULL, verildi = NULL WHERE id = $1 AND durum = 'gonderiliyor'`, id)
	return away(err)
}

// SMSUnclear ends an attempt of which nobody knows whether the gateway has taken the SMS: the next one asks it first.
func (s *Store) SMSUnclear(ctx context.Context, id uuid.UUID) error {
	_, err := s.pool.Exec(ctx, `UPDATE sms SET gonderim = NULL WHERE id = $1 AND durum = 'gonderiliyor'`, id)
	return away(err)
}

// SMSFailed records that the gateway will not take it, ever.
func (s *Store) SMSFailed(ctx context.Context, id uuid.UUID) error {
	_, err := s.pool.Exec(ctx, `UPDATE sms SET durum = 'basarisiz', metin = CASE WHEN sablon = 'kod' THEN NULL ELSE metin END
		WHERE id = $1 AND durum IN ('bekliyor', 'gonderiliyor')`, id)
	return away(err)
}

// giveUpSMS ends an SMS whose message was discarded: nobody will send it, and the timeline of its application says so. One that is out, or
// was given up before, stays what it is.
func (s *Store) giveUpSMS(ctx context.Context, id uuid.UUID) error {
	var no int64
	var durum string
	err := s.pool.QueryRow(ctx, `SELECT coalesce(konu_no, 0), durum FROM sms WHERE id = $1 AND durum IN ('bekliyor', 'gonderiliyor')`, id).Scan(&no, &durum)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return away(err)
	}
	note := basvuru.NoteSMS{Neden: "SMS gönderilemedi; gönderilmesinden vazgeçildi."}
	if durum == smsGonderiliyor {
		note.Neden = "SMS'in gönderilip gönderilmediği öğrenilemedi; yeniden gönderilmeyecek."
	}
	if no != 0 {
		if _, err := s.Do(ctx, kural.Pipeline("sms"), no, note, Once("sms", id)); err != nil {
			return err
		}
	}
	return s.SMSFailed(ctx, id)
}

func nullTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
