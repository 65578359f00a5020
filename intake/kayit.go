package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/basvuruform"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

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
		before := t.Form
		t.Form = basvuruform.Known(typed)
		if errors.Is(refused, web.ErrCutOff) { // what did not arrive stays as it was
			for name, values := range before {
				if !t.Form.Has(name) {
					t.Form[name] = values
				}
			}
		}
	}
	next, filled := yolKayit, t
	err := errors.Join(refused, s.form.FillResidence(ctx, t.Form, t.home()))
	if err == nil {
		filled = new(*t)
		next, err = s.press(ctx, t, typed.Get("islem"))
	}
	if e := s.save(ctx, t); err == nil && e != nil {
		err, t = e, filled // filed perhaps, but nobody can be told so: pressed again it gives the same number
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
	t.Form = basvuruform.Known(typed)
	return s.kayitForm(w, r, t, &kural.Error{Kind: kural.Invalid, Message: fmt.Sprintf(
		"Bu tarayıcıda bu arada başka bir başvuru açıldı; bu form artık %s %s adınadır ve henüz kaydedilmedi. Bilgileri ve dosyaları kontrol ediniz; başvuru başkasına aitse önce “İptal”e tıklayıp o kişinin kimliğiyle giriş yapınız.",
		t.Kisi.Ad, t.Kisi.Soyad)})
}

// press does what the pressed button says and returns where the citizen goes on.
func (s *service) press(ctx context.Context, t *taslak, islem string) (string, error) {
	part, done, err := s.form.Press(ctx, t.Form, t.owner(), islem)
	if done || err != nil {
		return yolKayit + part, err
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
	forgotten := s.form.AddForgotten(ctx, t.Form)
	if forgotten != nil && kural.KindOf(forgotten) != kural.Invalid {
		return forgotten
	}
	y, err := s.read(ctx, t, forgotten)
	if err != nil {
		return err
	}
	const same = "Son 24 saat içinde aynı konuda %d numaralı başvurunuz alınmıştır. Yine de yeni bir başvuru kaydetmek istiyorsanız kutuyu işaretleyip yeniden “Kaydet”e tıklayınız."
	if err := s.form.WarnSame(ctx, t.Form, t.Kisi.TCKN, t.id, same); err != nil {
		return err
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

// read turns what was typed into an application; all wrong fields come back at once, those of failed too, under the names of the form.
func (s *service) read(ctx context.Context, t *taslak, failed error) (basvuru.Yeni, error) {
	y := basvuru.Yeni{
		Kanal: basvuru.KanalWeb, Kisi: t.Kisi, Iletisim: basvuru.Iletisim{Cep: t.Cep}, GelisTarihi: time.Now().In(store.Istanbul()), Yukleyen: t.owner(),
	}
	err := s.form.Read(ctx, t.Form, &y, failed)
	return y, err
}
