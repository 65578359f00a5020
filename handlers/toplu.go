package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// keySec is the field of the chosen applications' numbers.
const keySec = "sec"

// maxToplu is the most applications that are chosen at once (PL-11).
const maxToplu = 500

type topluView struct {
	web.Page
	Anahtar   string // names this attempt: sent twice, it does nothing twice
	Eylem     string // address of the form
	Secilen   []topluSecim
	Yapilamaz int // of the chosen ones, as things stand
	Birim     birimSecim
	Metin     web.Textarea
	Sonuc     web.Radios
	Imza      string // the letter's, with the il
	Geri      string
}

// topluSecim is a chosen application; URL "" is one that is not there for the person.
type topluSecim struct {
	No      int64
	URL, Ad string
	Durum   web.Tag
	Neden   string // why it would be refused now
}

// toplu takes the buttons below the desk's list: it chooses all rows or none, or leads on with those chosen (PL-11).
func (s *Service) toplu(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	typed, filter, failed := s.suzgecOf(r)
	sec := posted[keySec]
	switch islem := posted.Get("islem"); {
	case failed != nil:
	case islem == "tumu":
		if sec, err = s.allOfPage(r, filter); err != nil {
			return err
		}
	case islem == "hicbiri":
		sec = nil
	case len(sec) == 0:
		failed = kural.InvalidField(keySec, "Önce listeden en az bir başvuru seçiniz.")
	case len(sec) > maxToplu:
		failed = kural.InvalidField(keySec, fmt.Sprintf("Bir defada en çok %d başvuru seçilebilir; %d başvuru seçtiniz.", maxToplu, len(sec)))
	case islem == "kapat":
		return s.topluForm(w, r, store.TopluKapat, url.Values{keySec: sec}, nil)
	default:
		return s.topluForm(w, r, basvuru.Yonlendir, url.Values{keySec: sec}, nil)
	}
	return s.aksListeSayfa(w, r, typed, &filter, sec, failed)
}

// allOfPage is the numbers of the applications on the page that are still open.
func (s *Service) allOfPage(r *http.Request, filter store.Suzgec) ([]string, error) {
	p, err := s.store.Liste(r.Context(), who(r).actor, filter, imlec(r.URL.Query()), boyOf(r.URL.Query()))
	if err != nil {
		return nil, err
	}
	var sec []string
	for i := range p.Satirs {
		if !p.Satirs[i].Durum.Closed() {
			sec = append(sec, strconv.FormatInt(p.Satirs[i].No, 10))
		}
	}
	return sec, nil
}

// topluListe leads an address of the bulk pages that is opened afresh back to the list: what was chosen stood in the form.
func (s *Service) topluListe(w http.ResponseWriter, r *http.Request) error {
	return web.SeeOther(w, r, s.listeGeri(r).URL)
}

// topluYonlendir is “Seçilenleri Yönlendir”.
func (s *Service) topluYonlendir(w http.ResponseWriter, r *http.Request) error {
	return s.topluAl(w, r, basvuru.Yonlendir)
}

// topluKapat is “Seçilenleri Kapat”.
func (s *Service) topluKapat(w http.ResponseWriter, r *http.Request) error {
	return s.topluAl(w, r, store.TopluKapat)
}

// topluAl takes the form of a bulk act: it takes chosen ones out, searches for units, or does it.
func (s *Service) topluAl(w http.ResponseWriter, r *http.Request, islem kural.Action) error {
	typed, err := web.ReadForm(r)
	if err != nil {
		return s.topluForm(w, r, islem, url.Values{}, err)
	}
	if islem == basvuru.Yonlendir {
		if done, err := secBirim(typed); done {
			return s.topluForm(w, r, islem, typed, err)
		}
	}
	switch ne, no, _ := strings.Cut(typed.Get("islem"), ":"); ne {
	case "sec-cikar":
		typed[keySec] = slices.DeleteFunc(typed[keySec], func(n string) bool { return n == no })
		return s.topluForm(w, r, islem, typed, nil)
	case "uygun":
		return s.topluForm(w, r, islem, typed, nil)
	case "yap":
		t, err := s.topluOf(r, islem, typed)
		if err == nil {
			err = s.store.NewToplu(r.Context(), t)
		}
		if err == nil {
			return s.topluRun(w, r, t.ID)
		}
		return s.topluForm(w, r, islem, typed, err)
	}
	return s.topluForm(w, r, islem, typed, nil)
}

// topluOf is what the form asks for. Its ID comes from all of it: the same form sent twice is the same act, a changed one another.
// Errors: Invalid at the fields, all at once.
func (s *Service) topluOf(r *http.Request, islem kural.Action, typed url.Values) (*store.Toplu, error) {
	nos := secNos(typed)
	if len(nos) == 0 {
		return nil, kural.InvalidField(keySec, "Seçili başvuru kalmadı; listeye dönüp yeniden seçiniz.")
	}
	if len(nos) > maxToplu {
		return nil, kural.InvalidField(keySec, fmt.Sprintf("Bir defada en çok %d başvuru seçilebilir; %d başvuru seçtiniz.", maxToplu, len(nos)))
	}
	t := &store.Toplu{Kullanici: who(r).ID, Islem: islem}
	if islem == store.TopluKapat {
		t.Sonuc, t.Metin = basvuru.Sonuc(typed.Get("sonuc")), web.Field(typed, "metin")
	} else {
		var err error
		if t.Birims, err = s.chosen(r.Context(), typed); err != nil {
			return nil, err
		}
	}
	// The rules check the input itself before anything else; what else they say of no application at all does not matter.
	if _, err := basvuru.Decide(&basvuru.Basvuru{}, who(r).actor, t.Command(), s.now()); kural.KindOf(err) == kural.Invalid {
		return nil, err
	}
	for _, no := range nos {
		t.Satirs = append(t.Satirs, store.TopluSatir{No: no})
	}
	asked, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("naming a bulk act: %w", err)
	}
	key, err := uuid.Parse(typed.Get("anahtar"))
	if err != nil {
		key = uuid.New()
	}
	t.ID = uuid.NewSHA1(key, asked)
	return t, nil
}

// secNos is the chosen numbers, each once; what is no number is left out.
func secNos(typed url.Values) []int64 {
	var nos []int64
	for _, v := range typed[keySec] {
		no, err := strconv.ParseInt(v, 10, 64)
		if err == nil && no > 0 && !slices.Contains(nos, no) {
			nos = append(nos, no)
		}
	}
	return nos
}
