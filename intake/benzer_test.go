package intake_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
)

// SC-09, VS-01, VB-03: for people and numbers known and unknown the service does the same – as many statements to the database, as many
// questions to KPS, the same rows, no SMS – and answers with the same page, so that neither words nor time tell them apart.
func TestKnownAndUnknownTakeTheSameWay(t *testing.T) {
	address, executed := dbtest.CountStatements(t, dbtest.URL(t))
	var asked atomic.Int64
	s := siteWith(t, dbtest.Open(t, address), 0, func(kps http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked.Add(1); kps.ServeHTTP(w, r) })
	})
	no := s.applied()
	stranger := basvuru.MakeTCKN("123456789")
	letters := with(identity(s.ayse), "anne_kizlik_soyadi", "ZZ")
	type cost struct {
		statements, questions int64
		rows, sms             int
		page                  string
	}
	for name, pair := range map[string]struct {
		path, press    string
		known, unknown map[string]string
	}{
		"Başvuru Sorgulama":      {"/basvuru-sorgula", "Sorgula", inquiry(no, s.mehmet.TCKN), inquiry(no+1000, s.mehmet.TCKN)},
		"of a stranger":          {"/basvuru-sorgula", "Sorgula", inquiry(no, stranger), inquiry(no+1000, stranger)},
		"Vatandaş Başvuru Giriş": {"/basvuru-yap", "Onay Kodu Gönder", letters, with(letters, "tckn", string(stranger))},
	} {
		t.Run(name, func(t *testing.T) {
			var costs [2]cost
			for round := range 4 { // the least counts: what the pool and the bell do at times comes on top
				for i, typed := range []map[string]string{pair.known, pair.unknown} {
					b := newBrowser(t, s.url)
					b.open(pair.path)
					before := cost{int64(executed()), asked.Load(), s.tries(), s.codes(), ""}
					b.press(pair.press, typed)
					statements := int64(executed()) - before.statements
					b.want(http.StatusUnprocessableEntity, pair.path)
					if round > 0 {
						statements = min(statements, costs[i].statements)
					}
					costs[i] = cost{statements, asked.Load() - before.questions, s.tries() - before.rows, s.codes() - before.sms, b.summary()}
				}
			}
			if costs[0] != costs[1] || costs[0].sms != 0 || costs[0].statements == 0 || strings.TrimSpace(costs[0].page) == "" {
				t.Errorf("known %+v, unknown %+v", costs[0], costs[1])
			}
		})
	}
}

// tries is the number of tries that are counted.
func (s *site) tries() int {
	s.t.Helper()
	var n int
	if err := s.store.Pool().QueryRow(s.t.Context(), `SELECT count(*) FROM deneme`).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}
