package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/telefon"
	"acikkapi/internal/web"
	"acikkapi/internal/yetki"
	"acikkapi/store"
)

type kullaniciListeView struct {
	web.Page
	Tip                                 web.Select
	TCKN, Ad, Soyad, Cep, Birim, Ilimiz web.Input
	Liste                               listeGorunum
}

// kullaniciArama is the filter as typed; it is about people, so it stands sealed in the address.
type kullaniciArama struct{ Tip, TCKN, Ad, Soyad, Cep, Birim string }

const amacKullanici = "kullanici"

var kullaniciColumns = []web.Column{
	{Label: "Kullanıcı Yetki Tipi", Class: "nowrap"},
	{Label: "İl", Class: "nowrap"},
	{Label: "Detsis Birimleri", Class: "long"},
	{Label: "Tc Kimlik No", Class: "nowrap"},
	{Label: "Ad Soyad"},
	{Label: "Cep Telefonu", Class: "nowrap"},
	{Label: "Oluşturan Kişi"},
	{Label: "Güncelleyen Kişi"},
	{Label: "İşlemler"},
}

// kullaniciListe is “Açık Kapı Kullanıcı Arama” (YE-05).
func (s *Service) kullaniciListe(w http.ResponseWriter, r *http.Request) error {
	typed, f, err := s.kullaniciSuzgec(r)
	return s.kullaniciListeSayfa(w, r, typed, f, err)
}

// kullaniciSuzgec reads the filter out of the list's address. Errors: Invalid.
func (s *Service) kullaniciSuzgec(r *http.Request) (url.Values, store.TanimSuzgec, error) {
	var a kullaniciArama
	if token := r.URL.Query().Get(keyKisi); token != "" {
		if err := s.open(who(r).ID, amacKullanici, token, &a); err != nil {
			return nil, store.TanimSuzgec{}, &kural.Error{Kind: kural.Invalid, Message: "Bu aramanın ölçütleri okunamadı; lütfen yeniden yazınız.", Err: err}
		}
	}
	f, err := a.read()
	return a.values(), f, err
}

// kullaniciAra takes the filter form.
func (s *Service) kullaniciAra(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	a := aramaOf(typed)
	if err == nil {
		_, err = a.read()
	}
	if err != nil {
		return s.kullaniciListeSayfa(w, r, typed, store.TanimSuzgec{}, err)
	}
	to := "/yetki/kullanici"
	if a != (kullaniciArama{}) {
		to += "?" + keyKisi + "=" + s.seal(who(r).ID, amacKullanici, a)
	}
	return web.SeeOther(w, r, to)
}

func aramaOf(typed url.Values) kullaniciArama {
	f := func(name string) string { return web.Field(typed, name) }
	return kullaniciArama{f("tip"), f("tckn"), f("ad"), f("soyad"), f("cep"), f("birim")}
}

func (a kullaniciArama) values() url.Values {
	return url.Values{"tip": {a.Tip}, "tckn": {a.TCKN}, "ad": {a.Ad}, "soyad": {a.Soyad}, "cep": {a.Cep}, "birim": {a.Birim}}
}

// read checks the filter. Errors: Invalid at the fields.
func (a kullaniciArama) read() (store.TanimSuzgec, error) {
	f := store.TanimSuzgec{Tip: a.Tip, Ad: a.Ad, Soyad: a.Soyad}
	errs := []error{kural.Length("ad", a.Ad, maxAd), kural.Length("soyad", a.Soyad, maxAd)}
	if a.Tip != "" && yetki.TipLabels[a.Tip] == "" {
		errs = append(errs, kural.InvalidField("tip", "Kullanıcı yetki tipini listeden seçiniz."))
	}
	if a.TCKN != "" {
		tckn, err := basvuru.ParseTCKN(a.TCKN)
		f.TCKN, errs = tckn, append(errs, at("tckn", err))
	}
	if a.Cep != "" {
		cep, err := telefon.ParseCep(a.Cep)
		f.Cep, errs = string(cep), append(errs, at("cep", err))
	}
	switch digits := strings.Trim(a.Birim, "0123456789") == ""; {
	case a.Birim == "":
	case digits && len(a.Birim) != 8:
		errs = append(errs, kural.InvalidField("birim", "Detsis No sekiz rakamdan oluşur."))
	case digits:
		f.Birim = a.Birim
	case len([]rune(a.Birim)) < store.MinBirimArama || len([]rune(a.Birim)) > maxAd:
		errs = append(errs, kural.InvalidField("birim", "Birimin adından en az üç harf ya da Detsis No'sunu yazınız."))
	default:
		f.BirimAd = a.Birim
	}
	return f, errors.Join(errs...)
}

func tipSelect() web.Select {
	return web.Select{Name: "tip", Label: "Kullanıcı Yetki Tipi", Empty: "Lütfen Seçiniz", Options: []web.Option{
		{Value: yetki.Sorumlu, Label: yetki.TipLabels[yetki.Sorumlu]}, {Value: yetki.Yetkili, Label: yetki.TipLabels[yetki.Yetkili]},
	}}
}

func (s *Service) kullaniciListeSayfa(w http.ResponseWriter, r *http.Request, typed url.Values, filter store.TanimSuzgec, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	v := &kullaniciListeView{
		Page: f.page(web.Page{Title: "Açık Kapı Kullanıcı Arama", Active: "/yetki/kullanici", Wide: true, Help: []string{
			"Aramak istediğiniz kullanıcıya ait kriterleri girerek “Ara” butonuna tıklayın. Tüm kullanıcıları listelemek için hiçbir kriter girmeden “Ara” butonuna tıklayın.",
			"Kullanıcı kaydı üzerinde Silme ve Güncelleme işlemi yapılabilir.",
		}}),
		Tip:    f.Select(tipSelect()),
		TCKN:   f.Input(web.Input{Name: "tckn", Label: "TC Kimlik No", Numeric: true, MaxLength: 14, Autocomplete: "off"}),
		Ad:     f.Input(web.Input{Name: "ad", Label: "Adı", MaxLength: maxAd, Autocomplete: "off"}),
		Soyad:  f.Input(web.Input{Name: "soyad", Label: "Soyadı", MaxLength: maxAd, Autocomplete: "off"}),
		Cep:    f.Input(web.Input{Name: "cep", Label: "Cep Telefonu", Type: "tel", MaxLength: 20, Autocomplete: "off"}),
		Birim:  f.Input(web.Input{Name: "birim", Label: "Detsis Birim", Hint: "Adından birkaç kelime ya da Detsis No", MaxLength: maxAd, Autocomplete: "off"}),
		Ilimiz: web.Input{Name: "il", Label: "İl", Value: who(r).yer(), ReadOnly: true},
	}
	if len(f.Errors) == 0 {
		if v.Liste, err = s.kullaniciTablo(r, filter); err != nil {
			return err
		}
	}
	return s.web.Render(w, r, f.Status(), "handlers/kullanici_liste", v)
}

func (s *Service) kullaniciTablo(r *http.Request, filter store.TanimSuzgec) (listeGorunum, error) {
	p, err := s.store.Tanimlar(r.Context(), who(r).actor, filter, imlec(r.URL.Query()), listSize)
	if err != nil {
		return listeGorunum{}, err
	}
	t := web.Table{Caption: "Kullanıcılar", Columns: kullaniciColumns, Empty: "Aradığınız ölçütlere uyan kullanıcı bulunamadı."}
	for i := range p.Satirs {
		k := &p.Satirs[i]
		t.Rows = append(t.Rows, web.Row{ID: fmt.Sprintf("k-%d", k.ID), Cells: web.Cells(kullaniciColumns,
			web.Text(yetki.TipLabels[k.Tip]), web.Text(k.IlAd), web.Text(gorevYeri(&k.TanimDetay)), web.Text(k.TCKN.Masked()), web.Text(k.Ad+" "+k.Soyad),
			web.Text(telefon.Numara(k.Cep).Display()), web.Text(k.Olusturan), web.Text(k.Guncelleyen),
			web.Links(web.Link{URL: kullaniciURL(k.ID, ""), Text: "Güncelle"}, web.Link{URL: kullaniciURL(k.ID, "/sil"), Text: "Sil"}))})
	}
	place := func(l *store.TanimSatir) string { return fmt.Sprint(l.ID) }
	return listeGorunum{
		Tablo: t, Sayfa: sayfalamaOf(r, "/yetki/kullanici", p, place), Excel: excelButton(r, "/yetki/kullanici/excel", "Rapor Al", p.Toplam),
	}, nil
}

// gorevYeri is where a user works: the units of a yetkili, the ilçe of a sorumlu.
func gorevYeri(k *store.TanimDetay) string {
	var names []string
	for _, b := range k.Birims {
		names = append(names, b.No+" "+b.Ad)
	}
	for _, i := range k.Ilces {
		names = append(names, i.Ad)
	}
	switch {
	case len(names) > 0:
		return strings.Join(names, ", ")
	case k.Tip == yetki.Sorumlu:
		return "İlin tüm ilçeleri"
	}
	return "Kayıt bulunamadı."
}

func kullaniciURL(id int64, action string) string {
	return fmt.Sprintf("/yetki/kullanici/%d%s", id, action)
}
