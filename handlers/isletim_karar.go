package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"acikkapi/internal/kural"
	"acikkapi/internal/maske"
	"acikkapi/internal/saglik"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// parkKararView asks once more before parked messages are decided on.
type parkKararView struct {
	web.Page
	Karar    store.ParkKarar
	Soru     string
	Uyari    string
	Secilen  web.Table
	IDs      []string
	Aciklama web.Textarea
	Dugme    string
	Yol      string // of the form: the list's filter goes with it
	Geri     string
}

// parkSonucView is what became of each message.
type parkSonucView struct {
	web.Page
	Ozet   string
	Satirs web.Table
	Geri   string
}

// parkAdresi is path with the list's filter, and where in the list somebody was only with yer.
func parkAdresi(path string, r *http.Request, yer bool) string {
	q := r.URL.Query()
	if !yer {
		for _, gone := range []string{"once", "sonra", "sira"} {
			q.Del(gone)
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// parkGeri leads an address of the decision that is opened afresh back to the list: what was chosen stood in the form.
func (s *Service) parkGeri(w http.ResponseWriter, r *http.Request) error {
	return web.SeeOther(w, r, parkPath)
}

// parkSec takes the buttons below the list: it chooses all rows or none, or asks about those chosen.
func (s *Service) parkSec(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	f, failed := s.readPark(r.URL.Query())
	sec := posted[keySec]
	islem := posted.Get("islem")
	if failed == nil {
		switch islem {
		case "tumu":
			if sec, err = s.parkSayfasi(r, f); err != nil {
				return err
			}
		case "hicbiri":
			sec = nil
		default:
			if karar := parkTumuKarari(islem); karar != store.ParkAcik {
				return s.parkTumunuSor(w, r, &f, karar)
			}
			karar := store.ParkKarar(islem)
			if failed = store.CheckParkKarar(karar, "x", len(parkIDs(sec))); failed == nil {
				return s.parkSor(w, r, karar, url.Values{keySec: sec}, nil)
			}
		}
	}
	return s.parkListeSayfa(w, r, &f, sec, failed)
}

// parkSayfasi is the ids of the undecided messages on the page.
func (s *Service) parkSayfasi(r *http.Request, f store.ParkSuzgec) (ids []string, err error) {
	q := r.URL.Query()
	p, err := s.store.Parklar(r.Context(), who(r).actor, f, parkImlec(q, "sonra"), parkImlec(q, "once"), boyOf(q))
	if err != nil {
		return nil, err
	}
	for i := range p.Satirs {
		if p.Satirs[i].Karar == store.ParkAcik {
			ids = append(ids, p.Satirs[i].ID.String())
		}
	}
	return ids, nil
}

// parkIDs are the chosen messages; what names none is left out.
func parkIDs(sec []string) (ids []uuid.UUID) {
	for _, v := range sec {
		if id, err := uuid.Parse(v); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

var secilenColumns = []web.Column{{Label: "Ayrıldığı Zaman", Class: "date"}, {Label: "Tüketici"}, {Label: "Mesaj", Class: "nowrap"}, {Label: "Başvuru ya da Kart No"}, {Label: "Neden", Class: "long"}, {Label: "Durum"}}

// parkSor shows what was chosen, what the decision does, and asks for a reason.
func (s *Service) parkSor(w http.ResponseWriter, r *http.Request, karar store.ParkKarar, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	list, err := s.store.ParkedOf(r.Context(), who(r).actor, parkIDs(typed[keySec]))
	if err != nil {
		return err
	}
	v := &parkKararView{Karar: karar, Yol: parkAdresi(parkPath+"/karar", r, true), Geri: parkAdresi(parkPath, r, true), Dugme: "Yeniden İşle", Soru: fmt.Sprintf("%d mesaj kuyruğuna geri gönderilecek.", len(list))}
	v.Uyari = "Nedeni giderilmemiş mesaj bir daha işlenemez ve yeniden buraya düşer."
	v.Aciklama = web.Textarea{Name: "aciklama", Label: "Açıklama", Hint: "Ne yapıldığını kısaca yazın; kayda geçer.", Rows: 3, MaxLength: 1000, Optional: true}
	title := "Yeniden İşle"
	if karar == store.ParkAtildi {
		title, v.Dugme, v.Soru = "Mesajları At", "At", fmt.Sprintf("%d mesaj işlenmeden kapatılacak.", len(list))
		v.Uyari = "Atılan mesaj bir daha işlenmez. Başvurunun ya da kartın bu adımı yapılmamış kalır."
		v.Aciklama.Label, v.Aciklama.Hint, v.Aciklama.Optional = "Gerekçe", "Neden atıldığını yazın; kayda geçer.", false
	}
	v.Aciklama = f.Textarea(v.Aciklama)
	v.Page = f.page(web.Page{Title: title, Active: parkPath, Back: web.Link{URL: v.Geri, Text: "İşlenemeyen Mesajlar"}, Help: []string{
		"Seçtiğiniz mesajlar aşağıda. Onayladığınızda her biri için ne yapıldığı gösterilir ve adınızla kaydedilir.",
	}})
	v.Secilen = web.Table{Caption: "Seçilen Mesajlar", Columns: secilenColumns, Empty: "Seçilen mesaj kalmadı."}
	for i := range list {
		p := &list[i]
		v.IDs = append(v.IDs, p.ID.String())
		v.Secilen.Rows = append(v.Secilen.Rows, web.Row{Cells: web.Cells(secilenColumns, web.Text(s.web.Zaman(p.Zaman)), web.Text(maske.Name(p.Tuketici)), web.Text(maske.Name(p.Tip)),
			web.Text(konuNo(p)), web.Text(kisalt(maske.NedenMetni(p.Neden), 160)), web.Cell{Tag: parkTag(p.Karar)})})
	}
	return s.web.Render(w, r, f.Status(), "handlers/isletim_karar", v)
}

// parkKarar decides on the chosen messages and shows what became of each (PL-05). Sent twice, it does nothing twice.
func (s *Service) parkKarar(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	karar := store.ParkKarar(typed.Get("karar"))
	list, err := s.store.DecidePark(r.Context(), who(r).actor, parkIDs(typed[keySec]), karar, web.Field(typed, "aciklama"))
	switch {
	case err == nil:
		return s.parkSonuc(w, r, karar, list)
	case kural.KindOf(err) != kural.Invalid:
		return err
	case karar != store.ParkYeniden && karar != store.ParkAtildi || len(parkIDs(typed[keySec])) == 0:
		f, _ := s.readPark(r.URL.Query())
		return s.parkListeSayfa(w, r, &f, nil, kural.InvalidField(keySec, "Önce listeden en az bir mesaj, sonra yapılacak işlemi seçiniz."))
	}
	return s.parkSor(w, r, karar, typed, err)
}

var parkSonucColumns = []web.Column{{Label: "Mesaj"}, {Label: "Tüketici"}, {Label: "Başvuru ya da Kart No"}, {Label: "Sonuç"}, {Label: "Açıklama", Class: "long"}, {Label: "İşlem"}}

func (s *Service) parkSonuc(w http.ResponseWriter, r *http.Request, karar store.ParkKarar, list []store.ParkSonuc) error {
	done, word := 0, "kuyruğuna gönderildi"
	if karar == store.ParkAtildi {
		word = "atıldı"
	}
	t := web.Table{Caption: "Mesajların sonuçları", Columns: parkSonucColumns}
	for i := range list {
		p := &list[i]
		tag, note := parkTag(karar), ""
		if p.Hata != "" {
			tag, note = web.Tag{Text: "Yapılamadı", Colour: "red"}, p.Hata
		} else {
			done++
			if karar == store.ParkYeniden {
				tag.Text, note = "Gönderildi", saglik.TuketiciOf(p.Tuketici).Is
			}
		}
		id := p.ID.String()
		row := web.Row{ID: "p-" + id, Late: p.Hata != "", Cells: web.Cells(parkSonucColumns, web.Text(maske.Name(p.Tip)), web.Text(maske.Name(p.Tuketici)), web.Text(konuNo(&p.ParkSatir)),
			web.Cell{Tag: tag}, web.Text(note), web.Cell{Links: []web.Link{{URL: parkPath + "/" + id, Text: "Mesajı aç"}}})}
		if p.Hata != "" { // what somebody has to look at stands on top
			t.Rows = append([]web.Row{row}, t.Rows...)
		} else {
			t.Rows = append(t.Rows, row)
		}
	}
	v := &parkSonucView{Satirs: t, Geri: parkAdresi(parkPath, r, false), Ozet: fmt.Sprintf("%d mesajın %d tanesi %s", len(list), done, word)}
	if n := len(list) - done; n > 0 {
		v.Ozet += fmt.Sprintf(", %d tanesinde yapılamadı", n)
	}
	v.Ozet += "."
	v.Page = web.Page{Title: "Mesajlar: Sonuç", Active: parkPath, Back: web.Link{URL: v.Geri, Text: "İşlenemeyen Mesajlar"}, Help: []string{
		"Seçtiğiniz her mesaj için ne yapıldığı gösterilir. Kuyruğuna gönderilen mesaj bir daha işlenemezse birkaç saniye içinde yeniden listede görünür.",
	}}
	return s.web.Render(w, r, http.StatusOK, "handlers/isletim_sonuc", v)
}
