package handlers

import (
	"net/http"
	"net/url"
	"slices"

	"acikkapi/internal/web"
	"acikkapi/store"
)

type basimBekleyenView struct {
	web.Page
	Anahtar, Eylem string
	Kartlar        []bekleyenSatiri
	Sayfa          *web.Pages
}

type bekleyenSatiri struct {
	No                                      int64
	Ad, TCKN, Yakinlik, Personel, Onay, Kim string
	Yeniden                                 string // why it is printed again
	Secildi                                 bool
}

// basimBekleyen are the cards “kart basımına hazır”, those approved first on top, to choose a batch from (KB-03).
func (s *Service) basimBekleyen(w http.ResponseWriter, r *http.Request) error {
	return s.basimBekleyenSayfa(w, r, nil, nil)
}

func (s *Service) basimBekleyenSayfa(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	list, toplam, err := s.store.BasimBekleyenler(r.Context(), who(r).actor, (web.PageNo(r)-1)*store.MaxBasim, store.MaxBasim)
	if err != nil {
		return err
	}
	v := &basimBekleyenView{Anahtar: anahtarOf(typed), Eylem: basimPath, Sayfa: web.NewPages(r, store.MaxBasim, toplam)}
	if no := web.PageNo(r); no > 1 {
		v.Eylem += "?" + r.URL.RawQuery // what is refused comes back on the same page
	}
	v.Page = f.page(web.Page{Title: "Basım Bekleyen Kartlar", Active: basimPath, Wide: true, Back: web.Link{URL: basimPath, Text: "Kart Basımı"}, Help: []string{
		"Kimlik Bürosunun onayladığı, kart basımına hazır kartlar; en önce onaylanan en üsttedir. Seçtiğiniz kartlardan “Seçilenlerden Parti Oluştur” ile bir basım partisi oluşturulur.",
		"Basımı bozulan ya da yolda kaybolan kartlar “Yeniden basım” ile işaretlenir.",
		"İptal talebi incelenen kartlar, talep sonuçlanıncaya kadar burada görünmez.",
	}})
	chosen := kartNos(typed)
	for i := range list {
		k := &list[i]
		v.Kartlar = append(v.Kartlar, bekleyenSatiri{
			No: k.No, Ad: k.Ad + " " + k.Soyad, TCKN: k.TCKN.Masked(), Yakinlik: k.Yakinlik.Label(), Personel: k.Personel, Onay: s.web.Zaman(k.Onay), Kim: k.Onaylayan, Yeniden: k.Yeniden,
			Secildi: slices.Contains(chosen, k.No),
		})
	}
	return s.web.Render(w, r, f.Status(), "handlers/basim_bekleyen", v)
}
