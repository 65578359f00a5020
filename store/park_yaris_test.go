package store_test

import (
	"runtime"
	"testing"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/store"
)

// PL-05: a message that is being parked at the moment of the question belongs to those that the operator is told of, or to none of them: decided on are as many as were told.
func TestAMessageBeingParkedIsCounted(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	s, c := dbtest.Open(t, url), owner(t, url)
	slow := uuid.New()
	park := func(id uuid.UUID) error {
		return s.Park(t.Context(), store.Parked{Tuketici: "havuz", MesajID: id, Tip: "basvuru.alindi", Neden: "x", Anahtar: "havuz", Govde: []byte("{}")})
	}
	tx, err := s.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `INSERT INTO park (id, tuketici, mesaj_id, tip, neden, govde, baslik) VALUES ($1, 'havuz', $1, 'x', 'x', '', '{}')`, slow); err != nil {
		t.Fatal(err)
	}
	waiting := func() (n int) {
		if err := c.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	parked := make(chan error, 1)
	go func() { parked <- park(slow) }()
	for waiting() < 1 { // until it is being parked
		runtime.Gosched()
	}
	if err := park(uuid.New()); err != nil {
		t.Fatal(err)
	}
	asked := make(chan *store.ParkToplu, 1)
	told := 0
	go func() {
		n, sinir, err := s.ParkSayisi(t.Context(), isletmen, store.ParkSuzgec{})
		if err != nil {
			t.Error(err)
		}
		told = n
		asked <- &store.ParkToplu{Sinir: sinir, Karar: store.ParkYeniden, Aciklama: "Onarıldı"}
	}()
	for len(asked) == 0 && waiting() < 2 { // until the question waits, or has its answer
		runtime.Gosched()
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-parked; err != nil {
		t.Fatal(err)
	}
	if done, err := s.DecideAllPark(t.Context(), isletmen, <-asked); err != nil || done.Yapilan != told || told != 2 {
		t.Errorf("told of %d, decided on %+v: %v", told, done, err)
	}
}
