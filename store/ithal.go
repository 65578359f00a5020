package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/ithal"
	"acikkapi/internal/kural"
)

// Ithal says how a file of reference data is taken over.
type Ithal struct {
	Dosya  *ithal.Dosya
	Tam    bool // the file holds the whole register: what it lacks is closed, or goes where nothing uses it
	Deneme bool // only look: everything is worked out, nothing stays
	Coklu  bool // go on even where a Tam file would close a great part of what is there
	Yapan  string
	// Red gets every refused row, as they are found. An error of it ends the import.
	Red func(ithal.Red) error
	// Adim is told each step in Turkish; may be nil.
	Adim func(string)
}

// IthalSayim is one figure of an import's report, in the report's words.
type IthalSayim struct {
	Ad   string
	Sayi int
}

// IthalSonuc is what an import has done, or, with Deneme, would do.
type IthalSonuc struct {
	Satir    int // rows of the file
	Red      int // reasons to refuse one: above 0 nothing was taken over
	Sayimlar []IthalSayim
	Degisen  int          // rows of the database that are new, changed or gone
	Kalan    []IthalKalan // what the file would take away and something still uses
	Acik     int          // open routings of closed birim
	Once     *IthalOnceki // the same file was imported before
	Uyarilar []string     // what the operator should look at
}

// IthalKalan is something that stays, and why.
type IthalKalan struct{ No, Ad, Neden string }

// IthalOnceki is an earlier import of the same file.
type IthalOnceki struct {
	Zaman string // as people read it
	Yapan string
}

var (
	// ErrIthalRed says that rows were refused, so nothing was taken over.
	ErrIthalRed = errors.New("rows were refused")
	// ErrIthalSuruyor says that another import is under way.
	ErrIthalSuruyor = errors.New("another import is under way")
	// errDeneme undoes a dry run; it does not leave this file.
	errDeneme = errors.New("dry run")
)

// maxKalan bounds the list of what stays.
const maxKalan = 200

// importer is one import under way, in its transaction.
type importer struct {
	Ithal
	ctx   context.Context //nolint:containedctx // lives as long as the one call that it belongs to
	tx    pgx.Tx
	sonuc IthalSonuc
}

// runIthal runs work in one transaction, alone among imports, and writes the audit line. Errors: ErrIthalRed, with the result;
// ErrIthalSuruyor; ithal.ErrDosya; Unavailable; Conflict where the file would close too much.
func (s *Store) runIthal(ctx context.Context, in Ithal, konu string, work func(*importer) (sentetik bool, err error)) (IthalSonuc, error) {
	im := &importer{Ithal: in, ctx: ctx}
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		im.tx = tx
		if err := im.begin(konu); err != nil {
			return err
		}
		sentetik, err := work(im)
		if err != nil {
			return err
		}
		if im.sonuc.Red > 0 {
			return ErrIthalRed
		}
		if in.Deneme {
			return errDeneme
		}
		return im.note(konu, sentetik)
	})
	if errors.Is(err, errDeneme) {
		err = nil
	}
	if err != nil && !errors.Is(err, ErrIthalRed) && !errors.Is(err, ErrIthalSuruyor) && !errors.Is(err, ithal.ErrDosya) {
		err = fmt.Errorf("import %s: %w", konu, away(err))
	}
	return im.sonuc, err
}

func (im *importer) begin(konu string) error {
	// 300,000 units with their search index take longer than a page's query may.
	for _, sql := range []string{`SET LOCAL statement_timeout = '20min'`, `SET LOCAL work_mem = '64MB'`} {
		if err := im.exec(sql); err != nil {
			return err
		}
	}
	alone := false
	if err := im.tx.QueryRow(im.ctx, `SELECT pg_try_advisory_xact_lock(hashtext('acikkapi ithal'))`).Scan(&alone); err != nil {
		return err
	}
	if !alone {
		return ErrIthalSuruyor
	}
	var once IthalOnceki
	err := im.tx.QueryRow(im.ctx, `SELECT to_char(zaman AT TIME ZONE 'Europe/Istanbul', 'DD.MM.YYYY HH24:MI'), yapan FROM ithal
		WHERE konu = $1 AND ozet = $2 ORDER BY id DESC LIMIT 1`, konu, im.Dosya.Ozet[:]).Scan(&once.Zaman, &once.Yapan)
	if err == nil {
		im.sonuc.Once = &once
	} else if !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	return nil
}

// note writes the audit line: who imported what when.
func (im *importer) note(konu string, sentetik bool) error {
	counts := map[string]int{}
	for _, n := range im.sonuc.Sayimlar {
		counts[n.Ad] = n.Sayi
	}
	sonuc, err := json.Marshal(counts)
	if err != nil {
		return err
	}
	return im.exec(`INSERT INTO ithal (konu, dosya, boyut, ozet, satir_sayisi, tam, sentetik, sonuc, yapan) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		konu, im.Dosya.Ad, im.Dosya.Boyut, im.Dosya.Ozet[:], im.sonuc.Satir, im.Tam, sentetik, sonuc, im.Yapan)
}

func (im *importer) exec(sql string, args ...any) error {
	if _, err := im.tx.Exec(im.ctx, sql, args...); err != nil {
		return fmt.Errorf("%.60s: %w", sql, err)
	}
	return nil
}

func (im *importer) step(text string) {
	if im.Adim != nil {
		im.Adim(text)
	}
}

func (im *importer) refuse(r ithal.Red) error {
	im.sonuc.Red++
	return im.Red(r)
}

// refuseRows refuses what sql finds: row, column and reason. It returns how many.
func (im *importer) refuseRows(sql string, args ...any) (int, error) {
	rows, err := im.tx.Query(im.ctx, sql, args...)
	if err != nil {
		return 0, err
	}
	n := 0
	var r ithal.Red
	_, err = pgx.ForEachRow(rows, []any{&r.Satir, &r.Sutun, &r.Neden}, func() error { n++; return im.refuse(r) })
	return n, err
}

// count adds a figure to the report.
func (im *importer) count(ad, sql string) error {
	n := 0
	if err := im.tx.QueryRow(im.ctx, sql).Scan(&n); err != nil {
		return fmt.Errorf("%.60s: %w", sql, err)
	}
	im.sonuc.Sayimlar = append(im.sonuc.Sayimlar, IthalSayim{ad, n})
	return nil
}

// change runs sql, counts the rows that it has changed under ad ("" = not in the report), and among Degisen.
func (im *importer) change(ad, sql string) error {
	tag, err := im.tx.Exec(im.ctx, sql)
	if err != nil {
		return fmt.Errorf("%.60s: %w", sql, err)
	}
	n := int(tag.RowsAffected())
	im.sonuc.Degisen += n
	if ad != "" {
		im.sonuc.Sayimlar = append(im.sonuc.Sayimlar, IthalSayim{ad, n})
	}
	return nil
}

// keep lists what sql finds as staying: number, name and reason.
func (im *importer) keep(sql string, args ...any) error {
	rows, err := im.tx.Query(im.ctx, sql, args...)
	if err != nil {
		return err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[IthalKalan])
	im.sonuc.Kalan = append(im.sonuc.Kalan, list...)
	return err
}

// tooMuch guards against a file that was cut off: of what is there, more than a fifth would go.
func (im *importer) tooMuch(what string, going, there int) error {
	if im.Coklu || going*5 <= there || going < 20 {
		return nil
	}
	return kural.Conflictf("Dosya tam sayıldığı için %d %s kapanacaktı (şu anda %d var); dosya eksik olabilir. Doğruysa --yine-de ile yeniden çalıştırınız.", going, what, there)
}

// referrers are conditions, one for each column of a table that refers to the row of table whose key is key: tables that come
// later count too.
func (im *importer) referrers(table, key string) ([]string, error) {
	rows, err := im.tx.Query(im.ctx, `SELECT format('EXISTS (SELECT FROM %s r WHERE r.%I = %s)', c.conrelid::regclass, a.attname, $2::text)
		FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
		WHERE c.contype = 'f' AND c.confrelid = $1::regclass AND c.conrelid <> c.confrelid ORDER BY 1`, table, key)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
