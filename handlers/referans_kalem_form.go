package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
	"acikkapi/store"
)

const evet = "evet"

func (s *Service) kalemForm(w http.ResponseWriter, r *http.Request, k kalemSayfasi, one store.Kalem, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	geri := k.geri(one)
	v := &kalemView{Surum: f.surum(one.Surum), Sureli: k.sureli, Kayitli: one.ID != 0, DigerVar: k.liste == store.BaslikListesi, Kayit: k.yol + "/yeni", Geri: geri.URL}
	title := k.ad + " Kayıt"
	if k.ust != "" {
		v.Kayit = baslikSayfasi.url(one.Ust, "/alt")
	}
	if v.Kayitli {
		title, v.Kayit = k.ad+" Güncelle", k.url(one.ID, "")
		if err := s.addKalem(r, v, k, one, f); err != nil {
			return err
		}
	}
	v.Page = f.page(web.Page{Title: title, Active: k.active(), Back: geri, Help: []string{
		"“Sıra” formdaki yeri belirler. Ad değiştirildiğinde kayıt, daha önceki " + k.kim + " da yeni adıyla görünür; başka bir anlama gelecekse adı değiştirmek yerine yeni kayıt ekleyiniz. " + k.yururluk(),
	}})
	kalemAlanlari(v, f, k, one)
	return s.web.Render(w, r, f.Status(), "handlers/referans_kalem", v)
}

func kalemAlanlari(v *kalemView, f form, k kalemSayfasi, one store.Kalem) {
	v.Ad = f.Input(web.Input{Name: "ad", Label: k.ad, MaxLength: 150, Value: one.Ad, Autocomplete: "off"})
	v.Sira = f.Input(web.Input{Name: "sira", Label: "Sıra", Numeric: true, MaxLength: 4, Width: 4, Value: blankZero(one.Sira), Autocomplete: "off"})
	hint := fmt.Sprintf("Birime yönlendirilen başvuruya kaç iş gününde cevap verileceği. Boş bırakılırsa genel süre (%d iş günü) geçerlidir. Daha önce verilmiş son tarihler değişmez.", basvuru.SureGun)
	if k.ust != "" {
		hint = "Boş bırakılırsa hizmet başlığının süresi geçerlidir. Daha önce verilmiş son tarihler değişmez."
	}
	v.Sure = f.Input(web.Input{
		Name: "sure_gun", Label: "Cevap Süresi (iş günü)", Hint: hint, Optional: true, Numeric: true, MaxLength: 3, Width: 3,
		Value: blankZero(one.SureGun), Autocomplete: "off",
	})
	v.Diger = f.Checkboxes(web.Checkboxes{Name: "diger", Small: true, Values: checked(one.Diger), Options: []web.Option{
		{Value: evet, Label: "“Diğer” başlığıdır", Hint: "Alt başlığı olmaz; vatandaştan Açıklama istenir."},
	}})
	goster := web.Option{Value: evet, Label: "Yeni " + k.form + " gösterilsin"}
	if one.Evrak {
		goster.Hint = "Bu nedenle yapılan taleplerde Kayıp Tanıtım Kartı Bildirim Formu ve Emniyet/Jandarma Bildirim Yazısı istenir; neden kaldırılamaz."
	}
	v.Aktif = f.Checkboxes(web.Checkboxes{Name: "aktif", Small: true, Values: checked(one.Aktif), Options: []web.Option{goster}})
}

// addKalem gives a record's page its sub-headings, its history, and what somebody else has made of it meanwhile.
func (s *Service) addKalem(r *http.Request, v *kalemView, k kalemSayfasi, one store.Kalem, f form) (err error) {
	if one.Aktif && !one.Evrak {
		v.Sil = k.url(one.ID, "/sil")
	}
	if f.conflict != nil {
		v.Guncel = kalemBilgisi(k, one)
	}
	if v.Gecmis, err = s.gecmis(r, string(k.liste), fmt.Sprint(one.ID)); err != nil || k.liste != store.BaslikListesi || one.Diger {
		return err
	}
	list, err := s.store.Kalems(r.Context(), who(r).actor, store.AltListesi, one.ID)
	if err != nil {
		return err
	}
	t := kalemTablosu(altSayfasi, list, nil)
	v.Altlar, v.AltYol = &t, k.url(one.ID, "/alt")
	if len(list) == 0 || !list[0].Aktif {
		v.Uyari = "Bu başlığın formda alt başlığı olmadığından başlık da başvuru formunda görünmez."
	}
	return nil
}

func kalemBilgisi(k kalemSayfasi, one store.Kalem) []web.Fact {
	durum := "Formda"
	if !one.Aktif {
		durum = "Formdan kaldırıldı"
	}
	facts := []web.Fact{{Key: k.ad, Value: one.Ad}, {Key: "Sıra", Value: fmt.Sprint(one.Sira)}, {Key: "Durum", Value: durum}}
	if k.sureli {
		facts = append(facts, web.Fact{Key: "Cevap Süresi", Value: sureMetni(k, one.SureGun)})
	}
	return facts
}

func checked(on bool) []string {
	if on {
		return []string{evet}
	}
	return nil
}

func blankZero(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

type referansSilView struct {
	web.Page
	Bilgi []web.Fact
	Uyari string
	Surum int
	Geri  string
}

// kalemSilPage asks before a line is taken off the list.
func (s *Service) kalemSilPage(k kalemSayfasi) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error { return s.kalemSilForm(w, r, k, nil) }
}

func (s *Service) kalemSilForm(w http.ResponseWriter, r *http.Request, k kalemSayfasi, failed error) error {
	f, err := newForm(nil, failed)
	if err != nil {
		return err
	}
	one, err := s.kalemOf(r, k.liste)
	if err != nil {
		return err
	}
	geri := k.geri(one)
	return s.web.Render(w, r, f.Status(), "handlers/referans_sil", &referansSilView{
		Page: f.page(web.Page{Title: k.ad + " Sil", Active: k.active(), Back: geri}), Bilgi: kalemBilgisi(k, one), Surum: one.Surum, Geri: geri.URL,
		Uyari: "Bu kayıt yeni " + k.form + " görünmez. Daha önceki " + k.kim + " kullanıldıysa silinmez, orada kalır ve istenirse forma geri alınabilir.",
	})
}

func (s *Service) kalemSil(k kalemSayfasi) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		one, err := s.kalemOf(r, k.liste)
		if err != nil {
			return err
		}
		typed, err := web.ReadForm(r)
		erased := false
		if err == nil {
			erased, err = s.store.DropKalem(r.Context(), who(r).actor, k.liste, one.ID, atoi(typed.Get("surum")))
		}
		if err != nil {
			return s.kalemSilForm(w, r, k, err)
		}
		text := k.ad + " silindi."
		if !erased {
			text = k.ad + " yeni formlardan kaldırıldı; kullanıldığı yerlerde kalır."
		}
		s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: text})
		return web.SeeOther(w, r, k.geri(one).URL)
	}
}
