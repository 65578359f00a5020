package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
)

// AK-02, G-02: columns, filters, total and pages.
func TestDeskList(t *testing.T) {
	s := newSite(t)
	var nos []int64
	for n := range 22 {
		nos = append(nos, dbtest.File(t, s.store, n))
	}
	y := dbtest.Yeni(50)
	y.Kisi.Ad, y.Kisi.Soyad = "ŞÜKRÜ", "IŞIK_%"
	other := s.file(y)
	b := s.signIn(userAKS)
	page := b.get("/aks/basvuru")
	page.shows(t, http.StatusOK, "Toplam 23 kayıttan 1-20 gösteriliyor.", "Başvuru No", "Başvuran T.C. Kimlik No", "Başvuran Ad Soyad", "Başvuru Konusu", "Başvuru Tarihi",
		"Başvuru Durumu", "Son İşlem Yapan Sorumlu", "Son İşlem Tarihi", "İşlemler", "Başvuru Detayını Göster", y.Kisi.TCKN.Masked(), "İlgili Birime Yönlendir")
	page.lacks(t, string(y.Kisi.TCKN)) // G-03
	next := linkOf(t, page.body, "Sonraki Sayfa")
	second := b.get(next)
	second.shows(t, http.StatusOK, "Toplam 23 kayıttan 21-23 gösteriliyor.", aksURL(nos[0], ""))
	dbtest.File(t, s.store, 60) // while the second page is read
	b.get(linkOf(t, second.body, "Önceki Sayfa")).shows(t, http.StatusOK, "Toplam 24 kayıttan 2-21 gösteriliyor.", aksURL(other, ""))

	for query, want := range map[string]int{
		"no=" + fmt.Sprint(nos[3]): 1, "ad=%C5%9F%C3%BCkr": 1, "soyad=%C4%B1%C5%9F%C4%B1k_%25": 1, "ad=%25": 0, "soyad=_": 0,
		"ad=ay%C5%9Fe": 23, "durum=havuzda": 24, "durum=kapali_olumlu": 0, "no=99999999": 0,
	} {
		typed, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		a := b.get(b.postForm("/aks/basvuru", typed).to)
		if want == 0 {
			a.shows(t, http.StatusOK, "Toplam 0 kayıt bulundu.", "uyan başvuru bulunamadı")
		} else {
			a.shows(t, http.StatusOK, fmt.Sprintf("Toplam %d kayıttan", want))
		}
	}
	for query, message := range map[string]string{
		"no=abc": "yalnızca rakamlardan", "no=-1": "yalnızca rakamlardan", "tckn=" + string(y.Kisi.TCKN): "adres satırında kabul edilmez", "kisi=bozuk": "okunamadı; lütfen yeniden yazınız", "durum=uydurma": "listeden seçiniz", "ad=a": "adres satırında kabul edilmez",
	} {
		b.get("/aks/basvuru?"+query).shows(t, http.StatusUnprocessableEntity, message)
	}
	b.post("/aks/basvuru", "ad", strings.Repeat("a", 101)).shows(t, http.StatusUnprocessableEntity, "En fazla 100")
	b.get("/aks/basvuru?sonra=abc&once=-5").shows(t, http.StatusOK, "Toplam 24 kayıttan 1-20")
}

// linkOf is the address of the link with these words.
func linkOf(t *testing.T, page, words string) string {
	t.Helper()
	before, _, ok := strings.Cut(page, ">"+words+"<")
	at := strings.LastIndex(before, `href="`)
	if !ok || at < 0 {
		t.Fatalf("no link %q", words)
	}
	address, _, _ := strings.Cut(before[at+len(`href="`):], `"`)
	return strings.ReplaceAll(address, "&amp;", "&")
}

// AK-03: another il's application is not there: not in the list, not by its address, not for any action.
func TestDeskScope(t *testing.T) {
	s := newSite(t)
	y := dbtest.Yeni(1)
	y.Il, y.Ilce = 34, s.scan(`SELECT min(id)::text FROM ilce WHERE il_kodu = 34`)
	y.Yerlesim = s.scan(`SELECT min(id)::text FROM yerlesim WHERE ilce_id = $1`, y.Ilce)
	no := s.file(y)
	b := s.signIn(userAKS)
	b.get("/aks/basvuru").lacks(t, aksURL(no, ""))
	for _, action := range []string{"", "yonlendir", "mia", "kapat", "guncelle", "geri-cek/1"} {
		b.get(aksURL(no, action)).shows(t, http.StatusNotFound, "bulunamadı")
		if action != "" {
			b.post(aksURL(no, action), "metin", "x", "sonuc", "olumlu", "neden", "x", "birim", dbtest.BirimMEM.No, "islem", "yonlendir").shows(t, http.StatusNotFound)
		}
	}
	b.get(fmt.Sprintf("/canli/aks/basvuru/%d", no)).shows(t, http.StatusNotFound)
	b.get(fmt.Sprintf("/canli/aks/basvuru/%d/parca", no)).shows(t, http.StatusNotFound)
	s.signIn(userMIA).get(miaURL(no, "")).shows(t, http.StatusNotFound)
	b.get("/aks/basvuru/99999999999999999999").shows(t, http.StatusNotFound)
	if durum := s.scanText(`SELECT durum FROM basvuru WHERE no = $1`, no); durum != string(basvuru.Havuzda) {
		t.Errorf("it became %s", durum)
	}
}

// AK-05, AK-10: the detail's sections, contact data for the desk, routings with state and answers, the table's buttons.
func TestDeskDetail(t *testing.T) {
	s := newSite(t)
	b := s.signIn(userAKS)
	no := s.routed(1, dbtest.BirimMEM, dbtest.BirimSaglik)
	s.do(dbtest.YetkiliMEM, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Okul temizlenecektir."})
	a := b.get(aksURL(no, ""))
	a.shows(t, http.StatusOK, "Başvuru Özeti", "İletişim Bilgileri", "Hizmet Başlıkları", "Yüklenen Dosyalar", "İşlem Hareketleri",
		"0 500 000 00 02", "ANKARA İL SAĞLIK MÜDÜRLÜĞÜ", "Birimde, cevap bekleniyor", "Okul temizlenecektir.", "Murat Öğretmen",
		"Cevabı beklenen birimler: ANKARA İL SAĞLIK MÜDÜRLÜĞÜ.", aksURL(no, "geri-cek/2"), aksURL(no, "yonlendir"), aksURL(no, "mia"),
		"Başvuru İlgili Birime Yönlendirildi")
	a.lacks(t, aksURL(no, "kapat"), aksURL(no, "geri-cek/1")) // AK-07
	closed := s.answered(2)
	s.do(dbtest.AKS, closed, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Olumlu sonuçlandı."})
	a = b.get(aksURL(closed, ""))
	a.shows(t, http.StatusOK, "Başvuru Olumlu Kapatıldı", "Olumlu sonuçlandı.")
	a.lacks(t, aksURL(closed, "yonlendir"), aksURL(closed, "kapat"), aksURL(closed, "guncelle")) // AK-08
}

// AK-10: search in Turkish letters, ranked, with the tree path; several birim; one that is there already is refused.
func TestRoute(t *testing.T) {
	s := newSite(t)
	b := s.signIn(userAKS)
	no := dbtest.File(t, s.store, 1)
	page := aksURL(no, "yonlendir")
	b.get(page).shows(t, http.StatusOK, "Yönlendirilecek Birim", "Henüz birim seçilmedi.")
	b.get("/aks/birim?ara=ANKARA+il+mıllı").shows(t, http.StatusOK, "ekle:55481037", "MİLLİ EĞİTİM BAKANLIĞI (MEB)")
	b.get("/aks/birim?ara=xqzwv").shows(t, http.StatusOK, "Bu adla birim bulunamadı.")
	b.get("/aks/birim?ara=an").lacks(t, "birim bulundu")
	b.post(page, "ara", "sağlık müdürlüğü", "islem", "ara").shows(t, http.StatusOK, "ekle:90600111") // without JavaScript
	b.post(page, "islem", "ekle:55481037").shows(t, http.StatusOK, `name="birim" value="55481037"`)
	two := b.post(page, "birim", "55481037", "islem", "ekle:90600111")
	two.shows(t, http.StatusOK, `name="birim" value="55481037"`, `name="birim" value="90600111"`)
	b.post(page, "birim", "55481037", "birim", "90600111", "islem", "cikar:55481037").lacks(t, `name="birim" value="55481037"`)
	b.post(page, "islem", "yonlendir").shows(t, http.StatusUnprocessableEntity, "Yönlendirilecek en az bir birim seçiniz.")
	b.post(page, "birim", "00000000", "islem", "yonlendir").shows(t, http.StatusUnprocessableEntity, "DETSİS listesinde bulunamadı")
	b.post(page, "birim", "55481037", "birim", "55481037", "islem", "yonlendir").shows(t, http.StatusUnprocessableEntity, "iki kez seçilmiş")
	b.post(page, "birim", "55481037", "birim", "90600111", "islem", "yonlendir").redirects(t, aksURL(no, ""))
	b.get(aksURL(no, "")).shows(t, http.StatusOK, "Başvuru ilgili birime yönlendirildi: ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ, ANKARA İL SAĞLIK MÜDÜRLÜĞÜ")
	b.post(page, "birim", "55481037", "islem", "yonlendir").shows(t, http.StatusConflict, "aynı birime yeniden yönlendirilemez", `name="birim" value="55481037"`)
	if n := s.scan(`SELECT count(*)::text FROM yonlendirme WHERE basvuru_no = $1`, no); n != 2 {
		t.Errorf("%d routings", n)
	}
}

// AK-06, AK-07, AK-08: the letter, the refusals at the fields, the birim that still owe by name, the end.
func TestClose(t *testing.T) {
	s := newSite(t)
	b := s.signIn(userAKS)
	owing := s.routed(1, dbtest.BirimMEM, dbtest.BirimSaglik)
	refusal := "Başvuru kapatılamaz; cevabı beklenen birimler: ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ, ANKARA İL SAĞLIK MÜDÜRLÜĞÜ."
	b.get(aksURL(owing, "kapat")).shows(t, http.StatusConflict, refusal)
	b.post(aksURL(owing, "kapat"), "metin", "Erken cevap", "sonuc", "olumlu").shows(t, http.StatusConflict, refusal, "Erken cevap")
	no := s.answered(2)
	page := aksURL(no, "kapat")
	b.get(page).shows(t, http.StatusOK, "Sayın AYŞE DEMİR;", fmt.Sprintf("tarihinde yapmış olduğunuz %d no&#39; lu başvuru sonuçlanmıştır.", no), "ANKARA VALİLİĞİ",
		"Vatandaşa cevap gönderildikten sonra başvuru kapatılacak ve üzerinde işlem yapılamayacaktır.",
		"Başvuru Olumlu Kapatıldı", "Başvuru Olumsuz Kapatıldı", "Başvuru Kısmen Olumlu Kısmen Olumsuz Kapatıldı")
	b.post(page, "metin", "Cevabım").shows(t, http.StatusUnprocessableEntity, "Başvurunun sonucunu seçiniz.", "Cevabım")
	b.post(page, "sonuc", "kismen", "metin", "  ").shows(t, http.StatusUnprocessableEntity, "Vatandaşa verilecek cevabı giriniz.", "checked")
	b.post(page, "sonuc", "belki", "metin", "x").shows(t, http.StatusUnprocessableEntity, "Başvurunun sonucunu seçiniz.")
	b.post(page, "sonuc", "olumlu", "metin", strings.Repeat("ş", 4001)).shows(t, http.StatusUnprocessableEntity, "4001 karakter yazdınız")
	b.post(page, "sonuc", "kismen", "metin", "Sonuçlandı.").redirects(t, aksURL(no, ""))
	b.get(aksURL(no, "")).shows(t, http.StatusOK, fmt.Sprintf("%d no&#39; lu başvuru kapatıldı.", no), "Başvuru Kısmen Olumlu Kısmen Olumsuz Kapatıldı", "Sonuçlandı.")
	for _, action := range []string{"yonlendir", "mia", "kapat", "guncelle", "geri-cek/1"} { // AK-08
		b.get(aksURL(no, action)).shows(t, http.StatusConflict, "Kapatılan başvuru üzerinde tekrar bir işlem yapılamaz.")
	}
	b.post(page, "sonuc", "olumlu", "metin", "İkinci cevap").shows(t, http.StatusConflict, "Kapatılan başvuru üzerinde", "İkinci cevap", "Yazdıklarınız aşağıda duruyor")
}

// AK-11, and taking a routing back with a reason.
func TestSendToMIAAndWithdraw(t *testing.T) {
	s := newSite(t)
	b := s.signIn(userAKS)
	no := s.routed(1, dbtest.BirimMEM)
	b.post(aksURL(no, "geri-cek/1"), "neden", "").shows(t, http.StatusUnprocessableEntity, "Geri çekme nedenini giriniz.", "ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ")
	b.post(aksURL(no, "geri-cek/1"), "neden", "Yanlış birim").redirects(t, aksURL(no, ""))
	b.get(aksURL(no, "")).shows(t, http.StatusOK, "Yönlendirme geri çekildi.", "Geri çekildi", "Yanlış birim", "Başvuru Açık Kapı Birim Havuzunda")
	b.post(aksURL(no, "geri-cek/1"), "neden", "Bir daha").shows(t, http.StatusConflict, "Bir daha")
	b.get(aksURL(no, "geri-cek/7")).shows(t, http.StatusConflict)
	b.post(aksURL(no, "mia"), "aciklama", strings.Repeat("a", 1001)).shows(t, http.StatusUnprocessableEntity, "En fazla 1000 karakter")
	b.post(aksURL(no, "mia"), "aciklama", "Görüşünüze").redirects(t, aksURL(no, ""))
	b.get(aksURL(no, "")).shows(t, http.StatusOK, "Başvuru Mülki İdare Amiri Onayına Gönderildi", "Görüşünüze", "Mülki İdare Amirinin cevabı bekleniyor.")
	b.get(aksURL(no, "kapat")).shows(t, http.StatusConflict, "durumundayken bu işlem yapılamaz") // AK-07
}

// AK-09: pairs of headings only; other posted fields change nothing and are noted in the log.
func TestUpdateHeadings(t *testing.T) {
	s := newSite(t)
	b := s.signIn(userAKS)
	no := dbtest.File(t, s.store, 1)
	page := aksURL(no, "guncelle")
	b.get(page).shows(t, http.StatusOK, "EĞİTİM", "Güncelle", "hizmet-sil:0")
	diger := s.scanText(`SELECT id::text FROM hizmet_baslik WHERE diger`)
	b.post(page, "islem", "kaydet").shows(t, http.StatusUnprocessableEntity, "En az bir hizmet başlığı ve alt başlığı ekleyiniz.")
	pair := `{"baslik_id":1,"alt_baslik_id":1}`
	b.post(page, "hizmet", pair, "baslik", "1", "alt_baslik", "1", "islem", "hizmet-ekle").shows(t, http.StatusUnprocessableEntity, "Aynı hizmet başlığı iki kez eklenemez.")
	b.post(page, "hizmet", pair, "baslik", "1", "alt_baslik", "999", "islem", "hizmet-ekle").shows(t, http.StatusUnprocessableEntity, "Hizmet alt başlığı seçiniz.")
	b.post(page, "hizmet", pair, "baslik", diger, "islem", "hizmet-ekle").shows(t, http.StatusUnprocessableEntity, "“Diğer” seçildiğinde açıklama giriniz.")
	b.post(page, "hizmet", "{bozuk", "islem", "kaydet").shows(t, http.StatusUnprocessableEntity, "okunamadı")
	b.post(page, "hizmet", `{"baslik_id":1,"alt_baslik_id":999}`, "islem", "kaydet").shows(t, http.StatusUnprocessableEntity, "bu hizmet başlığına ait değil")
	b.post(page, "baslik", "2", "islem", "listele").shows(t, http.StatusOK, "SAĞLIK") // without JavaScript
	b.get("/aks/alt-baslik?baslik=1").shows(t, http.StatusOK, "Hizmet Alt Başlığı Seçiniz...")
	b.post(page, "hizmet", pair, "islem", "hizmet-sil:0").shows(t, http.StatusOK, "Hizmet başlığı kalmadı")
	b.post(page, "baslik", diger, "aciklama", "Sokak lambası", "konu", "DEĞİŞTİ", "ad", "DEĞİŞTİ", "islem", "kaydet").redirects(t, aksURL(no, ""))
	a := b.get(aksURL(no, ""))
	a.shows(t, http.StatusOK, "Hizmet başlıkları güncellendi.", "Sokak lambası", "Hizmet Başlıkları Güncellendi")
	a.lacks(t, "DEĞİŞTİ", "Eğitimde Karşılaşılan")
	if !strings.Contains(s.log.String(), `"fields":2,"message":"fields ignored`) {
		t.Errorf("the log does not note the foreign fields: %s", s.log)
	}
}
