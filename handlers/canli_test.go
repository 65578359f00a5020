package handlers

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
)

// events opens the stream at path and returns its events' names.
func (b *browser) events(path string) <-chan string {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		b.t.Fatalf("%s: %d", path, res.StatusCode)
	}
	names, done := make(chan string, 100), make(chan struct{})
	go func() {
		defer close(done)
		for sc := bufio.NewScanner(res.Body); sc.Scan(); {
			if name, ok := strings.CutPrefix(sc.Text(), "event: "); ok {
				names <- name
			}
		}
	}()
	b.t.Cleanup(func() { cancel(); _ = res.Body.Close(); <-done })
	return names
}

// waitFor wants an event before the deadline.
func waitFor(t *testing.T, names <-chan string, what string) {
	t.Helper()
	waitForEvent(t, names, changed, what)
}

// waitForEvent wants the event want before the deadline; what else comes does not matter.
func waitForEvent(t *testing.T, names <-chan string, want, what string) {
	t.Helper()
	for late := time.After(10 * time.Second); ; {
		select {
		case name := <-names:
			if name == want {
				return
			}
			if name != changed && name != news {
				t.Errorf("%s: event %q", what, name)
			}
		case <-late:
			t.Fatalf("%s: no event came", what)
		}
	}
}

// listening waits until the process hears the database's bell.
func (s *site) listening() {
	s.t.Helper()
	tick, end := time.NewTicker(time.Millisecond), time.After(10*time.Second)
	defer tick.Stop()
	for s.svc.seen.since(time.Now(), nil) {
		select {
		case <-tick.C:
		case <-end:
			s.t.Fatal("nobody listens to the bell")
		}
	}
}

// AK-12: when the last birim has answered the desk's open page is told, and what it reloads says so; so is the list.
func TestDeskIsToldOfTheLastAnswer(t *testing.T) {
	s := newSite(t)
	s.listening()
	no := s.routed(1, dbtest.BirimMEM)
	b := s.signIn(userAKS)
	page := b.get(aksURL(no, ""))
	address := between(t, page.body, `sse-connect="`, `"`)
	stream, pool := b.events(address), b.events("/canli/aks")
	s.do(dbtest.YetkiliMEM, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Son cevap"})
	s.do(kural.Pipeline("cevap"), no, basvuru.Collect{})
	waitFor(t, stream, "the application's page")
	waitFor(t, pool, "the pool")
	part := b.get(between(t, page.body, `hx-get="`, `"`))
	part.shows(t, http.StatusOK, "Yönlendirilen tüm birimler cevap verdi.", "Son cevap", aksURL(no, "kapat"), `id="hareketler" hx-swap-oob="true"`)
	part.lacks(t, "<html", "İletişim Bilgileri")
}

// between is the text of page from after begin to before end.
func between(t *testing.T, page, begin, end string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, begin)
	text, _, found := strings.Cut(rest, end)
	if !ok || !found {
		t.Fatalf("no %s…%s in\n%s", begin, end, page)
	}
	return strings.ReplaceAll(text, "&amp;", "&")
}

// YT-02: what arrives appears in the open inbox, marked as new, on top; a colleague's answer shows too. Another birim's page
// is not woken.
func TestInboxIsLive(t *testing.T) {
	s := newSite(t)
	s.listening()
	s.routed(1, dbtest.BirimMEM)
	b, colleague := s.signIn(userMEM), s.signIn(userMEM)
	page := b.get("/birim/basvuru")
	stream := b.events(between(t, page.body, `sse-connect="`, `"`))
	foreign := s.signIn(userCok).events("/canli/birim?son=" + changedAt(time.Now()).ID)
	no := s.routed(2, dbtest.BirimMEM)
	waitFor(t, stream, "the inbox")
	reload := between(t, page.body, `hx-get="`, `"`)
	part := b.get(reload)
	part.shows(t, http.StatusOK, "Toplam 2 kayıttan 1-2 gösteriliyor.", fmt.Sprintf(`ak-new" id="b-%d-1"`, no))
	if strings.Count(part.body, "ak-new") != 1 || strings.Index(part.body, fmt.Sprintf("b-%d-1", no)) > strings.Index(part.body, fmt.Sprintf("b-%d-1", no-1)) {
		t.Errorf("the new one is not marked, or not on top:\n%s", part.body)
	}
	colleague.post(birimURL(no, 1, "cevapla"), "metin", "Cevap", "sonuc", "olumlu").redirects(t, birimURL(no, 1, ""))
	waitFor(t, stream, "the colleague's answer")
	b.get(reload).shows(t, http.StatusOK, "Cevaplandı")
	select {
	case name := <-foreign:
		t.Errorf("another birim's page was told: %s", name)
	default:
	}
}

// UI-04: a page that was cut off is told at once when it comes back, if it has missed something, and only then.
func TestCatchingUp(t *testing.T) {
	s := newSite(t)
	s.listening()
	no := s.routed(1, dbtest.BirimMEM)
	b := s.signIn(userAKS)
	long := s.browserTime().Add(-time.Minute)
	waitFor(t, b.events(fmt.Sprintf("/canli/aks/basvuru/%d?son=%s", no, changedAt(long).ID)), "a page from before the listening began")
	stream := b.events(fmt.Sprintf("/canli/aks/basvuru/%d?son=%s", no, changedAt(s.browserTime().Add(time.Minute)).ID))
	s.do(dbtest.YetkiliMEM, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "x"})
	waitFor(t, stream, "a page that had missed nothing, by the answer")
}

func (s *site) browserTime() time.Time { return s.svc.now() }
