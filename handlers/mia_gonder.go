package handlers

import (
	"net/http"
	"net/url"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// islemView is a page that does one thing to one application: shown on top, its text kept where somebody was faster.
type islemView struct {
	web.Page
	G     gorunum
	Metin web.Textarea
	Sonuc web.Radios
	Dosya web.Files
	Ek    []string    // ids of the files added so far
	Acik  bool        // false: the application does not take this action any more
	Birim string      // of the routing in question
	Geri  string      // address that “Vazgeç” leads to
	Alma  almaGorunum // of a birim's item (YT-06)
	Live  canli       // of a birim's item
}

// miaGonderPage is “MİA Onayına Gönder” (AK-11).
func (s *Service) miaGonderPage(w http.ResponseWriter, r *http.Request) error {
	return s.miaGonderForm(w, r, nil, nil)
}

func (s *Service) miaGonder(w http.ResponseWriter, r *http.Request) error {
	no, err := number(r, "no")
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	if err == nil {
		_, err = s.store.Do(r.Context(), who(r).actor, no, basvuru.SendToMIA{Aciklama: web.Field(typed, "aciklama")})
	}
	if err != nil {
		return s.miaGonderForm(w, r, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: basvuru.MIAOnayinda.Label()})
	return web.SeeOther(w, r, aksURL(no, ""))
}

func (s *Service) miaGonderForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	v, f, err := s.basvuruIslem(r, basvuru.MIAGonder, 0, typed, failed)
	if err != nil {
		return err
	}
	v.Page = f.page(web.Page{Title: "MİA Onayına Gönder", Active: "/aks/basvuru", Back: web.Link{URL: v.Geri, Text: "Başvuru Detayı"}, Help: []string{
		"Onaya gönderilen başvuru Mülki İdare Amiri tarafından değerlendirilip tekrar Açık Kapı Sorumlusuna yönlendirilir. Cevap gelene kadar başvuru üzerinde işlem yapılamaz.",
	}})
	v.Metin = f.Textarea(web.Textarea{Name: "aciklama", Label: "Açıklama", Hint: "Mülki İdare Amirine iletilecek notunuz.", MaxLength: basvuru.MaxAciklama, Optional: true})
	return s.web.Render(w, r, f.Status(), "handlers/mia_gonder", v)
}

// basvuruIslem is what the action pages of desk and MİA have in common; after a post they are shown with what was typed.
func (s *Service) basvuruIslem(r *http.Request, action kural.Action, sira int, typed url.Values, failed error) (*islemView, form, error) {
	f, err := newForm(typed, failed)
	if err != nil {
		return nil, f, gone(err, typed, listURL(who(r).Rol()))
	}
	d, err := s.detay(r)
	if err != nil {
		return nil, f, gone(err, typed, listURL(who(r).Rol()))
	}
	v, err := s.islem(r, d, action, sira, basvuruURL(who(r).Rol(), d.No), typed)
	if err != nil {
		return nil, f, err
	}
	return v, f, nil
}

// islem shows d beside the form of an action on it, or on its routing sira.
func (s *Service) islem(r *http.Request, d *store.Detay, action kural.Action, sira int, geri string, typed url.Values) (*islemView, error) {
	acik, err := s.islemAcik(r, d, action, sira, geri, typed)
	if err != nil {
		return nil, err
	}
	v := &islemView{G: s.gorunumOf(d), Acik: acik, Geri: geri}
	v.G.Kapali = true
	for _, y := range d.Yonlendirmes {
		if y.Sira == sira {
			v.Birim = y.Ad
		}
	}
	return v, nil
}

// islemAcik tells whether d, or its routing sira, takes the action now, and keeps on record that its page was read. A page opened afresh for an
// action that is not taken is the refusal itself.
func (s *Service) islemAcik(r *http.Request, d *store.Detay, action kural.Action, sira int, geri string, typed url.Values) (bool, error) {
	may := allowed(&d.Basvuru, who(r).actor, action, sira)
	if may != nil && typed == nil {
		return false, changedMeanwhile(may, geri)
	}
	return may == nil, s.recordOkuma(r, d.No, islemAcildi)
}

func listURL(rol kural.Rol) string {
	if rol == kural.MIA {
		return "/mia"
	}
	return "/aks/basvuru"
}

// basvuruURL is the application's page for an AKS or a MİA.
func basvuruURL(rol kural.Rol, no int64) string {
	if rol == kural.MIA {
		return miaURL(no, "")
	}
	return aksURL(no, "")
}
