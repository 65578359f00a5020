package handlers

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"acikkapi/internal/izsur"
	"acikkapi/internal/maske"
	"acikkapi/internal/saglik"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// parkMesajView is one parked message, redacted.
type parkMesajView struct {
	web.Page
	ID      string
	Durum   web.Tag
	Acik    bool // nobody has decided yet
	Neden   string
	Bilgi   []web.Fact
	Etki    string
	Ne      string
	Govde   string // "" where it is no JSON
	Boyut   int64
	Basliks []maske.Baslik
	Gecmis  []web.Step
	Yeni    string // of a later record of the same message, that is open
}

// parkMesaj shows one message: why it was parked, what it is, what to do, what it carries without anything personal, and what became of it
// before (PL-05). That somebody looked is recorded.
func (s *Service) parkMesaj(w http.ResponseWriter, r *http.Request) error {
	id, err := uuid.Parse(mux.Vars(r)["id"])
	if err != nil {
		return store.ErrNoPark
	}
	d, err := s.store.Parked(r.Context(), who(r).actor, id)
	if err != nil {
		return err
	}
	about := saglik.TuketiciOf(d.Tuketici)
	v := &parkMesajView{
		ID: id.String(), Durum: parkTag(d.Karar), Acik: d.Karar == store.ParkAcik, Neden: maske.NedenMetni(d.Neden), Etki: about.Etki, Ne: about.Ne, Boyut: int64(len(d.Govde)),
		Bilgi: []web.Fact{
			{Key: "Ayrıldığı Zaman", Value: s.web.Zaman(d.Zaman)},
			{Key: "Tüketici", Value: maske.Name(d.Tuketici)},
			{Key: "Tüketici ne yapar", Value: about.Is},
			{Key: "Mesaj", Value: maske.Name(d.Tip)},
			{Key: "Başvuru ya da Kart No", Value: konuNo(&d.ParkSatir)},
			{Key: "Mesaj Kimliği", Value: d.MesajID.String()},
			{Key: "İz Kimliği", Value: cmp.Or(izsur.IDOf(d.Baslik[izsur.Header]), "-")},
			{Key: "Kaçıncı kez ayrıldı", Value: fmt.Sprint(1 + slices.IndexFunc(d.Gecmis, func(p store.ParkSatir) bool { return p.ID == id }))},
			{Key: "Karar", Value: s.parkKararMetni(&d.ParkSatir)},
		},
	}
	v.Govde, _ = maske.Govde(d.Govde)
	names := make([]string, 0, len(d.Baslik))
	for n := range d.Baslik {
		if n != "neden" { // stands above
			names = append(names, n)
		}
	}
	slices.Sort(names)
	v.Basliks = maske.Basliklar(names, d.Baslik)
	for i := range d.Gecmis {
		v.addGecmis(s, &d.Gecmis[i])
	}
	v.Page = web.Page{Title: "İşlenemeyen Mesaj", Active: parkPath, Back: web.Link{URL: parkPath, Text: "İşlenemeyen Mesajlar"}, Help: []string{
		"Mesajın neden işlenemediği, kimi etkilediği ve ne yapılacağı en üstte yazar. İçerikte kişisel bilgiler ve serbest metinler gizlidir; yerlerinde kaç karakter oldukları yazar.",
		"Başvurunun kendisini açma yetkiniz yoktur; gerekirse numarasını ilgili ilin Açık Kapı Sorumlusuna bildirin.",
	}}
	return s.web.Render(w, r, http.StatusOK, "handlers/isletim_mesaj", v)
}

// addGecmis adds what one record tells: that it was parked, and what was decided.
func (v *parkMesajView) addGecmis(s *Service, p *store.ParkSatir) {
	v.Gecmis = append(v.Gecmis, web.Step{Durum: "İşlenemedi, ayrıldı", Aciklama: kisalt(maske.NedenMetni(p.Neden), 300), Tarih: p.Zaman})
	if p.Karar != store.ParkAcik {
		v.Gecmis = append(v.Gecmis, web.Step{Durum: parkTag(p.Karar).Text, Aciklama: s.parkKararMetni(p), Tarih: p.KararZaman})
	} else if p.ID.String() != v.ID {
		v.Yeni = parkPath + "/" + p.ID.String()
	}
}
