package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type miaListeView struct {
	web.Page
	Suzgec   suzgec
	Live     canli
	Listeler *miaListeler // nil where the filter was refused
}

// miaListeler is the part of the page that is reloaded live. Bekleyen and Geciken stand on top of the unfiltered list.
type miaListeler struct {
	Bekleyen *web.Table
	Geciken  *web.Table // late, and brought before the MİA (PL-08); nil for none
	Liste    listeGorunum
}

// maxBekleyen bounds the table of what waits for the MİA; the filter leads to the rest.
const maxBekleyen = 50

// enEski is the last page of a list: what is oldest must not hide behind what is new.
var enEski = store.Imlec{Once: 1}

var miaColumns = []web.Column{
	{Label: "Başvuru Takip No", Class: "date"},
	{Label: "Hizmet Başlıkları", Class: "wide"},
	{Label: "Başvuran T.C. Kimlik No", Class: "kimlik"},
	{Label: "Başvuran Ad Soyad", Class: "name"},
	{Label: "Başvuru Konusu", Class: "wide"},
	{Label: "Başvuru Kayıt Tarihi", Class: "date"},
	{Label: "Birime Geliş Tarihi", Class: "date"},
	{Label: sonCevapAd, Class: "date"},
	{Label: "Başvuru Durumu"},
	{Label: "İşlemler"},
}

// miaListe is “Açık Kapı Başvuru Sorgulama” over the own il (MI-02).
func (s *Service) miaListe(w http.ResponseWriter, r *http.Request) error {
	typed, filter, failed := s.suzgecOf(r)
	return s.miaListeSayfa(w, r, typed, &filter, failed)
}

// miaAra takes the filter form.
func (s *Service) miaAra(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	if err == nil && typed.Get("islem") != "listele" {
		err = s.ara(w, r, "/mia", typed)
		if err == nil {
			return nil
		}
	}
	return s.miaListeSayfa(w, r, typed, nil, err)
}

func (s *Service) miaListeSayfa(w http.ResponseWriter, r *http.Request, typed url.Values, filter *store.Suzgec, failed error) error {
	now := s.now()
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	v := &miaListeView{Live: liveRegion(now, "/canli/mia", "/canli/mia/basvuru?"+r.URL.RawQuery)}
	v.Suzgec.No.Label = "Başvuru Takip No"
	v.Page = f.page(web.Page{Title: "Açık Kapı Başvuru Sorgulama", Active: "/mia", Wide: true, Help: []string{
		"İlinize yapılan başvuruları görüntülersiniz. Belli bir başvuruyu aramak istediğinizde arama kriterlerini girerek başvuruya ulaşabilirsiniz.",
		"Sadece Açık Kapı Sorumluları tarafından size yönlendirilen başvurular üzerinde işlem yapabilirsiniz: “Cevapla” başvuruyu cevabınızla geri gönderir, “İşlemleri Geri Al” başvuruyu daha yeni gelmiş gibi başa alır.",
		"Birime Geliş Tarihi, başvurunun onayınıza geldiği gündür. Son Cevap Verme Tarihi geçen ve cevap bekleyen başvurular “Süresi geçti” ile işaretlenir.",
		"Birimin süresi geçtikten üç iş günü sonra ya da yasal süre dolduğunda başvuru size bildirilir ve kapanana kadar listenin üstünde ayrıca gösterilir.",
	}})
	if v.Suzgec, err = s.suzgecFields(r.Context(), f, miaLabels); err != nil {
		return err
	}
	if filter != nil && len(f.Errors) == 0 {
		if v.Listeler, err = s.miaListeGorunum(r, *filter); err != nil {
			return err
		}
	}
	return s.web.Render(w, r, f.Status(), "handlers/mia_liste", v)
}

// miaListeParcasi is the tables alone, for the live page.
func (s *Service) miaListeParcasi(w http.ResponseWriter, r *http.Request) error {
	_, filter, err := s.suzgecOf(r)
	if err != nil {
		return err
	}
	v, err := s.miaListeGorunum(r, filter)
	if err != nil {
		return err
	}
	return s.part(w, "handlers/mia_liste", "listeler", v)
}

// miaCanli tells the MİA's list of changes in the il.
func (s *Service) miaCanli(w http.ResponseWriter, r *http.Request) error {
	return s.stream(w, r, store.TopicIl(who(r).Il))
}

func (s *Service) miaListeGorunum(r *http.Request, filter store.Suzgec) (*miaListeler, error) {
	actor, at := who(r).actor, imlec(r.URL.Query())
	p, err := s.store.Liste(r.Context(), actor, filter, at, listSize)
	if err != nil {
		return nil, err
	}
	t, err := s.miaTablo(actor, "Başvurular", "b", p.Satirs)
	if err != nil {
		return nil, err
	}
	place := func(l *store.ListeSatir) string { return fmt.Sprint(l.No) }
	v := &miaListeler{Liste: listeGorunum{Tablo: t, Sayfa: sayfalamaOf(r, "/mia", p, place), Excel: excelButton(r, miaAktarimPath, "Rapor Al", p.Toplam)}}
	if filter.Empty() && at == (store.Imlec{}) {
		if v.Bekleyen, err = s.miaBekleyen(r); err != nil {
			return nil, err
		}
		if v.Geciken, err = s.miaGeciken(r); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// miaGeciken is what is late and has been brought before the MİA: the oldest stands on top.
func (s *Service) miaGeciken(r *http.Request) (*web.Table, error) {
	actor := who(r).actor
	b, err := s.store.Liste(r.Context(), actor, store.Suzgec{Yukseltilen: true}, enEski, maxBekleyen)
	if err != nil || b.Toplam == 0 {
		return nil, err
	}
	slices.Reverse(b.Satirs)
	t, err := s.miaTablo(actor, fmt.Sprintf("Süresi Geçtiği İçin Size Bildirilen Başvurular (%d)", b.Toplam), "geciken", b.Satirs)
	return &t, err
}

// miaBekleyen is what waits for the MİA: who has waited longest stands on top.
func (s *Service) miaBekleyen(r *http.Request) (*web.Table, error) {
	actor := who(r).actor
	b, err := s.store.Liste(r.Context(), actor, store.Suzgec{Durums: []basvuru.Durum{basvuru.MIAOnayinda}}, enEski, maxBekleyen)
	if err != nil {
		return nil, err
	}
	slices.Reverse(b.Satirs)
	t, err := s.miaTablo(actor, fmt.Sprintf("Onayınızı Bekleyen Başvurular (%d)", b.Toplam), "bekleyen", b.Satirs)
	t.Empty = "Onayınızı bekleyen başvuru bulunmamaktadır."
	return &t, err
}

func (s *Service) miaTablo(actor basvuru.Actor, caption, id string, satirs []store.ListeSatir) (web.Table, error) {
	t := web.Table{Caption: caption, Columns: miaColumns, Empty: "Aradığınız ölçütlere uyan başvuru bulunamadı."}
	for i := range satirs {
		row, err := s.miaSatir(actor, &satirs[i], id)
		if err != nil {
			return t, err
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

// miaIslem are the actions on a line; one keeps its id whatever else can be done.
type miaIslem struct {
	No    int64
	Links []miaIslemLink
}

type miaIslemLink struct {
	web.Link
	ID string
}

func miaIslemOf(l *store.ListeSatir, actor basvuru.Actor, satir string) miaIslem {
	v := miaIslem{No: l.No, Links: []miaIslemLink{{web.Link{URL: miaURL(l.No, "rapor.pdf"), Text: "Rapor Al"}, satir + "-rapor"}}}
	for _, link := range miaLinks(&l.Basvuru, actor) {
		v.Links = append(v.Links, miaIslemLink{link, satir + "-" + path.Base(link.URL)})
	}
	v.Links = append(v.Links, miaIslemLink{web.Link{URL: miaURL(l.No, ""), Text: "Görüntüle"}, satir + "-detay"})
	return v
}

// miaSatir is a line with the guide's columns (MI-01, Resim 41). tablo tells its id from that of the same application in the other table.
func (s *Service) miaSatir(actor basvuru.Actor, l *store.ListeSatir, tablo string) (web.Row, error) {
	tag, gecti := durumTag(l.Durum), late(l.SonCevap(), s.now())
	hizmet, err := s.web.Fragment("handlers/mia_liste", "hizmetler", l.Hizmetler)
	if err != nil {
		return web.Row{}, err
	}
	son, err := s.sureHucre(l.SonCevap(), gecti)
	if err != nil {
		return web.Row{}, err
	}
	id := fmt.Sprintf("%s-%d", tablo, l.No)
	islem, err := s.web.Fragment("handlers/mia_liste", "mia-islem", miaIslemOf(l, actor, id))
	if err != nil {
		return web.Row{}, err
	}
	return web.Row{ID: id, Late: gecti, Cells: web.Cells(miaColumns,
		web.Text(fmt.Sprint(l.No)), web.Cell{HTML: web.HTML(hizmet)}, web.Text(l.TCKN.Masked()), web.Text(l.Kimlik.Basvuran(l.Ad, l.Soyad)),
		web.Text(kisalt(l.Konu, 140)), web.Text(s.web.Tarih(l.Olusturma)), web.Text(s.web.Tarih(l.MIAGeldi)), son,
		web.Status(tag.Text, tag.Colour), htmlCell(islem))}, nil
}

var miaPages = map[kural.Action]string{basvuru.MIACevapla: "cevapla", basvuru.GeriAl: "geri-al"}

// miaLinks are the MİA's buttons, as the transition table draws them.
func miaLinks(b *basvuru.Basvuru, actor basvuru.Actor) []web.Link {
	var links []web.Link
	for _, m := range basvuru.Buttons(b, actor, 0) {
		if p, ok := miaPages[m.Action]; ok {
			links = append(links, web.Link{URL: miaURL(b.No, p), Text: m.Button})
		}
	}
	return links
}

func miaURL(no int64, action string) string {
	u := fmt.Sprintf("/mia/basvuru/%d", no)
	if action != "" {
		u += "/" + action
	}
	return u
}
