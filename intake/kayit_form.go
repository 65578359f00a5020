package intake

import (
	"net/http"
	"strconv"

	"acikkapi/basvuru"
	"acikkapi/internal/telefon"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type kayitView struct {
	web.Page
	Kisi              []web.Fact
	Ayni              web.Checkboxes
	Adres             adresView
	Cep, Eposta, Ev   web.Input
	Baslik, AltBaslik web.Select
	Aciklama          web.Input
	Hizmets           []hizmetSatir
	Egitim, Sektor    web.Select
	Konu              web.Textarea
	AyniKonu          web.Checkboxes
	AyniKonuSor       bool
	Dosya             web.Files
	Yol, Vazgec       string
}

// hizmetSatir is a pair on the list, with the hidden value that carries it.
type hizmetSatir struct {
	Sira                  int
	Baslik, Alt, Aciklama string
	Value                 string
}

func (s *service) kayitForm(w http.ResponseWriter, r *http.Request, t *taslak, failed error) error {
	f, status, err := formOf(w, t.Form, failed)
	if err != nil {
		return err
	}
	v, err := s.kayitView(r, t, f)
	if err != nil {
		return err
	}
	return s.Web.Render(w, r, status, "intake/kayit", v)
}

func (s *service) kayitView(r *http.Request, t *taslak, f web.Form) (*kayitView, error) {
	ctx := r.Context()
	lists, err := s.Store.Listeler(ctx)
	if err != nil {
		return nil, err
	}
	uploads, err := s.Store.Uploads(ctx, t.owner())
	if err != nil {
		return nil, err
	}
	adres, err := s.adresFields(ctx, f)
	if err != nil {
		return nil, err
	}
	v := &kayitView{
		Page: web.Page{Title: "Başvuru Kayıt", Errors: f.Errors, Help: kayitHelp()},
		Kisi: kisiFacts(t.Kisi),
		Ayni: f.Checkboxes(web.Checkboxes{Name: "ayni", Options: []web.Option{
			{Value: "1", Label: "İkametgâh adresi ile başvuruya konu olan adres aynı mı?", Hint: "İşaretlerseniz aşağıdaki alanlar ikametgâh adresinizle doldurulur."},
		}}),
		Adres:       adres,
		Aciklama:    f.Input(web.Input{Name: "aciklama", Label: "Açıklama", Hint: "“Diğer” seçildiğinde zorunludur.", MaxLength: basvuru.MaxAciklama}),
		Baslik:      f.Select(baslikSelect(lists)),
		AltBaslik:   f.Select(altBaslikSelect(lists, number(t.Form, "baslik"))),
		Hizmets:     hizmetSatirs(t, lists),
		Egitim:      f.Select(web.Select{Name: "egitim", Label: "Eğitim Durumu", Empty: "Eğitim Durumu Seçiniz...", Options: options(lists.Egitims)}),
		Sektor:      f.Select(web.Select{Name: "sektor", Label: "Çalışma Sektörü", Empty: "Çalışma Sektörü Seçiniz...", Options: options(lists.Sektors)}),
		Konu:        f.Textarea(web.Textarea{Name: "konu", Label: "Başvuru Konusu", Rows: 8, MaxLength: basvuru.MaxMetin}),
		AyniKonu:    f.Checkboxes(web.Checkboxes{Name: "ayni_konu", Options: []web.Option{{Value: "1", Label: "Yeni bir başvuru olarak kaydet"}}}),
		AyniKonuSor: f.Errors.At("ayni_konu") != "" || t.Form.Get("ayni_konu") != "",
		Dosya:       f.Files(web.Files{Name: "dosya", Label: "Dosyalar", Items: fileItems(uploads)}),
		Yol:         yolKayit + "?" + taslakKey + "=" + t.id.String(),
		Vazgec:      yolVazgec,
	}
	v.iletisim(f, t)
	return v, nil
}

// iletisim fills the section of that name (VB-07); the mobile is the one that the code went to.
func (v *kayitView) iletisim(f web.Form, t *taslak) {
	v.Cep = web.Input{
		Name: "cep", Label: "Cep Telefonu", Hint: "Onay kodunun gönderildiği numara.", Value: telefon.Numara(t.Cep).Display(),
		ReadOnly: true, Width: 20, Error: f.Errors.At("cep"),
	}
	v.Eposta = f.Input(web.Input{Name: "eposta", Label: "Eposta", Type: "email", Autocomplete: "email", Optional: true, MaxLength: basvuru.MaxEposta})
	v.Ev = f.Input(web.Input{
		Name: "ev", Label: "Ev Telefonu", Hint: "Lütfen ev telefonunuzu başında sıfır olmadan giriniz. Örnek: 312 XXX XX XX",
		Type: "tel", Autocomplete: "home tel", Optional: true, MaxLength: 20, Width: 20,
	})
}

func baslikSelect(l *store.Listeler) web.Select {
	sel := web.Select{Name: "baslik", Label: "Hizmet Başlığı", Empty: "Hizmet Başlığı Seçiniz...", Load: "/liste/alt-baslik", Into: "alt_baslik"}
	for _, b := range l.Basliks {
		sel.Options = append(sel.Options, web.Option{Value: strconv.Itoa(b.ID), Label: b.Ad})
	}
	return sel
}

// kisiFacts is “Kimlik ve İkametgâh Adresi Bilgileri”, read only (VB-05).
func kisiFacts(k basvuru.Kisi) []web.Fact {
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

func hizmetSatirs(t *taslak, l *store.Listeler) []hizmetSatir {
	list, err := hizmetsOf(t.Form)
	if err != nil {
		return nil // the error stands at its field
	}
	out := make([]hizmetSatir, len(list))
	for i, h := range list {
		b, _ := l.Baslik(h.Baslik)
		out[i] = hizmetSatir{Sira: i, Baslik: b.Ad, Aciklama: h.Aciklama, Value: t.Form["hizmet"][i]}
		for _, a := range b.Alts {
			if a.ID == h.Alt {
				out[i].Alt = a.Ad
			}
		}
	}
	return out
}

func fileItems(list []store.Yukleme) []web.FileItem {
	out := make([]web.FileItem, len(list))
	for i, y := range list {
		out[i] = web.FileItem{Key: y.ID, Ad: y.Ad, Boyut: y.Boyut}
	}
	return out
}

func kayitHelp() []string {
	return []string{
		"T.C. Kimlik numaranız ile “Kimlik ve İkametgâh Adresi Bilgileri” otomatik olarak getirilir ve değiştirilemez.",
		"“Başvuruya Konu Olan Adres Bilgileri” alanlarının tümü zorunludur; mahalle ya da köyden birini seçiniz. Adres ikametgâhınızla aynıysa kutuyu işaretlemeniz yeterlidir.",
		"Hizmet Başlığını ve alt başlığını seçip “Ekle” düğmesine tıklayınız; birden fazla ekleyebilirsiniz. Aradığınız başlık listede yoksa “Diğer” seçeneğini seçip açıklama yazınız.",
		"Başvurunuzla ilgili dosyaları “Yeni Dosya” düğmesiyle ekleyebilirsiniz. Tüm bilgileri girdikten sonra “Kaydet” düğmesine tıklayınız; başvuru takip numaranız verilir.",
	}
}
