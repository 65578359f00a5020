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
)

// KutuSatir is one line of a birim's inbox: a routing that has arrived. It is read as the role that cannot reach contact
// data (YT-03).
type KutuSatir struct {
	No        int64
	Sira      int
	Birim     string // DETSİS number
	BirimAd   string
	TCKN      basvuru.TCKN
	Kimlik    basvuru.KimlikDurum
	Ad, Soyad string
	Konu      string
	Olusturma time.Time
	Geldi     time.Time
	Durum     basvuru.YonlendirmeDurum
	Basvuru   basvuru.Durum
	Veren     string // who has answered, "" for nobody yet
	SonTarih  time.Time
	Alma      Alma // who works on it (YT-06)
}

// KutuImlec is a line's place in the inbox, newest first; the zero value is no place.
type KutuImlec struct {
	Geldi time.Time
	No    int64
	Sira  int
}

// String writes the place for a URL; ParseKutuImlec reads it.
func (i KutuImlec) String() string { return fmt.Sprintf("%d-%d-%d", i.Geldi.UnixMicro(), i.No, i.Sira) }

// ParseKutuImlec is the zero value for anything that String has not written.
func ParseKutuImlec(s string) KutuImlec {
	parts := strings.Split(s, "-")
	if len(parts) != 3 {
		return KutuImlec{}
	}
	at, err1 := strconv.ParseInt(parts[0], 10, 64)
	no, err2 := strconv.ParseInt(parts[1], 10, 64)
	sira, err3 := strconv.ParseInt(parts[2], 10, 32)
	if err1 != nil || err2 != nil || err3 != nil || at <= 0 {
		return KutuImlec{}
	}
	return KutuImlec{time.UnixMicro(at), no, int(sira)}
}

// Imlec is the line's place.
func (k *KutuSatir) Imlec() KutuImlec { return KutuImlec{k.Geldi, k.No, k.Sira} }

// KutuSuzgec narrows the inbox; zero values don't. Durums are states of the routing.
type KutuSuzgec struct {
	No     int64
	Durums []basvuru.YonlendirmeDurum
	// Baslangic and Bitis are the first and the last day of filing, both included: midnight in Istanbul.
	Baslangic, Bitis time.Time
	Baslik           int       // hizmet başlığı
	Birim            string    // one of the own birim
	Gecikmis         bool      // overdue, and no answer yet
	Yakin            time.Time // due from now until then, and no answer yet: see YakinSon
	Alma             AlmaSuzgec
}

// AlmaSuzgec narrows the inbox by who works on an item (YT-06).
type AlmaSuzgec string

// What the actor works on, and what nobody does; both still wait for an answer.
const (
	AlmaBenim AlmaSuzgec = "benim"
	AlmaBos   AlmaSuzgec = "bos"
)

// The states of a routing, as the inbox sorts them.
var (
	KutuBekleyen = []basvuru.YonlendirmeDurum{basvuru.Kuyrukta, basvuru.TeslimEdildi}
	KutuBiten    = []basvuru.YonlendirmeDurum{basvuru.BirimCevapli, basvuru.IadeEdildi}
)

const kutuOrder = "(k.geldi, k.basvuru_no, k.sira)"

// kutu begins a query over the inbox of the actor's birim, in the present round of each application (MI-04), without what has
// been withdrawn: basvuru.OwnRouting in SQL.
func (s *Store) kutu(actor basvuru.Actor, f KutuSuzgec, columns ...string) *sqlbuilder.SelectBuilder {
	sb := selectFrom("birim_kutusu k", columns...).
		Join("basvuru b", "b.no = k.basvuru_no").
		Join("yonlendirme y", "y.basvuru_no = k.basvuru_no", "y.sira = k.sira", "y.tur = b.tur").
		Join("birim r", "r.detsis_no = k.birim_no").
		JoinWithOption(sqlbuilder.LeftJoin, "cevap c", "c.basvuru_no = k.basvuru_no", "c.yonlendirme_sira = k.sira")
	if len(actor.Birims) == 1 { // as nearly always: the index has the order then; for several all their rows are sorted
		sb.Where(sb.Equal("k.birim_no", actor.Birims[0]))
	} else {
		sb.Where("k.birim_no = ANY(" + sb.Var(actor.Birims) + ")")
	}
	sb.Where("y.durum <> 'geri_cekildi'")
	if f.No != 0 {
		sb.Where(sb.Equal("k.basvuru_no", f.No))
	}
	if len(f.Durums) > 0 {
		sb.Where("y.durum = ANY(" + sb.Var(f.Durums) + ")")
	}
	s.narrowKutu(sb, actor, &f)
	return sb
}

func (s *Store) narrowKutu(sb *sqlbuilder.SelectBuilder, actor basvuru.Actor, f *KutuSuzgec) {
	(&Suzgec{Baslik: f.Baslik, Baslangic: f.Baslangic, Bitis: f.Bitis}).apply(s, sb)
	if f.Birim != "" {
		sb.Where(sb.Equal("k.birim_no", f.Birim))
	}
	open := func() {
		sb.Where("y.durum = ANY(" + sb.Var(KutuBekleyen) + ")")
	}
	if f.Gecikmis {
		open()
		sb.Where("coalesce(y.son_tarih, b.yasal_son) < " + sb.Var(s.clock()))
	}
	if !f.Yakin.IsZero() {
		open()
		sb.Where("coalesce(y.son_tarih, b.yasal_son) BETWEEN " + sb.Var(s.clock()) + " AND " + sb.Var(f.Yakin))
	}
	switch f.Alma {
	case AlmaBenim:
		open()
		joinAlma(sb, s.clock())
		sb.Where(sb.Equal("a.kullanici_id", actor.ID))
	case AlmaBos:
		open()
		joinAlma(sb, s.clock())
		sb.Where("a.kullanici_id IS NULL")
	}
}

// Kutu is a page of at most size lines of the inbox: those after the line sonra, or before the line once. Errors: Unavailable.
func (s *Store) Kutu(ctx context.Context, actor basvuru.Actor, f KutuSuzgec, sonra, once KutuImlec, size int) (*Sayfa[KutuSatir], error) {
	p := &Sayfa[KutuSatir]{}
	var err error
	if p.Satirs, err = s.kutuSatirs(ctx, actor, f, sonra, once, size); err != nil {
		return nil, err
	}
	if len(p.Satirs) == 0 && (once != KutuImlec{} || sonra != KutuImlec{}) { // as in Liste
		return s.Kutu(ctx, actor, f, KutuImlec{}, KutuImlec{}, size)
	}
	return p, s.countKutu(ctx, actor, f, p)
}

// kutuSatirs reads at most size lines at a place of the inbox, newest first.
func (s *Store) kutuSatirs(ctx context.Context, actor basvuru.Actor, f KutuSuzgec, sonra, once KutuImlec, size int) ([]KutuSatir, error) {
	sb := s.kutu(actor, f, "k.basvuru_no", "k.sira", "k.birim_no", "r.ad", "b.tckn", "b.kimlik", "b.ad", "b.soyad", "b.konu", "b.olusturma", "k.geldi",
		"y.durum", "b.durum", "coalesce(c.veren, '')", "coalesce(y.son_tarih, b.yasal_son)", almaColumns)
	if f.Alma == "" {
		joinAlma(sb, s.clock())
	}
	place := func(i KutuImlec) string {
		return "(" + sb.Var(i.Geldi) + ", " + sb.Var(i.No) + ", " + sb.Var(i.Sira) + ")"
	}
	back := once != KutuImlec{}
	switch {
	case back:
		sb.Where(kutuOrder + " > " + place(once))
	case sonra != KutuImlec{}:
		sb.Where(kutuOrder + " < " + place(sonra))
	}
	for _, column := range []string{"k.geldi", "k.basvuru_no", "k.sira"} {
		if back {
			sb.OrderByAsc(column)
		} else {
			sb.OrderByDesc(column)
		}
	}
	sql, args := sb.Limit(size).Build()
	rows, err := s.birim.Query(ctx, sql, args...)
	if err != nil {
		return nil, away(err)
	}
	satirs, err := pgx.CollectRows(rows, s.scanKutu)
	if err != nil {
		return nil, away(err)
	}
	if back {
		slices.Reverse(satirs)
	}
	return satirs, nil
}

func (s *Store) scanKutu(row pgx.CollectableRow) (KutuSatir, error) {
	var k KutuSatir
	var tckn []byte
	var bitis *time.Time
	err := row.Scan(&k.No, &k.Sira, &k.Birim, &k.BirimAd, &tckn, &k.Kimlik, &k.Ad, &k.Soyad, &k.Konu, &k.Olusturma, &k.Geldi, &k.Durum, &k.Basvuru, &k.Veren, &k.SonTarih,
		&k.Alma.ID, &k.Alma.Ad, &bitis)
	if err != nil {
		return k, err
	}
	if k.Alma.ID != 0 && bitis != nil {
		k.Alma.Bitis = *bitis
	}
	no, err := s.box.OpenString(tckn)
	k.TCKN = basvuru.TCKN(no)
	return k, err
}

func (s *Store) countKutu(ctx context.Context, actor basvuru.Actor, f KutuSuzgec, p *Sayfa[KutuSatir]) error {
	sb := s.kutu(actor, f)
	before := "count(*) FILTER (WHERE false)"
	if len(p.Satirs) > 0 {
		i := p.Satirs[0].Imlec()
		before = "count(*) FILTER (WHERE " + kutuOrder + " > (" + sb.Var(i.Geldi) + ", " + sb.Var(i.No) + ", " + sb.Var(i.Sira) + "))"
	}
	sql, args := sb.Select("count(*)", before).Build()
	ilk := 0
	if err := s.birim.QueryRow(ctx, sql, args...).Scan(&p.Toplam, &ilk); err != nil {
		return away(err)
	}
	p.Ilk = ilk + 1
	return nil
}

// KutuSayisi counts the lines of an inbox: those that wait for an answer, of them those that are late or due until YakinSon, and those
// that have one.
type KutuSayisi struct{ Bekleyen, Geciken, Yaklasan, Biten int }

// KutuSayim counts the inbox of the actor's birim (UI-05). Errors: Unavailable.
func (s *Store) KutuSayim(ctx context.Context, actor basvuru.Actor) (n KutuSayisi, err error) {
	yakin, err := s.YakinSon(ctx)
	if err != nil {
		return n, err
	}
	sb := s.kutu(actor, KutuSuzgec{})
	open, now := "y.durum = ANY("+sb.Var(KutuBekleyen)+")", sb.Var(s.clock())
	const son = "coalesce(y.son_tarih, b.yasal_son)"
	sql, args := sb.Select("count(*) FILTER (WHERE "+open+")", "count(*) FILTER (WHERE "+open+" AND "+son+" < "+now+")",
		"count(*) FILTER (WHERE "+open+" AND "+son+" BETWEEN "+now+" AND "+sb.Var(yakin)+")", "count(*) FILTER (WHERE y.durum = ANY("+sb.Var(KutuBiten)+"))").Build()
	err = s.birim.QueryRow(ctx, sql, args...).Scan(&n.Bekleyen, &n.Geciken, &n.Yaklasan, &n.Biten)
	return n, away(err)
}
