package intake

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"acikkapi/basvuru"
	"acikkapi/internal/basvuruform"
	"acikkapi/internal/kural"
	"acikkapi/internal/mektup"
	"acikkapi/internal/rapor"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type sonucView struct {
	web.Page
	Durum      web.Tag
	Kisi, Adr  []web.Fact
	Konu       string
	Hizmetler  web.Table
	Dosyalar   []web.FileItem
	Hareketler []web.Step
	Cevap      *mektup.Mektup // nil while it is open
	Rapor      string         // address of “Başvuru Raporu Al”
	Vazgec     string
}

func (q *sorgu) actor() basvuru.Actor {
	return kural.Actor{Rol: kural.Vatandas, Ad: kural.Vatandas.Label(), Kendi: []int64{q.No}}
}

// sorguSonuc shows the application to its applicant (VS-02); nothing can be changed here (VS-04).
func (s *service) sorguSonuc(w http.ResponseWriter, r *http.Request, q *sorgu) error {
	d, err := s.Store.Detay(r.Context(), q.actor(), q.No)
	if err != nil {
		return err
	}
	kisi := basvuruform.KisiFacts(basvuru.Kisi{TCKN: d.TCKN, Ad: d.Ad, Soyad: d.Soyad, Ikamet: d.Ikamet})
	if mark := d.Kimlik.Label(); mark != "" { // filed by the desk while KPS was away (AK-01)
		kisi = []web.Fact{{Key: "T.C. Kimlik No", Value: string(d.TCKN)}, {Key: "Kimlik ve İkametgâh", Value: mark}}
	}
	v := &sonucView{
		Page: web.Page{Title: fmt.Sprintf("BAŞVURU NO: %d", d.No), Help: []string{
			"Bu sayfada başvurunuzun içeriği ve durumu gösterilir; başvuru üzerinde değişiklik yapılamaz. Başvuru raporu almak için “Başvuru Raporu Al” butonuna tıklayınız.",
		}},
		Durum: web.Tag{Text: d.Durum.Citizen(), Colour: durumColour(d.Durum)},
		Kisi:  kisi, Konu: d.Konu, Vazgec: yolSorguBitir,
		Cevap: mektup.Sent(d), Rapor: yolSorguRapor,
		Adr: []web.Fact{
			{Key: "Başvuruya Konu Olan Açık Adres", Value: d.AcikAdres},
			{Key: "İl", Value: d.IlAd},
			{Key: "İlçe", Value: d.IlceAd},
			{Key: "Mahalle", Value: d.Mahalle},
			{Key: "Köy", Value: d.Koy},
		},
		Hizmetler: hizmetTable(d.Hizmets),
	}
	for _, f := range d.Dosyas {
		v.Dosyalar = append(v.Dosyalar, web.FileItem{Ad: f.Ad, Boyut: f.Boyut, URL: yolSorguDosya + f.ID.String()})
	}
	for _, h := range rapor.CitizenHareketler(d.Hareketler) {
		v.Hareketler = append(v.Hareketler, web.Step{Durum: h.Durum, Aciklama: h.Aciklama, Tarih: h.Zaman})
	}
	return s.Web.Render(w, r, http.StatusOK, "intake/sorgu_sonuc", v)
}

func durumColour(d basvuru.Durum) string {
	switch d {
	case basvuru.KapaliOlumlu:
		return "green"
	case basvuru.KapaliOlumsuz:
		return "red"
	case basvuru.KapaliKismen:
		return "grey"
	default: // on its way
		return "blue"
	}
}

func hizmetTable(list []store.HizmetSatir) web.Table {
	t := web.Table{Columns: []web.Column{{Label: "Sıra"}, {Label: "Hizmet Başlığı"}, {Label: "Hizmet Alt Başlığı"}, {Label: "Hizmet Açıklaması"}}}
	for i, h := range list {
		t.Rows = append(t.Rows, web.Row{Cells: web.Cells(t.Columns,
			web.Text(strconv.Itoa(i+1)), web.Text(h.BaslikAd), web.Text(orDash(h.AltAd)), web.Text(orDash(h.Aciklama)))})
	}
	return t
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// sorguDosya sends one of the applicant's own files; any other is not found.
func (s *service) sorguDosya(w http.ResponseWriter, r *http.Request, q *sorgu) error {
	id, err := uuid.Parse(mux.Vars(r)["id"])
	if err != nil {
		return store.ErrNoFile
	}
	d, err := s.Store.Detay(r.Context(), q.actor(), q.No)
	if err != nil {
		return err
	}
	for _, f := range d.Dosyas {
		if f.ID == id {
			return s.sendFile(w, r, q, id)
		}
	}
	return store.ErrNoFile
}

func (s *service) sendFile(w http.ResponseWriter, r *http.Request, q *sorgu, id uuid.UUID) error {
	f, err := s.Store.ReadableDosya(r.Context(), q.actor(), id)
	if err != nil {
		return err
	}
	content, size, err := s.Dosya.Open(r.Context(), f.Ozet)
	if err != nil {
		return err
	}
	defer content.Close()
	web.ServeFile(w, web.Download{Ad: f.Ad, Tur: f.Tur, Boyut: size}, content)
	return nil
}

// sorguBitir forgets the inquiry.
func (s *service) sorguBitir(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	q, err := s.sorgu(ctx)
	if err == nil {
		err = s.Store.DropDraft(ctx, q.id)
	}
	if err != nil && !isNoStep(err) {
		return err
	}
	s.Sessions.Remove(ctx, oturumSorgu)
	forgetPages(w)
	return web.SeeOther(w, r, yolAna)
}
