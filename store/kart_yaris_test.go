package store_test

import (
	"strings"
	"testing"
	"time"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/kart"
	"acikkapi/store"
)

// winners counts those who got through; the others must have been told a Conflict, whose sentences come back.
func winners(t *testing.T, errs []error) (won int, said []string) {
	t.Helper()
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		said = append(said, refused(t, err, kural.Conflict))
	}
	return won, said
}

// KT-08: of requests for one relative at the same moment one wins; the others leave nothing behind.
func TestRequestsAtOnce(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	hasan := addUser(t, s, "personel", "HASAN", 1)
	no := family(t, s, hasan, 10)[spouse]
	req := asking(t, s, hasan, no)
	_, errs := together(8, func(int) (store.KartResult, error) { return s.DoKart(t.Context(), hasan, no, req) })
	won, said := winners(t, errs)
	if won != 1 || !strings.Contains(said[0], "Kart Talebi: Onay Bekliyor") {
		t.Errorf("%d requests won, the others read %q", won, said)
	}
	if n := scan[int](t, s, `SELECT count(*) FROM kart_talep`); n != 1 {
		t.Errorf("%d requests are stored", n)
	}
	if n := scan[int](t, s, `SELECT count(*) FROM giden`); n != 1 {
		t.Errorf("%d messages go out", n)
	}
	if err := s.VerifyKartChain(t.Context(), no); err != nil {
		t.Error(err)
	}
}

// KT-08: both parents work at the ministry and ask for their child at once: one wins, the other is told why, on the list too; when the
// bureau refuses, it is the other's turn.
func TestTwoParents(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	parents := []kural.Actor{addUser(t, s, "personel", "HASAN", 1), addUser(t, s, "mia", "AYŞE", 2)}
	elif := addUser(t, s, "kimlik_burosu", "ELİF", 3)
	var nos []int64
	var reqs []kart.Request
	for i, p := range parents {
		nos = append(nos, family(t, s, p, 10)[grown])
		reqs = append(reqs, asking(t, s, p, nos[i]))
	}
	_, errs := together(2, func(i int) (store.KartResult, error) { return s.DoKart(t.Context(), parents[i], nos[i], reqs[i]) })
	won, said := winners(t, errs)
	if won != 1 || !strings.HasPrefix(said[0], "Bu yakınınız için başka bir Bakanlık personelinin") {
		t.Fatalf("%d parents won, the other reads %q", won, said)
	}
	first := 0
	if errs[0] != nil {
		first = 1
	}
	other := 1 - first
	lists := func() string { return aile(t, s, parents[other])[grown].Engel }
	if e := notDone(t, s, parents[other], nos[other], reqs[other], kural.Conflict); lists() != e.Message {
		t.Errorf("refused with %q, the list says %q", e.Message, lists())
	}
	if own := aile(t, s, parents[first])[grown]; own.Engel != "" || own.Durum != kart.TalepBekliyor {
		t.Errorf("the winner's own list: %q, %q", own.Durum, own.Engel)
	}
	doCard(t, s, elif, nos[first], kart.Reject{Talep: 1, Ret: rejection(t, s, store.TalepKart)})
	if lists() != "" {
		t.Errorf("after the refusal: %q", lists())
	}
	doCard(t, s, parents[other], nos[other], reqs[other])
	doCard(t, s, elif, nos[other], kart.Approve{Talep: 1})
	notDone(t, s, parents[first], nos[first], asking(t, s, parents[first], nos[first]), kural.Conflict)
}

// KB-02: two reviewers decide at once, one for and one against: one decision stands, the other reads whose and when.
func TestTwoReviewers(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	hasan := addUser(t, s, "personel", "HASAN", 1)
	reviewers := []kural.Actor{addUser(t, s, "kimlik_burosu", "ELİF", 2), addUser(t, s, "kimlik_burosu", "OYA", 3)}
	ret := rejection(t, s, store.TalepKart)
	for _, no := range family(t, s, hasan, 10)[:2] {
		doCard(t, s, hasan, no, asking(t, s, hasan, no))
		cmds := []kart.Command{kart.Approve{Talep: 1}, kart.Reject{Talep: 1, Ret: ret}}
		_, errs := together(2, func(i int) (store.KartResult, error) { return s.DoKart(t.Context(), reviewers[i], no, cmds[i]) })
		won, said := winners(t, errs)
		d := cardDetail(t, s, reviewers[0], no)
		if won != 1 || !strings.Contains(said[0], "Son işlem: “"+d.Durum.Label()+"” – "+d.Talep.KararVeren) {
			t.Errorf("%d reviewers won, the other reads %q; it was %s", won, said, d.Talep.KararVeren)
		}
		if len(d.Hareketler) != 2 || (d.Talep.Karar == store.KararOnay) != (errs[0] == nil) {
			t.Errorf("stored: %+v, timeline %+v", d.Talep, d.Hareketler)
		}
	}
}

// KB-02: what a colleague has taken nobody else decides, until they give it back or the time is over.
func TestTakenRequestFallsBack(t *testing.T) {
	t.Parallel()
	s, c := clockedStore(t)
	hasan := addUser(t, s, "personel", "HASAN", 1)
	elif, oya := addUser(t, s, "kimlik_burosu", "ELİF", 2), addUser(t, s, "kimlik_burosu", "OYA", 3)
	no := family(t, s, hasan, 10)[spouse]
	doCard(t, s, hasan, no, asking(t, s, hasan, no))
	if err := s.TakeKart(t.Context(), elif, no, 1, false); err != nil {
		t.Fatal(err)
	}
	for _, cmd := range []kart.Command{kart.Approve{Talep: 1}, kart.Reject{Talep: 1, Ret: rejection(t, s, store.TalepKart)}} {
		if e := notDone(t, s, oya, no, cmd, kural.Conflict); e.Field != store.AlmaField || !strings.Contains(e.Message, "ELİF KAYA") {
			t.Errorf("%s: %q at %q", cmd.Action(), e.Message, e.Field)
		}
	}
	c.forward(store.KartAlmaSuresi - time.Second)
	notDone(t, s, oya, no, kart.Approve{Talep: 1}, kural.Conflict)
	c.forward(2 * time.Second)
	doCard(t, s, oya, no, kart.Approve{Talep: 1})
	if a, err := s.KartAlma(t.Context(), no, 1); err != nil || !a.None() {
		t.Errorf("decided, but in the hands of %+v, %v", a, err)
	}
}

// KB-02: the request that a reviewer looks at is refused by a colleague and asked for again with other papers: the decision does not
// fall on what was not seen.
func TestRequestRenewedUnderTheReviewersEyes(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	hasan := addUser(t, s, "personel", "HASAN", 1)
	elif, oya := addUser(t, s, "kimlik_burosu", "ELİF", 2), addUser(t, s, "kimlik_burosu", "OYA", 3)
	no := family(t, s, hasan, 10)[spouse]
	doCard(t, s, hasan, no, asking(t, s, hasan, no))
	seen := cardDetail(t, s, elif, no).Talep.Sira
	doCard(t, s, oya, no, kart.Reject{Talep: seen, Ret: rejection(t, s, store.TalepKart)})
	doCard(t, s, hasan, no, asking(t, s, hasan, no))
	if e := notDone(t, s, elif, no, kart.Approve{Talep: seen}, kural.Conflict); !strings.HasPrefix(e.Message, "Bu talep siz incelerken değişti") {
		t.Errorf("%q", e.Message)
	}
	doCard(t, s, elif, no, kart.Approve{Talep: seen + 1})
}

// KB-02: a reviewer does not decide about their own family: asked for from another account of theirs, by the child's other parent – also
// where KPS has told of the child to that one only – or for the reviewer themselves.
func TestReviewersOwnFamily(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	elif, oya := addUser(t, s, "kimlik_burosu", "ELİF", 10), addUser(t, s, "kimlik_burosu", "OYA", 3)
	self, husband := addUser(t, s, "personel", "ELİF", 10), addUser(t, s, "personel", "HASAN", 1)
	for name, no := range map[string]int64{
		"from her other account":            family(t, s, self, 20)[spouse],
		"the reviewer herself":              family(t, s, husband, 10)[spouse], // the 10th person, as KPS has it
		"a child she never asked KPS about": family(t, s, husband, 10)[grown],
		"their child, by himself":           func() int64 { return shared(t, s, self, husband) }(),
	} {
		asker := husband
		if name == "from her other account" {
			asker = self
		}
		doCard(t, s, asker, no, asking(t, s, asker, no))
		if e := notDone(t, s, elif, no, kart.Approve{Talep: 1}, kural.Forbidden); e.Message != "Kendi yakınınızın talebini sonuçlandıramazsınız." {
			t.Errorf("%s: %q", name, e.Message)
		}
		if err := s.DeliverKart(t.Context(), store.KartGorev{KartNo: no, Talep: 1}); err != nil {
			t.Fatal(err)
		}
		refused(t, s.TakeKart(t.Context(), elif, no, 1, false), kural.Forbidden)
		if got, _, ok, err := s.TakeNextKart(t.Context(), elif, store.BuroImlec{}); ok || err != nil {
			t.Errorf("%s: card %d is next for her, %v", name, got, err)
		}
		d := cardDetail(t, s, elif, no)
		if b := kart.Buttons(&d.Kart, elif, time.Now()); len(b) != 0 {
			t.Errorf("%s: she is offered %q", name, b[0].Button)
		}
		doCard(t, s, oya, no, kart.Approve{Talep: 1})
	}
}

// shared is the card of a grown child that both have, as husband's relative.
func shared(t *testing.T, s *store.Store, self, husband kural.Actor) int64 {
	t.Helper()
	child := store.YakinKaydi{TCKN: person(40), Ad: "ECE", Soyad: "KAYA", Yakinlik: kart.Cocuk, Dogum: time.Now().AddDate(-30, 0, 0)}
	var no int64
	for _, p := range []kural.Actor{self, husband} {
		n := 10
		if p.ID == self.ID {
			n = 20
		}
		if _, err := s.SaveAile(t.Context(), p, append(relatives(n, time.Now()), child)); err != nil {
			t.Fatal(err)
		}
		for _, k := range aile(t, s, p) {
			if k.Ad == "ECE" {
				no = k.No
			}
		}
	}
	return no
}
