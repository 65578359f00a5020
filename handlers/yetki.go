package handlers

import (
	"net/http"

	"acikkapi/internal/web"
)

// authorityRoutes are the pages of the il's Vali and Vali Yardımcıları (YE-01), and the list of sectors (SE-01).
func (s *Service) authorityRoutes() []route {
	return []route{
		{get, "/yetki", definers, page, s.yetkiAnasayfa},
		{get, "/yetki/kullanici", definers, page, s.kullaniciListe},
		{post, "/yetki/kullanici", definers, page, s.kullaniciAra},
		{post, "/yetki/kullanici/excel", definers, page, s.kullaniciExcel},
		{get, "/yetki/kullanici/yeni", definers, page, s.kullaniciYeniPage},
		{post, "/yetki/kullanici/yeni", definers, page, s.kullaniciYeni},
		{get, "/yetki/kullanici/{id:[0-9]+}", definers, page, s.kullaniciPage},
		{post, "/yetki/kullanici/{id:[0-9]+}", definers, page, s.kullaniciGuncelle},
		{post, "/yetki/kullanici/{id:[0-9]+}/ilce", definers, page, s.kullaniciIlce},
		{post, "/yetki/kullanici/{id:[0-9]+}/birim", definers, page, s.kullaniciBirim},
		{get, "/yetki/kullanici/{id:[0-9]+}/sil", definers, page, s.kullaniciSilPage},
		{post, "/yetki/kullanici/{id:[0-9]+}/sil", definers, page, s.kullaniciSil},
		{get, "/yetki/birim", definers, page, s.tanimBirimAra},
		{get, "/yetki/sektor", sectors, page, s.sektorListe},
		{get, "/yetki/sektor/yeni", sectors, page, s.sektorYeniPage},
		{post, "/yetki/sektor/yeni", sectors, page, s.sektorYeni},
		{get, "/yetki/sektor/{id:[0-9]+}", sectors, page, s.sektorPage},
		{post, "/yetki/sektor/{id:[0-9]+}", sectors, page, s.sektorGuncelle},
		{get, "/yetki/sektor/{id:[0-9]+}/sil", sectors, page, s.sektorSilPage},
		{post, "/yetki/sektor/{id:[0-9]+}/sil", sectors, page, s.sektorSil},
	}
}

// authorityNav is their menu.
func authorityNav() []web.NavItem {
	return []web.NavItem{
		{URL: "/e-icisleri/anasayfa", Text: "Modüller"},
		{URL: "/yetki", Text: "Açık Kapı Anasayfa"},
		{URL: "/yetki/kullanici/yeni", Text: "Açık Kapı Kullanıcı Kayıt"},
		{URL: "/yetki/kullanici", Text: "Açık Kapı Kullanıcı Arama"},
		{URL: "/yetki/sektor", Text: "Açık Kapı Sektör Arama"},
		istatistikNav(),
	}
}

// yetkiAnasayfa is “Açık Kapı Yetki İşlemleri Anasayfa”.
func (s *Service) yetkiAnasayfa(w http.ResponseWriter, r *http.Request) error {
	v := &modullerView{Page: web.Page{Title: "Açık Kapı Yetki İşlemleri Anasayfa", Active: "/yetki", Help: []string{
		"Kullanıcı tanımlama yetkisi sadece ilgili ilin Vali ve Vali Yardımcılarında bulunur. Kendi ilinizin Açık Kapı Sorumlularını ve birim Yetkililerini buradan tanımlar, günceller ve silersiniz.",
	}}}
	if err := s.valiIs(r, v); err != nil {
		return err
	}
	v.Moduller = []modul{
		{web.Link{URL: "/yetki/kullanici/yeni", Text: "Açık Kapı Kullanıcı Kayıt"}, "Açık Kapı Sorumlusu ya da birim Yetkilisi tanımlayın."},
		{web.Link{URL: "/yetki/kullanici", Text: "Açık Kapı Kullanıcı Arama"}, "İlinizde tanımlı kullanıcıları arayın, güncelleyin, silin."},
		{web.Link{URL: "/yetki/sektor/yeni", Text: "Açık Kapı Sektör Kayıt"}, "Başvuru formuna yeni bir çalışma sektörü ekleyin."},
		{web.Link{URL: "/yetki/sektor", Text: "Açık Kapı Sektör Arama"}, "Çalışma sektörlerini görüntüleyin, güncelleyin, silin."},
		{web.Link{URL: istatistikPath, Text: "İstatistikler"}, "İlinizin başvurularını ilçe, hizmet başlığı, birim ve süreye göre sayılarla görün."},
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/moduller", v)
}
