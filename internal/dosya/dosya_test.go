package dosya

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"acikkapi/internal/fotograf"
	"acikkapi/internal/kural"
)

func newStore(t *testing.T) (*Store, string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "yeni", "klasör")
	s, err := New(t.Context(), "file://"+folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, folder
}

// picture encodes a small picture.
func picture(t *testing.T, encode func(io.Writer, image.Image) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b, image.NewGray(image.Rect(0, 0, 20, 10))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// office is a zip with the entries named.
func office(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, err := z.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(w, "<x/>")
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// ole is the head of an old Office file without more inside.
func ole() []byte {
	b := make([]byte, 1536)
	copy(b, []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1})
	return b
}

var (
	encodeJPEG = func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) }
	encodeGIF  = func(w io.Writer, m image.Image) error { return gif.Encode(w, m, nil) }
	encodeTIFF = func(w io.Writer, m image.Image) error { return tiff.Encode(w, m, nil) }
)

const pdf = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

// G-05: every listed format is taken, in capital letters too, and comes back byte by byte.
func TestSaveTakesEveryListedFormat(t *testing.T) {
	s, _ := newStore(t)
	for name, content := range map[string][]byte{
		"resim.png": picture(t, png.Encode), "RESİM.PNG": picture(t, png.Encode),
		"foto.jpg": picture(t, encodeJPEG), "foto.jpeg": picture(t, encodeJPEG),
		"plan.bmp": picture(t, bmp.Encode), "tarama.tif": picture(t, encodeTIFF), "TARAMA.TIFF": picture(t, encodeTIFF),
		"hareketli.gif": picture(t, encodeGIF), "HAREKETLİ.GİF": picture(t, encodeGIF),
		"dilekçe.doc": ole(), "liste.xls": ole(),
		"dilekçe.docx": office(t, "[Content_Types].xml", "word/document.xml"),
		"liste.xlsx":   office(t, "[Content_Types].xml", "xl/workbook.xml"),
		"belge.pdf":    []byte(pdf),
	} {
		d, err := s.Save(t.Context(), name, bytes.NewReader(content))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d.Tur == "image/jpeg" {
			content = bare(t, content)
		}
		if d.Ad != name || d.Boyut != int64(len(content)) || d.Tur == "" {
			t.Errorf("%s: stored as %+v", name, d)
		}
		r, size, err := s.Open(t.Context(), d.Ozet)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		back, err := io.ReadAll(r)
		if _ = r.Close(); err != nil || size != d.Boyut || !bytes.Equal(back, content) {
			t.Errorf("%s came back as %d bytes (%v)", name, len(back), err)
		}
	}
}

// bare is a JPEG as it is stored.
func bare(t *testing.T, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := fotograf.Strip(&b, bytes.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// SC-07: a photo is stored without the place, the device and the words that the camera has written into it; the picture is the same.
func TestPhotosLoseTheirPlace(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	plain := picture(t, encodeJPEG)
	note := []byte("Exif\x00\x00 GPS 39.92 32.85 Telefon Markası")
	segment := append([]byte{0xff, 0xe1, 0, byte(len(note) + 2)}, note...)
	comment := append([]byte{0xff, 0xfe, 0, 12}, "Evimin onu"...)
	content := slices.Concat(plain[:2], segment, comment, plain[2:], []byte("kuyruk: 39.92"))
	d, err := s.Save(t.Context(), "sokak.jpg", bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	r, size, err := s.Open(t.Context(), d.Ozet)
	if err != nil {
		t.Fatal(err)
	}
	back, err := io.ReadAll(r)
	if _ = r.Close(); err != nil || size != d.Boyut || len(back) != int(d.Boyut) {
		t.Fatalf("%d of %d bytes, %v", len(back), d.Boyut, err)
	}
	for _, secret := range []string{"39.92", "Telefon", "Evimin"} {
		if bytes.Contains(back, []byte(secret)) {
			t.Errorf("%q is stored with the photo", secret)
		}
	}
	before, err1 := jpeg.Decode(bytes.NewReader(plain))
	after, err2 := jpeg.Decode(bytes.NewReader(back))
	if err1 != nil || err2 != nil || before.Bounds() != after.Bounds() || before.At(0, 0) != after.At(0, 0) {
		t.Errorf("the picture is another: %v, %v", err1, err2)
	}
	if _, err := s.Save(t.Context(), "yarim.jpg", bytes.NewReader(plain[:len(plain)/2])); kural.KindOf(err) != kural.Invalid || !strings.Contains(err.Error(), "yarim.jpg") {
		t.Errorf("half a photo: %v", err)
	}
}

// SC-07: so is a PNG or a GIF, as a screenshot or a telephone makes it.
func TestOtherImagesLoseTheirPlace(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t)
	text := append([]byte{0, 0, 0, 16}, "tEXtLocation\x0039.9208"...)
	text = binary.BigEndian.AppendUint32(text, crc32.ChecksumIEEE(text[4:]))
	plainPNG, plainGIF := picture(t, png.Encode), picture(t, func(w io.Writer, m image.Image) error { return gif.Encode(w, m, nil) })
	for name, c := range map[string]struct{ plain, with []byte }{
		"sokak.png": {plainPNG, slices.Concat(plainPNG[:33], text, plainPNG[33:])},
		"sokak.gif": {plainGIF, slices.Concat(plainGIF[:len(plainGIF)-1], []byte("\x21\xfe\x0739.9208\x00;"))},
	} {
		d, err := s.Save(t.Context(), name, bytes.NewReader(c.with))
		if err != nil {
			t.Fatal(err)
		}
		r, size, err := s.Open(t.Context(), d.Ozet)
		if err != nil {
			t.Fatal(err)
		}
		back, err := io.ReadAll(r)
		if _ = r.Close(); err != nil || size != d.Boyut || !bytes.Equal(back, c.plain) {
			t.Errorf("%s: %d bytes are stored, want the %d of the picture, %v", name, len(back), len(c.plain), err)
		}
	}
}

// pngOf is a PNG whose header claims w × h points.
func pngOf(t *testing.T, w, h uint32) []byte {
	t.Helper()
	b := picture(t, png.Encode)
	binary.BigEndian.PutUint32(b[16:], w)
	binary.BigEndian.PutUint32(b[20:], h)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

// G-05, SC-07: a bad file is refused at its field, in Turkish, by its name.
func TestSaveRefuses(t *testing.T) {
	s, folder := newStore(t)
	big := append([]byte(pdf), make([]byte, MaxBoyut+1-len(pdf))...)
	for _, c := range []struct {
		name, says string
		content    []byte
	}{
		{"zararlı.exe", "türü uygun değil", []byte("MZ")},
		{"uzantısız", "türü uygun değil", []byte(pdf)},
		{"boş.pdf", "boş", nil},
		{"büyük.pdf", "10MB’den büyük", big},
		{"yalancı.png", "uzantısına uymuyor", []byte(pdf)},
		{"yalancı.pdf", "uzantısına uymuyor", []byte("<script>alert(1)</script>")},
		{"yalancı.docx", "uzantısına uymuyor", office(t, "[Content_Types].xml", "xl/workbook.xml")},
		{"yalancı.xlsx", "uzantısına uymuyor", office(t, "kötü.js")},
		{"yalancı.doc", "uzantısına uymuyor", picture(t, png.Encode)},
		{"yarım.pdf", "bozuk ya da eksik", []byte(pdf[:30])},
		{"yarım.png", "bozuk ya da eksik", picture(t, png.Encode)[:60]},
		{"yarım.docx", "bozuk ya da eksik", office(t, "[Content_Types].xml", "word/document.xml")[:120]},
		{"bomba.png", "çok büyük", pngOf(t, 60_000, 60_000)},
	} {
		_, err := s.Save(t.Context(), c.name, bytes.NewReader(c.content))
		e, ok := errors.AsType[*kural.Error](err)
		if !ok || e.Kind != kural.Invalid || e.Field != Field {
			t.Errorf("%s: %v is not a refusal at %q", c.name, err, Field)
			continue
		}
		if !strings.Contains(e.Message, c.name) || !strings.Contains(e.Message, c.says) {
			t.Errorf("%s: says %q, should name the file and say %q", c.name, e.Message, c.says)
		}
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 0 {
		t.Errorf("refused files left %v behind", entries)
	}
}

// G-05: exactly 10 MB is taken.
func TestSaveTakesTenMegabytes(t *testing.T) {
	s, _ := newStore(t)
	exact := append(make([]byte, 0, MaxBoyut), "%PDF-1.4\n"...)
	exact = append(exact, bytes.Repeat([]byte{' '}, MaxBoyut-len(exact)-6)...)
	d, err := s.Save(t.Context(), "tam.pdf", bytes.NewReader(append(exact, "%%EOF\n"...)))
	if err != nil || d.Boyut != 10*1024*1024 {
		t.Fatalf("10 MB: %+v, %v", d, err)
	}
}

// SC-07: a connection that breaks, and a body over its own limit, store nothing.
func TestSaveOfBrokenUpload(t *testing.T) {
	s, folder := newStore(t)
	broken := io.MultiReader(strings.NewReader(pdf), iotest.ErrReader(io.ErrUnexpectedEOF))
	_, err := s.Save(t.Context(), "kopuk.pdf", broken)
	if kural.KindOf(err) != kural.Invalid || !strings.Contains(err.Error(), "“kopuk.pdf” dosyası eksik ulaştı") {
		t.Errorf("broken connection: %v", err)
	}
	over := http.MaxBytesReader(nil, io.NopCloser(strings.NewReader(pdf)), 5)
	_, err = s.Save(t.Context(), "fazla.pdf", over)
	if _, ok := errors.AsType[*http.MaxBytesError](err); !ok {
		t.Errorf("body over its limit: %v", err)
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 0 {
		t.Errorf("broken uploads left %v behind", entries)
	}
}

// SC-07: names are for showing only.
func TestCleanName(t *testing.T) {
	for given, want := range map[string]string{
		`../../etc/passwd.pdf`:             "passwd.pdf",
		`C:\Belgeler\dilekçe.doc`:          "dilekçe.doc",
		"a\r\nSet-Cookie: x.pdf":           "a Set-Cookie: x.pdf",
		"fatura\u202efdp.exe":              "faturafdp.exe",
		"..pdf":                            "adsız.pdf",
		"  çok   boşluklu  .pdf":           "çok boşluklu.pdf",
		strings.Repeat("ş", 300) + ".docx": strings.Repeat("ş", maxAd) + ".docx",
		"bozuk\xff.pdf":                    "bozuk.pdf",
		"":                                 "adsız.",
	} {
		if got := cleanName(given); got != want {
			t.Errorf("cleanName(%q) = %q, want %q", given, got, want)
		}
	}
}

// SC-11: a store that is gone refuses uploads clearly, as an outage and not as the person's mistake.
func TestSaveWithoutStore(t *testing.T) {
	s, folder := newStore(t)
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(folder, nil, 0o600); err != nil { // a file where the folder was: nothing can be written, even by root
		t.Fatal(err)
	}
	_, err := s.Save(t.Context(), "belge.pdf", strings.NewReader(pdf))
	if kural.KindOf(err) != kural.Unavailable {
		t.Errorf("unwritable store: %v", err)
	}
}

// SC-07: keys are digests; nothing else opens, and least of all a path.
func TestOpenUnknown(t *testing.T) {
	s, _ := newStore(t)
	for _, ozet := range []string{"", "a", "../../../etc/passwd", strings.Repeat("0", 64), strings.Repeat("g", 64)} {
		if _, _, err := s.Open(context.Background(), ozet); kural.KindOf(err) != kural.NotFound {
			t.Errorf("Open(%q): %v", ozet, err)
		}
	}
}
