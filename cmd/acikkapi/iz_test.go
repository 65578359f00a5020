package main

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"acikkapi/internal/config"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/gosteri"
	"acikkapi/internal/gunluk"
	"acikkapi/internal/izsur/izsurtest"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/sim"
	"acikkapi/internal/tohum"
)

// OP-03: the program as it is served, driven by people over HTTP from the form to the closing SMS and through a card's life, hands its traces to a
// receiver: the citizen's post of the form and everything that follows from it, to the SMS, is one trace.
// SC-04: none of what the receiver gets holds a T.C. Kimlik No, a phone number, a code or a name.
func TestOneTrace(t *testing.T) {
	t.Parallel()
	receiver := izsurtest.New(t)
	p := start(t, map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.URL, "OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Bearer%20gizli"})
	var said bytes.Buffer
	if err := gosteri.Run(t.Context(), gosteri.Options{URL: p.url, SimURL: p.simURL, AMQPURL: p.amqpURL, Out: &said}); err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	p.stop()

	spans := receiver.Spans()
	filed := rootOf(t, spans, "POST /basvuru-yap/kayit", "store.Do basvur")
	wantTree(t, spans, filed, `
POST /basvuru-yap/kayit
  store.Do basvur
    publish olay
      process havuz
        publish sms
          process sms
            sms send
      process rapor
`)
	wantTree(t, spans, rootOf(t, spans, "POST /aks/basvuru/{no:[0-9]+}/kapat", "store.Do kapat_olumlu"), `
POST /aks/basvuru/{no:[0-9]+}/kapat
  store.Do kapat_olumlu
    publish olay
      process bildirim
        publish sms
          process sms
            sms send
      process rapor
`)
	for span, attributes := range map[string]string{
		"POST /basvuru-yap/kayit": "server: http.request.method=POST http.response.status_code=303 http.route=/basvuru-yap/kayit",
		"store.Do basvur":         "internal: acikkapi.number=0 acikkapi.role=vatandas",
		"sms send":                "internal: acikkapi.outcome=gonderildi acikkapi.provider=http",
	} {
		if got := describe(spans, filed.Trace, span); got != attributes {
			t.Errorf("%s tells %s, want %s", span, got, attributes)
		}
	}
	if got := describe(spans, filed.Trace, "process sms"); !strings.Contains(got, "consumer: acikkapi.attempt=0 acikkapi.message.type=sms.gonder messaging.consumer.group.name=sms") {
		t.Errorf("process sms tells %s", got)
	}
	if n := statements(spans, filed.Trace, "INSERT INTO basvuru (no, durum"); n != 1 {
		t.Errorf("%d spans of the statement that stores the application", n)
	}
	if log := p.log.String(); !strings.Contains(log, `"trace":"`+filed.Trace+`","method":"POST","route":"/basvuru-yap/kayit"`) {
		t.Error("no line of the access log leads to the trace")
	}
	if auth := receiver.Authorization(); len(auth) == 0 || auth[0] != "Bearer gizli" {
		t.Errorf("the receiver was given %q", auth)
	}
	nothingPersonal(t, receiver, said.String())
}

// wantTree compares the trace of root, without its SQL.
func wantTree(t *testing.T, spans []izsurtest.Span, root izsurtest.Span, want string) {
	t.Helper()
	if got := "\n" + izsurtest.Tree(spans, root.Trace, isSQL); got != want {
		t.Errorf("the trace is%swant%s", got, want)
	}
}

func isSQL(s izsurtest.Span) bool { return s.Attributes["db.system.name"] != "" }

// describe is kind and attributes of the only span of that name in the trace.
func describe(spans []izsurtest.Span, trace, name string) string {
	i := slices.IndexFunc(spans, func(s izsurtest.Span) bool { return s.Trace == trace && s.Name == name })
	if i < 0 {
		return "nothing"
	}
	var list []string
	for k, v := range spans[i].Attributes {
		list = append(list, k+"="+v)
	}
	slices.Sort(list)
	return spans[i].Kind + ": " + strings.Join(list, " ")
}

// statements counts the spans of SQL in a trace that begins so.
func statements(spans []izsurtest.Span, trace, sql string) (n int) {
	for _, s := range spans {
		if s.Trace == trace && strings.HasPrefix(s.Attributes["db.query.text"], sql) {
			n++
		}
	}
	return n
}

// nothingPersonal reads every byte that the receiver has got. said is what the demonstration has printed, with the codes.
func nothingPersonal(t *testing.T, receiver *izsurtest.Receiver, said string) {
	t.Helper()
	people := sim.DemoKisiler()
	secrets := []string{people.Ayse.Ad + " " + people.Ayse.Soyad, people.Ayse.Soyad, string(people.Ayse.TCKN), string(people.Ayse.Cep[3:]), people.Ayse.AnneKizlikSoyadi}
	for _, u := range tohum.Demo() {
		secrets = append(secrets, string(u.TCKN), u.Ad+" "+u.Soyad, u.Hesap)
		if u.Telefon != "" {
			secrets = append(secrets, string(u.Telefon[3:]))
		}
	}
	codes := regexp.MustCompile(`onay kodunuz: (\d{6})`).FindAllStringSubmatch(said, -1)
	if len(codes) < 3 {
		t.Errorf("only %d codes were seen", len(codes))
	}
	var alone []string
	for _, c := range codes {
		alone = append(alone, c[1])
	}
	raw := receiver.Raw()
	for _, s := range secrets {
		if s != "" && strings.Contains(raw, s) {
			t.Errorf("SC-04: the receiver was told %q", s)
		}
	}
	for _, s := range receiver.Spans() {
		text := fmt.Sprint(s.Name, " ", s.Attributes)
		if i := slices.IndexFunc(alone, func(c string) bool { return regexp.MustCompile(`\b` + c + `\b`).MatchString(text) }); i >= 0 || s.Extra != "" {
			t.Errorf("SC-04: a code, or what nobody asked for, in %s %s", text, s.Extra)
		}
	}
}

// rootOf is the beginning of the only trace that begins so and in which there is a span called inner.
func rootOf(t *testing.T, spans []izsurtest.Span, name, inner string) (root izsurtest.Span) {
	t.Helper()
	n := 0
	for _, s := range spans {
		if s.Name == name && s.Parent == "" && slices.ContainsFunc(spans, func(o izsurtest.Span) bool { return o.Trace == s.Trace && o.Name == inner }) {
			root = s
			n++
		}
	}
	if n != 1 {
		t.Fatalf("%d traces begin with %s and hold %s", n, name, inner)
	}
	return root
}

// program is the whole program in this process, all roles, beside a simulator of its own.
type program struct {
	url, simURL, amqpURL string

	log  *gunlukYazi
	stop func() // and waits until it has handed everything over
}

// gunlukYazi keeps the log.
type gunlukYazi struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (g *gunlukYazi) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.b.Write(p)
}

func (g *gunlukYazi) String() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.b.String()
}

// start runs the program with the demo users and these variables too.
func start(t *testing.T, more map[string]string) *program {
	t.Helper()
	simulator := httptest.NewServer(sim.New(sim.Options{People: -1}).Handler())
	t.Cleanup(simulator.Close)
	listen := freePort(t)
	p := &program{url: "http://" + listen, simURL: simulator.URL, amqpURL: mqtest.VHost(t), log: &gunlukYazi{}}
	set := map[string]string{
		"DATABASE_URL": dbtest.DemoURL(t), "AMQP_URL": p.amqpURL, "ACIKKAPI_KEYS": dbtest.Keys, "ACIKKAPI_DEMO": "1", "ACIKKAPI_URL": p.url,
		"ACIKKAPI_LISTEN": listen, "ACIKKAPI_PRIVATE_LISTEN": freePort(t), "ACIKKAPI_FILES": "file://" + t.TempDir() + "?no_tmp_dir=true",
		"KPS_URL": p.simURL, "SMS_URL": p.simURL + "/sms-gateway", "SMS_QUIET_HOURS": "-", "ACIKKAPI_LOG_LEVEL": "debug",
	}
	maps.Copy(set, more)
	cfg, err := config.From(set)
	if err != nil {
		t.Fatal(err)
	}
	p.stop = serve(t, &env{cfg: cfg, log: gunluk.New(p.log, cfg.LogLevel)})
	soon(t, "the pages answer", func() bool {
		res, err := http.Get(p.url) //nolint:noctx // of a test's own server
		if err == nil {
			_ = res.Body.Close()
		}
		return err == nil
	})
	return p
}
