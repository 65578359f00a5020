package handlers

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/internal/grafik"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// bolum is a table of a report, as page and workbook have it, and what is drawn of it.
type bolum struct {
	ad       string
	columns  []string // the first names the line, numbers follow
	satirlar []bolumSatiri
	seri     []int // which columns are drawn; none: nothing is
	cizgi    bool  // as lines, else bars
	ozet     []string
	bos      string
}

type bolumSatiri struct {
	ad, url  string // url: what the line leads to, "" for nothing
	kisa     string // its name in the drawing, where that is another
	degerler []deger
	toplam   bool // stands below the others, and is not drawn
}

// deger is a number, or what is said in its place.
type deger struct {
	n     int
	metin string
}

func (d deger) String() string {
	if d.metin != "" {
		return d.metin
	}
	return grafik.Number(float64(d.n))
}

func sayilar(ns ...int) []deger {
	out := make([]deger, len(ns))
	for i, n := range ns {
		out[i].n = max(n, 0) // messages that overtake each other
	}
	return out
}

// maxCizim bounds the lines of a table that are drawn.
const maxCizim = 12

// istatistikBolumler puts the report into v.
func (s *Service) istatistikBolumler(r *http.Request, v *istatistikView, f *store.SayimSuzgec, data *store.Istatistik) error {
	all, err := s.bolumler(r, f, data)
	if err != nil {
		return err
	}
	v.Kapsam = s.istatistikKapsami(r, f)
	if !data.Kuruldu {
		v.Uyari = "Bu sistemde sayımlar henüz tüm geçmişten kurulmamıştır; önceki başvurular eksik olabilir. İşletmenin “acikkapi report rebuild” komutunu çalıştırması gerekir."
	}
	if f.Birim == "" {
		v.Kutucuk = istatistikKutucuklari(s.istatistikListesi(r, f), data)
	}
	for i := range all {
		g, err := all[i].gorunum(v.Kapsam)
		if err != nil {
			return err
		}
		v.Bolumler = append(v.Bolumler, g)
	}
	if data.Durum.Toplam() == 0 && data.Kapanis.Toplam() == 0 && len(data.Birim) == 0 {
		v.Bolumler, v.Kutucuk = nil, nil
		v.Bos = "Seçilen günlerde ve ölçütlerde başvuru, kapatma ya da birim cevabı bulunmamaktadır."
		return nil
	}
	v.Excel = web.Link{URL: istatistikPath + "/excel?" + s.istatistikSorgu(f, nil).Encode(), Text: "Excel Raporu Al"}
	return nil
}

// bolumler are all tables of the report.
func (s *Service) bolumler(r *http.Request, f *store.SayimSuzgec, data *store.Istatistik) ([]bolum, error) {
	lists, err := s.store.Listeler(r.Context())
	if err != nil {
		return nil, err
	}
	birim := s.birimBolumu(f, data)
	if f.Birim != "" {
		return []bolum{birim}, nil
	}
	all := []bolum{durumBolumu(s.istatistikListesi(r, f), data), s.donemBolumu(f, data)}
	if yer := s.yerBolumu(lists, f, data); f.Ilce == 0 && (f.Il == 0 || len(who(r).actor.Ilces) != 1) {
		all = append(all, yer)
	}
	if f.Alt == 0 {
		all = append(all, s.baslikBolumu(lists, f, data))
	}
	return append(all, sureBolumu(data), birim), nil
}

// istatistikSorgu is the address's query for f, with one thing changed.
func (s *Service) istatistikSorgu(f *store.SayimSuzgec, set url.Values) url.Values {
	q := url.Values{"ilk": {s.web.Tarih(f.Ilk)}, "son": {s.web.Tarih(f.Son)}}
	for key, v := range map[string]string{"il": idText(f.Il), "ilce": idText(f.Ilce), "birim": f.Birim, "baslik": idText(f.Baslik), "alt_baslik": idText(f.Alt)} {
		if v != "" {
			q.Set(key, v)
		}
	}
	for key, v := range set {
		q[key] = v
	}
	return q
}

func (s *Service) istatistikURL(f *store.SayimSuzgec, key, value string) string {
	return istatistikPath + "?" + s.istatistikSorgu(f, url.Values{key: {value}}).Encode()
}

// istatistikListesi is the list of the applications that f counts, "" where the reader has none: their role sees no applications, or
// the list cannot be narrowed to an ilçe.
func (s *Service) istatistikListesi(r *http.Request, f *store.SayimSuzgec) string {
	path := map[kural.Rol]string{kural.AKS: aksListePath, kural.MIA: "/mia"}[who(r).Rol()]
	if path == "" || f.Ilce != 0 && len(who(r).actor.Ilces) != 1 {
		return ""
	}
	q := url.Values{"baslangic": {s.web.Tarih(f.Ilk)}, "bitis": {s.web.Tarih(f.Son)}}
	for key, v := range map[string]string{"baslik": idText(f.Baslik), "alt_baslik": idText(f.Alt)} {
		if v != "" {
			q.Set(key, v)
		}
	}
	return path + "?" + q.Encode()
}

// istatistikKapsami says what is counted, for headings and charts.
func (s *Service) istatistikKapsami(r *http.Request, f *store.SayimSuzgec) string {
	aralik := s.web.Tarih(f.Ilk) + " - " + s.web.Tarih(f.Son)
	lists, err := s.store.Listeler(r.Context())
	if err != nil || f.Il == 0 {
		return "Türkiye geneli, " + aralik
	}
	yer := secenekAdi(lists.Ils, f.Il)
	ilce := f.Ilce
	if a := who(r).actor; ilce == 0 && len(a.Ilces) == 1 {
		ilce = a.Ilces[0]
	}
	if ilce != 0 {
		yer += " / " + secenekAdi(lists.Ilces(f.Il), ilce)
	}
	return yer + ", " + aralik
}

// secenekAdi is the name of a choice, its number for one that is on the list no more.
func secenekAdi(list []store.Secenek, id int) string { return cmp.Or(adOf(list, id), fmt.Sprint(id)) }

// istatistikKutucuklari are the figures above all; liste is the list behind them.
func istatistikKutucuklari(liste string, data *store.Istatistik) []kutucuk {
	n, k := data.Durum, &data.Kapanis
	return []kutucuk{
		{Link: web.Link{URL: liste, Text: "Başvuru"}, Sayi: max(n.Toplam(), 0), Aciklama: "Bu günlerde kaydedilen"},
		{Link: web.Link{Text: "Açık"}, Sayi: max(n.Toplam()-n.Kapali(), 0), Aciklama: "Bunlardan sonuç bekleyen"},
		{Link: web.Link{Text: "Kapatılan"}, Sayi: max(k.Toplam(), 0), Aciklama: "Bu günlerde kapatılan; ne zaman kaydedilmiş olursa olsun"},
		{Link: web.Link{Text: "Yasal süreden sonra"}, Sayi: max(k.Gec, 0), Aciklama: "Kapatılanların " + yuzde(k.Gec, k.Toplam()) + " kadarı", Gec: k.Gec > 0},
	}
}

func durumBolumu(liste string, data *store.Istatistik) bolum {
	b := bolum{ad: "Başvuruların Şu Anki Durumu", columns: []string{"Durum", "Başvuru", "Oran"}, seri: []int{0}, bos: "Bu günlerde kaydedilen başvuru yok."}
	n := data.Durum.Toplam()
	for _, d := range basvuru.Durums {
		if one := data.Durum[d]; one > 0 {
			row := bolumSatiri{ad: durumKisa(d), degerler: append(sayilar(one), deger{metin: yuzde(one, n)})}
			if liste != "" {
				row.url = liste + "&durum=" + string(d)
			}
			b.satirlar = append(b.satirlar, row)
		}
	}
	if n > 0 {
		b.satirlar = append(b.satirlar, bolumSatiri{ad: "Toplam", url: liste, degerler: append(sayilar(n), deger{metin: "%100"}), toplam: true})
	}
	return b
}

// durumKisa is a state's label without the word that all begin with.
func durumKisa(d basvuru.Durum) string { return strings.TrimPrefix(d.Label(), "Başvuru ") }

var (
	yerColumns = []string{"Başvuru", "Açık", "Olumlu", "Olumsuz", "Kısmen", "Bu günlerde kapatılan", "Yasal süreden sonra", "Gecikme oranı"}
	yerOzeti   = []string{"İlk beş sayı bu günlerde kaydedilen, son üçü bu günlerde kapatılan başvurularındır; oran, kapatılanlara göredir."}
)

func yerSatiri(ad, url string, y *store.YerSayisi) bolumSatiri {
	n := y.Durum
	numbers := sayilar(n.Toplam(), n.Toplam()-n.Kapali(), n[basvuru.KapaliOlumlu], n[basvuru.KapaliOlumsuz], n[basvuru.KapaliKismen], y.Kapanan, y.Gec)
	return bolumSatiri{ad: ad, url: url, degerler: append(numbers, deger{metin: yuzde(y.Gec, y.Kapanan)})}
}

func (s *Service) yerBolumu(lists *store.Listeler, f *store.SayimSuzgec, data *store.Istatistik) bolum {
	b := bolum{ad: "İllere Göre", columns: append([]string{"İl"}, yerColumns...), seri: []int{0, 1}, bos: "Bu günlerde kaydedilen ya da kapatılan başvuru yok."}
	list, key := lists.Ils, "il"
	if f.Il != 0 {
		b.ad, b.columns[0], list, key = "İlçelere Göre", "İlçe", lists.Ilces(f.Il), "ilce"
	}
	for i := range data.Yer {
		y := &data.Yer[i]
		b.satirlar, b.ozet = append(b.satirlar, yerSatiri(secenekAdi(list, y.ID), s.istatistikURL(f, key, fmt.Sprint(y.ID)), y)), yerOzeti
	}
	b.sort()
	return b
}

func (s *Service) baslikBolumu(lists *store.Listeler, f *store.SayimSuzgec, data *store.Istatistik) bolum {
	b := bolum{ad: "Hizmet Başlıklarına Göre", columns: append([]string{"Hizmet Başlığı"}, yerColumns...), seri: []int{0, 1}, bos: "Bu günlerde başlığı bilinen başvuru yok."}
	baslik, _ := lists.TumBaslik(f.Baslik)
	if f.Baslik != 0 {
		b.ad, b.columns[0] = "Hizmet Alt Başlıklarına Göre", "Hizmet Alt Başlığı"
	}
	for i := range data.Baslik {
		y := &data.Baslik[i]
		ad, link := secenekAdi(baslik.Alts, y.ID), s.istatistikURL(f, "alt_baslik", fmt.Sprint(y.ID))
		if one, _ := lists.TumBaslik(y.ID); f.Baslik == 0 {
			ad, link = cmp.Or(one.Ad, fmt.Sprint(y.ID)), s.istatistikURL(f, "baslik", fmt.Sprint(y.ID))
		}
		b.satirlar, b.ozet = append(b.satirlar, yerSatiri(ad, link, y)), yerOzeti
	}
	b.sort()
	return b
}
