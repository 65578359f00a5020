package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"

	"acikkapi/internal/kural"
	"acikkapi/internal/metin"
	"acikkapi/internal/yetki"
)

// metinSurum is a text as it was from Zaman on; nil is the program's own.
type metinSurum struct {
	Ad    string
	Metin *string
	Zaman time.Time
}

// Metinler are the texts of SMS and letters that are in force, at most a minute old (OP-07). Where they cannot be read the program's
// own count: a text that nobody has changed is better than none.
func (s *Store) Metinler(ctx context.Context) metin.Metinler { return s.metinlerAt(ctx, s.now()) }

// metinlerAt are those that were in force at a moment.
func (s *Store) metinlerAt(ctx context.Context, at time.Time) metin.Metinler {
	all, err := s.metins.get(s.now, func([]metinSurum) ([]metinSurum, error) { return s.readMetins(ctx) })
	if err != nil {
		zerolog.Ctx(ctx).Warn().Err(err).Msg("the texts cannot be read: the program's own are used")
	}
	return inForce(all, at)
}

// letterAt are those of a letter: read now, for what one process shows before it is sent, another shows for ever. Where they cannot be
// read, as metinlerAt.
func (s *Store) letterAt(ctx context.Context, at time.Time) metin.Metinler {
	all, err := s.readMetins(ctx)
	if err != nil {
		return s.metinlerAt(ctx, at)
	}
	return inForce(all, at)
}

func (s *Store) readMetins(ctx context.Context) ([]metinSurum, error) {
	rows, err := s.pool.Query(ctx, `SELECT ad, metin, zaman FROM metin ORDER BY ad, surum`)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[metinSurum])
	return list, away(err)
}

// inForce are the texts of all that were in force at a moment.
func inForce(all []metinSurum, at time.Time) metin.Metinler {
	m := metin.Metinler{}
	for _, v := range all {
		switch {
		case v.Zaman.After(at):
		case v.Metin == nil:
			delete(m, v.Ad)
		default:
			m[v.Ad] = *v.Metin
		}
	}
	return m
}

// MetinKaydi is a text as its page shows it. Surum is 0 while nobody has changed it.
type MetinKaydi struct {
	metin.Sablon
	Metin    string
	Surum    int
	Degismis bool // is not the program's own
}

// MetinKaydi reads the text of a template, as it is now. Errors: NotFound, Forbidden, Unavailable.
func (s *Store) MetinKaydi(ctx context.Context, actor kural.Actor, ad string) (MetinKaydi, error) {
	if err := yetki.Check(actor, yetki.ReferansDuzenle, 0); err != nil {
		return MetinKaydi{}, err
	}
	m, err := readMetin(ctx, s.pool, ad)
	return m, away(err)
}

func readMetin(ctx context.Context, q querier, ad string) (MetinKaydi, error) {
	sablon, ok := metin.Bul(ad)
	m := MetinKaydi{Sablon: sablon, Metin: sablon.Ozgun}
	if !ok {
		return m, &kural.Error{Kind: kural.NotFound, Message: "Bu metin bulunamadı."}
	}
	var text *string
	err := q.QueryRow(ctx, `SELECT surum, metin FROM metin WHERE ad = $1 ORDER BY surum DESC LIMIT 1`, ad).Scan(&m.Surum, &text)
	if err == pgx.ErrNoRows { //nolint:errorlint // pgx returns it bare
		return m, nil
	}
	if text != nil {
		m.Metin, m.Degismis = *text, true
	}
	return m, err
}

// SetMetin changes the text of a template, from what surum was; Errors: Invalid at “metin”, Conflict, NotFound, Forbidden.
func (s *Store) SetMetin(ctx context.Context, actor kural.Actor, ad, text string, surum int) error {
	sablon, _ := metin.Bul(ad)
	text = metin.Temizle(text)
	if err := sablon.Check(text); sablon.Ad != "" && err != nil {
		return err
	}
	return s.putMetin(ctx, actor, ad, &text, surum, "Metin değiştirildi")
}

// ResetMetin goes back to the program's own text. Errors: as SetMetin's.
func (s *Store) ResetMetin(ctx context.Context, actor kural.Actor, ad string, surum int) error {
	return s.putMetin(ctx, actor, ad, nil, surum, "Özgün metne dönüldü")
}

// metinIzi is what the record of changes keeps.
type metinIzi struct {
	Metin string `json:"metin"`
}

func (s *Store) putMetin(ctx context.Context, actor kural.Actor, ad string, text *string, surum int, islem string) error {
	return s.changeReferans(ctx, actor, func(tx *Tx) error {
		before, err := readMetin(ctx, tx, ad)
		if err != nil {
			return err
		}
		if before.Surum != surum {
			return errKayitEski
		}
		_, err = tx.Exec(ctx, `INSERT INTO metin (ad, surum, metin, zaman) VALUES ($1, $2, $3, $4)`, ad, surum+1, text, tx.s.clock())
		if violates(err, "metin_pkey") { // two at once
			return errKayitEski
		}
		if err != nil {
			return err
		}
		after := metinIzi{before.Ozgun}
		if text != nil {
			after.Metin = *text
		}
		return tx.record(ctx, actor, Degisiklik{Tablo: "metin", Kayit: ad, Islem: islem, Onceki: metinIzi{before.Metin}, Sonraki: after})
	})
}

// sonYazi is when the letter of d was written: what was in force then it says for ever.
func (s *Store) sonYazi(d *Detay) time.Time {
	for i := range d.DigerCevaplar {
		if c := &d.DigerCevaplar[i]; c.Kaynak == "kapanis" {
			return c.Zaman
		}
	}
	return s.now()
}
