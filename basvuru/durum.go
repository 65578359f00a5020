// Package basvuru holds the rules of a citizen's application: its states, the commands that move it, the
// one transition table, and what each command does to it. It does no I/O; store.Do runs it under the row's lock.
package basvuru

import (
	"fmt"
	"slices"
)

// Durum is the state of an application; the values are what the database stores.
type Durum string

// The states. “Whose turn” is where the application waits.
const (
	Yok           Durum = ""              // not filed yet; the citizen's turn
	Havuzda       Durum = "havuzda"       // the desk (AKS) has the next action
	Yonlendirildi Durum = "yonlendirildi" // the routed birim have the next action
	Cevaplandi    Durum = "cevaplandi"    // all birim have answered; the desk has the next action
	MIAOnayinda   Durum = "mia_onayinda"  // the MİA has the next action
	MIADondu      Durum = "mia_dondu"     // the MİA has answered; the desk has the next action
	KapaliOlumlu  Durum = "kapali_olumlu" // closed: nobody has a next action (AK-08)
	KapaliOlumsuz Durum = "kapali_olumsuz"
	KapaliKismen  Durum = "kapali_kismen"
)

// Durums are the states that a stored application can be in, in the order of its life.
var Durums = []Durum{
	Havuzda, Yonlendirildi, Cevaplandi, MIAOnayinda, MIADondu, KapaliOlumlu, KapaliOlumsuz, KapaliKismen,
}

var (
	acik   = []Durum{Havuzda, Yonlendirildi, Cevaplandi, MIAOnayinda, MIADondu}
	kapali = []Durum{KapaliOlumlu, KapaliOlumsuz, KapaliKismen}
)

var durumLabels = map[Durum]string{
	Yok:           "Kayıt yok",
	Havuzda:       "Başvuru Açık Kapı Birim Havuzunda",
	Yonlendirildi: "Başvuru İlgili Birime Yönlendirildi",
	Cevaplandi:    "Başvuru İlgili Birimden Cevaplandı",
	MIAOnayinda:   "Başvuru Mülki İdare Amiri Onayına Gönderildi",
	MIADondu:      "Başvuru Mülki İdare Amirinden Cevap Dönüldü",
	KapaliOlumlu:  "Başvuru Olumlu Kapatıldı",
	KapaliOlumsuz: "Başvuru Olumsuz Kapatıldı",
	KapaliKismen:  "Başvuru Kısmen Olumlu Kısmen Olumsuz Kapatıldı",
}

// Label is the seed's status text.
func (d Durum) Label() string { return durumLabels[d] }

// Closed tells whether the application takes no further action (AK-08).
func (d Durum) Closed() bool { return slices.Contains(kapali, d) }

// Refusal is what somebody is told who asks for an action that d does not know (AK-08).
func (d Durum) Refusal() string {
	if d.Closed() {
		return fmt.Sprintf("Kapatılan başvuru üzerinde tekrar bir işlem yapılamaz. Durumu: “%s”.", d.Label())
	}
	return fmt.Sprintf("Başvuru “%s” durumundayken bu işlem yapılamaz.", d.Label())
}

// Citizen is the state in the citizen's words: “İşlem Görüyor”, or how it was closed (VS-02).
func (d Durum) Citizen() string {
	if d.Closed() {
		return d.Label()
	}
	return "İşlem Görüyor"
}

// YonlendirmeDurum is the state of one routing.
type YonlendirmeDurum string

// The states of a routing: the first two are open, the birim's turn.
const (
	Kuyrukta     YonlendirmeDurum = "kuyrukta"   // on its way to the birim's queue
	TeslimEdildi YonlendirmeDurum = "teslim"     // in the birim's inbox
	BirimCevapli YonlendirmeDurum = "cevaplandi" // answered
	IadeEdildi   YonlendirmeDurum = "iade"       // returned as not competent; counts as answered (YT-08)
	GeriCekildi  YonlendirmeDurum = "geri_cekildi"
)

// Open tells whether the birim still owes an answer.
func (d YonlendirmeDurum) Open() bool { return d == Kuyrukta || d == TeslimEdildi }

var yonlendirmeLabels = map[YonlendirmeDurum]string{
	Kuyrukta: "Birim kuyruğunda", TeslimEdildi: "Birimde, cevap bekleniyor", BirimCevapli: "Cevaplandı",
	IadeEdildi: "Yetkisizlikle iade edildi", GeriCekildi: "Geri çekildi",
}

// Label is the routing's state on pages.
func (d YonlendirmeDurum) Label() string { return yonlendirmeLabels[d] }

// Sonuc is how an answer or a closing turned out.
type Sonuc string

// The outcomes; a birim answers with the first two only (YT-04).
const (
	Olumlu  Sonuc = "olumlu"
	Olumsuz Sonuc = "olumsuz"
	Kismen  Sonuc = "kismen"
)

var sonucLabels = map[Sonuc]string{Olumlu: "Olumlu", Olumsuz: "Olumsuz", Kismen: "Kısmen Olumlu Kısmen Olumsuz"}

// Label is the outcome on pages.
func (s Sonuc) Label() string { return sonucLabels[s] }
