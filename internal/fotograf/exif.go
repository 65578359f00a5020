package fotograf

import (
	"bytes"
	"encoding/binary"

	"github.com/bep/imagemeta"
)

// exifBilgisi is what EXIF says of density and orientation; zero where it does not.
type exifBilgisi struct {
	yogunluk yogunluk
	yon      int
}

// maxTags and maxTag bound what a crafted segment makes the reader do.
const (
	maxTags = 200
	maxTag  = 1000 // bytes
)

// readExif reads the body of an EXIF segment, at most 64 KB. A broken one says nothing.
func readExif(body []byte) exifBilgisi {
	if body == nil {
		return exifBilgisi{}
	}
	file := []byte{0xff, soi, 0xff, app1, 0, 0}
	binary.BigEndian.PutUint16(file[4:], uint16(len(body)+2)) //nolint:gosec // a segment is shorter than 64 KB
	file = append(append(file, body...), 0xff, sos)

	var out exifBilgisi
	unit, x, y := uint16(2), 0.0, 0.0 // inches where it does not say
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(file), ImageFormat: imagemeta.JPEG, Sources: imagemeta.EXIF, LimitNumTags: maxTags, LimitTagSize: maxTag,
		ShouldHandleTag: func(t imagemeta.TagInfo) bool { return t.Namespace == "IFD0" },
		HandleTag: func(t imagemeta.TagInfo) error {
			switch t.Tag {
			case "XResolution":
				x = ratio(t.Value)
			case "YResolution":
				y = ratio(t.Value)
			case "ResolutionUnit":
				unit, _ = t.Value.(uint16)
			case "Orientation":
				if n, ok := t.Value.(uint16); ok && n >= 1 && n <= 8 {
					out.yon = int(n)
				}
			}
			return nil
		},
	})
	if err != nil {
		return exifBilgisi{}
	}
	switch unit {
	case 2:
		out.yogunluk = yogunluk{x, y}
	case 3:
		out.yogunluk = yogunluk{x * cmPerInch, y * cmPerInch}
	}
	return out
}

func ratio(v any) float64 {
	r, ok := v.(imagemeta.Rat[uint32])
	if !ok || r.Den() == 0 {
		return 0
	}
	return float64(r.Num()) / float64(r.Den())
}
