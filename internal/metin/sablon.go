package metin

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"acikkapi/internal/kural"
	"acikkapi/internal/sms"
)

// Yer is a placeholder of a template: {Ad} stands for something that is known when the text is sent. Ornek is the longest likely value.
type Yer struct {
	Ad, Aciklama, Ornek string
	Zorunlu             bool
}

// Sablon is a text that may be changed: Baslik says what it is, Kime when it is sent, Ozgun is the program's own.
type Sablon struct {
	Ad, Baslik, Kime, Ozgun string
	SMS                     bool // else a line of the closing letter
	Yerler                  []Yer
}

// Limits of a text.
const (
	MaxParca  = 4   // of an SMS, with the longest values
	MaxSatir  = 500 // letters of a line of the letter, and of an SMS
	alanMetin = "metin"
)

const (
	ornekDurum = "Başvuru Kısmen Olumlu Kısmen Olumsuz Kapatıldı"
	sorgula    = "Açık Kapı sayfasındaki Başvuru Sorgula bölümünden"
)

// Sablonlar lists the templates in the order of their page.
func Sablonlar() []Sablon {
	no := Yer{"takip_no", "başvuru takip numarası", "1234567", true}
	tarih := Yer{"tarih", "başvurunun geldiği gün", "21.11.2026", true}
	return append([]Sablon{
		{
			SablonKod, "Onay kodu", "Başvuru yapan, başvurusunu sorgulayan ve sisteme giren kişiye",
			"Açık Kapı onay kodunuz: {kod}. Kod {dakika} dakika geçerlidir. Bu kodu kimseyle paylaşmayınız.", true,
			[]Yer{{"kod", "6 rakamlı onay kodu", "123456", true}, {"dakika", "kodun geçerli olduğu dakika", kodGecerliDakika, false}},
		},
		{
			SablonAlindi, "Başvuru alındı", "Başvurusu kaydedilen vatandaşa",
			"Başvurunuz başarıyla alınmıştır. Başvuru Takip No: {takip_no}. Durumunu " + sorgula + " izleyebilirsiniz.", true,
			[]Yer{no},
		},
		{
			SablonYonlendi, "Başvuru yönlendirildi", "Başvurusu bir birime yönlendirilen vatandaşa, ilde bu mesaj açıksa",
			"{takip_no} numaralı başvurunuz ilgili birime yönlendirilmiştir.", true,
			[]Yer{no},
		},
		{
			SablonKapandi, "Başvuru sonuçlandı", "Başvurusu kapatılan vatandaşa",
			"{takip_no} numaralı başvurunuz sonuçlanmıştır: {durum}. Cevabı " + sorgula + " okuyabilirsiniz.", true,
			[]Yer{no, {"durum", "başvurunun sonucu", ornekDurum, true}},
		},
		{
			SablonMektupGiris, "Cevap yazısı: giriş", "Vatandaşa verilen cevabın üstünde",
			"Açık Kapı Bürosu' na {tarih} tarihinde yapmış olduğunuz {takip_no} no' lu başvuru sonuçlanmıştır.", false,
			[]Yer{tarih, no},
		},
		{
			SablonMektupKapanis, "Cevap yazısı: kapanış", "Vatandaşa verilen cevabın altında",
			"Açık Kapı Bürosu' na başvurduğunuz için teşekkür eder, iyi günler dileriz.", false, nil,
		},
	}, kartSablonlari()...)
}

// Bul finds a template by its name.
func Bul(ad string) (Sablon, bool) {
	for _, s := range Sablonlar() {
		if s.Ad == ad {
			return s, true
		}
	}
	return Sablon{}, false
}

var yer = regexp.MustCompile(`\{[^{}]*\}`)

// Doldur puts values in the places of text. A value is never read as a place itself.
func Doldur(text string, values map[string]string) string {
	return yer.ReplaceAllStringFunc(text, func(p string) string {
		if v, ok := values[p[1:len(p)-1]]; ok {
			return v
		}
		return p
	})
}

// Ornek is text with the example values, as long as it is likely to get.
func (s *Sablon) Ornek(text string) string {
	values := map[string]string{}
	for _, y := range s.Yerler {
		values[y.Ad] = y.Ornek
	}
	return Doldur(text, values)
}

// Temizle makes one line of what was typed: neither an SMS nor the letter's lines have breaks.
func Temizle(text string) string { return strings.Join(strings.Fields(text), " ") }

// Check tells what is wrong with text as this template (OP-07). Errors: Invalid at “metin”, all at once.
func (s *Sablon) Check(text string) error {
	if err := kural.Text(alanMetin, "Metni", text, MaxSatir); err != nil {
		return err
	}
	var faults []string
	if strings.ContainsFunc(text, hidden) {
		faults = append(faults, "Metinde görünmeyen karakterler var; lütfen metni elle yeniden yazınız.")
	}
	known, used := map[string]bool{}, map[string]bool{}
	for _, y := range s.Yerler {
		known[y.Ad] = true
	}
	for _, p := range yer.FindAllString(text, -1) {
		if used[p] = true; !known[p[1:len(p)-1]] {
			faults = append(faults, fmt.Sprintf("%s bu metinde kullanılamaz.", p))
		}
	}
	if strings.ContainsAny(yer.ReplaceAllString(text, ""), "{}") {
		faults = append(faults, "Açılan her { işareti } ile kapatılmalıdır.")
	}
	for _, y := range s.Yerler {
		if y.Zorunlu && !used["{"+y.Ad+"}"] {
			faults = append(faults, fmt.Sprintf("Metinde {%s} bulunmalıdır: %s.", y.Ad, y.Aciklama))
		}
	}
	if n := sms.Parts(s.Ornek(text)); s.SMS && n > MaxParca {
		faults = append(faults, fmt.Sprintf("Kısa mesaj en fazla %d parça olabilir; bu metin %d parça.", MaxParca, n))
	}
	if len(faults) == 0 {
		return nil
	}
	return kural.InvalidField(alanMetin, strings.Join(faults, " "))
}

// hidden are letters that nobody sees: controls, and those that turn the direction of what is read.
func hidden(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }
