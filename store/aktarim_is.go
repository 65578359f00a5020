package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// First keys of advisory locks; relayLock has the number before.
const (
	aktarimUserLock = relayLock + 1 // a user's requests for exports
	aktarimSlotLock = relayLock + 2 // exports being made at once, over all processes
	aktarimLock     = relayLock + 3 // one export
)

const (
	aktarimSlots  = 2 // so that pages are not held up (PL-10)
	aktarimDeneme = 3 // attempts, those that ended with their process among them
)

// ErrAktarimGone says that an export was cancelled, or is another attempt's now: nothing of it is to be kept.
var ErrAktarimGone = errors.New("export is not ours any more")

// AktarimIsi is an export being made. Release it in every case.
type AktarimIsi struct {
	ID     uuid.UUID
	Actor  basvuru.Actor // who asked for it, limited to what they asked for
	Suzgec AktarimSuzgec
	Toplam int

	Dosya uuid.UUID // names the attempt, and the file that it makes
	Last  bool      // there will be no other attempt

	ayrinti string
	s       *Store
	conn    *pgxpool.Conn // holds the locks: they end with the process, however it ends
}

// TakeAktarim waits until no other attempt is at the export id and one of the places for exports is free, and begins a new
// attempt from the first row. Errors: ErrAktarimGone where nothing is to be done (ready, cancelled, failed, no right to it any more),
// Unavailable.
func (s *Store) TakeAktarim(ctx context.Context, id uuid.UUID) (*AktarimIsi, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, away(err)
	}
	w := &AktarimIsi{ID: id, Dosya: uuid.Must(uuid.NewV7()), s: s, conn: conn}
	if err = w.lock(ctx); err == nil {
		err = w.begin(ctx)
	}
	if err != nil {
		w.Release()
		return nil, away(err)
	}
	return w, nil
}

func (w *AktarimIsi) lock(ctx context.Context) error {
	if err := w.wait(ctx, `SELECT pg_advisory_lock($1, hashtext($2))`, aktarimLock, w.ID.String()); err != nil {
		return err
	}
	for {
		for slot := range aktarimSlots {
			var free bool
			err := w.conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1::int, $2::int)`, aktarimSlotLock, slot).Scan(&free)
			if err != nil || free {
				return err
			}
		}
		_, err := w.conn.Exec(ctx, `SELECT pg_advisory_lock($1::int, $2::int)`, aktarimSlotLock, int(w.ID[15])%aktarimSlots)
		if err == nil || !tooLong(err) {
			return err
		}
	}
}

// wait asks for a lock as often as the server gives up.
func (w *AktarimIsi) wait(ctx context.Context, sql string, args ...any) error {
	for {
		if _, err := w.conn.Exec(ctx, sql, args...); err == nil || !tooLong(err) {
			return err
		}
	}
}

// tooLong: the statement's time was over (openPool); the connection is as good as before.
func tooLong(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == "57014"
}

// begin reads what is to be made, and holds it against the rights that the user has now (GR-05).
func (w *AktarimIsi) begin(ctx context.Context) error {
	var refused string
	err := w.s.inTx(ctx, func(tx *Tx) error {
		var rol, durum string
		var k kapsam
		var sealed []byte
		var deneme int
		var user int64
		err := tx.QueryRow(ctx, `SELECT kullanici_id, rol, kapsam, suzgec, ayrinti, toplam, durum, deneme FROM aktarim WHERE id = $1 FOR UPDATE`, w.ID).
			Scan(&user, &rol, &k, &sealed, &w.ayrinti, &w.Toplam, &durum, &deneme)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return ErrAktarimGone
		case err != nil:
			return err
		case !AktarimDurum(durum).Open():
			return ErrAktarimGone
		}
		u, err := w.s.Kullanici(ctx, user)
		switch {
		case errors.Is(err, ErrNoUser) || err == nil && (string(u.Rol()) != rol || !k.within(u.Actor())):
			refused = "Bu liste için yetkiniz kalmadığından rapor hazırlanmadı."
		case err != nil:
			return err
		case deneme >= aktarimDeneme:
			refused = fmt.Sprintf("Rapor %d kez denendi, hazırlanamadı.", deneme)
		}
		w.Actor = basvuru.Actor{Rol: kural.Rol(rol), ID: user, Ad: u.AdSoyad(), Il: k.Il, Ilces: k.Ilces, Birims: k.Birims}
		if refused != "" {
			_, err := tx.Exec(ctx, `UPDATE aktarim SET durum = 'basarisiz', neden = $2, bitis = $3, guncelleme = $3 WHERE id = $1`, w.ID, refused, w.s.clock())
			tx.Ring(TopicAktarim(user))
			return err
		}
		w.Last = deneme == aktarimDeneme-1
		if err := w.open(sealed); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE aktarim SET durum = 'calisiyor', alan_id = $2, deneme = deneme + 1, satir = 0, guncelleme = $3 WHERE id = $1`,
			w.ID, w.Dosya, w.s.clock())
		tx.Ring(TopicAktarim(user))
		return err
	})
	if err == nil && refused != "" {
		err = ErrAktarimGone
	}
	return err
}

func (w *AktarimIsi) open(sealed []byte) error {
	plain, err := w.s.box.Open(sealed)
	if err == nil {
		err = json.Unmarshal(plain, &w.Suzgec)
	}
	if err != nil {
		return fmt.Errorf("filter of an export: %w", err)
	}
	return nil
}

// set changes the row while it is this attempt's. Errors: ErrAktarimGone, Unavailable.
func (w *AktarimIsi) set(ctx context.Context, q execer, change string, args ...any) error {
	tag, err := q.Exec(ctx, `UPDATE aktarim SET guncelleme = $3, `+change+` WHERE id = $1 AND alan_id = $2 AND durum = 'calisiyor'`,
		append([]any{w.ID, w.Dosya, w.s.clock()}, args...)...)
	if err == nil && tag.RowsAffected() == 0 {
		err = ErrAktarimGone
	}
	return away(err)
}

type execer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// Progress records that satir rows are written, and that the attempt lives. Errors: ErrAktarimGone, Unavailable.
func (w *AktarimIsi) Progress(ctx context.Context, satir int) error {
	err := w.set(ctx, w.s.pool, `satir = $4`, satir)
	w.s.Ring(TopicAktarim(w.Actor.ID))
	return err
}

// Finish makes the file, of boyut bytes with the SHA-256 ozet, ready for its owner, and records the export (SC-05). Errors:
// ErrAktarimGone, Unavailable.
func (w *AktarimIsi) Finish(ctx context.Context, satir int, boyut int64, ozet string) error {
	return w.s.inTx(ctx, func(tx *Tx) error {
		if err := w.set(ctx, tx, `durum = 'hazir', bitis = $3, satir = $4, toplam = $4, boyut = $5, ozet = $6, neden = ''`, satir, boyut, ozet); err != nil {
			return err
		}
		tx.Ring(TopicAktarim(w.Actor.ID))
		_, err := tx.Exec(ctx, insertErisim, w.s.erisimArgs(w.Actor, Erisim{Islem: "Excel raporu hazırlandı", Ayrinti: w.ayrinti, Satir: satir})...)
		return err
	})
}

// Fail ends the export for good; neden is a Turkish sentence for its owner. Errors: ErrAktarimGone, Unavailable.
func (w *AktarimIsi) Fail(ctx context.Context, neden string) error {
	err := w.set(ctx, w.s.pool, `durum = 'basarisiz', bitis = $3, neden = $4`, neden)
	w.s.Ring(TopicAktarim(w.Actor.ID))
	return err
}

// GiveBack leaves the export to another attempt; one that the process itself broke off to stop does not count. Errors: ErrAktarimGone, Unavailable.
func (w *AktarimIsi) GiveBack(ctx context.Context, counts bool, neden string) error {
	err := w.set(ctx, w.s.pool, `durum = 'bekliyor', alan_id = NULL, satir = 0, neden = $4, deneme = deneme - CASE WHEN $5 THEN 0 ELSE 1 END`, neden, counts)
	w.s.Ring(TopicAktarim(w.Actor.ID))
	return err
}

// Release gives the place to others; a second time it does nothing.
func (w *AktarimIsi) Release() {
	if w.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if _, err := w.conn.Exec(ctx, `SELECT pg_advisory_unlock_all()`); err != nil {
		w.conn.Conn().Close(ctx) //nolint:errcheck,gosec // the server frees the locks of a connection that is gone
	}
	w.conn.Release()
	w.conn = nil
}
