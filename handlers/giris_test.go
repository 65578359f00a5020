package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/parola"
	"acikkapi/internal/tohum"
	"acikkapi/store"
)

func dbtestNo(no int64) string { return fmt.Sprint(no) }

// exec runs SQL that no page has yet: defining and removing users.
func (s *site) exec(sql string, args ...any) {
	s.t.Helper()
	if _, err := s.store.Pool().Exec(s.t.Context(), sql, args...); err != nil {
		s.t.Fatal(err)
	}
}

// iz is the blind index of a T.C. Kimlik No.
func (s *site) iz(tckn basvuru.TCKN) []byte { return s.store.Box().Index("tckn", string(tckn)) }

// GR-01, G-03, G-04, G-06: what is refused, where, and that what was typed stays.
func TestSignInRefuses(t *testing.T) {
	s := newSite(t)
	aks := tohum.Demo()[userAKS]
	for name, c := range map[string]struct{ tckn, tel, message string }{
		"nothing":         {"", "", "T.C. Kimlik No giriniz."},
		"wrong checksum":  {"12345678901", "5009000001", "T.C. Kimlik No hatalı"},
		"landline":        {string(aks.TCKN), "0312 123 45 67", "Sabit hat numarası cep telefonu olarak kullanılamaz"},
		"unknown person":  {"10000000146", "5009000001", "Aktif Kullanıcı Bulunamadı"},
		"another's phone": {string(aks.TCKN), "5009000002", "Aktif Kullanıcı Bulunamadı"},
		"e-İçişleri user": {string(tohum.Demo()[userMIA].TCKN), string(tohum.Demo()[userMIA].Telefon), "Aktif Kullanıcı Bulunamadı"},
	} {
		a := s.browser().post("/giris", "tckn", c.tckn, "telefon", c.tel)
		a.shows(t, http.StatusUnprocessableEntity, c.message, `value="`+c.tckn+`"`)
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

// G-06, GR-01: both fields wrong together are told together; what is oversized or holds control characters is refused, not counted,
// and stands in the form as it was typed.
func TestSignInRefusesEverythingAtOnce(t *testing.T) {
	s := siteWith(t, store.Limits{TCKN: 1, Telefon: 1, IP: 1})
	long := strings.Repeat("7", 5000)
	for name, c := range map[string]struct{ tckn, tel, at1, at2 string }{
		"empty":     {"", "", "T.C. Kimlik No giriniz.", "Cep telefonu giriniz."},
		"oversized": {long, long, "11 rakamdan oluşmalıdır", "10 rakamdan"},
		"control":   {"8899\x00000194", "5009\x0b000001", "T.C. Kimlik No", "Cep telefonu"},
		"markup":    {"<script>1</script>", "'; DROP TABLE kullanici; --", "11 rakamdan oluşmalıdır", "10 rakamdan"},
		"other":     {"８８９９００００１９４", "٠٥٠٠", "T.C. Kimlik No", "Cep telefonu"},
	} {
		for range 3 {
			a := s.browser().post("/giris", "tckn", c.tckn, "telefon", c.tel)
			a.shows(t, http.StatusUnprocessableEntity, `id="tckn-error"`, `id="telefon-error"`, c.at1, c.at2)
			a.lacks(t, "<script>1", "çok sayıda deneme")
			if t.Failed() {
				t.Fatal(name)
			}
		}
	}
	if n := s.scan(`SELECT count(*)::text FROM deneme`) + s.scan(`SELECT count(*)::text FROM sms`); n != 0 {
		t.Errorf("%d tries are counted", n)
	}
}

// SC-02, VB-04: the sign-in's code page tells until when the code is good, and sends another when it is not, without JavaScript.
func TestSignInCodeAgain(t *testing.T) {
	s := newSite(t)
	k := tohum.Demo()[userAKS]
	b := s.browser()
	b.post("/giris", "tckn", string(k.TCKN), "telefon", string(k.Telefon)).redirects(t, "/giris/kod")
	b.get("/giris/kod").shows(t, http.StatusOK, "Kalan süre", "olduğunda geçersiz olur", "SMS gönderiliyor.", "<noscript>")
	old := dbtest.Code(t, s.store, string(k.Telefon))
	s.exec(`UPDATE onay_kodu SET bitis = now()`)
	b.post("/giris/kod", "kod", old).shows(t, http.StatusUnprocessableEntity, "süresi doldu", "Yeni Onay Kodu Gönder", "Bu kod artık kullanılamaz")
	b.post("/giris/kod/yeni").redirects(t, "/giris/kod")
	b.get("/giris/kod").shows(t, http.StatusOK, "Yeni onay kodu gönderildi.")
	b.post("/giris/kod", "kod", dbtest.Code(t, s.store, string(k.Telefon))).redirects(t, "/aks")
}

// GR-01, SC-03: the code opens the role's home page under a new session token; a wrong code does not.
func TestSignInByCode(t *testing.T) {
	s := newSite(t)
	k := tohum.Demo()[userAKS]
	b := s.browser()
	b.get("/aks").redirects(t, "/giris")
	b.post("/giris", "tckn", string(k.TCKN), "telefon", "0 500 900 00 01").redirects(t, "/giris/kod")
	before := b.cookie()
	b.get("/giris/kod").shows(t, http.StatusOK, "Onay Kodu", "Tamam", "Vazgeç", "data-countdown")
	code := dbtest.Code(t, s.store, string(k.Telefon))
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	b.post("/giris/kod", "kod", wrong).shows(t, http.StatusUnprocessableEntity, "Onay kodu hatalı. 4 deneme hakkınız kaldı.")
	b.post("/giris/kod/yeni").shows(t, http.StatusUnprocessableEntity, "önceki kodun süresi dolunca")
	b.get("/aks").redirects(t, "/giris")
	b.post("/giris/kod", "kod", code).redirects(t, "/aks")
	if b.cookie() == before {
		t.Error("the session token was not renewed")
	}
	b.get("/aks").shows(t, http.StatusOK, "AKS Anasayfa", "SORUMLU olarak giriş yapıldı.", "ANKARA iline ait başvurular görüntülenmektedir.", "06 - ANKARA")
	s.signIn(userMEM).get("/birim").shows(t, http.StatusOK, "Yetkili Anasayfa", "ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ")
	b.post("/cikis").redirects(t, "/giris")
	b.get("/aks").redirects(t, "/giris")
}

func (b *browser) cookie() string {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.base+"/", nil)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range b.client.Jar.Cookies(req.URL) {
		if c.Name == "acikkapi_personel" {
			return c.Value
		}
	}
	b.t.Fatal("no session cookie")
	return ""
}

// GR-01: a person who is both chooses, and can change later.
func TestBothRoles(t *testing.T) {
	s := newSite(t)
	k := tohum.Demo()[userAKS]
	s.exec(`INSERT INTO kullanici (tip, tckn, tckn_iz, telefon, telefon_iz, ad, soyad, il_kodu)
		SELECT 'yetkili', tckn, tckn_iz, telefon, telefon_iz, ad, soyad, il_kodu FROM kullanici WHERE tckn_iz = $1`, s.iz(k.TCKN))
	s.exec(`INSERT INTO kullanici_birim SELECT id, $2 FROM kullanici WHERE tckn_iz = $1 AND tip = 'yetkili'`, s.iz(k.TCKN), dbtest.BirimMEM.No)
	b := s.browser()
	s.signInAs(b, k).redirects(t, "/giris/rol")
	page := b.get("/giris/rol")
	page.shows(t, http.StatusOK, "Açık Kapı Sorumlusu", "Birim Yetkilisi", "ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ", "Yetki Değiştir")
	s.exec(`INSERT INTO kullanici_birim SELECT id, $2 FROM kullanici WHERE tckn_iz = $1 AND tip = 'yetkili'`, s.iz(k.TCKN), dbtest.BirimSaglik.No)
	s.exec(`INSERT INTO kullanici_ilce SELECT id, 6007 FROM kullanici WHERE tckn_iz = $1 AND tip = 'sorumlu'`, s.iz(k.TCKN))
	b.get("/giris/rol").shows(t, http.StatusOK, "06 - ANKARA / ÇANKAYA", dbtest.BirimMEM.Ad+", "+dbtest.BirimSaglik.Ad) // where one works by each
	b.post("/giris/rol", "kullanici", "1000000").shows(t, http.StatusUnprocessableEntity, "Hangi yetkiyle çalışacağınızı seçiniz.")
	b.post("/giris/rol", "kullanici", valueOf(t, page.body, "Birim Yetkilisi")).redirects(t, "/birim")
	b.get("/birim").shows(t, http.StatusOK, "Yetkili Anasayfa")
	b.get("/aks").shows(t, http.StatusForbidden)
}

// valueOf is the value of the radio button with this label.
func valueOf(t *testing.T, page, label string) string {
	t.Helper()
	before, _, ok := strings.Cut(page, label)
	at := strings.LastIndex(before, `value="`)
	if !ok || at < 0 {
		t.Fatalf("no choice %q", label)
	}
	v, _, _ := strings.Cut(before[at+len(`value="`):], `"`)
	return v
}

// GR-02: an AKS with several ilçe chooses one before anything else, sees it alone, and can change it.
func TestIlceChoice(t *testing.T) {
	s := newSite(t)
	kecioren := dbtest.File(t, s.store, 1)
	y := dbtest.Yeni(2)
	y.Ilce, y.Yerlesim = 6007, s.scan(`SELECT min(id)::text FROM yerlesim WHERE ilce_id = 6007`)
	cankaya := s.file(y)
	b := s.browser()
	s.signInAs(b, tohum.Demo()[userAKSIlce]).redirects(t, "/aks")
	b.get("/aks/basvuru").redirects(t, "/aks/ilce")
	b.get("/aks/ilce").shows(t, http.StatusOK, "ALTINDAĞ", "ÇANKAYA")
	b.post("/aks/ilce", "ilce", "6017").shows(t, http.StatusUnprocessableEntity, "ilçeyi seçiniz")
	b.post("/aks/ilce", "ilce", "6007").redirects(t, "/aks")
	b.get("/aks").shows(t, http.StatusOK, "ANKARA ili ÇANKAYA ilçesine ait başvurular görüntülenmektedir.", "İlçe Değiştir", "06 - ANKARA / ÇANKAYA")
	list := b.get("/aks/basvuru")
	list.shows(t, http.StatusOK, aksURL(cankaya, ""))
	list.lacks(t, aksURL(kecioren, `"`))
	b.get(aksURL(kecioren, "")).shows(t, http.StatusNotFound)
	b.post("/aks/ilce", "ilce", "6002").redirects(t, "/aks")
	b.get(aksURL(cankaya, "")).shows(t, http.StatusNotFound)
}

// GR-05: a user removed, and a right removed, count from the next request on.
func TestRemovedUserAndRight(t *testing.T) {
	s := newSite(t)
	aks, mem := s.signIn(userAKS), s.signIn(userMEM)
	no := s.routed(1, dbtest.BirimMEM)
	mem.get(birimURL(no, 1, "")).shows(t, http.StatusOK, "Başvuru Detayı")
	s.exec(`DELETE FROM kullanici_birim WHERE birim_no = $1`, dbtest.BirimMEM.No)
	mem.get(birimURL(no, 1, "")).shows(t, http.StatusNotFound)
	aks.get("/aks").shows(t, http.StatusOK, "AKS Anasayfa")
	s.exec(`UPDATE kullanici SET aktif = false WHERE tckn_iz = $1`, s.iz(tohum.Demo()[userAKS].TCKN))
	aks.get("/aks").redirects(t, "/giris")
	a := aks.get("/canli/aks/sayim")
	if a.status != http.StatusUnauthorized || a.header.Get("HX-Redirect") != "/giris" {
		t.Errorf("a live part for a removed user: %d %v", a.status, a.header)
	}
}

// GR-03: the same answer for an unknown name and a wrong password; the right one opens the standard home page.
func TestPassword(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	b.get("/mia").redirects(t, "/e-icisleri")
	b.get("/e-icisleri").shows(t, http.StatusOK, "Sertifikasız Giriş")
	b.post("/e-icisleri/giris", "kullanici_adi", "", "parola", "").shows(t, http.StatusUnprocessableEntity, "Kullanıcı adını giriniz.", "Şifreyi giriniz.")
	wrong := b.post("/e-icisleri/giris", "kullanici_adi", "mia.ankara", "parola", "yanlış")
	unknown := b.post("/e-icisleri/giris", "kullanici_adi", "kimse", "parola", "yanlış")
	wrong.shows(t, http.StatusUnprocessableEntity, "Kullanıcı adı veya şifre hatalı.")
	unknown.shows(t, http.StatusUnprocessableEntity, "Kullanıcı adı veya şifre hatalı.")
	wrong.lacks(t, "yanlış")
	b.post("/e-icisleri/giris", "kullanici_adi", "mia.ankara", "parola", tohum.DemoParola).redirects(t, "/mia") // the page asked for
	b.get("/e-icisleri/anasayfa").shows(t, http.StatusOK, "Modüller", "Açık Kapı")
	s.signIn(userPersonel).get("/e-icisleri/anasayfa").shows(t, http.StatusOK, `href="/kart"`, "Personel Yakını Kart Talep") // GR-04
}

// SC-09: the hash that an unknown name is compared with costs what a real one costs.
func TestUnknownNameTakesAsLong(t *testing.T) {
	s := newSite(t)
	const hash = `SELECT parola FROM kullanici WHERE kullanici_adi = 'mia.ankara'`
	if have, want := s.cost(hash), costOf(parola.Decoy()); have != want {
		t.Errorf("a real hash costs %s, the one of an unknown name %s", have, want)
	}
	begin := time.Now()
	s.browser().post("/e-icisleri/giris", "kullanici_adi", "kimse", "parola", "x").shows(t, http.StatusUnprocessableEntity, "Kullanıcı adı veya şifre hatalı.")
	if time.Since(begin) < time.Millisecond {
		t.Error("nothing was hashed")
	}
}

// cost is the hash that sql finds, up to its parameters.
func (s *site) cost(sql string) string {
	s.t.Helper()
	return costOf(s.scanText(sql))
}

func costOf(hash string) string { return strings.Join(strings.Split(hash, "$")[:4], "$") }

// SC-09, GR-03: a password that was hashed at another cost opens, and costs what all cost from then on; who is signed in stays so.
func TestOldHashIsMadeAnew(t *testing.T) {
	s := newSite(t)
	const hash = `SELECT parola FROM kullanici WHERE kullanici_adi = 'mia.ankara'`
	today := s.cost(hash)
	before, err := argon2id.CreateHash(tohum.DemoParola, &argon2id.Params{Memory: 32 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		t.Fatal(err)
	}
	s.exec(`UPDATE kullanici SET parola = $1 WHERE kullanici_adi = 'mia.ankara'`, before)
	wrong := s.browser().post("/e-icisleri/giris", "kullanici_adi", "mia.ankara", "parola", "yanlış")
	wrong.shows(t, http.StatusUnprocessableEntity, "Kullanıcı adı veya şifre hatalı.")
	if s.scanText(hash) != before {
		t.Error("a wrong password has changed the hash")
	}
	first := s.signIn(userMIA)
	if have := s.cost(hash); have != today {
		t.Errorf("after signing in it costs %s, want %s", have, today)
	}
	s.signIn(userMIA).get("/mia").shows(t, http.StatusOK, "Açık Kapı Başvuru Sorgulama")
	first.get("/mia").shows(t, http.StatusOK, "Açık Kapı Başvuru Sorgulama")
}

// SC-09, GR-03: guessing is stopped, by name and by address, even with the right password in the end; so is asking who is a user.
func TestGuessingIsLimited(t *testing.T) {
	s := siteWith(t, store.Limits{TCKN: 2, Telefon: 2, IP: 50})
	b := s.browser()
	for range 4 {
		b.post("/e-icisleri/giris", "kullanici_adi", "mia.ankara", "parola", "yanlış").shows(t, http.StatusUnprocessableEntity, "Kullanıcı adı veya şifre hatalı.")
	}
	b.post("/e-icisleri/giris", "kullanici_adi", "mia.ankara", "parola", tohum.DemoParola).
		shows(t, http.StatusUnprocessableEntity, "Kısa sürede çok sayıda deneme yapıldı.")
	for range 4 {
		b.post("/giris", "tckn", "10000000146", "telefon", "5320000000").shows(t, http.StatusUnprocessableEntity, "Aktif Kullanıcı Bulunamadı")
	}
	b.post("/giris", "tckn", "10000000146", "telefon", "5320000000").shows(t, http.StatusUnprocessableEntity, "Kısa sürede çok sayıda deneme yapıldı.")
}
