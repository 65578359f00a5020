package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/izsur"
	"acikkapi/internal/kural"
	"acikkapi/kart"
)

// KartResult is what DoKart has made of a card.
type KartResult struct {
	No       int64
	Durum    kart.Durum
	Talep    int  // number of the newest request
	Repeated bool // the message or the post had been applied before; nothing was done now
}

// KartActor is the signed-in user u as the staff member on whose relatives the /kart pages work, whatever their own role (KT-01).
func KartActor(u kural.Actor) kural.Actor {
	return kural.Actor{Rol: kural.Personel, ID: u.ID, Ad: u.Ad}
}

// DoKart is the one way to change a card, as Do is for an application: under the row's lock the transition table decides, and the
// new state, the request, its papers, the event and the outgoing message are stored in one transaction. Once and WithKey are
// honoured as by Do.
//
// Errors are those of kart.Decide; Invalid where a paper, a reason or an earlier upload is not there; Conflict with Field AlmaField
// where a colleague is at the request (KB-02), without it where the relative has a card or request of somebody else (KT-08);
// Unavailable where the database did not answer.
func (s *Store) DoKart(ctx context.Context, actor kural.Actor, no int64, cmd kart.Command, opts ...Option) (res KartResult, err error) {
	ctx, end := izsur.Start(ctx, "store.DoKart "+string(cmd.Action()), izsur.Role.String(string(actor.Rol)), izsur.Number.Int64(no))
	defer func() { end(err) }()
	var o doOptions
	for _, opt := range opts {
		opt(&o)
	}
	var tip string
	err = s.inTx(ctx, func(tx *Tx) (err error) {
		res, tip, err = s.kartOn(ctx, tx, actor, no, cmd, &o)
		return err
	})
	if err != nil {
		return KartResult{}, s.tellWhoReviewed(ctx, actor, no, err)
	}
	if tip != "" {
		s.metrics.changed(tip)
	}
	return res, nil
}

// kartOn is DoKart within the transaction tx, so that a batch of cards moves on together (KB-03): cards in the order of their numbers,
// or two batches wait for each other for ever. tip is the event to be counted once it is committed, "" where nothing was done.
func (s *Store) kartOn(ctx context.Context, tx *Tx, actor kural.Actor, no int64, cmd kart.Command, o *doOptions) (res KartResult, tip string, err error) {
	fresh, err := s.firstTime(ctx, tx, no, o)
	if err != nil {
		return res, "", err
	}
	row, err := lockKart(ctx, tx, actor, no)
	if err != nil {
		return res, "", err
	}
	if !fresh {
		return KartResult{No: no, Durum: row.k.Durum, Talep: row.k.Talep, Repeated: true}, "", nil
	}
	if cmd, err = named(ctx, tx, cmd); err != nil {
		return res, "", err
	}
	c, err := kart.Decide(&row.k, actor, cmd, s.clock())
	if err != nil {
		return res, "", err
	}
	if err := kartStillRight(ctx, tx, c, cmd); err != nil {
		return res, "", err
	}
	ev, err := newKartOlay(c, row.olaySira, row.olayOzet)
	if err != nil {
		return res, "", err
	}
	ev.Traceparent = izsur.Of(ctx)
	batch := &pgx.Batch{}
	if err := queueKart(batch, c, cmd, row, ev); err != nil {
		return res, "", err
	}
	if o.anahtar != "" {
		batch.Queue(`UPDATE tekrar_anahtari SET talep_sira = $3 WHERE kapsam = $1 AND anahtar = $2`, o.kapsam, o.anahtar, c.After.Talep)
	}
	if o.ek != nil {
		o.ek(batch)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return res, "", err
	}
	tx.Ring(kartTopics(c)...)
	return KartResult{No: no, Durum: c.After.Durum, Talep: c.After.Talep}, ev.Tip, nil
}

// firstTime records the message and the key that a command came with; false where they were there. Of two posts with one key at the
// same time the second waits here for the first.
func (s *Store) firstTime(ctx context.Context, tx *Tx, no int64, o *doOptions) (bool, error) {
	if o.tuketici != "" {
		tag, err := tx.Exec(ctx, insertIslenen, o.tuketici, o.mesajID)
		if err != nil || tag.RowsAffected() == 0 {
			return false, err
		}
	}
	if o.anahtar == "" {
		return true, nil
	}
	tag, err := tx.Exec(ctx, `INSERT INTO tekrar_anahtari (kapsam, anahtar, istek_ozet, kart_no, zaman) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, o.kapsam, o.anahtar, o.istek, no, s.clock())
	if err != nil || tag.RowsAffected() == 1 {
		return err == nil, err
	}
	var istek []byte
	var there *int64
	err = tx.QueryRow(ctx, `SELECT istek_ozet, kart_no FROM tekrar_anahtari WHERE kapsam = $1 AND anahtar = $2`, o.kapsam, o.anahtar).Scan(&istek, &there)
	if err == nil && (there == nil || *there != no || !bytes.Equal(istek, o.istek)) {
		err = errAnahtar()
	}
	return false, err
}

// lockedKart is a card as DoKart finds it.
type lockedKart struct {
	k        kart.Kart
	iz       []byte // of the relative
	olaySira int
	olayOzet []byte
}

const (
	lockKartSQL = `SELECT durum, personel_id, yakinlik, dogum_tarihi, bakanlik_personeli, guncel, talep_sira, iptal_nedeni, teslim_alindi, basim, basim_talep,
		coalesce(geri_alinamadi_id, 0), yakin_iz, olay_sira, olay_ozet FROM kart WHERE no = $1 FOR NO KEY UPDATE`
	// who must not decide about card $1: whoever has this relative, in whichever of their accounts, and all of the staff member's family:
	// the spouse, who may not have asked KPS about the child, and the relative themselves
	kartAkrabaSQL = `SELECT u.id FROM kullanici u WHERE u.tckn_iz = ANY (ARRAY(
		SELECT o.yakin_iz FROM kart k JOIN kart o ON o.personel_id = k.personel_id WHERE k.no = $1 UNION ALL
		SELECT p.tckn_iz FROM kart k JOIN kart o ON o.yakin_iz = k.yakin_iz JOIN kullanici p ON p.id = o.personel_id WHERE k.no = $1))`
	// the same as a condition: the user $1 must not decide about the card k
	kartOwnSQL = `EXISTS (SELECT FROM kullanici u WHERE u.id = $1 AND (EXISTS (
		SELECT FROM kart o WHERE o.personel_id = k.personel_id AND o.yakin_iz = u.tckn_iz) OR EXISTS (
		SELECT FROM kart o JOIN kullanici p ON p.id = o.personel_id WHERE o.yakin_iz = k.yakin_iz AND p.tckn_iz = u.tckn_iz)))`
)

// ayrilanSQL: the staff member of the card k has left. Who is an active user of another kind, or was defined anew, has not.
const ayrilanSQL = `NOT EXISTS (SELECT FROM kullanici p JOIN kullanici e ON e.tckn_iz = p.tckn_iz WHERE p.id = k.personel_id AND e.aktif)`

func lockKart(ctx context.Context, tx *Tx, actor kural.Actor, no int64) (row lockedKart, err error) {
	k := &row.k
	k.No = no
	var dogum *time.Time
	err = tx.QueryRow(ctx, lockKartSQL, no).Scan(&k.Durum, &k.Personel, &k.Yakin.Yakinlik, &dogum, &k.Yakin.BakanlikPersoneli, &k.Yakin.Guncel,
		&k.Talep, &k.IptalNedeni, &k.TeslimAlindi, &k.Basim, &k.BasimTalep, &k.GeriAlinamadi, &row.iz, &row.olaySira, &row.olayOzet)
	if errors.Is(err, pgx.ErrNoRows) {
		return row, kart.NotFoundError()
	}
	if dogum != nil {
		k.Yakin.DogumTarihi = *dogum
	}
	if err != nil || actor.Rol != kural.KimlikBurosu {
		return row, err
	}
	if k.Akraba, err = kartAkraba(ctx, tx, no); err != nil {
		return row, err
	}
	// by a statement after the lock: it sees a user defined anew, and the card's new owner, while this waited for it
	err = tx.QueryRow(ctx, `SELECT `+ayrilanSQL+` FROM kart k WHERE k.no = $1`, no).Scan(&k.Ayrildi)
	return row, err
}

// kartAkraba are the users who must not decide about the card no.
func kartAkraba(ctx context.Context, tx *Tx, no int64) ([]int64, error) {
	rows, err := tx.Query(ctx, kartAkrabaSQL, no)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// named gives a wish to cancel the list's words for its reason; one that is not in the list, or no more, is Invalid (KI-01).
func named(ctx context.Context, q querier, cmd kart.Command) (kart.Command, error) {
	c, ok := cmd.(kart.RequestCancel)
	if !ok || c.Neden == "" {
		return cmd, nil
	}
	err := q.QueryRow(ctx, `SELECT ad FROM iptal_nedeni WHERE kod = $1 AND aktif AND NOT buro`, c.Neden).Scan(&c.NedenAd)
	if errors.Is(err, pgx.ErrNoRows) {
		return cmd, kural.InvalidField("neden", "İptal talebi nedenini listeden seçiniz.")
	}
	return c, err
}

// tellWhoReviewed adds to a reviewer's conflict what was done last with the request, by whom and when (KB-02).
func (s *Store) tellWhoReviewed(ctx context.Context, actor kural.Actor, no int64, err error) error {
	e, ok := errors.AsType[*kural.Error](err)
	if !ok || e.Kind != kural.Conflict || e.Field != "" || actor.Rol != kural.KimlikBurosu {
		return err
	}
	var label, name, at string
	q := s.pool.QueryRow(ctx, `SELECT etiket, yapan_ad, to_char(zaman AT TIME ZONE 'Europe/Istanbul', 'DD.MM.YYYY HH24:MI') FROM olay
		WHERE konu = 'kart' AND konu_no = $1 ORDER BY sira DESC LIMIT 1`, no)
	if q.Scan(&label, &name, &at) != nil {
		return err // nobody has done anything, or it cannot be told now
	}
	told := *e
	told.Message += fmt.Sprintf(" Son işlem: “%s” – %s, %s.", label, name, at)
	return &told
}
