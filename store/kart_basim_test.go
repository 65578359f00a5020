package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/kart"
	"acikkapi/store"
)

const fotografOzeti = "aa11"

// basimci is a bureau with two people and a staff member whose cards they print.
type basimci struct {
	t               *testing.T
	s               *store.Store
	bir, iki, hasan kural.Actor
}

func newBasimci(t *testing.T) *basimci {
	t.Helper()
	s := dbtest.NewDemo(t)
	return &basimci{t, s, dbtest.Hesap(t, s, "kimlik.bir"), dbtest.Hesap(t, s, "kimlik.iki"), dbtest.Hesap(t, s, "personel.demo")}
}

func (b *basimci) make(actor kural.Actor, adet int, kartlar ...int64) store.BasimSonuc {
	b.t.Helper()
	res, err := b.s.MakeBasim(b.t.Context(), actor, store.BasimIstek{Anahtar: uuid.New(), Adet: adet, Kartlar: kartlar})
	if err != nil {
		b.t.Fatal(err)
	}
	return res
}

func (b *basimci) basim(no int64) *store.BasimDetayi {
	b.t.Helper()
	d, err := b.s.Basim(b.t.Context(), b.bir, no)
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

func (b *basimci) kart(no int64) *store.KartDetayi {
	b.t.Helper()
	d, err := b.s.KartDetay(b.t.Context(), store.KartActor(b.hasan), no)
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

func kartNos(d *store.BasimDetayi) (nos []int64) {
	for _, k := range d.Kartlar {
		nos = append(nos, k.KartNo)
	}
	return nos
}

// KB-03: approved cards wait; the oldest go into a batch, are printed and sent, and the staff member reads each step on the card's timeline.
func TestBasim(t *testing.T) {
	t.Parallel()
	b := newBasimci(t)
	nos := dbtest.OnayliKartlar(t, b.s, b.hasan, b.bir, 1, 5, fotografOzeti)
	list, toplam, err := b.s.BasimBekleyenler(t.Context(), b.bir, 1, 2)
	if err != nil || toplam != 5 || len(list) != 2 || list[0].No != nos[1] || list[0].Personel != "HASAN KAYA" || list[0].Onaylayan != b.bir.Ad || list[0].TCKN != dbtest.YakinTCKN(2) {
		t.Fatalf("%d of %d wait: %+v, %v", len(list), toplam, list, err)
	}
	res := b.make(b.bir, 3)
	d := b.basim(res.No)
	if got := kartNos(d); res.Yapilan != 3 || !slices.Equal(got, nos[:3]) || d.Basilacak != 3 || d.Olusturan != b.bir.Ad {
		t.Fatalf("%+v holds %v", d.BasimOzeti, got)
	}
	if k := d.Kartlar[1]; k.FotografOzeti != fotografOzeti || k.Sira != 2 || k.TCKN != dbtest.YakinTCKN(2) || k.Dogum.Year() != 2000 {
		t.Errorf("%+v", k)
	}
	printed, err := b.s.PrintBasim(t.Context(), b.bir, res.No, []int64{nos[0], nos[2]}) // the second failed
	if err != nil || printed.Yapilan != 2 {
		t.Fatal(printed, err)
	}
	sent, err := b.s.SendBasim(t.Context(), b.iki, res.No, nil, "Ankara Valiliği, 22.11.2026 tarihli ve 123 sayılı yazı")
	if err != nil || sent.Yapilan != 2 {
		t.Fatal(sent, err)
	}
	d = b.basim(res.No)
	if d.Basilacak != 1 || d.Basilan != 0 || d.Gonderilen != 2 || d.Basildi == nil || d.Gonderildi == nil || !strings.Contains(d.GonderiAciklama, "123 sayılı") {
		t.Errorf("%+v", d.BasimOzeti)
	}
	k := b.kart(nos[0])
	var told []string
	for _, h := range k.Hareketler[len(k.Hareketler)-3:] {
		told = append(told, h.Durum+": "+h.Aciklama)
	}
	want := []string{"Kart Basıma Alındı: 1 numaralı basım partisi", "Kart Basıldı: ", "Kart Gönderildi: Ankara Valiliği, 22.11.2026 tarihli ve 123 sayılı yazı"}
	if !slices.Equal(told, want) || k.Basim != kart.BasimGonderildi || k.Durum != kart.TalepOnayli {
		t.Errorf("%q, %s %s", told, k.Basim, k.Durum)
	}
	if n := scan[int](t, b.s, `SELECT count(*) FROM giden WHERE tip = 'kart.gonderildi'`); n != 2 {
		t.Errorf("%d messages tell that a card was sent", n)
	}
	n, err := b.s.BasimSayim(t.Context(), b.bir)
	if err != nil || n != (store.BasimSayim{Bekleyen: 2, Basilacak: 1}) {
		t.Errorf("%+v, %v", n, err)
	}
}

// KB-03: many ask for the oldest cards at once: no card is in two batches, none is forgotten, and a form posted twice makes one batch.
func TestBasimTogether(t *testing.T) {
	t.Parallel()
	b := newBasimci(t)
	nos := dbtest.OnayliKartlar(t, b.s, b.hasan, b.bir, 1, 12, fotografOzeti)
	key := uuid.New()
	sonuc, errs := together(6, func(i int) (store.BasimSonuc, error) {
		istek, who := store.BasimIstek{Anahtar: uuid.New(), Adet: 4}, b.bir
		if i%2 == 1 {
			istek.Anahtar, who = key, b.iki // thrice the same post
		}
		return b.s.MakeBasim(t.Context(), who, istek)
	})
	seen, batches, same := map[int64]int64{}, map[int64]bool{}, map[int64]bool{}
	for i, res := range sonuc {
		if errs[i] != nil { // the others had taken all
			refused(t, errs[i], kural.Conflict)
			continue
		}
		batches[res.No] = true
		if i%2 == 1 {
			same[res.No] = true
		}
	}
	for no := range batches {
		for _, k := range b.basim(no).Kartlar {
			if seen[k.KartNo] != 0 {
				t.Errorf("card %d is in the batches %d and %d", k.KartNo, seen[k.KartNo], no)
			}
			seen[k.KartNo] = no
		}
	}
	if len(seen) != len(nos) || len(same) > 1 || len(batches) < 3 {
		t.Errorf("%d cards in %d batches; the same post made %v", len(seen), len(batches), same)
	}
	if n := scan[int](t, b.s, `SELECT count(*) FROM olay WHERE tip = 'kart.basima_alindi'`); n != len(nos) {
		t.Errorf("%d lines on the timelines", n)
	}
}

// KB-03: named cards, by two people at once, each in one of the batches; the other is told.
func TestNamedCardsTogether(t *testing.T) {
	t.Parallel()
	b := newBasimci(t)
	nos := dbtest.OnayliKartlar(t, b.s, b.hasan, b.bir, 1, 6, fotografOzeti)
	sonuc, errs := together(2, func(i int) (store.BasimSonuc, error) {
		named := slices.Clone(nos[i : i+5]) // four in common
		slices.Reverse(named)
		return b.s.MakeBasim(t.Context(), []kural.Actor{b.bir, b.iki}[i], store.BasimIstek{Anahtar: uuid.New(), Kartlar: named})
	})
	if errs[0] != nil || errs[1] != nil {
		t.Fatal(errs)
	}
	if sonuc[0].Yapilan+sonuc[1].Yapilan != 6 || len(sonuc[0].Kalanlar)+len(sonuc[1].Kalanlar) != 4 {
		t.Errorf("%+v", sonuc)
	}
	for _, k := range slices.Concat(sonuc[0].Kalanlar, sonuc[1].Kalanlar) {
		if !strings.Contains(k.Neden, "Basıma alındı") {
			t.Errorf("%+v", k)
		}
	}
}

// KB-03, KI-04: what is cancelled after it was taken into the batch is told and left out; what is asked for anew waits for another batch.
func TestBasimCancelled(t *testing.T) {
	t.Parallel()
	b := newBasimci(t)
	nos := dbtest.OnayliKartlar(t, b.s, b.hasan, b.bir, 1, 3, fotografOzeti)
	if _, err := b.s.DoKart(t.Context(), store.KartActor(b.hasan), nos[2], kart.RequestCancel{Neden: kart.Diger}); err != nil {
		t.Fatal(err)
	}
	no := b.make(b.bir, store.MaxBasim).No
	if d := b.basim(no); d.Adet != 2 || len(d.Kartlar) != 2 {
		t.Fatalf("a card whose cancellation is looked at was taken: %+v", d)
	}
	dbtest.IptalEt(t, b.s, b.hasan, b.bir, nos[0])
	d := b.basim(no)
	if d.Cikan != 1 || d.Basilacak != 1 || !d.Kartlar[0].Cikti || d.Kartlar[1].Cikti {
		t.Fatalf("%+v", d)
	}
	res, err := b.s.PrintBasim(t.Context(), b.bir, no, []int64{nos[0], nos[1]})
	if err != nil || res.Yapilan != 1 || len(res.Kalanlar) != 1 || res.Kalanlar[0].KartNo != nos[0] || !strings.Contains(res.Kalanlar[0].Neden, "Kart İptal Talebi: Onaylandı") {
		t.Errorf("%+v, %v", res, err)
	}
	if k := b.kart(nos[0]); k.Basim != kart.BasimYok {
		t.Errorf("a cancelled card is %s", k.Basim)
	}
	if _, err := b.s.PrintBasim(t.Context(), b.bir, no, nil); kural.KindOf(err) != kural.Invalid {
		t.Errorf("nothing left to print: %v", err)
	}
}

// KB-03, SC-01: wrong wishes are told at their field; nobody else prints; nothing is half-made.
func TestBasimRefused(t *testing.T) {
	t.Parallel()
	b := newBasimci(t)
	nos := dbtest.OnayliKartlar(t, b.s, b.hasan, b.bir, 1, 2, fotografOzeti)
	ctx := t.Context()
	for _, istek := range []store.BasimIstek{{}, {Adet: store.MaxBasim + 1}, {Kartlar: make([]int64, store.MaxBasim+1)}, {Adet: -1}} {
		istek.Anahtar = uuid.New()
		if _, err := b.s.MakeBasim(ctx, b.bir, istek); kural.KindOf(err) != kural.Invalid {
			t.Errorf("%d, %d cards: %v", istek.Adet, len(istek.Kartlar), err)
		}
	}
	if _, err := b.s.MakeBasim(ctx, b.bir, store.BasimIstek{Anahtar: uuid.New(), Kartlar: []int64{999}}); kural.KindOf(err) != kural.Conflict {
		t.Errorf("a card that there is not: %v", err)
	}
	for _, other := range []kural.Actor{b.hasan, store.KartActor(b.bir), {Rol: kural.Isletmen, ID: 1}, {}} {
		errs := make([]error, 6)
		_, errs[0] = b.s.MakeBasim(ctx, other, store.BasimIstek{Anahtar: uuid.New(), Adet: 1})
		_, errs[1] = b.s.PrintBasim(ctx, other, 1, nil)
		_, errs[2] = b.s.SendBasim(ctx, other, 1, nil, "x")
		_, errs[3] = b.s.Basim(ctx, other, 1)
		_, _, errs[4] = b.s.Basims(ctx, other, "", 0, 10)
		_, _, errs[5] = b.s.BasimBekleyenler(ctx, other, 0, 10)
		for i, err := range errs {
			if kural.KindOf(err) != kural.Forbidden {
				t.Errorf("%d by %q: %v", i, other.Rol, err)
			}
		}
	}
	if n := scan[int](t, b.s, `SELECT count(*) FROM basim`); n != 0 {
		t.Errorf("%d batches", n)
	}
	no := b.make(b.bir, 1).No
	if _, err := b.s.SendBasim(ctx, b.bir, no, nil, "  "); kural.KindOf(err) != kural.Invalid {
		t.Errorf("without a note: %v", err)
	}
	res, err := b.s.SendBasim(ctx, b.bir, no, nos[:1], "kargo") // not printed yet
	if err != nil || res.Yapilan != 0 || len(res.Kalanlar) != 1 || b.basim(no).Gonderildi != nil {
		t.Errorf("%+v, %v", res, err)
	}
	if _, err := b.s.PrintBasim(ctx, b.bir, no, nos[1:]); kural.KindOf(err) != kural.Invalid {
		t.Errorf("a card of no batch: %v", err)
	}
	for _, err := range []error{second(b.s.PrintBasim(ctx, b.bir, no+7, nil)), second(b.s.Basim(ctx, b.bir, no+7))} {
		if kural.KindOf(err) != kural.NotFound {
			t.Errorf("no such batch: %v", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// KB-03, UI-05: the batches, newest first, by what is still to be done with them.
func TestBasims(t *testing.T) {
	t.Parallel()
	b := newBasimci(t)
	dbtest.OnayliKartlar(t, b.s, b.hasan, b.bir, 1, 3, fotografOzeti)
	first, second := b.make(b.bir, 1).No, b.make(b.iki, 2).No
	if _, err := b.s.PrintBasim(t.Context(), b.bir, first, nil); err != nil {
		t.Fatal(err)
	}
	for asama, want := range map[kart.BasimDurum][]int64{"": {second, first}, kart.BasimPartide: {second}, kart.BasimBasildi: {first}, kart.BasimGonderildi: nil} {
		list, toplam, err := b.s.Basims(t.Context(), b.bir, asama, 0, 10)
		var nos []int64
		for _, o := range list {
			nos = append(nos, o.No)
		}
		if err != nil || toplam != len(want) || !slices.Equal(nos, want) {
			t.Errorf("%q: %v of %d, %v", asama, nos, toplam, err)
		}
	}
	list, toplam, err := b.s.Basims(t.Context(), b.bir, "", 1, 10)
	if err != nil || toplam != 2 || len(list) != 1 || list[0].Adet != 1 || list[0].Basilan != 1 {
		t.Errorf("second page: %+v of %d, %v", list, toplam, err)
	}
}
