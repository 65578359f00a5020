package handlers

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"acikkapi/internal/dbtest"
)

// both sends two posts at the same moment.
func both(a, b func() answer) (first, second answer) {
	var start, done sync.WaitGroup
	start.Add(1)
	done.Add(2)
	go func() { defer done.Done(); start.Wait(); first = a() }()
	go func() { defer done.Done(); start.Wait(); second = b() }()
	start.Done()
	done.Wait()
	return first, second
}

// oneWins wants one redirect and one refusal that shows texts.
func oneWins(t *testing.T, a, b answer, loser ...string) {
	t.Helper()
	if a.status == http.StatusConflict {
		a, b = b, a
	}
	if a.status != http.StatusSeeOther || b.status != http.StatusConflict {
		t.Fatalf("%d and %d, want one of each\n%s\n%s", a.status, b.status, a.body, b.body)
	}
	b.shows(t, http.StatusConflict, loser...)
}

// YT-05: two Yetkili of a birim at once: one wins, the other is told who answered and keeps the text.
func TestTwoAnswersAtOnce(t *testing.T) {
	s := newSite(t)
	one, two := s.signIn(userMEM), s.signIn(userMEM)
	for n := range 5 {
		no := s.routed(n, dbtest.BirimMEM)
		page := birimURL(no, 1, "cevapla")
		a, b := both(
			func() answer { return one.post(page, "metin", "Uzun uzun yazdım", "sonuc", "olumlu") },
			func() answer { return two.post(page, "metin", "Uzun uzun yazdım", "sonuc", "olumsuz") })
		oneWins(t, a, b, "Bu başvuru birim adına NURAY IŞIK tarafından cevaplanmıştır.", "Uzun uzun yazdım", "Yazdıklarınız aşağıda duruyor")
		if n := s.scan(`SELECT count(*)::text FROM cevap WHERE basvuru_no = $1`, no); n != 1 {
			t.Errorf("%d answers", n)
		}
	}
}

// AK-08: two at the desk: closing against routing. One happens; the other keeps what was typed.
func TestCloseAgainstRoute(t *testing.T) {
	s := newSite(t)
	one, two := s.signIn(userAKS), s.signIn(userAKS)
	for n := range 5 {
		no := dbtest.File(t, s.store, n)
		a, b := both(
			func() answer { return one.post(aksURL(no, "kapat"), "metin", "Kapanış cevabım", "sonuc", "olumlu") },
			func() answer {
				return two.post(aksURL(no, "yonlendir"), "birim", dbtest.BirimMEM.No, "islem", "yonlendir")
			})
		oneWins(t, a, b)
		durum := s.scanText(`SELECT durum FROM basvuru WHERE no = $1`, no)
		if a.status == http.StatusSeeOther {
			b.shows(t, http.StatusConflict, "Kapatılan başvuru üzerinde", dbtest.BirimMEM.Ad)
		} else {
			a.shows(t, http.StatusConflict, "cevabı beklenen birimler: "+dbtest.BirimMEM.Ad, "Kapanış cevabım")
		}
		if closed := strings.HasPrefix(durum, "kapali"); closed != (a.status == http.StatusSeeOther) {
			t.Errorf("the state is %s", durum)
		}
	}
}
