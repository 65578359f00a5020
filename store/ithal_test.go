package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/detsis"
	"acikkapi/internal/ithal"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// imported is what one import did, and what it refused.
type imported struct {
	store.IthalSonuc
	reds []string // "row column reason"
	err  error
}

type importFunc func(*store.Store, store.Ithal) (store.IthalSonuc, error)

func birimImport(t *testing.T) importFunc {
	return func(s *store.Store, in store.Ithal) (store.IthalSonuc, error) { return s.ImportBirim(t.Context(), in) }
}

func runImport(t *testing.T, s *store.Store, load importFunc, path string, in store.Ithal) imported {
	t.Helper()
	d, err := ithal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var got imported
	in.Dosya, in.Yapan = d, "deneme@test"
	in.Red = func(r ithal.Red) error {
		got.reds = append(got.reds, fmt.Sprintf("%d %s %s", r.Satir, r.Sutun, r.Neden))
		return nil
	}
	got.IthalSonuc, got.err = load(s, in)
	return got
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// birimler imports lines “no;ad;üst;il;durum” and fails the test when that is not accepted.
func birimler(t *testing.T, s *store.Store, in store.Ithal, lines ...string) imported {
	t.Helper()
	got := tryBirimler(t, s, in, lines...)
	if got.err != nil {
		t.Fatalf("%v: %v", got.err, got.reds)
	}
	return got
}

func tryBirimler(t *testing.T, s *store.Store, in store.Ithal, lines ...string) imported {
	t.Helper()
	return runImport(t, s, birimImport(t), write(t, "birim.csv", "DetsisNo;Ad;UstDetsisNo;Il;Durum\n"+strings.Join(lines, "\n")+"\n"), in)
}

func (r imported) sayi(ad string) int {
	for _, n := range r.Sayimlar {
		if strings.HasPrefix(n.Ad, ad) {
			return n.Sayi
		}
	}
	return -1
}

func yol(t *testing.T, s *store.Store, no string) string {
	t.Helper()
	return text(t, s, `SELECT yol FROM birim WHERE detsis_no = $1`, no)
}

func text(t *testing.T, s *store.Store, sql string, args ...any) (v string) {
	t.Helper()
	if err := s.Pool().QueryRow(t.Context(), sql, args...).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

// finds lists the numbers of the units that the type-ahead offers.
func finds(t *testing.T, s *store.Store, typed string) string {
	t.Helper()
	found, err := s.SearchBirim(t.Context(), typed, 6, 12)
	if err != nil {
		t.Fatal(err)
	}
	var nos []string
	for _, b := range found {
		nos = append(nos, b.No)
	}
	return strings.Join(nos, " ")
}

// A small real register.
var gercek = []string{
	"10000001;ÖRNEK BAKANLIĞI;;;aktif",
	"10000002;IŞIK GENEL MÜDÜRLÜĞÜ;10000001;;aktif",
	"10000003;ANKARA IŞIK İL MÜDÜRLÜĞÜ;10000002;06;aktif",
	"10000004;ÇANKAYA IŞIK İLÇE MÜDÜRLÜĞÜ;10000003;ANKARA;aktif",
	"10000005;SU GENEL MÜDÜRLÜĞÜ;10000001;;aktif",
	"10000006;ESKİ DAİRE;10000005;;kapalı",
}

// OP-05: the real register takes the place of the invented units; those that something uses stay, closed, and are listed.
func TestImportReplacesSentetik(t *testing.T) {
	s := dbtest.New(t)
	no := dbtest.File(t, s, 1)
	routeTo(t, s, no, dbtest.BirimMEM)
	got := birimler(t, s, store.Ithal{}, gercek...)
	if got.sayi("Yeni birim") != 6 || got.sayi("Silinen sentetik") < 8000 || got.Acik != 1 {
		t.Errorf("report %+v", got.IthalSonuc)
	}
	for sql, want := range map[string]int{
		`SELECT count(*) FROM birim WHERE NOT sentetik`:                                                                           6,
		`SELECT count(*) FROM birim WHERE NOT sentetik AND aktif`:                                                                 5,
		`SELECT count(*) FROM birim WHERE sentetik AND aktif`:                                                                     0,
		`SELECT count(*) FROM birim WHERE detsis_no = '55481037' AND sentetik`:                                                    1,
		`SELECT count(*) FROM ithal WHERE konu = 'detsis' AND NOT sentetik AND NOT tam`:                                           1,
		`SELECT count(*) FROM ithal WHERE yapan = 'deneme@test' AND length(ozet) = 32`:                                            1,
		`SELECT count(*) FROM ithal WHERE satir_sayisi = 6 AND sonuc ->> 'Yeni birim' = '6'`:                                      1,
		`SELECT count(*) FROM birim c WHERE ust_no IS NOT NULL AND NOT EXISTS (SELECT FROM birim u WHERE u.detsis_no = c.ust_no)`: 0,
	} {
		if n := count(t, s, sql); n != want {
			t.Errorf("%s: %d, want %d", sql, n, want)
		}
	}
	if len(got.Kalan) != 3 || got.Kalan[0].No != dbtest.BirimMEM.No || !strings.Contains(got.Kalan[0].Neden, "1 yönlendirmesi") { // the MEM and the two above it
		t.Errorf("kept %+v", got.Kalan)
	}
	if want := "(ANKARA) ÖRNEK BAKANLIĞI > IŞIK GENEL MÜDÜRLÜĞÜ > ANKARA IŞIK İL MÜDÜRLÜĞÜ > ÇANKAYA IŞIK İLÇE MÜDÜRLÜĞÜ"; yol(t, s, "10000004") != want {
		t.Errorf("path %q", yol(t, s, "10000004"))
	}
	forget(t, s) // a new release's seed must not bring invented units back
	if seed(t, s); count(t, s, `SELECT count(*) FROM birim WHERE sentetik AND aktif`) != 0 {
		t.Error("the seed has opened invented units again")
	}
}

// OP-05, AK-10: renamed, moved with the whole subtree, closed, opened again; the type-ahead follows at once.
func TestImportChangesUnits(t *testing.T) {
	s := dbtest.New(t)
	birimler(t, s, store.Ithal{}, gercek...)
	got := birimler(t, s, store.Ithal{}, "10000003;ANKARA AYDINLATMA İL MÜDÜRLÜĞÜ;10000005;06;aktif", "10000006;ESKİ DAİRE;10000005;;aktif")
	if got.sayi("Adı değişen") != 1 || got.sayi("Taşınan") != 1 || got.sayi("Yeniden açılan") != 1 || got.sayi("Yalnız yolu") != 1 || got.Degisen != 3 {
		t.Errorf("report %+v", got.IthalSonuc)
	}
	if want := "(ANKARA) ÖRNEK BAKANLIĞI > SU GENEL MÜDÜRLÜĞÜ > ANKARA AYDINLATMA İL MÜDÜRLÜĞÜ > ÇANKAYA IŞIK İLÇE MÜDÜRLÜĞÜ"; yol(t, s, "10000004") != want {
		t.Errorf("the subtree's path is %q", yol(t, s, "10000004"))
	}
	for typed, want := range map[string]string{
		"aydınlatma":         "10000003 10000004", // the new name, and by the new path
		"ankara ışık il":     "",                  // never the old name
		"su genel ışık ilçe": "10000004",          // by the new path
		"eski daire":         "10000006",          // open again
	} {
		if have := finds(t, s, typed); have != want && !(want == "" && !strings.Contains(have, "10000003")) {
			t.Errorf("%q finds %q, want %q", typed, have, want)
		}
	}
	got = birimler(t, s, store.Ithal{Tam: true, Coklu: true}, gercek[0], gercek[1], gercek[4])
	if got.sayi("Kapanan") != 3 || finds(t, s, "aydınlatma") != "" {
		t.Errorf("a whole file closed %d, finds %q", got.sayi("Kapanan"), finds(t, s, "aydınlatma"))
	}
	if got = birimler(t, s, store.Ithal{}, gercek...); got.sayi("Yeniden açılan") != 2 || got.sayi("Adı değişen") != 1 { // “ESKİ DAİRE” is closed in the file
		t.Errorf("report %+v", got.IthalSonuc)
	}
	if finds(t, s, "ankara ışık il")[:8] != "10000003" {
		t.Errorf("found %q", finds(t, s, "ankara ışık il"))
	}
}

// OP-05: a file that has no column for it says nothing about it.
func TestImportKeepsWhatTheFileDoesNotSay(t *testing.T) {
	s := dbtest.New(t)
	birimler(t, s, store.Ithal{}, gercek...)
	got := runImport(t, s, birimImport(t), write(t, "ad.csv", "DetsisNo;Ad\n10000003;YENİ AD\n10000006;DAİRE\n"), store.Ithal{})
	if got.err != nil || got.sayi("Adı değişen") != 2 || got.sayi("Taşınan") != 0 || got.sayi("Yeniden") != 0 || len(got.Uyarilar) < 3 {
		t.Errorf("%v %q %+v", got.err, got.reds, got.IthalSonuc)
	}
	if want := "(ANKARA) ÖRNEK BAKANLIĞI > IŞIK GENEL MÜDÜRLÜĞÜ > YENİ AD"; yol(t, s, "10000003") != want {
		t.Errorf("path %q", yol(t, s, "10000003"))
	}
}

// OP-05: run twice, an import changes nothing and says so; a unit's date stays.
func TestImportTwiceChangesNothing(t *testing.T) {
	s := dbtest.New(t)
	birimler(t, s, store.Ithal{}, gercek...)
	before := text(t, s, `SELECT string_agg(guncelleme::text, ' ' ORDER BY detsis_no) FROM birim`)
	got := birimler(t, s, store.Ithal{}, gercek...)
	if got.Degisen != 0 || got.Once == nil || got.sayi("Değişmeyen") != 6 {
		t.Errorf("report %+v", got.IthalSonuc)
	}
	if after := text(t, s, `SELECT string_agg(guncelleme::text, ' ' ORDER BY detsis_no) FROM birim`); after != before {
		t.Error("dates were changed")
	}
}

// OP-05: each kind of bad row is refused by number, column and reason, and nothing of the file is taken over.
func TestImportRefusesBadRows(t *testing.T) {
	s := dbtest.New(t)
	birimler(t, s, store.Ithal{}, gercek...)
	before := text(t, s, `SELECT md5(string_agg(b::text, '' ORDER BY detsis_no)) FROM birim b`)
	for name, c := range map[string]struct {
		lines []string
		want  []string // the beginnings of what is refused
	}{
		"number":                   {[]string{"1234567;A;;;", "ABCDEFGH;B;;;", "5,5E+07;C;;;", ";D;;;"}, []string{"2 DetsisNo 8 haneli olmalıdır, 7", "3 DetsisNo 8 haneli bir", "4 DetsisNo 8 haneli bir sayı olmalıdır; Excel", "5 DetsisNo Boş"}},
		"twice":                    {[]string{"20000001;A;;;", "20000002;B;;;", "20000001;C;;;"}, []string{"4 DetsisNo 20000001 numarası 2. satırda da var"}},
		"unknown parent":           {[]string{"20000001;A;29999999;;", "20000002;B;20000001;;"}, []string{"2 UstDetsisNo 29999999 numaralı üst birim ne"}},
		"bad parent":               {[]string{"20000001;A;299;;", "20000002;B;20000002;;"}, []string{"2 UstDetsisNo 8 haneli", "3 UstDetsisNo Birim kendisinin"}},
		"cycle":                    {[]string{"20000001;A;20000003;;", "20000002;B;20000001;;", "20000003;C;20000002;;", "20000004;D;20000003;;"}, []string{"2 UstDetsisNo 20000001 numaralı birimin üst birimleri kendisine", "3 ", "4 "}},
		"cycle with what is there": {[]string{"10000002;IŞIK;10000004;;"}, []string{"2 UstDetsisNo 10000002 numaralı birimin üst"}},
		"il":                       {[]string{"20000001;A;;82;", "20000002;B;;ANKRA;"}, []string{"2 Il “82”", "3 Il “ANKRA”"}},
		"name":                     {[]string{"20000001;;;;", "20000002;" + strings.Repeat("Ş", 301) + ";;;", "20000003;A\u0007B;;;", "20000004;A\u202eB;;;"}, []string{"2 Ad Boş", "3 Ad En fazla 300 karakter", "4 Ad Metinde", "5 Ad Metinde"}},
		"state":                    {[]string{"20000001;A;;;belki"}, []string{"2 Durum “aktif”"}},
		"columns":                  {[]string{"20000001;A;;;aktif;fazla"}, []string{"2  Satırda 6 sütun"}},
		"a good one too":           {[]string{"20000001;A;;;", "2;B;;;"}, []string{"3 DetsisNo"}},
	} {
		got := tryBirimler(t, s, store.Ithal{}, c.lines...)
		if !errors.Is(got.err, store.ErrIthalRed) || len(got.reds) != len(c.want) {
			t.Errorf("%s: %v, refused %q", name, got.err, got.reds)
			continue
		}
		for i := range c.want {
			if !strings.HasPrefix(got.reds[i], c.want[i]) {
				t.Errorf("%s: refused %q, want %q", name, got.reds[i], c.want[i])
			}
		}
	}
	if after := text(t, s, `SELECT md5(string_agg(b::text, '' ORDER BY detsis_no)) FROM birim b`); after != before {
		t.Error("a refused file has changed something")
	}
	if n := count(t, s, `SELECT count(*) FROM ithal`); n != 1 {
		t.Errorf("%d imports noted", n)
	}
}

// OP-05: a chain that is too long is refused, also where it goes on in what is there.
func TestImportRefusesLongChain(t *testing.T) {
	s := dbtest.New(t)
	lines := []string{"20000000;KÖK;;;"}
	for i := 1; i < 40; i++ {
		lines = append(lines, fmt.Sprintf("200000%02d;BİRİM %d;200000%02d;;", i, i, i-1))
	}
	if got := tryBirimler(t, s, store.Ithal{}, lines...); !errors.Is(got.err, store.ErrIthalRed) || len(got.reds) != 10 {
		t.Errorf("%v: %q", got.err, got.reds)
	}
	if got := tryBirimler(t, s, store.Ithal{}, lines[:30]...); got.err != nil {
		t.Errorf("30 steps: %v %q", got.err, got.reds)
	}
}

// OP-05: a dry run says what would happen and changes nothing.
func TestImportDryRun(t *testing.T) {
	s := dbtest.New(t)
	before := count(t, s, `SELECT count(*) FROM birim`)
	got := birimler(t, s, store.Ithal{Deneme: true}, gercek...)
	if got.sayi("Yeni birim") != 6 || count(t, s, `SELECT count(*) FROM birim`) != before || count(t, s, `SELECT count(*) FROM ithal`) != 0 {
		t.Errorf("report %+v", got.IthalSonuc)
	}
}

// OP-05: two imports at once: the second is told so, and works once the first has ended.
func TestImportsOneAtATime(t *testing.T) {
	s := dbtest.New(t)
	err := pgx.BeginFunc(t.Context(), s.Pool(), func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `SELECT pg_advisory_xact_lock(hashtext('acikkapi ithal'))`); err != nil {
			return err
		}
		if got := tryBirimler(t, s, store.Ithal{}, gercek...); !errors.Is(got.err, store.ErrIthalSuruyor) {
			t.Errorf("beside another import: %v", got.err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	birimler(t, s, store.Ithal{}, gercek...)
}

// OP-05: invented units stay invented, do not push others out, never take the place of a real one, and hold none.
func TestImportOfSentetik(t *testing.T) {
	s := dbtest.New(t)
	before := count(t, s, `SELECT count(*) FROM birim`)
	var file strings.Builder
	if err := detsis.WriteCSV(&file, 12_000); err != nil {
		t.Fatal(err)
	}
	path := write(t, "uret.csv", file.String())
	got := runImport(t, s, birimImport(t), path, store.Ithal{})
	if got.err != nil || got.Degisen != 12_000-before || got.sayi("Değişmeyen") != before || count(t, s, `SELECT count(*) FROM birim WHERE NOT sentetik`) != 0 {
		t.Errorf("%v %q %+v", got.err, got.reds, got.IthalSonuc) // what the seed has loaded is what the importer makes of the same units
	}
	birimler(t, s, store.Ithal{}, gercek...)
	if got = runImport(t, s, birimImport(t), write(t, "s.csv", "DetsisNo;Ad;Sentetik\n10000001;SAHTE;evet\n"), store.Ithal{}); len(got.reds) != 1 {
		t.Errorf("an invented unit took a real one's place: %v", got.err)
	}
	if got = runImport(t, s, birimImport(t), write(t, "s.csv", "DetsisNo;Ad;UstDetsisNo;Sentetik\n30000001;SAHTE;;evet\n30000002;GERÇEK;30000001;hayır\n"), store.Ithal{}); len(got.reds) != 1 {
		t.Errorf("a real unit under an invented one: %v", got.err)
	}
}

// OP-05: a file that was cut off must not close the country.
func TestImportGuardsAgainstACutFile(t *testing.T) {
	s := dbtest.New(t)
	lines := []string{"20000000;KÖK;;;"}
	for i := 1; i < 60; i++ {
		lines = append(lines, fmt.Sprintf("200000%02d;BİRİM %d;20000000;06;", i, i))
	}
	birimler(t, s, store.Ithal{Tam: true}, lines...)
	got := tryBirimler(t, s, store.Ithal{Tam: true}, lines[:20]...)
	if kural.KindOf(got.err) != kural.Conflict || !strings.Contains(got.err.Error(), "40 birim kapanacaktı") {
		t.Errorf("got %v", got.err)
	}
	if n := count(t, s, `SELECT count(*) FROM birim WHERE aktif AND NOT sentetik`); n != 60 {
		t.Errorf("%d are left", n)
	}
	if got = birimler(t, s, store.Ithal{Tam: true, Coklu: true}, lines[:20]...); got.sayi("Kapanan") != 40 {
		t.Errorf("report %+v", got.IthalSonuc)
	}
}

func routeTo(t *testing.T, s *store.Store, no int64, birims ...basvuru.Birim) {
	t.Helper()
	if _, err := s.Do(t.Context(), dbtest.AKS, no, basvuru.Route{Birims: birims}); err != nil {
		t.Fatal(err)
	}
}
