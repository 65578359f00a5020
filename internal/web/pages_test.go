package web

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// G-02: the sentence and the neighbours of every place in a list.
func TestPages(t *testing.T) {
	e := demoEngine(t)
	for _, c := range []struct {
		query      string
		total      int
		says       string
		prev, next string
		offset     int
	}{
		{"?ad=%C5%9Fen", 45, "Toplam 45 kayıttan 1-20 gösteriliyor.", "", "/liste?ad=%C5%9Fen&sayfa=2", 0},
		{"?sayfa=2", 45, "Toplam 45 kayıttan 21-40 gösteriliyor.", "/liste?sayfa=1", "/liste?sayfa=3", 20},
		{"?sayfa=3", 45, "Toplam 45 kayıttan 41-45 gösteriliyor.", "/liste?sayfa=2", "", 40},
		{"?sayfa=9", 45, "Toplam 45 kayıt bulundu.", "/liste?sayfa=3", "", 160},
		{"?sayfa=-1", 6_000_000, "Toplam 6.000.000 kayıttan 1-20 gösteriliyor.", "", "/liste?sayfa=2", 0},
		{"", 0, "Toplam 0 kayıt bulundu.", "", "", 0},
	} {
		p := NewPages(httptest.NewRequest("GET", "/liste"+c.query, nil), 20, c.total)
		said, err := e.Fragment("", "count", p)
		if err != nil || !strings.Contains(said, c.says) {
			t.Errorf("%s of %d says %s (%v)", c.query, c.total, said, err)
		}
		if p.Prev() != c.prev || p.Next() != c.next || p.Offset() != c.offset {
			t.Errorf("%s of %d: %q, %q, %d", c.query, c.total, p.Prev(), p.Next(), p.Offset())
		}
	}
}

// The page numbers are few, and end, for any list and any number asked for.
func TestPageNumbers(t *testing.T) {
	for _, c := range []struct {
		query string
		total int
		want  string
	}{
		{"", 0, "[1]"},
		{"", 100, "[1] 2 3 … 5"},
		{"?sayfa=3", 100, "1 2 [3] 4 5"},
		{"?sayfa=300", 12_000, "1 … 298 299 [300] 301 302 … 600"},
		{"?sayfa=600", 12_000, "1 … 598 599 [600]"},
		{"?sayfa=999999999999", 45, "1 … 3"},
	} {
		var got []string
		for _, l := range NewPages(httptest.NewRequest("GET", "/"+c.query, nil), 20, c.total).Numbers() {
			no, _ := Sayi(l.No)
			switch {
			case l.No == 0:
				no = "…"
			case l.Current:
				no = "[" + no + "]"
			}
			got = append(got, no)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s of %d: %v, want %s", c.query, c.total, got, c.want)
		}
	}
}
