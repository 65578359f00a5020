package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"acikkapi/basvuru"
	"acikkapi/internal/telefon"
	"acikkapi/internal/web"
	"acikkapi/internal/yetki"
	"acikkapi/store"
)

// kullaniciView is “Açık Kapı Kullanıcı Kayıt”: the fields of a user, and for a defined one what they are given.
type kullaniciView struct {
	web.Page
	Tip            web.Select
	TCKN, Il       web.Input
	Cep, Ad, Soyad web.Input
	Surum          int
	Yeni           bool
	Ilce           *ilceSekmesi  // of a sorumlu
	Birim          *birimSekmesi // of a yetkili
	Sil            string
	Bilgi          []web.Fact
	Kayit          string // address of the form
	SilmeVar       bool
}

// ilceSekmesi is “İlçe Bilgileri” (YE-03).
type ilceSekmesi struct {
	Yol   string
	Secim web.Select
	Ilces []store.Yer
	Son   bool // only one: without it the user sees the whole il
}

// birimSekmesi is “Detsis Birim Bilgileri” (YE-04).
type birimSekmesi struct {
	Yol    string
	Ara    web.Input
	Oneri  oneriView
	Birims []store.BirimAdi
	Hata   string
}

var kullaniciHelp = []string{
	"“Kullanıcı Yetki Tip” alanından “Sorumlu” ya da “Yetkili” seçilip gerekli alanlar doldurulduktan sonra “Kaydet” butonuna tıklanarak kullanıcı kaydedilir. Yeni bir kayıt için “Temizle” butonuna tıklanır.",
	"Tanımlanan kullanıcı Sorumlu ise “İlçe Bilgileri”, Yetkili ise “Detsis Birim Bilgileri” bölümü açılır. Hiçbir ilçe tanımlanmayan Sorumlu ilin tüm ilçelerinin başvurularını görür; Yetkili yalnızca kendi birimlerine gelen başvuruları görür.",
}

func (s *Service) kullaniciYeniPage(w http.ResponseWriter, r *http.Request) error {
	return s.kullaniciForm(w, r, nil, nil, nil)
}

// kullaniciYeni defines a user (YE-02) and leads on to what they are given.
func (s *Service) kullaniciYeni(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	var t yetki.Tanim
	if err == nil {
		t, err = readTanim(typed)
		t.Tip, t.Il = web.Field(typed, "tip"), who(r).Il
		err = refine(t.Validate(), err) // all wrong fields at once
	}
	id := int64(0)
	if err == nil {
		id, err = s.store.DefineKullanici(r.Context(), who(r).actor, t)
	}
	if err != nil {
		return s.kullaniciForm(w, r, nil, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Kullanıcı kaydedildi. Aşağıda görev yerini tanımlayabilirsiniz."})
	return web.SeeOther(w, r, kullaniciURL(id, ""))
}

// readTanim reads what is typed of a user. Errors: Invalid at the fields.
func readTanim(typed url.Values) (yetki.Tanim, error) {
	t := yetki.Tanim{Ad: web.Field(typed, "ad"), Soyad: web.Field(typed, "soyad")}
	tckn, err1 := basvuru.ParseTCKN(web.Field(typed, "tckn"))
	cep, err2 := telefon.ParseCep(web.Field(typed, "cep"))
	t.TCKN, t.Cep = tckn, string(cep)
	return t, errors.Join(at("tckn", err1), at("cep", err2))
}

// kullaniciPage shows a defined user (YE-05).
func (s *Service) kullaniciPage(w http.ResponseWriter, r *http.Request) error {
	d, err := s.tanim(r)
	if err != nil {
		return err
	}
	return s.kullaniciForm(w, r, d, nil, nil)
}

func (s *Service) tanim(r *http.Request) (*store.TanimDetay, error) {
	id, err := number(r, "id")
	if err != nil {
		return nil, err
	}
	return s.store.Tanim(r.Context(), who(r).actor, id)
}

// kullaniciGuncelle changes name and phone; kind, number and il of a post are ignored.
func (s *Service) kullaniciGuncelle(w http.ResponseWriter, r *http.Request) error {
	d, err := s.tanim(r)
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	if err == nil {
		cep, errCep := telefon.ParseCep(web.Field(typed, "cep"))
		t := d.Tanim
		t.Cep, t.Ad, t.Soyad = string(cep), web.Field(typed, "ad"), web.Field(typed, "soyad")
		surum, errSurum := pageSurum(typed)
		if err = errors.Join(errSurum, at("cep", errCep), except(t.Validate(), errCep)); err == nil {
			err = s.store.UpdateKullanici(r.Context(), who(r).actor, d.ID, surum, t)
		}
	}
	if err != nil {
		return s.kullaniciForm(w, r, d, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Kullanıcı bilgileri güncellendi."})
	return web.SeeOther(w, r, kullaniciURL(d.ID, ""))
}

func (s *Service) kullaniciForm(w http.ResponseWriter, r *http.Request, d *store.TanimDetay, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	v := &kullaniciView{Yeni: d == nil, Kayit: "/yetki/kullanici/yeni"}
	v.Page = f.page(web.Page{Title: "Açık Kapı Kullanıcı Kayıt", Active: "/yetki/kullanici/yeni", Help: kullaniciHelp})
	k := yetki.Tanim{}
	if d != nil {
		v.Title, v.Active, v.Back = "Açık Kapı Kullanıcı Güncelle", "/yetki/kullanici", web.Link{URL: "/yetki/kullanici", Text: "Açık Kapı Kullanıcı Arama"}
		k, v.Kayit, v.Sil = d.Tanim, kullaniciURL(d.ID, ""), kullaniciURL(d.ID, "/sil")
		v.Surum = f.surum(d.Surum)
		v.Bilgi = []web.Fact{
			{Key: "Kullanıcı Yetki Tip", Value: yetki.TipLabels[d.Tip]}, {Key: "TC Kimlik No", Value: string(d.TCKN)}, {Key: "İl", Value: d.IlAd},
		}
		if err := s.sekmeler(r, v, d, f); err != nil {
			return err
		}
	}
	tip := tipSelect()
	tip.Label, tip.Value = "Kullanıcı Yetki Tip", k.Tip
	v.Tip = f.Select(tip)
	v.TCKN = f.Input(web.Input{Name: "tckn", Label: "TC Kimlik No", Numeric: true, MaxLength: 14, Width: 20, Autocomplete: "off"})
	v.Il = web.Input{Name: "il", Label: "İl", Value: who(r).IlAd, ReadOnly: true, Error: f.Errors.At("il")}
	v.Cep = f.Input(web.Input{
		Name: "cep", Label: "Cep Telefonu", Hint: "Giriş onay kodu bu numaraya gönderilir.", Type: "tel", MaxLength: 20, Width: 20,
		Value: telefon.Numara(k.Cep).Display(), Autocomplete: "off",
	})
	v.Ad = f.Input(web.Input{Name: "ad", Label: "Adı", MaxLength: yetki.MaxAd, Value: k.Ad, Autocomplete: "off"})
	v.Soyad = f.Input(web.Input{Name: "soyad", Label: "Soyadı", MaxLength: yetki.MaxAd, Value: k.Soyad, Autocomplete: "off"})
	return s.web.Render(w, r, f.Status(), "handlers/kullanici", v)
}

// sekmeler are the sections that a defined user has: ilçe for a sorumlu, units for a yetkili.
func (s *Service) sekmeler(r *http.Request, v *kullaniciView, d *store.TanimDetay, f form) error {
	if d.Tip == yetki.Sorumlu {
		lists, err := s.store.Listeler(r.Context())
		if err != nil {
			return err
		}
		secim := web.Select{Name: "ilce", Label: "İlçe", Empty: "İlçe Seçiniz..."}
		for _, i := range lists.Ilces(d.Il) {
			secim.Options = append(secim.Options, web.Option{Value: strconv.Itoa(i.ID), Label: i.Ad})
		}
		v.Ilce = &ilceSekmesi{Yol: kullaniciURL(d.ID, "/ilce"), Secim: f.Select(secim), Ilces: d.Ilces, Son: len(d.Ilces) == 1}
		return nil
	}
	b := &birimSekmesi{Yol: kullaniciURL(d.ID, "/birim"), Birims: d.Birims, Hata: f.Errors.At("birim")}
	b.Ara = f.Input(web.Input{Name: "ara", Label: "Detsis Birim", Hint: "Birimin adından en az üç harf yazınız.", Type: "search", MaxLength: maxAd, Autocomplete: "off"})
	var err error
	b.Oneri, err = s.oneri(r, f.Typed)
	for _, one := range d.Birims {
		b.Oneri.Secilen = append(b.Oneri.Secilen, one.No)
	}
	v.Birim = b
	return err
}
