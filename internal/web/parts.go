package web

import (
	"html/template"
	"net/url"
	"time"
)

// The parts of a page that are not fields. Each has a partial of the name given.
type (
	// Banner says that something was done (Kind "basari") or should be known ("" ). Partial "banner".
	Banner struct{ Kind, Title, Text string }

	// Panel is the green confirmation after an application was taken. Partial "panel".
	Panel struct{ Title, Text string }

	// Details is one folding section of plain text. Partial "details"; to fold markup write
	// <details class="govuk-details ak-fold"> by hand.
	Details struct {
		Title, Text string
		Open        bool
	}

	// Fact is one line of a summary list; an empty Value shows as “-”. Partial "summary" takes []Fact.
	Fact struct {
		Key, Value string
		Link       Link // “Değiştir” and the like
	}

	// Tag shows a state; Colour is one of blue, green, red, yellow, grey, purple, orange, turquoise. Partial "tag".
	Tag struct{ Text, Colour string }

	// Step is one line of İşlem Hareketleri. Partial "timeline" takes []Step.
	Step struct {
		Durum, Aciklama string
		Tarih           time.Time
	}

	// Live is a region that server-sent events change. URL is an SSE route (Hub.Serve); each event of the name Event
	// is swapped into the region by Swap (htmx's words, "" = innerHTML). Put LastID in so that nothing between rendering and
	// connecting is lost. Partials "live-begin" and "live-end" go around the region's markup.
	Live struct {
		URL, Event, Swap, LastID string
		Silent                   bool // no “Canlı” line
	}

	// Table is a list. Partial "table": head, rows as cards on a phone, pages below. Rows are live when Live is set: the
	// events then carry table rows rendered by Engine.Fragment("", "row", Row).
	Table struct {
		ID, Caption string
		Columns     []Column
		Rows        []Row
		Empty       string // said instead of an empty table
		Pages       *Pages
		Live        *Live
	}

	// Column is one column; Class is "", "number", "nowrap" or "long".
	Column struct{ Label, Class string }

	// Row is one row, its cells in the order of the columns. ID is its HTML id, needed where rows are live.
	Row struct {
		ID        string
		Cells     []Cell
		Late, New bool
		OOB       bool // the row takes the place of the one with the same ID
	}

	// Cell is text, or a Tag, or a Link, or several Links (İşlemler). Label is the column's, for phones; Cells sets it.
	Cell struct {
		Text, Label, Class string
		Tag                Tag
		Links              []Link
		HTML               template.HTML // from Engine.Fragment, where nothing else will do
	}
)

// Text is a cell of plain text.
func Text(s string) Cell { return Cell{Text: s} }

// Links is a cell of links.
func Links(l ...Link) Cell { return Cell{Links: l} }

// Status is a cell with a tag.
func Status(text, colour string) Cell { return Cell{Tag: Tag{Text: text, Colour: colour}} }

// Cells gives each cell the label and class of its column.
func Cells(columns []Column, cells ...Cell) []Cell {
	for i := range cells {
		if i < len(columns) {
			cells[i].Label, cells[i].Class = columns[i].Label, columns[i].Class
		}
	}
	return cells
}

// Address is URL with the last event known at rendering.
func (l Live) Address() string {
	if l.LastID == "" {
		return l.URL
	}
	u, err := url.Parse(l.URL)
	if err != nil {
		return l.URL
	}
	q := u.Query()
	q.Set(sinceKey, l.LastID)
	u.RawQuery = q.Encode()
	return u.String()
}
