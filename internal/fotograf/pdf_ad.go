package fotograf

import (
	"bytes"
	"strings"
)

// maxName is longer than any name that matters.
const maxName = 24

// nameReader finds the names (/Launch) in bytes that come piece by piece, with their #xx escapes undone. It knows nothing
// of strings, comments and streams: a name is found wherever it stands.
type nameReader struct {
	in    bool
	long  bool // past maxName: of no interest
	name  []byte
	hex   int  // digits of an escape still to come
	digit byte // the first of them
}

// feed takes the next byte; a name that ended before it comes back, valid until the next call.
func (n *nameReader) feed(b byte) (name []byte, ended bool) {
	if !n.in {
		n.begin(b)
		return nil, false
	}
	if isSpace(b) || isDelimiter(b) {
		n.in = false
		name, ended = n.name, !n.long
		if b == '/' {
			n.in, n.long, n.hex = true, false, 0
			name = bytes.Clone(name)
			n.name = n.name[:0]
		}
		return name, ended
	}
	switch v, ok := hexDigit(b); {
	case n.hex == 2 && ok:
		n.hex, n.digit = 1, v
		return nil, false
	case n.hex == 1 && ok:
		n.hex, b = 0, n.digit<<4|v
	case b == '#' && n.hex == 0:
		n.hex = 2
		return nil, false
	default:
		n.hex = 0
	}
	if n.long = n.long || len(n.name) == maxName; !n.long {
		n.name = append(n.name, b)
	}
	return nil, false
}

func (n *nameReader) begin(b byte) {
	if b == '/' {
		*n = nameReader{in: true, name: n.name[:0]}
	}
}

// names calls found for each name that ends in b, which follows what was fed before.
func (n *nameReader) names(b []byte, found func([]byte)) {
	for i := 0; i < len(b); i++ {
		if !n.in {
			next := bytes.IndexByte(b[i:], '/')
			if next < 0 {
				return
			}
			i += next
		}
		if name, ended := n.feed(b[i]); ended {
			found(name)
		}
	}
}

func isSpace(b byte) bool {
	return b == 0 || b == '\t' || b == '\n' || b == '\f' || b == '\r' || b == ' '
}

func isDelimiter(b byte) bool { return strings.IndexByte("()<>[]{}/%", b) >= 0 }

func hexDigit(b byte) (byte, bool) {
	switch {
	case b >= '0' && b <= '9':
		return b - '0', true
	case b >= 'a' && b <= 'f':
		return b - 'a' + 10, true
	case b >= 'A' && b <= 'F':
		return b - 'A' + 10, true
	}
	return 0, false
}

const objectStream = "ObjStm"

// danger says what a name makes a PDF do, "" for harmless ones. Names of a few letters count only where short is true: among millions of
// packed bytes they turn up by chance. Actions with scripts need /S /JavaScript or /S /Rendition, which are long.
func danger(name []byte, short bool) string {
	switch string(name) {
	case "JavaScript":
		return "çalıştırılabilir içerik (JavaScript)"
	case "Launch":
		return "program başlatan komut"
	case "EmbeddedFile", "FileAttachment", "GoToE": // not EmbeddedFiles: programs write that list empty
		return embedded
	case "RichMedia", "Rendition":
		return "çoklu ortam içeriği"
	case "SubmitForm", "ImportData":
		return "veri gönderen ya da alan form komutu"
	case "Encrypt":
		return encrypted
	}
	if short {
		switch string(name) {
		case "JS":
			return "çalıştırılabilir içerik (JavaScript)"
		case "XFA":
			return "etkileşimli form (XFA)"
		case "EF":
			return embedded
		}
	}
	return ""
}

const (
	embedded  = "gömülü dosya"
	encrypted = "parola ya da şifreleme" // cannot be looked into
)
