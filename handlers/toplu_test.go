package handlers

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/store"
)

// bulk is the form values of a bulk act on nos, as its page carries them.
func bulk(key string, nos []int64, pairs ...string) url.Values {
	v := values(pairs...)
	v.Set("anahtar", key)
	for _, no := range nos {
		v.Add("sec", fmt.Sprint(no))
	}
	return v
}

// stranger is an application of İstanbul: outside the scope of Ankara's desk.
func (s *site) stranger() int64 {
	s.t.Helper()
	y := dbtest.Yeni(900)
	y.Il, y.Ilce = 34, s.scan(`SELECT min(id)::text FROM ilce WHERE il_kodu = 34`)
	y.Yerlesim = s.scan(`SELECT min(id)::text FROM yerlesim WHERE ilce_id = $1`, y.Ilce)
	return s.file(y)
}

// PL-11: nothing chosen is told at the list, which keeps its filter; all of the page are chosen by a button, without JavaScript too.
func TestChoosing(t *testing.T) {
	s := newSite(t)
	for n := range 3 {
		dbtest.File(t, s.store, n)
	}
	closed := dbtest.File(t, s.store, 4)
	s.do(dbtest.AKS, closed, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Tamam."})
	b := s.signIn(userAKS)
	list := b.found("ad", "ayşe")
	list.shows(t, http.StatusOK, "Seçilenleri Yönlendir", "Seçilenleri Kapat", "Sayfadakilerin Tümünü Seç")
	page := "/aks/basvuru/toplu" + between(t, list.body, `action="/aks/basvuru/toplu`, `"`)
	for _, islem := range []string{"yonlendir", "kapat"} {
		b.post(page, "islem", islem).shows(t, http.StatusUnprocessableEntity, "Önce listeden en az bir başvuru seçiniz.", `href="#sec"`, `value="ayşe"`, "Toplam 4 kayıttan")
	}
	all := b.post(page, "islem", "tumu")
	all.shows(t, http.StatusOK, "Toplam 4 kayıttan")
	if n := strings.Count(all.body, " checked>"); n != 3 { // the closed one takes nothing any more
		t.Errorf("%d chosen, want 3", n)
	}
	b.post(page, "islem", "hicbiri", "sec", "1000").lacks(t, " checked>")
	many := values("islem", "kapat")
	for n := range maxToplu + 1 {
		many.Add("sec", fmt.Sprint(n+1))
	}
	b.postForm(page, many).shows(t, http.StatusUnprocessableEntity, "Bir defada en çok 500 başvuru seçilebilir; 501 başvuru seçtiniz.")
	_, live, _ := strings.Cut(list.body, "sse-connect")
	part := b.get(between(t, live, `hx-get="`, `"`) + "&sec=" + fmt.Sprint(closed-1)) // what is chosen survives the live reload
	part.shows(t, http.StatusOK, fmt.Sprintf(`value="%d" form="toplu" checked`, closed-1))
}

// PL-11, AK-10: several are routed at once to several birim, each with its own result; a repeated post does nothing twice; one
// outside the scope is not there (AK-03).
func TestRouteSeveral(t *testing.T) {
	s := newSite(t)
	a, c := dbtest.File(t, s.store, 1), dbtest.File(t, s.store, 2)
	routed := s.routed(3, dbtest.BirimMEM)
	gone, foreign := int64(99999999), s.stranger()
	nos := []int64{a, routed, foreign, gone, c}
	b := s.signIn(userAKS)
	const page = "/aks/basvuru/toplu/yonlendir"
	chosen := b.postForm("/aks/basvuru/toplu", bulk("", nos, "islem", "yonlendir"))
	chosen.shows(t, http.StatusOK, "Seçilen Başvurular (5)", "2 başvuruda bu işlem şu anda yapılamaz", "Başvuru bulunamadı.", "AYŞE DEMİR", "5 Başvuruyu Yönlendir", "Yönlendirilecek Birim")
	chosen.lacks(t, aksURL(foreign, ""))
	key := between(t, chosen.body, `name="anahtar" value="`, `"`)
	b.postForm(page, bulk(key, nos, "islem", fmt.Sprintf("sec-cikar:%d", c))).shows(t, http.StatusOK, "Seçilen Başvurular (4)", `value="`+key+`"`)
	b.postForm(page, bulk(key, nos, "islem", "uygun")).shows(t, http.StatusOK, "Seçilen Başvurular (3)")
	b.postForm(page, bulk(key, nos, "islem", "ara", "ara", "sağlık müdürlüğü")).shows(t, http.StatusOK, "ekle:90600111", "Seçilen Başvurular (5)")
	b.postForm(page, bulk(key, nos, "islem", "ekle:90600111", "birim", "55481037")).shows(t, http.StatusOK, `name="birim" value="90600111"`, `name="birim" value="55481037"`)
	b.postForm(page, bulk(key, nos, "islem", "yap")).shows(t, http.StatusUnprocessableEntity, "Yönlendirilecek en az bir birim seçiniz.", "Seçilen Başvurular (5)")
	b.postForm(page, bulk(key, nil, "islem", "yap", "birim", "55481037")).shows(t, http.StatusUnprocessableEntity, "Seçili başvuru kalmadı")

	do := bulk(key, nos, "islem", "yap", "birim", "55481037")
	done := b.postForm(page, do)
	if done.status != http.StatusSeeOther || !strings.HasPrefix(done.to, "/aks/basvuru/toplu/") {
		t.Fatalf("%d %s %s", done.status, done.to, done.body)
	}
	result := b.get(done.to)
	result.shows(t, http.StatusOK, "5 başvurunun 2 tanesi yönlendirildi, 1 tanesinde işlem yapılamadı, 2 tanesi bulunamadı.", "Yönlendirilen birim: ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ",
		"aynı birime yeniden yönlendirilemez", "Başvuru bulunamadı.", aksURL(a, ""), aksURL(routed, ""))
	result.lacks(t, aksURL(foreign, ""), aksURL(gone, ""), "Sürdür")
	b.postForm(page, do).redirects(t, done.to) // pressed twice
	b.post(done.to).redirects(t, done.to)
	b.get(done.to).shows(t, http.StatusOK, "5 başvurunun 2 tanesi yönlendirildi")
	if n := s.scan(`SELECT count(*)::text FROM olay WHERE tip = 'basvuru.yonlendirildi'`); n != 3 {
		t.Errorf("%d routings in the history, want 3", n)
	}
	if n := s.scan(`SELECT count(*)::text FROM yonlendirme WHERE basvuru_no = $1`, foreign); n != 0 {
		t.Errorf("the other il's application was routed")
	}
	s.signIn(userAKSIlce).get(done.to).shows(t, http.StatusNotFound, "toplu işlem bulunamadı") // somebody else's
	b.get(page).redirects(t, "/aks/basvuru")
}

// PL-11, AK-06, AK-07: several are closed at once with one answer; who still owes an answer is named, and the text is not kept.
func TestCloseSeveral(t *testing.T) {
	s := newSite(t)
	ready, owing := s.answered(1), s.routed(2, dbtest.BirimMEM)
	nos := []int64{ready, owing}
	b := s.signIn(userAKS)
	const page = "/aks/basvuru/toplu/kapat"
	form := b.postForm("/aks/basvuru/toplu", bulk("", nos, "islem", "kapat"))
	form.shows(t, http.StatusOK, "Vatandaşlara Verilecek Cevap", "Başvuru Kısmen Olumlu Kısmen Olumsuz Kapatıldı", "cevabı beklenen birimler: ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ", "ANKARA VALİLİĞİ", "üzerlerinde işlem yapılamayacaktır")
	key := between(t, form.body, `name="anahtar" value="`, `"`)
	b.postForm(page, bulk(key, nos, "islem", "yap")).shows(t, http.StatusUnprocessableEntity, "Vatandaşa verilecek cevabı giriniz.", "Başvurunun sonucunu seçiniz.", "Seçilen Başvurular (2)")
	b.postForm(page, bulk(key, nos, "islem", "yap", "metin", "Cevabımız")).shows(t, http.StatusUnprocessableEntity, "Başvurunun sonucunu seçiniz.", "Cevabımız")
	done := b.postForm(page, bulk(key, nos, "islem", "yap", "metin", "Cevabımız", "sonuc", "olumsuz"))
	b.get(done.to).shows(t, http.StatusOK, "2 başvurunun 1 tanesi kapatıldı, 1 tanesinde işlem yapılamadı", "Başvuru kapatılamaz; cevabı beklenen birimler: ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ.")
	b.get(aksURL(ready, "")).shows(t, http.StatusOK, "Başvuru Olumsuz Kapatıldı", "Cevabımız")
	if text := s.scanText(`SELECT metin FROM toplu`); text != "" {
		t.Errorf("the answer is kept: %q", text)
	}
}

// PL-11: an act that broke off is gone on with from its page; a line that was done before the break is not done again.
func TestBulkGoesOn(t *testing.T) {
	s := newSite(t)
	b := s.signIn(userAKS)
	a, c := dbtest.File(t, s.store, 1), dbtest.File(t, s.store, 2)
	u := s.scan(`SELECT min(id)::text FROM kullanici WHERE tip = 'sorumlu'`)
	act := &store.Toplu{ID: uuid.New(), Kullanici: int64(u), Islem: basvuru.Yonlendir, Birims: []basvuru.Birim{dbtest.BirimMEM}, Satirs: []store.TopluSatir{{No: a}, {No: c}}}
	if err := s.store.NewToplu(t.Context(), act); err != nil {
		t.Fatal(err)
	}
	one := *act
	one.Satirs = act.Satirs[:1]
	if err := s.store.RunToplu(t.Context(), dbtest.AKS, &one, 0); err != nil {
		t.Fatal(err)
	}
	s.exec(`UPDATE toplu_satir SET durum = 'bekliyor' WHERE basvuru_no = $1`, a) // done, and not written down
	page := topluURL(act.ID)
	b.get(page).shows(t, http.StatusOK, "0 başvuru işlendi, 2 başvuru sırada.", "Sürdür", `hx-trigger="load, submit"`)
	b.post(page).redirects(t, page)
	b.get(page).shows(t, http.StatusOK, "2 başvurunun 2 tanesi yönlendirildi")
	if n := s.scan(`SELECT count(*)::text FROM yonlendirme`); n != 2 {
		t.Errorf("%d routings, want 2", n)
	}
}

// PL-11: the time of a request is bounded, however many rows there are.
func TestBulkIsBounded(t *testing.T) {
	s := newSite(t)
	var act store.Toplu
	act.ID, act.Kullanici, act.Islem, act.Birims = uuid.New(), 1, basvuru.Yonlendir, []basvuru.Birim{dbtest.BirimMEM}
	for n := range 30 {
		act.Satirs = append(act.Satirs, store.TopluSatir{No: dbtest.File(t, s.store, n), Durum: store.TopluBekliyor})
	}
	if err := s.store.NewToplu(t.Context(), &act); err != nil {
		t.Fatal(err)
	}
	if err := s.store.RunToplu(context.Background(), dbtest.AKS, &act, 0); err != nil {
		t.Fatal(err)
	}
	if done := act.Sayi(store.TopluYapildi); done < 1 || done > 8 {
		t.Errorf("%d rows done in no time", done)
	}
	begun := time.Now()
	if err := s.store.RunToplu(context.Background(), dbtest.AKS, &act, time.Minute); err != nil || act.Sayi(store.TopluBekliyor) != 0 {
		t.Errorf("%v, %d left", err, act.Sayi(store.TopluBekliyor))
	}
	t.Logf("30 rows less a few: %v", time.Since(begun))
}
