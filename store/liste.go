package store

import (
	"context"
	"slices"
	"time"

	"github.com/huandu/go-sqlbuilder"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/turkce"
)

// Suzgec narrows a list of applications; zero values don't (AK-02, MI-01).
type Suzgec struct {
	No     int64
	Nos    []int64 // any of these
	TCKN   basvuru.TCKN
	Ad     string // the beginning of the name, in any case
	Soyad  string
	Durums []basvuru.Durum
	Baslik int // hizmet başlığı
	Alt    int // hizmet alt başlığı
	// Baslangic and Bitis are the first and the last day of filing, both included: midnight in Istanbul.
	Baslangic, Bitis time.Time
	Gecikmis         bool // “Süresi Geçtiği Halde Cevaplanmayanlar”
}

// Imlec is a place in a list whose newest entry comes first: the page after the entry Sonra, or the one before the
// entry Once; both 0 is the first page, and so is a place with nothing beyond it.
type Imlec struct{ Sonra, Once int64 }

// ListeSatir is one line of a list, with what the rules need to know for its buttons.
type ListeSatir struct {
	basvuru.Basvuru
	TCKN          basvuru.TCKN
	Ad, Soyad     string
	Konu          string
	Hizmetler     []HizmetAdi
	Olusturma     time.Time
	SonIslem      time.Time
	SonIslemYapan string
	MIAGeldi      time.Time // when it last came to the MİA in this round, “Birime Geliş Tarihi” of MI-01; zero: not yet
}

// Sayfa is one page of a list: Ilk is the rank of its first entry, counted from 1, among Toplam.
type Sayfa[T any] struct {
	Satirs      []T
	Toplam, Ilk int
}

// Onceki and Sonraki tell whether there are entries before and after the page.
func (p *Sayfa[T]) Onceki() bool  { return p.Ilk > 1 }
func (p *Sayfa[T]) Sonraki() bool { return p.Ilk+len(p.Satirs) <= p.Toplam }

func (f *Suzgec) apply(s *Store, sb *sqlbuilder.SelectBuilder) {
	if f.No != 0 {
		sb.Where(sb.Equal("b.no", f.No))
	}
	if len(f.Nos) > 0 {
		sb.Where("b.no = ANY(" + sb.Var(f.Nos) + ")")
	}
	if f.TCKN != "" {
		sb.Where(sb.Equal("b.tckn_iz", s.box.Index("tckn", string(f.TCKN))))
	}
	if f.Ad != "" {
		sb.Where(sb.Like("b.ad", likeEscape.Replace(turkce.Upper(f.Ad))+"%"))
	}
	if f.Soyad != "" {
		sb.Where(sb.Like("b.soyad", likeEscape.Replace(turkce.Upper(f.Soyad))+"%"))
	}
	if len(f.Durums) > 0 {
		sb.Where("b.durum = ANY(" + sb.Var(f.Durums) + ")")
	}
	if f.Baslik != 0 || f.Alt != 0 {
		sb.Where("EXISTS (SELECT FROM basvuru_hizmet h WHERE h.basvuru_no = b.no AND " + sb.Var(f.Baslik) + " IN (0, h.baslik_id) AND " +
			sb.Var(f.Alt) + " IN (0, h.alt_baslik_id))")
	}
	if !f.Baslangic.IsZero() {
		sb.Where(sb.GreaterEqualThan("b.olusturma", f.Baslangic))
	}
	if !f.Bitis.IsZero() {
		sb.Where(sb.LessThan("b.olusturma", f.Bitis.AddDate(0, 0, 1)))
	}
	if f.Gecikmis {
		sb.Where(sb.LessThan("b.son_cevap", s.clock()))
	}
}

// miaGeldiSQL leaves out what came before the MİA began the application anew (MI-04).
const miaGeldiSQL = `(SELECT max(k.geldi) FROM mia_kutusu k JOIN olay o ON o.konu = 'basvuru' AND o.konu_no = k.basvuru_no AND o.sira = k.olay_sira
	WHERE k.basvuru_no = b.no AND o.tur = b.tur)`

// Liste is a page of at most size applications that actor may see, newest number first. Errors: Unavailable.
func (s *Store) Liste(ctx context.Context, actor basvuru.Actor, f Suzgec, at Imlec, size int) (*Sayfa[ListeSatir], error) {
	p := &Sayfa[ListeSatir]{Ilk: 1}
	var err error
	if p.Satirs, err = s.listeSatirs(ctx, actor, f, at, size); err != nil {
		return nil, err
	}
	if len(p.Satirs) == 0 && at != (Imlec{}) { // what stood there has gone: a page without a way back helps nobody
		return s.Liste(ctx, actor, f, Imlec{}, size)
	}
	return p, s.countListe(ctx, actor, f, p)
}

// listeSatirs reads at most size lines at a place of the list, newest first.
func (s *Store) listeSatirs(ctx context.Context, actor basvuru.Actor, f Suzgec, at Imlec, size int) ([]ListeSatir, error) {
	sb := selectFrom("basvuru b", "b.no", "b.durum", "b.tur", "b.il_kodu", "b.ilce_id", "b.kimlik", "b.yasal_son", "b.tckn", "b.ad", "b.soyad", "b.konu", "b.olusturma",
		"b.son_islem", "b.son_islem_yapan",
		`(SELECT coalesce(json_agg(json_build_object('baslik', hb.ad, 'alt_baslik', coalesce(ha.ad, ''), 'aciklama', h.aciklama) ORDER BY h.sira), '[]')
			FROM basvuru_hizmet h JOIN hizmet_baslik hb ON hb.id = h.baslik_id LEFT JOIN hizmet_alt_baslik ha ON ha.id = h.alt_baslik_id WHERE h.basvuru_no = b.no)`, miaGeldiSQL)
	scope(sb, actor)
	f.apply(s, sb)
	switch {
	case at.Once != 0:
		sb.Where(sb.GreaterThan("b.no", at.Once)).OrderByAsc("b.no")
	case at.Sonra != 0:
		sb.Where(sb.LessThan("b.no", at.Sonra)).OrderByDesc("b.no")
	default:
		sb.OrderByDesc("b.no")
	}
	sql, args := sb.Limit(size).Build()
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, away(err)
	}
	satirs, err := pgx.CollectRows(rows, s.scanSatir)
	if err != nil {
		return nil, away(err)
	}
	if at.Once != 0 {
		slices.Reverse(satirs)
	}
	return satirs, s.addYonlendirmes(ctx, satirs)
}

func (s *Store) scanSatir(row pgx.CollectableRow) (ListeSatir, error) {
	var l ListeSatir
	var tckn []byte
	var geldi *time.Time
	err := row.Scan(&l.No, &l.Durum, &l.Tur, &l.Il, &l.Ilce, &l.Kimlik, &l.YasalSon, &tckn, &l.Ad, &l.Soyad, &l.Konu, &l.Olusturma, &l.SonIslem, &l.SonIslemYapan,
		&l.Hizmetler, &geldi)
	if err != nil {
		return l, err
	}
	if geldi != nil {
		l.MIAGeldi = *geldi
	}
	no, err := s.box.OpenString(tckn)
	l.TCKN = basvuru.TCKN(no)
	return l, err
}

// countListe counts the whole list and what stands before the page, so that “A-B” stays right while new ones come in.
func (s *Store) countListe(ctx context.Context, actor basvuru.Actor, f Suzgec, p *Sayfa[ListeSatir]) error {
	sb := selectFrom("basvuru b")
	first := int64(1<<63 - 1)
	if len(p.Satirs) > 0 {
		first = p.Satirs[0].No
	}
	sb.Select("count(*)", "count(*) FILTER (WHERE b.no > "+sb.Var(first)+")")
	scope(sb, actor)
	f.apply(s, sb)
	sql, args := sb.Build()
	before := 0
	if err := s.pool.QueryRow(ctx, sql, args...).Scan(&p.Toplam, &before); err != nil {
		return away(err)
	}
	p.Ilk = before + 1
	return nil
}

// addYonlendirmes reads the present routings of all lines at once.
func (s *Store) addYonlendirmes(ctx context.Context, satirs []ListeSatir) error {
	at := map[int64]*ListeSatir{}
	var nos []int64
	for i := range satirs {
		nos = append(nos, satirs[i].No)
		at[satirs[i].No] = &satirs[i]
	}
	rows, err := s.pool.Query(ctx, `SELECT y.basvuru_no, y.sira, y.tur, y.birim_no, r.ad, y.durum, coalesce(y.son_tarih, b.yasal_son) FROM yonlendirme y
		JOIN basvuru b ON b.no = y.basvuru_no AND b.tur = y.tur JOIN birim r ON r.detsis_no = y.birim_no
		WHERE y.basvuru_no = ANY($1) ORDER BY y.basvuru_no, y.sira`, nos)
	if err != nil {
		return away(err)
	}
	var no int64
	var y basvuru.Yonlendirme
	_, err = pgx.ForEachRow(rows, []any{&no, &y.Sira, &y.Tur, &y.Birim, &y.Ad, &y.Durum, &y.SonTarih}, func() error {
		at[no].Yonlendirmes = append(at[no].Yonlendirmes, y)
		return nil
	})
	return away(err)
}

// Sayim counts the open applications that actor may see, by state (UI-05).
func (s *Store) Sayim(ctx context.Context, actor basvuru.Actor) (map[basvuru.Durum]int, error) {
	sb := selectFrom("basvuru b", "b.durum", "count(*)").GroupBy("b.durum")
	scope(sb, actor)
	var open []basvuru.Durum
	for _, d := range basvuru.Durums {
		if !d.Closed() {
			open = append(open, d)
		}
	}
	sb.Where("b.durum = ANY(" + sb.Var(open) + ")")
	sql, args := sb.Build()
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, away(err)
	}
	counts := map[basvuru.Durum]int{}
	var d basvuru.Durum
	var n int
	_, err = pgx.ForEachRow(rows, []any{&d, &n}, func() error { counts[d] = n; return nil })
	return counts, away(err)
}

// Empty tells whether f narrows nothing.
func (f *Suzgec) Empty() bool {
	return f.No == 0 && len(f.Nos) == 0 && f.TCKN == "" && f.Ad == "" && f.Soyad == "" && len(f.Durums) == 0 && f.Baslik == 0 && f.Alt == 0 &&
		f.Baslangic.IsZero() && f.Bitis.IsZero() && !f.Gecikmis
}
