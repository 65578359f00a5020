package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/mektup"
	"acikkapi/internal/metin"
	"acikkapi/store"
)

// surumOf is the version that a form was made from.
func surumOf(t *testing.T, a answer) string {
	t.Helper()
	return between(t, a.body, `name="surum" value="`, `"`)
}

// OP-07, VB-08: the Proje Yöneticisi adds a heading with its sub-heading; the form of the desk offers them; withdrawn, they are gone, and
// the page tells who did what.
func TestHeadingPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, desk := s.signIn(userYonetici), s.signIn(userAKS)
	form := desk.get(yolYap + "/yeni").to
	b.get("/e-icisleri/anasayfa").shows(t, http.StatusOK, "Modüller", `href="/yetki/tanim"`)
	b.get("/yetki/referans").shows(t, http.StatusOK, "Hizmet Başlıkları", "Eğitim Durumları", "Sektörler", "Resmî Tatiller", "Metinler")
	b.get("/yetki/referans/baslik").shows(t, http.StatusOK, "Genel (15 iş günü)", "Formda")
	b.get("/yetki/referans/baslik/yeni").shows(t, http.StatusOK, "Hizmet Başlığı Kayıt", "“Diğer” başlığıdır")
	b.post("/yetki/referans/baslik/yeni", "ad", " ", "sira", "x", "sure_gun", "yok").shows(t, http.StatusUnprocessableEntity,
		`id="ad-error"`, `id="sira-error"`, `id="sure_gun-error"`, `value="x"`, `value="yok"`)
	a := b.post("/yetki/referans/baslik/yeni", "ad", "Deprem <İşleri>", "sira", "1", "sure_gun", "5")
	a.redirects(t, a.to)
	at := a.to
	b.get(at).shows(t, http.StatusOK, "en az bir alt başlık ekleyiniz", "başlık da başvuru formunda görünmez", "Deprem &lt;İşleri&gt;", "Değişiklik Geçmişi", "Cevap süresi: 5 iş günü")
	b.get("/yetki/referans/baslik").shows(t, http.StatusOK, "Alt başlığı yok, formda değil")
	desk.get(form).lacks(t, "Deprem &lt;İşleri&gt;")
	b.get(at+"/alt").shows(t, http.StatusOK, "Hizmet Alt Başlığı Kayıt")
	b.post(at+"/alt", "ad", "Çadır", "sira", "1").redirects(t, at)
	b.get(at).shows(t, http.StatusOK, "Çadır", "Başlığının süresi")
	desk.get(form).shows(t, http.StatusOK, "Deprem &lt;İşleri&gt;")
	page := b.get(at)
	b.post(at, "surum", surumOf(t, page), "ad", "Deprem", "sira", "2", "sure_gun", "", "aktif", "evet").redirects(t, "/yetki/referans/baslik")
	b.post(at, "surum", surumOf(t, page), "ad", "Sel", "sira", "3").shows(t, http.StatusConflict, "siz bu sayfadayken değiştirildi", `value="Sel"`, "Kaydın şu anki hâli", "Genel (15 iş günü)")
	b.post(at, "surum", surumOf(t, b.get(at)), "ad", "Deprem", "sira", "2", "diger", "evet", "aktif", "evet").shows(t, http.StatusUnprocessableEntity, "alt başlıkları var")
	b.post(at, "surum", surumOf(t, b.get(at)), "ad", "Deprem", "sira", "2").redirects(t, "/yetki/referans/baslik")
	desk.get(form).lacks(t, ">Deprem<")
	b.get(at).shows(t, http.StatusOK, "Formdan kaldırıldı", "Sıra: 1", "Sıra: 2", "Cevap süresi: genel", "Formda: Hayır")
	b.get(at+"/sil").shows(t, http.StatusOK, "Hizmet Başlığı Sil")
	b.post(at+"/sil", "surum", "1").shows(t, http.StatusConflict, "siz bu sayfadayken değiştirildi")
	for _, nowhere := range []string{"/yetki/referans/baslik/99999999999", "/yetki/referans/alt/0", "/yetki/referans/baslik/99999/alt", "/yetki/referans/metin/yok", "/yetki/referans/tatil/20269999"} {
		b.get(nowhere).shows(t, http.StatusNotFound)
		b.post(nowhere, "ad", "X", "sira", "1").shows(t, http.StatusNotFound)
	}
}

// OP-07: a level of education in use is withdrawn and says so; the record comes back by its page.
func TestEducationPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, desk := s.signIn(userYonetici), s.signIn(userAKS)
	form := desk.get(yolYap + "/yeni").to
	dbtest.File(t, s.store, 1)
	b.post("/yetki/referans/egitim/yeni", "ad", "Çıraklık", "sira", "1").redirects(t, "/yetki/referans/egitim")
	b.get("/yetki/referans/egitim").shows(t, http.StatusOK, "Eğitim Durumu kaydedildi.", "Çıraklık", "Son Değişiklikler", "Eklendi")
	desk.get(form).shows(t, http.StatusOK, "Çıraklık")
	b.post("/yetki/referans/egitim/yeni", "ad", "Çıraklık", "sira", "1").shows(t, http.StatusUnprocessableEntity, "Bu adda bir kayıt zaten var.")
	at := "/yetki/referans/egitim/1"
	b.post(at+"/sil", "surum", surumOf(t, b.get(at+"/sil"))).redirects(t, "/yetki/referans/egitim")
	b.get("/yetki/referans/egitim").shows(t, http.StatusOK, "kullanıldığı yerlerde kalır", "Formdan kaldırıldı")
	page := b.get(at)
	page.lacks(t, `id="aktif" name="aktif" type="checkbox" value="evet" checked`)
	ad := between(t, page.body, `id="ad" name="ad" type="text" value="`, `"`)
	b.post(at, "surum", surumOf(t, page), "ad", ad, "sira", "1", "aktif", "evet").redirects(t, "/yetki/referans/egitim")
	b.get(at).shows(t, http.StatusOK, "Forma geri alındı")
}

// OP-07, PL-08: a holiday is added, changed, taken back; what is over is shown only.
func TestHolidayPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userYonetici)
	day := time.Now().UTC().AddDate(3, 0, 0)
	at, gun, yil := "/yetki/referans/tatil/"+day.Format("20060102"), day.Format("02.01.2006"), day.Format("2006")
	b.get("/yetki/referans/tatil").shows(t, http.StatusOK, "Cumhuriyet Bayramı", "cevap bekleyen başvuruların son tarihleri birkaç dakika içinde yeniden hesaplanır", "Yarım gün")
	b.get("/yetki/referans/tatil?yil=-1").shows(t, http.StatusOK, "Cumhuriyet Bayramı")
	b.post("/yetki/referans/tatil/yeni").shows(t, http.StatusUnprocessableEntity, "Tatil gününü giriniz.", "Tatilin adını giriniz.")
	wrong := b.post("/yetki/referans/tatil/yeni", "gun", "31.02.2030", "ad", "X")
	wrong.shows(t, http.StatusUnprocessableEntity, "gg.aa.yyyy biçiminde", `value="31.02.2030"`)
	wrong.lacks(t, "Tatil gününü giriniz.")
	b.post("/yetki/referans/tatil/yeni", "gun", "01.02.2020", "ad", "X").shows(t, http.StatusUnprocessableEntity, "Geçmiş bir gün eklenemez")
	b.post("/yetki/referans/tatil/yeni", "gun", gun, "ad", "İdari izin", "yarim", "evet").redirects(t, "/yetki/referans/tatil?yil="+yil)
	b.get("/yetki/referans/tatil?yil="+yil).shows(t, http.StatusOK, gun, "İdari izin", "Yarım gün", at)
	b.post("/yetki/referans/tatil/yeni", "gun", gun, "ad", "Y").shows(t, http.StatusUnprocessableEntity, "Bu gün zaten tatil olarak kayıtlı.")
	page := b.get(at)
	page.shows(t, http.StatusOK, "Tatil Günü Güncelle", gun, "checked", "Değişiklik Geçmişi", "Yarım gün: Evet")
	b.post(at, "surum", surumOf(t, page), "ad", "İdari izin").redirects(t, "/yetki/referans/tatil?yil="+yil)
	b.post(at, "surum", surumOf(t, page), "ad", "Başka").shows(t, http.StatusConflict, `value="Başka"`, "Kaydın şu anki hâli", "Tam gün")
	b.post(at+"/sil", "surum", surumOf(t, page)).shows(t, http.StatusConflict, "siz bu sayfadayken")
	b.post(at+"/sil", "surum", surumOf(t, b.get(at+"/sil"))).redirects(t, "/yetki/referans/tatil?yil="+yil)
	b.get("/yetki/referans/tatil?yil="+yil).shows(t, http.StatusOK, "Son Değişiklikler", "Silindi", "tatil günü girilmemiş")
	if _, err := s.store.Pool().Exec(t.Context(), `INSERT INTO tatil VALUES ('2020-01-15', 'Eski gün')`); err != nil {
		t.Fatal(err)
	}
	b.get("/yetki/referans/tatil/20200115").shows(t, http.StatusOK, "Bu gün geçmiştir; değiştirilemez.")
	b.get("/yetki/referans/tatil/20200115").lacks(t, `name="surum"`)
	b.post("/yetki/referans/tatil/20200115", "surum", "1", "ad", "X").shows(t, http.StatusUnprocessableEntity, "Geçmiş bir gün")
	b.post("/yetki/referans/tatil/20200115/sil", "surum", "1").shows(t, http.StatusConflict, "silinemez")
}

// OP-07, GR-01: the SMS with the code reads as the page says, from the next one on; a wrong text is refused with all that is wrong with it.
func TestTextPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userYonetici)
	const at = "/yetki/referans/metin/kod"
	b.get("/yetki/referans/metin").shows(t, http.StatusOK, "Onay kodu", "Başvuru sonuçlandı", "Cevap yazısı: kapanış", "Özgün", at)
	page := b.get(at)
	page.shows(t, http.StatusOK, "{kod}", "zorunlu", "Örnek değerlerle", "Açık Kapı onay kodunuz: 123456.", "GSM-7, Türkçe tablo")
	page.lacks(t, "Özgün metne dön")
	b.post(at, "islem", "onizle", "surum", surumOf(t, page), "metin", "Bu kodu kimseyle paylaşmayınız, çağrı merkezi çalışanı olduğunu söyleyene de vermeyiniz: {kod}").
		shows(t, http.StatusOK, "1 (Türkçe harf tablosunu kullanmayan operatörde 2)")
	b.post(at, "islem", "onizle", "surum", surumOf(t, page), "metin", "“{kod}” kodunuzdur").shows(t, http.StatusOK, "“123456” kodunuzdur", "UCS-2", "Metindeki “ ” karakterleri", "Metin henüz kaydedilmedi.")
	if got := s.store.Metinler(t.Context()).Kod("1"); got != metin.Kod("1") {
		t.Errorf("a preview has changed the text to %q", got)
	}
	b.post(at, "surum", surumOf(t, page), "metin", "<b>{ad}</b>").shows(t, http.StatusUnprocessableEntity, "{ad} bu metinde kullanılamaz.", "{kod} bulunmalıdır", "&lt;b&gt;{ad}&lt;/b&gt;")
	b.post(at, "surum", surumOf(t, page), "metin", "Giriş kodu: {kod}").redirects(t, at)
	b.get(at).shows(t, http.StatusOK, "Metin kaydedildi.", "Giriş kodu: 123456", "Özgün metne dön", "Metin değiştirildi")
	b.post(at, "surum", surumOf(t, page), "metin", "Öteki {kod}").shows(t, http.StatusConflict, "Öteki {kod}", "Metnin şu anki hâli", "Giriş kodu: {kod}")
	k := store.KodIstek{Amac: store.KodSorgu, TCKN: "10000000146", Telefon: "+905321112277", IP: "192.0.2.1"}
	if _, err := s.store.RequestCode(t.Context(), k); err != nil {
		t.Fatal(err)
	}
	if got := lastSMS(t, s.store); !strings.HasPrefix(got, "Giriş kodu: ") || len(got) != len("Giriş kodu: ")+6 {
		t.Errorf("the SMS reads %q", got)
	}
	b.post(at, "islem", "ozgun", "surum", surumOf(t, b.get(at))).redirects(t, at)
	b.get(at).shows(t, http.StatusOK, "Özgün metne dönüldü.", "Açık Kapı onay kodunuz: 123456.")
}

func lastSMS(t *testing.T, s *store.Store) string {
	t.Helper()
	var sealed []byte
	if err := s.Pool().QueryRow(t.Context(), `SELECT metin FROM sms ORDER BY id DESC LIMIT 1`).Scan(&sealed); err != nil {
		t.Fatal(err)
	}
	text, err := s.Box().OpenString(sealed)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// OP-07, AK-06: the closing letter has the lines in force when it is written, and keeps them; the desk sees the new ones beforehand.
func TestLetterLines(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, desk := s.signIn(userYonetici), s.signIn(userAKS)
	old, open := s.answered(1), s.answered(2)
	desk.post("/aks/basvuru/"+dbtestNo(old)+"/kapat", "metin", "Yapıldı.", "sonuc", "olumlu").redirects(t, "/aks/basvuru/"+dbtestNo(old))
	const at = "/yetki/referans/metin/mektup_kapanis"
	b.get(at).shows(t, http.StatusOK, "Sayın AYŞE DEMİR;", "ANKARA VALİLİĞİ")
	b.post(at, "surum", "0", "metin", "Sağlıcakla kalınız.").redirects(t, at)
	b.post("/yetki/referans/metin/kapandi", "surum", "0", "metin", "{takip_no} bitti: {durum}").redirects(t, "/yetki/referans/metin/kapandi")
	desk.post("/aks/basvuru/"+dbtestNo(open)+"/kapat", "islem", "onizle", "metin", "Yapıldı.", "sonuc", "olumlu").
		shows(t, http.StatusOK, "Sağlıcakla kalınız.", dbtestNo(open)+" bitti: Başvuru Olumlu Kapatıldı")
	desk.post("/aks/basvuru/"+dbtestNo(open)+"/kapat", "metin", "Yapıldı.", "sonuc", "olumlu").redirects(t, "/aks/basvuru/"+dbtestNo(open))
	b.post(at, "islem", "ozgun", "surum", "1").redirects(t, at)
	for no, line := range map[int64]string{old: "iyi günler dileriz.", open: "Sağlıcakla kalınız."} {
		d, err := s.store.Detay(t.Context(), dbtest.AKS, no)
		if err != nil {
			t.Fatal(err)
		}
		if m := mektup.Sent(d); m == nil || !strings.HasSuffix(m.Kapanis, line) {
			t.Errorf("the letter of %d is %+v, want the last line %q", no, m, line)
		}
	}
}
