package store_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/tohum"
	"acikkapi/store"
)

// OP-01: a database of version 24 with uploads and keys in it gets cards without losing any; the program of version 24, which runs
// beside the new one during an upgrade, still uploads, files and attaches; the lists of the card come with the next start.
func TestMigrateToCards(t *testing.T) {
	t.Parallel()
	ctx, url := t.Context(), dbtest.Empty(t)
	migrateTo(t, url, 24)
	c := owner(t, url)
	if _, err := c.Exec(ctx, `INSERT INTO il VALUES (6, 'ANKARA'); INSERT INTO ilce VALUES (1, 6, 'ÇANKAYA'); INSERT INTO yerlesim VALUES (1, 1, 'mahalle', 'X');
		INSERT INTO egitim_durumu (ad, sira) VALUES ('a', 1); INSERT INTO sektor (ad, sira) VALUES ('a', 1); INSERT INTO hizmet_baslik (ad, sira) VALUES ('a', 1);
		INSERT INTO tohum_surum (ad, surum) VALUES ('liste', '1')`); err != nil {
		t.Fatal(err)
	}
	before := fileAsEight(t, c, "havuzda", "AYŞE", time.Now())
	uploadAs24(t, c, before, "a")
	if _, err := store.Migrate(ctx, url); err != nil {
		t.Fatal(err)
	}
	uploadAs24(t, c, fileAsEight(t, c, "havuzda", "GEÇ", time.Now()), "b")
	s := dbtest.Open(t, url)
	if n := scan[int](t, s, `SELECT count(*) FROM tekrar_anahtari WHERE basvuru_no IS NOT NULL AND kart_no IS NULL`); n != 2 {
		t.Errorf("%d keys, want 2", n)
	}
	if n := scan[int](t, s, `SELECT count(*) FROM dosya WHERE basvuru_no IS NOT NULL AND kart_no IS NULL`); n != 2 {
		t.Errorf("%d attached files, want 2", n)
	}
	if up, err := s.Uploads(ctx, "kullanici:1"); err != nil || len(up) != 2 {
		t.Errorf("uploads that wait: %+v, %v", up, err)
	}
	if _, err := s.LoadListe(ctx); err != nil {
		t.Fatal(err)
	}
	reasons, err := s.IptalNedenleri(ctx)
	ret := scan[int](t, s, `SELECT count(*) FROM ret_sebep`)
	if err != nil || len(reasons) != 4 || ret != len(tohum.RetSebeps()) {
		t.Errorf("lists of the card: %+v, %d reasons to refuse, %v", reasons, ret, err)
	}
}

// uploadAs24 uploads two files, attaches one to the application no and keeps its key, as the program of version 24 does.
func uploadAs24(t *testing.T, c *pgx.Conn, no int64, key string) {
	t.Helper()
	for _, sql := range []string{
		`INSERT INTO dosya (id, ozet, ad, tur, boyut, yukleyen, zaman) VALUES
			(gen_random_uuid(), @key::text, 'a.pdf', 'x', 1, 'kullanici:1', now()), (gen_random_uuid(), @key::text || 'x', 'b.pdf', 'x', 1, 'kullanici:1', now())`,
		`UPDATE dosya SET basvuru_no = @no, cevap_id = NULL WHERE ozet = @key AND yukleyen = 'kullanici:1' AND basvuru_no IS NULL`,
		`INSERT INTO tekrar_anahtari (kapsam, anahtar, istek_ozet, basvuru_no, zaman) VALUES ('web', @key, '\x', @no, now())`,
	} {
		if _, err := c.Exec(t.Context(), sql, pgx.NamedArgs{"no": no, "key": key}); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}
