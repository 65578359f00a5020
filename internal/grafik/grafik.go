// Package grafik draws numbers as SVG, to stand in a page beside a table of the same numbers. What comes out is plain shapes and
// text in the colours of our style sheet: no script, no style attribute (the pages' CSP lets none through), no link.
package grafik

import (
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/go-analyze/charts"
)

// Series is one row of numbers under a name; Values stand in the order of the chart's Labels. NaN is a gap.
type Series struct {
	Name   string
	Values []float64
}

// Chart is what shall be drawn. Title says what it shows, to those who hear the page; it is not drawn. Bars run from left to right
// where the labels, names of birim for instance, have no room below them.
type Chart struct {
	Title  string
	Labels []string // along the axis, one for each value
	Series []Series
}

// Drawing is a chart twice, for a wide and for a phone's screen: the partial "grafik" has the style sheet choose.
type Drawing struct{ Wide, Narrow template.HTML }

// Sizes in pixels; the page scales a drawing to the room that there is.
const (
	wideWidth   = 640
	narrowWidth = 360
	height      = 300
	barHeight   = 20 // of a chart drawn across
	groupGap    = 14 // between its labels
	charWidth   = 8  // of a label, about
	fewBars     = 3  // fewer labels than that make blocks of bars
	labelledTo  = 12 // more bars than that do not get their number written on them
)

// Bars draws a bar for each value. Errors: a chart without values, or one whose series are not as long as its labels.
func Bars(c Chart) (Drawing, error) { return c.draw(bars, (*Chart).barsHeight) }

// Lines joins the values of each series by a line. Errors: as Bars.
func Lines(c Chart) (Drawing, error) { return c.draw(lines, func(*Chart, int) int { return height }) }

type painter func(p *charts.Painter, c *Chart, width int) error

func (c Chart) draw(paint painter, height func(c *Chart, width int) int) (d Drawing, err error) {
	if err = c.check(); err == nil {
		d.Wide, err = c.drawAt(paint, wideWidth, height(&c, wideWidth))
	}
	if err == nil {
		d.Narrow, err = c.drawAt(paint, narrowWidth, height(&c, narrowWidth))
	}
	if err != nil {
		return Drawing{}, fmt.Errorf("chart %q: %w", c.Title, err)
	}
	return d, nil
}

func (c *Chart) drawAt(paint painter, width, height int) (template.HTML, error) {
	safe := c.safe(width / charWidth / 2)
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputSVG, Width: width, Height: height})
	if err := paint(p, &safe, width); err != nil {
		return "", err
	}
	raw, err := p.Bytes()
	if err != nil {
		return "", err
	}
	return plain(raw, c.Title)
}

// across tells whether bars of a chart run from left to right: a label has no room below its bars, or a number above them, or the bars
// are so few that they would be blocks.
func (c *Chart) across(width int) bool {
	if len(c.Labels) < fewBars {
		return true
	}
	slot, bars := (width-60)/len(c.Labels), len(c.Labels)*len(c.Series)
	for _, l := range c.Labels {
		if utf8.RuneCountInString(l)*charWidth > slot {
			return true
		}
	}
	return width == narrowWidth && bars > labelledTo/2
}

func (c *Chart) barsHeight(width int) int {
	if c.across(width) {
		return 40 + len(c.Labels)*(groupGap+barHeight*len(c.Series))
	}
	return height
}

func (c *Chart) check() error {
	if len(c.Labels) == 0 || len(c.Series) == 0 {
		return errors.New("there is nothing to draw")
	}
	for _, s := range c.Series {
		if len(s.Values) != len(c.Labels) {
			return fmt.Errorf("series %q has %d values for %d labels", s.Name, len(s.Values), len(c.Labels))
		}
		for _, v := range s.Values {
			if math.IsInf(v, 0) {
				return fmt.Errorf("series %q is not finite", s.Name)
			}
		}
	}
	return nil
}

// safe is c with its texts made fit for XML, which the library writes as they are, and labels of at most most characters.
func (c *Chart) safe(most int) Chart {
	e := Chart{Title: c.Title, Labels: make([]string, len(c.Labels)), Series: make([]Series, len(c.Series))}
	for i, l := range c.Labels {
		if r := []rune(l); len(r) > most {
			l = strings.TrimSpace(string(r[:most-1])) + "…"
		}
		e.Labels[i] = escape(l)
	}
	for i, s := range c.Series {
		values := make([]float64, len(s.Values))
		for j, v := range s.Values {
			if values[j] = v; math.IsNaN(v) {
				values[j] = charts.GetNullValue()
			}
		}
		e.Series[i] = Series{escape(s.Name), values}
	}
	return e
}

func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(strings.ToValidUTF8(s, "\uFFFD"))); err != nil {
		return "" // a Builder does not fail
	}
	return b.String()
}
