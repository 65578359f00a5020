package handlers

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// linesOf are the addresses of a list's lines, as they were added.
func linesOf(t *testing.T, a answer, at string) (urls []string) {
	t.Helper()
	var ids []int
	for _, m := range regexp.MustCompile(`href="`+at+`/(\d+)"`).FindAllStringSubmatch(a.body, -1) {
		id, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		urls = append(urls, fmt.Sprint(at, "/", id))
	}
	if len(urls) == 0 {
		t.Fatalf("no lines in\n%s", a.body)
	}
	return urls
}

// OP-07: the Proje Yöneticisi keeps the reasons of both kinds of refusal, each on its page; somebody else's change is not overwritten.
func TestPagesOfReasonsToRefuse(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userYonetici)
	b.get("/yetki/referans").shows(t, http.StatusOK, "Kart Talebi Ret Sebepleri", "İptal Talebi Ret Sebepleri", "İptal Talebi Nedenleri")
	for _, at := range []string{"/yetki/referans/kart-ret", "/yetki/referans/iptal-ret"} {
		b.get(at).shows(t, http.StatusOK, "Ret Sebepleri", "Formda", at+"/yeni")
		b.post(at+"/yeni", "ad", " ", "sira", "0").shows(t, http.StatusUnprocessableEntity, `id="ad-error"`, `id="sira-error"`, `value="0"`)
		b.post(at+"/yeni", "ad", "Yüz <görünmüyor>", "sira", "1").redirects(t, at)
		list := b.get(at)
		list.shows(t, http.StatusOK, "Ret Sebebi kaydedildi.", "ret formlarında en geç bir dakika içinde", "Yüz &lt;görünmüyor&gt;", "Son Değişiklikler", "Eklendi")
		lines := linesOf(t, list, at)
		line := lines[len(lines)-1]
		page := b.get(line)
		page.shows(t, http.StatusOK, "Yeni ret formlarında gösterilsin", "Yüz &lt;görünmüyor&gt;")
		b.post(line, "surum", surumOf(t, page), "ad", "Yüz görünmüyor", "sira", "1").redirects(t, at)
		b.get(at).shows(t, http.StatusOK, "Formdan kaldırıldı")
		b.post(line, "surum", surumOf(t, page), "ad", "Başka", "sira", "1").shows(t, http.StatusConflict, `value="Başka"`, "Kaydın şu anki hâli", "Formdan kaldırıldı")
		b.post(line+"/sil", "surum", surumOf(t, b.get(line+"/sil"))).redirects(t, at)
		b.get(line).shows(t, http.StatusNotFound)
	}
	b.get("/yetki/referans/iptal-ret").lacks(t, "başvuru form")
}

// KI-02, OP-07: the reason that wants papers says so, offers no way to remove it, and stays when somebody tries all the same.
func TestPagesOfReasonsToCancel(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userYonetici)
	const at = "/yetki/referans/iptal-neden"
	list := b.get(at)
	list.shows(t, http.StatusOK, "Kayıp/Çalıntı", "Fotoğraf Değişikliği", "Nüfus Bilgilerinde Değişiklik", "Diğer")
	lost := linesOf(t, list, at)[0]
	list.lacks(t, lost+"/sil")
	page := b.get(lost)
	page.shows(t, http.StatusOK, `value="Kayıp/Çalıntı"`, "Emniyet/Jandarma Bildirim Yazısı istenir")
	page.lacks(t, lost+"/sil")
	b.post(lost, "surum", surumOf(t, page), "ad", "Kayıp/Çalıntı", "sira", "1").shows(t, http.StatusUnprocessableEntity, `id="aktif-error"`, "listeden kaldırılamaz")
	b.post(lost+"/sil", "surum", surumOf(t, page)).shows(t, http.StatusConflict, "listeden kaldırılamaz")
	b.post(at+"/yeni", "ad", "Kart kırıldı", "sira", "9").redirects(t, at)
	b.get(at).shows(t, http.StatusOK, "Kart kırıldı", "iptal formlarında en geç bir dakika içinde", lost)
}
