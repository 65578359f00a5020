package handlers

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/turkce"
)

// leaks names the contact datum that text holds, in whatever spelling: digits with anything between them, escaped, or in Base64 (YT-03).
func leaks(text string) string {
	plain := html.UnescapeString(text)
	if u, err := url.QueryUnescape(strings.ReplaceAll(plain, "+", "%2B")); err == nil {
		plain += u
	}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, plain)
	low := turkce.Fold(plain)
	for _, number := range []string{"5321112233", "3124445566"} {
		if strings.Contains(digits, number) || strings.Contains(text, base64.StdEncoding.EncodeToString([]byte("+90" + number))[:10]) {
			return number
		}
	}
	for _, mail := range []string{"gizli.adres", "ornek.com.tr", base64.StdEncoding.EncodeToString([]byte("gizli.adres"))[:12]} {
		if strings.Contains(low, turkce.Fold(mail)) {
			return mail
		}
	}
	return ""
}

// everything is all that an answer says: header, body, the files inside a workbook, the text of a PDF, the first event of a stream, for
// which stir makes something happen.
func (b *browser) everything(method, path string, body io.Reader, contentType string, stir func()) (status int, text string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), 20*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, b.base+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	var all strings.Builder
	_ = res.Header.Write(&all)
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		go stir()
		for sc := bufio.NewScanner(res.Body); sc.Scan(); {
			all.WriteString(sc.Text() + "\n")
			if strings.HasPrefix(sc.Text(), "data:") {
				return res.StatusCode, all.String()
			}
		}
		b.t.Fatalf("%s: no event came", path)
	}
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	all.Write(raw)
	switch {
	case bytes.HasPrefix(raw, []byte("PK")):
		all.WriteString(unzipped(b.t, raw))
	case bytes.HasPrefix(raw, []byte("%PDF-1.")) && res.Header.Get("Content-Type") == "application/pdf" && strings.HasSuffix(path, "rapor.pdf"):
		all.WriteString(pdfText(b.t, answer{status: res.StatusCode, header: res.Header, body: string(raw)}))
	}
	return res.StatusCode, all.String()
}

func unzipped(t *testing.T, raw []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		_ = r.Close()
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// YT-03: every byte of every answer that a Yetkili gets from any route of the register, in every state of the application, and all that
// stands in the birim's queue and inbox, is free of contact data.
func TestNoByteOfContactData(t *testing.T) {
	for text, leak := range map[string]bool{
		"0(532) 111-22-33": true, "+90 532 111 22 33": true, "5\u00a0321112233": true, "&#53;321112233": true, "532%2B111%202233": true, "0312/444 55 66": true,
		"GIZLI.ADRES&#64;x": true, "gizli%2Eadres": true, "532 111": false, "Okul 5 321": false,
	} {
		if (leaks(text) != "") != leak {
			t.Fatalf("the measure of this test fails at %q", text)
		}
	}
	s := newSite(t)
	s.listening()
	no := s.withContact()
	b := s.signIn(userMEM)
	if desk := s.signIn(userAKS).get(aksURL(no, "")); leaks(desk.body) == "" {
		t.Fatal("not even the desk sees contact data")
	}
	id := ekOf(t, b.upload(birimURL(no, 1, "cevapla"), "ek.pdf", pdf, "islem", "dosya-ekle").body)
	fill := strings.NewReplacer("{no:[0-9]+}", dbtestNo(no), "{sira:[0-9]+}", "1", "{id:[0-9]+}", "1", "{id}", id)
	turn := 0
	stir := func() { // one change that all pages of the birim are told of
		turn++
		actor := dbtest.YetkiliMEM
		if s.store.Take(context.WithoutCancel(t.Context()), actor, no, 1, true) != nil { // answered: another one does as well
			s.store.Ring("birim:"+dbtest.BirimMEM.No, "basvuru:"+dbtestNo(no))
		}
	}
	seen := map[int]int{}
	walk := func(state string, methods ...string) {
		t.Helper()
		for _, rt := range s.svc.routes() {
			if !slices.Contains(rt.who(), kural.Yetkili) || !slices.Contains(methods, rt.method) || rt.path == "/cikis" {
				continue
			}
			path := fill.Replace(rt.path)
			if strings.Contains(path, "{") {
				t.Fatalf("%s: nothing to fill in", path)
			}
			if rt.path == "/canli"+aktarimPath {
				continue // tells of exports alone: no change of an application reaches it
			}
			var body io.Reader
			kind := ""
			if rt.method == post {
				body, kind = strings.NewReader(""), "application/x-www-form-urlencoded"
			}
			status, text := b.everything(rt.method, path, body, kind, stir)
			seen[status]++
			if status >= 500 {
				t.Errorf("%s: %s %s: %d", state, rt.method, path, status)
			}
			if leak := leaks(text); leak != "" {
				t.Errorf("%s: %s %s tells %s", state, rt.method, path, leak)
			}
		}
	}
	walk("open", get, post)
	b.post(birimURL(no, 1, "cevapla"), "metin", "Cevap", "sonuc", "olumlu", "islem", "devral")
	b.post(birimURL(no, 1, "cevapla"), "metin", "Cevap", "sonuc", "olumlu", "ek", id).redirects(t, birimURL(no, 1, ""))
	walk("answered", get)
	s.do(dbtest.YetkiliSag, no, basvuru.Answer{Sira: 2, Sonuc: basvuru.Olumlu, Metin: "Bizden de"})
	s.do(dbtest.AKS, no, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Sonuçlandı"})
	walk("closed", get)
	if seen[http.StatusOK] < 30 {
		t.Errorf("hardly anything was read: %v", seen)
	}

	ms, err := s.store.BirimMesajlari(t.Context(), no, []int{1, 2})
	raw, err2 := json.Marshal(ms)
	if err != nil || err2 != nil || len(ms) != 2 {
		t.Fatal(err, err2, len(ms))
	}
	queue := string(raw) + s.scanText(`SELECT coalesce(json_agg(k), '[]')::text FROM birim_kutusu k`) +
		s.scanText(`SELECT coalesce(string_agg(convert_from(govde, 'UTF8'), ' '), '') FROM giden`)
	if leak := leaks(queue); leak != "" || !strings.Contains(queue, dbtest.BirimMEM.No) {
		t.Errorf("the queue tells %s", leak)
	}
}
