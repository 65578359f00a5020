package handlers

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/kart"
	"acikkapi/store"
)

const (
	basimPath    = kimlikPath + "/basim"
	bekleyenPath = basimPath + "/bekleyen"
	partiYolu    = basimPath + "/{no:[0-9]+}"
	duzeltYolu   = partiYolu + "/kart/{kart:[0-9]+}"
)

// basimRoutes are the print batches of cards (KB-03), and the bureau's counts.
func (s *Service) basimRoutes() []route {
	return []route{
		{get, basimPath, bureau, page, s.basimListe},
		{post, basimPath, bureau, page, s.basimYap},
		{get, bekleyenPath, bureau, page, s.basimBekleyen},
		{get, partiYolu, bureau, page, s.basimParti},
		{post, partiYolu + "/basildi", bureau, page, s.basimBasildi},
		{post, partiYolu + "/gonderildi", bureau, page, s.basimGonderildi},
		{get, duzeltYolu, bureau, page, s.basimDuzeltPage},
		{post, duzeltYolu, bureau, page, s.basimDuzelt},
		{post, partiYolu + "/excel", bureau, page, s.basimExcel},
		{get, sayimPath, bureau, page, s.kartSayim},
		{post, sayimPath + "/excel", bureau, page, s.kartSayimExcel},
	}
}

// basimNav are the menu's entries of these pages.
func basimNav() []web.NavItem {
	return []web.NavItem{{URL: basimPath, Text: "Kart Basımı"}, {URL: sayimPath, Text: "Sayımlar"}}
}

type basimListeView struct {
	web.Page
	Kutucuk  []kutucuk
	Adet     web.Input
	Bekleyen int
	Anahtar  string // of the batch to be made: a form posted twice makes one
	Tumu     string // address of the list without filter, "" where it has none
	Tablo    web.Table
}

var basimColumns = []web.Column{
	{Label: "Parti No", Class: "nowrap"},
	{Label: "Oluşturma Tarihi", Class: "nowrap"},
	{Label: "Oluşturan"},
	{Label: "Kart", Class: "number"},
	{Label: "Durum"},
	{Label: "Gönderi", Class: "long"},
	{Label: "İşlemler"},
}

// basimAsamalari are the steps that the list can be narrowed to: those at which something is to be done.
var basimAsamalari = map[kart.BasimDurum]string{kart.BasimPartide: "Basılacak kartı olan partiler", kart.BasimBasildi: "Gönderilecek kartı olan partiler"}

// basimListe is the page of the batches: what waits, a new one, those that there are (KB-03).
func (s *Service) basimListe(w http.ResponseWriter, r *http.Request) error {
	return s.basimListeSayfa(w, r, nil, nil)
}

func (s *Service) basimListeSayfa(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	v := &basimListeView{Anahtar: anahtarOf(typed)}
	v.Page = f.page(web.Page{Title: "Kart Basımı", Active: basimPath, Wide: true, Help: []string{
		fmt.Sprintf("Onaylanan kartlar “kart basımına hazır” olarak bekler. “Parti Oluştur” en uzun bekleyenlerden yazdığınız sayıda kartı (en fazla %d) bir basım partisine alır; hangi kartların basılacağını kendiniz de seçebilirsiniz.", store.MaxBasim),
		"Partinin sayfasından kartlar fotoğraflarıyla Excel dosyası olarak alınır; basılan ve gönderilen kartlar orada kaydedilir. Her adım, kartı isteyen personelin sayfasında da görünür.",
	}})
	var n store.BasimSayim
	if n, v.Kutucuk, err = s.basimSayim(r.Context(), who(r).actor); err != nil {
		return err
	}
	v.Bekleyen = n.Bekleyen
	hint := "En uzun bekleyenlerden"
	if n.Bekleyen > store.MaxBasim {
		hint += fmt.Sprintf("; bir partide en fazla %d kart olur, kalanlar için yeni parti oluşturunuz", store.MaxBasim)
	}
	v.Adet = f.Input(web.Input{Name: "adet", Label: "Kart Sayısı", Hint: hint, Numeric: true, Width: 4, MaxLength: 4, Value: strconv.Itoa(min(max(n.Bekleyen, 1), store.MaxBasim)), Autocomplete: "off"})
	asama := kart.BasimDurum(r.URL.Query().Get("asama"))
	if basimAsamalari[asama] == "" {
		asama = ""
	}
	if v.Tablo, err = s.basimTablosu(r, asama); err != nil {
		return err
	}
	if asama != "" {
		v.Tumu = basimPath
	}
	return s.web.Render(w, r, f.Status(), "handlers/basim", v)
}

// basimSayim counts what waits at each step, and is the figures that lead to the lists behind them (UI-05).
func (s *Service) basimSayim(ctx context.Context, actor kural.Actor) (store.BasimSayim, []kutucuk, error) {
	n, err := s.store.BasimSayim(ctx, actor)
	return n, []kutucuk{
		{Link: web.Link{URL: bekleyenPath, Text: "Basım bekleyen"}, Sayi: n.Bekleyen, Aciklama: "Onaylandı, kart basımına hazır"},
		{Link: web.Link{URL: basimPath + "?asama=" + string(kart.BasimPartide), Text: "Basılacak"}, Sayi: n.Basilacak, Aciklama: "Partide, henüz basılmadı"},
		{Link: web.Link{URL: basimPath + "?asama=" + string(kart.BasimBasildi), Text: "Gönderilecek"}, Sayi: n.Basilan, Aciklama: "Basıldı, henüz gönderilmedi"},
	}, err
}

func (s *Service) basimTablosu(r *http.Request, asama kart.BasimDurum) (web.Table, error) {
	list, toplam, err := s.store.Basims(r.Context(), who(r).actor, asama, (web.PageNo(r)-1)*listSize, listSize)
	t := web.Table{Caption: "Basım Partileri", Columns: basimColumns, Empty: "Basım partisi bulunmuyor.", Pages: web.NewPages(r, listSize, toplam)}
	if asama != "" {
		t.Caption = basimAsamalari[asama]
	}
	for i := range list {
		b := &list[i]
		durum, err := s.web.Fragment("handlers/basim", "basim-durum", basimEtiketleri(b))
		if err != nil {
			return t, err
		}
		t.Rows = append(t.Rows, web.Row{Cells: web.Cells(basimColumns, web.Text(fmt.Sprint(b.No)), web.Text(s.web.Zaman(b.Zaman)), web.Text(b.Olusturan), web.Text(fmt.Sprint(b.Adet)),
			web.Cell{HTML: web.HTML(durum)}, web.Text(b.GonderiAciklama), web.Links(web.Link{URL: partiURL(b.No, ""), Text: fmt.Sprintf("%d numaralı partiyi aç", b.No)}))})
	}
	return t, err
}

// basimEtiketleri say how far a batch has come.
func basimEtiketleri(b *store.BasimOzeti) []web.Tag {
	var tags []web.Tag
	for _, one := range []struct {
		n            int
		text, colour string
	}{{b.Basilacak, "basılacak", "yellow"}, {b.Basilan, "gönderilecek", "blue"}, {b.Gonderilen, "gönderildi", "green"}, {b.Bozulan, "yeniden basım", "orange"}, {b.Cikan, "iptal", "grey"}} {
		if one.n > 0 {
			tags = append(tags, web.Tag{Text: fmt.Sprintf("%d %s", one.n, one.text), Colour: one.colour})
		}
	}
	return tags
}

func partiURL(no int64, action string) string { return fmt.Sprintf("%s/%d%s", basimPath, no, action) }

// anahtarOf is the key that a form brought, or a new one.
func anahtarOf(typed url.Values) string {
	if id, err := uuid.Parse(typed.Get("anahtar")); err == nil {
		return id.String()
	}
	return uuid.NewString()
}

// basimYap makes a batch, of the cards chosen on the page of those that wait, else of the oldest.
func (s *Service) basimYap(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	secerek := typed.Has("secerek")
	istek := store.BasimIstek{Anahtar: uuid.MustParse(anahtarOf(typed)), Kartlar: kartNos(typed), Adet: atoi(typed.Get("adet"))}
	var res store.BasimSonuc
	switch {
	case err != nil:
	case secerek && len(istek.Kartlar) == 0:
		err = kural.InvalidField("kart", "Basılacak kartları seçiniz.")
	default:
		res, err = s.store.MakeBasim(r.Context(), who(r).actor, istek)
	}
	switch {
	case err != nil && secerek:
		return s.basimBekleyenSayfa(w, r, typed, err)
	case err != nil:
		return s.basimListeSayfa(w, r, typed, err)
	case res.Repeated:
		s.oturum.Flash(r.Context(), web.Banner{Title: "Bilgi", Text: fmt.Sprintf("%d numaralı parti bu formla oluşturuldu; form yeniden gönderildiği için ikinci bir parti oluşturulmadı.", res.No)})
		return web.SeeOther(w, r, partiURL(res.No, ""))
	}
	s.flashBasim(r, res, "kart basım partisine alındı.")
	return web.SeeOther(w, r, partiURL(res.No, ""))
}

// kartNos are the cards chosen in a form, each once; nonsense names none.
func kartNos(typed url.Values) []int64 {
	var nos []int64
	for _, v := range typed["kart"] {
		if no, err := strconv.ParseInt(v, 10, 64); err == nil && no > 0 {
			nos = append(nos, no)
		}
	}
	slices.Sort(nos)
	return slices.Compact(nos)
}

// toldKalan bounds how many cards that did not go on are named on the next page.
const toldKalan = 10

// flashBasim tells on the next page what became of a batch's cards: how many went on, and which did not, with the reason.
func (s *Service) flashBasim(r *http.Request, res store.BasimSonuc, yapildi string) {
	b := web.Banner{Kind: "basari", Text: fmt.Sprintf("%d %s", res.Yapilan, yapildi)}
	if len(res.Kalanlar) > 0 {
		b.Kind, b.Title = "", "Bazı kartlarda işlem yapılamadı"
		for _, k := range res.Kalanlar[:min(len(res.Kalanlar), toldKalan)] {
			b.Text += fmt.Sprintf(" Kart %d: %s", k.KartNo, k.Neden)
		}
		if more := len(res.Kalanlar) - toldKalan; more > 0 {
			b.Text += fmt.Sprintf(" … ve %d kart daha.", more)
		}
	}
	s.oturum.Flash(r.Context(), b)
}
