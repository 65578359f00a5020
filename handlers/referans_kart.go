package handlers

import (
	"acikkapi/internal/web"
	"acikkapi/store"
)

// The pages of the card's lists (OP-07): why the bureau refuses, for each kind of request one list, and why a card is cancelled.
var (
	kartRetSayfasi = kalemSayfasi{
		store.KartRetListesi, yolReferans + "/kart-ret", "", "Kart Talebi Ret Sebebi", "Kart Talebi Ret Sebepleri", false, "ret formlarında", "taleplerde",
	}
	iptalRetSayfasi = kalemSayfasi{
		store.IptalRetListesi, yolReferans + "/iptal-ret", "", "İptal Talebi Ret Sebebi", "İptal Talebi Ret Sebepleri", false, "ret formlarında", "taleplerde",
	}
	iptalNedenSayfasi = kalemSayfasi{
		store.IptalNedenListesi, yolReferans + "/iptal-neden", "", "İptal Talebi Nedeni", "İptal Talebi Nedenleri", false, "iptal formlarında", "taleplerde",
	}
)

func (s *Service) kartReferansRoutes() []route {
	return append(append(s.kalemRoutes(kartRetSayfasi), s.kalemRoutes(iptalRetSayfasi)...), s.kalemRoutes(iptalNedenSayfasi)...)
}

func kartReferansModulleri() []modul {
	return []modul{
		{web.Link{URL: kartRetSayfasi.yol, Text: kartRetSayfasi.cok}, "Kimlik Bürosunun bir kart talebini reddederken seçtiği ret sebeplerini düzenleyin."},
		{web.Link{URL: iptalRetSayfasi.yol, Text: iptalRetSayfasi.cok}, "Kimlik Bürosunun bir kart iptal talebini reddederken seçtiği ret sebeplerini düzenleyin."},
		{web.Link{URL: iptalNedenSayfasi.yol, Text: iptalNedenSayfasi.cok}, "Personelin iptal talebinde seçtiği nedenleri düzenleyin."},
	}
}
