package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// kalemSayfasi describes the pages of one list of a form (OP-07).
type kalemSayfasi struct {
	liste     store.Liste
	yol, ust  string // ust: address of the headings, for their sub-headings
	ad, cok   string // of one line; of all
	sureli    bool   // has an answering time
	form, kim string // where the list is offered, where its lines were used before: both in the locative
}

const basvuruFormlari, basvurular = "başvuru formlarında", "başvurularda"

var (
	baslikSayfasi = kalemSayfasi{store.BaslikListesi, yolReferans + "/baslik", "", "Hizmet Başlığı", "Hizmet Başlıkları", true, basvuruFormlari, basvurular}
	altSayfasi    = kalemSayfasi{store.AltListesi, yolReferans + "/alt", yolReferans + "/baslik", "Hizmet Alt Başlığı", "Hizmet Alt Başlıkları", true, basvuruFormlari, basvurular}
	egitimSayfasi = kalemSayfasi{store.EgitimListesi, yolReferans + "/egitim", "", "Eğitim Durumu", "Eğitim Durumları", false, basvuruFormlari, basvurular}
)

func (k kalemSayfasi) url(id int, action string) string {
	return fmt.Sprintf("%s/%d%s", k.yol, id, action)
}

// yeni is the path of the form for a new line: of a sub-heading, below its heading.
func (k kalemSayfasi) yeni() string {
	if k.ust != "" {
		return k.ust + "/{id:[0-9]+}/alt"
	}
	return k.yol + "/yeni"
}

// geri is where a line's list stands.
func (k kalemSayfasi) geri(one store.Kalem) web.Link {
	if k.ust != "" {
		return web.Link{URL: baslikSayfasi.url(one.Ust, ""), Text: baslikSayfasi.ad}
	}
	return web.Link{URL: k.yol, Text: k.cok}
}

func (k kalemSayfasi) active() string {
	if k.ust != "" {
		return k.ust
	}
	return k.yol
}

type referansListeView struct {
	web.Page
	Bilgi  string
	Yeni   web.Link
	Yillar []web.Link // of holidays; the shown one without address
	Tablo  web.Table
	Gecmis web.Table
}

type kalemView struct {
	web.Page
	Ad, Sira, Sure web.Input
	Diger, Aktif   web.Checkboxes
	Sureli, Kayitli,
	DigerVar bool
	Surum  int
	Kayit  string
	Geri   string
	Sil    string
	Guncel []web.Fact // the record as somebody else has left it meanwhile
	Uyari  string
	AltYol string
	Altlar *web.Table
	Gecmis web.Table
}

func (k kalemSayfasi) yururluk() string {
	return "Değişiklik, " + k.form + " en geç bir dakika içinde geçerli olur."
}

var kalemColumns = []web.Column{{Label: "Adı"}, {Label: "Sıra", Class: "number"}, {Label: "Cevap Süresi"}, {Label: "Durum"}, {Label: "İşlemler"}}

func (s *Service) kalemListe(k kalemSayfasi) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		list, err := s.store.Kalems(r.Context(), who(r).actor, k.liste, 0)
		if err != nil {
			return err
		}
		v := &referansListeView{Yeni: web.Link{URL: k.yol + "/yeni", Text: "Yeni " + k.ad}, Tablo: kalemTablosu(k, list, nil)}
		if k.liste == store.BaslikListesi {
			offered, err := s.store.Listeler(r.Context())
			if err != nil {
				return err
			}
			v.Tablo = kalemTablosu(k, list, offered)
		}
		v.Page = web.Page{Title: k.cok, Active: k.yol, Back: referansGeri(who(r).Rol()), Help: []string{
			"Formdaki sırasıyla listelenir. Kullanılmış bir kayıt silinmez: yeni formlardan kaldırılır, eski " + k.kim + " kalır ve istenirse geri alınır. " + k.yururluk(),
		}}
		if v.Gecmis, err = s.listeGecmisi(r, string(k.liste)); err != nil {
			return err
		}
		return s.web.Render(w, r, http.StatusOK, "handlers/referans_liste", v)
	}
}

// kalemTablosu shows a list; of headings, offered tells which ones the form has something to choose below.
func kalemTablosu(k kalemSayfasi, list []store.Kalem, offered *store.Listeler) web.Table {
	columns := kalemColumns
	if !k.sureli {
		columns = append(columns[:2:2], columns[3:]...)
	}
	t := web.Table{Caption: k.cok, Columns: columns, Empty: "Kayıt yok."}
	for _, one := range list {
		durum := web.Status("Formda", "green")
		if !one.Aktif {
			durum = web.Status("Formdan kaldırıldı", "grey")
		}
		if offered != nil && one.Aktif {
			if _, ok := offered.Baslik(one.ID); !ok {
				durum = web.Status("Alt başlığı yok, formda değil", "yellow")
			}
		}
		links := []web.Link{{URL: k.url(one.ID, ""), Text: "Güncelle"}}
		if one.Aktif && !one.Evrak {
			links = append(links, web.Link{URL: k.url(one.ID, "/sil"), Text: "Sil"})
		}
		cells := []web.Cell{web.Text(one.Ad), web.Text(fmt.Sprint(one.Sira)), web.Text(sureMetni(k, one.SureGun)), durum, web.Links(links...)}
		if !k.sureli {
			cells = append(cells[:2:2], cells[3:]...)
		}
		t.Rows = append(t.Rows, web.Row{Cells: web.Cells(columns, cells...)})
	}
	return t
}

// sureMetni is a birim's time in words.
func sureMetni(k kalemSayfasi, gun int) string {
	switch {
	case gun > 0:
		return fmt.Sprintf("%d iş günü", gun)
	case k.ust != "":
		return "Başlığının süresi"
	}
	return fmt.Sprintf("Genel (%d iş günü)", basvuru.SureGun)
}

// readKalem reads what was typed; an answering time that is no number is wrong, none is the general one.
func readKalem(typed url.Values) store.Kalem {
	k := store.Kalem{
		Ad: web.Field(typed, "ad"), Sira: atoi(typed.Get("sira")), Diger: typed.Get("diger") != "", Aktif: typed.Get("aktif") != "", Surum: atoi(typed.Get("surum")),
	}
	if sure := web.Field(typed, "sure_gun"); sure != "" {
		if k.SureGun = atoi(sure); k.SureGun == 0 {
			k.SureGun = -1
		}
	}
	return k
}

// kalemOf is the line that the address names; below a heading's address, the heading.
func (s *Service) kalemOf(r *http.Request, l store.Liste) (store.Kalem, error) {
	id, err := number(r, "id")
	if err != nil || id > 1<<31-1 {
		id = 0 // names nothing
	}
	return s.store.Kalem(r.Context(), who(r).actor, l, int(id))
}

// blank is a new line, below its heading where the list has headings.
func (s *Service) blank(r *http.Request, k kalemSayfasi) (store.Kalem, error) {
	if k.ust == "" {
		return store.Kalem{Aktif: true}, nil
	}
	ust, err := s.kalemOf(r, store.BaslikListesi)
	return store.Kalem{Aktif: true, Ust: ust.ID}, err
}

func (s *Service) kalemYeniPage(k kalemSayfasi) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		one, err := s.blank(r, k)
		if err != nil {
			return err
		}
		return s.kalemForm(w, r, k, one, nil, nil)
	}
}

func (s *Service) kalemYeni(k kalemSayfasi) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		one, err := s.blank(r, k)
		if err != nil {
			return err
		}
		typed, err := web.ReadForm(r)
		id := 0
		if err == nil {
			yeni := readKalem(typed)
			yeni.Ust = one.Ust
			id, err = s.store.AddKalem(r.Context(), who(r).actor, k.liste, yeni)
		}
		if err != nil {
			return s.kalemForm(w, r, k, one, typed, err)
		}
		to, text := k.geri(one).URL, k.ad+" kaydedildi. "+k.yururluk()
		if k.liste == store.BaslikListesi && typed.Get("diger") == "" {
			to, text = k.url(id, ""), k.ad+" kaydedildi. Formda görünmesi için en az bir alt başlık ekleyiniz."
		}
		s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: text})
		return web.SeeOther(w, r, to)
	}
}

func (s *Service) kalemPage(k kalemSayfasi) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		one, err := s.kalemOf(r, k.liste)
		if err != nil {
			return err
		}
		return s.kalemForm(w, r, k, one, nil, nil)
	}
}

func (s *Service) kalemGuncelle(k kalemSayfasi) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		one, err := s.kalemOf(r, k.liste)
		if err != nil {
			return err
		}
		typed, err := web.ReadForm(r)
		if err == nil {
			yeni := readKalem(typed)
			yeni.ID = one.ID
			err = s.store.UpdateKalem(r.Context(), who(r).actor, k.liste, yeni)
		}
		if err != nil {
			if now, again := s.kalemOf(r, k.liste); again == nil {
				one = now // as somebody else has left it
			}
			return s.kalemForm(w, r, k, one, typed, err)
		}
		s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: k.ad + " güncellendi. " + k.yururluk()})
		return web.SeeOther(w, r, k.geri(one).URL)
	}
}
