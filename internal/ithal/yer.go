package ithal

import (
	"strconv"

	"acikkapi/internal/adres"
)

// Yer is a row of an address file: an il, ilçe, mahalle or köy by the id that it keeps for ever (package adres). UstID is the id of
// the place around it, 0 of an il.
type Yer struct {
	Satir     int
	Tur       string // adres.TurIl, …
	ID, UstID int
	Ad        string
}

// The columns of an address file.
const (
	SutunTur = "Tur"
	SutunID  = "Id"
)

var yerSutunlari = []sutun{
	{ad: SutunTur, diger: []string{"Tür", "Tip"}, gerek: true, uzunca: 20},
	{ad: SutunID, diger: []string{"No", "Kod"}, gerek: true, uzunca: 20},
	{ad: SutunAd, diger: []string{"Adı", "Yer"}, gerek: true, uzunca: 150},
}

// yerAraliklari are the ids that a kind may have.
var yerAraliklari = map[string][2]int{
	adres.TurIl: {1, 81}, adres.TurIlce: {1001, 81999}, adres.TurMahalle: {1001001, 81999999}, adres.TurKoy: {1001001, 81999999},
}

// EachYer calls row for every row whose kind and id can be read, and refuse for each reason to refuse one; see EachBirim.
func (d *Dosya) EachYer(row func(Yer) error, refuse func(Red) error) (int, error) {
	return d.eachSatir(yerSutunlari, func(s *satir) error {
		y, ok := s.yer()
		for _, red := range s.reds {
			if err := refuse(red); err != nil {
				return err
			}
		}
		if !ok {
			return nil
		}
		return row(y)
	})
}

func (s *satir) yer() (Yer, bool) {
	y := Yer{Satir: s.no, Tur: plain(s.text(SutunTur)), Ad: name(s.text(SutunAd))}
	id := s.text(SutunID)
	between, known := yerAraliklari[y.Tur]
	if !known {
		s.refuse(SutunTur, "“il”, “ilce”, “mahalle” ya da “koy” yazılmalıdır.")
	}
	var err error
	if y.ID, err = strconv.Atoi(id); err != nil && id != "" {
		s.refuse(SutunID, "Bir sayı olmalıdır.")
	} else if known && id != "" && (y.ID < between[0] || y.ID > between[1]) {
		s.refuse(SutunID, "Bu türün numarası %d ile %d arasında olmalıdır.", between[0], between[1])
		err = strconv.ErrRange
	}
	if y.Tur != adres.TurIl {
		y.UstID = y.ID / 1000
	}
	return y, known && err == nil && id != ""
}
