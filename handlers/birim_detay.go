package handlers

import (
	"fmt"
	"net/http"

	"github.com/gorilla/mux"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type birimDetayView struct {
	web.Page
	Live    canli
	G       gorunum
	Buttons []dugme
	Bilgi   string // how the birim's own routing stands
	Alma    almaGorunum
}

// dugme is a button that stays visible where it cannot be used (YT-04).
type dugme struct {
	web.Link
	Passive bool
}

// birimDetay is “Başvuru Detayını Göster” for a Yetkili: read by the role that cannot reach contact data (YT-03).
func (s *Service) birimDetay(w http.ResponseWriter, r *http.Request) error {
	v, err := s.birimDetayOf(r)
	if err == nil {
		err = s.recordOkuma(r, v.G.No, detayAcildi)
	}
	if err != nil {
		return err
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/birim_detay", v)
}

// birimDetayParcasi is what changes on the page, for htmx.
func (s *Service) birimDetayParcasi(w http.ResponseWriter, r *http.Request) error {
	v, err := s.birimDetayOf(r)
	if kural.KindOf(err) == kural.NotFound { // withdrawn, begun anew by the MİA, or the right to it taken away: the page makes way (MI-04)
		w.Header().Set("HX-Redirect", "/birim/basvuru?"+keyKalkti+"="+mux.Vars(r)["no"])
	}
	if err == nil {
		err = s.recordOkuma(r, v.G.No, detayAcildi)
	}
	if err != nil {
		return err
	}
	return s.part(w, "handlers/birim_detay", "parca", v)
}

// birimDetayCanli streams the changes of one application, to those who may see it.
func (s *Service) birimDetayCanli(w http.ResponseWriter, r *http.Request) error {
	d, _, err := s.birimBasvuru(r)
	if err != nil {
		return err
	}
	return s.stream(w, r, store.TopicBasvuru(d.No))
}

func (s *Service) birimDetayOf(r *http.Request) (*birimDetayView, error) {
	now := s.now()
	d, sira, err := s.birimBasvuru(r)
	if err != nil {
		return nil, err
	}
	url := fmt.Sprintf("/canli/birim/basvuru/%d/%d", d.No, sira)
	v := &birimDetayView{G: s.gorunumOf(d), Buttons: birimButtons(d, who(r).actor, sira), Live: liveRegion(now, url, url+"/parca")}
	if err := s.addBirimSure(r.Context(), d, sira, &v.G); err != nil {
		return nil, err
	}
	if v.Alma, err = s.almaOf(r, d, sira); err != nil {
		return nil, err
	}
	for i := range d.TumYonlendirmes {
		if y := &d.TumYonlendirmes[i]; y.Sira == sira {
			v.Bilgi = birimBilgi(y)
		}
	}
	v.Page = web.Page{Title: "Başvuru Detayı", Active: "/birim/basvuru", Back: web.Link{URL: "/birim/basvuru", Text: "Başvuru Ara"}, Help: []string{
		"Başvurunun özeti, hizmet başlıkları, dosyaları ve işlem hareketleri görüntülenir. Başvuru cevaplandıktan sonra “Başvuru Cevapla” butonu pasif olur.",
		"Başvuru biriminizin görev alanına girmiyorsa “Yetkisiz Birim” ile gerekçesini yazarak Açık Kapı Sorumlusuna iade ediniz.",
		"Cevabınızın Son Cevap Verme Tarihine kadar verilmesi gerekir; tarih iş günleriyle hesaplanır, hafta sonları ve resmî tatiller sayılmaz.",
		almaYardim,
	}}
	return v, nil
}

// birimBasvuru is the application and routing that the path names, as the request's Yetkili may see it.
func (s *Service) birimBasvuru(r *http.Request) (*store.Detay, int, error) {
	no, sira, err := numbers(r)
	if err != nil {
		return nil, 0, err
	}
	d, err := s.store.BirimDetay(r.Context(), who(r).actor, no, sira)
	return d, sira, err
}

func birimBilgi(y *store.YonlendirmeDetay) string {
	if y.Cevap != nil {
		return fmt.Sprintf("Bu başvuru birim adına %s tarafından cevaplanmıştır.", y.Cevap.Veren)
	}
	return "Birim cevabınız bekleniyor."
}

// birimButtons draws both buttons always: passive where the rules do not allow them now (YT-04).
func birimButtons(d *store.Detay, actor basvuru.Actor, sira int) []dugme {
	button := func(action kural.Action, page, text string) dugme {
		return dugme{web.Link{URL: birimURL(d.No, sira, page), Text: text}, allowed(&d.Basvuru, actor, action, sira) != nil}
	}
	return []dugme{
		button(basvuru.Cevapla, "cevapla", "Başvuru Cevapla"), button(basvuru.IadeEt, "yetkisiz", "Yetkisiz Birim"),
		{Link: web.Link{URL: birimURL(d.No, sira, "rapor"), Text: "Başvuru Raporu Al"}},
	}
}
