package intake_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"acikkapi/internal/dosya"
)

func (s *site) applications() int {
	s.t.Helper()
	var n int
	if err := s.store.Pool().QueryRow(s.t.Context(), `SELECT count(*) FROM basvuru`).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// VB-06 … VB-09, G-06: an empty form says at each field what is missing, and saves nothing.
func TestEmptyForm(t *testing.T) {
	s := newSite(t)
	b := s.atKayit(s.ayse)
	b.press("Kaydet", nil)
	for field, message := range map[string]string{
		"acik_adres": "açık adresi giriniz", "il": "İl seçiniz.", "baslik": "En az bir hizmet başlığı",
		"egitim": "Eğitim durumunu seçiniz.", "sektor": "Çalışma sektörünü seçiniz.", "konu": "Başvuru konusunu giriniz.",
	} {
		b.wantError(field, message)
	}
	if s.applications() != 0 {
		t.Error("something was saved")
	}
}

// G-06: each refused input gets its message at its field; everything else that was typed stays.
func TestRefusedInputs(t *testing.T) {
	s := newSite(t)
	b, right := s.filled(s.ayse)
	pair := b.value("hizmet")
	for name, test := range map[string]struct {
		change map[string]string
		field  string
		want   string
	}{
		"il and ilçe of different il": {map[string]string{"ayni": "", "acik_adres": "x", "il": "34", "ilce": "6007"}, "ilce", "bu ile ait değil"},
		"unknown il":                  {map[string]string{"ayni": "", "acik_adres": "x", "il": "99", "ilce": "99001"}, "ilce", "bu ile ait değil"},
		"mahalle of another ilçe":     {map[string]string{"ayni": "", "acik_adres": "x", "il": "6", "ilce": "6007", "mahalle": "6002001"}, "mahalle", "bu ilçeye ait değil"},
		"no mahalle":                  {map[string]string{"ayni": "", "acik_adres": "x", "il": "6", "ilce": "6007", "mahalle": ""}, "mahalle", "Mahalle veya köy seçiniz."},
		"address oversized":           {map[string]string{"ayni": "", "acik_adres": strings.Repeat("ğ", 501)}, "acik_adres", "En fazla 500 karakter"},
		"subject oversized":           {map[string]string{"konu": strings.Repeat("ş", 4001)}, "konu", "En fazla 4000 karakter yazılabilir; 4001 karakter"},
		"e-mail":                      {map[string]string{"eposta": "ayse@"}, "eposta", "E-posta adresi hatalı"},
		"mobile as landline":          {map[string]string{"ev": "0500 000 00 01"}, "ev", "Cep telefonu numarası ev telefonu olarak kullanılamaz"},
		"pair that is not one":        {map[string]string{"hizmet": `{"baslik_id":1,"alt_baslik_id":40}`}, "baslik", "bu hizmet başlığına ait değil"},
		"nonsense as pair":            {map[string]string{"hizmet": `<script>`}, "baslik", "yeniden ekleyiniz"},
		"education of no list":        {map[string]string{"egitim": "999"}, "egitim", "Eğitim durumunu seçiniz."},
	} {
		t.Run(name, func(t *testing.T) {
			b.t = t
			values := map[string]string{"ayni_dolu": "", "hizmet": pair}
			for _, m := range []map[string]string{right, test.change} {
				for k, v := range m {
					values[k] = v
				}
			}
			b.press("Kaydet", values)
			b.wantError(test.field, test.want)
			if _, changed := test.change["konu"]; !changed && b.value("konu") != right["konu"] {
				t.Errorf("the subject was lost: %q", b.value("konu"))
			}
		})
	}
	if s.applications() != 0 {
		t.Error("something was saved")
	}
}

// VB-08: “Diğer” wants an Açıklama, no pair comes twice, a sub-heading must be chosen.
func TestPairsOfHeadings(t *testing.T) {
	s := newSite(t)
	b := s.atKayit(s.ayse)
	b.press("Ekle", nil)
	b.wantError("baslik", "Hizmet başlığı seçiniz.")
	b.press("Ekle", map[string]string{"baslik": b.choice("baslik", "Diğer")})
	b.wantError("aciklama", "açıklama giriniz")
	b.press("Ekle", map[string]string{"baslik": b.choice("baslik", "SAĞLIK")})
	b.wantError("alt_baslik", "alt başlığı seçiniz")
	add := map[string]string{"baslik": b.choice("baslik", "SAĞLIK"), "alt_baslik": b.choice("alt_baslik", "Engelli sağlık kurulu raporu işlemleri")}
	b.press("Ekle", add)
	b.press("Ekle", add)
	b.wantError("baslik", "iki kez eklenemez")
	if len(b.rows()) != 1 {
		t.Errorf("the list is %v", b.rows())
	}
	// G-06: a pair that is left half chosen does not hide what else is wrong.
	b.press("Kaydet", map[string]string{"baslik": b.choice("baslik", "SAĞLIK"), "alt_baslik": "", "konu": "", "eposta": "ayse@"})
	for field, message := range map[string]string{"alt_baslik": "alt başlığı seçiniz", "konu": "konusunu giriniz", "eposta": "E-posta adresi hatalı"} {
		b.wantError(field, message)
	}
}

// VB-05: whatever a crafted post says, the person is the one whom KPS confirmed, and the phone the one with the code.
func TestCraftedIdentity(t *testing.T) {
	s := newSite(t)
	b, values := s.filled(s.ayse)
	for _, name := range []string{"tckn", "ad", "soyad", "Kisi", "cep", "ikamet", "il_adi"} {
		values[name] = "10000000146"
	}
	b.press("Kaydet", values)
	b.want(http.StatusOK, "/basvuru-yap/tamam")
	var ad, soyad string
	var tckn, cep []byte
	err := s.store.Pool().QueryRow(t.Context(), `SELECT ad, soyad, tckn, i.cep FROM basvuru b JOIN iletisim i ON i.basvuru_no = b.no WHERE b.no = $1`, number(t, b)).
		Scan(&ad, &soyad, &tckn, &cep)
	if err != nil {
		t.Fatal(err)
	}
	no, _ := s.store.Box().OpenString(tckn)
	phone, _ := s.store.Box().OpenString(cep)
	if ad != s.ayse.Ad || soyad != s.ayse.Soyad || no != string(s.ayse.TCKN) || phone != string(s.ayse.Cep) {
		t.Errorf("stored: %s %s %s %s", ad, soyad, no, phone)
	}
}

// G-05, VB-10: a bad file is named, and nothing else typed is lost; good ones stay.
func TestBadFiles(t *testing.T) {
	s := newSite(t)
	b, values := s.filled(s.ayse)
	tooLarge := append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte{'x'}, dosya.MaxBoyut+1-9)...)
	for name, test := range map[string]struct {
		file upload
		want string
	}{
		"lies about its type": {upload{Ad: "resim.pdf", Content: []byte("<html><script>alert(1)</script></html>")}, "“resim.pdf” dosyasının içeriği uzantısına uymuyor"},
		"10 MB + 1 byte":      {upload{Ad: "büyük.pdf", Content: tooLarge}, "“büyük.pdf” dosyası 10MB’den büyük"},
		"not on the list":     {upload{Ad: "program.exe", Content: []byte("MZ")}, "“program.exe” dosyasının türü uygun değil"},
		"empty":               {upload{Ad: "boş.pdf", Content: nil}, "“boş.pdf” dosyası boş"},
	} {
		t.Run(name, func(t *testing.T) {
			b.t = t
			b.press("Kaydet", values, test.file, upload{Ad: "iyi.pdf", Content: pdf()})
			b.wantError("dosya", test.want)
			if b.value("konu") != values["konu"] || b.value("egitim") != values["egitim"] {
				t.Error("what was typed was lost")
			}
			b.wantText("iyi.pdf")
			b.press("Kaldır", nil)
		})
	}
	b.t = t
	if strings.Contains(b.text(), "iyi.pdf") {
		t.Error("“Kaldır” did not take the file off the list")
	}
}

// VB-13: “Kaydet” pressed many times at once makes one application, and every answer is its receipt.
func TestPressingTwice(t *testing.T) {
	s := newSite(t)
	b, values := s.filled(s.ayse)
	data := b.formOf(b.input("konu")).Values
	for k, v := range values {
		data.Set(k, v)
	}
	var wg sync.WaitGroup
	var receipts atomic.Int32
	for range 6 {
		wg.Go(func() {
			res, err := b.client.PostForm(s.url+"/basvuru-yap/kayit", data) // the same cookies
			if err != nil {
				t.Error(err)
				return
			}
			if err := res.Body.Close(); err == nil && res.Request.URL.Path == "/basvuru-yap/tamam" {
				receipts.Add(1)
			}
		})
	}
	wg.Wait()
	if receipts.Load() != 6 {
		t.Errorf("%d of 6 saw the receipt", receipts.Load())
	}
	if n := s.applications(); n != 1 {
		t.Errorf("%d applications", n)
	}
}

// VB-13: the same subject by the same citizen within a day is asked about, with the earlier number.
func TestSameSubjectAgain(t *testing.T) {
	s := newSite(t)
	b, values := s.filled(s.ayse)
	b.press("Kaydet", values)
	first := number(t, b)
	b, values = s.filled(s.ayse)
	values["konu"] = "  Okulun genel \r\n temizliği yapılsın. "
	b.press("Kaydet", values)
	b.wantError("ayni_konu", fmt.Sprintf("%d numaralı başvurunuz alınmıştır", first))
	b.press("Kaydet", map[string]string{"ayni_konu": "1"})
	b.want(http.StatusOK, "/basvuru-yap/tamam")
	if n := s.applications(); n != 2 {
		t.Errorf("%d applications", n)
	}
}

// VB-06: after “aynı mı?” the address may be changed; then what was typed counts, and the tick goes.
func TestChangingTheFilledAddress(t *testing.T) {
	s := newSite(t)
	b, values := s.filled(s.ayse)
	b.press("Adresi Getir", map[string]string{"ayni": "1"})
	if b.value("mahalle") == "" || !has(b.input("ayni"), "checked") {
		t.Fatal("the residence was not filled in")
	}
	delete(values, "ayni")
	values["acik_adres"] = "Atatürk Bulvarı No: 1"
	b.press("Adresi Getir", values)
	if b.value("acik_adres") != "Atatürk Bulvarı No: 1" || has(b.input("ayni"), "checked") {
		t.Errorf("acik_adres %q", b.value("acik_adres"))
	}
}

// UI-03: what was typed outlives the session.
func TestSessionEndsWhileTyping(t *testing.T) {
	s := newSite(t)
	b, values := s.filled(s.ayse)
	if _, err := s.store.Pool().Exec(t.Context(), `DELETE FROM sessions`); err != nil {
		t.Fatal(err)
	}
	b.press("Kaydet", values, upload{Ad: "dilekçe.pdf", Content: pdf()})
	b.want(http.StatusOK, "/basvuru-yap")
	b.wantText("Oturumunuzun süresi doldu", "Yazdıklarınız saklandı")
	b.press("Onay Kodu Gönder", identity(s.ayse))
	b.want(http.StatusOK, "/basvuru-yap/kod")
	b = s.confirmed(b)
	if b.value("konu") != values["konu"] || len(b.rows()) != 1 {
		t.Errorf("subject %q, pairs %v", b.value("konu"), b.rows())
	}
	b.press("Kaydet", nil)
	b.want(http.StatusOK, "/basvuru-yap/tamam")
}

// UI-03: whoever identifies themselves anew in a second tab finds there what the first tab posts meanwhile.
func TestIdentifyingAnewWhileTyping(t *testing.T) {
	s := newSite(t)
	b, values := s.filled(s.ayse)
	tab := *b
	tab.open("/basvuru-yap")
	tab.press("Onay Kodu Gönder", identity(s.ayse))
	tab.want(http.StatusOK, "/basvuru-yap/kod")
	b.press("Kaydet", values)
	b.want(http.StatusOK, "/basvuru-yap/kod")
	b.wantText("Yazdıklarınız saklandı")
	if b = s.confirmed(b); b.value("konu") != values["konu"] {
		t.Errorf("subject %q", b.value("konu"))
	}
}

// VB-05: a form that is still open for one person is not filed under the name of the next at the same browser.
func TestFormOfThePersonBefore(t *testing.T) {
	s := newSite(t)
	b, values := s.filled(s.ayse)
	tab := *b
	tab.open("/basvuru-yap")
	tab.press("Onay Kodu Gönder", identity(s.mehmet))
	b.press("Kaydet", values)
	b.want(http.StatusOK, "/basvuru-yap/kod")
	b.wantText("Form kaydedilmedi")
	tab.press("Tamam", map[string]string{"kod": s.code(s.mehmet)})
	tab.want(http.StatusOK, "/basvuru-yap/kayit")
	if tab.value("konu") != "" {
		t.Error("the next person sees what the one before typed")
	}

	b, values = s.filled(s.ayse)
	tab.client = b.client
	tab.open("/basvuru-yap")
	tab.press("Onay Kodu Gönder", identity(s.mehmet))
	tab.press("Tamam", map[string]string{"kod": s.code(s.mehmet)})
	b.press("Kaydet", values, upload{Ad: "dilekçe.pdf", Content: pdf()})
	b.want(http.StatusUnprocessableEntity, "/basvuru-yap/kayit")
	if want := s.mehmet.Ad + " " + s.mehmet.Soyad; !strings.Contains(b.summary(), want) || b.value("konu") != values["konu"] {
		t.Errorf("summary %q, subject %q", b.summary(), b.value("konu"))
	}
	if s.applications() != 0 || strings.Contains(b.text(), "dilekçe.pdf") {
		t.Error("something was taken under the wrong name")
	}
}

// What one person has typed is not shown to the next at the same browser.
func TestNextPersonStartsAnew(t *testing.T) {
	s := newSite(t)
	b, values := s.filled(s.ayse)
	b.press("Yeni Dosya", values, upload{Ad: "dilekçe.pdf", Content: pdf()})
	b.open("/basvuru-yap")
	b.press("Onay Kodu Gönder", identity(s.mehmet))
	b.press("Tamam", map[string]string{"kod": s.code(s.mehmet)})
	b.want(http.StatusOK, "/basvuru-yap/kayit")
	if b.value("konu") != "" || strings.Contains(b.text(), "dilekçe.pdf") || strings.Contains(b.text(), s.ayse.Ad) {
		t.Error("the next person sees what the one before typed")
	}
}

// VB-11: “İptal” leaves with nothing saved.
func TestCancelling(t *testing.T) {
	s := newSite(t)
	b, values := s.filled(s.ayse)
	b.press("Yeni Dosya", values, upload{Ad: "dilekçe.pdf", Content: pdf()})
	b.press("İptal", nil)
	b.want(http.StatusOK, "/")
	var left int
	err := s.store.Pool().QueryRow(t.Context(), `SELECT (SELECT count(*) FROM basvuru) + (SELECT count(*) FROM taslak) + (SELECT count(*) FROM dosya)`).Scan(&left)
	if err != nil || left != 0 {
		t.Errorf("%d rows are left, %v", left, err)
	}
}

// SC-08: hostile text is inert on the pages and comes back as it was typed.
func TestHostileText(t *testing.T) {
	s := newSite(t)
	b, values := s.filled(s.ayse)
	const hostile = `"><script>alert(1)</script><b onmouseover=x>'; DROP TABLE basvuru; --{{.}}`
	for _, name := range []string{"konu", "acik_adres", "eposta", "ev"} {
		values[name] = hostile
	}
	delete(values, "ayni")
	b.press("Yeni Dosya", values, upload{Ad: `<img src=x onerror=y>.pdf`, Content: pdf()})
	b.press("Kaydet", nil)
	b.want(http.StatusUnprocessableEntity, "/basvuru-yap/kayit")
	for _, name := range []string{"konu", "acik_adres", "eposta", "ev"} {
		if got := b.value(name); got != hostile {
			t.Errorf("%s came back as %q", name, got)
		}
	}
	for n := range b.page.Descendants() {
		if n.Data == "script" && attr(n, "src") == "" || has(n, "onmouseover") || has(n, "onerror") {
			t.Errorf("live markup: <%s>", n.Data)
		}
	}
}
