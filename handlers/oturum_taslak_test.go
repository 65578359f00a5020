package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/mux"
	"golang.org/x/net/html"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/tarayici"
	"acikkapi/internal/yetki"
)

// notKept are the addresses that typed text is posted to and that do not keep it for a session that has ended, with the reason.
var notKept = map[string]string{
	"/aks/basvuru":                       "a search: its words are typed anew, and nothing is lost by it",
	"/mia":                               "a search",
	"/yetki/kullanici":                   "a search",
	yolHesap:                             "a search",
	"/kimlik":                            "a search",
	"/yetki/kullanici/{id:[0-9]+}/birim": "a search for a birim",
	yolYap + "/{id}/iptal":               "throws away what was typed",
	yolHesap + "/{id:[0-9]+}/sifre":      "passwords are never kept",
	yolSifre:                             "passwords are never kept",
	yolSaklama:                           "a number and a line: the page opens with the form again",
	yolSaklama + "/{id:[0-9]+}":          "a line: the page opens with the form again",
	yolSaklaSure + "/{id}":               "a number of two digits",
}

// notShown are the addresses of posts that no page of the walk has a form for, with the reason.
var notShown = map[string]string{
	"/kimlik/basim":                                  "a number of cards, asked for while some wait",
	"/kimlik/basim/{no:[0-9]+}/basildi":              "ticks",
	"/kimlik/basim/{no:[0-9]+}/gonderildi":           "while cards wait to be sent; what is typed is given back by the page of the ended session",
	"/kimlik/basim/{no:[0-9]+}/excel":                "a button of a batch",
	"/istatistik/excel":                              "a button over figures",
	"/isletim/park/karar":                            "while messages are parked; the reason is given back by the page of the ended session",
	"/isletim/park/toplu":                            "while messages are parked; the reason is given back by the page of the ended session",
	"/isletim/birim/{no:[0-9]+}/yenile":              "a button of a birim that is connected",
	"/isletim/birim/{no:[0-9]+}/web":                 "a button of a birim that is connected",
	"/kimlik/sayim/excel":                            "a button over figures",
	"/birim/basvuru-yap":                             "shown passive (YT-01)",
	yolImha + "/{no:[0-9]+}":                         "while a list waits for approval; a line, why it is given back",
	"/aks/haber":                                     "a button that stands there while there is news",
	"/aks/birim":                                     "what htmx asks for beside a form that is kept",
	yolYap + "/{id}/adres":                           "what htmx asks for beside a form that is kept",
	aktarimPath + "/{id}/iptal":                      "a button of a row while a file is made",
	aktarimPath + "/{id}/yeniden":                    "a button of a row that has failed",
	miaAktarimPath + "/{id}/iptal":                   "a button of a row while a file is made",
	miaAktarimPath + "/{id}/yeniden":                 "a button of a row that has failed",
	yolKartTalep:                                     "the card of the walk is asked for already; TestRequestOutlivesTheSession holds what is kept",
	yolKartIptal:                                     "the card of the walk is not valid yet; kept as the request is",
	kimlikTalepYolu + "/ayrilan-iptal":               "while the card of somebody who has left is valid; its page opens with the form after an ended session",
	kimlikTalepYolu + "/geri-alinamadi":              "while such a card is waited for; the same",
	"/kimlik/talep/{no:[0-9]+}/{sira:[0-9]+}/teslim": "a button while a cancellation waits for the card (KI-03)",
}

// typedForms walks every page that somebody may open and collects, by the path of the route that they are posted to, the fields of the
// forms there: those that people type text into, and those for passwords.
type typedForms struct {
	*gezi
	posts *mux.Router
	text  map[string][]string
	heard map[string][]string // passwords
	seen  map[string]bool
}

func (f *typedForms) read(path string, a answer) {
	f.t.Helper()
	root, err := tarayici.Parse(strings.NewReader(a.body))
	if err != nil {
		f.t.Fatal(err)
	}
	var walk func(n *html.Node, form string)
	walk = func(n *html.Node, form string) {
		if n.Type == html.ElementNode && n.Data == "form" {
			form = ""
			if tarayici.Attr(n, "method") == "post" {
				form = f.routeOf(path, tarayici.Attr(n, "action"))
			}
		}
		if n.Type == html.ElementNode && tarayici.Has(n, "formaction") {
			f.routeOf(path, tarayici.Attr(n, "formaction"))
		}
		if name := tarayici.Attr(n, "name"); form != "" && name != "" && !tarayici.Has(n, "readonly") {
			switch kind := tarayici.Attr(n, "type"); {
			case n.Data == "input" && kind == "password":
				f.heard[form] = append(f.heard[form], name)
			case n.Data == "textarea", n.Data == "input" && slices.Contains([]string{"", "text", "search", "tel", "email", "number"}, kind):
				f.text[form] = append(f.text[form], name)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, form)
		}
	}
	walk(root, "")
}

// routeOf is the path of the route that a form on the page at path posts to.
func (f *typedForms) routeOf(path, action string) string {
	f.t.Helper()
	at, err := url.Parse(path)
	if err == nil && action != "" {
		at, err = at.Parse(action)
	}
	if err != nil {
		f.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(f.t.Context(), http.MethodPost, at.Path, http.NoBody)
	if err != nil {
		f.t.Fatal(err)
	}
	var m mux.RouteMatch
	if !f.posts.Match(req, &m) || m.Route == nil {
		f.t.Fatalf("a form on %s posts to %s, which is no route", path, action)
	}
	template, err := m.Route.GetPathTemplate()
	if err != nil {
		f.t.Fatal(err)
	}
	f.seen[template] = true
	return template
}

// UI-03: text that is typed into any form of the staff's pages outlives the session, or this test says why not; passwords are never kept.
// Whoever adds a page with a form adds it to formPages.
func TestTypedTextOutlivesTheSession(t *testing.T) {
	t.Parallel()
	g := newGezi(t)
	s := g.site
	routes := s.svc.routes()
	f := &typedForms{gezi: g, posts: mux.NewRouter(), text: map[string][]string{}, heard: map[string][]string{}, seen: map[string]bool{}}
	for i := range routes {
		if routes[i].method == post {
			f.posts.Path(routes[i].path).Methods(post).Handler(http.NotFoundHandler())
		}
	}
	f.walkPages(routes)
	for i := range routes {
		rt := &routes[i]
		if rt.method != post || slices.Contains(rt.who(), yetki.Herkes) || rt.path == "/cikis" {
			continue
		}
		switch why, except := notKept[rt.path]; {
		case len(f.text[rt.path]) > 0 && s.svc.forms[rt.path] == nil && !except:
			t.Errorf("what is typed at %s in %q is lost with the session, and notKept does not say why", rt.path, f.text[rt.path])
		case except && s.svc.forms[rt.path] != nil:
			t.Errorf("%s is kept, though: %s", rt.path, why)
		case !f.seen[rt.path] && notShown[rt.path] == "" && s.svc.forms[rt.path] == nil:
			t.Errorf("no page of the walk posts to %s, so nobody knows what is typed there", rt.path)
		}
		for _, name := range f.heard[rt.path] {
			if !secret(name) {
				t.Errorf("the password at %s in %q would be kept", rt.path, name)
			}
		}
	}
}

// walkPages opens every page, by everybody who may, of a record in their scope; then those that a form stands on at one moment only.
func (f *typedForms) walkPages(routes []route) {
	f.t.Helper()
	for i := range routes {
		rt := &routes[i]
		if rt.method != get || rt.kind == live || slices.Contains(rt.who(), yetki.Herkes) || strings.HasSuffix(rt.path, ".pdf") {
			continue
		}
		for _, w := range f.who {
			kapsam := kapsamOf(rt.eylem, w.rol)
			for _, k := range f.met(rt, w) {
				if expect(rt, w, kapsam, &k, w.modul) != allowed200 {
					continue
				}
				path := rt.path
				if k.name != nil {
					path = k.fill(path)
				}
				f.read(path, w.get(path))
			}
		}
	}
	atMIA, answered, pool := f.answered(1), f.answered(2), dbtest.File(f.t, f.store, 3)
	f.do(dbtest.AKS, atMIA, basvuru.SendToMIA{})
	desk, mia := f.signIn(userAKS), f.signIn(userMIA)
	for _, path := range []string{
		aksURL(answered, "kapat"), aksURL(pool, "mia"), desk.get(yolYap + "/yeni").to,
	} {
		f.read(path, desk.get(path))
	}
	for _, islem := range []string{"kapat", "yonlendir"} {
		f.read("/aks/basvuru/toplu", desk.post("/aks/basvuru/toplu", keySec, dbtestNo(answered), "islem", islem))
	}
	for _, path := range []string{miaURL(atMIA, "cevapla"), miaURL(atMIA, "geri-al")} {
		f.read(path, mia.get(path))
	}
}
