package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// OP-07, SE-02, VB-09: two who withdraw the last two lines of a list at the same moment do not empty the form: one of them is told.
func TestLastTwoLinesAtOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tablo string
		drop  func(s *store.Store, id int) error
	}{
		"egitim_durumu": {"egitim_durumu", func(s *store.Store, id int) error {
			_, err := s.DropKalem(t.Context(), yonetici, store.EgitimListesi, id, 1)
			return err
		}},
		"sektor": {"sektor", func(s *store.Store, id int) error {
			_, err := s.DropSektor(t.Context(), vali, id, 1)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			owner := dbtest.URL(t)
			s := dbtest.Open(t, owner)
			exec(t, s, `UPDATE `+c.tablo+` SET aktif = id IN (1, 2), surum = 1`)
			// Both have withdrawn their line before either can finish: neither sees yet what the other did.
			holder, err := pgx.Connect(t.Context(), owner)
			if err != nil {
				t.Fatal(err)
			}
			defer holder.Close(context.WithoutCancel(t.Context()))
			if _, err := holder.Exec(t.Context(), `BEGIN; LOCK TABLE degisiklik IN SHARE ROW EXCLUSIVE MODE`); err != nil {
				t.Fatal(err)
			}
			var errs [2]error
			var wg sync.WaitGroup
			for i := range errs {
				wg.Go(func() { errs[i] = c.drop(s, i+1) })
			}
			waiting := `SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
			for deadline := time.Now().Add(20 * time.Second); count(t, s, waiting) < 2; {
				if time.Now().After(deadline) {
					t.Fatal("they do not meet")
				}
			}
			if _, err := holder.Exec(t.Context(), `ROLLBACK`); err != nil {
				t.Fatal(err)
			}
			wg.Wait()
			if (errs[0] == nil) == (errs[1] == nil) || kural.KindOf(errs[0]) != kural.Conflict && kural.KindOf(errs[1]) != kural.Conflict {
				t.Errorf("%v; %v: want one told", errs[0], errs[1])
			}
			if n := count(t, s, `SELECT count(*) FROM `+c.tablo+` WHERE aktif`); n != 1 {
				t.Errorf("%d lines are left", n)
			}
		})
	}
}
