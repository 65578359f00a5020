package kart

// The events; see basvuru's. An event's name is the message's type and its routing key.
const (
	TalepEdildi           = "kart.talep_edildi"
	Onaylandi             = "kart.onaylandi"
	Reddedildi            = "kart.reddedildi"
	IptalTalepEdildi      = "kart.iptal_talep_edildi"
	TeslimAlindi          = "kart.teslim_alindi"
	IptalEdildi           = "kart.iptal_edildi"
	IptalTalebiReddedildi = "kart.iptal_reddedildi"
	AyrilanIptaliBasladi  = "kart.ayrilan_iptali_basladi"
	KartGeriAlinamadi     = "kart.geri_alinamadi"
	BasimaAlindi          = "kart.basima_alindi"
	Basildi               = "kart.basildi"
	Gonderildi            = "kart.gonderildi"
	BasimGeriAlindi       = "kart.basildi_geri_alindi"
	GonderimGeriAlindi    = "kart.gonderildi_geri_alindi"
	BasimBozuldu          = "kart.yeniden_basilacak"
	YenidenGonderilecek   = "kart.yeniden_gonderilecek"
)

// Yerel lists the events that no consumer acts on, with the reason: they stay in olay and are not sent.
var Yerel = map[string]string{
	TeslimAlindi: "only the staff member's page shows it",

	AyrilanIptaliBasladi: "the bureau's own request is in its inbox at once; who has left is told by nobody here",
	KartGeriAlinamadi:    "only the bureau's pages show it",

	BasimaAlindi: "only the staff member's page shows it",
	Basildi:      "only the staff member's page shows it; the SMS comes when it is sent",

	BasimGeriAlindi: "only the staff member's page shows it; no SMS had told that it was printed",
	BasimBozuldu:    "only the staff member's page shows it; the SMS comes when it is sent",
}

// IsSent tells whether an event goes out as a message; basvuru.Sent for cards, where Sent is a command.
func IsSent(event string) bool { _, local := Yerel[event]; return !local }

// The events' own data (“veri” in a message); a field once there stays.
type (
	// TalepVeri is a request, for a card or to cancel it.
	TalepVeri struct {
		Talep       int        `json:"talep"`
		Yakinlik    Yakinlik   `json:"yakinlik"`
		IptalNedeni IptalNeden `json:"iptal_nedeni,omitempty"`
	}
	// KararVeri is what the bureau did about a request; RetSebebi is 0 unless it refused.
	KararVeri struct {
		Talep     int `json:"talep"`
		RetSebebi int `json:"ret_sebebi_id,omitempty"`
	}
	// BasimVeri is the request whose card went on at the printer's.
	BasimVeri struct {
		Talep int `json:"talep"`
	}
)
