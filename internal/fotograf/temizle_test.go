package fotograf_test

import (
	"bytes"
	"image/jpeg"
	"testing"

	"acikkapi/internal/fotograf"
)

// strip also holds the result against the file: the same points, to the last one.
func strip(t *testing.T, file []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := fotograf.Strip(&out, bytes.NewReader(file)); err != nil {
		t.Fatal(err)
	}
	before, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	after, err := jpeg.Decode(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for y := range before.Bounds().Dy() {
		for x := range before.Bounds().Dx() {
			if before.At(x, y) != after.At(x, y) {
				t.Fatalf("point %d, %d differs", x, y)
			}
		}
	}
	return out.Bytes()
}

// SC-07: place, device and whatever else came with a photo does not leave with the card; the photo stays as it was.
func TestStrip(t *testing.T) {
	t.Parallel()
	secrets := [][]byte{
		segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>KIZILAY</x:xmpmeta>"),
		segment(0xed, "Photoshop 3.0\x008BIM KIZILAY"), segment(0xe2, "MPF\x00KIZILAY"), segment(0xfe, "KIZILAY"), segment(0xe5, "KIZILAY"),
		segment(0xe0, "JFXX\x00KIZILAY"),
	}
	profile := segment(0xe2, "ICC_PROFILE\x00\x01\x01sRGB")
	plain := bare(t, portrait(600, 800))
	for name, c := range map[string][]byte{
		"JFIF and EXIF": with(plain, append([][]byte{jfif(1, 300, 300), exif(72, 72, 2, 1), profile}, secrets...)...),
		"EXIF alone":    with(plain, append([][]byte{exif(300, 300, 2, 1), profile}, secrets...)...),
		"progressive":   with(testdata(t, "progressive.jpg"), append(secrets, profile)...),
		"a second file": append(with(plain, jfif(2, 118, 118), profile), "\xff\xd8\xff\xe1 39.9208,32.8541 KIZILAY"...),
	} {
		got := strip(t, c)
		for _, secret := range []string{"KIZILAY", "39.9208", "Exif", "xap", "JFXX", "MPF"} {
			if bytes.Contains(got, []byte(secret)) {
				t.Errorf("%s: %q is still in it", name, secret)
			}
		}
		if !bytes.Contains(got, profile) {
			t.Errorf("%s: lost its colour profile", name)
		}
		if !bytes.HasPrefix(got, append([]byte{0xff, 0xd8}, jfif(1, 300, 300)...)) {
			t.Errorf("%s: does not begin with 300 dpi: %x", name, got[:24])
		}
		if _, told := judge(t, got); told != "" {
			t.Errorf("%s: refused afterwards: %s", name, told)
		}
	}
}

// A receipt photographed with a turned telephone is still shown upright, without the place where that was.
func TestStripKeepsOrientation(t *testing.T) {
	t.Parallel()
	file := with(bare(t, portrait(64, 32)), exif(72, 72, 2, 6))
	got := strip(t, file)
	if bytes.Contains(got, []byte("39.9208")) {
		t.Error("the place is still in it")
	}
	if _, told := judge(t, got); !bytes.Contains([]byte(told), []byte("EXIF yönü 6")) || !bytes.Contains([]byte(told), []byte("72 dpi")) {
		t.Errorf("said %q", told)
	}
}

func TestStripRefusesBroken(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if got := said(t, fotograf.Strip(&out, bytes.NewReader(good(t)[:3000]))); got != cutOff || out.Len() != 0 {
		t.Errorf("said %q, wrote %d bytes", got, out.Len())
	}
}
