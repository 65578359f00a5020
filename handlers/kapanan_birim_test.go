package handlers

import (
	"fmt"
	"net/http"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
)

// OP-05, AK-10: what waits at a closed birim is listed to the AKS of its il, with the ways out; others have no such page in the menu.
func TestKapananBirim(t *testing.T) {
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM, dbtest.BirimSaglik)
	answered := s.routed(2, dbtest.BirimMEM)
	s.do(dbtest.YetkiliMEM, answered, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Yapılacaktır."})
	if _, err := s.store.Pool().Exec(t.Context(), `UPDATE birim SET aktif = false, guncelleme = now() WHERE detsis_no = $1`, dbtest.BirimMEM.No); err != nil {
		t.Fatal(err)
	}
	b := s.signIn(userAKS)
	b.get("/aks").shows(t, http.StatusOK, `href="/aks/kapanan-birim"`, "Kapanan birimlerde", "Kapanan Birimler")
	page := b.get("/aks/kapanan-birim")
	page.shows(t, http.StatusOK, "Toplam 1 kayıttan 1-1 gösteriliyor.", dbtest.BirimMEM.Ad, aksURL(no, "geri-cek/1"), aksURL(no, "yonlendir"), "Bu sayfa için yardım")
	page.lacks(t, dbtest.BirimSaglik.Ad, fmt.Sprintf("/aks/basvuru/%d", answered))
	// YT-03 is of birim; but no list needs contact data either.
	page.lacks(t, dbtest.Yeni(1).Iletisim.Cep)
	b.get("/aks/kapanan-birim?sayfa=7").redirects(t, "/aks/kapanan-birim?sayfa=1")

	s.signIn(userMIA).get("/aks/kapanan-birim").shows(t, http.StatusForbidden)
	other := s.signIn(userAKSIlce) // works in Çankaya; the application is of Keçiören
	other.get("/aks").lacks(t, "/aks/kapanan-birim", "Kapanan")
	other.get("/aks/kapanan-birim").shows(t, http.StatusOK, "Kapanan birimlerde cevap bekleyen başvuru yoktur.")

	b.post(aksURL(no, "geri-cek/1"), "neden", "Birim kapandı.").redirects(t, aksURL(no, ""))
	b.get("/aks/kapanan-birim").shows(t, http.StatusOK, "Kapanan birimlerde cevap bekleyen başvuru yoktur.")
	b.get("/aks").lacks(t, "Kapanan birimlerde")
	b.post(aksURL(no, "yonlendir"), "islem", "yonlendir", "birim", dbtest.BirimMEM.No).shows(t, http.StatusUnprocessableEntity)
}
