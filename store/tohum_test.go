package store_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"testing"

	"github.com/alexedwards/argon2id"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/detsis"
	"acikkapi/internal/tohum"
	"acikkapi/store"
)

// forget makes the database look as if an older edition had been loaded, so that seeding has to look at every row.
func forget(t *testing.T, s *store.Store) {
	t.Helper()
	exec(t, s, `UPDATE tohum_surum SET surum = 'older'`)
}

func exec(t *testing.T, s *store.Store, sql string, args ...any) {
	t.Helper()
	if _, err := s.Pool().Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, s *store.Store, sql string, args ...any) int {
	t.Helper()
	var n int
	if err := s.Pool().QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return n
}

func seed(t *testing.T, s *store.Store) int {
	t.Helper()
	n, err := s.Seed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// VB-06, VB-08, VB-09, AK-10: what the form and the type-ahead stand on is there after seeding.
func TestSeedFillsTheLists(t *testing.T) {
	s := dbtest.New(t)
	seed(t, s)
	for sql, want := range map[string]int{
		`SELECT count(*) FROM il`:                                               81,
		`SELECT count(*) FROM ilce`:                                             973,
		`SELECT count(*) FROM yerlesim`:                                         73305,
		`SELECT count(*) FROM hizmet_baslik WHERE aktif`:                        6,
		`SELECT count(*) FROM hizmet_baslik WHERE diger AND ad = 'Diğer'`:       1,
		`SELECT count(*) FROM egitim_durumu`:                                    9,
		`SELECT count(*) FROM sektor WHERE ad = 'Çalışmıyor' AND sira = 1`:      1,
		`SELECT count(*) FROM birim WHERE il_kodu IS NULL AND ad ~ 'BAKANLIĞI'`: 17,
		`SELECT count(*) FROM birim WHERE NOT sentetik`:                         0,
		`SELECT count(*) FROM birim WHERE detsis_no = '55481037' AND ad = 'ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ'`: 1,
		`SELECT count(*) FROM hizmet_alt_baslik a JOIN hizmet_baslik b ON b.id = a.baslik_id
			WHERE b.ad = 'VALİLİK HİZMETLERİ' AND a.ad = 'Adli sicil kaydı talebi' AND a.sira = 1`: 1,
	} {
		if got := count(t, s, sql); got != want {
			t.Errorf("%s: %d, want %d", sql, got, want)
		}
	}
}

func TestSeedingTwiceChangesNothing(t *testing.T) {
	s := dbtest.New(t)
	seed(t, s)
	if n := seed(t, s); n != 0 {
		t.Errorf("the second time changed %d rows", n)
	}
	forget(t, s)
	if n := seed(t, s); n != 0 {
		t.Errorf("the same data as a new edition changed %d rows", n)
	}
	exec(t, s, `UPDATE yerlesim SET ad = 'BAŞKA' WHERE id = 6017025`)
	if n := seed(t, s); n != 0 {
		t.Errorf("an edition that is there was not passed over: %d rows", n)
	}
}

// SE-02, OP-05, OP-07: a new edition mends places and invented units, and leaves alone what people decided.
func TestSeedKeepsWhatPeopleChanged(t *testing.T) {
	s := dbtest.New(t)
	seed(t, s)
	exec(t, s, `UPDATE sektor SET aktif = false, sira = 99 WHERE ad = 'Bilişim'`)
	exec(t, s, `UPDATE birim SET ad = 'YENİ ADI', sentetik = false WHERE detsis_no = $1`, detsis.AnkaraMEM)
	exec(t, s, `UPDATE birim SET ad = 'ESKİ' WHERE detsis_no = '90600111'`)
	exec(t, s, `UPDATE yerlesim SET ad = 'ESKİ', tur = 'koy' WHERE id = 6017025`)
	exec(t, s, `DELETE FROM egitim_durumu WHERE ad = 'Lise'`)
	forget(t, s)
	if n := seed(t, s); n != 3 {
		t.Errorf("%d rows changed, want the mahalle, the invented unit and the missing level", n)
	}
	for sql, why := range map[string]string{
		`SELECT count(*) FROM sektor WHERE ad = 'Bilişim' AND NOT aktif AND sira = 99`:                           "a withdrawn sektör came back",
		`SELECT count(*) FROM birim WHERE ad = 'YENİ ADI'`:                                                       "an imported unit was overwritten",
		`SELECT count(*) FROM birim WHERE detsis_no = '90600111' AND ad = 'ANKARA İL SAĞLIK MÜDÜRLÜĞÜ'`:          "an invented unit was not mended",
		`SELECT count(*) FROM yerlesim WHERE id = 6017025 AND ad = 'KALABA MAH.' AND tur = 'mahalle'`:            "a mahalle was not mended",
		`SELECT count(*) FROM egitim_durumu WHERE ad = 'Lise' AND sira = 6`:                                      "a missing level was not added",
		`SELECT count(*) FROM tohum_surum WHERE surum <> 'older' HAVING count(*) = 4 AND min(zaman) IS NOT NULL`: "editions were not recorded",
	} {
		if count(t, s, sql) == 0 {
			t.Error(why)
		}
	}
}

func TestSeedAtOnceIsDoneOnce(t *testing.T) {
	s := dbtest.New(t)
	seed(t, s)
	exec(t, s, `DELETE FROM sektor`)
	forget(t, s)
	var added [4]int
	var errs [4]error
	var wg sync.WaitGroup
	for i := range added {
		wg.Go(func() { added[i], errs[i] = s.LoadListe(t.Context()) })
	}
	wg.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, n := range added {
		total += n
	}
	if total != len(tohum.Sektors()) {
		t.Errorf("added %v rows, want %d in one of them", added, len(tohum.Sektors()))
	}
}

func TestLoadBirimIsAllOrNothing(t *testing.T) {
	s := dbtest.New(t)
	seed(t, s)
	before := count(t, s, `SELECT count(*) FROM birim`)
	broken := errors.New("source broke")
	n := 0
	_, err := s.LoadBirim(t.Context(), "bench", func(row func(detsis.Birim) error) error {
		return detsis.Uret(15_000, func(b detsis.Birim) error {
			if n++; n > 14_000 {
				return broken
			}
			return row(b)
		})
	})
	if !errors.Is(err, broken) {
		t.Errorf("got error %v, want the source's", err)
	}
	if after := count(t, s, `SELECT count(*) FROM birim`); after != before {
		t.Errorf("%d units before, %d after a load that failed", before, after)
	}
	added, err := s.LoadBirim(t.Context(), "bench", func(row func(detsis.Birim) error) error { return detsis.Uret(15_000, row) })
	if err != nil || before+added != 15_000 {
		t.Errorf("%d units and %d more, error %v", before, added, err)
	}
}

func TestLoadDemo(t *testing.T) {
	s := dbtest.New(t)
	seed(t, s)
	if _, err := s.LoadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, err := s.LoadDemo(t.Context()); n != 0 || err != nil {
		t.Errorf("the second time: %d users, error %v", n, err)
	}
	for _, k := range tohum.Demo() {
		checkDemo(t, s, k)
	}
	sum := sha256.Sum256([]byte(tohum.DemoAnahtar))
	if count(t, s, `SELECT count(*) FROM api_anahtar WHERE aktif AND ozet = $1 AND kapsam = '{basvuru:yaz}'`, sum[:]) != 1 {
		t.Error("the API key is not there")
	}
}

// SC-04: stored unreadable, found by the blind index; GR-03: the published password opens the account.
func checkDemo(t *testing.T, s *store.Store, k tohum.Kullanici) {
	t.Helper()
	var tckn, telefon []byte
	var parola *string
	var ilces []int
	var birims []string
	err := s.Pool().QueryRow(t.Context(), `SELECT tckn, telefon, parola,
			(SELECT coalesce(array_agg(ilce_id ORDER BY ilce_id), '{}') FROM kullanici_ilce WHERE kullanici_id = k.id),
			(SELECT coalesce(array_agg(birim_no ORDER BY birim_no), '{}') FROM kullanici_birim WHERE kullanici_id = k.id)
		FROM kullanici k WHERE aktif AND tip = $1 AND tckn_iz = $2 AND telefon_iz = $3 AND ad = $4 AND il_kodu = $5`,
		k.Tip, s.Box().Index("tckn", string(k.TCKN)), s.Box().Index("telefon", string(k.Telefon)), k.Ad, k.Il,
	).Scan(&tckn, &telefon, &parola, &ilces, &birims)
	if err != nil {
		t.Errorf("%s %s %s: %v", k.Tip, k.Ad, k.Soyad, err)
		return
	}
	if plain, err := s.Box().OpenString(tckn); err != nil || plain != string(k.TCKN) {
		t.Errorf("%s: T.C. Kimlik No opens as %q, %v", k.Ad, plain, err)
	}
	if len(ilces) != len(k.Ilces) || len(birims) != len(k.Birims) {
		t.Errorf("%s: scope %v %v, want %v %v", k.Ad, ilces, birims, k.Ilces, k.Birims)
	}
	if k.Hesap == "" {
		return
	}
	if parola == nil {
		t.Errorf("%s has no password", k.Hesap)
	} else if ok, err := argon2id.ComparePasswordAndHash(tohum.DemoParola, *parola); !ok || err != nil {
		t.Errorf("%s: password fits: %v, %v", k.Hesap, ok, err)
	}
}

func TestLockDemo(t *testing.T) {
	s := dbtest.New(t)
	seed(t, s)
	all := len(tohum.Demo())
	for _, step := range []struct {
		what string
		do   func(context.Context) (int, error)
		want int // users that can sign in afterwards
	}{
		{"load", s.LoadDemo, all},
		{"lock", s.LockDemo, 0},
		{"load again", s.LoadDemo, all},
	} {
		if _, err := step.do(t.Context()); err != nil {
			t.Fatalf("%s: %v", step.what, err)
		}
		users := count(t, s, `SELECT count(*) FROM kullanici WHERE aktif`)
		keys := count(t, s, `SELECT count(*) FROM api_anahtar WHERE aktif`)
		if users != step.want || (keys == 2) != (step.want > 0) {
			t.Errorf("%s: %d users and %d keys work, want %d users", step.what, users, keys, step.want)
		}
	}
	if n := count(t, s, `SELECT count(*) FROM kullanici`); n != all {
		t.Errorf("%d rows for %d users", n, all)
	}
}
