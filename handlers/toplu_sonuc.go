package handlers

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// topluBudget is how long one request works on an act: what is left is gone on with by the page itself, so that 500 rows on a slow
// day hold no request for a minute.
const topluBudget = 3 * time.Second

type topluSonucView struct {
	web.Page
	URL      string
	Ozet     string
	Ne       string // what was asked for, in words
	Biten    int
	Bekleyen int
	Satirs   []topluSonucSatir
	Geri     string
	Parca    bool // sent alone, in place of what is there
}

type topluSonucSatir struct {
	No    int64
	URL   string // "" where the application is not there for the person
	Durum web.Tag
	Neden string
}

// topluRun works on an act for a while and leads to what became of it.
func (s *Service) topluRun(w http.ResponseWriter, r *http.Request, id uuid.UUID) error {
	t, err := s.store.Toplu(r.Context(), who(r).ID, id)
	if err == nil {
		err = s.store.RunToplu(r.Context(), who(r).actor, t, topluBudget)
	}
	if err != nil && kural.KindOf(err) != kural.Unavailable { // what waits is gone on with from the page
		return err
	}
	return web.SeeOther(w, r, topluURL(id))
}

func topluURL(id uuid.UUID) string { return aksListePath + "/toplu/" + id.String() }

// topluID is the act that the path names.
func topluID(r *http.Request) (uuid.UUID, error) {
	id, err := uuid.Parse(mux.Vars(r)["id"])
	if err != nil {
		return id, &kural.Error{Kind: kural.NotFound, Message: "Aradığınız toplu işlem bulunamadı.", Err: err}
	}
	return id, nil
}

// topluSonuc is what became of each application of an act (PL-11); it is the user's own for a week.
func (s *Service) topluSonuc(w http.ResponseWriter, r *http.Request) error {
	id, err := topluID(r)
	if err != nil {
		return err
	}
	t, err := s.store.Toplu(r.Context(), who(r).ID, id)
	if err != nil {
		return err
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/toplu_sonuc", s.topluSonucOf(r, t))
}

// topluSurdur goes on with what is left: by the button, or by the page itself.
func (s *Service) topluSurdur(w http.ResponseWriter, r *http.Request) error {
	id, err := topluID(r)
	if err != nil {
		return err
	}
	if r.Header.Get("HX-Request") == "" {
		return s.topluRun(w, r, id)
	}
	t, err := s.store.Toplu(r.Context(), who(r).ID, id)
	if err == nil {
		err = s.store.RunToplu(r.Context(), who(r).actor, t, topluBudget)
	}
	if err != nil {
		return err
	}
	v := s.topluSonucOf(r, t)
	v.Parca = true
	return s.part(w, "handlers/toplu_sonuc", "sonuc", v)
}

var topluTags = map[store.TopluDurum]web.Tag{
	store.TopluBekliyor: {Text: "Bekliyor", Colour: "grey"}, store.TopluReddedildi: {Text: "Yapılamadı", Colour: "red"},
	store.TopluBulunamadi: {Text: "Bulunamadı", Colour: "yellow"},
}

func (s *Service) topluSonucOf(r *http.Request, t *store.Toplu) *topluSonucView {
	v := &topluSonucView{
		URL: topluURL(t.ID), Geri: s.listeGeri(r).URL, Bekleyen: t.Sayi(store.TopluBekliyor), Biten: len(t.Satirs) - t.Sayi(store.TopluBekliyor),
		Ne: "Yönlendirilen birim: " + birimNames(t.Birims),
	}
	title, done := "Seçilenleri Yönlendir: Sonuç", "Yönlendirildi"
	if t.Islem == store.TopluKapat {
		title, done, v.Ne = "Seçilenleri Kapat: Sonuç", "Kapatıldı", "Başvuru sonucu: "+t.Sonuc.Label()
	}
	v.Page = web.Page{Title: title, Active: aksListePath, Back: s.listeGeri(r), Help: []string{
		"Seçtiğiniz her başvuru için ne yapıldığı gösterilir. Yapılamayanların nedeni yanında yazar; başvuru numarasına tıklayarak detayını açabilirsiniz.",
	}}
	v.Ozet = topluOzet(t)
	for _, l := range t.Satirs {
		one := topluSonucSatir{No: l.No, URL: aksURL(l.No, ""), Durum: topluTags[l.Durum], Neden: l.Neden}
		if l.Durum == store.TopluYapildi {
			one.Durum = web.Tag{Text: done, Colour: "green"}
		} else if l.Durum == store.TopluBulunamadi {
			one.URL, one.Neden = "", "Başvuru bulunamadı."
		}
		v.Satirs = append(v.Satirs, one)
	}
	// What somebody has to look at stands on top.
	slices.SortStableFunc(v.Satirs, func(a, b topluSonucSatir) int { return topluSira[a.Durum.Colour] - topluSira[b.Durum.Colour] })
	return v
}

var topluSira = map[string]int{"red": 0, "yellow": 1, "grey": 2, "green": 3}

// topluOzet says in one sentence what became of the applications.
func topluOzet(t *store.Toplu) string {
	done := "yönlendirildi"
	if t.Islem == store.TopluKapat {
		done = "kapatıldı"
	}
	parts := []string{fmt.Sprintf("%d başvurunun %d tanesi %s", len(t.Satirs), t.Sayi(store.TopluYapildi), done)}
	if n := t.Sayi(store.TopluReddedildi); n > 0 {
		parts = append(parts, fmt.Sprintf("%d tanesinde işlem yapılamadı", n))
	}
	if n := t.Sayi(store.TopluBulunamadi); n > 0 {
		parts = append(parts, fmt.Sprintf("%d tanesi bulunamadı", n))
	}
	return strings.Join(parts, ", ") + "."
}

// bulkRoutes are the addresses of what is done to several applications at once (PL-11).
func (s *Service) bulkRoutes() []route {
	return []route{
		{post, "/aks/birim", desk, page, s.birimSec},
		{get, "/aks/basvuru/toplu", desk, page, s.topluListe},
		{post, "/aks/basvuru/toplu", desk, page, s.toplu},
		{get, "/aks/basvuru/toplu/yonlendir", desk, page, s.topluListe},
		{post, "/aks/basvuru/toplu/yonlendir", desk, page, s.topluYonlendir},
		{get, "/aks/basvuru/toplu/kapat", desk, page, s.topluListe},
		{post, "/aks/basvuru/toplu/kapat", desk, page, s.topluKapat},
		{get, "/aks/basvuru/toplu/{id}", desk, page, s.topluSonuc},
		{post, "/aks/basvuru/toplu/{id}", desk, page, s.topluSurdur},
	}
}
