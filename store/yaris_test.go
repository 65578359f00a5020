package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// Two people at once: one command wins, the other is refused with a sentence that says why; over and over, on two
// processes, since a race shows only sometimes.
func TestTwoPeopleAtOnce(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	stores := [2]*store.Store{dbtest.Open(t, url), dbtest.Open(t, url)}
	colleague := dbtest.YetkiliMEM
	colleague.ID, colleague.Ad = 22, "Selin Öğretmen"
	type side struct {
		actor basvuru.Actor
		cmd   basvuru.Command
		told  string // what the other side is told when this one wins
	}
	toMIA := func(t *testing.T, n int) int64 {
		no := routed(t, stores[0], n)
		do(t, stores[0], dbtest.AKS, no, basvuru.SendToMIA{})
		return no
	}
	plain := func(t *testing.T, n int) int64 { return dbtest.File(t, stores[0], n) }
	oneBirim := func(t *testing.T, n int) int64 { return routed(t, stores[0], n) }
	route := basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}}
	end := basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Tamam."}
	for _, c := range []struct {
		rule  string
		begin func(*testing.T, int) int64
		sides [2]side
	}{
		{"YT-05 two answers of a birim", oneBirim, [2]side{
			{dbtest.YetkiliMEM, answer(1), "Murat Öğretmen tarafından cevaplanmıştır"}, {colleague, answer(1), "Selin Öğretmen tarafından cevaplanmıştır"},
		}},
		{"AK-08 close and route", plain, [2]side{{dbtest.AKS, end, "Kapatılan başvuru"}, {dbtest.AKS, route, dbtest.BirimMEM.Ad}}},
		{"AK-10 the same birim twice", plain, [2]side{{dbtest.AKS, route, "aynı birime yeniden"}, {dbtest.AKS, route, "aynı birime yeniden"}}},
		{"AK-08 two closings", plain, [2]side{{dbtest.AKS, end, "Kapatılan başvuru"}, {dbtest.AKS, end, "Kapatılan başvuru"}}},
		{"MI-04 two decisions of the MİA", toMIA, [2]side{
			{dbtest.MIA, basvuru.Reset{Aciklama: "Baştan."}, "Havuzunda"},
			{dbtest.MIA, basvuru.AnswerMIA{Sonuc: basvuru.Olumlu, Metin: "Uygun."}, "Cevap Dönüldü"},
		}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			for n := range 15 {
				no := c.begin(t, n)
				before := scan[int](t, stores[0], `SELECT olay_sira FROM basvuru WHERE no = $1`, no)
				_, errs := together(2, func(i int) (store.Result, error) {
					return stores[i].Do(t.Context(), c.sides[i].actor, no, c.sides[i].cmd)
				})
				if (errs[0] == nil) == (errs[1] == nil) {
					t.Fatalf("not one winner: %v", errs)
				}
				winner := 0
				if errs[0] != nil {
					winner = 1
				}
				if says := refused(t, errs[1-winner], kural.Conflict); !strings.Contains(says, c.sides[winner].told) {
					t.Errorf("the loser is told %q, not %q", says, c.sides[winner].told)
				}
				if lines := scan[int](t, stores[0], `SELECT olay_sira FROM basvuru WHERE no = $1`, no) - before; lines != 1 {
					t.Errorf("%d lines were written, want 1", lines)
				}
				if err := stores[0].VerifyChain(t.Context(), no); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// MI-04, YT-05: an answer that races with the MİA's reset either counts in its round or is refused; never in the next.
func TestAnswerRacesReset(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	for n := range 15 {
		no := routed(t, s, n)
		do(t, s, dbtest.AKS, no, basvuru.SendToMIA{})
		_, errs := together(2, func(i int) (store.Result, error) {
			if i == 0 {
				return s.Do(t.Context(), dbtest.MIA, no, basvuru.Reset{Aciklama: "Baştan."})
			}
			return s.Do(t.Context(), dbtest.YetkiliMEM, no, answer(1))
		})
		if errs[0] != nil {
			t.Fatalf("the reset: %v", errs[0])
		}
		want := "geri_cekildi"
		if errs[1] == nil {
			want = "cevaplandi"
		} else if k := kural.KindOf(errs[1]); k != kural.Conflict && k != kural.NotFound {
			t.Errorf("the answer was refused as %v", errs[1])
		}
		have := scan[string](t, s, `SELECT durum FROM yonlendirme WHERE basvuru_no = $1 AND sira = 1`, no)
		if open := scan[int](t, s, `SELECT count(*) FROM yonlendirme WHERE basvuru_no = $1 AND durum IN ('kuyrukta', 'teslim')`, no); open != 0 || have != want {
			t.Errorf("routing 1 is %s, want %s; %d are open after the reset", have, want, open)
		}
	}
}

// PL-04: one message delivered many times at once has its effect once; one with nothing to do is remembered too; one
// whose effect failed is not.
func TestOnce(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	no := routed(t, s, 1)
	id := uuid.Must(uuid.NewV7())
	results, errs := together(20, func(int) (store.Result, error) {
		return s.Do(t.Context(), dbtest.YetkiliMEM, no, answer(1), store.Once("cevap", id))
	})
	applied := 0
	for i := range results {
		if errs[i] != nil {
			t.Errorf("delivery %d: %v", i, errs[i])
		} else if !results[i].Repeated {
			applied++
		}
	}
	if answers := scan[int](t, s, `SELECT count(*) FROM cevap WHERE basvuru_no = $1`, no); applied != 1 || answers != 1 {
		t.Errorf("applied %d times, %d answers stored", applied, answers)
	}

	collect := func(id uuid.UUID) store.Result {
		return do(t, s, kural.Pipeline("toplama"), no, basvuru.Collect{}, store.Once("toplama", id))
	}
	early := uuid.Must(uuid.NewV7())
	if r := collect(early); !r.Nothing {
		t.Errorf("collected while a birim still owes its answer: %+v", r)
	}
	do(t, s, dbtest.YetkiliSag, no, answer(2))
	if r := collect(early); !r.Repeated {
		t.Errorf("a message that had nothing to do was applied when it came again: %+v", r)
	}

	late := uuid.Must(uuid.NewV7())
	_, err := s.Do(t.Context(), dbtest.YetkiliSag, no, answer(2), store.Once("cevap", late))
	refused(t, err, kural.Conflict)
	if n := scan[int](t, s, `SELECT count(*) FROM islenen_mesaj WHERE mesaj_id = $1`, late); n != 0 {
		t.Error("a refused message counts as applied")
	}
}

// PL-04: the same for effects other than commands.
func TestEffectOnce(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	id := uuid.Must(uuid.NewV7())
	broken := errors.New("broken")
	if fresh, err := s.Effect(t.Context(), "x", id, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Send(ctx, store.Giden{MesajID: id, Tip: "x", Govde: []byte("{}")}); err != nil {
			return err
		}
		return fmt.Errorf("in the middle: %w", broken)
	}); fresh || !errors.Is(err, broken) {
		t.Errorf("a failed effect: %v, %v", fresh, err)
	}
	if n := scan[int](t, s, `SELECT (SELECT count(*) FROM giden) + (SELECT count(*) FROM islenen_mesaj)`); n != 0 {
		t.Errorf("a failed effect left %d rows", n)
	}
	freshs, errs := together(20, func(int) (bool, error) {
		return s.Effect(t.Context(), "x", id, func(ctx context.Context, tx *store.Tx) error {
			return tx.Send(ctx, store.Giden{MesajID: id, Tip: "x", Govde: []byte("{}")})
		})
	})
	applied := 0
	for i, fresh := range freshs {
		if errs[i] != nil {
			t.Error(errs[i])
		}
		if fresh {
			applied++
		}
	}
	if n := scan[int](t, s, `SELECT count(*) FROM giden`); n != 1 || applied != 1 {
		t.Errorf("%d rows, applied %d times", n, applied)
	}
	if fresh, err := s.Effect(t.Context(), "y", id, func(context.Context, *store.Tx) error { return nil }); !fresh || err != nil {
		t.Errorf("another consumer of the same message: %v, %v", fresh, err)
	}
}
