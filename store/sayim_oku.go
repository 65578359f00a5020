package store

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// SayimSuzgec says which counts a report shows; zero values narrow nothing.
type SayimSuzgec struct {
	Ilk, Son    time.Time // first and last day, both with it
	Il, Ilce    int
	Birim       string // DETSİS number: of its routings alone
	Baslik, Alt int
}

// DurumSayisi are applications by state.
type DurumSayisi map[basvuru.Durum]int

// Toplam are all.
func (d DurumSayisi) Toplam() (n int) {
	for _, one := range d {
		n += one
	}
	return n
}

// Kapali are those that are closed.
func (d DurumSayisi) Kapali() (n int) {
	for durum, one := range d {
		if durum.Closed() {
			n += one
		}
	}
	return n
}

// Dagilim is how many answers took how many working days: 0, 1, … MaxDilim-1, and more.
type Dagilim [MaxDilim + 1]int

// Toplam are all answers of which it is known how long they took.
func (d *Dagilim) Toplam() (n int) {
	for _, one := range d {
		n += one
	}
	return n
}

// Yuzde is the number of working days within which so many per cent of the answers came, at least; -1 where there are none.
func (d *Dagilim) Yuzde(p int) int {
	n, sum := d.Toplam(), 0
	for days, one := range d {
		if sum += one; n > 0 && sum*100 >= n*p {
			return days
		}
	}
	return -1
}

// Kapanis are the closings of a time: by outcome, those after the law's date, and the days that they took.
type Kapanis struct {
	Sonuc map[basvuru.Sonuc]int
	Gec   int
	Sure  Dagilim
}

// Toplam are all closings.
func (k *Kapanis) Toplam() (n int) {
	for _, one := range k.Sonuc {
		n += one
	}
	return n
}

// DonemSayisi is what came in a part of the time, and what was closed in it.
type DonemSayisi struct {
	Gun            time.Time // its first day, midnight in UTC
	Gelen, Kapanan int
}

// BirimSayisi is what a birim was asked and what it has answered.
type BirimSayisi struct {
	No, Ad                       string
	Yonlendirme, Olumlu, Olumsuz int
	Iade, GeriCekme, Gec         int
	Sure                         Dagilim
	Geciken                      int // wait for its answer now, though their date has passed: whenever they were routed
}

// Cevap are the answers, and the returns.
func (b *BirimSayisi) Cevap() int { return b.Olumlu + b.Olumsuz + b.Iade }

// Istatistik is a report on numbers (PL-09). Applications are those filed in the time, by the state in which they are now; closings,
// routings and answers are those of the time.
type Istatistik struct {
	Durum   DurumSayisi
	Kapanis Kapanis
	Donem   []DonemSayisi
	Yer     []YerSayisi
	Baslik  []YerSayisi
	Birim   []BirimSayisi // those with the most routings first, at most as many as were asked for
	Kuruldu bool          // nothing of before the counts were kept is missing
}

// Donem is into what a time is divided: "day", "week", "month".
func (f *SayimSuzgec) Donem() string {
	switch days := int(f.Son.Sub(f.Ilk).Hours()/24) + 1; {
	case days <= 31:
		return "day"
	case days <= 120:
		return "week"
	}
	return "month"
}

// narrow keeps f to what actor may see. Errors: Forbidden; NotFound for another's il or ilçe, as if there were none.
func (f *SayimSuzgec) narrow(actor kural.Actor) (ilces []int, err error) {
	yok := &kural.Error{Kind: kural.NotFound, Message: "Aradığınız kayıt bulunamadı."}
	switch yetki.KapsamOf(yetki.IstatistikGor, actor.Rol) {
	case yetki.Ulkede:
	case yetki.Ilde, yetki.Ilcede:
		if f.Il != 0 && f.Il != actor.Il || actor.Il == 0 {
			return nil, yok
		}
		f.Il = actor.Il
		if len(actor.Ilces) == 0 || yetki.KapsamOf(yetki.IstatistikGor, actor.Rol) == yetki.Ilde {
			break
		}
		if f.Ilce != 0 && !slices.Contains(actor.Ilces, f.Ilce) {
			return nil, yok
		}
		ilces = actor.Ilces
	default:
		return nil, yetki.Check(actor, yetki.IstatistikGor, 0)
	}
	if f.Ilce != 0 {
		ilces = []int{f.Ilce}
	}
	return ilces, nil
}

// sayimFrom reads the lines of one il after the other, in the order of the primary key.
const sayimFrom = ` FROM sayim WHERE nesil = (SELECT nesil FROM sayim_durum) AND il_kodu = ANY($1) AND gun BETWEEN $2 AND $3 AND (ilce_id = ANY($4) OR cardinality($4::int[]) = 0) `

// Istatistik reads a report for actor: no more of il and ilçe than the policy lets them see, no more than birims of the birim. Errors:
// Forbidden, NotFound for what is another's, Unavailable.
func (s *Store) Istatistik(ctx context.Context, actor kural.Actor, f SayimSuzgec, birims int) (*Istatistik, error) {
	ilces, err := f.narrow(actor)
	if err != nil {
		return nil, err
	}
	lists, err := s.Listeler(ctx)
	if err != nil {
		return nil, err
	}
	ils := []int{f.Il}
	yer := "ilce_id"
	if f.Il == 0 {
		yer, ils = "il_kodu", idsOf(lists.Ils)
	}
	if ilces == nil {
		ilces = []int{}
	}
	r := &Istatistik{Durum: DurumSayisi{}, Kapanis: Kapanis{Sonuc: map[basvuru.Sonuc]int{}}}
	args := []any{ils, f.Ilk, f.Son, ilces}
	batch := &pgx.Batch{}
	if f.Birim == "" {
		batch.Queue(`SELECT CASE WHEN grouping(olcu, dilim) = 0 THEN 0 WHEN grouping(donem) = 0 THEN 1 ELSE 2 END, donem, coalesce(yer, 0), olcu, coalesce(dilim, -1), sum(adet)
			FROM (SELECT date_trunc($7, gun::timestamp)::date donem, `+yer+` yer, olcu, dilim, adet`+sayimFrom+`AND baslik_id = $5 AND alt_baslik_id = $6 AND birim_no = '') x
			GROUP BY GROUPING SETS ((olcu, dilim), (donem, olcu), (yer, olcu)) ORDER BY donem, yer`, append(args, f.Baslik, f.Alt, f.Donem())...).Query(r.scanBasvuru)
		r.queueBaslik(batch, lists, &f, args)
	}
	batch.Queue(birimSayimSQL, append(args, f.Baslik, f.Alt, f.Birim, birims)...).Query(r.scanBirim)
	f.queueGeciken(batch, s.clock(), r, args, birims)
	batch.Queue(`SELECT zaman IS NOT NULL FROM sayim_durum`).QueryRow(func(row pgx.Row) error { return row.Scan(&r.Kuruldu) })
	return r, away(s.pool.SendBatch(ctx, batch).Close())
}

// scanBasvuru takes the three groupings of the application's own lines: by measure and days, by time, by place.
func (r *Istatistik) scanBasvuru(rows pgx.Rows) error {
	var kind, yer, dilim, n int
	var donem *time.Time
	var olcu string
	_, err := pgx.ForEachRow(rows, []any{&kind, &donem, &yer, &olcu, &dilim, &n}, func() error {
		durum := basvuru.Durum(olcu)
		switch isDurum := durum.Label() != ""; kind {
		case 0:
			r.addToplam(olcu, dilim, n)
		case 1:
			if last := len(r.Donem) - 1; last < 0 || !r.Donem[last].Gun.Equal(*donem) {
				r.Donem = append(r.Donem, DonemSayisi{Gun: *donem})
			}
			if d := &r.Donem[len(r.Donem)-1]; isDurum {
				d.Gelen += n
			} else if olcu != OlcuGecKapanis {
				d.Kapanan += n
			}
		default:
			r.Yer = addYer(r.Yer, yer, olcu, n)
		}
		return nil
	})
	return err
}

func (r *Istatistik) addToplam(olcu string, dilim, n int) {
	if d := basvuru.Durum(olcu); d.Label() != "" {
		r.Durum[d] += n
		return
	}
	if olcu == OlcuGecKapanis {
		r.Kapanis.Gec += n
		return
	}
	r.Kapanis.Sonuc[basvuru.Sonuc(olcu[len(olcuKapanis):])] += n
	if dilim != DilimYok {
		r.Kapanis.Sure[dilim] += n
	}
}

// queueBaslik reads the applications by heading or, where one is chosen, by its sub-headings.
func (r *Istatistik) queueBaslik(batch *pgx.Batch, lists *Listeler, f *SayimSuzgec, args []any) {
	column, basliks, alts := "baslik_id", make([]int, 0, len(lists.TumBasliks)), []int{0}
	for _, b := range lists.TumBasliks {
		if f.Baslik == 0 || b.ID == f.Baslik {
			basliks = append(basliks, b.ID)
		}
	}
	if b, ok := lists.TumBaslik(f.Baslik); ok && f.Baslik != 0 {
		column, alts = "alt_baslik_id", nil
		for _, a := range b.Alts {
			if f.Alt == 0 || a.ID == f.Alt {
				alts = append(alts, a.ID)
			}
		}
	}
	batch.Queue(`SELECT `+column+`, olcu, sum(adet)`+sayimFrom+`AND baslik_id = ANY($5) AND alt_baslik_id = ANY($6) AND birim_no = ''
		GROUP BY 1, 2 ORDER BY 1, 2`, append(args, basliks, alts)...).Query(func(rows pgx.Rows) error {
		var id, n int
		var olcu string
		_, err := pgx.ForEachRow(rows, []any{&id, &olcu, &n}, func() error {
			r.Baslik = addYer(r.Baslik, id, olcu, n)
			return nil
		})
		return err
	})
}

// The comparison with > is what the index can tell by itself: with <> it would fetch the applications' own lines too, to throw them away.
const birimSayimSQL = `SELECT x.birim_no, coalesce(r.ad, x.birim_no), x.yon, x.olumlu, x.olumsuz, x.iade, x.geri, x.gec, x.dilimler, x.adetler
	FROM (SELECT birim_no, coalesce(sum(n) FILTER (WHERE olcu = 'yonlendirme'), 0)::int yon, coalesce(sum(n) FILTER (WHERE olcu = 'cevap_olumlu'), 0)::int olumlu,
			coalesce(sum(n) FILTER (WHERE olcu = 'cevap_olumsuz'), 0)::int olumsuz, coalesce(sum(n) FILTER (WHERE olcu = 'iade'), 0)::int iade,
			coalesce(sum(n) FILTER (WHERE olcu = 'geri_cekme'), 0)::int geri, coalesce(sum(n) FILTER (WHERE olcu = 'gec_cevap'), 0)::int gec,
			coalesce(array_agg(dilim::int) FILTER (WHERE dilim >= 0), '{}') dilimler, coalesce(array_agg(n::int) FILTER (WHERE dilim >= 0), '{}') adetler
		FROM (SELECT birim_no, olcu, dilim, sum(adet) n` + sayimFrom + `AND baslik_id = $5 AND alt_baslik_id = $6 AND birim_no > '' AND $7 IN ('', birim_no)
			GROUP BY birim_no, olcu, dilim HAVING sum(adet) <> 0) l
		GROUP BY birim_no) x LEFT JOIN birim r ON r.detsis_no = x.birim_no ORDER BY x.yon + x.olumlu + x.olumsuz + x.iade DESC, x.birim_no LIMIT $8`

func (r *Istatistik) scanBirim(rows pgx.Rows) error {
	var dilimler, adetler []int
	var b BirimSayisi
	_, err := pgx.ForEachRow(rows, []any{&b.No, &b.Ad, &b.Yonlendirme, &b.Olumlu, &b.Olumsuz, &b.Iade, &b.GeriCekme, &b.Gec, &dilimler, &adetler}, func() error {
		b.Sure = Dagilim{}
		for i, dilim := range dilimler {
			b.Sure[dilim] += adetler[i]
		}
		r.Birim = append(r.Birim, b)
		return nil
	})
	return err
}

func idsOf(list []Secenek) []int {
	ids := make([]int, len(list))
	for i, one := range list {
		ids[i] = one.ID
	}
	return ids
}
