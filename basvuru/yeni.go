package basvuru

import "time"

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
	Kimlik      KimlikDurum // KimlikBekliyor: of Kisi only the number is known yet (AK-01); "" is KimlikTamam
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
