package handlers

import (
	"net/http"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
)

// atMIA is an application that waits for the MİA, with one routing answered and one open.
func (s *site) atMIA(n int) int64 {
	no := s.routed(n, dbtest.BirimMEM, dbtest.BirimSaglik)
	s.do(dbtest.YetkiliMEM, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "İlk turun cevabı"})
	s.do(dbtest.AKS, no, basvuru.SendToMIA{Aciklama: "Görüşünüze arz ederim."})
	return no
}

// MI-02: all of the il is seen, what waits stands on top, and only that can be acted upon.
func TestMIAList(t *testing.T) {
	s := newSite(t)
	waiting := s.atMIA(1)
	other := dbtest.File(t, s.store, 2)
	b := s.signIn(userMIA)
	list := b.get("/mia")
	list.shows(t, http.StatusOK, "Onayınızı Bekleyen Başvurular (1)", "Toplam 2 kayıttan 1-2 gösteriliyor.", miaURL(other, ""), miaURL(waiting, "cevapla"), miaURL(waiting, "geri-al"), "Görüntüle")
	list.lacks(t, miaURL(other, "cevapla"), miaURL(other, "geri-al"))
	if strings.Index(list.body, miaURL(waiting, "")) > strings.Index(list.body, miaURL(other, "")) {
		t.Error("what waits does not stand on top")
	}
	later := s.atMIA(3)
	if two := b.get("/mia").body; strings.Index(two, miaURL(waiting, "cevapla")) > strings.Index(two, miaURL(later, "cevapla")) {
		t.Error("who has waited longest does not stand on top")
	}
	s.do(dbtest.MIA, later, basvuru.AnswerMIA{Sonuc: basvuru.Olumlu, Metin: "Uygundur."})
	filtered := b.get("/mia?durum=mia_onayinda")
	filtered.shows(t, http.StatusOK, "Toplam 1 kayıttan 1-1 gösteriliyor.")
	filtered.lacks(t, "Onayınızı Bekleyen")
	b.post("/mia", "tckn", "1").shows(t, http.StatusUnprocessableEntity, "11 rakamdan oluşmalıdır")
	b.get(miaURL(other, "")).shows(t, http.StatusOK, "Başvuru Özeti", "Başvuru Açık Kapı Birim Havuzunda")
	for _, action := range []string{"cevapla", "geri-al"} {
		b.get(miaURL(other, action)).shows(t, http.StatusConflict, "durumundayken bu işlem yapılamaz")
		b.post(miaURL(other, action), "metin", "Metnim", "sonuc", "olumlu", "aciklama", "Metnim").shows(t, http.StatusConflict, "Metnim")
	}
}

// MI-03: three outcomes, a text, files; back at the desk.
func TestMIAAnswer(t *testing.T) {
	s := newSite(t)
	no := s.atMIA(1)
	b := s.signIn(userMIA)
	page := miaURL(no, "cevapla")
	b.get(page).shows(t, http.StatusOK, "Cevap Tipi", "Kısmen Olumlu Kısmen Olumsuz", "Görüşünüze arz ederim.")
	b.post(page, "metin", "Uygundur").shows(t, http.StatusUnprocessableEntity, "Cevap tipini seçiniz.", "Uygundur")
	id := ekOf(t, b.upload(page, "onay.pdf", pdf, "islem", "dosya-ekle").body)
	b.post(page, "ek", id, "metin", "Uygundur.", "sonuc", "kismen").redirects(t, miaURL(no, ""))
	b.get(miaURL(no, "")).shows(t, http.StatusOK, "Başvuru Mülki İdare Amirinden Cevap Dönüldü")
	s.signIn(userAKS).get(aksURL(no, "")).shows(t, http.StatusOK, "Mülki İdare Amirinin Cevabı: Kısmen Olumlu Kısmen Olumsuz", "Uygundur.", "onay.pdf")
	b.post(page, "metin", "İkinci", "sonuc", "olumlu").shows(t, http.StatusConflict, "İkinci")
}

// MI-04: a new round; the open routing leaves the birim's inbox, the earlier round is folded for desk and MİA and counts no more.
func TestReset(t *testing.T) {
	s := newSite(t)
	no := s.atMIA(1)
	b, saglik := s.signIn(userMIA), s.signIn(userSaglik)
	saglik.get("/birim/basvuru").shows(t, http.StatusOK, birimURL(no, 2, ""))
	b.post(miaURL(no, "geri-al"), "aciklama", "").shows(t, http.StatusUnprocessableEntity, "Geri gönderme açıklamasını giriniz.")
	b.post(miaURL(no, "geri-al"), "aciklama", "Yanlış birime yönlendirilmiş.").redirects(t, miaURL(no, ""))
	for _, page := range []answer{b.get(miaURL(no, "")), s.signIn(userAKS).get(aksURL(no, ""))} {
		page.shows(t, http.StatusOK, "Başvuru Açık Kapı Birim Havuzunda", "Geri alınan işlemler: 1. tur", "İlk turun cevabı",
			"Başvuru Mülki İdare Amirince Geri Alındı", "Yanlış birime yönlendirilmiş.")
		page.lacks(t, "Yönlendirmeler ve Cevaplar")
	}
	saglik.get("/birim/basvuru").lacks(t, birimURL(no, 2, ""))
	saglik.get(birimURL(no, 2, "")).shows(t, http.StatusNotFound)
	saglik.post(birimURL(no, 2, "cevapla"), "metin", "Geç", "sonuc", "olumlu").shows(t, http.StatusNotFound)
	s.signIn(userAKS).get(aksURL(no, "kapat")).shows(t, http.StatusOK, "İşlemi Kapat") // the first round owes nothing any more
}

// MI-04: the MİA takes everything back while a birim sends its answer: one of the two happens. Either the answer stands in the round that
// was set back, or it is refused with all that was typed; it never reaches the new round.
func TestResetAgainstAnswer(t *testing.T) {
	s := newSite(t)
	gov, unit := s.signIn(userMIA), s.signIn(userMEM)
	refused := 0
	for n := range 6 {
		no := s.routed(n, dbtest.BirimMEM)
		s.do(dbtest.AKS, no, basvuru.SendToMIA{})
		reset, sent := both(
			func() answer { return gov.post(miaURL(no, "geri-al"), "aciklama", "Yanlış birim") },
			func() answer {
				return unit.post(birimURL(no, 1, "cevapla"), "metin", "Uzun uzun yazdım", "sonuc", "olumlu")
			})
		reset.redirects(t, miaURL(no, ""))
		given := s.scan(`SELECT count(*)::text FROM cevap WHERE basvuru_no = $1`, no)
		switch sent.status {
		case http.StatusSeeOther:
			if given != 1 || s.scan(`SELECT tur::text FROM cevap WHERE basvuru_no = $1`, no) != 1 {
				t.Errorf("%d answers", given)
			}
		case http.StatusNotFound, http.StatusConflict:
			refused++
			if sent.shows(t, sent.status, "Uzun uzun yazdım"); given != 0 {
				t.Error("refused, and stored")
			}
		default:
			t.Errorf("%d\n%s", sent.status, sent.body)
		}
		if s.scanText(`SELECT durum || tur FROM basvuru WHERE no = $1`, no) != "havuzda2" || s.scan(`SELECT count(*)::text FROM yonlendirme y JOIN basvuru b ON b.no = y.basvuru_no AND b.tur = y.tur WHERE no = $1`, no) != 0 {
			t.Error("the new round does not begin empty")
		}
		unit.get("/birim/basvuru").lacks(t, birimURL(no, 1, ""))
		unit.post(birimURL(no, 1, "uzerime-al"), "islem", "al").shows(t, http.StatusNotFound)
	}
	t.Logf("%d of 6 answers came too late", refused)
}

// MI-04, UI-04: what the MİA takes back leaves the birim's open list by itself; its own page makes way, the answer's page says so and
// keeps what is typed.
func TestResetLeavesOpenPages(t *testing.T) {
	s := newSite(t)
	s.listening()
	no := s.atMIA(1)
	unit := s.signIn(userSaglik)
	page := unit.get(birimURL(no, 2, ""))
	list, own := unit.events("/canli/birim?son="+changedAt(s.browserTime()).ID), unit.events(between(t, page.body, `sse-connect="`, `"`))
	s.signIn(userMIA).post(miaURL(no, "geri-al"), "aciklama", "Yanlış birim").redirects(t, miaURL(no, ""))
	waitFor(t, list, "the list")
	waitFor(t, own, "the application's page")
	unit.get("/canli/birim/basvuru").lacks(t, birimURL(no, 2, ""))
	gone := unit.get("/canli" + birimURL(no, 2, "") + "/parca")
	if gone.status != http.StatusNotFound || gone.header.Get("HX-Redirect") != "/birim/basvuru?kalkti="+dbtestNo(no) {
		t.Errorf("the page stays: %d %v", gone.status, gone.header)
	}
	unit.get(gone.header.Get("HX-Redirect")).shows(t, http.StatusOK, dbtestNo(no)+" no&#39;lu başvuru artık birim listenizde değil")
	unit.get("/canli"+birimURL(no, 2, "")+"/alma").shows(t, http.StatusOK, "Bu yönlendirme geri çekilmiştir; cevap gönderilemez.")
}
