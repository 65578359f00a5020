package ithal

import "time"

// Tatil is a row of a file of holidays (takvim.Tatil); Gun is midnight in UTC.
type Tatil struct {
	Satir int
	Gun   time.Time
	Ad    string
	Yarim bool
}

// The columns of a file of holidays.
const (
	SutunGun   = "gun"
	SutunTatil = "ad"
	SutunYarim = "yarim"
)

var tatilSutunlari = []sutun{
	{ad: SutunGun, diger: []string{"Gün", "Tarih"}, gerek: true, uzunca: 20},
	{ad: SutunTatil, diger: []string{"Adı", "Tatil", "Açıklama"}, gerek: true, uzunca: 150},
	{ad: SutunYarim, diger: []string{"Yarım", "Yarım Gün"}, uzunca: 20},
}

// yarimWords: the office closes at 13:00.
var yarimWords = map[string]bool{"yarim": true, "yarimgun": true, "tam": false, "tamgun": false}

// EachTatil calls row for every row that is right and no day twice, and refuse for each reason to refuse one; see EachBirim.
func (d *Dosya) EachTatil(row func(Tatil) error, refuse func(Red) error) (int, error) {
	seen := map[time.Time]int{}
	return d.eachSatir(tatilSutunlari, func(s *satir) error {
		t := s.tatil()
		if first := seen[t.Gun]; first > 0 && !t.Gun.IsZero() {
			s.refuse(SutunGun, "Bu gün %d. satırda da var.", first)
		} else {
			seen[t.Gun] = s.no
		}
		for _, red := range s.reds {
			if err := refuse(red); err != nil {
				return err
			}
		}
		if len(s.reds) > 0 {
			return nil
		}
		return row(t)
	})
}

func (s *satir) tatil() Tatil {
	t := Tatil{Satir: s.no, Ad: s.text(SutunTatil)}
	if v := s.text(SutunGun); v != "" {
		at, ok := parseTime(v)
		if !ok {
			s.refuse(SutunGun, "Tarih GG.AA.YYYY biçiminde, 2000 ile 2099 arasında olmalıdır.")
		} else {
			t.Gun = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
		}
	}
	if s.has(SutunYarim) {
		t.Yarim = s.yes(SutunYarim, yarimWords)
	}
	return t
}
