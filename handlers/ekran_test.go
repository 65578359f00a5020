package handlers

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/tohum"
	"acikkapi/internal/web"
)

// TestScreenshots draws the staff's pages for somebody to look at, on a desk and on a phone (UI-02):
// SCREENSHOTS=folder go test ./handlers -run Screenshots.
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		t.Skip("SCREENSHOTS names no folder")
	}
	pages := screens(newSite(t))
	mux := http.NewServeMux()
	mux.Handle(web.StaticPath, web.NewEngine().Static())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, pages[strings.TrimPrefix(r.URL.Path, "/")]) //nolint:gosec // pages of ours, in a test
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	only := os.Getenv("ONLY")
	for name := range pages {
		if only != "" && !strings.Contains(name, only) {
			continue
		}
		for size, height := range map[int]int{1280: 1500, 360: 2400} {
			draw(t, server.URL+"/"+name, filepath.Join(folder, fmt.Sprintf("%s-%d.png", name, size)), size, height)
		}
	}
}

func draw(t *testing.T, address, file string, width, height int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--user-data-dir="+t.TempDir(),
		fmt.Sprintf("--window-size=%d,%d", width, height), "--screenshot="+file, address)
	if b, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", address, err, b)
	}
}

// screens is every page of the staff's side, in its usual and its refused states.
func screens(s *site) map[string]string {
	pages := map[string]string{}
	add := func(name string, a answer) { pages[name] = a.body }
	for n := range 24 {
		dbtest.File(s.t, s.store, n)
	}
	answered, waiting := s.answered(30), s.routed(31, dbtest.BirimMEM, dbtest.BirimSaglik)
	atMIA, reset := s.answered(32), s.answered(33)
	s.do(dbtest.AKS, atMIA, basvuru.SendToMIA{Aciklama: "Görüşlerinize arz ederim."})
	s.do(dbtest.AKS, reset, basvuru.SendToMIA{})
	s.do(dbtest.MIA, reset, basvuru.Reset{Aciklama: "Yanlış birime yönlendirilmiştir."})
	closed := s.answered(34)
	s.do(dbtest.AKS, closed, basvuru.Close{Sonuc: basvuru.Kismen, Metin: "Okul temizlenecek, tarama yapılmayacaktır."})

	anon := s.browser()
	add("giris", anon.get("/giris"))
	add("giris-hata", anon.post("/giris", "tckn", "12345678901", "telefon", "0312 123 45 67"))
	add("giris-yok", anon.post("/giris", "tckn", "10000000146", "telefon", "5320000000"))
	add("eicisleri", anon.get("/e-icisleri"))
	add("eicisleri-giris", anon.post("/e-icisleri/giris", "kullanici_adi", "yok", "parola", "yok"))

	aks := s.signIn(userAKS)
	add("aks", aks.get("/aks"))
	add("aks-liste", aks.get("/aks/basvuru"))
	add("aks-liste-hata", aks.post("/aks/basvuru", "tckn", "123"))
	add("aks-detay-cevapli", aks.get(aksURL(answered, "")))
	add("aks-detay-bekleyen", aks.get(aksURL(waiting, "")))
	add("aks-detay-eski-tur", aks.get(aksURL(reset, "")))
	add("aks-detay-kapali", aks.get(aksURL(closed, "")))
	add("yonlendir", aks.post(aksURL(answered, "yonlendir"), "ara", "çankaya", "birim", "90600111", "islem", "ara"))
	add("yonlendir-hata", aks.post(aksURL(waiting, "yonlendir"), "birim", dbtest.BirimMEM.No, "islem", "yonlendir"))
	add("mia-gonder", aks.get(aksURL(answered, "mia")))
	add("kapat", aks.get(aksURL(answered, "kapat")))
	add("kapat-hata", aks.post(aksURL(answered, "kapat"), "metin", ""))
	add("kapat-borclu", aks.get(aksURL(waiting, "kapat")))
	add("kapat-yarisma", aks.post(aksURL(closed, "kapat"), "metin", "Yazdığım cevap kaybolmasın.", "sonuc", "olumlu"))
	add("guncelle", aks.get(aksURL(answered, "guncelle")))
	add("guncelle-hata", aks.post(aksURL(answered, "guncelle"), "islem", "kaydet"))
	add("geri-cek", aks.get(aksURL(waiting, "geri-cek/1")))
	add("yetkisiz-sayfa", aks.get("/mia"))
	k := s.signIn(userAKSIlce)
	add("aks-ilce", k.get("/aks/ilce"))

	mem := s.signIn(userMEM)
	add("birim", mem.get("/birim"))
	add("birim-liste", mem.get("/birim/basvuru"))
	add("birim-detay", mem.get(birimURL(waiting, 1, "")))
	add("birim-detay-cevapli", mem.get(birimURL(answered, 1, "")))
	add("cevapla", mem.get(birimURL(waiting, 1, "cevapla")))
	add("cevapla-hata", mem.upload(birimURL(waiting, 1, "cevapla"), "rapor.pdf", "bu bir pdf değil", "metin", "Yazdığım kaybolmasın"))
	add("cevapla-dosya", mem.upload(birimURL(waiting, 1, "cevapla"), "rapor.pdf", "%PDF-1.4\n%%EOF\n", "islem", "dosya-ekle", "metin", "Ekte sunulmuştur."))
	add("yetkisiz", mem.get(birimURL(waiting, 1, "yetkisiz")))

	mia := s.signIn(userMIA)
	add("moduller", mia.get("/e-icisleri/anasayfa"))
	add("mia", mia.get("/mia"))
	add("mia-detay", mia.get(miaURL(atMIA, "")))
	add("mia-cevapla", mia.get(miaURL(atMIA, "cevapla")))
	add("geri-al", mia.get(miaURL(atMIA, "geri-al")))
	add("geri-al-hata", mia.post(miaURL(atMIA, "geri-al"), "aciklama", ""))
	add("modul-yok", s.signIn(userVali).get("/e-icisleri/anasayfa"))

	b, other := s.browser(), tohum.Demo()[userSaglik]
	b.post("/giris", "tckn", string(other.TCKN), "telefon", string(other.Telefon)).redirects(s.t, "/giris/kod")
	add("giris-kod", b.get("/giris/kod"))
	add("oturum-bitti", s.browser().post(birimURL(waiting, 1, "cevapla"), "metin", "Yazdığım uzun cevap"))
	return pages
}
