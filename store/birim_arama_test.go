package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/dbtest"
	"acikkapi/store"
)

// AK-10: names are found in any Turkish letters, by several words in any order, ranked, with their path.
func TestSearchBirim(t *testing.T) {
	s := dbtest.New(t)
	first := func(typed string, il int) store.BirimSonuc {
		t.Helper()
		found, err := s.SearchBirim(t.Context(), typed, il, 12)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 {
			return store.BirimSonuc{}
		}
		return found[0]
	}
	for _, c := range []struct {
		typed string
		il    int
		want  string // name of the first
	}{
		{"ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ", 6, dbtest.BirimMEM.Ad},
		{"ankara il milli egitim", 34, dbtest.BirimMEM.Ad},
		{"eğitim milli ankara il müdürlüğü", 6, dbtest.BirimMEM.Ad},
		{"  ankara   ıl sağlık müd", 6, dbtest.BirimSaglik.Ad},
		{"çankaya kaymakam", 6, "ÇANKAYA KAYMAKAMLIĞI"},
		{"ankara il sağlık mudurlugü", 6, dbtest.BirimSaglik.Ad},
		{"an", 6, ""},
		{"", 6, ""},
		{"xqzwv qqq", 6, ""},
		{"%%%", 6, ""},
		{"___", 6, ""},
		{`\`, 6, ""},
	} {
		if got := first(c.typed, c.il).Ad; got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.typed, c.il, got, c.want)
		}
	}
	if got := first("ankara il mili egitim mudurluğu", 6); got.Ad != dbtest.BirimMEM.Ad || got.Yol == "" { // a letter missing
		t.Errorf("with a slip: %+v", got)
	}
	near, far := first("il sağlık müdürlüğü", 6), first("il sağlık müdürlüğü", 34)
	if near.Ad != dbtest.BirimSaglik.Ad || far.Ad == near.Ad {
		t.Errorf("units of the own il do not come first: %q and %q", near.Ad, far.Ad)
	}
	if _, err := s.Pool().Exec(t.Context(), `UPDATE birim SET aktif = false WHERE detsis_no = $1`, dbtest.BirimMEM.No); err != nil {
		t.Fatal(err)
	}
	found, err := s.SearchBirim(t.Context(), dbtest.BirimMEM.Ad, 6, 12)
	if err != nil || slices.ContainsFunc(found, func(b store.BirimSonuc) bool { return b.No == dbtest.BirimMEM.No }) {
		t.Errorf("a closed unit is offered: %v %v", found, err)
	}
}

// AK-10: while the names are being read from a slow database, whoever types on or leaves waits no longer, and who stays finds.
func TestSearchBirimWhileReading(t *testing.T) {
	url := dbtest.URL(t)
	s := dbtest.Open(t, url)
	holder, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close(context.WithoutCancel(t.Context()))
	if _, err := holder.Exec(t.Context(), `BEGIN; LOCK TABLE birim IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	first, leave := context.WithCancel(t.Context())
	left, found := make(chan error, 1), make(chan error, 1)
	go func() {
		_, err := s.SearchBirim(first, dbtest.BirimMEM.Ad, 6, 12)
		left <- err
	}()
	reading := func() { // waits for somebody to wait for the holder: the database itself is asked
		t.Helper()
		for waiting := false; !waiting; {
			if err := holder.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'birim'::regclass)`).Scan(&waiting); err != nil {
				t.Fatal(err)
			}
		}
	}
	reading()
	go func() {
		list, err := s.SearchBirim(t.Context(), dbtest.BirimMEM.Ad, 6, 12)
		if err == nil && (len(list) == 0 || list[0].No != dbtest.BirimMEM.No) {
			err = fmt.Errorf("found %v", list)
		}
		found <- err
	}()
	leave()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("who began to read and left: %v", err)
	}
	reading()
	if _, err := s.SearchBirim(first, dbtest.BirimMEM.Ad, 6, 12); !errors.Is(err, context.Canceled) { // while another still reads
		t.Errorf("who has left already: %v", err)
	}
	if _, err := holder.Exec(t.Context(), `ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	if err := <-found; err != nil {
		t.Errorf("who stayed: %v", err)
	}
}
