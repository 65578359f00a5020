package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/telefon"
	"acikkapi/internal/web"
	"acikkapi/internal/yetki"
	"acikkapi/store"
)

// The addresses of the Proje Yöneticisi (GR-06).
const (
	yolTanim     = "/yetki/tanim"
	yolHesap     = "/yetki/hesap"
	yolHesapYeni = yolHesap + "/yeni"
)

// hesapRoutes are the pages of e-İçişleri's users: defined by the Proje Yöneticisi (GR-06), with their own password and opening page (GR-04).
func (s *Service) hesapRoutes() []route {
	const one = yolHesap + "/{id:[0-9]+}"
	return []route{
		{get, yolTanim, accounts, page, s.tanimAnasayfa},
		{get, yolHesap, accounts, page, s.hesapListe},
		{post, yolHesap, accounts, page, s.hesapAra},
		{get, yolHesapYeni, accounts, page, s.hesapYeniPage},
		{post, yolHesapYeni, accounts, page, s.hesapYeni},
		{get, one, accounts, page, s.hesapPage},
		{post, one, accounts, page, s.hesapGuncelle},
		{get, one + "/sifre", accounts, page, s.hesapSifrePage},
		{post, one + "/sifre", accounts, page, s.hesapSifre},
		{get, one + "/sil", accounts, page, s.hesapSilPage},
		{post, one + "/sil", accounts, page, s.hesapSil},
		{get, yolSifre, modules, page, s.sifrePage},
		{post, yolSifre, modules, page, s.sifre},
		{post, yolAcilis, modules, page, s.acilis},
	}
}

// tanimAnasayfa is where the Proje Yöneticisi's module begins.
func (s *Service) tanimAnasayfa(w http.ResponseWriter, r *http.Request) error {
	return s.web.Render(w, r, http.StatusOK, "handlers/moduller", &modullerView{
		Page: web.Page{Title: yetki.ModulAd[yetki.ModulTanim], Active: yolTanim, Help: hesapHelp},
		Moduller: []modul{
			{web.Link{URL: yolHesapYeni, Text: "e-İçişleri Kullanıcı Kayıt"}, "Mülki İdare Amiri, Vali, personel, Kimlik Bürosu, işletmen ya da Proje Yöneticisi tanımlayın."},
			{web.Link{URL: yolHesap, Text: "e-İçişleri Kullanıcı Arama"}, "Tanımlı kullanıcıları arayın, güncelleyin, silin; modüllerini ve şifrelerini düzenleyin."},
			{web.Link{URL: "/yetki/referans", Text: "Referans Veriler"}, "Başvuru formlarının listelerini, cevap sürelerini, resmî tatilleri ve vatandaşa giden metinleri düzenleyin."},
			{imhaLink(), "Saklama süresi dolan kişisel verilerin imha listelerini inceleyin ve onaylayın; yasal saklamaları ve süreleri belirleyin."},
		},
	})
}

// hesapView is “e-İçişleri Kullanıcı Kayıt”.
type hesapView struct {
	web.Page
	Tip, Il              web.Select
	TCKN, Ad, Soyad, Cep web.Input
	Birim, KullaniciAdi  web.Input
	Parola, Tekrar       web.Input
	Modul                web.Checkboxes
	Bilgi                []web.Fact
	Surum                int
	Yeni                 bool
	Kayit, Temizle       string
	Sil, Sifre           string
	Gecmis               web.Table
}

var hesapHelp = []string{
	"e-İçişleri kullanıcıları ve yetkileri Proje Yöneticisi tarafından tanımlanır. Gerekli alanlar doldurulduktan sonra “Kaydet” butonuna tıklanarak kullanıcı kaydedilir.",
	"Verdiğiniz şifre yalnızca ilk giriş içindir: kullanıcıdan ilk girişinde kendi şifresini belirlemesi istenir. Kullanıcı yalnızca seçtiğiniz modülleri açabilir.",
	"Bir kullanıcı silindiğinde ya da modülü alındığında bu, açık oturumunda da hemen geçerli olur. Son Proje Yöneticisi silinemez; kimse kendi kullanıcısını silemez.",
}

func (s *Service) hesapYeniPage(w http.ResponseWriter, r *http.Request) error {
	return s.hesapForm(w, r, nil, nil, nil)
}

// hesapYeni defines a user of e-İçişleri (GR-06).
func (s *Service) hesapYeni(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	id := int64(0)
	if err == nil {
		id, err = s.defineHesap(r, typed)
	}
	if err != nil {
		return s.hesapForm(w, r, nil, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Kullanıcı kaydedildi. İlk girişinde kendi şifresini belirlemesi istenecek."})
	return web.SeeOther(w, r, hesapURL(id, ""))
}

func (s *Service) defineHesap(r *http.Request, typed url.Values) (int64, error) {
	h, err := readHesap(typed)
	tckn, errTCKN := basvuru.ParseTCKN(web.Field(typed, "tckn"))
	h.TCKN, err = tckn, errors.Join(at("tckn", errTCKN), err)
	parola := typed.Get("parola")
	err = errors.Join(refine(h.Validate(), err), yetki.CheckYeniParola(parola, typed.Get("parola_tekrar"), h.KullaniciAdi))
	if err != nil { // nothing is hashed for a form that is refused
		return 0, err
	}
	hash, err := s.hash(r.Context(), parola)
	if err != nil {
		return 0, err
	}
	return s.store.DefineHesap(r.Context(), who(r).actor, h, hash)
}

// refine is valid in the order of the page, with what a parser has said at a field, which says more.
func refine(valid, said error) error {
	var errs []error
	parsed := kural.All(said)
	for _, e := range kural.All(valid) {
		if i := slices.IndexFunc(parsed, func(p *kural.Error) bool { return p.Field == e.Field }); i >= 0 {
			e = parsed[i]
			parsed = slices.Delete(parsed, i, i+1)
		}
		errs = append(errs, e)
	}
	for _, e := range parsed {
		errs = append(errs, e)
	}
	return errors.Join(errs...)
}

// readHesap reads what is typed of a user, without the T.C. Kimlik No. Errors: Invalid at “cep”.
func readHesap(typed url.Values) (yetki.Hesap, error) {
	f := func(name string) string { return web.Field(typed, name) }
	h := yetki.Hesap{Tip: f("tip"), Ad: f("ad"), Soyad: f("soyad"), Il: atoi(f("il")), Birim: f("birim"), KullaniciAdi: f("kullanici_adi")}
	for _, m := range typed["modul"] {
		h.Moduls = append(h.Moduls, yetki.Modul(m))
	}
	if f("cep") == "" {
		return h, nil
	}
	cep, err := telefon.ParseCep(f("cep"))
	h.Cep = string(cep)
	return h, at("cep", err)
}

// hesapPage shows a defined user with what became of them.
func (s *Service) hesapPage(w http.ResponseWriter, r *http.Request) error {
	d, err := s.hesap(r)
	if err != nil {
		return err
	}
	return s.hesapForm(w, r, d, nil, nil)
}

func (s *Service) hesap(r *http.Request) (*store.HesapDetay, error) {
	id, err := number(r, "id")
	if err != nil {
		return nil, err
	}
	return s.store.Hesap(r.Context(), who(r).actor, id)
}

// hesapGuncelle changes everything but the person.
func (s *Service) hesapGuncelle(w http.ResponseWriter, r *http.Request) error {
	d, err := s.hesap(r)
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	if err == nil {
		var h yetki.Hesap
		h, err = readHesap(typed)
		h.TCKN = d.TCKN
		surum, errSurum := pageSurum(typed)
		if err = errors.Join(errSurum, refine(h.Validate(), err)); err == nil {
			err = s.store.UpdateHesap(r.Context(), who(r).actor, d.ID, surum, h)
		}
	}
	if err != nil {
		return s.hesapForm(w, r, d, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Kullanıcı bilgileri güncellendi."})
	return web.SeeOther(w, r, hesapURL(d.ID, ""))
}

func (s *Service) hesapForm(w http.ResponseWriter, r *http.Request, d *store.HesapDetay, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	lists, err := s.store.Listeler(r.Context())
	if err != nil {
		return err
	}
	v := &hesapView{Yeni: d == nil, Kayit: yolHesapYeni, Temizle: yolHesapYeni}
	v.Page = f.page(web.Page{Title: "e-İçişleri Kullanıcı Kayıt", Active: yolHesap, Help: hesapHelp, Back: web.Link{URL: yolHesap, Text: "e-İçişleri Kullanıcı Arama"}})
	h := yetki.Hesap{}
	if d != nil {
		v.Title = "e-İçişleri Kullanıcı Güncelle"
		h, v.Surum, v.Kayit, v.Temizle = d.Hesap, f.surum(d.Surum), hesapURL(d.ID, ""), hesapURL(d.ID, "")
		if d.ID != who(r).ID { // both are somebody else's to do
			v.Sil, v.Sifre = hesapURL(d.ID, "/sil"), hesapURL(d.ID, "/sifre")
		}
		v.Bilgi = hesapBilgisi(d)
		if v.Gecmis, err = s.hesapGecmisi(r, d.ID); err != nil {
			return err
		}
	} else {
		v.TCKN = f.Input(web.Input{Name: "tckn", Label: "TC Kimlik No", Numeric: true, MaxLength: 14, Width: 20, Autocomplete: "off"})
		v.Parola, v.Tekrar = yeniParola(f, "İlk Şifre")
	}
	v.fill(f, &h, lists)
	return s.web.Render(w, r, f.Status(), "handlers/hesap", v)
}

// fill makes the fields that a new user and a defined one have.
func (v *hesapView) fill(f form, h *yetki.Hesap, lists *store.Listeler) {
	tip := hesapTipSelect()
	tip.Value = h.Tip
	v.Tip = f.Select(tip)
	il := ilSelect(lists)
	il.Value, il.Hint = "", "MİA, Vali, Vali Yardımcısı ve Personel için zorunludur; ötekiler tüm ülke için görev yapar."
	if h.Il != 0 {
		il.Value = strconv.Itoa(h.Il)
	}
	v.Il = f.Select(il)
	v.Ad = f.Input(web.Input{Name: "ad", Label: "Adı", MaxLength: yetki.MaxAd, Value: h.Ad, Autocomplete: "off"})
	v.Soyad = f.Input(web.Input{Name: "soyad", Label: "Soyadı", MaxLength: yetki.MaxAd, Value: h.Soyad, Autocomplete: "off"})
	v.Cep = f.Input(web.Input{Name: "cep", Label: "Cep Telefonu", Type: "tel", MaxLength: 20, Width: 20, Value: telefon.Numara(h.Cep).Display(), Optional: true, Autocomplete: "off"})
	v.Birim = f.Input(web.Input{Name: "birim", Label: "Birim (Detsis No)", Hint: "Sekiz rakam, örneğin 90600100.", Numeric: true, MaxLength: 8, Width: 10, Value: h.Birim, Optional: true, Autocomplete: "off"})
	v.KullaniciAdi = f.Input(web.Input{
		Name: "kullanici_adi", Label: "Kullanıcı Adı", Hint: "Küçük harf, rakam, nokta, tire ve alt çizgi; Türkçe karakter olmadan. Örneğin ayse.yilmaz",
		MaxLength: 50, Width: 20, Value: h.KullaniciAdi, Autocomplete: "off",
	})
	v.Modul = web.Checkboxes{Name: "modul", Label: "Modüller", Hint: "Hiçbiri seçilmezse kullanıcı giriş yapabilir ama hiçbir sayfayı açamaz.", Small: true}
	for _, m := range h.Moduls {
		v.Modul.Values = append(v.Modul.Values, string(m))
	}
	for _, m := range yetki.Moduls {
		v.Modul.Options = append(v.Modul.Options, web.Option{Value: string(m), Label: yetki.ModulAd[m], Hint: kimeVerilir(m)})
	}
	v.Modul = f.Checkboxes(v.Modul)
}

// kimeVerilir names the kinds that may have a module.
func kimeVerilir(m yetki.Modul) string {
	var names []string
	for _, t := range yetki.HesapTips {
		if slices.Contains(t.Moduls, m) {
			names = append(names, t.Ad)
		}
	}
	if len(names) == len(yetki.HesapTips) {
		return "Tüm kullanıcı tiplerine verilebilir."
	}
	return strings.Join(names, ", ") + " tipine verilebilir."
}
