package tohum

import (
	"fmt"

	"acikkapi/basvuru"
	"acikkapi/internal/detsis"
	"acikkapi/internal/telefon"
)

// Kullanici is a staff user of the demonstration. Tip is one of the table kullanici's. A sorumlu (AKS) and a
// yetkili sign in with T.C. Kimlik No and phone, everybody else with Hesap and DemoParola.
type Kullanici struct {
	Tip     string
	TCKN    basvuru.TCKN
	Telefon telefon.Numara
	Ad      string
	Soyad   string
	Il      int
	Ilces   []int    // of a sorumlu; none = the whole il (GR-02)
	Birims  []string // of a yetkili: DETSİS numbers
	Hesap   string   // user name
}

// What the demonstration's users and machines prove themselves with. Published on purpose: they exist only
// where ACIKKAPI_DEMO=1.
const (
	DemoParola  = "AcikKapi.Demo.2026"
	DemoAnahtar = "demo-anahtar-basvuru-yaz" // API key of the web forms and the bench
	DemoKapsam  = "basvuru:yaz"              // its scope

	DemoKartAnahtar = "demo-anahtar-kart-yaz" // API key that asks for cards of staff members' relatives
	DemoKartKapsam  = "kart:yaz"
)

// Where the demonstration plays: il and ilçe (internal/adres), units (internal/detsis).
const (
	ankara          = 6
	altindag        = 6002
	cankaya         = 6007
	ankaraSaglik    = "90600111"
	ankaraCevre     = "90600125"
	cankayaKaymakam = "90607200"
	cankayaBelediye = "90607201"
)

// The staff member is one of the simulator's people, with a family (internal/sim): the first nine digits of
// his number, and his mobile.
const (
	personelNo  = "880000004"
	personelCep = "+905000000004"
)

// Demo lists the users of the demonstration, always the same (docs/demo.md).
func Demo() []Kullanici {
	k := func(n int, tip, ad, soyad string) Kullanici {
		return Kullanici{
			Tip: tip, Ad: ad, Soyad: soyad, Il: ankara,
			TCKN:    basvuru.MakeTCKN(fmt.Sprintf("8899000%02d", n)),
			Telefon: telefon.Numara(fmt.Sprintf("+9050090000%02d", n)),
		}
	}
	aks, aksIlce := k(1, "sorumlu", "SELİN", "AKIN"), k(2, "sorumlu", "OKAN", "ÇINAR")
	aksIlce.Ilces = []int{altindag, cankaya}

	mem, saglik, cok := k(3, "yetkili", "NURAY", "IŞIK"), k(4, "yetkili", "TARIK", "ÖZGÜN"), k(5, "yetkili", "GÜLAY", "ŞENER")
	mem.Birims = []string{detsis.AnkaraMEM}
	saglik.Birims = []string{ankaraSaglik}
	cok.Birims = []string{ankaraCevre, cankayaKaymakam, cankayaBelediye}

	mia, vali := k(6, "mia", "ERDEM", "KILINÇ"), k(7, "vali", "İLHAN", "SOYLU")
	mia.Hesap, vali.Hesap = "mia.ankara", "vali.ankara"

	personel := k(8, "personel", "HASAN", "KAYA")
	personel.TCKN, personel.Telefon, personel.Hesap = basvuru.MakeTCKN(personelNo), personelCep, "personel.demo"

	kb1, kb2 := k(9, "kimlik_burosu", "PINAR", "UÇAR"), k(10, "kimlik_burosu", "CENK", "ALTAY")
	kb1.Hesap, kb2.Hesap = "kimlik.bir", "kimlik.iki"
	isletmen, yonetici := k(11, "isletmen", "BARIŞ", "TUNÇ"), k(12, "proje_yoneticisi", "ÖYKÜ", "ERGİN")
	isletmen.Hesap, yonetici.Hesap = "isletmen", "proje.yoneticisi"

	return []Kullanici{aks, aksIlce, mem, saglik, cok, mia, vali, personel, kb1, kb2, isletmen, yonetici}
}
