package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
)

// lastAnswer lets the one birim of no answer, and the answers be collected.
func (s *site) lastAnswer(no int64) {
	s.t.Helper()
	s.do(dbtest.YetkiliMEM, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Cevap"})
	s.do(kural.Pipeline("toplama"), no, basvuru.Collect{})
}

// AK-12, PL-03: wherever the desk is – home, list, another application, a form – it is told that the last birim has answered; the
// news stay page after page until they are put away, and others' answers that are still owed are no news.
func TestDeskIsToldOnEveryPage(t *testing.T) {
	s := newSite(t)
	s.listening()
	no, other := s.routed(1, dbtest.BirimMEM), s.routed(2, dbtest.BirimMEM, dbtest.BirimSaglik)
	b := s.signIn(userAKS)
	sentence := fmt.Sprintf("%d no&#39; lu başvuruya tüm birimler cevap verdi", no)
	pages := []string{"/aks", "/aks/basvuru", aksURL(other, ""), aksURL(other, "yonlendir")}
	streams := map[string]<-chan string{}
	for _, page := range pages {
		a := b.get(page)
		a.shows(t, http.StatusOK, `id="haber" role="status" data-part="/canli/aks/haber"`)
		a.lacks(t, sentence)
		address := between(t, a.body, `data-stream="`, `"`)
		if _, own, ok := strings.Cut(a.body, `sse-connect="`); ok {
			address, _, _ = strings.Cut(own, `"`)
		}
		streams[page] = b.events(address)
	}
	s.do(dbtest.YetkiliMEM, other, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Cevap"}) // one still owes
	s.do(kural.Pipeline("toplama"), other, basvuru.Collect{})
	s.lastAnswer(no)
	for page, stream := range streams {
		waitForEvent(t, stream, news, page)
	}
	part := b.get("/canli/aks/haber")
	part.shows(t, http.StatusOK, sentence, aksURL(no, ""), "Tamam")
	part.lacks(t, fmt.Sprintf("%d no&#39; lu", other), "<html", "autofocus")
	for _, page := range pages {
		b.get(page).shows(t, http.StatusOK, sentence)
	}
	b.get(aksURL(no, "")).lacks(t, sentence) // the page itself says so
	b.post("/aks/haber", "an", between(t, part.body, `name="an" value="`, `"`), "geri", "/aks/basvuru?durum=cevaplandi").redirects(t, "/aks/basvuru?durum=cevaplandi")
	b.get("/aks").lacks(t, sentence)
	b.post("/aks/haber", "geri", "//kotu.example/aks").redirects(t, "/aks")
	s.signIn(userAKS).get("/aks").lacks(t, sentence) // who signs in later sees it in the figures
}

// AK-12, UI-04: what came while the connection was broken is told when it is back.
func TestDeskCatchesUpOnNews(t *testing.T) {
	s := newSite(t)
	s.listening()
	no := s.routed(1, dbtest.BirimMEM)
	b := s.signIn(userAKS)
	page := b.get("/aks/basvuru")
	witness := b.events("/canli/aks")
	s.lastAnswer(no)
	waitForEvent(t, witness, news, "a page that was connected")
	waitForEvent(t, b.events(between(t, page.body, `sse-connect="`, `"`)), news, "a page that connects only now")
	b.get("/canli/aks/haber").shows(t, http.StatusOK, fmt.Sprintf("%d no&#39; lu başvuruya tüm birimler cevap verdi", no))
	s.signIn(userAKSIlce).get("/canli/aks/haber").lacks(t, fmt.Sprint(no)) // AK-03
}

// AK-12: many at once are one sentence, which leads to their list; one that a colleague has taken on is no news any more.
func TestManyAnswersAreOneSentence(t *testing.T) {
	s := newSite(t)
	b := s.signIn(userAKS)
	var nos []int64
	for n := range 10 {
		no := s.routed(n, dbtest.BirimMEM)
		s.lastAnswer(no)
		nos = append(nos, no)
	}
	a := b.get("/canli/aks/haber")
	a.shows(t, http.StatusOK, "10 başvuruya tüm birimler cevap verdi: listeyi görün")
	a.lacks(t, fmt.Sprintf("%d no&#39; lu", nos[0]))
	b.get(linkOf(t, a.body, "10 başvuruya tüm birimler cevap verdi: listeyi görün")).shows(t, http.StatusOK, "Toplam 10 kayıttan")
	for _, no := range nos[2:] {
		s.do(dbtest.AKS, no, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Tamam."})
	}
	a = b.get("/canli/aks/haber")
	a.shows(t, http.StatusOK, fmt.Sprintf("%d no&#39; lu", nos[0]), fmt.Sprintf("%d no&#39; lu", nos[1]))
	a.lacks(t, fmt.Sprintf("%d no&#39; lu", nos[2]))
}
