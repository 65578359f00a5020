package handlers

import (
	"net/http"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
)

// YT-02, MI-04: what is withdrawn from a birim, or begun anew, is none of its business any more: not in the list, not by its
// address, not its files; and what somebody there was writing is not lost.
func TestTakenFromBirim(t *testing.T) {
	s := newSite(t)
	withdrawn, reset := s.routed(1, dbtest.BirimMEM, dbtest.BirimSaglik), s.routed(2, dbtest.BirimMEM)
	b := s.signIn(userMEM)
	b.get("/birim/basvuru").shows(t, http.StatusOK, "Toplam 2 kayıttan")
	s.do(dbtest.AKS, withdrawn, basvuru.Withdraw{Sira: 1, Neden: "Yanlış birim"})
	s.do(dbtest.AKS, reset, basvuru.SendToMIA{})
	s.do(dbtest.MIA, reset, basvuru.Reset{Aciklama: "Baştan"})
	b.get("/birim/basvuru").shows(t, http.StatusOK, "Toplam 0 kayıt bulundu.")
	for _, no := range []int64{withdrawn, reset} {
		b.get(birimURL(no, 1, "")).shows(t, http.StatusNotFound)
		b.get("/canli"+birimURL(no, 1, "")).shows(t, http.StatusNotFound)
		answer := b.post(birimURL(no, 1, "cevapla"), "metin", "Uzun uzun <yazdım>", "sonuc", "olumlu")
		answer.shows(t, http.StatusNotFound, "Uzun uzun &lt;yazdım&gt;", "üzerinizden alınmış olabilir", `href="/birim/basvuru"`)
		answer.lacks(t, dbtest.Yeni(1).Konu)
		b.post(birimURL(no, 1, "yetkisiz"), "neden", "Bizim işimiz değil").shows(t, http.StatusNotFound, "Bizim işimiz değil")
	}
	s.signIn(userSaglik).get(birimURL(withdrawn, 2, "")).shows(t, http.StatusOK)
}

// YT-02: a birim's timeline names no other birim that the application was routed to.
func TestTimelineNamesNoOtherBirim(t *testing.T) {
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM, dbtest.BirimSaglik)
	s.do(dbtest.YetkiliSag, no, basvuru.Return{Sira: 2, Neden: "Görev alanımızda değil"})
	s.do(dbtest.YetkiliMEM, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Yapılacaktır."})
	b := s.signIn(userMEM)
	for _, page := range []string{birimURL(no, 1, ""), "/canli" + birimURL(no, 1, "") + "/parca"} {
		a := b.get(page)
		a.shows(t, http.StatusOK, "Başvuru İlgili Birime Yönlendirildi", dbtest.BirimMEM.Ad+": Olumlu")
		a.lacks(t, dbtest.BirimSaglik.Ad, "Görev alanımızda değil")
	}
	s.signIn(userAKS).get(aksURL(no, "")).shows(t, http.StatusOK, dbtest.BirimMEM.Ad+", "+dbtest.BirimSaglik.Ad) // AK-10
}
