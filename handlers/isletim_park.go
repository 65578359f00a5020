package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"acikkapi/internal/kural"
	"acikkapi/internal/maske"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// parkHepsi is the filter's word for messages of every decision.
const parkHepsi = "hepsi"

type parkListeView struct {
	web.Page
	Suzgec parkSuzgec
	Toplu  string // address of the buttons for the chosen ones
	Boy    string // rows of a page where it is not the usual number
	Live   canli
	Liste  *listeGorunum // nil where the filter was refused
}

// parkSuzgec is what the operator filters by.
type parkSuzgec struct {
	Durum, Tuketici, Tip web.Select
	Neden                web.Input
	Ilk, Son             web.Date
}

var parkColumns = []web.Column{
	{Label: "Seç", Class: "sec"},
	{Label: "Ayrıldığı Zaman", Class: "date"},
	{Label: "Tüketici"},
	{Label: "Mesaj", Class: "nowrap"},
	{Label: "Başvuru ya da Kart No", Class: "nowrap"},
	{Label: "Neden", Class: "long"},
	{Label: "Durum"},
	{Label: "İşlem"},
}

// parkAra is the shortest part of a reason that is searched for, in characters: the index knows three.
const parkAra = 3

// listede refuses a choice that the list never offers: what a sender has written there is hidden, and cannot be asked about either.
func listede(field, v string) error {
	if v != "" && maske.Name(v) != v {
		return kural.InvalidField(field, "Listeden seçiniz.")
	}
	return nil
}

// readPark takes the filter out of a query. Errors: Invalid at the fields.
func (s *Service) readPark(q url.Values) (store.ParkSuzgec, error) {
	f := store.ParkSuzgec{Tuketici: q.Get("tuketici"), Tip: q.Get("tip"), Neden: web.Field(q, "neden"), Karar: store.ParkKarar(q.Get("durum"))}
	var errs []error
	switch f.Karar {
	case store.ParkAcik, store.ParkYeniden, store.ParkAtildi:
	case parkHepsi:
		f.Karar, f.Hepsi = "", true
	default:
		errs = append(errs, kural.InvalidField("durum", "Durumu listeden seçiniz."))
	}
	errs = append(errs, kural.Length("neden", f.Neden, 200), listede("tuketici", f.Tuketici), listede("tip", f.Tip))
	if n := utf8.RuneCountInString(f.Neden); n > 0 && n < parkAra {
		errs = append(errs, kural.InvalidField("neden", "En az 3 karakter yazınız."))
	}
	for _, one := range []struct {
		name string
		into *time.Time
	}{{"ilk", &f.Ilk}, {"son", &f.Son}} {
		t, err := s.web.ParseTarih(q, one.name)
		errs = append(errs, err)
		*one.into = t
	}
	if !f.Son.IsZero() {
		if f.Son.Before(f.Ilk) {
			errs = append(errs, kural.InvalidField("son", "Son gün, ilk günden önce olamaz."))
		}
		f.Son = f.Son.AddDate(0, 0, 1) // the day itself belongs to it
	}
	return f, errors.Join(errs...)
}

// parkListe lists what consumers gave up on, newest first (PL-05). That it was listed is recorded.
func (s *Service) parkListe(w http.ResponseWriter, r *http.Request) error {
	f, failed := s.readPark(r.URL.Query())
	if failed == nil {
		if err := s.store.RecordErisim(r.Context(), who(r).actor, store.Erisim{Islem: "İşlenemeyen mesajlar listelendi"}); err != nil {
			return err
		}
	}
	return s.parkListeSayfa(w, r, &f, nil, failed)
}

func (s *Service) parkListeSayfa(w http.ResponseWriter, r *http.Request, filter *store.ParkSuzgec, sec []string, failed error) error {
	now := s.now()
	f, err := newForm(r.URL.Query(), failed)
	if err != nil {
		return err
	}
	v := &parkListeView{Toplu: parkPath + "/sec"}
	if n := boyOf(r.URL.Query()); n != listSize {
		v.Boy = strconv.Itoa(n)
	}
	v.Page = f.page(web.Page{Title: "İşlenemeyen Mesajlar", Active: parkPath, Wide: true, Help: []string{
		"Bir tüketicinin bıraktığı mesajlar, en yenisi en üstte. Hiçbiri kaybolmaz: karar verilinceye kadar burada durur.",
		"Önce nedenini okuyup giderin, sonra “Yeniden İşle” ile kuyruğuna gönderin; deneme sayısı sıfırdan başlar, aynı mesaj iki kez işlenmez. Bir daha işlenemezse yeniden burada görünür.",
		"“At” mesajı işlemeden kapatır ve gerekçe ister. Kim, ne zaman, neden: hepsi değiştirilemeyen kayda yazılır. Mesajın içindeki kişisel bilgiler hiçbir yerde gösterilmez.",
	}})
	part := "/canli" + parkPath
	if q := r.URL.RawQuery; q != "" {
		part += "?" + q
		v.Toplu += "?" + q
	}
	v.Live = liveRegion(now, "/canli"+isletimPath, part)
	if v.Suzgec, err = s.parkFields(r, f); err != nil {
		return err
	}
	if len(f.Errors) == 0 || f.Errors.At(keySec) != "" {
		if v.Liste, err = s.parkGorunum(r, *filter, sec); err != nil {
			return err
		}
	}
	return s.web.Render(w, r, f.Status(), "handlers/isletim_park", v)
}

// parkListeParcasi is the list alone, for the live page, which sends along what is chosen on it.
func (s *Service) parkListeParcasi(w http.ResponseWriter, r *http.Request) error {
	f, err := s.readPark(r.URL.Query())
	if err != nil {
		return err
	}
	v, err := s.parkGorunum(r, f, r.URL.Query()[keySec])
	if err != nil {
		return err
	}
	return s.part(w, "handlers/isletim_park", "liste-park", v)
}

// parkFields is the filter form. Types and consumers that are none of ours are not offered: a sender may have written anything there.
func (s *Service) parkFields(r *http.Request, f form) (v parkSuzgec, err error) {
	tuketiciler, tips, err := s.store.ParkSecenekleri(r.Context(), who(r).actor)
	if err != nil {
		return v, err
	}
	options := func(list []string) (out []web.Option) {
		for _, o := range list {
			if maske.Name(o) == o {
				out = append(out, web.Option{Value: o, Label: o})
			}
		}
		return out
	}
	v.Durum = f.Select(web.Select{Name: "durum", Label: "Durum", Empty: "Karar bekleyenler", Options: []web.Option{
		{Value: string(store.ParkYeniden), Label: "Yeniden işlenenler"}, {Value: string(store.ParkAtildi), Label: "Atılanlar"}, {Value: parkHepsi, Label: "Hepsi"},
	}})
	v.Tuketici = f.Select(web.Select{Name: "tuketici", Label: "Tüketici", Empty: "Hepsi", Options: options(tuketiciler)})
	v.Tip = f.Select(web.Select{Name: "tip", Label: "Mesaj", Empty: "Hepsi", Options: options(tips)})
	v.Neden = f.Input(web.Input{Name: "neden", Label: "Nedeninde geçen", Hint: "En az 3 karakter; gizlenen bilgiler aranmaz."})
	v.Ilk = f.Date(web.Date{Name: "ilk", Label: "İlk gün"})
	v.Son = f.Date(web.Date{Name: "son", Label: "Son gün"})
	return v, nil
}

// parkImlec reads a place from a query; nonsense is none.
func parkImlec(q url.Values, key string) (i store.ParkImlec) {
	at, id, _ := strings.Cut(q.Get(key), "-")
	n, err1 := strconv.ParseInt(at, 10, 64)
	u, err2 := uuid.Parse(id)
	if err1 != nil || err2 != nil {
		return i
	}
	return store.ParkImlec{Zaman: time.UnixMicro(n), ID: u}
}

func (s *Service) parkGorunum(r *http.Request, filter store.ParkSuzgec, sec []string) (*listeGorunum, error) {
	q := r.URL.Query()
	p, err := s.store.Parklar(r.Context(), who(r).actor, filter, parkImlec(q, "sonra"), parkImlec(q, "once"), boyOf(q))
	if err != nil {
		return nil, err
	}
	t := web.Table{Caption: "İşlenemeyen mesajlar", Columns: parkColumns, Empty: "Karar bekleyen mesaj yok. Yapılacak bir şey yok."}
	if filter != (store.ParkSuzgec{}) {
		t.Empty = "Aradığınız ölçütlere uyan mesaj bulunamadı."
	}
	for i := range p.Satirs {
		row, err := s.parkSatiri(&p.Satirs[i], slices.Contains(sec, p.Satirs[i].ID.String()))
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, row)
	}
	place := func(l *store.ParkSatir) string { return imlecYaz(l.Imlec()) }
	return &listeGorunum{Tablo: t, Sayfa: sayfalamaOf(r, parkPath, p, place), Boylar: boyLinks(parkPath, q, p.Toplam)}, nil
}

// parkSatirView is what the cells of a line are made of.
type parkSatirView struct {
	ID, Kisa string
	Secildi  bool
	Durum    web.Tag
	Karar    string // who has decided, when and why
	URL      string
}

func (s *Service) parkSatiri(p *store.ParkSatir, chosen bool) (web.Row, error) {
	v := parkSatirView{ID: p.ID.String(), Kisa: p.ID.String()[24:], Secildi: chosen, Durum: parkTag(p.Karar), Karar: s.parkKararMetni(p), URL: parkPath + "/" + p.ID.String()}
	html := map[string]string{"sec": "", "durum": "", "ac": ""}
	for block := range html {
		if block == "sec" && p.Karar != store.ParkAcik {
			continue // it has been decided on
		}
		var err error
		if html[block], err = s.web.Fragment("handlers/isletim_park", block, v); err != nil {
			return web.Row{}, err
		}
	}
	return web.Row{ID: "p-" + v.ID, Cells: web.Cells(parkColumns, web.Cell{HTML: web.HTML(html["sec"])}, web.Text(s.web.Zaman(p.Zaman)), web.Text(maske.Name(p.Tuketici)),
		web.Text(maske.Name(p.Tip)), web.Text(konuNo(p)), web.Text(kisalt(maske.NedenMetni(p.Neden), 160)), web.Cell{HTML: web.HTML(html["durum"])}, web.Cell{HTML: web.HTML(html["ac"])})}, nil
}

// maxKonuNo is the highest number that is shown as one of an application: a longer one may be a person's, from a sender's hand.
const maxKonuNo = 999_999_999

// konuNo names the application or the card, “-” for a message of neither. The operator may open neither.
func konuNo(p *store.ParkSatir) string {
	switch {
	case p.KonuNo <= 0 || p.KonuNo > maxKonuNo:
		return "-"
	case strings.HasPrefix(p.Tip, "kart.") || strings.HasPrefix(p.Tuketici, "kart"):
		return fmt.Sprintf("Kart %d", p.KonuNo)
	}
	return strconv.FormatInt(p.KonuNo, 10)
}

func parkTag(k store.ParkKarar) web.Tag {
	switch k {
	case store.ParkYeniden:
		return web.Tag{Text: "Yeniden işlendi", Colour: "green"}
	case store.ParkAtildi:
		return web.Tag{Text: "Atıldı", Colour: "grey"}
	case store.ParkAcik:
	}
	return web.Tag{Text: "Karar bekliyor", Colour: "red"}
}

// parkKararMetni says who has decided, when and why; "" for nobody yet.
func (s *Service) parkKararMetni(p *store.ParkSatir) string {
	if p.Karar == store.ParkAcik {
		return ""
	}
	text := p.KararVeren + ", " + s.web.Zaman(p.KararZaman)
	if p.Aciklama != "" {
		text += ": " + p.Aciklama
	}
	return text
}
