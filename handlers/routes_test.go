package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/mux"

	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// SC-01: a route that names no role is not registered.
func TestEveryRouteDemandsARole(t *testing.T) {
	s := &Service{}
	seen := map[string]bool{}
	for _, rt := range s.routes() {
		if len(rt.who()) == 0 {
			t.Errorf("%s %s: no role", rt.method, rt.path)
		}
		if slices.Contains(rt.who(), yetki.Herkes) && len(rt.who()) > 1 {
			t.Errorf("%s %s: everybody and %v", rt.method, rt.path, rt.who())
		}
		if key := rt.method + rt.path; seen[key] {
			t.Errorf("%s %s: twice", rt.method, rt.path)
		} else {
			seen[key] = true
		}
	}
}

// eIcisleri are the roles that sign in at e-İçişleri.
var eIcisleri = []kural.Rol{kural.MIA, kural.Vali, kural.Personel, kural.KimlikBurosu, kural.Isletmen, kural.ProjeYonetici}

// sahipler tell by the beginning of an address whose pages stand there; the longest that fits counts.
var sahipler = map[string][]kural.Rol{
	"/aks":                 {kural.AKS},
	"/birim":               {kural.Yetkili},
	"/mia":                 {kural.MIA},
	"/dosya":               {kural.AKS, kural.Yetkili, kural.MIA},
	"/excel":               {kural.AKS, kural.Yetkili},
	"/yetki":               {kural.Vali},
	"/yetki/sektor":        {kural.Vali, kural.ProjeYonetici},
	"/yetki/hesap":         {kural.ProjeYonetici},
	"/yetki/tanim":         {kural.ProjeYonetici},
	"/yetki/referans":      {kural.ProjeYonetici},
	"/yetki/imha":          {kural.ProjeYonetici},
	"/kart":                eIcisleri,
	"/kimlik":              {kural.KimlikBurosu},
	"/isletim":             {kural.Isletmen},
	"/istatistik":          {kural.AKS, kural.MIA, kural.Vali, kural.ProjeYonetici, kural.Isletmen},
	"/giris":               {yetki.Herkes},
	"/giris/rol":           {kural.AKS, kural.Yetkili},
	"/e-icisleri":          {yetki.Herkes},
	"/e-icisleri/anasayfa": eIcisleri,
	"/e-icisleri/acilis":   eIcisleri,
	"/e-icisleri/sifre":    eIcisleri,
	"/cikis":               append([]kural.Rol{kural.AKS, kural.Yetkili}, eIcisleri...),
}

// SC-01: the walk holds answers against the policy; this holds register and policy against what the addresses say, so that a page put into
// the wrong hands is no rule just because the register says so.
func TestAddressesSayWhosePagesTheyAre(t *testing.T) {
	t.Parallel()
	for _, rt := range (&Service{}).routes() {
		path, prefix := strings.TrimPrefix(rt.path, "/canli"), ""
		for p := range sahipler {
			if (path == p || strings.HasPrefix(path, p+"/")) && len(p) > len(prefix) {
				prefix = p
			}
		}
		if have, want := slices.Sorted(slices.Values(rt.who())), slices.Sorted(slices.Values(sahipler[prefix])); !slices.Equal(have, want) {
			t.Errorf("%s %s is for %v, its address says %v: a new beginning of addresses is named in sahipler", rt.method, rt.path, have, want)
		}
	}
}

// SC-01: what the router answers is what the register holds, nothing beside it.
func TestRouterHoldsTheRegisterOnly(t *testing.T) {
	s := newSite(t)
	r := mux.NewRouter()
	s.svc.Register(r)
	var have []string
	err := r.Walk(func(rt *mux.Route, _ *mux.Router, _ []*mux.Route) error {
		path, err := rt.GetPathTemplate()
		if err != nil {
			return err
		}
		methods, err := rt.GetMethods()
		have = append(have, strings.Join(methods, ",")+" "+path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, rt := range s.svc.routes() {
		want = append(want, rt.method+" "+rt.path)
	}
	if !slices.Equal(have, want) {
		t.Errorf("router %v\nregister %v", have, want)
	}
}

// UI-06: every page that somebody's menu leads to has a help text.
func TestPagesOfTheMenusHaveHelp(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	starts := map[int]string{
		userAKS: "/aks", userMEM: "/birim", userMIA: "/mia", userVali: "/yetki", userYonetici: "/yetki/hesap", userPersonel: yolStandart, userKimlik: kimlikPath, userIsletmen: isletimPath,
	}
	for user := range starts {
		b := s.signIn(user)
		start := b.get(starts[user])
		_, menu, _ := strings.Cut(start.body, `id="navigation"`)
		menu, _, _ = strings.Cut(menu, "</ul>")
		links := strings.Split(menu, `<a class="govuk-service-navigation__link" href="`)[1:]
		if len(links) == 0 {
			t.Fatalf("user %d has no menu:\n%s", user, start.body)
		}
		for _, link := range links {
			path, _, _ := strings.Cut(link, `"`)
			a := b.get(path)
			if a.status == http.StatusSeeOther { // “Başvuru Yap” opens a form of its own
				a = b.get(a.to)
			}
			_, help, ok := strings.Cut(a.body, "Bu sayfa için yardım")
			if _, text, _ := strings.Cut(help, "<p>"); a.status != http.StatusOK || !ok || strings.HasPrefix(strings.TrimSpace(text), "</p>") {
				t.Errorf("user %d, %s: %d, help %v", user, path, a.status, ok)
			}
		}
	}
}
