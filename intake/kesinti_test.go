package intake_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/tohum"
)

// PostgreSQL stopped: 503 in words to people and machines, nothing given out; when it is back the same browser goes on where
// it stood and the same key gives one application.
func TestDatabaseAway(t *testing.T) {
	direct := dbtest.URL(t)
	u, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	cut := toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), t.Name(), "127.0.0.1:0", u.Host)
	if err := cut.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cut.Stop)
	u.Host = cut.Listen
	s := siteOn(t, dbtest.Open(t, u.String()))
	b, values := s.filled(s.ayse)
	c := s.machine(tohum.DemoKapsam)

	cut.Stop()
	form := *b
	b.press("Kaydet", values)
	b.want(http.StatusServiceUnavailable, "/basvuru-yap/kayit")
	b.wantText("şu anda")
	if takipNo.MatchString(b.text()) {
		t.Error("a number was given out")
	}
	a := c.apply("kesinti", application(s.mehmet))
	s.wantProblem(a, http.StatusServiceUnavailable, "", "Sistem şu anda hizmet veremiyor")
	if a.header.Get("Retry-After") == "" || a.body.TakipNo != 0 {
		t.Errorf("Retry-After %q, number %d", a.header.Get("Retry-After"), a.body.TakipNo)
	}

	if err := cut.Start(); err != nil {
		t.Fatal(err)
	}
	form.press("Kaydet", values) // “Geri”, and once more
	form.want(http.StatusOK, "/basvuru-yap/tamam")
	if a := c.apply("kesinti", application(s.mehmet)); a.status != http.StatusCreated {
		t.Errorf("HTTP %d: %s", a.status, a.text)
	}
	if n := s.applications(); n != 2 {
		t.Errorf("%d applications", n)
	}
}
