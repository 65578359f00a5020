package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/sim"
	"acikkapi/internal/tarayici"
	"acikkapi/store"
)

// sayfa is “Başvuru Yap” in one tab: pressing a button sends what stands in the form, as a browser without JavaScript does.
type sayfa struct {
	*browser
	path string
	answer
	page *html.Node
}

// adina opens an empty form in a new tab.
func (b *browser) adina() *sayfa {
	b.t.Helper()
	p := &sayfa{browser: b}
	p.follow(b.get(yolYap + "/yeni"))
	return p
}

func (p *sayfa) open(path string) { p.path = path; p.follow(p.get(path)) }

// follow reads the answer, and the page that it leads to.
func (p *sayfa) follow(a answer) {
	p.t.Helper()
	for a.status == http.StatusSeeOther {
		p.path, _, _ = strings.Cut(a.to, "#")
		a = p.get(p.path)
	}
	p.answer = a
	var err error
	if p.page, err = tarayici.Parse(strings.NewReader(a.body)); err != nil {
		p.t.Fatal(err)
	}
}

// press sends the form of the button with these words, with change in place of what stands there.
func (p *sayfa) press(words string, change map[string]string, files ...tarayici.File) {
	p.t.Helper()
	p.follow(p.send(p.request(words, change, files...)))
}

func (p *sayfa) request(words string, change map[string]string, files ...tarayici.File) *http.Request {
	p.t.Helper()
	button := tarayici.Find(p.page, func(n *html.Node) bool { return n.Data == "button" && strings.HasPrefix(tarayici.Text(n), words) })
	if button == nil {
		p.t.Fatalf("no button %q on %s: %s", words, p.path, p.body)
	}
	form, err := tarayici.FormOf(p.page, button)
	if err != nil {
		p.t.Fatal(err)
	}
	for name, v := range change {
		form.Values.Set(name, v)
		if v == "" && name == "ayni" {
			form.Values.Del(name)
		}
	}
	at, err := url.Parse(p.base + p.path)
	if err != nil {
		p.t.Fatal(err)
	}
	req, err := form.Request(p.t.Context(), at, files...)
	if err != nil {
		p.t.Fatal(err)
	}
	return req
}

func (p *sayfa) send(req *http.Request) answer {
	p.t.Helper()
	return p.do(p.t.Context(), req.Method, strings.TrimPrefix(req.URL.String(), p.base), req.Header.Get("Content-Type"), req.Body)
}

func (p *sayfa) value(name string) string {
	p.t.Helper()
	n := tarayici.Input(p.page, name)
	if n == nil {
		p.t.Fatalf("no input %q on %s: %s", name, p.path, p.body)
	}
	return tarayici.Value(n)
}

func (p *sayfa) text() string {
	return tarayici.Text(tarayici.Find(p.page, func(n *html.Node) bool { return n.Data == "main" }))
}

// errorAt is the message that stands at the input of that name, "" without one.
func (p *sayfa) errorAt(name string) string {
	n := tarayici.Find(p.page, func(n *html.Node) bool { return tarayici.Attr(n, "id") == name+"-error" })
	return strings.TrimSpace(strings.TrimPrefix(tarayici.Text(n), "Hata:"))
}

// wantErrors wants these messages at these fields, and no others.
func (p *sayfa) wantErrors(status int, want map[string]string) {
	p.t.Helper()
	if p.status != status {
		p.t.Errorf("HTTP %d, want %d: %s", p.status, status, p.text())
	}
	for field, message := range want {
		if got := p.errorAt(field); message == "" || !strings.Contains(got, message) {
			p.t.Errorf("at %s stands %q, want %q", field, got, message)
		}
	}
	if n := strings.Count(p.body, `class="govuk-error-message"`); n != len(want) {
		p.t.Errorf("%d errors on the page, want %d: %s", n, len(want), p.text())
	}
}

var takipNo = regexp.MustCompile(`Başvuru Takip No: (\d+)`)

// no is the number that the receipt shows.
func (p *sayfa) no() int64 {
	p.t.Helper()
	m := takipNo.FindStringSubmatch(p.text())
	if m == nil {
		p.t.Fatalf("no receipt: HTTP %d %s", p.status, p.text())
	}
	no, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		p.t.Fatal(err)
	}
	return no
}

// dolu is what is typed for k, ready for “Kaydet” without “Ara”.
func dolu(k sim.Kisi) map[string]string {
	return map[string]string{
		"tckn": string(k.TCKN), "ayni": "1", "cep": k.Cep.Display(), "hizmet": `{"baslik_id":1,"alt_baslik_id":1}`, "egitim": "1", "sektor": "1",
		"konu": "Okulun genel temizliği yapılsın.", "gelis_tarihi": time.Now().In(store.Istanbul()).AddDate(0, 0, -3).Format("02.01.2006"),
	}
}

// elle is dolu with an address that was typed: for KPS away.
func elle(k sim.Kisi) map[string]string {
	return merged(dolu(k), map[string]string{"ayni": "", "acik_adres": "Örnek Sokak 1/1", "il": "6", "ilce": "6017", "mahalle": "6017025"})
}

func merged(maps ...map[string]string) map[string]string {
	out := map[string]string{}
	for _, m := range maps {
		for k, v := range m {
			out[k] = v
		}
	}
	return out
}

func (s *site) filed() int { s.t.Helper(); return s.scan(`SELECT count(*)::text FROM basvuru`) }

func pdfFile(ad string) tarayici.File {
	return tarayici.File{Ad: ad, Content: []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")}
}

// AK-01, VB-06 … VB-12: the desk enters an application that came on paper, step by step; the receipt shows the number.
func TestDeskFilesOnBehalf(t *testing.T) {
	s, k := newSite(t), sim.DemoKisiler().Ayse
	b := s.signIn(userAKS)
	b.get("/aks").shows(t, http.StatusOK, `href="/aks/basvuru-yap"`)
	p := b.adina()
	p.shows(t, http.StatusOK, "Açık Kapı Sorumlusu Tarafından Vatandaş Adına Yapılan Başvuru Girişi", "bilgilerini çağırıp doğruluk kontrolünü sağlayabilirsiniz.",
		"kimlik ve adres paylaşım servisleri üzerinden gelen bilgiler sisteme otomatik olarak kaydedilecektir.")
	p.press("Ara", map[string]string{"tckn": " 880 000 001 52 ", "konu": "Parka bank konulsun."})
	p.shows(t, http.StatusOK, "AYŞE", "DEMİR", "ÇANKAYA", "AYRANCI MAH.", "A01 100001")
	if p.value("konu") != "Parka bank konulsun." {
		t.Error("“Ara” lost what was typed")
	}
	p.press("Adresi Getir", map[string]string{"ayni": "1"})
	if p.value("acik_adres") != k.Adres.AcikAdres || p.value("il") != "6" || p.value("mahalle") == "" {
		t.Errorf("the residence was not filled in: %q %q", p.value("acik_adres"), p.value("il"))
	}
	p.shows(t, http.StatusOK, "ANKARA ili ÇANKAYA ilçesinin Açık Kapı birim havuzuna düşer.")
	p.press("Ekle", map[string]string{"baslik": "1", "alt_baslik": "1"})
	p.press("Ekle", map[string]string{"baslik": s.scanText(`SELECT id::text FROM hizmet_baslik WHERE diger`), "aciklama": "Bank"})
	p.press("Sil", nil)
	p.press("Yeni Dosya", nil, pdfFile("dilekçe.pdf"), pdfFile("ek.pdf"))
	p.press("Kaldır", nil)
	p.shows(t, http.StatusOK, "Bank", "ek.pdf")
	if strings.Contains(p.text(), "dilekçe.pdf") {
		t.Error("“Kaldır” left the file")
	}
	p.press("Kaydet", map[string]string{"cep": "0500 000 00 01", "eposta": "ayse@ornek.com", "egitim": "1", "sektor": "1", "gelis_tarihi": "2.1.2026"})
	no := p.no()
	p.shows(t, http.StatusOK, "Başvuru başarıyla kaydedilmiştir.", "SMS olarak gönderilir", "Yeni Başvuru", `href="`+aksURL(no, "")+`"`, "ÇANKAYA")
	got := s.scanText(`SELECT concat_ws(' ', durum, kanal, kimlik, ad, soyad, il_kodu, ilce_id, gelis_tarihi::date, son_islem_yapan,
		(SELECT count(*) FROM dosya d WHERE d.basvuru_no = no), (SELECT count(*) FROM giden g WHERE g.konu_no = no)) FROM basvuru WHERE no = $1`, no)
	want := "havuzda aks tamam AYŞE DEMİR 6 6007 2026-01-02 " + s.scanText(`SELECT ad || ' ' || soyad FROM kullanici WHERE tip = 'sorumlu' ORDER BY id LIMIT 1`) + " 1 1"
	if got != want {
		t.Errorf("stored %q, want %q", got, want)
	}
	b.get(aksURL(no, "")).shows(t, http.StatusOK, "AYŞE DEMİR", "02.01.2026", "0 500 000 00 01", "Parka bank konulsun.", "ek.pdf")
	p.open(p.path) // reloaded, or the back button: the receipt stands
	if p.no() != no || s.filed() != 1 {
		t.Errorf("%d applications", s.filed())
	}
	if n := s.scan(`SELECT count(*)::text FROM erisim WHERE islem = 'KPS''de kimlik sorgulandı' AND ayrinti = '880******52'`); n != 1 { // SC-05
		t.Errorf("%d questions to KPS on record", n)
	}
}

// AK-01: saving without searching fetches name and residence all the same; whatever a crafted post says of them counts for nothing.
func TestDeskFilesWithoutSearching(t *testing.T) {
	s, k := newSite(t), sim.DemoKisiler().Mehmet
	p := s.signIn(userAKS).adina()
	crafted := dolu(k)
	for _, name := range []string{"ad", "soyad", "Kisi", "Kisi.Ad", "ikamet", "IlKodu", "kanal", "Alindi", "kimlik", "no", "yukleyen"} {
		crafted[name] = "UYDURMA"
	}
	p.press("Kaydet", crafted)
	no := p.no()
	p.shows(t, http.StatusOK, "Başvuran: MEHMET YILMAZ")
	d, err := s.store.Detay(t.Context(), dbtest.AKS, no)
	if err != nil || d.Ad != k.Ad || d.Soyad != k.Soyad || d.TCKN != k.TCKN || d.Ikamet.AcikAdres != k.Adres.AcikAdres || d.AcikAdres != k.Adres.AcikAdres || d.IlceAd != k.Adres.Ilce {
		t.Errorf("stored %+v, %v", d, err)
	}
}

// AK-01, VB-06 … VB-10, G-04, G-05, G-06: each input wrong alone and all together: a message at its field, everything typed stays,
// nothing is saved.
func TestDeskFormRefusals(t *testing.T) {
	s, k := newSite(t), sim.DemoKisiler().Ayse
	b := s.signIn(userAKS)
	tomorrow := time.Now().In(store.Istanbul()).AddDate(0, 0, 1).Format("02.01.2006")
	wrong := map[string]struct{ field, value, at, message string }{
		"no number":             {"tckn", "", "tckn", "T.C. Kimlik No giriniz."},
		"checksum":              {"tckn", "88000000153", "tckn", "T.C. Kimlik No hatalı"},
		"nobody's number":       {"tckn", string(basvuru.MakeTCKN("123456789")), "tckn", "kayıtlı kişi bulunamadı"},
		"landline as mobile":    {"cep", "312 000 00 01", "cep", "Sabit hat numarası cep telefonu olarak kullanılamaz"},
		"mobile too short":      {"cep", "0500 000", "cep", "5 ile başlayan 10 rakamdan"},
		"mobile as landline":    {"ev", "500 000 00 01", "ev", "Cep telefonu numarası ev telefonu olarak kullanılamaz"},
		"e-mail":                {"eposta", "ayse@", "eposta", "E-posta adresi hatalı"},
		"no address":            {"acik_adres", " ", "acik_adres", "açık adresi giriniz"},
		"no il":                 {"il", "", "il", "İl seçiniz."},
		"ilçe of another il":    {"ilce", "34001", "ilce", ""},
		"no mahalle":            {"mahalle", "", "mahalle", "Mahalle veya köy seçiniz."},
		"no pair":               {"hizmet", "", "baslik", ""},
		"sub-heading forgotten": {"baslik", "1", "alt_baslik", "Hizmet alt başlığı seçiniz."},
		"education":             {"egitim", "999", "egitim", "Eğitim durumunu seçiniz."},
		"sector":                {"sektor", "", "sektor", "Çalışma sektörünü seçiniz."},
		"subject":               {"konu", "  ", "konu", "Başvuru konusunu giriniz."},
		"subject too long":      {"konu", strings.Repeat("ş", 4001), "konu", "4001 karakter"},
		"no day":                {"gelis_tarihi", "", "gelis_tarihi", "Başvuru geliş tarihini giriniz."},
		"day to come":           {"gelis_tarihi", tomorrow, "gelis_tarihi", "ileri bir tarih olamaz"},
		"no such day":           {"gelis_tarihi", "31.02.2026", "gelis_tarihi", "gg.aa.yyyy"},
		"mistyped year":         {"gelis_tarihi", "02.01.0206", "gelis_tarihi", "yılını kontrol ediniz"},
	}
	for name, c := range wrong {
		t.Run(name, func(t *testing.T) {
			b := *b
			b.t = t
			p := b.adina()
			p.press("Kaydet", merged(elle(k), map[string]string{c.field: c.value}))
			if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.errorAt(c.at), c.message) || p.errorAt(c.at) == "" {
				t.Errorf("HTTP %d, at %s stands %q, want %q: %s", p.status, c.at, p.errorAt(c.at), c.message, p.text())
			}
			for field, v := range elle(k) {
				if field != c.field && field != "hizmet" && field != "ayni" && field != "mahalle" && field != "ilce" && p.value(field) != v {
					t.Errorf("%s was lost: %q", field, p.value(field))
				}
			}
		})
	}
	p := b.adina()
	p.press("Kaydet", map[string]string{"tckn": "123", "cep": "1", "ev": "2", "eposta": "x", "gelis_tarihi": tomorrow},
		tarayici.File{Ad: "virüs.exe", Content: []byte("MZ")}, pdfFile("iyi.pdf"))
	p.wantErrors(http.StatusUnprocessableEntity, map[string]string{
		"dosya": "“virüs.exe” dosyasının türü uygun değil",
		"tckn":  "11 rakamdan", "cep": "Cep telefonu", "ev": "Ev telefonu", "eposta": "E-posta", "gelis_tarihi": "ileri bir tarih", "acik_adres": "giriniz",
		"il": "İl seçiniz.", "ilce": "İlçe seçiniz.", "mahalle": "Mahalle veya köy", "baslik": "En az bir", "egitim": "seçiniz", "sektor": "seçiniz", "konu": "giriniz",
	})
	p.shows(t, http.StatusUnprocessableEntity, "iyi.pdf", `value="123"`)
	if s.filed() != 0 {
		t.Error("something was saved")
	}
}

// VB-07, AK-01: who has no mobile is reached by landline; the clerk is told that no SMS goes out, and so is the timeline.
func TestDeskFilesWithoutMobile(t *testing.T) {
	s, k := newSite(t), sim.DemoKisiler().Cepsiz
	b := s.signIn(userAKS)
	p := b.adina()
	p.press("Kaydet", merged(dolu(k), map[string]string{"cep": ""}))
	p.wantErrors(http.StatusUnprocessableEntity, map[string]string{"ev": "Cep telefonu olmayan vatandaş için ev telefonu giriniz."})
	p.press("Kaydet", map[string]string{"ev": "312 000 00 03"})
	no := p.no()
	p.shows(t, http.StatusOK, "SMS gönderilemez; takip numarasını vatandaşa siz bildiriniz.")
	ev := uuidOf(t, s.scanText(`SELECT id::text FROM olay WHERE konu_no = $1`, no))
	if err := s.store.Notify(t.Context(), store.Bildirim{Tuketici: "havuz", OlayID: ev, No: no, Sablon: "alindi", Metin: "x", Parca: 1}); err != nil {
		t.Fatal(err)
	}
	b.get(aksURL(no, "")).shows(t, http.StatusOK, "SMS Gönderilemedi", "cep telefonu bulunmadığından SMS gönderilemedi.", "0 312 000 00 03")
}

// VB-12, AK-03: an address in another il goes to that il's pool; the clerk is told before and after, and cannot see it then.
func TestDeskFilesForAnotherIl(t *testing.T) {
	s, k := newSite(t), sim.DemoKisiler().Ayse
	b := s.signIn(userAKS)
	ilce := s.scanText(`SELECT min(id)::text FROM ilce WHERE il_kodu = 34`)
	there := map[string]string{"il": "34", "ilce": ilce, "mahalle": s.scanText(`SELECT min(id)::text FROM yerlesim WHERE ilce_id = $1 AND tur <> 'koy'`, atoi(ilce))}
	p := b.adina()
	p.press("Listele", merged(elle(k), there))
	p.shows(t, http.StatusOK, "İSTANBUL ili", "yetki alanınızın dışındadır")
	p.press("Kaydet", there)
	no := p.no()
	p.shows(t, http.StatusOK, "yetki alanınızın dışındadır")
	p.lacks(t, "Detayı Göster")
	b.get(aksURL(no, "")).shows(t, http.StatusNotFound)
	if il := s.scan(`SELECT il_kodu::text FROM basvuru WHERE no = $1`, no); il != 34 {
		t.Errorf("in the pool of %d", il)
	}
}

// VB-13: the same subject by the same citizen within a day is asked about, with the earlier number.
func TestDeskSameSubject(t *testing.T) {
	s, k := newSite(t), sim.DemoKisiler().Ayse
	b := s.signIn(userAKS)
	p := b.adina()
	p.press("Kaydet", dolu(k))
	first := p.no()
	p = b.adina()
	p.press("Kaydet", dolu(k))
	if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text(), fmt.Sprintf("%d numaralı başvurusu alınmıştır", first)) {
		t.Errorf("HTTP %d %s", p.status, p.text())
	}
	p.press("Kaydet", map[string]string{"ayni_konu": "1"})
	if p.no() == first || s.filed() != 2 {
		t.Errorf("%d applications", s.filed())
	}
}

// SC-01: a Yetkili and a citizen's draft are not the desk's; nobody opens or fills another's form.
func TestDeskFormIsItsUsersAlone(t *testing.T) {
	s, k := newSite(t), sim.DemoKisiler().Ayse
	p := s.signIn(userAKS).adina()
	p.press("Ara", dolu(k))
	other := s.signIn(userAKSIlce)
	for _, a := range []answer{other.get(p.path), other.post(p.path, "islem", "kaydet", "konu", "x"), other.post(p.path + "/iptal"), other.post(p.path+"/adres", "ayni", "1")} {
		a.shows(t, http.StatusNotFound)
		a.lacks(t, "AYŞE")
	}
	begun := other.get(yolYap) // they have begun nothing: an empty form of their own opens
	if begun.status != http.StatusSeeOther || begun.to == p.path {
		t.Errorf("HTTP %d to %s", begun.status, begun.to)
	}
	form := other.get(begun.to)
	form.shows(t, http.StatusOK, "Başvuru Yap")
	form.lacks(t, "Yarım kalan", "AYŞE")
	citizens, err := s.store.NewDraft(t.Context(), kural.Vatandas)
	if err != nil {
		t.Fatal(err)
	}
	other.post(yolYap+"/"+citizens.String(), "islem", "kaydet", "konu", "x").shows(t, http.StatusNotFound)
	p.open(p.path)
	p.shows(t, http.StatusOK, "AYŞE", "DEMİR")
}
