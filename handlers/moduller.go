package handlers

import (
	"net/http"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
)

type modul struct {
	web.Link
	Aciklama string
}

type modullerView struct {
	web.Page
	Moduller []modul
}

// moduller is the “Standart Ana Sayfa”: the modules that the user's role opens (GR-04).
func (s *Service) moduller(w http.ResponseWriter, r *http.Request) error {
	v := &modullerView{Page: web.Page{Title: "e-İçişleri Standart Ana Sayfa", Active: "/e-icisleri/anasayfa", Help: []string{
		"Size yetkisi verilmiş olan modüllere ait ana sayfaları “Modüller” alanından açabilirsiniz.",
	}}}
	if who(r).Rol() == kural.MIA {
		v.Moduller = append(v.Moduller, modul{
			web.Link{URL: "/mia", Text: "Açık Kapı"},
			"İlinize yapılan başvuruları sorgulayın; onayınıza gönderilenleri cevaplayın ya da işlemlerini geri alın.",
		})
	}
	if who(r).Rol() == kural.Vali {
		v.Moduller = append(v.Moduller, modul{
			web.Link{URL: "/yetki", Text: "Açık Kapı"},
			"İlinizin Açık Kapı Sorumlularını ve birim Yetkililerini tanımlayın, güncelleyin, silin; çalışma sektörlerini düzenleyin.",
		})
	}
	if who(r).Rol() == kural.ProjeYonetici {
		v.Moduller = append(v.Moduller, modul{
			web.Link{URL: yolReferans, Text: "Referans Veriler"},
			"Başvuru formlarının listelerini, cevap sürelerini, resmî tatilleri ve vatandaşa giden metinleri düzenleyin.",
		})
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/moduller", v)
}
