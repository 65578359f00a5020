package handlers

import (
	"net/http"
	"slices"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
)

// The addresses of the reference data (OP-07).
const (
	yolReferans = "/yetki/referans"
	yolTatil    = yolReferans + "/tatil"
	yolMetin    = yolReferans + "/metin"
)

// referansRoutes are the pages on which the Proje Yöneticisi keeps lists, holidays and texts (OP-07).
func (s *Service) referansRoutes() []route {
	routes := []route{
		{get, yolReferans, keepers, page, s.referansAnasayfa},
		{get, yolTatil, keepers, page, s.tatilListe},
		{get, yolTatil + "/yeni", keepers, page, s.tatilYeniPage},
		{post, yolTatil + "/yeni", keepers, page, s.tatilYeni},
		{get, yolTatil + "/{id:[0-9]+}", keepers, page, s.tatilPage},
		{post, yolTatil + "/{id:[0-9]+}", keepers, page, s.tatilGuncelle},
		{get, yolTatil + "/{id:[0-9]+}/sil", keepers, page, s.tatilSilPage},
		{post, yolTatil + "/{id:[0-9]+}/sil", keepers, page, s.tatilSil},
		{get, yolMetin, keepers, page, s.metinListe},
		{get, yolMetin + "/{id}", keepers, page, s.metinPage},
		{post, yolMetin + "/{id}", keepers, page, s.metinKaydet},
	}
	return slices.Concat(routes, s.kalemRoutes(baslikSayfasi), s.kalemRoutes(altSayfasi), s.kalemRoutes(egitimSayfasi), s.kartReferansRoutes())
}

func (s *Service) kalemRoutes(k kalemSayfasi) []route {
	routes := []route{
		{get, k.yeni(), keepers, page, s.kalemYeniPage(k)},
		{post, k.yeni(), keepers, page, s.kalemYeni(k)},
		{get, k.yol + "/{id:[0-9]+}", keepers, page, s.kalemPage(k)},
		{post, k.yol + "/{id:[0-9]+}", keepers, page, s.kalemGuncelle(k)},
		{get, k.yol + "/{id:[0-9]+}/sil", keepers, page, s.kalemSilPage(k)},
		{post, k.yol + "/{id:[0-9]+}/sil", keepers, page, s.kalemSil(k)},
	}
	if k.ust == "" {
		routes = append(routes, route{get, k.yol, keepers, page, s.kalemListe(k)})
	}
	return routes
}

// referansNav is the menu of the Proje Yöneticisi: one entry for all lists, so that it stays one line.
func referansNav() []web.NavItem {
	lists := web.NavItem{URL: yolReferans, Text: referansAdi}
	for _, m := range referansModulleri() {
		lists.Covers = append(lists.Covers, m.URL)
	}
	return []web.NavItem{{URL: yolStandart, Text: "Modüller"}, lists, imhaNav(), istatistikNav()}
}

const referansAdi = "Referans Veriler"

// referansGeri leads from a list to the others, where the menu does not lead to each.
func referansGeri(rol kural.Rol) web.Link {
	if rol != kural.ProjeYonetici {
		return web.Link{}
	}
	return web.Link{URL: yolReferans, Text: referansAdi}
}

func referansModulleri() []modul {
	list := []modul{
		{web.Link{URL: baslikSayfasi.yol, Text: "Hizmet Başlıkları"}, "Başvuru formundaki hizmet başlıklarını, alt başlıklarını ve birimlerin cevap sürelerini düzenleyin."},
		{web.Link{URL: egitimSayfasi.yol, Text: "Eğitim Durumları"}, "Başvuru formundaki eğitim durumlarını düzenleyin."},
		{web.Link{URL: yolSektor, Text: "Sektörler"}, "Başvuru formundaki çalışma sektörlerini düzenleyin."},
		{web.Link{URL: yolTatil, Text: "Resmî Tatiller"}, "Sürelerin hesaplandığı tatil takvimini düzenleyin."},
		{web.Link{URL: yolMetin, Text: "Metinler"}, "Vatandaşa ve personele giden kısa mesajları ve cevap yazısının değişmeyen satırlarını düzenleyin."},
	}
	return append(list, kartReferansModulleri()...)
}

// referansAnasayfa leads to all of them.
func (s *Service) referansAnasayfa(w http.ResponseWriter, r *http.Request) error {
	return s.web.Render(w, r, http.StatusOK, "handlers/moduller", &modullerView{
		Page: web.Page{Title: referansAdi, Active: yolReferans, Help: []string{
			"Burada yapılan değişiklikler en geç bir dakika içinde bütün sayfalarda geçerli olur. Her kaydın sayfasında kimin, ne zaman, neyi değiştirdiği görünür.",
		}},
		Moduller: referansModulleri(),
	})
}
