package handlers

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/tarayici"
)

// focusable are the ids of all that can have the focus in a part of a page; one without an id, or with another's, fails.
func focusable(t *testing.T, a answer) []string {
	t.Helper()
	root, err := tarayici.Parse(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && slices.Contains([]string{"a", "button", "summary", "input", "select"}, n.Data) && tarayici.Attr(n, "type") != "hidden" {
			id := tarayici.Attr(n, "id")
			if id == "" || slices.Contains(ids, id) {
				t.Errorf("%s %q has the id %q: the focus is lost when the list is loaded anew", n.Data, tarayici.Text(n), id)
			}
			ids = append(ids, id)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	return ids
}

// UI-04, UI-01: whoever stands on a link of a live list keeps it when the list is loaded anew: each has an id of its own, and the same one
// after the application has changed, also where other links have come or gone.
func TestLiveListsKeepTheFocus(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var nos []int64
	for n := range 21 { // more than a page, so that there are links to others
		nos = append(nos, dbtest.File(t, s.store, n))
	}
	no := nos[20]
	s.do(dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	s.deliver(no, 1)
	desk, mia, unit := s.signIn(userAKS), s.signIn(userMIA), s.signIn(userMEM)
	lists := map[string]func() []string{
		"AKS":   func() []string { return focusable(t, desk.get("/canli/aks/basvuru")) },
		"MİA":   func() []string { return focusable(t, mia.get("/canli/mia/basvuru")) },
		"birim": func() []string { return focusable(t, unit.get("/canli/birim/basvuru")) },
	}
	before := map[string][]string{}
	for name, ids := range lists {
		before[name] = ids()
	}
	s.do(dbtest.YetkiliMEM, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Okul temizlenecektir."})
	s.do(dbtest.AKS, no, basvuru.SendToMIA{})
	for name, want := range map[string][]string{
		"AKS":   {fmt.Sprintf("detay-%d", no), fmt.Sprintf("rapor-%d", no), "sonraki-sayfa"},
		"MİA":   {fmt.Sprintf("b-%d-rapor", no), fmt.Sprintf("b-%d-detay", no), "sonraki-sayfa"},
		"birim": {fmt.Sprintf("b-%d-1-0", no), fmt.Sprintf("b-%d-1-2", no)},
	} {
		after := lists[name]()
		for _, id := range want {
			if !slices.Contains(before[name], id) || !slices.Contains(after, id) {
				t.Errorf("%s: the link %s: before %v, after %v", name, id, slices.Contains(before[name], id), slices.Contains(after, id))
			}
		}
	}
	if ids := lists["MİA"](); !slices.Contains(ids, fmt.Sprintf("bekleyen-%d-cevapla", no)) || !slices.Contains(ids, fmt.Sprintf("b-%d-cevapla", no)) {
		t.Errorf("MİA: what waits stands in both tables: %v", ids)
	}
}

// YT-04: once there is an answer, “Başvuru Cevapla” stays at its place on the list, passive.
func TestAnsweredStaysPassive(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM)
	b := s.signIn(userMEM)
	b.get("/birim/basvuru").shows(t, http.StatusOK, `href="`+birimURL(no, 1, "cevapla")+`"`)
	s.do(dbtest.YetkiliMEM, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Okul temizlenecektir."})
	list := b.get("/birim/basvuru")
	list.shows(t, http.StatusOK, `aria-disabled="true">Başvuru Cevapla</span>`, birimURL(no, 1, "rapor"))
	list.lacks(t, birimURL(no, 1, "cevapla"))
}

// YT-06: “Kimsenin üzerinde olmayanlar” lists an item as soon as its hold is over, and the open page looks again just then.
func TestFreeItemsComeBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first, second := s.routed(1, dbtest.BirimMEM), s.routed(2, dbtest.BirimMEM)
	b := s.signIn(userMEM)
	b.post(birimURL(first, 1, "uzerime-al"), "islem", "al").redirects(t, birimURL(first, 1, ""))
	b.post(birimURL(second, 1, "uzerime-al"), "islem", "al").redirects(t, birimURL(second, 1, ""))
	s.exec(`UPDATE birim_kutusu SET alma_bitis = now() + interval '100 seconds' WHERE basvuru_no = $1`, second)
	const free = "/birim/basvuru?alma=bos"
	held := b.get(free)
	held.shows(t, http.StatusOK, "Toplam 0 kayıt bulundu.")
	if wait := atoi(between(t, held.body, `hx-trigger="load delay:`, "s")); wait < 90 || wait > 100 {
		t.Errorf("the page looks again after %d s, want 100", wait)
	}
	s.exec(`UPDATE birim_kutusu SET alma_bitis = now() WHERE basvuru_no = $1`, second)
	b.get("/canli"+free).shows(t, http.StatusOK, "Toplam 1 kayıttan", birimURL(second, 1, ""))
	s.exec(`UPDATE birim_kutusu SET alma_bitis = now()`)
	again := b.get("/canli" + free)
	again.shows(t, http.StatusOK, "Toplam 2 kayıttan", birimURL(first, 1, ""))
	again.lacks(t, "load delay:")
}
