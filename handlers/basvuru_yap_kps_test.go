package handlers

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/sim"
	"acikkapi/store"
)

// AK-01: whatever is the matter with KPS, “Ara” says so at its field and the form stays; “Kaydet” takes the application with the
// number alone, has KPS asked later by message, and marks it until the name arrives.
func TestDeskFilesWhileKPSIsAway(t *testing.T) {
	s, k := newSite(t), sim.DemoKisiler().Ayse
	b := s.signIn(userAKS)
	for i, fault := range []sim.Ariza{
		{Tur: sim.Kapali}, {Tur: sim.HTML}, {Tur: sim.Yanlis}, {Tur: sim.Yavas, Ms: 20_000}, {Tur: sim.ZamanAsimi, Ms: 20_000},
	} {
		t.Run(fault.Tur, func(t *testing.T) {
			b := *b
			b.t, fault.Servis = t, sim.ServisKPS
			s.sim.SetAriza(fault)
			t.Cleanup(s.sim.ClearAriza)
			p := b.adina()
			p.press("Ara", merged(elle(k), map[string]string{"konu": "Arıza " + fault.Tur}))
			p.wantErrors(http.StatusServiceUnavailable, map[string]string{"tckn": "Kimlik Paylaşım Sistemine şu anda ulaşılamıyor."})
			if p.header.Get("Retry-After") == "" || p.value("konu") != "Arıza "+fault.Tur || p.value("acik_adres") != "Örnek Sokak 1/1" {
				t.Errorf("the form did not stay: %s", p.text())
			}
			p.press("Kaydet", map[string]string{"ayni": "1"})
			p.wantErrors(http.StatusUnprocessableEntity, map[string]string{"ayni": "İkametgâh adresi KPS'den şu anda alınamıyor."})
			p.press("Kaydet", map[string]string{"ayni": ""})
			no := p.no()
			p.shows(t, http.StatusOK, "Kimlik bilgileri KPS&#39;den bekleniyor. Alındığında başvuruya kendiliğinden eklenir.")
			if n := s.scan(`SELECT count(*)::text FROM giden WHERE konu_no = $1 AND tip = 'kimlik.sor' AND exchange = 'kimlik'`, no); n != 1 {
				t.Errorf("%d questions to KPS are on their way", n)
			}
			s.marked(t, &b, no)
			if n := s.filed(); n != i+1 {
				t.Errorf("%d applications", n)
			}
		})
	}
}

// marked wants the pending application no to read well wherever it is shown.
func (s *site) marked(t *testing.T, b *browser, no int64) {
	t.Helper()
	const mark = "Kimlik bilgileri KPS&#39;den bekleniyor"
	b.get("/aks/basvuru").shows(t, http.StatusOK, dbtestNo(no), mark)
	b.get(aksURL(no, "")).shows(t, http.StatusOK, mark)
	letter := b.get(aksURL(no, "kapat"))
	letter.shows(t, http.StatusOK, "Sayın vatandaşımız;")
	letter.lacks(t, "Sayın ;", "Sayın  ")
	if got := s.scanText(`SELECT ad || soyad FROM basvuru WHERE no = $1`, no); got != "" {
		t.Errorf("a name came from nowhere: %q", got)
	}
}

// AK-01: while the name is awaited the detail is told live, and the mark goes once it has arrived.
func TestNameArrivesOnTheOpenPage(t *testing.T) {
	s, k := newSite(t), sim.DemoKisiler().Ayse
	s.sim.SetAriza(sim.Ariza{Servis: sim.ServisKPS, Tur: sim.Kapali})
	b := s.signIn(userAKS)
	p := b.adina()
	p.press("Kaydet", elle(k))
	no := p.no()
	s.listening()
	page := b.get(aksURL(no, ""))
	stream := b.events(between(t, page.body, `sse-connect="`, `"`))
	s.do(kural.Pipeline("kimlik"), no, basvuru.CompleteIdentity{Kisi: k.Kisi.Basvuran()})
	waitFor(t, stream, "the name has arrived")
	b.get("/canli"+aksURL(no, "")+"/parca").shows(t, http.StatusOK, "KPS&#39;den Alındı", `id="ozet" hx-swap-oob="true"`, "AYŞE DEMİR")
	a := b.get(aksURL(no, ""))
	a.shows(t, http.StatusOK, "AYŞE DEMİR", "ÇANKAYA")
	a.lacks(t, "bekleniyor")
	b.get("/aks/basvuru").shows(t, http.StatusOK, "AYŞE DEMİR")
}

// AK-01: another number than the one that was searched is another person: never is one's name filed under the other's number, nor
// the one's residence as the other's.
func TestNumberChangedAfterSearching(t *testing.T) {
	s, people := newSite(t), sim.DemoKisiler()
	b := s.signIn(userAKS)
	p := b.adina()
	p.press("Ara", dolu(people.Ayse))
	if p.value("acik_adres") != people.Ayse.Adres.AcikAdres {
		t.Fatalf("the residence is %q", p.value("acik_adres"))
	}
	mehmet := map[string]string{"tckn": string(people.Mehmet.TCKN)}
	p.press("Kaydet", mehmet)
	p.wantErrors(http.StatusUnprocessableEntity, map[string]string{"tckn": "aramadan sonra değişti: MEHMET YILMAZ"})
	if p.value("acik_adres") != people.Mehmet.Adres.AcikAdres || strings.Contains(p.text(), "AYŞE") || s.filed() != 0 {
		t.Errorf("%d filed; address %q on %s", s.filed(), p.value("acik_adres"), p.text())
	}
	p.press("Kaydet", nil)
	s.wantKisi(t, p.no(), people.Mehmet)

	p = b.adina() // without seeing whose it is: nothing is left of the one before
	p.press("Ara", dolu(people.Ayse))
	p.press("Yeni Dosya", mehmet)
	if strings.Contains(p.text(), "AYŞE") || p.value("acik_adres") != "" {
		t.Errorf("the person before is still there: %s", p.text())
	}
	p.press("Kaydet", map[string]string{"konu": "İkinci"})
	s.wantKisi(t, p.no(), people.Mehmet)

	p = b.adina() // and with KPS gone meanwhile
	p.press("Ara", merged(elle(people.Ayse), map[string]string{"konu": "Üçüncü"}))
	s.sim.SetAriza(sim.Ariza{Servis: sim.ServisKPS, Tur: sim.Kapali})
	p.press("Kaydet", mehmet)
	p.wantErrors(http.StatusUnprocessableEntity, map[string]string{"tckn": "KPS'ye şu anda ulaşılamadığından"})
	p.press("Kaydet", nil)
	if got := s.scanText(`SELECT ad || kimlik FROM basvuru WHERE no = $1`, p.no()); got != "bekliyor" {
		t.Errorf("stored %q", got)
	}
}

func (s *site) wantKisi(t *testing.T, no int64, k sim.Kisi) {
	t.Helper()
	d, err := s.store.Detay(t.Context(), dbtest.AKS, no)
	if err != nil || d.TCKN != k.TCKN || d.Ad != k.Ad || d.Ikamet.AcikAdres != k.Adres.AcikAdres || d.AcikAdres != k.Adres.AcikAdres {
		t.Errorf("filed %+v, %v; want %s", d, err, k.Ad)
	}
}

// AK-01, UI-03: two citizens in two tabs stay apart; the same form in two tabs files whom the pressed one names.
func TestDeskTwoTabs(t *testing.T) {
	s, people := newSite(t), sim.DemoKisiler()
	b := s.signIn(userAKS)
	one, two := b.adina(), b.adina()
	one.press("Ara", dolu(people.Ayse))
	two.press("Ara", dolu(people.Mehmet))
	one.press("Kaydet", nil)
	two.press("Kaydet", nil)
	s.wantKisi(t, one.no(), people.Ayse)
	s.wantKisi(t, two.no(), people.Mehmet)

	one = b.adina()
	one.press("Ara", merged(dolu(people.Ayse), map[string]string{"konu": "Aynı form"}))
	two = &sayfa{browser: b}
	two.open(one.path)
	two.press("Ara", dolu(people.Mehmet))
	one.press("Kaydet", nil) // shows AYŞE, and the draft has MEHMET by now
	one.wantErrors(http.StatusUnprocessableEntity, map[string]string{"tckn": "aramadan sonra değişti: AYŞE DEMİR"})
	one.press("Kaydet", nil)
	s.wantKisi(t, one.no(), people.Ayse)
	two.press("Kaydet", nil) // the form has been filed: said, and not filed again
	two.shows(t, http.StatusOK, "daha önce kaydedildi", dbtestNo(one.no()))
	if s.filed() != 3 {
		t.Errorf("%d applications", s.filed())
	}
}

// VB-13: “Kaydet” pressed many times at once makes one application.
func TestDeskPressesTwice(t *testing.T) {
	s := newSite(t)
	p := s.signIn(userAKS).adina()
	var wg sync.WaitGroup
	for range 6 {
		req := p.request("Kaydet", dolu(sim.DemoKisiler().Ayse))
		wg.Go(func() {
			res, err := p.client.Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			defer res.Body.Close()
			if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != p.path {
				t.Errorf("HTTP %d %s", res.StatusCode, res.Header.Get("Location"))
			}
		})
	}
	wg.Wait()
	p.open(p.path)
	if p.no() == 0 || s.filed() != 1 {
		t.Errorf("%d applications", s.filed())
	}
}

// UI-03, GR-05: what is typed outlives the session, in the form; what was begun is offered as “Yarım kalan başvurunuz” and can be
// dropped, its files with it.
func TestDeskFormOutlivesTheSession(t *testing.T) {
	s, k := newSite(t), sim.DemoKisiler().Ayse
	b := s.signIn(userAKS)
	p := b.adina()
	p.press("Yeni Dosya", map[string]string{"tckn": string(k.TCKN), "konu": "Yarım kaldı."}, pdfFile("dilekçe.pdf"))
	s.expire()
	p.press("Kaydet", merged(dolu(k), map[string]string{"konu": "Oturum bitti."}))
	p.shows(t, http.StatusOK, "Oturumunuz sona erdi")
	at := p.path
	s.again(b, userAKS, at2(t, s))
	p.open(at2(t, s))
	p.shows(t, http.StatusOK, "Yazdıklarınız geri getirildi", "Oturum bitti.", "dilekçe.pdf")
	if at != "/giris" || s.filed() != 0 {
		t.Errorf("%s, %d filed", at, s.filed())
	}
	b.get(yolYap).shows(t, http.StatusOK, "Yarım kalan başvurunuz", "Yarım kaldı.", "880******52", "Devam Et")
	list := &sayfa{browser: b}
	list.open(yolYap)
	list.press("Sil", nil)
	if n := s.scan(`SELECT ((SELECT count(*) FROM taslak WHERE kullanici_id IS NOT NULL) + (SELECT count(*) FROM dosya))::text`); n != 0 {
		t.Errorf("%d rows are left", n)
	}
	list.shows(t, http.StatusOK, "iptal edildi", "Başvuru Girişi") // none is left: a new one opens
	list.press("İptal", nil)
	if list.path != "/aks" {
		t.Errorf("“İptal” leads to %s", list.path)
	}
}

// at2 is the address of the one draft that a user has.
func at2(t *testing.T, s *site) string {
	t.Helper()
	return yolYap + "/" + s.scanText(`SELECT id::text FROM taslak WHERE kullanici_id IS NOT NULL`)
}

// AK-01, SC-09: questions to KPS are bounded for each user, whatever they ask by; an outage does not count.
func TestQuestionsToKPSAreBounded(t *testing.T) {
	s, people := siteWith(t, store.Limits{TCKN: 1000, Telefon: 1000, IP: 3}), sim.DemoKisiler() // twice as many tries
	b, other := s.signIn(userAKS), s.signIn(userAKSIlce)
	p := b.adina()
	s.sim.SetAriza(sim.Ariza{Servis: sim.ServisKPS, Tur: sim.Kapali})
	for range 8 {
		p.press("Ara", elle(people.Ayse))
		if p.status != http.StatusServiceUnavailable {
			t.Fatalf("HTTP %d %s", p.status, p.text())
		}
	}
	s.sim.ClearAriza()
	for range 6 {
		p.press("Ara", elle(people.Ayse))
		p.shows(t, http.StatusOK, "DEMİR")
	}
	p.press("Ara", elle(people.Mehmet))
	p.shows(t, http.StatusUnprocessableEntity, "15 dakika sonra", "Örnek Sokak 1/1")
	p.press("Kaydet", nil)
	p.shows(t, http.StatusUnprocessableEntity, "15 dakika sonra")
	q := other.adina()
	q.press("Ara", elle(people.Mehmet))
	q.shows(t, http.StatusOK, "YILMAZ")
}

// PL-06, AK-01: with PostgreSQL away no number is given and everything typed stands on the page; “Yeniden dene” files once.
func TestDeskFilesAfterAnOutage(t *testing.T) {
	s, proxy := cutSite(t, 0)
	p := s.signIn(userAKS).adina()
	p.press("Ara", dolu(sim.DemoKisiler().Ayse))
	proxy.Stop()
	a := p.send(p.request("Kaydet", nil))
	a.shows(t, http.StatusServiceUnavailable, "Okulun genel temizliği yapılsın.", "kaydedilmedi")
	if takipNo.MatchString(a.body) {
		t.Error("a number was given out")
	}
	p.browser.again(a).shows(t, http.StatusServiceUnavailable, "Yeniden dene") // not yet
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	p.browser.untilBack(a).redirects(t, p.path)
	p.open(p.path)
	s.wantKisi(t, p.no(), sim.DemoKisiler().Ayse)
	if s.filed() != 1 {
		t.Errorf("%d applications", s.filed())
	}
}
