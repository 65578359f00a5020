package intake

import (
	"net/http"

	"acikkapi/internal/basvuruform"
	"acikkapi/internal/telefon"
	"acikkapi/internal/web"
)

type kayitView struct {
	web.Page
	F           basvuruform.View
	Kisi        []web.Fact
	Cep         web.Input
	Yol, Vazgec string
}

func (s *service) kayitForm(w http.ResponseWriter, r *http.Request, t *taslak, failed error) error {
	f, status, err := formOf(w, t.Form, failed)
	if err != nil {
		return err
	}
	v := &kayitView{
		Page: web.Page{Title: "Başvuru Kayıt", Errors: f.Errors, Help: kayitHelp()},
		Kisi: basvuruform.KisiFacts(t.Kisi),
		Cep: web.Input{ // VB-07: the one that the code went to
			Name: "cep", Label: "Cep Telefonu", Hint: "Onay kodunun gönderildiği numara.", Value: telefon.Numara(t.Cep).Display(),
			ReadOnly: true, Width: 20, Error: f.Errors.At("cep"),
		},
		Yol:    yolKayit + "?" + taslakKey + "=" + t.id.String(),
		Vazgec: yolVazgec,
	}
	if v.F, err = s.form.View(r.Context(), f, t.owner()); err != nil {
		return err
	}
	return s.Web.Render(w, r, status, "intake/kayit", v)
}

// kayitAdres answers the tick with the address fields alone, for readers with JavaScript. Nothing is kept yet.
func (s *service) kayitAdres(w http.ResponseWriter, r *http.Request, t *taslak) error {
	typed, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	f := basvuruform.Known(typed)
	if err := s.form.FillResidence(r.Context(), f, t.home()); err != nil {
		return err
	}
	return s.form.WriteAdres(w, r, f)
}

func kayitHelp() []string {
	return []string{
		"T.C. Kimlik numaranız ile “Kimlik ve İkametgâh Adresi Bilgileri” otomatik olarak getirilir ve değiştirilemez.",
		"“Başvuruya Konu Olan Adres Bilgileri” alanlarının tümü zorunludur; mahalle ya da köyden birini seçiniz. Adres ikametgâhınızla aynıysa kutuyu işaretlemeniz yeterlidir.",
		"Hizmet Başlığını ve alt başlığını seçip “Ekle” düğmesine tıklayınız; birden fazla ekleyebilirsiniz. Aradığınız başlık listede yoksa “Diğer” seçeneğini seçip açıklama yazınız.",
		"Başvurunuzla ilgili dosyaları “Yeni Dosya” düğmesiyle ekleyebilirsiniz. Tüm bilgileri girdikten sonra “Kaydet” düğmesine tıklayınız; başvuru takip numaranız verilir.",
	}
}
