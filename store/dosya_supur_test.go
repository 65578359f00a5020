package store_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
)

// Every table that refers to stored files by their digest is asked before one is forgotten.
func TestEveryReferenceToFilesCounts(t *testing.T) {
	s := dbtest.New(t)
	source, err := os.ReadFile("dosya_supur.go")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := s.Pool().Query(t.Context(), `SELECT table_name, column_name FROM information_schema.columns
		WHERE table_schema = 'public' AND data_type = 'text' AND column_name LIKE '%ozet%'`)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for ; rows.Next(); n++ {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(source), "SELECT "+column+" FROM "+table+" ") {
			t.Errorf("files that %s.%s refers to would be forgotten", table, column)
		}
	}
	if rows.Err() != nil || n < 2 {
		t.Errorf("%d columns, %v", n, rows.Err())
	}
}

// What staff uploaded and never attached goes after a day; what is attached or fresh stays.
func TestSweepUploads(t *testing.T) {
	s := dbtest.New(t)
	no := dbtest.File(t, s, 1)
	old, fresh, attached := uuid.NewString(), uuid.NewString(), uuid.NewString()
	for _, id := range []string{old, fresh, attached} {
		_, err := s.Pool().Exec(t.Context(), `INSERT INTO dosya (id, ozet, ad, tur, boyut, yukleyen, zaman) VALUES ($1::uuid, $1::text, 'a.pdf', 'x', 1, 'kullanici:1', now() - interval '25 hours')`, id)
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Pool().Exec(t.Context(), `UPDATE dosya SET basvuru_no = $2 WHERE id::text = $1`, attached, no); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Pool().Exec(t.Context(), `UPDATE dosya SET zaman = now() WHERE id::text = $1`, fresh); err != nil {
		t.Fatal(err)
	}
	if n, err := s.SweepUploads(t.Context(), 24*time.Hour); err != nil || n != 1 {
		t.Errorf("%d rows, %v", n, err)
	}
	used, err := s.UsedFiles(t.Context(), []string{old, fresh, attached})
	if err != nil || used[old] || !used[fresh] || !used[attached] {
		t.Errorf("in use: %v, %v", used, err)
	}
}
