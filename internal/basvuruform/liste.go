package basvuruform

import (
	"context"
	"net/http"
	"strconv"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

func options(list []store.Secenek) []web.Option {
	out := make([]web.Option, len(list))
	for i, one := range list {
		out[i] = web.Option{Value: strconv.Itoa(one.ID), Label: one.Ad}
	}
	return out
}

func (f *Form) ilSelect(l *store.Listeler) web.Select {
	return web.Select{Name: "il", Label: "İl", Empty: "İl Seçiniz...", Options: options(l.Ils), Load: f.Yol.Ilce, Into: "ilce"}
}

func (f *Form) ilceSelect(list []store.Secenek) web.Select {
	return web.Select{Name: "ilce", Label: "İlçe", Empty: "İlçe Seçiniz...", Options: options(list), Load: f.Yol.Yerlesim, Into: "mahalle"}
}

// yerlesimSelects are the lists below an ilçe: a place has a mahalle or a köy, one of the two is required (VB-06). 0 and an
// unknown ilçe give empty lists.
func (f *Form) yerlesimSelects(ctx context.Context, ilce int) (mahalle, koy web.Select, err error) {
	var places []store.Yerlesim
	if ilce != 0 {
		if places, err = f.Store.Yerlesims(ctx, ilce); err != nil && kural.KindOf(err) != kural.NotFound {
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

func (f *Form) baslikSelect(l *store.Listeler) web.Select {
	sel := web.Select{Name: "baslik", Label: "Hizmet Başlığı", Empty: "Hizmet Başlığı Seçiniz...", Load: f.Yol.AltBaslik, Into: "alt_baslik"}
	for _, b := range l.Basliks {
		sel.Options = append(sel.Options, web.Option{Value: strconv.Itoa(b.ID), Label: b.Ad})
	}
	return sel
}

func altBaslikSelect(l *store.Listeler, baslik int) web.Select {
	b, _ := l.Baslik(baslik)
	sel := web.Select{Name: "alt_baslik", Label: "Hizmet Alt Başlığı", Empty: "Hizmet Alt Başlığı Seçiniz...", Options: options(b.Alts)}
	if b.Diger {
		sel.Hint, sel.Disabled = "“Diğer” için alt başlık yoktur; açıklama yazınız.", true
	}
	return sel
}

// Ilces answers the choice of an il with its ilçe, and empties what hangs below.
func (f *Form) Ilces(w http.ResponseWriter, r *http.Request) error {
	lists, err := f.Store.Listeler(r.Context())
	if err != nil {
		return err
	}
	mahalle, koy, err := f.yerlesimSelects(r.Context(), 0)
	if err != nil {
		return err
	}
	mahalle.OOB, koy.OOB = true, true
	return f.Web.WritePartials(w,
		web.Part{Name: "select", Data: f.ilceSelect(lists.Ilces(Number(r.URL.Query(), "il")))},
		web.Part{Name: "select", Data: mahalle}, web.Part{Name: "select", Data: koy})
}

// Yerlesims answers the choice of an ilçe with its mahalle and köy.
func (f *Form) Yerlesims(w http.ResponseWriter, r *http.Request) error {
	mahalle, koy, err := f.yerlesimSelects(r.Context(), Number(r.URL.Query(), "ilce"))
	if err != nil {
		return err
	}
	koy.OOB = true
	return f.Web.WritePartials(w, web.Part{Name: "select", Data: mahalle}, web.Part{Name: "select", Data: koy})
}

// AltBasliks answers the choice of a heading with its sub-headings (VB-08).
func (f *Form) AltBasliks(w http.ResponseWriter, r *http.Request) error {
	lists, err := f.Store.Listeler(r.Context())
	if err != nil {
		return err
	}
	return f.Web.WritePartials(w, web.Part{Name: "select", Data: altBaslikSelect(lists, Number(r.URL.Query(), "baslik"))})
}
