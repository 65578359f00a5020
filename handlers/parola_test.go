package handlers

import (
	"net/http"
	"testing"

	"acikkapi/internal/tohum"
	"acikkapi/store"
)

// GR-03: who has tried a name too often is told to wait, even with the right password; the user's own browser still gets in.
func TestPasswordLockSparesTheUsersBrowser(t *testing.T) {
	s := siteWith(t, store.Limits{TCKN: 2, Telefon: 2, IP: 50})
	own, stranger := s.browser(), s.browser()
	signIn := func(b *browser, parola string) answer {
		return b.post("/e-icisleri/giris", "kullanici_adi", "vali.ankara", "parola", parola)
	}
	for range 5 { // right ones do not count
		signIn(own, tohum.DemoParola).redirects(t, "/e-icisleri/anasayfa")
	}
	for range 4 {
		signIn(stranger, "yanlış").shows(t, http.StatusUnprocessableEntity, "Kullanıcı adı veya şifre hatalı.")
	}
	signIn(stranger, tohum.DemoParola).shows(t, http.StatusUnprocessableEntity, "Lütfen 15 dakika sonra yeniden deneyiniz.")
	signIn(s.browser(), tohum.DemoParola).shows(t, http.StatusUnprocessableEntity, "15 dakika sonra")
	signIn(own, tohum.DemoParola).redirects(t, "/e-icisleri/anasayfa")
	other := s.browser().post("/e-icisleri/giris", "kullanici_adi", "mia.ankara", "parola", tohum.DemoParola)
	other.redirects(t, "/e-icisleri/anasayfa") // another name at the same address
}
