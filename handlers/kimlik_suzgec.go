package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/kart"
	"acikkapi/store"
)

// kimlikSuzgec is what the bureau filters its queue by (KB-01).
type kimlikSuzgec struct {
	Durum, Tip, Neden, Alma web.Select
	Ilk, Son                web.Date // of the decision
	TCKN, Ad, Soyad         web.Input
}

const (
	amacKimlik  = "kimlik" // of the sealed person in the list's address (SC-04)
	sonuclanan  = "sonuclanan"
	ayrilan     = "ayrilan" // valid cards of staff who have left
	kimlikPath  = "/kimlik"
	kimlikSonuc = kimlikPath + "?durum=" + sonuclanan

	kimlikAyrilan = kimlikPath + "?durum=" + ayrilan
)

// kimlikKeys are the filter's words that may stand in an address: none is about a person.
var kimlikKeys = []string{"durum", "tip", "neden", "alma", "ilk", "son"}

// readKimlikSuzgec takes the filter out of a query or a posted form. Errors: Invalid at the fields.
func (s *Service) readKimlikSuzgec(ctx context.Context, q url.Values) (store.BuroSuzgec, error) {
	f := store.BuroSuzgec{
		Sonuc: q.Get("durum") != "", Tip: q.Get("tip"), Neden: kart.IptalNeden(q.Get("neden")), Alma: store.AlmaSuzgec(q.Get("alma")),
		Ad: web.Field(q, "ad"), Soyad: web.Field(q, "soyad"),
	}
	errs := []error{kural.Length("ad", f.Ad, maxAd), kural.Length("soyad", f.Soyad, maxAd)}
	wrong := func(bad bool, field, message string) {
		if bad {
			errs = append(errs, kural.InvalidField(field, message))
		}
	}
	durum := q.Get("durum")
	switch durum {
	case ayrilan:
		f.Ayrilan = true
	case store.KararOnay, store.KararRet:
		f.Karar = durum
	}
	wrong(!slices.Contains([]string{"", sonuclanan, ayrilan, store.KararOnay, store.KararRet}, durum), "durum", "Durumu listeden seçiniz.")
	wrong(!slices.Contains([]string{"", store.TalepKart, store.TalepIptal}, f.Tip), "tip", "Talep tipini listeden seçiniz.")
	wrong(!slices.Contains([]store.AlmaSuzgec{"", store.AlmaBenim, store.AlmaBos}, f.Alma), "alma", "İnceleyeni listeden seçiniz.")
	wrong(f.Sonuc && f.Alma != "", "alma", "Sonuçlanan talepler kimsenin üzerinde değildir; “Tümü” seçiniz.")
	day := func(name string) time.Time {
		t, err := s.web.ParseTarih(q, name)
		errs = append(errs, err)
		wrong(!t.IsZero() && !f.Sonuc, name, "Bekleyen taleplerin sonuç tarihi yoktur; talep durumunu seçiniz ya da tarihi siliniz.")
		return t
	}
	f.Ilk, f.Son = day("ilk"), day("son")
	wrong(!f.Ilk.IsZero() && !f.Son.IsZero() && f.Son.Before(f.Ilk), "son", "Son gün, ilk günden önce olamaz.")
	wrong(f.Neden != "" && f.Tip == store.TalepKart, "neden", "İptal nedeni yalnızca kart iptal taleplerinde vardır.")
	if f.Neden != "" {
		nedens, err := s.store.IptalNedenleri(ctx)
		if err != nil {
			return f, err
		}
		wrong(f.Neden != kart.PersonelAyrildi && !slices.ContainsFunc(nedens, func(n store.IptalNedeni) bool { return n.Kod == string(f.Neden) }), "neden", "İptal talebi nedenini listeden seçiniz.")
	}
	if v := web.Field(q, "tckn"); v != "" {
		tckn, err := basvuru.ParseTCKN(v)
		errs = append(errs, at("tckn", err))
		f.TCKN = tckn
	}
	return f, errors.Join(errs...)
}

// kimlikSuzgecOf reads the filter out of the list's address: as its form shows it, and as the store takes it. Errors: Invalid.
func (s *Service) kimlikSuzgecOf(r *http.Request) (url.Values, store.BuroSuzgec, error) {
	q := r.URL.Query()
	for _, name := range []string{"tckn", "ad", "soyad"} { // typed into the address by hand
		q.Del(name)
	}
	var failed error
	if token := q.Get(keyKisi); token != "" {
		var kisi aranan
		if err := s.open(who(r).ID, amacKimlik, token, &kisi); err != nil {
			failed = &kural.Error{Kind: kural.Invalid, Field: "tckn", Message: "Bu aramadaki kişi bilgileri okunamadı; lütfen yeniden yazınız.", Err: err}
		}
		q.Set("tckn", kisi.TCKN)
		q.Set("ad", kisi.Ad)
		q.Set("soyad", kisi.Soyad)
	}
	f, err := s.readKimlikSuzgec(r.Context(), q)
	return q, f, errors.Join(failed, err)
}

// kimlikAra takes the filter form: it leads to the list's address, with a token in place of the person.
func (s *Service) kimlikAra(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	var f store.BuroSuzgec
	if err == nil {
		f, err = s.readKimlikSuzgec(r.Context(), typed)
	}
	if err != nil {
		return s.kimlikListeSayfa(w, r, typed, nil, err)
	}
	q := url.Values{}
	for _, name := range kimlikKeys {
		if v := web.Field(typed, name); v != "" {
			q.Set(name, v)
		}
	}
	if kisi := (aranan{string(f.TCKN), f.Ad, f.Soyad}); kisi != (aranan{}) {
		q.Set(keyKisi, s.seal(who(r).ID, amacKimlik, kisi))
	}
	to := kimlikPath
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	return web.SeeOther(w, r, to)
}

// kimlikSuzgecFields is the filter form with what was typed.
func (s *Service) kimlikSuzgecFields(ctx context.Context, f form) (kimlikSuzgec, error) {
	nedens, err := s.store.IptalNedenleri(ctx)
	if err != nil {
		return kimlikSuzgec{}, err
	}
	neden := web.Select{Name: "neden", Label: "İptal Talebi Nedeni", Empty: "Tümü"}
	for _, n := range nedens {
		neden.Options = append(neden.Options, web.Option{Value: n.Kod, Label: n.Ad})
	}
	neden.Options = append(neden.Options, web.Option{Value: string(kart.PersonelAyrildi), Label: kart.PersonelAyrildi.Label()})
	return kimlikSuzgec{
		Durum: f.Select(web.Select{Name: "durum", Label: "Talep Durumu", Empty: "Onay Bekleyenler", Options: []web.Option{
			{Value: sonuclanan, Label: "Sonuçlananlar"},
			{Value: store.KararOnay, Label: "Onaylananlar"},
			{Value: store.KararRet, Label: "Reddedilenler"},
			{Value: ayrilan, Label: "Ayrılan personelin kartları"},
		}}),
		Ilk: f.Date(web.Date{Name: "ilk", Label: "Sonuç tarihi: ilk gün"}),
		Son: f.Date(web.Date{Name: "son", Label: "Sonuç tarihi: son gün"}),
		Tip: f.Select(web.Select{Name: "tip", Label: "Talep Tipi", Empty: "Tümü", Options: []web.Option{
			{Value: store.TalepKart, Label: kart.TalepBekliyor.TalepTipi()}, {Value: store.TalepIptal, Label: kart.IptalBekliyor.TalepTipi()},
		}}),
		Neden: f.Select(neden),
		Alma: f.Select(web.Select{Name: "alma", Label: "İnceleyen", Empty: "Tümü", Options: []web.Option{
			{Value: string(store.AlmaBos), Label: "Yalnız boşta olanlar"}, {Value: string(store.AlmaBenim), Label: "Bende olanlar"},
		}}),
		TCKN:  f.Input(web.Input{Name: "tckn", Label: "T.C. Kimlik No", Hint: "Yakının ya da personelin", Numeric: true, MaxLength: 14, Autocomplete: "off"}),
		Ad:    f.Input(web.Input{Name: "ad", Label: "Adı", Hint: "Yakının ya da personelin", MaxLength: maxAd, Autocomplete: "off"}),
		Soyad: f.Input(web.Input{Name: "soyad", Label: "Soyadı", Hint: "Yakının ya da personelin", MaxLength: maxAd, Autocomplete: "off"}),
	}, nil
}
