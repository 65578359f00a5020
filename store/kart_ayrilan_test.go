package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/kart"
	"acikkapi/store"
)

// leavers is a family whose two parents work here: HASAN has the child's card, and leaves.
type leavers struct {
	t                       *testing.T
	s                       *store.Store
	hasan, ayse, elif, cenk kural.Actor
	no, other               int64 // the child's card, as HASAN's and as AYŞE's
}

// newLeavers: the child's card was asked for; with approved it was approved, too, and waits to be printed.
func newLeavers(t *testing.T, approved bool) *leavers {
	t.Helper()
	l := &leavers{t: t, s: dbtest.New(t)}
	l.hasan, l.ayse = addUser(t, l.s, "personel", "HASAN", 1), addUser(t, l.s, "personel", "AYŞE", 2)
	l.elif, l.cenk = addUser(t, l.s, "kimlik_burosu", "ELİF", 3), addUser(t, l.s, "kimlik_burosu", "CENK", 4)
	l.no, l.other = family(t, l.s, l.hasan, 10)[grown], family(t, l.s, l.ayse, 10)[grown]
	doCard(t, l.s, l.hasan, l.no, asking(t, l.s, l.hasan, l.no))
	if approved {
		doCard(t, l.s, l.elif, l.no, kart.Approve{Talep: 1})
	}
	return l
}

func (l *leavers) sent() { exec(l.t, l.s, `UPDATE kart SET basim = 'gonderildi' WHERE no = $1`, l.no) }

func (l *leavers) leaves() {
	exec(l.t, l.s, `UPDATE kullanici SET aktif = false WHERE id = $1`, l.hasan.ID)
}

// listed tells whether the card is in the list that f leaves.
func (l *leavers) listed(f store.BuroSuzgec) bool {
	l.t.Helper()
	p, err := l.s.BuroKuyrugu(l.t.Context(), l.elif, f, store.BuroImlec{}, store.BuroImlec{}, 50)
	if err != nil {
		l.t.Fatal(err)
	}
	return slices.ContainsFunc(p.Satirs, func(b store.BuroSatir) bool { return b.No == l.no && b.Ayrildi })
}

func (l *leavers) refusedWith(actor kural.Actor, cmd kart.Command, words string) {
	l.t.Helper()
	if e := notDone(l.t, l.s, actor, l.no, cmd, kural.Conflict); !strings.Contains(e.Message, words) {
		l.t.Errorf("%s by %s is refused with %q, want %q", cmd.Action(), actor.Ad, e.Message, words)
	}
}

var (
	ayrilanlar = store.BuroSuzgec{Sonuc: true, Ayrilan: true}
	starts     = kart.StartCancel{Talep: 1, Aciklama: "Emekli oldu, 3.11.2026 tarihli ve 4417 sayılı yazı"}
	unreturned = kart.RecordUnreturned{Talep: 2, Neden: "İki kez yazıldı, yanıt gelmedi"}
)

// KI-03, KT-08, KB-01: the card of somebody who has left blocks the other parent, who is told where to turn. The bureau finds it, starts to
// cancel it and says why; without the card a second person is needed, and that it does not come back on record. Then the other parent asks.
func TestLeaversCardIsCancelledByTheBureau(t *testing.T) {
	t.Parallel()
	l := newLeavers(t, true)
	l.sent()
	l.refusedWith(l.elif, starts, "kartın iptalini kendisi ister")
	if l.listed(ayrilanlar) {
		t.Error("the card of somebody who works here is in the list of those who left")
	}
	l.leaves()
	if !l.listed(ayrilanlar) {
		t.Fatal("the bureau does not find the card")
	}
	if e := aile(t, l.s, l.ayse)[grown].Engel; !strings.Contains(e, "Kimlik Bürosuna başvurunuz") {
		t.Errorf("the other parent reads %q", e)
	}
	notDone(t, l.s, l.elif, l.no, kart.StartCancel{Talep: 1, Aciklama: " "}, kural.Invalid)
	notDone(t, l.s, l.ayse, l.no, starts, kural.NotFound)
	doCard(t, l.s, l.elif, l.no, starts)
	if l.listed(ayrilanlar) || !l.listed(store.BuroSuzgec{}) {
		t.Error("what was started is not in the queue")
	}
	l.refusedWith(l.cenk, kart.ApproveCancel{Talep: 2}, "Kart teslim alınmadan")
	if _, _, ok, err := l.s.TakeNextKart(t.Context(), l.cenk, store.BuroImlec{}); ok || err != nil {
		t.Errorf("it is given out before it can be decided: %v", err)
	}
	doCard(t, l.s, l.elif, l.no, unreturned)
	l.refusedWith(l.elif, kart.ApproveCancel{Talep: 2}, "başka bir görevli")
	if no, sira, ok, err := l.s.TakeNextKart(t.Context(), l.cenk, store.BuroImlec{}); no != l.no || sira != 2 || !ok || err != nil {
		t.Errorf("the colleague is given %d/%d, %v", no, sira, err)
	}
	doCard(t, l.s, l.cenk, l.no, kart.ApproveCancel{Talep: 2})
	var said []string
	for _, h := range cardDetail(t, l.s, l.cenk, l.no).Hareketler {
		said = append(said, h.Durum+" / "+h.Aciklama)
	}
	for _, want := range []string{"Personelin Ayrılması: Emekli oldu, 3.11.2026 tarihli ve 4417 sayılı yazı", "Kart Geri Alınamadı / İki kez yazıldı, yanıt gelmedi"} {
		if !strings.Contains(strings.Join(said, "\n"), want) {
			t.Errorf("the history does not say %q: %q", want, said)
		}
	}
	doCard(t, l.s, l.ayse, l.other, asking(t, l.s, l.ayse, l.other))
	if err := l.s.VerifyKartChain(t.Context(), l.no); err != nil {
		t.Error(err)
	}
}

// KI-03: where the card comes back the usual rule holds, and one person can finish; of a card that was never printed none need come, and none
// is printed any more (KB-03).
func TestLeaversCardComesBackOrWasNeverPrinted(t *testing.T) {
	t.Parallel()
	back, never := newLeavers(t, true), newLeavers(t, true)
	back.sent()
	for _, l := range []*leavers{back, never} {
		l.leaves()
	}
	if list, n, err := never.s.BasimBekleyenler(t.Context(), never.elif, 0, 10); len(list)+n > 0 || err != nil {
		t.Errorf("%d cards wait for the printer, %v", n, err)
	}
	never.refusedWith(never.elif, kart.TakeToPrint{Talep: 1}, "kart basılmaz")
	doCard(t, back.s, back.elif, back.no, starts)
	doCard(t, back.s, back.elif, back.no, kart.ReceiveCard{Talep: 2})
	back.refusedWith(back.elif, unreturned, "kart beklenmiyor")
	doCard(t, never.s, never.elif, never.no, starts)
	for _, l := range []*leavers{back, never} {
		if res := doCard(t, l.s, l.elif, l.no, kart.ApproveCancel{Talep: 2}); res.Durum != kart.IptalOnayli {
			t.Errorf("the card is %s", res.Durum)
		}
	}
}

// KB-01, KT-08: a request that is open when its staff member leaves stays in the queue, marked; it can only be refused, and frees the child
// for the other parent. Nobody's leaving withdraws it: who is defined anew has it still.
func TestOpenRequestOfALeaver(t *testing.T) {
	t.Parallel()
	l := newLeavers(t, false)
	exec(t, l.s, `UPDATE kart_talep SET geldi = zaman`)
	l.leaves()
	if !l.listed(store.BuroSuzgec{}) {
		t.Error("the queue does not show it, or not that who asked has left")
	}
	l.refusedWith(l.elif, kart.Approve{Talep: 1}, "Talebi reddediniz")
	l.refusedWith(l.elif, starts, "bu işlem yapılamaz")
	doCard(t, l.s, l.elif, l.no, kart.Reject{Talep: 1, Ret: rejection(t, l.s, store.TalepKart)})
	doCard(t, l.s, l.ayse, l.other, asking(t, l.s, l.ayse, l.other))

	anew := newLeavers(t, false)
	anew.leaves()
	addUser(t, anew.s, "mia", "HASAN", 1) // another kind of user: the same person works here
	doCard(t, anew.s, anew.elif, anew.no, kart.Approve{Talep: 1})
}

// KI-04: who is defined anew finds the card as it is: a cancellation that the bureau has started because they had left cannot be approved
// any more, and once it is refused the card is valid and theirs.
func TestLeaverComesBackWhileTheBureauCancels(t *testing.T) {
	t.Parallel()
	l := newLeavers(t, true)
	l.sent()
	l.leaves()
	doCard(t, l.s, l.elif, l.no, starts)
	doCard(t, l.s, l.elif, l.no, unreturned)
	now := addUser(t, l.s, "personel", "HASAN", 1)
	l.refusedWith(l.cenk, kart.ApproveCancel{Talep: 2}, "yeniden kullanıcı olarak tanımlanmış")
	if got := family(t, l.s, now, 10); got[grown] != l.no {
		t.Fatalf("cards %v: %d is not there", got, l.no)
	}
	if k := aile(t, l.s, now)[grown]; k.Durum != kart.IptalBekliyor || !k.Durum.Valid() {
		t.Errorf("the card is %s", k.Durum)
	}
	doCard(t, l.s, l.cenk, l.no, kart.RejectCancel{Talep: 2, Ret: rejection(t, l.s, store.TalepIptal)})
	doCard(t, l.s, now, l.no, kart.RequestCancel{Neden: kart.Diger})
	l.refusedWith(l.elif, kart.ApproveCancel{Talep: 3}, "Kart teslim alınmadan") // what was recorded of the earlier request does not count
}

// KI-04, KT-08: a user is defined anew, and takes the cards over, at the moment at which the bureau approves: the card is cancelled or it is
// not, never both; the user finds it either way.
func TestLeaverComesBackAsTheBureauApproves(t *testing.T) {
	t.Parallel()
	l := newLeavers(t, true)
	l.leaves()
	doCard(t, l.s, l.elif, l.no, starts)
	now := kural.Actor{Rol: kural.Personel, Ad: "HASAN KAYA"}
	_, errs := together(2, func(i int) (store.KartResult, error) {
		if i == 0 {
			return l.s.DoKart(t.Context(), l.cenk, l.no, kart.ApproveCancel{Talep: 2})
		}
		now = addUser(t, l.s, "personel", "HASAN", 1)
		_, err := l.s.SaveAile(t.Context(), now, relatives(10, time.Now()))
		return store.KartResult{}, err
	})
	if errs[1] != nil {
		t.Fatal(errs[1])
	}
	want := kart.IptalOnayli
	if errs[0] != nil {
		if want = kart.IptalBekliyor; !strings.Contains(refused(t, errs[0], kural.Conflict), "yeniden kullanıcı olarak tanımlanmış") {
			t.Error(errs[0])
		}
	}
	k := aile(t, l.s, now)[grown]
	if k.No != l.no || k.Durum != want {
		t.Errorf("card %d is %s, want %d %s", k.No, k.Durum, l.no, want)
	}
	if err := l.s.VerifyKartChain(t.Context(), l.no); err != nil {
		t.Error(err)
	}
}

// KI-01: the bureau's reason is nobody else's: no form offers it, no staff member can give it, and no page changes it.
func TestLeaversReasonIsTheBureausAlone(t *testing.T) {
	t.Parallel()
	l := newLeavers(t, true)
	list, err := l.s.IptalNedenleri(t.Context())
	if err != nil || slices.ContainsFunc(list, func(n store.IptalNedeni) bool { return n.Kod == string(kart.PersonelAyrildi) }) {
		t.Errorf("%v, %v", list, err)
	}
	notDone(t, l.s, l.hasan, l.no, kart.RequestCancel{Neden: kart.PersonelAyrildi}, kural.Invalid)
}
