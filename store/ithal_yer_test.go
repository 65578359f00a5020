package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/xuri/excelize/v2"

	"acikkapi/basvuru"
	"acikkapi/internal/adres"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/detsis"
	"acikkapi/internal/ithal"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

func yerImport(t *testing.T) importFunc {
	return func(s *store.Store, in store.Ithal) (store.IthalSonuc, error) { return s.ImportYer(t.Context(), in) }
}

func tatilImport(t *testing.T) importFunc {
	return func(s *store.Store, in store.Ithal) (store.IthalSonuc, error) { return s.ImportTatil(t.Context(), in) }
}

// register writes the embedded register as the importer's file, each line through change; "" leaves it out.
func register(t *testing.T, change func(tur string, id int, ad string) string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("Tür;Id;Ad\n")
	line := func(tur string, id int, ad string) error {
		if ad = change(tur, id, ad); ad != "" {
			fmt.Fprintf(&b, "%s;%d;%s\n", tur, id, ad)
		}
		return nil
	}
	err := adres.Read(
		func(i adres.Il) error { return line(adres.TurIl, i.Kod, i.Ad) },
		func(i adres.Ilce) error { return line(adres.TurIlce, i.ID, i.Ad) },
		func(y adres.Yerlesim) error { return line(y.Tur, y.ID, y.Ad) })
	if err != nil {
		t.Fatal(err)
	}
	return write(t, "adres.csv", b.String())
}

// VB-06, OP-05: a newer edition adds and renames; of what it lacks, only what nobody has used goes, and only where it is whole.
func TestImportYer(t *testing.T) {
	s := dbtest.New(t)
	used := dbtest.Yeni(1).Yerlesim
	dbtest.File(t, s, 1)
	same := register(t, func(_ string, _ int, ad string) string { return ad })
	if got := runImport(t, s, yerImport(t), same, store.Ithal{Tam: true}); got.err != nil || got.Degisen != 0 || got.Satir != 81+973+73305 {
		t.Fatalf("the same register: %v %q %+v", got.err, got.reds, got.IthalSonuc)
	}
	newer := register(t, func(_ string, id int, ad string) string {
		switch id {
		case used, 6017024:
			return "" // gone in this edition
		case 6017023:
			return "yeni adlı mah."
		case 6001:
			return "ÇANKAYA" // two have changed their names with each other
		case 6007:
			return ilceAd(t, s, 6001)
		}
		return ad
	})
	f, err := os.OpenFile(newer, os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString("mahalle;6017999;TAZE MAH.\n")
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Referans(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := runImport(t, s, yerImport(t), newer, store.Ithal{}); got.err != nil || got.sayi("Silinen") != -1 || got.Degisen != 4 {
		t.Fatalf("%v %q %+v", got.err, got.reds, got.IthalSonuc)
	}
	got := runImport(t, s, yerImport(t), newer, store.Ithal{Tam: true})
	if got.err != nil || got.sayi("Silinen") != 1 || len(got.Kalan) != 1 || got.Kalan[0].No != fmt.Sprint(used) {
		t.Fatalf("%v %q %+v", got.err, got.reds, got.IthalSonuc)
	}
	for sql, want := range map[string]int{
		`SELECT count(*) FROM yerlesim`: 73305,
		`SELECT count(*) FROM yerlesim WHERE id = 6017999 AND ad = 'TAZE MAH.' AND ilce_id = 6017`: 1,
		`SELECT count(*) FROM yerlesim WHERE id = 6017023 AND ad = 'YENİ ADLI MAH.'`:               1,
		`SELECT count(*) FROM yerlesim WHERE id = 6017024`:                                         0,
		fmt.Sprintf(`SELECT count(*) FROM yerlesim WHERE id = %d`, used):                           1,
		`SELECT count(*) FROM ilce WHERE id = 6001 AND ad = 'ÇANKAYA'`:                             1,
		`SELECT count(*) FROM ithal WHERE konu = 'adres'`:                                          3,
	} {
		if n := count(t, s, sql); n != want {
			t.Errorf("%s: %d, want %d", sql, n, want)
		}
	}
}

func ilceAd(t *testing.T, s *store.Store, id int) string {
	t.Helper()
	return text(t, s, `SELECT ad FROM ilce WHERE id = $1`, id)
}

// OP-05: a server that is running learns of new places within the lists' minute, not only when it is started anew.
func TestImportedPlacesAreKnown(t *testing.T) {
	now := time.Now()
	s, err := store.Open(t.Context(), store.Options{URL: dbtest.URL(t), Keys: dbtest.Keys, MaxConns: 4, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	has := func() bool {
		r, err := s.Referans(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return r.HasYerlesim(6017, 6017999)
	}
	if has() {
		t.Fatal("known before")
	}
	if got := runImport(t, s, yerImport(t), write(t, "a.csv", "Tur;Id;Ad\nmahalle;6017999;TAZE MAH.\n"), store.Ithal{}); got.err != nil {
		t.Fatal(got.err)
	}
	now = now.Add(2 * time.Minute)
	if !has() {
		t.Error("not known afterwards")
	}
}

func TestImportYerRefuses(t *testing.T) {
	s := dbtest.New(t)
	for line, want := range map[string]string{
		"belde;6017999;X":                       "2 Tur “il”",
		"mahalle;6017;X":                        "2 Id Bu türün numarası",
		"mahalle;altı;X":                        "2 Id Bir sayı",
		"mahalle;6099001;X":                     "2 Id 6099 numaralı ilçe ne",
		"mahalle;6017999;":                      "2 Ad Boş",
		"mahalle;6017999;KALABA MAH.":           "2 Ad “KALABA MAH.” adı aynı yerde 6017025",
		"mahalle;6017999;A\nkoy;6017999;B KÖYÜ": "3 Id 6017999 numarası 2.",
		"ilce;6099;KEÇİÖREN":                    "2 Ad “KEÇİÖREN” adı",
	} {
		got := runImport(t, s, yerImport(t), write(t, "a.csv", "Tur;Id;Ad\n"+line+"\n"), store.Ithal{})
		if !errors.Is(got.err, store.ErrIthalRed) || len(got.reds) != 1 || !strings.HasPrefix(got.reds[0], want) {
			t.Errorf("%q: %v %q", line, got.err, got.reds)
		}
	}
	if n := count(t, s, `SELECT count(*) FROM yerlesim`); n != 73305 {
		t.Errorf("%d places", n)
	}
}

// PL-08, OP-05: holidays, half days among them; a whole file speaks for its years only.
func TestImportTatil(t *testing.T) {
	s := dbtest.New(t)
	exec(t, s, `DELETE FROM tatil`)
	load := func(in store.Ithal, lines ...string) imported {
		t.Helper()
		return runImport(t, s, tatilImport(t), write(t, "t.csv", "gun;ad;yarim\n"+strings.Join(lines, "\n")+"\n"), in)
	}
	got := load(store.Ithal{}, "01.01.2027;Yılbaşı;", "2027-03-09;Ramazan Bayramı arifesi;yarım", "10.03.2027;Ramazan Bayramı;hayır", "01.01.2028;Yılbaşı;tam")
	if got.err != nil || got.Degisen != 4 {
		t.Fatalf("%v %q %+v", got.err, got.reds, got.IthalSonuc)
	}
	got = load(store.Ithal{Tam: true}, "01.01.2027;Yılbaşı;", "2027-03-09;Ramazan Bayramı (arife);evet")
	if got.err != nil || got.sayi("Kaldırılan") != 1 || got.sayi("Değişen") != 1 || count(t, s, `SELECT count(*) FROM tatil`) != 3 {
		t.Errorf("%v %q %+v", got.err, got.reds, got.IthalSonuc)
	}
	if n := count(t, s, `SELECT count(*) FROM tatil WHERE yarim AND gun = '2027-03-09'`); n != 1 {
		t.Error("the half day is lost")
	}
	got = load(store.Ithal{}, "31.02.2027;Olmaz;", "01.05.2027;;", "02.05.2027;A;belki", "03.05.2027;B;", "2027-05-03;C;", "1;D;")
	want := []string{"2 gun Tarih", "3 ad Boş", "4 yarim “evet”", "6 gun Bu gün 5. satırda", "7 gun Tarih"}
	if !errors.Is(got.err, store.ErrIthalRed) || len(got.reds) != len(want) {
		t.Fatalf("%v %q", got.err, got.reds)
	}
	for i := range want {
		if !strings.HasPrefix(got.reds[i], want[i]) {
			t.Errorf("refused %q, want %q", got.reds[i], want[i])
		}
	}
	cal, err := s.Takvim(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 12, 31, 9, 0, 0, 0, store.Istanbul())
	if end := basvuru.SonTarih(cal, day, 1, day.AddDate(0, 1, 0)); end.In(store.Istanbul()).Format(time.DateOnly) != "2027-01-04" {
		t.Errorf("a working day after New Year's Eve is %v", end)
	}
}

const buyuk = 300_000

// OP-05: 300,000 units come in whole, an .xlsx says the same as a .csv, and one row at a time is in memory. An .xlsx of as many takes
// 32 MB; here it holds a tenth, since making it takes longest.
func TestImportOf300000(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	s := dbtest.New(t)
	csvPath, xlsxPath := filepath.Join(t.TempDir(), "b.csv"), filepath.Join(t.TempDir(), "b.xlsx")
	f, err := os.Create(csvPath)
	if err == nil {
		err = detsis.WriteCSV(f, buyuk)
	}
	if err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	writeXLSX(t, xlsxPath, csvPath, buyuk/10)
	// As if it were the real register: no column says otherwise.
	raw, err := os.ReadFile(csvPath)
	if err == nil {
		err = os.WriteFile(csvPath, []byte(strings.ReplaceAll(string(raw), ";sentetik", ";hayır")), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	raw = nil //nolint:ineffassign // not to be in memory any more
	for i, path := range []string{csvPath, xlsxPath} {
		n := []int{buyuk, buyuk / 10}[i]
		begun := time.Now()
		peak := peakMemory(t, func() {
			got := runImport(t, s, birimImport(t), path, store.Ithal{Tam: path == csvPath})
			if got.err != nil || got.Satir != n {
				t.Fatalf("%v %q %+v", got.err, got.reds[:min(3, len(got.reds))], got.IthalSonuc)
			}
			if path == xlsxPath && got.Degisen != 0 {
				t.Errorf("the .xlsx says otherwise than the .csv: %+v", got.IthalSonuc)
			}
		})
		t.Logf("%s: %.1f s, %d MB at most", filepath.Ext(path), time.Since(begun).Seconds(), peak>>20)
		if peak > 100<<20 {
			t.Errorf("%s: %d MB in memory", path, peak>>20)
		}
	}
	if n := count(t, s, `SELECT count(*) FROM birim WHERE NOT sentetik AND aktif`); n != buyuk {
		t.Errorf("%d units", n)
	}
}

// peakMemory samples the heap while work runs: what it holds more than before, at most.
func peakMemory(t *testing.T, work func()) uint64 {
	t.Helper()
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, peak := m.HeapInuse, uint64(0)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				var m runtime.MemStats
				if runtime.ReadMemStats(&m); m.HeapInuse > before {
					peak = max(peak, m.HeapInuse-before)
				}
			}
		}
	}()
	work()
	close(stop)
	<-done
	return peak
}

// writeXLSX writes the first n units of a file as real ones into a sheet.
func writeXLSX(t *testing.T, path, from string, n int) {
	t.Helper()
	d, err := ithal.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	line := 1
	add := func(cells ...any) error {
		cell, err := excelize.CoordinatesToCellName(1, line)
		line++
		if err != nil {
			return err
		}
		return w.SetRow(cell, cells)
	}
	if err := add("DetsisNo", "Ad", "KisaAd", "UstDetsisNo", "Il"); err != nil {
		t.Fatal(err)
	}
	_, err = d.EachBirim(func(b ithal.Birim) error {
		if line > n+1 {
			return io.EOF
		}
		var il any
		if b.IlKodu > 0 {
			il = b.IlKodu
		}
		return add(b.No, b.Ad, b.KisaAd, b.UstNo, il)
	}, func(r ithal.Red) error { return errors.New(r.Neden) })
	if errors.Is(err, io.EOF) {
		err = w.Flush()
	}
	if err == nil {
		err = f.SaveAs(path)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// PL-06: with the database gone in the middle, an import says so, and nothing of it is there.
func TestImportWithDatabaseAway(t *testing.T) {
	url := dbtest.URL(t)
	s, owner := dbtest.Open(t, url), ownerOf(t, url)
	before := count(t, s, `SELECT count(*) FROM birim`)
	d, err := ithal.Open(write(t, "a.csv", "DetsisNo;Ad\n10000001;A\n"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	_, err = s.ImportBirim(t.Context(), store.Ithal{Dosya: d, Red: func(ithal.Red) error { return nil }, Adim: func(step string) {
		if step == "Yazılıyor" {
			if _, err := owner.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'`); err != nil {
				t.Error(err)
			}
		}
	}})
	if kural.KindOf(err) != kural.Unavailable {
		t.Errorf("got %v", err)
	}
	if n := count(t, s, `SELECT count(*) FROM birim`); n != before {
		t.Errorf("%d units, %d before", n, before)
	}
}

func ownerOf(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return c
}

// A report that cannot be written ends the import.
func TestImportEndsWithItsReport(t *testing.T) {
	s := dbtest.New(t)
	d, err := ithal.Open(write(t, "a.csv", "DetsisNo;Ad\n1;A\n"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err = s.ImportBirim(t.Context(), store.Ithal{Dosya: d, Red: func(ithal.Red) error { return io.ErrShortWrite }}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("got %v", err)
	}
}
