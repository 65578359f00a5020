package dosya

import (
	"archive/zip"
	"bytes"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"acikkapi/internal/fotograf"
)

// Extensions are the ones that may be uploaded (G-05), as the message lists them.
const Extensions = ".png, .jpg, .jpeg, .bmp, .tif, .tiff, .gif, .doc, .docx, .xls, .xlsx, .pdf"

// maxPixels bounds what a viewer must unpack: 100 million points (SC-07).
const maxPixels = 100_000_000

// sniffBytes is how much of a file's head tells its type. Old Office files keep it in a directory further in.
const sniffBytes = 64 << 10

const oleTur = "application/x-ole-storage"

// kind says what a file of one extension must be inside.
type kind struct {
	tur    string   // the MIME type it gets
	sniff  []string // what the sniffer may say
	config func(io.Reader) (image.Config, error)
	folder string                               // office zip: the folder that must be in it
	end    []byte                               // must stand near the end, else the file was cut off
	within int64                                // how near, in bytes
	strip  func(io.Writer, io.ReadSeeker) error // writes it without its metadata; nil = as it came
}

// kinds maps extensions, folded, to what must be inside.
func kinds() map[string]kind {
	jpg := kind{tur: "image/jpeg", sniff: []string{"image/jpeg"}, config: jpeg.DecodeConfig, end: []byte{0xff, 0xd9}, within: 4096, strip: fotograf.Strip}
	tif := kind{tur: "image/tiff", sniff: []string{"image/tiff"}, config: tiff.DecodeConfig}
	zipped := []string{"application/zip"}
	const ooxml = "application/vnd.openxmlformats-officedocument."
	docx, xlsx := ooxml+"wordprocessingml.document", ooxml+"spreadsheetml.sheet"
	return map[string]kind{
		".png": {
			tur: "image/png", sniff: []string{"image/png", "image/vnd.mozilla.apng"}, config: png.DecodeConfig,
			end: []byte("IEND"), within: 64, strip: fotograf.StripPNG,
		},
		".jpg": jpg, ".jpeg": jpg,
		".bmp": {tur: "image/bmp", sniff: []string{"image/bmp"}, config: bmp.DecodeConfig},
		".tif": tif, ".tiff": tif,
		".gif":  {tur: "image/gif", sniff: []string{"image/gif"}, config: gif.DecodeConfig, end: []byte{0x3b}, within: 2, strip: fotograf.StripGIF},
		".doc":  {tur: "application/msword", sniff: []string{"application/msword", oleTur}},
		".xls":  {tur: "application/vnd.ms-excel", sniff: []string{"application/vnd.ms-excel", oleTur}},
		".docx": {tur: docx, sniff: append([]string{docx}, zipped...), folder: "word/"},
		".xlsx": {tur: xlsx, sniff: append([]string{xlsx}, zipped...), folder: "xl/"},
		".pdf":  {tur: "application/pdf", sniff: []string{"application/pdf"}, end: []byte("%%EOF"), within: 1024},
	}
}

// check looks into a file of size bytes: is it what its name says, whole, and not a bomb?
func (k kind) check(f io.ReaderAt, size int64, name string) error {
	head := make([]byte, min(size, sniffBytes))
	if _, err := f.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return away(err)
	}
	found := mimetype.Detect(head)
	if !slices.ContainsFunc(k.sniff, found.Is) {
		return refusef("“%s” dosyasının içeriği uzantısına uymuyor.", name)
	}
	if k.folder != "" {
		return k.checkZip(f, size, name)
	}
	if k.end != nil {
		tail := make([]byte, min(size, k.within))
		if _, err := f.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
			return away(err)
		}
		if !bytes.Contains(tail, k.end) {
			return broken(name)
		}
	}
	if k.config != nil {
		return k.checkPixels(f, size, name)
	}
	return nil
}

// checkZip reads the directory of an office file, which stands at its end: a cut-off one has none.
func (k kind) checkZip(f io.ReaderAt, size int64, name string) error {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return broken(name)
	}
	types, folder := false, false
	for _, entry := range z.File {
		types = types || entry.Name == "[Content_Types].xml"
		folder = folder || strings.HasPrefix(entry.Name, k.folder)
	}
	if !types || !folder {
		return refusef("“%s” dosyasının içeriği uzantısına uymuyor.", name)
	}
	return nil
}

func (k kind) checkPixels(f io.ReaderAt, size int64, name string) error {
	c, err := k.config(io.NewSectionReader(f, 0, size))
	if _, unknown := errors.AsType[tiff.UnsupportedError](err); unknown || errors.Is(err, bmp.ErrUnsupported) {
		return nil // a right file of a rare make, whose size only its own program knows
	}
	if err != nil || c.Width <= 0 || c.Height <= 0 {
		return broken(name)
	}
	if int64(c.Width)*int64(c.Height) > maxPixels {
		return refusef("“%s” resmi çok büyük: en fazla 100 milyon nokta olabilir.", name)
	}
	return nil
}

func broken(name string) error {
	return refusef("“%s” dosyası bozuk ya da eksik. Lütfen dosyayı açıp kontrol ediniz.", name)
}
