package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// contact is what no byte of a Yetkili's pages may hold (YT-03), in every spelling that a page could use.
var contact = []string{"5321112233", "532 111 22 33", "532 111", "3124445566", "312 444", "gizli.adres", "ornek.com.tr"}

// withContact is an application whose contact data can be recognised, with the desk's note for the MİA among them.
func (s *site) withContact() int64 {
	y := dbtest.Yeni(77)
	y.Iletisim = basvuru.Iletisim{Cep: "+905321112233", Ev: "+903124445566", Eposta: "gizli.adres@ornek.com.tr"}
	no := s.file(y)
	s.do(dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM, dbtest.BirimSaglik}})
	s.deliver(no, 1, 2)
	s.do(dbtest.AKS, no, basvuru.SendToMIA{Aciklama: "Vatandaş 532 111 22 33 numarasından aranabilir."})
	s.do(dbtest.MIA, no, basvuru.AnswerMIA{Sonuc: basvuru.Olumlu, Metin: "Arayınız: 532 111 22 33"})
	return no
}

// YT-03: no contact datum on any page of a Yetkili, in no state of it; the desk sees them.
func TestNoContactDataForYetkili(t *testing.T) {
	s := newSite(t)
	no := s.withContact()
	s.signIn(userAKS).get(aksURL(no, "")).shows(t, http.StatusOK, "0 532 111 22 33", "0 312 444 55 66", "gizli.adres@ornek.com.tr")
	b := s.signIn(userMEM)
	pages := []string{
		"/birim", "/birim/basvuru", birimURL(no, 1, ""), birimURL(no, 1, "cevapla"), birimURL(no, 1, "yetkisiz"),
		"/canli/birim/sayim", "/canli/birim/basvuru", fmt.Sprintf("/canli/birim/basvuru/%d/1/parca", no),
	}
	read := func() {
		t.Helper()
		for _, p := range pages {
			a := b.get(p)
			if a.status != http.StatusOK && a.status != http.StatusConflict {
				t.Errorf("%s: %d", p, a.status)
			}
			a.lacks(t, contact...)
		}
	}
	read()
	b.upload(birimURL(no, 1, "cevapla"), "a.txt", "x", "metin", "Yazdım").lacks(t, contact...)
	b.post(birimURL(no, 1, "cevapla"), "metin", "Tamam", "sonuc", "olumlu").redirects(t, birimURL(no, 1, ""))
	read()
	s.signIn(userMIA).get(miaURL(no, "")).lacks(t, "gizli.adres", "312 444") // the desk alone gets in touch
}

// YT-02: another birim's routings are not there: not in the list, not by their address, not for any action.
func TestBirimScope(t *testing.T) {
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM, dbtest.BirimSaglik)
	foreign := s.routed(2, dbtest.BirimSaglik)
	s.do(dbtest.YetkiliSag, no, basvuru.Answer{Sira: 2, Sonuc: basvuru.Olumsuz, Metin: "Sağlığın kendi cevabı"})
	b := s.signIn(userMEM)
	list := b.get("/birim/basvuru")
	list.shows(t, http.StatusOK, "Toplam 1 kayıttan 1-1 gösteriliyor.", birimURL(no, 1, ""))
	list.lacks(t, birimURL(no, 2, ""), birimURL(foreign, 1, ""))
	b.get("/birim/basvuru?no="+fmt.Sprint(foreign)).shows(t, http.StatusOK, "Toplam 0 kayıt bulundu.")
	for _, own := range []string{birimURL(no, 2, ""), birimURL(foreign, 1, ""), birimURL(foreign, 2, ""), birimURL(no, 9, "")} {
		for _, action := range []string{"", "/cevapla", "/yetkisiz"} {
			b.get(own+action).shows(t, http.StatusNotFound, "bulunamadı")
			if action != "" {
				b.post(own+action, "metin", "x", "sonuc", "olumlu", "neden", "x").shows(t, http.StatusNotFound)
			}
		}
		b.get("/canli"+own).shows(t, http.StatusNotFound)
		b.get("/canli"+own+"/parca").shows(t, http.StatusNotFound)
	}
	b.get(birimURL(no, 1, "")).lacks(t, "Sağlığın kendi cevabı", "Olumsuz")
}

// YT-01: “Başvuru Yap” is passive, and refused if posted.
func TestBirimHome(t *testing.T) {
	s := newSite(t)
	s.routed(1, dbtest.BirimMEM)
	no := s.routed(2, dbtest.BirimMEM)
	s.do(dbtest.YetkiliMEM, no, basvuru.Return{Sira: 1, Neden: "Görev alanımızda değil"})
	b := s.signIn(userMEM)
	home := b.get("/birim")
	home.shows(t, http.StatusOK, `<span aria-disabled="true">Başvuru Yap</span>`, "Başvuru Ara")
	home.lacks(t, "basvuru-yap")
	b.post("/birim/basvuru-yap").shows(t, http.StatusForbidden, "Yetkili, Başvuru Kayıt işlemini gerçekleştiremez.")
	b.get("/birim/basvuru?durum=bekleyen").shows(t, http.StatusOK, "Toplam 1 kayıttan", "Başvuru Cevapla")
	done := b.get("/birim/basvuru?durum=cevaplanan")
	done.shows(t, http.StatusOK, "Toplam 1 kayıttan", "Yetkisizlikle iade edildi")
	done.lacks(t, "/cevapla\"") // the button is there, passive (YT-04)
	b.get("/birim/basvuru?durum=x").shows(t, http.StatusUnprocessableEntity, "Durumu listeden seçiniz.")
}

// YT-02, G-02: the newest on top, over pages.
func TestBirimPages(t *testing.T) {
	s := newSite(t)
	var nos []int64
	for n := range 22 {
		nos = append(nos, s.routed(n, dbtest.BirimMEM))
	}
	b := s.signIn(userMEM)
	first := b.get("/birim/basvuru")
	first.shows(t, http.StatusOK, "Toplam 22 kayıttan 1-20 gösteriliyor.")
	if at, next := strings.Index(first.body, birimURL(nos[21], 1, "")), strings.Index(first.body, birimURL(nos[20], 1, "")); at < 0 || at > next {
		t.Error("the newest is not on top")
	}
	second := b.get(linkOf(t, first.body, "Sonraki Sayfa"))
	second.shows(t, http.StatusOK, "Toplam 22 kayıttan 21-22 gösteriliyor.", birimURL(nos[0], 1, ""), birimURL(nos[1], 1, ""))
	b.get(linkOf(t, second.body, "Önceki Sayfa")).shows(t, http.StatusOK, "Toplam 22 kayıttan 1-20 gösteriliyor.")
	b.get("/birim/basvuru?sonra=bozuk").shows(t, http.StatusOK, "Toplam 22 kayıttan 1-20 gösteriliyor.")
}

const pdf = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"

// YT-04, G-05, G-06: what is refused is named, nothing typed or uploaded is lost, the answer reaches the desk with its file.
func TestAnswer(t *testing.T) {
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM)
	b := s.signIn(userMEM)
	page := birimURL(no, 1, "cevapla")
	b.get(page).shows(t, http.StatusOK, "Başvuru Özeti", "Hizmet Başlıkları", "Yüklenen Dosyalar", "İşlem Hareketleri", "Olumlu", "Olumsuz", "Yeni Dosya", "Cevapla")
	b.upload(page, "rapor.pdf", "bu bir pdf değil", "metin", "Kaybolmasın", "sonuc", "olumsuz").
		shows(t, http.StatusUnprocessableEntity, "“rapor.pdf” dosyasının içeriği uzantısına uymuyor.", "Kaybolmasın", "checked")
	b.upload(page, "virüs.exe", "MZ", "metin", "Kaybolmasın").shows(t, http.StatusUnprocessableEntity, "“virüs.exe” dosyasının türü uygun değil.")
	added := b.upload(page, "Şükrü raporu.pdf", pdf, "metin", "Kaybolmasın", "islem", "dosya-ekle")
	added.shows(t, http.StatusOK, "Şükrü raporu.pdf", "Kaybolmasın")
	id := ekOf(t, added.body)
	b.post(page, "ek", id, "metin", "", "sonuc", "olumlu").shows(t, http.StatusUnprocessableEntity, "Cevabı giriniz.", "Şükrü raporu.pdf")
	b.post(page, "ek", id, "metin", "x").shows(t, http.StatusUnprocessableEntity, "Cevap tipini seçiniz.")
	b.post(page, "metin", "x", "sonuc", "kismen").shows(t, http.StatusUnprocessableEntity, "Cevap tipini seçiniz.") // a birim says yes or no
	b.post(page, "ek", "00000000-0000-0000-0000-000000000001", "metin", "x", "sonuc", "olumlu").shows(t, http.StatusUnprocessableEntity, "Eklenen dosyalardan biri bulunamadı")
	removed := b.post(page, "ek", id, "metin", "Kaybolmasın", "islem", "dosya-sil:"+id)
	removed.shows(t, http.StatusOK, "Kaybolmasın")
	removed.lacks(t, "Şükrü raporu.pdf")
	id = ekOf(t, b.upload(page, "Şükrü raporu.pdf", pdf, "islem", "dosya-ekle").body)
	b.post(page, "ek", id, "metin", "Okul temizlenecektir.", "sonuc", "olumlu").redirects(t, birimURL(no, 1, ""))
	after := b.get(birimURL(no, 1, ""))
	after.shows(t, http.StatusOK, "Cevabınız Açık Kapı Sorumlusuna gönderildi.", `disabled aria-disabled="true">Başvuru Cevapla`, "Şükrü raporu.pdf",
		"Bu başvuru birim adına NURAY IŞIK tarafından cevaplanmıştır.")
	b.get(page).shows(t, http.StatusConflict, "NURAY IŞIK tarafından cevaplanmıştır")
	s.signIn(userAKS).get(aksURL(no, "")).shows(t, http.StatusOK, "Okul temizlenecektir.", "Şükrü raporu.pdf", "NURAY IŞIK")

	// YT-02: the file is sent to those who may see its application, to nobody else.
	file := b.get("/dosya/" + id)
	if file.status != http.StatusOK || file.body != pdf || !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment") || file.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the file: %d %v", file.status, file.header)
	}
	for user, status := range map[int]int{userAKS: 200, userMIA: 200, userSaglik: 404, userCok: 404} {
		if a := s.signIn(user).get("/dosya/" + id); a.status != status {
			t.Errorf("the file for user %d: %d, want %d", user, a.status, status)
		}
	}
	b.get("/dosya/yok").shows(t, http.StatusNotFound, "Dosya bulunamadı.")
}

// YT-02: of a shared application a birim reads the applicant's files and its own answer's, not another birim's; an upload that
// is not attached yet is its uploader's alone.
func TestFilesOfOneApplication(t *testing.T) {
	s := newSite(t)
	y := dbtest.Yeni(1)
	y.Yukleyen = "taslak:test"
	up := func(owner string) string {
		id, err := s.store.AddUpload(t.Context(), owner, store.Yukleme{Ozet: strings.Repeat("ab", 32), Ad: "ek.pdf", Tur: "application/pdf", Boyut: 1})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	own := up(y.Yukleyen)
	y.Dosyas = []string{own}
	no := s.file(y)
	s.do(dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM, dbtest.BirimSaglik}})
	answers := up(store.Uploader(dbtest.YetkiliSag))
	s.do(dbtest.YetkiliSag, no, basvuru.Answer{Sira: 2, Sonuc: basvuru.Olumlu, Metin: "Ekte", Dosyas: []string{answers}})
	loose := up(store.Uploader(dbtest.YetkiliSag))
	for _, c := range []struct {
		actor basvuru.Actor
		id    string
		may   bool
	}{
		{dbtest.YetkiliMEM, own, true},
		{dbtest.YetkiliSag, own, true},
		{dbtest.AKS, own, true},
		{dbtest.MIA, own, true},
		{dbtest.YetkiliMEM, answers, false},
		{dbtest.YetkiliSag, answers, true},
		{dbtest.AKS, answers, true},
		{dbtest.YetkiliMEM, loose, false},
		{dbtest.YetkiliSag, loose, true},
		{dbtest.AKS, loose, false},
		{kural.Actor{Rol: kural.AKS, ID: 9, Il: 34}, own, false},
		{kural.Actor{Rol: kural.Isletmen, ID: 9}, own, false},
	} {
		_, err := s.store.ReadableDosya(t.Context(), c.actor, uuidOf(t, c.id))
		if may := err == nil; may != c.may || (err != nil && kural.KindOf(err) != kural.NotFound) {
			t.Errorf("%s %d: %v", c.actor.Rol, c.actor.ID, err)
		}
	}
}

// YT-08: return with a reason; it counts as answered.
func TestReturn(t *testing.T) {
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM)
	b := s.signIn(userMEM)
	b.post(birimURL(no, 1, "yetkisiz"), "neden", " ").shows(t, http.StatusUnprocessableEntity, "İade nedenini giriniz.")
	b.post(birimURL(no, 1, "yetkisiz"), "neden", "Belediyenin görevidir.").redirects(t, birimURL(no, 1, ""))
	b.get(birimURL(no, 1, "")).shows(t, http.StatusOK, "Belediyenin görevidir.", "Yetkisizlikle iade edildi")
	s.signIn(userAKS).get(aksURL(no, "")).shows(t, http.StatusOK, "Yetkisizlik gerekçesi", "Belediyenin görevidir.", "Başvuru İlgili Birimce Yetkisizlikle İade Edildi")
	b.post(birimURL(no, 1, "cevapla"), "metin", "Geç kalan cevap", "sonuc", "olumlu").shows(t, http.StatusConflict, "NURAY IŞIK", "Geç kalan cevap")
}
