package fotograf

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
)

const pngHead = "\x89PNG\r\n\x1a\n"

// pngKept are the chunks that unpack and show the pixels, also of an animation; like Strip's, new kinds are dropped until somebody needs them.
var pngKept = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "pHYs": true, "bKGD": true, "hIST": true, "sBIT": true, "sPLT": true,
	"gAMA": true, "cHRM": true, "sRGB": true, "iCCP": true, "cICP": true, "mDCV": true, "cLLI": true, "acTL": true, "fcTL": true, "fdAT": true,
}

// StripPNG writes the PNG in r to w without what tells of place, time, device and programs (SC-07): EXIF, the text chunks with XMP and
// whatever programs have added, and what follows the image. What is kept is copied byte by byte; of EXIF an orientation stays, which says
// nothing else. One pass, little memory. Errors: Invalid at PhotoField where r is no whole PNG; those of r and w.
func StripPNG(w io.Writer, r io.ReadSeeker) error {
	if err := rewind(r); err != nil {
		return err
	}
	in, out := bufio.NewReaderSize(r, 32<<10), bufio.NewWriterSize(w, 32<<10)
	if err := stripPNG(out, in); err != nil {
		return photoFault(err)
	}
	return flush(out)
}

func stripPNG(out *bufio.Writer, in *bufio.Reader) error {
	head := make([]byte, len(pngHead))
	if _, err := io.ReadFull(in, head); err != nil {
		return cut(err)
	}
	if string(head) != pngHead {
		return errBroken
	}
	_, _ = out.Write(head) // bufio keeps the first error for flush
	for tur := ""; tur != "IEND"; {
		var c [8]byte // length and type
		if _, err := io.ReadFull(in, c[:]); err != nil {
			return cut(err)
		}
		first := tur == ""
		n := int64(binary.BigEndian.Uint32(c[:]))
		if tur = string(c[4:]); n > 1<<31-1 || first != (tur == "IHDR") {
			return errBroken
		}
		if err := pngChunk(out, in, c[:], n+crc32.Size); err != nil {
			return err
		}
	}
	return nil
}

// pngChunk copies, drops or shortens one chunk, of whose body and checksum rest bytes follow.
func pngChunk(out *bufio.Writer, in *bufio.Reader, head []byte, rest int64) error {
	switch tur := string(head[4:]); {
	case pngKept[tur]:
		_, _ = out.Write(head)
		return copyN(out, in, rest)
	case tur == "eXIf" && rest <= 1<<16:
		body := make([]byte, rest)
		if _, err := io.ReadFull(in, body); err != nil {
			return cut(err)
		}
		if yon := readExif(append([]byte(exifHead), body[:rest-crc32.Size]...)).yon; yon > 1 {
			writePNGChunk(out, tur, orientation(yon)[len(exifHead):])
		}
		return nil
	}
	return copyN(io.Discard, in, rest)
}

func writePNGChunk(out *bufio.Writer, tur string, body []byte) {
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(body))) //nolint:gosec // a few bytes
	chunk = append(append(chunk, tur...), body...)
	_, _ = out.Write(binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:])))
}

// copyN tells a file that is cut off from a disk that is full: what went wrong with out is told by flush.
func copyN(out io.Writer, in *bufio.Reader, n int64) error {
	_, err := io.CopyN(&quiet{Writer: out}, in, n)
	if err != nil {
		return cut(err)
	}
	return nil
}

// quiet takes everything: a bufio.Writer keeps its first error for Flush.
type quiet struct{ io.Writer }

func (q *quiet) Write(p []byte) (int, error) {
	_, _ = q.Writer.Write(p)
	return len(p), nil
}

func flush(out *bufio.Writer) error {
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing an image: %w", err)
	}
	return nil
}
