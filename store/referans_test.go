package store_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/metin"
	"acikkapi/store"
)

var yonetici = kural.Actor{Rol: kural.ProjeYonetici, ID: 1, Ad: "Proje Yöneticisi"}

func lists(t *testing.T, s *store.Store) *store.Listeler {
	t.Helper()
	l, err := s.Listeler(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func baslikAt(t *testing.T, s *store.Store, ad string) (store.Baslik, int) {
	t.Helper()
	bs := lists(t, s).Basliks
	at := slices.IndexFunc(bs, func(b store.Baslik) bool { return b.Ad == ad })
	if at < 0 {
		return store.Baslik{}, -1
	}
	return bs[at], at
}

// add puts a line on a list and returns its id.
func add(t *testing.T, s *store.Store, l store.Liste, k store.Kalem) int {
	t.Helper()
	id, err := s.AddKalem(t.Context(), yonetici, l, k)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func kalem(t *testing.T, s *store.Store, l store.Liste, id int) store.Kalem {
	t.Helper()
	k, err := s.Kalem(t.Context(), yonetici, l, id)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// OP-07, VB-08: a heading is offered once it has a sub-heading to choose; one in use is withdrawn, never erased.
func TestHeadingsAreEdited(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	ctx := t.Context()
	lists(t, s) // in the cache, as it would be
	id := add(t, s, store.BaslikListesi, store.Kalem{Ad: " Deprem  İşleri ", Sira: 1, SureGun: 5})
	if _, at := baslikAt(t, s, "Deprem İşleri"); at >= 0 {
		t.Error("offered without anything to choose below it")
	}
	alt := add(t, s, store.AltListesi, store.Kalem{Ust: id, Ad: "Çadır", Sira: 1})
	b, at := baslikAt(t, s, "Deprem İşleri")
	if at < 0 || at > 1 || len(b.Alts) != 1 || b.Alts[0].Ad != "Çadır" {
		t.Fatalf("offered at %d: %+v", at, b)
	}
	refs, err := s.Referans(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if ok, diger := refs.HasHizmet(id, alt); !ok || diger {
		t.Error("offered, but not accepted")
	}
	k := kalem(t, s, store.BaslikListesi, id)
	k.Diger = true
	if err := s.UpdateKalem(ctx, yonetici, store.BaslikListesi, k); kural.KindOf(err) != kural.Invalid {
		t.Errorf("“Diğer” with a sub-heading: %v", err)
	}
	if erased, err := s.DropKalem(ctx, yonetici, store.BaslikListesi, id, k.Surum); err != nil || erased {
		t.Errorf("with a sub-heading: erased %v, %v", erased, err)
	}
	if _, at := baslikAt(t, s, "Deprem İşleri"); at >= 0 {
		t.Error("withdrawn, and still offered")
	}
	if erased, err := s.DropKalem(ctx, yonetici, store.AltListesi, alt, 1); err != nil || !erased {
		t.Errorf("a sub-heading that nothing names: erased %v, %v", erased, err)
	}
	if erased, err := s.DropKalem(ctx, yonetici, store.BaslikListesi, id, k.Surum+1); err != nil || !erased {
		t.Errorf("a heading that nothing names: erased %v, %v", erased, err)
	}
	lines, err := s.Degisiklikler(ctx, "hizmet_baslik", sprint(id), 10)
	if err != nil || len(lines) != 3 || lines[0].Islem != "Silindi" || lines[1].Islem != "Formdan kaldırıldı" || lines[2].Onceki != nil {
		t.Errorf("history %+v, %v", lines, err)
	}
}

// OP-07: what an application names is withdrawn and comes back; the form is never left without anything to choose.
func TestInUseIsWithdrawn(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	ctx := t.Context()
	yeni := dbtest.Yeni(1)
	dbtest.File(t, s, 1)
	for l, id := range map[store.Liste]int{store.EgitimListesi: yeni.Egitim, store.AltListesi: yeni.Hizmets[0].Alt} {
		k := kalem(t, s, l, id)
		if erased, err := s.DropKalem(ctx, yonetici, l, id, k.Surum); err != nil || erased {
			t.Errorf("%s: erased %v, %v", l, erased, err)
		}
		k = kalem(t, s, l, id)
		if k.Aktif {
			t.Errorf("%s is still offered", l)
		}
		k.Aktif = true
		if err := s.UpdateKalem(ctx, yonetici, l, k); err != nil {
			t.Error(err)
		}
	}
	all, err := s.Kalems(ctx, yonetici, store.EgitimListesi, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, k := range all {
		_, err := s.DropKalem(ctx, yonetici, store.EgitimListesi, k.ID, k.Surum)
		if last := i == len(all)-1; last != (kural.KindOf(err) == kural.Conflict) {
			t.Errorf("%d of %d withdrawn: %v", i+1, len(all), err)
		}
	}
	if n := len(lists(t, s).Egitims); n != 1 {
		t.Errorf("%d levels of education are left", n)
	}
}

// OP-07, G-06: all wrong fields are told at once; a name is there once; nobody else may.
func TestWrongLines(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	ctx := t.Context()
	_, err := s.AddKalem(ctx, yonetici, store.BaslikListesi, store.Kalem{Ad: " \t", Sira: 0, SureGun: 61})
	if all := kural.All(err); len(all) != 3 {
		t.Errorf("%v", err)
	}
	first := kalem(t, s, store.EgitimListesi, 1)
	if _, err := s.AddKalem(ctx, yonetici, store.EgitimListesi, store.Kalem{Ad: first.Ad, Sira: 1}); kural.KindOf(err) != kural.Invalid {
		t.Errorf("twice: %v", err)
	}
	if _, err := s.AddKalem(ctx, yonetici, store.AltListesi, store.Kalem{Ust: 99999, Ad: "X", Sira: 1}); kural.KindOf(err) != kural.NotFound {
		t.Errorf("below nothing: %v", err)
	}
	diger, at := lists(t, s).Basliks, 0
	for i := range diger {
		if diger[i].Diger {
			at = diger[i].ID
		}
	}
	if _, err := s.AddKalem(ctx, yonetici, store.AltListesi, store.Kalem{Ust: at, Ad: "X", Sira: 1}); kural.KindOf(err) != kural.Invalid {
		t.Errorf("below “Diğer”: %v", err)
	}
	for _, rol := range []kural.Rol{kural.AKS, kural.Yetkili, kural.MIA, kural.Vali, kural.Isletmen, ""} {
		who := kural.Actor{Rol: rol, Il: 6}
		_, err1 := s.Kalems(ctx, who, store.EgitimListesi, 0)
		_, err2 := s.DropKalem(ctx, who, store.EgitimListesi, 1, 1)
		err3 := s.SetMetin(ctx, who, metin.SablonKod, "{kod} {dakika}", 0)
		err4 := s.AddTatil(ctx, who, store.Tatil{Gun: time.Now().AddDate(1, 0, 0), Ad: "X"})
		for _, err := range []error{err1, err2, err3, err4} {
			if kural.KindOf(err) != kural.Forbidden {
				t.Errorf("%q: %v", rol, err)
			}
		}
	}
}

// OP-07: of two people who change the same at once one is told, and nothing of the other's is lost.
func TestTwoEditorsAtOnce(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	day := time.Now().AddDate(1, 0, 0)
	if err := s.AddTatil(t.Context(), yonetici, store.Tatil{Gun: day, Ad: "Deneme"}); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(string) error{
		"kalem": func(ad string) error {
			return s.UpdateKalem(t.Context(), yonetici, store.EgitimListesi, store.Kalem{ID: 1, Ad: ad, Sira: 1, Aktif: true, Surum: 1})
		},
		"tatil": func(ad string) error {
			return s.UpdateTatil(t.Context(), yonetici, store.Tatil{Gun: day, Ad: ad, Surum: 1})
		},
		"metin": func(ad string) error { return s.SetMetin(t.Context(), yonetici, metin.SablonKod, ad+" {kod}", 0) },
	} {
		var errs [8]error
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() { errs[i] = change("Deneme " + sprint(i)) })
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if kural.KindOf(err) != kural.Conflict {
				t.Errorf("%s: %v", name, err)
			}
		}
		if won != 1 {
			t.Errorf("%s: %d of eight won", name, won)
		}
	}
}

// OP-07, PL-08: a holiday declared counts for the next routing; what is over cannot be changed.
func TestHolidaysAreEdited(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	ctx := t.Context()
	monday := time.Now().UTC().Truncate(24*time.Hour).Add(12*time.Hour).AddDate(1, 0, 0)
	for monday.Weekday() != time.Monday {
		monday = monday.AddDate(0, 0, 1)
	}
	sunday := monday.AddDate(0, 0, -1)
	ends := func() string {
		t.Helper()
		cal, err := s.Takvim(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return cal.AddWorkdays(sunday, 1).In(store.Istanbul()).Format("2006-01-02 15:04")
	}
	if _, err := s.Pool().Exec(ctx, `DELETE FROM tatil WHERE gun BETWEEN $1 AND $2`, sunday, monday.AddDate(0, 0, 3)); err != nil {
		t.Fatal(err)
	}
	if got := ends(); got != monday.Format("2006-01-02")+" 23:59" {
		t.Fatalf("before: %s", got)
	}
	if err := s.AddTatil(ctx, yonetici, store.Tatil{Gun: monday, Ad: "İdari izin"}); err != nil {
		t.Fatal(err)
	}
	if got := ends(); got != monday.AddDate(0, 0, 1).Format("2006-01-02")+" 23:59" {
		t.Errorf("a whole day off: %s", got)
	}
	if err := s.UpdateTatil(ctx, yonetici, store.Tatil{Gun: monday, Ad: "İdari izin", Yarim: true, Surum: 1}); err != nil {
		t.Fatal(err)
	}
	if got := ends(); got != monday.AddDate(0, 0, 1).Format("2006-01-02")+" 23:59" {
		t.Errorf("half a day off: %s", got)
	}
	if err := s.DropTatil(ctx, yonetici, monday, 1); kural.KindOf(err) != kural.Conflict {
		t.Errorf("from an old page: %v", err)
	}
	if err := s.DropTatil(ctx, yonetici, monday, 2); err != nil || ends() != monday.Format("2006-01-02")+" 23:59" {
		t.Errorf("taken back: %v, %s", err, ends())
	}
	past := time.Now().AddDate(0, 0, -2)
	if _, err := s.Pool().Exec(ctx, `INSERT INTO tatil VALUES ($1, 'Geçmiş') ON CONFLICT DO NOTHING`, past); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"added":   s.AddTatil(ctx, yonetici, store.Tatil{Gun: past.AddDate(0, 0, -1), Ad: "X"}),
		"changed": s.UpdateTatil(ctx, yonetici, store.Tatil{Gun: past, Ad: "X", Surum: 1}),
		"far":     s.AddTatil(ctx, yonetici, store.Tatil{Gun: past.AddDate(40, 0, 0), Ad: "X"}),
		"empty":   s.AddTatil(ctx, yonetici, store.Tatil{}),
	} {
		if kural.KindOf(err) != kural.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.DropTatil(ctx, yonetici, past, 1); kural.KindOf(err) != kural.Conflict {
		t.Errorf("dropped: %v", err)
	}
}

// OP-07: a text changed is what people get next, in this process at once and in others within a minute; the original comes back.
func TestTextsAreEdited(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	s := dbtest.Open(t, url)
	now := time.Now()
	other, err := store.Open(t.Context(), store.Options{URL: url, Keys: dbtest.Keys, MaxConns: 2, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(other.Close)
	ctx := t.Context()
	before := other.Metinler(ctx).Kod("1")
	if err := s.SetMetin(ctx, yonetici, metin.SablonKod, "Kodunuz\n {kod}.", 0); err != nil {
		t.Fatal(err)
	}
	if got := s.Metinler(ctx).Kod("123456"); got != "Kodunuz 123456." {
		t.Errorf("here: %q", got)
	}
	if got := other.Metinler(ctx).Kod("1"); got != before {
		t.Errorf("there, at once: %q", got)
	}
	now = now.Add(time.Minute)
	if got := other.Metinler(ctx).Kod("1"); got != "Kodunuz 1." {
		t.Errorf("there, after a minute: %q", got)
	}
	if err := s.SetMetin(ctx, yonetici, metin.SablonKod, "Kod yok", 1); kural.KindOf(err) != kural.Invalid {
		t.Errorf("without the code: %v", err)
	}
	if err := s.SetMetin(ctx, yonetici, "yok", "X", 0); kural.KindOf(err) != kural.NotFound {
		t.Errorf("no such text: %v", err)
	}
	if err := s.ResetMetin(ctx, yonetici, metin.SablonKod, 1); err != nil || s.Metinler(ctx).Kod("1") != before {
		t.Errorf("reset: %v, %q", err, s.Metinler(ctx).Kod("1"))
	}
	lines, err := s.Degisiklikler(ctx, "metin", metin.SablonKod, 10)
	if err != nil || len(lines) != 2 || lines[0].Islem != "Özgün metne dönüldü" || !strings.Contains(*lines[1].Sonraki, "Kodunuz {kod}.") {
		t.Errorf("history %+v, %v", lines, err)
	}
}
