package intake

import (
	"bytes"
	"net/http"
	"time"

	"acikkapi/internal/rapor"
	"acikkapi/internal/web"
)

// The report's addresses: the page, and the file.
const (
	yolSorguRapor = "/basvuru-sorgula/rapor"
	yolSorguPDF   = "/basvuru-sorgula/rapor.pdf"
)

type raporView struct {
	web.Page
	Rapor *rapor.Basvuru
	PDF   string // address of the file
	Kapat string // address that “Kapat” leads to
}

// sorguRapor is “Başvuru Raporu Al”: the application in tables, to be printed (VS-03).
func (s *service) sorguRapor(w http.ResponseWriter, r *http.Request, q *sorgu) error {
	report, err := s.raporOf(r, q)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, no-store")
	return s.Web.Render(w, r, http.StatusOK, "intake/rapor", &raporView{
		Page: web.Page{Title: "Başvuru Raporu", Help: []string{
			"Başvurunuzun raporudur. “Yazdır” ile yazıcıdan çıktı, “PDF İndir” ile dosya alabilirsiniz; “Kapat” başvurunuzun sayfasına döner.",
		}},
		Rapor: report, PDF: yolSorguPDF, Kapat: yolSorguSonuc,
	})
}

// sorguPDF is the same as a file.
func (s *service) sorguPDF(w http.ResponseWriter, r *http.Request, q *sorgu) error {
	report, err := s.raporOf(r, q)
	if err != nil {
		return err
	}
	doc, err := report.PDF()
	if err != nil {
		return err
	}
	web.ServeFile(w, web.Download{Ad: report.PDFName(), Tur: "application/pdf", Boyut: int64(len(doc))}, bytes.NewReader(doc))
	return nil
}

func (s *service) raporOf(r *http.Request, q *sorgu) (*rapor.Basvuru, error) {
	d, err := s.Store.Detay(r.Context(), q.actor(), q.No)
	if err != nil {
		return nil, err
	}
	return rapor.OfCitizen(d, time.Now()), nil
}
