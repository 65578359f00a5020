package store

import (
	"strings"
	"time"

	"github.com/huandu/go-sqlbuilder"

	"acikkapi/basvuru"
	"acikkapi/internal/turkce"
)

// Suzgec narrows a list of applications; zero values don't (AK-02, MI-01).
type Suzgec struct {
	No   int64
	Nos  []int64 // any of these
	TCKN basvuru.TCKN
	// Ad and Soyad are beginnings of words of the name, in any Turkish letters: “nur” finds AYŞE NUR.
	Ad, Soyad string
	Durums    []basvuru.Durum
	Baslik    int // hizmet başlığı
	Alt       int // hizmet alt başlığı
	// Baslangic and Bitis are the first and the last day of filing, both included: midnight in Istanbul.
	Baslangic, Bitis time.Time
	Gecikmis         bool // “Süresi Geçtiği Halde Cevaplanmayanlar”
	Yukseltilen      bool // late now, and the MİA has been told (PL-08)
	// Yakin is until when something is due that comes near, “Süresi Yaklaşanlar”: see YakinSon. With Gecikmis: what is late too.
	Yakin time.Time
}

// Empty tells whether f narrows nothing.
func (f *Suzgec) Empty() bool {
	return f.No == 0 && len(f.Nos) == 0 && f.TCKN == "" && f.Ad == "" && f.Soyad == "" && len(f.Durums) == 0 && f.Baslik == 0 && f.Alt == 0 &&
		f.Baslangic.IsZero() && f.Bitis.IsZero() && !f.Gecikmis && !f.Yukseltilen && f.Yakin.IsZero()
}

// apply adds f to a query over “basvuru b”.
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
	for _, w := range adKelimeleri(f.Ad) {
		sb.Where(sb.Like("b.arama", "% "+w+"%/%"))
	}
	for _, w := range adKelimeleri(f.Soyad) {
		sb.Where(sb.Like("b.arama", "%/% "+w+"%"))
	}
	switch len(f.Durums) {
	case 0:
	case 1: // an index in the order of the list begins with it
		sb.Where(sb.Equal("b.durum", f.Durums[0]))
	default:
		sb.Where("b.durum = ANY(" + sb.Var(f.Durums) + ")")
	}
	f.applyHizmet(sb)
	if !f.Baslangic.IsZero() {
		sb.Where(sb.GreaterEqualThan("b.olusturma", f.Baslangic))
	}
	if !f.Bitis.IsZero() {
		sb.Where(sb.LessThan("b.olusturma", f.Bitis.AddDate(0, 0, 1)))
	}
	if f.Yukseltilen {
		sb.Where("b.yukseltildi IS NOT NULL", "b.son_cevap IS NOT NULL", sb.LessThan("least(b.son_cevap, b.yasal_son)", s.clock()))
	}
	switch now := s.clock(); {
	case f.Gecikmis && f.Yakin.IsZero():
		sb.Where(sb.LessThan("b.son_cevap", now))
	case f.Gecikmis:
		sb.Where(sb.LessEqualThan("b.son_cevap", f.Yakin))
	case !f.Yakin.IsZero():
		sb.Where(sb.Between("b.son_cevap", now, f.Yakin))
	}
}

// applyHizmet compares the ids that stand in the application itself; where a program of before this column has filed it, the
// pairs.
func (f *Suzgec) applyHizmet(sb *sqlbuilder.SelectBuilder) {
	if f.Baslik == 0 && f.Alt == 0 {
		return
	}
	var ids []int
	if f.Baslik != 0 {
		ids = append(ids, f.Baslik)
	}
	if f.Alt != 0 {
		ids = append(ids, -f.Alt)
	}
	sb.Where("(b.hizmetler @> " + sb.Var(ids) + "::int[] OR b.hizmetler IS NULL AND EXISTS (SELECT FROM basvuru_hizmet h WHERE h.basvuru_no = b.no AND " +
		sb.Var(f.Baslik) + " IN (0, h.baslik_id) AND " + sb.Var(f.Alt) + " IN (0, h.alt_baslik_id)))")
}

// hizmetIDs is what basvuru.hizmetler holds of hs: the ids of the headings, and those of the sub-headings below zero.
func hizmetIDs(hs []basvuru.Hizmet) []int {
	ids := make([]int, 0, 2*len(hs))
	for _, h := range hs {
		ids = append(ids, h.Baslik)
		if h.Alt != 0 {
			ids = append(ids, -h.Alt)
		}
	}
	return ids
}

var adAyraci = strings.NewReplacer("/", " ", "-", " ", ".", " ", "'", " ")

// adKelimeleri is the words of a name that is searched for, as basvuru.arama holds them, for LIKE.
func adKelimeleri(typed string) []string {
	words := strings.Fields(adAyraci.Replace(turkce.Fold(typed)))
	words = words[:min(len(words), maxKelime)]
	for i, w := range words {
		words[i] = likeEscape.Replace(w)
	}
	return words
}
