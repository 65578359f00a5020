package tohum

import "acikkapi/kart"

// RetSebep is a reason of the Kimlik Bürosu to refuse a request (KB-01); Tip is the request's kind: “kart” or “iptal”.
type RetSebep struct{ Tip, Ad string }

// RetSebeps lists the reasons in the order of the form. The guide shows the column only; the words are ours.
func RetSebeps() []RetSebep {
	return []RetSebep{
		{"kart", "Fotoğraf kişiye ait değil"},
		{"kart", "Fotoğraf güncel değil"},
		{"kart", "Fotoğraf kimlik kartı için uygun değil (poz, arka plan, netlik)"},
		{"kart", "Dekont okunamıyor"},
		{"kart", "Dekont bu talebe ait değil"},
		{"kart", "Dekonttaki tutar eksik"},
		{"kart", "Kimlik bilgilerinde uyuşmazlık var"},
		{"kart", "Talep eden personel Bakanlıktan ayrılmış"},
		{"kart", "Diğer"},
		{"iptal", "Kayıp Tanıtım Kartı Bildirim Formu eksik veya okunamıyor"},
		{"iptal", "Emniyet/Jandarma Bildirim Yazısı eksik veya okunamıyor"},
		{"iptal", "Yüklenen belgeler bu karta ait değil"},
		{"iptal", "Tanıtım kartı Kimlik Bürosuna gönderilmedi"},
		{"iptal", "Gönderilen kart bu karta ait değil"},
		{"iptal", "Diğer"},
	}
}

// IptalNedeni is a reason to cancel a card; Evrak: it wants the two papers (KI-02).
type IptalNedeni struct {
	Kod, Ad string
	Evrak   bool
}

// IptalNedenis lists the four reasons of KI-01 in the guide's order.
func IptalNedenis() []IptalNedeni {
	var out []IptalNedeni
	for _, n := range kart.IptalNedens {
		out = append(out, IptalNedeni{string(n), n.Label(), n == kart.KayipCalinti})
	}
	return out
}
