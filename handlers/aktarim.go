package handlers

import (
	"net/http"
	"slices"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"acikkapi/internal/kural"
	"acikkapi/internal/rapor"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// aktarimPath is “Excel Raporlarım”; the MİA's is below the pages for which one signs in by e-İçişleri.
const (
	aktarimPath    = "/excel"
	miaAktarimPath = "/mia/excel"
)

func aktarimYolu(rol kural.Rol) string {
	if rol == kural.MIA {
		return miaAktarimPath
	}
	return aktarimPath
}

func excelNav(rol kural.Rol) web.NavItem {
	return web.NavItem{URL: aktarimYolu(rol), Text: "Excel Raporlarım"}
}

// exportRoutes are those of lists as Excel files.
func (s *Service) exportRoutes() []route {
	return slices.Concat([]route{
		{post, "/aks/basvuru/excel", desk, page, s.aksExcel},
		{post, "/birim/basvuru/excel", unit, page, s.birimExcel},
		{post, miaAktarimPath, governor, page, s.miaExcel},
	}, s.aktarimRoutes(aktarimPath, exports), s.aktarimRoutes(miaAktarimPath, governor))
}

func (s *Service) aktarimRoutes(path string, eylem kural.Action) []route {
	return []route{
		{get, path, eylem, page, s.aktarimlar},
		{get, path + "/{id}/indir", eylem, page, s.aktarimIndir},
		{post, path + "/{id}/iptal", eylem, page, s.aktarimIptal},
		{post, path + "/{id}/yeniden", eylem, page, s.aktarimYeniden},
		{get, "/canli" + path, eylem, live, s.aktarimCanli},
		{get, "/canli" + path + "/parca", eylem, live, s.aktarimParcasi},
	}
}

type aktarimView struct {
	web.Page
	Live  canli
	Liste aktarimListe
}

// aktarimListe is the part of the page that is reloaded live.
type aktarimListe struct {
	Tablo  web.Table
	Bekler int // exports that are not ready yet
	Yenile string
}

var aktarimColumns = []web.Column{
	{Label: "İstek Tarihi", Class: "date"},
	{Label: "Liste", Class: "long"},
	{Label: "Kayıt", Class: "number"},
	{Label: "Durum"},
	{Label: "İşlemler"},
}

// aktarimlar is “Excel Raporlarım”: the own exports, newest first, with their progress.
func (s *Service) aktarimlar(w http.ResponseWriter, r *http.Request) error {
	return s.aktarimSayfa(w, r, nil)
}

func (s *Service) aktarimSayfa(w http.ResponseWriter, r *http.Request, failed error) error {
	now, path := s.now(), aktarimYolu(who(r).Rol())
	f, err := newForm(nil, failed)
	if err != nil {
		return err
	}
	v := &aktarimView{Live: liveRegion(now, "/canli"+path, "/canli"+path+"/parca")}
	v.Page = f.page(web.Page{Title: "Excel Raporlarım", Active: path, Wide: true, Help: []string{
		"Listelerin üzerindeki “Excel Raporu Al” (Mülki İdare Amirleri için “Rapor Al”) butonu, filtrelediğiniz listenin bütün sayfalarını Excel dosyası olarak verir. Kısa listeler hemen iner; uzun listeler arka planda hazırlanır ve bu sayfada görünür.",
		"Hazırlanan raporlar 24 saat saklanır, sonra silinir. Raporlar kişisel veri içerir; alınan ve indirilen her rapor kayıt altına alınır.",
	}})
	if v.Liste, err = s.aktarimGorunum(r); err != nil {
		return err
	}
	return s.web.Render(w, r, f.Status(), "handlers/aktarim", v)
}

// aktarimCanli tells the page how the exports get on.
func (s *Service) aktarimCanli(w http.ResponseWriter, r *http.Request) error {
	return s.stream(w, r, store.TopicAktarim(who(r).ID))
}

// aktarimParcasi is the table alone, for the live page.
func (s *Service) aktarimParcasi(w http.ResponseWriter, r *http.Request) error {
	v, err := s.aktarimGorunum(r)
	if err != nil {
		return err
	}
	return s.part(w, "handlers/aktarim", "aktarimlar", v)
}

func (s *Service) aktarimGorunum(r *http.Request) (aktarimListe, error) {
	list, err := s.store.Aktarims(r.Context(), who(r).Actor())
	if err != nil {
		return aktarimListe{}, err
	}
	v := aktarimListe{Yenile: aktarimYolu(who(r).Rol()), Tablo: web.Table{
		Caption: "Excel raporları", Columns: aktarimColumns, Empty: "Hazırlanan ya da hazır bekleyen Excel raporunuz bulunmamaktadır.",
	}}
	for i := range list {
		row, err := s.aktarimSatir(v.Yenile, &list[i])
		if err != nil {
			return aktarimListe{}, err
		}
		v.Tablo.Rows = append(v.Tablo.Rows, row)
		if list[i].Durum.Open() {
			v.Bekler++
		}
	}
	return v, nil
}

// aktarimSatirView is what the cells of a line are made of.
type aktarimSatirView struct {
	*store.Aktarim
	Yol   string // of the page
	Tag   web.Tag
	Boyut string
	Sayi  string // “3.000 / 12.000”
	Acik  bool
	Bitti bool // there is a file
	Neden string
	Son   string // until when it is kept
}

var aktarimTags = map[store.AktarimDurum]web.Tag{
	store.AktarimBekliyor: {Text: "Sırada", Colour: "grey"}, store.AktarimCalisiyor: {Text: "Hazırlanıyor", Colour: "blue"},
	store.AktarimHazir: {Text: "Hazır", Colour: "green"}, store.AktarimBasarisiz: {Text: "Hazırlanamadı", Colour: "red"},
	store.AktarimIptal: {Text: "İptal edildi", Colour: "grey"},
}

func (s *Service) aktarimSatir(yol string, a *store.Aktarim) (web.Row, error) {
	v := aktarimSatirView{Aktarim: a, Yol: yol, Tag: aktarimTags[a.Durum], Boyut: web.Boyut(a.Boyut), Acik: a.Durum.Open(), Bitti: a.Durum == store.AktarimHazir, Neden: a.Neden}
	toplam, _ := web.Sayi(a.Toplam) // an int is always written
	v.Sayi = toplam
	if v.Acik {
		satir, _ := web.Sayi(a.Satir)
		v.Sayi = satir + " / " + toplam
	}
	if v.Bitti {
		v.Son = s.web.Zaman(a.Bitis.Add(store.AktarimSaklama))
	}
	durum, err := s.web.Fragment("handlers/aktarim", "aktarim-durum", v)
	if err != nil {
		return web.Row{}, err
	}
	islem, err := s.web.Fragment("handlers/aktarim", "aktarim-islem", v)
	if err != nil {
		return web.Row{}, err
	}
	return web.Row{ID: "r-" + a.ID.String(), Cells: web.Cells(aktarimColumns,
		web.Text(s.web.Zaman(a.Olusturma)), web.Text(a.Ayrinti), web.Text(v.Sayi), htmlCell(durum), htmlCell(islem))}, nil
}

func htmlCell(s string) web.Cell { return web.Cell{HTML: web.HTML(s)} }

// aktarimIndir sends the file to the one who asked for it, as long as they may see the list (AK-03, GR-05).
func (s *Service) aktarimIndir(w http.ResponseWriter, r *http.Request) error {
	id, err := aktarimID(r)
	if err != nil {
		return err
	}
	a, err := s.store.Aktarim(r.Context(), who(r).Actor(), id)
	if err != nil {
		return err
	}
	dosya, err := s.store.AktarimDosyasi(r.Context(), who(r).Actor(), id)
	if err != nil {
		return err
	}
	content, size, err := s.dosya.OpenGecici(r.Context(), dosya)
	if err != nil {
		return err
	}
	defer content.Close()
	web.ServeFile(w, web.Download{Ad: rapor.DosyaAdi(a.Olusturma), Tur: rapor.TurXlsx, Boyut: size}, content)
	return nil
}

func (s *Service) aktarimIptal(w http.ResponseWriter, r *http.Request) error {
	id, err := aktarimID(r)
	if err == nil {
		err = s.store.CancelAktarim(r.Context(), who(r).Actor(), id)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, aktarimYolu(who(r).Rol()))
}

func (s *Service) aktarimYeniden(w http.ResponseWriter, r *http.Request) error {
	id, err := aktarimID(r)
	if err == nil {
		err = s.store.RetryAktarim(r.Context(), who(r).Actor(), id)
	}
	if err != nil {
		return s.aktarimSayfa(w, r, err)
	}
	return web.SeeOther(w, r, aktarimYolu(who(r).Rol()))
}

func aktarimID(r *http.Request) (uuid.UUID, error) {
	id, err := uuid.Parse(mux.Vars(r)["id"])
	if err != nil {
		return uuid.Nil, store.ErrNoAktarim
	}
	return id, nil
}
