package handlers

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// listSize is the number of rows a page of a list has.
const listSize = 20

// maxAd bounds a name that is searched for.
const maxAd = 100

// suzgec is what people filter lists of applications by (AK-02, MI-01). Partial "suzgec-alanlar".
type suzgec struct {
	No, TCKN, Ad, Soyad web.Input
	Baslangic, Bitis    web.Date
	Baslik, Alt, Durum  web.Select
	Gecikmis            web.Checkboxes
}

// suzgecLabels are the words of a role's guide for the filter, and the address that answers a heading with its sub-headings.
type suzgecLabels struct{ No, TCKN, Tarih, AltURL string }

var (
	aksLabels = suzgecLabels{"Başvuru No", "Başvuran T.C. Kimlik No", "Başvuru Tarihi", "/aks/alt-baslik"}
	miaLabels = suzgecLabels{"Başvuru Takip No", "Başvuran T.C Kimlik No", "Başvuran Kayıt Tarihi", "/mia/alt-baslik"}
)

// suzgecKeys are the filter's words that may stand in an address: none is about a person (SC-04). Who is looked for goes into keyKisi.
var suzgecKeys = []string{"no", "baslangic", "bitis", "baslik", "alt_baslik", "durum", "gecikmis"}

// readSuzgec takes the filter out of a query or a posted form. Errors: Invalid at the fields.
func (s *Service) readSuzgec(ctx context.Context, q url.Values) (store.Suzgec, error) {
	no, err := basvuruNo(q)
	f, errs := store.Suzgec{No: no}, []error{err}
	f.Gecikmis, f.Yakin, err = s.readSure(ctx, q)
	errs = append(errs, err)
	if v := web.Field(q, "tckn"); v != "" {
		tckn, err := basvuru.ParseTCKN(v)
		errs = append(errs, at("tckn", err))
		f.TCKN = tckn
	}
	f.Ad, f.Soyad = web.Field(q, "ad"), web.Field(q, "soyad")
	errs = append(errs, kural.Length("ad", f.Ad, maxAd), kural.Length("soyad", f.Soyad, maxAd), s.readDays(q, &f), s.readHeadings(ctx, q, &f))
	if v := web.Field(q, "durum"); v != "" {
		f.Durums = []basvuru.Durum{basvuru.Durum(v)}
		if v == kapatilan {
			f.Durums = []basvuru.Durum{basvuru.KapaliOlumlu, basvuru.KapaliOlumsuz, basvuru.KapaliKismen}
		} else if basvuru.Durum(v).Label() == "" {
			errs = append(errs, kural.InvalidField("durum", "Başvuru durumunu listeden seçiniz."))
		}
	}
	return f, errors.Join(errs...)
}

// Values of the filter besides states: what is closed, however; what is due soon.
const (
	kapatilan = "kapatilan"
	yaklasan  = "yaklasan"
)

// sureOptions are the choices about dates.
var sureOptions = []web.Option{{Value: "1", Label: "Süresi Geçtiği Halde Cevaplanmayanlar"}, {Value: yaklasan, Label: "Süresi Yaklaşanlar"}}

// readSure takes the choices about dates: what is late, what is due soon and until when that is.
func (s *Service) readSure(ctx context.Context, q url.Values) (gecikmis bool, yakin time.Time, err error) {
	for _, v := range q["gecikmis"] {
		switch v {
		case "":
		case yaklasan:
			yakin, err = s.store.YakinSon(ctx)
		default:
			gecikmis = true
		}
	}
	return gecikmis, yakin, err
}

// readDays takes the first and the last day of filing; either may be missing.
func (s *Service) readDays(q url.Values, f *store.Suzgec) error {
	var err, err2 error
	f.Baslangic, err = s.web.ParseTarih(q, "baslangic")
	f.Bitis, err2 = s.web.ParseTarih(q, "bitis")
	if err == nil && err2 == nil && !f.Bitis.IsZero() && f.Bitis.Before(f.Baslangic) {
		return kural.InvalidField("bitis", "Son gün ilk günden önce olamaz.")
	}
	return errors.Join(err, err2)
}

// readHeadings takes heading and sub-heading, which must belong together.
func (s *Service) readHeadings(ctx context.Context, q url.Values, f *store.Suzgec) error {
	baslik, alt := web.Field(q, "baslik"), web.Field(q, "alt_baslik")
	if baslik == "" && alt == "" {
		return nil
	}
	lists, err := s.store.Listeler(ctx)
	if err != nil {
		return err
	}
	b, ok := lists.TumBaslik(atoi(baslik))
	if !ok {
		return kural.InvalidField("baslik", "Hizmet başlığını listeden seçiniz.")
	}
	f.Baslik = b.ID
	if alt == "" {
		return nil
	}
	for _, a := range b.Alts {
		if strconv.Itoa(a.ID) == alt {
			f.Alt = a.ID
			return nil
		}
	}
	return kural.InvalidField("alt_baslik", "Seçilen hizmet alt başlığı bu hizmet başlığına ait değil; listeden yeniden seçiniz.")
}

// basvuruNo is the number of an application that is looked for, 0 for none. Errors: Invalid.
func basvuruNo(q url.Values) (int64, error) {
	v := web.Field(q, "no")
	if v == "" {
		return 0, nil
	}
	no, err := strconv.ParseInt(v, 10, 64)
	if err != nil || no <= 0 {
		return 0, kural.InvalidField("no", "Başvuru No yalnızca rakamlardan oluşmalıdır.")
	}
	return no, nil
}

// suzgecFields is the filter form in a role's words, with what was typed.
func (s *Service) suzgecFields(ctx context.Context, f form, l suzgecLabels) (suzgec, error) {
	lists, err := s.store.Listeler(ctx)
	if err != nil {
		return suzgec{}, err
	}
	durum := web.Select{Name: "durum", Label: "Başvuru Durumu", Empty: "Başvuru Durumu Seçiniz..."}
	for _, d := range basvuru.Durums {
		durum.Options = append(durum.Options, web.Option{Value: string(d), Label: d.Label()})
	}
	durum.Options = append(durum.Options, web.Option{Value: kapatilan, Label: "Kapatılan Başvurular (tümü)"})
	return suzgec{
		No:        f.Input(web.Input{Name: "no", Label: l.No, Numeric: true, MaxLength: 18}),
		TCKN:      f.Input(web.Input{Name: "tckn", Label: l.TCKN, Numeric: true, MaxLength: 14, Autocomplete: "off"}),
		Ad:        f.Input(web.Input{Name: "ad", Label: "Başvuran Adı", MaxLength: maxAd, Autocomplete: "off"}),
		Soyad:     f.Input(web.Input{Name: "soyad", Label: "Başvuran Soyadı", MaxLength: maxAd, Autocomplete: "off"}),
		Baslangic: f.Date(web.Date{Name: "baslangic", Label: l.Tarih, Hint: "İlk gün, gg.aa.yyyy"}),
		Bitis:     f.Date(web.Date{Name: "bitis", Label: l.Tarih + " (son gün)", Hint: "Boşsa bugüne kadar"}),
		Baslik: f.Select(web.Select{
			Name: "baslik", Label: "Hizmet Başlığı", Empty: "Hizmet Başlığı Seçiniz...", Options: baslikOptions(lists), Load: l.AltURL, Into: "alt_baslik",
		}),
		Alt:   f.Select(altSelect(lists, atoi(f.Typed.Get("baslik")))),
		Durum: f.Select(durum),
		Gecikmis: f.Checkboxes(web.Checkboxes{
			Name: "gecikmis", Small: true, Options: sureOptions,
		}),
	}, nil
}
