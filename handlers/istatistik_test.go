package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/rapor"
	"acikkapi/store"
)

// counted has the consumer of the reports told of all that has happened.
func (s *site) counted() {
	s.t.Helper()
	rows, err := s.store.Pool().Query(s.t.Context(), `SELECT govde FROM olay WHERE konu = 'basvuru' ORDER BY zaman`)
	if err != nil {
		s.t.Fatal(err)
	}
	var all []store.Mesaj
	for rows.Next() {
		var body []byte
		var m store.Mesaj
		if err := rows.Scan(&body); err == nil {
			err = json.Unmarshal(body, &m)
		}
		if all = append(all, m); err != nil {
			s.t.Fatal(err)
		}
	}
	for i := range all {
		if !basvuru.Sent(all[i].Tip) {
			continue
		}
		if err := s.store.CountEvents(s.t.Context(), all[i:i+1]); err != nil {
			s.t.Fatal(err)
		}
	}
}

// newIstatistikSite is a site with three applications in Keçiören and one in Çankaya (its heading another), of which one was answered by a birim
// and one closed.
func newIstatistikSite(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	do := func(actor basvuru.Actor, no int64, cmd basvuru.Command) {
		t.Helper()
		if _, err := s.store.Do(t.Context(), actor, no, cmd); err != nil {
			t.Fatal(err)
		}
	}
	one, two := dbtest.File(t, s.store, 1), dbtest.File(t, s.store, 2)
	dbtest.File(t, s.store, 3)
	other := dbtest.Yeni(4)
	other.Ilce, other.Yerlesim = 6007, s.scan(`SELECT min(id)::text FROM yerlesim WHERE ilce_id = 6007`)
	other.Hizmets = []basvuru.Hizmet{{Baslik: s.scan(`SELECT id::text FROM hizmet_baslik WHERE diger LIMIT 1`), Aciklama: "GEZGİN"}}
	do(basvuru.Actor{Rol: "vatandas"}, 0, basvuru.Submit{Yeni: other})
	do(dbtest.AKS, one, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	do(dbtest.YetkiliMEM, one, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Yapıldı"})
	do(dbtest.AKS, two, basvuru.Close{Sonuc: basvuru.Olumsuz, Metin: "Sonuç"})
	s.counted()
	return s
}

// tableRow is the line of a table on the page whose first cell says name, as its numbers.
func tableRow(t *testing.T, body, caption, name string) string {
	t.Helper()
	table := between(t, body, `aria-label="`+caption+`" tabindex`, "</table>")
	for _, row := range strings.Split(table, "<tr ") {
		var cells []string
		for _, c := range strings.Split(row, "<td ")[1:] {
			text := c[strings.Index(c, ">")+1:]
			for strings.Contains(text, "<") {
				a, b := strings.Index(text, "<"), strings.Index(text, ">")
				if b < a {
					break
				}
				text = text[:a] + text[b+1:]
			}
			cells = append(cells, strings.TrimSpace(text))
		}
		if len(cells) > 0 && cells[0] == name {
			return strings.Join(cells[1:], " ")
		}
	}
	t.Fatalf("%s has no line %q: %s", caption, name, table)
	return ""
}

// PL-09, UI-05: the page counts what has happened, as charts with tables, each figure leading to what is behind it; what a state's
// figure says is what the list behind it has.
func TestStatistics(t *testing.T) {
	t.Parallel()
	s := newIstatistikSite(t)
	b := s.signIn(userMIA)
	a := b.get("/istatistik")
	a.shows(t, http.StatusOK, "ANKARA, ", `<span class="ak-door__figure">4</span>`, `role="img"`, "Ortanca: aynı gün", "Yasal süreden sonra: 0 (%0)")
	for _, row := range [][3]string{
		{"Başvuruların Şu Anki Durumu", "Açık Kapı Birim Havuzunda", "2 %50"},
		{"Başvuruların Şu Anki Durumu", "Olumsuz Kapatıldı", "1 %25"},
		{"Başvuruların Şu Anki Durumu", "Toplam", "4 %100"},
		{"Gelen ve Kapatılan Başvurular", "Toplam", "4 1"},
		{"İlçelere Göre", "KEÇİÖREN", "3 2 0 1 0 1 0 %0"},
		{"İlçelere Göre", "ÇANKAYA", "1 1 0 0 0 0 0 –"},
		{"Kapatma Süreleri", "Aynı gün", "1 %100"},
		{"Birimlerin Cevapları", "ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ", "1 1 0 0 0 aynı gün aynı gün 0 %0 0"},
	} {
		if got := tableRow(t, a.body, row[0], row[1]); got != row[2] {
			t.Errorf("%s, %s: %s, want %s", row[0], row[1], got, row[2])
		}
	}
	bugun := time.Now().In(store.Istanbul()).Format("02.01.2006")
	ilk := time.Now().In(store.Istanbul()).AddDate(0, 0, -29).Format("02.01.2006")
	list := "/mia?" + url.Values{"baslangic": {ilk}, "bitis": {bugun}}.Encode() + "&durum=kapali_olumsuz"
	if !strings.Contains(a.body, strings.ReplaceAll(list, "&", "&amp;")) {
		t.Errorf("no way to %s", list)
	}
	b.get(list).shows(t, http.StatusOK, "1 kayıt")
	if tableRow(t, b.get("/istatistik?ilce=6007").body, "Başvuruların Şu Anki Durumu", "Toplam") != "1 %100" {
		t.Error("an ilçe has other applications than its own")
	}
	if tableRow(t, b.get("/istatistik?baslik=1").body, "Başvuruların Şu Anki Durumu", "Toplam") != "3 %100" {
		t.Error("a heading has other applications than its own")
	}
	unit := b.get("/istatistik?birim=" + dbtest.BirimMEM.No)
	unit.shows(t, http.StatusOK, "Birimlerin Cevapları", "ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ")
	unit.lacks(t, "Şu Anki Durumu", "İlçelere Göre")
	b.get("/istatistik?birim=10000000").shows(t, http.StatusOK, "bulunmamaktadır")
}

// SC-01, AK-03: who sees what: AKS their il or ilçe, MİA and Vali their il, those who work for the country every il; another il or ilçe
// typed into the address is not there, on the page and in the workbook.
func TestStatisticsScope(t *testing.T) {
	t.Parallel()
	s := newIstatistikSite(t)
	for user, want := range map[int]struct{ total, kapsam string }{
		userAKS: {"4 %100", "ANKARA, "}, userAKSIlce: {"1 %100", "ANKARA / ÇANKAYA, "}, userMIA: {"4 %100", "ANKARA, "}, userVali: {"4 %100", "ANKARA, "},
		userYonetici: {"4 %100", "Türkiye geneli, "}, userIsletmen: {"4 %100", "Türkiye geneli, "},
	} {
		b := s.signIn(user)
		a := b.get("/istatistik")
		a.shows(t, http.StatusOK, want.kapsam, `href="/istatistik"`)
		if got := tableRow(t, a.body, "Başvuruların Şu Anki Durumu", "Toplam"); got != want.total {
			t.Errorf("user %d sees %s", user, got)
		}
		whole := user == userYonetici || user == userIsletmen
		for _, q := range []string{"il=34", "il=34&ilce=34001", "ilce=34001", "il=99", "ilce=x", "il=x"} {
			want := http.StatusNotFound
			if whole && !strings.Contains(q, "il=99") && !strings.Contains(q, "il=x") {
				want = http.StatusOK
			}
			if a := b.get("/istatistik?" + q); a.status != want {
				t.Errorf("user %d with %s: %d", user, q, a.status)
			}
			if a := b.post("/istatistik/excel?" + q); a.status != want {
				t.Errorf("user %d, workbook with %s: %d", user, q, a.status)
			}
		}
		if user == userAKSIlce {
			if a := b.get("/istatistik?ilce=6017"); a.status != http.StatusNotFound {
				t.Errorf("another ilçe of the own il: %d", a.status)
			}
		}
		if whole {
			if got := tableRow(t, a.body, "İllere Göre", "ANKARA"); got != "4 3 0 1 0 1 0 %0" {
				t.Errorf("user %d sees of Ankara %s", user, got)
			}
			b.get("/istatistik?il=34").shows(t, http.StatusOK, "İSTANBUL, ", "bulunmamaktadır")
			continue
		}
		a.lacks(t, `name="il"`)
		if user == userVali {
			a.lacks(t, "/mia?", "/aks/basvuru?")
		}
	}
	for _, user := range []int{userMEM, userPersonel, userKimlik} {
		if a := s.signIn(user).get("/istatistik"); a.status != http.StatusForbidden {
			t.Errorf("user %d: %d", user, a.status)
		}
	}
}

// PL-09, UI-05: days, weeks and months without anything are there as such, so that a line does not run past them.
func TestStatisticsHaveEveryDay(t *testing.T) {
	t.Parallel()
	s := newIstatistikSite(t)
	b := s.signIn(userVali)
	const caption = "Gelen ve Kapatılan Başvurular"
	gun := func(days int) time.Time { return time.Now().In(store.Istanbul()).AddDate(0, 0, days) }
	page := func(days int) string {
		return b.get("/istatistik?ilk=" + gun(-days).Format("02.01.2006")).body
	}
	days := page(29)
	if n := strings.Count(between(t, days, `aria-label="`+caption+`" tabindex`, "</table>"), "<tr "); n != 31 { // with the total
		t.Errorf("%d lines for 30 days", n)
	}
	for _, row := range [][2]string{{gun(-29).Format("02.01.2006"), "0 0"}, {gun(-1).Format("02.01.2006"), "0 0"}, {gun(0).Format("02.01.2006"), "4 1"}, {"Toplam", "4 1"}} {
		if got := tableRow(t, days, caption, row[0]); got != row[1] {
			t.Errorf("%s: %s, want %s", row[0], got, row[1])
		}
	}
	weeks := page(89)
	monday := gun(-(int(gun(0).Weekday()) + 6) % 7)
	if got := tableRow(t, weeks, caption, monday.Format("02.01")+" - "+gun(0).Format("02.01.2006")); got != "4 1" {
		t.Errorf("this week: %s", got)
	}
	if !strings.Contains(weeks, ">"+gun(-89).Format("02.01")+" - ") {
		t.Error("the first week does not begin with the first day")
	}
	if n := strings.Count(between(t, page(365), `aria-label="`+caption+`" tabindex`, "</table>"), "<tr "); n != 14 && n != 13 {
		t.Errorf("%d lines for a year of months", n)
	}
}

// PL-09: a birim that lets its dates pass and says nothing is not hidden behind its answers, nor by having been asked long ago.
func TestStatisticsNameWhoOwesAnAnswer(t *testing.T) {
	t.Parallel()
	s := newIstatistikSite(t)
	no := s.routed(7, dbtest.BirimSaglik)
	s.due(no, 0, -2)
	if _, err := s.store.Pool().Exec(t.Context(), `DELETE FROM sayim`); err != nil { // all was done before the days of the report
		t.Fatal(err)
	}
	const caption, ad = "Birimlerin Cevapları", "ANKARA İL SAĞLIK MÜDÜRLÜĞÜ"
	a := s.signIn(userMIA).get("/istatistik")
	if got := tableRow(t, a.body, caption, ad); got != "0 0 0 0 0 – – 0 – 1" {
		t.Errorf("who owes an answer: %s", got)
	}
	s.signIn(userAKSIlce).get("/istatistik").lacks(t, ad) // of Çankaya; the application is of Keçiören (SC-01)
	s.do(dbtest.YetkiliSag, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Tamam"})
	s.signIn(userMIA).get("/istatistik").lacks(t, ad)
}

// G-06: wrong days and headings are told at their fields, and stay as typed; days without anything are told.
func TestStatisticsWrongInput(t *testing.T) {
	t.Parallel()
	s := newIstatistikSite(t)
	b := s.signIn(userAKS)
	b.get("/istatistik?ilk=32.01.2026").shows(t, http.StatusUnprocessableEntity, `id="ilk-error"`, `value="32.01.2026"`)
	b.get("/istatistik?son=01.01.2099").shows(t, http.StatusUnprocessableEntity, `id="son-error"`, "Bugünden sonraki")
	b.get("/istatistik?ilk=02.01.2026&son=01.01.2026").shows(t, http.StatusUnprocessableEntity, "Son gün, ilk günden önce olamaz.")
	b.get("/istatistik?ilk=02.01.2020").shows(t, http.StatusUnprocessableEntity, "En fazla 366 günlük")
	b.get("/istatistik?baslik=9999").shows(t, http.StatusUnprocessableEntity, "Hizmet başlığını listeden seçiniz.")
	b.get("/istatistik?baslik=1&alt_baslik=9999").shows(t, http.StatusUnprocessableEntity, "ait değil")
	empty := b.get("/istatistik?ilk=01.01.2024&son=31.12.2024")
	empty.shows(t, http.StatusOK, "bulunmamaktadır")
	empty.lacks(t, "Excel Raporu Al", "ak-chart")
	b.get("/istatistik/alt-baslik?baslik=1").shows(t, http.StatusOK, "alt_baslik")
	b.get("/istatistik?birim="+strings.Repeat("9", 21)).shows(t, http.StatusUnprocessableEntity)
}

// PL-09, PL-10: the workbook has a sheet for each table with the page's numbers, and it is on record who took it.
func TestStatisticsExcel(t *testing.T) {
	t.Parallel()
	s := newIstatistikSite(t)
	b := s.signIn(userVali)
	f := b.workbook("/istatistik", istatistikPath+"/excel")
	if got := strings.Join(f.GetSheetList(), ", "); got != "Durumlar, Gelen ve Kapatılan, İlçelere Göre, Hizmet Başlıklarına Göre, Kapatma Süreleri, Birimlerin Cevapları" {
		t.Errorf("the sheets are %s", got)
	}
	for sheet, want := range map[string]string{"Durumlar": "Toplam 4 %100", "İlçelere Göre": "ÇANKAYA 1 1 0 0 0 0 0 –", "Birimlerin Cevapları": "ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ 1 1 0 0 0 aynı gün aynı gün 0 %0 0"} {
		rows, err := f.GetRows(sheet)
		if err != nil || strings.Join(rows[len(rows)-1], " ") != want {
			t.Errorf("%s: %q, %v", sheet, rows, err)
		}
	}
	if n := s.scan(`SELECT count(*)::text FROM erisim WHERE islem = 'İstatistik Excel raporu alındı' AND satir > 5`); n != 1 {
		t.Errorf("%d on record", n)
	}
}

// SC-04, YT-03: what goes to the reports' queue holds no number of a person, no way to reach them, no word that somebody has written.
func TestCountedMessagesTellNothing(t *testing.T) {
	t.Parallel()
	s := newIstatistikSite(t)
	no := dbtest.File(t, s.store, 9)
	if _, err := s.store.Do(t.Context(), dbtest.AKS, no, basvuru.UpdateHeadings{Hizmets: []basvuru.Hizmet{{Baslik: 2, Aciklama: "AYŞE DEMİR'in evi"}}}); err != nil {
		t.Fatal(err)
	}
	var all string
	if err := s.store.Pool().QueryRow(t.Context(), `SELECT string_agg(convert_from(govde, 'UTF8'), E'\n') FROM giden WHERE exchange = 'olay' AND tip IN ('basvuru.alindi', 'basvuru.guncellendi')`).Scan(&all); err != nil {
		t.Fatal(err)
	}
	y := dbtest.Yeni(9)
	for _, told := range []string{"evi", "GEZGİN", string(y.Kisi.TCKN), y.Iletisim.Cep, y.AcikAdres, "temizlik"} {
		if strings.Contains(all, told) {
			t.Errorf("%q is in %s", told, all)
		}
	}
	if !strings.Contains(all, fmt.Sprintf(`"basvuru_no":%d`, no)) || !strings.Contains(all, "aciklama_sha256") {
		t.Errorf("not looked at: %s", all)
	}
}

// workbook presses the button of page that posts to action, and opens what comes; it is closed with the test.
func (b *browser) workbook(page, action string) *excelize.File {
	b.t.Helper()
	query := between(b.t, b.get(page).body, `<form method="post" action="`+action, `"`)
	a := b.post(action + strings.ReplaceAll(query, "&amp;", "&"))
	if a.status != http.StatusOK || a.header.Get("Content-Type") != rapor.TurXlsx {
		b.t.Fatalf("%d %s", a.status, a.body)
	}
	f, err := excelize.OpenReader(strings.NewReader(a.body))
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = f.Close() })
	return f
}
