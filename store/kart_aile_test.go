package store_test

import (
	"strings"
	"testing"
	"time"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/kart"
)

// KT-01, KT-07, KI-01: a staff member whose user was deleted and defined anew, of whatever kind, finds the cards asked for before and can
// cancel them; while the other user is there the card stays its, and the list says why none can be asked for.
func TestUserDefinedAnew(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	before, elif := addUser(t, s, "personel", "HASAN", 1), addUser(t, s, "kimlik_burosu", "ELİF", 2)
	nos := family(t, s, before, 10)
	doCard(t, s, before, nos[spouse], asking(t, s, before, nos[spouse]))
	doCard(t, s, elif, nos[spouse], kart.Approve{Talep: 1})

	beside := addUser(t, s, "mia", "HASAN", 1)
	other := family(t, s, beside, 10)
	if e := aile(t, s, beside)[spouse].Engel; other[spouse] == nos[spouse] || !strings.Contains(e, "sizin başka bir kullanıcınızın") {
		t.Errorf("beside the other user: card %d, %q", other[spouse], e)
	}
	exec(t, s, `UPDATE kullanici SET aktif = false WHERE id = ANY($1)`, []int64{before.ID, beside.ID})

	now := addUser(t, s, "personel", "HASAN", 1)
	if got := family(t, s, now, 10); got[spouse] != nos[spouse] || got[grown] == nos[grown] {
		t.Fatalf("cards %v, before %v: the one asked for is not there", got, nos)
	}
	if k := aile(t, s, now)[spouse]; k.Durum != kart.TalepOnayli || k.Engel != "" {
		t.Errorf("the card is %q, %q", k.Durum, k.Engel)
	}
	notDone(t, s, before, nos[spouse], losing(t, s, now, nos[spouse]), kural.NotFound)
	doCard(t, s, now, nos[spouse], losing(t, s, now, nos[spouse]))
	doCard(t, s, elif, nos[spouse], kart.ApproveCancel{Talep: 2})
	if err := s.VerifyKartChain(t.Context(), nos[spouse]); err != nil {
		t.Error(err)
	}
	stranger := addUser(t, s, "personel", "VELİ", 3)
	if _, err := s.SaveAile(t.Context(), stranger, relatives(10, time.Now())); err != nil {
		t.Fatal(err)
	}
	if k := aile(t, s, stranger)[spouse]; k.No == nos[spouse] {
		t.Error("somebody else got the card")
	}
}
