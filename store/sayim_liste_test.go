package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// spread has n applications of two ilçe go through random lives from September on, some of them too slow for their dates.
func (c *clocked) spread(t *testing.T, r *rand.Rand, n int) {
	t.Helper()
	cankaya := scan[int](t, c.Store, `SELECT min(id) FROM yerlesim WHERE ilce_id = 6007`)
	at := func(from time.Time, hours int) time.Time { return from.Add(time.Duration(r.IntN(hours)) * time.Hour) }
	for i := range n {
		filed := at(time.Date(2026, 9, 1, 0, 30, 0, 0, store.Istanbul()), 24*40)
		c.set(t, filed.Format("2006-01-02 15:04"))
		y := dbtest.Yeni(i + 1)
		y.GelisTarihi = filed
		if r.IntN(3) == 0 {
			y.Ilce, y.Yerlesim = 6007, cankaya
		}
		no := do(t, c.Store, citizen, 0, submission(y)).No
		for range r.IntN(9) {
			filed = at(filed, 24*25)
			c.set(t, filed.Format("2006-01-02 15:04"))
			step(t, c.Store, r, no)
		}
	}
	c.set(t, "2027-06-01 10:00")
}

// asked is a report's filter as plain SQL over the applications' own tables: the first is of basvuru b, the second of a moment.
func asked(f store.SayimSuzgec, moment string) string {
	sql := fmt.Sprintf(`(%s AT TIME ZONE 'Europe/Istanbul')::date BETWEEN '%s' AND '%s' AND b.il_kodu = 6`, moment, f.Ilk.Format(time.DateOnly), f.Son.Format(time.DateOnly))
	if f.Ilce != 0 {
		sql += fmt.Sprintf(` AND b.ilce_id = %d`, f.Ilce)
	}
	return sql
}

// PL-09, SC-01: every figure of a report is what the lists show and what plain SQL counts over the applications, for each range, ilçe and
// heading: applications by their day of filing, closings, routings and answers by the day of the act, and which of them came late.
func TestFiguresAreWhatTheListsHave(t *testing.T) {
	t.Parallel()
	c := newClocked(t, "2026-09-01 10:00")
	r := rand.New(rand.NewPCG(7, 9)) //nolint:gosec // a test that can be done again
	c.spread(t, r, 90)
	deliver(t, c.Store, r, messages(t, c.Store))
	day := func(m time.Month, d int) time.Time { return time.Date(2026, m, d, 0, 0, 0, 0, store.Istanbul()) }
	for _, f := range []store.SayimSuzgec{
		{Ilk: day(9, 1), Son: day(12, 31).AddDate(0, 4, 0)},
		{Ilk: day(9, 10), Son: day(9, 10)},
		{Ilk: day(9, 10), Son: day(12, 31).AddDate(0, 0, 15)}, // drawn by months, halves of them at both ends
		{Ilk: day(9, 15), Son: day(10, 20), Ilce: 6007},
		{Ilk: day(9, 15), Son: day(10, 20), Ilce: 6017},
		{Ilk: day(9, 1), Son: day(10, 5), Baslik: 1},
	} {
		actor := dbtest.MIA
		if f.Ilce != 0 {
			actor = dbtest.AKS
			actor.Ilces = []int{f.Ilce}
		}
		got, err := c.Istatistik(t.Context(), actor, f, 10)
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("%s - %s, ilçe %d, başlık %d", f.Ilk.Format(time.DateOnly), f.Son.Format(time.DateOnly), f.Ilce, f.Baslik)
		c.applicationsAgree(t, name, actor, f, got)
		if f.Baslik == 0 {
			c.actsAgree(t, name, f, got)
		}
	}
}

// applicationsAgree holds the applications of a report against the list that its figures lead to.
func (c *clocked) applicationsAgree(t *testing.T, name string, actor kural.Actor, f store.SayimSuzgec, got *store.Istatistik) {
	t.Helper()
	count := func(durums ...basvuru.Durum) int {
		t.Helper()
		p, err := c.Liste(t.Context(), actor, store.Suzgec{Baslangic: f.Ilk, Bitis: f.Son, Baslik: f.Baslik, Durums: durums}, store.Imlec{}, 5)
		if err != nil {
			t.Fatal(err)
		}
		return p.Toplam
	}
	if want := count(); got.Durum.Toplam() != want || want == 0 {
		t.Errorf("%s: %d applications, the list has %d", name, got.Durum.Toplam(), want)
	}
	gelen, yer, kapanan, late := 0, 0, 0, 0
	for _, d := range got.Donem {
		gelen += d.Gelen
	}
	for _, y := range got.Yer {
		yer, kapanan, late = yer+y.Durum.Toplam(), kapanan+y.Kapanan, late+y.Gec
	}
	if kapanan != got.Kapanis.Toplam() || late != got.Kapanis.Gec {
		t.Errorf("%s: %d closed, %d late, by place %d and %d", name, got.Kapanis.Toplam(), got.Kapanis.Gec, kapanan, late)
	}
	if all := got.Durum.Toplam(); gelen != all || yer != all {
		t.Errorf("%s: %d applications, by time %d, by place %d", name, all, gelen, yer)
	}
	for _, d := range basvuru.Durums {
		if want := count(d); got.Durum[d] != want {
			t.Errorf("%s: %d are %s, the list has %d", name, got.Durum[d], d, want)
		}
	}
}

// actsAgree holds closings, routings and answers of a report against the tables that they are in.
func (c *clocked) actsAgree(t *testing.T, name string, f store.SayimSuzgec, got *store.Istatistik) {
	t.Helper()
	n := func(sql string) int { t.Helper(); return scan[int](t, c.Store, `SELECT count(*)::int FROM `+sql) }
	const closings = `cevap c JOIN basvuru b ON b.no = c.basvuru_no WHERE c.kaynak = 'kapanis' AND `
	same := func(what string, got, want int) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %s %d, in the tables %d", name, what, got, want)
		}
	}
	same("closings", got.Kapanis.Toplam(), n(closings+asked(f, "c.zaman")))
	same("late closings", got.Kapanis.Gec, n(closings+asked(f, "c.zaman")+` AND c.zaman > b.yasal_son`))
	kapanan, late, owed := 0, 0, 0
	for _, d := range got.Donem {
		kapanan += d.Kapanan
	}
	same("closings by time", kapanan, got.Kapanis.Toplam())
	for i := range got.Birim {
		one := &got.Birim[i]
		routings := `yonlendirme y JOIN basvuru b ON b.no = y.basvuru_no WHERE y.birim_no = '` + one.No + `' AND `
		same(one.Ad+" was asked", one.Yonlendirme, n(routings+asked(f, "y.gonderim")))
		same(one.Ad+" has answered or returned", one.Cevap(), n(routings+`y.durum IN ('cevaplandi', 'iade') AND `+asked(f, "y.bitis")))
		same(one.Ad+" has returned", one.Iade, n(routings+`y.durum = 'iade' AND `+asked(f, "y.bitis")))
		same(one.Ad+" was late", one.Gec, n(routings+`y.durum IN ('cevaplandi', 'iade') AND y.bitis > y.son_tarih AND `+asked(f, "y.bitis")))
		same(one.Ad+" had taken away", one.GeriCekme, n(routings+`y.durum = 'geri_cekildi' AND `+asked(f, "y.bitis")))
		same(one.Ad+" owes", one.Geciken, n(routings+`y.tur = b.tur AND y.durum IN ('kuyrukta', 'teslim') AND y.son_tarih < '2027-06-01 10:00+03' AND b.durum NOT LIKE 'kapali%' AND b.il_kodu = 6`+
			map[bool]string{true: fmt.Sprintf(` AND b.ilce_id = %d`, f.Ilce)}[f.Ilce != 0]))
		owed += one.Geciken
		same(one.Ad+"'s answers have a duration", one.Sure.Toplam(), one.Cevap())
		late += one.Gec
	}
	if f.Ilce == 0 && f.Son.Sub(f.Ilk) > 60*24*time.Hour && (late == 0 || owed == 0 || got.Kapanis.Gec == 0) {
		t.Errorf("%s: nothing is late, so nothing was tested: %d, %d, %d", name, late, owed, got.Kapanis.Gec)
	}
}
