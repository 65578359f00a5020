package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/kart"
	"acikkapi/store"
)

// The buttons of the forms of a card, as they are posted.
const (
	islemYukle  = "yukle:" // and the paper
	islemKaydet = "kaydet"
)

// keyAnahtar is the hidden field that makes a form pressed twice one request (KT-08).
const keyAnahtar = "anahtar"

// gelen is a posted form of a card.
type gelen struct {
	typed    url.Values
	uploaded map[kart.EvrakTur]string // ids of the papers that came with it and were taken
}

// send tells whether “Kaydet” was pressed; “Yükle” and “Listele” only show the form again. Enter in a field says nothing: it saves.
func (g gelen) send() bool {
	islem := g.typed.Get("islem")
	return islem == "" || islem == islemKaydet
}

// oku reads a form of the card no with papers; each good one is kept at once, so that neither a refused neighbour nor a wrong field loses
// it. Errors: Invalid at the papers' fields, and what was typed is read all the same.
func (k *Kart) oku(r *http.Request, no int64, turs ...kart.EvrakTur) (gelen, error) {
	g := gelen{uploaded: map[kart.EvrakTur]string{}}
	actor := kartActor(r)
	typed, err := web.ReadUpload(r, func(ctx context.Context, field, name string, content io.Reader) error {
		tur := kart.EvrakTur(field)
		if !slices.Contains(turs, tur) {
			return kural.InvalidField("", "Bu formda böyle bir dosya yüklenmez.")
		}
		id, err := k.evrak.save(ctx, actor, no, tur, name, content)
		if err == nil {
			g.uploaded[tur] = id
		}
		return err
	})
	if g.typed = typed; typed == nil {
		g.typed = url.Values{}
	}
	if tur, ok := strings.CutPrefix(g.typed.Get("islem"), islemYukle); ok && err == nil && g.uploaded[kart.EvrakTur(tur)] == "" {
		err = kural.InvalidField(tur, "Önce “Gözat” ile bir dosya seçiniz, sonra “Yükle”ye tıklayınız.")
	}
	return g, err
}

// once makes the form, pressed twice, one request.
func once(actor kural.Actor, g gelen, yol string) []store.Option {
	key, err := uuid.Parse(g.typed.Get(keyAnahtar))
	if err != nil {
		return nil // a crafted post: the card's own state still lets one through only
	}
	return []store.Option{store.WithKey(fmt.Sprintf("kart:%d", actor.ID), key.String(), []byte(yol))}
}

// withRest adds to what is wrong with the files of a post what else is wrong with its command, so that all is told at once (G-06). Nothing
// is stored.
func (k *Kart) withRest(failed error, d *store.KartDetayi, actor kural.Actor, cmd kart.Command) error {
	_, err := kart.Decide(&d.Kart, actor, cmd, k.now())
	told := map[string]bool{}
	for _, e := range kural.All(failed) {
		told[e.Field] = true
	}
	for _, e := range kural.All(err) {
		if e.Kind == kural.Invalid && !told[e.Field] {
			failed = errors.Join(failed, e)
		}
	}
	return failed
}

// evrakAlani is the field of a paper: “Gözat”, “Yükle”, and the link to what has been uploaded. Partial "kart-evrak".
type evrakAlani struct {
	Name, Label, Hint, Accept string
	Hatalar                   []string
	Yuklenen                  *yuklenen
	Kirpma                    bool // the photo can be cut in the page
}

// yuklenen is a paper that the server keeps for the next request.
type yuklenen struct {
	Mesaj, Goster, URL, Ad string
	Boyut                  int64
	Resim                  bool // shown as a picture
}

const (
	fotografTurleri = ".jpg,.jpeg"
	evrakTurleri    = ".jpg,.jpeg,.pdf"
)

// evrakSozu are a paper's words.
var evrakSozu = map[kart.EvrakTur]struct{ kisa, goster, hint, accept string }{
	kart.FotografEvraki: {
		"Fotoğraf", "Fotoğrafı Göster", "JPG ya da JPEG formatında, 600*800 piksel boyutunda, 300 dpi çözünürlükte ve en fazla 1MB boyutunda olmalıdır.", fotografTurleri,
	},
	kart.DekontEvraki:   {"Dekont", "Dekontu Göster", "JPG, JPEG veya PDF formatında olmalıdır.", evrakTurleri},
	kart.KayipFormu:     {"Form", "Formu Göster", "Taranmış form; JPG, JPEG veya PDF formatında olmalıdır.", evrakTurleri},
	kart.BildirimYazisi: {"Yazı", "Yazıyı Göster", "Taranmış yazı; JPG, JPEG veya PDF formatında olmalıdır.", evrakTurleri},
}

// alan is the field of the paper tur, with what is wrong with it and what is kept of it.
func alan(tur kart.EvrakTur, errs web.Errors, ups map[kart.EvrakTur]store.Yukleme) evrakAlani {
	s := evrakSozu[tur]
	a := evrakAlani{Name: string(tur), Label: tur.Label(), Hint: s.hint, Accept: s.accept, Kirpma: tur == kart.FotografEvraki}
	for _, e := range errs {
		if e.Field == a.Name {
			a.Hatalar = append(a.Hatalar, e.Message)
		}
	}
	if y, ok := ups[tur]; ok {
		a.Yuklenen = &yuklenen{
			Mesaj: s.kisa + " başarılı bir şekilde yüklendi", Goster: s.goster, URL: yolKartDosya + y.ID, Ad: y.Ad, Boyut: y.Boyut,
			Resim: tur == kart.FotografEvraki,
		}
	}
	return a
}

// kisiFacts says for whom the form is.
func (k *Kart) kisiFacts(d *store.KartDetayi) []web.Fact {
	return []web.Fact{
		{Key: "Adı Soyadı", Value: d.Ad + " " + d.Soyad},
		{Key: "Yakınlığı", Value: d.Yakin.Yakinlik.Label()},
		{Key: "T.C. Kimlik No", Value: d.TCKN.Masked()},
		{Key: "Doğum Tarihi", Value: k.Web.Tarih(d.Yakin.DogumTarihi)},
	}
}

// formAnahtari is the key that the form carries: the posted one, else a new one.
func formAnahtari(typed url.Values) string {
	if key, err := uuid.Parse(typed.Get(keyAnahtar)); err == nil {
		return key.String()
	}
	return uuid.Must(uuid.NewV7()).String()
}
