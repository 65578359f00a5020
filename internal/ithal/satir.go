package ithal

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"acikkapi/internal/turkce"
)

// Red is a refused row: which, at which column, and why, in Turkish. Satir is as the file's program counts, from 1; 0 where it is no row's.
type Red struct {
	Satir int
	Sutun string // "" = the whole row
	Neden string
}

// sutun is a column: the name it is documented by, the others it may have, and whether a file must have it.
type sutun struct {
	ad     string
	diger  []string
	gerek  bool
	uzunca int // letters that it may hold at most
}

// satir is a row by the names of its columns.
type satir struct {
	no    int
	cells []string
	place map[string]int
	cols  map[string]*sutun
	reds  []Red
}

// plain is a heading without case, marks, blanks and dots: “DETSİS No.” and “DetsisNo” are one.
func plain(heading string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, turkce.Fold(heading))
}

// eachSatir reads the headings and calls row for every row that is not blank. It returns the number of rows.
func (d *Dosya) eachSatir(cols []sutun, row func(*satir) error) (int, error) {
	var s *satir
	n := 0
	err := d.table.each(func(no int, cells []string) error {
		if blank(cells) {
			return nil
		}
		if s == nil {
			var err error
			if s, err = headings(d.Ad, cols, cells); err == nil {
				d.place = s.place
			}
			return err
		}
		n++
		s.no, s.cells, s.reds = no, cells, nil
		if len(cells) > len(s.place) && !blank(cells[len(s.place):]) {
			s.refuse("", "Satırda %d sütun var, başlıkta %d. Ayraç metnin içinde geçiyorsa metin tırnak içinde olmalıdır.", len(cells), len(s.place))
		}
		return row(s)
	})
	switch {
	case err != nil:
		return n, err
	case n == 0:
		return 0, unusable(nil, "“%s” dosyasında başlıktan başka satır yok.", d.Ad)
	}
	return n, nil
}

// Has tells whether the file that was read has the column: where it has none, nothing is said about what is there already.
func (d *Dosya) Has(sutun string) bool { _, ok := d.place[sutun]; return ok }

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

func headings(file string, cols []sutun, cells []string) (*satir, error) {
	s := &satir{place: map[string]int{}, cols: map[string]*sutun{}}
	known := map[string]*sutun{}
	for i := range cols {
		c := &cols[i]
		s.cols[c.ad] = c
		for _, name := range append([]string{c.ad}, c.diger...) {
			known[plain(name)] = c
		}
	}
	for i, cell := range cells {
		name := fmt.Sprintf("#%d", i) // of a column that means nothing to us
		if c := known[plain(cell)]; c != nil {
			if _, twice := s.place[c.ad]; twice {
				return nil, unusable(nil, "“%s” dosyasında “%s” sütunu iki kez var.", file, c.ad)
			}
			name = c.ad
		}
		s.place[name] = i
	}
	var missing []string
	for i := range cols {
		if _, ok := s.place[cols[i].ad]; !ok && cols[i].gerek {
			missing = append(missing, "“"+cols[i].ad+"”")
		}
	}
	if len(missing) > 0 {
		return nil, unusable(nil, "“%s” dosyasının ilk satırında şu sütunlar bulunamadı: %s. Okunan başlıklar: %s",
			file, strings.Join(missing, ", "), strings.Join(cells[:min(len(cells), 12)], " | "))
	}
	return s, nil
}

func (s *satir) refuse(sutun, format string, a ...any) {
	s.reds = append(s.reds, Red{s.no, sutun, fmt.Sprintf(format, a...)})
}

// has tells whether the file has the column.
func (s *satir) has(sutun string) bool { _, ok := s.place[sutun]; return ok }

// text is the cell, its blanks tidied; what nobody can have meant is refused.
func (s *satir) text(sutun string) string {
	i, ok := s.place[sutun]
	if !ok || i >= len(s.cells) {
		return ""
	}
	v := strings.Join(strings.Fields(s.cells[i]), " ")
	// A row that is kept must not keep the text of its whole line.
	v = strings.Clone(v)
	c := s.cols[sutun]
	switch {
	case strings.ContainsFunc(s.cells[i], forbidden):
		s.refuse(sutun, "Metinde görünmeyen ya da okunamayan bir karakter var.")
	case c.uzunca > 0 && utf8.RuneCountInString(v) > c.uzunca:
		s.refuse(sutun, "En fazla %d karakter olabilir, %d karakter yazılmış.", c.uzunca, utf8.RuneCountInString(v))
	case v == "" && c.gerek:
		s.refuse(sutun, "Boş bırakılamaz.")
	}
	return v
}

// forbidden are control characters, also line breaks within a cell, marks of direction, and what could not be decoded.
func forbidden(r rune) bool {
	return unicode.IsControl(r) || r == utf8.RuneError || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r)
}

var truth = map[string]bool{
	"evet": true, "e": true, "1": true, "true": true, "dogru": true, "x": true,
	"hayir": false, "h": false, "0": false, "false": false, "yanlis": false, "": false,
}

// yes reads evet/hayır; others are more words for the one and the other.
func (s *satir) yes(sutun string, others map[string]bool) bool {
	raw := plain(s.text(sutun))
	v, ok := others[raw]
	if !ok {
		v, ok = truth[raw]
	}
	if !ok {
		s.refuse(sutun, "“evet” ya da “hayır” yazılmalıdır.")
	}
	return v
}
