package handlers

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"acikkapi/internal/kural"
	"acikkapi/internal/tohum"
	"acikkapi/internal/yetki"
)

// gezgin is somebody who tries every address of the register.
type gezgin struct {
	*browser
	ad    string // what the test calls them
	rol   kural.Rol
	tip   string
	actor kural.Actor
	modul []yetki.Modul
}

// gezi is the walk: who goes, what they meet, what was counted.
type gezi struct {
	*site
	who       []*gezgin
	records   map[string]func(*gezgin) []kayit
	scopes    map[string]bool
	roles     map[kural.Rol]bool
	requests  int
	commands  int
	surprises int
	holidays  int
	relatives int
	imha      int // number of an approved disposal list
}

// SC-01, AK-03, YT-02, MI-02, YE-01, GR-04, GR-06: every address of the register × every role × records in and out of each scope, with and
// without the module, and every command of the application and of the card: allowed exactly where internal/yetki's table says, 403 or 404 elsewhere. A new
// route is walked by itself; one whose address names a record of a new kind fails until gezi_kayit_test.go knows one in scope and one out.
func TestWalk(t *testing.T) {
	g := newGezi(t)
	s := g.site
	routes := s.svc.routes()
	for i := range routes {
		g.walk(&routes[i])
	}
	s.exec(`DELETE FROM kullanici_modul`) // counts from the next request on (GR-05)
	for i := range routes {
		g.walkWithoutModules(&routes[i])
	}
	g.leave()
	g.command()
	g.cards()
	t.Logf("SC-01: %d routes × %d roles × %d scopes = %d requests, %d commands tried: %d surprises",
		len(routes), len(g.roles), len(g.scopes), g.requests, g.commands, g.surprises)
}

// newGezi is a walk on a site of its own, with everybody signed in and the records that they meet.
func newGezi(t *testing.T) *gezi {
	t.Helper()
	g := &gezi{site: newSite(t), scopes: map[string]bool{}, roles: map[kural.Rol]bool{}}
	for _, user := range []int{userAKS, userAKSIlce, userMEM, userSaglik, userMIA, userVali, userPersonel, userKimlik, userIsletmen, userYonetici} {
		g.who = append(g.who, g.gezgin(user))
	}
	nobody := &gezgin{browser: g.browser(), ad: "nobody", rol: yetki.Herkes}
	g.who = append(g.who, nobody)
	g.records = g.kinds()
	return g
}

func (g *gezi) gezgin(user int) *gezgin {
	g.t.Helper()
	k := tohum.Demo()[user]
	id := g.scan(`SELECT id::text FROM kullanici WHERE tckn_iz = $1 AND tip = $2`, g.iz(k.TCKN), k.Tip)
	u, err := g.store.Kullanici(g.t.Context(), int64(id))
	if err != nil {
		g.t.Fatal(err)
	}
	one := &gezgin{browser: g.signIn(user), ad: u.AdSoyad() + ", " + u.Rol().Label(), rol: u.Rol(), tip: u.Tip, actor: u.Actor()}
	one.modul = (&kimlik{Kullanici: u}).moduls()
	if user == userAKSIlce {
		one.actor.Ilces = []int{6007} // has chosen one (GR-02)
	}
	return one
}

// surprise is what the policy does not say.
func (g *gezi) surprise(format string, a ...any) {
	g.t.Helper()
	g.surprises++
	g.t.Errorf(format, a...)
}

// walk tries one address by everybody.
func (g *gezi) walk(rt *route) {
	g.t.Helper()
	if rt.path == "/cikis" {
		return // ends the sessions of the walk: leave tries it
	}
	for _, w := range g.who {
		g.roles[w.rol] = true
		kapsam := kapsamOf(rt.eylem, w.rol)
		for _, k := range g.met(rt, w) {
			want := expect(rt, w, kapsam, &k, w.modul)
			g.scopes[k.kapsam] = true
			g.try(rt, w, &k, want)
		}
	}
}

// kapsamOf is how far the policy lets rol go with eylem, "" for not at all.
func kapsamOf(eylem kural.Action, rol kural.Rol) yetki.Kapsam {
	for _, row := range yetki.Politika {
		if row.Eylem == eylem && (row.Rol == rol || row.Rol == yetki.Herkes) {
			return row.Kapsam
		}
	}
	return ""
}

// met are the records by which rt's address is tried; one without a name where it names none.
func (g *gezi) met(rt *route, w *gezgin) []kayit {
	g.t.Helper()
	kind := recordKind(rt.path)
	if kind == "" {
		return []kayit{{kapsam: "no record"}}
	}
	of, ok := g.records[kind]
	if !ok {
		g.t.Fatalf("%s %s names a record of a kind that this walk does not know: give gezi_kayit_test.go one in scope and one out of it for %q", rt.method, rt.path, kind)
	}
	list := of(w)
	kapsam := kapsamOf(rt.eylem, w.rol)
	if kapsam == "" {
		return list[:1] // refused for the role: which record makes no difference
	}
	in := slices.ContainsFunc(list, func(k kayit) bool { return k.within(kapsam, w.actor) })
	out := slices.ContainsFunc(list, func(k kayit) bool { return !k.within(kapsam, w.actor) })
	if !in || !out {
		g.t.Fatalf("%s %s as %s: gezi_kayit_test.go knows a record in scope: %v, out of scope: %v", rt.method, rt.path, w.ad, in, out)
	}
	return list
}

// recordKind is an address up to the last parameter that it has, without patterns and the prefix of live parts; "" without one.
func recordKind(path string) string {
	end := strings.LastIndex(path, "}")
	if end < 0 {
		return ""
	}
	return strings.TrimPrefix(strings.NewReplacer(":[0-9]+", "").Replace(path[:end+1]), "/canli")
}

// The answers that the policy knows.
const (
	allowed200 = "allowed"
	signIn     = "to the sign-in page"
	role403    = "403 for the role"
	module403  = "403 for the module"
	record404  = "404 for the record"
)

// expect is what the policy says of one try.
func expect(rt *route, w *gezgin, kapsam yetki.Kapsam, k *kayit, moduls []yetki.Modul) string {
	switch {
	case slices.Contains(rt.who(), yetki.Herkes):
		return allowed200
	case w.rol == yetki.Herkes:
		return signIn
	case kapsam == "":
		return role403
	case yetki.CheckModul(w.tip, rt.path, moduls) != nil:
		return module403
	case k.name != nil && !k.within(kapsam, w.actor):
		return record404
	}
	return allowed200
}

// full is a form that does what it can wherever it is let: what is refused is refused for who sends it, not for an empty field.
var full = values("metin", "Uzun uzun", "aciklama", "Uzun uzun", "neden", "Uzun uzun", "sonuc", "olumlu", "islem", "yonlendir", "birim", "55481037",
	"hizmet", `{"baslik_id":1,"alt_baslik_id":2}`, "ad", "Uzun", "soyad", "Uzun", "cep", "5321112233", "sira", "3", "ilce", "6007").Encode()

// try sends one request and holds the answer against what the policy says.
func (g *gezi) try(rt *route, w *gezgin, k *kayit, want string) {
	g.t.Helper()
	path, form, before := rt.path, "", ""
	if k.name != nil {
		path = k.fill(path)
	}
	if want == record404 || want == role403 || want == module403 { // in scope an empty form is enough: it is refused at its fields
		form = full
	}
	if form != "" && rt.method == post {
		before = g.traces()
	}
	ctx, cancel := context.WithTimeout(g.t.Context(), 20*time.Second)
	a := w.do(ctx, rt.method, path, "application/x-www-form-urlencoded", strings.NewReader(form))
	cancel()
	g.requests++
	if got := a.verdict(rt, w); got != want {
		g.surprise("%s %s (%s) as %s: %s, want %s (%d %s)", rt.method, path, k.kapsam, w.ad, got, want, a.status, a.to)
	}
	if form == "" {
		if rt.method == post && a.status == http.StatusSeeOther && w.actor.ID != 0 {
			w.get(a.to) // takes what the next page was to say of it
		}
		return
	}
	if before != "" {
		if after := g.traces(); after != before {
			g.surprise("%s %s (%s) as %s was refused, and left traces: %s, then %s", rt.method, path, k.kapsam, w.ad, before, after)
		}
	}
	for _, told := range []string{"rica ediyorum", "GEZGİN"} { // a subject, a name of the records that the walk meets
		if strings.Contains(a.body, told) {
			g.surprise("%s %s (%s) as %s was refused, and tells of the record: %q", rt.method, path, k.kapsam, w.ad, told)
		}
	}
}

// traces is how much there is of what changes leave behind.
func (g *gezi) traces() string {
	g.t.Helper()
	return g.scanText(`SELECT concat_ws(' ', (SELECT count(*) FROM olay), (SELECT count(*) FROM degisiklik), (SELECT count(*) FROM erisim), (SELECT count(*) FROM giden),
		(SELECT count(*) FROM kullanici WHERE aktif), (SELECT count(*) FROM aktarim WHERE durum = 'bekliyor'))`)
}

// verdict is an answer in the policy's words.
func (a answer) verdict(rt *route, w *gezgin) string {
	_, toSignIn, _ := strings.Cut(a.to, "/")
	switch {
	case w.rol == yetki.Herkes && (a.status == http.StatusSeeOther && (toSignIn == "giris" || toSignIn == "e-icisleri") && a.to != rt.path || a.status == http.StatusUnauthorized) &&
		!slices.Contains(rt.who(), yetki.Herkes):
		return signIn
	case a.status == http.StatusForbidden && strings.Contains(a.body, "Bu sayfa "+w.rol.Label()+" yetkisiyle açılamaz."):
		return role403
	case a.status == http.StatusForbidden && strings.Contains(a.body, "modülü için yetkiniz bulunmuyor"):
		return module403
	case a.status == http.StatusNotFound:
		return record404
	case strings.HasSuffix(rt.path, "/alma") && a.status == http.StatusOK && strings.Contains(a.body, "Bu yönlendirme geri çekilmiştir"):
		return record404 // a part of a page that stays open: it says the same of what was withdrawn and of what never was
	case rt.path == "/birim/basvuru-yap" && a.status == http.StatusForbidden && strings.Contains(a.body, "Yetkili, Başvuru Kayıt"):
		return allowed200 // to ask; YT-01 refuses it to everybody
	case a.status == http.StatusUnauthorized || a.status == http.StatusForbidden || a.status >= http.StatusInternalServerError:
		return fmt.Sprintf("HTTP %d", a.status)
	case a.status == http.StatusSeeOther && (a.to == "/giris" || a.to == "/e-icisleri") && !slices.Contains(rt.who(), yetki.Herkes):
		return signIn
	}
	return allowed200
}

// walkWithoutModules tries one address by the users of e-İçişleri once their modules are taken away (GR-04).
func (g *gezi) walkWithoutModules(rt *route) {
	g.t.Helper()
	if rt.path == "/cikis" {
		return
	}
	for _, w := range g.who {
		kapsam := kapsamOf(rt.eylem, w.rol)
		if kapsam == "" || yetki.HesapTipOf(w.tip).Tip == "" {
			continue
		}
		for _, k := range g.met(rt, w) {
			if k.name != nil && !k.within(kapsam, w.actor) {
				continue
			}
			g.scopes["without the module"] = true
			g.try(rt, w, &k, expect(rt, w, kapsam, &k, nil))
			break
		}
	}
}

// leave tries “Çıkış” by everybody (GR-05), and that nothing is open afterwards.
func (g *gezi) leave() {
	g.t.Helper()
	for _, w := range g.who {
		a := w.post("/cikis")
		g.requests++
		if a.status != http.StatusSeeOther {
			g.surprise("POST /cikis as %s: %d", w.ad, a.status)
		}
		if a := w.get(home(w.rol)); a.status != http.StatusSeeOther || a.to != "/giris" && a.to != "/e-icisleri" {
			g.surprise("%s after leaving: %d %s", w.ad, a.status, a.to)
		}
	}
}
