package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"acikkapi/basvuru"
	"acikkapi/internal/mektup"
	"acikkapi/internal/sms"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// islemOnizle is the button “Önizle”: it shows and closes nothing.
const islemOnizle = "onizle"

type kapatView struct {
	*islemView
	Mektup   mektup.Mektup // around the field
	Onizleme *onizleme
}

// onizleme is what the citizen will get (AK-06).
type onizleme struct {
	Mektup mektup.Mektup
	SMS    string // "" without a mobile, or before an outcome is chosen
	Parca  int
	Neden  string // why there is no SMS to show
}

// kapatPage is “İşlemi Kapat”; while a birim owes its answer the refusal names it (AK-07).
func (s *Service) kapatPage(w http.ResponseWriter, r *http.Request) error {
	return s.kapatForm(w, r, nil, nil)
}

func (s *Service) kapat(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	d, failed := s.detay(r)
	if failed != nil {
		return gone(failed, typed, "/aks/basvuru")
	}
	cmd := basvuru.Close{Sonuc: basvuru.Sonuc(typed.Get("sonuc")), Metin: web.Field(typed, "metin")}
	preview := typed.Get("islem") == islemOnizle
	switch {
	case err != nil:
	case preview: // what closing would say, without closing
		_, err = basvuru.Decide(&d.Basvuru, who(r).actor, cmd, s.now())
	default:
		_, err = s.store.Do(r.Context(), who(r).actor, d.No, cmd)
	}
	if err != nil || preview {
		return s.kapatForm(w, r, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: kapandi(d)})
	return web.SeeOther(w, r, aksURL(d.No, ""))
}

// kapandi tells the desk what becomes of the answer.
func kapandi(d *store.Detay) string {
	if d.Iletisim == nil || d.Iletisim.Cep == "" {
		return fmt.Sprintf("%d no' lu başvuru kapatıldı. Vatandaşın cep telefonu bulunmadığından kısa mesaj gönderilemeyecektir.", d.No)
	}
	return fmt.Sprintf("%d no' lu başvuru kapatıldı. Sonuç vatandaşa kısa mesajla iletilecektir.", d.No)
}

func (s *Service) kapatForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return gone(err, typed, "/aks/basvuru")
	}
	d, err := s.detay(r)
	if err != nil {
		return gone(err, typed, "/aks/basvuru")
	}
	base, err := s.islem(r, d, basvuru.KapatOlumlu, 0, aksURL(d.No, ""), typed)
	if err != nil {
		return err
	}
	v := &kapatView{islemView: base, Mektup: mektup.Of(d, "")}
	title := "İşlemi Kapat"
	if v.Acik && typed.Get("islem") == islemOnizle && f.Errors.At("metin") == "" {
		v.Onizleme, title = onizlemeOf(d, typed), "İşlemi Kapat: Önizleme"
	}
	v.Page = f.page(web.Page{Title: title, Active: "/aks/basvuru", Back: web.Link{URL: v.Geri, Text: "Başvuru Detayı"}, Help: []string{
		"Başvuru cevabı için standart bir format vardır. Vatandaşa gönderilecek cevabı bu formatın içerisine yazıp başvuru sonucunu seçin ve “İşlemi Kapat” butonuna tıklayın. Başvurunun sonuçlandığı vatandaşa mesaj yoluyla iletilir.",
		"“Önizle” cevabın tamamını ve gönderilecek kısa mesajı vatandaşın göreceği gibi gösterir; başvuruyu kapatmaz.",
		"Bir başvurunun kapatılabilmesi için yönlendirilen tüm birimlerden cevap gelmiş olması gerekir. Kapatılan başvuru üzerinde tekrar bir işlem yapılamaz.",
	}})
	v.Metin = f.Textarea(web.Textarea{Name: "metin", Label: "Vatandaşa Verilecek Cevap", Rows: 8, MaxLength: basvuru.MaxMetin})
	v.Sonuc = f.Radios(web.Radios{Name: "sonuc", Label: "Başvuru Sonucu", Small: true})
	for _, o := range []basvuru.Sonuc{basvuru.Olumlu, basvuru.Olumsuz, basvuru.Kismen} {
		v.Sonuc.Options = append(v.Sonuc.Options, web.Option{Value: string(o), Label: kapanis[o].Label()})
	}
	return s.web.Render(w, r, f.Status(), "handlers/kapat", v)
}

// kapanis is the state that each outcome closes with.
var kapanis = map[basvuru.Sonuc]basvuru.Durum{
	basvuru.Olumlu: basvuru.KapaliOlumlu, basvuru.Olumsuz: basvuru.KapaliOlumsuz, basvuru.Kismen: basvuru.KapaliKismen,
}

func onizlemeOf(d *store.Detay, typed url.Values) *onizleme {
	o := &onizleme{Mektup: mektup.Of(d, web.Field(typed, "metin"))}
	durum, chosen := kapanis[basvuru.Sonuc(typed.Get("sonuc"))]
	switch {
	case d.Iletisim == nil || d.Iletisim.Cep == "":
		o.Neden = "Vatandaşın cep telefonu bulunmadığından kısa mesaj gönderilemeyecektir."
	case !chosen:
		o.Neden = "Kısa mesajın metni, başvuru sonucu seçilince burada görünür."
	default:
		o.SMS = d.Metinler.Kapandi(d.No, durum.Label())
		o.Parca = sms.Parts(o.SMS)
	}
	return o
}
