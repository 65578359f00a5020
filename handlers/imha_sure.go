package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/gorilla/mux"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type saklaSureView struct {
	web.Page
	Sure   web.Input
	Surum  int
	Kayit  string
	Gecmis web.Table
}

// saklaSureAdlari say what each time is for, and from when it counts.
var saklaSureAdlari = map[store.SaklamaTur]struct{ ad, dayanak string }{
	store.SaklamaBasvuru: {"Kapatılan başvurular", "Kapatılan başvuru üzerindeki son işlemden başlar. Varsayılan 5 yıl, idareye karşı tam yargı davası açılabilecek en uzun süredir (2577 sayılı Kanun, madde 13)."},
	store.SaklamaPeriyot: {"İki imha listesi arasındaki süre", "Yönetmelik en çok altı aya izin verir (RG 28.10.2017/30224, madde 11)."},
}

var saklaSureColumns = []web.Column{{Label: "Kayıt Türü"}, {Label: "Süre", Class: "nowrap"}, {Label: "Açıklama", Class: "long"}, {Label: "İşlemler"}}

// saklaSureListe lists how long what is kept (OP-07, SC-06).
func (s *Service) saklaSureListe(w http.ResponseWriter, r *http.Request) error {
	list, err := s.store.SaklamaSureleri(r.Context(), who(r).actor)
	if err != nil {
		return err
	}
	v := &referansListeView{Page: web.Page{Title: "Saklama Süreleri", Active: yolImha, Back: imhaLink(), Help: []string{
		"Süreler, Bakanlığın kişisel veri saklama ve imha politikasına göre belirlenir. Kısaltılan süre bundan sonra hazırlanan imha listelerinde, uzatılan süre hemen geçerli olur: onaylanmış listelerde de süresi dolmamış kayıt imha edilmez.",
	}}}
	v.Tablo = web.Table{Caption: "Saklama süreleri", Columns: saklaSureColumns}
	for _, k := range list {
		ad := saklaSureAdlari[k.Tur]
		v.Tablo.Rows = append(v.Tablo.Rows, web.Row{Cells: web.Cells(saklaSureColumns, web.Text(ad.ad), web.Text(fmt.Sprintf("%d %s", k.Sure, k.Birim())), web.Text(ad.dayanak),
			web.Links(web.Link{URL: yolSaklaSure + "/" + string(k.Tur), Text: "Güncelle"}))})
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/referans_liste", v)
}

func (s *Service) saklaSureOf(r *http.Request) (store.SaklamaSuresi, error) {
	list, err := s.store.SaklamaSureleri(r.Context(), who(r).actor)
	for _, k := range list {
		if string(k.Tur) == mux.Vars(r)["id"] {
			return k, nil
		}
	}
	if err == nil {
		err = &kural.Error{Kind: kural.NotFound, Message: "Aradığınız süre bulunamadı."}
	}
	return store.SaklamaSuresi{}, err
}

func (s *Service) saklaSurePage(w http.ResponseWriter, r *http.Request) error {
	k, err := s.saklaSureOf(r)
	if err != nil {
		return err
	}
	return s.saklaSureForm(w, r, k, nil, nil)
}

func (s *Service) saklaSureKaydet(w http.ResponseWriter, r *http.Request) error {
	k, err := s.saklaSureOf(r)
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	if err == nil {
		yeni := store.SaklamaSuresi{Tur: k.Tur, Sure: atoi(typed.Get("sure"))}
		if yeni.Surum, err = pageSurum(typed); err == nil {
			err = s.store.SetSaklamaSuresi(r.Context(), who(r).actor, yeni)
		}
	}
	if err != nil {
		return s.saklaSureForm(w, r, k, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Süre kaydedildi."})
	return web.SeeOther(w, r, yolSaklaSure)
}

func (s *Service) saklaSureForm(w http.ResponseWriter, r *http.Request, k store.SaklamaSuresi, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	ad := saklaSureAdlari[k.Tur]
	v := &saklaSureView{Surum: f.surum(k.Surum), Kayit: yolSaklaSure + "/" + string(k.Tur)}
	v.Page = f.page(web.Page{Title: "Süre Güncelle: " + ad.ad, Active: yolImha, Back: web.Link{URL: yolSaklaSure, Text: "Saklama Süreleri"}, Help: []string{
		"Süreyi rakamla yazıp “Güncelle” düğmesine basınız. Kısaltılan süre bundan sonra hazırlanan imha listelerinde geçerli olur; uzatılan süre hazırlanmış listelerdeki kayıtları da korur.",
		"Sürenin kim tarafından, ne zaman değiştirildiği Değişiklik Geçmişi bölümünde görünür.",
	}})
	v.Sure = f.Input(web.Input{Name: "sure", Label: "Süre (" + k.Birim() + ")", Hint: ad.dayanak, Numeric: true, MaxLength: 2, Width: 2, Value: fmt.Sprint(k.Sure), Autocomplete: "off"})
	if v.Gecmis, err = s.gecmis(r, "saklama_suresi", string(k.Tur)); err != nil {
		return err
	}
	return s.web.Render(w, r, f.Status(), "handlers/imha_sure", v)
}
