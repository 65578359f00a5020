package intake_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/dbtest"
)

// PL-06, UI-03, VB-13: the application is stored, and then the database goes away before the citizen can be told its number: what was
// typed stands on the page, and “Kaydet” gives the one number.
func TestDatabaseGoesAwayAfterSaving(t *testing.T) {
	direct := dbtest.URL(t)
	s := siteOn(t, dbtest.Open(t, direct))
	owner, err := pgx.Connect(t.Context(), direct)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(context.WithoutCancel(t.Context()))
	b, values := s.filled(s.ayse)
	b.press("Yeni Dosya", values, upload{Ad: "dilekçe.pdf", Content: pdf()})
	if _, err := owner.Exec(t.Context(), `CREATE FUNCTION uzakta() RETURNS trigger LANGUAGE plpgsql AS
		$$ BEGIN IF EXISTS (SELECT FROM basvuru) THEN RAISE EXCEPTION 'away' USING ERRCODE = '57P03'; END IF; RETURN NEW; END $$;
		CREATE TRIGGER uzakta BEFORE INSERT OR UPDATE ON taslak FOR EACH ROW EXECUTE FUNCTION uzakta()`); err != nil {
		t.Fatal(err)
	}
	b.press("Kaydet", nil)
	b.want(http.StatusServiceUnavailable, "/basvuru-yap/kayit")
	if b.value("konu") != values["konu"] || b.value("eposta") != values["eposta"] || takipNo.MatchString(b.text()) {
		t.Errorf("subject %q, e-mail %q: %s", b.value("konu"), b.value("eposta"), b.text())
	}
	b.wantText("AYŞE", "DEMİR")
	if _, err := owner.Exec(t.Context(), `DROP TRIGGER uzakta ON taslak`); err != nil {
		t.Fatal(err)
	}
	b.press("Kaydet", nil)
	b.want(http.StatusOK, "/basvuru-yap/tamam")
	var only int64
	if err := owner.QueryRow(t.Context(), `SELECT max(no) FROM basvuru HAVING count(*) = 1`).Scan(&only); err != nil || number(t, b) != only {
		t.Errorf("the page says %d, stored is %d, %v", number(t, b), only, err)
	}
}
