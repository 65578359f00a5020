package intake_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// applied is the number of an application of ayse with a file.
func (s *site) applied() int64 {
	s.t.Helper()
	b, values := s.filled(s.ayse)
	b.press("Kaydet", values, upload{Ad: "dilekçe.pdf", Content: pdf()})
	b.want(http.StatusOK, "/basvuru-yap/tamam")
	return number(s.t, b)
}

func inquiry(no int64, tckn basvuru.TCKN) map[string]string {
	return map[string]string{"basvuru_no": strconv.FormatInt(no, 10), "tckn": string(tckn)}
}

// VS-01, VS-02, VS-04: number and T.C. Kimlik No, code, and the application with its files; the answer once it is closed.
func TestInquiry(t *testing.T) {
	s := newSite(t)
	no := s.applied()
	b := newBrowser(t, s.url)
	b.open("/basvuru-sorgula")
	b.press("Sorgula", inquiry(no, s.ayse.TCKN))
	b.want(http.StatusOK, "/basvuru-sorgula/kod")
	b.press("Tamam", map[string]string{"kod": s.code(s.ayse)})
	b.want(http.StatusOK, "/basvuru-sorgula/sonuc")
	b.wantText(fmt.Sprintf("BAŞVURU NO: %d", no), "İşlem Görüyor", "AYŞE", "AYRANCI MAH.", "Okulun genel temizliği yapılsın.",
		"Okula kayıt, nakil ve yerleştirme işlemleri", "Başvuru Açık Kapı Birim Havuzunda", "dilekçe.pdf")

	file := b.find(func(n *html.Node) bool { return n.Data == "a" && strings.Contains(text(n), "dilekçe.pdf") })
	b.open(attr(file, "href"))
	if b.status != http.StatusOK || b.header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(b.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("HTTP %d, %v", b.status, b.header)
	}
	b.open("/basvuru-sorgula/dosya/01890a5d-ac96-774b-bcce-b302099a8057")
	if b.status != http.StatusNotFound {
		t.Errorf("another file: HTTP %d", b.status)
	}

	desk := kural.Actor{Rol: kural.AKS, ID: 1, Ad: "Sorumlu", Il: 6}
	if _, err := s.store.Do(t.Context(), desk, no, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Okul temizlenmiştir."}); err != nil {
		t.Fatal(err)
	}
	b.open("/basvuru-sorgula/sonuc")
	b.wantText("Başvuru Olumlu Kapatıldı", "Okul temizlenmiştir.")
	b.press("Kapat", nil)
	b.want(http.StatusOK, "/")
	b.open("/basvuru-sorgula/sonuc")
	b.want(http.StatusOK, "/basvuru-sorgula")
}

// VS-04: the page of an inquiry offers nothing that changes the application, and no post to it does.
func TestInquiryChangesNothing(t *testing.T) {
	s := newSite(t)
	no := s.applied()
	b := newBrowser(t, s.url)
	b.open("/basvuru-sorgula")
	b.press("Sorgula", inquiry(no, s.ayse.TCKN))
	b.press("Tamam", map[string]string{"kod": s.code(s.ayse)})
	b.want(http.StatusOK, "/basvuru-sorgula/sonuc")
	for n := range b.page.Descendants() {
		switch {
		case n.Data == "form" && attr(n, "action") != "/basvuru-sorgula/bitir": // “Kapat” ends the inquiry
			t.Errorf("a form to %s", attr(n, "action"))
		case n.Data == "input" || n.Data == "textarea" || n.Data == "select":
			t.Errorf("something to type: %s %s", n.Data, attr(n, "name"))
		}
	}
	for _, path := range []string{"/basvuru-sorgula/sonuc", "/basvuru-yap/kayit", "/basvuru-yap/kayit/adres"} {
		b.post(path, "application/x-www-form-urlencoded", strings.NewReader("konu=Başka&acik_adres=Başka&durum=kapali_olumlu"))
	}
	var konu, durum string
	var events int
	err := s.store.Pool().QueryRow(t.Context(), `SELECT konu, durum, olay_sira FROM basvuru WHERE no = $1`, no).Scan(&konu, &durum, &events)
	if err != nil || konu != "Okulun genel temizliği yapılsın." || durum != "havuzda" || events != 1 {
		t.Errorf("%q, %s, %d events, %v", konu, durum, events, err)
	}
}

// VS-01, SC-09: a wrong pair and an unknown number give the same answer, and no code is sent.
func TestInquiryTellsNothing(t *testing.T) {
	s := newSite(t)
	no := s.applied()
	codes := s.codes()
	seen := map[string]bool{}
	for _, pair := range []map[string]string{inquiry(no, s.mehmet.TCKN), inquiry(999_999_999, s.ayse.TCKN)} {
		b := newBrowser(t, s.url)
		b.open("/basvuru-sorgula")
		b.press("Sorgula", pair)
		b.want(http.StatusUnprocessableEntity, "/basvuru-sorgula")
		seen[b.summary()] = true
		if b.value("basvuru_no") != pair["basvuru_no"] {
			t.Error("what was typed was lost")
		}
	}
	if len(seen) != 1 || s.codes() != codes {
		t.Errorf("answers %v, %d codes more", seen, s.codes()-codes)
	}
	b := newBrowser(t, s.url)
	b.open("/basvuru-sorgula")
	b.press("Sorgula", map[string]string{"basvuru_no": "bin", "tckn": "12345678901"})
	b.wantError("basvuru_no", "rakamlarla giriniz")
	b.wantError("tckn", "T.C. Kimlik No hatalı")
	b.open("/basvuru-sorgula/sonuc")
	b.want(http.StatusOK, "/basvuru-sorgula")
}
