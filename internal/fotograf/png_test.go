package fotograf_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"image/png"
	"io"
	"slices"
	"testing"

	"acikkapi/internal/fotograf"
	"acikkapi/internal/kural"
)

// chunk is a chunk of a PNG.
func chunk(tur, body string) []byte {
	b := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), tur+body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// gpsTIFF is EXIF as a telephone writes it: an orientation, the maker, and a GPS directory with a latitude and its reference.
func gpsTIFF(orientation uint16) string {
	le := binary.LittleEndian
	entry := func(b []byte, tag, tur uint16, n, value uint32) []byte {
		return le.AppendUint32(le.AppendUint32(le.AppendUint16(le.AppendUint16(b, tag), tur), n), value)
	}
	b := le.AppendUint32([]byte("II\x2a\x00"), 8)
	b = le.AppendUint16(b, 3)
	b = entry(b, 0x010f, 2, 8, 50) // Make
	b = entry(b, 0x0112, 3, 1, uint32(orientation))
	b = entry(b, 0x8825, 4, 1, 58) // GPS
	b = le.AppendUint32(b, 0)
	b = append(b, "KIZILAY\x00"...)
	b = le.AppendUint16(b, 2)
	b = entry(b, 1, 2, 2, 'N')
	b = entry(b, 2, 5, 3, 88)
	b = le.AppendUint32(b, 0)
	for _, n := range []uint32{39, 1, 55, 1, 14_88, 100} {
		b = le.AppendUint32(b, n)
	}
	return string(b)
}

// street is a picture of many colours, w points wide.
func street(w int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, 40))
	for y := range 40 {
		for x := range w {
			m.Set(x, y, color.NRGBA{uint8(x * 7), uint8(y * 5), uint8(x * y), uint8(255 - y)})
		}
	}
	return m
}

func pngWith(t *testing.T, before, behind [][]byte) (plain, file []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, street(300)); err != nil {
		t.Fatal(err)
	}
	plain = b.Bytes()
	end := len(plain) - 12 // IEND
	return plain, slices.Concat(plain[:33], slices.Concat(before...), plain[33:end], slices.Concat(behind...), plain[end:])
}

// SC-07: a PNG loses the place, wherever in the file it is told, and nothing of the picture: what is left is the file without the rest, byte
// by byte.
func TestStripPNG(t *testing.T) {
	t.Parallel()
	shown := [][]byte{chunk("pHYs", "\x00\x00\x2e\x23\x00\x00\x2e\x23\x01"), chunk("gAMA", "\x00\x00\xb1\x8f")}
	secrets := [][]byte{
		chunk("eXIf", gpsTIFF(1)), chunk("tEXt", "Location\x0039.9208,32.8541 KIZILAY"), chunk("zTXt", "Raw profile type exif\x00\x00KIZILAY"),
		chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00<exif:GPSLatitude>39,55.248N KIZILAY"), chunk("tIME", "\x07\xea\x0b\x16\x08\x00\x00"), chunk("prVt", "KIZILAY"),
	}
	plain, file := pngWith(t, append(slices.Clone(shown), secrets...), secrets)
	file = append(file, "39.9208 KIZILAY"...)
	var out bytes.Buffer
	if err := fotograf.StripPNG(&out, bytes.NewReader(file)); err != nil {
		t.Fatal(err)
	}
	if want := slices.Concat(plain[:33], slices.Concat(shown...), plain[33:]); !bytes.Equal(out.Bytes(), want) {
		t.Errorf("%d bytes, want %d: place left: %v", out.Len(), len(want), bytes.Contains(out.Bytes(), []byte("KIZILAY")))
	}
	if _, err := png.Decode(bytes.NewReader(out.Bytes())); err != nil {
		t.Error(err)
	}
}

// SC-07: a picture taken with a turned telephone is still shown upright; of its EXIF nothing else is left.
func TestStripPNGKeepsOrientation(t *testing.T) {
	t.Parallel()
	plain, file := pngWith(t, [][]byte{chunk("eXIf", gpsTIFF(6))}, nil)
	var out bytes.Buffer
	if err := fotograf.StripPNG(&out, bytes.NewReader(file)); err != nil {
		t.Fatal(err)
	}
	upright := chunk("eXIf", "MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00")
	if want := slices.Concat(plain[:33], upright, plain[33:]); !bytes.Equal(out.Bytes(), want) {
		t.Errorf("%q", out.Bytes()[33:120])
	}
}

// SC-07: so is a GIF, still or moving: its comments and XMP go, its pictures and how they repeat stay.
func TestStripGIF(t *testing.T) {
	t.Parallel()
	m := image.NewPaletted(image.Rect(0, 0, 30, 20), palette.Plan9)
	for i := range m.Pix {
		m.Pix[i] = uint8(i)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{m, m}, Delay: []int{10, 20}, LoopCount: 3}); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	secret := slices.Concat([]byte("\x21\xfe\x0cKIZILAY 39.9\x00"), []byte("\x21\xff\x0bXMP DataXMP\x07KIZILAY\x00"), []byte("\x21\x01\x0c............\x07KIZILAY\x00"))
	file := slices.Concat(plain[:len(plain)-1], secret, plain[len(plain)-1:], []byte("KIZILAY"))
	var out bytes.Buffer
	if err := fotograf.StripGIF(&out, bytes.NewReader(file)); err != nil || !bytes.Equal(out.Bytes(), plain) {
		t.Errorf("%d bytes of %d, %v", out.Len(), len(plain), err)
	}
}

// SC-07: a file that is cut off, or none at all, is refused as what it is.
func TestStripRefusesBrokenPNGAndGIF(t *testing.T) {
	t.Parallel()
	plain, _ := pngWith(t, nil, nil)
	huge := slices.Clone(plain)
	copy(huge[33:], "\xff\xff\xff\xff")
	for name, c := range map[string]struct {
		strip func(io.Writer, io.ReadSeeker) error
		file  []byte
	}{
		"half": {fotograf.StripPNG, plain[:len(plain)/2]}, "no PNG": {fotograf.StripPNG, good(t)}, "no header": {fotograf.StripPNG, slices.Concat(plain[:8], plain[33:])},
		"a length of 4 GB": {fotograf.StripPNG, huge}, "half a GIF": {fotograf.StripGIF, []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\xff")}, "no GIF": {fotograf.StripGIF, plain},
		"a GIF of nothing": {fotograf.StripGIF, []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00\x00;")},
	} {
		if err := c.strip(io.Discard, bytes.NewReader(c.file)); kural.KindOf(err) != kural.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is hostile is refused or comes out as a picture of the same size; it never hangs or takes memory.
func FuzzStripPNG(f *testing.F) {
	f.Add([]byte(pngSeed))
	f.Fuzz(func(_ *testing.T, file []byte) {
		_ = fotograf.StripPNG(io.Discard, bytes.NewReader(file))
		_ = fotograf.StripGIF(io.Discard, bytes.NewReader(file))
	})
}

const pngSeed = "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"
