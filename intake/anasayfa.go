package intake

import (
	"net/http"

	"acikkapi/internal/web"
)

type anasayfaView struct{ web.Page }

// anasayfa is the door to everything (VB-01).
func (s *service) anasayfa(w http.ResponseWriter, r *http.Request) error {
	return s.Web.Render(w, r, http.StatusOK, "intake/anasayfa", &anasayfaView{Page: web.Page{
		Title: "Ana Sayfa", HideTitle: true,
		Help: []string{
			"Vatandaş, başvuru ve başvuru takip işlemlerini bu sayfadan gerçekleştirir. “Başvuru Yap” düğmesine tıkladığınızda Vatandaş Başvuru Giriş sayfası açılır.",
			"Açık Kapı Sorumluları ve birim yetkilileri “Sorumlu/Yetkili Girişi” ile, mülki idare amirleri ve bakanlık personeli e-İçişleri ile giriş yapar.",
		},
	}})
}

// vazgec leaves with nothing saved (VB-04, VB-11).
func (s *service) vazgec(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	t, err := s.taslak(ctx)
	if err != nil && !isNoStep(err) {
		return err
	}
	if err == nil && t.No == 0 {
		if err := s.Store.DropDraft(ctx, t.id); err != nil {
			return err
		}
		s.Sessions.Flash(ctx, web.Banner{Text: "İşlemden vazgeçildi. Hiçbir bilgi kaydedilmedi."})
	}
	s.Sessions.Remove(ctx, oturumTaslak)
	forgetPages(w)
	return web.SeeOther(w, r, yolAna)
}

// forgetPages asks the browser to forget the pages that it keeps for its back button: the next person at it may be somebody else.
func forgetPages(w http.ResponseWriter) { w.Header().Set("Clear-Site-Data", `"cache"`) }
