package store_test

import (
	"maps"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

func submit(t *testing.T, s *store.Store, y basvuru.Yeni, opts ...store.Option) (store.Result, error) {
	t.Helper()
	return s.Do(t.Context(), citizen, 0, basvuru.Submit{Yeni: y}, opts...)
}

// VB-06…09: everything that is wrong is said at once, each at its field, and nothing is stored.
func TestSubmitSaysEverythingAtOnce(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	y := dbtest.Yeni(1)
	y.Iletisim.Cep, y.Iletisim.Eposta = "+903125550000", "ayse@"
	y.Il, y.Ilce, y.AcikAdres, y.Konu = 34, 6017, " ", strings.Repeat("ı", basvuru.MaxMetin+1)
	y.Hizmets, y.Egitim, y.Sektor = []basvuru.Hizmet{{Baslik: 1, Alt: 1}, {Baslik: 1, Alt: 1}}, 0, 9999
	before := footprint(t, s)
	_, err := submit(t, s, y, store.WithKey("web", "bir", []byte("x")))
	fields := map[string]bool{}
	for _, e := range kural.All(err) {
		if e.Kind != kural.Invalid || e.Message == "" {
			t.Errorf("%v is no refusal of a field", e)
		}
		fields[e.Field] = true
	}
	for _, f := range []string{"cep", "eposta", "ilce", "acik_adres", "konu", "hizmet", "egitim", "sektor"} {
		if !fields[f] {
			t.Errorf("nothing is said of %s; said of %v", f, fields)
		}
	}
	if after := footprint(t, s); !maps.Equal(before, after) {
		t.Errorf("rows before %v, after %v", before, after)
	}
}

// One thing wrong at a time: with the lists, with the files.
func TestSubmitRefuses(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	before := footprint(t, s)
	for name, c := range map[string]struct {
		field string
		spoil func(*basvuru.Yeni)
	}{
		"a district of another il":          {"ilce", func(y *basvuru.Yeni) { y.Il = 34 }},
		"a mahalle of another district":     {"yerlesim", func(y *basvuru.Yeni) { y.Yerlesim = 1 }},
		"a sub-heading of another heading":  {"hizmet", func(y *basvuru.Yeni) { y.Hizmets = []basvuru.Hizmet{{Baslik: 1, Alt: 9999}} }},
		"no heading":                        {"hizmet", func(y *basvuru.Yeni) { y.Hizmets = nil }},
		"neither mobile nor home telephone": {"cep", func(y *basvuru.Yeni) { y.Iletisim.Cep = "" }},
		"a subject that cannot be stored":   {"konu", func(y *basvuru.Yeni) { y.Konu = "a\x00b" }},
		"a file that was never uploaded": {"dosya", func(y *basvuru.Yeni) {
			y.Dosyas, y.Yukleyen = []string{"0199d2c0-0000-7000-8000-000000000000"}, "taslak:x"
		}},
		"a file id that is none": {"dosya", func(y *basvuru.Yeni) { y.Dosyas = []string{"../../etc/passwd"} }},
		"too many files":         {"dosya", func(y *basvuru.Yeni) { y.Dosyas = make([]string, basvuru.MaxDosya+1) }},
	} {
		y := dbtest.Yeni(1)
		c.spoil(&y)
		_, err := submit(t, s, y)
		if refused(t, err, kural.Invalid); kural.All(err)[0].Field != c.field {
			t.Errorf("%s: refused at %q, want %q", name, kural.All(err)[0].Field, c.field)
		}
	}
	if after := footprint(t, s); !maps.Equal(before, after) {
		t.Errorf("rows before %v, after %v", before, after)
	}
}

// A file belongs to who uploaded it, and to one application.
func TestSubmitAttachesOwnFilesOnce(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	id, err := s.AddUpload(t.Context(), "taslak:a", store.Yukleme{Ozet: strings.Repeat("0", 64), Ad: "dilekçe.pdf", Tur: "application/pdf", Boyut: 10})
	if err != nil {
		t.Fatal(err)
	}
	y := dbtest.Yeni(1)
	y.Dosyas, y.Yukleyen = []string{id}, "taslak:b"
	_, err = submit(t, s, y)
	refused(t, err, kural.Invalid)
	y.Yukleyen = "taslak:a"
	key := store.WithKey("web", "dosyalı", []byte("aynı"))
	first, err := submit(t, s, y, key)
	if err != nil {
		t.Fatal(err)
	}
	if n := scan[int64](t, s, `SELECT basvuru_no FROM dosya WHERE id::text = $1`, id); n != first.No {
		t.Errorf("the file is with application %d, want %d", n, first.No)
	}
	if again, err := submit(t, s, y, key); err != nil || again.No != first.No || !again.Repeated {
		t.Errorf("the same post with its file again: %+v, %v; want %d", again, err, first.No)
	}
	_, err = submit(t, s, y)
	refused(t, err, kural.Invalid)
}

// VB-13: the same key with the same request is the same application; with another request, or in another scope, not.
func TestSubmitWithKey(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	first, err := submit(t, s, dbtest.Yeni(1), store.WithKey("api:1", "k", []byte("istek")))
	if err != nil || first.Repeated {
		t.Fatalf("%+v, %v", first, err)
	}
	before := footprint(t, s)
	again, err := submit(t, s, dbtest.Yeni(1), store.WithKey("api:1", "k", []byte("istek")))
	if err != nil || !again.Repeated || again.No != first.No {
		t.Errorf("again: %+v, %v; want %d", again, err, first.No)
	}
	_, err = submit(t, s, dbtest.Yeni(2), store.WithKey("api:1", "k", []byte("başka istek")))
	if says := refused(t, err, kural.Conflict); !strings.Contains(says, "Idempotency-Key") {
		t.Errorf("another request under the key: %q", says)
	}
	if after := footprint(t, s); !maps.Equal(before, after) {
		t.Errorf("rows before %v, after %v", before, after)
	}
	if other, err := submit(t, s, dbtest.Yeni(2), store.WithKey("api:2", "k", []byte("istek"))); err != nil || other.No == first.No {
		t.Errorf("the same key of another caller: %+v, %v", other, err)
	}
}

// VB-13: twenty posts of one form at the same moment, with a file that only the first can attach.
func TestConcurrentPostsOfOneFormAreOneApplication(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	stores := []*store.Store{dbtest.Open(t, url), dbtest.Open(t, url)}
	id, err := stores[0].AddUpload(t.Context(), "taslak:a", store.Yukleme{Ozet: strings.Repeat("0", 64), Ad: "dilekçe.pdf", Tur: "application/pdf", Boyut: 10})
	if err != nil {
		t.Fatal(err)
	}
	y := dbtest.Yeni(1)
	y.Dosyas, y.Yukleyen = []string{id}, "taslak:a"
	results, errs := together(20, func(i int) (store.Result, error) {
		return submit(t, stores[i%2], y, store.WithKey("web", "form", []byte("istek")))
	})
	fresh := 0
	for i, r := range results {
		if errs[i] != nil || r.No != results[0].No {
			t.Errorf("post %d: %+v, %v", i, r, errs[i])
		}
		if !r.Repeated {
			fresh++
		}
	}
	for _, table := range []string{"basvuru", "olay", "giden", "iletisim"} {
		if n := scan[int](t, stores[0], "SELECT count(*) FROM "+table); n != 1 {
			t.Errorf("%d rows in %s, want 1", n, table)
		}
	}
	if fresh != 1 {
		t.Errorf("%d of them were told that they were the first", fresh)
	}
}

// VB-11: no number is given twice, by two processes on one database, and every number given is stored (PL-06).
func TestNumbersAreNeverGivenTwice(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	stores := []*store.Store{dbtest.Open(t, url), dbtest.Open(t, url)}
	const n = 200
	results, errs := together(n, func(i int) (store.Result, error) { return submit(t, stores[i%2], dbtest.Yeni(i)) })
	given := map[int64]bool{}
	for i := range results {
		if errs[i] != nil {
			t.Fatal(errs[i])
		}
		given[results[i].No] = true
	}
	if len(given) != n {
		t.Errorf("%d different numbers for %d applications", len(given), n)
	}
	if stored := scan[int](t, stores[0], `SELECT count(*) FROM basvuru JOIN iletisim ON no = basvuru_no`); stored != n {
		t.Errorf("%d applications are stored, want %d", stored, n)
	}
}
