package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
)

// keyHaber is the session's time (int64, µs) of the newest news that the desk has put away with “Tamam”, of the sign-in at first.
const keyHaber = "haber"

// maxHaber is how many applications the news names; more become one sentence with the list behind it.
const maxHaber = 3

// haberView tells on every page of the desk which applications all birim have answered since the person looked last (AK-12). It
// stays, page after page, until it is put away or the application is taken on. Partial "haber".
type haberView struct {
	Canli    string // stream for a page that has none of its own
	Cumleler []web.Link
	An       int64  // of the newest of them
	Geri     string // the page it stands on
}

// haberOf is the news for the page path; the application that the page itself shows is not told again.
func (s *Service) haberOf(r *http.Request, k *kimlik, path string) (*haberView, error) {
	v := &haberView{Canli: liveRegion(s.now(), "/canli/aks", "").URL, Geri: path}
	since := time.UnixMicro(s.oturum.GetInt64(r.Context(), keyHaber))
	list, toplam, err := s.store.Haberler(r.Context(), k.actor, since, maxHaber+1)
	if err != nil {
		return nil, err
	}
	if len(list) > 0 {
		v.An = list[0].Zaman.UnixMicro()
	}
	for _, h := range list {
		if u := aksURL(h.No, ""); path == u || strings.HasPrefix(path, u+"/") || strings.HasPrefix(path, u+"?") {
			toplam--
			continue
		}
		v.Cumleler = append(v.Cumleler, web.Link{URL: aksURL(h.No, ""), Text: fmt.Sprintf("%d no' lu başvuruya tüm birimler cevap verdi", h.No)})
	}
	if toplam > maxHaber {
		v.Cumleler = []web.Link{{
			URL: aksListePath + "?durum=" + string(basvuru.Cevaplandi), Text: fmt.Sprintf("%d başvuruya tüm birimler cevap verdi: listeyi görün", toplam),
		}}
	}
	return v, nil
}

// withHaber puts the news above a page of the desk. Where they cannot be read the page goes without.
func (s *Service) withHaber(c web.Chrome, r *http.Request, k *kimlik) web.Chrome {
	path := aksListePath
	if r.Method == http.MethodGet {
		path = r.URL.RequestURI()
	}
	v, err := s.haberOf(r, k, path)
	html := ""
	if err == nil {
		html, err = s.web.Fragment("", "haber", v)
	}
	if err != nil {
		zerolog.Ctx(r.Context()).Warn().Err(err).Msg("a page goes without the desk's news")
		return c
	}
	c.Notice = web.HTML(html)
	return c
}

// haberParcasi is the news alone, for the live page.
func (s *Service) haberParcasi(w http.ResponseWriter, r *http.Request) error {
	path := aksListePath
	if u, err := url.Parse(r.Header.Get("HX-Current-URL")); err == nil && strings.HasPrefix(u.Path, "/aks") {
		path = u.RequestURI()
	}
	v, err := s.haberOf(r, who(r), path)
	if err != nil {
		return err
	}
	return s.part(w, "", "haber-icerik", v)
}

// haberTamam puts away the news up to those that were shown, and leads back.
func (s *Service) haberTamam(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	at, err := strconv.ParseInt(typed.Get("an"), 10, 64)
	if err == nil && at > s.oturum.GetInt64(r.Context(), keyHaber) && at <= s.now().UnixMicro() {
		s.oturum.Put(r.Context(), keyHaber, at)
	}
	if r.Header.Get("HX-Request") != "" {
		return s.haberParcasi(w, r)
	}
	to := typed.Get("geri")
	if u, err := url.Parse(to); err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(to, "/aks") {
		to = "/aks"
	}
	return web.SeeOther(w, r, to)
}
