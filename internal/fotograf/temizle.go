package fotograf

import (
	"bufio"
	"encoding/binary"
	"io"
)

// Strip writes the JPEG in r to w without what tells of place, time, device and programs (SC-07): EXIF with its GPS, XMP, IPTC, comments,
// previews and whatever follows the image. Pixels, colour profile and density stay: a photo that passes Photo passes it
// afterwards. Density comes as JFIF, wherever it stood; an orientation (papers only, Photo refuses it) as an EXIF segment that says nothing else.
// Two passes over r, little memory. Errors: Invalid at PhotoField where r is no whole JPEG; Unavailable; those of w.
func Strip(w io.Writer, r io.ReadSeeker) error {
	if err := rewind(r); err != nil {
		return err
	}
	o, err := olc(r)
	if err != nil {
		return photoFault(err)
	}
	if err := rewind(r); err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 32<<10)
	put := func(b ...byte) { _, _ = out.Write(b) } // bufio keeps the first error for Flush
	put(0xff, soi)
	if o.renk != rgb { // JFIF would make readers take its colours for others
		writeSegment(out, app0, o.yogunluk.jfif())
	}
	if o.yon != 1 {
		writeSegment(out, app1, orientation(o.yon))
	}
	err = walk(r, visitor{
		data: func(b []byte) error { put(b...); return nil },
		segment: func(marker byte, body []byte) error {
			if kept(marker, body) {
				writeSegment(out, marker, body)
			}
			return nil
		},
	})
	if err != nil {
		return photoFault(err)
	}
	put(0xff, eoi)
	return flush(out)
}

// kept: what is needed to unpack and to show the pixels. New kinds of segments are dropped until somebody needs them.
func kept(marker byte, body []byte) bool {
	switch marker {
	case dht, dac, dqt, dnl, dri, sos:
		return true
	case app2:
		return hasPrefix(body, iccHead)
	case app14:
		return hasPrefix(body, adobeHead)
	}
	return isFrame(marker)
}

func writeSegment(out *bufio.Writer, marker byte, body []byte) {
	head := [4]byte{0xff, marker}
	binary.BigEndian.PutUint16(head[2:], uint16(len(body)+2)) //nolint:gosec // as long as it was read, or a few bytes
	_, _ = out.Write(head[:])                                 // bufio keeps the first error for Flush
	_, _ = out.Write(body)
}

// jfif is the body of a JFIF segment, version 1.02, without a preview.
func (y yogunluk) jfif() []byte {
	body := append([]byte(jfifHead), 1, 2, 0, 0, 1, 0, 1, 0, 0)
	if y.known() {
		body[7] = 1 // dots an inch
		binary.BigEndian.PutUint16(body[8:], dots(y.x))
		binary.BigEndian.PutUint16(body[10:], dots(y.y))
	}
	return body
}

func dots(f float64) uint16 { return uint16(min(whole(f), 1<<16-1)) } //nolint:gosec // at least 1 (whole), at most what fits

// orientation is the body of an EXIF segment with that one tag: a big-endian TIFF of one short.
func orientation(n int) []byte {
	return append([]byte(exifHead+"MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), byte(n), 0, 0, 0, 0, 0, 0) //nolint:gosec // 1 to 8
}
