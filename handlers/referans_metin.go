package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/gorilla/mux"

	"acikkapi/internal/mektup"
	"acikkapi/internal/metin"
	"acikkapi/internal/sms"
	"acikkapi/internal/web"
	"acikkapi/store"
)

const (
	islemOzgun    = "ozgun"
	metinYururluk = "Değişiklik en geç bir dakika içinde geçerli olur."
)

type metinView struct {
	web.Page
	Yerler   []web.Fact
	Metin    web.Textarea
	Ozgun    string // "" where the text is the original
	Surum    int
	Onizleme metinOnizleme
	// Onizlendi: the preview was asked for, so it stands on top
	Onizlendi bool
	Guncel    string // the text as somebody else has left it meanwhile
	Gecmis    web.Table
}

// metinOnizleme is a text with example values.
type metinOnizleme struct {
	Mektup *mektup.Mektup // of a line of the letter
	SMS    string
	Bilgi  []web.Fact
	Uyari  string
}

var metinColumns = []web.Column{{Label: "Metin", Class: "nowrap"}, {Label: "Kime / Nerede"}, {Label: "Şu Anki Metin", Class: "long"}, {Label: "Durum"}, {Label: "İşlemler"}}

// metinListe lists the texts that the citizen gets (OP-07).
func (s *Service) metinListe(w http.ResponseWriter, r *http.Request) error {
	v := &referansListeView{Page: web.Page{Title: "Metinler", Active: yolMetin, Back: referansGeri(who(r).Rol()), Help: []string{
		"Vatandaşa, personele ve kullanıcılara gönderilen kısa mesajlar ile vatandaşa verilen cevap yazısının değişmeyen satırları. " + metinYururluk + " Daha önce gönderilmiş mesajlar ve verilmiş cevaplar değişmez.",
	}}}
	v.Tablo = web.Table{Caption: "Metinler", Columns: metinColumns}
	for _, one := range metin.Sablonlar() {
		m, err := s.store.MetinKaydi(r.Context(), who(r).actor, one.Ad)
		if err != nil {
			return err
		}
		durum := web.Status("Özgün", "grey")
		if m.Degismis {
			durum = web.Status("Değiştirildi", "blue")
		}
		v.Tablo.Rows = append(v.Tablo.Rows, web.Row{Cells: web.Cells(metinColumns,
			web.Text(m.Baslik), web.Text(m.Kime), web.Text(m.Metin), durum, web.Links(web.Link{URL: yolMetin + "/" + m.Ad, Text: "Güncelle"}))})
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/referans_liste", v)
}

func (s *Service) metinPage(w http.ResponseWriter, r *http.Request) error {
	return s.metinForm(w, r, nil, nil)
}

// metinKaydet saves a text, shows what it would look like, or goes back to the original.
func (s *Service) metinKaydet(w http.ResponseWriter, r *http.Request) error {
	ad, ctx, actor := mux.Vars(r)["id"], r.Context(), who(r).actor
	typed, err := web.ReadForm(r)
	if err != nil {
		return s.metinForm(w, r, typed, err)
	}
	surum, text := atoi(typed.Get("surum")), "Metin kaydedildi. "
	switch typed.Get("islem") {
	case islemOnizle:
		sablon, _ := metin.Bul(ad)
		return s.metinForm(w, r, typed, sablon.Check(metin.Temizle(typed.Get("metin"))))
	case islemOzgun:
		err, text = s.store.ResetMetin(ctx, actor, ad, surum), "Özgün metne dönüldü. "
	default:
		err = s.store.SetMetin(ctx, actor, ad, typed.Get("metin"), surum)
	}
	if err != nil {
		return s.metinForm(w, r, typed, err)
	}
	s.oturum.Flash(ctx, web.Banner{Kind: "basari", Text: text + metinYururluk})
	return web.SeeOther(w, r, yolMetin+"/"+ad)
}

func (s *Service) metinForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	m, err := s.store.MetinKaydi(r.Context(), who(r).actor, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	v := &metinView{Surum: f.surum(m.Surum)}
	v.Page = f.page(web.Page{Title: m.Baslik, Active: yolMetin, Back: web.Link{URL: yolMetin, Text: "Metinler"}, Help: []string{
		"Süslü ayraç içindeki adların yerine gönderilirken gerçek değerler yazılır; zorunlu olanlar metinde kalmalıdır. “Önizle” metni örnek değerlerle gösterir, kaydetmez. " + metinYururluk,
	}})
	for _, y := range m.Yerler {
		zorunlu := "isteğe bağlı"
		if y.Zorunlu {
			zorunlu = "zorunlu"
		}
		v.Yerler = append(v.Yerler, web.Fact{Key: "{" + y.Ad + "}", Value: fmt.Sprintf("%s (%s), örneğin %s", y.Aciklama, zorunlu, y.Ornek)})
	}
	v.Metin = f.Textarea(web.Textarea{Name: "metin", Label: "Metin", Hint: m.Kime + ".", Rows: 5, MaxLength: metin.MaxSatir, Value: m.Metin})
	if m.Degismis {
		v.Ozgun = m.Ozgun
	}
	if f.conflict != nil {
		v.Guncel = m.Metin
	}
	if v.Gecmis, err = s.gecmis(r, "metin", m.Ad); err != nil {
		return err
	}
	if len(f.Errors) == 0 {
		v.Onizleme, v.Onizlendi = s.metinOnizle(&m, metin.Temizle(v.Metin.Value)), typed.Get("islem") == islemOnizle
	}
	return s.web.Render(w, r, f.Status(), "handlers/referans_metin", v)
}

// metinOnizle shows text as the citizen would get it, and what it takes to send it.
func (s *Service) metinOnizle(m *store.MetinKaydi, text string) metinOnizleme {
	if !m.SMS {
		yazi := mektup.Of(ornekYazi(s, metin.Metinler{m.Ad: text}), "Başvurunuz incelenmiş, talebiniz yerine getirilmiştir.")
		return metinOnizleme{Mektup: &yazi}
	}
	ornek := m.Ornek(text)
	kodlama := sms.KodlamaOf(ornek)
	parca := fmt.Sprint(sms.Parts(ornek))
	if ucs2, err := sms.Parcala(ornek, false, 0); err == nil && len(ucs2) != sms.Parts(ornek) {
		parca += fmt.Sprintf(" (Türkçe harf tablosunu kullanmayan operatörde %d)", len(ucs2))
	}
	o := metinOnizleme{SMS: ornek, Bilgi: []web.Fact{
		{Key: "Parça", Value: parca}, {Key: "Karakter", Value: fmt.Sprint(utf8.RuneCountInString(ornek))}, {Key: "Kodlama", Value: string(kodlama)},
	}}
	if kodlama == sms.UCS2 {
		o.Uyari = fmt.Sprintf("Metindeki %s karakterleri yüzünden mesaj UCS-2 ile gönderilir: bir parçaya 160 yerine 70 karakter sığar.", strings.Join(genis(ornek), " "))
	}
	return o
}

// genis are the letters that GSM-7 cannot write.
func genis(text string) []string {
	var list []string
	for _, r := range text {
		if c := string(r); sms.KodlamaOf(c) == sms.UCS2 && !strings.Contains(strings.Join(list, ""), c) {
			list = append(list, c)
		}
	}
	return list
}

// ornekYazi is an application such as a letter is written about.
func ornekYazi(s *Service, m metin.Metinler) *store.Detay {
	d := &store.Detay{Ad: "AYŞE", Soyad: "DEMİR", IlAd: "ANKARA", GelisTarihi: s.now(), Metinler: m}
	d.No = 1234567
	return d
}
