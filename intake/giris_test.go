package intake_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/sim"
)

// codes is the number of SMS with a code that there are.
func (s *site) codes() int {
	s.t.Helper()
	var n int
	if err := s.store.Pool().QueryRow(s.t.Context(), `SELECT count(*) FROM sms`).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func with(values map[string]string, name, value string) map[string]string {
	values = maps.Clone(values)
	values[name] = value
	return values
}

// VB-02, G-03, G-04, G-06: what is refused before any service is asked, at its field, with what was typed kept. KPS is down all the while.
func TestIdentityIsCheckedInItsForm(t *testing.T) {
	s := newSite(t)
	s.sim.SetAriza(sim.Ariza{Servis: sim.ServisKPS, Tur: sim.Kapali})
	right := identity(s.ayse)
	for name, test := range map[string]struct{ field, value, message string }{
		"T.C. Kimlik No missing":  {"tckn", "", "T.C. Kimlik No giriniz."},
		"T.C. Kimlik No short":    {"tckn", "123", "11 rakamdan oluşmalıdır"},
		"T.C. Kimlik No checksum": {"tckn", "12345678901", "T.C. Kimlik No hatalı"},
		"name missing":            {"ad", " ", "Adınızı giriniz."},
		"name oversized":          {"ad", strings.Repeat("ş", 101), "En fazla 100 karakter"},
		"surname missing":         {"soyad", "", "Soyadınızı giriniz."},
		"whole maiden surname":    {"anne_kizlik_soyadi", "KAYA", "yalnızca ilk ve son harfini"},
		"landline as mobile":      {"cep", "0312 000 00 00", "Sabit hat numarası cep telefonu olarak kullanılamaz"},
		"mobile missing":          {"cep", "", "Cep telefonu giriniz."},
		"no number":               {"cep", "beş yüz", "5 ile başlayan 10 rakamdan"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, s.url)
			b.open("/basvuru-yap")
			b.press("Onay Kodu Gönder", with(right, test.field, test.value))
			b.wantError(test.field, test.message)
			for field, typed := range right {
				if field != test.field && b.value(field) != typed {
					t.Errorf("%s was lost: %q", field, b.value(field))
				}
			}
		})
	}
	if n := s.codes(); n != 0 {
		t.Errorf("%d codes were sent", n)
	}
}

// VB-03, SC-09: whatever does not match, and whether or not KPS knows the number, the warning is the same; no code is sent.
func TestIdentityWarningDoesNotSayWhich(t *testing.T) {
	s := newSite(t)
	seen := map[string]bool{}
	for field, value := range map[string]string{
		"ad": "FATMA", "soyad": "YILMAZ", "anne_kizlik_soyadi": "BT", "tckn": string(basvuru.MakeTCKN("123456789")),
	} {
		b := newBrowser(t, s.url)
		b.open("/basvuru-yap")
		b.press("Onay Kodu Gönder", with(identity(s.ayse), field, value))
		b.want(http.StatusUnprocessableEntity, "/basvuru-yap")
		seen[b.summary()] = true
		for name := range identity(s.ayse) {
			if b.errorAt(name) != "" {
				t.Errorf("wrong %s: the warning stands at %s", field, name)
			}
		}
	}
	if len(seen) != 1 || !seen["Girdiğiniz bilgiler kimlik kayıtlarıyla eşleşmedi. Lütfen bilgilerinizi kontrol ederek yeniden deneyiniz."] {
		t.Errorf("the warnings differ: %v", seen)
	}
	if n := s.codes(); n != 0 {
		t.Errorf("%d codes were sent", n)
	}
}

// VB-03: names count in any Turkish case, the letters with or without space.
func TestIdentityInAnyCase(t *testing.T) {
	s := newSite(t)
	b := newBrowser(t, s.url)
	b.open("/basvuru-yap")
	b.press("Onay Kodu Gönder", map[string]string{
		"tckn": string(s.ayse.TCKN), "ad": "ayşe", "soyad": "Demir", "anne_kizlik_soyadi": "k a", "cep": "+90 500 000 00 01",
	})
	b.want(http.StatusOK, "/basvuru-yap/kod")
}

// KPS slow, down, a maintenance page or nonsense: 503 in words, what was typed stands in the form, nothing is sent.
func TestKPSAway(t *testing.T) {
	s := newSite(t)
	for _, tur := range []string{sim.Yavas, sim.Kapali, sim.HTML, sim.Yanlis} {
		t.Run(tur, func(t *testing.T) {
			s.sim.SetAriza(sim.Ariza{Servis: sim.ServisKPS, Tur: tur, Ms: 4_000})
			b := newBrowser(t, s.url)
			b.open("/basvuru-yap")
			b.press("Onay Kodu Gönder", identity(s.ayse))
			b.want(http.StatusServiceUnavailable, "/basvuru-yap")
			b.wantText("Kimlik Paylaşım Sistemine şu anda ulaşılamıyor")
			b.wantText("İşlem tamamlanamadı") // and not that the citizen should correct something
			if b.value("ad") != s.ayse.Ad || b.header.Get("Retry-After") == "" {
				t.Errorf("ad %q, Retry-After %q", b.value("ad"), b.header.Get("Retry-After"))
			}
		})
	}
	if n := s.codes(); n != 0 {
		t.Errorf("%d codes were sent", n)
	}
}

// SC-09: trying again while KPS is away is no guessing; when it is back one gets on.
func TestOutageLocksNobodyOut(t *testing.T) {
	s := newSite(t)
	b := newBrowser(t, s.url)
	s.sim.SetAriza(sim.Ariza{Servis: sim.ServisKPS, Tur: sim.Kapali})
	b.open("/basvuru-yap")
	for range 12 {
		b.press("Onay Kodu Gönder", identity(s.ayse))
		b.want(http.StatusServiceUnavailable, "/basvuru-yap")
	}
	s.sim.ClearAriza()
	b.press("Onay Kodu Gönder", identity(s.ayse))
	b.want(http.StatusOK, "/basvuru-yap/kod")
}

// SC-09: guessing somebody's letters ends after a few tries, also with the right ones.
func TestGuessingIdentityIsLimited(t *testing.T) {
	s := newSite(t)
	b := newBrowser(t, s.url)
	for range 10 {
		b.open("/basvuru-yap")
		b.press("Onay Kodu Gönder", with(identity(s.ayse), "anne_kizlik_soyadi", "ZZ"))
		b.wantText("eşleşmedi")
	}
	b.press("Onay Kodu Gönder", identity(s.ayse))
	b.want(http.StatusUnprocessableEntity, "/basvuru-yap")
	b.wantText("15 dakika sonra")
}
