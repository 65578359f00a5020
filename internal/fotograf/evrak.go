package fotograf

import (
	"errors"
	"fmt"
	"io"
	"path"
	"slices"

	"acikkapi/internal/kural"
	"acikkapi/internal/turkce"
)

// maxPixels bounds what a viewer must unpack of a scanned paper: 100 million points, as internal/dosya does (SC-07).
const maxPixels = 100_000_000

// paperFormats names what may be uploaded (KT-05, KI-02).
const paperFormats = "JPG, JPEG veya PDF"

// Paper looks into a receipt or another paper in r, size bytes long and called name (KT-05, KI-02, SC-07), and returns its MIME
// type by content: image/jpeg or application/pdf. Refused, Invalid without a field (kural.At gives it that of the paper): another type, a name that says another, a file that is
// cut off, an image of too many points, a PDF that is encrypted or could run, start or bring something. Unavailable: r failed.
// Some 100 KB of memory are used, and a few seconds at the worst.
func Paper(r io.ReadSeeker, size int64, name string) (tur string, err error) {
	tur, err = contentOf(r)
	if err != nil {
		return "", err
	}
	wanted := map[string]string{".jpg": jpegTur, ".jpeg": jpegTur, ".pdf": pdfTur}[turkce.Fold(path.Ext(name))]
	switch {
	case tur != jpegTur && tur != pdfTur:
		return "", refusePaper(nil, "“%s” dosyası %s formatında olmalıdır; yüklediğiniz %s.", name, paperFormats, formatName(tur))
	case wanted == "":
		return "", refusePaper(nil, "“%s” dosyasının uzantısı .jpg, .jpeg veya .pdf olmalıdır.", name)
	case wanted != tur:
		return "", refusePaper(nil, "“%s” dosyasının içeriği uzantısına uymuyor: içeriği %s.", name, formatName(tur))
	}
	if err := rewind(r); err != nil {
		return "", err
	}
	if tur == pdfTur {
		return tur, checkPDF(r, size, name)
	}
	return tur, checkScan(io.LimitReader(r, size), name)
}

// checkScan bounds a paper that is an image.
func checkScan(r io.Reader, name string) error {
	o, err := olc(r)
	switch {
	case err != nil && (isOurs(err) || errors.Is(err, errCut) || errors.Is(err, errScans)):
		return refusePaper(err, "“%s” dosyası bozuk ya da eksik. Lütfen dosyayı açıp kontrol ediniz.", name)
	case err != nil:
		return away(err)
	case o.width == 0 || o.height == 0:
		return refusePaper(errNoFrame, "“%s” dosyası bozuk ya da eksik. Lütfen dosyayı açıp kontrol ediniz.", name)
	case o.width*o.height > maxPixels:
		return refusePaper(nil, "“%s” resmi çok büyük: en fazla 100 milyon nokta olabilir.", name)
	}
	return nil
}

// formatName is what people call a MIME type.
func formatName(tur string) string {
	names := []struct{ tur, name string }{
		{jpegTur, "JPEG"},
		{pdfTur, "PDF"},
		{"image/png", "PNG"},
		{"image/vnd.mozilla.apng", "PNG"},
		{"image/gif", "GIF"},
		{"image/bmp", "BMP"},
		{"image/tiff", "TIFF"},
		{"image/webp", "WebP"},
		{"image/heic", "HEIC"},
		{"image/heif", "HEIF"},
		{"image/avif", "AVIF"},
	}
	i := slices.IndexFunc(names, func(n struct{ tur, name string }) bool { return n.tur == tur })
	if i < 0 {
		return "başka bir formatta"
	}
	return names[i].name
}

func refusePaper(cause error, format string, a ...any) error {
	return &kural.Error{Kind: kural.Invalid, Message: fmt.Sprintf(format, a...), Err: cause}
}
