package handlers

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/tohum"
	"acikkapi/store"
)

// expire ends all sessions, as time does.
func (s *site) expire() { s.exec(`DELETE FROM sessions`) }

// again signs user i in again in b, after its session has ended, and wants to be led to page.
func (s *site) again(b *browser, i int, page string) {
	s.t.Helper()
	k := tohum.Demo()[i]
	if k.Hesap != "" {
		b.post("/e-icisleri/giris", "kullanici_adi", k.Hesap, "parola", tohum.DemoParola).redirects(s.t, page)
		return
	}
	s.signInAs(b, k).redirects(s.t, page)
}

// UI-03, GR-05: what was typed in a form for longer than the session lasted stands in the form again after signing in, in every
// field; sending it then works, and afterwards it is gone.
func TestFormOutlivesTheSession(t *testing.T) {
	s := newSite(t)
	no, other, mia := s.routed(1, dbtest.BirimMEM), dbtest.File(t, s.store, 2), s.answered(3)
	s.do(dbtest.AKS, mia, basvuru.SendToMIA{})
	const pair = `{"baslik_id":1,"alt_baslik_id":3}`
	for name, c := range map[string]struct {
		user  int
		page  string
		typed []string
		shows []string
		then  string // where sending it leads
	}{
		"cevapla":   {userMEM, birimURL(no, 1, "cevapla"), []string{"metin", "Uzun uzun\nyazdım", "sonuc", "olumsuz"}, []string{"Uzun uzun\nyazdım</textarea>", `value="olumsuz" checked`}, birimURL(no, 1, "")},
		"yonlendir": {userAKS, aksURL(other, "yonlendir"), []string{"birim", dbtest.BirimMEM.No, "ara", "sağlık", "islem", "yonlendir"}, []string{dbtest.BirimMEM.Ad, `name="birim" value="` + dbtest.BirimMEM.No, `value="sağlık"`}, ""},
		"guncelle":  {userAKS, aksURL(other, "guncelle"), []string{"hizmet", pair, "gordu", "[]", "aciklama", "neden böyle"}, []string{strings.ReplaceAll(pair, `"`, "&#34;"), "neden böyle"}, ""},
		"kapat":     {userAKS, aksURL(other, "kapat"), []string{"metin", "Kapanış cevabım", "sonuc", "kismen"}, []string{"Kapanış cevabım</textarea>", `value="kismen" checked`}, aksURL(other, "")},
		"toplu":     {userAKS, "/aks/basvuru/toplu/kapat", []string{keySec, dbtestNo(other), "metin", "Hepsine aynı cevap", "sonuc", "olumlu"}, []string{"Hepsine aynı cevap</textarea>", `value="olumlu" checked`, `value="` + dbtestNo(other) + `"`}, ""},
		"mia":       {userMIA, miaURL(mia, "cevapla"), []string{"metin", "MİA'nın cevabı", "sonuc", "olumlu"}, []string{"MİA&#39;nın cevabı", `value="olumlu" checked`}, miaURL(mia, "")},
	} {
		t.Run(name, func(t *testing.T) {
			s.t = t
			s.exec(`DELETE FROM taslak`)
			b := s.signIn(c.user)
			b.t = t
			if fresh := b.get(c.page); fresh.to != aksListePath { // an act on several opens for none of them
				fresh.lacks(t, c.shows...)
			}
			s.expire()
			lost := b.post(c.page, c.typed...)
			if lost.status != http.StatusSeeOther || lost.to != "/giris" && lost.to != "/e-icisleri" {
				t.Fatalf("%d %s %s", lost.status, lost.to, lost.body)
			}
			b.get(lost.to).shows(t, http.StatusOK, "Oturumunuz sona erdi", "yazdıklarınız bir saat saklanır")
			s.again(b, c.user, c.page)
			for range 2 { // reloading loses nothing either
				b.get(c.page).shows(t, http.StatusOK, append(c.shows, "Yazdıklarınız geri getirildi")...)
			}
			if c.then == "" {
				return
			}
			b.post(c.page, c.typed...).redirects(t, c.then)
			if n := s.scan(`SELECT count(*)::text FROM taslak`); n != 0 {
				t.Errorf("%d drafts are left", n)
			}
		})
	}
}

// UI-03: nothing is kept of a file, and nothing at all is stored by somebody who is not signed in.
func TestFileOfAnEndedSession(t *testing.T) {
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM)
	b := s.signIn(userMEM)
	page := birimURL(no, 1, "cevapla")
	s.expire()
	b.upload(page, "rapor.pdf", pdf, "metin", "Uzun uzun yazdım", "sonuc", "olumlu").redirects(t, "/giris")
	if n := s.scan(`SELECT count(*)::text FROM dosya`) + s.scan(`SELECT count(*)::text FROM cevap`); n != 0 {
		t.Errorf("%d rows were stored", n)
	}
	s.again(b, userMEM, page)
	b.get(page).shows(t, http.StatusOK, "Uzun uzun yazdım", "yeniden eklemeniz gerekebilir")
	b.post("/cikis").redirects(t, "/giris")
	s.signInAs(b, tohum.Demo()[userMEM]).redirects(t, "/birim") // whoever leaves by themselves is led nowhere
}

// SC-01: what one user has typed is never shown to another at the same browser, and an hour later to nobody.
func TestLostFormIsItsUsersAlone(t *testing.T) {
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM, dbtest.BirimSaglik)
	b := s.signIn(userAKS)
	page := aksURL(no, "guncelle")
	s.expire()
	b.post(page, "aciklama", "Yalnız bana ait").redirects(t, "/giris")
	s.exec(`UPDATE kullanici SET tip = 'sorumlu', il_kodu = 6 WHERE tckn_iz = $1`, s.iz(tohum.Demo()[userMEM].TCKN))
	s.signInAs(b, tohum.Demo()[userMEM]).redirects(t, "/aks")
	b.get(page).lacks(t, "Yalnız bana ait", "geri getirildi")

	b = s.signIn(userAKS)
	s.expire()
	b.post(page, "aciklama", "Yalnız bana ait").redirects(t, "/giris")
	s.svc.now = func() time.Time { return time.Now().Add(keptTime + time.Minute) }
	s.again(b, userAKS, "/aks")
	b.get(page).lacks(t, "Yalnız bana ait")
}

// UI-03: where nobody knows whose it is, or too much was kept already, the page gives the text back to be copied.
func TestLostTextOfSomebodyUnknown(t *testing.T) {
	s := siteWith(t, store.Limits{TCKN: 1000, Telefon: 1000, IP: 4})
	no := s.routed(1, dbtest.BirimMEM)
	s.browser().post(miaURL(no, "geri-al"), "aciklama", "Metin").shows(t, http.StatusUnauthorized, "Oturumunuz sona erdi", "Metin</textarea>", `href="/e-icisleri"`)
	s.browser().post(miaURL(no, "geri-al"), "aciklama", "").redirects(t, "/e-icisleri")
	b := s.signIn(userAKS)
	s.expire()
	for range 8 {
		b.post(aksURL(no, "mia"), "aciklama", "Metin").redirects(t, "/giris")
	}
	b.post(aksURL(no, "mia"), "aciklama", "Metin").shows(t, http.StatusUnauthorized, "Metin</textarea>")
	if n := s.scan(`SELECT count(*)::text FROM taslak`); n != 1 {
		t.Errorf("%d drafts", n)
	}
	b.post(aksURL(no, "mia"), "aciklama", strings.Repeat("ş", maxKept/4)).shows(t, http.StatusUnauthorized)
}

// UI-03: the page that somebody wanted opens after signing in; only pages of this site that their role may open.
func TestWantedPageOpens(t *testing.T) {
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM)
	b := s.browser()
	b.get(aksURL(no, "")+"?sayfa=2").redirects(t, "/giris")
	b.get("/canli/aks/sayim") // a part of a page is no page
	s.again(b, userAKS, aksURL(no, "")+"?sayfa=2")
	b.post("/cikis").redirects(t, "/giris")
	s.again(b, userAKS, "/aks")

	for _, c := range []struct{ wanted, to string }{
		{"/mia", "/birim"},
		{"/canli/birim", "/birim"},
		{"//evil.example/birim", "/birim"},
		{"https://evil.example/birim", "/birim"},
		{`/\evil.example`, "/birim"},
		{"/cikis", "/birim"},
		{"/birim/basvuru?durum=cevapli", "/birim/basvuru?durum=cevapli"},
	} {
		b := s.browser()
		at, err := url.Parse(s.url)
		if err != nil {
			t.Fatal(err)
		}
		b.client.Jar.SetCookies(at, []*http.Cookie{{Name: cookieDonus, Value: encoded(c.wanted)}})
		s.again(b, userMEM, c.to)
	}
}

func encoded(address string) string { return base64.RawURLEncoding.EncodeToString([]byte(address)) }

// UI-03, GR-06: what was typed about a user, into a list, a holiday or a text outlives the session; the passwords do not.
func TestRecordFormsOutliveTheSession(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	user := s.scanText(`SELECT id::text FROM kullanici WHERE tckn_iz = $1`, s.iz(tohum.Demo()[userMEM].TCKN))
	account := s.scanText(`SELECT id::text FROM kullanici WHERE tckn_iz = $1 AND tip = 'mia'`, s.iz(tohum.Demo()[userMIA].TCKN))
	day := time.Now().AddDate(2, 0, 0)
	s.exec(`INSERT INTO tatil VALUES ($1, 'Eski ad')`, day)
	const words = "YENİ YAZILAN"
	for _, c := range []struct {
		user  int
		page  string
		typed []string
		shows []string
	}{
		{userVali, "/yetki/kullanici/yeni", []string{"tip", "yetkili", "ad", words, "tckn", "1234"}, []string{`value="yetkili" selected`, `value="1234"`}},
		{userVali, "/yetki/kullanici/" + user, []string{"ad", words, "cep", "555"}, []string{`value="555"`}},
		{userVali, yolSektor + "/1", []string{"ad", words, "sira", "77"}, []string{`value="77"`}},
		{userYonetici, yolSektor + "/yeni", []string{"ad", words}, nil},
		{userYonetici, yolHesapYeni, []string{"ad", words, "parola", "Çok gizli bir cümle", "parola_tekrar", "Çok gizli bir cümle", "modul", "kart"}, []string{`value="kart" checked`}},
		{userYonetici, yolHesap + "/" + account, []string{"ad", words, "kullanici_adi", "yeni.ad"}, []string{`value="yeni.ad"`}},
		{userYonetici, "/yetki/referans/baslik/yeni", []string{"ad", words, "sure_gun", "9"}, []string{`value="9"`}},
		{userYonetici, "/yetki/referans/baslik/1", []string{"ad", words}, []string{"Hizmet Başlığı Güncelle"}},
		{userYonetici, "/yetki/referans/baslik/1/alt", []string{"ad", words}, []string{`action="/yetki/referans/baslik/1/alt"`}},
		{userYonetici, "/yetki/referans/alt/1", []string{"ad", words}, nil},
		{userYonetici, "/yetki/referans/egitim/1", []string{"ad", words}, nil},
		{userYonetici, yolTatil + "/yeni", []string{"ad", words, "gun", "1.1.2099"}, []string{`value="1.1.2099"`}},
		{userYonetici, tatilURL(day, ""), []string{"ad", words, "yarim", evet}, []string{"checked"}},
		{userYonetici, yolMetin + "/kod", []string{"metin", words + " {kod}"}, nil},
	} {
		b := s.signIn(c.user)
		s.expire()
		b.post(c.page, c.typed...).redirects(t, "/e-icisleri")
		s.again(b, c.user, c.page)
		a := b.get(c.page)
		a.shows(t, http.StatusOK, append(c.shows, words, "Yazdıklarınız geri getirildi")...)
		a.lacks(t, "Çok gizli")
	}
}

// GR-04, GR-05: a module that was taken away meanwhile opens no page by the way of signing in: neither the one asked for nor the one
// that something was typed on.
func TestWantedPageNeedsItsModule(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	b.get("/mia").redirects(t, "/e-icisleri")
	s.again(b, userMIA, "/mia")
	s.exec(`DELETE FROM kullanici_modul WHERE modul = 'acikkapi'`)
	b = s.browser()
	b.get("/mia").redirects(t, "/e-icisleri")
	s.again(b, userMIA, "/e-icisleri/anasayfa")

	vali := s.signIn(userYonetici)
	s.expire()
	vali.post(yolSektor+"/yeni", "ad", "YENİ").redirects(t, "/e-icisleri")
	s.exec(`DELETE FROM kullanici_modul WHERE modul = 'tanim'`)
	s.again(vali, userYonetici, "/e-icisleri/anasayfa")
}
