// Package mesaj holds the elements that travel to KPS and back; docs/kps.md describes them. Dates are
// xs:date (2006-01-02), texts are in Turkish capitals.
package mesaj

import "encoding/xml"

// Where each service lives under the base address, and the namespace of its elements.
const (
	YolGenel   = "/Service/KPSPublic.asmx" // NVİ's public check
	YolKurum   = "/Service/KPS.asmx"       // the institutional query, ours
	AlanGenel  = "http://tckimlik.nvi.gov.tr/WS"
	AlanKurum  = "urn:acikkapi:kps:1"
	TarihSekli = "2006-01-02"
)

// Yakınlık of a relative, as AileSorgula gives it.
const (
	YakinlikEs    = "ES"
	YakinlikCocuk = "COCUK"
)

// TCKimlikNoDogrula asks the public service whether the four belong together.
type TCKimlikNoDogrula struct {
	XMLName    xml.Name `xml:"http://tckimlik.nvi.gov.tr/WS TCKimlikNoDogrula"`
	TCKimlikNo int64    `xml:"TCKimlikNo"`
	Ad         string   `xml:"Ad"`
	Soyad      string   `xml:"Soyad"`
	DogumYili  int      `xml:"DogumYili"`
}

// TCKimlikNoDogrulaResponse is its answer: "true" or "false". A string, so that a missing or strange
// answer is told apart from a no.
type TCKimlikNoDogrulaResponse struct {
	XMLName xml.Name `xml:"http://tckimlik.nvi.gov.tr/WS TCKimlikNoDogrulaResponse"`
	Result  string   `xml:"TCKimlikNoDogrulaResult"`
}

// KisiSorgula asks the institutional service for one person.
type KisiSorgula struct {
	XMLName    xml.Name `xml:"urn:acikkapi:kps:1 KisiSorgula"`
	TCKimlikNo string   `xml:"TCKimlikNo"`
}

// KisiSorgulaResponse is its answer; Kisi is nil when Bulundu is "false".
type KisiSorgulaResponse struct {
	XMLName xml.Name `xml:"urn:acikkapi:kps:1 KisiSorgulaResponse"`
	Bulundu string   `xml:"KisiSorgulaResult>Bulundu"`
	Kisi    *Kisi    `xml:"KisiSorgulaResult>Kisi"`
}

// Kisi is a person with the residence address.
type Kisi struct {
	TCKimlikNo       string `xml:"TCKimlikNo"`
	Ad               string `xml:"Ad"`
	Soyad            string `xml:"Soyad"`
	AnneKizlikSoyadi string `xml:"AnneKizlikSoyadi"`
	DogumTarihi      string `xml:"DogumTarihi"`
	CuzdanSeri       string `xml:"CuzdanSeri"`
	CuzdanNo         string `xml:"CuzdanNo"`
	Adres            Adres  `xml:"Adres"`
}

// Adres has a mahalle or a köy; IlKodu is the il's plate number, 1 to 81.
type Adres struct {
	AcikAdres string `xml:"AcikAdres"`
	IlKodu    int    `xml:"IlKodu"`
	Il        string `xml:"Il"`
	Ilce      string `xml:"Ilce"`
	Mahalle   string `xml:"Mahalle"`
	Koy       string `xml:"Koy"`
}

// AileSorgula asks for the spouse and children of one person.
type AileSorgula struct {
	XMLName    xml.Name `xml:"urn:acikkapi:kps:1 AileSorgula"`
	TCKimlikNo string   `xml:"TCKimlikNo"`
}

// AileSorgulaResponse is its answer; TCKimlikNo repeats the person asked for.
type AileSorgulaResponse struct {
	XMLName    xml.Name `xml:"urn:acikkapi:kps:1 AileSorgulaResponse"`
	Bulundu    string   `xml:"AileSorgulaResult>Bulundu"`
	TCKimlikNo string   `xml:"AileSorgulaResult>TCKimlikNo"`
	Yakin      []Yakin  `xml:"AileSorgulaResult>Yakinlar>Yakin"`
}

// Yakin is one relative; Yakinlik is ES or COCUK.
type Yakin struct {
	TCKimlikNo        string `xml:"TCKimlikNo"`
	Ad                string `xml:"Ad"`
	Soyad             string `xml:"Soyad"`
	Yakinlik          string `xml:"Yakinlik"`
	DogumTarihi       string `xml:"DogumTarihi"`
	BakanlikPersoneli bool   `xml:"BakanlikPersoneli"`
}
