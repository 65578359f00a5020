package store

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
)

// Imlec is a place in a list whose newest entry comes first: the page after the entry Sonra, or the one before the
// entry Once; both 0 is the first page, and so is a place with nothing beyond it. Sira is the rank that the entry had when its
// page was shown, counted from 1; 0 is unknown and has to be counted.
type Imlec struct {
	Sonra, Once int64
	Sira        int
}

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

// tamSayim is how far a list is counted each time that it is shown. The total of a longer one may be toplamSure old, and the
// rank of a page beyond is the one that its address carries (G-02).
const tamSayim = 1000

// Liste is a page of at most size applications that actor may see, newest first. Errors: Unavailable.
func (s *Store) Liste(ctx context.Context, actor basvuru.Actor, f Suzgec, at Imlec, size int) (*Sayfa[ListeSatir], error) {
	o := &listeOkuma{basvuruListe: basvuruListe{s, actor, f}, at: at, size: size}
	if err := o.oku(ctx); err != nil {
		return nil, err
	}
	if len(o.satirs) == 0 && at != (Imlec{}) { // what stood there has gone: a page without a way back helps nobody
		return s.Liste(ctx, actor, f, Imlec{}, size)
	}
	p, err := o.sayfa(ctx)
	if err != nil {
		return nil, err
	}
	return p, s.addYonlendirmes(ctx, p.Satirs)
}

// listeOkuma is a page being read.
type listeOkuma struct {
	basvuruListe
	at     Imlec
	size   int
	satirs []ListeSatir // one more than the page: whether there are others beyond
	toplam int          // tamSayim + 1 stands for more
	once   int          // entries above the place, likewise
}

// tasinan tells whether the rank comes from the address.
func (o *listeOkuma) tasinan() bool { return o.at.Sira > tamSayim }

// oku reads the lines, and counts as far as it is cheap, in one round trip.
func (o *listeOkuma) oku(ctx context.Context) error {
	o.toplam = o.s.toplams.fresh(o.anahtar(), o.s.now())
	return o.s.anlik(ctx, func(b *pgx.Batch) {
		sql, args := o.basvuruListe.satirs(o.at, o.size+1)
		b.Queue(sql, args...).Query(func(rows pgx.Rows) (err error) {
			o.satirs, err = pgx.CollectRows(rows, o.s.scanSatir)
			return err
		})
		if o.toplam <= 2*tamSayim { // a list that was twice as long a minute ago is still long
			sql, args := o.say(tamSayim + 1)
			one(b.Queue(sql, args...), &o.toplam)
		}
		if o.tasinan() {
			o.once = o.at.Sira
			if o.at.Once != 0 {
				o.once--
			}
		} else if o.at.Sonra != 0 || o.at.Once != 0 {
			sql, args := o.sayOnce(o.at, tamSayim+1)
			one(b.Queue(sql, args...), &o.once)
		}
	})
}

// sayfa makes the page of what has been read, so that what it says of itself fits together.
func (o *listeOkuma) sayfa(ctx context.Context) (*Sayfa[ListeSatir], error) {
	more := len(o.satirs) > o.size
	p := &Sayfa[ListeSatir]{Satirs: o.satirs[:min(len(o.satirs), o.size)], Toplam: o.toplam}
	if err := o.completeCounts(ctx, p); err != nil {
		return nil, err
	}
	back := o.at.Once != 0
	if back {
		slices.Reverse(p.Satirs)
		o.once -= len(p.Satirs)
	}
	p.Ilk = max(o.once, 0) + 1
	if o.toplam <= tamSayim {
		return p, nil
	}
	switch son := p.Ilk + len(p.Satirs) - 1; {
	case back && !more:
		p.Ilk = 1
	case back:
		p.Toplam = max(p.Toplam, son)
	case more:
		p.Toplam = max(p.Toplam, son+1)
	default:
		p.Toplam = son
	}
	return p, nil
}

// completeCounts counts what oku has not: the total of a long list, and a rank of which the address says nothing or too much.
func (o *listeOkuma) completeCounts(ctx context.Context, p *Sayfa[ListeSatir]) error {
	count := func(ctx context.Context, sql string, args []any) (n int, err error) {
		err = o.s.anlik(ctx, func(b *pgx.Batch) { one(b.Queue(sql, args...), &n) })
		return n, err
	}
	var err error
	if o.toplam > tamSayim {
		p.Toplam, err = o.s.toplams.get(ctx, o.anahtar(), o.s.now, func(ctx context.Context) (int, error) {
			sql, args := o.say(0)
			return count(ctx, sql, args)
		})
	}
	if err == nil && (o.once > tamSayim && !o.tasinan() || o.toplam <= tamSayim && o.tasinan()) {
		sql, args := o.sayOnce(o.at, 0)
		o.once, err = count(ctx, sql, args)
	}
	return err
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
