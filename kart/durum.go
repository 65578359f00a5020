// Package kart holds the rules of a relative's ID card: its states, the commands that move it, the one transition
// table. It is built like package basvuru and does no I/O.
package kart

import "fmt"

// Durum is the state of a relative's card request; the values are what the database stores. Together with
// Yok they are the six rows of the seed's process table (KT-07).
type Durum string

// The states: first the request for a card, then the request to cancel it.
const (
	Yok             Durum = ""                 // nothing asked for yet; the staff member's turn
	TalepBekliyor   Durum = "talep_bekliyor"   // the Kimlik Bürosu has the next action
	TalepOnayli     Durum = "talep_onayli"     // the card is valid; the staff member may ask to cancel it
	TalepReddedildi Durum = "talep_reddedildi" // the staff member may mend the fault and ask again
	IptalBekliyor   Durum = "iptal_bekliyor"   // the Kimlik Bürosu has the next action; the card is still valid
	IptalOnayli     Durum = "iptal_onayli"     // the card is cancelled; the staff member may ask for a new one
	IptalReddedildi Durum = "iptal_reddedildi" // the card is still valid; the staff member may ask again to cancel it
)

// Durums are the six states of KT-07, in the order of a card's life.
var Durums = []Durum{TalepBekliyor, TalepOnayli, TalepReddedildi, IptalBekliyor, IptalOnayli, IptalReddedildi}

// KT-07's row for each state: columns Talep Tipi, Talep Durumu and Süreç, in the seed's words.
var surec = map[Durum]struct{ tip, durum, surec string }{
	TalepBekliyor: {
		"Kart Talebi", "Onay Bekliyor",
		"Kart talebi başarılı olarak yapılmış, kontrol edilmek üzere Kimlik Bürosunda beklemektedir. Yeni talep girilemez.",
	},
	TalepOnayli: {
		"Kart Talebi", "Onaylandı",
		"Kart talebi Kimlik Bürosu tarafından onaylanmış, kart basımına hazır durumdadır. İptal talebi girilebilir.",
	},
	TalepReddedildi: {
		"Kart Talebi", "Reddedildi",
		"Kart talebi Kimlik Bürosu tarafından reddedilmiş ve personele geri gönderilmiştir. İade nedeni ekranda gösterilir. Yeni talep girilebilir.",
	},
	IptalBekliyor: {
		"Kart İptal Talebi", "Onay Bekliyor",
		"İptal talebi başarılı olarak yapılmış, kontrol edilmek üzere Kimlik Bürosunda beklemektedir. Yeni talep girilemez.",
	},
	IptalOnayli: {
		"Kart İptal Talebi", "Onaylandı",
		"İptal talebi Kimlik Bürosu tarafından onaylanmış, kart iptal için hazır durumdadır. Kart talebi girilebilir.",
	},
	IptalReddedildi: {
		"Kart İptal Talebi", "Reddedildi",
		"İptal talebi Kimlik Bürosu tarafından reddedilmiş ve personele geri gönderilmiştir. İade nedeni ekranda gösterilir. Yeni iptal talebi girilebilir.",
	},
}

// TalepTipi is the column of that name: “Kart Talebi” or “Kart İptal Talebi”; "" for Yok.
func (d Durum) TalepTipi() string { return surec[d].tip }

// TalepDurumu is the column of that name: “Onay Bekliyor”, “Onaylandı” or “Reddedildi”; "" for Yok.
func (d Durum) TalepDurumu() string { return surec[d].durum }

// Surec tells the staff member what the state means and what they can do now, in the seed's words.
func (d Durum) Surec() string { return surec[d].surec }

// Label is Talep Tipi and Talep Durumu in one line.
func (d Durum) Label() string {
	if d == Yok {
		return "Talep yok"
	}
	return d.TalepTipi() + ": " + d.TalepDurumu()
}

// Refusal is what somebody is told who asks for an action that d does not know (KT-07).
func (d Durum) Refusal() string {
	return fmt.Sprintf("“%s” durumundayken bu işlem yapılamaz.", d.Label())
}

// Valid tells whether the relative has a valid card. A request to cancel alone cancels nothing (KI-04).
func (d Durum) Valid() bool { return d == TalepOnayli || d == IptalBekliyor || d == IptalReddedildi }
