package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
)

// cevaplaPage is “Başvuru Cevaplama” (YT-04).
func (s *Service) cevaplaPage(w http.ResponseWriter, r *http.Request) error {
	return s.cevaplaForm(w, r, nil, nil)
}

// cevapla sends the birim's answer to the desk; whoever comes second is told who answered (YT-05).
func (s *Service) cevapla(w http.ResponseWriter, r *http.Request) error {
	no, sira, err := numbers(r)
	if err != nil {
		return err
	}
	typed, send, err := s.readEkli(r)
	if err == nil && send {
		var only bool
		only, err = s.alma(r, no, sira, typed.Get("islem"))
		send = !only
	}
	if err == nil && send {
		_, err = s.store.Do(r.Context(), who(r).actor, no, basvuru.Answer{
			Sira: sira, Sonuc: basvuru.Sonuc(typed.Get("sonuc")), Metin: web.Field(typed, "metin"), Dosyas: typed[keyEk],
		})
	}
	if err != nil || !send {
		return s.cevaplaForm(w, r, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Cevabınız Açık Kapı Sorumlusuna gönderildi."})
	return web.SeeOther(w, r, birimURL(no, sira, ""))
}

func (s *Service) cevaplaForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	v, f, err := s.birimIslem(r, basvuru.Cevapla, typed, failed)
	if err != nil {
		return err
	}
	v.Page = f.page(web.Page{Title: "Başvuru Cevaplama", Active: "/birim/basvuru", Back: web.Link{URL: v.Geri, Text: "Başvuru Detayı"}, Help: []string{
		"Cevabınızı yazın; yüklemeniz gereken bir evrak var ise “Yeni Dosya” butonuna tıklayarak ekleyin ve “Cevapla” butonuna tıklayarak Açık Kapı Sorumlusu’na gönderin.",
		"Gönderilen cevap değiştirilemez.",
		almaYardim,
	}})
	v.Sonuc = f.Radios(web.Radios{Name: "sonuc", Label: "Cevap Tipi", Inline: true, Small: true, Options: []web.Option{
		{Value: string(basvuru.Olumlu), Label: basvuru.Olumlu.Label()}, {Value: string(basvuru.Olumsuz), Label: basvuru.Olumsuz.Label()},
	}})
	v.Metin = f.Textarea(web.Textarea{Name: "metin", Label: "Cevap", Rows: 8, MaxLength: basvuru.MaxMetin})
	if v.Dosya, v.Ek, err = s.ekFiles(r, f); err != nil {
		return err
	}
	return s.web.Render(w, r, f.Status(), "handlers/cevapla", v)
}

// birimIslem is what the birim's action pages have in common; see basvuruIslem.
func (s *Service) birimIslem(r *http.Request, action kural.Action, typed url.Values, failed error) (*islemView, form, error) {
	f, err := newForm(typed, failed)
	if err != nil {
		return nil, f, gone(err, typed, "/birim/basvuru")
	}
	d, sira, err := s.birimBasvuru(r)
	if err != nil {
		return nil, f, gone(err, typed, "/birim/basvuru")
	}
	if err := s.store.KeepTaken(r.Context(), who(r).actor, d.No, sira); err != nil { // whoever opens its form works on it (YT-06)
		return nil, f, err
	}
	now := s.now()
	v, err := s.islem(r, d, action, sira, birimURL(d.No, sira, ""), typed)
	if err != nil {
		return nil, f, err
	}
	v.Live = liveRegion(now, fmt.Sprintf("/canli/birim/basvuru/%d/%d", d.No, sira), "")
	v.Alma, err = s.almaOf(r, d, sira)
	return v, f, err
}

// almaYardim is the help on “Üzerime Al”.
const almaYardim = "“Üzerime Al” ile başvuru üzerinde çalıştığınızı birimdeki arkadaşlarınıza gösterirsiniz; onlar bu sürede cevap gönderemez. Yarım saat sonra, siz çalışmayı sürdürmezseniz, başvuru kendiliğinden herkese açılır; “Bırak” ile siz de bırakabilirsiniz. Gerekirse “Yine de devral” ile başvuru arkadaşınızdan alınır; bu kayıt altına alınır."
