package intake_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/sim"
	"acikkapi/internal/tohum"
)

// PL-06, UI-03, VB-13: a database that hangs while “Kaydet” is being stored: a clear 503, no number, everything typed on the page;
// “Yeniden dene” then gives the one number. The database may still finish what nobody waits for any more: that is the one application.
func TestDatabaseHangsWhileSaving(t *testing.T) {
	direct := dbtest.URL(t)
	s := siteWith(t, dbtest.Open(t, direct), time.Second, func(h http.Handler) http.Handler { return h })
	b, values := s.filled(s.ayse)
	b.press("Yeni Dosya", values, upload{Ad: "dilekçe.pdf", Content: pdf()})
	holder, err := pgx.Connect(t.Context(), direct)
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close(context.WithoutCancel(t.Context()))
	for _, lock := range []string{`LOCK TABLE giden`, `LOCK TABLE taslak`, `LOCK TABLE sessions`} { // at the end, in the middle, at the beginning
		if _, err := holder.Exec(t.Context(), `BEGIN; `+lock+` IN ACCESS EXCLUSIVE MODE`); err != nil {
			t.Fatal(err)
		}
		words := "Kaydet"
		if lock != `LOCK TABLE giden` {
			words = "Yeniden dene"
		}
		b.press(words, nil)
		b.want(http.StatusServiceUnavailable, "/basvuru-yap/kayit")
		b.wantText("Yeniden dene", "yazdıklarınız bu sayfada duruyor")
		if b.value("konu") != values["konu"] || takipNo.MatchString(b.text()) {
			t.Errorf("%s: subject %q, %s", lock, b.value("konu"), b.text())
		}
		if _, err := holder.Exec(t.Context(), `ROLLBACK`); err != nil {
			t.Fatal(err)
		}
	}
	b.press("Yeniden dene", nil)
	b.want(http.StatusOK, "/basvuru-yap/tamam")
	var files int
	var only int64
	if err := s.store.Pool().QueryRow(t.Context(), `SELECT max(b.no), count(d.id) FROM basvuru b LEFT JOIN dosya d ON d.basvuru_no = b.no HAVING count(DISTINCT b.no) = 1`).
		Scan(&only, &files); err != nil || files != 1 || number(t, b) != only {
		t.Errorf("the page says %d, stored is %d with %d files, %v", number(t, b), only, files, err)
	}
}

// PL-06: PostgreSQL that takes connections and answers nothing, on every page that a citizen posts to: each says so in good time, and
// offers to try again without JavaScript.
func TestDatabaseMute(t *testing.T) {
	u, err := url.Parse(dbtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	proxy := toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), t.Name(), "127.0.0.1:0", u.Host)
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
	u.Host = proxy.Listen
	s := siteWith(t, dbtest.Open(t, u.String()), 2*time.Second, func(h http.Handler) http.Handler { return h })
	atGiris, atKod, atSorgula := newBrowser(t, s.url), s.atKod(s.ayse), newBrowser(t, s.url)
	atGiris.open("/basvuru-yap")
	atSorgula.open("/basvuru-sorgula")
	code := s.code(s.ayse)
	if _, err := proxy.Toxics.AddToxicJson(strings.NewReader(`{"type":"timeout","stream":"downstream","attributes":{"timeout":0}}`)); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for _, c := range []struct {
		b     *browser
		press string
		typed map[string]string
	}{
		{atGiris, "Onay Kodu Gönder", identity(s.ayse)},
		{atKod, "Tamam", map[string]string{"kod": code}},
		{atSorgula, "Sorgula", inquiry(1047, s.ayse.TCKN)},
	} {
		wg.Go(func() {
			begin := time.Now()
			c.b.press(c.press, c.typed)
			if took := time.Since(begin); c.b.status != http.StatusServiceUnavailable || took > 9*time.Second {
				t.Errorf("%s: HTTP %d after %v", c.press, c.b.status, took)
			}
		})
	}
	wg.Wait()
	if strings.Contains(textOfAll(atKod), code) {
		t.Error("the page holds the code")
	}
	proxy.Toxics.ResetToxics(t.Context())
	for _, b := range []*browser{atGiris, atSorgula} {
		b.press(map[*browser]string{atGiris: retryWords(b, "Onay Kodu Gönder"), atSorgula: retryWords(b, "Sorgula")}[b], nil)
	}
	atGiris.want(http.StatusOK, "/basvuru-yap/kod")
	atSorgula.want(http.StatusUnprocessableEntity, "/basvuru-sorgula")
	atSorgula.wantText("eşleşen bir başvuru bulunamadı")
	atKod.open("/basvuru-yap/kod")
	atKod.press("Tamam", map[string]string{"kod": code})
	atKod.want(http.StatusOK, "/basvuru-yap/kayit")
}

// retryWords is the button that sends the form again: the form's own where it stands there, else the page's of the outage.
func retryWords(b *browser, own string) string {
	if strings.Contains(b.text(), "Yeniden dene") {
		return "Yeniden dene"
	}
	return own
}

func textOfAll(b *browser) string {
	var all strings.Builder
	for n := range b.page.Descendants() {
		for _, a := range n.Attr {
			all.WriteString(a.Val + "\n")
		}
		all.WriteString(n.Data + "\n")
	}
	return all.String()
}

// VB-03, AK-01: KPS answers with a fault, about somebody else, or cut off: 503 in words, what was typed stays, no code is sent. A fault that
// blames us is a fault of ours.
func TestKPSAnswersNonsense(t *testing.T) {
	const fault = `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Server</faultcode>` +
		`<faultstring>ORA-00600</faultstring></s:Fault></s:Body></s:Envelope>`
	var answer atomic.Value
	s := siteWith(t, dbtest.New(t), 0, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/xml; charset=utf-8")
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = io.WriteString(w, answer.Load().(string)) //nolint:forcetypeassert // below
		})
	})
	for name, body := range map[string]string{"a SOAP fault": fault, "half an answer": fault[:len(fault)/2], "nothing": "", "JSON": `{"hata":1}`} {
		t.Run(name, func(t *testing.T) {
			answer.Store(body)
			b := newBrowser(t, s.url)
			b.open("/basvuru-yap")
			b.press("Onay Kodu Gönder", identity(s.ayse))
			b.want(http.StatusServiceUnavailable, "/basvuru-yap")
			b.wantText("Kimlik Paylaşım Sistemine şu anda ulaşılamıyor")
			if strings.Contains(b.text(), "ORA") || b.value("soyad") != s.ayse.Soyad {
				t.Errorf("soyad %q: %s", b.value("soyad"), b.text())
			}
		})
	}
	if n := s.codes(); n != 0 {
		t.Errorf("%d codes were sent", n)
	}
}

// VB-04, SC-02: the SMS gateway is down: the code page says how it stands, a new code may be asked for after the countdown, and nobody
// runs out of codes for it.
func TestGatewayDown(t *testing.T) {
	s := newSite(t)
	b := s.atKod(s.ayse)
	for range 8 {
		if _, err := s.store.Pool().Exec(t.Context(), `UPDATE sms SET durum = 'suresi_gecti', metin = NULL; UPDATE onay_kodu SET bitis = now()`); err != nil {
			t.Fatal(err)
		}
		b.open("/basvuru-yap/kod")
		b.wantText("SMS zamanında gönderilemedi")
		b.press("Yeni Onay Kodu Gönder", nil)
		b.want(http.StatusOK, "/basvuru-yap/kod")
		b.wantText("Yeni onay kodu gönderildi.")
	}
	b = s.confirmed(b)
}

// G-05: more files than ten, one with too many pixels, a wrong extension, among good ones: each bad one is named at the field, the good
// ones and everything typed stay.
func TestFilesTooManyAndTooLarge(t *testing.T) {
	s := newSite(t)
	b, values := s.filled(s.ayse)
	b.press("Kaydet", values, upload{Ad: "bomba.png", Content: bomb(t)}, upload{Ad: "iyi.pdf", Content: pdf()}, upload{Ad: "resim.jpg", Content: pdf()})
	b.wantError("dosya", "“bomba.png”")
	b.wantText("“resim.jpg” dosyasının içeriği uzantısına uymuyor", "iyi.pdf")
	var eleven []upload
	for i := range 11 {
		eleven = append(eleven, upload{Ad: fmt.Sprintf("ek-%02d.pdf", i), Content: pdf()})
	}
	b.press("Kaydet", nil, eleven...)
	if b.status != http.StatusUnprocessableEntity || b.errorAt("dosya") == "" || b.value("konu") != values["konu"] {
		t.Errorf("HTTP %d, %q, subject %q", b.status, b.errorAt("dosya"), b.value("konu"))
	}
	var n int
	if err := s.store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM dosya`).Scan(&n); err != nil || n != 11 || s.applications() != 0 {
		t.Errorf("%d files, %d applications, %v", n, s.applications(), err)
	}
	b.press("Kaldır", nil)
	b.press("Kaydet", nil)
	b.want(http.StatusOK, "/basvuru-yap/tamam")
}

// bomb is a PNG of a few bytes that says it has 60,000 × 60,000 points.
func bomb(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	b := out.Bytes()
	const ihdr, length = 12, 17 // where the first chunk's type and data stand
	binary.BigEndian.PutUint32(b[ihdr+4:], 60_000)
	binary.BigEndian.PutUint32(b[ihdr+8:], 60_000)
	binary.BigEndian.PutUint32(b[ihdr+length:], crc32.ChecksumIEEE(b[ihdr:ihdr+length]))
	return b
}

// G-05, UI-03: a form whose connection breaks off in the middle of a file: no half file, no application; files added before and what was
// typed are there again.
func TestUploadBreaksOff(t *testing.T) {
	s := newSite(t)
	b, values := s.filled(s.ayse)
	b.press("Yeni Dosya", values, upload{Ad: "bir.pdf", Content: pdf()})
	at, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	half := "--x\r\nContent-Disposition: form-data; name=\"eposta\"\r\n\r\nyeni@ornek.com\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"dosya\"; filename=\"yarım.pdf\"\r\n\r\n%PDF-1.4 yarım"
	conn, err := net.Dial("tcp", at.Host) //nolint:noctx // a test
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(conn, "POST /basvuru-yap/kayit HTTP/1.1\r\nHost: "+at.Host+"\r\nCookie: "+sessionCookie(t, b)+
		"\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: "+strconv.Itoa(9000)+"\r\n\r\n"+half)
	if e := conn.(*net.TCPConn).CloseWrite(); err != nil || e != nil { //nolint:forcetypeassert // it is one
		t.Fatal(errors.Join(err, e))
	}
	_, _ = io.Copy(io.Discard, conn) // until the server has done with it
	_ = conn.Close()
	b.open("/basvuru-yap/kayit")
	b.want(http.StatusOK, "/basvuru-yap/kayit")
	if b.value("konu") != values["konu"] || !strings.Contains(b.text(), "bir.pdf") || strings.Contains(b.text(), "yarım.pdf") || s.applications() != 0 {
		t.Errorf("subject %q: %s", b.value("konu"), b.text())
	}
	b.press("Kaydet", nil)
	b.want(http.StatusOK, "/basvuru-yap/tamam")
}

// G-06: everything wrong together: each field says its own; control characters and sizes beyond measure are refused, not stored.
func TestEverythingWrongTogether(t *testing.T) {
	s := newSite(t)
	s.sim.SetAriza(sim.Ariza{Servis: sim.ServisKPS, Tur: sim.Kapali}) // nobody is asked
	wrong := map[string]map[string]string{
		"empty":              {"tckn": "", "ad": "", "soyad": "", "anne_kizlik_soyadi": "", "cep": ""},
		"oversized":          {"tckn": strings.Repeat("1", 5000), "ad": strings.Repeat("a", 101), "soyad": strings.Repeat("b", 101), "anne_kizlik_soyadi": strings.Repeat("c", 50), "cep": strings.Repeat("5", 5000)},
		"control characters": {"tckn": "1\x00", "ad": "AY\x00ŞE", "soyad": "DE\xffMİR", "anne_kizlik_soyadi": "\x01\x02", "cep": "5\x00"},
	}
	for name, typed := range wrong {
		b := newBrowser(t, s.url)
		b.open("/basvuru-yap")
		form := b.formOf(b.input("tckn")).Values
		for field, v := range typed {
			form.Set(field, v)
		}
		b.post("/basvuru-yap", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
		if b.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: HTTP %d", name, b.status)
		}
		for field := range typed {
			if b.errorAt(field) == "" {
				t.Errorf("%s: nothing stands at %s", name, field)
			}
		}
		b.open("/basvuru-sorgula")
		b.post("/basvuru-sorgula", "application/x-www-form-urlencoded", strings.NewReader(url.Values{"basvuru_no": {typed["tckn"]}, "tckn": {typed["tckn"]}}.Encode()))
		if b.errorAt("tckn") == "" || b.errorAt("basvuru_no") == "" && name != "oversized" {
			t.Errorf("inquiry, %s: HTTP %d, %s", name, b.status, b.summary())
		}
	}
	s.sim.ClearAriza()
	b := s.atKod(s.ayse)
	for _, code := range []string{"", "12345", "1234567", "12345\x00", "١٢٣٤٥٦", strings.Repeat("1", 100_000), "<b>1</b>"} {
		b.press("Tamam", map[string]string{"kod": code})
		b.wantError("kod", "6 rakamlı onay kodunu giriniz")
	}
	b = s.confirmed(b) // none of them has used up a try
	b.press("Kaydet", map[string]string{
		"acik_adres": "x\x00", "il": "-1", "ilce": "9223372036854775808", "mahalle": "a", "koy": "'", "eposta": "a\x00@b.c", "ev": "\x00",
		"hizmet": "{", "egitim": "-5", "sektor": "1e9", "konu": "bir\x00iki",
	})
	for _, field := range []string{"acik_adres", "ilce", "eposta", "ev", "egitim", "sektor", "konu"} {
		if b.errorAt(field) == "" {
			t.Errorf("nothing stands at %s (HTTP %d): %s", field, b.status, b.summary())
		}
	}
	b.post("/basvuru-yap", "application/x-www-form-urlencoded", strings.NewReader("ad="+strings.Repeat("a", 2<<20)))
	if b.status != http.StatusRequestEntityTooLarge {
		t.Errorf("2 MB of a name: HTTP %d", b.status)
	}
	if s.applications() != 0 {
		t.Error("something was saved")
	}
}

// SC-09, SC-02: an API key cannot find out a person's letters: what does not match is counted, per key and person, with 429 in the end;
// others, and repeated requests, are not held up.
func TestAPIGuessingIsLimited(t *testing.T) {
	s := newSite(t)
	c := s.machine(tohum.DemoKapsam)
	first := c.apply("onceki", application(s.ayse))
	if first.status != http.StatusCreated {
		t.Fatalf("HTTP %d: %s", first.status, first.text)
	}
	var wg sync.WaitGroup
	var refused atomic.Int32
	for i := range 30 { // all at once
		wg.Go(func() {
			g := maps.Clone(application(s.ayse))
			g["anne_kizlik_soyadi"] = "ZZ"
			if a := c.apply(fmt.Sprintf("tahmin-%d", i), g); a.status == http.StatusTooManyRequests {
				refused.Add(1)
				if a.header.Get("Retry-After") == "" || !strings.Contains(a.text, "15 dakika sonra") {
					t.Errorf("%s", a.text)
				}
			}
		})
	}
	wg.Wait()
	if refused.Load() != 20 {
		t.Errorf("%d of 30 guesses were refused, want 20", refused.Load())
	}
	if a := c.apply("dogru", application(s.ayse)); a.status != http.StatusTooManyRequests {
		t.Errorf("the right letters after so many wrong ones: HTTP %d", a.status)
	}
	if a := c.apply("onceki", application(s.ayse)); a.status != http.StatusOK || a.body.TakipNo != first.body.TakipNo {
		t.Errorf("a repeated request: HTTP %d %s", a.status, a.text)
	}
	if a := c.apply("baskasi", application(s.mehmet)); a.status != http.StatusCreated {
		t.Errorf("somebody else: HTTP %d %s", a.status, a.text)
	}
	if b := s.atKod(s.ayse); b.path != "/basvuru-yap/kod" {
		t.Error("the citizen's own way is closed")
	}
}
