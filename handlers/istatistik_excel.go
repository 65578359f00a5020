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

func (s *Service) istatistikKitabi(file *bytes.Buffer, all []bolum) (rows int, err error) {
	var x *rapor.Xlsx
	for i := range all {
		b := &all[i]
		columns := b.sutunlar()
		if x == nil {
			if x, err = rapor.NewXlsx(s.excel.temp, b.sayfa(), columns...); err != nil {
				return 0, err
			}
			defer func() { err = errors.Join(err, x.Close()) }()
		} else if err := x.Sheet(b.sayfa(), columns...); err != nil {
			return 0, err
		}
		for _, row := range b.satirlar {
			cells := []rapor.Hucre{rapor.Metin(row.ad)}
			for _, d := range row.degerler {
				if d.metin != "" {
					cells = append(cells, rapor.Metin(d.metin))
				} else {
					cells = append(cells, rapor.Sayi(int64(d.n)))
				}
			}
			if err := x.Row(cells...); err != nil {
				return 0, err
			}
			rows++
		}
	}
	return rows, x.Finish(file)
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
