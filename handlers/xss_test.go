package handlers

import (
	"net/http"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
)

// SC-08: hostile text that citizens, birim and staff have written stands on the pages as text.
func TestHostileTextIsInert(t *testing.T) {
	s := newSite(t)
	const hostile = `<script>alert(1)</script>"><img src=x onerror=alert(2)>'{{.}}`
	y := dbtest.Yeni(1)
	y.Kisi.Ad, y.Kisi.Soyad, y.Konu, y.AcikAdres = hostile, hostile, hostile, hostile
	y.Hizmets[0].Aciklama = hostile
	no := s.file(y)
	s.do(dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	s.deliver(no, 1)
	aks, mem, mia := s.signIn(userAKS), s.signIn(userMEM), s.signIn(userMIA)
	mem.post(birimURL(no, 1, "cevapla"), "metin", hostile, "sonuc", "olumlu").redirects(t, birimURL(no, 1, ""))
	pages := map[string]answer{
		"desk's list": aks.get("/aks/basvuru"), "desk's detail": aks.get(aksURL(no, "")), "letter": aks.post(aksURL(no, "kapat"), "metin", hostile),
		"headings": aks.get(aksURL(no, "guncelle")), "search": aks.post(aksURL(no, "yonlendir"), "ara", hostile, "islem", "ara"),
		"filter": aks.post("/aks/basvuru", "ad", hostile, "no", hostile),
		"inbox":  mem.get("/birim/basvuru"), "birim's detail": mem.get(birimURL(no, 1, "")), "MİA's list": mia.get("/mia"), "MİA's detail": mia.get(miaURL(no, "")),
		"sign-in": s.browser().post("/giris", "tckn", hostile, "telefon", hostile),
	}
	for name, a := range pages {
		if a.status != http.StatusOK && a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.status)
		}
		if strings.Contains(a.body, "<script>alert") || strings.Contains(a.body, "<img src=x") {
			t.Errorf("%s runs hostile text:\n%s", name, a.body)
		}
		if !strings.Contains(a.body, "&lt;script&gt;alert(1)") {
			t.Errorf("%s does not show the text:\n%s", name, a.body)
		}
	}
}
