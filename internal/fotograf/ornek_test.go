package fotograf_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"acikkapi/internal/kural"
)

// portrait is an image of a size, with enough in it that a wrong decoding shows.
func portrait(width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, color.RGBA{R: uint8(x), G: uint8(y), B: uint8(x + y), A: 255})
		}
	}
	return img
}

// bare is a JPEG without any word on its density, as image/jpeg writes it.
func bare(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// with puts segments behind the SOI of a JPEG.
func with(file []byte, segments ...[]byte) []byte {
	return bytes.Join([][]byte{file[:2], bytes.Join(segments, nil), file[2:]}, nil)
}

func segment(marker byte, body string) []byte {
	b := []byte{0xff, marker, 0, 0}
	binary.BigEndian.PutUint16(b[2:], uint16(len(body)+2))
	return append(b, body...)
}

// jfif is an APP0 segment: unit 0 = shape only, 1 = dots an inch, 2 = dots a centimetre.
func jfif(unit byte, x, y int) []byte {
	return segment(0xe0, "JFIF\x00\x01\x02"+string([]byte{unit, byte(x >> 8), byte(x), byte(y >> 8), byte(y), 0, 0}))
}

// exif is an APP1 segment with density, unit (2 = inch, 3 = centimetre), orientation, and a place.
func exif(x, y, unit, orientation int) []byte {
	const gps = 8 + 2 + 5*12 + 4 + 16
	b := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x05")
	tag := func(id, kind, count, value int) {
		b = binary.BigEndian.AppendUint16(b, uint16(id))
		b = binary.BigEndian.AppendUint16(b, uint16(kind))
		b = binary.BigEndian.AppendUint32(b, uint32(count))
		b = binary.BigEndian.AppendUint32(b, uint32(value))
	}
	tag(0x0112, 3, 1, orientation<<16)
	tag(0x011a, 5, 1, gps-16)
	tag(0x011b, 5, 1, gps-8)
	tag(0x0128, 3, 1, unit<<16)
	tag(0x8825, 4, 1, gps)
	b = append(b, 0, 0, 0, 0)
	for _, n := range []int{x, y} {
		b = binary.BigEndian.AppendUint32(b, uint32(n*10))
		b = binary.BigEndian.AppendUint32(b, 10)
	}
	b = append(b, 0, 1)
	tag(0x0001, 2, 2, int('N')<<24)
	b = append(b, 0, 0, 0, 0)
	return segment(0xe1, string(b)+"39.9208,32.8541")
}

// good is a photo as KT-04 wants it.
func good(t testing.TB) []byte { return with(bare(t, portrait(600, 800)), jfif(1, 300, 300)) }

func testdata(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// said is what a person is told, one message a line; a failure that is not theirs fails the test.
func said(t testing.TB, errs ...error) string {
	t.Helper()
	var lines []string
	for _, err := range errs {
		for _, e := range kural.All(err) {
			if e.Kind != kural.Invalid {
				t.Fatalf("not about the file: %v", e)
			}
			lines = append(lines, e.Message)
		}
	}
	return strings.Join(lines, "\n")
}

// pdf writes a PDF of objects 1, 2, … with an old-style cross-reference table.
func pdf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

const (
	catalog = "<< /Type /Catalog /Pages 2 0 R /OpenAction [3 0 R /Fit] >>"
	pages   = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
	page    = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
)

// content is the stream of a page.
var content = streamObject("", "BT (Dekont: 120,00 TL \\(yüz yirmi\\)) Tj ET")

// document is a receipt, with further objects.
func document(more ...string) []byte {
	return pdf(append([]string{catalog, pages, page, content}, more...)...)
}

func streamObject(dict, body string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(body), body)
}

func deflate(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}
