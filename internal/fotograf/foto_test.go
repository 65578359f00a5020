package fotograf_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
	"time"

	"acikkapi/internal/fotograf"
	"acikkapi/internal/kural"
	"acikkapi/kart"
)

// judge measures a photo and returns it with all that its owner is told.
func judge(t testing.TB, file []byte) (kart.Fotograf, string) {
	t.Helper()
	f, err := fotograf.Photo(bytes.NewReader(file), int64(len(file)))
	f.Dosya = "f1"
	return f, said(t, err, f.Check())
}

const (
	noDPI    = "Fotoğraf 300 dpi olmalıdır; dosyada çözünürlük bilgisi yok."
	cutOff   = "Fotoğraf dosyası eksik, sonu gelmemiş. Lütfen dosyayı açıp kontrol ediniz ve yeniden yükleyiniz."
	damaged  = "Fotoğraf dosyası bozuk ya da eksik. Lütfen dosyayı açıp kontrol ediniz."
	oddJPEG  = "Fotoğraf, birçok programın açamadığı bir JPEG biçiminde kaydedilmiş. Lütfen fotoğrafı yeniden kaydedip yükleyiniz."
	oddColor = "Fotoğraf, renkleri alışılmadık biçimde kodlanmış bir JPEG. Lütfen fotoğrafı yeniden kaydedip yükleyiniz."
)

// KT-04: each violation is named with what was found; what no viewer could show is told too.
func TestPhoto(t *testing.T) {
	t.Parallel()
	plain, small := bare(t, portrait(600, 800)), bare(t, portrait(640, 800))
	grey := image.NewGray(image.Rect(0, 0, 600, 800))
	grey.Set(5, 5, color.White)
	tall := bytes.Clone(good(t)) // claims 30,000 × 30,000 points
	at := bytes.Index(tall, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(tall[at+5:], 30_000)
	binary.BigEndian.PutUint16(tall[at+7:], 30_000)
	lossless := bytes.Clone(good(t))
	lossless[bytes.Index(lossless, []byte{0xff, 0xc0})+1] = 0xc3
	scans := with(plain, jfif(1, 300, 300))
	at = bytes.Index(scans, []byte{0xff, 0xda})
	one := []byte{0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0}
	scans = bytes.Join([][]byte{scans[:at], bytes.Repeat(one, 101), scans[at:]}, nil)

	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"as wanted":                {good(t), ""},
		"progressive":              {testdata(t, "progressive.jpg"), ""},
		"grey":                     {with(bare(t, grey), jfif(1, 300, 300)), ""},
		"118 dots a centimetre":    {with(plain, jfif(2, 118, 118)), ""},
		"density from EXIF":        {with(plain, exif(300, 300, 2, 1)), ""},
		"EXIF behind shapeless":    {with(plain, jfif(0, 1, 1), exif(300, 300, 2, 1)), ""},
		"fill bytes":               {with(plain, []byte{0xff, 0xff, 0xff}, jfif(1, 300, 300)), ""},
		"something behind the end": {append(good(t), "PK\x03\x04 and more"...), ""},
		"no density":               {plain, noDPI},
		"shape only":               {with(plain, jfif(0, 300, 300)), noDPI},
		"EXIF without unit":        {with(plain, exif(300, 300, 1, 1)), noDPI},
		"72 dpi":                   {with(plain, jfif(1, 72, 72)), "Fotoğraf 300 dpi olmalıdır; yüklediğiniz 72 dpi."},
		"JFIF before EXIF":         {with(plain, jfif(1, 96, 96), exif(300, 300, 2, 1)), "Fotoğraf 300 dpi olmalıdır; yüklediğiniz 96 dpi."},
		"EXIF in centimetres":      {with(plain, exif(100, 100, 3, 1)), "Fotoğraf 300 dpi olmalıdır; yüklediğiniz 254 dpi."},
		"two densities, across":    {with(plain, jfif(1, 150, 300)), "Fotoğraf 300 dpi olmalıdır; yüklediğiniz 150 dpi."},
		"two densities, down":      {with(plain, jfif(1, 300, 150)), "Fotoğraf 300 dpi olmalıdır; yüklediğiniz 150 dpi."},
		"all of it wrong": {
			with(small, jfif(1, 72, 72), bytes.Repeat(segment(0xfe, string(make([]byte, 60_000))), 20)),
			"Fotoğraf 600*800 piksel olmalıdır; yüklediğiniz 640×800 piksel.\nFotoğraf 300 dpi olmalıdır; yüklediğiniz 72 dpi.\nFotoğraf en fazla 1 MB olmalıdır; yüklediğiniz 1,17 MB.",
		},
		"30,000 × 30,000":     {tall, "Fotoğraf 600*800 piksel olmalıdır; yüklediğiniz 30000×30000 piksel."},
		"CMYK":                {testdata(t, "cmyk.jpg"), "Fotoğraf RGB renklerde olmalıdır; yüklediğiniz CMYK (matbaa) renklerinde."},
		"RGB without YCbCr":   {with(plain, exif(300, 300, 2, 1), segment(0xee, "Adobe\x00d\x00\x00\x00\x00\x00")), oddColor},
		"lossless":            {lossless, oddJPEG},
		"too many scans":      {scans, oddJPEG},
		"lying on its side":   {with(plain, exif(300, 300, 2, 6)), "Fotoğraf, “döndürülmüş göster” işaretiyle kaydedilmiş (EXIF yönü 6). Lütfen fotoğrafı dik olarak yeniden kaydedip yükleyiniz."},
		"cut in the points":   {good(t)[:len(good(t))/2], cutOff},
		"without its end":     {good(t)[:len(good(t))-2], cutOff},
		"end without points":  {append(bytes.Clone(good(t)[:len(good(t))/2]), 0xff, 0xd9), damaged},
		"not made of parts":   {append(bytes.Clone(good(t)[:20]), "no segment"...), damaged + "\nFotoğraf 600*800 piksel olmalıdır; yüklediğiniz dosyanın ölçüleri okunamadı."},
		"frame of two makers": {with(plain, jfif(1, 300, 300), plain[bytes.Index(plain, []byte{0xff, 0xc0}):][:19]), damaged},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, got := judge(t, c.file); got != c.want {
				t.Errorf("said %q, want %q", got, c.want)
			}
		})
	}
}

// KT-04: the type is told by content, whatever the file is called; its size is measured all the same.
func TestPhotoOtherTypes(t *testing.T) {
	t.Parallel()
	var p, g bytes.Buffer
	if err := errors.Join(png.Encode(&p, portrait(600, 800)), gif.Encode(&g, portrait(40, 30), nil)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"PNG":   {p.Bytes(), "Fotoğraf JPG ya da JPEG formatında olmalıdır; yüklediğiniz PNG.\n" + noDPI},
		"GIF":   {g.Bytes(), "Fotoğraf JPG ya da JPEG formatında olmalıdır; yüklediğiniz GIF.\nFotoğraf 600*800 piksel olmalıdır; yüklediğiniz 40×30 piksel.\n" + noDPI},
		"empty": {nil, "Fotoğraf JPG ya da JPEG formatında olmalıdır; yüklediğiniz dosyanın biçimi tanınmadı.\nFotoğraf 600*800 piksel olmalıdır; yüklediğiniz dosyanın ölçüleri okunamadı.\n" + noDPI},
	} {
		if _, got := judge(t, c.file); got != c.want {
			t.Errorf("%s: said %q, want %q", name, got, c.want)
		}
	}
}

// A disk that fails is no fault of the file: 503, and nobody is told to save the photo anew.
func TestPhotoUnreadable(t *testing.T) {
	t.Parallel()
	file := good(t)
	_, err := fotograf.Photo(failing{bytes.NewReader(file)}, int64(len(file)))
	if kural.KindOf(err) != kural.Unavailable {
		t.Errorf("got %v", err)
	}
}

type failing struct{ *bytes.Reader }

func (f failing) Read(p []byte) (int, error) {
	if f.Len() < 5000 {
		return 0, errors.New("input/output error")
	}
	return f.Reader.Read(p[:min(len(p), 1000)])
}

// SC-07: a few hundred KB that claim to be many scans of many points take no time to refuse.
func TestPhotoBomb(t *testing.T) {
	t.Parallel()
	file := good(t)
	at := bytes.Index(file, []byte{0xff, 0xda})
	bomb := append(bytes.Clone(file[:at]), bytes.Repeat([]byte{0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0}, 90_000)...)
	begin := time.Now()
	if _, got := judge(t, bomb); got != oddJPEG {
		t.Errorf("said %q", got)
	}
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}

// checkPhoto is what holds for whatever bytes come: what passes can be shown, and passes again without its metadata.
func checkPhoto(t *testing.T, file []byte) {
	f, err := fotograf.Photo(bytes.NewReader(file), int64(len(file)))
	f.Dosya = "f1"
	if err != nil || f.Check() != nil {
		return
	}
	img, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil || img.Bounds().Dx() != 600 || img.Bounds().Dy() != 800 {
		t.Fatalf("passes, but unpacks to %v, %v", img, err)
	}
	var clean bytes.Buffer
	if err := fotograf.Strip(&clean, bytes.NewReader(file)); err != nil {
		t.Fatal(err)
	}
	g, err := fotograf.Photo(bytes.NewReader(clean.Bytes()), int64(clean.Len()))
	if g.Dosya = "f1"; err != nil || g.Check() != nil {
		t.Fatalf("stripped it does not pass: %v, %v", err, g.Check())
	}
}

func FuzzFotograf(f *testing.F) {
	tiny := bare(f, portrait(16, 16))
	plain := bare(f, image.NewGray(image.Rect(0, 0, 600, 800)))
	f.Add(with(plain, jfif(1, 300, 300)))
	f.Add(with(plain, exif(300, 300, 2, 1)))
	f.Add(with(tiny, jfif(2, 118, 118), exif(72, 72, 3, 6)))
	f.Add(testdata(f, "cmyk.jpg"))
	f.Add(testdata(f, "progressive.jpg"))
	f.Add(tiny[:40])
	f.Fuzz(checkPhoto)
}
