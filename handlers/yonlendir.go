package handlers

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// maxOneri bounds the units that a search offers.
const maxOneri = 12

type yonlendirView struct {
	web.Page
	G       gorunum
	Ara     web.Input
	Oneri   oneriView
	Secilen []basvuru.Birim
	Hata    string // at the chosen units
	Acik    bool   // false: somebody has taken the application on meanwhile
}

// oneriView is what a search has found.
type oneriView struct {
	Arandi  bool
	Birims  []store.BirimSonuc
	Secilen []string // numbers chosen already
}

// Has tells whether the unit no is chosen already; for the template.
func (o oneriView) Has(no string) bool { return slices.Contains(o.Secilen, no) }

// yonlendirPage is “İlgili Birime Yönlendir” (AK-10).
func (s *Service) yonlendirPage(w http.ResponseWriter, r *http.Request) error {
	return s.yonlendirForm(w, r, nil, nil)
}

// yonlendir adds or removes a unit, searches, or routes to all that are chosen: islem says which.
func (s *Service) yonlendir(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	if err != nil {
		return s.yonlendirForm(w, r, url.Values{}, err)
	}
	switch islem, no, _ := strings.Cut(typed.Get("islem"), ":"); islem {
	case "ekle":
		if !slices.Contains(typed["birim"], no) {
			typed.Add("birim", no)
		}
		typed.Set("ara", "")
	case "cikar":
		typed["birim"] = slices.DeleteFunc(typed["birim"], func(b string) bool { return b == no })
	case "yonlendir":
		return s.route(w, r, typed)
	}
	return s.yonlendirForm(w, r, typed, nil)
}

func (s *Service) route(w http.ResponseWriter, r *http.Request, typed url.Values) error {
	ctx := r.Context()
	no, err := number(r, "no")
	if err != nil {
		return err
	}
	birims, err := s.chosen(ctx, typed)
	if err == nil {
		_, err = s.store.Do(ctx, who(r).actor, no, basvuru.Route{Birims: birims})
	}
	if err != nil {
		return s.yonlendirForm(w, r, typed, err)
	}
	names := make([]string, len(birims))
	for i, b := range birims {
		names[i] = b.Ad
	}
	s.oturum.Flash(ctx, web.Banner{Kind: "basari", Text: "Başvuru ilgili birime yönlendirildi: " + strings.Join(names, ", ")})
	return web.SeeOther(w, r, aksURL(no, ""))
}

// chosen is the units that the form names. Errors: Invalid where one is not in the list of active units.
func (s *Service) chosen(ctx context.Context, typed url.Values) ([]basvuru.Birim, error) {
	nos := typed["birim"]
	if len(nos) > basvuru.MaxBirim {
		nos = nos[:basvuru.MaxBirim+1] // enough for the rules to refuse
	}
	birims, err := s.store.ActiveBirims(ctx, nos)
	if err == nil && len(birims) < len(nos) {
		err = kural.InvalidField("birim", "Seçilen birimlerden biri DETSİS listesinde bulunamadı; lütfen yeniden seçiniz.")
	}
	return birims, err
}

func (s *Service) yonlendirForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	d, err := s.detay(r)
	if err != nil {
		return err
	}
	may := allowed(&d.Basvuru, who(r).actor, basvuru.Yonlendir, 0)
	if may != nil && typed == nil {
		return changedMeanwhile(may, aksURL(d.No, ""))
	}
	v := &yonlendirView{G: s.gorunumOf(d), Acik: may == nil, Hata: f.Errors.At("birim")}
	v.Page = f.page(web.Page{Title: "İlgili Birime Yönlendir", Active: "/aks/basvuru", Back: web.Link{URL: aksURL(d.No, ""), Text: "Başvuru Detayı"}, Help: []string{
		"Yönlendirilecek Birim alanına ilgili birimin adını yazın ve açılan listeden seçin. Birden fazla birime yönlendirme yapılabilir: seçtikten sonra yeni birimin adını yazın.",
		"Yönlendirilen başvuru birimin Yetkili sayfasına düşer. Yanlış bir birime yönlendirme, birim cevap vermeden geri çekilebilir.",
	}})
	v.Ara = f.Input(web.Input{Name: "ara", Label: "Yönlendirilecek Birim", Hint: "Birimin adından en az üç harf yazınız.", Type: "search", MaxLength: maxAd, Autocomplete: "off"})
	if v.Oneri, err = s.oneri(r, typed); err != nil {
		return err
	}
	if v.Secilen, err = s.store.ActiveBirims(r.Context(), v.Oneri.Secilen); err != nil {
		return err
	}
	return s.web.Render(w, r, f.Status(), "handlers/yonlendir", v)
}

// birimAra answers the type-ahead with what it has found.
func (s *Service) birimAra(w http.ResponseWriter, r *http.Request) error {
	o, err := s.oneri(r, r.URL.Query())
	if err != nil {
		return err
	}
	return s.part(w, "handlers/yonlendir", "oneri", o)
}

func (s *Service) oneri(r *http.Request, typed url.Values) (oneriView, error) {
	o := oneriView{Secilen: typed["birim"][:min(len(typed["birim"]), basvuru.MaxBirim)]}
	q := web.Field(typed, "ara")
	if len([]rune(q)) < store.MinBirimArama || len(q) > 4*maxAd {
		return o, nil
	}
	o.Arandi = true
	var err error
	o.Birims, err = s.store.SearchBirim(r.Context(), q, who(r).Il, maxOneri)
	return o, err
}
