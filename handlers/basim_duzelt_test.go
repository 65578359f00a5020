package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"acikkapi/internal/dbtest"
	"acikkapi/store"
)

// KB-03: a step recorded by mistake is taken back with a reason, once however often the form is sent; the staff member reads it. What is
// missing is told at its field, and what was typed stays, when a colleague was faster, too.
func TestPrintIsPutRight(t *testing.T) {
	t.Parallel()
	s := newBasimSite(t, 2)
	b, cenk := s.signIn(userKimlik), s.signIn(userKimlik2)
	b.post("/kimlik/basim", "adet", "2").redirects(t, "/kimlik/basim/1")
	one := fmt.Sprint(s.nos[0])
	page := "/kimlik/basim/1/kart/" + one
	b.get("/kimlik/basim/1").lacks(t, ">Düzelt<")
	b.get(page).shows(t, http.StatusOK, "şu anda düzeltilecek bir adım yok")
	b.post("/kimlik/basim/1/basildi", "kart", one).redirects(t, "/kimlik/basim/1")
	b.post("/kimlik/basim/1/gonderildi", "kart", one, "aciklama", "Kargo 7").redirects(t, "/kimlik/basim/1")
	b.get("/kimlik/basim/1").shows(t, http.StatusOK, `href="`+page+`"`)
	open := b.get(page)
	open.shows(t, http.StatusOK, "“Gönderildi” kaydını geri al", "Yeniden bas", dbtest.YakinTCKN(1).Masked())
	open.lacks(t, string(dbtest.YakinTCKN(1)))
	form := []string{"anahtar", between(t, open.body, `name="anahtar" value="`, `"`), "talep", "1", "asama", "gonderildi"}
	b.post(page, form...).shows(t, http.StatusUnprocessableEntity, `id="duzeltme-error"`, `id="neden-error"`)
	b.post(page, append(form, "duzeltme", "geri_al", "neden", " ")...).shows(t, http.StatusUnprocessableEntity, `id="neden-error"`, `value="geri_al" checked`)
	full := append(form, "duzeltme", "geri_al", "neden", "Yanlış <b>parti</b>")
	for range 2 { // the same form again is the same act
		b.post(page, full...).redirects(t, "/kimlik/basim/1")
		b.get("/kimlik/basim/1").shows(t, http.StatusOK, "“Gönderildi” kaydı geri alındı.", "1 gönderilecek")
	}
	cenk.post(page, "talep", "1", "asama", "gonderildi", "duzeltme", "geri_al", "neden", "Uzun uzun yazdım").
		shows(t, http.StatusConflict, "Son işlem: ““Kart Gönderildi” Kaydı Geri Alındı”", "Uzun uzun yazdım</textarea>", "“Basıldı” kaydını geri al", `value="basildi"`)
	k, err := s.store.KartDetay(t.Context(), store.KartActor(s.hasan), s.nos[0])
	if err != nil {
		t.Fatal(err)
	}
	if last := k.Hareketler[len(k.Hareketler)-1]; last.Durum != "“Kart Gönderildi” Kaydı Geri Alındı" || last.Aciklama != "Yanlış <b>parti</b>" {
		t.Errorf("the staff member reads %+v", last)
	}
	for _, path := range []string{"/kimlik/basim/1/kart/999999", "/kimlik/basim/9/kart/" + one, "/kimlik/basim/1/kart/99999999999999999999"} {
		b.get(path).shows(t, http.StatusNotFound)
	}
	for _, user := range []int{userPersonel, userIsletmen} {
		s.signIn(user).post(page, full...).shows(t, http.StatusForbidden)
	}
}

// UI-03: a reason typed for longer than the session lasted stands in its form again.
func TestPrintCorrectionOutlivesTheSession(t *testing.T) {
	t.Parallel()
	s := newBasimSite(t, 1)
	b := s.signIn(userKimlik)
	b.post("/kimlik/basim", "adet", "1").redirects(t, "/kimlik/basim/1")
	one := fmt.Sprint(s.nos[0])
	page := "/kimlik/basim/1/kart/" + one
	b.post("/kimlik/basim/1/basildi", "kart", one)
	s.expire()
	lost := b.post(page, "talep", "1", "asama", "basildi", "duzeltme", "yeniden", "neden", "Uzun uzun yazdım")
	lost.redirects(t, "/e-icisleri")
	b.get(lost.to).shows(t, http.StatusOK, "Oturumunuz sona erdi")
	s.again(b, userKimlik, page)
	b.get(page).shows(t, http.StatusOK, "Yazdıklarınız geri getirildi", "Uzun uzun yazdım</textarea>", `value="yeniden" checked`)
}

// KB-03: a spoilt print waits for the printer again, marked; its batch tells it and its workbook has it no more, the next one's has it with a
// note; the staff member reads that it is printed again.
func TestPrintAgain(t *testing.T) {
	t.Parallel()
	s := newBasimSite(t, 2)
	b := s.signIn(userKimlik)
	b.post("/kimlik/basim", "adet", "2").redirects(t, "/kimlik/basim/1")
	one := fmt.Sprint(s.nos[0])
	b.post("/kimlik/basim/1/basildi", "kart", one, "kart", fmt.Sprint(s.nos[1])).redirects(t, "/kimlik/basim/1")
	b.post("/kimlik/basim/1/kart/"+one, "talep", "1", "asama", "basildi", "duzeltme", "yeniden", "neden", "Baskı kaydı").redirects(t, "/kimlik/basim/1")
	b.get("/kimlik/basim/1").shows(t, http.StatusOK, "bozuk olarak kaydedildi.", "1 yeniden basım", "Yeniden Basıma Alınan Kartlar (1)", "Baskı kaydı", "Partideki Kartlar (1)")
	b.get("/kimlik/basim/1/kart/"+one).shows(t, http.StatusOK, "şu anda düzeltilecek bir adım yok", "Bu partideki basımı bozuk olarak kaydedildi: Baskı kaydı")
	b.get("/kimlik/basim/bekleyen").shows(t, http.StatusOK, "Yeniden basım", "Baskı kaydı", "ÇOCUK 1 KAYA")
	b.post("/kimlik/basim", "adet", "9").redirects(t, "/kimlik/basim/2")
	b.get("/kimlik/basim/2").shows(t, http.StatusOK, "Partideki Kartlar (1)", "Yeniden basım")
	s.wantRows(b, 1, "ÇOCUK 2", "")
	s.wantRows(b, 2, "ÇOCUK 1", "Yeniden basım")
	s.signIn(userPersonel).get("/kart/"+one).shows(t, http.StatusOK, "Kart yeniden basılacak ve tarafınıza gönderilecektir.", "Kart Yeniden Basılacak", "Baskı kaydı")
}

// wantRows wants the workbook of the batch no to have one card, of that name and with that note.
func (s *basimSite) wantRows(b *browser, no int, ad, not string) {
	s.t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(b.post(fmt.Sprintf("/kimlik/basim/%d/excel", no)).body))
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Basım")
	if err != nil || len(rows) != 2 || rows[1][4] != ad || strings.Join(rows[1][9:], "") != not {
		s.t.Errorf("batch %d: %q, %v", no, rows, err)
	}
}
