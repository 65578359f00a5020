package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
)

// referans is the lists that input is checked against, as of a moment; it implements basvuru.Referans.
// Places are kept as bare numbers: 73,000 settlements are some 2 MB.
type referans struct {
	ilces     map[int32]int16
	yerlesims map[int32]int32
	hizmets   map[[2]int32]bool // pair → “Diğer”
	egitims   map[int32]bool
	sektors   map[int32]bool
	places    int64 // the newest import of places that ilces and yerlesims hold
}

var _ basvuru.Referans = (*referans)(nil)

func (r *referans) HasIlce(il, ilce int) bool {
	k, ok := r.ilces[int32(ilce)] //nolint:gosec // a number that does not fit is not in the list either
	return ok && int(k) == il
}

func (r *referans) HasYerlesim(ilce, yerlesim int) bool {
	k, ok := r.yerlesims[int32(yerlesim)] //nolint:gosec // as above
	return ok && int(k) == ilce
}

func (r *referans) HasHizmet(baslik, alt int) (ok, diger bool) {
	diger, ok = r.hizmets[[2]int32{int32(baslik), int32(alt)}] //nolint:gosec // as above
	return ok, diger
}

func (r *referans) HasEgitim(id int) bool { return r.egitims[int32(id)] } //nolint:gosec // as above
func (r *referans) HasSektor(id int) bool { return r.sektors[int32(id)] } //nolint:gosec // as above

// Referans returns the lists, at most a minute old; with the database away the old ones serve too.
func (s *Store) Referans(ctx context.Context) (basvuru.Referans, error) {
	r, err := s.refs.get(s.now, func(old *referans) (*referans, error) { return s.loadReferans(ctx, old) })
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (s *Store) loadReferans(ctx context.Context, old *referans) (*referans, error) {
	r := &referans{
		ilces: map[int32]int16{}, yerlesims: map[int32]int32{},
		hizmets: map[[2]int32]bool{}, egitims: map[int32]bool{}, sektors: map[int32]bool{},
	}
	if err := s.pool.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM ithal WHERE konu = 'adres'`).Scan(&r.places); err != nil {
		return nil, away(err)
	}
	if old != nil && len(old.yerlesims) > 0 && old.places == r.places { // places change with a release or an import, not in between
		r.ilces, r.yerlesims = old.ilces, old.yerlesims
	} else if err := s.loadPlaces(ctx, r); err != nil {
		return nil, err
	}
	var id, alt int32
	var diger bool
	return r, s.each(ctx, []eachQuery{
		{`SELECT b.id, coalesce(a.id, 0), b.diger FROM hizmet_baslik b LEFT JOIN hizmet_alt_baslik a ON a.baslik_id = b.id AND a.aktif
			WHERE b.aktif AND (a.id IS NOT NULL OR b.diger)`, []any{&id, &alt, &diger}, func() { r.hizmets[[2]int32{id, alt}] = diger }},
		{`SELECT id FROM egitim_durumu WHERE aktif`, []any{&id}, func() { r.egitims[id] = true }},
		{`SELECT id FROM sektor WHERE aktif`, []any{&id}, func() { r.sektors[id] = true }},
	})
}

func (s *Store) loadPlaces(ctx context.Context, r *referans) error {
	var id, up int32
	var il int16
	return s.each(ctx, []eachQuery{
		{`SELECT id, il_kodu FROM ilce`, []any{&id, &il}, func() { r.ilces[id] = il }},
		{`SELECT id, ilce_id FROM yerlesim`, []any{&id, &up}, func() { r.yerlesims[id] = up }},
	})
}

type eachQuery struct {
	sql  string
	dest []any
	row  func()
}

// each runs the queries in one round trip and calls row for every row scanned into dest.
func (s *Store) each(ctx context.Context, qs []eachQuery) error {
	batch := &pgx.Batch{}
	for _, q := range qs {
		batch.Queue(q.sql)
	}
	res := s.pool.SendBatch(ctx, batch)
	defer res.Close() //nolint:errcheck // the rows' own errors are looked at
	for _, q := range qs {
		rows, err := res.Query()
		if err != nil {
			return away(err)
		}
		if _, err := pgx.ForEachRow(rows, q.dest, func() error { q.row(); return nil }); err != nil {
			return away(err)
		}
	}
	return nil
}
