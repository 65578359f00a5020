// Package ithal reads files of reference data row by row: .csv as office programs write it, and .xlsx. What a row must be is in
// birim.go, yer.go and tatil.go; what becomes of it is store's (OP-05).
package ithal

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"unicode/utf8"
)

// ErrDosya is in the tree of every error that says that a file cannot be read as a table; its text is Turkish, for the operator.
var ErrDosya = errors.New("dosya okunamadı")

// fileError is what is wrong with a file as a whole.
type fileError struct {
	text  string
	cause error
}

func (e *fileError) Error() string { return e.text }

func (e *fileError) Unwrap() []error {
	if e.cause == nil {
		return []error{ErrDosya}
	}
	return []error{ErrDosya, e.cause}
}

func unusable(cause error, format string, a ...any) error {
	return &fileError{fmt.Sprintf(format, a...), cause}
}

const maxBoyut = 512 << 20 // 300,000 units take some 40 MB

// Dosya is an opened file. Its content is taken to stay as it is: Ozet is of what was there at opening.
type Dosya struct {
	Ad    string // without its folder
	Boyut int64
	Ozet  [sha256.Size]byte
	Bicim string // how it is read, for people: “CSV, UTF-8, ayraç “;””

	// Ilerleme, where set, is told how far the reading is, of Toplam: bytes of a .csv; of an .xlsx rows, and Toplam is -1.
	Ilerleme func(okunan int64)
	Toplam   int64

	f     *os.File
	table table
	place map[string]int // the columns of the last reading
}

// table is a kind of file: each calls row with its lines, headings first; no is the line as the file's program counts it.
type table interface {
	each(row func(no int, cells []string) error) error
}

// Open reads the file once, to know its kind, its writing and its digest. Errors: ErrDosya.
func Open(path string) (*Dosya, error) {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, unusable(err, "“%s” bulunamadı. Dosyanın adını ve klasörünü denetleyiniz.", path)
	case errors.Is(err, os.ErrPermission):
		return nil, unusable(err, "“%s” dosyasını okuma izniniz yok.", path)
	case err != nil:
		return nil, unusable(err, "“%s” açılamadı: %v", path, err)
	}
	d := &Dosya{Ad: filepath.Base(path), f: f}
	if err := d.inspect(path); err != nil {
		f.Close() //nolint:errcheck,gosec // was only read
		return nil, err
	}
	return d, nil
}

// Close closes the file.
func (d *Dosya) Close() error { return d.f.Close() }

func (d *Dosya) inspect(path string) error {
	info, err := d.f.Stat()
	switch {
	case err != nil:
		return unusable(err, "“%s” okunamadı: %v", path, err)
	case !info.Mode().IsRegular():
		return unusable(nil, "“%s” bir dosya değil.", path)
	case info.Size() == 0:
		return unusable(nil, "“%s” boş.", path)
	case info.Size() > maxBoyut:
		return unusable(nil, "“%s” çok büyük (%d MB); en fazla %d MB olabilir.", path, info.Size()>>20, maxBoyut>>20)
	}
	d.Boyut, d.Toplam = info.Size(), info.Size()
	look, head := &inspector{hash: sha256.New()}, make([]byte, 8)
	n, err := io.ReadFull(d.f, head)
	if err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
		_, err = d.f.Seek(0, io.SeekStart)
	}
	if err == nil {
		_, err = io.Copy(look, d.f)
	}
	if err != nil {
		return unusable(err, "“%s” okunamadı: %v", path, err)
	}
	d.Ozet = [sha256.Size]byte(look.hash.Sum(nil))
	return d.choose(path, head[:n], look)
}

// choose goes by what the file holds, not by what it is called.
func (d *Dosya) choose(path string, head []byte, look *inspector) error {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		d.Bicim, d.table = "Excel (.xlsx)", &xlsx{d}
		d.Toplam = -1
		return nil
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return unusable(nil, "“%s” eski Excel (.xls) biçiminde. Excel'de “Farklı Kaydet” ile .xlsx ya da .csv olarak kaydediniz.", path)
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return unusable(nil, "“%s” UTF-16 ile yazılmış. “CSV UTF-8” olarak kaydediniz.", path)
	case look.nul:
		return unusable(nil, "“%s” ne .csv ne de .xlsx dosyası.", path)
	}
	c := &csvTable{d: d, utf8: look.invalid == 0}
	if !c.utf8 && look.multi > look.invalid {
		return unusable(nil, "“%s” UTF-8 ile yazılmış, ama bozuk: %d. satırda okunamayan bir harf var.", path, look.badLine)
	}
	if err := c.prepare(bytes.HasPrefix(head, []byte("\xef\xbb\xbf"))); err != nil {
		return err
	}
	d.table = c
	return nil
}

// inspector looks at all bytes once: digest, and whether they are UTF-8.
type inspector struct {
	hash interface {
		io.Writer
		Sum(b []byte) []byte
	}
	nul            bool
	multi, invalid int // letters of several bytes; bytes that are none
	badLine, lines int
	rest           []byte
}

func (i *inspector) Write(p []byte) (int, error) {
	i.hash.Write(p) //nolint:errcheck,gosec // a hash does not fail
	n := len(p)
	if len(i.rest) > 0 {
		p = append(i.rest, p...)
		i.rest = nil
	}
	for len(p) > 0 {
		r, size := utf8.DecodeRune(p)
		switch {
		case r == 0:
			i.nul = true
		case r == '\n':
			i.lines++
		case r == utf8.RuneError && size == 1 && !utf8.FullRune(p):
			i.rest = append([]byte(nil), p...)
			return n, nil
		case r == utf8.RuneError && size == 1:
			if i.invalid++; i.badLine == 0 {
				i.badLine = i.lines + 1
			}
		case size > 1:
			i.multi++
		}
		p = p[size:]
	}
	return n, nil
}

func (d *Dosya) progress(read int64) {
	if d.Ilerleme != nil {
		d.Ilerleme(read)
	}
}

// rewind goes back to the beginning.
func (d *Dosya) rewind() (io.Reader, error) {
	if _, err := d.f.Seek(0, io.SeekStart); err != nil {
		return nil, unusable(err, "“%s” okunamadı: %v", d.Ad, err)
	}
	return d.f, nil
}

// counter tells the progress of what is read through it.
type counter struct {
	d   *Dosya
	src io.Reader
	n   int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.src.Read(p)
	c.n += int64(n)
	c.d.progress(c.n)
	return n, err
}
