package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/internal/yetki"
	"acikkapi/store"
)

type hesapListeView struct {
	web.Page
	Tip, Il, Modul                web.Select
	TCKN, Ad, Soyad, KullaniciAdi web.Input
	Liste                         listeGorunum
	Yol, Kayit                    string
}

// hesapArama is the filter as typed; it is about people, so it stands sealed in the address.
type hesapArama struct{ Tip, TCKN, Ad, Soyad, Il, KullaniciAdi, Modul string }

const amacHesap = "hesap"

var hesapColumns = []web.Column{
	{Label: "Tip", Class: "nowrap"},
	{Label: "İl", Class: "nowrap"},
	{Label: "Birim", Class: "long"},
	{Label: "Tc Kimlik No", Class: "nowrap"},
	{Label: "Ad Soyad"},
	{Label: "Kullanıcı Adı", Class: "nowrap"},
	{Label: "Modüller", Class: "long"},
	{Label: "İşlemler"},
}

// hesapListe is “e-İçişleri Kullanıcı Arama” (GR-06).
func (s *Service) hesapListe(w http.ResponseWriter, r *http.Request) error {
	var a hesapArama
	if token := r.URL.Query().Get(keyKisi); token != "" {
		if err := s.open(who(r).ID, amacHesap, token, &a); err != nil {
			failed := &kural.Error{Kind: kural.Invalid, Message: "Bu aramanın ölçütleri okunamadı; lütfen yeniden yazınız.", Err: err}
			return s.hesapListeSayfa(w, r, nil, store.HesapSuzgec{}, failed)
		}
	}
	f, err := a.read()
	return s.hesapListeSayfa(w, r, a.values(), f, err)
}

// hesapAra takes the filter form.
func (s *Service) hesapAra(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	f := func(name string) string { return web.Field(typed, name) }
	a := hesapArama{f("tip"), f("tckn"), f("ad"), f("soyad"), f("il"), f("kullanici_adi"), f("modul")}
	if err == nil {
		_, err = a.read()
	}
	if err != nil {
		return s.hesapListeSayfa(w, r, typed, store.HesapSuzgec{}, err)
	}
	to := yolHesap
	if a != (hesapArama{}) {
		to += "?" + keyKisi + "=" + s.seal(who(r).ID, amacHesap, a)
	}
	return web.SeeOther(w, r, to)
}

func (a hesapArama) values() url.Values {
	return url.Values{
		"tip": {a.Tip}, "tckn": {a.TCKN}, "ad": {a.Ad}, "soyad": {a.Soyad}, "il": {a.Il}, "kullanici_adi": {a.KullaniciAdi}, "modul": {a.Modul},
	}
}

// read checks the filter. Errors: Invalid at the fields.
func (a hesapArama) read() (store.HesapSuzgec, error) {
	f := store.HesapSuzgec{Tip: a.Tip, Ad: a.Ad, Soyad: a.Soyad, Il: atoi(a.Il), KullaniciAdi: a.KullaniciAdi, Modul: yetki.Modul(a.Modul)}
	errs := []error{kural.Length("ad", a.Ad, maxAd), kural.Length("soyad", a.Soyad, maxAd), kural.Length("kullanici_adi", a.KullaniciAdi, maxAd)}
	if a.Tip != "" && yetki.HesapTipOf(a.Tip).Tip == "" {
		errs = append(errs, kural.InvalidField("tip", "Kullanıcı tipini listeden seçiniz."))
	}
	if a.Modul != "" && yetki.ModulAd[f.Modul] == "" {
		errs = append(errs, kural.InvalidField("modul", "Modülü listeden seçiniz."))
	}
	if a.Il != "" && (f.Il < 1 || f.Il > 81) {
		errs = append(errs, kural.InvalidField("il", "İli listeden seçiniz."))
	}
	if a.TCKN != "" {
		tckn, err := basvuru.ParseTCKN(a.TCKN)
		f.TCKN, errs = tckn, append(errs, at("tckn", err))
	}
	return f, errors.Join(errs...)
}

func hesapTipSelect() web.Select {
	s := web.Select{Name: "tip", Label: "Kullanıcı Tipi", Empty: "Lütfen Seçiniz"}
	for _, t := range yetki.HesapTips {
		s.Options = append(s.Options, web.Option{Value: t.Tip, Label: t.Ad})
	}
	return s
}

func ilSelect(lists *store.Listeler) web.Select {
	s := web.Select{Name: "il", Label: "İl", Empty: "İl Seçiniz..."}
	for _, i := range lists.Ils {
		s.Options = append(s.Options, web.Option{Value: strconv.Itoa(i.ID), Label: i.Ad})
	}
	return s
}

func (s *Service) hesapListeSayfa(w http.ResponseWriter, r *http.Request, typed url.Values, filter store.HesapSuzgec, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	lists, err := s.store.Listeler(r.Context())
	if err != nil {
		return err
	}
	modul := web.Select{Name: "modul", Label: "Modül", Empty: "Lütfen Seçiniz"}
	for _, m := range yetki.Moduls {
		modul.Options = append(modul.Options, web.Option{Value: string(m), Label: yetki.ModulAd[m]})
	}
	v := &hesapListeView{
		Page: f.page(web.Page{Title: "e-İçişleri Kullanıcı Arama", Active: yolHesap, Wide: true, Help: []string{
			"Aramak istediğiniz kullanıcıya ait kriterleri girerek “Ara” butonuna tıklayın. Tüm kullanıcıları listelemek için hiçbir kriter girmeden “Ara” butonuna tıklayın.",
			"Kullanıcı kaydı üzerinde Güncelleme, Şifre verme ve Silme işlemi yapılabilir.",
		}}),
		Tip: f.Select(hesapTipSelect()), Il: f.Select(ilSelect(lists)), Modul: f.Select(modul),
		TCKN:         f.Input(web.Input{Name: "tckn", Label: "TC Kimlik No", Numeric: true, MaxLength: 14, Autocomplete: "off"}),
		Ad:           f.Input(web.Input{Name: "ad", Label: "Adı", MaxLength: maxAd, Autocomplete: "off"}),
		Soyad:        f.Input(web.Input{Name: "soyad", Label: "Soyadı", MaxLength: maxAd, Autocomplete: "off"}),
		KullaniciAdi: f.Input(web.Input{Name: "kullanici_adi", Label: "Kullanıcı Adı", MaxLength: 50, Autocomplete: "off"}),
		Yol:          yolHesap, Kayit: yolHesapYeni,
	}
	if len(f.Errors) == 0 {
		if v.Liste, err = s.hesapTablo(r, filter); err != nil {
			return err
		}
	}
	return s.web.Render(w, r, f.Status(), "handlers/hesap_liste", v)
}

func (s *Service) hesapTablo(r *http.Request, filter store.HesapSuzgec) (listeGorunum, error) {
	p, err := s.store.Hesaplar(r.Context(), who(r).actor, filter, imlec(r.URL.Query()), listSize)
	if err != nil {
		return listeGorunum{}, err
	}
	t := web.Table{Caption: "e-İçişleri kullanıcıları", Columns: hesapColumns, Empty: "Aradığınız ölçütlere uyan kullanıcı bulunamadı."}
	for i := range p.Satirs {
		h := &p.Satirs[i]
		links := []web.Link{{URL: hesapURL(h.ID, ""), Text: "Güncelle"}}
		if h.ID != who(r).ID {
			links = append(links, web.Link{URL: hesapURL(h.ID, "/sifre"), Text: "Şifre Ver"}, web.Link{URL: hesapURL(h.ID, "/sil"), Text: "Sil"})
		}
		t.Rows = append(t.Rows, web.Row{ID: fmt.Sprintf("h-%d", h.ID), Cells: web.Cells(hesapColumns,
			web.Text(yetki.HesapTipOf(h.Tip).Ad), web.Text(ilAdi(h)), web.Text(strings.TrimSpace(h.Birim+" "+h.BirimAd)), web.Text(h.TCKN.Masked()),
			web.Text(h.Ad+" "+h.Soyad), web.Text(h.KullaniciAdi), web.Text(modulAdlari(h.Moduls)), web.Links(links...))})
	}
	place := func(l *store.HesapDetay) string { return fmt.Sprint(l.ID) }
	return listeGorunum{Tablo: t, Sayfa: sayfalamaOf(r, yolHesap, p, place)}, nil
}

func ilAdi(h *store.HesapDetay) string {
	if h.Il == 0 {
		return "Tüm ülke"
	}
	return h.IlAd
}

func modulAdlari(moduls []yetki.Modul) string {
	names := make([]string, len(moduls))
	for i, m := range moduls {
		names[i] = yetki.ModulAd[m]
	}
	if len(names) == 0 {
		return "Yok"
	}
	return strings.Join(names, ", ")
}

func hesapURL(id int64, action string) string { return fmt.Sprintf("%s/%d%s", yolHesap, id, action) }
