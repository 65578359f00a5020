// Package fotograf looks into the photo and the papers of a card request (KT-04, KT-05, KI-02, SC-07): what they are by
// content, not by name, whether they are whole, and whether a viewer or a card printer can be given them. Everything is
// read as a stream; pixels are unpacked only where there are 600×800 of them.
package fotograf

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // the size of what should have been a JPEG
	"image/jpeg"
	_ "image/png" // the same
	"io"

	"github.com/gabriel-vasile/mimetype"
	_ "golang.org/x/image/bmp"  // the same
	_ "golang.org/x/image/tiff" // the same
	_ "golang.org/x/image/webp" // the same

	"acikkapi/internal/kural"
	"acikkapi/kart"
)

// PhotoField is where errors of Photo belong, as those of kart.Fotograf.
const PhotoField = "fotograf"

const (
	jpegTur = "image/jpeg"
	pdfTur  = "application/pdf"
)

// Photo measures the photo in r, which is size bytes long (KT-04). What KT-04 counts is in the answer, for its Check to judge: type, pixels,
// dots an inch (0 = the file does not say), bytes. The errors, Invalid at PhotoField, name what else
// makes a JPEG unfit: cut off, damaged, colours that a card printer cannot be given, turned by a mark instead of by its points.
// The answer is complete as far as the file could be read, with errors too. Unavailable: r itself failed.
// A photo that passes here and by Check can be unpacked. A JPEG in grey passes: KT-04 does not ask for colours.
func Photo(r io.ReadSeeker, size int64) (kart.Fotograf, error) {
	f := kart.Fotograf{Boyut: size}
	tur, err := contentOf(r)
	if err != nil {
		return f, err
	}
	if f.Tur = tur; tur != jpegTur {
		f.Genislik, f.Yukseklik = otherSize(r)
		return f, nil
	}
	if err := rewind(r); err != nil {
		return f, err
	}
	o, err := olc(io.LimitReader(r, size))
	f.Genislik, f.Yukseklik, f.DPI = o.width, o.height, o.yogunluk.dpi(kart.FotografDPI)
	if err != nil {
		return f, photoFault(err)
	}
	if err := o.printable(); err != nil {
		return f, err
	}
	if f.Genislik != kart.FotografGenislik || f.Yukseklik != kart.FotografYukseklik || size > kart.FotografBoyut {
		return f, nil // refused by Check: not worth unpacking
	}
	return f, unpack(r, size, f)
}

// printable names what KT-04 does not count but a printer or a viewer would show wrong.
func (o olcu) printable() error {
	var errs []error
	bad := func(wrong bool, format string, a ...any) {
		if wrong {
			errs = append(errs, kural.InvalidField(PhotoField, fmt.Sprintf(format, a...)))
		}
	}
	bad(o.renk == cmyk, "Fotoğraf RGB renklerde olmalıdır; yüklediğiniz CMYK (matbaa) renklerinde.")
	bad(o.renk == rgb || o.renk == 0, "Fotoğraf, renkleri alışılmadık biçimde kodlanmış bir JPEG. Lütfen fotoğrafı yeniden kaydedip yükleyiniz.")
	bad(o.sof > 0xc2, "Fotoğraf, birçok programın açamadığı bir JPEG biçiminde kaydedilmiş. Lütfen fotoğrafı yeniden kaydedip yükleyiniz.")
	bad(o.yon != 1, "Fotoğraf, “döndürülmüş göster” işaretiyle kaydedilmiş (EXIF yönü %d). Lütfen fotoğrafı dik olarak yeniden kaydedip yükleyiniz.", o.yon)
	return errors.Join(errs...)
}

// unpack is the proof that the pixels are there; 600×800 of them and at most maxScans times.
func unpack(r io.ReadSeeker, size int64, f kart.Fotograf) error {
	if err := rewind(r); err != nil {
		return err
	}
	img, err := jpeg.Decode(bufio.NewReader(io.LimitReader(r, size)))
	if err != nil {
		return photoFault(err)
	}
	if b := img.Bounds(); b.Dx() != f.Genislik || b.Dy() != f.Yukseklik {
		return photoFault(errBroken)
	}
	return nil
}

func photoFault(err error) error {
	message := "Fotoğraf dosyası bozuk ya da eksik. Lütfen dosyayı açıp kontrol ediniz."
	_, rare := errors.AsType[jpeg.UnsupportedError](err)
	_, damaged := errors.AsType[jpeg.FormatError](err)
	switch {
	case rare || errors.Is(err, errScans):
		message = "Fotoğraf, birçok programın açamadığı bir JPEG biçiminde kaydedilmiş. Lütfen fotoğrafı yeniden kaydedip yükleyiniz."
	case errors.Is(err, errCut) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		message = "Fotoğraf dosyası eksik, sonu gelmemiş. Lütfen dosyayı açıp kontrol ediniz ve yeniden yükleyiniz."
	case !damaged && !isOurs(err):
		return away(err)
	}
	return refuse(PhotoField, message, err)
}

// isOurs tells faults of the file from those of the disk that it lies on.
func isOurs(err error) bool {
	return errors.Is(err, errBroken) || errors.Is(err, errTwoSizes) || errors.Is(err, errNoFrame)
}

// contentOf is the MIME type by content, without parameters.
func contentOf(r io.ReadSeeker) (string, error) {
	if err := rewind(r); err != nil {
		return "", err
	}
	head := make([]byte, 4<<10)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", away(err)
	}
	found := mimetype.Detect(head[:n])
	for _, known := range []string{jpegTur, pdfTur} {
		if found.Is(known) {
			return known, nil
		}
	}
	return found.String(), nil
}

// otherSize is the size in pixels of an image that is no JPEG; 0, 0 where it does not say.
func otherSize(r io.ReadSeeker) (width, height int) {
	if rewind(r) != nil {
		return 0, 0
	}
	c, _, err := image.DecodeConfig(io.LimitReader(r, 1<<20))
	if err != nil {
		return 0, 0
	}
	return c.Width, c.Height
}

func rewind(r io.Seeker) error {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return away(err)
	}
	return nil
}

func refuse(field, message string, cause error) error {
	e := kural.InvalidField(field, message)
	e.Err = cause
	return e
}

func away(cause error) error {
	return kural.Away("Dosya şu anda okunamıyor. Lütfen biraz sonra yeniden deneyiniz.", cause)
}
