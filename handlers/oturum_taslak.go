package handlers

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// keyTaslak: string, id of the draft that holds what was typed when the session before ended.
const keyTaslak = "taslak"

// Bounds of what is kept for somebody whose session has ended: nobody has proved anything yet.
const (
	maxKept   = 256 << 10 // bytes of one form, urlencoded
	maxForms  = 5
	keptTime  = time.Hour
	keptTopic = "taslak" // of store.CountAttempt
)

// kayip is what one user had typed when their session ended, kept encrypted as a draft (UI-03). It is shown to them alone.
type kayip struct {
	Kullanici int64
	Forms     []kayipForm // oldest first
}

type kayipForm struct {
	Yol   string // the page's path
	Typed url.Values
	Zaman time.Time
}

// formPages are the pages that show again what was typed: by the path of their route, what renders them.
func (s *Service) formPages() map[string]formPage {
	const desk, unit, governor = "/aks/basvuru/{no:[0-9]+}", "/birim/basvuru/{no:[0-9]+}/{sira:[0-9]+}", "/mia/basvuru/{no:[0-9]+}"
	pages := map[string]formPage{
		desk + "/yonlendir":              s.yonlendirForm,
		desk + "/mia":                    s.miaGonderForm,
		desk + "/kapat":                  s.kapatForm,
		desk + "/guncelle":               s.guncelleForm,
		desk + "/geri-cek/{sira:[0-9]+}": s.geriCekForm,
		yolYap + "/{id}":                 s.adinaGeri,
		"/aks/basvuru/toplu/yonlendir":   s.topluAgain(basvuru.Yonlendir),
		"/aks/basvuru/toplu/kapat":       s.topluAgain(store.TopluKapat),
		unit + "/cevapla":                s.cevaplaForm,
		unit + "/yetkisiz":               s.yetkisizForm,
		governor + "/cevapla":            s.miaCevaplaForm,
		governor + "/geri-al":            s.geriAlForm,
		kimlikTalepYolu + "/reddet":      s.kimlikForm,
		duzeltYolu:                       s.basimDuzeltForm,
		yolKartTalep:                     s.kartAgain(KartPages.TalepForm),
		yolKartIptal:                     s.kartAgain(KartPages.IptalForm),
	}
	maps.Copy(pages, s.recordForms())
	return pages
}

// recordForms are those of users, lists, holidays and texts.
func (s *Service) recordForms() map[string]formPage {
	const one = "/{id:[0-9]+}"
	pages := map[string]formPage{
		"/yetki/kullanici/yeni":  again(blankForm[*store.TanimDetay], s.kullaniciForm),
		"/yetki/kullanici" + one: again(s.tanim, s.kullaniciForm),
		yolHesapYeni:             again(blankForm[*store.HesapDetay], s.hesapForm),
		yolHesap + one:           again(s.hesap, s.hesapForm),
		yolSektor + "/yeni":      again(blankForm[store.Sektor], s.sektorForm),
		yolSektor + one:          again(s.sektorOf, s.sektorForm),
		yolTatil + "/yeni":       again(blankForm[store.Tatil], s.tatilForm),
		yolTatil + one:           again(s.tatilOf, s.tatilForm),
		yolMetin + "/{id}":       s.metinForm,
	}
	for _, k := range []kalemSayfasi{baslikSayfasi, altSayfasi, egitimSayfasi, kartRetSayfasi, iptalRetSayfasi, iptalNedenSayfasi} {
		form := func(w http.ResponseWriter, r *http.Request, one store.Kalem, typed url.Values, failed error) error {
			return s.kalemForm(w, r, k, one, typed, failed)
		}
		pages[k.yeni()] = again(func(r *http.Request) (store.Kalem, error) { return s.blank(r, k) }, form)
		pages[k.yol+one] = again(func(r *http.Request) (store.Kalem, error) { return s.kalemOf(r, k.liste) }, form)
	}
	return pages
}

// again is the form of a record: of reads it, or makes a blank one.
func again[T any](of func(*http.Request) (T, error), form func(http.ResponseWriter, *http.Request, T, url.Values, error) error) formPage {
	return func(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
		one, err := of(r)
		if err != nil {
			return err
		}
		return form(w, r, one, typed, failed)
	}
}

// blankForm is the record of a form for a new one.
func blankForm[T any](*http.Request) (T, error) {
	var none T
	return none, nil
}

// topluAgain is the form of a bulk act.
func (s *Service) topluAgain(islem kural.Action) formPage {
	return func(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
		return s.topluForm(w, r, islem, typed, failed)
	}
}

// formPage renders a form with what was typed; failed is what became of it, nil for nothing yet.
type formPage func(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error

// keep keeps the form that r has posted too late, for the user who was last signed in here. Without one, or where it may not
// be kept, it returns false.
func (s *Service) keep(r *http.Request, path string, typed url.Values) (bool, error) {
	user := s.lastUser(r)
	kept := url.Values{}
	for name, v := range typed {
		if name != "islem" && !secret(name) {
			kept[name] = v
		}
	}
	if user == 0 || len(kept) == 0 || s.forms[path] == nil || len(kept.Encode()) > maxKept {
		return false, nil
	}
	ctx := r.Context()
	err := s.store.CountAttempt(ctx, store.Deneme{Konu: keptTopic, IP: s.clientIP(r)})
	if kural.KindOf(err) == kural.Invalid { // too many from this address: the page gives the text back
		return false, nil
	}
	if err != nil {
		return false, err
	}
	id, k, err := s.kept(ctx)
	if err != nil {
		return false, err
	}
	if k.Kullanici != user {
		id, k = uuid.Must(uuid.NewV7()), kayip{Kullanici: user}
	}
	k.forget(r.URL.Path)
	k.Forms = append(k.Forms, kayipForm{Yol: r.URL.Path, Typed: kept, Zaman: s.now()})
	k.Forms = k.Forms[max(0, len(k.Forms)-maxForms):]
	if err := s.store.SaveDraft(ctx, id, k); err != nil {
		return false, err
	}
	s.oturum.Put(ctx, keyTaslak, id.String())
	return true, nil
}

// secret tells whether what is typed at name is never kept: a password, the old one too.
func secret(name string) bool { return strings.HasPrefix(name, "parola") || name == "eski" }

func (k *kayip) forget(path string) {
	k.Forms = slices.DeleteFunc(k.Forms, func(f kayipForm) bool { return f.Yol == path })
}

// kept is what this browser's session keeps, empty for nothing.
func (s *Service) kept(ctx context.Context) (uuid.UUID, kayip, error) {
	var k kayip
	id, err := uuid.Parse(s.oturum.GetString(ctx, keyTaslak))
	if err != nil {
		return uuid.Nil, k, nil //nolint:nilerr // nothing is kept
	}
	err = s.store.Draft(ctx, id, &k)
	if err != nil && kural.KindOf(err) != kural.NotFound {
		return uuid.Nil, k, err
	}
	k.Forms = slices.DeleteFunc(k.Forms, func(f kayipForm) bool { return s.now().Sub(f.Zaman) > keptTime })
	return id, k, nil
}

// keptFor is what is kept for user: for nobody else.
func (s *Service) keptFor(ctx context.Context, user int64) (kayip, error) {
	_, k, err := s.kept(ctx)
	if k.Kullanici != user {
		return kayip{}, err
	}
	return k, err
}

// restored shows a form page again with what its user had typed in it when their session ended. It returns false where there is
// nothing to restore.
func (s *Service) restored(w http.ResponseWriter, r *http.Request, rt route) (bool, error) {
	form := s.forms[rt.path]
	if form == nil || rt.method != get || s.oturum.GetString(r.Context(), keyTaslak) == "" {
		return false, nil
	}
	k, err := s.keptFor(r.Context(), who(r).ID)
	if err != nil {
		return false, err
	}
	at := slices.IndexFunc(k.Forms, func(f kayipForm) bool { return f.Yol == r.URL.Path })
	if at < 0 {
		return false, nil
	}
	s.oturum.Flash(r.Context(), web.Banner{
		Title: "Yazdıklarınız geri getirildi",
		Text:  "Oturumunuz sona erdiği için bu form kaydedilmemişti. Kontrol edip yeniden gönderiniz; son eklediğiniz dosyaları yeniden eklemeniz gerekebilir.",
	})
	return true, form(w, r, k.Forms[at].Typed, nil)
}

// used forgets what was kept for the form that r posts: the form has it now.
func (s *Service) used(r *http.Request) {
	ctx := r.Context()
	if s.oturum.GetString(ctx, keyTaslak) == "" {
		return
	}
	id, k, err := s.kept(ctx)
	if err == nil && k.Kullanici == who(r).ID {
		k.forget(r.URL.Path)
		if len(k.Forms) > 0 {
			err = s.store.SaveDraft(ctx, id, k)
		} else {
			s.oturum.Remove(ctx, keyTaslak)
			err = s.store.DropDraft(ctx, id)
		}
	}
	if err != nil { // it would only show the same text again within the hour
		zerolog.Ctx(ctx).Warn().Err(err).Msg("a draft that was used is kept")
	}
}

// lostForm is what r posts, without its files.
func lostForm(r *http.Request) (url.Values, error) {
	typed, err := web.ReadUpload(r, noFile)
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		err = nil // what came before the files
	}
	return typed, err
}
