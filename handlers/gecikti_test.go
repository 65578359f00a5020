package handlers

import (
	"net/http"
	"testing"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/dbtest"
)

// UI-03: an answer that the database does not take for the moment is not lost with the page.
func TestTextOutlivesAnOutage(t *testing.T) {
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM)
	desk, unit := s.signIn(userAKS), s.signIn(userMEM)
	owner, err := pgx.Connect(t.Context(), s.owner)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(t.Context())
	_, err = owner.Exec(t.Context(), `CREATE FUNCTION uzakta() RETURNS trigger LANGUAGE plpgsql AS
		$$ BEGIN RAISE EXCEPTION 'shutting down' USING ERRCODE = '57P01'; END $$;
		CREATE TRIGGER uzakta BEFORE INSERT ON olay FOR EACH ROW EXECUTE FUNCTION uzakta()`)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []answer{
		unit.post(birimURL(no, 1, "cevapla"), "metin", "Uzun uzun yazdım", "sonuc", "olumlu"),
		desk.post(aksURL(no, "mia"), "aciklama", "Uzun uzun yazdım"),
	} {
		a.shows(t, http.StatusServiceUnavailable, "Sistem şu anda hizmet veremiyor", "Uzun uzun yazdım", "kaydedilmedi")
		a.lacks(t, "üzerinizden alınmış")
	}
}
