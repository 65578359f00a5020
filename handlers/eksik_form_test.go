package handlers

import (
	"net/http"
	"strings"
	"testing"

	"acikkapi/internal/tohum"
)

// YE-05, GR-06, SE-02: a post without the version of its page does not overwrite whatever is there: it is refused, with all that was typed.
func TestFormWithoutItsVersion(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	user := s.scanText(`SELECT id::text FROM kullanici WHERE tckn_iz = $1`, s.iz(tohum.Demo()[userMEM].TCKN))
	account := s.scanText(`SELECT id::text FROM kullanici WHERE tckn_iz = $1 AND tip = 'mia'`, s.iz(tohum.Demo()[userMIA].TCKN))
	vali, yonetici := s.signIn(userVali), s.signIn(userYonetici)
	for _, c := range []struct {
		b     *browser
		page  string
		typed []string
	}{
		{vali, "/yetki/kullanici/" + user, []string{"ad", "YENİ", "soyad", "AD", "cep", "5321112233"}},
		{vali, yolSektor + "/1", []string{"ad", "YENİ", "sira", "7"}},
		{yonetici, yolHesap + "/" + account, []string{"ad", "YENİ", "soyad", "AD", "tip", "mia", "il", "6", "kullanici_adi", "yeni.ad"}},
	} {
		for _, surum := range []string{"", "0", "x"} {
			a := c.b.post(c.page, append(c.typed, "surum", surum)...)
			a.shows(t, http.StatusUnprocessableEntity, "Eksik form", `value="YENİ"`)
			if v := surumOf(t, a); v != "1" {
				t.Errorf("%s: the page that comes back has version %q", c.page, v)
			}
		}
	}
	yonetici.post(yolHesap+"/"+account+"/sifre", "parola", "Uzun bir cümle 7", "parola_tekrar", "Uzun bir cümle 7").shows(t, http.StatusUnprocessableEntity, "Eksik form")
	vali.post(yolSektor+"/1/sil").shows(t, http.StatusUnprocessableEntity, "Eksik form", "Sektör Sil")
	if n := s.scan(`SELECT count(*)::text FROM kullanici WHERE ad = 'YENİ'`) + s.scan(`SELECT count(*)::text FROM sektor WHERE ad = 'YENİ' OR NOT aktif`); n != 0 {
		t.Errorf("%d records were changed", n)
	}
}

// SE-02: a sector that somebody else has changed since the page asked is not deleted unseen.
func TestChangedSectorIsNotDeleted(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userVali)
	const at = yolSektor + "/2"
	asked := surumOf(t, b.get(at+"/sil"))
	b.post(at, "surum", surumOf(t, b.get(at)), "ad", "Başka Bir Sektör", "sira", "2").redirects(t, yolSektor)
	late := b.post(at+"/sil", "surum", asked)
	late.shows(t, http.StatusConflict, "siz bu sayfadayken değiştirildi", "Başka Bir Sektör")
	b.post(at+"/sil", "surum", surumOf(t, late)).redirects(t, yolSektor)
	b.get(yolSektor).lacks(t, "Başka Bir Sektör")
}

// YE-03, YE-04: “Ekle” of what is there and “Kaldır” of what is gone change nothing and leave no history; before the last ilçe goes the
// page says that the user will see the whole il.
func TestPlacesThatChangeNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	k := tohum.Demo()[userAKSIlce]
	desk := s.scanText(`SELECT id::text FROM kullanici WHERE tckn_iz = $1`, s.iz(k.TCKN))
	unit := s.scanText(`SELECT id::text FROM kullanici WHERE tckn_iz = $1`, s.iz(tohum.Demo()[userMEM].TCKN))
	b := s.signIn(userVali)
	history := func() string {
		return s.scanText(`SELECT count(*) || ' ' || (SELECT sum(surum) FROM kullanici) FROM degisiklik`)
	}
	const warning = "tek ilçesidir"
	b.get("/yetki/kullanici/"+desk).lacks(t, warning)
	before := history()
	for _, c := range [][2]string{{desk + "/ilce", "ekle"}, {desk + "/ilce", "cikar:6001"}, {unit + "/birim", "ekle:55481037"}, {unit + "/birim", "cikar:90600111"}} {
		a := b.post("/yetki/kullanici/"+c[0], "islem", c[1], "ilce", "6007")
		if id, _, _ := strings.Cut(c[0], "/"); a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/yetki/kullanici/"+id) {
			t.Errorf("%s %s: %d %s", c[0], c[1], a.status, a.body)
		}
	}
	if after := history(); after != before {
		t.Errorf("history and versions: %s, then %s", before, after)
	}
	b.post("/yetki/kullanici/"+desk+"/ilce", "islem", "cikar:6007").redirects(t, "/yetki/kullanici/"+desk+"#ilceler")
	if history() == before {
		t.Error("a change left no history")
	}
	b.get("/yetki/kullanici/"+desk).shows(t, http.StatusOK, warning, "ilin tüm ilçelerinin başvurularını görür", `aria-describedby="son-ilce"`)
}
