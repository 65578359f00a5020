package handlers

import (
	"net/http"
	"testing"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/tohum"
	"acikkapi/store"
)

// SC-09, GR-01, GR-03: a person who is no user, and a user with another's phone; a user name that nobody has, and a wrong password: each pair
// takes the same way to the same answer. (What a password costs to compare: TestUnknownNameTakesAsLong.)
func TestKnownAndUnknownUsersTakeTheSameWay(t *testing.T) {
	address, executed := dbtest.CountStatements(t, dbtest.DemoURL(t))
	s := siteAt(t, address, store.Limits{TCKN: 1000, Telefon: 1000, IP: 1000}, 0)
	user := tohum.Demo()[userAKS]
	for name, pair := range map[string]struct {
		path, says     string
		known, unknown []string
	}{
		"Sorumlu/Yetkili Girişi": {
			"/giris", "Aktif Kullanıcı Bulunamadı",
			[]string{"tckn", string(user.TCKN), "telefon", "5320000000"},
			[]string{"tckn", "10000000146", "telefon", "5320000000"},
		},
		"Sertifikasız Giriş": {
			"/e-icisleri/giris", "Kullanıcı adı veya şifre hatalı.",
			[]string{"kullanici_adi", "mia.ankara", "parola", "yanlış"},
			[]string{"kullanici_adi", "kimse", "parola", "yanlış"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var costs [2]int
			for round := range 4 { // the least counts: what the pool and the bell do at times comes on top
				for i, typed := range [][]string{pair.known, pair.unknown} {
					before := executed()
					s.browser().post(pair.path, typed...).shows(t, http.StatusUnprocessableEntity, pair.says)
					if n := executed() - before; round == 0 || n < costs[i] {
						costs[i] = n
					}
				}
			}
			if costs[0] != costs[1] || costs[0] == 0 {
				t.Errorf("%d statements for a user, %d for nobody", costs[0], costs[1])
			}
		})
	}
	if n := s.scan(`SELECT count(*)::text FROM sms`); n != 0 {
		t.Errorf("%d codes were sent", n)
	}
}
