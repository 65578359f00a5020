package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"acikkapi/internal/web"
	"acikkapi/kart"
	"acikkapi/store"
)

// kimlikRoutes are the pages of the Kimlik Bürosu.
func (s *Service) kimlikRoutes() []route {
	const talep = kimlikTalepYolu
	return []route{
		{get, kimlikPath, bureau, page, s.kimlikListe},
		{post, kimlikPath, bureau, page, s.kimlikAra},
		{post, kimlikPath + "/siradaki", bureau, page, s.kimlikSiradaki},
		{get, talep, bureau, page, s.kimlikTalep},
		{post, talep + "/onayla", bureau, page, s.kimlikOnayla},
		{get, talep + "/reddet", bureau, page, s.kimlikReddetPage},
		{post, talep + "/reddet", bureau, page, s.kimlikReddet},
		{post, talep + "/teslim", bureau, page, s.kimlikTeslim},
		{post, talep + "/uzerime-al", bureau, page, s.kimlikUzerimeAl},
		{get, talep + "/ayrilan-iptal", bureau, page, s.kimlikAyrilanPage},
		{post, talep + "/ayrilan-iptal", bureau, page, s.kimlikAyrilanIptal},
		{get, talep + "/geri-alinamadi", bureau, page, s.kimlikAyrilanPage},
		{post, talep + "/geri-alinamadi", bureau, page, s.kimlikGeriAlinamadi},
		{get, kimlikPath + "/dosya/{id}", bureau, page, s.kimlikDosya},
		{get, "/canli/kimlik", bureau, live, s.kimlikCanli},
		{get, "/canli/kimlik/liste", bureau, live, s.kimlikListeParcasi},
		{get, "/canli/kimlik/talep/{no:[0-9]+}/{sira:[0-9]+}", bureau, live, s.kimlikTalepCanli},
		{get, "/canli/kimlik/talep/{no:[0-9]+}/{sira:[0-9]+}/parca", bureau, live, s.kimlikTalepParcasi},
	}
}

// kimlikTalepYolu is the path of a request's page.
const kimlikTalepYolu = kimlikPath + "/talep/{no:[0-9]+}/{sira:[0-9]+}"

// kimlikNav is the bureau's menu.
func kimlikNav() []web.NavItem {
	return append([]web.NavItem{
		{URL: yolStandart, Text: "Modüller"},
		{URL: kimlikPath, Text: "Kart Talepleri"},
		{URL: kimlikSonuc, Text: "Sonuçlanan Talepler"},
		{URL: kimlikAyrilan, Text: "Ayrılan Personel"},
	}, basimNav()...)
}

type kimlikListeView struct {
	web.Page
	Suzgec kimlikSuzgec
	// SuzgecAcik unfolds the filter: where it narrows the list, was refused, or leads to what was decided. Else the queue stands on top.
	SuzgecAcik bool
	Live       canli
	Liste      *kimlikListesi // nil where the filter was refused
}

// kimlikListesi is the part of the page that is reloaded live.
type kimlikListesi struct {
	listeGorunum
	Ozet []string // what stands above the queue
}

// kimlikHucre is a cell of two lines.
type kimlikHucre struct {
	Ust, Alt string
	Tag      web.Tag
	Benim    bool
}

var (
	ayrilanColumns = []web.Column{
		{Label: "Sonuç Tarihi", Class: "date"}, {Label: "Son Talep"}, {Label: "Kartın Sahibi"}, {Label: "Ayrılan Personel"}, {Label: "Sonuç"}, {Label: "İşlemler"},
	}
	kuyrukColumns = []web.Column{
		{Label: "Bekleme Süresi", Class: "nowrap"}, {Label: "Talep Tipi"}, {Label: "Kartın Sahibi"}, {Label: "Talep Eden Personel"}, {Label: "İnceleyen"}, {Label: "İşlemler"},
	}
	sonucColumns = []web.Column{
		{Label: "Sonuç Tarihi", Class: "date"}, {Label: "Talep Tipi"}, {Label: "Kartın Sahibi"}, {Label: "Talep Eden Personel"}, {Label: "Sonuç"}, {Label: "Ret Sebebi"}, {Label: "İşlemler"},
	}
)

// kimlikListe is the bureau's queue: oldest first, new ones without reload (KB-01).
func (s *Service) kimlikListe(w http.ResponseWriter, r *http.Request) error {
	typed, filter, failed := s.kimlikSuzgecOf(r)
	return s.kimlikListeSayfa(w, r, typed, &filter, failed)
}

func (s *Service) kimlikListeSayfa(w http.ResponseWriter, r *http.Request, typed url.Values, filter *store.BuroSuzgec, failed error) error {
	now := s.now()
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	v := &kimlikListeView{}
	if v.Suzgec, err = s.kimlikSuzgecFields(r.Context(), f); err != nil {
		return err
	}
	v.Page = f.page(web.Page{Title: "Kart Talepleri", Active: kimlikPath, Wide: true, Help: []string{
		"Personelin eşi ve çocukları için yaptığı kart talepleri ile kart iptal talepleri, en eskisi en üstte listelenir; yeni gelenler kendiliğinden görünür.",
		"“Sıradaki Talebi Aç” kimsenin incelemediği en eski talebi sizin üzerinize alıp açar. Üzerinize aldığınız talebi 15 dakika boyunca başka biri sonuçlandıramaz; süre dolunca talep kendiliğinden boşa çıkar.",
		"Kayıp/Çalıntı dışındaki iptal taleplerinde kart büroya ulaşmadan iptal onaylanmaz; “Kart bekleniyor” ile işaretlenen talepler sıradan açılmaz, kart gelince listeden açılır.",
	}})
	if filter != nil && filter.Sonuc {
		v.Title, v.Active = "Sonuçlanan Talepler", kimlikSonuc
	}
	if filter != nil && filter.Ayrilan {
		v.Title, v.Active, v.Help = "Ayrılan Personelin Kartları", kimlikAyrilan, ayrilanYardim
	}
	v.SuzgecAcik = filter == nil || failed != nil || *filter != (store.BuroSuzgec{}) && *filter != (store.BuroSuzgec{Sonuc: true, Ayrilan: true})
	part := r.URL.Query()
	part.Set(keyAcilis, changedAt(now).ID)
	v.Live = liveRegion(now, "/canli/kimlik", "/canli/kimlik/liste?"+part.Encode())
	if filter != nil && len(f.Errors) == 0 {
		if v.Liste, err = s.kimlikListeGorunum(r, *filter); err != nil {
			return err
		}
	}
	return s.web.Render(w, r, f.Status(), "handlers/kimlik_liste", v)
}

// kimlikListeParcasi is the table alone, for the live page.
func (s *Service) kimlikListeParcasi(w http.ResponseWriter, r *http.Request) error {
	_, filter, err := s.kimlikSuzgecOf(r)
	if err != nil {
		return err
	}
	v, err := s.kimlikListeGorunum(r, filter)
	if err != nil {
		return err
	}
	return s.part(w, "handlers/kimlik_liste", "kuyruk", v)
}

// kimlikCanli tells the bureau's lists of changes.
func (s *Service) kimlikCanli(w http.ResponseWriter, r *http.Request) error {
	return s.stream(w, r, store.TopicKimlikBurosu)
}

// buroImlec reads a place and its rank from a query.
func buroImlec(q url.Values, key string) store.BuroImlec {
	i := store.ParseBuroImlec(q.Get(key))
	i.Rank = max(0, atoi(q.Get("sira")))
	return i
}

func (s *Service) kimlikListeGorunum(r *http.Request, filter store.BuroSuzgec) (*kimlikListesi, error) {
	actor, q, now := who(r).actor, r.URL.Query(), s.now()
	p, err := s.store.BuroKuyrugu(r.Context(), actor, filter, buroImlec(q, "sonra"), buroImlec(q, "once"), listSize)
	if err != nil {
		return nil, err
	}
	opened := now
	if at, err := strconv.ParseInt(q.Get(keyAcilis), 10, 64); err == nil {
		opened = time.UnixMicro(at)
	}
	t := web.Table{Caption: "Kart talepleri", Columns: kuyrukColumns, Empty: "Onay bekleyen talep bulunmamaktadır."}
	satir := s.kuyrukSatiri
	if filter.Sonuc {
		t.Caption, t.Columns, t.Empty, satir = "Sonuçlanan talepler", sonucColumns, "Aradığınız ölçütlere uyan talep bulunamadı.", s.sonucSatiri
	}
	if filter.Ayrilan {
		t.Caption, t.Columns, t.Empty, satir = "Ayrılan personelin geçerli kartları", ayrilanColumns, "Ayrılan personelin geçerli kartı bulunmamaktadır.", s.ayrilanSatiri
	}
	for i := range p.Satirs {
		row, err := satir(r, &p.Satirs[i])
		if err != nil {
			return nil, err
		}
		row.New = !filter.Sonuc && p.Satirs[i].Geldi.After(opened)
		t.Rows = append(t.Rows, row)
	}
	v := &kimlikListesi{listeGorunum: listeGorunum{Tablo: t, Sayfa: sayfalamaOf(r, kimlikPath, p, func(b *store.BuroSatir) string { return b.Imlec().String() })}}
	if !filter.Sonuc {
		v.Ozet, err = s.kimlikOzet(r, now)
	}
	return v, err
}

// kimlikOzet is the state of the queue in a line: how many wait, the oldest, what is in the reader's hands and what they have done today.
func (s *Service) kimlikOzet(r *http.Request, now time.Time) ([]string, error) {
	y, m, d := now.In(store.Istanbul()).Date()
	n, err := s.store.BuroSayim(r.Context(), who(r).actor, time.Date(y, m, d, 0, 0, 0, 0, store.Istanbul()))
	if err != nil {
		return nil, err
	}
	words := []string{fmt.Sprintf("Onay bekleyen: %d", n.Bekleyen)}
	if !n.EnEski.IsZero() {
		words = append(words, "En eski talep "+bekleme(now.Sub(n.EnEski))+" bekliyor")
	}
	return append(words, fmt.Sprintf("Üzerinizde: %d", n.Bende), fmt.Sprintf("Bugün sonuçlandırdığınız: %d", n.Bugun)), nil
}

// kuyrukSatiri is a line of what waits; its ids are the request's, so that the focus stays where it is when the list is reloaded.
func (s *Service) kuyrukSatiri(r *http.Request, b *store.BuroSatir) (web.Row, error) {
	k := who(r)
	inceleyen := kimlikHucre{Ust: almaMetni(b.Alma, k.ID), Benim: b.Alma.ID == k.ID}
	if b.Alma.None() {
		inceleyen.Ust = "Boşta"
	}
	switch {
	case b.Kendi:
		inceleyen = kimlikHucre{Ust: "Kendi yakınınız", Alt: "Başka bir görevli sonuçlandırır."}
	case b.KartBekler:
		inceleyen.Tag = web.Tag{Text: "Kart bekleniyor", Colour: "yellow"}
	}
	return s.kimlikSatiri(b, kuyrukColumns, "İncele",
		kimlikHucre{Ust: bekleme(s.now().Sub(b.Geldi)), Alt: s.web.Zaman(b.Geldi)}, tipHucresi(b), kisiHucresi(b), personelHucresi(b), inceleyen)
}

// sonucSatiri is a line of what has been decided.
func (s *Service) sonucSatiri(_ *http.Request, b *store.BuroSatir) (web.Row, error) {
	sonuc := kimlikHucre{Tag: kararTag(b.Karar), Alt: b.KararVeren}
	return s.kimlikSatiri(b, sonucColumns, "Görüntüle", kimlikHucre{Ust: s.web.Zaman(b.KararZaman)}, tipHucresi(b), kisiHucresi(b), personelHucresi(b), sonuc, kimlikHucre{Ust: b.RetSebebi})
}

// ayrilanSatiri is a line of a card whose staff member has left.
func (s *Service) ayrilanSatiri(_ *http.Request, b *store.BuroSatir) (web.Row, error) {
	sonuc := kimlikHucre{Tag: kararTag(b.Karar), Alt: b.KararVeren}
	return s.kimlikSatiri(b, ayrilanColumns, "Kartı aç", kimlikHucre{Ust: s.web.Zaman(b.KararZaman)}, tipHucresi(b), kisiHucresi(b), personelHucresi(b), sonuc)
}

func (s *Service) kimlikSatiri(b *store.BuroSatir, columns []web.Column, ac string, hucreler ...kimlikHucre) (web.Row, error) {
	cells := make([]web.Cell, 0, len(columns))
	for _, h := range hucreler {
		html, err := s.web.Fragment("handlers/kimlik_liste", "hucre", h)
		if err != nil {
			return web.Row{}, err
		}
		cells = append(cells, web.Cell{HTML: web.HTML(html)})
	}
	id := fmt.Sprintf("talep-%d-%d", b.No, b.Sira)
	html, err := s.web.Fragment("handlers/kimlik_liste", "ac", struct{ ID, URL, Text, Ad string }{id + "-ac", kimlikURL(b.No, b.Sira, ""), ac, b.Ad + " " + b.Soyad})
	return web.Row{ID: id, Cells: web.Cells(columns, append(cells, web.Cell{HTML: web.HTML(html)})...)}, err
}

func tipHucresi(b *store.BuroSatir) kimlikHucre {
	return kimlikHucre{Tag: tipTag(b.Tip), Alt: b.NedenAd}
}

func kisiHucresi(b *store.BuroSatir) kimlikHucre {
	return kimlikHucre{Ust: b.Ad + " " + b.Soyad, Alt: b.Yakinlik.Label() + " · " + b.TCKN.Masked()}
}

func personelHucresi(b *store.BuroSatir) kimlikHucre {
	v := kimlikHucre{Ust: b.Personel, Alt: b.PersonelTCKN.Masked()}
	if b.Ayrildi {
		v.Tag = web.Tag{Text: "Ayrıldı", Colour: "grey"}
	}
	return v
}

func tipTag(tip string) web.Tag {
	if tip == store.TalepIptal {
		return web.Tag{Text: kart.IptalBekliyor.TalepTipi(), Colour: "orange"}
	}
	return web.Tag{Text: kart.TalepBekliyor.TalepTipi(), Colour: "blue"}
}

func kararTag(karar string) web.Tag {
	switch karar {
	case store.KararOnay:
		return web.Tag{Text: kart.TalepOnayli.TalepDurumu(), Colour: "green"}
	case store.KararRet:
		return web.Tag{Text: kart.TalepReddedildi.TalepDurumu(), Colour: "red"}
	}
	return web.Tag{Text: kart.TalepBekliyor.TalepDurumu(), Colour: "yellow"}
}

// bekleme is a waiting time as people say it, in its two largest units: “3 gün 4 saat”.
func bekleme(d time.Duration) string {
	gun, saat, dk := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	switch {
	case gun > 0 && saat > 0:
		return fmt.Sprintf("%d gün %d saat", gun, saat)
	case gun > 0:
		return fmt.Sprintf("%d gün", gun)
	case saat > 0 && dk > 0:
		return fmt.Sprintf("%d saat %d dk", saat, dk)
	case saat > 0:
		return fmt.Sprintf("%d saat", saat)
	case dk > 0:
		return fmt.Sprintf("%d dk", dk)
	}
	return "1 dakikadan az"
}

func kimlikURL(no int64, sira int, action string) string {
	u := fmt.Sprintf("%s/talep/%d/%d", kimlikPath, no, sira)
	if action != "" {
		u += "/" + action
	}
	return u
}
