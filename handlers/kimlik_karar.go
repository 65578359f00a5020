package handlers

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/kart"
	"acikkapi/store"
)

// kimlikOnayla approves a request, for a card or to cancel it; then the next one opens.
func (s *Service) kimlikOnayla(w http.ResponseWriter, r *http.Request) error {
	return s.kimlikKarar(w, r, store.KararOnay, func(d *store.BuroTalep, _ url.Values) kart.Command {
		if d.Secili.Tip == store.TalepIptal {
			return kart.ApproveCancel{Talep: d.Secili.Sira}
		}
		return kart.Approve{Talep: d.Secili.Sira}
	})
}

// kimlikReddet refuses a request with a reason of the list and words of its own (KB-01).
func (s *Service) kimlikReddet(w http.ResponseWriter, r *http.Request) error {
	return s.kimlikKarar(w, r, store.KararRet, func(d *store.BuroTalep, typed url.Values) kart.Command {
		ret := kart.Ret{Sebep: atoi(typed.Get("ret_sebebi")), Aciklama: web.Field(typed, "ret_aciklama")}
		if d.Secili.Tip == store.TalepIptal {
			return kart.RejectCancel{Talep: d.Secili.Sira, Ret: ret}
		}
		return kart.Reject{Talep: d.Secili.Sira, Ret: ret}
	})
}

// kimlikGirilen reads what was typed about the request of the path, and the request.
func (s *Service) kimlikGirilen(r *http.Request) (url.Values, *store.BuroTalep, error) {
	typed, err := web.ReadForm(r)
	if err != nil {
		return nil, nil, err
	}
	d, err := s.kimlikParcaOku(r)
	return typed, d, err
}

// kimlikKarar decides the request of the path. What somebody else has done meanwhile is told on its page, where all that was typed stays;
// the same decision sent twice by the same person is one.
func (s *Service) kimlikKarar(w http.ResponseWriter, r *http.Request, karar string, command func(*store.BuroTalep, url.Values) kart.Command) error {
	typed, d, err := s.kimlikGirilen(r)
	if err != nil {
		return err
	}
	done := func(d *store.BuroTalep) bool {
		return d.Secili.Karar == karar && d.Secili.VerenID == who(r).actor.ID
	}
	if !done(d) {
		_, err = s.store.DoKart(r.Context(), who(r).actor, d.No, command(d, typed))
	}
	if kural.KindOf(err) == kural.Conflict { // the same sent twice, at the same time
		if again, e := s.kimlikParcaOku(r); e == nil && done(again) {
			err = nil
		}
	}
	if err != nil {
		return s.kimlikForm(w, r, typed, err)
	}
	return s.kimlikSonraki(w, r, d.Imlec(), fmt.Sprintf("%s %s: %s %s.", d.Ad, d.Soyad, tipTag(d.Secili.Tip).Text, kararSozu[karar]))
}

var kararSozu = map[string]string{store.KararOnay: "onaylandı", store.KararRet: "reddedildi"}

// kimlikTeslim records that the card itself has arrived (KI-03); the request stays on the desk.
func (s *Service) kimlikTeslim(w http.ResponseWriter, r *http.Request) error {
	d, err := s.kimlikParcaOku(r)
	if err != nil {
		return err
	}
	if _, err = s.store.DoKart(r.Context(), who(r).actor, d.No, kart.ReceiveCard{Talep: d.Secili.Sira}); err != nil {
		return s.kimlikForm(w, r, nil, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Kartın teslim alındığı kaydedildi; iptal talebi artık onaylanabilir."})
	return web.SeeOther(w, r, kimlikURL(d.No, d.Secili.Sira, ""))
}

// kimlikSiradaki leads to the next request that nobody looks at; the one that was open is given back.
func (s *Service) kimlikSiradaki(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), who(r).actor
	var sonra store.BuroImlec
	if no, sira := int64(atoi(typed.Get("no"))), atoi(typed.Get("sira")); no > 0 {
		d, err := s.store.BuroTalep(ctx, actor, no, sira)
		if err != nil && kural.KindOf(err) != kural.NotFound {
			return err
		}
		if err == nil {
			sonra, err = d.Imlec(), s.store.ReleaseKart(ctx, actor, no, sira)
		}
		if err != nil && kural.KindOf(err) != kural.NotFound {
			return err
		}
	}
	return s.kimlikSonraki(w, r, sonra, "")
}

// kimlikSonraki takes and opens the next request, with a word on what was done before; where none is left the queue says so.
func (s *Service) kimlikSonraki(w http.ResponseWriter, r *http.Request, sonra store.BuroImlec, yapilan string) error {
	no, sira, ok, err := s.store.TakeNextKart(r.Context(), who(r).actor, sonra)
	if err != nil && yapilan == "" {
		return err
	}
	b, to := web.Banner{Title: "Bilgi", Text: "Sırada boşta talep yok."}, kimlikPath
	if err != nil { // what was done is done
		b.Text = "Sıradaki talep şu anda açılamadı."
	}
	if ok {
		to, b.Text = kimlikURL(no, sira, ""), ""
		if yapilan != "" {
			b.Text = "Sıradaki talep üzerinize alındı."
		}
	}
	if yapilan != "" {
		b.Kind, b.Title, b.Text = "basari", "Tamam", yapilan+" "+b.Text
	}
	if b.Text != "" {
		s.oturum.Flash(r.Context(), b)
	}
	return web.SeeOther(w, r, to)
}

// kimlikUzerimeAl takes the buttons of “Üzerime Al”, and what the page posts while its reader writes. What was typed about a refusal
// comes along and stays.
func (s *Service) kimlikUzerimeAl(w http.ResponseWriter, r *http.Request) error {
	typed, d, err := s.kimlikGirilen(r)
	if err != nil {
		return err
	}
	ctx, actor, no, sira := r.Context(), who(r).actor, d.No, d.Secili.Sira
	islem := typed.Get("islem")
	switch islem {
	case almaAl, almaDevral:
		err = s.store.TakeKart(ctx, actor, no, sira, islem == almaDevral)
	case almaBirak:
		err = s.store.ReleaseKart(ctx, actor, no, sira)
	case almaSurdur:
		if err = s.store.KeepKart(ctx, actor, no, sira); err == nil {
			w.WriteHeader(http.StatusNoContent)
			return nil
		}
	}
	_, told := errors.AsType[*kural.Error](err)
	if (err != nil && told) || typed.Get("ret_sebebi")+typed.Get("ret_aciklama") != "" {
		return s.kimlikForm(w, r, typed, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, kimlikURL(no, sira, ""))
}

// kimlikAlmaOf is who looks at the request, as its page tells; kapali: nobody can take it any more.
func (s *Service) kimlikAlmaOf(d *store.BuroTalep, ben int64, kapali bool) almaGorunum {
	v := almaGorunum{URL: kimlikURL(d.No, d.Secili.Sira, "uzerime-al"), Acik: !kapali, Parca: "/canli" + kimlikURL(d.No, d.Secili.Sira, "parca")}
	if kapali || d.Alma.None() {
		return v
	}
	left := d.Alma.Bitis.Sub(s.now())
	v.Durum, v.Benim, v.Baska = almaMetni(d.Alma, ben), d.Alma.ID == ben, d.Alma.ID != ben
	v.Az = v.Benim && left <= almaUyari
	if v.Benim && !v.Az {
		left -= almaUyari
	}
	v.Yenile = max(1, int(math.Ceil(left.Seconds())))
	return v
}

// almaDugmesi is a button of “Üzerime Al”; Uyari: it takes the request out of a colleague's hands.
type almaDugmesi struct {
	Islem, Text string
	Uyari       bool
}

func almaDugmeleri(a almaGorunum) []almaDugmesi {
	al := almaDugmesi{Islem: almaAl, Text: "Üzerime Al"}
	switch {
	case a.Baska:
		return []almaDugmesi{{almaDevral, "Yine de devral", true}}
	case a.Az:
		return []almaDugmesi{al, {Islem: almaBirak, Text: "Bırak"}}
	case a.Benim:
		return []almaDugmesi{{Islem: almaBirak, Text: "Bırak"}}
	}
	return []almaDugmesi{al}
}
