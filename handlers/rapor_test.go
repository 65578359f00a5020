package handlers

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
)

// pdfText is what a person reads in a downloaded report, white space folded.
func pdfText(t *testing.T, a answer) string {
	t.Helper()
	h := a.header
	if a.status != http.StatusOK || h.Get("Content-Type") != "application/pdf" || !strings.Contains(h.Get("Cache-Control"), "no-store") ||
		!strings.HasPrefix(h.Get("Content-Disposition"), "attachment; filename=basvuru-") || !strings.HasPrefix(a.body, "%PDF-") {
		t.Fatalf("HTTP %d %v", a.status, h)
	}
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Fatal("pdftotext is missing: apt-get install poppler-utils")
	}
	path := filepath.Join(t.TempDir(), "rapor.pdf")
	if err := os.WriteFile(path, []byte(a.body), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), program, "-raw", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// AK-13: the desk's report on the page and as a file, with everything that the desk may see, all rounds too.
func TestDeskReport(t *testing.T) {
	s := newSite(t)
	no := s.answered(1)
	s.do(dbtest.AKS, no, basvuru.SendToMIA{Aciklama: "Görüşünüze"})
	s.do(dbtest.MIA, no, basvuru.Reset{Aciklama: "Baştan ele alınsın"})
	s.do(dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	b := s.signIn(userAKS)
	page := linkOf(t, b.get(aksURL(no, "")).body, "Başvuru Raporu Al")
	a := b.get(page)
	a.shows(t, http.StatusOK, fmt.Sprintf("BAŞVURU NO: %d", no), "Yazdır", ">Kapat<", "tarayıcınızın “Yazdır” komutunu", "0 500 000 00 02", "Geri Alınan İşlemler: 1. tur",
		"Zeynep Hekim", "Sağlık taraması yapılamamaktadır.", "Son Cevap Verme Tarihi", "Görüşünüze", "Baştan ele alınsın", `data-label="Sıra"><span>1</span>`)
	if !strings.Contains(a.header.Get("Cache-Control"), "no-store") {
		t.Errorf("Cache-Control: %s", a.header.Get("Cache-Control"))
	}
	if to := linkOf(t, a.body, "Kapat"); to != aksURL(no, "") {
		t.Errorf("Kapat leads to %s", to)
	}
	text := pdfText(t, b.get(linkOf(t, a.body, "PDF İndir")))
	for _, want := range []string{"0 500 000 00 02", "Geri Alınan İşlemler: 1. tur", "ANKARA İL SAĞLIK MÜDÜRLÜĞÜ: Olumsuz – Zeynep Hekim", "Sağlık taraması yapılamamaktadır.", "1 ANKARA İL MİLLİ EĞİTİM", "Sıra Durum Açıklama İşlem Tarihi"} {
		if !strings.Contains(text, want) {
			t.Errorf("the file lacks %q: %s", want, text)
		}
	}
	taken := s.scanText(`SELECT string_agg(islem || ' ' || yapan_rol, ', ' ORDER BY zaman) FROM erisim WHERE basvuru_no = $1 AND islem LIKE 'Başvuru raporu%'`, no)
	if taken != "Başvuru raporu görüntülendi aks, Başvuru raporu indirildi aks" { // SC-05
		t.Errorf("on record: %s", taken)
	}
}

// MI-05, YT-03: the MİA's file and the Yetkili's report hold no contact data, the latter nothing of another birim either.
func TestReportsWithoutContactData(t *testing.T) {
	s := newSite(t)
	no := s.answered(1)
	mia := s.signIn(userMIA)
	governor := pdfText(t, mia.get(linkOf(t, mia.get(miaURL(no, "")).body, "Rapor Al")))
	yetkili := s.signIn(userMEM)
	page := yetkili.get(linkOf(t, yetkili.get(birimURL(no, 1, "")).body, "Başvuru Raporu Al"))
	page.shows(t, http.StatusOK, "Okul temizlenecektir.", "Murat Öğretmen")
	own := pdfText(t, yetkili.get(linkOf(t, page.body, "PDF İndir")))
	for name, text := range map[string]string{"MİA": governor, "page": page.body, "Yetkili": own} {
		for _, contact := range []string{"0 500 000", "+90500", "İletişim", "Cep Telefonu"} {
			if strings.Contains(text, contact) {
				t.Errorf("%s: %q in %s", name, contact, text)
			}
		}
	}
	if !strings.Contains(governor, "Sağlık taraması yapılamamaktadır.") || strings.Contains(own+page.body, "Sağlık taraması") || strings.Contains(own+page.body, "Zeynep Hekim") {
		t.Errorf("MİA: %s\nYetkili: %s", governor, own)
	}
	yetkili.get(birimURL(no, 2, "rapor")).shows(t, http.StatusNotFound, "bulunamadı") // YT-02
	yetkili.get(birimURL(no, 2, "rapor.pdf")).shows(t, http.StatusNotFound)
}

// AK-03: another il's report is not there, and nobody is on record as having taken it.
func TestReportScope(t *testing.T) {
	s := newSite(t)
	y := dbtest.Yeni(1)
	y.Il, y.Ilce = 34, s.scan(`SELECT min(id)::text FROM ilce WHERE il_kodu = 34`)
	y.Yerlesim = s.scan(`SELECT min(id)::text FROM yerlesim WHERE ilce_id = $1`, y.Ilce)
	no := s.file(y)
	b := s.signIn(userAKS)
	b.get(aksURL(no, "rapor")).shows(t, http.StatusNotFound, "bulunamadı")
	b.get(aksURL(no, "rapor.pdf")).shows(t, http.StatusNotFound)
	s.signIn(userMIA).get(miaURL(no, "rapor.pdf")).shows(t, http.StatusNotFound)
	if n := s.scan(`SELECT count(*)::text FROM erisim WHERE basvuru_no = $1`, no); n != 0 {
		t.Errorf("%d on record", n)
	}
}
