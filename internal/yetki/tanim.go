package yetki

import (
	"errors"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/turkce"
)

// The kinds of users that the il's Vali and Vali Yardımcıları define (YE-02), as the table kullanici names them.
const (
	Sorumlu = "sorumlu"
	Yetkili = "yetkili"
)

// TipLabels are the kinds on pages.
var TipLabels = map[string]string{Sorumlu: "Sorumlu", Yetkili: "Yetkili"}

// Tanim is a user as “Açık Kapı Kullanıcı Kayıt” defines one (YE-02). Cep is E.164.
type Tanim struct {
	Tip       string
	TCKN      basvuru.TCKN
	Il        int
	Cep       string
	Ad, Soyad string
}

// MaxAd bounds a name, in letters.
const MaxAd = 100

// Validate checks what was typed; all wrong fields come back at once.
func (t *Tanim) Validate() error {
	var errTip, errTCKN, errCep error
	if TipLabels[t.Tip] == "" {
		errTip = kural.InvalidField("tip", "Kullanıcı yetki tipini seçiniz.")
	}
	if _, err := basvuru.ParseTCKN(string(t.TCKN)); err != nil {
		errTCKN = kural.InvalidField("tckn", "T.C. Kimlik No hatalı; lütfen 11 rakamı kontrol ediniz.")
	}
	if !strings.HasPrefix(t.Cep, "+905") || len(t.Cep) != 13 {
		errCep = kural.InvalidField("cep", "Cep telefonu 5 ile başlayan 10 rakamdan oluşmalıdır.")
	}
	return errors.Join(errTip, errTCKN, errCep,
		kural.Text("ad", "Adını", t.Ad, MaxAd), kural.Text("soyad", "Soyadını", t.Soyad, MaxAd))
}

// Normalize writes the names in capitals, as KPS and the guide's lists have them.
func (t *Tanim) Normalize() {
	t.Ad, t.Soyad = turkce.Upper(strings.Join(strings.Fields(t.Ad), " ")), turkce.Upper(strings.Join(strings.Fields(t.Soyad), " "))
}
