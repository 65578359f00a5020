package tohum_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"acikkapi/basvuru"
	"acikkapi/internal/adres"
	"acikkapi/internal/detsis"
	"acikkapi/internal/sim"
	"acikkapi/internal/telefon"
	"acikkapi/internal/tohum"
	"acikkapi/internal/turkce"
)

// VB-08: the headings that the seed guide shows, word for word.
func TestBasliksHoldTheSeeds(t *testing.T) {
	want := map[string][]string{
		"EĞİTİM": {
			"Eğitimde Karşılaşılan Güçlükler (Ulaşım, Temizlik, Donanım, Kayıt Ücreti ve Bağış, ikili eğitim ile ilgili başvurular)",
			"Engelli öğrencilerin eğitim hizmetlerine katılma sorunları",
			"Atama, Görevlendirme, Ücretli Öğretmen Görevlendirme ve Yer Değişikliği Talepleri",
		},
		"SAĞLIK":                     {"Acil sağlık hizmetleri ile ilgili başvurular"},
		"ÇALIŞMA VE SOSYAL GÜVENLİK": {"Genel Sağlık Sigortası işlemleri"},
		"ÇEVRE VE ŞEHİRCİLİK":        {"Gürültü ve çevre kirliliğine ilişkin şikâyetler"},
		"VALİLİK HİZMETLERİ":         {"Adli sicil kaydı talebi"},
		"Diğer":                      nil,
	}
	got := tohum.Basliks()
	if len(got) != len(want) {
		t.Fatalf("got %d headings, want %d", len(got), len(want))
	}
	for _, b := range got {
		alt, ok := want[b.Ad]
		if !ok {
			t.Errorf("heading %q is not the seed's", b.Ad)
			continue
		}
		if len(b.Alt) < len(alt) || !slices.Equal(b.Alt[:len(alt)], alt) {
			t.Errorf("%s: sub-headings %q do not begin with %q", b.Ad, b.Alt, alt)
		}
		if b.Diger != (b.Ad == "Diğer") || b.Diger && len(b.Alt) > 0 || !b.Diger && len(b.Alt) == 0 {
			t.Errorf("%s: diger %v with %d sub-headings", b.Ad, b.Diger, len(b.Alt))
		}
		once(t, b.Ad, b.Alt)
	}
}

// SE-02: the list starts with the seed's, in its order; what follows is found by alphabet.
func TestSektorsStartWithTheSeeds(t *testing.T) {
	got := tohum.Sektors()
	want := []string{
		"Çalışmıyor", "Avukatlık - Hukuki Danışmanlık", "Bankacılık", "Basım Yayın - Matbaacılık", "Bilişim", "Çevre",
		"Denizcilik", "Eğitim", "Eğlence", "Elektrik ve Elektronik", "Emlak - Gayrimenkul",
	}
	if !slices.Equal(got[:len(want)], want) {
		t.Errorf("got %q, want %q first", got[:len(want)], want)
	}
	once(t, "sektör", got)
	rest := got[len(want)-1 : len(got)-1] // “Diğer” stands last
	if tr := collate.New(language.Turkish); !slices.IsSortedFunc(rest, tr.CompareString) {
		t.Errorf("not in Turkish order: %q", rest)
	}
}

// VB-09: nine levels, lowest first.
func TestEgitimDurumus(t *testing.T) {
	got := tohum.EgitimDurumus()
	once(t, "eğitim durumu", got)
	if len(got) != 9 || got[0] != "Okuma Yazma Bilmeyen" || got[8] != "Doktora" {
		t.Errorf("got %q", got)
	}
}

func TestDemoUsersCanSignIn(t *testing.T) {
	ilces := map[int]bool{}
	all, err := adres.Ilceler()
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range all {
		ilces[i.ID] = i.IlKodu == 6
	}
	birims := map[string]string{}
	if err := detsis.Sentetik(func(b detsis.Birim) error { birims[b.No] = b.Ad; return nil }); err != nil {
		t.Fatal(err)
	}
	var tckns, phones, accounts []string
	for _, k := range tohum.Demo() {
		if p, err := basvuru.ParseTCKN(string(k.TCKN)); err != nil || p != k.TCKN {
			t.Errorf("%s %s: T.C. Kimlik No %s: %v", k.Ad, k.Soyad, k.TCKN, err)
		}
		if p, err := telefon.ParseCep(string(k.Telefon)); err != nil || p != k.Telefon {
			t.Errorf("%s %s: phone %s: %v", k.Ad, k.Soyad, k.Telefon, err)
		}
		byPhone := k.Tip == "sorumlu" || k.Tip == "yetkili"
		if byPhone != (k.Hesap == "") {
			t.Errorf("%s %s, %s: user name %q", k.Ad, k.Soyad, k.Tip, k.Hesap)
		}
		if (k.Tip == "yetkili") != (len(k.Birims) > 0) || k.Tip != "sorumlu" && len(k.Ilces) > 0 {
			t.Errorf("%s: scope %v %v", k.Tip, k.Ilces, k.Birims)
		}
		for _, i := range k.Ilces {
			if !ilces[i] {
				t.Errorf("%s: ilçe %d is not Ankara's", k.Ad, i)
			}
		}
		for _, b := range k.Birims {
			if birims[b] == "" {
				t.Errorf("%s: there is no birim %s", k.Ad, b)
			}
		}
		tckns, phones = append(tckns, string(k.TCKN)), append(phones, string(k.Telefon))
		if k.Hesap != "" {
			accounts = append(accounts, k.Hesap)
		}
	}
	once(t, "T.C. Kimlik No", tckns)
	once(t, "phone", phones)
	once(t, "user name", accounts)
}

// KT-01: the staff member is the one whose family the simulator knows; the others are nobody of its people.
func TestDemoFitsTheSimulator(t *testing.T) {
	people := map[basvuru.TCKN]sim.Kisi{}
	for _, p := range sim.NewNufus(1000, 1).All() {
		people[p.TCKN] = p
	}
	for _, k := range tohum.Demo() {
		p, known := people[k.TCKN]
		if known != (k.Tip == "personel") {
			t.Errorf("%s %s: known to the simulator: %v", k.Ad, k.Soyad, known)
		}
		if known && (!p.Personel || p.Es == "" || p.Ad != k.Ad || p.Soyad != k.Soyad || p.Cep != k.Telefon) {
			t.Errorf("staff member %s %s is %+v in the simulator", k.Ad, k.Soyad, p)
		}
	}
}

func TestDocumentNamesEverybody(t *testing.T) {
	b, err := os.ReadFile("../../docs/demo.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	want := []string{tohum.DemoParola, tohum.DemoAnahtar, tohum.DemoKapsam, tohum.DemoKartAnahtar, tohum.DemoKartKapsam}
	for _, k := range tohum.Demo() {
		if k.Hesap != "" {
			want = append(want, "`"+k.Hesap+"`")
		} else {
			want = append(want, string(k.TCKN), string(k.Telefon))
		}
		want = append(want, k.Birims...)
		want = append(want, k.Ad+" "+k.Soyad)
	}
	for _, p := range []sim.Kisi{sim.DemoKisiler().Ayse, sim.DemoKisiler().Mehmet} {
		want = append(want, string(p.TCKN), string(p.Cep), p.Ad+" "+p.Soyad, p.AnneKizlikSoyadi)
	}
	for _, w := range want {
		if !strings.Contains(doc, w) {
			t.Errorf("docs/demo.md does not name %s", w)
		}
	}
}

func once(t *testing.T, what string, list []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, s := range list {
		if seen[turkce.Fold(s)] || s == "" || strings.TrimSpace(s) != s {
			t.Errorf("%s: %q comes twice or is untidy", what, s)
		}
		seen[turkce.Fold(s)] = true
	}
}
