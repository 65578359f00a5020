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
	o := &listeOkuma{basvuruListe: basvuruListe{s, actor, f}, at: at, lines: satirs{s: s}}
	nos, err := o.numbers(ctx, at, size+1)
	if err != nil {
		return nil, err
	}
	if len(nos) == 0 && at != (Imlec{}) { // what stood there has gone: a page without a way back helps nobody
		return s.Liste(ctx, actor, f, Imlec{}, size)
	}
	o.more = len(nos) > size
	nos = nos[:min(len(nos), size)]
	if at.Once != 0 {
		slices.Reverse(nos)
	}
	if err := o.oku(ctx, nos); err != nil {
		return nil, err
	}
	if err := o.completeCounts(ctx); err != nil {
		return nil, err
	}
	return o.sayfa(), nil
}

// listeOkuma is a page being read.
type listeOkuma struct {
	basvuruListe
	at     Imlec
	more   bool // there are entries beyond the page, seen from where it begins
	lines  satirs
	toplam int // tamSayim + 1 stands for more
	once   int // entries above the place, likewise
}

// whole tells whether the page is all that there is.
func (o *listeOkuma) whole() bool { return o.at == Imlec{} && !o.more }

// tasinan tells whether the rank comes from the address.
func (o *listeOkuma) tasinan() bool { return o.at.Sira > tamSayim }

// oku reads the lines, and counts as far as it is cheap, in one round trip.
func (o *listeOkuma) oku(ctx context.Context, nos []int64) error {
	o.toplam = o.s.toplams.fresh(o.anahtar(), o.s.now())
	return o.read(ctx, func(b *pgx.Batch) {
		o.lines.queue(b, nos)
		if o.whole() {
			o.toplam = len(nos)
			return
		}
		o.plan(b, func() { o.queueCounts(b) })
	})
}

func (o *listeOkuma) queueCounts(b *pgx.Batch) {
	if o.toplam <= 2*tamSayim { // a list that was twice as long a minute ago is still long
		sql, args := o.say(tamSayim + 1)
		one(b.Queue(sql, args...), &o.toplam)
	}
	switch {
	case o.tasinan() && o.at.Once != 0:
		o.once = o.at.Sira - 1
	case o.tasinan():
		o.once = o.at.Sira
	case o.at != Imlec{}:
		sql, args := o.sayOnce(o.at, tamSayim+1)
		one(b.Queue(sql, args...), &o.once)
	}
}

// completeCounts counts what oku has not: the total of a long list, and a rank of which the address says nothing or too much.
func (o *listeOkuma) completeCounts(ctx context.Context) (err error) {
	long := o.toplam > tamSayim
	if o.once > tamSayim && !o.tasinan() || o.tasinan() && !long {
		sql, args := o.sayOnce(o.at, 0)
		if o.once, err = o.count(ctx, sql, args); err != nil {
			return err
		}
	}
	if long {
		o.toplam, err = o.s.toplams.get(ctx, o.anahtar(), o.s.now, func(ctx context.Context) (int, error) {
			sql, args := o.say(0)
			return o.count(ctx, sql, args)
		})
	}
	return err
}

// sayfa makes the page, so that what it says of itself fits together whatever has been filed or closed since its parts were
// counted.
func (o *listeOkuma) sayfa() *Sayfa[ListeSatir] {
	p := &Sayfa[ListeSatir]{Satirs: o.lines.list, Toplam: o.toplam}
	n, back := len(p.Satirs), o.at.Once != 0
	if back {
		o.once -= n
	}
	switch {
	case back && !o.more:
		p.Ilk = 1
	case back:
		p.Ilk = max(o.once, 1) + 1
	default:
		p.Ilk = max(o.once, 0) + 1
	}
	switch son := p.Ilk + n - 1; {
	case back:
		p.Toplam = max(p.Toplam, son)
	case o.more:
		p.Toplam = max(p.Toplam, son+1)
	default:
		p.Toplam = son
	}
	return p
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
