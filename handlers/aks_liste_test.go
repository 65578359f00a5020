package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
)

// found is the desk's list that the filter form leads to.
func (b *browser) found(pairs ...string) answer {
	b.t.Helper()
	a := b.post("/aks/basvuru", pairs...)
	if a.status != http.StatusSeeOther {
		return a
	}
	return b.get(a.to)
}

// AK-02, GR-02: the page of the guide: whose applications, every filter, both buttons, the page's number.
func TestDeskSearchPage(t *testing.T) {
	s := newSite(t)
	dbtest.File(t, s.store, 1)
	b := s.signIn(userAKS)
	b.get("/aks/basvuru").shows(t, http.StatusOK, "06 - ANKARA</p>", "SORUMLU olarak giriş yapıldı.", "ANKARA iline ait başvurular görüntülenmektedir.",
		"Filtreleme Kriterleri", ">Başvuru No<", "Başvuran T.C. Kimlik No", "Başvuran Adı", "Başvuran Soyadı", ">Başvuru Tarihi<", "Hizmet Başlığı", "Hizmet Alt Başlığı",
		"Başvuru Durumu", "Süresi Geçtiği Halde Cevaplanmayanlar", ">Ara<", ">İptal<", "Toplam 1 kayıttan 1-1 gösteriliyor.",
		"Önceki Sayfa", `aria-current="page"><span class="govuk-visually-hidden">Sayfa </span>1<`, "Sonraki Sayfa")
	s.signIn(userAKSIlce).get("/aks/basvuru").shows(t, http.StatusOK, "06 - ANKARA / ", "ilçesine ait başvurular görüntülenmektedir.")
}

// AK-02: the day of filing from, until, between; headings; what is late; wrong filters stand at their fields with all that was typed.
func TestDeskFilters(t *testing.T) {
	s := newSite(t)
	dbtest.File(t, s.store, 1)
	y := dbtest.Yeni(2)
	y.Hizmets = []basvuru.Hizmet{{Baslik: 2, Alt: s.scan(`SELECT min(id)::text FROM hizmet_alt_baslik WHERE baslik_id = 2`)}}
	other := s.file(y)
	s.exec(`UPDATE basvuru SET olusturma = '2026-03-04 23:30+03', son_cevap = now() - interval '1 day', yasal_son = now() - interval '1 day' WHERE no = $1`, other)
	alt := fmt.Sprint(y.Hizmets[0].Alt)
	b := s.signIn(userAKS)
	today := s.svc.web.Tarih(time.Now())
	for _, c := range []struct {
		want  int
		typed []string
	}{
		{1, []string{"baslangic", today}},
		{2, []string{"baslangic", "4.3.2026"}},
		{1, []string{"baslangic", "04.03.2026", "bitis", "04.03.2026"}},
		{1, []string{"bitis", "04.03.2026"}},
		{0, []string{"bitis", "03.03.2026"}},
		{1, []string{"baslik", "2"}},
		{1, []string{"baslik", "2", "alt_baslik", alt}},
		{1, []string{"gecikmis", "1"}},
		{0, []string{"gecikmis", "1", "baslik", "1"}},
	} {
		total := fmt.Sprintf("Toplam %d kayıt", c.want)
		a := b.found(c.typed...)
		a.shows(t, http.StatusOK, total)
		if c.want == 1 && c.typed[1] != today {
			a.shows(t, http.StatusOK, aksURL(other, ""), "Süresi geçti")
		}
	}
	b.found("baslik", "2", "alt_baslik", alt, "gecikmis", "1").shows(t, http.StatusOK, `value="2" selected`, `value="`+alt+`" selected`, `value="1" checked`)
	for _, c := range []struct {
		message string
		typed   []string
	}{
		{"Tarihi gg.aa.yyyy biçiminde giriniz", []string{"baslangic", "31.02.2026"}},
		{"Son gün ilk günden önce olamaz.", []string{"baslangic", "05.03.2026", "bitis", "04.03.2026"}},
		{"bu hizmet başlığına ait değil", []string{"baslik", "1", "alt_baslik", alt}},
		{"Hizmet başlığını listeden seçiniz.", []string{"baslik", "999999"}},
	} {
		a := b.found(append(c.typed, "ad", "Ayşegül")...)
		a.shows(t, http.StatusUnprocessableEntity, c.message, `value="Ayşegül"`)
	}
	b.post("/aks/basvuru", "islem", "listele", "baslik", "2", "ad", "Ayşegül").shows(t, http.StatusOK, `value="`+alt+`"`, `value="Ayşegül"`) // without JavaScript
	s.signIn(userMIA).get("/mia/alt-baslik?baslik=2").shows(t, http.StatusOK, `value="`+alt+`"`)
	s.signIn(userMIA).post("/mia", "bitis", "x").shows(t, http.StatusUnprocessableEntity, "Tarihi gg.aa.yyyy biçiminde giriniz", "Başvuran Kayıt Tarihi") // MI-01
}

// AK-02: the filter survives paging, a detail and the way back, and the change of the page's size (G-02).
func TestFilterSurvives(t *testing.T) {
	s := newSite(t)
	var first int64
	for n := range 22 {
		no := dbtest.File(t, s.store, n)
		if first == 0 {
			first = no
		}
	}
	b := s.signIn(userAKS)
	list := b.found("ad", "ayşe", "durum", "havuzda")
	second := linkOf(t, list.body, "Sonraki Sayfa")
	b.get(second).shows(t, http.StatusOK, "Toplam 22 kayıttan 21-22 gösteriliyor.", `Sayfa </span>2<`, `value="ayşe"`, aksURL(first, ""))
	detail := b.get(aksURL(first, ""))
	back := between(t, detail.body, `aria-label="Geri"><a href="`, `"`)
	if back != second {
		t.Errorf("back to %s, not to %s", back, second)
	}
	b.get(back).shows(t, http.StatusOK, "21-22 gösteriliyor.", `value="ayşe"`)
	all := b.get(linkOf(t, list.body, "100"))
	all.shows(t, http.StatusOK, "Toplam 22 kayıttan 1-22 gösteriliyor.", `name="boy" value="100"`, `value="ayşe"`)
	_, live, _ := strings.Cut(all.body, "sse-connect")
	b.get(between(t, live, `hx-get="`, `"`)).shows(t, http.StatusOK, "1-22 gösteriliyor.")
	cleared, err := url.Parse(linkOf(t, list.body, "İptal"))
	if err != nil || cleared.RawQuery != "" {
		t.Errorf("İptal leads to %v, %v", cleared, err)
	}
}

// AK-02, AK-07, AK-08: the actions stand at their places; what cannot be done says why, a closed application once.
func TestDeskActions(t *testing.T) {
	s := newSite(t)
	b := s.signIn(userAKS)
	owing := s.routed(1, dbtest.BirimMEM)
	a := b.found("no", fmt.Sprint(owing))
	a.shows(t, http.StatusOK, `<span class="ak-menu__passive">İşlemi Kapat</span>`, "İşlemi Kapat: Başvuru kapatılamaz; cevabı beklenen birimler: ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ.",
		aksURL(owing, "yonlendir"), aksURL(owing, "mia"), aksURL(owing, "guncelle"))
	a.lacks(t, aksURL(owing, "kapat"))
	closed := s.answered(2)
	s.do(dbtest.AKS, closed, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Tamam."})
	a = b.found("no", fmt.Sprint(closed))
	a.shows(t, http.StatusOK, "Kapatılan başvuru üzerinde tekrar bir işlem yapılamaz.")
	a.lacks(t, aksURL(closed, "yonlendir"), "Diğer işlemler", fmt.Sprintf(`id="sec-%d"`, closed))
}

// AK-01, AK-02: an application whose identity KPS still owes is marked.
func TestIdentityAwaitedIsMarked(t *testing.T) {
	s := newSite(t)
	no := dbtest.File(t, s.store, 1)
	s.exec(`UPDATE basvuru SET kimlik = 'bekliyor', ad = '', soyad = '' WHERE no = $1`, no)
	s.signIn(userAKS).get("/aks/basvuru").shows(t, http.StatusOK, "Kimlik bilgileri KPS&#39;den bekleniyor", "govuk-tag--yellow")
}

// UI-05: each figure of the home page leads to the list behind it.
func TestDeskFigures(t *testing.T) {
	s := newSite(t)
	late := dbtest.File(t, s.store, 1)
	fresh := s.answered(2)
	s.exec(`UPDATE basvuru SET olusturma = now() - interval '60 days', son_cevap = now() - interval '1 day', yasal_son = now() - interval '1 day' WHERE no = $1`, late)
	b := s.signIn(userAKS)
	home := b.get("/aks")
	for text, want := range map[string]int64{"Süresi geçenler": late, "Bugün gelenler": fresh, "Cevaplanan": fresh, "Havuzda": late} {
		before, _, ok := strings.Cut(home.body, ">"+text+"<")
		if at := strings.LastIndex(before, `figure">`); !ok || !strings.HasPrefix(before[at:], `figure">1<`) {
			t.Errorf("the figure of %s is not 1", text)
			continue
		}
		b.get(linkOf(t, home.body, text)).shows(t, http.StatusOK, "Toplam 1 kayıttan", aksURL(want, ""))
	}
}
