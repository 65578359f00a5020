package turkce

import (
	"fmt"
	"time"
)

// SaateKadar is “14:35'e kadar” for at's clock time in at's own zone, with the ending that the number is read with.
func SaateKadar(at time.Time) string {
	h, m := at.Hour(), at.Minute()
	n := m
	if m == 0 { // 14:00 is read as “on dört”
		n = h
	}
	return fmt.Sprintf("%02d:%02d'%s kadar", h, m, yonelme(n))
}

var (
	birlerEki = [10]string{1: "e", "ye", "e", "e", "e", "ya", "ye", "e", "a"}
	onlarEki  = [6]string{"a", "a", "ye", "a", "a", "ye"} // sıfıra, ona, yirmiye, otuza, kırka, elliye
)

// yonelme is the ending of the dative of n, 0 … 59.
func yonelme(n int) string {
	if n%10 == 0 {
		return onlarEki[n/10]
	}
	return birlerEki[n%10]
}
