package handlers

import (
	"fmt"
	"time"

	"acikkapi/store"
)

func (s *Service) donemBolumu(f *store.SayimSuzgec, data *store.Istatistik) bolum {
	ad := map[string]string{"day": "Gün", "week": "Hafta", "month": "Ay"}[f.Donem()]
	b := bolum{ad: "Gelen ve Kapatılan Başvurular", columns: []string{ad, "Gelen", "Kapatılan"}, seri: []int{0, 1}, cizgi: true, bos: "Bu günlerde gelen ya da kapatılan başvuru yok."}
	var gelen, kapanan int
	all := data.Donem
	for gun := donemBasi(f.Donem(), f.Ilk); len(data.Donem) > 0 && !gun.After(donemBasi(f.Donem(), f.Son)); gun = sonrakiDonem(f.Donem(), gun) {
		one := store.DonemSayisi{} // a day without anything is drawn as such
		if len(all) > 0 && all[0].Gun.Equal(gun) {
			one, all = all[0], all[1:]
		}
		b.satirlar = append(b.satirlar, bolumSatiri{ad: donemAdi(f, gun), kisa: donemKisa(f, gun), degerler: sayilar(one.Gelen, one.Kapanan)})
		gelen, kapanan = gelen+one.Gelen, kapanan+one.Kapanan
	}
	if len(b.satirlar) > 0 {
		b.satirlar = append(b.satirlar, bolumSatiri{ad: "Toplam", degerler: sayilar(gelen, kapanan), toplam: true})
	}
	return b
}

var aylar = [...]string{"Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"}

// donemBasi is the first day of the day's, week's or month's part that gun lies in, as the store has it.
func donemBasi(donem string, gun time.Time) time.Time {
	y, m, d := gun.Date()
	switch donem {
	case "week":
		d -= (int(gun.Weekday()) + 6) % 7
	case "month":
		d = 1
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func sonrakiDonem(donem string, gun time.Time) time.Time {
	switch donem {
	case "week":
		return gun.AddDate(0, 0, 7)
	case "month":
		return gun.AddDate(0, 1, 0)
	}
	return gun.AddDate(0, 0, 1)
}

// donemAdi names the part that begins with gun; of a week the days that are in the report.
func donemAdi(f *store.SayimSuzgec, gun time.Time) string {
	switch f.Donem() {
	case "month":
		return fmt.Sprintf("%s %d", aylar[gun.Month()-1], gun.Year())
	case "week":
		const days = time.DateOnly
		ilk, son := gun, gun.AddDate(0, 0, 6)
		if ilk.Format(days) < f.Ilk.Format(days) {
			ilk = f.Ilk
		}
		if son.Format(days) > f.Son.Format(days) {
			son = f.Son
		}
		return ilk.Format("02.01") + " - " + son.Format("02.01.2006")
	}
	return gun.Format("02.01.2006")
}

// donemKisa is the name below the line of a drawing: the first day, or the month.
func donemKisa(f *store.SayimSuzgec, gun time.Time) string {
	if f.Donem() == "month" {
		return string([]rune(aylar[gun.Month()-1])[:3]) + gun.Format(" 06")
	}
	return donemAdi(f, gun)[:len("02.01")]
}
