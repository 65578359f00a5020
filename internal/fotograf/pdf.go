package fotograf

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
)

// maxStreams bounds the streams of a PDF that are looked into.
const maxStreams = 20_000

var errPDF = errors.New("pdf: not what the standard describes")

// checkPDF looks into the PDF at the start of r: whole, not encrypted, nothing that runs, starts or brings something. No library of Go
// bounds what it unpacks (pdfcpu's issue 1350), and files here come from strangers; so this reads names wherever they may
// stand: between the objects, inside strings, comments and streams, and inside all that is packed by Flate, which is where object streams
// hide theirs. Object streams packed in any other way are refused: no program writes them.
func checkPDF(r io.ReadSeeker, size int64, name string) error {
	var s pdfScan
	whole, err := endsWell(r, size)
	if err == nil && whole {
		err = s.look(r, size)
	}
	switch {
	case s.found == encrypted:
		return refusePaper(nil, "“%s” parola ile korunmuş ya da şifrelenmiş bir PDF. Lütfen korumasız olarak kaydedip yükleyiniz.", name)
	case s.found != "":
		return refusePaper(nil, "“%s” kabul edilmedi: PDF dosyasında %s var. Lütfen belgeyi yazdırıp tarayarak ya da “PDF olarak yazdır” ile yeniden kaydedip yükleyiniz.", name, s.found)
	case errors.Is(err, errTooMuch):
		return refusePaper(err, "“%s” kabul edilmedi: PDF dosyası açıldığında çok yer kaplıyor. Lütfen daha düşük çözünürlükte kaydedip yükleyiniz.", name)
	case !whole || errors.Is(err, errPDF):
		return refusePaper(err, "“%s” dosyası bozuk ya da eksik. Lütfen dosyayı açıp kontrol ediniz.", name)
	}
	return err
}

// look fills in s.found; without danger and error the PDF is fit to be shown.
func (s *pdfScan) look(r io.ReadSeeker, size int64) error {
	if err := rewind(r); err != nil {
		return err
	}
	if err := s.read(io.LimitReader(r, size)); err != nil || s.found != "" {
		return err
	}
	return s.unpack(r, size)
}

// endsWell tells whether the PDF begins and ends as one: %PDF-, and near the end startxref with an address inside it and %%EOF.
func endsWell(r io.ReadSeeker, size int64) (bool, error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return false, notEOF(err)
	}
	tail := make([]byte, min(size, 1024))
	if _, err := r.Seek(size-int64(len(tail)), io.SeekStart); err != nil {
		return false, away(err)
	}
	if _, err := io.ReadFull(r, tail); err != nil {
		return false, notEOF(err)
	}
	end := bytes.LastIndex(tail, []byte("%%EOF"))
	start := bytes.LastIndex(tail[:max(end, 0)], []byte("startxref"))
	if string(head[:]) != "%PDF-" || start < 0 {
		return false, nil
	}
	at, err := strconv.ParseInt(string(bytes.TrimSpace(tail[start+len("startxref"):end])), 10, 64)
	return err == nil && at >= 0 && at < size, nil
}

// notEOF is nil for the end of the file, which the caller takes for a broken one.
func notEOF(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return away(err)
}

// pdfScan is one reading of a PDF from its first byte to its last.
type pdfScan struct {
	found   string // danger
	streams []stream
	pos     int64
	names   nameReader
	lex     lexer
	last    uint64 // the last eight bytes
	hidden  int    // object streams by name, wherever
}

// stream is where packed bytes begin.
type stream struct {
	at      int64
	objects bool // an object stream
}

const (
	endStream  = "ndstream" // without its first letter: eight bytes fit into a word
	streamWord = "stream"
)

func word(s string) (w uint64) {
	for _, b := range []byte(s) {
		w = w<<8 | uint64(b)
	}
	return w
}

// read goes over all bytes once. Errors: errPDF, and those of r.
func (s *pdfScan) read(r io.Reader) error {
	in := bufio.NewReaderSize(r, 64<<10)
	ends, begins := word(endStream), word(streamWord)
	for ; s.found == ""; s.pos++ {
		b, err := in.ReadByte()
		if errors.Is(err, io.EOF) {
			return s.finish()
		}
		if err != nil {
			return away(err)
		}
		name, ended := s.names.feed(b)
		if ended {
			s.name(name)
		}
		// after “stream”, but not after “endstream”
		if isSpace(b) && s.last&(1<<48-1) == begins && s.last != ends {
			if len(s.streams) == maxStreams {
				return errTooMuch
			}
			s.streams = append(s.streams, stream{at: s.pos})
		}
		s.last = s.last<<8 | uint64(b)
		if err := s.lex.feed(b, s.last == ends); err != nil {
			return err
		}
		if s.lex.opened {
			s.opened()
		}
	}
	return nil
}

// name judges a name that ended before the present byte, in the state that it stood in.
func (s *pdfScan) name(name []byte) {
	s.found = danger(name, s.lex.structure())
	if string(name) == objectStream {
		s.hidden++
	}
	if s.lex.structure() {
		s.lex.object.name(name)
	}
}

// opened: a stream has begun whose dictionary has just been read.
func (s *pdfScan) opened() {
	s.lex.opened = false
	o := s.lex.object
	if !o.streamOfObjects() {
		return
	}
	s.hidden -= o.marks
	if o.strange() {
		s.found = "alışılmadık biçimde saklanmış içerik"
		return
	}
	s.lex.inObjects = o.flates == 0
	if n := len(s.streams); n > 0 {
		s.streams[n-1].objects = true
	}
}

func (s *pdfScan) finish() error {
	if !s.lex.outside() || s.lex.objects == 0 {
		return errPDF
	}
	if s.hidden != 0 { // the name stands where no dictionary of a stream is
		s.found = "alışılmadık biçimde saklanmış içerik"
	}
	return nil
}
