package dbtest

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

// YakinTCKN is the T.C. Kimlik No of the n-th relative of Kartlar.
func YakinTCKN(n int) basvuru.TCKN { return basvuru.MakeTCKN(fmt.Sprintf("3%08d", n)) }

// Hesap is the demonstration's user of e-İçişleri by their user name, as an actor; Store.LoadDemo has made them.
func Hesap(t testing.TB, s *store.Store, hesap string) kural.Actor {
	t.Helper()
	var id int64
	if err := s.Pool().QueryRow(t.Context(), `SELECT id FROM kullanici WHERE kullanici_adi = $1`, hesap).Scan(&id); err != nil {
		t.Fatal(err)
	}
	u, err := s.Kullanici(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return u.Actor()
}

// Kartlar has the staff member ask for cards of n children, numbered from first, and the requests reach the bureau; the photo is a file with
// the digest ozet. It returns the cards' numbers. A later call with the same staff member takes the earlier children off KPS's list, no more.
func Kartlar(t testing.TB, s *store.Store, personel kural.Actor, first, n int, ozet string) []int64 {
	t.Helper()
	personel = store.KartActor(personel)
	children := make([]store.YakinKaydi, n)
	for i := range children {
		children[i] = store.YakinKaydi{
			TCKN: YakinTCKN(first + i), Ad: fmt.Sprintf("ÇOCUK %d", first+i), Soyad: "KAYA", Yakinlik: kart.Cocuk, Dogum: time.Date(2000, 1, 1, 0, 0, first+i, 0, time.UTC),
		}
	}
	_, err := s.SaveAile(t.Context(), personel, children)
	must(t, err)
	aile, err := s.Aile(t.Context(), personel)
	must(t, err)
	var nos []int64
	for i := range aile {
		if k := &aile[i]; k.Durum == kart.Yok && k.Yakin.Guncel {
			ask(t, s, personel, k.No, ozet)
			nos = append(nos, k.No)
		}
	}
	if len(nos) != n {
		t.Fatalf("%d cards could be asked for, want %d", len(nos), n)
	}
	return nos
}

func ask(t testing.TB, s *store.Store, personel kural.Actor, no int64, ozet string) {
	t.Helper()
	foto, err := s.SaveKartUpload(t.Context(), personel, no, kart.FotografEvraki, store.Yukleme{Ozet: ozet, Ad: "foto.jpg", Tur: "image/jpeg", Boyut: 1000})
	must(t, err)
	dekont, err := s.SaveKartUpload(t.Context(), personel, no, kart.DekontEvraki, store.Yukleme{Ozet: ozet, Ad: "dekont.jpg", Tur: "image/jpeg", Boyut: 1000})
	must(t, err)
	res, err := s.DoKart(t.Context(), personel, no, kart.Request{
		Fotograf: kart.Fotograf{Dosya: foto, Tur: "image/jpeg", Genislik: kart.FotografGenislik, Yukseklik: kart.FotografYukseklik, DPI: kart.FotografDPI, Boyut: 1000},
		Dekont:   kart.Dekont{Dosya: dekont, Tur: "image/jpeg"}, Kabul: true,
	})
	must(t, err)
	must(t, s.DeliverKart(t.Context(), store.KartGorev{ID: uuid.New(), KartNo: no, Talep: res.Talep}))
}

// OnayliKartlar are Kartlar that the reviewer has approved: they wait for a print batch (KB-03).
func OnayliKartlar(t testing.TB, s *store.Store, personel, buro kural.Actor, first, n int, ozet string) []int64 {
	t.Helper()
	nos := Kartlar(t, s, personel, first, n, ozet)
	for _, no := range nos {
		_, err := s.DoKart(t.Context(), buro, no, kart.Approve{Talep: 1})
		must(t, err)
	}
	return nos
}

// Gonder has the reviewer record that the cards nos, which wait for the printer, are printed and sent; they are in no batch's list.
func Gonder(t testing.TB, s *store.Store, buro kural.Actor, nos ...int64) {
	t.Helper()
	for _, no := range nos {
		k, err := s.KartDetay(t.Context(), buro, no)
		must(t, err)
		for _, cmd := range []kart.Command{kart.TakeToPrint{Talep: k.BasimTalep}, kart.Printed{Talep: k.BasimTalep}, kart.Sent{Talep: k.BasimTalep}} {
			_, err := s.DoKart(t.Context(), buro, no, cmd)
			must(t, err)
		}
	}
}

// IptalEt has the staff member ask to cancel the card no, and the reviewer, who has it in hand, approve.
func IptalEt(t testing.TB, s *store.Store, personel, buro kural.Actor, no int64) {
	t.Helper()
	res, err := s.DoKart(t.Context(), store.KartActor(personel), no, kart.RequestCancel{Neden: kart.Diger})
	must(t, err)
	_, err = s.DoKart(t.Context(), buro, no, kart.ReceiveCard{Talep: res.Talep})
	must(t, err)
	_, err = s.DoKart(t.Context(), buro, no, kart.ApproveCancel{Talep: res.Talep})
	must(t, err)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
