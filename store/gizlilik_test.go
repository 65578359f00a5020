package store_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/store"
)

// YT-03: what a Yetkili's pages and the birim messages are read as has no right to contact data, whatever is asked.
func TestBirimRoleCannotReadContactData(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	s, c := dbtest.Open(t, url), owner(t, url)
	dbtest.File(t, s, 1)
	if _, err := c.Exec(t.Context(), `SET ROLE acikkapi_birim`); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		`SELECT * FROM iletisim`, `SELECT cep FROM iletisim WHERE basvuru_no = 1`, `SELECT b.no FROM basvuru b JOIN iletisim i ON i.basvuru_no = b.no`,
		`SELECT telefon FROM kullanici`, `SELECT alici FROM sms`, `SELECT ozet FROM onay_kodu`, `SELECT govde FROM giden`, `SELECT veri FROM taslak`,
		`SELECT data FROM sessions`, `SELECT govde FROM park`, `UPDATE basvuru SET durum = 'havuzda'`, `INSERT INTO olay SELECT * FROM olay`,
		`COPY iletisim TO STDOUT`, `DELETE FROM birim_kutusu`, `SELECT nextval('takip_no')`,
	} {
		if _, err := c.Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if _, err := c.Exec(t.Context(), `SELECT konu, ad FROM basvuru`); err != nil {
		t.Errorf("what a Yetkili has to read: %v", err)
	}
}

// YT-03: the message for a birim's queue holds the subject, and nothing that leads to the citizen.
func TestBirimMessageHasNoContactData(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	y := dbtest.Yeni(1)
	y.Iletisim.Ev, y.Iletisim.Eposta = "+903125551234", "ayse@example.org"
	res, err := submit(t, s, y)
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, dbtest.AKS, res.No, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	ms, err := s.BirimMesajlari(t.Context(), res.No, []int{1})
	if err != nil || len(ms) != 1 {
		t.Fatalf("%d messages, %v", len(ms), err)
	}
	text := fmt.Sprintf("%+v", ms[0])
	if !strings.Contains(text, y.Konu) || ms[0].BirimNo != dbtest.BirimMEM.No || ms[0].Hizmetler == nil {
		t.Errorf("the birim cannot work with this: %s", text)
	}
	for _, secret := range append(secrets(y), "Örnek Sokak", "ÖRNEK SK") {
		if strings.Contains(text, secret) {
			t.Errorf("the message tells %q", secret)
		}
	}
}

// SC-04: neither T.C. Kimlik No nor telephone, e-mail or address is readable in anything that the database holds.
func TestPersonalDataIsUnreadableInTheDatabase(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	s, c := dbtest.Open(t, url), owner(t, url)
	y := dbtest.Yeni(123)
	y.Iletisim.Ev, y.Iletisim.Eposta = "+903125551234", "ayse@example.org"
	y.AcikAdres = "Gizlipınar Caddesi 17/4"
	res, err := submit(t, s, y, store.WithKey("web", "anahtar", []byte(string(y.Kisi.TCKN)+y.Iletisim.Cep)))
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, dbtest.AKS, res.No, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	if err := s.Notify(t.Context(), store.Bildirim{Tuketici: "havuz", OlayID: uuid.New(), No: res.No, Sablon: "alindi", Metin: "Alındı.", Parca: 1}); err != nil {
		t.Fatal(err)
	}
	if err := s.CountAttempt(t.Context(), store.Deneme{Konu: "kimlik", TCKN: y.Kisi.TCKN, Telefon: y.Iletisim.Cep, IP: "192.0.2.1"}); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(dump(t, c), []byte(y.Konu)) {
		t.Fatal("the dump does not even hold the subject")
	}
	for _, secret := range append(secrets(y), "Gizlipınar", "ÖRNEK SK", "192.0.2.1") {
		if bytes.Contains(dump(t, c), []byte(secret)) {
			t.Errorf("%q is readable in the database", secret)
		}
	}
}

func secrets(y basvuru.Yeni) []string {
	return []string{string(y.Kisi.TCKN), y.Iletisim.Cep, y.Iletisim.Cep[3:], y.Iletisim.Ev, y.Iletisim.Eposta}
}

// dump is every row that the test has made, in binary COPY format: texts and bytes as they are. The lists are left out.
func dump(t *testing.T, c *pgx.Conn) []byte {
	t.Helper()
	rows, err := c.Query(t.Context(), `SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
		AND relname NOT IN ('il', 'ilce', 'yerlesim', 'birim')`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for _, table := range tables {
		if _, err := c.PgConn().CopyTo(t.Context(), &b, `COPY "`+table+`" TO STDOUT (FORMAT binary)`); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}
