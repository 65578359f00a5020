package handlers

import (
	"acikkapi/internal/grafik"
	"acikkapi/internal/web"
)

// grafikGorunum is a chart and the table of its numbers beside it (UI-05). Partial "grafik".
type grafikGorunum struct {
	grafik.Drawing
	Baslik string
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
