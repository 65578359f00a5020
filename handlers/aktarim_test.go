package handlers

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"acikkapi/basvuru"
	"acikkapi/internal/calc"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// pipeline runs the pipeline on the site's database and blob store, with a broker of its own.
func (s *site) pipeline() {
	s.t.Helper()
	p := pipeline.New(pipeline.Options{AMQPURL: mqtest.VHost(s.t), Store: s.store, Files: s.svc.dosya, Temp: s.t.TempDir(), Step: 1, Log: zerolog.Nop()})
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.t.Context()))
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	s.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			s.t.Errorf("pipeline: %v", err)
		}
	})
}

// untilShown reads the live part of “Excel Raporlarım” at each event until it has text.
func untilShown(t *testing.T, b *browser, events <-chan string, text string) string {
	t.Helper()
	end := time.After(30 * time.Second)
	for {
		part := b.get("/canli/excel/parca")
		if strings.Contains(part.body, text) {
			return part.body
		}
		select {
		case <-events:
		case <-end:
			t.Fatalf("“%s” is not shown:\n%s", text, part.body)
		}
	}
}

var downloadLink = regexp.MustCompile(`href="(/excel/[0-9a-f-]{36}/indir)"`)

// PL-10, AK-04, UI-04, SC-05: a long list is made by the pipeline while the page goes on; its progress shows live; the file has
// every row; only its owner gets it, as long as they may see the list; after a day it is gone.
func TestLongListIsMadeByThePipeline(t *testing.T) {
	s := newSite(t)
	s.svc.excel.rows = 3
	s.listening()
	s.pipeline()
	for n := range 7 {
		dbtest.File(t, s.store, n)
	}
	b := s.signIn(userAKS)
	page := b.get(aktarimPath)
	page.shows(t, http.StatusOK, "Excel raporunuz bulunmamaktadır")
	events := b.events(between(t, page.body, `sse-connect="`, `"`))
	b.post(b.excelAddress(aksListePath, "Excel Raporu Al")).redirects(t, aktarimPath)
	b.get(aktarimPath).shows(t, http.StatusOK, "Excel raporunuz hazırlanıyor", "06 - ANKARA")
	part := untilShown(t, b, events, "Hazır<")
	link := downloadLink.FindStringSubmatch(part)
	if link == nil {
		t.Fatalf("no “İndir”:\n%s", part)
	}
	a := b.get(link[1])
	if a.status != http.StatusOK || !strings.Contains(a.header.Get("Content-Disposition"), "basvurular-") {
		t.Fatalf("download: %d %v", a.status, a.header)
	}
	if rows := calc.Read(t, []byte(a.body))["Başvurular"]; len(rows) != 8 {
		t.Errorf("%d rows, want a header and 7", len(rows))
	}
	if n := s.scan(`SELECT count(*)::text FROM erisim WHERE islem IN ('Excel raporu hazırlandı', 'Excel raporu indirildi') AND satir = 7`); n != 2 {
		t.Errorf("%d lines on record, want one for making and one for downloading", n)
	}

	// PL-10, AK-03: nobody else gets it.
	for _, i := range []int{userAKSIlce, userMEM} {
		s.signIn(i).get(link[1]).shows(t, http.StatusNotFound)
	}
	s.signIn(userMIA).get("/mia"+link[1]).shows(t, http.StatusNotFound)
	s.browser().get(link[1]).redirects(t, "/giris")
	b.get("/excel/"+uuid.NewString()+"/indir").shows(t, http.StatusNotFound)
	b.get("/excel/abc/indir").shows(t, http.StatusNotFound)

	// GR-05: with the right the file goes, at the next request.
	owner := s.scan(`SELECT kullanici_id::text FROM aktarim`)
	for _, change := range []string{`UPDATE kullanici SET il_kodu = 34 WHERE id = $1`, `INSERT INTO kullanici_ilce VALUES ($1, 6007)`} {
		s.exec(change, owner)
		b.get(link[1]).shows(t, http.StatusNotFound)
		b.get(aktarimPath).lacks(t, link[1])
		s.exec(`UPDATE kullanici SET il_kodu = 6 WHERE id = $1`, owner)
		s.exec(`DELETE FROM kullanici_ilce WHERE kullanici_id = $1`, owner)
	}
	b.get(link[1]).shows(t, http.StatusOK)
}

// PL-10, UI-04: how far the making has come shows on the open page, and after a broken connection the page catches up.
func TestProgressShowsLive(t *testing.T) {
	s := newSite(t)
	s.svc.excel.rows = 1
	s.listening()
	for n := range 8 {
		dbtest.File(t, s.store, n)
	}
	b := s.signIn(userAKS)
	b.post("/aks/basvuru/excel").redirects(t, aktarimPath)
	page := b.get(aktarimPath)
	address := between(t, page.body, `sse-connect="`, `"`)
	events := b.events(address)
	is, err := s.store.TakeAktarim(t.Context(), uuidOf(t, s.scanText(`SELECT id::text FROM aktarim`)))
	if err != nil {
		t.Fatal(err)
	}
	defer is.Release()
	untilShown(t, b, events, "Hazırlanıyor")
	if err := is.Progress(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	part := untilShown(t, b, events, "2 / 8")
	if !strings.Contains(part, `value="25"`) || !strings.Contains(part, "% 25") {
		t.Errorf("no progress bar at 25 %%:\n%s", part)
	}
	again := b.events(address) // opened anew, with what the page knew when it was rendered
	waitFor(t, again, "a page that was cut off")
	if err := is.Fail(t.Context(), "Rapor hazırlanırken bir hata oluştu."); err != nil {
		t.Fatal(err)
	}
	untilShown(t, b, again, "Rapor hazırlanırken bir hata oluştu.")
}

// Without a pipeline that works the list waits, told so; it can be cancelled and asked for again; the same list asked for twice is one
// export, and a user has three at the most.
func TestExportsCanBeCancelledAndAreFew(t *testing.T) {
	s := newSite(t)
	s.svc.excel.rows = 1
	for n := range 3 {
		dbtest.File(t, s.store, n)
	}
	b := s.signIn(userAKS)
	for range 2 {
		b.post("/aks/basvuru/excel").redirects(t, aktarimPath)
	}
	b.get(aktarimPath).shows(t, http.StatusOK, "1 rapor hazırlanıyor", "Sırada", `<progress class="ak-progress" max="100" value="0"`, "0 / 3", ">Yenile<")
	b.post("/aks/basvuru/excel?durum="+string(basvuru.Havuzda)).redirects(t, aktarimPath)
	b.post("/aks/basvuru/excel?baslik=1").redirects(t, aktarimPath)
	b.post("/aks/basvuru/excel?baslik=1&alt_baslik=1").shows(t, http.StatusConflict, "Hazırlanmakta olan 3 Excel raporunuz var.")

	id := s.scanText(`SELECT id::text FROM aktarim ORDER BY olusturma LIMIT 1`)
	s.signIn(userAKSIlce).post("/excel/"+id+"/iptal").shows(t, http.StatusNotFound)
	b.post("/excel/"+id+"/iptal").redirects(t, aktarimPath)
	b.get(aktarimPath).shows(t, http.StatusOK, "İptal edildi", "Yeniden dene", "2 rapor hazırlanıyor")
	b.post("/excel/"+id+"/yeniden").redirects(t, aktarimPath)
	b.get(aktarimPath).shows(t, http.StatusOK, "3 rapor hazırlanıyor")
	if n := s.scan(`SELECT count(*)::text FROM giden WHERE tip = $1`, store.TipAktarim); n != 4 {
		t.Errorf("%d orders, want one for each export and one for the second try", n)
	}
}

// A short list goes to the pipeline too while all places for making files at once are taken: nobody waits for a place.
func TestShortListIsNotHeldUp(t *testing.T) {
	s := newSite(t)
	dbtest.File(t, s.store, 1)
	for range parallelExcels {
		s.svc.excel.places <- struct{}{}
	}
	s.signIn(userAKS).post("/aks/basvuru/excel").redirects(t, aktarimPath)
}

// SC-04: nothing about the person who is looked for stands in the row as people could read it, or in the order to the pipeline.
func TestExportKeepsItsFilterSealed(t *testing.T) {
	s := newSite(t)
	s.svc.excel.rows = 0
	y := dbtest.Yeni(1)
	s.file(y)
	b := s.signIn(userAKS)
	to := b.post(aksListePath, "tckn", string(y.Kisi.TCKN), "soyad", "demir").to
	b.post(b.excelAddress(to, "Excel Raporu Al")).redirects(t, aktarimPath)
	row := s.scanText(`SELECT a::text || g::text || convert_from(g.govde, 'UTF8') FROM aktarim a, giden g WHERE g.tip = $1`, store.TipAktarim)
	for _, secret := range []string{string(y.Kisi.TCKN), "DEMİR", "demir", fmt.Sprintf("%x", string(y.Kisi.TCKN))} {
		if strings.Contains(row, secret) {
			t.Errorf("%q is to be read in %s", secret, row)
		}
	}
	if !strings.Contains(row, "T.C. Kimlik No ile; Başvuran soyadı ile") {
		t.Errorf("the filter is not told in words: %s", row)
	}
}
