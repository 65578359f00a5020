package basvuru

import (
	"strings"
	"time"

	"acikkapi/internal/kural"
)

// Facts is what guards look at: the application, and the routing (Sira) or birim that a command speaks of.
type Facts struct {
	B      *Basvuru
	Sira   int
	Birims []string
	// SonTarih is the date that the clock speaks of; Tarihler is how dates are counted anew.
	SonTarih time.Time
	Tarihler *MoveDeadlines
}

type guard = kural.Guard[Facts]

func refuse(format string, a ...any) *Error { return kural.Conflictf(format, a...) }

var notRoutedTwice = &guard{Name: "birimde açık yönlendirme yok", Check: func(f Facts) *Error {
	for _, y := range f.B.Open() {
		for _, no := range f.Birims {
			if y.Birim == no { // AK-10
				return &Error{
					Kind: Conflict, Field: "birim",
					Message: y.Ad + " birimine yapılan yönlendirme henüz cevaplanmadı; aynı birime yeniden yönlendirilemez.",
				}
			}
		}
	}
	return nil
}}

var routingOpen = &guard{Name: "yönlendirme açık", Check: func(f Facts) *Error {
	y := f.B.yonlendirme(f.Sira)
	switch {
	case y == nil: // of an earlier round, or none at all
		return refuse("Bu yönlendirme geri alınmıştır; üzerinde işlem yapılamaz.")
	case y.Durum == GeriCekildi:
		return refuse("Bu yönlendirme geri çekilmiştir; üzerinde işlem yapılamaz.")
	case !y.Durum.Open() && y.Cevaplayan != "": // YT-05
		return refuse("Bu başvuru birim adına %s tarafından cevaplanmıştır.", y.Cevaplayan)
	case !y.Durum.Open():
		return refuse("Bu yönlendirme cevaplanmıştır.")
	}
	return nil
}}

var routingQueued = &guard{Name: "yönlendirme kuyrukta", Check: func(f Facts) *Error {
	if y := f.B.yonlendirme(f.Sira); y == nil || y.Durum != Kuyrukta {
		return refuse("Yönlendirme zaten teslim edilmiş.")
	}
	return nil
}}

// nobodyOwes names the birim that still have to answer (AK-07).
var nobodyOwes = &guard{Name: "bekleyen birim yok", Check: func(f Facts) *Error {
	open := f.B.Open()
	if len(open) == 0 {
		return nil
	}
	names := make([]string, len(open))
	for i, y := range open {
		names[i] = y.Ad
	}
	return refuse("Başvuru kapatılamaz; cevabı beklenen birimler: %s.", strings.Join(names, ", "))
}}

var allAnswered = &guard{Name: "tüm birimler cevapladı", Check: func(f Facts) *Error {
	if len(f.B.Open()) > 0 || !f.B.answered() {
		return refuse("Cevap vermeyen birimler var.")
	}
	return nil
}}

var othersOpen = &guard{Name: "başka açık yönlendirme var", Check: func(f Facts) *Error {
	if e := routingOpen.Check(f); e != nil {
		return e
	}
	if len(f.B.Open()) < 2 {
		return refuse("Başka açık yönlendirme yok.")
	}
	return nil
}}

var lastOpenWithAnswers = &guard{Name: "son açık yönlendirme, cevap var", Check: func(f Facts) *Error {
	return lastOpen(f, true)
}}

var lastOpenNoAnswers = &guard{Name: "son açık yönlendirme, cevap yok", Check: func(f Facts) *Error {
	return lastOpen(f, false)
}}

func lastOpen(f Facts, answered bool) *Error {
	if e := routingOpen.Check(f); e != nil {
		return e
	}
	if len(f.B.Open()) != 1 || f.B.answered() != answered {
		return refuse("Yönlendirme geri çekilemez.")
	}
	return nil
}

// answered tells whether a birim of this round has answered or returned the application.
func (b *Basvuru) answered() bool {
	for _, y := range b.Yonlendirmes {
		if y.Durum == BirimCevapli || y.Durum == IadeEdildi {
			return true
		}
	}
	return false
}

var identityMissing = &guard{Name: "kimlik bilgileri eksik", Check: func(f Facts) *Error {
	if f.B.Kimlik != KimlikBekliyor && f.B.Kimlik != KimlikBulunamadi {
		return refuse("Kimlik bilgileri zaten kayıtlı.")
	}
	return nil
}}

var identityAwaited = &guard{Name: "kimlik bilgileri bekleniyor", Check: func(f Facts) *Error {
	if f.B.Kimlik != KimlikBekliyor {
		return refuse("Kimlik bilgileri beklenmiyor.")
	}
	return nil
}}
