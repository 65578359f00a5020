package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// mektup is the standard letter, around the answer that is typed into it (AK-06).
type mektup struct{ Hitap, Giris, Kapanis, Imza string }

func (s *Service) mektupOf(d *store.Detay) mektup {
	return mektup{
		Hitap:   d.Kimlik.Hitap(d.Ad, d.Soyad) + ";",
		Giris:   fmt.Sprintf("Açık Kapı Bürosu' na %s tarihinde yapmış olduğunuz %d no' lu başvuru sonuçlanmıştır.", s.web.Tarih(d.Olusturma), d.No),
		Kapanis: "Açık Kapı Bürosu' na başvurduğunuz için teşekkür eder, iyi günler dileriz.",
		Imza:    d.IlAd + " VALİLİĞİ",
	}
}

// kapatPage is “İşlemi Kapat”; while a birim owes its answer the refusal names it (AK-07).
func (s *Service) kapatPage(w http.ResponseWriter, r *http.Request) error {
	return s.kapatForm(w, r, nil, nil)
}

func (s *Service) kapat(w http.ResponseWriter, r *http.Request) error {
	no, err := number(r, "no")
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	if err == nil {
		_, err = s.store.Do(r.Context(), who(r).actor, no, basvuru.Close{Sonuc: basvuru.Sonuc(typed.Get("sonuc")), Metin: web.Field(typed, "metin")})
	}
	if err != nil {
		return s.kapatForm(w, r, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: fmt.Sprintf("%d no' lu başvuru kapatıldı. Sonuç vatandaşa kısa mesajla iletilecektir.", no)})
	return web.SeeOther(w, r, aksURL(no, ""))
}

func (s *Service) kapatForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	v, f, err := s.basvuruIslem(r, basvuru.KapatOlumlu, 0, typed, failed)
	if err != nil {
		return err
	}
	v.Page = f.page(web.Page{Title: "İşlemi Kapat", Active: "/aks/basvuru", Back: web.Link{URL: v.Geri, Text: "Başvuru Detayı"}, Help: []string{
		"Başvuru cevabı için standart bir format vardır. Vatandaşa gönderilecek cevabı bu formatın içerisine yazıp başvuru sonucunu seçin ve “İşlemi Kapat” butonuna tıklayın. Başvurunun sonuçlandığı vatandaşa mesaj yoluyla iletilir.",
		"Bir başvurunun kapatılabilmesi için yönlendirilen tüm birimlerden cevap gelmiş olması gerekir. Kapatılan başvuru üzerinde tekrar bir işlem yapılamaz.",
	}})
	v.Metin = f.Textarea(web.Textarea{Name: "metin", Label: "Vatandaşa Verilecek Cevap", Rows: 8, MaxLength: basvuru.MaxMetin})
	v.Sonuc = f.Radios(web.Radios{Name: "sonuc", Label: "Başvuru Sonucu", Small: true, Options: []web.Option{
		{Value: string(basvuru.Olumlu), Label: basvuru.KapaliOlumlu.Label()},
		{Value: string(basvuru.Olumsuz), Label: basvuru.KapaliOlumsuz.Label()},
		{Value: string(basvuru.Kismen), Label: basvuru.KapaliKismen.Label()},
	}})
	return s.web.Render(w, r, f.Status(), "handlers/kapat", v)
}
