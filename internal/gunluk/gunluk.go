// Package gunluk (log) makes the one logger of the program. Whatever is written through it passes Redact:
// no T.C. Kimlik No, telephone number, code or password reaches a log, not even inside somebody else's error (SC-04).
package gunluk

import (
	"io"
	"os"
	"time"

	"github.com/rs/zerolog"
)

// New logs to w from the given level ("info" if it is none): one JSON object a line, or, where w is a
// terminal, lines for people.
func New(w io.Writer, level string) zerolog.Logger {
	l, err := zerolog.ParseLevel(level)
	if err != nil || level == "" {
		l = zerolog.InfoLevel
	}
	if terminal(w) {
		w = zerolog.ConsoleWriter{Out: w, TimeFormat: time.TimeOnly}
	}
	return zerolog.New(redacting{w}).Level(l).With().Timestamp().Logger()
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// redacting expects a whole line in each Write, as zerolog gives it.
type redacting struct{ w io.Writer }

func (r redacting) Write(line []byte) (int, error) {
	if _, err := r.w.Write(Redact(line)); err != nil {
		return 0, err
	}
	return len(line), nil // what the caller gave, not what it became
}
