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

	"github.com/go-analyze/charts"
)

// Series is one row of numbers under a name; Values stand in the order of the chart's Labels. NaN is a gap.
type Series struct {
	Name   string
	Values []float64
}

// Chart is what shall be drawn. Title says what it shows, to those who hear the page; it is not drawn.
type Chart struct {
	Title  string
	Labels []string // below the axis, one for each value
	Series []Series
	// Across draws bars from left to right: for labels that are long, such as names of birim.
	Across bool
}

// Drawing is a chart twice, for a wide and for a phone's screen: the partial "grafik" has the style sheet choose.
type Drawing struct{ Wide, Narrow template.HTML }

// Sizes in pixels; the page scales a drawing to the room that there is.
const (
	wideWidth   = 760
	narrowWidth = 360
	height      = 300
	rowHeight   = 34 // of a chart drawn across, for each label
	labelledTo  = 12 // more bars than that do not get their number written on them
)

// Bars draws a bar for each value. Errors: a chart without values, or one whose series are not as long as its labels.
func Bars(c Chart) (Drawing, error) { return c.draw(bars) }

// Lines joins the values of each series by a line. Errors: as Bars.
func Lines(c Chart) (Drawing, error) { return c.draw(lines) }

type painter func(*charts.Painter, *Chart, int) error

func (c Chart) draw(paint painter) (Drawing, error) {
	if err := c.check(); err != nil {
		return Drawing{}, fmt.Errorf("chart %q: %w", c.Title, err)
	}
	safe := c.escaped()
	var d Drawing
	for _, one := range []struct {
		width int
		into  *template.HTML
	}{{wideWidth, &d.Wide}, {narrowWidth, &d.Narrow}} {
		p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputSVG, Width: one.width, Height: c.height(), Theme: theme()})
		err := paint(p, &safe, one.width)
		if err == nil {
			var raw []byte
			if raw, err = p.Bytes(); err == nil {
				*one.into, err = plain(raw, c.Title)
			}
		}
		if err != nil {
			return Drawing{}, fmt.Errorf("chart %q: %w", c.Title, err)
		}
	}
	return d, nil
}

func (c *Chart) height() int {
	if c.Across {
		return max(height/2, rowHeight*(1+len(c.Labels)*max(1, len(c.Series))))
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

// escaped is c with its texts made fit for XML: the library writes them as they are.
func (c *Chart) escaped() Chart {
	e := *c
	e.Labels = make([]string, len(c.Labels))
	for i, l := range c.Labels {
		e.Labels[i] = escape(l)
	}
	e.Series = make([]Series, len(c.Series))
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
