package handlers

import (
	"net/http"
	"strings"
	"testing"

	"acikkapi/internal/dbtest"
)

// MI-01, GR-04: the MİA's menu leads to “Açık Kapı Anasayfa” and on to the search (Resim 39); “Görüntüle” has “İptal”, back to the list.
func TestMIAHomeAndCancel(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	no := dbtest.File(t, s.store, 1)
	b := s.signIn(userMIA)
	home := linkOf(t, b.get("/mia").body, "Açık Kapı Anasayfa")
	page := b.get(home)
	page.shows(t, http.StatusOK, "<h1", "Açık Kapı Anasayfa")
	_, content, _ := strings.Cut(page.body, "<main")
	if to := linkOf(t, content, "Açık Kapı Başvuru Sorgulama"); to != "/mia" {
		t.Errorf("the search is at %s", to)
	}
	if to := linkOf(t, b.get(miaURL(no, "")).body, "İptal"); to != "/mia" {
		t.Errorf("İptal leads to %s", to)
	}
}

// YE-05: users are found by words of their birim's name, in any case, or by its number.
func TestUsersByTheNameOfTheirBirim(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userVali)
	find := func(birim string) answer {
		a := b.post("/yetki/kullanici", "birim", birim)
		if a.status == http.StatusSeeOther {
			a = b.get(a.to)
		}
		return a
	}
	for _, birim := range []string{"milli eğitim", "MİLLİ ankara", dbtest.BirimMEM.No} {
		a := find(birim)
		a.shows(t, http.StatusOK, "NURAY IŞIK", `value="`+birim+`"`)
		a.lacks(t, "TARIK ÖZGÜN")
	}
	find("yokyok").shows(t, http.StatusOK, "uyan kullanıcı bulunamadı")
	find("%%%").shows(t, http.StatusOK, "uyan kullanıcı bulunamadı")
	find("mi").shows(t, http.StatusUnprocessableEntity, "en az üç harf", `value="mi"`)
	find("123").shows(t, http.StatusUnprocessableEntity, "sekiz rakamdan")
}

// YE-02, UI-03: the fields stand in the guide's order (Resim 51), and so does what is wrong with them above the form.
func TestFieldsInTheOrderOfTheGuide(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userVali)
	page := b.get("/yetki/kullanici/yeni").body
	refused := b.post("/yetki/kullanici/yeni").body
	at, told := 0, 0
	for _, name := range []string{"tip", "tckn", "il", "cep", "ad", "soyad"} {
		i := strings.Index(page, `name="`+name+`"`)
		if i <= at {
			t.Errorf("%s does not follow what stands before it in the guide", name)
		}
		at = i
		if name == "il" {
			continue // given
		}
		if i = strings.Index(refused, `href="#`+name+`"`); i <= told {
			t.Errorf("what is wrong with %s is not told in the order of the fields", name)
		}
		told = i
	}
}

// GR-02: whoever works for the whole country has no il beside their name.
func TestNationwideUsersHaveNoPlace(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, user := range []int{userKimlik, userIsletmen, userYonetici} {
		home := s.signIn(user).get(yolStandart)
		home.shows(t, http.StatusOK)
		home.lacks(t, "06 - ANKARA")
	}
	s.signIn(userVali).get(yolStandart).shows(t, http.StatusOK, "06 - ANKARA")
}

// OP-07, UI-01: one entry of the Proje Yöneticisi's menu leads to all lists, is marked on each of them, and each leads back to it; the
// Vali, whose menu has the sectors themselves, is led to nothing that is not theirs.
func TestOneEntryLeadsToAllLists(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userYonetici)
	all := b.get(linkOf(t, b.get(yolStandart).body, referansAdi)).body
	for _, m := range referansModulleri() {
		if to := linkOf(t, all, m.Text); to != m.URL {
			t.Errorf("%s leads to %s", m.Text, to)
		}
		page := b.get(m.URL)
		page.shows(t, http.StatusOK, `href="`+yolReferans+`" aria-current="true"`, `<a href="`+yolReferans+`" class="govuk-back-link">`)
		_, menu, _ := strings.Cut(page.body, `id="navigation"`)
		menu, _, _ = strings.Cut(menu, "</ul>")
		if n := strings.Count(menu, "aria-current="); n != 1 {
			t.Errorf("%s: %d entries of the menu are marked", m.URL, n)
		}
	}
	s.signIn(userVali).get(yolSektor).lacks(t, yolReferans)
}
