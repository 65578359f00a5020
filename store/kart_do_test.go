package store_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/kart"
	"acikkapi/store"
)

// KT-06, KT-07, KI-03, KI-04: a card's whole life, as its staff member's list tells it at each step; the bureau's queue gets each
// request; the history is whole at the end.
func TestCardsWholeLife(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	hasan, elif := addUser(t, s, "personel", "HASAN", 1), addUser(t, s, "kimlik_burosu", "ELİF", 2)
	no := family(t, s, hasan, 10)[spouse]
	card, cancel := rejection(t, s, store.TalepKart), rejection(t, s, store.TalepIptal)
	other := kart.RequestCancel{Neden: kart.FotografDegisikligi}
	for i, step := range []struct {
		who   kural.Actor
		cmd   func() kart.Command
		durum kart.Durum
		talep int
		shows string // Tip Karar İptal Sebebi Ret Sebebi of the newest request
	}{
		{hasan, func() kart.Command { return asking(t, s, hasan, no) }, kart.TalepBekliyor, 1, "kart///"},
		{elif, func() kart.Command { return kart.Reject{Talep: 1, Ret: card} }, kart.TalepReddedildi, 1, "kart/ret//Fotoğraf kişiye ait değil"},
		{hasan, func() kart.Command { return asking(t, s, hasan, no) }, kart.TalepBekliyor, 2, "kart///"},
		{elif, func() kart.Command { return kart.Approve{Talep: 2} }, kart.TalepOnayli, 2, "kart/onay//"},
		{hasan, func() kart.Command { return other }, kart.IptalBekliyor, 3, "iptal//Fotoğraf Değişikliği/"},
		{elif, func() kart.Command { return kart.RejectCancel{Talep: 3, Ret: cancel} }, kart.IptalReddedildi, 3, "iptal/ret/Fotoğraf Değişikliği/Kayıp Tanıtım Kartı Bildirim Formu eksik veya okunamıyor"},
		{hasan, func() kart.Command { return other }, kart.IptalBekliyor, 4, "iptal//Fotoğraf Değişikliği/"},
		{elif, func() kart.Command { return kart.ReceiveCard{Talep: 4} }, kart.IptalBekliyor, 4, "iptal//Fotoğraf Değişikliği/"},
		{elif, func() kart.Command { return kart.ApproveCancel{Talep: 4} }, kart.IptalOnayli, 4, "iptal/onay/Fotoğraf Değişikliği/"},
		{hasan, func() kart.Command { return asking(t, s, hasan, no) }, kart.TalepBekliyor, 5, "kart///"},
	} {
		res := doCard(t, s, step.who, no, step.cmd())
		k := aile(t, s, hasan)[spouse]
		q := k.Talep
		shows := strings.Join([]string{q.Tip, q.Karar, q.NedenAd, q.RetSebebi}, "/")
		if res.Durum != step.durum || res.Talep != step.talep || k.Durum != step.durum || q.Sira != step.talep || shows != step.shows {
			t.Fatalf("step %d: %+v, the list has %q, request %d, %q; want %q, %q", i+1, res, k.Durum, q.Sira, shows, step.durum, step.shows)
		}
		if err := s.VerifyKartChain(t.Context(), no); err != nil {
			t.Errorf("step %d: %v", i+1, err)
		}
	}
	d := cardDetail(t, s, elif, no)
	var labels, papers []string
	for _, h := range d.Hareketler {
		labels = append(labels, h.Durum)
	}
	for _, q := range d.Taleps {
		for _, e := range q.Evraks {
			papers = append(papers, string(e.Tur))
		}
	}
	want := []string{
		"Kart Talebi: Onay Bekliyor", "Kart Talebi: Reddedildi", "Kart Talebi: Onay Bekliyor", "Kart Talebi: Onaylandı", "Kart İptal Talebi: Onay Bekliyor",
		"Kart İptal Talebi: Reddedildi", "Kart İptal Talebi: Onay Bekliyor", "Kart Teslim Alındı", "Kart İptal Talebi: Onaylandı", "Kart Talebi: Onay Bekliyor",
	}
	if !slices.Equal(labels, want) || !slices.Equal(papers, slices.Repeat([]string{"fotograf", "dekont"}, 3)) || d.Personel != "HASAN KAYA" {
		t.Errorf("of %s: timeline %q, papers %q", d.Personel, labels, papers)
	}
	if q := d.Taleps[1]; q.TeslimZaman == nil || q.KararVeren != "ELİF KAYA" || d.Taleps[3].RetAciklama != "" || d.Taleps[4].RetAciklama != card.Aciklama {
		t.Errorf("requests %+v", d.Taleps)
	}
}

// Every event is a message but those that only the page shows; the message says who and what, and nothing of the relative.
func TestCardMessages(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	hasan, elif := addUser(t, s, "personel", "HASAN", 1), addUser(t, s, "kimlik_burosu", "ELİF", 2)
	no := family(t, s, hasan, 10)[spouse]
	doCard(t, s, hasan, no, asking(t, s, hasan, no))
	doCard(t, s, elif, no, kart.Approve{Talep: 1})
	doCard(t, s, elif, no, kart.TakeToPrint{Talep: 1})
	doCard(t, s, elif, no, kart.Printed{Talep: 1})
	doCard(t, s, elif, no, kart.Sent{Talep: 1})
	doCard(t, s, hasan, no, losing(t, s, hasan, no))
	doCard(t, s, elif, no, kart.ApproveCancel{Talep: 2})
	rows, err := s.Pool().Query(t.Context(), `SELECT g.tip, g.anahtar, g.exchange, g.konu_no, g.govde FROM giden g ORDER BY g.id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var tips []string
	for rows.Next() {
		var tip, key, exchange string
		var konu int64
		var body []byte
		if err := rows.Scan(&tip, &key, &exchange, &konu, &body); err != nil {
			t.Fatal(err)
		}
		var m store.KartMesaj
		if err := json.Unmarshal(body, &m); err != nil {
			t.Fatal(err)
		}
		if m.Tip != tip || key != tip || exchange != "olay" || konu != no || m.KartNo != no || m.Talep == 0 || m.Yapan.Ad == "" || len(m.Veri) == 0 {
			t.Errorf("%s by %s to %s: %s", tip, key, exchange, body)
		}
		for _, secret := range []string{"FATMA", string(person(10)), "basvuru_no"} {
			if strings.Contains(string(body), secret) {
				t.Errorf("%s holds %q: %s", tip, secret, body)
			}
		}
		tips = append(tips, tip)
	}
	if want := []string{"kart.talep_edildi", "kart.onaylandi", "kart.gonderildi", "kart.iptal_talep_edildi", "kart.iptal_edildi"}; !slices.Equal(tips, want) {
		t.Errorf("sent %q, want %q", tips, want)
	}
	if n := scan[int](t, s, `SELECT count(*) FROM olay WHERE konu = 'kart'`); n != 7 {
		t.Errorf("%d lines of history, want 7", n)
	}
}

// KT-06: the request is in the bureau's inbox when it comes out of the queue, at the time of its first arrival.
func TestDeliverCard(t *testing.T) {
	t.Parallel()
	s, c := clockedStore(t)
	hasan := addUser(t, s, "personel", "HASAN", 1)
	no := family(t, s, hasan, 10)[grown]
	doCard(t, s, hasan, no, asking(t, s, hasan, no))
	if q := aile(t, s, hasan)[grown].Talep; q.Geldi != nil {
		t.Errorf("in the inbox before the queue: %v", q.Geldi)
	}
	for range 2 {
		if err := s.DeliverKart(t.Context(), store.KartGorev{ID: uuid.New(), KartNo: no, Talep: 1}); err != nil {
			t.Fatal(err)
		}
		c.forward(1e9)
	}
	if q := aile(t, s, hasan)[grown].Talep; q.Geldi == nil || !q.Geldi.Equal(q.Zaman) {
		t.Errorf("asked at %v, arrived at %v", q.Zaman, q.Geldi)
	}
	refused(t, s.DeliverKart(t.Context(), store.KartGorev{KartNo: no, Talep: 2}), kural.NotFound)
}

// A post that is repeated is one request; its key with anything else is refused, also where it came with an application.
func TestSameKeyIsOneRequest(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	hasan := addUser(t, s, "personel", "HASAN", 1)
	nos := family(t, s, hasan, 10)
	no, body := nos[spouse], []byte("form")
	req := asking(t, s, hasan, no)
	out, errs := together(6, func(int) (store.KartResult, error) {
		return s.DoKart(t.Context(), hasan, no, req, store.WithKey("kart:1", "anahtar", body))
	})
	fresh := 0
	for i, r := range out {
		if errs[i] != nil || r.Durum != kart.TalepBekliyor || r.Talep != 1 || r.No != no {
			t.Errorf("post %d: %+v, %v", i, r, errs[i])
		}
		if !r.Repeated {
			fresh++
		}
	}
	if n := scan[int](t, s, `SELECT count(*) FROM kart_talep`); fresh != 1 || n != 1 {
		t.Errorf("%d posts made %d requests", fresh, n)
	}
	for name, f := range map[string]func() error{
		"another form": func() error {
			_, err := s.DoKart(t.Context(), hasan, no, req, store.WithKey("kart:1", "anahtar", []byte("other")))
			return err
		},
		"another card": func() error {
			_, err := s.DoKart(t.Context(), hasan, nos[grown], req, store.WithKey("kart:1", "anahtar", body))
			return err
		},
		"an application": func() error {
			_, err := submit(t, s, dbtest.Yeni(1), store.WithKey("kart:1", "anahtar", body))
			return err
		},
	} {
		if said := refused(t, f(), kural.Conflict); !strings.Contains(said, "Idempotency-Key") {
			t.Errorf("%s: %q", name, said)
		}
	}
	if _, err := s.Track(t.Context(), "kart:1", no); kural.KindOf(err) != kural.NotFound {
		t.Errorf("the card's number was taken for an application's: %v", err)
	}
	once := store.Once("tuketici", uuid.New())
	elif := addUser(t, s, "kimlik_burosu", "ELİF", 2)
	if first, second := doCard(t, s, elif, no, kart.Approve{Talep: 1}, once), doCard(t, s, elif, no, kart.Approve{Talep: 1}, once); first.Repeated || !second.Repeated {
		t.Errorf("a message twice: %+v, %+v", first, second)
	}
}

// A refused command leaves no key behind: mended, the same key goes through.
func TestRefusedRequestFreesItsKey(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	hasan := addUser(t, s, "personel", "HASAN", 1)
	no := family(t, s, hasan, 10)[spouse]
	req := asking(t, s, hasan, no)
	broken := req
	broken.Dekont.Dosya = uuid.NewString()
	_, err := s.DoKart(t.Context(), hasan, no, broken, store.WithKey("kart:1", "k", []byte("a")))
	refused(t, err, kural.Invalid)
	if res := doCard(t, s, hasan, no, req, store.WithKey("kart:1", "k", []byte("b"))); res.Repeated {
		t.Errorf("%+v", res)
	}
}
