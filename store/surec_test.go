package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// OP-04: processes show that they run, what they are and what they miss; one that ends leaves the list, one that fell silent is told from the
// others and forgotten after an hour. Nobody but the operator sees them.
func TestSurecler(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	s, err := store.Open(t.Context(), store.Options{URL: dbtest.URL(t), Keys: dbtest.Keys, MaxConns: 4, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	op := kural.Actor{Rol: kural.Isletmen}
	list := func() []store.Surec {
		t.Helper()
		l, err := s.Surecler(t.Context(), op)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	old := store.Surec{ID: uuid.New(), Surum: "abc", Roller: []string{"pipeline"}, Durum: map[string]string{"rabbitmq": "yok"}, Basladi: now}
	young := store.Surec{ID: uuid.New(), Surum: "def", Roller: []string{"inbox"}, Durum: map[string]string{}, Basladi: now.Add(time.Minute)}
	beat := func(p *store.Surec) {
		t.Helper()
		if err := s.Beat(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	beat(&old)
	now = now.Add(2 * time.Minute)
	beat(&young)
	l := list()
	if len(l) != 2 || l[0].ID != young.ID || l[0].Away(now) || !l[1].Away(now) || l[1].Durum["rabbitmq"] != "yok" || l[1].Roller[0] != "pipeline" {
		t.Errorf("%+v", l)
	}
	old.Durum = map[string]string{"rabbitmq": ""}
	beat(&old)
	if l = list(); l[1].Away(now) || l[1].Durum["rabbitmq"] != "" {
		t.Errorf("back again: %+v", l[1])
	}
	now = now.Add(61 * time.Minute)
	beat(&young)
	if l = list(); len(l) != 1 || l[0].ID != young.ID {
		t.Errorf("after an hour: %+v", l)
	}
	if err := s.Gone(t.Context(), young.ID); err != nil || len(list()) != 0 {
		t.Errorf("it has ended: %v %+v", err, list())
	}
	for _, rol := range []kural.Rol{kural.AKS, kural.ProjeYonetici, ""} {
		if _, err := s.Surecler(t.Context(), kural.Actor{Rol: rol}); kural.KindOf(err) != kural.Forbidden {
			t.Errorf("%q: %v", rol, err)
		}
	}
}

// OP-02, PL-08: that the deadlines were looked at is on record, and the figures tell when.
func TestIsletimTellsOfTheClock(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	before, err := s.Isletim(t.Context())
	if err != nil || !before.SureBakis.IsZero() || before.Park != 0 || before.Boyut == 0 {
		t.Fatalf("%+v %v", before, err)
	}
	if _, err := s.SureTuru(t.Context()); err != nil {
		t.Fatal(err)
	}
	dbtest.File(t, s, 1)
	after, err := s.Isletim(t.Context())
	if err != nil || time.Since(after.SureBakis) > time.Minute || after.Giden.Adet == 0 || after.Giden.EnEski <= 0 {
		t.Errorf("%+v %v", after, err)
	}
}
