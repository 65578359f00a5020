package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/rapor"
	"acikkapi/internal/tohum"
	"acikkapi/internal/yetki"
)

func newUser(n int) string { return string(basvuru.MakeTCKN(fmt.Sprintf("3%08d", n))) }

// YE-01, YE-02, GR-01: the Vali defines a Sorumlu, who then signs in; YE-03: one ilçe given counts with the next request.
func TestValiDefinesSorumlu(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userVali)
	b.get("/e-icisleri/anasayfa").shows(t, http.StatusOK, "Modüller", `href="/yetki"`)
	b.get("/yetki").shows(t, http.StatusOK, "Açık Kapı Yetki İşlemleri Anasayfa", "Açık Kapı Kullanıcı Kayıt", "Açık Kapı Sektör Kayıt")
	b.get("/yetki/kullanici/yeni").shows(t, http.StatusOK, "Kullanıcı Yetki Tip", "TC Kimlik No", "ANKARA", "Cep Telefonu", "Kaydet", "Temizle")
	a := b.post("/yetki/kullanici/yeni", "tip", "sorumlu", "tckn", newUser(1), "cep", "0532 111 22 33", "ad", "ayşe", "soyad", "ışık", "il", "34")
	if a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/yetki/kullanici/") {
		t.Fatalf("%d %s\n%s", a.status, a.to, a.body)
	}
	at := a.to
	b.get(at).shows(t, http.StatusOK, "Kullanıcı kaydedildi.", "AYŞE", "IŞIK", "İlçe Bilgileri", "ilin tüm ilçelerinin başvurularını görür")
	desk := s.browser()
	desk.post("/giris", "tckn", newUser(1), "telefon", "05321112233").redirects(t, "/giris/kod")
	desk.post("/giris/kod", "kod", dbtest.Code(t, s.store, "+905321112233")).redirects(t, "/aks")
	desk.get("/aks").shows(t, http.StatusOK, "ANKARA iline ait başvurular görüntülenmektedir.")
	b.post(at+"/ilce", "islem", "ekle", "ilce", "6007").redirects(t, at+"#ilceler")
	desk.get("/aks").shows(t, http.StatusOK, "ANKARA ili ÇANKAYA ilçesine ait başvurular görüntülenmektedir.")
	b.post(at+"/ilce", "islem", "ekle", "ilce", "34013").shows(t, http.StatusUnprocessableEntity, "İlçe seçiniz.")
	b.post(at+"/ilce", "islem", "cikar:6007").redirects(t, at+"#ilceler")
	b.get(at+"/sil").shows(t, http.StatusOK, "AYŞE IŞIK", "oturumu hemen sona erer")
	b.post(at+"/sil").redirects(t, "/yetki/kullanici")
	desk.get("/aks").redirects(t, "/giris") // YE-06, GR-05
	desk.post("/giris", "tckn", newUser(1), "telefon", "05321112233").shows(t, http.StatusUnprocessableEntity, "Aktif Kullanıcı Bulunamadı")
}

// YE-04: “Detsis Birim Bilgileri”: searched by name, shown with its path, given and taken away.
func TestValiDefinesYetkili(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userVali)
	at := b.post("/yetki/kullanici/yeni", "tip", "yetkili", "tckn", newUser(2), "cep", "5321112244", "ad", "Ali", "soyad", "İnce").to
	b.get(at).shows(t, http.StatusOK, "Detsis Birim Bilgileri", "Kayıt bulunamadı.")
	b.post(at+"/birim", "islem", "ara", "ara", "ankara milli eğitim").shows(t, http.StatusOK, dbtest.BirimMEM.Ad, "MİLLİ EĞİTİM BAKANLIĞI (MEB)", "Son Güncelleme: ")
	b.get("/yetki/birim?ara=ankara+milli").shows(t, http.StatusOK, "ekle:"+dbtest.BirimMEM.No)
	b.post(at+"/birim", "islem", "ekle:"+dbtest.BirimMEM.No).redirects(t, at+"#birimler")
	b.get(at).shows(t, http.StatusOK, "DetsisNo", dbtest.BirimMEM.No, "DetsisBirim")
	elsewhere := s.scanText(`SELECT min(detsis_no) FROM birim WHERE il_kodu = 34 AND aktif`)
	b.post(at+"/birim", "islem", "ekle:"+elsewhere).shows(t, http.StatusUnprocessableEntity, `id="birim"`) // YE-01: another il's
	b.get(at).lacks(t, "cikar:"+elsewhere)
	b.post(at+"/birim", "islem", "ekle:00000000").shows(t, http.StatusUnprocessableEntity, "etkin DETSİS birimleri arasında bulunamadı")
	b.post(at+"/ilce", "islem", "ekle", "ilce", "6007").shows(t, http.StatusUnprocessableEntity, "Sorumlu kullanıcıya")
	b.post(at+"/birim", "islem", "cikar:"+dbtest.BirimMEM.No).redirects(t, at+"#birimler")
	b.get(at).lacks(t, "cikar:")
}

// YE-02, G-06: each wrong field is told, what was typed stays; a person is a Sorumlu once.
func TestWrongUserForms(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userVali)
	b.post("/yetki/kullanici/yeni", "ad", "  ").shows(t, http.StatusUnprocessableEntity, "Kullanıcı yetki tipini seçiniz.", `id="tckn-error"`, `id="cep-error"`, `id="ad-error"`, `id="soyad-error"`)
	b.post("/yetki/kullanici/yeni", "tip", "vali", "tckn", newUser(3), "cep", "03121112233", "ad", "Ali", "soyad", "İnce").
		shows(t, http.StatusUnprocessableEntity, "Kullanıcı yetki tipini seçiniz.", "Sabit hat numarası", `value="Ali"`, `value="`+newUser(3)+`"`)
	k := tohum.Demo()[userAKS]
	b.post("/yetki/kullanici/yeni", "tip", "sorumlu", "tckn", string(k.TCKN), "cep", string(k.Telefon), "ad", "Ali", "soyad", "İnce").
		shows(t, http.StatusConflict, "Bu kişi bu yetki tipiyle zaten kayıtlıdır", `value="Ali"`)
}

// YE-05: the list by its filters, with all columns; “Güncelle” from an old page overwrites nothing. No person stands in an address.
func TestUserSearch(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userVali)
	page := b.get("/yetki/kullanici")
	page.shows(t, http.StatusOK, "Açık Kapı Kullanıcı Arama", "Kullanıcı Yetki Tipi", "Detsis Birimleri", "Oluşturan Kişi", "Güncelleyen Kişi", "ANKARA İL SAĞLIK MÜDÜRLÜĞÜ", "Güncelle", "Sil")
	k := tohum.Demo()[userAKS]
	page.lacks(t, string(k.TCKN)) // G-03
	a := b.post("/yetki/kullanici", "tckn", string(k.TCKN))
	if a.status != http.StatusSeeOther || strings.Contains(a.to, string(k.TCKN)) {
		t.Fatalf("led to %s", a.to)
	}
	b.get(a.to).shows(t, http.StatusOK, "Toplam 1 kayıttan 1-1 gösteriliyor.", k.Ad+" "+k.Soyad)
	s.signIn(userYonetici).get(a.to).shows(t, http.StatusForbidden)
	b.post("/yetki/kullanici", "tckn", "12345678901", "birim", "12").shows(t, http.StatusUnprocessableEntity, `id="tckn-error"`, `id="birim-error"`, `value="12345678901"`)
	b.get("/yetki/kullanici?kisi=x").shows(t, http.StatusUnprocessableEntity, "yeniden yazınız")
	at := b.post("/yetki/kullanici/yeni", "tip", "sorumlu", "tckn", newUser(4), "cep", "5321112255", "ad", "Ali", "soyad", "İnce").to
	old := b.get(at).body
	surum := between(t, old, `name="surum" value="`, `"`)
	b.post(at, "surum", surum, "cep", "5321112256", "ad", "Veli", "soyad", "İnce", "tip", "yetkili", "il", "34").redirects(t, at)
	b.get(at).shows(t, http.StatusOK, "VELİ", "Sorumlu")
	b.post(at, "surum", surum, "cep", "5321112257", "ad", "Deli", "soyad", "İnce").shows(t, http.StatusConflict, "siz bu sayfadayken değiştirildi", `value="Deli"`)
}

// YE-01, SC-01: nobody but the il's Vali comes near these pages, and no Vali near another il's users.
func TestUserPagesAreTheValis(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	at := s.signIn(userVali).post("/yetki/kullanici/yeni", "tip", "sorumlu", "tckn", newUser(5), "cep", "5321112266", "ad", "Ali", "soyad", "İnce").to
	for _, user := range []int{userAKS, userMEM, userMIA, userPersonel, userKimlik, userIsletmen} {
		b := s.signIn(user)
		for _, path := range []string{"/yetki", "/yetki/kullanici", "/yetki/kullanici/yeni", at, at + "/sil", "/yetki/sektor", "/yetki/birim"} {
			b.get(path).shows(t, http.StatusForbidden)
		}
		b.post(at+"/sil").shows(t, http.StatusForbidden)
		b.post("/yetki/kullanici/yeni", "tip", "sorumlu").shows(t, http.StatusForbidden)
	}
	if _, err := s.store.Pool().Exec(t.Context(), `UPDATE kullanici SET il_kodu = 34 WHERE tckn_iz = $1`, s.store.Box().Index("tckn", newUser(5))); err != nil {
		t.Fatal(err)
	}
	b := s.signIn(userVali)
	b.get(at).shows(t, http.StatusNotFound)
	b.post(at, "ad", "X").shows(t, http.StatusNotFound)
	b.post(at+"/sil").shows(t, http.StatusNotFound)
	b.post(at+"/ilce", "islem", "ekle", "ilce", "6007").shows(t, http.StatusNotFound)
}

// SE-01, SE-02: a sector is added, changed, taken off; the citizen's form follows.
func TestSectorPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userVali)
	b.get("/yetki/sektor").shows(t, http.StatusOK, "Açık Kapı Sektör Arama", "Çalışmıyor", "Avukatlık - Hukuki Danışmanlık", "Güncelle", "Sil")
	b.post("/yetki/sektor/yeni", "ad", "", "sira", "x").shows(t, http.StatusUnprocessableEntity, "Sektör adını giriniz.", "Sıra 1 ile 9999 arasında", `value="x"`)
	b.post("/yetki/sektor/yeni", "ad", "Arıcılık", "sira", "3").redirects(t, "/yetki/sektor")
	list := b.get("/yetki/sektor")
	list.shows(t, http.StatusOK, "Arıcılık")
	b.post("/yetki/sektor/yeni", "ad", "Arıcılık", "sira", "4").shows(t, http.StatusUnprocessableEntity, "Bu adda bir sektör zaten var.")
	dbtest.File(t, s.store, 1) // names the first sector
	ask := b.get("/yetki/sektor/1/sil")
	ask.shows(t, http.StatusOK, "Sektör Sil")
	b.post("/yetki/sektor/1/sil", "surum", surumOf(t, ask)).redirects(t, "/yetki/sektor")
	b.get("/yetki/sektor").shows(t, http.StatusOK, "Formdan kaldırıldı", "kullanıldığı başvurularda kalır")
	b.get("/yetki/sektor/99999999999").shows(t, http.StatusNotFound)
}

// YE-05, SC-05: “Rapor Al” is the list with its filter as a workbook, numbers masked, and it is on record who took it.
func TestUserExcel(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userVali)
	rows := workbook(t, b, b.excelAddress("/yetki/kullanici", "Rapor Al"))
	if len(rows) != 1+s.scan(`SELECT count(*)::text FROM kullanici WHERE aktif AND il_kodu = 6 AND tip IN ('sorumlu', 'yetkili')`) {
		t.Errorf("%d rows: %v", len(rows), rows)
	}
	k := tohum.Demo()[userAKS]
	text := fmt.Sprint(rows)
	if !strings.Contains(text, k.Ad+" "+k.Soyad) || strings.Contains(text, string(k.TCKN)) || rows[0][4] != "Ad Soyad" {
		t.Errorf("the workbook: %s", text)
	}
	to := b.post("/yetki/kullanici", "tip", "yetkili").to
	rows = workbook(t, b, b.excelAddress(to, "Rapor Al"))
	for _, row := range rows[1:] {
		if row[0] != "Yetkili" {
			t.Errorf("filtered: %v", row)
		}
	}
	if n := s.scan(`SELECT count(*)::text FROM erisim WHERE islem = 'Kullanıcı listesi Excel raporu alındı'`); n != 2 {
		t.Errorf("%d lines on record", n)
	}
}

// YE-01, GR-05, SC-01: the phone is what people sign in with: another one ends the session and the sign-in under way, so no Vali
// comes by it to what another il has given the same person.
func TestPhoneIsTheCredential(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const own, victims = "5321112288", "5321112299"
	istanbul := kural.Actor{Rol: kural.Vali, Ad: "İSTANBUL VALİSİ", Il: 34}
	if _, err := s.store.DefineKullanici(t.Context(), istanbul, yetki.Tanim{
		Tip: yetki.Sorumlu, TCKN: basvuru.TCKN(newUser(7)), Il: 34, Cep: "+90" + victims, Ad: "AYŞE", Soyad: "IŞIK",
	}); err != nil {
		t.Fatal(err)
	}
	vali := s.signIn(userVali)
	at := vali.post("/yetki/kullanici/yeni", "tip", "yetkili", "tckn", newUser(7), "cep", own, "ad", "Ayşe", "soyad", "Işık").to
	vali.post(at+"/birim", "islem", "ekle:"+dbtest.BirimMEM.No).redirects(t, at+"#birimler")
	phone := func(cep string) {
		t.Helper()
		surum := between(t, vali.get(at).body, `name="surum" value="`, `"`)
		vali.post(at, "surum", surum, "cep", cep, "ad", "Ayşe", "soyad", "Işık").redirects(t, at)
	}
	in, waiting := s.browser(), s.browser()
	in.post("/giris", "tckn", newUser(7), "telefon", own).redirects(t, "/giris/kod")
	in.post("/giris/kod", "kod", dbtest.Code(t, s.store, "+90"+own)).redirects(t, "/birim")
	waiting.post("/giris", "tckn", newUser(7), "telefon", own).redirects(t, "/giris/kod")
	code := dbtest.Code(t, s.store, "+90"+own)
	phone(victims)
	waiting.post("/giris/kod", "kod", code).shows(t, http.StatusUnprocessableEntity, "Aktif Kullanıcı Bulunamadı")
	in.get("/birim").redirects(t, "/giris")
	in.post("/giris/rol", "kullanici", "1").redirects(t, "/giris")
}

// YE-02, OP-07: what was refused, and mended, still overwrites nothing that somebody else has changed meanwhile.
func TestRefusedInputKeepsItsVersion(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a, b := s.signIn(userVali), s.signIn(userVali)
	at := a.post("/yetki/kullanici/yeni", "tip", "sorumlu", "tckn", newUser(8), "cep", "5321112200", "ad", "Ali", "soyad", "İnce").to
	surum := func(page answer) string { return between(t, page.body, `name="surum" value="`, `"`) }
	old := surum(a.get(at))
	b.post(at, "surum", old, "cep", "5321112200", "ad", "Veli", "soyad", "İnce").redirects(t, at)
	refused := a.post(at, "surum", old, "cep", "1", "ad", "Deli", "soyad", "İnce")
	refused.shows(t, http.StatusUnprocessableEntity, `id="cep-error"`)
	told := a.post(at, "surum", surum(refused), "cep", "5321112200", "ad", "Deli", "soyad", "İnce")
	told.shows(t, http.StatusConflict, "siz bu sayfadayken değiştirildi")
	a.post(at, "surum", surum(told), "cep", "5321112200", "ad", "Deli", "soyad", "İnce").redirects(t, at)
}

func workbook(t *testing.T, b *browser, address string) [][]string {
	t.Helper()
	a := b.post(address)
	if a.status != http.StatusOK || a.header.Get("Content-Type") != rapor.TurXlsx {
		t.Fatalf("%d %v", a.status, a.header)
	}
	f, err := excelize.OpenReader(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Kullanıcılar")
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
