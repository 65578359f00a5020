package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"acikkapi/internal/dbtest"
	"acikkapi/kart"
	"acikkapi/store"
)

// KB-01: a refusal wants a reason of the list of its kind, and keeps what was typed; after a decision the next free request opens by
// itself, with a word on what was done, and at the end the queue.
func TestKimlikDecides(t *testing.T) {
	b := newBuro(t)
	fatma, elif, can := b.asked("FATMA"), b.asked("ELİF"), b.asked("CAN")
	pinar, cenk := b.signIn(userKimlik), b.signIn(userKimlik2)
	long := strings.Repeat("ç", kart.MaxAciklama+1)
	for name, typed := range map[string][]string{
		"no reason": {"ret_aciklama", "Fotoğraf bulanık"}, "a reason of the other kind": {"ret_sebebi", b.sebep(store.TalepIptal), "ret_aciklama", "Fotoğraf bulanık"},
		"nonsense": {"ret_sebebi", "-7", "ret_aciklama", "Fotoğraf bulanık"},
	} {
		a := pinar.post(kimlikURL(fatma, 1, "reddet"), typed...)
		a.shows(t, http.StatusUnprocessableEntity, "ret_sebebi-error", "Fotoğraf bulanık</textarea>", `id="reddet" data-decide data-karar open`)
		if got := b.karar(fatma, 1); got != "-" {
			t.Errorf("%s: decided %s", name, got)
		}
	}
	pinar.post(kimlikURL(fatma, 1, "reddet"), "ret_sebebi", b.sebep(store.TalepKart), "ret_aciklama", long).shows(t, http.StatusUnprocessableEntity, "ret_aciklama-error", long)
	cenk.post(kimlikURL(elif, 1, "uzerime-al"), "islem", "al").redirects(t, kimlikURL(elif, 1, "")) // passed over
	pinar.post(kimlikURL(fatma, 1, "reddet"), "ret_sebebi", b.sebep(store.TalepKart), "ret_aciklama", "Fotoğraf bulanık").redirects(t, kimlikURL(can, 1, ""))
	pinar.get(kimlikURL(can, 1, "")).shows(t, http.StatusOK, "FATMA KAYA: Kart Talebi reddedildi. Sıradaki talep üzerinize alındı.", "Üzerinizde (")
	for range 2 { // pressed twice
		pinar.post(kimlikURL(can, 1, "onayla")).redirects(t, "/kimlik")
	}
	pinar.get("/kimlik").shows(t, http.StatusOK, "CAN KAYA: Kart Talebi onaylandı. Sırada boşta talep yok.", "Bugün sonuçlandırdığınız: 2")
	pinar.post("/kimlik/siradaki").redirects(t, "/kimlik")
	list := pinar.get(kimlikSonuc)
	list.shows(t, http.StatusOK, "Toplam 2 kayıttan 1-2 gösteriliyor.", "Onaylandı", "Reddedildi", b.scanText(`SELECT ad FROM ret_sebep WHERE id = $1`, b.sebep(store.TalepKart)))
	if strings.Index(list.body, "CAN KAYA") > strings.Index(list.body, "FATMA KAYA") {
		t.Error("the newest decision is not on top")
	}
	b.ask(userPersonel, fatma)
	pinar.get(kimlikURL(fatma, 2, "")).shows(t, http.StatusOK, "Diğer Talepler (1)", "1. talep: Kart Talebi", "Fotoğraf bulanık", "Kart Talebi: Reddedildi")
	cenk.post("/kimlik/siradaki", "no", fmt.Sprint(elif), "sira", "1").redirects(t, kimlikURL(fatma, 2, ""))
	pinar.get("/kimlik?alma=bos").shows(t, http.StatusOK, "ELİF KAYA") // given back
}

// KB-02: two who decide at once: one wins, the other is told who and what, and keeps what they have typed.
func TestTwoReviewersAtOnce(t *testing.T) {
	b := newBuro(t)
	pinar, cenk, sebep := b.signIn(userKimlik), b.signIn(userKimlik2), b.sebep(store.TalepKart)
	for n := range 5 {
		no := b.asked(fmt.Sprintf("ÇOCUK %d", n))
		x, y := both(func() answer { return pinar.post(kimlikURL(no, 1, "onayla")) },
			func() answer {
				return cenk.post(kimlikURL(no, 1, "reddet"), "ret_sebebi", sebep, "ret_aciklama", "Yazdıklarım")
			})
		oneWins(t, x, y, "bu talep siz incelerken değişti", " tarafından ")
		won := b.karar(no, 1)
		if won == "onay PINAR UÇAR" {
			y.shows(t, http.StatusConflict, "PINAR UÇAR tarafından", "onaylandı.")
		} else {
			x.shows(t, http.StatusConflict, "CENK ALTAY tarafından", "reddedildi.")
		}
		if n := b.scan(`SELECT count(*)::text FROM olay WHERE konu = 'kart' AND konu_no = $1 AND tip IN ('kart.onaylandi', 'kart.reddedildi')`, no); n != 1 {
			t.Errorf("%d decisions", n)
		}
	}
	no := b.asked("ÇİFT TIK")
	x, y := both(func() answer { return pinar.post(kimlikURL(no, 1, "onayla")) }, func() answer { return pinar.post(kimlikURL(no, 1, "onayla")) })
	x.redirects(t, "/kimlik")
	y.redirects(t, "/kimlik")
}

// KB-02: a request that a colleague has taken is not decided over their head: it is told who has it, what was typed stays, also when it is
// taken over, which is on record; the colleague's open page is told.
func TestKimlikTakes(t *testing.T) {
	b := newBuro(t)
	b.listening()
	no := b.asked("FATMA")
	pinar, cenk, sebep := b.signIn(userKimlik), b.signIn(userKimlik2), b.sebep(store.TalepKart)
	page, take, part := kimlikURL(no, 1, ""), kimlikURL(no, 1, "uzerime-al"), "/canli"+kimlikURL(no, 1, "parca")
	pinar.post(take, "islem", "al").redirects(t, page)
	open := pinar.get(page)
	open.shows(t, http.StatusOK, "Üzerinizde (", ">Bırak<")
	stream := pinar.events(between(t, open.body, `sse-connect="`, `"`))
	cenk.get(page).shows(t, http.StatusOK, "PINAR UÇAR üzerinde çalışıyor (", "Yine de devral")
	cenk.post(kimlikURL(no, 1, "onayla")).shows(t, http.StatusConflict, "PINAR UÇAR üzerinde çalışıyor (", "İşleminiz yapılmadı.", `href="#alma"`)
	typed := []string{"ret_sebebi", sebep, "ret_aciklama", "Yazdıklarım kalsın"}
	cenk.post(kimlikURL(no, 1, "reddet"), typed...).shows(t, http.StatusConflict, "PINAR UÇAR üzerinde çalışıyor (", "Yazdıklarım kalsın</textarea>", `value="`+sebep+`" selected`)
	cenk.post(take, "islem", "al").shows(t, http.StatusConflict, "PINAR UÇAR üzerinde çalışıyor (")
	cenk.post(take, append(typed, "islem", "devral")...).shows(t, http.StatusOK, "Üzerinizde (", "Yazdıklarım kalsın</textarea>")
	waitFor(t, stream, "the page of who had it")
	pinar.get(part).shows(t, http.StatusOK, "CENK ALTAY üzerinde çalışıyor (")
	if got := b.scanText(`SELECT ayrinti FROM erisim WHERE islem = 'Kart talebi devralındı'`); !strings.Contains(got, "PINAR UÇAR incelerken CENK ALTAY devraldı") {
		t.Errorf("on record: %s", got)
	}
	b.exec(`UPDATE kart_talep SET alma_bitis = now() + interval '3 minutes' WHERE kart_no = $1`, no)
	cenk.get(part).shows(t, http.StatusOK, "Süre dolmak üzere")
	if a := cenk.post(take, "islem", "surdur"); a.status != http.StatusNoContent {
		t.Errorf("going on: %d", a.status)
	}
	cenk.get(part).lacks(t, "Süre dolmak üzere")
	b.exec(`UPDATE kart_talep SET alma_bitis = now() - interval '1 second' WHERE kart_no = $1`, no)
	pinar.get(part).shows(t, http.StatusOK, "Şu anda kimse incelemiyor.")
	pinar.post(kimlikURL(no, 1, "onayla")).redirects(t, "/kimlik")
	cenk.get(part).shows(t, http.StatusOK, "data-bitti", "PINAR UÇAR tarafından", "onaylandı.")
	cenk.get(part).lacks(t, "Evet, onayla", "Üzerime Al")
	cenk.post(take, "islem", "devral").shows(t, http.StatusConflict, "PINAR UÇAR tarafından")
}

// KB-02: what is decided and asked anew while its page is open is told, and the old page decides nothing of the new request.
func TestKimlikAskedAnew(t *testing.T) {
	b := newBuro(t)
	no := b.asked("FATMA")
	pinar, cenk := b.signIn(userKimlik), b.signIn(userKimlik2)
	pinar.get(kimlikURL(no, 1, "")).shows(t, http.StatusOK, "Evet, onayla")
	cenk.post(kimlikURL(no, 1, "reddet"), "ret_sebebi", b.sebep(store.TalepKart)).redirects(t, "/kimlik")
	b.ask(userPersonel, no)
	pinar.get("/canli"+kimlikURL(no, 1, "parca")).shows(t, http.StatusOK, "data-bitti", "CENK ALTAY tarafından", "yeni bir talepte bulundu", `href="`+kimlikURL(no, 2, "")+`"`)
	pinar.post(kimlikURL(no, 1, "onayla")).shows(t, http.StatusConflict, "bu talep siz incelerken değişti", "CENK ALTAY tarafından")
	if got := b.karar(no, 2); got != "-" {
		t.Errorf("the new request: %s", got)
	}
	pinar.post(kimlikURL(no, 2, "onayla")).redirects(t, "/kimlik")
}

// KI-03, KI-02: but for a lost card, a cancellation is approved only after the card's arrival is recorded; “Sıradaki” passes it over till
// then; the papers of a lost one stand beside the card's photo.
func TestKimlikCancels(t *testing.T) {
	b := newBuro(t)
	pinar, no := b.signIn(userKimlik), b.asked("FATMA")
	pinar.post(kimlikURL(no, 1, "onayla")).redirects(t, "/kimlik")
	dbtest.Gonder(t, b.store, dbtest.Hesap(t, b.store, "kimlik.bir"), no)
	b.arrive(userPersonel, no, kart.RequestCancel{Neden: kart.FotografDegisikligi})
	page := kimlikURL(no, 2, "")
	pinar.get("/kimlik").shows(t, http.StatusOK, "Kart bekleniyor", "Fotoğraf Değişikliği", "Kart İptal Talebi")
	pinar.post("/kimlik/siradaki").redirects(t, "/kimlik")
	open := pinar.get(page)
	open.shows(t, http.StatusOK, kart.TeslimUyarisi, "Kart teslim alınmadan iptal talebi onaylanamaz", "1. talepte yüklenen fotoğraf", ">Kart Teslim Alındı<")
	open.lacks(t, "Evet, onayla")
	pinar.post(kimlikURL(no, 2, "onayla")).shows(t, http.StatusConflict, "Kart teslim alınmadan iptal talebi onaylanamaz")
	pinar.post(kimlikURL(no, 2, "teslim")).redirects(t, page)
	pinar.get(page).shows(t, http.StatusOK, "Kartın teslim alındığı kaydedildi", "Kart teslim alındı:", "Evet, onayla")
	pinar.post(kimlikURL(no, 2, "teslim")).shows(t, http.StatusConflict, "zaten kaydedilmiş")
	pinar.post(kimlikURL(no, 2, "onayla")).redirects(t, "/kimlik")

	lost := b.asked("ELİF")
	pinar.post(kimlikURL(lost, 1, "onayla")).redirects(t, "/kimlik")
	form := b.evrak(userPersonel, lost, kart.KayipFormu, "form.pdf", []byte(pdf))
	yazi := b.evrak(userPersonel, lost, kart.BildirimYazisi, "yazı.jpg", goodPhoto(t))
	b.arrive(userPersonel, lost, kart.RequestCancel{Neden: kart.KayipCalinti, KayipFormu: form, BildirimYazisi: yazi})
	pinar.post("/kimlik/siradaki").redirects(t, kimlikURL(lost, 2, ""))
	pinar.get(kimlikURL(lost, 2, "")).shows(t, http.StatusOK, form, yazi, "Kayıp/Çalıntı", "Emniyet/Jandarma Bildirim Yazısı", "Evet, onayla")
	pinar.post(kimlikURL(lost, 2, "teslim")).shows(t, http.StatusConflict, "teslim alınmaz")
	pinar.post(kimlikURL(lost, 2, "reddet"), "ret_sebebi", b.sebep(store.TalepIptal)).redirects(t, "/kimlik")
	if got := b.scanText(`SELECT durum FROM kart WHERE no = $1`, lost); got != string(kart.IptalReddedildi) {
		t.Errorf("the card is %s", got)
	}
}

// KB-02: nobody decides about their own relatives; the page says so before.
func TestKimlikOwnRelative(t *testing.T) {
	b := newBuro(t)
	no := b.kart(userKimlik, "EŞİM", "UÇAR")
	b.ask(userKimlik, no)
	pinar := b.signIn(userKimlik)
	pinar.get("/kimlik").shows(t, http.StatusOK, "Kendi yakınınız")
	own := pinar.get(kimlikURL(no, 1, ""))
	own.shows(t, http.StatusOK, "Bu talep kendi yakınınız içindir")
	own.lacks(t, "Evet, onayla", "Talebi reddet", ">Üzerime Al<")
	for action, typed := range map[string][]string{"onayla": nil, "reddet": {"ret_sebebi", b.sebep(store.TalepKart)}, "uzerime-al": {"islem", "al"}} {
		pinar.post(kimlikURL(no, 1, action), typed...).shows(t, http.StatusForbidden, "Kendi yakınınızın talebini sonuçlandıramazsınız.")
	}
	pinar.post("/kimlik/siradaki").redirects(t, "/kimlik")
	b.signIn(userKimlik2).post(kimlikURL(no, 1, "onayla")).redirects(t, "/kimlik")
}

// UI-03: a refusal typed for longer than the session lasted stands in its form again.
func TestKimlikRefusalOutlivesTheSession(t *testing.T) {
	b := newBuro(t)
	pinar, no, sebep := b.signIn(userKimlik), b.asked("FATMA"), b.sebep(store.TalepKart)
	page := kimlikURL(no, 1, "reddet")
	b.expire()
	lost := pinar.post(page, "ret_sebebi", sebep, "ret_aciklama", "Uzun uzun yazdım")
	lost.redirects(t, "/e-icisleri")
	pinar.get(lost.to).shows(t, http.StatusOK, "Oturumunuz sona erdi")
	b.again(pinar, userKimlik, page)
	pinar.get(page).shows(t, http.StatusOK, "Yazdıklarınız geri getirildi", "Uzun uzun yazdım</textarea>", `value="`+sebep+`" selected`)
	pinar.post(page, "ret_sebebi", sebep, "ret_aciklama", "Uzun uzun yazdım").redirects(t, "/kimlik")
}

// KB-02: of two reviewers of one name only who has decided is told that it is done.
func TestReviewersOfOneName(t *testing.T) {
	b := newBuro(t)
	b.exec(`UPDATE kullanici SET ad = 'PINAR', soyad = 'UÇAR' WHERE id = $1`, b.user(userKimlik2))
	pinar, namesake, no := b.signIn(userKimlik), b.signIn(userKimlik2), b.asked("FATMA")
	pinar.post(kimlikURL(no, 1, "onayla")).redirects(t, "/kimlik")
	namesake.post(kimlikURL(no, 1, "onayla")).shows(t, http.StatusConflict, "İşleminiz yapılmadı")
	pinar.post(kimlikURL(no, 1, "onayla")).redirects(t, "/kimlik")
}

// KI-03: a cancellation of what was never printed waits for no card, and the page says why; of what lies in a batch it says that it may have
// been printed; once it is recorded as printed, the card is wanted again, whatever the page showed.
func TestKimlikCancelsUnprinted(t *testing.T) {
	b := newBuro(t)
	pinar, bir := b.signIn(userKimlik), dbtest.Hesap(t, b.store, "kimlik.bir")
	const soz, parti = "Kart henüz basılmadı: “Kart Teslim Alındı” kaydı aranmaz", "Kart bir basım partisinde bekliyor"
	asked := func(ad string, cmds ...kart.Command) int64 {
		no := b.asked(ad)
		for _, cmd := range append([]kart.Command{kart.Approve{Talep: 1}}, cmds...) {
			if _, err := b.store.DoKart(t.Context(), bir, no, cmd); err != nil {
				t.Fatal(err)
			}
		}
		b.arrive(userPersonel, no, kart.RequestCancel{Neden: kart.Diger})
		return no
	}
	waits, inBatch := asked("FATMA"), asked("ELİF", kart.TakeToPrint{Talep: 1})
	pinar.get("/kimlik").lacks(t, "Kart bekleniyor</strong>")
	open := pinar.get(kimlikURL(waits, 2, ""))
	open.shows(t, http.StatusOK, soz, "Evet, onayla")
	open.lacks(t, parti, kart.TeslimUyarisi, ">Kart Teslim Alındı<")
	pinar.get(kimlikURL(inBatch, 2, "")).shows(t, http.StatusOK, soz, parti, "Evet, onayla", ">Kart Teslim Alındı<")
	if _, err := b.store.DoKart(t.Context(), bir, inBatch, kart.Printed{Talep: 1}); err != nil {
		t.Fatal(err)
	}
	pinar.post(kimlikURL(inBatch, 2, "onayla")).shows(t, http.StatusConflict, "Kart teslim alınmadan iptal talebi onaylanamaz", "Kimlik Bürosundadır")
	pinar.post(kimlikURL(waits, 2, "onayla"))
	if got := b.karar(waits, 2) + b.karar(inBatch, 2); got != "onay PINAR UÇAR-" {
		t.Errorf("decided: %q", got)
	}
	pinar.get("/kimlik/basim").shows(t, http.StatusOK, "Basım bekleyen kart yok.")
}
