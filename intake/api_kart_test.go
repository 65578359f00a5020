package intake_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"sync"
	"testing"

	"acikkapi/internal/sim"
)

// kartCevabi is what the card's API says.
type kartCevabi struct {
	status int
	header http.Header
	text   string
	body   struct {
		ID       string      `json:"id"`
		Yakinlar []kartSatir `json:"yakinlar"`
		kartSatir
		Errors []struct {
			Field   string `json:"field"`
			Message string `json:"message"`
		} `json:"errors"`
	}
}

type kartSatir struct {
	KartNo      int64    `json:"kart_no"`
	Ad          string   `json:"ad"`
	TalepTipi   string   `json:"talep_tipi"`
	TalepDurumu string   `json:"talep_durumu"`
	Engel       string   `json:"engel"`
	Islemler    []string `json:"islemler"`
}

func (c caller) card(method, path, contentType string, body io.Reader, headers ...string) kartCevabi {
	t := c.s.t
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, c.s.url+"/api/v1/kart"+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Authorization", "Bearer "+c.key)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	a := kartCevabi{status: res.StatusCode, header: res.Header, text: string(raw)}
	if err == nil {
		err = json.Unmarshal(raw, &a.body)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return a
}

func (c caller) cardPost(path, key string, fields map[string]any) kartCevabi {
	c.s.t.Helper()
	raw, err := json.Marshal(fields)
	if err != nil {
		c.s.t.Fatal(err)
	}
	return c.card(http.MethodPost, path, "application/json", bytes.NewReader(raw), "Idempotency-Key", key)
}

// paper uploads one for the card.
func (c caller) paper(tckn string, no int64, tur, name string, content []byte) kartCevabi {
	t := c.s.t
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, f := range [][2]string{{"personel_tckn", tckn}, {"kart_no", fmt.Sprint(no)}, {"tur", tur}} {
		if err := w.WriteField(f[0], f[1]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("dosya", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return c.card(http.MethodPost, "/dosya", w.FormDataContentType(), &b)
}

// at is the first message at the field.
func (a kartCevabi) at(field string) string {
	for _, e := range a.body.Errors {
		if e.Field == field {
			return e.Message
		}
	}
	return ""
}

func photo(t *testing.T, dpi byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 600, 800)), nil); err != nil {
		t.Fatal(err)
	}
	app0 := []byte{0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 1, 300 >> 8, dpi, 300 >> 8, dpi, 0, 0}
	return bytes.Join([][]byte{b.Bytes()[:2], app0, b.Bytes()[2:]}, nil)
}

// staff is a user of e-İçişleri who may ask for cards, as KPS knows them.
func (s *site) staff(k sim.Kisi) string {
	s.t.Helper()
	box, tckn := s.store.Box(), string(k.TCKN)
	_, err := s.store.Pool().Exec(s.t.Context(), `WITH k AS (INSERT INTO kullanici (tip, tckn, tckn_iz, ad, soyad, il_kodu, kullanici_adi) VALUES ('personel', $1, $2, $3, $4, 6, $5) RETURNING id)
		INSERT INTO kullanici_modul (kullanici_id, modul) SELECT id, 'kart' FROM k`, box.SealString(tckn), box.Index("tckn", tckn), k.Ad, k.Soyad, "personel."+tckn)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(k.TCKN)
}

// UI-07, KT-01 … KT-06: a machine asks for a card for a staff member's relative, and the same post again is the same request.
func TestAPIAsksForACard(t *testing.T) {
	s := newSite(t)
	people := sim.DemoKisiler()
	hasan, c := s.staff(people.Personel), s.machine("kart:yaz")
	aile := c.cardPost("/aile", "", map[string]any{"personel_tckn": hasan})
	if aile.status != http.StatusOK || len(aile.body.Yakinlar) != 3 || aile.body.Yakinlar[0].Ad != "FATMA" || strings.Contains(aile.text, string(people.Es.TCKN)) {
		t.Fatalf("HTTP %d: %s", aile.status, aile.text)
	}
	for _, y := range aile.body.Yakinlar {
		if may := len(y.Islemler) == 1 && y.Islemler[0] == "talep_et"; may != (y.Ad != "CAN") || (y.Engel == "") != may {
			t.Errorf("%s: %v, %q", y.Ad, y.Islemler, y.Engel)
		}
	}
	no := aile.body.Yakinlar[0].KartNo
	bad := c.paper(hasan, no, "fotograf", "f.jpg", photo(t, 0))
	if bad.status != http.StatusUnprocessableEntity || !strings.Contains(bad.at("fotograf"), "300 dpi olmalıdır") || bad.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("a wrong photo: HTTP %d %s", bad.status, bad.text)
	}
	foto, dekont := c.paper(hasan, no, "fotograf", "f.jpg", photo(t, 300&0xff)), c.paper(hasan, no, "dekont", "d.jpg", photo(t, 0))
	if foto.status != http.StatusCreated || dekont.status != http.StatusCreated {
		t.Fatalf("uploads: %s %s", foto.text, dekont.text)
	}
	request := map[string]any{"personel_tckn": hasan, "kart_no": no, "fotograf": foto.body.ID, "dekont": dekont.body.ID, "kabul": false}
	if a := c.cardPost("/talep", "k", request); a.status != http.StatusUnprocessableEntity || a.at("kabul") == "" {
		t.Errorf("no tick: HTTP %d %s", a.status, a.text)
	}
	request["kabul"] = true
	if a := c.cardPost("/talep", "", request); a.at("Idempotency-Key") == "" {
		t.Errorf("no key: HTTP %d %s", a.status, a.text)
	}
	var wg sync.WaitGroup
	answers := make([]kartCevabi, 4)
	for i := range answers {
		wg.Go(func() { answers[i] = c.cardPost("/talep", "anahtar", request) })
	}
	wg.Wait()
	created := 0
	for _, a := range answers {
		if a.status == http.StatusCreated {
			created++
		} else if a.status != http.StatusOK || a.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("HTTP %d: %s", a.status, a.text)
		}
	}
	if created != 1 || answers[0].body.TalepDurumu != "Onay Bekliyor" {
		t.Errorf("%d were made: %s", created, answers[0].text)
	}
	if a := c.cardPost("/talep", "baska", request); a.status != http.StatusConflict && a.status != http.StatusUnprocessableEntity {
		t.Errorf("asked for twice: HTTP %d %s", a.status, a.text)
	}
	g := c.card(http.MethodGet, fmt.Sprintf("/%d", no), "", nil, "Personel-TCKN", hasan)
	if g.status != http.StatusOK || g.body.TalepTipi != "Kart Talebi" || g.body.TalepDurumu != "Onay Bekliyor" {
		t.Errorf("HTTP %d: %s", g.status, g.text)
	}
	iptal := c.cardPost("/iptal", "i", map[string]any{"personel_tckn": hasan, "kart_no": no, "neden": "diger"})
	if iptal.status != http.StatusConflict {
		t.Errorf("there is no card to cancel yet: HTTP %d %s", iptal.status, iptal.text)
	}
}

// SC-01, SC-09, KT-03: no key of another scope, nobody who is no user, no other staff member's relative, no child under 15.
func TestAPIRefusesCards(t *testing.T) {
	s := newSite(t)
	people := sim.DemoKisiler()
	hasan, c := s.staff(people.Personel), s.machine("kart:yaz")
	if a := s.machine("basvuru:yaz").cardPost("/aile", "", map[string]any{"personel_tckn": hasan}); a.status != http.StatusForbidden {
		t.Errorf("another scope: HTTP %d", a.status)
	}
	for _, tckn := range []string{string(people.Ayse.TCKN), "12345678901", ""} {
		a := c.cardPost("/aile", "", map[string]any{"personel_tckn": tckn})
		if a.status != http.StatusUnprocessableEntity || a.at("personel_tckn") == "" {
			t.Errorf("%q is no user: HTTP %d %s", tckn, a.status, a.text)
		}
	}
	s.sim.SetAriza(sim.Ariza{Servis: sim.ServisKPS, Tur: sim.Kapali})
	if a := c.cardPost("/aile", "", map[string]any{"personel_tckn": hasan}); a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
		t.Errorf("KPS away: HTTP %d %s", a.status, a.text)
	}
	s.sim.ClearAriza()
	aile := c.cardPost("/aile", "", map[string]any{"personel_tckn": hasan, "kps": true})
	if len(aile.body.Yakinlar) != 3 {
		t.Fatal(aile.text)
	}
	can := aile.body.Yakinlar[2].KartNo
	foto, dekont := c.paper(hasan, can, "fotograf", "f.jpg", photo(t, 300&0xff)), c.paper(hasan, can, "dekont", "d.jpg", photo(t, 0))
	a := c.cardPost("/talep", "can", map[string]any{"personel_tckn": hasan, "kart_no": can, "fotograf": foto.body.ID, "dekont": dekont.body.ID, "kabul": true})
	if a.status != http.StatusConflict || !strings.Contains(a.text, "15 yaşını doldurmamış") {
		t.Errorf("a child of eight: HTTP %d %s", a.status, a.text)
	}
	if a := c.card(http.MethodGet, "/999999", "", nil, "Personel-TCKN", hasan); a.status != http.StatusNotFound {
		t.Errorf("an unknown card: HTTP %d", a.status)
	}
	if a := c.paper(hasan, 999999, "fotograf", "f.jpg", photo(t, 300&0xff)); a.status != http.StatusNotFound {
		t.Errorf("a paper for an unknown card: HTTP %d %s", a.status, a.text)
	}
	if a := c.paper(hasan, can, "pasaport", "f.jpg", nil); a.at("tur") == "" {
		t.Errorf("an unknown paper: HTTP %d %s", a.status, a.text)
	}
	if a := c.card(http.MethodPost, "/dosya", "application/json", strings.NewReader("{}")); a.status != http.StatusUnsupportedMediaType {
		t.Errorf("no form: HTTP %d %s", a.status, a.text)
	}
	if a := c.paper(hasan, can, "dekont", "d.jpg", make([]byte, 11<<20)); a.status != http.StatusRequestEntityTooLarge && a.status != http.StatusUnprocessableEntity {
		t.Errorf("11 MB: HTTP %d %s", a.status, a.text)
	}
	elif := aile.body.Yakinlar[1].KartNo
	veli := s.staff(people.Ayse)
	for name, a := range map[string]kartCevabi{
		"read":       c.card(http.MethodGet, fmt.Sprintf("/%d", elif), "", nil, "Personel-TCKN", veli),
		"ask":        c.cardPost("/talep", "v1", map[string]any{"personel_tckn": veli, "kart_no": elif}), // nothing is told of what is missing either
		"cancel":     c.cardPost("/iptal", "v2", map[string]any{"personel_tckn": veli, "kart_no": elif}),
		"the papers": c.paper(veli, elif, "fotograf", "f.jpg", photo(t, 300&0xff)),
	} {
		if a.status != http.StatusNotFound {
			t.Errorf("somebody else's relative, %s: HTTP %d %s", name, a.status, a.text)
		}
	}
	if a := c.cardPost("/talep", "x", map[string]any{"personel_tckn": hasan, "kart": 5}); a.at("kart") == "" {
		t.Errorf("an unknown field: HTTP %d %s", a.status, a.text)
	}
}
