package detsis

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
)

// csvBasliklari are the headings of WriteCSV, in the importer's words (package ithal).
var csvBasliklari = []string{"DetsisNo", "Ad", "KisaAd", "UstDetsisNo", "Il", "Durum", "Sentetik"}

// WriteCSV writes the first n units of Uret as the file that `acikkapi import detsis` takes, parents first. Every line says that the
// unit is synthetic.
func WriteCSV(to io.Writer, n int) error {
	if n < 1 {
		return fmt.Errorf("detsis: %d units cannot be written", n)
	}
	w := csv.NewWriter(to)
	w.Comma = ';'
	if err := w.Write(csvBasliklari); err != nil {
		return err
	}
	err := Uret(n, func(b Birim) error {
		il := ""
		if b.IlKodu > 0 {
			il = strconv.Itoa(b.IlKodu)
		}
		return w.Write([]string{b.No, b.Ad, b.KisaAd, b.UstNo, il, "aktif", "sentetik"})
	})
	w.Flush()
	if err != nil {
		return err
	}
	return w.Error()
}
