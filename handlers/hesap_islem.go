package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/internal/yetki"
	"acikkapi/store"
)

// hesapBilgisi is what of a user is not typed on their page.
func hesapBilgisi(d *store.HesapDetay) []web.Fact {
	facts := []web.Fact{{Key: "TC Kimlik No", Value: string(d.TCKN)}}
	if d.BirimAd != "" {
		facts = append(facts, web.Fact{Key: "Birim", Value: d.BirimAd})
	}
	sifre := "Kullanıcı kendi belirledi"
	switch {
	case d.KullaniciAdi == "":
		sifre = "Yok"
	case d.Gecici:
		sifre = "Geçici; ilk girişte değiştirilecek"
	}
	return append(facts, web.Fact{Key: "Şifre", Value: sifre})
}

const maxHesapGecmisi = 50

var hesapGecmisColumns = []web.Column{{Label: "Tarih", Class: "nowrap"}, {Label: "Yapan"}, {Label: "İşlem"}, {Label: "Değişen bilgiler", Class: "long"}}

// hesapGecmisi is “Değişiklik Geçmişi” of a user: who, when, from what to what (GR-06).
func (s *Service) hesapGecmisi(r *http.Request, id int64) (web.Table, error) {
	t := web.Table{Caption: "Değişiklik Geçmişi", Columns: hesapGecmisColumns, Empty: "Henüz değişiklik yapılmadı."}
	lines, err := s.store.HesapGecmisi(r.Context(), who(r).actor, id, maxHesapGecmisi)
	for i := range lines {
		d := &lines[i]
		t.Rows = append(t.Rows, web.Row{Cells: web.Cells(hesapGecmisColumns,
			web.Text(s.web.Zaman(d.Zaman)), web.Text(d.YapanAd), web.Text(d.Islem), web.Text(hesapFarki(d.Onceki, d.Sonraki)))})
	}
	return t, err
}

// hesapFarki tells what differs between two states of a user.
func hesapFarki(a, b *store.HesapIzi) string {
	if a == nil || b == nil {
		return ""
	}
	var said []string
	for _, f := range []struct{ ad, eski, yeni string }{
		{"Tip", yetki.HesapTipOf(a.Tip).Ad, yetki.HesapTipOf(b.Tip).Ad},
		{"Adı", a.Ad, b.Ad},
		{"Soyadı", a.Soyad, b.Soyad},
		{"Cep Telefonu", a.Cep, b.Cep},
		{"İl", plaka(a.Il), plaka(b.Il)},
		{"Birim", a.Birim, b.Birim},
		{"Kullanıcı Adı", a.KullaniciAdi, b.KullaniciAdi},
		{"Modüller", modulAdlari(a.Moduls), modulAdlari(b.Moduls)},
	} {
		if f.eski != f.yeni {
			said = append(said, f.ad+": "+bosYok(f.eski)+" → "+bosYok(f.yeni))
		}
	}
	return strings.Join(said, "; ")
}

func plaka(il int) string {
	if il == 0 {
		return ""
	}
	return fmt.Sprintf("%02d", il)
}

func bosYok(s string) string {
	if s == "" {
		return "yok"
	}
	return s
}

type hesapSifreView struct {
	web.Page
	Bilgi          []web.Fact
	Parola, Tekrar web.Input
	Surum          int
	Yol, Geri      string
}

// hesapSifrePage is “Şifre Ver”: a password for the next sign-in (GR-06).
func (s *Service) hesapSifrePage(w http.ResponseWriter, r *http.Request) error {
	d, err := s.hesap(r)
	if err != nil {
		return err
	}
	return s.hesapSifreForm(w, r, d, nil, nil)
}

func (s *Service) hesapSifre(w http.ResponseWriter, r *http.Request) error {
	d, err := s.hesap(r)
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	if err == nil {
		err = yetki.CheckYeniParola(typed.Get("parola"), typed.Get("parola_tekrar"), d.KullaniciAdi)
	}
	hash, surum := "", 0
	if err == nil {
		surum, err = pageSurum(typed)
	}
	if err == nil {
		hash, err = s.hash(r.Context(), typed.Get("parola"))
	}
	if err == nil {
		err = s.store.ResetParola(r.Context(), who(r).actor, d.ID, surum, hash)
	}
	if err != nil {
		return s.hesapSifreForm(w, r, d, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Yeni şifre verildi. Kullanıcının açık oturumları kapatıldı; ilk girişinde kendi şifresini belirlemesi istenecek."})
	return web.SeeOther(w, r, hesapURL(d.ID, ""))
}

func (s *Service) hesapSifreForm(w http.ResponseWriter, r *http.Request, d *store.HesapDetay, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	v := &hesapSifreView{Surum: d.Surum, Yol: hesapURL(d.ID, "/sifre"), Geri: hesapURL(d.ID, "")}
	v.Page = f.page(web.Page{Title: "Şifre Ver", Active: yolHesap, Help: hesapHelp, Back: web.Link{URL: v.Geri}})
	v.Bilgi = []web.Fact{{Key: "Ad Soyad", Value: d.Ad + " " + d.Soyad}, {Key: "Kullanıcı Adı", Value: d.KullaniciAdi}}
	v.Parola, v.Tekrar = yeniParola(f, "Yeni Şifre")
	return s.web.Render(w, r, f.Status(), "handlers/hesap_sifre", v)
}

// hesapSilPage asks before a user is deleted (YE-06).
func (s *Service) hesapSilPage(w http.ResponseWriter, r *http.Request) error {
	return s.hesapSilSayfa(w, r, nil)
}

func (s *Service) hesapSilSayfa(w http.ResponseWriter, r *http.Request, failed error) error {
	d, err := s.hesap(r)
	if err != nil {
		return err
	}
	f, err := newForm(nil, failed)
	if err != nil {
		return err
	}
	return s.web.Render(w, r, f.Status(), "handlers/sil", &silView{
		Page: f.page(web.Page{Title: "e-İçişleri Kullanıcısı Sil", Active: yolHesap, Back: web.Link{URL: hesapURL(d.ID, "")}, Help: hesapHelp}),
		Bilgi: []web.Fact{
			{Key: "Tip", Value: yetki.HesapTipOf(d.Tip).Ad},
			{Key: "Ad Soyad", Value: d.Ad + " " + d.Soyad},
			{Key: "TC Kimlik No", Value: string(d.TCKN)},
			{Key: "Kullanıcı Adı", Value: d.KullaniciAdi},
		},
		Uyari: "Kullanıcının açık oturumları hemen sona erer ve sisteme bir daha giriş yapamaz. Bugüne kadar yaptığı işlemler kayıtlarda adıyla kalır.",
		Geri:  hesapURL(d.ID, ""),
	})
}

func (s *Service) hesapSil(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	err = s.store.DeleteHesap(r.Context(), who(r).actor, id)
	if kural.KindOf(err) == kural.Conflict {
		return s.hesapSilSayfa(w, r, err)
	}
	if err != nil {
		return err
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Kullanıcı silindi."})
	return web.SeeOther(w, r, yolHesap)
}
