package fotograf

import (
	"bufio"
	"compress/flate"
	"errors"
	"io"
)

// maxUnpacked is how many bytes all streams of a PDF may make together: four A4 pages in colour at 300 dpi and more, packed without loss.
const maxUnpacked = 128 << 20

var errTooMuch = errors.New("pdf: more in it than may be looked into")

// unpack looks for dangerous names in everything that is packed by Flate. A crafted file may let streams lie over one another:
// what is read and what is written are both bounded.
func (s *pdfScan) unpack(r io.ReadSeeker, size int64) error {
	in := &meter{left: 2*size + 1<<20, in: bufio.NewReaderSize(nil, 4<<10)}
	unpacker := flate.NewReader(in)
	buffer := make([]byte, 32<<10)
	left := int64(maxUnpacked)
	for _, one := range s.streams {
		if _, err := r.Seek(one.at, io.SeekStart); err != nil {
			return away(err)
		}
		in.in.Reset(r)
		if !in.zlib() {
			continue
		}
		if err := unpacker.(flate.Resetter).Reset(in, nil); err != nil {
			return errPDF
		}
		n, err := s.inflate(unpacker, buffer, left, one.objects)
		if left -= n; err != nil || s.found != "" {
			return err
		}
		if in.left < 0 {
			return errTooMuch
		}
		if in.failed != nil {
			return away(in.failed)
		}
	}
	return nil
}

// inflate reads one stream to its end, or as far as it goes: readers show that much of a damaged one. It returns the bytes made.
func (s *pdfScan) inflate(unpacker io.Reader, buffer []byte, left int64, objects bool) (int64, error) {
	var names nameReader
	var total int64
	judge := func(name []byte) {
		if d := danger(name, objects); d != "" {
			s.found = d
		} else if string(name) == objectStream {
			s.found = "alışılmadık biçimde saklanmış içerik"
		}
	}
	for {
		n, err := unpacker.Read(buffer)
		names.names(buffer[:n], judge)
		if total += int64(n); total > left {
			return total, errTooMuch
		}
		if err != nil || s.found != "" {
			names.names([]byte{' '}, judge) // a name at the very end
			return total, nil               //nolint:nilerr // io.EOF, or damage
		}
	}
}

// meter counts what flate reads: as an io.ByteReader it is read no further than the stream goes.
type meter struct {
	in     *bufio.Reader
	left   int64
	failed error // of the disk
}

var errSpent = errors.New("pdf: nothing left to read with")

func (m *meter) ReadByte() (byte, error) {
	if m.left--; m.left < 0 {
		return 0, errSpent
	}
	b, err := m.in.ReadByte()
	if err != nil && !errors.Is(err, io.EOF) {
		m.failed = err
	}
	return b, err // bare: io.ByteReader's contract
}

func (m *meter) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := m.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = b
	return 1, nil
}

// maxGap is how many spaces are skipped between “stream” and its bytes.
const maxGap = 16

// zlib skips spaces and the two bytes that packed streams begin with; false = none of these.
func (m *meter) zlib() bool {
	for range maxGap {
		b, err := m.ReadByte()
		if err != nil {
			return false
		}
		if isSpace(b) {
			continue
		}
		flags, err := m.ReadByte()
		return err == nil && b&0x0f == 8 && (int(b)<<8|int(flags))%31 == 0
	}
	return false
}
