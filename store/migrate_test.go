package store_test

import (
	"database/sql"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver that goose speaks through
	"github.com/pressly/goose/v3"

	"acikkapi/internal/dbtest"
	"acikkapi/migrations"
	"acikkapi/store"
)

// sekizSQL files an application as the program of schema version 8 does.
const sekizSQL = `INSERT INTO basvuru (durum, tur, il_kodu, ilce_id, yerlesim_id, kanal, tckn, tckn_iz, ad, soyad, ikamet, acik_adres, konu,
	egitim_id, sektor_id, gelis_tarihi, olusturma, son_islem, son_islem_yapan, olay_sira, olay_ozet)
	VALUES ($1, 1, 6, 1, 1, 'web', '\x', '\x', $2, 'ÇELİK/ŞAHİN', '\x', '\x', 'konu', 1, 1, $3::timestamptz::date, $3, $3, '', 1, '\x') RETURNING no`

// migrateTo brings an empty database to a version that is no longer the newest.
func migrateTo(t *testing.T, url string, version int64) {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p, err := goose.NewProvider(goose.DialectPostgres, db, migrations.FS)
	if err == nil {
		_, err = p.UpTo(t.Context(), version)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// OP-01: a database of version 8 with applications in it comes up to date without losing any, each with its deadline and found by its
// name and headings; and the program of version 8, which runs beside the new one during an upgrade, still files.
func TestMigrateFromEight(t *testing.T) {
	ctx, url := t.Context(), dbtest.Empty(t)
	migrateTo(t, url, 8)
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, `INSERT INTO il VALUES (6, 'ANKARA'); INSERT INTO ilce VALUES (1, 6, 'ÇANKAYA'); INSERT INTO yerlesim VALUES (1, 1, 'mahalle', 'X');
		INSERT INTO egitim_durumu (ad, sira) VALUES ('a', 1); INSERT INTO sektor (ad, sira) VALUES ('a', 1); INSERT INTO hizmet_baslik (ad, sira) VALUES ('a', 1)`); err != nil {
		t.Fatal(err)
	}
	then := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	open := fileAsEight(t, c, "havuzda", "AYŞE", then)
	closed := fileAsEight(t, c, "kapali_olumlu", "IŞIL-NUR", then)
	for range 3000 { // more than the migrations take at a time
		fileAsEight(t, c, "havuzda", "ALİ", then)
	}
	for range 2 { // a second time there is nothing to do
		if _, err := store.Migrate(ctx, url); err != nil {
			t.Fatal(err)
		}
	}
	late := fileAsEight(t, c, "havuzda", "GEÇ", time.Now())
	for no, want := range map[int64]struct {
		arama string
		acik  bool
	}{open: {" ayse/ celik sahin", true}, closed: {" isil nur/ celik sahin", false}, late: {" gec/ celik sahin", false}} {
		var yasal, olusturma time.Time
		var son *time.Time
		var arama, kimlik string
		if err := c.QueryRow(ctx, `SELECT yasal_son, son_cevap, olusturma, arama, kimlik FROM basvuru WHERE no = $1`, no).
			Scan(&yasal, &son, &olusturma, &arama, &kimlik); err != nil {
			t.Fatal(err)
		}
		if d := yasal.Sub(olusturma) - 30*24*time.Hour; d.Abs() > time.Minute {
			t.Errorf("%d: the law's date is %v, filed on %v", no, yasal, olusturma)
		}
		if no != late && (son != nil) != want.acik || no == late && (son == nil || son.Sub(yasal).Abs() > time.Second) || arama != want.arama || kimlik != "tamam" {
			t.Errorf("%d: until %v, searched by %q, identity %s", no, son, arama, kimlik)
		}
	}
	var headings int
	if err := c.QueryRow(ctx, `SELECT hizmetler[1] FROM basvuru WHERE no = $1`, open).Scan(&headings); err != nil || headings != 1 {
		t.Errorf("heading %d, %v", headings, err)
	}
	var bare int
	if err := c.QueryRow(ctx, `SELECT count(*) FROM basvuru WHERE yasal_son > olusturma + interval '31 days' OR arama IS NULL OR durum = 'havuzda' AND son_cevap IS NULL`).
		Scan(&bare); err != nil || bare != 0 {
		t.Errorf("%d applications were passed over, %v", bare, err)
	}
}

func fileAsEight(t *testing.T, c *pgx.Conn, durum, ad string, at time.Time) int64 {
	t.Helper()
	var no int64
	if err := c.QueryRow(t.Context(), sekizSQL, durum, ad, at).Scan(&no); err != nil {
		t.Fatalf("the program of version 8 cannot file: %v", err)
	}
	if _, err := c.Exec(t.Context(), `INSERT INTO basvuru_hizmet (basvuru_no, sira, baslik_id) VALUES ($1, 1, 1)`, no); err != nil {
		t.Fatal(err)
	}
	return no
}
