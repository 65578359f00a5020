package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"acikkapi/internal/web"
	"acikkapi/store"
)

type sektorView struct {
	web.Page
	Ad, Sira web.Input
	Surum    int
	Kayit    string
	Gecmis   web.Table // of a recorded one (OP-07)
}

type sektorListeView struct {
	web.Page
	Tablo web.Table
}

var sektorColumns = []web.Column{{Label: "Sektör Adı"}, {Label: "Sıra", Class: "number"}, {Label: "Durum"}, {Label: "İşlemler"}}

const yolSektor = "/yetki/sektor"

// sektorListe is “Açık Kapı Sektör Arama” (SE-02); the list is short, so it has no pages.
func (s *Service) sektorListe(w http.ResponseWriter, r *http.Request) error {
	list, err := s.store.Sektors(r.Context(), who(r).actor)
	if err != nil {
		return err
	}
	v := &sektorListeView{Page: web.Page{Title: "Açık Kapı Sektör Arama", Active: yolSektor, Back: referansGeri(who(r).Rol()), Help: []string{
		"Sisteme kaydedilmiş sektörlerin listesi görüntülenir; üzerinde Silme ve Güncelleme işlemleri yapılabilir. Başvurularda kullanılmış bir sektör silindiğinde yeni formlardan kaldırılır, eski başvurularda kalır.",
	}}}
	v.Tablo = web.Table{Caption: "Sektörler", Columns: sektorColumns, Empty: "Kayıtlı sektör yok."}
	for _, k := range list {
		durum, links := web.Status("Formda", "green"), web.Links(web.Link{URL: sektorURL(k.ID, ""), Text: "Güncelle"}, web.Link{URL: sektorURL(k.ID, "/sil"), Text: "Sil"})
		if !k.Aktif {
			durum, links = web.Status("Formdan kaldırıldı", "grey"), web.Text("Geri almak için aynı adla yeniden kaydediniz.")
		}
		v.Tablo.Rows = append(v.Tablo.Rows, web.Row{Cells: web.Cells(sektorColumns, web.Text(k.Ad), web.Text(fmt.Sprint(k.Sira)), durum, links)})
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/sektor_liste", v)
}

func sektorURL(id int, action string) string { return fmt.Sprintf("%s/%d%s", yolSektor, id, action) }

// sektorYeniPage is “Açık Kapı Sektör Kayıt” (SE-01).
func (s *Service) sektorYeniPage(w http.ResponseWriter, r *http.Request) error {
	return s.sektorForm(w, r, store.Sektor{}, nil, nil)
}

func (s *Service) sektorYeni(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	if err == nil {
		_, err = s.store.AddSektor(r.Context(), who(r).actor, store.Sektor{Ad: web.Field(typed, "ad"), Sira: atoi(typed.Get("sira"))})
	}
	if err != nil {
		return s.sektorForm(w, r, store.Sektor{}, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Sektör kaydedildi; başvuru formlarında görünür."})
	return web.SeeOther(w, r, yolSektor)
}

func (s *Service) sektorOf(r *http.Request) (store.Sektor, error) {
	id, err := number(r, "id")
	if err != nil || id > 1<<31-1 {
		id = 0 // names nothing
	}
	return s.store.Sektor(r.Context(), who(r).actor, int(id))
}

func (s *Service) sektorPage(w http.ResponseWriter, r *http.Request) error {
	k, err := s.sektorOf(r)
	if err != nil {
		return err
	}
	return s.sektorForm(w, r, k, nil, nil)
}

func (s *Service) sektorGuncelle(w http.ResponseWriter, r *http.Request) error {
	k, err := s.sektorOf(r)
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	if err == nil {
		yeni := store.Sektor{ID: k.ID, Ad: web.Field(typed, "ad"), Sira: atoi(typed.Get("sira"))}
		if yeni.Surum, err = pageSurum(typed); err == nil {
			err = s.store.UpdateSektor(r.Context(), who(r).actor, yeni)
		}
	}
	if err != nil {
		return s.sektorForm(w, r, k, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Sektör güncellendi."})
	return web.SeeOther(w, r, yolSektor)
}

func (s *Service) sektorForm(w http.ResponseWriter, r *http.Request, k store.Sektor, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	v := &sektorView{Surum: f.surum(k.Surum), Kayit: yolSektor + "/yeni"}
	title, sira := "Açık Kapı Sektör Kayıt", ""
	if k.ID != 0 {
		title, sira, v.Kayit = "Açık Kapı Sektör Güncelle", fmt.Sprint(k.Sira), sektorURL(k.ID, "")
		if v.Gecmis, err = s.gecmis(r, "sektor", fmt.Sprint(k.ID)); err != nil {
			return err
		}
	}
	v.Page = f.page(web.Page{Title: title, Active: yolSektor, Back: web.Link{URL: yolSektor, Text: "Açık Kapı Sektör Arama"}, Help: []string{
		"Açık Kapıya başvuru yapan vatandaşların çalıştığı sektörler kayıt altına alınır. Vatandaşa ait sektör listede yoksa buradan eklenir; Sıra, formdaki yerini belirler.",
	}})
	v.Ad = f.Input(web.Input{Name: "ad", Label: "Sektör Adı", MaxLength: 100, Value: k.Ad, Autocomplete: "off"})
	v.Sira = f.Input(web.Input{Name: "sira", Label: "Sıra", Numeric: true, MaxLength: 4, Width: 4, Value: sira, Autocomplete: "off"})
	return s.web.Render(w, r, f.Status(), "handlers/sektor", v)
}

// sektorSilPage asks before a sector is taken off the list.
func (s *Service) sektorSilPage(w http.ResponseWriter, r *http.Request) error {
	return s.sektorSilForm(w, r, nil)
}

func (s *Service) sektorSilForm(w http.ResponseWriter, r *http.Request, failed error) error {
	f, err := newForm(nil, failed)
	if err != nil {
		return err
	}
	k, err := s.sektorOf(r)
	if err != nil {
		return err
	}
	return s.web.Render(w, r, f.Status(), "handlers/sil", &silView{
		Page:  f.page(web.Page{Title: "Sektör Sil", Active: yolSektor, Back: web.Link{URL: yolSektor, Text: "Açık Kapı Sektör Arama"}}),
		Surum: k.Surum,
		Bilgi: []web.Fact{{Key: "Sektör Adı", Value: k.Ad}, {Key: "Sıra", Value: fmt.Sprint(k.Sira)}},
		Uyari: "Bu sektör yeni başvuru formlarında görünmez. Daha önceki başvurularda kayıtlıysa orada kalır.",
		Geri:  yolSektor,
	})
}

func (s *Service) sektorSil(w http.ResponseWriter, r *http.Request) error {
	k, err := s.sektorOf(r)
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	surum, erased := 0, false
	if err == nil {
		surum, err = pageSurum(typed)
	}
	if err == nil {
		erased, err = s.store.DropSektor(r.Context(), who(r).actor, k.ID, surum)
	}
	if err != nil {
		return s.sektorSilForm(w, r, err)
	}
	text := "Sektör silindi."
	if !erased {
		text = "Sektör yeni formlardan kaldırıldı; kullanıldığı başvurularda kalır."
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: text})
	return web.SeeOther(w, r, yolSektor)
}
