package basvuru

import (
	"fmt"
	"slices"

	"acikkapi/internal/kural"
)

// NotFoundError is the answer both for a number that does not exist and for one outside the actor's scope:
// nobody learns from it what there is elsewhere (AK-03, SC-09).
func NotFoundError(no int64) *Error {
	return &Error{Kind: NotFound, Message: fmt.Sprintf("%d numaralı başvuru bulunamadı.", no)}
}

// scopes says, role by role, which applications somebody may see and act upon; a role without a row sees none.
// store's list queries apply the same rules in SQL, and a test compares the two.
var scopes = map[kural.Rol]func(Actor, *Basvuru) bool{
	kural.Vatandas: func(a Actor, b *Basvuru) bool { return slices.Contains(a.Kendi, b.No) },
	kural.AKS: func(a Actor, b *Basvuru) bool { // AK-03, GR-02
		return a.Il == b.Il && (len(a.Ilces) == 0 || slices.Contains(a.Ilces, b.Ilce))
	},
	kural.MIA:  func(a Actor, b *Basvuru) bool { return a.Il == b.Il }, // MI-02
	kural.Vali: func(a Actor, b *Basvuru) bool { return a.Il == b.Il },
	kural.Yetkili: func(a Actor, b *Basvuru) bool { // YT-02
		return slices.ContainsFunc(b.Yonlendirmes, func(y Yonlendirme) bool { return OwnRouting(a, y) })
	},
	kural.Sistem: func(Actor, *Basvuru) bool { return true },
}

// InScope tells whether actor may see b at all. An application that is not filed yet is in nobody's way.
func InScope(actor Actor, b *Basvuru) bool {
	if b.Durum == Yok {
		return true
	}
	in, ok := scopes[actor.Rol]
	return ok && in(actor, b)
}

// OwnRouting tells whether y is a routing to one of the actor's birim that has not been withdrawn: what went to a birim by
// mistake is none of its business any more (YT-02).
func OwnRouting(actor Actor, y Yonlendirme) bool {
	return y.Durum != GeriCekildi && slices.Contains(actor.Birims, y.Birim)
}

// ownRouting refuses a Yetkili the routings of other birim and withdrawn ones, as if there were none (YT-02).
func ownRouting(actor Actor, f Facts) error {
	if actor.Rol != kural.Yetkili || f.Sira == 0 {
		return nil
	}
	if y := f.B.yonlendirme(f.Sira); y == nil || !OwnRouting(actor, *y) {
		return NotFoundError(f.B.No)
	}
	return nil
}
