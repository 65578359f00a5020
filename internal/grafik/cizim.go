package grafik

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-analyze/charts"
)

// The colours of the style sheet (internal/web/assets/sass), each at least 3:1 on white.
func theme() charts.ColorPalette {
	line, text := charts.ColorFromHex("#4a5468"), charts.ColorFromHex("#1a1f2b")
	return charts.MakeTheme(charts.ThemeOption{
		AxisStrokeColor: line, AxisSplitLineColor: charts.ColorFromHex("#c9d0dc"), BackgroundColor: charts.ColorTransparent, TextColor: text,
		SeriesColors: []charts.Color{
			charts.ColorFromHex("#1f4f8f"), charts.ColorFromHex("#b55a00"), charts.ColorFromHex("#146b3a"),
			charts.ColorFromHex("#b01c2e"), charts.ColorFromHex("#5b3a7d"), charts.ColorFromHex("#56607a"),
		},
	})
}

// marks tell lines apart for who sees no colours.
var marks = []charts.SymbolShape{charts.SymbolCircle, charts.SymbolSquare, charts.SymbolDiamond, charts.SymbolDot}

const (
	fontSize    = 10.5 // points, for which the library keeps room: the page's font is wider than the library's
	writtenSize = "12" // pixels
)

func bars(p *charts.Painter, c *Chart, width int) error {
	across := c.across(width)
	if across { // the library begins below
		slices.Reverse(c.Labels)
		for _, s := range c.Series {
			slices.Reverse(s.Values)
		}
	}
	opt := charts.NewBarChartOptionWithData(values(c))
	opt.Theme, opt.Horizontal, opt.Padding, opt.Legend, opt.ValueFormatter = theme(), across, padding(), legend(c), Number
	opt.CategoryAxis.Labels, opt.CategoryAxis.LabelFontStyle, opt.CategoryAxis.LabelCount = c.Labels, font(), len(c.Labels)
	axis := valueAxis(c)
	show := across || len(c.Labels)*len(c.Series) <= labelledTo
	if across {
		axis.Show = charts.Ptr(false) // each bar has its number
		axis.Max = charts.Ptr(c.roomBehind(width))
	}
	opt.ValueAxis = []charts.ValueAxisOption{axis}
	for i := range opt.SeriesList {
		opt.SeriesList[i].Label = charts.SeriesLabel{Show: &show, FontStyle: font(), ValueFormatter: Number}
	}
	return p.BarChart(opt)
}

// roomBehind is how far an axis across must reach for the number behind the longest bar.
func (c *Chart) roomBehind(width int) float64 {
	most, label := 1.0, 0
	for _, s := range c.Series {
		for _, v := range s.Values {
			if v != charts.GetNullValue() {
				most = max(most, v)
			}
		}
	}
	for _, l := range c.Labels {
		label = max(label, utf8.RuneCountInString(l))
	}
	plot := max(width-label*charWidth, width/4)
	number := len(Number(most))*charWidth + 16
	return most * float64(plot) / float64(max(plot-number, plot/3))
}

func lines(p *charts.Painter, c *Chart, width int) error {
	opt := charts.NewLineChartOptionWithData(values(c))
	opt.Theme, opt.Padding, opt.Legend, opt.ValueFormatter, opt.LineStrokeWidth = theme(), padding(), legend(c), Number, 2
	opt.XAxis.LabelFontStyle = font()
	opt.XAxis.Labels, opt.XAxis.LabelCount = spaced(c.Labels, width), len(c.Labels)
	opt.XAxis.BoundaryGap = charts.Ptr(true) // the first and the last label have room
	opt.YAxis = []charts.YAxisOption{valueAxis(c)}
	for i := range opt.SeriesList {
		opt.SeriesList[i].Symbol = charts.Symbol{Shape: marks[i%len(marks)]}
	}
	return p.LineChart(opt)
}

// spaced leaves out the labels that have no room below a line, the last one kept: the library would write it over its neighbour.
func spaced(labels []string, width int) []string {
	longest := 1
	for _, l := range labels {
		longest = max(longest, utf8.RuneCountInString(l))
	}
	room := max(1, width/(longest*charWidth+16))
	step := (len(labels) + room - 1) / room
	out := make([]string, len(labels))
	for i := len(labels) - 1; i >= 0; i -= step {
		out[i] = labels[i]
	}
	return out
}

func values(c *Chart) [][]float64 {
	all := make([][]float64, len(c.Series))
	for i, s := range c.Series {
		all[i] = s.Values
	}
	return all
}

// valueAxis begins at nothing, and counts in whole steps where all values are whole.
func valueAxis(c *Chart) charts.ValueAxisOption {
	zero, whole, most := 0.0, true, 0.0
	for _, s := range c.Series {
		for _, v := range s.Values {
			if v != charts.GetNullValue() {
				whole, most, zero = whole && v == math.Trunc(v), max(most, v), min(zero, v)
			}
		}
	}
	a := charts.ValueAxisOption{Min: &zero, LabelFontStyle: font(), ValueFormatter: Number}
	if whole && zero == 0 {
		step := wholeStep(most)
		top := step * (math.Floor(most/step) + 1)
		a.Max, a.LabelCount = &top, int(top/step)+1
	}
	return a
}

// wholeStep divides an axis for counts up to most into a few round steps.
func wholeStep(most float64) float64 {
	for ten := 1.0; ; ten *= 10 {
		for _, step := range []float64{ten, 2 * ten, 5 * ten} {
			if step*5 >= most {
				return step
			}
		}
	}
}

func padding() charts.Box { return charts.NewBox(6, 8, 24, 6) }

func font() charts.FontStyle { return charts.FontStyle{FontSize: fontSize} }

// legend names the series where there are several.
func legend(c *Chart) charts.LegendOption {
	show := len(c.Series) > 1
	names := make([]string, len(c.Series))
	for i, s := range c.Series {
		names[i] = s.Name
	}
	return charts.LegendOption{Show: &show, SeriesNames: names, FontStyle: font(), Symbol: charts.SymbolSquare}
}

// Number writes v as people here do: 1.234.567, 12,5.
func Number(v float64) string {
	s := strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
	whole, part, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "." + whole[i:]
	}
	if part != "" {
		whole += "," + part
	}
	return sign + whole
}
