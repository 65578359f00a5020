package intake_test

import (
	"net/http"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
)

// AK-01, VS-02: a citizen for whom the desk filed while KPS was away finds the application, with the mark in place of the name.
func TestInquiryBeforeTheNameIsKnown(t *testing.T) {
	s := newSite(t)
	y := dbtest.Yeni(1)
	y.Kanal, y.Kimlik, y.Kisi, y.Iletisim.Cep = basvuru.KanalAKS, basvuru.KimlikBekliyor, basvuru.Kisi{TCKN: s.ayse.TCKN}, string(s.ayse.Cep)
	res, err := s.store.Do(t.Context(), dbtest.AKS, 0, basvuru.Submit{Yeni: y})
	if err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, s.url)
	b.open("/basvuru-sorgula")
	b.press("Sorgula", inquiry(res.No, s.ayse.TCKN))
	b.press("Tamam", map[string]string{"kod": s.code(s.ayse)})
	b.want(http.StatusOK, "/basvuru-sorgula/sonuc")
	b.wantText("Kimlik bilgileri KPS'den bekleniyor", string(s.ayse.TCKN))
}
