package kart

import (
	"slices"
	"time"

	"acikkapi/internal/kural"
)

// YasSiniri is the age in years that a child must have reached (KT-03).
const YasSiniri = 15

// turkiye is Europe/Istanbul as the law has it since 2016, without the zone database.
var turkiye = time.FixedZone("Europe/Istanbul", 3*60*60)

// Facts is what guards look at: the card, who asks, and the time.
type Facts struct {
	K     *Kart
	Actor kural.Actor
	Now   time.Time
}

type guard = kural.Guard[Facts]

// Engel is why no card can be asked for on behalf of y at the time now, whatever state the card is in; "" = nothing stands
// against it (KT-03).
func (y Yakin) Engel(now time.Time) string {
	if err := eligible.Check(Facts{K: &Kart{Yakin: y}, Now: now}); err != nil {
		return err.Message
	}
	return ""
}

// eligible: only spouse and children, not one who works at the ministry, no child under 15 (KT-03).
var eligible = &guard{Name: "KPS'deki eş veya 15 yaşını doldurmuş çocuk, Bakanlık personeli değil", Check: func(f Facts) *kural.Error {
	y := f.K.Yakin
	switch {
	case y.BakanlikPersoneli:
		return kural.Conflictf("Bakanlık personeline kart talebinde bulunulamaz")
	case y.Yakinlik != Es && y.Yakinlik != Cocuk:
		return kural.Conflictf("Yalnızca eş ve çocuklar için kart talebinde bulunulabilir.")
	case !y.Guncel:
		return kural.Conflictf("Kimlik Paylaşım Sistemi bu kişiyi artık eşiniz ya da çocuğunuz olarak bildirmiyor; yeni kart talebinde bulunulamaz.")
	case y.Yakinlik == Cocuk && !OldEnough(y.DogumTarihi, f.Now):
		return kural.Conflictf("%d yaşını doldurmamış çocuk için kart talebinde bulunulamaz.", YasSiniri)
	}
	return nil
}}

// OldEnough tells whether somebody born on the day of dogum is 15 on the day that now falls on in Türkiye; the
// birthday itself counts (KT-03). Who was born on 29 February has it on the 28th, for no year that is 15 later has
// a 29th (reading: law 6098 art. 92, a missing day is the month's last). An unknown birthday is never old enough.
func OldEnough(dogum, now time.Time) bool {
	return !dogum.IsZero() && !now.Before(onBes(dogum))
}

// YasGunu is the day on which a child is 15, midnight in Türkiye (KT-03); the zero time for a spouse and an unknown birthday.
func (y Yakin) YasGunu() time.Time {
	if y.Yakinlik != Cocuk || y.DogumTarihi.IsZero() {
		return time.Time{}
	}
	return onBes(y.DogumTarihi)
}

func onBes(dogum time.Time) time.Time {
	year, month, day := dogum.Date()
	birthday := time.Date(year+YasSiniri, month, day, 0, 0, 0, 0, turkiye)
	if birthday.Month() != month {
		birthday = birthday.AddDate(0, 0, -1)
	}
	return birthday
}

// OwnFamily tells whether k is the card of a relative of actor's, whoever has asked for it and from which account: then actor does not
// decide about it.
func OwnFamily(actor kural.Actor, k *Kart) bool {
	return actor.ID == k.Personel || slices.Contains(k.Akraba, actor.ID)
}

// ErrOwnFamily is what they are told.
func ErrOwnFamily() *kural.Error {
	return &kural.Error{Kind: kural.Forbidden, Message: "Kendi yakınınızın talebini sonuçlandıramazsınız."}
}

var notOwn = &guard{Name: "kendi yakını değil", Check: func(f Facts) *kural.Error {
	if OwnFamily(f.Actor, f.K) {
		return ErrOwnFamily()
	}
	return nil
}}

// notOwnCard: nobody gives their own family a second card.
var notOwnCard = &guard{Name: "kendi yakını değil", Check: func(f Facts) *kural.Error {
	if OwnFamily(f.Actor, f.K) {
		return &kural.Error{Kind: kural.Forbidden, Message: "Kendi yakınınızın kartını yeniden basıma alamazsınız; bu işlemi başka bir görevli yapar."}
	}
	return nil
}}

// both holds where a and b do; of two refusals a's is told.
func both(a, b *guard) *guard {
	return &guard{Name: a.Name + "; " + b.Name, Check: func(f Facts) *kural.Error {
		if err := a.Check(f); err != nil {
			return err
		}
		return b.Check(f)
	}}
}

// cardArrived: but for Kayıp/Çalıntı the bureau must have the card in hand before it cancels it (KI-03). Of a card that was never printed
// nothing can arrive (reading: KI-03 speaks of the card itself, and there is none). It may be recorded even so: a batch may have been
// printed that nobody has recorded yet, an earlier print that was lost may turn up.
var cardArrived = &guard{Name: "Kayıp/Çalıntı, kart henüz basılmadı, teslim alındı veya ayrılan personelden geri alınamadı", Check: func(f Facts) *kural.Error {
	if f.K.CardAwaited() {
		return kural.Conflictf("Kart teslim alınmadan iptal talebi onaylanamaz; önce kartın teslim alındığını kaydediniz.")
	}
	return nil
}}

var cardStillAwaited = &guard{Name: "kart bekleniyor", Check: func(f Facts) *kural.Error {
	if !f.K.CardAwaited() {
		return kural.Conflictf("Bu iptal için kart beklenmiyor; “Kart Geri Alınamadı” kaydı gerekmez.")
	}
	return nil
}}

var cardAwaited = &guard{Name: "Kayıp/Çalıntı değil, kart henüz teslim alınmadı", Check: func(f Facts) *kural.Error {
	switch {
	case f.K.IptalNedeni == KayipCalinti:
		return kural.Conflictf("Kayıp/Çalıntı nedeniyle yapılan iptal talebinde kart teslim alınmaz.")
	case f.K.TeslimAlindi:
		return kural.Conflictf("Kartın teslim alındığı zaten kaydedilmiş.")
	}
	return nil
}}

// atPrinter wants the card at one step of printing (KB-03).
func atPrinter(want BasimDurum) *guard {
	return &guard{Name: "basım: " + want.Label(), Check: func(f Facts) *kural.Error {
		if f.K.Basim != want {
			return kural.Conflictf("Kart basımda “%s” aşamasındayken bu işlem yapılamaz.", f.K.Basim.Label())
		}
		return nil
	}}
}

// notInHand: a card that the bureau has received to cancel it does not leave again before that is decided.
var notInHand = &guard{Name: "iptal için teslim alınmadı", Check: func(f Facts) *kural.Error {
	if f.K.Durum == IptalBekliyor && f.K.TeslimAlindi {
		return kural.Conflictf("Kart iptal için teslim alındı; iptal talebi sonuçlanmadan gönderilemez.")
	}
	return nil
}}
