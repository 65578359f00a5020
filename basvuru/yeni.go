package basvuru

import (
	"errors"
	"fmt"
	"time"

	"acikkapi/internal/kural"
)

// Kanal is the way an application came in.
type Kanal string

// The channels.
const (
	KanalWeb Kanal = "web"
	KanalAPI Kanal = "api"
	KanalAKS Kanal = "aks"
)

// Yeni is an application as it is filed. Kisi comes from KPS and never from the form (VB-05).
type Yeni struct {
	Kanal       Kanal
	Kisi        Kisi
	Iletisim    Iletisim
	Il          int // of the subject address (VB-06)
	Ilce        int
	Yerlesim    int // mahalle or köy
	AcikAdres   string
	Hizmets     []Hizmet
	Egitim      int
	Sektor      int
	Konu        string
	GelisTarihi time.Time // date of arrival; the day of filing unless an AKS says otherwise (AK-01)
	Dosyas      []string  // ids of files that Yukleyen has uploaded
	Yukleyen    string    // draft or user that the files belong to
}

// Kisi is the applicant, from KPS.
type Kisi struct {
	TCKN   TCKN
	Ad     string
	Soyad  string
	Ikamet Ikamet
}

// Ikamet is the residence, as KPS writes it.
type Ikamet struct {
	AcikAdres string `json:"acik_adres"`
	Il        string `json:"il"`
	Ilce      string `json:"ilce"`
	Mahalle   string `json:"mahalle,omitempty"`
	Koy       string `json:"koy,omitempty"`
	Cuzdan    string `json:"cuzdan,omitempty"` // Nüfus Cüzdanı, serial and number
}

// Iletisim is how to reach the applicant: phones in E.164, empty where there is none.
type Iletisim struct {
	Cep    string
	Ev     string
	Eposta string
}

// Hizmet is a pair of headings; Alt is 0 for “Diğer”, which wants an Aciklama instead (VB-08).
type Hizmet struct {
	Baslik   int    `json:"baslik_id"`
	Alt      int    `json:"alt_baslik_id,omitempty"`
	Aciklama string `json:"aciklama,omitempty"`
}

// Referans answers what the lists hold; store has it from the database.
type Referans interface {
	// HasIlce tells whether il has the district ilce.
	HasIlce(il, ilce int) bool
	// HasYerlesim tells whether ilce has the mahalle or köy yerlesim.
	HasYerlesim(ilce, yerlesim int) bool
	// HasHizmet tells whether the pair is offered; diger: the heading stands alone and wants an explanation.
	HasHizmet(baslik, alt int) (ok, diger bool)
	HasEgitim(id int) bool
	HasSektor(id int) bool
}

// Validate checks everything that was typed, against the lists of ref and the day today; all wrong fields
// come back at once, as Invalid errors named by the form's and the API's field (VB-06 … VB-10, G-06).
func (y *Yeni) Validate(ref Referans, today time.Time) error {
	return errors.Join(
		text("acik_adres", "Başvuruya konu olan açık adresi", y.AcikAdres, MaxAdres),
		y.checkPlace(ref),
		y.checkIletisim(),
		checkHizmets(y.Hizmets),
		y.checkOffered(ref),
		choice("egitim", "Eğitim durumunu seçiniz.", y.Egitim, ref.HasEgitim),
		choice("sektor", "Çalışma sektörünü seçiniz.", y.Sektor, ref.HasSektor),
		text("konu", "Başvuru konusunu", y.Konu, MaxMetin),
		y.checkDate(today),
		files(y.Dosyas),
	)
}

func (y *Yeni) checkPlace(ref Referans) error {
	switch {
	case y.Il == 0:
		return kural.InvalidField("il", "İl seçiniz.")
	case y.Ilce == 0:
		return kural.InvalidField("ilce", "İlçe seçiniz.")
	case !ref.HasIlce(y.Il, y.Ilce):
		return kural.InvalidField("ilce", "Seçilen ilçe bu ile ait değil.")
	case y.Yerlesim == 0:
		return kural.InvalidField("yerlesim", "Mahalle veya köy seçiniz.")
	case !ref.HasYerlesim(y.Ilce, y.Yerlesim):
		return kural.InvalidField("yerlesim", "Seçilen mahalle veya köy bu ilçeye ait değil.")
	}
	return nil
}

// checkIletisim: a mobile is mandatory; only the desk may do without, and then a landline is (VB-07).
func (y *Yeni) checkIletisim() error {
	if y.Iletisim.Cep != "" {
		return nil
	}
	if y.Kanal != KanalAKS {
		return kural.InvalidField("cep", "Cep telefonu giriniz.")
	}
	if y.Iletisim.Ev == "" {
		return kural.InvalidField("ev", "Cep telefonu olmayan vatandaş için ev telefonu giriniz.")
	}
	return nil
}

func (y *Yeni) checkDate(today time.Time) error {
	switch {
	case y.GelisTarihi.IsZero():
		return kural.InvalidField("gelis_tarihi", "Başvuru geliş tarihini giriniz.")
	case y.GelisTarihi.After(today):
		return kural.InvalidField("gelis_tarihi", "Başvuru geliş tarihi ileri bir tarih olamaz.")
	}
	return nil
}

func (y *Yeni) checkOffered(ref Referans) error {
	for i, h := range y.Hizmets {
		ok, diger := ref.HasHizmet(h.Baslik, h.Alt)
		if !ok {
			return kural.InvalidField("hizmet", "Seçilen hizmet alt başlığı bu hizmet başlığına ait değil.")
		}
		if diger {
			if err := text(fmt.Sprintf("hizmet.%d.aciklama", i), "“Diğer” seçildiğinde açıklama", h.Aciklama, MaxAciklama); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkHizmets(hs []Hizmet) error {
	if len(hs) == 0 {
		return kural.InvalidField("hizmet", "En az bir hizmet başlığı ve alt başlığı ekleyiniz.")
	}
	if len(hs) > MaxHizmet {
		return kural.InvalidField("hizmet", fmt.Sprintf("En fazla %d hizmet başlığı eklenebilir.", MaxHizmet))
	}
	seen := map[[2]int]bool{}
	for _, h := range hs {
		pair := [2]int{h.Baslik, h.Alt}
		if seen[pair] {
			return kural.InvalidField("hizmet", "Aynı hizmet başlığı iki kez eklenemez.")
		}
		seen[pair] = true
		if err := length("hizmet", h.Aciklama, MaxAciklama); err != nil {
			return err
		}
	}
	return nil
}

func choice(field, message string, id int, has func(int) bool) error {
	if id == 0 || !has(id) {
		return kural.InvalidField(field, message)
	}
	return nil
}
