package handlers

import (
	"fmt"
	"net/http"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type aksDetayView struct {
	web.Page
	Live  canli
	G     gorunum
	Links []web.Link
	Sira  string // whose turn it is, a sentence
	Parca bool   // only the live parts are sent: those elsewhere on the page replace what is there
}

// aksDetay is “Başvuru Detayını Göster” (AK-05), which changes by itself when something happens (AK-12).
func (s *Service) aksDetay(w http.ResponseWriter, r *http.Request) error {
	v, err := s.aksDetayOf(r)
	if err == nil {
		err = s.recordOkuma(r, v.G.No, detayAcildi)
	}
	if err != nil {
		return err
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/aks_detay", v)
}

// aksDetayParcasi is what changes on the page, for htmx.
func (s *Service) aksDetayParcasi(w http.ResponseWriter, r *http.Request) error {
	v, err := s.aksDetayOf(r)
	if err == nil {
		err = s.recordOkuma(r, v.G.No, detayAcildi)
	}
	if err != nil {
		return err
	}
	v.Parca = true
	return s.part(w, "handlers/aks_detay", "parca", v)
}

// aksDetayCanli streams the changes of one application, to those who may see it.
func (s *Service) aksDetayCanli(w http.ResponseWriter, r *http.Request) error {
	no, err := number(r, "no")
	if err != nil {
		return err
	}
	if err := s.store.InScope(r.Context(), who(r).actor, no); err != nil {
		return err
	}
	return s.stream(w, r, store.TopicBasvuru(no), store.TopicCevap(who(r).Il))
}

func (s *Service) aksDetayOf(r *http.Request) (*aksDetayView, error) {
	now, actor := s.now(), who(r).actor
	d, err := s.detay(r)
	if err != nil {
		return nil, err
	}
	v := &aksDetayView{G: s.gorunumOf(d), Links: aksLinks(&d.Basvuru, actor), Sira: aksSirada(d)}
	if err := s.addSure(r.Context(), d, &v.G); err != nil {
		return nil, err
	}
	for i := range v.G.Tur.Yonlendirmes {
		y := &v.G.Tur.Yonlendirmes[i]
		if allowed(&d.Basvuru, actor, basvuru.GeriCek, y.Sira) == nil {
			y.GeriCek = aksURL(d.No, fmt.Sprintf("geri-cek/%d", y.Sira))
		}
	}
	url := fmt.Sprintf("/canli/aks/basvuru/%d", d.No)
	v.Live = liveRegion(now, url, url+"/parca")
	v.Page = web.Page{Title: "Başvuru Detayı", Active: "/aks/basvuru", Back: s.listeGeri(r), Help: []string{
		"Vatandaş ya da AKS tarafından yapılan başvurunun tüm detayları görüntülenir. Bölümler başlıklarına tıklanarak açılıp kapanır.",
		"Yönlendirilen tüm birimler cevap verince bu sayfa kendiliğinden güncellenir; başvuruyu kapatabilir, yeniden yönlendirebilir ya da MİA onayına gönderebilirsiniz.",
		"Son Cevap Verme Tarihi, cevabı beklenen birimlerin en erken tarihidir; beklenen birim yoksa yasal sürenin sonudur. Süresi geçen başvurular “Süresi geçti” ile işaretlenir.",
	}}
	return v, nil
}

// detay is the application that the path names, as the request's AKS or MİA may see it.
func (s *Service) detay(r *http.Request) (*store.Detay, error) {
	no, err := number(r, "no")
	if err != nil {
		return nil, err
	}
	return s.store.Detay(r.Context(), who(r).actor, no)
}

// aksSirada tells the desk whose turn it is, and whom it waits for.
func aksSirada(d *store.Detay) string {
	switch d.Durum {
	case basvuru.Havuzda:
		return "Sıra sizde: başvuruyu ilgili birime yönlendirebilir, MİA onayına gönderebilir ya da kapatabilirsiniz."
	case basvuru.Yonlendirildi:
		var names []string
		for _, y := range d.Open() {
			names = append(names, y.Ad)
		}
		if len(names) == 0 { // answered, and on its way through the queue that collects answers
			return "Yönlendirilen tüm birimler cevap verdi; cevaplar toplanıyor."
		}
		return "Cevabı beklenen birimler: " + strings.Join(names, ", ") + "."
	case basvuru.Cevaplandi:
		return "Yönlendirilen tüm birimler cevap verdi. Başvuruyu kapatabilir, yeniden yönlendirebilir ya da MİA onayına gönderebilirsiniz."
	case basvuru.MIAOnayinda:
		return "Mülki İdare Amirinin cevabı bekleniyor."
	case basvuru.MIADondu:
		return "Mülki İdare Amiri cevap verdi. Başvuruyu kapatabilir, yeniden yönlendirebilir ya da tekrar MİA onayına gönderebilirsiniz."
	default:
		return "Başvuru kapatılmıştır; üzerinde tekrar bir işlem yapılamaz."
	}
}
