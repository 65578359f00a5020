package fotograf

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
)

// maxScans bounds how often the pixels of a progressive JPEG are gone over; cameras and programs write about ten.
const maxScans = 100

var (
	errScans    = errors.New("jpeg: more scans than any program writes")
	errTwoSizes = errors.New("jpeg: two frames")
	errNoFrame  = errors.New("jpeg: no frame")
)

// olcu is what the segments of a JPEG file say of it.
type olcu struct {
	width, height int // pixels
	renk          renk
	yogunluk      yogunluk
	yon           int // EXIF orientation, 1 to 8; 1 where the file does not say
	tarama        int // scans

	sof   byte
	ids   []byte // of the components
	jfif  bool
	adobe int // transform of the Adobe segment, -1 = none
}

// renk is how a file codes colours.
type renk int

const (
	gri renk = iota + 1
	ycbcr
	rgb
	cmyk // or YCCK
)

// olc reads the segments of the JPEG in r up to its end, without unpacking a pixel. On errors what was read so far comes too.
func olc(r io.Reader) (olcu, error) {
	o := olcu{adobe: -1, yon: 1}
	var exif []byte
	err := walk(r, visitor{
		data: func([]byte) error { return nil },
		segment: func(marker byte, body []byte) error {
			if marker == app1 && exif == nil && hasPrefix(body, exifHead) {
				exif = append([]byte(nil), body...)
			}
			return o.take(marker, body)
		},
	})
	if err == nil && (o.sof == 0 || o.tarama == 0) {
		err = errNoFrame
	}
	o.renk = o.colours()
	e := readExif(exif)
	if e.yon != 0 {
		o.yon = e.yon
	}
	if !o.yogunluk.known() {
		o.yogunluk = e.yogunluk
	}
	return o, err
}

const (
	jfifHead  = "JFIF\x00"
	exifHead  = "Exif\x00\x00"
	adobeHead = "Adobe"
	iccHead   = "ICC_PROFILE\x00"
)

func hasPrefix(b []byte, s string) bool { return len(b) >= len(s) && string(b[:len(s)]) == s }

func (o *olcu) take(marker byte, body []byte) error {
	switch {
	case isFrame(marker):
		return o.frame(marker, body)
	case marker == app0 && !o.jfif && hasPrefix(body, jfifHead) && len(body) >= 12:
		o.jfif = true
		o.yogunluk = jfifDensity(body)
	case marker == app14 && hasPrefix(body, adobeHead) && len(body) >= 12:
		o.adobe = int(body[11])
	case marker == sos:
		if o.tarama++; o.tarama > maxScans {
			return errScans
		}
	}
	return nil
}

func isFrame(marker byte) bool {
	return marker >= 0xc0 && marker <= 0xcf && marker != dht && marker != jpgN && marker != dac
}

// frame reads precision, height, width and the components: id, sampling, table of each.
func (o *olcu) frame(marker byte, body []byte) error {
	switch {
	case o.sof != 0:
		return errTwoSizes
	case len(body) < 6 || len(body) != 6+3*int(body[5]):
		return errBroken
	}
	o.sof = marker
	o.height, o.width = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
	for i := 6; i < len(body); i += 3 {
		o.ids = append(o.ids, body[i])
	}
	return nil
}

// colours follows the order in which image/jpeg and libjpeg decide.
func (o *olcu) colours() renk {
	switch {
	case len(o.ids) == 1:
		return gri
	case len(o.ids) == 4:
		return cmyk
	case len(o.ids) != 3:
		return 0
	case o.jfif:
		return ycbcr
	case o.adobe == 0, o.adobe < 0 && string(o.ids) == "RGB":
		return rgb
	}
	return ycbcr
}

// yogunluk is how many points stand on an inch, across and down; 0 = the file does not say.
type yogunluk struct{ x, y float64 }

func (y yogunluk) known() bool { return y.x > 0 && y.y > 0 }

// dpi is the density in whole points an inch. Of two different ones it is the one that is not wanted, so that it gets named.
func (y yogunluk) dpi(wanted int) int {
	if !y.known() {
		return 0
	}
	across, down := whole(y.x), whole(y.y)
	if across == wanted {
		return down
	}
	return across
}

// whole rounds; a density of less than half a point is one all the same, for 0 says that there is none.
func whole(f float64) int { return int(math.Round(min(max(f, 1), math.MaxInt32))) }

const cmPerInch = 2.54

// jfifDensity reads units, density across and down after the name and version. Unit 0 gives the shape of points only.
func jfifDensity(body []byte) yogunluk {
	y := yogunluk{float64(binary.BigEndian.Uint16(body[8:])), float64(binary.BigEndian.Uint16(body[10:]))}
	switch body[7] {
	case 1:
		return y
	case 2:
		return yogunluk{y.x * cmPerInch, y.y * cmPerInch}
	}
	return yogunluk{}
}
