package handlers

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"acikkapi/basvuru"
	"acikkapi/internal/calc"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/rapor"
	"acikkapi/internal/tarayici"
)

// excel presses the button over the list at path and returns the file.
func (b *browser) excel(path, button string) []byte {
	b.t.Helper()
	a := b.post(b.excelAddress(path, button))
	if a.status != http.StatusOK || a.header.Get("Content-Type") != rapor.TurXlsx || !strings.Contains(a.header.Get("Content-Disposition"), "attachment; filename=basvurular-") {
		b.t.Fatalf("%d %v\n%s", a.status, a.header, a.body)
	}
	return []byte(a.body)
}

// shown are the rows that LibreOffice shows.
func shown(t *testing.T, file []byte) [][]string {
	t.Helper()
	return calc.Read(t, file)["Başvurular"]
}

// read are the rows as they are written, where what LibreOffice makes of them has been seen already: it takes seconds to start.
func read(t *testing.T, file []byte) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Başvurular")
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// excelAddress is where the button over the list at path posts to.
func (b *browser) excelAddress(path, button string) string {
	b.t.Helper()
	page := b.get(path)
	form, _, _ := strings.Cut(page.body, ">"+button+"</button>")
	i := strings.LastIndex(form, `<form method="post" action="`)
	if i < 0 || !strings.Contains(page.body, ">"+button+"</button>") {
		b.t.Fatalf("no button “%s” at %s:\n%s", button, path, page.body)
	}
	return between(b.t, form[i:], `action="`, `"`)
}

// headers are the columns of the list at path, as its page has them, without the one for buttons and the one to choose by.
func (b *browser) headers(path string) []string {
	b.t.Helper()
	page, err := tarayici.Parse(strings.NewReader(b.get(path).body))
	if err != nil {
		b.t.Fatal(err)
	}
	var list []string
	for n := range page.Descendants() {
		if text := tarayici.Text(n); n.Data == "th" && text != "İşlemler" && text != "Seç" && !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}

// wantsColumns: the file has the page's columns, in their order, and perhaps some more.
func wantsColumns(t *testing.T, page, file []string) {
	t.Helper()
	at := 0
	for _, c := range file {
		if at < len(page) && c == page[at] {
			at++
		}
	}
	if at < len(page) {
		t.Errorf("columns of the file %q\nof the page %q: “%s” is not in its place", file, page, page[at])
	}
}

// AK-04, SC-08, SC-05: the whole filtered list over all pages, as the page shows it, hostile text as text; the export is on record.
func TestExcelOfTheDesk(t *testing.T) {
	s := newSite(t)
	y := dbtest.Yeni(100)
	y.Konu, y.Kisi.Ad = `=HYPERLINK("http://saldirgan.example";"Tıkla")`, "@SUM(1;2)"
	hostile := s.file(y)
	for n := range listSize + 5 {
		dbtest.File(t, s.store, n)
	}
	b := s.signIn(userAKS)
	rows := shown(t, b.excel(aksListePath, "Excel Raporu Al"))
	if len(rows) != 1+listSize+6 {
		t.Fatalf("%d rows, want a header and %d", len(rows), listSize+6)
	}
	wantsColumns(t, b.headers(aksListePath), rows[0])
	if !slices.Contains(rows[0], "Son Cevap Verme Tarihi") || !slices.Contains(rows[0], "Hizmet Başlıkları") {
		t.Errorf("columns %q", rows[0])
	}
	last := rows[len(rows)-1]
	if last[0] != fmt.Sprint(hostile) || last[1] != y.Kisi.TCKN.Masked() || last[2] != "@SUM(1;2) DEMİR" || last[3] != y.Konu || last[5] != basvuru.Havuzda.Label() {
		t.Errorf("the hostile one is shown as %q", last)
	}
	if n := s.scan(`SELECT satir::text FROM erisim WHERE islem = 'Excel raporu alındı' AND yapan_rol = 'aks'`); n != len(rows)-1 {
		t.Errorf("%d rows on record", n)
	}

	to := b.post(aksListePath, "ad", "@sum", "durum", string(basvuru.Havuzda)).to
	rows = read(t, b.excel(to, "Excel Raporu Al"))
	if len(rows) != 2 || rows[1][0] != fmt.Sprint(hostile) {
		t.Errorf("filtered: %q", rows)
	}
	if words := s.scanText(`SELECT ayrinti FROM erisim ORDER BY zaman DESC LIMIT 1`); words != "06 - ANKARA; Başvuran adı ile; "+basvuru.Havuzda.Label() {
		t.Errorf("on record: %q", words)
	}
	b.get(aksListePath+"?no=999999999").lacks(t, "Excel Raporu Al")
}

// AK-03: an AKS of one ilçe gets what that ilçe's list has, no more.
func TestExcelStaysInTheIlce(t *testing.T) {
	s := newSite(t)
	dbtest.File(t, s.store, 1) // Keçiören
	cankaya := s.file(inCankaya(2))
	rows := read(t, s.signIn(userAKSIlce).excel(aksListePath, "Excel Raporu Al"))
	if len(rows) != 2 || rows[1][0] != fmt.Sprint(cankaya) {
		t.Errorf("%q", rows)
	}
}

// inCankaya is an application of another ilçe.
func inCankaya(n int) basvuru.Yeni {
	y := dbtest.Yeni(n)
	y.Ilce, y.Yerlesim = 6007, 6007001
	return y
}

// YT-07, YT-03: the own inbox alone, and nothing anywhere in the file by which the citizen could be reached.
func TestExcelOfTheInbox(t *testing.T) {
	s := newSite(t)
	y := dbtest.Yeni(1)
	y.Iletisim.Eposta = "ayse.demir@ornek.example"
	no := s.file(y)
	s.do(dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	s.deliver(no, 1)
	s.routed(2, dbtest.BirimSaglik)
	b := s.signIn(userMEM)
	file := b.excel("/birim/basvuru", "Excel Raporu Al")
	rows := read(t, file)
	if len(rows) != 2 || rows[1][0] != fmt.Sprint(no) || rows[1][1] != y.Kisi.TCKN.Masked() {
		t.Fatalf("%q", rows)
	}
	wantsColumns(t, b.headers("/birim/basvuru"), rows[0])
	text := unpacked(t, file)
	for _, secret := range []string{"5000000002", "500 000 00", y.Iletisim.Eposta, "@ornek", string(y.Kisi.TCKN), "Örnek Sokak", "ÖRNEK SK"} {
		if strings.Contains(text, secret) {
			t.Errorf("the file holds %q", secret)
		}
	}
	if rows := read(t, b.excel("/birim/basvuru?durum=bekleyen", "Excel Raporu Al")); len(rows) != 2 {
		t.Errorf("waiting: %q", rows)
	}
	b.get("/birim/basvuru?durum=cevaplanan").lacks(t, "Excel Raporu Al")
}

// MI-01: “Rapor Al” over the own il, with the columns of the MİA's list.
func TestExcelOfTheMIA(t *testing.T) {
	s := newSite(t)
	no := dbtest.File(t, s.store, 1)
	b := s.signIn(userMIA)
	rows := read(t, b.excel("/mia", "Rapor Al"))
	if len(rows) != 2 || rows[1][0] != fmt.Sprint(no) {
		t.Fatalf("%q", rows)
	}
	wantsColumns(t, b.headers("/mia"), rows[0])

	s.svc.excel.rows = 0 // a long list; its page is below those for which one signs in by e-İçişleri
	b.post(b.excelAddress("/mia", "Rapor Al")).redirects(t, miaAktarimPath)
	b.get(miaAktarimPath).shows(t, http.StatusOK, "Sırada", "06 - ANKARA", `action="/mia/excel/`, `hx-get="/canli/mia/excel/parca"`)
	s.browser().get(miaAktarimPath).redirects(t, "/e-icisleri")
}

// A filter that cannot be read is told at its field; a list of another role is not to be had.
func TestExcelRefusals(t *testing.T) {
	s := newSite(t)
	dbtest.File(t, s.store, 1)
	aks, mem := s.signIn(userAKS), s.signIn(userMEM)
	aks.post("/aks/basvuru/excel?no=abc").shows(t, http.StatusUnprocessableEntity, "Başvuru No yalnızca rakamlardan oluşmalıdır.")
	aks.post("/aks/basvuru/excel?tckn=10000000146").shows(t, http.StatusUnprocessableEntity, "adres satırında kabul edilmez")
	mem.post("/birim/basvuru/excel?durum=abc").shows(t, http.StatusUnprocessableEntity)
	for path, b := range map[string]*browser{"/birim/basvuru/excel": aks, "/aks/basvuru/excel": mem, "/mia/excel": mem} {
		b.post(path).shows(t, http.StatusForbidden)
	}
}

// unpacked is all that is written in an Excel file.
func unpacked(t *testing.T, file []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err == nil {
			_, err = io.Copy(&all, r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}
