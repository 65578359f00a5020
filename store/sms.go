package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/internal/metin"
)

// SMS is one text message to one phone.
type SMS struct {
	ID          uuid.UUID // also the reference that the gateway gets
	OlayID      uuid.UUID // the event it tells of; zero for a code
	Sablon      string    // template; at most one SMS per event and template (PL-07)
	KonuNo      int64     // application, 0 = none
	Alici       string    // E.164
	Metin       string
	Parca       int       // parts it is sent in
	Gecerlilik  time.Time // not worth sending after; zero = always
	Saglayici   string    // who was asked to send it last
	SaglayiciNo string
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
	if now := t.s.clock(); m.Sablon != metin.SablonKod {
		if at := t.s.sessiz.Sonra(now); at.After(now) {
			g.Vade = at
		}
	}
	return t.Send(ctx, g)
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

// ClaimSMS marks the SMS as being sent by saglayici, before the gateway is asked, and tells what to do with it. Of one whose outcome
// is open, Saglayici is who was asked before. One whose time is over is dropped (“suresi_gecti”). Errors: Unavailable while another
// attempt is at it, with Mesgul as its cause.
func (s *Store) ClaimSMS(ctx context.Context, id uuid.UUID, saglayici string) (SMS, SMSHal, error) {
	m, hal := SMS{ID: id}, SMSBitti
	err := s.inTx(ctx, func(tx *Tx) error {
		var durum string
		var alici, metin []byte
		var son *time.Time
		var kalan float64 // of another attempt's lease, by the database's clock: those of processes may be an hour apart
		err := tx.QueryRow(ctx, `SELECT durum, alici, metin, gecerlilik, coalesce(extract(epoch FROM gonderim - now()) + $2, 0)::float8, parca, sablon, coalesce(konu_no, 0), coalesce(saglayici, '') FROM sms WHERE id = $1 FOR UPDATE`, id, smsLease.Seconds()).
			Scan(&durum, &alici, &metin, &son, &kalan, &m.Parca, &m.Sablon, &m.KonuNo, &m.Saglayici)
		if err == pgx.ErrNoRows { //nolint:errorlint // pgx returns it bare
			return nil
		}
		if err != nil || (durum != "bekliyor" && durum != "gonderiliyor") {
			return err
		}
		if son != nil && s.clock().After(*son) && durum == "bekliyor" {
			_, err := tx.Exec(ctx, `UPDATE sms SET durum = 'suresi_gecti', metin = NULL WHERE id = $1`, id)
			return err
		}
		hal = SMSGonder
		if durum == "gonderiliyor" {
			if kalan > 0 {
				return kural.Away("SMS gönderilmekte.", &Mesgul{Kalan: time.Duration(kalan * float64(time.Second))})
			}
			hal = SMSBelirsiz
		} else {
			m.Saglayici = saglayici
		}
		if m.Alici, err = s.box.OpenString(alici); err != nil {
			return err
		}
		if m.Metin, err = s.box.OpenString(metin); err != nil {
			return err
		}
		if son != nil {
			m.Gecerlilik = *son
		}
		_, err = tx.Exec(ctx, `UPDATE sms SET durum = 'gonderiliyor', deneme = deneme + 1, gonderim = now(), saglayici = nullif($2, '') WHERE id = $1`,
			id, m.Saglayici)
		return err
	})
	if err != nil {
		return SMS{}, SMSBitti, err
	}
	return m, hal, nil
}

// SMSBy says that saglayici is asked next, before it is: the one before has certainly not taken it.
func (s *Store) SMSBy(ctx context.Context, id uuid.UUID, saglayici string) error {
	_, err := s.pool.Exec(ctx, `UPDATE sms SET saglayici = $2, gonderim = now() WHERE id = $1 AND durum = 'gonderiliyor'`, id, saglayici)
	return away(err)
}

// SMSSent records that the gateway has taken the SMS under its number; the text of a code is forgotten. A receipt that was faster stays.
func (s *Store) SMSSent(ctx context.Context, id uuid.UUID, saglayiciNo string) error {
	_, err := s.pool.Exec(ctx, `UPDATE sms SET durum = CASE WHEN durum = 'gonderiliyor' THEN 'gonderildi' ELSE durum END, gonderim = $2, saglayici_no = $3,
		metin = CASE WHEN sablon = 'kod' THEN NULL ELSE metin END WHERE id = $1`, id, s.clock(), saglayiciNo)
	return away(err)
}

// SMSAgain says that the gateway has not taken it: the next attempt may send.
func (s *Store) SMSAgain(ctx context.Context, id uuid.UUID) error {
	_, err := s.pool.Exec(ctx, `UPDATE sms SET durum = 'bekliyor', gonderim = NULL WHERE id = $1 AND durum = 'gonderiliyor'`, id)
	return away(err)
}

// SMSUnclear ends an attempt of which nobody knows whether the gateway has taken the SMS: the next one asks it first.
func (s *Store) SMSUnclear(ctx context.Context, id uuid.UUID) error {
	_, err := s.pool.Exec(ctx, `UPDATE sms SET gonderim = NULL WHERE id = $1 AND durum = 'gonderiliyor'`, id)
	return away(err)
}

// SMSFailed records that the gateway will not take it, ever.
func (s *Store) SMSFailed(ctx context.Context, id uuid.UUID) error {
	_, err := s.pool.Exec(ctx, `UPDATE sms SET durum = 'basarisiz', metin = CASE WHEN sablon = 'kod' THEN NULL ELSE metin END WHERE id = $1`, id)
	return away(err)
}

func nullTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
