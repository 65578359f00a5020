package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// kutuSuzgec is what a Yetkili filters the inbox by: nothing of it is about a person, so it stands in the address (SC-04).
type kutuSuzgec struct {
	No               web.Input
	Baslangic, Bitis web.Date
	Baslik, Durum    web.Select
	Alma, Birim      web.Select
	Birimler         bool // there are several to choose from
	Gecikmis         web.Checkboxes
}

// readKutuSuzgec takes the filter out of a query. Errors: Invalid at the fields.
func (s *Service) readKutuSuzgec(r *http.Request) (store.KutuSuzgec, error) {
	q := r.URL.Query()
	var days store.Suzgec
	no, err := basvuruNo(q)
	errs := []error{err, s.readDays(q, &days), s.readHeadings(r.Context(), url.Values{"baslik": q["baslik"]}, &days)}
	f := store.KutuSuzgec{No: no, Baslangic: days.Baslangic, Bitis: days.Bitis, Baslik: days.Baslik}
	f.Gecikmis, f.Yakin, err = s.readSure(r.Context(), q)
	errs = append(errs, err)
	switch q.Get("durum") {
	case "bekleyen":
		f.Durums = store.KutuBekleyen
	case "cevaplanan":
		f.Durums = store.KutuBiten
	case "":
	default:
		errs = append(errs, kural.InvalidField("durum", "Durumu listeden seçiniz."))
	}
	switch f.Alma = store.AlmaSuzgec(q.Get("alma")); f.Alma {
	case "", store.AlmaBenim, store.AlmaBos:
	default:
		errs = append(errs, kural.InvalidField("alma", "Üzerinde çalışanı listeden seçiniz."))
	}
	if f.Birim = q.Get("birim"); f.Birim != "" && !slices.Contains(who(r).actor.Birims, f.Birim) {
		errs = append(errs, kural.InvalidField("birim", "Birimi listeden seçiniz."))
	}
	return f, errors.Join(errs...)
}

// kutuSuzgecFields is the filter form with what was typed.
func (s *Service) kutuSuzgecFields(ctx context.Context, k *kimlik, f form) (kutuSuzgec, error) {
	lists, err := s.store.Listeler(ctx)
	if err != nil {
		return kutuSuzgec{}, err
	}
	birim := web.Select{Name: "birim", Label: "Birim", Empty: "Tümü"}
	for _, b := range k.Birims {
		birim.Options = append(birim.Options, web.Option{Value: b.No, Label: b.Ad})
	}
	return kutuSuzgec{
		No:        f.Input(web.Input{Name: "no", Label: "Başvuru No", Numeric: true, MaxLength: 18}),
		Baslangic: f.Date(web.Date{Name: "baslangic", Label: "Başvuru Tarihi", Hint: "İlk gün, gg.aa.yyyy"}),
		Bitis:     f.Date(web.Date{Name: "bitis", Label: "Başvuru Tarihi (son gün)", Hint: "Boşsa bugüne kadar"}),
		Baslik:    f.Select(web.Select{Name: "baslik", Label: "Hizmet Başlığı", Empty: "Hizmet Başlığı Seçiniz...", Options: baslikOptions(lists)}),
		Durum: f.Select(web.Select{Name: "durum", Label: "Durum", Empty: "Tümü", Options: []web.Option{
			{Value: "bekleyen", Label: "Cevap bekleyen"}, {Value: "cevaplanan", Label: "Cevaplanan"},
		}}),
		Alma: f.Select(web.Select{Name: "alma", Label: "Üzerinde Çalışan", Empty: "Tümü", Options: []web.Option{
			{Value: string(store.AlmaBenim), Label: "Benim üzerimdekiler"}, {Value: string(store.AlmaBos), Label: "Kimsenin üzerinde olmayanlar"},
		}}),
		Birim: f.Select(birim), Birimler: len(k.Birims) > 1,
		Gecikmis: f.Checkboxes(web.Checkboxes{
			Name: "gecikmis", Small: true, Options: sureOptions,
		}),
	}, nil
}

// kutuSuzgecMetni says in words which filters were used, for the record of exports.
func (s *Service) kutuSuzgecMetni(r *http.Request, f *store.KutuSuzgec) ([]string, error) {
	words, err := s.suzgecMetni(r.Context(), &store.Suzgec{No: f.No, Baslangic: f.Baslangic, Bitis: f.Bitis, Baslik: f.Baslik, Gecikmis: f.Gecikmis, Yakin: f.Yakin})
	for _, one := range []struct{ key, value, word string }{
		{"durum", "bekleyen", "Cevap bekleyen"},
		{"durum", "cevaplanan", "Cevaplanan"},
		{"alma", string(store.AlmaBenim), "Üzerindekiler"},
		{"alma", string(store.AlmaBos), "Kimsenin üzerinde olmayanlar"},
	} {
		if r.URL.Query().Get(one.key) == one.value {
			words = append(words, one.word)
		}
	}
	for _, b := range who(r).Birims {
		if b.No == f.Birim {
			words = append(words, fmt.Sprintf("Birim: %s", b.Ad))
		}
	}
	return words, err
}
