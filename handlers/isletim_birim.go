package handlers

import (
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"acikkapi/internal/web"
	"acikkapi/store"
)

// birimSistemPath lists the birim that have a system of their own.
const birimSistemPath = isletimPath + "/birim"

// birimSistemRoutes are the pages on which a birim is given a system of its own, and taken back to the web (PL-02).
func (s *Service) birimSistemRoutes() []route {
	const one = birimSistemPath + "/{no:[0-9]+}"
	routes := []route{
		{get, birimSistemPath, operator, page, s.birimSistemListe},
		{get, one, operator, page, s.birimSistemPage},
		{get, "/canli" + birimSistemPath, operator, live, s.isletimCanli},
		{get, "/canli" + one, operator, live, s.birimSistemParcasi},
	}
	for _, i := range birimSistemIslemleri {
		routes = append(routes,
			route{get, one + i.yol, operator, page, s.birimSistemSor(i)},
			route{post, one + i.yol, operator, page, s.birimSistemYap(i)})
	}
	return routes
}

type birimSistemListeView struct {
	web.Page
	Ara      web.Input
	Bulunan  web.Table
	Sistemli web.Table
}

const maxBirimBulunan = 20

var birimSistemColumns = []web.Column{
	{Label: "Birim", Class: "long"}, {Label: "DETSİS No", Class: "nowrap"}, {Label: "Durum"}, {Label: "Son İşlem", Class: "nowrap"}, {Label: "İşlemler"},
}

// birimSistemListe is “Birim Sistemleri”: those that there are, and a search for others.
func (s *Service) birimSistemListe(w http.ResponseWriter, r *http.Request) error {
	ara := strings.TrimSpace(r.URL.Query().Get("ara"))
	v := &birimSistemListeView{
		Page: web.Page{Title: "Birim Sistemleri", Active: birimSistemPath, Wide: true, Help: []string{
			"Kendi yazılımı olan birimler başvuruları web gelen kutusu yerine RabbitMQ üzerinden alıp cevaplayabilir. Geçirilecek birimi adı ya da DETSİS numarasıyla arayınız.",
			"Teknik anlatım docs/birim-entegrasyon.md belgesindedir; birimin teknik sorumlusuna iletiniz.",
		}},
		Ara: web.Input{Name: "ara", Label: "Birim adı ya da DETSİS No", Value: ara, MaxLength: 100, Autocomplete: "off"},
	}
	list, err := s.store.BirimSistemleri(r.Context(), who(r).actor)
	if err != nil {
		return err
	}
	v.Sistemli = s.birimSistemTablosu("", "Kendi sistemini kullanan birim yok.", list)
	if ara != "" {
		if list, err = s.findBirimSistem(r, ara); err != nil {
			return err
		}
		v.Bulunan = s.birimSistemTablosu("Bulunan birimler", "Bu ad ya da numarayla etkin bir birim bulunamadı. En az üç harf yazınız.", list)
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/birim_sistem_liste", v)
}

// findBirimSistem finds units by number or name.
func (s *Service) findBirimSistem(r *http.Request, ara string) ([]store.BirimSistemi, error) {
	var nos []string
	if strings.Trim(ara, "0123456789") == "" {
		nos = []string{ara}
	} else {
		found, err := s.store.SearchBirim(r.Context(), ara, 0, maxBirimBulunan)
		if err != nil {
			return nil, err
		}
		for _, b := range found {
			nos = append(nos, b.No)
		}
	}
	return s.store.BirimSistemleriOf(r.Context(), who(r).actor, nos)
}

func (s *Service) birimSistemTablosu(caption, empty string, list []store.BirimSistemi) web.Table {
	t := web.Table{Caption: caption, Columns: birimSistemColumns, Empty: empty}
	for i := range list {
		b := &list[i]
		t.Rows = append(t.Rows, web.Row{Cells: web.Cells(birimSistemColumns,
			web.Text(b.BirimAdi), web.Text(b.BirimNo), web.Cell{Tag: birimSistemTag(b)}, web.Text(s.sonIslem(b)),
			web.Links(web.Link{URL: birimSistemURL(b.BirimNo, ""), Text: "Aç"}))})
	}
	return t
}

func (s *Service) sonIslem(b *store.BirimSistemi) string {
	if b.Durum == store.BirimWeb {
		return "–"
	}
	return s.web.Zaman(b.SonIslem) + ", " + b.Yapan
}

func birimSistemURL(no, islem string) string { return birimSistemPath + "/" + no + islem }

func birimSistemTag(b *store.BirimSistemi) web.Tag {
	if !b.Aktif && !b.Durum.Web() {
		return web.Tag{Text: "Kapatılmış birim", Colour: "red"}
	}
	colour := "yellow"
	switch b.Durum {
	case store.BirimSistemKuruldu:
		colour = "green"
	case store.BirimWeb, store.BirimSistemKapali:
		colour = "grey"
	case store.BirimSistemIstendi, store.BirimSistemKapanacak:
	}
	return web.Tag{Text: b.Durum.Label(), Colour: colour}
}

type birimSistemView struct {
	web.Page
	Live   canli
	Durum  *birimSistemDurumu
	Gecmis web.Table
}

// birimSistemDurumu is the part of the page that changes by itself.
type birimSistemDurumu struct {
	Etiket   web.Tag
	Ne       string
	Hata     string
	Bilgi    []web.Fact
	Islemler []web.Link // what can be done now
}

func (s *Service) birimSistemOf(r *http.Request) (store.BirimSistemi, error) {
	return s.store.BirimSistemi(r.Context(), who(r).actor, mux.Vars(r)["no"])
}

// birimSistemPage is one birim: how it is connected, what can be done, what was done.
func (s *Service) birimSistemPage(w http.ResponseWriter, r *http.Request) error {
	now := s.now()
	b, err := s.birimSistemOf(r)
	if err != nil {
		return err
	}
	v := &birimSistemView{
		Page:  web.Page{Title: b.BirimAdi, Active: birimSistemPath, Back: web.Link{URL: birimSistemPath, Text: "Birim Sistemleri"}},
		Live:  liveRegion(now, "/canli"+birimSistemPath, "/canli"+birimSistemURL(b.BirimNo, "")),
		Durum: s.birimSistemDurumuOf(&b),
	}
	if v.Gecmis, err = s.gecmis(r, "birim_sistem", b.BirimNo); err != nil {
		return err
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/birim_sistem", v)
}

// birimSistemParcasi is the state alone, for the live page.
func (s *Service) birimSistemParcasi(w http.ResponseWriter, r *http.Request) error {
	b, err := s.birimSistemOf(r)
	if err != nil {
		return err
	}
	return s.part(w, "handlers/birim_sistem", "sistem", s.birimSistemDurumuOf(&b))
}

var birimSistemNe = map[store.BirimSistemDurum]string{
	store.BirimWeb:             "Birimin Yetkilileri başvuruları web gelen kutusundan cevaplıyor.",
	store.BirimSistemKapali:    "Birimin Yetkilileri başvuruları web gelen kutusundan cevaplıyor. Kendi sisteminin kimliği geçersizdir.",
	store.BirimSistemIstendi:   "RabbitMQ’da kullanıcı ve kuyruklar hazırlanıyor; birkaç saniye sürer. Tamamlanana kadar birim web gelen kutusundan çalışır.",
	store.BirimSistemKuruldu:   "Yönlendirmeler birimin kendi kuyruğunda bekler; birimin sistemi alır ve cevaplar. Yönlendirme kuyruğa girince masada “Teslim Edildi” görünür. Web gelen kutusu yedek olarak açık kalır: hangisi önce cevaplarsa o geçerlidir.",
	store.BirimSistemKapanacak: "Birimin sisteminin kimliği kapatılıyor; kuyruğunda bekleyenler web gelen kutusundadır.",
}

const birimKapatilmis = "Bu birim DETSİS’te kapatılmış; yeni yönlendirme almaz. Kendi sistemi açık kaldıkça elindekileri cevaplayabilir: işi bittiyse “Web’e Geri Al” ile kimliğini kapatınız."

func (s *Service) birimSistemDurumuOf(b *store.BirimSistemi) *birimSistemDurumu {
	d := &birimSistemDurumu{Etiket: birimSistemTag(b), Ne: birimSistemNe[b.Durum], Hata: b.Hata}
	if !b.Aktif && b.Durum != store.BirimSistemKapanacak && !b.Durum.Web() {
		d.Ne = birimKapatilmis
	}
	d.Bilgi = []web.Fact{{Key: "DETSİS No", Value: b.BirimNo}, {Key: "Bağlı Olduğu Yer", Value: b.Yol}, {Key: "Son İşlem", Value: s.sonIslem(b)}}
	if !b.Durum.Web() {
		d.Bilgi = append(d.Bilgi,
			web.Fact{Key: "RabbitMQ kullanıcısı", Value: store.BirimUserPrefix + b.BirimNo},
			web.Fact{Key: "Okuduğu kuyruklar", Value: "birim." + b.BirimNo + ", birim." + b.BirimNo + store.RetSuffix},
			web.Fact{Key: "Cevap gönderdiği yer", Value: "cevap." + b.BirimNo + " (ya da user-id ile cevap)"})
	}
	for _, i := range birimSistemIslemleri {
		if i.olur(b) {
			d.Islemler = append(d.Islemler, web.Link{URL: birimSistemURL(b.BirimNo, i.yol), Text: i.dugme})
		}
	}
	return d
}
