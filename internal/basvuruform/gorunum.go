package basvuruform

import (
	"context"
	"net/http"
	"net/url"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// View is the form as its partials show it.
type View struct {
	Ayni           web.Checkboxes
	Adres          AdresView
	Eposta, Ev     web.Input // the mobile is the caller's: a citizen's cannot be changed
	Hizmet         HizmetSecimi
	Hizmets        HizmetListe
	Egitim, Sektor web.Select
	Konu           web.Textarea
	AyniKonu       web.Checkboxes
	AyniKonuSor    bool
	Dosya          web.Files
}

// AdresView are the fields of the subject address. Partial "konu-adres".
type AdresView struct {
	AcikAdres              web.Textarea
	Il, Ilce, Mahalle, Koy web.Select
	Dolu                   bool // the residence stands in them
}

// View shows what was typed, and owner's files.
func (f *Form) View(ctx context.Context, typed web.Form, owner string) (View, error) {
	lists, err := f.Store.Listeler(ctx)
	if err != nil {
		return View{}, err
	}
	uploads, err := f.Store.Uploads(ctx, owner)
	if err != nil {
		return View{}, err
	}
	adres, err := f.Adres(ctx, typed)
	if err != nil {
		return View{}, err
	}
	pairs, _ := Hizmets(typed.Typed) // an error stands at its field
	return View{
		Ayni: typed.Checkboxes(web.Checkboxes{Name: "ayni", Options: []web.Option{
			{Value: "1", Label: "İkametgâh adresi ile başvuruya konu olan adres aynı mı?", Hint: "İşaretlerseniz aşağıdaki alanlar ikametgâh adresiyle doldurulur."},
		}}),
		Adres:  adres,
		Eposta: typed.Input(web.Input{Name: "eposta", Label: "Eposta", Type: "email", Autocomplete: "email", Optional: true, MaxLength: basvuru.MaxEposta}),
		Ev: typed.Input(web.Input{
			Name: "ev", Label: "Ev Telefonu", Hint: "Lütfen ev telefonunuzu başında sıfır olmadan giriniz. Örnek: 312 XXX XX XX",
			Type: "tel", Autocomplete: "home tel", Optional: true, MaxLength: 20, Width: 20,
		}),
		Hizmet: f.HizmetSecimi(lists, typed),
		Hizmets: HizmetListe{
			Caption: "Eklenen hizmet başlıkları", Aciklama: "Açıklama", Bos: "Henüz hizmet başlığı eklenmedi. En az bir hizmet başlığı eklenmelidir.",
			Satirs: HizmetSatirs(lists, pairs),
		},
		Egitim:      typed.Select(web.Select{Name: "egitim", Label: "Eğitim Durumu", Empty: "Eğitim Durumu Seçiniz...", Options: options(lists.Egitims)}),
		Sektor:      typed.Select(web.Select{Name: "sektor", Label: "Çalışma Sektörü", Empty: "Çalışma Sektörü Seçiniz...", Options: options(lists.Sektors)}),
		Konu:        typed.Textarea(web.Textarea{Name: "konu", Label: "Başvuru Konusu", Rows: 8, MaxLength: basvuru.MaxMetin}),
		AyniKonu:    typed.Checkboxes(web.Checkboxes{Name: "ayni_konu", Options: []web.Option{{Value: "1", Label: "Yeni bir başvuru olarak kaydet"}}}),
		AyniKonuSor: typed.Errors.At("ayni_konu") != "" || typed.Typed.Get("ayni_konu") != "",
		Dosya:       typed.Files(web.Files{Name: "dosya", Label: "Dosyalar", Items: fileItems(uploads)}),
	}, nil
}

// Adres is the subject address with what was typed.
func (f *Form) Adres(ctx context.Context, typed web.Form) (AdresView, error) {
	lists, err := f.Store.Listeler(ctx)
	if err != nil {
		return AdresView{}, err
	}
	mahalle, koy, err := f.yerlesimSelects(ctx, Number(typed.Typed, "ilce"))
	if err != nil {
		return AdresView{}, err
	}
	return AdresView{
		AcikAdres: typed.Textarea(web.Textarea{Name: "acik_adres", Label: "Başvuruya Konu Olan Açık Adres", Rows: 3, MaxLength: basvuru.MaxAdres}),
		Il:        typed.Select(f.ilSelect(lists)),
		Ilce:      typed.Select(f.ilceSelect(lists.Ilces(Number(typed.Typed, "il")))),
		Mahalle:   typed.Select(mahalle), Koy: typed.Select(koy),
		Dolu: typed.Typed.Get("ayni_dolu") != "",
	}, nil
}

// WriteAdres answers “aynı mı?” with the address fields alone, for readers with JavaScript.
func (f *Form) WriteAdres(w http.ResponseWriter, r *http.Request, typed url.Values) error {
	a, err := f.Adres(r.Context(), web.Form{Typed: typed})
	if err != nil {
		return err
	}
	return f.Web.WritePartials(w, web.Part{Name: "konu-adres", Data: a})
}

func fileItems(list []store.Yukleme) []web.FileItem {
	out := make([]web.FileItem, len(list))
	for i, y := range list {
		out[i] = web.FileItem{Key: y.ID, Ad: y.Ad, Boyut: y.Boyut}
	}
	return out
}

// KisiFacts is “Kimlik ve İkametgâh Adresi Bilgileri”, read only (VB-05, AK-01).
func KisiFacts(k basvuru.Kisi) []web.Fact {
	i := k.Ikamet
	return []web.Fact{
		{Key: "Nüfus Cüzdanı", Value: i.Cuzdan},
		{Key: "T.C. Kimlik No", Value: string(k.TCKN)},
		{Key: "Adı", Value: k.Ad},
		{Key: "Soyadı", Value: k.Soyad},
		{Key: "İkametgâh Açık Adresi", Value: i.AcikAdres},
		{Key: "İl", Value: i.Il},
		{Key: "İlçe", Value: i.Ilce},
		{Key: "Mahalle", Value: i.Mahalle},
		{Key: "Köy", Value: i.Koy},
	}
}
