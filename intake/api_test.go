package intake_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"acikkapi/internal/sim"
	"acikkapi/internal/tohum"
	"acikkapi/internal/web"
)

// caller is a machine that posts to the API.
type caller struct {
	s   *site
	key string
}

// answer is what the API said.
type answer struct {
	status int
	header http.Header
	body   struct {
		TakipNo       int64  `json:"takip_no"`
		Durum         string `json:"durum"`
		IslemHareketi string `json:"islem_hareketi"`
		Hareketler    []struct {
			Durum string    `json:"durum"`
			Zaman time.Time `json:"zaman"`
		} `json:"islem_hareketleri"`
		Title  string `json:"title"`
		Detail string `json:"detail"`
		Errors []struct {
			Field   string `json:"field"`
			Message string `json:"message"`
		} `json:"errors"`
	}
	text string
}

func (a answer) at(field string) string {
	for _, e := range a.body.Errors {
		if e.Field == field {
			return e.Message
		}
	}
	return ""
}

// machine is a caller with an API key of that scope.
func (s *site) machine(kapsam string) caller {
	s.t.Helper()
	key := "test-anahtari-" + kapsam
	_, err := s.store.Pool().Exec(s.t.Context(), `INSERT INTO api_anahtar (ad, ozet, kapsam) VALUES ('Belediye formu', sha256($1), $2) ON CONFLICT DO NOTHING`,
		[]byte(key), []string{kapsam})
	if err != nil {
		s.t.Fatal(err)
	}
	return caller{s, key}
}

func (c caller) send(method, path, idempotency string, body io.Reader) answer {
	t := c.s.t
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, c.s.url+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	if idempotency != "" {
		req.Header.Set("Idempotency-Key", idempotency)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	a := answer{status: res.StatusCode, header: res.Header}
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	a.text = string(raw)
	if err := json.Unmarshal(raw, &a.body); err != nil && method == http.MethodPost {
		t.Fatalf("%v: %s", err, raw)
	}
	return a
}

func (c caller) apply(idempotency string, fields map[string]any) answer {
	c.s.t.Helper()
	raw, err := json.Marshal(fields)
	if err != nil {
		c.s.t.Fatal(err)
	}
	return c.send(http.MethodPost, "/api/v1/basvuru", idempotency, strings.NewReader(string(raw)))
}

// application is a right request for p.
func application(p sim.Kisi) map[string]any {
	return map[string]any{
		"tckn": string(p.TCKN), "ad": p.Ad, "soyad": p.Soyad, "anne_kizlik_soyadi": firstLast(p.AnneKizlikSoyadi), "cep": string(p.Cep),
		"acik_adres": "Atatürk Bulvarı No: 1", "il": 6, "ilce": 6007, "yerlesim": 6007057,
		"hizmetler": []map[string]any{{"baslik": 1, "alt_baslik": 1}}, "egitim": 6, "sektor": 8, "konu": "Okulun genel temizliği yapılsın.",
	}
}

func changed(fields map[string]any, name string, value any) map[string]any {
	fields = maps.Clone(fields)
	fields[name] = value
	if value == nil {
		delete(fields, name)
	}
	return fields
}

func (s *site) wantProblem(a answer, status int, field, message string) {
	s.t.Helper()
	if a.status != status || a.header.Get("Content-Type") != "application/problem+json" {
		s.t.Errorf("HTTP %d, %s, want %d: %s", a.status, a.header.Get("Content-Type"), status, a.text)
	}
	if got := a.at(field); status == http.StatusUnprocessableEntity && !strings.Contains(got, message) {
		s.t.Errorf("at %q stands %q, want %q: %s", field, got, message, a.text)
	}
	if !strings.Contains(a.text, message) {
		s.t.Errorf("it does not say %q: %s", message, a.text)
	}
}

// UI-07, VB-12: a machine applies for a citizen, whom KPS completes, and can follow what it filed.
func TestAPIApplies(t *testing.T) {
	s := newSite(t)
	c := s.machine(tohum.DemoKapsam)
	a := c.apply("anahtar-1", application(s.ayse))
	if a.status != http.StatusCreated || a.body.TakipNo == 0 || a.body.Durum != "havuzda" || a.body.IslemHareketi != "Başvuru Açık Kapı Birim Havuzunda" {
		t.Fatalf("HTTP %d: %s", a.status, a.text)
	}
	var kanal, soyad string
	var ikamet []byte
	if err := s.store.Pool().QueryRow(t.Context(), `SELECT kanal, soyad, ikamet FROM basvuru WHERE no = $1`, a.body.TakipNo).Scan(&kanal, &soyad, &ikamet); err != nil {
		t.Fatal(err)
	}
	if home, err := s.store.Box().OpenString(ikamet); err != nil || kanal != "api" || soyad != "DEMİR" || !strings.Contains(home, "AYRANCI MAH.") {
		t.Errorf("stored: %s %s %s %v", kanal, soyad, home, err)
	}
	g := c.send(http.MethodGet, a.header.Get("Location"), "", nil)
	if g.status != http.StatusOK || g.body.TakipNo != a.body.TakipNo || len(g.body.Hareketler) != 1 || g.body.Hareketler[0].Durum != a.body.IslemHareketi {
		t.Errorf("HTTP %d at %s: %s", g.status, a.header.Get("Location"), g.text)
	}
	if g := s.machine("baska:okur"); g.send(http.MethodGet, a.header.Get("Location"), "", nil).status != http.StatusForbidden {
		t.Error("a key without the scope may follow")
	}
	if g := c.send(http.MethodGet, "/api/v1/basvuru/999999", "", nil); g.status != http.StatusNotFound {
		t.Errorf("an unknown number: HTTP %d", g.status)
	}
}

// VB-13: the same key again gives the same number, even while KPS is away; with another body it is a conflict.
func TestIdempotencyKey(t *testing.T) {
	s := newSite(t)
	c := s.machine(tohum.DemoKapsam)
	var wg sync.WaitGroup
	answers := make([]answer, 5)
	for i := range answers {
		wg.Go(func() { answers[i] = c.apply("ayni", application(s.ayse)) })
	}
	wg.Wait()
	no := answers[0].body.TakipNo
	created := 0
	for _, a := range answers {
		if a.status == http.StatusCreated {
			created++
		} else if a.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("HTTP %d without Idempotency-Replayed: %s", a.status, a.text)
		}
		if a.body.TakipNo != no || no == 0 {
			t.Errorf("numbers %d and %d", no, a.body.TakipNo)
		}
	}
	if created != 1 || s.applications() != 1 {
		t.Errorf("%d were created, %d stored", created, s.applications())
	}
	s.wantProblem(c.apply("ayni", changed(application(s.ayse), "konu", "Başka")), http.StatusConflict, "", "başka içerikte bir istek için kullanılmış")
	s.sim.SetAriza(sim.Ariza{Servis: sim.ServisKPS, Tur: sim.Kapali})
	if a := c.apply("ayni", application(s.ayse)); a.status != http.StatusOK || a.body.TakipNo != no {
		t.Errorf("replayed with KPS away: HTTP %d %s", a.status, a.text)
	}
	a := c.apply("yeni", application(s.ayse))
	s.wantProblem(a, http.StatusServiceUnavailable, "", "Kimlik Paylaşım Sistemine şu anda ulaşılamıyor")
	if a.header.Get("Retry-After") == "" {
		t.Error("503 without Retry-After")
	}
	// Keys of another caller are apart.
	s.sim.ClearAriza()
	d := caller{s, "baska-anahtar"}
	if _, err := s.store.Pool().Exec(t.Context(), `INSERT INTO api_anahtar (ad, ozet, kapsam) VALUES ('x', sha256('baska-anahtar'), '{basvuru:yaz}')`); err != nil {
		t.Fatal(err)
	}
	if a := d.apply("ayni", application(s.ayse)); a.status != http.StatusCreated || a.body.TakipNo == no {
		t.Errorf("another caller with the same key: HTTP %d %s", a.status, a.text)
	}
}

// G-06: every refused field of the body gets its message; nothing is saved.
func TestAPIRefuses(t *testing.T) {
	s := newSite(t)
	c := s.machine(tohum.DemoKapsam)
	right := application(s.ayse)
	for name, test := range map[string]struct {
		field string
		value any
		at    string
		want  string
	}{
		"checksum":              {"tckn", "12345678901", "tckn", "T.C. Kimlik No hatalı"},
		"missing":               {"konu", nil, "konu", "Başvuru konusunu giriniz."},
		"oversized":             {"konu", strings.Repeat("ş", 4001), "konu", "En fazla 4000 karakter"},
		"landline as mobile":    {"cep", "+903120000000", "cep", "Sabit hat numarası"},
		"unknown pair of il":    {"il", 34, "ilce", "bu ile ait değil"},
		"unknown il":            {"il", 99, "ilce", "bu ile ait değil"},
		"settlement":            {"yerlesim", 1, "yerlesim", "bu ilçeye ait değil"},
		"no headings":           {"hizmetler", []any{}, "hizmetler", "En az bir hizmet başlığı"},
		"foreign pair":          {"hizmetler", []map[string]any{{"baslik": 1, "alt_baslik": 40}}, "hizmetler", "bu hizmet başlığına ait değil"},
		"the same pair twice":   {"hizmetler", []map[string]any{{"baslik": 1, "alt_baslik": 1}, {"baslik": 1, "alt_baslik": 1}}, "hizmetler", "iki kez eklenemez"},
		"Diğer without words":   {"hizmetler", []map[string]any{{"baslik": 6}}, "hizmetler.0.aciklama", "açıklama giriniz"},
		"wrong type":            {"il", "altı", "il", "tam sayı olmalıdır"},
		"unknown field":         {"konum", "x", "konum", "Böyle bir alan yok."},
		"not who KPS knows":     {"soyad", "YILMAZ", "", "kimlik kayıtlarıyla eşleşmedi"},
		"whom KPS doesn't know": {"tckn", "10000000146", "", "kimlik kayıtlarıyla eşleşmedi"},
	} {
		t.Run(name, func(t *testing.T) {
			s.t = t
			s.wantProblem(c.apply("x", changed(right, test.field, test.value)), http.StatusUnprocessableEntity, test.at, test.want)
		})
	}
	s.t = t
	s.wantProblem(c.apply("", right), http.StatusUnprocessableEntity, "Idempotency-Key", "zorunludur")
	s.wantProblem(c.apply(strings.Repeat("k", 129), right), http.StatusUnprocessableEntity, "Idempotency-Key", "en fazla 128")
	for _, raw := range []string{`{"tckn": `, `[1]`, `{} {}`, ``, `null x`} {
		if a := c.send(http.MethodPost, "/api/v1/basvuru", "x", strings.NewReader(raw)); a.status != http.StatusUnprocessableEntity || a.at("") == "" {
			t.Errorf("%q: HTTP %d %s", raw, a.status, a.text)
		}
	}
	tooLarge := fmt.Sprintf(`{"konu": %q}`, strings.Repeat("x", 64<<10))
	s.wantProblem(c.send(http.MethodPost, "/api/v1/basvuru", "x", strings.NewReader(tooLarge)), http.StatusRequestEntityTooLarge, "", "en fazla 64 KB")
	if s.applications() != 0 {
		t.Error("something was saved")
	}
}

// UI-07: who has no key is told so, who has one of another scope is refused.
func TestAPIKeys(t *testing.T) {
	s := newSite(t)
	for _, key := range []string{"", "yanlis-anahtar"} {
		a := caller{s, key}.apply("x", application(s.ayse))
		s.wantProblem(a, http.StatusUnauthorized, "", "API anahtar")
		if a.header.Get("WWW-Authenticate") == "" {
			t.Error("401 without WWW-Authenticate")
		}
	}
	s.wantProblem(s.machine("baska:okur").apply("x", application(s.ayse)), http.StatusForbidden, "", "kapsamı yok")
	locked := s.machine(tohum.DemoKapsam)
	if _, err := s.store.Pool().Exec(t.Context(), `UPDATE api_anahtar SET aktif = false`); err != nil {
		t.Fatal(err)
	}
	s.wantProblem(locked.apply("x", application(s.ayse)), http.StatusUnauthorized, "", "geçersiz ya da kapatılmış")
}

// SC-11: machines that share an address, or share it with people, don't use up each other's requests.
func TestKeysAreLimitedApart(t *testing.T) {
	s := newSite(t)
	h, err := web.Chain(s.router, web.Options{Engine: parsedPages(), Log: zerolog.Nop(), PerMinute: 3})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	s.url = srv.URL
	first, second := s.machine(tohum.DemoKapsam), s.machine("baska:kapsam")
	for i := range 6 {
		if a := first.send(http.MethodGet, "/api/v1/basvuru/1", "", nil); a.status != http.StatusNotFound {
			t.Errorf("request %d: HTTP %d", i+1, a.status)
		}
		if a := second.send(http.MethodGet, "/api/v1/basvuru/1", "", nil); a.status != http.StatusForbidden {
			t.Errorf("request %d without the scope: HTTP %d", i+1, a.status)
		}
	}
}
