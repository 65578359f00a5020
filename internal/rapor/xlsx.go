// Package rapor makes what people take away: lists as Excel files, applications as reports.
package rapor

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"time"
	_ "time/tzdata" // Europe/Istanbul on machines without zone files

	"github.com/xuri/excelize/v2"
)

// TurXlsx is the MIME type of an Excel file.
const TurXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// maxSatir is the number of rows that fit on a sheet under the header; more go on to further sheets.
const maxSatir = 1_048_575

// Sutun is a column: its header, and its width in characters.
type Sutun struct {
	Ad       string
	Genislik float64
}

// Xlsx writes a table to an Excel file, row by row: what does not fit into some 16 MB waits in a file below dir (see
// Gecici). Not for concurrent use. Close it in every case.
type Xlsx struct {
	file    *excelize.File
	sheet   *excelize.StreamWriter
	ad      string
	columns []Sutun
	zone    *time.Location
	style   styles
	row     int // last row written to the sheet, the header is 1
	max     int
	// of one row, used again and again: rows are many
	cells  []any
	values []excelize.Cell
}

// styles are numbers of cell formats.
type styles struct{ header, text, guarded, number, date, day int }

// NewXlsx begins a file with the sheet ad. dir must exist: without it everything would be kept in memory.
func NewXlsx(dir, ad string, columns ...Sutun) (*Xlsx, error) {
	zone, err := time.LoadLocation("Europe/Istanbul")
	if err != nil {
		return nil, fmt.Errorf("excel: %w", err)
	}
	x := &Xlsx{file: excelize.NewFile(excelize.Options{TmpDir: dir}), ad: ad, columns: columns, zone: zone, max: maxSatir}
	if err := errors.Join(x.addStyles(), x.file.SetSheetName("Sheet1", ad), x.begin(ad)); err != nil {
		return nil, errors.Join(fmt.Errorf("excel: %w", err), x.file.Close())
	}
	return x, nil
}

func (x *Xlsx) addStyles() error {
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	date, day := "dd.mm.yyyy hh:mm", "dd.mm.yyyy"
	var errs []error
	add := func(s *excelize.Style) int {
		n, err := x.file.NewStyle(s)
		errs = append(errs, err)
		return n
	}
	x.style = styles{
		header: add(&excelize.Style{
			Font: &excelize.Font{Bold: true, Family: "Calibri", Size: 11}, Alignment: top,
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E6E6E6"}},
		}),
		text:    add(&excelize.Style{Alignment: top}),
		guarded: add(&excelize.Style{Alignment: top, NumFmt: 49}), // “Text”: stays text even where somebody edits the cell (SC-08)
		number:  add(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "left"}, NumFmt: 1}),
		date:    add(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "left"}, CustomNumFmt: &date}),
		day:     add(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "left"}, CustomNumFmt: &day}),
	}
	return errors.Join(errs...)
}

// begin starts a sheet: widths, a header that stays in sight.
func (x *Xlsx) begin(ad string) error {
	if err := x.layOut(ad); err != nil {
		return err
	}
	sw, err := x.file.NewStreamWriter(ad)
	if err != nil {
		return err
	}
	x.sheet, x.row = sw, 0
	header := make([]any, len(x.columns))
	for i, c := range x.columns {
		if err := sw.SetColWidth(i+1, i+1, c.Genislik); err != nil {
			return err
		}
		header[i] = excelize.Cell{StyleID: x.style.header, Value: inert(c.Ad)}
	}
	err = sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	return errors.Join(err, x.write(header, headerLines))
}

// layOut has the sheet printed across A4, all columns on a page, the header on each. It comes before the first row.
func (x *Xlsx) layOut(ad string) error {
	a4, across, one, many, fit := 9, "landscape", 1, 0, true
	return errors.Join(
		x.file.SetSheetProps(ad, &excelize.SheetPropsOptions{FitToPage: &fit}),
		x.file.SetPageLayout(ad, &excelize.PageLayoutOptions{Size: &a4, Orientation: &across, FitToWidth: &one, FitToHeight: &many}),
		x.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + ad + "'!$1:$1", Scope: ad}),
	)
}

// Heights of rows. LibreOffice does not make a row as high as its text when it opens a file, so the file has to say.
const (
	lineHeight  = 15 // points
	headerLines = 2
	maxLines    = 12 // of a long text; the rest shows in the cell's own line
)

func (x *Xlsx) write(cells []any, lines int) error {
	x.row++
	at, err := excelize.CoordinatesToCellName(1, x.row)
	if err != nil {
		return err
	}
	if lines <= 1 {
		return x.sheet.SetRow(at, cells)
	}
	return x.sheet.SetRow(at, cells, excelize.RowOpts{Height: float64(lineHeight * min(lines, maxLines))})
}

// Row writes one row; the cells stand in the order of the columns.
func (x *Xlsx) Row(cells ...Hucre) error {
	if x.row > x.max {
		if err := x.next(); err != nil {
			return fmt.Errorf("excel: %w", err)
		}
	}
	x.fill(cells)
	lines := 1
	for i, c := range cells {
		lines = max(lines, c.lines(x.columns[i].Genislik))
	}
	if err := x.write(x.cells, lines); err != nil {
		return fmt.Errorf("excel: row %d: %w", x.row, err)
	}
	return nil
}

// fill makes x.cells of one row; empty cells are nil.
func (x *Xlsx) fill(row []Hucre) {
	if len(x.values) < len(row) {
		x.values = make([]excelize.Cell, len(row))
	}
	x.cells = x.cells[:0]
	for i, h := range row {
		c := &x.values[i]
		c.StyleID, c.Value = h.cell(x)
		if c.Value == nil {
			x.cells = append(x.cells, nil)
		} else {
			x.cells = append(x.cells, c)
		}
	}
}

// Sheet finishes the sheet before and begins another one, ad, with columns of its own.
func (x *Xlsx) Sheet(ad string, columns ...Sutun) error {
	err := x.end()
	if err == nil {
		_, err = x.file.NewSheet(ad)
	}
	if err == nil {
		x.ad, x.columns = ad, columns
		err = x.begin(ad)
	}
	if err != nil {
		return fmt.Errorf("excel: sheet %s: %w", ad, err)
	}
	return nil
}

// next goes on to another sheet.
func (x *Xlsx) next() error {
	if err := x.end(); err != nil {
		return err
	}
	ad := fmt.Sprintf("%s %d", x.ad, x.file.SheetCount+1)
	if _, err := x.file.NewSheet(ad); err != nil {
		return err
	}
	return x.begin(ad)
}

// end finishes a sheet, with filter buttons in its header.
func (x *Xlsx) end() error {
	last, err := excelize.CoordinatesToCellName(len(x.columns), x.row)
	if err != nil {
		return err
	}
	return errors.Join(x.file.AutoFilter(x.sheet.Sheet, "A1:"+last, nil), x.sheet.Flush())
}

// Finish writes the whole file to w; no rows can follow.
func (x *Xlsx) Finish(w io.Writer) error {
	return x.finishWith(w, func(w io.Writer) excelize.ZipWriter { return newZip(w) })
}

// newZip packs fast rather than small: of itself a zip.Writer takes as long to pack a list as it took to read and write it, for a file that
// is a fifth smaller.
func newZip(w io.Writer) *zip.Writer {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	return z
}

func (x *Xlsx) finishWith(w io.Writer, pack func(io.Writer) excelize.ZipWriter) error {
	err := x.end()
	if err == nil {
		// Of itself excelize packs the file in memory and writes it then.
		x.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return pack(w) })
		err = x.file.Write(io.Discard)
	}
	if err != nil {
		return fmt.Errorf("excel: %w", err)
	}
	return nil
}

// Close removes what waits on disk.
func (x *Xlsx) Close() error {
	if err := x.file.Close(); err != nil {
		return fmt.Errorf("excel: %w", err)
	}
	return nil
}
