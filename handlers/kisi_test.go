package handlers

import (
	"net/http"
	"strings"
	"testing"

	"acikkapi/internal/dbtest"
)

// AK-02, MI-01, SC-04: a list is filtered by T.C. Kimlik No and name without either ever standing in an address; the token in its
// place is worth nothing to anybody else.
func TestFilterKeepsNumberOutOfAddresses(t *testing.T) {
	s := newSite(t)
	for n := range 21 {
		dbtest.File(t, s.store, n)
	}
	y := dbtest.Yeni(50)
	wanted := s.file(y)
	s.file(y) // the same person's second one
	tckn := string(y.Kisi.TCKN)
	desk, governor := s.signIn(userAKS), s.signIn(userMIA)
	for path, b := range map[string]*browser{"/aks/basvuru": desk, "/mia": governor} {
		to := b.post(path, "no", "", "tckn", tckn, "ad", " Ayşe ", "soyad", "", "durum", "havuzda")
		if to.status != http.StatusSeeOther || !strings.HasPrefix(to.to, path+"?") || strings.Contains(to.to, tckn) || strings.Contains(to.to, "Ay%C5") {
			t.Fatalf("%s: %d %s", path, to.status, to.to)
		}
		page := b.get(to.to)
		page.shows(t, http.StatusOK, "Toplam 2 kayıttan 1-2 gösteriliyor.", dbtestNo(wanted), `value="`+tckn+`"`, `value="Ayşe"`)
		for _, attribute := range []string{"href", "hx-get", "sse-connect", "action"} {
			for _, rest := range strings.Split(page.body, attribute+`="`)[1:] {
				if address, _, _ := strings.Cut(rest, `"`); strings.Contains(address, tckn) || strings.Contains(address, "Ay%C5") || strings.Contains(address, "Ayşe") {
					t.Errorf("%s holds the number or the name: %s", attribute, address)
				}
			}
		}
		_, live, _ := strings.Cut(page.body, "sse-connect")
		part := between(t, live, `hx-get="`, `"`)
		b.get(part).shows(t, http.StatusOK, "Toplam 2 kayıttan")
		b.post(path, "tckn", "12345678901", "ad", "Ayşe").shows(t, http.StatusUnprocessableEntity, "T.C. Kimlik No hatalı", `value="12345678901"`, `value="Ayşe"`)
	}
	token := desk.post("/aks/basvuru", "tckn", tckn).to
	stranger := s.signIn(userAKSIlce).get(token)
	stranger.shows(t, http.StatusUnprocessableEntity, "okunamadı; lütfen yeniden yazınız")
	stranger.lacks(t, tckn)
	desk.post("/aks/basvuru").redirects(t, "/aks/basvuru") // nothing given lists all
}
