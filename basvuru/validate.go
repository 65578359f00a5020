package basvuru

import (
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"

	"acikkapi/internal/kural"
)

// Validate checks everything that was typed, against the lists of ref and the calendar day that today falls on in
// its own zone; all wrong fields come back at once, as Invalid errors named by the form's and the API's field
// (VB-06 … VB-10, G-06).
func (y *Yeni) Validate(ref Referans, today time.Time) error {
	return errors.Join(
		kural.Text("acik_adres", "Başvuruya konu olan açık adresi", y.AcikAdres, MaxAdres),
		y.checkPlace(ref),
		y.checkCep(),
		y.checkEv(),
		y.checkEposta(),
		checkHizmets(y.Hizmets),
		checkOffered(y.Hizmets, ref),
		choice("egitim", "Eğitim durumunu seçiniz.", y.Egitim, ref.HasEgitim),
		choice("sektor", "Çalışma sektörünü seçiniz.", y.Sektor, ref.HasSektor),
		kural.Text("konu", "Başvuru konusunu", y.Konu, MaxMetin),
		y.checkDate(today),
		files(y.Dosyas),
	)
}

// Validate checks the pairs of headings against the lists of ref, as in a new application; Decide cannot know
// the lists (AK-09, VB-08). A pair that was there before may stay, though it is offered no more.
func (c UpdateHeadings) Validate(ref Referans) error {
	return errors.Join(checkHizmets(c.Hizmets), checkOffered(c.Hizmets, keptPairs{ref, c.Gordu}))
}

// keptPairs offers beside the lists what an application has already.
type keptPairs struct {
	Referans
	kept []Hizmet
}

func (k keptPairs) HasHizmet(baslik, alt int) (ok, diger bool) {
	if ok, diger = k.Referans.HasHizmet(baslik, alt); ok {
		return ok, diger
	}
	return slices.ContainsFunc(k.kept, func(h Hizmet) bool { return h.Baslik == baslik && h.Alt == alt }), alt == 0
}

func (y *Yeni) checkPlace(ref Referans) error {
	errIl := chosen("il", "İl seçiniz.", y.Il)
	errIlce := chosen("ilce", "İlçe seçiniz.", y.Ilce)
	errYer := chosen("yerlesim", "Mahalle veya köy seçiniz.", y.Yerlesim)
	if errIl == nil && errIlce == nil && !ref.HasIlce(y.Il, y.Ilce) {
		errIlce = kural.InvalidField("ilce", "Seçilen ilçe bu ile ait değil.")
	}
	if errIl == nil && errIlce == nil && errYer == nil && !ref.HasYerlesim(y.Ilce, y.Yerlesim) {
		errYer = kural.InvalidField("yerlesim", "Seçilen mahalle veya köy bu ilçeye ait değil.")
	}
	return errors.Join(errIl, errIlce, errYer)
}

func chosen(field, message string, id int) error {
	if id == 0 {
		return kural.InvalidField(field, message)
	}
	return nil
}

// checkCep: a mobile is mandatory; only the desk may do without (VB-07, G-04).
func (y *Yeni) checkCep() error {
	switch cep := y.Iletisim.Cep; {
	case cep == "" && y.Kanal != KanalAKS:
		return kural.InvalidField("cep", "Cep telefonu giriniz.")
	case cep != "" && !phone(cep, "5"):
		return kural.InvalidField("cep", "Cep telefonu 5 ile başlayan 10 rakamdan oluşmalıdır.")
	}
	return nil
}

// checkEv: a landline is mandatory for people with no mobile, whom the desk files for (VB-07).
func (y *Yeni) checkEv() error {
	switch ev := y.Iletisim.Ev; {
	case ev == "" && y.Iletisim.Cep == "" && y.Kanal == KanalAKS:
		return kural.InvalidField("ev", "Cep telefonu olmayan vatandaş için ev telefonu giriniz.")
	case ev != "" && !phone(ev, "234"):
		return kural.InvalidField("ev", "Ev telefonu, başında sıfır olmadan alan koduyla birlikte 10 rakamdan oluşmalıdır.")
	}
	return nil
}

// phone tells whether s is a Turkish number in E.164 whose first digit is one of first; what people type is
// brought into this shape by internal/telefon.
func phone(s, first string) bool {
	national, ok := strings.CutPrefix(s, "+90")
	return ok && len(national) == 10 && strings.Trim(national, "0123456789") == "" && strings.Contains(first, national[:1])
}

func (y *Yeni) checkEposta() error {
	s := y.Iletisim.Eposta
	if s == "" {
		return nil
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > MaxEposta || !strings.Contains(s[strings.LastIndex(s, "@"):], ".") {
		return kural.InvalidField("eposta", "E-posta adresi hatalı; lütfen ad@ornek.com biçiminde yazınız.")
	}
	return nil
}

// checkDate compares calendar days: a form's date has no time, and its zone need not be today's (AK-01).
func (y *Yeni) checkDate(today time.Time) error {
	switch {
	case y.GelisTarihi.IsZero():
		return kural.InvalidField("gelis_tarihi", "Başvuru geliş tarihini giriniz.")
	case y.GelisTarihi.Format(time.DateOnly) > today.Format(time.DateOnly):
		return kural.InvalidField("gelis_tarihi", "Başvuru geliş tarihi ileri bir tarih olamaz.")
	}
	return nil
}

// checkHizmets: at least one pair, none twice (VB-08).
func checkHizmets(hs []Hizmet) error {
	if len(hs) == 0 {
		return kural.InvalidField("hizmet", "En az bir hizmet başlığı ve alt başlığı ekleyiniz.")
	}
	if len(hs) > MaxHizmet {
		return kural.InvalidField("hizmet", fmt.Sprintf("En fazla %d hizmet başlığı eklenebilir.", MaxHizmet))
	}
	var errs []error
	seen := map[[2]int]bool{}
	for i, h := range hs {
		seen[[2]int{h.Baslik, h.Alt}] = true
		errs = append(errs, kural.Length(aciklamaField(i), h.Aciklama, MaxAciklama))
	}
	if len(seen) < len(hs) {
		errs = append(errs, kural.InvalidField("hizmet", "Aynı hizmet başlığı iki kez eklenemez."))
	}
	return errors.Join(errs...)
}

// checkOffered: each pair belongs together, and “Diğer” is explained (VB-08).
func checkOffered(hs []Hizmet, ref Referans) error {
	if len(hs) > MaxHizmet {
		return nil // refused already
	}
	var errs []error
	foreign := false
	for i, h := range hs {
		ok, diger := ref.HasHizmet(h.Baslik, h.Alt)
		foreign = foreign || !ok
		if ok && diger && strings.TrimSpace(h.Aciklama) == "" {
			errs = append(errs, kural.InvalidField(aciklamaField(i), "“Diğer” seçildiğinde açıklama giriniz."))
		}
	}
	if foreign {
		errs = append(errs, kural.InvalidField("hizmet", "Seçilen hizmet alt başlığı bu hizmet başlığına ait değil."))
	}
	return errors.Join(errs...)
}

func aciklamaField(i int) string { return fmt.Sprintf("hizmet.%d.aciklama", i) }

func choice(field, message string, id int, has func(int) bool) error {
	if id == 0 || !has(id) {
		return kural.InvalidField(field, message)
	}
	return nil
}
