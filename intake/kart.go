package intake

import (
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"acikkapi/internal/dosya"
	"acikkapi/internal/kps"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/internal/yetki"
	"acikkapi/kart"
	"acikkapi/store"
)

// KartDeps is what the card pages work with; all are required.
type KartDeps struct {
	Store    *store.Store
	KPS      *kps.Client
	Web      *web.Engine
	Sessions *web.Sessions // of staff
	Dosya    *dosya.Store
}

// Kart has the pages on which staff members ask for their relatives' cards and follow them up (KT-*, KI-*). It knows no session but the
// actor in the request's context; handlers lets people through to it (ADR 0006).
type Kart struct {
	KartDeps
	evrak evrakci
	kayit ailekaydi
	now   func() time.Time
}

// NewKart returns the pages.
func NewKart(d KartDeps) *Kart {
	return &Kart{KartDeps: d, evrak: evrakci{d.Store, d.Dosya}, kayit: ailekaydi{d.Store, d.KPS}, now: time.Now}
}

// The addresses of the card pages.
const (
	yolKart      = "/kart"
	yolKartKPS   = yolKart + "/kps"
	yolKartDosya = yolKart + "/dosya/" // and the file's id
	yolKartCanli = "/canli" + yolKart
)

// kartBaslik is the page's name in the seed.
const kartBaslik = "PERSONEL YAKINI TANITIM KART TALEP İŞLEMLERİ"

// yolKarti is the address of the card no's own page, or of the page below it.
func yolKarti(no int64, below string) string {
	return yolKart + "/" + strconv.FormatInt(no, 10) + below
}

// kartActor is who sends r, as the card's rules see them.
func kartActor(r *http.Request) kural.Actor { return store.KartActor(yetki.ActorOf(r.Context())) }

// kartNo is the number in the path; one too long for a number names nothing.
func kartNo(r *http.Request) (int64, error) {
	no, err := strconv.ParseInt(mux.Vars(r)["no"], 10, 64)
	if err != nil {
		return 0, kart.NotFoundError()
	}
	return no, nil
}

// kartDetay is the card that the path names.
func (k *Kart) kartDetay(r *http.Request) (*store.KartDetayi, error) {
	no, err := kartNo(r)
	if err != nil {
		return nil, err
	}
	return k.Store.KartDetay(r.Context(), kartActor(r), no)
}

// kartCanli is the live region of a page of cards: URL streams, Part answers with the region anew.
type kartCanli struct{ URL, Part, Event string }

// canliBolge is told of changes after now; read the page's data after it.
func (k *Kart) canliBolge(part string) kartCanli {
	const changed = "degisti" // as handlers names it
	at := strconv.FormatInt(k.now().UnixMicro(), 10)
	return kartCanli{URL: web.Live{URL: yolKartCanli, LastID: at}.Address(), Part: yolKartCanli + part, Event: "sse:" + changed}
}

// part answers with one block of a page, for a live region or a choice.
func (k *Kart) part(w http.ResponseWriter, page, block string, data any) error {
	html, err := k.Web.Fragment(page, block, data)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(html)) // the reader may have gone
	return nil
}

// engel is nil where the staff member may do action with the card now, else why not.
func (k *Kart) engel(c *kart.Kart, action kural.Action) error {
	_, err := kart.Moves.Find(action, c.Durum, kural.Personel, kart.Facts{K: c, Now: k.now()})
	return err
}

// DosyaGoster shows one of the user's own papers, attached or not.
func (k *Kart) DosyaGoster(w http.ResponseWriter, r *http.Request) error {
	id, err := uuid.Parse(mux.Vars(r)["id"])
	if err != nil {
		return store.ErrNoFile
	}
	d, err := k.Store.KartDosya(r.Context(), kartActor(r), id)
	if err != nil {
		return err
	}
	content, size, err := k.Dosya.Open(r.Context(), d.Ozet)
	if err != nil {
		return err
	}
	defer content.Close()
	web.ShowFile(w, web.Download{Ad: d.Ad, Tur: d.Tur, Boyut: size}, content)
	return nil
}
