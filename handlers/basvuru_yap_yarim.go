package handlers

import (
	"cmp"
	"net/http"
	"time"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
)

// maxYarim bounds the unfinished forms that are offered.
const maxYarim = 20

type yarimView struct {
	web.Page
	Yarim []yarim
	Yeni  string
}

// yarim is a form that was begun and not filed.
type yarim struct {
	Kim, Konu, Yol string
	Zaman          time.Time
}

// yarimPage offers the unfinished forms, “Yarım kalan başvurunuz”, to be gone on with or dropped (UI-03); without any a new one opens.
func (s *Service) yarimPage(w http.ResponseWriter, r *http.Request) error {
	list, err := s.yarims(r)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return s.yeniAdina(w, r)
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/basvuru_yap_yarim", &yarimView{
		Page: web.Page{Title: "Başvuru Yap", Active: yolYap, Back: web.Link{URL: "/aks", Text: "AKS Anasayfa"}, Help: []string{
			"Kaydetmeden bıraktığınız başvuru girişleri burada bir gün saklanır ve yalnızca size görünür. Kaldığınız yerden devam edebilir ya da silebilirsiniz.",
		}},
		Yarim: list, Yeni: yolYap + "/yeni",
	})
}

func (s *Service) yarims(r *http.Request) ([]yarim, error) {
	drafts, err := s.store.UserDrafts(r.Context(), who(r).ID, maxYarim)
	if err != nil {
		return nil, err
	}
	var list []yarim
	for i := range drafts {
		a := adina{id: drafts[i].ID}
		if err := drafts[i].Veri(&a); err != nil {
			return nil, err
		}
		if a.Alindi.No != 0 {
			continue
		}
		list = append(list, yarim{Kim: a.kim(), Konu: kisalt(web.Field(a.Form, "konu"), 100), Yol: a.yol(), Zaman: drafts[i].Guncelleme})
	}
	return list, nil
}

// kim names whom the form is for, as far as it says.
func (a *adina) kim() string {
	if a.Kisi.Ad != "" {
		return basvuru.KimlikTamam.Basvuran(a.Kisi.Ad, a.Kisi.Soyad)
	}
	no, _ := a.tckn() // not typed yet, or wrong
	return cmp.Or(no.Masked(), "T.C. Kimlik No yazılmadı")
}

// yeniAdina opens an empty form under an id of its own: posting it twice files once, and two in two tabs stay apart.
func (s *Service) yeniAdina(w http.ResponseWriter, r *http.Request) error {
	a := adina{id: uuid.Must(uuid.NewV7())}
	return web.SeeOther(w, r, a.yol())
}
