package handlers

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"
	"golang.org/x/net/html"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/tarayici"
	"acikkapi/store"
)

// cut is a site whose database is reached through a proxy that a test can silence or take away.
func cutSite(t *testing.T, wait time.Duration) (*site, *toxiproxy.Proxy) {
	t.Helper()
	direct := dbtest.DemoURL(t)
	u, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	proxy := toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), t.Name(), "127.0.0.1:0", u.Host)
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
	u.Host = proxy.Listen
	s := siteAt(t, u.String(), store.Limits{TCKN: 1000, Telefon: 1000, IP: 1000}, wait)
	s.owner = direct
	return s, proxy
}

// again is the form on the page of an outage, as pressing “Yeniden dene” sends it.
func (b *browser) again(a answer) answer {
	b.t.Helper()
	root, err := tarayici.Parse(strings.NewReader(a.body))
	if err != nil {
		b.t.Fatal(err)
	}
	button := tarayici.Find(root, func(n *html.Node) bool { return n.Data == "button" && tarayici.Text(n) == "Yeniden dene" })
	if button == nil {
		b.t.Fatalf("no way to try again: %s", a.body)
	}
	form, err := tarayici.FormOf(root, button)
	if err != nil {
		b.t.Fatal(err)
	}
	at, err := url.Parse(b.base)
	if err != nil {
		b.t.Fatal(err)
	}
	req, err := form.Request(b.t.Context(), at)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(b.t.Context(), req.Method, req.URL.RequestURI(), req.Header.Get("Content-Type"), req.Body)
}

// untilBack presses “Yeniden dene” as people do: a connection of the pool that broke less than a second ago may fail once more.
func (b *browser) untilBack(a answer) answer {
	b.t.Helper()
	for range 50 {
		if a = b.again(a); a.status != http.StatusServiceUnavailable {
			break
		}
	}
	return a
}

// PL-06, UI-03: PostgreSQL hangs – it takes connections and answers nothing –, then is away: each time a clear 503 in good time
// with everything typed on it, and “Yeniden dene” closes the application once the database is back.
func TestDatabaseHangs(t *testing.T) {
	for name, fault := range map[string]func(*testing.T, *toxiproxy.Proxy) func(){
		"hangs": func(t *testing.T, p *toxiproxy.Proxy) func() {
			if _, err := p.Toxics.AddToxicJson(strings.NewReader(`{"type":"timeout","stream":"downstream","attributes":{"timeout":0}}`)); err != nil {
				t.Fatal(err)
			}
			return func() { p.Toxics.ResetToxics(context.WithoutCancel(t.Context())) }
		},
		"is away": func(t *testing.T, p *toxiproxy.Proxy) func() {
			p.Stop()
			return func() {
				if err := p.Start(); err != nil {
					t.Error(err)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, proxy := cutSite(t, 2*time.Second)
			no := dbtest.File(t, s.store, 1)
			b := s.signIn(userAKS)
			back := fault(t, proxy)
			begin := time.Now()
			a := b.post(aksURL(no, "kapat"), "metin", "Kapanış cevabım\nikinci satır", "sonuc", "olumlu")
			a.shows(t, http.StatusServiceUnavailable, "Kapanış cevabım\nikinci satır", "kaydedilmedi")
			if took := time.Since(begin); took > 9*time.Second || a.header.Get("Retry-After") == "" {
				t.Errorf("answered after %v, Retry-After %q", took, a.header.Get("Retry-After"))
			}
			b.again(a).shows(t, http.StatusServiceUnavailable, "Yeniden dene") // not yet
			back()
			b.untilBack(a).redirects(t, aksURL(no, ""))
			if got := s.scanText(`SELECT metin FROM cevap WHERE basvuru_no = $1`, no); strings.ReplaceAll(got, "\r", "") != "Kapanış cevabım\nikinci satır" {
				t.Errorf("stored %q", got)
			}
		})
	}
}

// PL-06: a row that somebody else holds for ever: the request ends by itself, nothing is half-saved, trying again works.
func TestLockedRow(t *testing.T) {
	s := siteAt(t, dbtest.DemoURL(t), store.Limits{TCKN: 1000, Telefon: 1000, IP: 1000}, time.Second)
	no := s.routed(1, dbtest.BirimMEM)
	unit := s.signIn(userMEM)
	conn, err := pgx.Connect(t.Context(), s.owner)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), `BEGIN; SELECT FROM basvuru FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	page := birimURL(no, 1, "cevapla")
	a := unit.upload(page, "rapor.pdf", pdf, "metin", "Uzun uzun yazdım", "sonuc", "olumlu")
	a.shows(t, http.StatusServiceUnavailable, "Uzun uzun yazdım", "Yeniden dene", `name="sonuc" value="olumlu"`)
	if n := s.scan(`SELECT count(*)::text FROM cevap`); n != 0 {
		t.Errorf("%d answers", n)
	}
	if _, err := conn.Exec(t.Context(), `ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	unit.again(a).redirects(t, birimURL(no, 1, ""))
}

// G-05: an upload that breaks off half-way leaves nothing behind; what was added before stays.
func TestUploadBreaksOff(t *testing.T) {
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM)
	b := s.signIn(userMEM)
	page := birimURL(no, 1, "cevapla")
	first := b.upload(page, "bir.pdf", pdf, "metin", "Uzun uzun yazdım", "islem", "dosya-ekle")
	first.shows(t, http.StatusOK, "bir.pdf")

	at, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	var cookies []string
	for _, c := range b.client.Jar.Cookies(at) {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	part := "--x\r\nContent-Disposition: form-data; name=\"dosya\"; filename=\"%s\"\r\nContent-Type: application/pdf\r\n\r\n%s"
	body := fmt.Sprintf(part, "iki.pdf", pdf+"\r\n") + fmt.Sprintf(part, "yarım.pdf", pdf[:20])
	conn, err := net.Dial("tcp", at.Host) //nolint:noctx // a test
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(conn, "POST "+page+" HTTP/1.1\r\nHost: "+at.Host+"\r\nCookie: "+strings.Join(cookies, "; ")+
		"\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: "+strconv.Itoa(5*len(body))+"\r\n\r\n"+body)
	if err == nil {
		err = conn.(*net.TCPConn).CloseWrite() //nolint:forcetypeassert // it is one
	}
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, conn) // until the server has done with it
	_ = conn.Close()
	for name, want := range map[string]int{"bir.pdf": 1, "yarım.pdf": 0} {
		if n := s.scan(`SELECT count(*)::text FROM dosya WHERE ad = $1`, name); n != want {
			t.Errorf("%s: %d rows", name, n)
		}
	}
	if n := s.scan(`SELECT count(*)::text FROM cevap`); n != 0 {
		t.Errorf("%d answers", n)
	}
	b.post(page, "metin", "Uzun uzun yazdım", "sonuc", "olumlu", "ek", ekOf(t, first.body)).redirects(t, birimURL(no, 1, ""))
}
