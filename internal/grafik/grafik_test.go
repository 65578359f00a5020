package grafik_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"acikkapi/internal/grafik"
)

func counts() grafik.Chart {
	return grafik.Chart{Title: "Karara kadar geçen süre", Labels: []string{"1 saatten az", "1-4 saat", "4-8 saat", "Bir günden çok"}, Series: []grafik.Series{{"Talep", []float64{12, 40, 7, 1}}}}
}

// texts are what is written in a drawing; it must be well-formed.
func texts(t *testing.T, d template.HTML) []string {
	t.Helper()
	var list []string
	in := xml.NewDecoder(strings.NewReader(string(d)))
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatalf("%v in %s", err, d)
		}
		if text, ok := token.(xml.CharData); ok {
			list = append(list, string(text))
		}
	}
}

func has(list []string, want string) bool {
	return strings.Contains("\n"+strings.Join(list, "\n")+"\n", "\n"+want+"\n")
}

// UI-05: bars carry the labels and their numbers; an axis of counts has whole steps only.
func TestBars(t *testing.T) {
	t.Parallel()
	d, err := grafik.Bars(counts())
	if err != nil {
		t.Fatal(err)
	}
	wide := texts(t, d.Wide)
	for _, want := range []string{"1 saatten az", "Bir günden çok", "12", "40", "7", "1", "0"} {
		if !has(wide, want) {
			t.Errorf("%q is not written: %q", want, wide)
		}
	}
	if len(texts(t, d.Narrow)) == 0 || d.Narrow == d.Wide {
		t.Error("no drawing of its own for a phone")
	}
	few := counts()
	few.Series[0].Values = []float64{0, 0, 1, 0}
	if d, err = grafik.Bars(few); err != nil {
		t.Fatal(err)
	}
	if all := texts(t, d.Wide); strings.Contains(strings.Join(all, " "), ",") {
		t.Errorf("a count has a fraction: %q", all)
	}
}

// UI-05: below a line with many points stand as many labels as there is room for, the last among them, at even distances.
func TestLineLabelsDoNotTouch(t *testing.T) {
	t.Parallel()
	c := grafik.Chart{Title: "Gelen", Series: []grafik.Series{{"Gelen", nil}}}
	for i := range 31 {
		c.Labels, c.Series[0].Values = append(c.Labels, fmt.Sprintf("%02d.10", i+1)), append(c.Series[0].Values, float64(i))
	}
	d, err := grafik.Lines(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, drawing := range []struct {
		svg  template.HTML
		want string
	}{{d.Wide, "01.10 04.10 07.10 10.10 13.10 16.10 19.10 22.10 25.10 28.10 31.10"}, {d.Narrow, "01.10 07.10 13.10 19.10 25.10 31.10"}} {
		var days []string
		for _, text := range texts(t, drawing.svg) {
			if strings.HasSuffix(text, ".10") {
				days = append(days, text)
			}
		}
		if got := strings.Join(days, " "); got != drawing.want {
			t.Errorf("below the line stands %s, want %s", got, drawing.want)
		}
	}
}

// UI-05: a long number stands behind its bar, not on it, and inside the drawing.
func TestNumbersStandBehindBars(t *testing.T) {
	t.Parallel()
	for _, most := range []float64{50, 2476, 2499999} {
		c := counts()
		c.Labels[0], c.Series[0].Values[1] = "Kısmen Olumlu Kısmen Olumsuz Kapatıldı", most
		d, err := grafik.Bars(c)
		if err != nil {
			t.Fatal(err)
		}
		for svg, width := range map[template.HTML]float64{d.Wide: 640, d.Narrow: 360} {
			number := grafik.Number(most)
			at := place(t, svg, `x="(\d+)" y="\d+"[^>]*>`+regexp.QuoteMeta(number)+`<`)
			if end := place(t, svg, `<path d="M \d+ \d+&#xA;L (\d+) \d+[^"]*" stroke="none" fill="rgb\(31,79,143\)"`); at < end || at+float64(len(number))*6 > width {
				t.Errorf("%s stands at %v, the longest bar ends at %v of %v", number, at, end, width)
			}
		}
	}
}

// place is the greatest number that pattern finds in a drawing.
func place(t *testing.T, svg template.HTML, pattern string) float64 {
	t.Helper()
	most := -1.0
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(svg), -1) {
		n, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		most = max(most, n)
	}
	if most < 0 {
		t.Fatalf("no %s in %s", pattern, svg)
	}
	return most
}

// UI-05: one bar is a bar, not a block as wide as the page.
func TestOneBar(t *testing.T) {
	t.Parallel()
	d, err := grafik.Bars(grafik.Chart{Title: "İllere Göre", Labels: []string{"ANKARA"}, Series: []grafik.Series{{"Başvuru", []float64{11}}}})
	if err != nil || !has(texts(t, d.Wide), "ANKARA") || !has(texts(t, d.Wide), "11") {
		t.Fatalf("%v: %s", err, d.Wide)
	}
	if !strings.Contains(string(d.Wide), `viewBox="0 0 640 74"`) {
		t.Errorf("as high as a chart of many: %.120s", d.Wide)
	}
}

// UI-05: lines of several series are named; gaps are allowed.
func TestLines(t *testing.T) {
	t.Parallel()
	c := grafik.Chart{Title: "Gelen ve kapanan", Labels: []string{"Oca", "Şub", "Mar"}, Series: []grafik.Series{{"Gelen", []float64{1500, 2100.5, 900}}, {"Kapanan", []float64{1400, math.NaN(), 950}}}}
	d, err := grafik.Lines(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Gelen", "Kapanan", "Oca", "Şub"} {
		if all := texts(t, d.Wide); !has(all, want) {
			t.Errorf("%q is not written: %q", want, all)
		}
	}
	c.Labels[2] = "ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ BİLGİ İŞLEM VE EĞİTİM TEKNOLOJİLERİ ŞUBESİ" // no room below
	if d, err = grafik.Bars(c); err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(texts(t, d.Wide), "\n"); !strings.Contains(all, "ANKARA İL MİLLİ EĞİTİM") || strings.Contains(all, "ŞUBESİ") || !strings.Contains(all, "2.100,5") {
		t.Errorf("bars with a long name: %q", all)
	}
}

// SC-03, SC-08: hostile names are text; nothing of a drawing is a script, a style or a link, so the pages' CSP lets all of it through.
func TestDrawingIsInert(t *testing.T) {
	t.Parallel()
	evil := `</text><script>alert(1)</script><a href="javascript:x" onclick='x'>&amp; "q"` + "\x00\xff"
	c := grafik.Chart{Title: evil, Labels: []string{evil, "b"}, Series: []grafik.Series{{evil, []float64{1, 2}}, {"iki", []float64{2, 1}}}}
	for name, draw := range map[string]func(grafik.Chart) (grafik.Drawing, error){"bars": grafik.Bars, "lines": grafik.Lines} {
		d, err := draw(c)
		if err != nil {
			t.Fatal(name, err)
		}
		for _, svg := range []template.HTML{d.Wide, d.Narrow} {
			for _, bad := range []string{"<script", "<a", "style", "onclick='", "xlink", "<!"} {
				if strings.Contains(string(svg), bad) {
					t.Errorf("%s: %q in %s", name, bad, svg)
				}
			}
			if !strings.Contains(strings.Join(texts(t, svg), ""), "<script>alert(1)</script>") {
				t.Errorf("%s: the label is not there as text", name)
			}
		}
	}
}

func TestNothingToDraw(t *testing.T) {
	t.Parallel()
	uneven, endless := counts(), counts()
	uneven.Labels = uneven.Labels[1:]
	endless.Series = []grafik.Series{{"x", []float64{1, math.Inf(1), 2, 3}}}
	for _, c := range []grafik.Chart{{}, {Labels: []string{"a"}}, uneven, endless} {
		if _, err := grafik.Bars(c); err == nil {
			t.Errorf("%+v was drawn", c)
		}
	}
	zero := counts()
	zero.Series[0].Values = make([]float64, 4)
	if _, err := grafik.Bars(zero); err != nil {
		t.Errorf("all zero: %v", err)
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]string{0: "0", 999: "999", 1000: "1.000", -1234567: "-1.234.567", 12.5: "12,5", 0.04: "0", 1999.96: "2.000"} {
		if got := grafik.Number(v); got != want {
			t.Errorf("%v: %q, want %q", v, got, want)
		}
	}
}
