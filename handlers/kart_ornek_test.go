package handlers

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"acikkapi/internal/kural"
	"acikkapi/internal/tarayici"
	"acikkapi/internal/tohum"
	"acikkapi/kart"
	"acikkapi/store"
)

// jpegOf is a photo of that size whose header says dpi; 0 = it says nothing.
func jpegOf(t *testing.T, width, height, dpi int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, width, height)), nil); err != nil {
		t.Fatal(err)
	}
	if dpi == 0 {
		return b.Bytes()
	}
	app0 := []byte{0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 1, byte(dpi >> 8), byte(dpi), byte(dpi >> 8), byte(dpi), 0, 0}
	return bytes.Join([][]byte{b.Bytes()[:2], app0, b.Bytes()[2:]}, nil)
}

// goodPhoto passes KT-04 and carries where it was taken.
func goodPhoto(t *testing.T) []byte {
	t.Helper()
	p := jpegOf(t, kart.FotografGenislik, kart.FotografYukseklik, kart.FotografDPI)
	const note = "GPS 39.9334, 32.8597"
	comment := append([]byte{0xff, 0xfe, 0, byte(len(note) + 2)}, note...)
	return bytes.Join([][]byte{p[:20], comment, p[20:]}, nil)
}

// bomb is a file of some bytes that says it has 30,000×30,000 points.
func bomb(t *testing.T) []byte {
	t.Helper()
	p := jpegOf(t, 8, 8, kart.FotografDPI)
	at := bytes.Index(p, []byte{0xff, 0xc0})
	copy(p[at+5:], []byte{30_000 >> 8, 30_000 & 0xff, 30_000 >> 8, 30_000 & 0xff})
	return p
}

func pngOf(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 600, 800))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func cmykPhoto(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("../internal/fotograf/testdata/cmyk.jpg")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// pdfOf is a PDF of one page whose catalogue also says extra.
func pdfOf(extra string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R " + extra + " >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
	}
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.Bytes()
}

// scriptPDF runs something when it is opened.
func scriptPDF() []byte { return pdfOf("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>") }

func file(alan, ad string, content []byte) tarayici.File {
	return tarayici.File{Alan: alan, Ad: ad, Content: content}
}

// papers are a good photo and a good receipt.
func papers(t *testing.T) []tarayici.File {
	t.Helper()
	return []tarayici.File{file("fotograf", "vesikalık.jpg", goodPhoto(t)), file("dekont", "dekont.pdf", pdfOf(""))}
}

// aile is the list of user i in one tab, with the family that KPS has told.
func (s *site) aile(i int) *sayfa {
	s.t.Helper()
	p := &sayfa{browser: s.signIn(i)}
	p.open(yolKart)
	p.press("Aile Bilgilerini KPS' den getir", nil)
	p.want(http.StatusOK, yolKart)
	return p
}

func (p *sayfa) want(status int, path string) {
	p.t.Helper()
	if p.status != status || p.path != path {
		p.t.Fatalf("HTTP %d at %s, want %d at %s: %s", p.status, p.path, status, path, p.text())
	}
}

// satir is the row of the relative ad.
func (p *sayfa) satir(ad string) *html.Node {
	p.t.Helper()
	n := tarayici.Find(p.page, func(n *html.Node) bool { return n.Data == "tr" && strings.Contains(tarayici.Text(n), ad) })
	if n == nil {
		p.t.Fatalf("no row of %s: %s", ad, p.text())
	}
	return n
}

// sutun is what stands in the column of that name for the relative ad.
func (p *sayfa) sutun(ad, column string) string {
	p.t.Helper()
	n := tarayici.Find(p.satir(ad), func(n *html.Node) bool { return tarayici.Attr(n, "data-label") == column })
	if n == nil {
		p.t.Fatalf("no column %q", column)
	}
	return tarayici.Text(n)
}

// follows the link with these words in the row of ad.
func (p *sayfa) click(ad, words string) {
	p.t.Helper()
	n := tarayici.Find(p.satir(ad), func(n *html.Node) bool { return n.Data == "a" && strings.HasPrefix(tarayici.Text(n), words) })
	if n == nil {
		p.t.Fatalf("no link %q for %s: %s", words, ad, tarayici.Text(p.satir(ad)))
	}
	p.open(tarayici.Attr(n, "href"))
}

// kartNo is the number of the card of ad.
func (p *sayfa) kartNo(ad string) int64 {
	p.t.Helper()
	no, err := strconv.ParseInt(strings.TrimPrefix(tarayici.Attr(p.satir(ad), "id"), "yakin-"), 10, 64)
	if err != nil {
		p.t.Fatal(err)
	}
	return no
}

// errorsAt are all messages at the field.
func (p *sayfa) errorsAt(field string) []string {
	n := tarayici.Find(p.page, func(n *html.Node) bool { return tarayici.Attr(n, "id") == field+"-error" })
	if n == nil {
		return nil
	}
	var list []string
	for d := range n.Descendants() {
		if d.Data == "p" {
			list = append(list, strings.TrimSpace(strings.TrimPrefix(tarayici.Text(d), "Hata:")))
		}
	}
	return list
}

// requested is the list of the demonstration's staff member with a request for their wife, and the card's number.
func (s *site) requested() (*sayfa, int64) {
	s.t.Helper()
	p := s.aile(userPersonel)
	no := p.kartNo("FATMA")
	p.click("FATMA", "Kart Talebinde Bulun")
	p.press("Kaydet", map[string]string{"kabul": "1"}, papers(s.t)...)
	p.want(http.StatusOK, yolKart)
	return p, no
}

// reviewer is one of the bureau.
func (s *site) reviewer() kural.Actor {
	s.t.Helper()
	return kural.Actor{Rol: kural.KimlikBurosu, ID: s.user(userKimlik), Ad: "PINAR UÇAR"}
}

// user is the id of the demonstration's user i.
func (s *site) user(i int) int64 {
	s.t.Helper()
	id, err := strconv.ParseInt(s.scanText(`SELECT id::text FROM kullanici WHERE kullanici_adi = $1`, tohum.Demo()[i].Hesap), 10, 64)
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// decide lets the bureau do cmd with the card.
func (s *site) decide(no int64, cmd kart.Command) store.KartResult {
	s.t.Helper()
	res, err := s.store.DoKart(s.t.Context(), s.reviewer(), no, cmd)
	if err != nil {
		s.t.Fatalf("%s: %v", cmd.Action(), err)
	}
	return res
}

// talepler is the number of requests for the card no.
func (s *site) talepler(no int64) int {
	s.t.Helper()
	return s.scan(`SELECT count(*)::text FROM kart_talep WHERE kart_no = $1`, no)
}

func kartURL(no int64, below string) string { return fmt.Sprintf("/kart/%d%s", no, below) }

// multipartOf is a form with files as a program posts it.
func multipartOf(t *testing.T, pairs map[string]string, files []tarayici.File) (body io.Reader, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, v := range pairs {
		if err := w.WriteField(name, v); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile(f.Alan, f.Ad)
		if err == nil {
			_, err = part.Write(f.Content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &b, w.FormDataContentType()
}
