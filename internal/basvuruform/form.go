// Package basvuruform is the form of an application, as citizens, the desk on somebody's behalf, and “Güncelle” fill it in: the
// address with its lists, contact, pairs of headings, subject and files. What was typed is url.Values under the names of Fields;
// the partials of basvuruform.html take View.
package basvuruform

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/telefon"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// Form reads and shows the form; safe for concurrent use.
type Form struct {
	Store *store.Store
	Web   *web.Engine
	Yol   Yollar
}

// Yollar are the addresses of the lists that follow a choice: Form's Ilces, Yerlesims and AltBasliks answer there.
type Yollar struct{ Ilce, Yerlesim, AltBaslik string }

// fields are the ones of the form that a draft keeps; a post may hold anything.
var fields = []string{
	"acik_adres", "il", "ilce", "mahalle", "koy", "ayni", "ayni_dolu", "eposta", "ev",
	"baslik", "alt_baslik", "aciklama", "hizmet", "egitim", "sektor", "konu", "ayni_konu",
}

// Known is what of typed belongs to the form, and to its further fields.
func Known(typed url.Values, further ...string) url.Values {
	kept := url.Values{}
	for _, names := range [][]string{fields, further} {
		for _, name := range names {
			for _, v := range typed[name] {
				kept.Add(name, strings.ReplaceAll(v, "\r\n", "\n")) // browsers send two characters for one
			}
		}
	}
	return kept
}

// Number is a chosen id, 0 for none or nonsense, which no list holds.
func Number(f url.Values, name string) int {
	n, err := strconv.Atoi(strings.TrimSpace(f.Get(name)))
	if err != nil {
		return 0
	}
	return n
}

// Press does what a button within the form says, and returns the part of the page at which to go on; done is false for a button
// that files or leaves. owner is whose uploads the form has.
func (f *Form) Press(ctx context.Context, typed url.Values, owner, islem string) (part string, done bool, err error) {
	islem, arg, _ := strings.Cut(islem, ":")
	switch islem {
	case "listele": // pressed below il, ilçe or hizmet başlığı: lead back to the list that has just been filled
		if Number(typed, "baslik") != 0 && Number(typed, "alt_baslik") == 0 {
			return "#hizmetler", true, nil
		}
		return "#konu-adres", true, nil
	case "hizmet-ekle":
		return "#hizmetler", true, f.AddHizmet(ctx, typed)
	case "hizmet-sil":
		RemoveHizmet(typed, arg)
		return "#hizmetler", true, nil
	case "dosya-ekle":
		return "#dosyalar", true, nil
	case "dosya-sil":
		return "#dosyalar", true, f.Store.RemoveUpload(ctx, owner, arg)
	}
	return "", false, nil
}

// Read puts what was typed, and y.Yukleyen's files, into y, which has the rest already – who applies and how to reach them by mobile,
// channel, day of arrival – and checks it all; the wrong fields come back at once, under the names of the form, after those of
// failed, which are the caller's own.
func (f *Form) Read(ctx context.Context, typed url.Values, y *basvuru.Yeni, failed error) error {
	refs, err := f.Store.Referans(ctx)
	if err != nil {
		return err
	}
	uploads, err := f.Store.Uploads(ctx, y.Yukleyen)
	if err != nil {
		return err
	}
	for _, u := range uploads {
		y.Dosyas = append(y.Dosyas, u.ID)
	}
	y.Il, y.Ilce, y.AcikAdres = Number(typed, "il"), Number(typed, "ilce"), web.Field(typed, "acik_adres")
	y.Egitim, y.Sektor, y.Konu = Number(typed, "egitim"), Number(typed, "sektor"), web.Field(typed, "konu")
	y.Iletisim.Eposta = web.Field(typed, "eposta")
	var errYer, errEv, errHizmet error
	y.Yerlesim, errYer = readYerlesim(typed)
	y.Iletisim.Ev, errEv = ReadEv(web.Field(typed, "ev"))
	y.Hizmets, errHizmet = Hizmets(typed)
	return arranged(failed, inForm(errors.Join(errYer, errEv, errHizmet, y.Validate(refs, time.Now().In(store.Istanbul())))))
}

// onPage is the order of the inputs on the page, the desk's among them.
var onPage = []string{
	"tckn", "ayni", "acik_adres", "il", "ilce", "mahalle", "koy", "cep", "eposta", "ev", "baslik", "alt_baslik", "aciklama", "egitim", "sektor", "konu",
	"gelis_tarihi", "dosya",
}

// arranged is one error for every field, in the order of the page. Of a pair that is half chosen nobody is told besides that there is none.
func arranged(failed, refused error) error {
	half := slices.ContainsFunc(kural.All(failed), func(e *kural.Error) bool { return e.Field == "alt_baslik" || e.Field == "aciklama" })
	all := slices.DeleteFunc(kural.All(kural.FirstOfField(failed, refused)), func(e *kural.Error) bool { return half && e.Field == "baslik" })
	slices.SortStableFunc(all, func(a, b *kural.Error) int { return slices.Index(onPage, a.Field) - slices.Index(onPage, b.Field) })
	errs := make([]error, len(all))
	for i, e := range all {
		errs[i] = e
	}
	return errors.Join(errs...)
}

// readYerlesim takes the one of mahalle and köy that was chosen (VB-06).
func readYerlesim(f url.Values) (int, error) {
	mahalle, koy := Number(f, "mahalle"), Number(f, "koy")
	if mahalle != 0 && koy != 0 {
		return mahalle, kural.InvalidField("koy", "Mahalle ve köyden yalnızca birini seçiniz.")
	}
	return max(mahalle, koy), nil
}

// ReadEv reads an optional landline (VB-07); what is none stays as it was typed, so that it is wrong and not missing.
func ReadEv(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	n, err := telefon.ParseEv(s)
	if err != nil {
		return s, kural.At("ev", err)
	}
	return string(n), nil
}

// formFields says under which input of the form an error of the rules stands where the two are called differently.
var formFields = map[string]string{"yerlesim": "mahalle", "hizmet": "baslik"}

// inForm moves the errors of the rules to the inputs of the form.
func inForm(err error) error {
	if err == nil {
		return nil
	}
	var moved []error
	for _, e := range kural.All(err) {
		c := *e
		if strings.HasPrefix(c.Field, "hizmet.") { // of a pair that is on the list already
			c.Field = "hizmet"
		}
		if name, ok := formFields[c.Field]; ok {
			c.Field = name
		}
		moved = append(moved, &c)
	}
	if len(moved) == 0 {
		return err
	}
	return errors.Join(moved...)
}

// sameWithin is the time in which the same subject is asked about (VB-13).
const sameWithin = 24 * time.Hour

// WarnSame refuses an application of tckn whose subject they have brought lately, until “Yeni bir başvuru olarak kaydet” is ticked:
// message says so, with %d for the earlier number (VB-13). What the draft itself has become does not count.
func (f *Form) WarnSame(ctx context.Context, typed url.Values, tckn basvuru.TCKN, draft uuid.UUID, message string) error {
	if typed.Get("ayni_konu") != "" {
		return nil
	}
	no, err := f.Store.RecentSame(ctx, tckn, web.Field(typed, "konu"), time.Now().Add(-sameWithin), draft)
	if err != nil || no == 0 {
		return err
	}
	return kural.InvalidField("ayni_konu", fmt.Sprintf(message, no))
}
