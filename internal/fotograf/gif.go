package fotograf

import (
	"bufio"
	"io"
)

// StripGIF is StripPNG for a GIF: comments, and the blocks of programs (XMP) but for those that repeat an animation, are dropped.
func StripGIF(w io.Writer, r io.ReadSeeker) error {
	if err := rewind(r); err != nil {
		return err
	}
	in, out := bufio.NewReaderSize(r, 32<<10), bufio.NewWriterSize(w, 32<<10)
	if err := stripGIF(out, in); err != nil {
		return photoFault(err)
	}
	return flush(out)
}

// Blocks of a GIF, and the labels of its extensions.
const (
	gifExtension   = 0x21
	gifImage       = 0x2c
	gifEnd         = 0x3b
	gifControl     = 0xf9
	gifApplication = 0xff
)

func stripGIF(out *bufio.Writer, in *bufio.Reader) error {
	var screen [13]byte // signature, version, logical screen
	if _, err := io.ReadFull(in, screen[:]); err != nil {
		return cut(err)
	}
	if v := string(screen[:6]); v != "GIF87a" && v != "GIF89a" {
		return errBroken
	}
	_, _ = out.Write(screen[:])
	if err := copyN(out, in, gifColours(screen[10])); err != nil {
		return err
	}
	for {
		block, err := in.ReadByte()
		switch {
		case err != nil:
			return cut(err)
		case block == gifEnd:
			_ = out.WriteByte(gifEnd)
			return nil
		case block == gifImage:
			err = gifPixels(out, in)
		case block == gifExtension:
			err = gifExtra(out, in)
		default:
			err = errBroken
		}
		if err != nil {
			return err
		}
	}
}

// gifColours is the size of the colour table that the flags b announce, in bytes.
func gifColours(b byte) int64 {
	if b&0x80 == 0 {
		return 0
	}
	return 3 << (b&7 + 1)
}

func gifPixels(out *bufio.Writer, in *bufio.Reader) error {
	var head [9]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return cut(err)
	}
	_ = out.WriteByte(gifImage)
	_, _ = out.Write(head[:])
	if err := copyN(out, in, gifColours(head[8])+1); err != nil { // and the width of the codes
		return err
	}
	return gifBlocks(out, in)
}

// gifExtra copies a control block, and of programs' blocks the two that say how often an animation repeats; all else is dropped.
func gifExtra(out *bufio.Writer, in *bufio.Reader) error {
	head, err := in.Peek(2)
	if err != nil {
		return cut(err)
	}
	label, n := head[0], int(head[1])
	keep := label == gifControl
	if label == gifApplication {
		name, err := in.Peek(2 + n)
		if err != nil {
			return cut(err)
		}
		keep = string(name[2:]) == "NETSCAPE2.0" || string(name[2:]) == "ANIMEXTS1.0"
	}
	_, _ = in.Discard(1)
	if !keep {
		return gifBlocks(io.Discard, in)
	}
	_, _ = out.Write([]byte{gifExtension, label})
	return gifBlocks(out, in)
}

// gifBlocks copies blocks, each behind its length, to the empty one that ends them.
func gifBlocks(out io.Writer, in *bufio.Reader) error {
	for {
		n, err := in.ReadByte()
		if err != nil {
			return cut(err)
		}
		_, _ = out.Write([]byte{n})
		if err := copyN(out, in, int64(n)); err != nil || n == 0 {
			return err
		}
	}
}
