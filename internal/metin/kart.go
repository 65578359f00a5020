package metin

// The templates of the SMS to staff members about cards. They name nobody and nothing found wrong: a phone lies about, the page does not.
const (
	SablonKartOnaylandi     = "kart_onaylandi"
	SablonKartReddedildi    = "kart_reddedildi"
	SablonKartGonderildi    = "kart_gonderildi"
	SablonKartGonderilmedi  = "kart_gonderilmedi"
	SablonKartYeniden       = "kart_yeniden_basilacak"
	SablonKartIptalEdildi   = "kart_iptal_edildi"
	SablonIptalReddedildi   = "kart_iptal_reddedildi"
	kartRetYeri             = "reddedilmiştir. Ret sebebi e-İçişleri Personel Yakını Kart Talep sayfasındadır."
	kartTalebi, iptalTalebi = "{tarih} tarihli tanıtım kartı talebiniz ", "{tarih} tarihli tanıtım kartı iptal talebiniz "
)

// Kart is the SMS of one of the card's templates; tarih is the day of the request, 02.01.2006.
func (m Metinler) Kart(sablon, tarih string) string {
	return m.fill(sablon, map[string]string{"tarih": tarih})
}

// kartSablonlari are the templates about cards, in the order of a card's life (KT-07, KB-03).
func kartSablonlari() []Sablon {
	yerler := []Yer{{"tarih", "talebin yapıldığı gün", "21.11.2026", false}}
	return []Sablon{
		{
			SablonKartOnaylandi, "Kart talebi onaylandı", "Kart talebi Kimlik Bürosunca onaylanan personele",
			kartTalebi + "onaylanmıştır. Kart düzenlenerek tarafınıza gönderilecektir.", true, yerler,
		},
		{
			SablonKartReddedildi, "Kart talebi reddedildi", "Kart talebi Kimlik Bürosunca reddedilen personele",
			kartTalebi + kartRetYeri, true, yerler,
		},
		{
			SablonKartGonderildi, "Kart gönderildi", "Basılan kartı gönderilen personele",
			"{tarih} tarihinde talep ettiğiniz tanıtım kartı basılmış ve tarafınıza gönderilmiştir.", true, yerler,
		},
		{
			SablonKartGonderilmedi, "“Kart gönderildi” kaydı geri alındı", "Kartının gönderildiği yanlışlıkla bildirilen personele",
			"{tarih} tarihinde talep ettiğiniz tanıtım kartı henüz gönderilmemiştir; önceki mesajı dikkate almayınız.", true, yerler,
		},
		{
			SablonKartYeniden, "Kart yeniden basılacak", "Gönderilen kartı yeniden basılacak personele",
			"{tarih} tarihinde talep ettiğiniz tanıtım kartı yeniden basılarak tarafınıza gönderilecektir.", true, yerler,
		},
		{
			SablonKartIptalEdildi, "Kart iptal talebi onaylandı", "Kart iptal talebi Kimlik Bürosunca onaylanan personele",
			iptalTalebi + "onaylanmış ve kart iptal edilmiştir.", true, yerler,
		},
		{
			SablonIptalReddedildi, "Kart iptal talebi reddedildi", "Kart iptal talebi Kimlik Bürosunca reddedilen personele",
			iptalTalebi + kartRetYeri, true, yerler,
		},
	}
}
