package handlers

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"acikkapi/internal/sim"
	"acikkapi/internal/tarayici"
	"acikkapi/kart"
	"acikkapi/store"
)

const talepAlindi = "Talebiniz alınmış ve Kimlik Bürosuna yönlendirilmiştir"

// KT-01, KT-02, KT-03: the family comes from KPS; a child under 15 is listed with the day from which on it can be asked a card for.
func TestFamilyFromKPS(t *testing.T) {
	s := newSite(t)
	p := &sayfa{browser: s.signIn(userPersonel)}
	p.open(yolKart)
	if !strings.Contains(p.text(), "PERSONEL YAKINI TANITIM KART TALEP İŞLEMLERİ") || !strings.Contains(p.body, `<p class="ak-empty">Eş ve çocuk bilgisi bulunamamıştır!</p>`) {
		t.Fatalf("the empty list says %s", p.text())
	}
	p.press("Aile Bilgilerini KPS' den getir", nil)
	if !strings.Contains(p.text(), "Aile bilgileriniz KPS'den alındı: 3 kişi.") || strings.Contains(p.body, "ak-empty") {
		t.Errorf("after KPS: %s", p.text())
	}
	can := tarayici.Text(p.satir("CAN KAYA"))
	if !strings.Contains(can, "15 yaşını doldurmamış çocuk için kart talebinde bulunulamaz.") || !strings.Contains(can, "20.09.2033") || strings.Contains(can, "Kart Talebinde Bulun") {
		t.Errorf("CAN: %s", can)
	}
	for _, ad := range []string{"FATMA KAYA", "ELİF KAYA"} {
		if got := p.sutun(ad, "İşlemler"); !strings.HasPrefix(got, "Kart Talebinde Bulun") {
			t.Errorf("%s: %q", ad, got)
		}
	}
	if strings.Contains(p.body, string(sim.DemoKisiler().Es.TCKN)) {
		t.Error("a whole T.C. Kimlik No stands on the page")
	}
	if n := s.scan(`SELECT count(*)::text FROM erisim WHERE islem = 'KPS''de aile bilgileri sorgulandı' AND yapan_id = $1`, s.user(userPersonel)); n != 1 {
		t.Errorf("%d look-ups on record", n)
	}
}

// KT-02: a staff member without spouse and children is told that KPS knows of none; a relative whom it does not name any more stays in the
// list for what was asked for, and no card can be asked for.
func TestFamilyThatKPSDoesNotKnow(t *testing.T) {
	s := newSite(t)
	no := s.family(userVali, yakin("FATMA", kart.Es, 40, 0))
	s.mayAsk(userVali)
	box, single := s.store.Box(), string(sim.DemoKisiler().Ayse.TCKN)
	s.exec(`UPDATE kullanici SET tckn = $1, tckn_iz = $2 WHERE id = $3`, box.SealString(single), box.Index("tckn", single), s.user(userVali))
	p := &sayfa{browser: s.signIn(userVali)}
	p.open(kartURL(no, "/talep"))
	p.press("Kaydet", map[string]string{"kabul": "1"}, papers(t)...)
	s.decide(no, kart.Reject{Talep: 1, Ret: kart.Ret{Sebep: s.scan(`SELECT min(id)::text FROM ret_sebep WHERE tip = 'kart'`)}})
	p.open(yolKart)
	p.press("Aile Bilgilerini KPS' den getir", nil)
	p.want(http.StatusOK, yolKart)
	if !strings.Contains(p.text(), "Kimlik Paylaşım Sisteminde kayıtlı eşiniz ya da çocuğunuz bulunmuyor.") {
		t.Errorf("KPS knows nobody: %s", p.text())
	}
	if got := p.sutun("FATMA", "Süreç"); !strings.Contains(got, "artık eşiniz ya da çocuğunuz olarak bildirmiyor") || strings.Contains(p.sutun("FATMA", "İşlemler"), "Kart Talebinde Bulun") {
		t.Errorf("the list: %s", tarayici.Text(p.satir("FATMA")))
	}
}

// KT-02: KPS that is away is told with the way to try again; the list stays, no try is counted, and when KPS is back the family comes.
func TestFamilyWhileKPSIsAway(t *testing.T) {
	s := newSite(t)
	p := s.aile(userPersonel)
	for _, tur := range []string{sim.Kapali, sim.HTML, sim.Yanlis} {
		s.sim.SetAriza(sim.Ariza{Servis: sim.ServisKPS, Tur: tur})
		for range 8 {
			p.open(yolKart)
			p.press("Aile Bilgilerini KPS' den getir", nil)
		}
		if p.status != http.StatusServiceUnavailable || p.header.Get("Retry-After") == "" || !strings.Contains(p.text(), "Kimlik Paylaşım Sistemine şu anda ulaşılamıyor") {
			t.Errorf("%s: HTTP %d: %s", tur, p.status, p.text())
		}
		p.satir("FATMA KAYA")
	}
	s.sim.ClearAriza()
	p.press("Aile Bilgilerini KPS' den getir", nil)
	p.want(http.StatusOK, yolKart)
}

// SC-09: nobody asks KPS for ever.
func TestFamilyLookUpsAreLimited(t *testing.T) {
	s := siteWith(t, store.Limits{TCKN: 2, Telefon: 100, IP: 100}) // twice as many tries
	p := s.aile(userPersonel)
	for range 4 {
		p.press("Aile Bilgilerini KPS' den getir", nil)
	}
	if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text(), "15 dakika sonra") {
		t.Errorf("HTTP %d: %s", p.status, p.text())
	}
	p.satir("FATMA KAYA")
}

// KT-04, KT-05, KT-06: “Yükle” keeps each paper and shows it; “Kaydet” sends the request to the bureau, once however often it is pressed.
func TestRequestForACard(t *testing.T) {
	s := newSite(t)
	p := s.aile(userPersonel)
	no := p.kartNo("FATMA")
	p.click("FATMA", "Kart Talebinde Bulun")
	files := papers(t)
	p.press("Yükle Fotoğraf", map[string]string{"kabul": "1"}, files[0])
	if p.status != http.StatusOK || !strings.Contains(p.text(), "Fotoğraf başarılı bir şekilde yüklendi") || !strings.Contains(p.text(), "Fotoğrafı Göster") {
		t.Fatalf("HTTP %d: %s", p.status, p.text())
	}
	if !strings.Contains(p.body, `value="1" checked`) {
		t.Error("the tick was lost by uploading")
	}
	p.press("Yükle Dekont", nil, files[1])
	if !strings.Contains(p.text(), "Dekontu Göster") || !strings.Contains(p.text(), "Fotoğrafı Göster") {
		t.Fatalf("HTTP %d: %s", p.status, p.text())
	}
	form := *p
	p.press("Kaydet", nil)
	p.want(http.StatusOK, yolKart)
	if !strings.Contains(p.text(), talepAlindi) || p.sutun("FATMA", "Talep Tipi") != "Kart Talebi" || p.sutun("FATMA", "Talep Durumu") != "Onay Bekliyor" ||
		!strings.Contains(p.sutun("FATMA", "Süreç"), kart.TalepBekliyor.Surec()) {
		t.Errorf("the list says %s", p.text())
	}
	form.press("Kaydet", nil, files...) // the same form again, by the back button
	form.want(http.StatusOK, yolKart)
	if n := s.scan(`SELECT count(*)::text FROM dosya WHERE kart_no IS NULL`); n != 0 {
		t.Errorf("%d papers are left for nobody", n)
	}
	if !strings.Contains(form.text(), talepAlindi) || s.talepler(no) != 1 {
		t.Errorf("pressed twice: %d requests, %s", s.talepler(no), form.text())
	}
	if n := s.scan(`SELECT count(*)::text FROM giden WHERE tip = 'kart.talep_edildi' AND konu_no = $1`, no); n != 1 {
		t.Errorf("%d messages to the bureau are on their way", n)
	}
}

// KT-04, SC-07: each violation is named with what was found, all at once, at the field; nothing else is lost and nothing refused is kept.
func TestRefusedPhotos(t *testing.T) {
	s := newSite(t)
	p := s.aile(userPersonel)
	no := p.kartNo("FATMA")
	p.click("FATMA", "Kart Talebinde Bulun")
	big := append(jpegOf(t, 600, 800, 300), bytes.Repeat([]byte{0}, 1<<20)...)
	for name, c := range map[string]struct {
		photo []byte
		want  []string
	}{
		"a PNG called .jpg":      {pngOf(t), []string{"JPG ya da JPEG formatında olmalıdır; yüklediğiniz PNG."}},
		"without density":        {jpegOf(t, 600, 800, 0), []string{"300 dpi olmalıdır; dosyada çözünürlük bilgisi yok."}},
		"wrong size and density": {jpegOf(t, 640, 800, 72), []string{"600*800 piksel olmalıdır; yüklediğiniz 640×800 piksel.", "300 dpi olmalıdır; yüklediğiniz 72 dpi."}},
		"CMYK":                   {cmykPhoto(t), []string{"CMYK"}},
		"a bomb":                 {bomb(t), []string{"30000×30000"}},
		"cut off":                {goodPhoto(t)[:2000], []string{"eksik"}},
		"too large":              {big, []string{"en fazla 1 MB olmalıdır"}},
		"empty":                  {nil, []string{"boş"}},
	} {
		t.Run(name, func(t *testing.T) {
			q := *p
			q.browser = &browser{t, p.base, p.client}
			q.press("Kaydet", map[string]string{"kabul": "1"}, file("fotograf", "foto.jpg", c.photo), file("dekont", "dekont.pdf", pdfOf("")))
			got := strings.Join(q.errorsAt("fotograf"), " | ")
			for _, part := range c.want {
				if q.status != http.StatusUnprocessableEntity || !strings.Contains(got, part) {
					t.Errorf("HTTP %d, at the photo stands %q, want %q", q.status, got, part)
				}
			}
			if !strings.Contains(q.text(), "Dekontu Göster") || !strings.Contains(q.body, `value="1" checked`) || strings.Contains(q.text(), "Fotoğrafı Göster") {
				t.Errorf("what else was given is lost, or the photo was kept: %s", q.text())
			}
		})
	}
	if s.talepler(no) != 0 {
		t.Error("a request was made")
	}
}

// KT-05, KT-06, SC-07: the other papers; what is wrong with a file and with the rest is told together.
func TestRefusedReceiptAndNoTick(t *testing.T) {
	s := newSite(t)
	p := s.aile(userPersonel)
	p.click("FATMA", "Kart Talebinde Bulun")
	p.press("Kaydet", nil)
	if !slices.Equal(p.errorsAt("fotograf"), []string{"Fotoğraf yükleyiniz."}) || !slices.Equal(p.errorsAt("dekont"), []string{"Dekont yükleyiniz."}) ||
		!strings.Contains(p.errorAt("kabul"), "sorumluluğunu kabul etmeniz") || p.status != http.StatusUnprocessableEntity {
		t.Errorf("nothing given: HTTP %d %s", p.status, p.text())
	}
	p.press("Kaydet", nil, file("fotograf", "foto.jpg", goodPhoto(t)), file("dekont", "dekont.pdf", scriptPDF()))
	if len(p.errorsAt("dekont")) != 1 || p.errorAt("kabul") == "" || len(p.errorsAt("fotograf")) != 0 || !strings.Contains(p.text(), "Fotoğrafı Göster") {
		t.Errorf("a PDF with JavaScript: HTTP %d %s", p.status, p.text())
	}
	p.press("Yükle Dekont", nil)
	if got := p.errorsAt("dekont"); len(got) != 1 || !strings.Contains(got[0], "“Gözat” ile bir dosya seçiniz") {
		t.Errorf("nothing chosen: %v", got)
	}
	p.press("Kaydet", map[string]string{"kabul": "1"}, file("dekont", "dekont.docx", []byte("PK\x03\x04")))
	if got := p.errorsAt("dekont"); len(got) != 1 || !strings.Contains(got[0], "JPG, JPEG veya PDF") {
		t.Errorf("a Word file: %v", got)
	}
	p.press("Kaydet", map[string]string{"kabul": "1"}, file("dekont", "dekont.jpg", jpegOf(t, 400, 300, 0)))
	p.want(http.StatusOK, yolKart)
}

// SC-07: what camera and programs wrote into a photo is not kept.
func TestPhotoIsKeptWithoutItsPlace(t *testing.T) {
	s := newSite(t)
	p := s.aile(userPersonel)
	p.click("FATMA", "Kart Talebinde Bulun")
	p.press("Yükle Fotoğraf", nil, papers(t)[0])
	a := p.get(yolKart + "/dosya/" + between(t, p.body, yolKart+"/dosya/", `"`))
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "image/jpeg" || len(a.body) < 1000 || strings.Contains(a.body, "GPS") {
		t.Errorf("HTTP %d %s, %d bytes", a.status, a.header.Get("Content-Type"), len(a.body))
	}
	p.press("Yükle Fotoğraf", nil, file("fotograf", "ikinci.jpeg", goodPhoto(t)))
	if !strings.Contains(p.text(), "ikinci.jpeg") || strings.Contains(p.text(), "vesikalık.jpg") {
		t.Errorf("uploaded again: %s", p.text())
	}
}

// KT-08: two different forms at the same moment make one request.
func TestTwoRequestsAtOnce(t *testing.T) {
	s := newSite(t)
	p := s.aile(userPersonel)
	no := p.kartNo("FATMA")
	p.click("FATMA", "Kart Talebinde Bulun")
	for _, f := range papers(t) {
		p.press("Yükle", nil, f)
	}
	tabs := make([]*sayfa, 4)
	for i := range tabs {
		tabs[i] = &sayfa{browser: p.browser}
		tabs[i].open(kartURL(no, "/talep"))
	}
	var wg sync.WaitGroup
	answers := make([]answer, len(tabs))
	for i, tab := range tabs {
		req := tab.request("Kaydet", map[string]string{"kabul": "1"})
		wg.Go(func() { answers[i] = tab.send(req) })
	}
	wg.Wait()
	won := 0
	for _, a := range answers {
		switch a.status {
		case http.StatusSeeOther:
			won++
		case http.StatusConflict, http.StatusUnprocessableEntity:
		default:
			t.Errorf("HTTP %d: %s", a.status, a.body)
		}
	}
	if won != 1 || s.talepler(no) != 1 {
		t.Errorf("%d won, %d requests", won, s.talepler(no))
	}
}
