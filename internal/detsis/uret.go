package detsis

import (
	"errors"
	"fmt"
	"strings"

	"acikkapi/internal/adres"
)

// yerelBirim is what Uret puts into every mahalle and köy: kind of the parent in the ilçe and in the il (for
// the central ilçe), and the name with “#” for the ilçe and the place.
var yerelBirim = []struct {
	ilce, il int
	ad       string
}{
	{ilceMEM, ilMEM, "# İLKOKULU MÜDÜRLÜĞÜ"},
	{ilceMEM, ilMEM, "# ORTAOKULU MÜDÜRLÜĞÜ"},
	{ilceSaglik, ilSaglik, "# AİLE SAĞLIĞI MERKEZİ"},
	{kaymakamlik, valilik, "# MUHTARLIĞI"},
}

// Uret yields n units for measurements, parents first and always the same ones: those of Sentetik, then
// schools, health centres and muhtarlık of every mahalle and köy, more than 300,000 in all. It fails when n
// is more than there are.
func Uret(n int, yield func(Birim) error) error {
	left := n
	counted := func(b Birim) error {
		if left == 0 {
			return errEnough
		}
		left--
		return yield(b)
	}
	tepe := map[string]Birim{} // what local units hang under
	err := Sentetik(func(b Birim) error {
		tepe[b.No] = b
		return counted(b)
	})
	if err == nil {
		err = yerel(tepe, counted)
	}
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	if left > 0 {
		return fmt.Errorf("detsis: %d units wanted, there are %d", n, n-left)
	}
	return nil
}

func yerel(tepe map[string]Birim, yield func(Birim) error) error {
	ilces := map[int]adres.Ilce{}
	sira := 0
	return adres.Read(
		func(adres.Il) error { return nil },
		func(i adres.Ilce) error { ilces[i.ID] = i; return nil },
		func(y adres.Yerlesim) error {
			ilce := ilces[y.IlceID]
			for _, t := range yerelBirim {
				ust := tepe[no(ilce.IlKodu, ilce.ID%1000, t.ilce)]
				if merkezIlce(ilce) {
					ust = tepe[no(ilce.IlKodu, 0, t.il)]
				}
				ad := strings.Replace(t.ad, "#", ilce.Ad+" "+strings.TrimSuffix(y.Ad, " MAH."), 1)
				yol := ust.Yol + " > " + ad
				sira++
				err := yield(Birim{
					No: fmt.Sprintf("1%07d", sira), Ad: ad, UstNo: ust.No, IlKodu: ilce.IlKodu,
					Yol: yol,
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
}
