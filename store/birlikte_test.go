package store_test

import (
	"fmt"
	"testing"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// VB-13, PL-02: applications that come at once are stored together, each with its own number, event and message. Who is refused among them,
// and who has come twice, gets their own answer and takes nobody along.
func TestSubmissionsTogether(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	const n = 120
	const twice, other, wrong = 30, 60, 90 // 30 repeats 29, 60 comes with the key of 59, 90 is text that no database keeps
	before := footprint(t, s)
	results, errs := together(n, func(i int) (store.Result, error) {
		key, request, y := i, "istek", dbtest.Yeni(i+1)
		switch i {
		case twice:
			key--
		case other:
			key, request = key-1, "başka istek"
		case wrong:
			y.Konu = "bozuk \x00 metin"
		}
		return submit(t, s, y, store.WithKey("web", fmt.Sprint(key), []byte(request)))
	})
	nos, refusedOther := map[int64]int{}, 0
	for i, err := range errs {
		switch {
		case i == wrong:
			if kural.KindOf(err) != kural.Invalid {
				t.Errorf("text with a zero byte: %v", err)
			}
		case (i == other || i == other-1) && err != nil: // one of the two came first
			if kural.KindOf(err) != kural.Conflict {
				t.Errorf("the key of another request: %v", err)
			}
			refusedOther++
		case err != nil:
			t.Errorf("application %d: %v", i, err)
		default:
			nos[results[i].No]++
		}
	}
	if refusedOther != 1 || results[twice].No != results[twice-1].No || results[twice].Repeated == results[twice-1].Repeated {
		t.Errorf("%d refused for their key; the repeated ones are %+v and %+v", refusedOther, results[twice-1], results[twice])
	}
	const stored = n - 3
	if len(nos) != stored {
		t.Errorf("%d numbers, want %d", len(nos), stored)
	}
	after := footprint(t, s)
	for _, table := range []string{"basvuru", "iletisim", "olay", "giden", "tekrar_anahtari"} {
		if got := after[table] - before[table]; got != stored {
			t.Errorf("%d rows of %s, want %d", got, table, stored)
		}
	}
	if tx := scan[int](t, s, "SELECT count(DISTINCT xmin::text) FROM basvuru"); tx >= stored {
		t.Errorf("%d transactions for %d applications", tx, stored)
	}
}
