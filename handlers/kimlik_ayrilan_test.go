package handlers

import (
	"net/http"
	"strings"
	"testing"

	"acikkapi/kart"
	"acikkapi/store"
)

// KI-03, KB-01: the bureau finds the valid cards of those who have left by a filter, starts to cancel one with the reason on its page,
// records that it does not come back, and a second person approves. What is missing or too late is told there, and nothing typed is lost.
func TestKimlikCancelsLeaversCards(t *testing.T) {
	b := newBuro(t)
	no := b.asked("FATMA")
	pinar, cenk := b.signIn(userKimlik), b.signIn(userKimlik2)
	pinar.post(kimlikURL(no, 1, "onayla")).redirects(t, "/kimlik")
	b.exec(`UPDATE kart SET basim = 'gonderildi' WHERE no = $1`, no)
	first := kimlikURL(no, 1, "")
	pinar.get(first).lacks(t, "İptal İşlemini Başlat")
	pinar.get("/kimlik").shows(t, http.StatusOK, `href="/kimlik?durum=ayrilan"`, "Ayrılan personelin kartları")
	pinar.get(kimlikAyrilan).shows(t, http.StatusOK, "Ayrılan personelin geçerli kartı bulunmamaktadır.")
	pinar.post(kimlikURL(no, 1, "ayrilan-iptal"), "ayrilis", "3.11.2026 tarihli yazı").shows(t, http.StatusConflict, "kartın iptalini kendisi ister")

	b.exec(`UPDATE kullanici SET aktif = false WHERE id = $1`, b.user(userPersonel))
	list := pinar.get(kimlikAyrilan)
	list.shows(t, http.StatusOK, "Ayrılan Personelin Kartları", "FATMA KAYA", "HASAN KAYA", "Ayrıldı", first)
	pinar.get(first).shows(t, http.StatusOK, "İptal İşlemini Başlat", "kart hâlâ geçerli")
	pinar.post(kimlikURL(no, 1, "ayrilan-iptal"), "ayrilis", "").shows(t, http.StatusUnprocessableEntity, "ayrilis-error", "Ayrılış bilgisini giriniz.")
	pinar.post(kimlikURL(no, 1, "ayrilan-iptal"), "ayrilis", "3.11.2026 tarihli yazı").redirects(t, kimlikURL(no, 2, ""))

	request := pinar.get(kimlikURL(no, 2, ""))
	request.shows(t, http.StatusOK, "İptal işlemi başlatıldı.", "Personelin Ayrılması: 3.11.2026 tarihli yazı", "Kart Teslim Alındı", "Kart Geri Alınamadı", "Kart teslim alınmadan iptal talebi onaylanamaz")
	pinar.post(kimlikURL(no, 1, "ayrilan-iptal"), "ayrilis", "3.11.2026 tarihli yazı").shows(t, http.StatusConflict, "bu işlem yapılamaz")
	pinar.get("/kimlik").shows(t, http.StatusOK, "Kart bekleniyor", "Personelin Ayrılması", "Ayrıldı")
	pinar.get("/kimlik?tip=iptal&neden="+string(kart.PersonelAyrildi)).shows(t, http.StatusOK, "FATMA KAYA")
	long := strings.Repeat("ş", kart.MaxAciklama+1)
	pinar.post(kimlikURL(no, 2, "geri-alinamadi"), "geri_neden", long).shows(t, http.StatusUnprocessableEntity, "geri_neden-error", long)
	pinar.post(kimlikURL(no, 2, "geri-alinamadi"), "geri_neden", "Yanıt gelmedi").redirects(t, kimlikURL(no, 2, ""))
	own := pinar.get(kimlikURL(no, 2, ""))
	own.shows(t, http.StatusOK, "iptali başka bir görevli onaylar", "geri alınamadığı kaydedilmiş")
	own.lacks(t, "Evet, onayla")
	pinar.post(kimlikURL(no, 2, "onayla")).shows(t, http.StatusConflict, "başka bir görevli onaylar")
	cenk.get(kimlikURL(no, 2, "")).shows(t, http.StatusOK, "Evet, onayla", "ayrılan personele bildirilmez")
	cenk.post(kimlikURL(no, 2, "onayla")).redirects(t, "/kimlik")
	if k := b.karar(no, 2); k != store.KararOnay+" CENK ALTAY" {
		t.Errorf("decided: %s", k)
	}
	pinar.get(kimlikAyrilan).lacks(t, "FATMA KAYA")
}
