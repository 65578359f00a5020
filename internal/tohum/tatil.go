package tohum

import (
	"fmt"
	"slices"
	"time"
)

// TatilSurum names the edition of the holidays; loading one adds days that are missing and leaves alone what people have changed.
const TatilSurum = "1"

// Tatil is an official holiday: nobody works on Gun, or only until 13:00 (Yarim).
type Tatil struct {
	Gun   time.Time // midnight in UTC
	Ad    string
	Yarim bool
}

// bayramlar are the first days of Ramazan Bayramı and Kurban Bayramı. Those of 2027 and 2028 are calculated: see docs/kaynaklar.md.
func bayramlar() [][2]time.Time {
	return [][2]time.Time{
		{gun(2024, time.April, 10), gun(2024, time.June, 16)},
		{gun(2025, time.March, 30), gun(2025, time.June, 6)},
		{gun(2026, time.March, 20), gun(2026, time.May, 27)},
		{gun(2027, time.March, 9), gun(2027, time.May, 16)},
		{gun(2028, time.February, 26), gun(2028, time.May, 5)},
	}
}

// Tatils lists the official holidays of 2024 to 2028 (law 2429) by date. Where two fall on one day, it has both names.
func Tatils() []Tatil {
	var all []Tatil
	for _, b := range bayramlar() {
		all = append(all, sabit(b[0].Year())...)
		all = append(all, bayram("Ramazan Bayramı", b[0], 3)...)
		all = append(all, bayram("Kurban Bayramı", b[1], 4)...)
	}
	slices.SortStableFunc(all, func(a, b Tatil) int { return a.Gun.Compare(b.Gun) })
	days := all[:0]
	for _, one := range all {
		if last := len(days) - 1; last >= 0 && days[last].Gun.Equal(one.Gun) {
			days[last].Ad += ", " + one.Ad
			days[last].Yarim = days[last].Yarim && one.Yarim
			continue
		}
		days = append(days, one)
	}
	return days
}

// sabit are the holidays that have the same date each year.
func sabit(yil int) []Tatil {
	return []Tatil{
		{Gun: gun(yil, time.January, 1), Ad: "Yılbaşı"},
		{Gun: gun(yil, time.April, 23), Ad: "Ulusal Egemenlik ve Çocuk Bayramı"},
		{Gun: gun(yil, time.May, 1), Ad: "Emek ve Dayanışma Günü"},
		{Gun: gun(yil, time.May, 19), Ad: "Atatürk'ü Anma, Gençlik ve Spor Bayramı"},
		{Gun: gun(yil, time.July, 15), Ad: "Demokrasi ve Millî Birlik Günü"},
		{Gun: gun(yil, time.August, 30), Ad: "Zafer Bayramı"},
		{Gun: gun(yil, time.October, 28), Ad: "Cumhuriyet Bayramı arifesi", Yarim: true},
		{Gun: gun(yil, time.October, 29), Ad: "Cumhuriyet Bayramı"},
	}
}

// bayram is a religious holiday: the eve from 13:00, then so many days.
func bayram(ad string, ilk time.Time, days int) []Tatil {
	all := []Tatil{{Gun: ilk.AddDate(0, 0, -1), Ad: ad + " arifesi", Yarim: true}}
	for i := range days {
		all = append(all, Tatil{Gun: ilk.AddDate(0, 0, i), Ad: fmt.Sprintf("%s %d. gün", ad, i+1)})
	}
	return all
}

func gun(yil int, ay time.Month, g int) time.Time { return time.Date(yil, ay, g, 0, 0, 0, 0, time.UTC) }
