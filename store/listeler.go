package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
)

// Secenek is one choice of a list; of an il the id is the plate number.
type Secenek struct {
	ID int
	Ad string
}

// Baslik is a hizmet başlığı with its alt başlıkları; Diger stands alone and wants an Açıklama (VB-08).
type Baslik struct {
	Secenek
	Diger bool
	Alts  []Secenek
}

// Yerlesim is a mahalle or köy of an ilçe.
type Yerlesim struct {
	Secenek
	Koy bool
}

// Listeler are the lists of the application form in their order: places by the Turkish alphabet, the rest by Sıra (VB-08, VB-09).
type Listeler struct {
	Ils     []Secenek
	Basliks []Baslik
	Egitims []Secenek
	Sektors []Secenek
	// TumBasliks are what applications are searched by (AK-02): Basliks, and behind them what the form offers no more, marked.
	TumBasliks []Baslik

	ilces map[int][]Secenek
}

// Ilces lists the ilçe of il; none for an il that there is not.
func (l *Listeler) Ilces(il int) []Secenek { return l.ilces[il] }

// Baslik finds a heading by its id.
func (l *Listeler) Baslik(id int) (Baslik, bool) { return baslikOf(l.Basliks, id) }

// TumBaslik finds a heading that an application may have: of TumBasliks.
func (l *Listeler) TumBaslik(id int) (Baslik, bool) { return baslikOf(l.TumBasliks, id) }

func baslikOf(list []Baslik, id int) (Baslik, bool) {
	for _, b := range list {
		if b.ID == id {
			return b, true
		}
	}
	return Baslik{}, false
}

const (
	tumBaslikSQL = `SELECT id, CASE WHEN sunulan THEN ad ELSE ad || ' (formdan kaldırıldı)' END, diger
		FROM (SELECT id, ad, diger, sira, ` + baslikSunulur + ` AS sunulan FROM hizmet_baslik b) t ORDER BY sunulan DESC, sira, id`
	tumAltSQL = `SELECT id, CASE WHEN aktif THEN ad ELSE ad || ' (formdan kaldırıldı)' END, baslik_id FROM hizmet_alt_baslik ORDER BY aktif DESC, sira, id`
)

// Listeler returns the lists, at most a minute old; with the database away the old ones serve too.
func (s *Store) Listeler(ctx context.Context) (*Listeler, error) {
	return s.lists.get(s.now, func(*Listeler) (*Listeler, error) { return s.loadListeler(ctx) })
}

func (s *Store) loadListeler(ctx context.Context) (*Listeler, error) {
	l := &Listeler{ilces: map[int][]Secenek{}}
	var id, up int
	var ad string
	var diger bool
	one := []any{&id, &ad}
	addBaslik := func(list *[]Baslik) func() {
		return func() { *list = append(*list, Baslik{Secenek: Secenek{id, ad}, Diger: diger}) }
	}
	addAlt := func(list *[]Baslik) func() { return func() { addAlt(*list, up, Secenek{id, ad}) } }
	return l, s.each(ctx, []eachQuery{
		{`SELECT kod, ad FROM il ORDER BY ad COLLATE "tr-x-icu"`, one, func() { l.Ils = append(l.Ils, Secenek{id, ad}) }},
		{`SELECT id, ad, il_kodu FROM ilce ORDER BY ad COLLATE "tr-x-icu"`, []any{&id, &ad, &up}, func() { l.ilces[up] = append(l.ilces[up], Secenek{id, ad}) }},
		{sunulanBaslikSQL + ` ORDER BY sira, id`, []any{&id, &ad, &diger}, addBaslik(&l.Basliks)},
		{`SELECT id, ad, baslik_id FROM hizmet_alt_baslik WHERE aktif ORDER BY sira, id`, []any{&id, &ad, &up}, addAlt(&l.Basliks)},
		{tumBaslikSQL, []any{&id, &ad, &diger}, addBaslik(&l.TumBasliks)},
		{tumAltSQL, []any{&id, &ad, &up}, addAlt(&l.TumBasliks)},
		{`SELECT id, ad FROM egitim_durumu WHERE aktif ORDER BY sira, id`, one, func() { l.Egitims = append(l.Egitims, Secenek{id, ad}) }},
		{`SELECT id, ad FROM sektor WHERE aktif ORDER BY sira, id`, one, func() { l.Sektors = append(l.Sektors, Secenek{id, ad}) }},
	})
}

func addAlt(list []Baslik, baslik int, alt Secenek) {
	for i := range list {
		if list[i].ID == baslik {
			list[i].Alts = append(list[i].Alts, alt)
		}
	}
}

// Yerlesims lists the mahalle and köy of an ilçe by the Turkish alphabet; NotFound for an ilçe that there is not.
func (s *Store) Yerlesims(ctx context.Context, ilce int) ([]Yerlesim, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, ad, tur = 'koy' FROM yerlesim WHERE ilce_id = $1 ORDER BY ad COLLATE "tr-x-icu"`, ilce)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Yerlesim, error) {
		var y Yerlesim
		err := row.Scan(&y.ID, &y.Ad, &y.Koy)
		return y, err
	})
	if err == nil && len(list) == 0 {
		return nil, &kural.Error{Kind: kural.NotFound, Message: "Bu ilçe bulunamadı."}
	}
	return list, away(err)
}
