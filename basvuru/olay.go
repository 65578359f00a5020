package basvuru

import "time"

// The events. An event is one row of olay: timeline line, audit entry and message at once; its name is the
// message's type and its routing key on the exchange olay.
const (
	Alindi                 = "basvuru.alindi"
	Guncellendi            = "basvuru.guncellendi"
	BirimeYonlendirildi    = "basvuru.yonlendirildi"
	YonlendirmeGeriCekildi = "basvuru.geri_cekildi"
	BirimeTeslimEdildi     = "birim.teslim_edildi"
	BirimCevapladi         = "birim.cevapladi"
	BirimIadeEtti          = "birim.iade_etti"
	BirimlerCevapladi      = "basvuru.cevaplandi"
	MIAyaGonderildi        = "basvuru.miaya_gonderildi"
	MIACevapladi           = "mia.cevapladi"
	IslemlerGeriAlindi     = "basvuru.geri_alindi"
	Kapatildi              = "basvuru.kapatildi"
	SMSGonderilemedi       = "sms.gonderilemedi"
	SMSIletildi            = "sms.iletildi"
	SureHatirlatildi       = "birim.hatirlatildi"
	SuresiGecti            = "birim.suresi_gecti"
	MIAyaBildirildi        = "basvuru.yukseltildi"
	SonTarihDegisti        = "basvuru.son_tarih_degisti"
	KimlikTamamlandi       = "basvuru.kimlik_tamamlandi"
	KimlikEslesmedi        = "basvuru.kimlik_bulunamadi"
	ImhaEdildi             = "basvuru.imha_edildi"
)

// Yerel lists the events that no consumer acts on, with the reason: they stay in olay and are not sent.
// A test holds this and the bindings of the pipeline against the transition table.
var Yerel = map[string]string{
	BirimeTeslimEdildi: "the birim's inbox is told when it is written",
	SMSGonderilemedi:   "only the timeline shows it",
	SMSIletildi:        "only the timeline shows it",
	SureHatirlatildi:   "the pages are told when it is written",
	SuresiGecti:        "the pages are told when it is written",
	MIAyaBildirildi:    "the MİA's list is told when it is written",
	SonTarihDegisti:    "the pages are told when it is written",
	KimlikTamamlandi:   "the page is told when it is written",
	KimlikEslesmedi:    "only the timeline shows it",
	ImhaEdildi:         "it says that there is nobody left to tell",
}

// Sent tells whether an event goes out as a message.
func Sent(event string) bool { _, local := Yerel[event]; return !local }

// Dahili lists the events that the citizen is not told of: the clock's words to officials (PL-08).
var Dahili = []string{SureHatirlatildi, SuresiGecti, MIAyaBildirildi, SonTarihDegisti}

// The events' own data (“veri” in a message). None holds contact data (YT-03), and a field once there stays.
type (
	// AlindiVeri says where the application came in and which pool it stands in.
	AlindiVeri struct {
		Kanal Kanal `json:"kanal"`
		Il    int   `json:"il"`
		Ilce  int   `json:"ilce"`
		Dosya int   `json:"dosya_sayisi"`
		// Kimlik is "bekliyor" where KPS was away.
		Kimlik KimlikDurum `json:"kimlik,omitempty"`
		// Hizmets are the headings as filed; missing in events of before they were kept here.
		Hizmets []HizmetNo `json:"hizmetler,omitempty"`
	}
	// YonlendirmeVeri lists the routings made or withdrawn.
	YonlendirmeVeri struct {
		Yonlendirmes []YonlendirmeOzet `json:"yonlendirmeler"`
	}
	// YonlendirmeOzet names one routing.
	YonlendirmeOzet struct {
		Sira  int    `json:"sira"`
		Birim string `json:"birim"`
		Ad    string `json:"ad"`
		// SonTarih is by when the birim has to answer.
		SonTarih *time.Time `json:"son_tarih,omitempty"`
	}
	// CevapVeri is an answer; its text is in cevap, here is the text's SHA-256, so that the chain covers it.
	CevapVeri struct {
		Sira  int    `json:"sira,omitempty"`
		Birim string `json:"birim,omitempty"`
		Sonuc Sonuc  `json:"sonuc,omitempty"`
		Ozet  string `json:"metin_sha256"`
		Dosya int    `json:"dosya_sayisi"`
		// IsGunu is how many working days it took, by the calendar of that day: of a birim since it was routed to, of a closing since
		// the application was filed. Missing for the MİA's, and in events of before it was kept.
		IsGunu *int `json:"is_gunu,omitempty"`
		// Gec says that it came after its date: the routing's, or the law's for a closing.
		Gec bool `json:"gec,omitempty"`
	}
	// SureVeri is a date that comes near or has passed; Sira is 0 for the law's.
	SureVeri struct {
		Sira     int       `json:"sira"`
		Birim    string    `json:"birim,omitempty"`
		SonTarih time.Time `json:"son_tarih"`
	}
	// HizmetVeri lists the headings after a change.
	HizmetVeri struct {
		Hizmets []HizmetNo `json:"hizmetler"`
	}
	// HizmetNo is a pair of headings by number; its explanation's SHA-256 is here, so that the chain covers what people have written.
	HizmetNo struct {
		Baslik int    `json:"baslik_id"`
		Alt    int    `json:"alt_baslik_id,omitempty"`
		Ozet   string `json:"aciklama_sha256,omitempty"`
	}
	// MIAVeri is what the desk asks of the MİA.
	MIAVeri struct {
		Il int `json:"il"`
	}
)
