package handlers

import (
	"net/http"
	"strings"
	"testing"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/tarayici"
	"acikkapi/kart"
)

const (
	kayipFormu     = "Kayıp Tanıtım Kartı Bildirim Formu"
	bildirimYazisi = "Emniyet/Jandarma Bildirim Yazısı"
)

// cancelling is the page of a cancellation of a valid card.
func (s *site) cancelling() (*sayfa, int64) {
	s.t.Helper()
	p, no := s.requested()
	s.decide(no, kart.Approve{Talep: 1})
	dbtest.Gonder(s.t, s.store, s.reviewer(), no)
	p.open(yolKart)
	p.click("FATMA", "İptal Talebinde Bulun")
	return p, no
}

// field tells whether the page has an upload of that name.
func (p *sayfa) field(name string) bool { return tarayici.Input(p.page, name) != nil }

// KI-01, KI-02: the four reasons; the papers come with Kayıp/Çalıntı only, without JavaScript by “Listele” and with it by the part alone,
// and are wanted for it.
func TestCancellationOfALostCard(t *testing.T) {
	s := newSite(t)
	p, no := s.cancelling()
	for _, neden := range []string{"Kayıp/Çalıntı", "Fotoğraf Değişikliği", "Nüfus Bilgilerinde Değişiklik", "Diğer"} {
		if !strings.Contains(p.body, ">"+neden+"</option>") {
			t.Errorf("%s cannot be chosen", neden)
		}
	}
	if !strings.Contains(p.text(), "Tanıtım Kartı İptal İşlemleri") || p.field("kayip_formu") || strings.Contains(p.text(), kart.TeslimUyarisi) {
		t.Errorf("before a choice: %s", p.text())
	}
	p.press("Kaydet", nil)
	p.wantErrors(http.StatusUnprocessableEntity, map[string]string{"neden": "İptal talebi nedenini seçiniz."})
	p.press("Listele", map[string]string{"neden": "kayip_calinti"})
	if p.status != http.StatusOK || !p.field("kayip_formu") || !p.field("bildirim_yazisi") || !strings.Contains(p.text(), kayipFormu) || !strings.Contains(p.text(), bildirimYazisi) {
		t.Fatalf("HTTP %d after the choice: %s", p.status, p.text())
	}
	p.get("/canli"+kartURL(no, "/iptal?neden=kayip_calinti")).shows(t, http.StatusOK, `name="kayip_formu"`, `name="bildirim_yazisi"`)
	p.press("Kaydet", nil)
	p.wantErrors(http.StatusUnprocessableEntity, map[string]string{"kayip_formu": kayipFormu + " yükleyiniz.", "bildirim_yazisi": bildirimYazisi + " yükleyiniz."})
	p.press("Yükle "+kayipFormu, nil, file("kayip_formu", "form.pdf", pdfOf("")))
	if !strings.Contains(p.text(), "Formu Göster") || p.value("neden") != "kayip_calinti" {
		t.Errorf("after “Yükle”: %s", p.text())
	}
	form := *p
	p.press("Kaydet", nil, file("bildirim_yazisi", "yazi.jpg", jpegOf(t, 300, 400, 0)))
	p.want(http.StatusOK, yolKart)
	if !strings.Contains(p.text(), "İptal talebiniz alınmış") || p.sutun("FATMA", "Talep Tipi") != "Kart İptal Talebi" || p.sutun("FATMA", "Talep Durumu") != "Onay Bekliyor" ||
		p.sutun("FATMA", "İptal Sebebi") != "Kayıp/Çalıntı" {
		t.Errorf("the list: %s", p.text())
	}
	form.press("Kaydet", nil) // again
	if s.talepler(no) != 2 || form.path != yolKart {
		t.Errorf("pressed twice: %d requests, at %s", s.talepler(no), form.path)
	}
}

// KI-02, KI-03: another reason shows the seed's sentence in place of the papers and takes none, whatever is posted.
func TestCancellationForAnotherReason(t *testing.T) {
	s := newSite(t)
	p, no := s.cancelling()
	p.press("Listele", map[string]string{"neden": "fotograf_degisikligi"})
	if p.field("kayip_formu") || !strings.Contains(p.text(), "KAYIP/ÇALINTI DIŞINDA İPTALİ YAPILACAK TANITIM KARTI, BİRİM/VALİLİK ARACILIĞIYLA YAZI EKİNDE KİMLİK BÜROSUNA GÖNDERİLMEDİKÇE İPTAL İŞLEMLERİ BAŞLATILMAZ.") {
		t.Fatalf("after the choice: %s", p.text())
	}
	a := s.crafted(p.browser, no, "/iptal", map[string]string{"neden": "diger"}, file("kayip_formu", "form.pdf", pdfOf("")))
	a.shows(t, http.StatusUnprocessableEntity, "yalnızca Kayıp/Çalıntı nedeninde yüklenir.")
	s.crafted(p.browser, no, "/iptal", map[string]string{"neden": "yok"}).shows(t, http.StatusUnprocessableEntity, "İptal talebi nedenini seçiniz.")
	if s.talepler(no) != 1 {
		t.Error("a request was made")
	}
	p.press("Kaydet", nil) // the paper that was refused does not stand in its way
	p.want(http.StatusOK, yolKart)
	if got := p.sutun("FATMA", "Süreç"); !strings.Contains(got, "gönderilmedikçe iptal işlemleri başlatılmaz") {
		t.Errorf("the list: %q", got)
	}
	if n := s.scan(`SELECT count(*)::text FROM dosya WHERE kart_no = $1 AND talep_sira = 2`, no); n != 0 {
		t.Errorf("%d papers are attached", n)
	}
	s.decide(no, kart.ReceiveCard{Talep: 2})
	p.open(yolKart)
	if got := p.sutun("FATMA", "Süreç"); !strings.Contains(got, "Kart Kimlik Bürosuna ulaşmıştır.") || strings.Contains(got, "başlatılmaz") {
		t.Errorf("after the card has arrived: %q", got)
	}
}

// KI-03: who cancels a card that was never printed reads that none is to be sent, in place of the seed's sentence.
func TestCancellationBeforePrinting(t *testing.T) {
	s := newSite(t)
	p, no := s.requested()
	s.decide(no, kart.Approve{Talep: 1})
	p.open(kartURL(no, "/iptal"))
	p.press("Listele", map[string]string{"neden": "diger"})
	if got := p.text(); !strings.Contains(got, "Kart henüz basılmadığı için Kimlik Bürosuna gönderilmesi gerekmez") || strings.Contains(got, kart.TeslimUyarisi) {
		t.Errorf("after the choice: %s", got)
	}
	p.press("Kaydet", nil)
	p.open(yolKart)
	if got := p.sutun("FATMA", "Süreç"); !strings.Contains(got, "Kart henüz basılmadığı için") || strings.Contains(got, "başlatılmaz") || strings.Contains(got, "basım sırasındadır") {
		t.Errorf("the list: %q", got)
	}
}

// KT-03, KI-01: a relative with a card who comes to work at the ministry is listed with the seed's sentence; the card can be cancelled, and
// no new one asked for.
func TestRelativeJoinsTheMinistry(t *testing.T) {
	const sentence = "Bakanlık personeline kart talebinde bulunulamaz"
	s := newSite(t)
	p, no := s.cancelling()
	s.exec(`UPDATE kart SET bakanlik_personeli = true WHERE no = $1`, no)
	p.open(yolKart)
	if got := p.sutun("FATMA", "Süreç"); !strings.Contains(got, sentence) || !strings.Contains(got, kart.TalepOnayli.Surec()) {
		t.Errorf("with a card: %q", got)
	}
	p.click("FATMA", "İptal Talebinde Bulun")
	p.press("Kaydet", map[string]string{"neden": "diger"})
	s.decide(no, kart.ReceiveCard{Talep: 2})
	s.decide(no, kart.ApproveCancel{Talep: 2})
	p.open(yolKart)
	if got := tarayici.Text(p.satir("FATMA")); !strings.Contains(got, sentence) || strings.Contains(got, "Kart Talebinde Bulun") {
		t.Errorf("the card is cancelled: %s", got)
	}
	s.crafted(p.browser, no, "/talep", map[string]string{"kabul": "1"}, papers(t)...).shows(t, http.StatusConflict, sentence)
}

// KI-04, KT-07: only the bureau's approval cancels; refused, the reasons stand in the list and one may ask again; cancelled, a new card
// can be asked for.
func TestCancellationIsTheBureausToDecide(t *testing.T) {
	s := newSite(t)
	p, no := s.cancelling()
	p.press("Kaydet", map[string]string{"neden": "diger"})
	ret := kart.Ret{Sebep: s.scan(`SELECT min(id)::text FROM ret_sebep WHERE tip = 'iptal'`), Aciklama: "Kart ulaşmadı."}
	s.decide(no, kart.RejectCancel{Talep: 2, Ret: ret})
	p.open(yolKart)
	if p.sutun("FATMA", "Talep Durumu") != "Reddedildi" || p.sutun("FATMA", "Ret Sebebi Açıklama") != "Kart ulaşmadı." || p.sutun("FATMA", "İptal Sebebi") != "Diğer" {
		t.Errorf("refused: %s", tarayici.Text(p.satir("FATMA")))
	}
	p.click("FATMA", "İptal Talebinde Bulun")
	if !strings.Contains(p.text(), "Kart ulaşmadı.") {
		t.Errorf("the form does not say why: %s", p.text())
	}
	p.press("Kaydet", map[string]string{"neden": "diger"})
	s.decide(no, kart.ReceiveCard{Talep: 3})
	s.decide(no, kart.ApproveCancel{Talep: 3})
	p.open(yolKart)
	if p.sutun("FATMA", "Talep Tipi") != "Kart İptal Talebi" || p.sutun("FATMA", "Talep Durumu") != "Onaylandı" {
		t.Errorf("cancelled: %s", tarayici.Text(p.satir("FATMA")))
	}
	p.get(kartURL(no, "/iptal")).shows(t, http.StatusConflict, "bu işlem yapılamaz")
	p.click("FATMA", "Kart Talebinde Bulun")
	p.press("Kaydet", map[string]string{"kabul": "1"}, papers(t)...)
	if p.sutun("FATMA", "Talep Tipi") != "Kart Talebi" || s.talepler(no) != 4 {
		t.Errorf("asked for anew: %s", tarayici.Text(p.satir("FATMA")))
	}
}
