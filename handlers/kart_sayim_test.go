package handlers

import (
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
	a := b.get("/kimlik/sayim")
	a.shows(t, http.StatusOK, `<span class="ak-door__figure">3</span><a class="govuk-link" href="/kimlik?durum=sonuclanan">Onaylanan</a><p>3 kart, 0 iptal talebi</p>`,
		"Kim Kaç Talep Sonuçlandırdı", s.bir.Ad, "Bekleme Süreleri", `role="img"`, "1 saatten az", "Sonuçlanan talep: 3", `href="/kimlik/basim/bekleyen"`)
	chart := between(t, a.body, `<div class="ak-chart">`, `<div class="ak-chart__table">`)
	if strings.Count(chart, "<svg") != 2 || strings.Contains(chart, "style") { // wide and narrow; CSP lets no style through
		t.Error("the chart is not drawn as the page can show it")
	}
	row := between(t, a.body, `<td class="govuk-table__cell" data-label="Bekleme Süresi"><span>1 saatten az</span></td>`, "</tr>")
	if strings.Count(row, "<span>3</span>") != 2 || !strings.Contains(row, "<span>0</span>") {
		t.Errorf("the table beside says %s", row)
	}
	dun := time.Now().In(store.Istanbul()).AddDate(0, 0, -1).Format("02.01.2006")
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
