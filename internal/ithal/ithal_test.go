package ithal_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"acikkapi/internal/ithal"
)

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func sheet(t *testing.T, rows ...[]any) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetSheetRow("Sheet1", cell, &row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "f.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// read is the units and the refusals of a file, as text.
func read(t *testing.T, path string) (birims, reds []string, d *ithal.Dosya) {
	t.Helper()
	d, err := ithal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	_, err = d.EachBirim(func(b ithal.Birim) error {
		birims = append(birims, fmt.Sprintf("%d %s %s|%s|%s|%d|%v|%s", b.Satir, b.No, b.Ad, b.KisaAd, b.UstNo, b.IlKodu, b.Aktif, b.Guncelleme.Format("2006-01-02")))
		return nil
	}, func(r ithal.Red) error {
		reds = append(reds, fmt.Sprintf("%d %s: %s", r.Satir, r.Sutun, r.Neden))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return birims, reds, d
}

// OP-05: however an office program writes a file, the same is read, and what was taken for granted is said.
func TestEveryWritingReadsAlike(t *testing.T) {
	const plain = "Detsis No;Birim Adı;Üst Detsis Numarası;İl;Durumu;Son Güncelleme\r\n" +
		"10000001;\"ŞIĞIR; ÖRNEK\"\"Ç\"\"\";;;Aktif;05.03.2026\r\n\r\n" +
		"10000002;IĞDIR MÜDÜRLÜĞÜ;10000001;ığdır;KAPALI;2026-03-05\r\n"
	want := "[2 10000001 ŞIĞIR; ÖRNEK\"Ç\"|||0|true|2026-03-05 4 10000002 IĞDIR MÜDÜRLÜĞÜ||10000001|76|false|2026-03-05]"
	old, err := charmap.Windows1254.NewEncoder().String(plain)
	if err != nil {
		t.Fatal(err)
	}
	tab := strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(plain, ";", "\t"), "ŞIĞIR\t", "ŞIĞIR;"), "\r\n", "\n")
	comma := strings.ReplaceAll(strings.ReplaceAll(plain, ";", ","), "ŞIĞIR,", "ŞIĞIR;")
	for name, c := range map[string]struct{ path, says string }{
		"UTF-8":        {write(t, "a.csv", plain), "CSV, UTF-8, ayraç “;”"},
		"with BOM":     {write(t, "a.csv", "\ufeff"+plain), "CSV, UTF-8 (BOM ile), ayraç “;”"},
		"Windows-1254": {write(t, "a.csv", old), "CSV, Windows-1254, ayraç “;”"},
		"tabs":         {write(t, "a.txt", tab), "CSV, UTF-8, ayraç sekme"},
		"commas":       {write(t, "a.csv", comma), "CSV, UTF-8, ayraç “,”"},
		"xlsx": {sheet(t,
			[]any{"Detsis No", "Birim Adı", "Üst Detsis Numarası", "İl", "Durumu", "Son Güncelleme"},
			[]any{10000001, `ŞIĞIR; ÖRNEK"Ç"`, "", "", "Aktif", 46086}, nil,
			[]any{"10000002", "IĞDIR MÜDÜRLÜĞÜ", 10000001, 76, "KAPALI", "2026-03-05"}), "Excel (.xlsx), sayfa “Sheet1”"},
	} {
		birims, reds, d := read(t, c.path)
		if fmt.Sprint(birims) != want || len(reds) > 0 || d.Bicim != c.says {
			t.Errorf("%s: %q %q, said %q", name, birims, reds, d.Bicim)
		}
	}
}

// OP-05: what is no table is told in words, before anything is looked at.
func TestUnusableFiles(t *testing.T) {
	const head = "DetsisNo;Ad\n"
	closed := write(t, "kapali.csv", head)
	for name, c := range map[string]struct{ path, says string }{
		"missing":      {filepath.Join(t.TempDir(), "yok.csv"), "bulunamadı"},
		"folder":       {t.TempDir(), "bir dosya değil"},
		"empty":        {write(t, "a.csv", ""), "boş"},
		"only heading": {closed, "başlıktan başka satır yok"},
		"blank rows":   {write(t, "a.csv", head+";\n \n"), "başlıktan başka satır yok"},
		"old Excel":    {write(t, "a.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xxxx"), "eski Excel"},
		"UTF-16":       {write(t, "a.csv", "\xff\xfeD\x00e\x00"), "UTF-16"},
		"binary":       {write(t, "a.csv", "%PDF\x00\x01\x02"), "ne .csv ne de .xlsx"},
		"broken UTF-8": {write(t, "a.csv", head+"10000001;ŞIRNAK İL\n10000002;Ş\xc5\n"), "3. satırda okunamayan"},
		"no heading":   {write(t, "a.csv", "10000001;ANKARA\n10000002;X\n"), "“DetsisNo”, “Ad”"},
		"twice":        {write(t, "a.csv", "DetsisNo;Ad;Birim Adı\n1;2;3\n"), "“Ad” sütunu iki kez"},
		"open quote":   {write(t, "a.csv", head+"10000001;\"A\n10000002;B\n"), "tırnak"},
		"broken xlsx":  {write(t, "a.xlsx", "PK\x03\x04 und so weiter"), "Excel dosyası olarak açılamadı"},
	} {
		d, err := ithal.Open(c.path)
		if err == nil {
			_, err = d.EachBirim(func(ithal.Birim) error { return nil }, func(ithal.Red) error { return nil })
			d.Close()
		}
		if !errors.Is(err, ithal.ErrDosya) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A zero that Excel has dropped, dates and words that mean nothing: the reason tells what to do.
func TestReasonsHelp(t *testing.T) {
	_, reds, _ := read(t, sheet(t, []any{"DetsisNo", "Ad", "Guncelleme", "Sentetik"}, []any{1234567, "A", 12, "olabilir"}))
	all := strings.Join(reds, "\n")
	for _, want := range []string{"2 DetsisNo: 8 haneli olmalıdır, 7 hane yazılmış. Baştaki sıfırlar", "2 Guncelleme: Tarih GG.AA.YYYY", "2 Sentetik: “evet” ya da “hayır”"} {
		if !strings.Contains(all, want) {
			t.Errorf("lacks %q:\n%s", want, all)
		}
	}
}

// The digest is of the file's bytes, and reading twice gives the same rows.
func TestReadsTwice(t *testing.T) {
	path := write(t, "a.csv", "DetsisNo;Ad\n10000001;A\n")
	d, err := ithal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if content := []byte("DetsisNo;Ad\n10000001;A\n"); d.Ozet != sha256.Sum256(content) || d.Boyut != int64(len(content)) {
		t.Errorf("digest %x of %d bytes", d.Ozet, d.Boyut)
	}
	for range 2 {
		n, err := d.EachBirim(func(ithal.Birim) error { return nil }, func(ithal.Red) error { return nil })
		if n != 1 || err != nil {
			t.Errorf("%d rows, %v", n, err)
		}
	}
}

// What is given back by a caller ends the reading and comes back as it is.
func TestCallersErrorEndsReading(t *testing.T) {
	stop := errors.New("stop")
	for _, path := range []string{write(t, "a.csv", "DetsisNo;Ad\n10000001;A\n10000002;B\n"), sheet(t, []any{"DetsisNo", "Ad"}, []any{"10000001", "A"}, []any{"10000002", "B"})} {
		d, err := ithal.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		_, err = d.EachBirim(func(ithal.Birim) error { n++; return stop }, nil)
		d.Close()
		if !errors.Is(err, stop) || n != 1 {
			t.Errorf("%v after %d rows", err, n)
		}
	}
}
