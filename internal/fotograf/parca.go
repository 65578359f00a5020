package fotograf

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Markers of a JPEG file, the second byte after 0xff.
const (
	soi   = 0xd8
	eoi   = 0xd9
	sos   = 0xda
	dht   = 0xc4
	dac   = 0xcc
	dqt   = 0xdb
	dnl   = 0xdc
	dri   = 0xdd
	jpgN  = 0xc8 // reserved, stands between the SOFs
	app0  = 0xe0
	app1  = 0xe1
	app2  = 0xe2
	app14 = 0xee
	rst0  = 0xd0
	rst7  = 0xd7
)

var (
	errCut    = errors.New("image file: ends before its end marker")
	errBroken = errors.New("image file: not a sequence of segments")
)

// visitor is told what a JPEG file is made of, in order; body and data may not be kept.
type visitor struct {
	segment func(marker byte, body []byte) error // body without its length, at most 65,533 bytes
	data    func(b []byte) error                 // coded pixels after SOS, as they stand
}

// walk reads one JPEG image from SOI to EOI, unpacking nothing; what follows EOI stays unread. Errors: errCut, errBroken,
// and those of r and v.
func walk(r io.Reader, v visitor) error {
	in := bufio.NewReaderSize(r, 32<<10)
	var head [2]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return cut(err)
	}
	if head != [2]byte{0xff, soi} {
		return errBroken
	}
	body := make([]byte, 1<<16)
	marker, err := nextMarker(in)
	for err == nil && marker != eoi {
		marker, err = walkSegment(in, marker, body, v)
	}
	return err
}

// walkSegment reads one segment, and the pixels behind an SOS, and returns the marker of the next.
func walkSegment(in *bufio.Reader, marker byte, body []byte, v visitor) (byte, error) {
	n, err := readBody(in, body)
	if err != nil {
		return 0, err
	}
	if err := v.segment(marker, body[:n]); err != nil {
		return 0, err
	}
	if marker == sos {
		return walkData(in, v.data)
	}
	return nextMarker(in)
}

// nextMarker reads 0xff, any fill bytes and the marker.
func nextMarker(in *bufio.Reader) (byte, error) {
	b, err := in.ReadByte()
	if err == nil && b != 0xff {
		return 0, errBroken
	}
	for err == nil && b == 0xff {
		b, err = in.ReadByte()
	}
	if err != nil {
		return 0, cut(err)
	}
	if b == 0 || b == soi || b >= rst0 && b <= rst7 {
		return 0, errBroken
	}
	return b, nil
}

func readBody(in *bufio.Reader, body []byte) (int, error) {
	var length [2]byte
	if _, err := io.ReadFull(in, length[:]); err != nil {
		return 0, cut(err)
	}
	n := int(binary.BigEndian.Uint16(length[:])) - len(length)
	if n < 0 {
		return 0, errBroken
	}
	if _, err := io.ReadFull(in, body[:n]); err != nil {
		return 0, cut(err)
	}
	return n, nil
}

// walkData passes coded pixels on up to the marker that ends them, which it returns.
func walkData(in *bufio.Reader, data func([]byte) error) (byte, error) {
	chunk := make([]byte, 0, 4<<10)
	for {
		b, err := in.ReadByte()
		if err != nil {
			return 0, cut(err)
		}
		if chunk = append(chunk, b); b == 0xff {
			for b == 0xff && err == nil { // fill bytes say nothing
				b, err = in.ReadByte()
			}
			if err != nil {
				return 0, cut(err)
			}
			if b != 0 && (b < rst0 || b > rst7) {
				return b, data(chunk[:len(chunk)-1])
			}
			chunk = append(chunk, b)
		}
		if len(chunk) >= cap(chunk)-2 {
			if err := data(chunk); err != nil {
				return 0, err
			}
			chunk = chunk[:0]
		}
	}
}

// cut tells the end of the file from a failing disk.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errCut
	}
	return fmt.Errorf("reading an image: %w", err)
}
