package rapor

import "slices"

// dolgu is the shade behind the names of the columns.
const dolgu = 235

// tablo draws t with its columns named anew on every page.
func (y *yazici) tablo(t *Tablo) {
	if len(t.Satirlar) == 0 {
		y.metin(yaDaCizgi(t.Bos))
		return
	}
	var sum float64
	for _, p := range t.Paylar {
		sum += p
	}
	enler := make([]float64, len(t.Paylar))
	for i, p := range t.Paylar {
		enler[i] = govde * p / sum
	}
	head := func() { y.tabloBasi(enler, t.Sutunlar) }
	y.yer(25)
	head()
	for _, satir := range t.Satirlar {
		y.satir(enler, satir, head, duz)
	}
}

func (y *yazici) tabloBasi(enler []float64, adlar []string) {
	cells := y.hucreler(enler, adlar, kalin, kalin)
	n := tallest(cells)
	boy := float64(n)*satirBoy + 2*bosluk
	if !y.son {
		y.pdf.SetFillColor(dolgu, dolgu, dolgu+5)
		y.pdf.Rect(kenar, y.y, govde, boy, "F")
	}
	y.parca(enler, cells, 0, n, kalin, kalin)
}

// satir draws one line, the first cell in the style ilk. A short one stays whole; a long one goes on overleaf, where head (nil: none)
// stands above it.
func (y *yazici) satir(enler []float64, metinler []string, head func(), ilk string) {
	cells := y.hucreler(enler, metinler, ilk, duz)
	n := tallest(cells)
	for at := 0; at < n && !y.son; {
		room := int((alt - y.y - 2*bosluk) / satirBoy)
		take := min(room, n-at)
		if take < n-at && (take < 4 || n <= 10) { // too little room to begin here
			if !y.sayfa() {
				return
			}
			if head != nil {
				head()
			}
			continue
		}
		y.parca(enler, cells, at, at+take, ilk, duz)
		at += take
	}
}

// parca draws the lines of text from … to of all cells, with the grid around them.
func (y *yazici) parca(enler []float64, cells [][]string, from, to int, ilk, style string) {
	boy := float64(to-from)*satirBoy + 2*bosluk
	x := kenar
	for i, lines := range cells {
		if i > 0 {
			ilk = style
		}
		for n := from; n < min(to, len(lines)); n++ {
			y.yaz(ilk, punto, x+bosluk, y.y+bosluk+float64(n-from)*satirBoy+3.6, lines[n])
		}
		y.cizgi(x, y.y, x, y.y+boy)
		x += enler[i]
	}
	y.cizgi(x, y.y, x, y.y+boy)
	y.cizgi(kenar, y.y, x, y.y)
	y.y += boy
	y.cizgi(kenar, y.y, x, y.y)
}

func (y *yazici) hucreler(enler []float64, metinler []string, ilk, style string) [][]string {
	cells := make([][]string, len(metinler))
	for i, m := range metinler {
		s := style
		if i == 0 {
			s = ilk
		}
		cells[i] = y.bol(s, m, enler[i]-2*bosluk)
	}
	return cells
}

func tallest(cells [][]string) int {
	return len(slices.MaxFunc(cells, func(a, b []string) int { return len(a) - len(b) }))
}
