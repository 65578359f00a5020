package intake_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

func (b *browser) link(words string) string {
	b.t.Helper()
	a := b.find(func(n *html.Node) bool { return n.Data == "a" && text(n) == words })
	if a == nil {
		b.t.Fatalf("no link %q on %s", words, b.path)
	}
	return attr(a, "href")
}

// VS-03: the report with numbered tables, “Yazdır” and “Kapat” without JavaScript too, and as a file with right letters; the
// whole letter once it is closed (AK-06).
func TestInquiryReport(t *testing.T) {
	s := newSite(t)
	no := s.applied()
	b := newBrowser(t, s.url)
	b.open("/basvuru-sorgula")
	b.press("Sorgula", inquiry(no, s.ayse.TCKN))
	b.press("Tamam", map[string]string{"kod": s.code(s.ayse)})
	b.open(b.link("Başvuru Raporu Al"))
	b.want(http.StatusOK, "/basvuru-sorgula/rapor")
	b.wantText("Başvuru Raporu", fmt.Sprintf("BAŞVURU NO: %d", no), "İşlem Görüyor", "Sıra Hizmet Başlığı Hizmet Alt Başlığı Hizmet Açıklaması 1 EĞİTİM", "1 dilekçe.pdf",
		"Sıra Durum Açıklama İşlem Tarihi 1 Başvuru Açık Kapı Birim Havuzunda", "tarayıcınızın “Yazdır” komutunu")
	if !strings.Contains(b.header.Get("Cache-Control"), "no-store") {
		t.Errorf("Cache-Control: %s", b.header.Get("Cache-Control"))
	}
	pdf := b.link("PDF İndir")
	b.open(b.link("Kapat"))
	b.want(http.StatusOK, "/basvuru-sorgula/sonuc")

	desk := kural.Actor{Rol: kural.AKS, ID: 1, Ad: "Sorumlu", Il: 6}
	if _, err := s.store.Do(t.Context(), desk, no, basvuru.Close{Sonuc: basvuru.Olumsuz, Metin: "Okul temizlenememiştir."}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/basvuru-sorgula/sonuc", "/basvuru-sorgula/rapor"} {
		b.open(path)
		b.wantText("Sayın AYŞE DEMİR;", fmt.Sprintf("yapmış olduğunuz %d no' lu başvuru sonuçlanmıştır. Okul temizlenememiştir. Açık Kapı Bürosu' na başvurduğunuz için", no), "ANKARA VALİLİĞİ")
	}
	words := b.download(pdf, fmt.Sprintf("attachment; filename=basvuru-%d-rapor.pdf", no))
	for _, want := range []string{"T.C. İÇİŞLERİ BAKANLIĞI", "AYŞE DEMİR", "Başvuru Olumsuz Kapatıldı", "Okul temizlenememiştir.", "ANKARA VALİLİĞİ", "1 EĞİTİM", "AYRANCI MAH.", "dilekçe.pdf", "Sayfa 1 /"} {
		if !strings.Contains(words, want) {
			t.Errorf("the file lacks %q: %s", want, words)
		}
	}
	stranger := newBrowser(t, s.url) // VS-01: without a code nothing is shown
	for _, path := range []string{"/basvuru-sorgula/rapor", pdf} {
		stranger.open(path)
		stranger.want(http.StatusOK, "/basvuru-sorgula")
	}
}

// download is the text of the PDF at path.
func (b *browser) download(path, disposition string) string {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	doc, err := io.ReadAll(res.Body)
	h := res.Header
	if err != nil || h.Get("Content-Type") != "application/pdf" || h.Get("Content-Disposition") != disposition || !strings.Contains(h.Get("Cache-Control"), "no-store") {
		b.t.Fatalf("%v, HTTP %d %v", err, res.StatusCode, h)
	}
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		b.t.Fatal("pdftotext is missing: apt-get install poppler-utils")
	}
	file := filepath.Join(b.t.TempDir(), "rapor.pdf")
	if err := os.WriteFile(file, doc, 0o600); err != nil {
		b.t.Fatal(err)
	}
	out, err := exec.CommandContext(b.t.Context(), program, "-raw", file, "-").Output()
	if err != nil {
		b.t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}
