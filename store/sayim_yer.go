package store

import (
	"slices"

	"acikkapi/basvuru"
)

// YerSayisi are the applications of an il or, in one il, of an ilçe; of a heading or a sub-heading. Kapanan were closed in the time,
// Gec of them after the law's date.
type YerSayisi struct {
	ID           int
	Durum        DurumSayisi
	Kapanan, Gec int
}

func addYer(list []YerSayisi, id int, olcu string, n int) []YerSayisi {
	if n == 0 {
		return list
	}
	i := slices.IndexFunc(list, func(y YerSayisi) bool { return y.ID == id })
	if i < 0 {
		i, list = len(list), append(list, YerSayisi{ID: id, Durum: DurumSayisi{}})
	}
	switch durum := basvuru.Durum(olcu); {
	case durum.Label() != "":
		list[i].Durum[durum] += n
	case olcu == OlcuGecKapanis:
		list[i].Gec += n
	default:
		list[i].Kapanan += n
	}
	return list
}
