package handlers

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/dbtest"
	"acikkapi/store"
)

// okuyanlar is the record of who has read no, in order.
func (s *site) okuyanlar(no int64) string {
	s.t.Helper()
	return s.scanText(`SELECT coalesce(string_agg(yapan_rol || ': ' || islem, ', ' ORDER BY zaman, id), '') FROM erisim WHERE basvuru_no = $1`, no)
}

// SC-05: who opens an application's page or a file of it is on record, once an opening: not for what the page reloads by itself, not for
// a form that comes back, not where nothing is shown, not for what they have uploaded themselves.
func TestReadingIsRecorded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM)
	unit, desk, mia := s.signIn(userMEM), s.signIn(userAKS), s.signIn(userMIA)
	unit.get(birimURL(no, 1, "")).shows(t, http.StatusOK, "AYŞE DEMİR")
	unit.get(fmt.Sprintf("/canli/birim/basvuru/%d/1/parca", no)).shows(t, http.StatusOK)
	unit.get(fmt.Sprintf("/canli/birim/basvuru/%d/1/alma", no)).shows(t, http.StatusOK)
	unit.get(birimURL(no, 2, "")).shows(t, http.StatusNotFound)
	unit.get("/birim/basvuru").shows(t, http.StatusOK, "AYŞE DEMİR")
	page := birimURL(no, 1, "cevapla")
	unit.get(page).shows(t, http.StatusOK, "AYŞE DEMİR")
	added := unit.upload(page, "rapor.pdf", pdf, "metin", "Okul temizlenecektir.", "islem", "dosya-ekle")
	added.shows(t, http.StatusOK, "rapor.pdf")
	file := "/dosya/" + ekOf(t, added.body)
	unit.get(file).shows(t, http.StatusOK, "%PDF")
	unit.post(page, "metin", "Okul temizlenecektir.", "sonuc", "olumlu", keyEk, ekOf(t, added.body)).redirects(t, birimURL(no, 1, ""))
	unit.get(file).shows(t, http.StatusOK, "%PDF")
	if got, want := s.okuyanlar(no), "yetkili: Başvuru detayı görüntülendi, yetkili: Başvuru işlem sayfası görüntülendi"; got != want {
		t.Errorf("on record of the birim:\n%s, want\n%s", got, want)
	}

	desk.get(file).shows(t, http.StatusOK, "%PDF")
	desk.get(aksURL(no, "")).shows(t, http.StatusOK)
	desk.get(fmt.Sprintf("/canli/aks/basvuru/%d/parca", no)).shows(t, http.StatusOK)
	desk.get(aksURL(no, "guncelle")).shows(t, http.StatusOK)
	desk.get(aksURL(no, "yonlendir")).shows(t, http.StatusOK)
	mia.get(miaURL(no, "")).shows(t, http.StatusOK)
	mia.get(fmt.Sprintf("/canli/mia/basvuru/%d/parca", no)).shows(t, http.StatusOK)
	mia.get(miaURL(no, "rapor.pdf")).shows(t, http.StatusOK)
	want := "yetkili: Başvuru detayı görüntülendi, yetkili: Başvuru işlem sayfası görüntülendi, aks: Dosya indirildi, " +
		"aks: Başvuru detayı görüntülendi, aks: Başvuru işlem sayfası görüntülendi, aks: Başvuru işlem sayfası görüntülendi, " +
		"mia: Başvuru detayı görüntülendi, mia: Başvuru raporu indirildi"
	if got := s.okuyanlar(no); got != want {
		t.Errorf("on record:\n%s, want\n%s", got, want)
	}
	if got := s.scanText(`SELECT ayrinti FROM erisim WHERE islem = 'Dosya indirildi'`); "/dosya/"+got != file {
		t.Errorf("the record names the file %q", got)
	}
}

// SC-05: nobody reads around the record: a part that a page would reload, and a form sent empty to see what comes back, are openings where
// there was none; a day's reloads are one.
func TestNobodyReadsAroundTheRecord(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM)
	unit, desk, mia := s.signIn(userMEM), s.signIn(userAKS), s.signIn(userMIA)
	for range 3 {
		unit.post(birimURL(no, 1, "cevapla")).shows(t, http.StatusUnprocessableEntity, "AYŞE DEMİR")
		unit.get(fmt.Sprintf("/canli/birim/basvuru/%d/1/parca", no)).shows(t, http.StatusOK, "AYŞE DEMİR")
		desk.get(fmt.Sprintf("/canli/aks/basvuru/%d/parca", no)).shows(t, http.StatusOK, "AYŞE DEMİR")
		mia.get(fmt.Sprintf("/canli/mia/basvuru/%d/parca", no)).shows(t, http.StatusOK, "AYŞE DEMİR")
	}
	want := "yetkili: Başvuru işlem sayfası görüntülendi, aks: Başvuru detayı görüntülendi, mia: Başvuru detayı görüntülendi"
	if got := s.okuyanlar(no); got != want {
		t.Errorf("on record:\n%s, want\n%s", got, want)
	}
}

// SC-05: what cannot be put on record is not shown: 503, and not a word of it.
func TestNothingIsShownUnrecorded(t *testing.T) {
	t.Parallel()
	s := siteAt(t, dbtest.DemoURL(t), store.Limits{TCKN: 1000, Telefon: 1000, IP: 1000}, 3*time.Second)
	no := s.routed(1, dbtest.BirimMEM)
	unit := s.signIn(userMEM)
	unit.upload(birimURL(no, 1, "cevapla"), "rapor.pdf", pdf, "metin", "Okul temizlenecektir.", "sonuc", "olumlu").redirects(t, birimURL(no, 1, ""))
	file := "/dosya/" + s.scanText(`SELECT id::text FROM dosya WHERE basvuru_no = $1`, no)
	readers := map[*browser][]string{
		s.signIn(userAKS): {aksURL(no, ""), aksURL(no, "guncelle"), aksURL(no, "rapor"), aksURL(no, "rapor.pdf"), file},
		unit:              {birimURL(no, 1, ""), birimURL(no, 1, "rapor"), birimURL(no, 1, "rapor.pdf")},
		s.signIn(userMIA): {miaURL(no, ""), miaURL(no, "rapor.pdf"), file},
	}
	before := s.okuyanlar(no)
	conn, err := pgx.Connect(t.Context(), s.owner)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	owner := func(sql string) {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	owner(`REVOKE INSERT ON erisim FROM acikkapi_uygulama`)
	for b, pages := range readers {
		for _, p := range pages {
			a := b.get(p)
			a.shows(t, http.StatusServiceUnavailable)
			a.lacks(t, "DEMİR", "temizlik", "%PDF")
		}
	}
	owner(`GRANT INSERT ON erisim TO acikkapi_uygulama`)
	owner(`BEGIN; LOCK TABLE erisim IN SHARE MODE`) // the record hangs
	for b, pages := range readers {
		a := b.get(pages[0])
		a.shows(t, http.StatusServiceUnavailable)
		a.lacks(t, "DEMİR", "temizlik")
	}
	owner(`ROLLBACK`)
	if after := s.okuyanlar(no); after != before {
		t.Errorf("recorded what was not shown: %s", after)
	}
	for b, pages := range readers {
		b.get(pages[0]).shows(t, http.StatusOK, "DEMİR")
	}
}
