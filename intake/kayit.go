package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// fields are the ones of “Başvuru Kayıt” that a draft keeps; a post may hold anything.
var fields = []string{
	"acik_adres", "il", "ilce", "mahalle", "koy", "ayni", "ayni_dolu", "eposta", "ev",
	"baslik", "alt_baslik", "aciklama", "hizmet", "egitim", "sektor", "konu", "ayni_konu",
}

func known(typed url.Values) url.Values {
	kept := url.Values{}
	for _, name := range fields {
		for _, v := range typed[name] {
			kept.Add(name, strings.ReplaceAll(v, "\r\n", "\n")) // browsers send two characters for one
		}
	}
	return kept
}

func (s *service) kayitPage(w http.ResponseWriter, r *http.Request, t *taslak) error {
	return s.kayitForm(w, r, t, nil)
}

// kayit takes the form: whatever was pressed, what was typed and uploaded is kept first, so that nothing gets lost (G-05, G-06).
func (s *service) kayit(w http.ResponseWriter, r *http.Request, t *taslak) error {
	if !t.owns(r) {
		return s.kayitOfOther(w, r, t)
	}
	ctx := r.Context()
	typed, refused := web.ReadUpload(r, s.saveFile(t))
	if typed != nil {
		t.Form = known(typed)
	}
	next := yolKayit
	err := errors.Join(refused, s.fillResidence(ctx, t))
	if err == nil {
		next, err = s.press(ctx, t, typed.Get("islem"))
	}
	if e := s.save(ctx, t); err == nil {
		err = e
	}
	if err != nil {
		return s.kayitForm(w, r, t, err)
	}
	return web.SeeOther(w, r, next)
}

// kayitOfOther takes a form that was opened for somebody else than t's person, before the two met in one browser: it is not filed
// under the wrong name, and what was typed stands there for whoever it belongs to. Nothing is kept.
func (s *service) kayitOfOther(w http.ResponseWriter, r *http.Request, t *taslak) error {
	typed, err := web.ReadUpload(r, noFile)
	if err != nil && len(typed) == 0 {
		return err
	}
	t.Form = known(typed)
	return s.kayitForm(w, r, t, &kural.Error{Kind: kural.Invalid, Message: fmt.Sprintf(
		"Bu tarayıcıda bu arada başka bir başvuru açıldı; bu form artık %s %s adınadır ve henüz kaydedilmedi. Bilgileri ve dosyaları kontrol ediniz; başvuru başkasına aitse önce “İptal”e tıklayıp o kişinin kimliğiyle giriş yapınız.",
		t.Kisi.Ad, t.Kisi.Soyad)})
}

// press does what the pressed button says and returns where the citizen goes on.
func (s *service) press(ctx context.Context, t *taslak, islem string) (string, error) {
	islem, arg, _ := strings.Cut(islem, ":")
	switch islem {
	case "listele": // pressed below il, ilçe or hizmet başlığı: lead back to the list that has just been filled
		if number(t.Form, "baslik") != 0 && number(t.Form, "alt_baslik") == 0 {
			return yolKayit + "#hizmetler", nil
		}
		return yolKayit + "#konu-adres", nil
	case "hizmet-ekle":
		return yolKayit + "#hizmetler", s.addHizmet(ctx, t)
	case "hizmet-sil":
		removeHizmet(t, arg)
		return yolKayit + "#hizmetler", nil
	case "dosya-ekle":
		return yolKayit + "#dosyalar", nil
	case "dosya-sil":
		return yolKayit + "#dosyalar", s.Store.RemoveUpload(ctx, t.owner(), arg)
	}
	return yolTamam, s.submit(ctx, t)
}

// saveFile stores an uploaded file for t.
func (s *service) saveFile(t *taslak) web.SaveFile {
	return func(ctx context.Context, _, name string, content io.Reader) error {
		d, err := s.Dosya.Save(ctx, name, content)
		if err != nil {
			return err
		}
		_, err = s.Store.AddUpload(ctx, t.owner(), store.Yukleme{Ozet: d.Ozet, Ad: d.Ad, Tur: d.Tur, Boyut: d.Boyut})
		return err
	}
}

// noFile refuses every file of a form that no draft takes any more.
func noFile(context.Context, string, string, io.Reader) error {
	return kural.InvalidField("dosya", "Dosyaları yeniden ekleyiniz.")
}

// submit files the application (VB-11). However often it is pressed, one draft becomes one application (VB-13).
func (s *service) submit(ctx context.Context, t *taslak) error {
	if err := s.addForgotten(ctx, t); err != nil {
		return err
	}
	y, err := s.read(ctx, t)
	if err != nil {
		return err
	}
	if t.Form.Get("ayni_konu") == "" {
		if err := s.warnSame(ctx, t, y.Konu); err != nil {
			return err
		}
	}
	// The history cannot be changed, so it does not name the citizen (SC-05, SC-06).
	citizen := kural.Actor{Rol: kural.Vatandas, Ad: kural.Vatandas.Label()}
	// One request for one draft: pressing again after a lost answer must not be told off for a changed word.
	key := store.WithKey(store.DraftScope, t.id.String(), t.id[:])
	res, err := s.Store.Do(ctx, citizen, 0, basvuru.Submit{Yeni: y}, key)
	if err != nil {
		return err
	}
	*t = taslak{id: t.id, No: res.No}
	return nil
}

// sameWithin is the time in which the same subject is asked about (VB-13).
const sameWithin = 24 * time.Hour

func (s *service) warnSame(ctx context.Context, t *taslak, konu string) error {
	no, err := s.Store.RecentSame(ctx, t.Kisi.TCKN, konu, time.Now().Add(-sameWithin), t.id)
	if err != nil || no == 0 {
		return err
	}
	return kural.InvalidField("ayni_konu", fmt.Sprintf(
		"Son 24 saat içinde aynı konuda %d numaralı başvurunuz alınmıştır. Yine de yeni bir başvuru kaydetmek istiyorsanız kutuyu işaretleyip yeniden “Kaydet”e tıklayınız.", no))
}

// read turns what was typed into an application; all wrong fields come back at once, under the names of the form.
func (s *service) read(ctx context.Context, t *taslak) (basvuru.Yeni, error) {
	refs, err := s.Store.Referans(ctx)
	if err != nil {
		return basvuru.Yeni{}, err
	}
	uploads, err := s.Store.Uploads(ctx, t.owner())
	if err != nil {
		return basvuru.Yeni{}, err
	}
	f := t.Form
	today := time.Now().In(store.Istanbul())
	y := basvuru.Yeni{
		Kanal: basvuru.KanalWeb, Kisi: t.Kisi, Il: number(f, "il"), Ilce: number(f, "ilce"), AcikAdres: web.Field(f, "acik_adres"),
		Egitim: number(f, "egitim"), Sektor: number(f, "sektor"), Konu: web.Field(f, "konu"), GelisTarihi: today,
		Iletisim: basvuru.Iletisim{Cep: t.Cep, Eposta: web.Field(f, "eposta")}, Yukleyen: t.owner(),
	}
	for _, u := range uploads {
		y.Dosyas = append(y.Dosyas, u.ID)
	}
	var errYer, errEv, errHizmet error
	y.Yerlesim, errYer = readYerlesim(f)
	y.Iletisim.Ev, errEv = readEv(web.Field(f, "ev"))
	y.Hizmets, errHizmet = hizmetsOf(f)
	return y, inForm(errors.Join(errYer, errEv, errHizmet, y.Validate(refs, today)))
}

// number is a chosen id, 0 for none or nonsense, which no list holds.
func number(f url.Values, name string) int {
	n, err := strconv.Atoi(f.Get(name))
	if err != nil {
		return 0
	}
	return n
}
