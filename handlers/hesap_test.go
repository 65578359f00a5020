package handlers

import (
	"net/http"
	"strings"
	"testing"

	"acikkapi/internal/tohum"
)

const (
	ilkParola    = "üç deve bir dağda"
	ikinciParola = "dört kedi bir damda"
)

// newHesap is the form of an MİA, as typed.
func newHesap(n int, change ...string) []string {
	return append([]string{
		"tip", "mia", "tckn", newUser(n), "ad", "ayşe", "soyad", "ışık", "il", "6", "cep", "0532 111 22 33", "birim", "", "kullanici_adi", "ayse.isik",
		"parola", ilkParola, "parola_tekrar", ilkParola, "modul", "acikkapi",
	}, change...)
}

func (b *browser) parola(ad, parola string) answer {
	b.t.Helper()
	return b.post("/e-icisleri/giris", "kullanici_adi", ad, "parola", parola)
}

// GR-06: defined on a page, signed in with the given password, nothing opens before an own one; the new one then counts.
func TestHesapIsDefined(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userYonetici)
	b.get("/e-icisleri/anasayfa").shows(t, http.StatusOK, `href="/yetki/tanim"`, "Kullanıcı ve Tanım İşlemleri", "Şifre Değiştir")
	b.get("/yetki/tanim").shows(t, http.StatusOK, "e-İçişleri Kullanıcı Kayıt", "e-İçişleri Kullanıcı Arama", "Referans Veriler")
	b.get("/yetki/hesap/yeni").shows(t, http.StatusOK, "MİA", "Vali Yardımcısı", "Kimlik Bürosu", "İşletmen", "İlk Şifre", "Modüller", "İSTANBUL")
	at := b.post("/yetki/hesap/yeni", newHesap(21)...).to
	if !strings.HasPrefix(at, "/yetki/hesap/") {
		t.Fatal(at)
	}
	b.get(at).shows(t, http.StatusOK, "Kullanıcı kaydedildi.", "AYŞE", "Geçici; ilk girişte değiştirilecek", "Kullanıcı tanımlandı")
	u := s.browser()
	u.get("/mia?durum=acik") // what they wanted
	u.parola("ayse.isik", ilkParola).redirects(t, "/e-icisleri/sifre")
	for _, path := range []string{"/e-icisleri/anasayfa", "/mia", "/mia/basvuru/1"} {
		u.get(path).redirects(t, "/e-icisleri/sifre")
	}
	u.post("/e-icisleri/acilis", "modul", "acikkapi").redirects(t, "/e-icisleri/sifre")
	if a := u.get("/canli/mia/basvuru"); a.status != http.StatusForbidden || a.header.Get("HX-Redirect") != "/e-icisleri/sifre" {
		t.Errorf("a live part: %d %v", a.status, a.header)
	}
	u.get("/e-icisleri/sifre").shows(t, http.StatusOK, "Proje Yöneticisi verdi", "Geçerli Şifre")
	u.post("/e-icisleri/sifre").shows(t, http.StatusUnprocessableEntity, `id="eski-error"`, `id="parola-error"`)
	u.post("/e-icisleri/sifre", "eski", "yanlış", "parola", ikinciParola, "parola_tekrar", ikinciParola).shows(t, http.StatusUnprocessableEntity, "Geçerli şifreniz hatalı.")
	u.post("/e-icisleri/sifre", "eski", ilkParola, "parola", ilkParola, "parola_tekrar", ilkParola).shows(t, http.StatusUnprocessableEntity, "farklı olmalıdır")
	u.post("/e-icisleri/sifre", "eski", ilkParola, "parola", ikinciParola, "parola_tekrar", "x").shows(t, http.StatusUnprocessableEntity, `id="parola_tekrar-error"`)
	u.post("/e-icisleri/sifre", "eski", ilkParola, "parola", ikinciParola, "parola_tekrar", ikinciParola).redirects(t, "/mia?durum=acik")
	u.get("/mia").shows(t, http.StatusOK, "Şifreniz değiştirildi.")
	s.browser().parola("ayse.isik", ilkParola).shows(t, http.StatusUnprocessableEntity, "Kullanıcı adı veya şifre hatalı.")
	s.browser().parola("ayse.isik", ikinciParola).redirects(t, "/e-icisleri/anasayfa")
	if log := s.log.String(); strings.Contains(log, "deve") || strings.Contains(log, newUser(21)) { // SC-04
		t.Error("the log holds a password or a number")
	}
}

// GR-06, GR-05, YE-06: an own change ends the other sessions, a reset all of them, a deletion too; a stale page resets nothing.
func TestHesapSessionsEnd(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, u, other := s.signIn(userYonetici), s.signIn(userMIA), s.signIn(userMIA)
	u.post("/e-icisleri/sifre", "eski", tohum.DemoParola, "parola", ikinciParola, "parola_tekrar", ikinciParola).redirects(t, "/e-icisleri/anasayfa")
	u.get("/mia").shows(t, http.StatusOK)
	other.get("/mia").redirects(t, "/e-icisleri")
	at := "/yetki/hesap/" + s.scanText(`SELECT id::text FROM kullanici WHERE kullanici_adi = 'mia.ankara'`)
	surum := between(t, b.get(at+"/sifre").body, `name="surum" value="`, `"`)
	b.post(at+"/sifre", "surum", surum, "parola", "kisa", "parola_tekrar", "kisa").shows(t, http.StatusUnprocessableEntity, "en az 12 karakter")
	b.post(at+"/sifre", "surum", surum, "parola", ilkParola, "parola_tekrar", ilkParola).redirects(t, at)
	b.post(at+"/sifre", "surum", surum, "parola", ilkParola, "parola_tekrar", ilkParola).shows(t, http.StatusConflict, "siz bu sayfadayken değiştirildi")
	u.get("/mia").redirects(t, "/e-icisleri")
	u.parola("mia.ankara", ilkParola).redirects(t, "/e-icisleri/sifre")
	b.get(at+"/sil").shows(t, http.StatusOK, "KILINÇ", "hemen sona erer")
	b.post(at+"/sil").redirects(t, "/yetki/hesap")
	u.get("/e-icisleri/sifre").redirects(t, "/e-icisleri")
	b.get(at).shows(t, http.StatusNotFound)
}

// GR-06, G-06: all wrong at once, each told at its field, nothing typed is lost; twice defined is a conflict.
func TestWrongHesapForms(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userYonetici)
	b.post("/yetki/hesap/yeni", "ad", "", "cep", "0312 111 22 33", "birim", "12", "kullanici_adi", "Ayşe", "modul", "tanim").shows(t, http.StatusUnprocessableEntity,
		`id="tip-error"`, `id="tckn-error"`, `id="ad-error"`, `id="soyad-error"`, `id="cep-error"`, `id="birim-error"`, `id="kullanici_adi-error"`, `id="parola-error"`, `value="Ayşe"`)
	b.post("/yetki/hesap/yeni", newHesap(22, "modul", "tanim")...).shows(t, http.StatusUnprocessableEntity, `id="modul-error"`, "MİA tipindeki kullanıcıya verilemez")
	b.post("/yetki/hesap/yeni", newHesap(22)...)
	b.post("/yetki/hesap/yeni", newHesap(22)...).shows(t, http.StatusConflict, `value="`+newUser(22)+`"`)
	b.post("/yetki/hesap/yeni", newHesap(23)...).shows(t, http.StatusConflict, `id="kullanici_adi-error"`, "başka bir kullanıcıya ait")
	a := b.post("/yetki/hesap", "tckn", newUser(22))
	if a.status != http.StatusSeeOther || strings.Contains(a.to, newUser(22)) {
		t.Fatalf("led to %s", a.to) // G-03
	}
	list := b.get(a.to)
	list.shows(t, http.StatusOK, "Toplam 1 kayıttan 1-1 gösteriliyor.", "AYŞE IŞIK", "ayse.isik", "Açık Kapı")
	b.post("/yetki/hesap", "tckn", "1", "tip", "x", "modul", "x", "il", "99").
		shows(t, http.StatusUnprocessableEntity, `id="tckn-error"`, `id="tip-error"`, `id="modul-error"`, `id="il-error"`)
	b.get("/yetki/hesap?kisi=x").shows(t, http.StatusUnprocessableEntity, "yeniden yazınız")
	self := "/yetki/hesap/" + s.scanText(`SELECT id::text FROM kullanici WHERE kullanici_adi = 'proje.yoneticisi'`)
	b.post(self+"/sil").shows(t, http.StatusConflict, "Kendi kullanıcınızı silemez")
	b.post(self, "surum", surumOf(t, b.get(self)), "tip", "isletmen", "ad", "A", "soyad", "B", "kullanici_adi", "proje.yoneticisi").shows(t, http.StatusConflict, "Kendi kullanıcınızı silemez")
	b.get(self).shows(t, http.StatusOK, "proje.yoneticisi")
}

// GR-04: a module taken away closes its pages with the next request, in words; with none left the standard home page says whom to ask.
// That it closes every page of it is TestWalk's.
func TestModulTakenAway(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	browsers := map[string]*browser{"mia": s.signIn(userMIA), "vali": s.signIn(userVali), "proje_yoneticisi": s.signIn(userYonetici)}
	if _, err := s.store.Pool().Exec(t.Context(), `DELETE FROM kullanici_modul`); err != nil {
		t.Fatal(err)
	}
	for _, b := range browsers {
		b.get("/e-icisleri/anasayfa").shows(t, http.StatusOK, "Aktif biriminize bağlı herhangi bir Anasayfa yetkiniz bulunmamaktadır", "Proje Yöneticisine başvurunuz")
	}
	page := browsers["mia"].get("/mia")
	page.shows(t, http.StatusForbidden, "“Açık Kapı” modülü için yetkiniz bulunmuyor")
	page.lacks(t, `href="/mia"`)
}

// GR-04: the opening page opens after signing in, until it is none any more.
func TestOpeningPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userMIA)
	b.get("/e-icisleri/anasayfa").shows(t, http.StatusOK, "Açılış sayfası yap", "Standart Ana Sayfa", `value="standart" checked`)
	b.post("/e-icisleri/acilis", "modul", "tanim").shows(t, http.StatusUnprocessableEntity, "yetkiniz olan bir modülü seçiniz")
	b.post("/e-icisleri/acilis").shows(t, http.StatusUnprocessableEntity, `href="#modul"`)
	b.post("/e-icisleri/acilis", "modul", "acikkapi").redirects(t, "/e-icisleri/anasayfa")
	b.get("/e-icisleri/anasayfa").shows(t, http.StatusOK, `value="acikkapi" checked`)
	s.browser().parola("mia.ankara", tohum.DemoParola).redirects(t, "/mia")
	b.post("/e-icisleri/acilis", "modul", "standart").redirects(t, "/e-icisleri/anasayfa")
	s.browser().parola("mia.ankara", tohum.DemoParola).redirects(t, "/e-icisleri/anasayfa")
	k := s.signIn(userKimlik)
	k.post("/e-icisleri/acilis", "modul", "kimlik_burosu").redirects(t, "/e-icisleri/anasayfa")
	s.browser().parola("kimlik.bir", tohum.DemoParola).redirects(t, "/kimlik")
}
