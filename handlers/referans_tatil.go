package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gorilla/mux"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type tatilView struct {
	web.Page
	Gun    web.Date
	GunVar bool
	Bilgi  []web.Fact
	Ad     web.Input
	Yarim  web.Checkboxes
	Surum  int
	Kayit  string
	Sil    string
	Guncel []web.Fact // the record as somebody else has left it meanwhile
	Gecmis web.Table
}

const (
	gunNo         = "20060102" // a day in an address
	tatilEtkisi   = "Takvim değişince cevap bekleyen başvuruların son tarihleri birkaç dakika içinde yeniden hesaplanır ve değişiklik başvurunun hareketlerine yazılır; cevaplanmış yönlendirmelerin ve kapatılmış başvuruların tarihleri değişmez."
	tatilBaslik   = "Resmî Tatiller"
	tatilGunAdi   = "Tatil Günü"
	tatilYarimGun = "Yarım gün: saat 13:00'e kadar çalışılır"
)

var (
	tatilColumns = []web.Column{{Label: "Gün", Class: "nowrap"}, {Label: "Haftanın Günü"}, {Label: "Adı"}, {Label: "Süre"}, {Label: "İşlemler"}}
	haftaGunleri = [...]string{"Pazar", "Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi"}
)

func tatilURL(gun time.Time, action string) string {
	return yolTatil + "/" + gun.Format(gunNo) + action
}

func tatilGeri(gun time.Time) web.Link {
	return web.Link{URL: fmt.Sprintf("%s?yil=%d", yolTatil, gun.Year()), Text: tatilBaslik}
}

// tatilListe is the calendar of a year (OP-07).
func (s *Service) tatilListe(w http.ResponseWriter, r *http.Request) error {
	yil := atoi(r.URL.Query().Get("yil"))
	if yil < 1900 || yil > 2200 {
		yil = s.now().In(store.Istanbul()).Year()
	}
	list, err := s.store.Tatils(r.Context(), who(r).actor, yil)
	if err != nil {
		return err
	}
	v := &referansListeView{Yeni: web.Link{URL: yolTatil + "/yeni", Text: "Yeni Tatil Günü"}, Bilgi: tatilEtkisi}
	v.Page = web.Page{Title: tatilBaslik, Active: yolTatil, Back: referansGeri(who(r).Rol()), Help: []string{
		"Birimlerin cevap süreleri bu takvime göre hesaplanır: hafta sonları ve tatil günleri sayılmaz, yarım günler yarım sayılır. Hafta sonlarının eklenmesi gerekmez. Geçmiş günler değiştirilemez.",
	}}
	if v.Yillar, err = s.tatilYillari(r, yil); err != nil {
		return err
	}
	if v.Gecmis, err = s.listeGecmisi(r, "tatil"); err != nil {
		return err
	}
	v.Tablo = web.Table{Caption: fmt.Sprintf("%d yılının tatil günleri", yil), Columns: tatilColumns, Empty: fmt.Sprintf("%d yılı için tatil günü girilmemiş.", yil)}
	for _, t := range list {
		sure, links := "Tam gün", web.Links(web.Link{URL: tatilURL(t.Gun, ""), Text: "Güncelle"}, web.Link{URL: tatilURL(t.Gun, "/sil"), Text: "Sil"})
		if t.Yarim {
			sure = "Yarım gün"
		}
		if s.store.Gecmis(t.Gun) {
			links = web.Links(web.Link{URL: tatilURL(t.Gun, ""), Text: "Görüntüle"})
		}
		v.Tablo.Rows = append(v.Tablo.Rows, web.Row{Cells: web.Cells(tatilColumns,
			web.Text(t.Gun.Format("02.01.2006")), web.Text(haftaGunleri[t.Gun.Weekday()]), web.Text(t.Ad), web.Text(sure), links)})
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/referans_liste", v)
}

func (s *Service) tatilYillari(r *http.Request, yil int) ([]web.Link, error) {
	yillar, err := s.store.TatilYillari(r.Context())
	if err != nil {
		return nil, err
	}
	if !slices.Contains(yillar, yil) {
		yillar = append(yillar, yil)
		slices.Sort(yillar)
	}
	var links []web.Link
	for _, y := range yillar {
		l := web.Link{Text: strconv.Itoa(y)}
		if y != yil {
			l.URL = fmt.Sprintf("%s?yil=%d", yolTatil, y)
		}
		links = append(links, l)
	}
	return links, nil
}

func (s *Service) tatilYeniPage(w http.ResponseWriter, r *http.Request) error {
	return s.tatilForm(w, r, store.Tatil{}, nil, nil)
}

func (s *Service) tatilYeni(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	t := readTatil(typed)
	if err == nil {
		t.Gun, err = s.web.ParseTarih(typed, "gun")
		wrong := err
		if added := s.store.AddTatil(r.Context(), who(r).actor, t); wrong == nil {
			err = added
		} else { // a day that cannot be read is not missing as well
			err = errors.Join(wrong, except(added, wrong))
		}
	}
	if err != nil {
		return s.tatilForm(w, r, store.Tatil{}, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: t.Gun.Format("02.01.2006") + " tatil günü olarak kaydedildi. " + tatilEtkisi})
	return web.SeeOther(w, r, tatilGeri(t.Gun).URL)
}

func readTatil(typed url.Values) store.Tatil {
	return store.Tatil{Ad: web.Field(typed, "ad"), Yarim: typed.Get("yarim") != "", Surum: atoi(typed.Get("surum"))}
}

// tatilOf is the holiday that the address names.
func (s *Service) tatilOf(r *http.Request) (store.Tatil, error) {
	gun, err := time.Parse(gunNo, mux.Vars(r)["id"])
	if err != nil {
		return store.Tatil{}, &kural.Error{Kind: kural.NotFound, Message: "Bu tatil günü bulunamadı.", Err: err}
	}
	return s.store.Tatil(r.Context(), who(r).actor, gun)
}

func (s *Service) tatilPage(w http.ResponseWriter, r *http.Request) error {
	t, err := s.tatilOf(r)
	if err != nil {
		return err
	}
	return s.tatilForm(w, r, t, nil, nil)
}

func (s *Service) tatilGuncelle(w http.ResponseWriter, r *http.Request) error {
	t, err := s.tatilOf(r)
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	if err == nil {
		yeni := readTatil(typed)
		yeni.Gun = t.Gun
		err = s.store.UpdateTatil(r.Context(), who(r).actor, yeni)
	}
	if err != nil {
		if now, again := s.tatilOf(r); again == nil {
			t = now // as somebody else has left it
		}
		return s.tatilForm(w, r, t, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: t.Gun.Format("02.01.2006") + " günü güncellendi. " + tatilEtkisi})
	return web.SeeOther(w, r, tatilGeri(t.Gun).URL)
}

func (s *Service) tatilForm(w http.ResponseWriter, r *http.Request, t store.Tatil, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	v := &tatilView{GunVar: true, Kayit: yolTatil + "/yeni", Surum: f.surum(t.Surum)}
	title, geri := tatilGunAdi+" Kayıt", web.Link{URL: yolTatil, Text: tatilBaslik}
	if !t.Gun.IsZero() {
		title, geri, v.GunVar = tatilGunAdi+" Güncelle", tatilGeri(t.Gun), false
		if v.Kayit, v.Sil = tatilURL(t.Gun, ""), tatilURL(t.Gun, "/sil"); s.store.Gecmis(t.Gun) {
			title, v.Kayit, v.Sil = tatilGunAdi, "", ""
		}
		v.Bilgi = []web.Fact{{Key: "Gün", Value: t.Gun.Format("02.01.2006") + " " + haftaGunleri[t.Gun.Weekday()]}}
		if f.conflict != nil || v.Kayit == "" {
			v.Guncel = tatilBilgisi(t)
		}
		if v.Gecmis, err = s.gecmis(r, "tatil", store.TatilKaydi(t.Gun)); err != nil {
			return err
		}
	}
	v.Page = f.page(web.Page{Title: title, Active: yolTatil, Back: geri, Help: []string{tatilEtkisi}})
	v.Gun = f.Date(web.Date{Name: "gun", Label: tatilGunAdi})
	v.Ad = f.Input(web.Input{Name: "ad", Label: "Tatilin Adı", MaxLength: 100, Value: t.Ad, Autocomplete: "off"})
	v.Yarim = f.Checkboxes(web.Checkboxes{Name: "yarim", Small: true, Values: checked(t.Yarim), Options: []web.Option{{Value: evet, Label: tatilYarimGun}}})
	return s.web.Render(w, r, f.Status(), "handlers/referans_tatil", v)
}

func tatilBilgisi(t store.Tatil) []web.Fact {
	sure := "Tam gün"
	if t.Yarim {
		sure = "Yarım gün"
	}
	return []web.Fact{{Key: "Gün", Value: t.Gun.Format("02.01.2006") + " " + haftaGunleri[t.Gun.Weekday()]}, {Key: "Adı", Value: t.Ad}, {Key: "Süre", Value: sure}}
}

// tatilSilPage asks before a day becomes a working day.
func (s *Service) tatilSilPage(w http.ResponseWriter, r *http.Request) error {
	return s.tatilSilForm(w, r, nil)
}

func (s *Service) tatilSilForm(w http.ResponseWriter, r *http.Request, failed error) error {
	f, err := newForm(nil, failed)
	if err != nil {
		return err
	}
	t, err := s.tatilOf(r)
	if err != nil {
		return err
	}
	return s.web.Render(w, r, f.Status(), "handlers/referans_sil", &referansSilView{
		Page:  f.page(web.Page{Title: tatilGunAdi + " Sil", Active: yolTatil, Back: tatilGeri(t.Gun)}),
		Bilgi: tatilBilgisi(t), Surum: t.Surum, Geri: tatilGeri(t.Gun).URL,
		Uyari: "Bu gün iş günü sayılacaktır. " + tatilEtkisi,
	})
}

func (s *Service) tatilSil(w http.ResponseWriter, r *http.Request) error {
	t, err := s.tatilOf(r)
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	if err == nil {
		err = s.store.DropTatil(r.Context(), who(r).actor, t.Gun, atoi(typed.Get("surum")))
	}
	if err != nil {
		return s.tatilSilForm(w, r, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: t.Gun.Format("02.01.2006") + " tatil günü silindi. " + tatilEtkisi})
	return web.SeeOther(w, r, tatilGeri(t.Gun).URL)
}
