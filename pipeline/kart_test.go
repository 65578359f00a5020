package pipeline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/gizli"
	"acikkapi/internal/kural"
	"acikkapi/internal/metin"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/telefon"
	"acikkapi/internal/tohum"
	"acikkapi/kart"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// family is a world with a staff member, a relative's card, and two reviewers.
type family struct {
	*world
	personel, buro kural.Actor
	no             int64
	telefon        telefon.Numara // of the staff member
}

// withFamily puts the demonstration's users and a spouse into w.
func withFamily(t *testing.T, w *world) *family {
	t.Helper()
	if _, err := w.LoadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	f := &family{world: w, personel: w.user(t, "personel.demo", kural.Personel), buro: w.user(t, "kimlik.bir", kural.KimlikBurosu)}
	for _, k := range tohum.Demo() {
		if k.Hesap == "personel.demo" {
			f.telefon = k.Telefon
		}
	}
	es := store.YakinKaydi{TCKN: basvuru.MakeTCKN("880000005"), Ad: "FATMA", Soyad: "KAYA", Yakinlik: kart.Es, Dogum: time.Date(1980, 9, 30, 0, 0, 0, 0, time.UTC)}
	if _, err := w.SaveAile(t.Context(), f.personel, []store.YakinKaydi{es}); err != nil {
		t.Fatal(err)
	}
	aile, err := w.Aile(t.Context(), f.personel)
	if err != nil || len(aile) != 1 {
		t.Fatalf("family %+v, %v", aile, err)
	}
	f.no = aile[0].No
	return f
}

func (w *world) user(t *testing.T, hesap string, rol kural.Rol) kural.Actor {
	t.Helper()
	a := kural.Actor{Rol: rol, Ad: hesap}
	if err := w.Pool().QueryRow(t.Context(), `SELECT id FROM kullanici WHERE kullanici_adi = $1`, hesap).Scan(&a.ID); err != nil {
		t.Fatal(err)
	}
	return a
}

func (f *family) do(t *testing.T, actor kural.Actor, cmd kart.Command) int {
	t.Helper()
	res, err := f.DoKart(t.Context(), actor, f.no, cmd)
	if err != nil {
		t.Fatalf("%s: %v", cmd.Action(), err)
	}
	return res.Talep
}

func (f *family) upload(t *testing.T, tur kart.EvrakTur) string {
	t.Helper()
	id, err := f.SaveKartUpload(t.Context(), f.personel, f.no, tur, store.Yukleme{Ozet: strings.Repeat("a", 64), Ad: string(tur) + ".jpg", Tur: "image/jpeg", Boyut: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// request asks for a card and returns the request's number.
func (f *family) request(t *testing.T) int {
	t.Helper()
	return f.do(t, f.personel, kart.Request{
		Fotograf: kart.Fotograf{Dosya: f.upload(t, kart.FotografEvraki), Tur: "image/jpeg", Genislik: 600, Yukseklik: 800, DPI: 300, Boyut: 1000},
		Dekont:   kart.Dekont{Dosya: f.upload(t, kart.DekontEvraki), Tur: "image/jpeg"}, Kabul: true,
	})
}

func (f *family) requestCancel(t *testing.T) int {
	t.Helper()
	return f.do(t, f.personel, kart.RequestCancel{
		Neden: kart.KayipCalinti, KayipFormu: f.upload(t, kart.KayipFormu), BildirimYazisi: f.upload(t, kart.BildirimYazisi),
	})
}

func (f *family) ret(t *testing.T, tip string) kart.Ret {
	t.Helper()
	list, err := f.RetSebepleri(t.Context(), tip)
	if err != nil || len(list) == 0 {
		t.Fatalf("reasons: %v, %v", list, err)
	}
	return kart.Ret{Sebep: list[0].ID, Aciklama: "FATMA KAYA'nın fotoğrafı bulanık."}
}

// arrived waits until the request is in the bureau's inbox.
func (f *family) arrived(t *testing.T, talep int) {
	t.Helper()
	eventually(t, "the bureau has it", func() bool {
		return count(t, f.world, `SELECT count(*) FROM kart_talep WHERE kart_no = $1 AND sira = $2 AND geldi IS NOT NULL`, f.no, talep) == 1
	})
}

// told waits until the staff member has got so many SMS and returns the newest.
func (f *family) told(t *testing.T, n int) string {
	t.Helper()
	eventually(t, fmt.Sprintf("%d SMS", n), func() bool { return len(f.sim.Mesajlar(f.telefon)) >= n })
	all := f.sim.Mesajlar(f.telefon)
	if len(all) != n {
		t.Fatalf("%d SMS, want %d: %+v", len(all), n, all)
	}
	return all[n-1].Text
}

// life drives the card from request to cancellation, waiting at each step for what the pipeline does with it.
func (f *family) life(t *testing.T) (texts []string) {
	t.Helper()
	f.arrived(t, f.request(t))
	f.do(t, f.buro, kart.Reject{Talep: 1, Ret: f.ret(t, store.TalepKart)})
	texts = append(texts, f.told(t, 1))
	f.arrived(t, f.request(t))
	f.do(t, f.buro, kart.Approve{Talep: 2})
	texts = append(texts, f.told(t, 2))
	f.do(t, f.buro, kart.TakeToPrint{Talep: 2})
	f.do(t, f.buro, kart.Printed{Talep: 2})
	f.arrived(t, f.requestCancel(t))
	if _, err := f.Pool().Exec(t.Context(), `UPDATE kart_talep SET zaman = zaman - interval '9 days' WHERE kart_no = $1 AND sira = 2`, f.no); err != nil {
		t.Fatal(err)
	}
	f.do(t, f.buro, kart.Sent{Talep: 2}) // while its cancellation is asked for: the SMS is about request 2 all the same
	texts = append(texts, f.told(t, 3))
	f.do(t, f.buro, kart.RejectCancel{Talep: 3, Ret: f.ret(t, store.TalepIptal)})
	texts = append(texts, f.told(t, 4))
	f.arrived(t, f.requestCancel(t))
	f.do(t, f.buro, kart.ApproveCancel{Talep: 4})
	return append(texts, f.told(t, 5))
}

// KT-06, KT-07, KB-01, KB-03, PL-07: a card's whole life through the queues: each request reaches the bureau, each decision the staff
// member's phone, in words that tell nobody who it is about.
func TestLifeOfACard(t *testing.T) {
	t.Parallel()
	f := withFamily(t, start(t, dbtest.New(t), mqtest.VHost(t)))
	live, own := hears(t, f.world, store.TopicKimlikBurosu), hears(t, f.world, store.TopicKart(f.personel.ID))
	texts := f.life(t)
	today := time.Now().In(store.Istanbul())
	gun, eski := today.Format("02.01.2006"), today.AddDate(0, 0, -9).Format("02.01.2006")
	for i, want := range []string{
		metin.Metinler(nil).Kart(metin.SablonKartReddedildi, gun), metin.Metinler(nil).Kart(metin.SablonKartOnaylandi, gun),
		metin.Metinler(nil).Kart(metin.SablonKartGonderildi, eski),
		metin.Metinler(nil).Kart(metin.SablonIptalReddedildi, gun), metin.Metinler(nil).Kart(metin.SablonKartIptalEdildi, gun),
	} {
		if texts[i] != want {
			t.Errorf("SMS %d is %q, want %q", i+1, texts[i], want)
		}
		for _, secret := range []string{"FATMA", "KAYA", "bulanık", fmt.Sprint(f.no)} {
			if strings.Contains(texts[i], secret) {
				t.Errorf("SMS %d says %s: %s", i+1, secret, texts[i])
			}
		}
	}
	eventually(t, "the bureau's pages are told", live)
	eventually(t, "the staff member's pages are told", own)
	f.settled(t)
	if n := count(t, f.world, `SELECT count(*) FROM park`) + len(f.sim.Tekrarlar()); n != 0 {
		t.Errorf("%d messages parked or sent twice", n)
	}
	if n := count(t, f.world, `SELECT count(*) FROM sms WHERE konu_no IS NOT NULL OR durum NOT IN ('gonderildi', 'iletildi') OR parca < 1`); n != 0 {
		t.Errorf("%d SMS belong to an application, or are not sent", n)
	}
	for _, name := range []string{"FATMA", "KAYA", "88000000"} {
		if n := count(t, f.world, `SELECT count(*) FROM olay WHERE konu = 'kart' AND govde::text LIKE '%' || $1 || '%'`, name); n != 0 {
			t.Errorf("%d messages hold %s", n, name)
		}
	}
}

// PL-04: all events of a card come again, twice and from the last to the first: the bureau's inbox, the card and the phone stay as they were.
func TestCardEventsTwiceAndBackwards(t *testing.T) {
	t.Parallel()
	f := withFamily(t, start(t, dbtest.New(t), mqtest.VHost(t)))
	f.life(t)
	f.settled(t)
	all := func() string {
		return text(t, f.world, `SELECT (SELECT json_agg(k ORDER BY no)::text FROM kart k) || (SELECT json_agg(t ORDER BY sira)::text FROM kart_talep t)
			|| (SELECT json_agg(json_build_array(id, olay_id, sablon, deneme) ORDER BY id)::text FROM sms s) || (SELECT count(*) FROM park) || (SELECT count(*) FROM olay)`)
	}
	before, events := all(), f.eventsOf(t, "kart", f.no, kart.IsSent)
	if len(events) != 9 {
		t.Fatalf("%d events were sent, want 4 requests, 4 decisions, 1 card", len(events))
	}
	slices.Reverse(events)
	done := f.consumed(t, "kart") + f.consumed(t, "kart-bildirim")
	f.send(t, append(events, events...)...)
	eventually(t, "all of them are consumed", func() bool { return f.consumed(t, "kart")+f.consumed(t, "kart-bildirim") == done+2*len(events) })
	gorev := fmt.Sprintf(`{"id":%q,"zaman":"2026-11-21T10:00:00Z","kart_no":%d,"talep":1}`, uuid.NewString(), f.no)
	done = f.consumed(t, pipeline.ExchangeKimlikBuro)
	for range 2 { // the task itself, too, and as if for the first time
		f.send(t, pipeline.Outgoing{Exchange: pipeline.ExchangeKimlikBuro, Key: pipeline.ExchangeKimlikBuro, ID: uuid.NewString(), Type: store.TipKartGorev, Body: []byte(gorev)})
	}
	eventually(t, "the tasks are consumed", func() bool { return f.consumed(t, pipeline.ExchangeKimlikBuro) == done+2 })
	f.settled(t)
	if after := all(); after != before {
		t.Errorf("after the events came again:\n%s\nbefore:\n%s", after, before)
	}
	f.told(t, 5)
}

// PL-05: what can never succeed is parked with its reason, by each of the three consumers.
func TestBadCardMessagesAreParked(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t))
	for _, c := range []struct{ queue, body, says string }{
		{"kart", `{"id":`, "İleti okunamadı"},
		{"kart", `{"id":"?","tip":"kart.onaylandi"}`, "bilinmiyor: “kart.onaylandi”"},
		{"kimlik-burosu", `[]`, "İleti okunamadı"},
		{"kimlik-burosu", `{"id":"?","kart_no":999999,"talep":1}`, "bulunamadı"},
		{"kart-bildirim", `"x"`, "İleti okunamadı"},
		{"kart-bildirim", `{"id":"?","tip":"kart.talep_edildi","veri":{"talep":1}}`, "bilinmiyor: “kart.talep_edildi”"},
		{"kart-bildirim", `{"tip":"kart.onaylandi","veri":[]}`, "İleti okunamadı"},
		{"kart-bildirim", `{"id":"?","tip":"kart.onaylandi","kart_no":999999,"veri":{"talep":1}}`, "bulunamadı"},
	} {
		id := uuid.NewString()
		c.body = strings.Replace(c.body, "?", id, 1)
		w.send(t, pipeline.Outgoing{Exchange: "", Key: c.queue, ID: id, Type: "deneme", Body: []byte(c.body)})
		eventually(t, "it is parked: "+c.body, func() bool { return count(t, w, `SELECT count(*) FROM park WHERE mesaj_id = $1`, id) == 1 })
		have := text(t, w, `SELECT tuketici || ': ' || neden || ' ' || convert_from(govde, 'UTF8') FROM park WHERE mesaj_id = $1`, id)
		if !strings.HasPrefix(have, c.queue+": ") || !strings.Contains(have, c.says) || !strings.Contains(have, c.body) {
			t.Errorf("%s: parked as %s", c.body, have)
		}
	}
	if n := w.counter(t, "acikkapi_retried_total", ""); n != 0 {
		t.Errorf("%d messages were tried again", n)
	}
}

// PL-06: with the broker away requests are accepted and decided; once it is back the queues drain and the SMS come, each once.
func TestCardsWhileTheBrokerIsAway(t *testing.T) {
	t.Parallel()
	p, url := proxy(t, mqtest.VHost(t))
	w := start(t, dbtest.New(t), url)
	f := withFamily(t, w)
	f.arrived(t, f.request(t))
	f.settled(t)
	p.Stop()
	f.do(t, f.buro, kart.Reject{Talep: 1, Ret: f.ret(t, store.TalepKart)})
	f.request(t)
	f.do(t, f.buro, kart.Approve{Talep: 2})
	if n := count(t, w, `SELECT count(*) FROM giden`); n != 3 || count(t, w, `SELECT count(*) FROM kart_talep WHERE geldi IS NULL`) != 1 {
		t.Errorf("%d messages wait", n)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	f.arrived(t, 2)
	f.told(t, 2)
	f.settled(t)
	if n := len(f.sim.Tekrarlar()); n != 0 {
		t.Errorf("%d SMS were sent twice", n)
	}
}

// PL-07: an SMS about a card that the gateway will never take fails by itself; the application that has the same number, and the card's
// history, know nothing of it. Who has no phone gets none.
func TestRefusedCardSMSIsNoApplications(t *testing.T) {
	t.Parallel()
	f := withFamily(t, start(t, dbtest.New(t), mqtest.VHost(t)))
	no := dbtest.File(t, f.Store, 1)
	if no != f.no {
		t.Fatalf("application %d, card %d: the test wants the same number", no, f.no)
	}
	eventually(t, "the citizen's SMS", func() bool { return f.received(1) == 1 })
	box, err := gizli.New(dbtest.Keys)
	if err != nil {
		t.Fatal(err)
	}
	for i, sealed := range [][]byte{box.SealString("+903125551234"), nil} { // a landline, which the gateway refuses; no phone at all
		if _, err := f.Pool().Exec(t.Context(), `UPDATE kullanici SET telefon = $2 WHERE id = $1`, f.personel.ID, sealed); err != nil {
			t.Fatal(err)
		}
		talep := f.request(t)
		f.do(t, f.buro, kart.Reject{Talep: talep, Ret: f.ret(t, store.TalepKart)})
		eventually(t, "it is looked at", func() bool { return f.consumed(t, "kart-bildirim") == i+1 })
		f.settled(t)
	}
	if n := count(t, f.world, `SELECT count(*) FROM sms WHERE sablon = $1 AND durum = 'basarisiz'`, metin.SablonKartReddedildi); n != 1 {
		t.Errorf("%d SMS failed, want 1", n)
	}
	if n := count(t, f.world, `SELECT count(*) FROM sms WHERE sablon LIKE 'kart%'`); n != 1 {
		t.Errorf("%d SMS about cards, want 1", n)
	}
	if n := count(t, f.world, `SELECT count(*) FROM olay WHERE tip = $1`, basvuru.SMSGonderilemedi); n != 0 {
		t.Errorf("%d lines say that an SMS failed", n)
	}
	if d := durum(t, f.world, no); d != basvuru.Havuzda {
		t.Errorf("the application is %s", d)
	}
}
