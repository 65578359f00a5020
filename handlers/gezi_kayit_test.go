package handlers

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/metin"
	"acikkapi/internal/rapor"
	"acikkapi/internal/tohum"
	"acikkapi/internal/yetki"
	"acikkapi/store"
)

// kayit is a record that an address may name, with what the policy's scopes look at.
type kayit struct {
	kapsam   string // the scope that it stands for, in words
	il, ilce int    // 0: of no place
	birim    string // to whom it was routed
	sahip    int64  // whose own it is: nobody else gets it, however far their scope reaches
	yok      bool   // another page's kind, or nothing at all: nobody gets it here
	kendi    int64  // number of an application
	olay     int    // events that it had when it was made
	// name makes one, or finds it, and returns the address's parameters in order; anew for each try, so that one that is deleted
	// is no surprise to the next
	name func() []string
}

// within tells whether somebody whom the policy lets as far as kapsam gets the record.
func (k *kayit) within(kapsam yetki.Kapsam, a kural.Actor) bool {
	if k.name == nil {
		return true
	}
	if k.yok || k.sahip != 0 && k.sahip != a.ID {
		return false
	}
	switch kapsam {
	case yetki.Kendi:
		return k.sahip != 0 || slices.Contains(a.Kendi, k.kendi)
	case yetki.Birimde:
		return k.sahip != 0 || slices.Contains(a.Birims, k.birim)
	case yetki.Ilcede:
		return k.sahip != 0 || k.il == a.Il && (len(a.Ilces) == 0 || slices.Contains(a.Ilces, k.ilce))
	case yetki.Ilde:
		return k.sahip != 0 || k.il == a.Il
	case yetki.Ulkede:
		return true
	}
	return false
}

// fill puts the record's names into a route's path.
func (k *kayit) fill(path string) string {
	for _, v := range k.name() {
		from, rest, ok := strings.Cut(path, "{")
		if !ok {
			break
		}
		_, to, _ := strings.Cut(rest, "}")
		path = from + v + to
	}
	return path
}

func fixed(v ...string) func() []string { return func() []string { return v } }

func nothing(v string) kayit { return kayit{kapsam: "there is none", yok: true, name: fixed(v)} }

// kinds are the records that addresses name: by the address up to its last parameter, for somebody, at least one in their scope and
// one out of it. Whoever gives the register an address with a record of a new kind adds its function here.
func (g *gezi) kinds() map[string]func(*gezgin) []kayit {
	apps := g.applications()
	app := func(*gezgin) []kayit { return apps }
	users, accounts := g.users(), g.accounts()
	all := map[string]func(*gezgin) []kayit{
		"/aks/basvuru/{no}":                 app,
		"/aks/basvuru/{no}/geri-cek/{sira}": app,
		"/birim/basvuru/{no}/{sira}":        app,
		"/mia/basvuru/{no}":                 app,
		"/dosya/{id}":                       g.files(apps),
		aktarimPath + "/{id}":               g.exports,
		miaAktarimPath + "/{id}":            g.exports,
		yolYap + "/{id}":                    g.drafts,
		"/aks/basvuru/toplu/{id}":           g.bulkActs,
		"/yetki/kullanici/{id}":             func(*gezgin) []kayit { return users },
		yolHesap + "/{id}":                  func(*gezgin) []kayit { return accounts },
		yolSektor + "/{id}": g.lines(func(ad string) (int, error) {
			return g.store.AddSektor(g.t.Context(), keeper, store.Sektor{Ad: ad, Sira: 5})
		}),
		yolTatil + "/{id}": g.lines(g.holiday),
		yolMetin + "/{id}": g.letters,
		birimSistemPath + "/{no}": func(*gezgin) []kayit {
			return []kayit{{kapsam: "a birim", name: fixed("90600150")}, nothing("1")}
		},
		parkPath + "/{id}": func(*gezgin) []kayit {
			park := func() []string { id, _ := g.parked("sms", "sms.gonder", "x", "{}", nil); return []string{id.String()} }
			return []kayit{{kapsam: "the whole country", name: park}, nothing(uuid.NewString()), nothing("9")}
		},
	}
	for _, list := range []kalemSayfasi{baslikSayfasi, altSayfasi, egitimSayfasi, kartRetSayfasi, iptalRetSayfasi, iptalNedenSayfasi} {
		all[list.yol+"/{id}"] = g.lines(func(ad string) (int, error) {
			k := store.Kalem{Ad: ad, Sira: 5}
			if list.ust != "" {
				k.Ust = 1
			}
			return g.store.AddKalem(g.t.Context(), keeper, list.liste, k)
		})
	}
	maps.Copy(all, g.kartKinds())
	maps.Copy(all, g.imhaKinds())
	return all
}

// applications are one of each scope: routed to a birim of their own il.
func (g *gezi) applications() []kayit {
	g.t.Helper()
	other := fmt.Sprint(g.scan(`SELECT min(id)::text FROM ilce WHERE il_kodu = 34`))
	list := []kayit{
		{kapsam: "own il and ilçe, own birim", il: 6, ilce: 6007, birim: dbtest.BirimMEM.No},
		{kapsam: "own il, another ilçe", il: 6, ilce: 6017, birim: dbtest.BirimMEM.No},
		{kapsam: "another birim", il: 6, ilce: 6007, birim: dbtest.BirimSaglik.No},
		{kapsam: "another il", il: 34, ilce: atoi(other), birim: "90600125"},
	}
	for i := range list {
		k := &list[i]
		y := dbtest.Yeni(300 + i)
		y.Il, y.Ilce, y.Yerlesim = k.il, k.ilce, g.scan(`SELECT min(id)::text FROM yerlesim WHERE ilce_id = $1`, k.ilce)
		k.kendi = g.file(y)
		g.do(kural.Actor{Rol: kural.AKS, Il: k.il}, k.kendi, basvuru.Route{Birims: []basvuru.Birim{{No: k.birim}}})
		g.deliver(k.kendi, 1)
		k.name = fixed(dbtestNo(k.kendi), "1")
	}
	return append(list, kayit{kapsam: "there is none", yok: true, name: fixed("999999999", "1")})
}

// files are one of each application, with bytes; an upload that is not attached yet is its uploader's alone.
func (g *gezi) files(apps []kayit) func(*gezgin) []kayit {
	g.t.Helper()
	unit := g.who[2]
	loose := ekOf(g.t, unit.upload(birimURL(apps[0].kendi, 1, "cevapla"), "gezgin.pdf", pdf, "islem", "dosya-ekle").body)
	list := []kayit{{kapsam: "somebody's own", sahip: unit.actor.ID, name: fixed(loose)}, nothing(uuid.NewString())}
	for i := range apps {
		if apps[i].yok {
			continue
		}
		id := uuid.NewString()
		g.exec(`INSERT INTO dosya (id, ozet, ad, tur, boyut, yukleyen, zaman, basvuru_no) SELECT $1, ozet, 'gezgin.pdf', tur, boyut, 'x', now(), $2 FROM dosya WHERE id = $3`, id, apps[i].kendi, loose)
		k := apps[i]
		k.name = fixed(id)
		list = append(list, k)
	}
	return func(*gezgin) []kayit { return list }
}

// exports are finished ones: the own, and somebody else's with the same rights.
func (g *gezi) exports(w *gezgin) []kayit {
	list := []kayit{{kapsam: "own", sahip: w.actor.ID, name: func() []string { return []string{g.export(w.actor)} }}}
	other := g.who[slices.IndexFunc(g.who, func(o *gezgin) bool { return o != w && o.actor.ID != 0 && kapsamOf(yetki.BasvuruOku, o.rol) != "" })]
	return append(list, kayit{kapsam: "somebody else's", sahip: other.actor.ID, name: func() []string { return []string{g.export(other.actor)} }}, nothing(uuid.NewString()))
}

func (g *gezi) export(a kural.Actor) string {
	g.t.Helper()
	ctx := g.t.Context()
	if kapsamOf(yetki.BasvuruOku, a.Rol) == "" {
		return uuid.NewString() // refused for the role, whatever is there
	}
	id, err := g.store.StartAktarim(ctx, a, store.AktarimSuzgec{}, "Gezinin listesi", 1)
	if err != nil {
		g.t.Fatal(err)
	}
	w, err := g.store.TakeAktarim(ctx, id)
	if err != nil {
		g.t.Fatal(err)
	}
	defer w.Release()
	n, sum, err := g.svc.dosya.SaveGecici(ctx, w.Dosya, rapor.TurXlsx, strings.NewReader("PK"))
	if err == nil {
		err = w.Finish(ctx, 1, n, sum)
	}
	if err != nil {
		g.t.Fatal(err)
	}
	return id.String()
}

// drafts are forms that were begun: the own, and a colleague's of the same il.
func (g *gezi) drafts(w *gezgin) []kayit {
	colleague := g.who[0]
	if w == colleague {
		colleague = g.who[1]
	}
	draft := func(of *gezgin) func() []string {
		return func() []string {
			g.t.Helper()
			id := uuid.New()
			if of.actor.ID == 0 {
				return []string{id.String()}
			}
			if err := g.store.SaveUserDraft(g.t.Context(), of.actor.ID, id, &adina{Form: values("konu", "GEZGİN")}); err != nil {
				g.t.Fatal(err)
			}
			return []string{id.String()}
		}
	}
	return []kayit{
		{kapsam: "own", sahip: w.actor.ID, name: draft(w)}, {kapsam: "somebody else's", sahip: colleague.actor.ID, name: draft(colleague)}, nothing("yok"),
	}
}

// bulkActs are acts on several applications (PL-11): the own, and a colleague's.
func (g *gezi) bulkActs(w *gezgin) []kayit {
	colleague := g.who[0]
	if w == colleague {
		colleague = g.who[1]
	}
	act := func(of *gezgin) func() []string {
		return func() []string {
			g.t.Helper()
			t := &store.Toplu{ID: uuid.New(), Kullanici: of.actor.ID, Islem: basvuru.Yonlendir, Birims: []basvuru.Birim{dbtest.BirimMEM}, Satirs: []store.TopluSatir{{No: 999999999}}}
			if err := g.store.NewToplu(g.t.Context(), t); err != nil {
				g.t.Fatal(err)
			}
			return []string{t.ID.String()}
		}
	}
	return []kayit{
		{kapsam: "own", sahip: w.actor.ID, name: act(w)}, {kapsam: "somebody else's", sahip: colleague.actor.ID, name: act(colleague)}, nothing(uuid.NewString()),
	}
}

// users are those whom a Vali defines (YE-01): of the own il, of another; a user of e-İçişleri is none.
func (g *gezi) users() []kayit {
	define := func(il int, tip string) func() []string {
		return func() []string {
			g.t.Helper()
			id, err := g.store.DefineKullanici(g.t.Context(), kural.Actor{Rol: kural.Vali, Ad: "VALİ", Il: il}, yetki.Tanim{
				Tip: tip, TCKN: g.number(), Il: il, Cep: "+905321112233", Ad: "GEZGİN", Soyad: "BİR",
			})
			if err != nil {
				g.t.Fatal(err)
			}
			return []string{fmt.Sprint(id)}
		}
	}
	return []kayit{
		{kapsam: "own il", il: 6, name: define(6, yetki.Sorumlu)},
		{kapsam: "own il", il: 6, name: define(6, yetki.Yetkili)},
		{kapsam: "another il", il: 34, name: define(34, yetki.Sorumlu)},
		{kapsam: "another page's kind", yok: true, name: fixed(g.userID(userMIA))},
		{kapsam: "another page's kind", yok: true, name: fixed(g.userID(userVali))},
		nothing("999999999"), nothing("99999999999999999999"),
	}
}

// accounts are those whom the Proje Yöneticisi defines (GR-06); an AKS or a Yetkili is none.
func (g *gezi) accounts() []kayit {
	define := func() []string {
		g.t.Helper()
		no := g.number()
		id, err := g.store.DefineHesap(g.t.Context(), kural.Actor{Rol: kural.ProjeYonetici, Ad: "komut satırı"}, yetki.Hesap{
			Tip: "mia", TCKN: no, Ad: "GEZGİN", Soyad: "İKİ", Il: 34, KullaniciAdi: "gezgin." + string(no),
		}, "x")
		if err != nil {
			g.t.Fatal(err)
		}
		return []string{fmt.Sprint(id)}
	}
	return []kayit{
		{kapsam: "the whole country", name: define},
		{kapsam: "another page's kind", yok: true, name: fixed(g.userID(userAKS))},
		{kapsam: "another page's kind", yok: true, name: fixed(g.userID(userMEM))},
		nothing("999999999"),
	}
}

// number is a T.C. Kimlik No that nobody has.
func (g *gezi) number() basvuru.TCKN {
	n := g.scan(`SELECT (max(id) + 5000)::text FROM kullanici`)
	return basvuru.TCKN(newUser(n))
}

func (g *gezi) userID(user int) string {
	k := tohum.Demo()[user]
	return g.scanText(`SELECT id::text FROM kullanici WHERE tckn_iz = $1 AND tip = $2`, g.iz(k.TCKN), k.Tip)
}

// keeper keeps the lists.
var keeper = kural.Actor{Rol: kural.ProjeYonetici, Ad: "Gezinin yöneticisi"}

// lines are those of a list of the whole country; add makes one of that name and returns its id.
func (g *gezi) lines(add func(ad string) (int, error)) func(*gezgin) []kayit {
	name := func() []string {
		g.t.Helper()
		id, err := add("Gezi " + uuid.NewString())
		if err != nil {
			g.t.Fatal(err)
		}
		return []string{fmt.Sprint(id)}
	}
	list := []kayit{{kapsam: "the whole country", name: name}, nothing("99999999")}
	return func(*gezgin) []kayit { return list }
}

// holiday adds one on the next free Monday far off; its day is its id.
func (g *gezi) holiday(ad string) (int, error) {
	day := time.Now().AddDate(5, 0, 0)
	for day = day.AddDate(0, 0, g.holidays*7); day.Weekday() != time.Monday; {
		day = day.AddDate(0, 0, 1)
	}
	g.holidays++
	err := g.store.AddTatil(g.t.Context(), keeper, store.Tatil{Gun: day, Ad: ad})
	return atoi(day.Format(gunNo)), err
}

// letters are the texts that citizens get.
func (g *gezi) letters(*gezgin) []kayit {
	return []kayit{{kapsam: "the whole country", name: fixed(metin.SablonKod)}, nothing("yok")}
}
