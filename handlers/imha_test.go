package handlers

import (
	"net/http"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/tohum"
	"acikkapi/internal/yetki"
)

// ikinciYonetici is another Proje Yöneticisi, signed in.
func (s *site) ikinciYonetici() *browser {
	s.t.Helper()
	const hesap = "ikinci.yonetici"
	_, err := s.store.DefineHesap(s.t.Context(), kural.Actor{Rol: kural.ProjeYonetici, Ad: "komut satırı"}, yetki.Hesap{
		Tip: yetki.ProjeYoneticisi, TCKN: basvuru.MakeTCKN("777000111"), Ad: "KEMAL", Soyad: "IŞIK", KullaniciAdi: hesap, Moduls: []yetki.Modul{yetki.ModulTanim},
	}, s.scanText(`SELECT parola FROM kullanici WHERE kullanici_adi = $1`, tohum.Demo()[userYonetici].Hesap))
	if err != nil {
		s.t.Fatal(err)
	}
	s.exec(`UPDATE kullanici SET parola_gecici = false WHERE kullanici_adi = $1`, hesap)
	b := s.browser()
	b.post("/e-icisleri/giris", "kullanici_adi", hesap, "parola", tohum.DemoParola)
	return b
}

// SC-06: from the due application to the record of its disposal, by the pages: one hands in, cannot approve by a crafted post either, another does; the desk's pages, report and
// Excel show that the data are gone, and whoever follows the application finds none.
func TestDisposalPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ctx := t.Context()
	var nos []int64
	for i := range 2 {
		no := s.routed(i+1, dbtest.BirimMEM)
		s.do(dbtest.YetkiliMEM, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Birimin sözleri"})
		s.do(kural.Pipeline("toplama"), no, basvuru.Collect{})
		s.do(dbtest.AKS, no, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Sonuç"})
		nos = append(nos, no)
	}
	s.exec(`UPDATE basvuru SET olusturma = olusturma - interval '6 years', son_islem = son_islem - interval '6 years'`)
	if n, err := s.store.ImhaTuru(ctx); n != 2 || err != nil {
		t.Fatalf("%d items: %v", n, err)
	}
	a, b := s.signIn(userYonetici), s.ikinciYonetici()
	a.get("/yetki/tanim").shows(t, http.StatusOK, `href="/yetki/imha"`)
	at := imhaURL(1)
	a.get(yolImha).shows(t, http.StatusOK, "İncelemede", `href="`+at+`"`)
	page := a.get(at)
	page.shows(t, http.StatusOK, "Onaya Sun", "ANKARA", "Toplam 2 kayıttan 1-2 gösteriliyor.", "Yasal saklama")
	a.post(at, "islem", imhaSun).shows(t, http.StatusUnprocessableEntity, "Eksik form")
	a.post(at, "islem", "sil", "surum", surumOf(t, page)).shows(t, http.StatusUnprocessableEntity, "seçiniz")

	a.get(yolSaklama+"?no="+dbtestNo(nos[1])).shows(t, http.StatusOK, `value="`+dbtestNo(nos[1])+`"`)
	a.post(yolSaklama, "no", "x", "neden", "Dava").shows(t, http.StatusUnprocessableEntity, `id="no-error"`, ">Dava<")
	a.post(yolSaklama, "no", dbtestNo(nos[1]), "neden", "2026/12 esas").redirects(t, yolSaklama)
	hold := a.get(yolSaklama)
	hold.shows(t, http.StatusOK, "2026/12 esas", "Saklanıyor")
	a.get(at).shows(t, http.StatusOK, "Listeden çıkarıldı", "1 bekleyen, 0 imha edilen, 1 çıkarılan")
	a.post(at, "islem", imhaSun, "surum", surumOf(t, page)).redirects(t, at)
	page = a.get(at)
	page.shows(t, http.StatusOK, "siz sundunuz", "Onaya sunuldu")
	page.lacks(t, "Onayla ve İmha Et")
	a.post(at, "islem", imhaOnay, "surum", surumOf(t, b.get(at))).shows(t, http.StatusForbidden, "siz onaylayamazsınız") // crafted
	b.post(at, "islem", imhaIade, "surum", surumOf(t, b.get(at))).shows(t, http.StatusUnprocessableEntity, `id="neden-error"`)
	page = b.get(at)
	page.shows(t, http.StatusOK, "Onayla ve İmha Et", "1 kaydın kişisel verileri")
	b.post(at, "islem", imhaOnay, "surum", surumOf(t, page)).redirects(t, at)
	if n, err := s.store.ImhaYurut(ctx, 10); n != 1 || err != nil {
		t.Fatalf("%d: %v", n, err)
	}
	page = b.get(at)
	page.shows(t, http.StatusOK, "Tamamlandı", "Onaylayan", "KEMAL IŞIK", "İmha edildi")
	page.lacks(t, "Yasal saklama</a>")

	desk := s.signIn(userAKS)
	desk.get("/aks/basvuru").shows(t, http.StatusOK, basvuru.ImhaMetni, "AYŞE DEMİR")
	detail, governor := desk.get(aksURL(nos[0], "")), s.signIn(userMIA).get("/mia/basvuru/"+dbtestNo(nos[0]))
	detail.shows(t, http.StatusOK, basvuru.ImhaMetni, "Kişisel Veriler İmha Edildi")
	detail.lacks(t, "rica ediyorum", "AYŞE DEMİR", "ÖRNEK SK")
	governor.shows(t, http.StatusOK, basvuru.ImhaMetni)
	governor.lacks(t, "rica ediyorum")
	for _, path := range []string{aksURL(nos[0], "rapor"), aksURL(nos[0], "rapor.pdf")} {
		if got := desk.get(path); got.status != http.StatusOK {
			t.Errorf("%s: %d", path, got.status)
		}
	}

	unit := s.signIn(userMEM)
	unit.get("/birim/basvuru?durum=cevaplanan").shows(t, http.StatusOK, basvuru.ImhaMetni)
	answered := unit.get(birimURL(nos[0], 1, ""))
	answered.shows(t, http.StatusOK, basvuru.ImhaMetni)
	answered.lacks(t, "rica ediyorum", "AYŞE DEMİR", "Birimin sözleri")

	link := linkOf(t, hold.body, "Kaldır")
	a.post(link, "neden", "").shows(t, http.StatusUnprocessableEntity, `id="neden-error"`)
	a.post(link, "neden", "Karar kesinleşti").redirects(t, yolSaklama)
	page = a.get(link)
	page.shows(t, http.StatusOK, "Karar kesinleşti")
	page.lacks(t, "<textarea")
	a.get(yolSaklaSure).shows(t, http.StatusOK, "5 yıl", "6 ay")
	sure := yolSaklaSure + "/basvuru"
	a.post(sure, "surum", "1", "sure", "0").shows(t, http.StatusUnprocessableEntity, `id="sure-error"`, `value="0"`)
	a.post(sure, "surum", "1", "sure", "7").redirects(t, yolSaklaSure)
	a.get(sure).shows(t, http.StatusOK, `value="7"`, "Süre: 5 yıl", "Süre: 7 yıl")
}
