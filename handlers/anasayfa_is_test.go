package handlers

import (
	"net/http"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
)

// UI-05: each role's home shows what waits, what is due soon, what is late and what is done, as figures, as a chart and as its table;
// one click leads to the list behind a figure, and the list has as many.
func TestHomesShowTheWork(t *testing.T) {
	t.Parallel()
	s := newIstatistikSite(t) // one answered, one closed, two in the pool
	late, soon := dbtest.File(t, s.store, 5), dbtest.File(t, s.store, 6)
	for no, wait := range map[int64]string{late: "-3 days", soon: "1 hour"} {
		if _, err := s.store.Do(t.Context(), dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}}); err != nil {
			t.Fatal(err)
		}
		s.exec(`UPDATE yonlendirme SET son_tarih = now() + $2::interval, durum = 'teslim' WHERE basvuru_no = $1`, no, wait)
		s.exec(`UPDATE basvuru SET son_cevap = now() + $2::interval WHERE no = $1`, no, wait)
		s.exec(`INSERT INTO birim_kutusu (birim_no, basvuru_no, sira, geldi, icerik) VALUES ($2, $1, 1, now(), '{}')`, no, dbtest.BirimMEM.No)
	}
	for _, home := range []struct {
		user int
		path string
		rows map[string]string // of the table: name, number and address
	}{
		{userAKS, "/aks", map[string]string{
			"Havuzda": "2 /aks/basvuru?durum=havuzda", "Süresi yaklaşanlar": "1 /aks/basvuru?gecikmis=yaklasan", "Süresi geçenler": "1 /aks/basvuru?gecikmis=1", "Kapatılanlar": "1 /aks/basvuru?durum=kapatilan",
		}},
		{userMIA, "/mia/anasayfa", map[string]string{
			"Onayınızı bekleyen": "0 /mia?durum=mia_onayinda", "Süresi yaklaşanlar": "1 /mia?gecikmis=yaklasan", "Süresi geçenler": "1 /mia?gecikmis=1", "Kapatılanlar": "1 /mia?durum=kapatilan",
		}},
		{userMEM, "/birim", map[string]string{
			"Cevap bekleyen": "2 /birim/basvuru?durum=bekleyen", "Süresi yaklaşan": "1 /birim/basvuru?gecikmis=yaklasan", "Süresi geçen": "1 /birim/basvuru?gecikmis=1",
		}},
		{userVali, "/yetki", map[string]string{"Başvuru": "4 /istatistik", "Bekleyen": "3 /istatistik", "Kapatılan": "1 /istatistik"}},
	} {
		b := s.signIn(home.user)
		a := b.get(home.path)
		a.shows(t, http.StatusOK, `role="img"`)
		caption := "Bekleyen ve Biten İşler"
		if home.user == userVali {
			caption = "Son 30 Gün"
		}
		for name, want := range home.rows {
			n, address, _ := strings.Cut(want, " ")
			if got := tableRow(t, a.body, caption, name); got != n {
				t.Errorf("%s: %s says %s, want %s", home.path, name, got, n)
			}
			link := address + between(t, a.body[strings.Index(a.body, "ak-chart__table"):], `href="`+address, `"`)
			list := b.get(strings.ReplaceAll(link, "&amp;", "&"))
			if home.user != userVali && n != "0" && !strings.Contains(list.body, n+" kayıt") {
				t.Errorf("%s: the list behind %s has not %s lines", home.path, name, n)
			}
		}
	}
}
