package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
)

// AK-06: “Önizle” shows the whole letter and the SMS as they will be sent, keeps everything, and closes nothing.
func TestClosePreview(t *testing.T) {
	s := newSite(t)
	b := s.signIn(userAKS)
	no := s.answered(1)
	page := aksURL(no, "kapat")
	a := b.post(page, "islem", "onizle", "sonuc", "kismen", "metin", "Birinci satır\n<b>İkinci</b> satır")
	a.shows(t, http.StatusOK, "İşlemi Kapat: Önizleme", "Vatandaşın göreceği cevap", "Sayın AYŞE DEMİR;", "Birinci satır\n&lt;b&gt;İkinci&lt;/b&gt; satır</p>",
		"teşekkür eder, iyi günler dileriz.", "ANKARA VALİLİĞİ", fmt.Sprintf("%d numaralı başvurunuz sonuçlanmıştır: Başvuru Kısmen Olumlu Kısmen Olumsuz Kapatıldı.", no),
		"Bu kısa mesaj 2 parça olarak gönderilir.", "Başvuru henüz kapatılmadı.", "satır</textarea>", `value="kismen" checked`, "İşlemi Kapat</button>")
	b.post(page, "islem", "onizle", "sonuc", "belki", "metin", "Cevabım"). // the letter can be seen before the outcome is chosen
										shows(t, http.StatusUnprocessableEntity, "Başvurunun sonucunu seçiniz.", "Vatandaşın göreceği cevap", "başvuru sonucu seçilince burada görünür")
	none := b.post(page, "islem", "onizle", "metin", " ")
	none.shows(t, http.StatusUnprocessableEntity, "Başvurunun sonucunu seçiniz.", "Vatandaşa verilecek cevabı giriniz.")
	none.lacks(t, "Vatandaşın göreceği cevap")
	b.post(page, "islem", "onizle", "sonuc", "olumlu", "metin", strings.Repeat("ş", 4001)).shows(t, http.StatusUnprocessableEntity, "4001 karakter yazdınız")
	if durum := s.scanText(`SELECT durum FROM basvuru WHERE no = $1`, no); durum != string(basvuru.Cevaplandi) {
		t.Errorf("the preview left it %s", durum)
	}
	b.post(page, "sonuc", "kismen", "metin", "x").redirects(t, aksURL(no, ""))
	late := b.post(page, "islem", "onizle", "sonuc", "olumlu", "metin", "Geç kaldım") // AK-08
	late.shows(t, http.StatusConflict, "Kapatılan başvuru üzerinde", "Geç kaldım")
	late.lacks(t, "Vatandaşın göreceği cevap")
}

// AK-06, G-06: a wrong outcome and a wrong text are told together, each at its field; a crafted outcome closes nothing.
func TestCloseRefusesEachField(t *testing.T) {
	s := newSite(t)
	b := s.signIn(userAKS)
	no := s.answered(1)
	page := aksURL(no, "kapat")
	b.post(page).shows(t, http.StatusUnprocessableEntity, `id="sonuc-error"`, `id="metin-error"`)
	b.post(page, "metin", "Cevabım").shows(t, http.StatusUnprocessableEntity, `id="sonuc-error"`, "Cevabım")
	b.post(page, "sonuc", "olumlu").shows(t, http.StatusUnprocessableEntity, `id="metin-error"`, `value="olumlu" checked`)
	for _, crafted := range []string{"kapali_olumlu", "OLUMLU", "olumlu ", "1"} {
		b.post(page, "sonuc", crafted, "metin", "x").shows(t, http.StatusUnprocessableEntity, "Başvurunun sonucunu seçiniz.")
	}
	if durum := s.scanText(`SELECT durum FROM basvuru WHERE no = $1`, no); durum != string(basvuru.Cevaplandi) {
		t.Errorf("it became %s", durum)
	}
	owing := s.routed(3, dbtest.BirimMEM) // AK-07, for the preview too
	b.post(aksURL(owing, "kapat"), "islem", "onizle", "sonuc", "olumlu", "metin", "Erken").
		shows(t, http.StatusConflict, "cevabı beklenen birimler: "+dbtest.BirimMEM.Ad, "Erken")
	mia := s.answered(2)
	s.do(dbtest.AKS, mia, basvuru.SendToMIA{})
	b.post(aksURL(mia, "kapat"), "sonuc", "olumlu", "metin", "Erken").shows(t, http.StatusConflict, basvuru.MIAOnayinda.Label(), "Erken")
}

// AK-08: two at the desk close at the same moment: one letter goes out, the other is told and keeps what was typed.
func TestTwoCloseAtOnce(t *testing.T) {
	s := newSite(t)
	one, two := s.signIn(userAKS), s.signIn(userAKS)
	for n := range 3 {
		no := s.answered(n)
		page := aksURL(no, "kapat")
		a, b := both(
			func() answer { return one.post(page, "metin", "Uzun uzun yazdım", "sonuc", "olumlu") },
			func() answer { return two.post(page, "metin", "Uzun uzun yazdım", "sonuc", "olumsuz") })
		oneWins(t, a, b, "Kapatılan başvuru üzerinde tekrar bir işlem yapılamaz.", "Uzun uzun yazdım", "Yazdıklarınız aşağıda duruyor")
		if n := s.scan(`SELECT count(*)::text FROM cevap WHERE basvuru_no = $1 AND kaynak = 'kapanis'`, no); n != 1 {
			t.Errorf("%d letters", n)
		}
	}
}

// AK-06, VB-07: a citizen without a mobile gets no SMS, and the desk is told so before and after; without a name (AK-01) the letter
// addresses a citizen.
func TestCloseWithoutMobileOrName(t *testing.T) {
	s := newSite(t)
	b := s.signIn(userAKS)
	y := dbtest.Yeni(1)
	y.Kanal, y.Iletisim = basvuru.KanalAKS, basvuru.Iletisim{Ev: "+903120000001"}
	y.Kisi = basvuru.Kisi{TCKN: y.Kisi.TCKN}
	y.Kimlik = basvuru.KimlikBekliyor
	no := s.file(y)
	page := aksURL(no, "kapat")
	a := b.post(page, "islem", "onizle", "sonuc", "olumlu", "metin", "Cevabım")
	a.shows(t, http.StatusOK, "Sayın vatandaşımız;", "cep telefonu bulunmadığından kısa mesaj gönderilemeyecektir.")
	b.post(page, "sonuc", "olumlu", "metin", "Cevabım").redirects(t, aksURL(no, ""))
	b.get(aksURL(no, "")).shows(t, http.StatusOK, "cep telefonu bulunmadığından kısa mesaj gönderilemeyecektir.")
}
