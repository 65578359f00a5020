package handlers

import (
	"bytes"
	"net/http"

	"acikkapi/internal/rapor"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// raporRoutes are the reports of one application: a page and a file for desk and birim, the file for the MİA.
func (s *Service) raporRoutes() []route {
	const birim = "/birim/basvuru/{no:[0-9]+}/{sira:[0-9]+}/rapor"
	return []route{
		{get, "/aks/basvuru/{no:[0-9]+}/rapor", desk, page, s.aksRapor},
		{get, "/aks/basvuru/{no:[0-9]+}/rapor.pdf", desk, page, s.raporIndir},
		{get, "/mia/basvuru/{no:[0-9]+}/rapor.pdf", governor, page, s.raporIndir},
		{get, birim, unit, page, s.birimRapor},
		{get, birim + ".pdf", unit, page, s.birimRaporIndir},
	}
}

type raporView struct {
	web.Page
	Rapor *rapor.Basvuru
	PDF   string // address of the file
	Kapat string // address that “Kapat” leads to
}

// aksRapor is “Başvuru Raporu Al”: everything that the AKS may see, to be printed (AK-13).
func (s *Service) aksRapor(w http.ResponseWriter, r *http.Request) error {
	d, err := s.detay(r)
	if err != nil {
		return err
	}
	return s.raporSayfasi(w, r, d, aksURL(d.No, ""), "/aks/basvuru")
}

// birimRapor is the Yetkili's, of what their page shows: no contact data (YT-03), no other birim.
func (s *Service) birimRapor(w http.ResponseWriter, r *http.Request) error {
	d, sira, err := s.birimBasvuru(r)
	if err != nil {
		return err
	}
	return s.raporSayfasi(w, r, d, birimURL(d.No, sira, ""), "/birim/basvuru")
}

// raporIndir is the same as a file; for the MİA “Rapor Al”, without the contact data that their pages do not have either (MI-05).
func (s *Service) raporIndir(w http.ResponseWriter, r *http.Request) error {
	d, err := s.detay(r)
	if err != nil {
		return err
	}
	return s.raporGonder(w, r, d)
}

func (s *Service) birimRaporIndir(w http.ResponseWriter, r *http.Request) error {
	d, _, err := s.birimBasvuru(r)
	if err != nil {
		return err
	}
	return s.raporGonder(w, r, d)
}

// raporSayfasi shows the report at the address of the application with “/rapor”, once it is on record who has taken it (SC-05).
func (s *Service) raporSayfasi(w http.ResponseWriter, r *http.Request, d *store.Detay, basvuru, active string) error {
	if err := s.recordRapor(r, d, "Başvuru raporu görüntülendi"); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, no-store")
	return s.web.Render(w, r, http.StatusOK, "handlers/rapor", &raporView{
		Page: web.Page{Title: "Başvuru Raporu", Active: active, Help: []string{
			"Başvuruya ait tüm detaylar görüntülenir. “Yazdır” ile yazıcıdan çıktı, “PDF İndir” ile dosya alabilirsiniz; “Kapat” başvurunun sayfasına döner.",
		}},
		Rapor: rapor.OfStaff(d, s.now()), PDF: basvuru + "/rapor.pdf", Kapat: basvuru,
	})
}

func (s *Service) raporGonder(w http.ResponseWriter, r *http.Request, d *store.Detay) error {
	report := rapor.OfStaff(d, s.now())
	doc, err := report.PDF()
	if err != nil {
		return err
	}
	if err := s.recordRapor(r, d, "Başvuru raporu indirildi"); err != nil {
		return err
	}
	web.ServeFile(w, web.Download{Ad: report.PDFName(), Tur: "application/pdf", Boyut: int64(len(doc))}, bytes.NewReader(doc))
	return nil
}

func (s *Service) recordRapor(r *http.Request, d *store.Detay, islem string) error {
	return s.store.RecordErisim(r.Context(), who(r).actor, store.Erisim{Islem: islem, BasvuruNo: d.No})
}
