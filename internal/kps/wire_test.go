package kps_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"acikkapi/internal/kps"
	"acikkapi/internal/kps/soap"
	"acikkapi/internal/kural"
)

// answering starts a server that gives every question the same answer, and a client of it.
func answering(t *testing.T, status int, contentType, body string) *kps.Client {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(srv.Close)
	return kps.New(srv.URL, srv.Client())
}

const yes = `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" ` +
	`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>` +
	`<TCKimlikNoDogrulaResponse xmlns="http://tckimlik.nvi.gov.tr/WS"><TCKimlikNoDogrulaResult>true</TCKimlikNoDogrulaResult>` +
	`</TCKimlikNoDogrulaResponse></soap:Body></soap:Envelope>`

// The question is on the wire as NVİ's service description says: path, action, namespace, element names.
func TestQuestionOnTheWire(t *testing.T) {
	var got *http.Request
	var body string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got, body = r, string(b)
		_, _ = io.WriteString(w, yes)
	}))
	t.Cleanup(srv.Close)
	c := kps.New(srv.URL, srv.Client())
	if ok, err := c.Dogrula(t.Context(), "10000000146", "ışıl", "inci", 1990); !ok || err != nil {
		t.Fatalf("%v, %v", ok, err)
	}
	if got.URL.Path != "/Service/KPSPublic.asmx" || got.Header.Get("SOAPAction") != `"http://tckimlik.nvi.gov.tr/WS/TCKimlikNoDogrula"` ||
		got.Header.Get("Content-Type") != "text/xml; charset=utf-8" {
		t.Errorf("%s %v", got.URL.Path, got.Header)
	}
	want := `<TCKimlikNoDogrula xmlns="http://tckimlik.nvi.gov.tr/WS"><TCKimlikNo>10000000146</TCKimlikNo><Ad>IŞIL</Ad><Soyad>İNCİ</Soyad><DogumYili>1990</DogumYili></TCKimlikNoDogrula>`
	if !strings.Contains(body, want) {
		t.Errorf("%s\nlacks\n%s", body, want)
	}
	if _, err := c.SOAP12().Dogrula(t.Context(), "10000000146", "A", "B", 1990); err != nil {
		t.Fatal(err)
	}
	if ct := got.Header.Get("Content-Type"); ct != `application/soap+xml; charset=utf-8; action="http://tckimlik.nvi.gov.tr/WS/TCKimlikNoDogrula"` ||
		!strings.Contains(body, `"http://www.w3.org/2003/05/soap-envelope"`) {
		t.Errorf("SOAP 1.2: %s, %s", ct, body)
	}
}

// An answer that is not a whole, sensible envelope is an outage, whatever its status and type say.
func TestNonsenseIsAnOutage(t *testing.T) {
	fault, err := soap.EncodeFault(soap.V11, true, "veritabanı")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		status     int
		kind, body string
	}{
		"HTML":                 {200, "text/html", "<!DOCTYPE html><html><body><p>Bakım<br></body></html>"},
		"HTML as XML":          {200, "text/xml", "<html><body>Bakım</body></html>"},
		"HTML with 500":        {500, "text/html", "<h1>Server Error</h1>"},
		"empty":                {200, "text/xml", ""},
		"cut off":              {200, "text/xml", yes[:len(yes)-20]},
		"cut off early":        {200, "text/xml", yes[:60]},
		"binary":               {200, "text/xml", "\x00\xff\xfe<"},
		"another element":      {200, "text/xml", strings.ReplaceAll(yes, "TCKimlikNoDogrula", "Baska")},
		"another namespace":    {200, "text/xml", strings.ReplaceAll(yes, "nvi.gov.tr", "ornek.invalid")},
		"neither yes nor no":   {200, "text/xml", strings.Replace(yes, ">true<", ">evet<", 1)},
		"no result":            {200, "text/xml", strings.Replace(yes, "<TCKimlikNoDogrulaResult>true</TCKimlikNoDogrulaResult>", "", 1)},
		"yes with 503":         {503, "text/xml", yes},
		"server's fault":       {500, "text/xml", string(fault)},
		"entity bomb":          {200, "text/xml", `<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY a "&b;&b;">]>` + strings.Replace(yes, ">true<", ">&a;<", 1)},
		"more than a megabyte": {200, "text/xml", strings.Replace(yes, "<soap:Body>", "<soap:Header>"+strings.Repeat("<a></a>", 1<<18)+"</soap:Header><soap:Body>", 1)},
		"very deep":            {200, "text/xml", strings.Replace(yes, ">true<", ">"+strings.Repeat("<a>", 100_000)+"<", 1)},
	} {
		ok, err := answering(t, c.status, c.kind, c.body).Dogrula(t.Context(), "10000000146", "A", "B", 1990)
		if ok || kural.KindOf(err) != kural.Unavailable {
			t.Errorf("%s: %v, %v; want unavailable", name, ok, err)
		}
	}
}

// A fault that blames the question is our mistake, not an outage: retrying would not help.
func TestRefusedQuestionIsOurFault(t *testing.T) {
	fault, err := soap.EncodeFault(soap.V12, false, "10000000146 geçersiz")
	if err != nil {
		t.Fatal(err)
	}
	_, err = answering(t, 500, "application/soap+xml", string(fault)).Kisi(t.Context(), "10000000146")
	if _, ok := errors.AsType[*soap.Fault](err); !ok || kural.KindOf(err) != kural.Internal {
		t.Errorf("%v", err)
	}
	if strings.Contains(err.Error(), "10000000146") {
		t.Errorf("a log line would carry a T.C. Kimlik No: %v", err) // G-03
	}
}
