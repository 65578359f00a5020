package ithal

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// xlsx is the first sheet of an Excel file. Rows are streamed; large sheets are unpacked into a temporary file, not into memory.
type xlsx struct{ d *Dosya }

const (
	xlsxUnpacked = 2 << 30  // what a file may become: more is no register but an attack
	xlsxInMemory = 16 << 20 // of one part of it
)

func (x *xlsx) each(row func(no int, cells []string) error) (err error) {
	src, err := x.d.rewind()
	if err != nil {
		return err
	}
	// Raw values: a number as it is kept, not as the cell's format shows it.
	f, err := excelize.OpenReader(src, excelize.Options{RawCellValue: true, UnzipSizeLimit: xlsxUnpacked, UnzipXMLSizeLimit: xlsxInMemory})
	if err != nil {
		return unusable(err, "“%s” Excel dosyası olarak açılamadı; bozuk ya da parola korumalı olabilir.", x.d.Ad)
	}
	defer f.Close() //nolint:errcheck // removes its temporary files; was only read
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return unusable(nil, "“%s” dosyasında sayfa yok.", x.d.Ad)
	}
	x.d.Bicim = fmt.Sprintf("Excel (.xlsx), sayfa “%s”", sheets[0])
	rows, err := f.Rows(sheets[0])
	if err != nil {
		return unusable(err, "“%s” dosyasının ilk sayfası okunamadı.", x.d.Ad)
	}
	defer rows.Close() //nolint:errcheck // was only read
	for no := 1; rows.Next(); no++ {
		cells, err := rows.Columns()
		if err != nil {
			return unusable(err, "“%s” %d. satırda okunamadı; dosya bozuk olabilir.", x.d.Ad, no)
		}
		x.d.progress(int64(no))
		if err := row(no, cells); err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil {
		return unusable(err, "“%s” okunamadı; dosya bozuk olabilir.", x.d.Ad)
	}
	return nil
}
