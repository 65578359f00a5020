package handlers

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"time"

	"acikkapi/internal/rapor"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// istatistikExcel is the report as a workbook: a sheet for each table.
func (s *Service) istatistikExcel(w http.ResponseWriter, r *http.Request) error {
	f, err := s.readIstatistik(r)
	if err != nil {
		return err
	}
	data, err := s.store.Istatistik(r.Context(), who(r).actor, f, maxBirimExcel)
	if err != nil {
		return err
	}
	all, err := s.bolumler(r, &f, data)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	rows, err := s.istatistikKitabi(&file, all)
	if err == nil {
		err = s.store.RecordErisim(r.Context(), who(r).actor, store.Erisim{Islem: "İstatistik Excel raporu alındı", Ayrinti: s.istatistikKapsami(r, &f), Satir: rows})
	}
	if err != nil {
		return err
	}
	web.ServeFile(w, web.Download{Ad: "istatistik-" + f.Ilk.Format(time.DateOnly) + "-" + f.Son.Format(time.DateOnly) + ".xlsx", Tur: rapor.TurXlsx, Boyut: int64(file.Len())}, &file)
	return nil
}

// istatistikKitabi writes all, of which there is always one, and returns the number of rows.
func (s *Service) istatistikKitabi(file *bytes.Buffer, all []bolum) (rows int, err error) {
	x, err := rapor.NewXlsx(s.excel.temp, all[0].sayfa(), all[0].sutunlar()...)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	for i := range all {
		if i > 0 {
			if err := x.Sheet(all[i].sayfa(), all[i].sutunlar()...); err != nil {
				return 0, err
			}
		}
		for _, row := range all[i].satirlar {
			if err := x.Row(row.hucreler()...); err != nil {
				return 0, err
			}
			rows++
		}
	}
	return rows, x.Finish(file)
}

func (r *bolumSatiri) hucreler() []rapor.Hucre {
	cells := []rapor.Hucre{rapor.Metin(r.ad)}
	for _, d := range r.degerler {
		if d.metin != "" {
			cells = append(cells, rapor.Metin(d.metin))
		} else {
			cells = append(cells, rapor.Sayi(int64(d.n)))
		}
	}
	return cells
}

// sayfa is the name of a section's sheet: at most 31 characters.
func (b *bolum) sayfa() string {
	return strings.NewReplacer("Başvuruların Şu Anki Durumu", "Durumlar", "Gelen ve Kapatılan Başvurular", "Gelen ve Kapatılan").Replace(b.ad)
}

func (b *bolum) sutunlar() []rapor.Sutun {
	columns := []rapor.Sutun{{Ad: b.columns[0], Genislik: 46}}
	for _, name := range b.columns[1:] {
		columns = append(columns, rapor.Sutun{Ad: name, Genislik: 16})
	}
	return columns
}
