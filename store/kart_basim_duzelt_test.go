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

// printed is a batch of n cards that are printed, and sent with gonderi where that is not "".
func (b *basimci) printed(n int, gonderi string) (no int64, nos []int64) {
	b.t.Helper()
	nos = dbtest.OnayliKartlar(b.t, b.s, b.hasan, b.bir, 1, n, fotografOzeti)
	no = b.make(b.bir, n).No
	if _, err := b.s.PrintBasim(b.t.Context(), b.bir, no, nil); err != nil {
		b.t.Fatal(err)
	}
	if gonderi != "" {
		if _, err := b.s.SendBasim(b.t.Context(), b.bir, no, nil, gonderi); err != nil {
			b.t.Fatal(err)
		}
	}
	return no, nos
}

func (b *basimci) correct(d store.BasimDuzeltme) (store.KartResult, error) {
	if d.Talep == 0 {
		d.Talep = 1
	}
	if d.Neden == "" {
		d.Neden = "Yanlış kayıt"
	}
	return b.s.CorrectBasim(b.t.Context(), b.bir, d)
}

func (b *basimci) corrected(d store.BasimDuzeltme) {
	b.t.Helper()
	if _, err := b.correct(d); err != nil {
		b.t.Fatal(err)
	}
}

// last is the newest line of the card's timeline.
func (b *basimci) last(no int64) string {
	b.t.Helper()
	k := b.kart(no)
	h := k.Hareketler[len(k.Hareketler)-1]
	return h.Durum + ": " + h.Aciklama
}

// KB-03: “Gönderildi”, then “Basıldı”, recorded by mistake, are taken back one at a time; the history keeps both with the reason, the staff
// member gets an SMS only about what an SMS had told, and the batch forgets the day that was not.
func TestUndoPrint(t *testing.T) {
	t.Parallel()
	b := newBasimci(t)
	no, nos := b.printed(2, "kargo 1")
	b.corrected(store.BasimDuzeltme{No: no, KartNo: nos[0], Asama: kart.BasimGonderildi, Neden: "Kutu henüz verilmedi."})
	if k := b.kart(nos[0]); k.Basim != kart.BasimBasildi || b.last(nos[0]) != "“Kart Gönderildi” Kaydı Geri Alındı: Kutu henüz verilmedi." {
		t.Errorf("%s, %q", k.Basim, b.last(nos[0]))
	}
	if d := b.basim(no); d.Basilan != 1 || d.Gonderilen != 1 || d.Gonderildi == nil || d.GonderiAciklama != "kargo 1" {
		t.Errorf("one of two was sent: %+v", d.BasimOzeti)
	}
	b.corrected(store.BasimDuzeltme{No: no, KartNo: nos[1], Asama: kart.BasimGonderildi})
	if d := b.basim(no); d.Basilan != 2 || d.Gonderildi != nil || d.GonderiAciklama != "" || d.Basildi == nil {
		t.Errorf("none was sent: %+v", d.BasimOzeti)
	}
	for _, kartNo := range nos {
		b.corrected(store.BasimDuzeltme{No: no, KartNo: kartNo, Asama: kart.BasimBasildi})
	}
	if d := b.basim(no); d.Basilacak != 2 || d.Basildi != nil {
		t.Errorf("none was printed: %+v", d.BasimOzeti)
	}
	for tip, want := range map[string]int{"kart.gonderildi_geri_alindi": 2, "kart.basildi_geri_alindi": 0} {
		if n := scan[int](t, b.s, `SELECT count(*) FROM giden WHERE tip = $1`, tip); n != want {
			t.Errorf("%d messages %s, want %d", n, tip, want)
		}
	}
	if res, err := b.s.PrintBasim(t.Context(), b.bir, no, nil); err != nil || res.Yapilan != 2 {
		t.Errorf("printed in the end: %+v, %v", res, err)
	}
}

// KB-03: many undo the same step at once, one form posted twice among them, while a colleague sends the card: exactly one step is undone,
// and each of the others is told what was done.
func TestUndoPrintTogether(t *testing.T) {
	t.Parallel()
	b := newBasimci(t)
	no, nos := b.printed(1, "kargo 1")
	key := uuid.NewString()
	_, errs := together(8, func(i int) (store.KartResult, error) {
		d := store.BasimDuzeltme{No: no, KartNo: nos[0], Asama: kart.BasimGonderildi, Anahtar: uuid.NewString()}
		if i%2 == 0 {
			d.Anahtar = key
		}
		return b.correct(d)
	})
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
			continue
		}
		if refused(t, err, kural.Conflict); !strings.Contains(err.Error(), "Kaydı Geri Alındı") {
			t.Errorf("it is not told who was faster: %v", err)
		}
	}
	if n := scan[int](t, b.s, `SELECT count(*) FROM olay WHERE tip = 'kart.gonderildi_geri_alindi'`); n != 1 || b.kart(nos[0]).Basim != kart.BasimBasildi || done != 1 && done != 4 {
		t.Errorf("undone %d times, %d were told so, the card is %s", n, done, b.kart(nos[0]).Basim)
	}
	_, errs = together(2, func(i int) (any, error) {
		if i == 0 {
			return b.correct(store.BasimDuzeltme{No: no, KartNo: nos[0], Asama: kart.BasimBasildi})
		}
		return b.s.SendBasim(t.Context(), b.iki, no, nos, "kargo 2")
	})
	switch k := b.kart(nos[0]); {
	case errs[0] == nil && k.Basim == kart.BasimPartide, errs[0] != nil && k.Basim == kart.BasimGonderildi:
	default:
		t.Errorf("sent and undone at once: %s, %v", k.Basim, errs)
	}
}

// KB-03: a print that was lost on its way is made again in the next batch: there it is the oldest; the earlier batch keeps it as spoilt, with
// the reason, and neither counts nor prints it any more; the staff member reads where the card is.
func TestPrintAgain(t *testing.T) {
	t.Parallel()
	b := newBasimci(t)
	first, nos := b.printed(2, "kargo 1")
	b.corrected(store.BasimDuzeltme{No: first, KartNo: nos[0], Asama: kart.BasimGonderildi, Yeniden: true, Neden: "Kargoda kayboldu."})
	k := b.kart(nos[0])
	if k.Basim != kart.BasimBekliyor || !k.Yeniden || k.Durum != kart.TalepOnayli || b.last(nos[0]) != "Kart Yeniden Basılıp Gönderilecek: Kargoda kayboldu." {
		t.Errorf("%s %v %s, %q", k.Basim, k.Yeniden, k.Durum, b.last(nos[0]))
	}
	d := b.basim(first)
	if d.Bozulan != 1 || d.Gonderilen != 1 || d.Cikan != 0 || d.Kartlar[0].Bozuk != "Kargoda kayboldu." || d.Kartlar[0].Cikti || d.Kartlar[1].Bozuk != "" || d.Gonderildi == nil {
		t.Errorf("the first batch: %+v", d)
	}
	list, _, err := b.s.BasimBekleyenler(t.Context(), b.bir, 0, 9)
	if err != nil || len(list) != 1 || list[0].Yeniden != "Kargoda kayboldu." {
		t.Fatalf("%+v, %v", list, err)
	}
	next := b.make(b.iki, store.MaxBasim).No
	if d := b.basim(next); !slices.Equal(kartNos(d), nos[:1]) || !d.Kartlar[0].Yeniden || d.Kartlar[0].Cikti || d.Basilacak != 1 {
		t.Errorf("the second batch: %+v", d)
	}
	if d := b.basim(first); d.Bozulan != 1 || d.Basilacak != 0 || d.Kartlar[0].Yeniden {
		t.Errorf("the first batch counts the second's card: %+v", d)
	}
	if res, err := b.s.PrintBasim(t.Context(), b.bir, first, nos[:1]); err != nil || res.Yapilan != 0 || len(res.Kalanlar) != 1 || !strings.Contains(res.Kalanlar[0].Neden, "başka bir partide") {
		t.Errorf("recorded as printed in the batch where it is spoilt: %+v, %v", res, err)
	}
	for _, step := range []func() error{
		func() error { return second(b.s.PrintBasim(t.Context(), b.bir, next, nil)) },
		func() error { return second(b.s.SendBasim(t.Context(), b.bir, next, nil, "kargo 2")) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.correct(store.BasimDuzeltme{No: first, KartNo: nos[0], Asama: kart.BasimGonderildi}); kural.KindOf(err) != kural.Conflict {
		t.Errorf("undone on the page of the batch where it is spoilt: %v", err)
	}
	b.corrected(store.BasimDuzeltme{No: next, KartNo: nos[0], Asama: kart.BasimGonderildi, Yeniden: true}) // spoilt a second time
	third := b.make(b.iki, store.MaxBasim).No
	for no, want := range map[int64]int{first: 1, next: 1, third: 0} {
		if d := b.basim(no); d.Bozulan != want {
			t.Errorf("batch %d has %d spoilt prints, want %d", no, d.Bozulan, want)
		}
	}
	dbtest.IptalEt(t, b.s, b.hasan, b.bir, nos[0])
	if d := b.basim(third); d.Cikan != 1 || d.Basilacak != 0 {
		t.Errorf("cancelled: %+v", d.BasimOzeti)
	}
}

// KB-03: a card is printed again once, whoever asks for it at the same time, and is in one batch then.
func TestPrintAgainTogether(t *testing.T) {
	t.Parallel()
	b := newBasimci(t)
	no, nos := b.printed(1, "")
	_, errs := together(6, func(i int) (any, error) {
		if i < 3 {
			return b.correct(store.BasimDuzeltme{No: no, KartNo: nos[0], Asama: kart.BasimBasildi, Yeniden: true})
		}
		return b.s.MakeBasim(t.Context(), b.iki, store.BasimIstek{Anahtar: uuid.New(), Adet: 1})
	})
	done := 0
	for _, err := range errs[:3] {
		if err == nil {
			done++
		}
	}
	open := scan[int](t, b.s, `SELECT count(*) FROM basim_kart WHERE bozuk IS NULL`)
	if k := b.kart(nos[0]); done != 1 || open > 1 || (open == 1) != (k.Basim == kart.BasimPartide) {
		t.Errorf("%d reprints, %d open prints, the card is %s: %v", done, open, k.Basim, errs)
	}
	if n := scan[int](t, b.s, `SELECT count(*) FROM giden WHERE tip LIKE 'kart.yeniden%'`); n != 0 {
		t.Errorf("%d SMS about a print that nobody had been told of", n)
	}
}

// KB-03, SC-01: wrong wishes are told, and nobody else corrects.
func TestCorrectBasimRefused(t *testing.T) {
	t.Parallel()
	b := newBasimci(t)
	no, nos := b.printed(1, "")
	right := store.BasimDuzeltme{No: no, KartNo: nos[0], Talep: 1, Asama: kart.BasimBasildi, Neden: "x"}
	for name, c := range map[string]struct {
		wrong func(*store.BasimDuzeltme)
		kind  kural.Kind
	}{
		"no reason":       {func(d *store.BasimDuzeltme) { d.Neden = " " }, kural.Invalid},
		"no step":         {func(d *store.BasimDuzeltme) { d.Asama = kart.BasimPartide }, kural.Invalid},
		"another step":    {func(d *store.BasimDuzeltme) { d.Asama = kart.BasimGonderildi }, kural.Conflict},
		"another card":    {func(d *store.BasimDuzeltme) { d.KartNo++ }, kural.NotFound},
		"another request": {func(d *store.BasimDuzeltme) { d.Talep++ }, kural.NotFound},
		"another batch":   {func(d *store.BasimDuzeltme) { d.No++ }, kural.NotFound},
	} {
		d := right
		c.wrong(&d)
		if _, err := b.s.CorrectBasim(t.Context(), b.bir, d); kural.KindOf(err) != c.kind {
			t.Errorf("%s: %v, want %v", name, err, c.kind)
		}
	}
	for _, other := range []kural.Actor{b.hasan, store.KartActor(b.bir), {Rol: kural.Isletmen, ID: 1}, {}} {
		if _, err := b.s.CorrectBasim(t.Context(), other, right); kural.KindOf(err) != kural.Forbidden {
			t.Errorf("by %q: %v", other.Rol, err)
		}
	}
	if _, err := b.s.DoKart(t.Context(), store.KartActor(b.hasan), nos[0], kart.RequestCancel{Neden: kart.Diger}); err != nil {
		t.Fatal(err)
	}
	for _, again := range []bool{false, true} { // KB-03: while its cancellation is looked at
		d := right
		d.Yeniden = again
		if _, err := b.s.CorrectBasim(t.Context(), b.bir, d); kural.KindOf(err) != kural.Conflict {
			t.Errorf("while the cancellation is looked at: %v", err)
		}
	}
	if k := b.kart(nos[0]); k.Basim != kart.BasimBasildi || b.basim(no).Bozulan != 0 {
		t.Errorf("half done: %s", k.Basim)
	}
}
