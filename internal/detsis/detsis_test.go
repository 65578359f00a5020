package detsis_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"acikkapi/internal/detsis"
	"acikkapi/internal/turkce"
)

// collect fails the test on a number that comes twice, is no DETSİS number, or whose parent has not come before.
func collect(t *testing.T, source func(func(detsis.Birim) error) error) map[string]detsis.Birim {
	t.Helper()
	number := regexp.MustCompile(`^[0-9]{8}$`)
	all := map[string]detsis.Birim{}
	err := source(func(b detsis.Birim) error {
		if _, twice := all[b.No]; twice {
			t.Errorf("%s comes twice: %s and %s", b.No, all[b.No].Ad, b.Ad)
		}
		if !number.MatchString(b.No) {
			t.Errorf("%q is no DETSİS number", b.No)
		}
		if _, ok := all[b.UstNo]; b.UstNo != "" && !ok {
			t.Errorf("%s %s comes before its parent %s", b.No, b.Ad, b.UstNo)
		}
		all[b.No] = b
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestSentetikIsATreeOverTheCountry(t *testing.T) {
	all := collect(t, detsis.Sentetik)
	if len(all) < 8_000 || len(all) > 12_000 {
		t.Errorf("got %d units, want 8,000 to 12,000", len(all))
	}
	perIl := map[int]int{}
	names := map[string]string{}
	for _, b := range all {
		perIl[b.IlKodu]++
		if b.Ad != turkce.Upper(b.Ad) || strings.Contains(b.Ad, "#") {
			t.Errorf("%s: name %q", b.No, b.Ad)
		}
		if other, twice := names[b.Yol]; twice {
			t.Errorf("%s and %s have the same path %s", other, b.No, b.Yol)
		}
		names[b.Yol] = b.No
		if b.UstNo != "" {
			ust := all[b.UstNo]
			tail := ust.Yol[strings.Index(ust.Yol, ") ")+1:]
			if !strings.Contains(b.Yol, strings.TrimSpace(tail)) {
				t.Errorf("%s: path %q does not run through %q", b.No, b.Yol, ust.Yol)
			}
		}
	}
	for kod := 0; kod <= 81; kod++ {
		if perIl[kod] < 30 {
			t.Errorf("il %d has %d units", kod, perIl[kod])
		}
	}
}

// AK-10, YE-04: what the seed guide shows is found as it shows it.
func TestSentetikHoldsTheSeedsUnits(t *testing.T) {
	all := collect(t, detsis.Sentetik)
	mem := all["55481037"]
	if mem.Ad != "ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ" || mem.IlKodu != 6 ||
		mem.Yol != "(ANKARA) MİLLİ EĞİTİM BAKANLIĞI (MEB) > MÜSTEŞARLIK > ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ" {
		t.Errorf("55481037 is %+v", mem)
	}
	byName := map[string]detsis.Birim{}
	for _, b := range all {
		byName[b.Ad] = b
	}
	for _, ad := range []string{
		"MİLLİ EĞİTİM BAKANLIĞI", "MİLLİ SAVUNMA BAKANLIĞI", "MİLLİ EMLAK GENEL MÜDÜRLÜĞÜ",
		"MİLLİ SARAYLAR GENEL SEKRETER YARDIMCILIĞI", "MİLLİ YÜK TEVZİ İŞLETME MÜDÜRLÜĞÜ",
		"MİLLİ EĞİTİM VAKFI DEPREM ŞEHİTLERİ ÖĞRETMEN EVİ VE AKŞAM SANAT OKULU MÜDÜRLÜĞÜ",
		"ANKARA İL SAĞLIK MÜDÜRLÜĞÜ", "ANKARA ÇEVRE, ŞEHİRCİLİK VE İKLİM DEĞİŞİKLİĞİ İL MÜDÜRLÜĞÜ",
		"ÇANKAYA KAYMAKAMLIĞI", "ÇANKAYA BELEDİYE BAŞKANLIĞI", "AKSARAY BELEDİYE BAŞKANLIĞI", "IĞDIR VALİLİĞİ",
	} {
		if byName[ad].No == "" {
			t.Errorf("no unit is called %s", ad)
		}
	}
	cankaya := byName["ÇANKAYA İLÇE MİLLİ EĞİTİM MÜDÜRLÜĞÜ"]
	if cankaya.UstNo != "55481037" || cankaya.Yol != mem.Yol+" > ÇANKAYA İLÇE MİLLİ EĞİTİM MÜDÜRLÜĞÜ" {
		t.Errorf("got %+v", cankaya)
	}
}

func TestUretMakesAsManyAsAsked(t *testing.T) {
	for _, n := range []int{1, 20_000, 300_000} {
		all := collect(t, func(yield func(detsis.Birim) error) error { return detsis.Uret(n, yield) })
		if len(all) != n {
			t.Errorf("wanted %d units, got %d", n, len(all))
		}
	}
	if err := detsis.Uret(1_000_000, func(detsis.Birim) error { return nil }); err == nil {
		t.Error("more units than there are were promised")
	}
}

func TestYieldsErrorComesBack(t *testing.T) {
	full := errors.New("disk full")
	for name, source := range map[string]func(func(detsis.Birim) error) error{
		"Sentetik": detsis.Sentetik,
		"Uret":     func(y func(detsis.Birim) error) error { return detsis.Uret(10, y) },
	} {
		n := 0
		err := source(func(detsis.Birim) error { n++; return full })
		if !errors.Is(err, full) || n != 1 {
			t.Errorf("%s: error %v after %d units", name, err, n)
		}
	}
}
