package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/huandu/go-sqlbuilder"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/kart"
)

// BuroSatir is one line of the Kimlik Bürosu's queue, or of what it has decided (KB-01).
type BuroSatir struct {
	No           int64 // of the card
	Sira         int   // of the request
	Tip          string
	NedenAd      string // why a card is to be cancelled
	Ad, Soyad    string // the relative's
	Yakinlik     kart.Yakinlik
	TCKN         basvuru.TCKN // the relative's
	Personel     string       // who asks
	PersonelTCKN basvuru.TCKN
	Geldi        time.Time
	KartBekler   bool // it cannot be approved before the card itself has arrived (KI-03)
	Alma         Alma
	Karar        string // "", "onay", "ret"
	KararVeren   string
	KararZaman   time.Time
	RetSebebi    string
	Kendi        bool // of the reader's own family: a colleague decides
	Ayrildi      bool // who asked has left
}

// BuroImlec is a line's place, the zero value none: Zaman is when it came, for decided ones when it was decided. Rank is how many
// lines stand before it, as its page has counted.
type BuroImlec struct {
	Zaman time.Time
	No    int64
	Sira  int
	Rank  int
}

// Imlec is the line's place.
func (b *BuroSatir) Imlec() BuroImlec {
	if b.Karar != "" {
		return BuroImlec{Zaman: b.KararZaman, No: b.No, Sira: b.Sira}
	}
	return BuroImlec{Zaman: b.Geldi, No: b.No, Sira: b.Sira}
}

// String writes the place for a URL, without its rank; ParseBuroImlec reads it.
func (i BuroImlec) String() string { return fmt.Sprintf("%d-%d-%d", i.Zaman.UnixMicro(), i.No, i.Sira) }

// ParseBuroImlec is the zero value for anything that String has not written.
func ParseBuroImlec(s string) BuroImlec {
	k := ParseKutuImlec(s)
	if k == (KutuImlec{}) {
		return BuroImlec{}
	}
	return BuroImlec{Zaman: k.Geldi, No: k.No, Sira: k.Sira}
}

// none tells whether i is no place.
func (i BuroImlec) none() bool { return i.No == 0 }

// BuroSuzgec narrows the queue; zero values don't. Sonuc is what has been decided, newest first, in place of what waits.
type BuroSuzgec struct {
	Sonuc bool
	// Ayrilan leaves, with Sonuc, the newest request of the cards that stay valid though their staff member has left: the bureau can start
	// to cancel them.
	Ayrilan bool
	Tip     string          // "kart" or "iptal"
	Neden   kart.IptalNeden // of a request to cancel
	// Ad and Soyad are beginnings of words of the relative's or of the staff member's name.
	Ad, Soyad string
	TCKN      basvuru.TCKN // of either
	Alma      AlmaSuzgec   // of what waits
	Karar     string       // KararOnay or KararRet: of what has been decided
	Ilk, Son  time.Time    // the days, both with it, on which it was decided
}

// buroListe is a list being read.
type buroListe struct {
	s *Store
	f BuroSuzgec
	a kural.Actor

	kisili bool    // a person is looked for
	adays  []int64 // their cards, at most maxAday + 1
}

// from begins a query over the list.
func (l *buroListe) from(columns ...string) *sqlbuilder.SelectBuilder {
	sb := selectFrom("kart_talep t", columns...).Join("kart k", "k.no = t.kart_no")
	if l.f.Sonuc {
		sb.Where("t.karar IS NOT NULL")
		l.karar(sb)
		if l.f.Ayrilan {
			sb.Where("t.sira = k.talep_sira", "k.durum = ANY("+sb.Var(kartFrom(kart.AyrilanIptal))+")", ayrilanSQL)
		}
	} else {
		sb.Where("t.karar IS NULL", "t.geldi IS NOT NULL")
	}
	if l.f.Tip != "" {
		sb.Where(sb.Equal("t.tip", l.f.Tip))
	}
	if l.f.Neden != "" {
		sb.Where(sb.Equal("t.neden", string(l.f.Neden)))
	}
	switch l.f.Alma {
	case AlmaBenim:
		l.joinAlma(sb)
		sb.Where(sb.Equal("a.id", l.a.ID))
	case AlmaBos:
		l.joinAlma(sb)
		sb.Where("a.id IS NULL")
	}
	l.kisi(sb)
	return sb
}

func (l *buroListe) joinAlma(sb *sqlbuilder.SelectBuilder) {
	sb.JoinWithOption(sqlbuilder.LeftJoin, "kullanici a", kartAlmaJoin+sb.Var(l.s.clock()))
}

// Nothing can arrive of a card that was never printed (kart.BasimDurum.Unprinted).
const basilmadiSQL = "k.basim IN ('bekliyor', 'partide')"

// zaman is the column of the list's order: oldest first for what waits, newest first for what is decided.
func (l *buroListe) zaman() string {
	if l.f.Sonuc {
		return "t.karar_zaman"
	}
	return "t.geldi"
}

// beside adds the lines on one side of a place: behind it, or those before it.
func (l *buroListe) beside(sb *sqlbuilder.SelectBuilder, i BuroImlec, before bool) {
	op := ">"
	if l.f.Sonuc != before {
		op = "<"
	}
	sb.Where("(" + l.zaman() + ", t.kart_no, t.sira) " + op + " (" + sb.Var(i.Zaman) + ", " + sb.Var(i.No) + ", " + sb.Var(i.Sira) + ")")
}

// BuroKuyrugu is a page of at most size lines of the queue, or with f.Sonuc of what was decided: those after the line sonra, or before
// the line once. Only the bureau sees any. Errors: Unavailable.
func (s *Store) BuroKuyrugu(ctx context.Context, actor kural.Actor, f BuroSuzgec, sonra, once BuroImlec, size int) (*Sayfa[BuroSatir], error) {
	if actor.Rol != kural.KimlikBurosu {
		return &Sayfa[BuroSatir]{}, nil
	}
	l := &buroListe{s: s, f: f, a: actor}
	if err := l.prepare(ctx); err != nil {
		return nil, away(err)
	}
	lines, err := l.read(ctx, sonra, once, size+1)
	if err != nil {
		return nil, away(err)
	}
	if len(lines) == 0 && (!once.none() || !sonra.none()) { // what stood there has gone: a page without a way back helps nobody
		return s.BuroKuyrugu(ctx, actor, f, BuroImlec{}, BuroImlec{}, size)
	}
	more := len(lines) > size
	lines = lines[:min(len(lines), size)]
	p := &Sayfa[BuroSatir]{Satirs: lines}
	if !once.none() {
		slices.Reverse(p.Satirs)
	}
	return p, away(l.count(ctx, p, sonra, once, more))
}

func (l *buroListe) read(ctx context.Context, sonra, once BuroImlec, n int) ([]BuroSatir, error) {
	sb := l.from("t.kart_no", "t.sira", "t.tip", "coalesce(n.ad, '')", "k.ad", "k.soyad", "k.yakinlik", "k.yakin_tckn", "u.ad || ' ' || u.soyad", "u.tckn",
		"t.geldi", "t.neden IS NOT NULL AND t.neden <> 'kayip_calinti' AND t.teslim_zaman IS NULL AND k.geri_alinamadi_id IS NULL AND t.karar IS NULL AND NOT "+basilmadiSQL, kartAlmaColumns,
		"coalesce(t.karar, '')", "coalesce(t.karar_veren, '')", "t.karar_zaman", "coalesce(r.ad, '')", ayrilanSQL)
	sb.SelectMore(strings.ReplaceAll(kartOwnSQL, "$1", sb.Var(l.a.ID)))
	sb.Join("kullanici u", "u.id = k.personel_id").
		JoinWithOption(sqlbuilder.LeftJoin, "iptal_nedeni n", "n.kod = t.neden").
		JoinWithOption(sqlbuilder.LeftJoin, "ret_sebep r", "r.id = t.ret_sebep_id")
	if l.f.Alma == "" {
		l.joinAlma(sb)
	}
	back := !once.none()
	switch {
	case back:
		l.beside(sb, once, true)
	case !sonra.none():
		l.beside(sb, sonra, false)
	}
	for _, column := range []string{l.zaman(), "t.kart_no", "t.sira"} {
		if l.f.Sonuc != back {
			sb.OrderByDesc(column)
		} else {
			sb.OrderByAsc(column)
		}
	}
	sql, args := sb.Limit(n).Build()
	rows, err := l.s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, l.s.scanBuro)
}

func (s *Store) scanBuro(row pgx.CollectableRow) (BuroSatir, error) {
	var b BuroSatir
	var yakin, personel []byte
	var geldi, bitis, karar *time.Time
	err := row.Scan(&b.No, &b.Sira, &b.Tip, &b.NedenAd, &b.Ad, &b.Soyad, &b.Yakinlik, &yakin, &b.Personel, &personel,
		&geldi, &b.KartBekler, &b.Alma.ID, &b.Alma.Ad, &bitis, &b.Karar, &b.KararVeren, &karar, &b.RetSebebi, &b.Ayrildi, &b.Kendi)
	if err != nil {
		return b, err
	}
	for _, t := range []struct {
		from *time.Time
		to   *time.Time
	}{{geldi, &b.Geldi}, {karar, &b.KararZaman}} {
		if t.from != nil {
			*t.to = *t.from
		}
	}
	if b.Alma.ID != 0 && bitis != nil {
		b.Alma.Bitis = *bitis
	}
	for _, t := range []struct {
		sealed []byte
		to     *basvuru.TCKN
	}{{yakin, &b.TCKN}, {personel, &b.PersonelTCKN}} {
		no, err := s.box.OpenString(t.sealed)
		if err != nil {
			return b, err
		}
		*t.to = basvuru.TCKN(no)
	}
	return b, nil
}

// count fills in total and rank. A list of more than tamSayim lines is counted at most every half minute, and the rank of a page of it
// is the one that its address carries, as in Liste: so the thousandth page costs what the first does.
func (l *buroListe) count(ctx context.Context, p *Sayfa[BuroSatir], sonra, once BuroImlec, more bool) error {
	n := len(p.Satirs)
	if sonra.none() && once.none() && !more {
		p.Toplam, p.Ilk = n, 1
		return nil
	}
	toplam, err := l.total(ctx)
	if err != nil {
		return err
	}
	ilk := 1
	switch {
	case !sonra.none() && sonra.Rank > 0 && toplam > tamSayim:
		ilk = sonra.Rank + 1
	case !once.none() && once.Rank > 0 && toplam > tamSayim:
		ilk = max(1, once.Rank-n)
	case !sonra.none() || !once.none():
		sb := l.from("1")
		l.beside(sb, p.Satirs[0].Imlec(), true)
		before, err := l.scanCount(ctx, sb, 0)
		if err != nil {
			return err
		}
		ilk = before + 1
	}
	if !once.none() && !more {
		ilk = 1
	}
	p.Ilk, p.Toplam = ilk, max(toplam, ilk+n-1)
	if behind := once.none() && more || !once.none(); behind { // a line is known to follow, whatever was counted half a minute ago
		p.Toplam = max(p.Toplam, ilk+n)
	} else {
		p.Toplam = ilk + n - 1
	}
	return nil
}

func (l *buroListe) total(ctx context.Context) (int, error) {
	n := l.s.toplams.fresh(l.key(), l.s.now())
	if n <= 2*tamSayim { // one that was twice as long a minute ago is still long
		var err error
		if n, err = l.scanCount(ctx, l.from("1"), tamSayim+1); err != nil || n <= tamSayim {
			return n, err
		}
	}
	return l.s.toplams.get(ctx, l.key(), l.s.now, func(ctx context.Context) (int, error) { return l.scanCount(ctx, l.from("1"), 0) })
}

// scanCount counts the lines of sb, at most limit of them where that is not 0.
func (l *buroListe) scanCount(ctx context.Context, sb *sqlbuilder.SelectBuilder, limit int) (n int, err error) {
	if limit > 0 {
		sb.Limit(limit)
	}
	sql, args := sb.Build()
	err = l.s.pool.QueryRow(ctx, "SELECT count(*) FROM ("+sql+") x", args...).Scan(&n)
	return n, err
}

// key names the list among all whose totals are kept.
func (l *buroListe) key() string {
	f := l.f
	return fmt.Sprint("kimlik/", f.Sonuc, f.Ayrilan, f.Karar, f.Ilk.Unix(), "-", f.Son.Unix(), "/", f.Tip, "/", f.Neden, "/", adKelimeleri(f.Ad), "/", adKelimeleri(f.Soyad), l.s.box.Index("tckn", string(f.TCKN)), f.Alma, strconv.FormatInt(l.a.ID, 10))
}

// BuroSayim is what stands above the queue: how many requests wait, since when the oldest, how many are in actor's hands, and how many
// actor has decided since gun.
type BuroSayim struct {
	Bekleyen, Bende, Bugun int
	EnEski                 time.Time // zero: none waits
}

// BuroSayim counts for the head of the queue; of more than tamSayim waiting the total may be half a minute old. Errors: Unavailable.
func (s *Store) BuroSayim(ctx context.Context, actor kural.Actor, gun time.Time) (BuroSayim, error) {
	var v BuroSayim
	l := &buroListe{s: s, a: actor}
	n, err := l.total(ctx)
	if err != nil {
		return v, away(err)
	}
	v.Bekleyen = n
	var oldest *time.Time
	err = s.pool.QueryRow(ctx, `SELECT (SELECT geldi FROM kart_talep WHERE karar IS NULL AND geldi IS NOT NULL ORDER BY geldi, kart_no, sira LIMIT 1),
		(SELECT count(*) FROM kart_talep WHERE alan_id = $1 AND karar IS NULL AND alma_bitis > $2),
		(SELECT count(*) FROM kart_talep WHERE karar IS NOT NULL AND karar_zaman >= $3 AND karar_veren_id = $1)`,
		actor.ID, s.clock(), gun).Scan(&oldest, &v.Bende, &v.Bugun)
	if oldest != nil {
		v.EnEski = *oldest
	}
	return v, away(err)
}

// KartTalepAdi names a request in records: “Kart 1007, 2. talep”.
func KartTalepAdi(no int64, sira int) string { return fmt.Sprintf("Kart %d, %d. talep", no, sira) }
