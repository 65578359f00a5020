package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

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
}

// SMSGorev is the body of a message on the exchange sms: which row to send. Phone and text stay in the database.
type SMSGorev struct {
	SMSID uuid.UUID `json:"sms_id"`
}

// TipSMS is the type of that message.
const TipSMS = "sms.gonder"

// SendSMS stores the SMS and the message that makes the sms consumer send it, once the quiet hours are over unless it is a code. A second one for the same event and
// template is dropped, which is right.
func (t *Tx) SendSMS(ctx context.Context, m SMS) error {
	var olay, konu any
	if m.OlayID != uuid.Nil {
		olay = m.OlayID
	}
	if m.KonuNo != 0 {
		konu = m.KonuNo
	}
	tag, err := t.Exec(ctx, `INSERT INTO sms (id, olay_id, sablon, konu_no, alici, metin, parca, gecerlilik) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT ON CONSTRAINT sms_tek DO NOTHING`, m.ID, olay, m.Sablon, konu,
		t.s.box.SealString(m.Alici), t.s.box.SealString(m.Metin), m.Parca, nullTime(m.Gecerlilik))
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	body, err := json.Marshal(SMSGorev{m.ID})
	if err != nil {
		return err
	}
	g := Giden{MesajID: m.ID, KonuNo: m.KonuNo, Exchange: "sms", Anahtar: "sms", Tip: TipSMS, Govde: body}
	if wait := t.s.sessizKalan(m.Sablon); wait > 0 {
		g.Vade = t.s.clock().Add(wait)
	}
	return t.Send(ctx, g)
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
	m, hal := SMS{ID: id}, SMSBitti
	err := s.inTx(ctx, func(tx *Tx) error {
		durum, kalan, gecti, err := tx.lockSMS(ctx, &m)
		switch {
		case err == pgx.ErrNoRows: //nolint:errorlint // pgx returns it bare
			return nil
		case err != nil || durum != smsBekliyor && durum != smsGonderiliyor:
			return err
		case kalan > 0:
			return kural.Away("SMS gönderilmekte.", &Mesgul{Kalan: min(kalan, smsBakis)})
		case gecti:
			s.metrics.smsExpired()
			_, err := tx.Exec(ctx, `UPDATE sms SET durum = 'suresi_gecti', metin = NULL WHERE id = $1`, id)
			return err
		case durum == smsGonderiliyor:
			hal = SMSBelirsiz
		default:
			if wait := s.sessizKalan(m.Sablon); wait > 0 {
				return kural.Away("SMS sessiz saatlerden sonra gönderilecek.", &Mesgul{Kalan: wait})
			}
			hal, m.Saglayici = SMSGonder, saglayici
		}
		_, err = tx.Exec(ctx, `UPDATE sms SET durum = 'gonderiliyor', deneme = deneme + 1, gonderim = now(), saglayici = nullif($2, ''),
			verildi = CASE WHEN durum = 'bekliyor' THEN now() ELSE verildi END WHERE id = $1`, id, m.Saglayici)
		return err
	})
	if err != nil {
		return SMS{}, SMSBitti, err
	}
	return m, hal, nil
}

// States of an SMS that is not out yet, as in its table.
const (
	smsBekliyor     = "bekliyor"
	smsGonderiliyor = "gonderiliyor"
)

// lockSMS reads and locks m, with what is left of another attempt's lease, and whether its time is over, by the database's clock: those of
// processes may be an hour apart.
func (t *Tx) lockSMS(ctx context.Context, m *SMS) (durum string, kalan time.Duration, gecti bool, err error) {
	var alici, metin []byte
	var son *time.Time
	var lease, gecen float64 // seconds
	err = t.QueryRow(ctx, `SELECT durum, alici, metin, gecerlilik, parca, sablon, coalesce(konu_no, 0), coalesce(saglayici, ''),
		coalesce(extract(epoch FROM gonderim - now()) + $2, 0)::float8, coalesce(extract(epoch FROM now() - verildi), $3)::float8,
		coalesce(gecerlilik < coalesce($4, now()), false) FROM sms WHERE id = $1 FOR UPDATE`, m.ID, smsLease.Seconds(), time.Hour.Seconds(), t.s.simdi()).
		Scan(&durum, &alici, &metin, &son, &m.Parca, &m.Sablon, &m.KonuNo, &m.Saglayici, &lease, &gecen, &gecti)
	if err != nil {
		return "", 0, false, err
	}
	if son != nil {
		m.Gecerlilik = *son
	}
	m.Gecen = time.Duration(gecen * float64(time.Second))
	m.Alici, err = t.s.box.OpenString(alici)
	if err == nil {
		m.Metin, err = t.s.box.OpenString(metin)
	}
	return durum, time.Duration(lease * float64(time.Second)), gecti, err
}

// SMSBy says that saglayici is asked next, before it is: the one before has certainly not taken it.
func (s *Store) SMSBy(ctx context.Context, id uuid.UUID, saglayici string) error {
	_, err := s.pool.Exec(ctx, `UPDATE sms SET saglayici = $2, gonderim = now(), verildi = now() WHERE id = $1 AND durum = 'gonderiliyor'`, id, saglayici)
	return away(err)
}

// SMSSent records that the gateway has taken the SMS under its number, "" where it did not say; the text of a code is forgotten. A receipt
// that was faster stays.
func (s *Store) SMSSent(ctx context.Context, id uuid.UUID, saglayiciNo string) error {
	_, err := s.pool.Exec(ctx, `UPDATE sms SET durum = CASE WHEN durum = 'gonderiliyor' THEN 'gonderildi' ELSE durum END, gonderim = now(),
		saglayici_no = coalesce(nullif($2, ''), saglayici_no), metin = CASE WHEN sablon = 'kod' THEN NULL ELSE metin END WHERE id = $1`, id, saglayiciNo)
	return away(err)
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
