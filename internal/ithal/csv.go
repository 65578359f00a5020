package ithal

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// csvTable is a .csv: UTF-8 with or without BOM, or Windows-1254, which Turkish Excel writes; separated by semicolon, comma or tab.
type csvTable struct {
	d    *Dosya
	utf8 bool
	sep  rune
}

var separators = map[rune]string{';': "“;”", ',': "“,”", '\t': "sekme"}

// prepare finds the separator: of the headings, the one that stands there most often.
func (c *csvTable) prepare(bom bool) error {
	r, err := c.reader()
	if err != nil {
		return err
	}
	head, err := r.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return unusable(err, "“%s” okunamadı: %v", c.d.Ad, err)
	}
	c.sep = ';'
	for _, sep := range ",\t" {
		if strings.Count(head, string(sep)) > strings.Count(head, string(c.sep)) {
			c.sep = sep
		}
	}
	writing := "Windows-1254"
	if bom {
		writing = "UTF-8 (BOM ile)"
	} else if c.utf8 {
		writing = "UTF-8"
	}
	c.d.Bicim = fmt.Sprintf("CSV, %s, ayraç %s", writing, separators[c.sep])
	return nil
}

func (c *csvTable) reader() (*bufio.Reader, error) {
	f, err := c.d.rewind()
	if err != nil {
		return nil, err
	}
	src := &counter{d: c.d, src: f}
	if !c.utf8 {
		return bufio.NewReader(charmap.Windows1254.NewDecoder().Reader(src)), nil
	}
	r := bufio.NewReader(src)
	if b, err := r.Peek(3); err == nil && string(b) == "\xef\xbb\xbf" {
		_, err = r.Discard(3)
		return r, err
	}
	return r, nil
}

func (c *csvTable) each(row func(no int, cells []string) error) error {
	src, err := c.reader()
	if err != nil {
		return err
	}
	r := csv.NewReader(src)
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = c.sep, -1, true
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if parse, ok := errors.AsType[*csv.ParseError](err); ok {
			return unusable(err, "“%s” %d. satırdan sonra okunamıyor: tırnak işareti (\") yanlış yerde ya da kapanmamış. Metnin içindeki her tırnak iki kez yazılmalıdır.",
				c.d.Ad, parse.StartLine)
		}
		if err != nil {
			return unusable(err, "“%s” okunamadı: %v", c.d.Ad, err)
		}
		no, _ := r.FieldPos(0)
		if err := row(no, cells); err != nil {
			return err
		}
	}
}
