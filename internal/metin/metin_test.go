package metin_test

import (
	"strings"
	"testing"

	"acikkapi/internal/kural"
	"acikkapi/internal/metin"
	"acikkapi/internal/sms"
)

// OP-07: the program's own texts pass the checks that changed ones must pass, and are what citizens got before texts could be changed.
func TestOriginals(t *testing.T) {
	t.Parallel()
	for _, s := range metin.Sablonlar() {
		if err := s.Check(s.Ozgun); err != nil {
			t.Errorf("%s: %v", s.Ad, err)
		}
		if strings.ContainsAny(s.Ornek(s.Ozgun), "{}") {
			t.Errorf("%s has a place without example: %s", s.Ad, s.Ornek(s.Ozgun))
		}
		if s.SMS && (sms.Parts(s.Ornek(s.Ozgun)) > 2 || sms.KodlamaOf(s.Ozgun) == sms.UCS2) {
			t.Errorf("%s takes %d parts of %s", s.Ad, sms.Parts(s.Ornek(s.Ozgun)), sms.KodlamaOf(s.Ozgun))
		}
	}
	for got, want := range map[string]string{
		metin.Kod("123456"):        "Açık Kapı onay kodunuz: 123456. Kod 3 dakika geçerlidir. Bu kodu kimseyle paylaşmayınız.",
		metin.Alindi(1001):         "Başvurunuz başarıyla alınmıştır. Başvuru Takip No: 1001. Durumunu Açık Kapı sayfasındaki Başvuru Sorgula bölümünden izleyebilirsiniz.",
		metin.Yonlendirildi(1001):  "1001 numaralı başvurunuz ilgili birime yönlendirilmiştir.",
		metin.Kapandi(1001, "Son"): "1001 numaralı başvurunuz sonuçlanmıştır: Son. Cevabı Açık Kapı sayfasındaki Başvuru Sorgula bölümünden okuyabilirsiniz.",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	giris, kapanis := metin.Metinler(nil).Mektup(1001, "21.11.2026")
	if giris != "Açık Kapı Bürosu' na 21.11.2026 tarihinde yapmış olduğunuz 1001 no' lu başvuru sonuçlanmıştır." || !strings.HasPrefix(kapanis, "Açık Kapı Bürosu' na başvurduğunuz için") {
		t.Errorf("%q %q", giris, kapanis)
	}
}

// KT-07, KB-03: each decision has a text of its own, with the day of the request and nothing of the relative; a refusal says where its
// reason stands.
func TestCardTexts(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for sablon, want := range map[string]string{
		metin.SablonKartOnaylandi:    "21.11.2026 tarihli tanıtım kartı talebiniz onaylanmıştır. Kart düzenlenerek tarafınıza gönderilecektir.",
		metin.SablonKartReddedildi:   "21.11.2026 tarihli tanıtım kartı talebiniz reddedilmiştir. Ret sebebi e-İçişleri Personel Yakını Kart Talep sayfasındadır.",
		metin.SablonKartGonderildi:   "21.11.2026 tarihinde talep ettiğiniz tanıtım kartı basılmış",
		metin.SablonKartGonderilmedi: "21.11.2026 tarihinde talep ettiğiniz tanıtım kartı henüz gönderilmemiştir",
		metin.SablonKartYeniden:      "21.11.2026 tarihinde talep ettiğiniz tanıtım kartı yeniden basılarak",
		metin.SablonKartIptalEdildi:  "21.11.2026 tarihli tanıtım kartı iptal talebiniz onaylanmış ve kart iptal edilmiştir.",
		metin.SablonIptalReddedildi:  "21.11.2026 tarihli tanıtım kartı iptal talebiniz reddedilmiştir. Ret sebebi",
	} {
		got := metin.Metinler(nil).Kart(sablon, "21.11.2026")
		if !strings.Contains(got, want) || seen[got] || sms.Parts(got) != 1 {
			t.Errorf("%s: %q in %d parts", sablon, got, sms.Parts(got))
		}
		seen[got] = true
	}
	m := metin.Metinler{metin.SablonKartGonderildi: "Kartınız yolda."}
	if got := m.Kart(metin.SablonKartGonderildi, "21.11.2026"); got != "Kartınız yolda." {
		t.Errorf("changed: %q", got)
	}
}

// OP-07: every placeholder is known and the mandatory ones are there; what nobody can see is refused.
func TestCheck(t *testing.T) {
	t.Parallel()
	s, _ := metin.Bul(metin.SablonKapandi)
	for text, want := range map[string]string{
		"{takip_no} sonuçlandı: {durum}.":               "",
		"":                                              "Metni giriniz.",
		"Sonuçlandı: {durum}":                           "Metinde {takip_no} bulunmalıdır: başvuru takip numarası.",
		"{takip_no} {durum} {ad}":                       "{ad} bu metinde kullanılamaz.",
		"{takip_no} {durum} {Durum}":                    "{Durum} bu metinde kullanılamaz.",
		"{takip_no} {durum} {":                          "Açılan her { işareti } ile kapatılmalıdır.",
		"{{takip_no}} {durum}":                          "Açılan her { işareti } ile kapatılmalıdır.",
		"{takip_no} {durum} {}":                         "{} bu metinde kullanılamaz.",
		"{takip_no} {durum}\u202e":                      "Metinde görünmeyen karakterler var",
		"{takip_no} {durum}\x00":                        "okunamayan karakterler",
		"{takip_no} {durum} \xff":                       "okunamayan karakterler",
		"{takip_no} {durum}" + strings.Repeat("“", 300): "Kısa mesaj en fazla 4 parça olabilir; bu metin 6 parça.",
		"{takip_no} {durum}" + strings.Repeat("a", 600): "En fazla 500 karakter",
	} {
		got := ""
		if err := s.Check(text); err != nil {
			all := kural.All(err)
			if len(all) != 1 || all[0].Field != "metin" {
				t.Fatalf("%q: %v", text, err)
			}
			got = all[0].Message
		}
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%.40q: %q, want %q", text, got, want)
		}
	}
}

// A value is text, never a place: nobody gets at other values by what they type.
func TestValuesAreNotPlaces(t *testing.T) {
	t.Parallel()
	m := metin.Metinler{metin.SablonKapandi: "{durum} {takip_no}"}
	if got := m.Kapandi(7, "{takip_no}"); got != "{takip_no} 7" {
		t.Errorf("%q", got)
	}
}
