package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// rowsQuerier is a pool or a transaction.
type rowsQuerier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// kayitTuru is a table of reference data that pages edit (OP-07): how a row is read, and what the record of changes keeps of it.
type kayitTuru[T any] struct {
	tablo   string
	oku     string // SELECT … FROM, without WHERE; its columns are T's fields in their order
	anahtar string // the key's column
	yok     string // what people read where there is no such row
	surum   func(T) int
	iz      func(T) any
}

func (k kayitTuru[T]) one(ctx context.Context, q rowsQuerier, key any, lock string) (T, error) {
	rows, err := q.Query(ctx, fmt.Sprintf("%s WHERE %s = $1 %s", k.oku, k.anahtar, lock), key)
	if err != nil {
		var none T
		return none, err
	}
	v, err := pgx.CollectOneRow(rows, pgx.RowToStructByPos[T])
	if errors.Is(err, pgx.ErrNoRows) {
		return v, &kural.Error{Kind: kural.NotFound, Message: k.yok}
	}
	return v, err
}

// readKayit is the row of key. Errors: NotFound, Forbidden, Unavailable.
func readKayit[T any](ctx context.Context, s *Store, actor kural.Actor, k kayitTuru[T], key any) (T, error) {
	if err := yetki.Check(actor, yetki.ReferansDuzenle, 0); err != nil {
		var none T
		return none, err
	}
	v, err := k.one(ctx, s.pool, key, "")
	return v, away(err)
}

// readKayits are the rows that where and order (“WHERE …” or “ORDER BY …”) leave. Errors: Forbidden, Unavailable.
func readKayits[T any](ctx context.Context, s *Store, actor kural.Actor, k kayitTuru[T], rest string, args ...any) ([]T, error) {
	if err := yetki.Check(actor, yetki.ReferansDuzenle, 0); err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, k.oku+" "+rest, args...)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[T])
	return list, away(err)
}

// addKayit runs insert, which returns the new row's key, and records what became of it.
func addKayit[T any](ctx context.Context, s *Store, actor kural.Actor, k kayitTuru[T], islem string, insert func(*Tx) (any, error)) error {
	return s.changeReferans(ctx, actor, func(tx *Tx) error {
		key, err := insert(tx)
		if err != nil {
			return err
		}
		after, err := k.one(ctx, tx, key, "")
		if err != nil {
			return err
		}
		return tx.record(ctx, actor, Degisiklik{Tablo: k.tablo, Kayit: fmt.Sprint(key), Islem: islem, Sonraki: k.iz(after)})
	})
}

// changeKayit runs change on the locked row of key, from what surum was, and records what it was and became. change names what it did.
// Errors: Conflict where somebody was quicker; NotFound; those of change.
func changeKayit[T any](ctx context.Context, s *Store, actor kural.Actor, k kayitTuru[T], key any, surum int, change func(*Tx, T) (string, error)) error {
	return s.changeReferans(ctx, actor, func(tx *Tx) error {
		before, err := k.one(ctx, tx, key, "FOR UPDATE")
		if err != nil {
			return err
		}
		if k.surum(before) != surum {
			return errKayitEski
		}
		islem, err := change(tx, before)
		if err != nil {
			return err
		}
		d := Degisiklik{Tablo: k.tablo, Kayit: fmt.Sprint(key), Islem: islem, Onceki: k.iz(before)}
		after, err := k.one(ctx, tx, key, "")
		switch {
		case err == nil:
			d.Sonraki = k.iz(after)
		case kural.KindOf(err) != kural.NotFound:
			return err
		}
		return tx.record(ctx, actor, d)
	})
}

var errKayitEski = kural.Conflictf("Bu kayıt siz bu sayfadayken değiştirildi. Güncel bilgileri kontrol ederek yeniden deneyiniz; yazdıklarınız aşağıdadır.")

// changeReferans is a change by those allowed; this process knows of it at once, others within referansAge.
func (s *Store) changeReferans(ctx context.Context, actor kural.Actor, change func(*Tx) error) error {
	if err := yetki.Check(actor, yetki.ReferansDuzenle, 0); err != nil {
		return err
	}
	err := s.inTx(ctx, change)
	if err == nil {
		s.forgetLists()
	}
	return err
}

// TabloDegisiklikleri lists what became of a table's records, newest first, at most limit lines: of those too that are erased. Errors:
// Forbidden, Unavailable.
func (s *Store) TabloDegisiklikleri(ctx context.Context, actor kural.Actor, tablo string, limit int) ([]DegisiklikSatir, error) {
	if err := yetki.Check(actor, yetki.ReferansDuzenle, 0); err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, `SELECT zaman, yapan_ad, islem, onceki::text, sonraki::text FROM degisiklik
		WHERE tablo = $1 ORDER BY zaman DESC, id DESC LIMIT $2`, tablo, limit)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[DegisiklikSatir])
	return list, away(err)
}
