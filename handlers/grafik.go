package handlers

import (
	"acikkapi/internal/grafik"
	"acikkapi/internal/web"
)

// grafikGorunum is a chart and the table of its numbers beside it, under the table's name (UI-05). Partial "grafik".
type grafikGorunum struct {
	grafik.Drawing
	Baslik string
	Ozet   []string // what can be said in a line
	Tablo  web.Table
}

// barsOf draws c; a chart without numbers is its table alone.
func barsOf(c grafik.Chart, tablo web.Table) (grafikGorunum, error) {
	v := grafikGorunum{Baslik: c.Title, Tablo: tablo}
	if len(c.Labels) == 0 {
		return v, nil
	}
	var err error
	v.Drawing, err = grafik.Bars(c)
	return v, err
}

// adet is a count as people here write it: 1.234.
func adet(n int) string { return grafik.Number(float64(n)) }
