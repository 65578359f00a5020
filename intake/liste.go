package intake

import (
	"context"
	"net/http"
	"strconv"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

const maxAdres = basvuru.MaxAdres

func options(list []store.Secenek) []web.Option {
	out := make([]web.Option, len(list))
	for i, one := range list {
		out[i] = web.Option{Value: strconv.Itoa(one.ID), Label: one.Ad}
	}
	return out
}

func ilSelect(l *store.Listeler) web.Select {
	return web.Select{Name: "il", Label: "İl", Empty: "İl Seçiniz...", Options: options(l.Ils), Load: "/liste/ilce", Into: "ilce"}
}

func ilceSelect(list []store.Secenek) web.Select {
	return web.Select{Name: "ilce", Label: "İlçe", Empty: "İlçe Seçiniz...", Options: options(list), Load: "/liste/yerlesim", Into: "mahalle"}
}

// yerlesimSelects are the lists below an ilçe: a place has a mahalle or a köy, one of the two is required (VB-06). 0 and an
// unknown ilçe give empty lists.
func (s *service) yerlesimSelects(ctx context.Context, ilce int) (mahalle, koy web.Select, err error) {
	var places []store.Yerlesim
	if ilce != 0 {
		if places, err = s.Store.Yerlesims(ctx, ilce); err != nil && kural.KindOf(err) != kural.NotFound {
			return mahalle, koy, err
		}
	}
	m, k := split(places)
	mahalle = web.Select{Name: "mahalle", Label: "Mahalle", Empty: "Mahalle Seçiniz...", Options: options(m)}
	koy = web.Select{Name: "koy", Label: "Köy", Empty: "Köy Seçiniz...", Options: options(k)}
	switch {
	case len(places) == 0:
	case len(k) == 0:
		koy.Hint, koy.Disabled = "Bu ilçede köy bulunmamaktadır.", true
	case len(m) > 0:
		koy.Hint = "Mahalle seçtiyseniz boş bırakınız."
	}
	return mahalle, koy, nil
}

func altBaslikSelect(l *store.Listeler, baslik int) web.Select {
	b, _ := l.Baslik(baslik)
	sel := web.Select{Name: "alt_baslik", Label: "Hizmet Alt Başlığı", Empty: "Hizmet Alt Başlığı Seçiniz...", Options: options(b.Alts)}
	if b.Diger {
		sel.Hint, sel.Disabled = "“Diğer” için alt başlık yoktur; açıklama yazınız.", true
	}
	return sel
}

// listeIlce answers the choice of an il with its ilçe, and empties what hangs below.
func (s *service) listeIlce(w http.ResponseWriter, r *http.Request) error {
	lists, err := s.Store.Listeler(r.Context())
	if err != nil {
		return err
	}
	mahalle, koy, err := s.yerlesimSelects(r.Context(), 0)
	if err != nil {
		return err
	}
	mahalle.OOB, koy.OOB = true, true
	return s.Web.WritePartials(w,
		web.Part{Name: "select", Data: ilceSelect(lists.Ilces(number(r.URL.Query(), "il")))},
		web.Part{Name: "select", Data: mahalle}, web.Part{Name: "select", Data: koy})
}

// listeYerlesim answers the choice of an ilçe with its mahalle and köy.
func (s *service) listeYerlesim(w http.ResponseWriter, r *http.Request) error {
	mahalle, koy, err := s.yerlesimSelects(r.Context(), number(r.URL.Query(), "ilce"))
	if err != nil {
		return err
	}
	koy.OOB = true
	return s.Web.WritePartials(w, web.Part{Name: "select", Data: mahalle}, web.Part{Name: "select", Data: koy})
}

// listeAltBaslik answers the choice of a heading with its sub-headings (VB-08).
func (s *service) listeAltBaslik(w http.ResponseWriter, r *http.Request) error {
	lists, err := s.Store.Listeler(r.Context())
	if err != nil {
		return err
	}
	return s.Web.WritePartials(w, web.Part{Name: "select", Data: altBaslikSelect(lists, number(r.URL.Query(), "baslik"))})
}
