package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/kart"
	"acikkapi/store"
)

// The family that card tests are about: a spouse, a child of 20 and one of 10.
const (
	spouse = iota
	grown
	young
)

// person is the n-th made-up T.C. Kimlik No.
func person(n int) basvuru.TCKN { return basvuru.MakeTCKN(fmt.Sprintf("2%08d", n)) }

// addUser makes a user of kind tip who is the n-th person, as the rules see them.
func addUser(t *testing.T, s *store.Store, tip, ad string, n int) kural.Actor {
	t.Helper()
	no := string(person(n))
	id := scan[int64](t, s, `INSERT INTO kullanici (tip, tckn, tckn_iz, ad, soyad) VALUES ($1, $2, $3, $4, 'KAYA') RETURNING id`,
		tip, s.Box().SealString(no), s.Box().Index("tckn", no), ad)
	a := kural.Actor{Rol: kural.Personel, ID: id, Ad: ad + " KAYA"}
	if tip == "kimlik_burosu" {
		a.Rol = kural.KimlikBurosu
	}
	return a
}

// relatives is what KPS says of the family whose members are the persons from n on.
func relatives(n int, now time.Time) []store.YakinKaydi {
	return []store.YakinKaydi{
		{TCKN: person(n), Ad: "FATMA", Soyad: "KAYA", Yakinlik: kart.Es, Dogum: now.AddDate(-40, 0, 0)},
		{TCKN: person(n + 1), Ad: "ELİF", Soyad: "KAYA", Yakinlik: kart.Cocuk, Dogum: now.AddDate(-20, 0, 0)},
		{TCKN: person(n + 2), Ad: "CAN", Soyad: "KAYA", Yakinlik: kart.Cocuk, Dogum: now.AddDate(-10, 0, 0)},
	}
}

// family gives actor that family and returns the numbers of the cards: spouse, grown, young.
func family(t *testing.T, s *store.Store, actor kural.Actor, n int) []int64 {
	t.Helper()
	if _, err := s.SaveAile(t.Context(), actor, relatives(n, time.Now())); err != nil {
		t.Fatal(err)
	}
	nos := make([]int64, 0, 3)
	for _, k := range aile(t, s, actor) {
		nos = append(nos, k.No)
	}
	if len(nos) != 3 {
		t.Fatalf("cards %v of a family of three", nos)
	}
	return nos
}

func aile(t *testing.T, s *store.Store, actor kural.Actor) []store.KartSatiri {
	t.Helper()
	list, err := s.Aile(t.Context(), actor)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// upload puts a paper of actor's at the card and returns its id.
func upload(t *testing.T, s *store.Store, actor kural.Actor, no int64, tur kart.EvrakTur) string {
	t.Helper()
	id, err := s.SaveKartUpload(t.Context(), actor, no, tur, store.Yukleme{Ozet: uuid.NewString(), Ad: string(tur) + ".jpg", Tur: "image/jpeg", Boyut: 99})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// asking is a right request for the card, its papers uploaded.
func asking(t *testing.T, s *store.Store, actor kural.Actor, no int64) kart.Request {
	t.Helper()
	return kart.Request{
		Fotograf: kart.Fotograf{
			Dosya: upload(t, s, actor, no, kart.FotografEvraki), Tur: "image/jpeg", Genislik: 600, Yukseklik: 800, DPI: 300, Boyut: 99,
		},
		Dekont: kart.Dekont{Dosya: upload(t, s, actor, no, kart.DekontEvraki), Tur: "image/jpeg"}, Kabul: true,
	}
}

// losing is a right request to cancel a lost card, its papers uploaded.
func losing(t *testing.T, s *store.Store, actor kural.Actor, no int64) kart.RequestCancel {
	t.Helper()
	return kart.RequestCancel{
		Neden: kart.KayipCalinti, KayipFormu: upload(t, s, actor, no, kart.KayipFormu), BildirimYazisi: upload(t, s, actor, no, kart.BildirimYazisi),
	}
}

// doCard runs a command that must succeed.
func doCard(t *testing.T, s *store.Store, actor kural.Actor, no int64, cmd kart.Command, opts ...store.Option) store.KartResult {
	t.Helper()
	res, err := s.DoKart(t.Context(), actor, no, cmd, opts...)
	if err != nil {
		t.Fatalf("%s: %v", cmd.Action(), err)
	}
	return res
}

// notDone runs a command that must be refused with this kind and change nothing; it returns the refusal.
func notDone(t *testing.T, s *store.Store, actor kural.Actor, no int64, cmd kart.Command, kind kural.Kind) *kural.Error {
	t.Helper()
	before := cardRows(t, s)
	_, err := s.DoKart(t.Context(), actor, no, cmd)
	if err == nil || kural.KindOf(err) != kind {
		t.Fatalf("%s by %s: error %v, want kind %v", cmd.Action(), actor.Ad, err, kind)
	}
	if after := cardRows(t, s); after != before {
		t.Errorf("%s was refused (%v) and changed the tables from %s to %s", cmd.Action(), err, before, after)
	}
	return kural.All(err)[0]
}

// cardRows sums up every table that a command on a card writes to.
func cardRows(t *testing.T, s *store.Store) string {
	t.Helper()
	return scan[string](t, s, `SELECT concat_ws(' ', (SELECT md5(string_agg(k::text, '' ORDER BY no)) FROM kart k),
		(SELECT md5(string_agg(q::text, '' ORDER BY kart_no, sira)) FROM kart_talep q), (SELECT count(*) FROM dosya WHERE kart_no IS NOT NULL),
		(SELECT count(*) FROM olay), (SELECT count(*) FROM giden), (SELECT count(*) FROM tekrar_anahtari), (SELECT count(*) FROM islenen_mesaj))`)
}

// rejection is a reason of the list for requests of kind tip.
func rejection(t *testing.T, s *store.Store, tip string) kart.Ret {
	t.Helper()
	list, err := s.RetSebepleri(t.Context(), tip)
	if err != nil || len(list) < 2 {
		t.Fatalf("reasons to refuse %s: %v, %v", tip, list, err)
	}
	return kart.Ret{Sebep: list[0].ID, Aciklama: "Lütfen düzeltiniz."}
}

func cardDetail(t *testing.T, s *store.Store, actor kural.Actor, no int64) *store.KartDetayi {
	t.Helper()
	d, err := s.KartDetay(t.Context(), actor, no)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
