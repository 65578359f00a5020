package handlers

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

const gectiTag = `<strong class="govuk-tag govuk-tag--red">Süresi geçti</strong>`

// due sets the law's date of an application and the dates of its routings, by days from now; 0 leaves a date as it is.
func (s *site) due(no int64, yasal int, routings ...int) {
	s.t.Helper()
	set := func(sql string, days int, args ...any) {
		s.t.Helper()
		if days == 0 {
			return
		}
		if _, err := s.store.Pool().Exec(s.t.Context(), sql, append([]any{lastSecond(days), no}, args...)...); err != nil {
			s.t.Fatal(err)
		}
	}
	set(`UPDATE basvuru SET yasal_son = $1 WHERE no = $2`, yasal)
	for i, days := range routings {
		set(`UPDATE yonlendirme SET son_tarih = $1 WHERE basvuru_no = $2 AND sira = $3`, days, i+1)
	}
}

// lastSecond is the end of the day that is some days from today.
func lastSecond(days int) time.Time {
	y, m, d := time.Now().In(store.Istanbul()).Date()
	return time.Date(y, m, d+days, 23, 59, 59, 0, store.Istanbul())
}

// day is a date as pages write it, some days from today.
func day(days int) string {
	return lastSecond(days).Format("02.01.2006")
}

// PL-08, AK-05: the desk sees the date that counts, the law's, each routing's, how they stand and how they came about.
func TestDeskSeesDeadlines(t *testing.T) {
	s := newSite(t)
	b := s.signIn(userAKS)
	no := dbtest.File(t, s.store, 1)
	b.get(aksURL(no, "")).shows(t, http.StatusOK, "Son Cevap Verme Tarihi: <strong>", "Yasal Süre Sonu: <strong>", "iş günü kaldı",
		"Tarih nasıl hesaplandı?", "Yasal süre:", "Başvurunun geldiği "+day(0)+" gününden sonra 30 gün (3071 sayılı Kanun, madde 7): "+day(30))

	s.do(dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM, dbtest.BirimSaglik}})
	page := b.get(aksURL(no, ""))
	page.shows(t, http.StatusOK, dbtest.BirimMEM.Ad+":</strong> "+day(0)+" tarihinde yönlendirildi. ", "hafta sonu", "iş günü kaldı")
	page.lacks(t, gectiTag)

	s.due(no, 20, -3, 10)
	page = b.get(aksURL(no, ""))
	page.shows(t, http.StatusOK, "Son Cevap Verme Tarihi: <strong>"+day(-3)+"</strong> "+gectiTag,
		"Yasal Süre Sonu: <strong>"+day(20)+"</strong>", "Son Cevap Verme Tarihi: <strong>"+day(10)+"</strong>")
	b.get(fmt.Sprintf("/canli/aks/basvuru/%d/parca", no)).shows(t, http.StatusOK, gectiTag) // live too

	s.do(dbtest.YetkiliMEM, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Tamam"})
	page = b.get(aksURL(no, "")) // who has answered is not late any more, and keeps the date that was given
	page.shows(t, http.StatusOK, "Son Cevap Verme Tarihi: <strong>"+day(10)+"</strong>", "Son Cevap Verme Tarihi: <strong>"+day(-3)+"</strong>")
	page.lacks(t, gectiTag)

	s.due(no, -1)
	b.get(aksURL(no, "")).shows(t, http.StatusOK, "Yasal Süre Sonu: <strong>"+day(-1)+"</strong> "+gectiTag,
		"Yasal süre dolduğundan", "Kayıttaki "+day(-1)+" tarihi")

	s.do(dbtest.YetkiliSag, no, basvuru.Answer{Sira: 2, Sonuc: basvuru.Olumlu, Metin: "Tamam"})
	s.do(kural.Pipeline("cevap"), no, basvuru.Collect{})
	b.get(aksURL(no, "")).shows(t, http.StatusOK, "Son Cevap Verme Tarihi: <strong>"+day(-1)+"</strong>", gectiTag)
	s.do(dbtest.AKS, no, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Tamam"})
	b.get(aksURL(no, "")).lacks(t, gectiTag, "Yasal Süre Sonu", "Tarih nasıl hesaplandı?") // nobody waits any more
}

// PL-08: a date into a year whose holidays nobody has entered says so.
func TestEdgeOfTheCalendarIsOnThePage(t *testing.T) {
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM)
	desk, unit := s.signIn(userAKS), s.signIn(userMEM)
	const edge = "yılının resmî tatilleri bulunmuyor"
	desk.get(aksURL(no, "")).lacks(t, edge)
	unit.get(birimURL(no, 1, "")).lacks(t, edge)
	s.due(no, 2000, 1999)
	desk.get(aksURL(no, "")).shows(t, http.StatusOK, edge)
	unit.get(birimURL(no, 1, "")).shows(t, http.StatusOK, edge)
}

// PL-08: a date that would be over by today's calendar, because a holiday was taken back, says why it stands.
func TestADateThatStandsIsExplained(t *testing.T) {
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM)
	s.due(no, 100, 5)
	if _, err := s.store.Pool().Exec(t.Context(), `UPDATE yonlendirme SET gonderim = gonderim - interval '60 days' WHERE basvuru_no = $1`, no); err != nil {
		t.Fatal(err)
	}
	s.signIn(userAKS).get(aksURL(no, "")).shows(t, http.StatusOK, "Cevap süresi: 15 iş günü. Bugünkü takvime göre süre ", "verilen tarih geçmişe alınmaz")
}

// PL-08, YT-02: a Yetkili sees the own date, in list and detail; what is late is marked there until it is answered.
func TestUnitSeesItsDeadline(t *testing.T) {
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM, dbtest.BirimSaglik)
	s.due(no, 0, 7, 5)
	b := s.signIn(userMEM)
	list, page := b.get("/birim/basvuru"), b.get(birimURL(no, 1, ""))
	list.shows(t, http.StatusOK, "Son Cevap Verme Tarihi", day(7))
	page.shows(t, http.StatusOK, "Son Cevap Verme Tarihi: <strong>"+day(7)+"</strong>", "iş günü kaldı", "Tarih nasıl hesaplandı?")
	for _, a := range []answer{list, page} {
		a.lacks(t, day(5), gectiTag, "Yasal Süre Sonu") // another birim's date is none of its business
	}
	s.due(no, 0, -1)
	b.get("/birim/basvuru").shows(t, http.StatusOK, gectiTag, day(-1), "ak-late")
	b.get(birimURL(no, 1, "")).shows(t, http.StatusOK, gectiTag)
	s.do(dbtest.YetkiliMEM, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Tamam"})
	b.get("/birim/basvuru").lacks(t, gectiTag, "ak-late")
	b.get(birimURL(no, 1, "")).lacks(t, gectiTag, "kaldı")
}

// MI-01, Resim 41: the guide's columns; when it came to the MİA and by when to answer, from nobody's page but the queue's and the law's.
func TestMIAListColumns(t *testing.T) {
	s := newSite(t)
	y := dbtest.Yeni(1)
	y.Hizmets = append(y.Hizmets, basvuru.Hizmet{Baslik: s.scan(`SELECT id::text FROM hizmet_baslik WHERE diger`), Aciklama: "Bahçe duvarı"})
	no := s.file(y)
	b := s.signIn(userMIA)
	page := b.get("/mia")
	for _, label := range []string{
		"Başvuru Takip No", "Hizmet Başlıkları", "Başvuran T.C. Kimlik No", "Başvuran Ad Soyad", "Başvuru Konusu", "Başvuru Kayıt Tarihi",
		"Birime Geliş Tarihi", "Son Cevap Verme Tarihi", "Başvuru Durumu", "İşlemler",
	} {
		page.shows(t, http.StatusOK, ">"+label+"</th>")
	}
	page.shows(t, http.StatusOK, "Hizmet Başlık: EĞİTİM<br>Hizmet Alt Başlık: Eğitimde", "Hizmet Başlık: Diğer<br>Açıklama: Bahçe duvarı",
		`data-label="Birime Geliş Tarihi"><span></span>`)
	s.due(no, 9)
	b.get("/mia").shows(t, http.StatusOK, ">"+day(9)+"</span>")

	s.do(dbtest.AKS, no, basvuru.SendToMIA{})
	came := time.Date(2026, 11, 3, 9, 30, 0, 0, store.Istanbul())
	if _, err := s.store.Pool().Exec(t.Context(), `INSERT INTO mia_kutusu (il_kodu, basvuru_no, olay_sira, geldi) VALUES (6, $1, 2, $2)`, no, came); err != nil {
		t.Fatal(err)
	}
	s.due(no, -2)
	late := b.get("/mia")
	late.shows(t, http.StatusOK, "Onayınızı Bekleyen Başvurular (1)", `data-label="Birime Geliş Tarihi"><span>03.11.2026</span>`, day(-2)+"</span> "+gectiTag, "ak-late")
	b.get(miaURL(no, "")).shows(t, http.StatusOK, "Son Cevap Verme Tarihi: <strong>"+day(-2)+"</strong> "+gectiTag)
	s.do(dbtest.MIA, no, basvuru.AnswerMIA{Sonuc: basvuru.Olumlu, Metin: "Uygundur."})
	s.do(dbtest.AKS, no, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Tamam."})
	b.get("/mia").lacks(t, gectiTag, "ak-late")
}

// AK-01: who is not known by name yet is marked for the desk.
func TestUnknownApplicantIsMarked(t *testing.T) {
	s := newSite(t)
	b := s.signIn(userAKS)
	known := dbtest.File(t, s.store, 1)
	y := dbtest.Yeni(2)
	y.Kanal, y.Kimlik, y.Kisi = basvuru.KanalAKS, basvuru.KimlikBekliyor, basvuru.Kisi{TCKN: y.Kisi.TCKN}
	res, err := s.store.Do(t.Context(), dbtest.AKS, 0, basvuru.Submit{Yeni: y})
	if err != nil {
		t.Fatal(err)
	}
	const waits, missed = `govuk-tag--orange">Kimlik bilgileri KPS&#39;den bekleniyor`, `govuk-tag--orange">Kimlik bilgileri KPS&#39;de bulunamadı`
	b.get(aksURL(known, "")).lacks(t, "Kimlik bilgileri KPS")
	b.get(aksURL(res.No, "")).shows(t, http.StatusOK, waits)
	s.do(kural.Pipeline("kimlik"), res.No, basvuru.MissIdentity{})
	b.get(aksURL(res.No, "")).shows(t, http.StatusOK, missed)
	s.do(kural.Pipeline("kimlik"), res.No, basvuru.CompleteIdentity{Kisi: dbtest.Yeni(2).Kisi})
	page := b.get(aksURL(res.No, ""))
	page.shows(t, http.StatusOK, "AYŞE DEMİR")
	page.lacks(t, "Kimlik bilgileri KPS")
}
