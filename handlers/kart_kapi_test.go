package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/sim"
	"acikkapi/internal/tarayici"
	"acikkapi/kart"
	"acikkapi/store"
)

// family keeps a family of one for user i and returns the card's number.
func (s *site) family(i int, y store.YakinKaydi) int64 {
	s.t.Helper()
	actor := store.KartActor(kural.Actor{ID: s.user(i), Ad: "x"})
	if _, err := s.store.SaveAile(s.t.Context(), actor, []store.YakinKaydi{y}); err != nil {
		s.t.Fatal(err)
	}
	list, err := s.store.Aile(s.t.Context(), actor)
	if err != nil || len(list) == 0 {
		s.t.Fatal(list, err)
	}
	return list[0].No
}

// mayAsk gives user i the module.
func (s *site) mayAsk(i int) {
	s.t.Helper()
	s.exec(`INSERT INTO kullanici_modul (kullanici_id, modul) VALUES ($1, 'kart')`, s.user(i))
}

// yakin is a relative born years and days ago.
func yakin(ad string, y kart.Yakinlik, years, days int) store.YakinKaydi {
	now := time.Now().In(store.Istanbul())
	return store.YakinKaydi{TCKN: dbtest.YakinTCKN(900 + len(ad)), Ad: ad, Soyad: "KAYA", Yakinlik: y, Dogum: now.AddDate(-years, 0, -days)}
}

// crafted posts papers and a tick to the card's form without having seen it.
func (s *site) crafted(b *browser, no int64, below string, pairs map[string]string, files ...tarayici.File) answer {
	s.t.Helper()
	body, contentType := multipartOf(s.t, pairs, files)
	return b.do(s.t.Context(), http.MethodPost, kartURL(no, below), contentType, body)
}

// KT-03: neither for a child of 14 nor for somebody who works at the ministry is there a request, whatever is posted; on the fifteenth
// birthday there is. The reason is told.
func TestRequestsThatMustNotBe(t *testing.T) {
	for name, c := range map[string]struct {
		yakin store.YakinKaydi
		want  string // "" = may be asked for
	}{
		"a day before 15":   {yakin("ALİ", kart.Cocuk, 15, -1), "15 yaşını doldurmamış"},
		"the 15th birthday": {yakin("VELİ", kart.Cocuk, 15, 0), ""},
		"of the ministry": {
			store.YakinKaydi{TCKN: dbtest.YakinTCKN(7), Ad: "EMRE", Soyad: "ARSLAN", Yakinlik: kart.Es, Dogum: time.Now().AddDate(-40, 0, 0), BakanlikPersoneli: true},
			"Bakanlık personeline kart talebinde bulunulamaz",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			no := s.family(userPersonel, c.yakin)
			p := &sayfa{browser: s.signIn(userPersonel)}
			p.open(yolKart)
			button := strings.Contains(tarayici.Text(p.satir(c.yakin.Ad)), "Kart Talebinde Bulun")
			if got := p.sutun(c.yakin.Ad, "Süreç"); button != (c.want == "") || !strings.Contains(got, c.want) {
				t.Errorf("the list says %q, button %v", got, button)
			}
			page := p.get(kartURL(no, "/talep"))
			a := s.crafted(p.browser, no, "/talep", map[string]string{"kabul": "1"}, papers(t)...)
			if c.want == "" {
				page.shows(t, http.StatusOK)
				a.redirects(t, yolKart)
				return
			}
			page.shows(t, http.StatusConflict, c.want)
			a.shows(t, http.StatusConflict, c.want)
			if s.talepler(no) != 0 {
				t.Error("a request was made")
			}
		})
	}
}

// SC-01, SC-09: somebody else's relative is no relative: neither page nor form nor paper; without the module nothing opens.
func TestSomebodyElsesRelative(t *testing.T) {
	s := newSite(t)
	p, no := s.requested()
	id := s.scanText(`SELECT id::text FROM dosya WHERE kart_no = $1 AND evrak = 'fotograf'`, no)
	p.get(yolKart+"/dosya/"+id).shows(t, http.StatusOK)
	other := s.signIn(userVali)
	s.exec(`DELETE FROM kullanici_modul WHERE kullanici_id = $1 AND modul = 'kart'`, s.user(userVali))
	other.get(yolKart).shows(t, http.StatusForbidden, "Personel Yakını Kart Talep")
	s.mayAsk(userVali)
	other.get(yolKart).shows(t, http.StatusOK, "Eş ve çocuk bilgisi bulunamamıştır!")
	for _, path := range []string{kartURL(no, ""), kartURL(no, "/talep"), kartURL(no, "/iptal"), yolKart + "/dosya/" + id, "/canli" + kartURL(no, ""), "/canli" + kartURL(no, "/iptal?neden=diger")} {
		other.get(path).shows(t, http.StatusNotFound)
	}
	s.crafted(other, no, "/talep", map[string]string{"kabul": "1"}, papers(t)...).shows(t, http.StatusNotFound)
	s.crafted(other, no, "/iptal", map[string]string{"neden": "diger"}).shows(t, http.StatusNotFound)
	if s.talepler(no) != 1 {
		t.Error("a request was made")
	}
}

// KT-07, KB-03: the list tells each of the six states in the process table's words, the reasons, and how far the printing has come; what
// may be done next stands there as a button.
func TestListFollowsTheProcessTable(t *testing.T) {
	s := newSite(t)
	p, no := s.requested()
	ret := kart.Ret{Sebep: s.scan(`SELECT min(id)::text FROM ret_sebep WHERE tip = 'kart'`), Aciklama: "Yüz görünmüyor."}
	sebep := s.scanText(`SELECT ad FROM ret_sebep WHERE id = $1`, ret.Sebep)
	wants := func(what string, d kart.Durum, columns map[string]string, button string) {
		t.Helper()
		p.open(yolKart)
		for column, want := range columns {
			if got := p.sutun("FATMA", column); !strings.Contains(got, want) {
				t.Errorf("%s: %s says %q, want %q", what, column, got, want)
			}
		}
		if p.sutun("FATMA", "Talep Tipi") != d.TalepTipi() || p.sutun("FATMA", "Talep Durumu") != d.TalepDurumu() || !strings.Contains(p.sutun("FATMA", "Süreç"), d.Surec()) {
			t.Errorf("%s: %s", what, tarayici.Text(p.satir("FATMA")))
		}
		got := p.sutun("FATMA", "İşlemler")
		for _, b := range []string{"Kart Talebinde Bulun", "İptal Talebinde Bulun"} {
			if strings.Contains(got, b) != (b == button) {
				t.Errorf("%s: buttons %q, want %q", what, got, button)
			}
		}
	}
	wants("asked for", kart.TalepBekliyor, map[string]string{"Ret Sebebi": "-"}, "")
	s.decide(no, kart.Reject{Talep: 1, Ret: ret})
	wants("refused", kart.TalepReddedildi, map[string]string{"Ret Sebebi": sebep, "Ret Sebebi Açıklama": "Yüz görünmüyor."}, "Kart Talebinde Bulun")

	p.click("FATMA", "Kart Talebinde Bulun")
	if !strings.Contains(p.text(), "Önceki talebiniz reddedilmiştir") || !strings.Contains(p.text(), "Yüz görünmüyor.") {
		t.Errorf("the form does not say why: %s", p.text())
	}
	p.press("Kaydet", map[string]string{"kabul": "1"}, papers(t)...)
	wants("asked for again", kart.TalepBekliyor, map[string]string{"Ret Sebebi": "-", "Ret Sebebi Açıklama": "-"}, "")
	s.decide(no, kart.Approve{Talep: 2})
	wants("approved", kart.TalepOnayli, map[string]string{"Süreç": "basım sırasındadır"}, "İptal Talebinde Bulun")
	s.decide(no, kart.TakeToPrint{Talep: 2})
	s.decide(no, kart.Printed{Talep: 2})
	wants("printed", kart.TalepOnayli, map[string]string{"Süreç": "Kart basılmıştır"}, "İptal Talebinde Bulun")
	s.decide(no, kart.Sent{Talep: 2})
	wants("sent", kart.TalepOnayli, map[string]string{"Süreç": "Kart tarafınıza gönderilmiştir."}, "İptal Talebinde Bulun")

	p.click("FATMA", "Ayrıntı")
	if p.status != http.StatusOK || !strings.Contains(p.text(), "Kart Gönderildi") || strings.Count(p.body, "vesikalık.jpg") != 2 || !strings.Contains(p.text(), sebep) {
		t.Errorf("the card's own page: HTTP %d %s", p.status, p.text())
	}
	s.cancelledByTheTable(p, no, wants)
}

// cancelledByTheTable goes through the table's three rows of a request to cancel; the card has had two requests.
func (s *site) cancelledByTheTable(p *sayfa, no int64, wants func(what string, d kart.Durum, columns map[string]string, button string)) {
	s.t.Helper()
	ask := func() {
		p.open(kartURL(no, "/iptal"))
		p.press("Kaydet", map[string]string{"neden": "nufus_degisikligi"})
	}
	ret := kart.Ret{Sebep: s.scan(`SELECT min(id)::text FROM ret_sebep WHERE tip = 'iptal'`), Aciklama: "Kart ulaşmadı."}
	reason := map[string]string{"İptal Sebebi": "Nüfus Bilgilerinde Değişiklik", "Ret Sebebi": "-", "Ret Sebebi Açıklama": "-"}
	ask()
	wants("to be cancelled", kart.IptalBekliyor, reason, "")
	s.decide(no, kart.RejectCancel{Talep: 3, Ret: ret})
	wants("not cancelled", kart.IptalReddedildi, map[string]string{
		"İptal Sebebi": reason["İptal Sebebi"], "Ret Sebebi": s.scanText(`SELECT ad FROM ret_sebep WHERE id = $1`, ret.Sebep), "Ret Sebebi Açıklama": ret.Aciklama,
	}, "İptal Talebinde Bulun")
	ask()
	s.decide(no, kart.ReceiveCard{Talep: 4})
	s.decide(no, kart.ApproveCancel{Talep: 4})
	wants("cancelled", kart.IptalOnayli, reason, "Kart Talebinde Bulun")
}

// UI-03: an ended session loses neither the tick nor the papers, and the form that comes back makes one request.
func TestRequestOutlivesTheSession(t *testing.T) {
	s := newSite(t)
	p := s.aile(userPersonel)
	no := p.kartNo("FATMA")
	p.click("FATMA", "Kart Talebinde Bulun")
	for _, f := range papers(t) {
		p.press("Yükle", nil, f)
	}
	s.expire()
	p.follow(p.send(p.request("Kaydet", map[string]string{"kabul": "1"})))
	p.want(http.StatusOK, "/e-icisleri")
	s.again(p.browser, userPersonel, kartURL(no, "/talep"))
	p.open(kartURL(no, "/talep"))
	if !strings.Contains(p.text(), "Yazdıklarınız geri getirildi") || !strings.Contains(p.body, `value="1" checked`) || !strings.Contains(p.text(), "Fotoğrafı Göster") || !strings.Contains(p.text(), "Dekontu Göster") {
		t.Fatalf("after signing in again: %s", p.text())
	}
	p.press("Kaydet", nil)
	p.want(http.StatusOK, yolKart)
	if s.talepler(no) != 1 || !strings.Contains(p.text(), talepAlindi) {
		t.Errorf("%d requests: %s", s.talepler(no), p.text())
	}
}

// KT-07, UI-04: the open list and the card's own page are told when the bureau decides; nobody else's are.
func TestCardPagesAreLive(t *testing.T) {
	s := newSite(t)
	s.listening()
	p, no := s.requested()
	list, page := p.get(yolKart), p.get(kartURL(no, ""))
	streams := []<-chan string{p.events(between(t, list.body, `sse-connect="`, `"`)), p.events(between(t, page.body, `sse-connect="`, `"`))}
	s.mayAsk(userVali)
	foreign := s.signIn(userVali).events("/canli/kart?son=" + changedAt(time.Now()).ID)
	s.decide(no, kart.Approve{Talep: 1})
	for _, stream := range streams {
		waitFor(t, stream, "a page of the staff member")
	}
	p.get(between(t, list.body, `hx-get="`, `"`)).shows(t, http.StatusOK, "Onaylandı", kartURL(no, "/iptal"))
	p.get(between(t, page.body, `hx-get="`, `"`)).shows(t, http.StatusOK, "Onaylandı", "İşlem Hareketleri")
	select {
	case name := <-foreign:
		t.Errorf("somebody else's page was told: %s", name)
	default:
	}
}

// KT-01, ADR 0006: the bureau's own people ask for their relatives' cards as everybody does, and do not decide about them.
func TestReviewerAsksForARelative(t *testing.T) {
	s := newSite(t)
	no := s.family(userKimlik, store.YakinKaydi{TCKN: sim.DemoKisiler().Es.TCKN, Ad: "FATMA", Soyad: "KAYA", Yakinlik: kart.Es, Dogum: time.Now().AddDate(-40, 0, 0)})
	s.mayAsk(userKimlik)
	p := &sayfa{browser: s.signIn(userKimlik)}
	p.open(kartURL(no, "/talep"))
	p.press("Kaydet", map[string]string{"kabul": "1"}, papers(t)...)
	p.want(http.StatusOK, yolKart)
	if _, err := s.store.DoKart(t.Context(), s.reviewer(), no, kart.Approve{Talep: 1}); kural.KindOf(err) != kural.Forbidden {
		t.Errorf("one's own relative was approved: %v", err)
	}
}
