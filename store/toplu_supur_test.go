package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// PL-11: what became of a bulk act, and an answer that was never sent, is kept for a week and no longer, whether or not its user comes
// back.
func TestOldBulkActsAreForgotten(t *testing.T) {
	now := time.Now()
	s, err := store.Open(t.Context(), store.Options{URL: dbtest.URL(t), Keys: dbtest.Keys, MaxConns: 4, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	act := &store.Toplu{ID: uuid.New(), Kullanici: dbtest.AKS.ID, Islem: store.TopluKapat, Metin: "Cevap.", Satirs: []store.TopluSatir{{No: 1}}}
	if err := s.NewToplu(t.Context(), act); err != nil {
		t.Fatal(err)
	}
	look := func() error {
		if _, err := s.SweepDrafts(t.Context(), 24*time.Hour); err != nil {
			t.Fatal(err)
		}
		_, err := s.Toplu(t.Context(), dbtest.AKS.ID, act.ID)
		return err
	}
	now = now.Add(6 * 24 * time.Hour)
	if err := look(); err != nil {
		t.Errorf("within the week: %v", err)
	}
	now = now.Add(25 * time.Hour)
	if err := look(); kural.KindOf(err) != kural.NotFound {
		t.Errorf("after the week: %v", err)
	}
}
