package grafik

import (
	"math"
	"strconv"
	"strings"

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

const fontSize = 9 // points, which is 12 pixels

func bars(p *charts.Painter, c *Chart, width int) error {
	opt := charts.NewBarChartOptionWithData(values(c))
	opt.Horizontal, opt.Padding, opt.Legend, opt.ValueFormatter = c.Across, padding(), legend(c), Number
	opt.CategoryAxis.Labels, opt.CategoryAxis.LabelFontStyle = c.Labels, font()
	opt.ValueAxis = []charts.ValueAxisOption{valueAxis(c)}
	for i := range opt.SeriesList {
		show := len(c.Labels)*len(c.Series) <= labelledTo*width/wideWidth
		opt.SeriesList[i].Label = charts.SeriesLabel{Show: &show, FontStyle: font(), ValueFormatter: Number}
	}
	return p.BarChart(opt)
}

func lines(p *charts.Painter, c *Chart, _ int) error {
	opt := charts.NewLineChartOptionWithData(values(c))
	opt.Padding, opt.Legend, opt.ValueFormatter, opt.LineStrokeWidth = padding(), legend(c), Number, 2
	opt.XAxis.Labels, opt.XAxis.LabelFontStyle = c.Labels, font()
	opt.YAxis = []charts.YAxisOption{valueAxis(c)}
	for i := range opt.SeriesList {
		opt.SeriesList[i].Symbol = charts.Symbol{Shape: marks[i%len(marks)]}
	}
	return p.LineChart(opt)
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
		top := roundTop(most)
		a.Max, a.LabelCount = &top, steps(top)+1
	}
	return a
}

// roundTop is the end of an axis for counts: a number that divides into a few whole steps, with room above the highest bar.
func roundTop(most float64) float64 {
	if most < 4 {
		return most + 1
	}
	step := math.Pow(10, math.Floor(math.Log10(most/4)))
	for _, m := range []float64{1, 2, 5, 10} {
		if top := step * m * 5; top > most {
			return top
		}
	}
	return step * 100
}

// steps is into how many an axis that ends at top is divided.
func steps(top float64) int {
	if top < 5 {
		return max(1, int(top))
	}
	return 5
}

func padding() charts.Box { return charts.NewBox(6, 8, 14, 6) }

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
