package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"acikkapi/basvuru"
	"acikkapi/internal/basvuruform"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type basvuruYapView struct {
	web.Page
	F         basvuruform.View
	TCKN, Cep web.Input
	Gelis     web.Date
	Kisi      []web.Fact // nil: not searched
	Masa      string     // whose pool it goes to
	Yol       string
}

// adinaPage shows the form, or what it has become.
func (s *Service) adinaPage(w http.ResponseWriter, r *http.Request) error {
	a, err := s.adinaOf(r)
	if err != nil {
		return err
	}
	return s.adinaForm(w, r, a, nil)
}

// adinaGeri shows the form with what was typed when the session ended.
func (s *Service) adinaGeri(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	a, err := s.adinaOf(r)
	if err != nil {
		return err
	}
	if a.Alindi.No == 0 {
		if _, err := s.take(r.Context(), a, typed); err != nil {
			return err
		}
	}
	return s.adinaForm(w, r, a, failed)
}

func (s *Service) adinaForm(w http.ResponseWriter, r *http.Request, a *adina, failed error) error {
	if a.Alindi.No != 0 {
		return s.adinaTamam(w, r, a)
	}
	f, status, err := adinaErrors(w, a.Form, failed)
	if err != nil {
		return err
	}
	v := &basvuruYapView{Yol: a.yol()}
	if v.F, err = s.form.View(r.Context(), f.Form, a.owner()); err != nil {
		return err
	}
	v.F.Ayni.Options[0].Hint = "İşaretlerseniz adres, “Ara” ile gelen ikametgâh adresiyle doldurulur; aramadıysanız kaydederken doldurulur."
	v.F.Ev.Optional, v.F.Ev.Hint = false, "Cep telefonu olmayan vatandaş için zorunludur. Başında sıfır olmadan yazınız. Örnek: 312 XXX XX XX"
	if a.Kisi.TCKN != "" {
		v.Kisi = basvuruform.KisiFacts(a.Kisi)
	}
	if v.Masa, err = s.masa(r, basvuruform.Number(a.Form, "il"), basvuruform.Number(a.Form, "ilce")); err != nil {
		return err
	}
	v.TCKN = f.Input(web.Input{Name: "tckn", Label: "T.C. Kimlik No", Numeric: true, MaxLength: 14, Width: 20, Autocomplete: "off"})
	v.Cep = f.Input(web.Input{
		Name: "cep", Label: "Cep Telefonu", Hint: "Takip numarası bu numaraya gönderilir. Vatandaşın cep telefonu yoksa boş bırakıp ev telefonunu yazınız.",
		Type: "tel", MaxLength: 20, Width: 20, Autocomplete: "off",
	})
	v.Gelis = f.Date(web.Date{Name: "gelis_tarihi", Label: "Başvuru Geliş Tarihi", Value: s.web.Tarih(s.now())})
	v.Page = f.page(web.Page{
		Title:  "Açık Kapı Sorumlusu Tarafından Vatandaş Adına Yapılan Başvuru Girişi",
		Active: yolYap, Back: web.Link{URL: "/aks", Text: "AKS Anasayfa"}, Help: adinaHelp(),
	})
	return s.web.Render(w, r, status, "handlers/basvuru_yap", v)
}

// adinaErrors is newForm, but with KPS away “Ara” says so at the number, as a 503, and the form stays.
func adinaErrors(w http.ResponseWriter, typed url.Values, failed error) (form, int, error) {
	f, err := newForm(typed, failed)
	if err == nil {
		return f, f.Status(), nil
	}
	if all := kural.All(err); kural.KindOf(err) == kural.Unavailable && len(all) == 1 && all[0].Field != "" {
		w.Header().Set("Retry-After", "30")
		return form{Form: web.Form{Typed: typed, Errors: web.Errors{{Field: all[0].Field, Message: all[0].Message}}}}, http.StatusServiceUnavailable, nil
	}
	return f, 0, err
}

// masa says whose pool an application goes to: the subject address decides (VB-12), wherever it was typed.
func (s *Service) masa(r *http.Request, il, ilce int) (string, error) {
	lists, err := s.store.Listeler(r.Context())
	if err != nil {
		return "", err
	}
	ilAd, ilceAd := adOf(lists.Ils, il), adOf(lists.Ilces(il), ilce)
	if ilAd == "" || ilceAd == "" {
		return "Başvuru, konu olan adresin bulunduğu il ve ilçenin Açık Kapı birim havuzuna düşer.", nil
	}
	text := fmt.Sprintf("Başvuru, adrese göre %s ili %s ilçesinin Açık Kapı birim havuzuna düşer.", ilAd, ilceAd)
	if !inOwnScope(r, il, ilce) {
		text += " Bu yer yetki alanınızın dışındadır: başvuruyu kaydedebilir, ancak sonrasında göremezsiniz."
	}
	return text, nil
}

func inOwnScope(r *http.Request, il, ilce int) bool {
	return basvuru.InScope(who(r).actor, &basvuru.Basvuru{Durum: basvuru.Havuzda, Il: il, Ilce: ilce})
}

func adOf(list []store.Secenek, id int) string {
	for _, one := range list {
		if one.ID == id {
			return one.Ad
		}
	}
	return ""
}

func adinaHelp() []string {
	return []string{
		"T.C. Kimlik No bilgisini girip “Ara” butonuna tıkladığınızda vatandaşın Kimlik ve İkametgâh Adresi Bilgileri otomatik olarak gelir. Arama yapmadan kaydederseniz bilgiler kimlik ve adres paylaşım servislerinden otomatik olarak kaydedilir.",
		"Vatandaşın başvuru bilgilerini girip “Kaydet” butonuna tıklayınız. Kaydedilen başvuru için sistem tarafından takip numarası verilir; takip numarası başvurusu yapılan vatandaşa mesaj ile iletilir.",
		"Yazılı gelen başvurularda “Başvuru Geliş Tarihi” dilekçenin size ulaştığı gündür; ileri bir tarih olamaz. Yarım bıraktığınız giriş bir gün saklanır ve “Başvuru Yap” sayfasında görünür.",
	}
}

type adinaTamamView struct {
	web.Page
	Panel    web.Panel
	Metinler []string
	Detay    string // "" where it is outside the own scope
}

// adinaTamam is the receipt.
func (s *Service) adinaTamam(w http.ResponseWriter, r *http.Request, a *adina) error {
	al := a.Alindi
	title := fmt.Sprintf("Başvuru Takip No: %d", al.No)
	v := &adinaTamamView{Panel: web.Panel{Title: title, Text: "Başvuru başarıyla kaydedilmiştir."}}
	v.Page = web.Page{Title: title, HideTitle: true, Active: yolYap, Help: []string{
		"Kaydedilen başvuru için sistem tarafından takip numarası verilir. Oluşan takip numarası, başvurusu yapılan vatandaşa mesaj ile iletilir.",
	}}
	sms := "Takip numarası vatandaşın cep telefonuna SMS olarak gönderilir."
	if al.Cepsiz {
		sms = "Vatandaşın cep telefonu olmadığından SMS gönderilemez; takip numarasını vatandaşa siz bildiriniz."
	}
	kim := "Başvuran: " + al.Kim
	if al.Kimlik == basvuru.KimlikBekliyor {
		kim = al.Kim + ". Alındığında başvuruya kendiliğinden eklenir."
	}
	v.Metinler = append(v.Metinler, kim, sms)
	masa, err := s.masa(r, al.Il, al.Ilce)
	if err != nil {
		return err
	}
	v.Metinler = append(v.Metinler, masa)
	if inOwnScope(r, al.Il, al.Ilce) {
		v.Detay = aksURL(al.No, "")
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/basvuru_yap_tamam", v)
}
