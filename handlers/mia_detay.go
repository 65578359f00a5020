package handlers

import (
	"fmt"
	"net/http"

	"acikkapi/internal/web"
	"acikkapi/store"
)

type miaDetayView struct {
	web.Page
	Live  canli
	G     gorunum
	Links []web.Link
}

// miaDetay is “Görüntüle”, for every application of the il (MI-02).
func (s *Service) miaDetay(w http.ResponseWriter, r *http.Request) error {
	v, err := s.miaDetayOf(r)
	if err == nil {
		err = s.recordOkuma(r, v.G.No, detayAcildi)
	}
	if err != nil {
		return err
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/mia_detay", v)
}

// miaDetayParcasi is what changes on the page, for htmx.
func (s *Service) miaDetayParcasi(w http.ResponseWriter, r *http.Request) error {
	v, err := s.miaDetayOf(r)
	if err == nil {
		err = s.recordOkuma(r, v.G.No, detayAcildi)
	}
	if err != nil {
		return err
	}
	return s.part(w, "handlers/mia_detay", "parca", v)
}

// miaDetayCanli streams the changes of one application, to those who may see it.
func (s *Service) miaDetayCanli(w http.ResponseWriter, r *http.Request) error {
	no, err := number(r, "no")
	if err != nil {
		return err
	}
	if err := s.store.InScope(r.Context(), who(r).actor, no); err != nil {
		return err
	}
	return s.stream(w, r, store.TopicBasvuru(no))
}

func (s *Service) miaDetayOf(r *http.Request) (*miaDetayView, error) {
	now := s.now()
	d, err := s.detay(r)
	if err != nil {
		return nil, err
	}
	url := fmt.Sprintf("/canli/mia/basvuru/%d", d.No)
	v := &miaDetayView{G: s.gorunumOf(d), Links: miaLinks(&d.Basvuru, who(r).actor), Live: liveRegion(now, url, url+"/parca")}
	if err := s.addSure(r.Context(), d, &v.G); err != nil {
		return nil, err
	}
	v.Page = web.Page{Title: "Başvuru Görüntüleme", Active: "/mia", Back: web.Link{URL: "/mia", Text: "Açık Kapı Başvuru Sorgulama"}, Help: []string{
		"Başvurunun bilgileri, yönlendirildiği birimler ve cevapları görüntülenir. Onayınıza gönderilmiş başvuruyu cevaplayabilir ya da işlemlerini geri alabilirsiniz.",
		"Son Cevap Verme Tarihi, cevabı beklenen birimlerin en erken tarihidir; beklenen birim yoksa yasal sürenin sonudur.",
	}}
	return v, nil
}
