package sim

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/telefon"
)

// serveSMS answers GET /sms: the received messages, newest last, as a page to browsers and as JSON to
// everybody else. ?to= is a number in any spelling, ?since= a time as RFC 3339, ?ref= a reference.
func (s *Sim) serveSMS(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.Header.Get("Accept"), "text/html") {
		s.servePage(w, r)
		return
	}
	q := r.URL.Query()
	var since time.Time
	var to telefon.Numara
	var err error
	if v := q.Get("since"); v != "" {
		since, err = time.Parse(time.RFC3339Nano, strings.ReplaceAll(v, " ", "+")) // an unescaped + of the zone
	}
	if v := q.Get("to"); v != "" && err == nil {
		to, err = telefon.ParseCep(v) // also +90… whose plus came as a space
	}
	if err != nil {
		http.Error(w, "to bir cep telefonu, since RFC 3339 biçiminde bir zaman olmalıdır", http.StatusUnprocessableEntity)
		return
	}
	answerJSON(w, http.StatusOK, s.kutu.list(func(m Mesaj) bool {
		return (to == "" || m.To == to) && !m.At.Before(since) && (q.Get("ref") == "" || m.Ref == q.Get("ref"))
	}))
}

func (s *Sim) serveTekrar(w http.ResponseWriter, _ *http.Request) {
	answerJSON(w, http.StatusOK, s.Tekrarlar())
}

type kisiView struct {
	TCKN             basvuru.TCKN   `json:"tckn"`
	Ad               string         `json:"ad"`
	Soyad            string         `json:"soyad"`
	AnneKizlikSoyadi string         `json:"anneKizlikSoyadi"`
	DogumTarihi      string         `json:"dogumTarihi"`
	Cep              telefon.Numara `json:"cep"`
	EvTelefonu       telefon.Numara `json:"evTelefonu"`
	CuzdanSeri       string         `json:"cuzdanSeri"`
	CuzdanNo         string         `json:"cuzdanNo"`
	AcikAdres        string         `json:"acikAdres"`
	IlKodu           int            `json:"ilKodu"`
	Il               string         `json:"il"`
	Ilce             string         `json:"ilce"`
	Mahalle          string         `json:"mahalle"`
	Koy              string         `json:"koy"`
	Personel         bool           `json:"bakanlikPersoneli"`
	Es               basvuru.TCKN   `json:"es,omitempty"`
	Cocuk            []basvuru.TCKN `json:"cocuk,omitempty"`
	Rol              string         `json:"rol,omitempty"`
}

// serveKisiler answers GET /kisiler: everybody the simulator knows, the demo people first; ?limit= and
// ?offset= cut the list.
func (s *Sim) serveKisiler(w http.ResponseWriter, r *http.Request) {
	all := s.nufus.All()
	offset, offsetOK := count(r, "offset", 0)
	limit, limitOK := count(r, "limit", len(all))
	if !offsetOK || !limitOK {
		http.Error(w, "limit ve offset sıfır veya pozitif tam sayı olmalıdır", http.StatusUnprocessableEntity)
		return
	}
	all = all[min(offset, len(all)):]
	views := make([]kisiView, 0, min(limit, len(all)))
	for _, k := range all[:min(limit, len(all))] {
		views = append(views, toView(k))
	}
	answerJSON(w, http.StatusOK, views)
}

func toView(k Kisi) kisiView {
	return kisiView{
		TCKN: k.TCKN, Ad: k.Ad, Soyad: k.Soyad, AnneKizlikSoyadi: k.AnneKizlikSoyadi, DogumTarihi: k.DogumTarihi.Format(time.DateOnly),
		Cep: k.Cep, EvTelefonu: k.EvTelefonu, CuzdanSeri: k.Cuzdan.Seri, CuzdanNo: k.Cuzdan.No,
		AcikAdres: k.Adres.AcikAdres, IlKodu: k.Adres.IlKodu, Il: k.Adres.Il, Ilce: k.Adres.Ilce, Mahalle: k.Adres.Mahalle, Koy: k.Adres.Koy,
		Personel: k.Personel, Es: k.Es, Cocuk: k.Cocuk, Rol: k.Rol,
	}
}

// count reads a number that is not negative from the query, usual if it is not given.
func count(r *http.Request, name string, usual int) (n int, ok bool) {
	v := r.URL.Query().Get(name)
	if v == "" {
		return usual, true
	}
	n, err := strconv.Atoi(v)
	return n, err == nil && n >= 0
}
