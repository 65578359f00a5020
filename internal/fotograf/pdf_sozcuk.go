package fotograf

import "strings"

// lexer follows the outermost structure of a PDF: what is a string, a comment, a stream's body.
type lexer struct {
	in        place
	depth     int    // of brackets in a string
	escaped   bool   // in a string
	angle     byte   // the bracket before, for << and >>
	word      []byte // letters since the last space or bracket
	object    object // since the last “obj”
	dicts     int    // open dictionaries
	objects   int    // seen
	opened    bool   // a stream has just begun
	inObjects bool   // in the body of an object stream that is not packed
}

type place int

const (
	plain place = iota
	comment
	text
	hexText
	body
)

// structure: names here are names.
func (l *lexer) structure() bool { return l.in == plain || l.inObjects }

// outside: the file may end here.
func (l *lexer) outside() bool { return l.in == plain || l.in == comment }

// feed takes the next byte; ends is true where a stream's body ends with it.
func (l *lexer) feed(b byte, ends bool) error {
	switch l.in {
	case comment:
		if b == '\n' || b == '\r' {
			l.in = plain
		}
	case text:
		l.string(b)
	case hexText:
		if b == '>' {
			l.in = plain
		}
	case body:
		if ends {
			l.in, l.inObjects = plain, false
		}
	case plain:
		return l.plain(b)
	}
	return nil
}

func (l *lexer) string(b byte) {
	switch {
	case l.escaped:
		l.escaped = false
	case b == '\\':
		l.escaped = true
	case b == '(':
		l.depth++
	case b == ')':
		if l.depth--; l.depth == 0 {
			l.in = plain
		}
	}
}

func (l *lexer) plain(b byte) error {
	if angle := l.angle; angle != 0 {
		l.angle = 0
		switch {
		case angle == b && b == '<':
			l.dicts++
			return nil
		case angle == b:
			l.dicts = max(0, l.dicts-1)
			return nil
		case angle == '<':
			if l.in = hexText; b == '>' {
				l.in = plain
			}
			return nil
		}
	}
	if !isSpace(b) && !isDelimiter(b) {
		if len(l.word) < maxName {
			l.word = append(l.word, b)
		}
		return nil
	}
	if l.endWord(b) {
		return nil
	}
	switch b {
	case '%':
		l.in = comment
	case '(':
		l.in, l.depth, l.escaped = text, 1, false
	case '<', '>':
		l.angle = b
	case '/':
		l.word = append(l.word, b) // so that the name /stream is not taken for the word
	}
	return nil
}

// endWord acts on the word that b ends; true = a stream's body begins.
func (l *lexer) endWord(b byte) bool {
	w := string(l.word)
	l.word = l.word[:0]
	switch {
	case strings.HasSuffix(w, "obj") && w != "endobj" && !strings.HasPrefix(w, "/"):
		l.objects++
		if l.dicts == 0 {
			l.object = object{}
		}
	case w == streamWord && isSpace(b):
		l.in, l.opened = body, true
		return true
	}
	return false
}

// object is what the dictionary of the present object says.
type object struct {
	marks                            int // how often it is called an object stream
	first, n, filter, parms, foreign bool
	flates                           int
}

func (o *object) name(name []byte) {
	switch s := string(name); s {
	case objectStream:
		o.marks++
	case "First":
		o.first = true
	case "N":
		o.n = true
	case "Filter", "F":
		o.filter = true
	case "FlateDecode", "Fl":
		o.flates++
	case "DecodeParms", "DP":
		o.parms = true
	case "AHx", "A85", "LZW", "RL", "CCF", "DCT", "Crypt", "FFilter":
		o.foreign = true
	default:
		o.foreign = o.foreign || strings.HasSuffix(s, "Decode")
	}
}

// streamOfObjects: by its type, or by what only such a stream has (some readers do not look at the type).
func (o *object) streamOfObjects() bool { return o.marks > 0 || o.first && o.n }

// strange: not packed by Flate alone, so that it could not be looked into.
func (o *object) strange() bool {
	return o.foreign || o.parms || o.flates > 1 || o.filter && o.flates == 0
}
