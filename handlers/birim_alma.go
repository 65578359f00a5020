package handlers

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/turkce"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// almaUyari is how long before its end a Yetkili is told that an item will fall back.
const almaUyari = 5 * time.Minute

// The buttons of “Üzerime Al” (YT-06), as forms name them. almaSurdur is what a page posts while its user goes on writing.
const (
	almaAl     = "al"
	almaDevral = "devral"
	almaBirak  = "birak"
	almaSurdur = "surdur"
)

// almaGorunum is who works on an item, as the birim's people are told. Partial "alma".
type almaGorunum struct {
	Acik   bool   // the item can still be answered
	Durum  string // “NURAY IŞIK üzerinde çalışıyor (14:35'e kadar)”, "" for nobody
	Benim  bool
	Baska  bool
	Az     bool   // mine, and about to fall back
	URL    string // that takes and gives back
	Parca  string // address of this part alone
	Yenile int    // seconds after which it reads otherwise, 0 = never by itself
}

func (s *Service) almaOf(r *http.Request, d *store.Detay, sira int) (almaGorunum, error) {
	v := almaGorunum{
		URL: birimURL(d.No, sira, "uzerime-al"), Parca: fmt.Sprintf("/canli/birim/basvuru/%d/%d/alma", d.No, sira),
		Acik: allowed(&d.Basvuru, who(r).actor, basvuru.Cevapla, sira) == nil,
	}
	if !v.Acik {
		return v, nil
	}
	a, err := s.store.KutuAlma(r.Context(), d.No, sira)
	if err != nil || a.None() {
		return v, err
	}
	left := a.Bitis.Sub(s.now())
	v.Benim, v.Baska = a.ID == who(r).ID, a.ID != who(r).ID
	v.Durum = almaMetni(a, who(r).ID)
	v.Az = v.Benim && left <= almaUyari
	if v.Benim && !v.Az {
		left -= almaUyari
	}
	v.Yenile = max(1, int(math.Ceil(left.Seconds())))
	return v, nil
}

// almaMetni is who works on an item in words; to themselves it says so.
func almaMetni(a store.Alma, ben int64) string {
	switch a.ID {
	case 0:
		return ""
	case ben:
		return "Üzerinizde (" + turkce.SaateKadar(a.Bitis.In(store.Istanbul())) + ")"
	}
	return a.Kadar()
}

// uzerimeAl takes the buttons of the detail page, and what the answer's page posts while its user writes.
func (s *Service) uzerimeAl(w http.ResponseWriter, r *http.Request) error {
	no, sira, err := numbers(r)
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	done, err := s.alma(r, no, sira, typed.Get("islem"))
	if err == nil && !done { // no button of ours: it must not tell what there is elsewhere either
		_, _, err = s.birimBasvuru(r)
	}
	if e, ok := errors.AsType[*kural.Error](err); ok && e.Kind == kural.Conflict {
		s.oturum.Flash(r.Context(), web.Banner{Title: "İşlem yapılamadı", Text: e.Message})
	} else if err != nil {
		return err
	}
	if typed.Get("islem") == almaSurdur {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return web.SeeOther(w, r, birimURL(no, sira, ""))
}

// alma does what a button of “Üzerime Al” asks for; it returns false for another button.
func (s *Service) alma(r *http.Request, no int64, sira int, islem string) (bool, error) {
	ctx, actor := r.Context(), who(r).actor
	switch islem {
	case almaAl, almaDevral:
		return true, s.store.Take(ctx, actor, no, sira, islem == almaDevral)
	case almaBirak:
		return true, s.store.Release(ctx, actor, no, sira)
	case almaSurdur:
		return true, s.store.KeepTaken(ctx, actor, no, sira)
	}
	return false, nil
}

// almaParcasi is who works on the item alone, for the live pages that answer it. It says the same of what has been withdrawn and of
// what never was the birim's (YT-02).
func (s *Service) almaParcasi(w http.ResponseWriter, r *http.Request) error {
	d, sira, err := s.birimBasvuru(r)
	if kural.KindOf(err) == kural.NotFound {
		return s.part(w, "handlers/cevapla", "alma-yok", nil)
	}
	if err != nil {
		return err
	}
	v, err := s.almaOf(r, d, sira)
	if err != nil {
		return err
	}
	return s.part(w, "handlers/cevapla", "alma-ic", v)
}
