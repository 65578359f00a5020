package handlers

import (
	"html"
	"net/http"
	"strings"
	"testing"
	"time"

	"acikkapi/store"
)

// UI-05, KB-01: the bureau's day in figures that lead to the lists behind them, and the waiting times as a chart with its table and workbook.
func TestBureauCounts(t *testing.T) {
	t.Parallel()
	s := newBasimSite(t, 3)
	b := s.signIn(userKimlik)
	bugun := time.Now().In(store.Istanbul())
	list := func(karar string, day time.Time) string { return kararURL(karar, day.Format("02.01.2006")) }
	a := b.get("/kimlik/sayim")
	a.shows(t, http.StatusOK, `<span class="ak-door__figure">3</span><a class="govuk-link" href="`+html.EscapeString(list(store.KararOnay, bugun))+`">Onaylanan</a><p>3 kart, 0 iptal talebi</p>`,
		"Kim Kaç Talep Sonuçlandırdı", s.bir.Ad, "Bekleme Süreleri", `role="img"`, "1 saatten az", "Sonuçlanan talep: 3", `href="/kimlik/basim/bekleyen"`)
	chart := between(t, a.body, `<div class="ak-chart">`, `<div class="ak-chart__table">`)
	if strings.Count(chart, "<svg") != 2 || strings.Contains(chart, "style") { // wide and narrow; CSP lets no style through
		t.Error("the chart is not drawn as the page can show it")
	}
	row := between(t, a.body, `<td class="govuk-table__cell" data-label="Bekleme Süresi"><span>1 saatten az</span></td>`, "</tr>")
	if strings.Count(row, "<span>3</span>") != 2 || !strings.Contains(row, "<span>0</span>") {
		t.Errorf("the table beside says %s", row)
	}
	b.get(list(store.KararOnay, bugun)).shows(t, http.StatusOK, "Toplam 3 kayıttan 1-3 gösteriliyor.")
	b.get(list(store.KararRet, bugun)).shows(t, http.StatusOK, "Aradığınız ölçütlere uyan talep bulunamadı.")
	b.get(list(store.KararOnay, bugun.AddDate(0, 0, -1))).shows(t, http.StatusOK, "Aradığınız ölçütlere uyan talep bulunamadı.")
	dun := bugun.AddDate(0, 0, -1).Format("02.01.2006")
	b.get("/kimlik/sayim?gun="+dun+"&ilk="+dun+"&son="+dun).shows(t, http.StatusOK, "Bu günde sonuçlandırılan talep yok.", "Bu günlerde sonuçlanan talep yok.", dun+" Günü")
}

// G-06: wrong days are told at their fields, and what was typed stays.
func TestBureauCountsWrongDays(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userKimlik)
	b.get("/kimlik/sayim?gun=32.01.2026").shows(t, http.StatusUnprocessableEntity, `id="gun-error"`, `value="32.01.2026"`)
	b.get("/kimlik/sayim?son=01.01.2099").shows(t, http.StatusUnprocessableEntity, `id="son-error"`, "Bugünden sonraki")
	b.get("/kimlik/sayim?ilk=02.01.2026&son=01.01.2026").shows(t, http.StatusUnprocessableEntity, "Son gün, ilk günden önce olamaz.")
	b.get("/kimlik/sayim?ilk=02.01.2020").shows(t, http.StatusUnprocessableEntity, "En fazla 366 günlük")
	b.get("/kimlik/sayim").shows(t, http.StatusOK, "Şu anda bekleyen talep yok", "Bu günlerde sonuçlanan talep yok.")
}

// KB-01, G-06: what has been decided is filtered by decision and day; a day of what still waits, and days in the wrong order, are told at their fields.
func TestDecidedByDay(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userKimlik)
	b.post("/kimlik", "durum", "ret", "ilk", "01.01.2026", "son", "31.01.2026").redirects(t, "/kimlik?durum=ret&ilk=01.01.2026&son=31.01.2026")
	b.get("/kimlik?ilk=01.01.2026").shows(t, http.StatusUnprocessableEntity, `id="ilk-error"`, "Bekleyen taleplerin sonuç tarihi yoktur", `value="01.01.2026"`)
	b.get("/kimlik?durum=onay&ilk=02.01.2026&son=01.01.2026").shows(t, http.StatusUnprocessableEntity, `id="son-error"`, "Son gün, ilk günden önce olamaz.")
	b.get("/kimlik?durum=onay&son=31.02.2026").shows(t, http.StatusUnprocessableEntity, `id="son-error"`, `value="31.02.2026"`)
}

// PL-09: the workbook of the waiting times has the page's numbers, and it is on record who took it.
func TestBureauCountsExcel(t *testing.T) {
	t.Parallel()
	s := newBasimSite(t, 2)
	b := s.signIn(userKimlik)
	f := b.workbook("/kimlik/sayim", sayimPath+"/excel")
	rows, err := f.GetRows("Bekleme Süreleri")
	if err != nil || len(rows) != 10 || strings.Join(rows[1], " ") != "1 saatten az 2 0 2" || strings.Join(rows[9], " ") != "Toplam 2 0 2" {
		t.Errorf("%q, %v", rows, err)
	}
	if n := s.scan(`SELECT count(*)::text FROM erisim WHERE islem = 'Kart bekleme süreleri Excel raporu alındı'`); n != 1 {
		t.Errorf("%d on record", n)
	}
}
