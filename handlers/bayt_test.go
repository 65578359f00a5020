package handlers

import (
	"net/http"
	"testing"

	"acikkapi/internal/dbtest"
)

// G-06: bytes that PostgreSQL cannot keep are refused or find nothing; they are no fault of the server's.
func TestUnreadableBytes(t *testing.T) {
	s := newSite(t)
	no := dbtest.File(t, s.store, 1)
	b := s.signIn(userAKS)
	for _, bytes := range []string{"okul%00lar", "okul%fflar"} {
		for _, path := range []string{"/aks/birim?ara=", "/aks/basvuru?ad=", "/aks/basvuru?durum=", "/aks/birim?ara=okul&birim=", "/aks/alt-baslik?baslik="} {
			if a := b.get(path + bytes); a.status >= http.StatusInternalServerError {
				t.Errorf("%s: %d", path+bytes, a.status)
			}
		}
	}
	for _, bytes := range []string{"okul\x00lar", "okul\xfflar"} {
		for _, name := range []string{"birim", "ara", "metin", "sonuc", "neden", "hizmet", "baslik", "aciklama", "tckn", "ad"} {
			for _, path := range []string{aksURL(no, "yonlendir"), aksURL(no, "kapat"), aksURL(no, "guncelle"), aksURL(no, "mia"), "/aks/basvuru"} {
				for _, islem := range []string{"", "yonlendir", "ekle:" + bytes} {
					if a := b.post(path, name, bytes, "islem", islem, "sonuc", "olumlu"); a.status >= http.StatusInternalServerError {
						t.Errorf("%s %s %q: %d", path, name, bytes, a.status)
					}
				}
			}
		}
		if a := s.browser().post("/e-icisleri/giris", "kullanici_adi", bytes, "parola", bytes); a.status != http.StatusUnprocessableEntity {
			t.Errorf("signing in as %q: %d", bytes, a.status)
		}
	}
}
