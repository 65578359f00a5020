package handlers

import (
	"net/http"
	"slices"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/internal/yetki"
	"acikkapi/store"
)

const (
	yolStandart = "/e-icisleri/anasayfa"
	yolAcilis   = "/e-icisleri/acilis"
)

type modul struct {
	web.Link
	Aciklama string
}

// modullerView is a page of doors: the home of a module.
type modullerView struct {
	web.Page
	Is       *isGorunum // what waits there; nil: nothing is counted
	Moduller []modul
}

// standartView is the “Standart Ana Sayfa”.
type standartView struct {
	web.Page
	Moduller []modul
	Acilis   *web.Radios
	Kaydet   string
}

// modulYolu is where a module's pages begin for rol, "" for what is none.
func modulYolu(rol kural.Rol, m yetki.Modul) string {
	switch {
	case m == yetki.ModulAcikKapi && rol == kural.MIA:
		return "/mia"
	case m == yetki.ModulAcikKapi && rol == kural.Vali:
		return "/yetki"
	case m == yetki.ModulTanim:
		return yolTanim
	case m == yetki.ModulKimlikBurosu:
		return kimlikPath
	case m == yetki.ModulKart:
		return yolKart
	case m == yetki.ModulIsletim:
		return isletimPath
	}
	return ""
}

var modulAciklama = map[yetki.Modul]string{
	yetki.ModulKart:         "Eşiniz ve çocuklarınız için tanıtım kartı isteyin, taleplerinizi izleyin.",
	yetki.ModulKimlikBurosu: "Kart ve kart iptal taleplerini inceleyip sonuçlandırın.",
	yetki.ModulIsletim:      "Kuyrukları, bekleyen ve işlenemeyen mesajları izleyin.",
	yetki.ModulTanim:        "e-İçişleri kullanıcılarını, yetkilerini ve şifrelerini tanımlayın; formların listelerini düzenleyin.",
}

func modulTanitimi(rol kural.Rol, m yetki.Modul) string {
	switch {
	case m == yetki.ModulAcikKapi && rol == kural.MIA:
		return "İlinize yapılan başvuruları sorgulayın; onayınıza gönderilenleri cevaplayın ya da işlemlerini geri alın."
	case m == yetki.ModulAcikKapi:
		return "İlinizin Açık Kapı Sorumlularını ve birim Yetkililerini tanımlayın, güncelleyin, silin; çalışma sektörlerini düzenleyin."
	}
	return modulAciklama[m]
}

// moduller is the “Standart Ana Sayfa”: the modules that the user has been given (GR-04).
func (s *Service) moduller(w http.ResponseWriter, r *http.Request) error {
	return s.modullerSayfa(w, r, nil)
}

func (s *Service) modullerSayfa(w http.ResponseWriter, r *http.Request, failed error) error {
	f, err := newForm(nil, failed)
	if err != nil {
		return err
	}
	v := &standartView{Kaydet: yolAcilis, Page: f.page(web.Page{Title: "e-İçişleri Standart Ana Sayfa", Active: yolStandart, Help: []string{
		"Size yetkisi verilmiş olan modüllere ait ana sayfaları “Modüller” alanından açabilirsiniz.",
		"Bir modülü açılış sayfası yaparsanız girişten sonra doğrudan o modül açılır; yapmazsanız bu Standart Ana Sayfa açılır.",
	}})}
	k := who(r)
	secim := web.Radios{Name: "modul", Label: "Açılış sayfası", Hint: "Giriş yaptığınızda önce bu sayfa açılır.", Value: standart, Small: true}
	for _, m := range yetki.Moduls {
		i := slices.IndexFunc(k.Moduls, func(h store.ModulHak) bool { return h.Modul == m })
		if i < 0 {
			continue
		}
		yol := modulYolu(k.Rol(), m)
		v.Moduller = append(v.Moduller, modul{web.Link{URL: yol, Text: yetki.ModulAd[m]}, modulTanitimi(k.Rol(), m)})
		secim.Options = append(secim.Options, web.Option{Value: string(m), Label: yetki.ModulAd[m]})
		if k.Moduls[i].Acilis {
			secim.Value = string(m)
		}
	}
	if len(secim.Options) > 0 {
		secim.Options = append(secim.Options, web.Option{Value: standart, Label: "Standart Ana Sayfa"})
		secim = f.Radios(secim)
		v.Acilis = &secim
	}
	return s.web.Render(w, r, f.Status(), "handlers/standart", v)
}

// standart is the choice of no opening page.
const standart = "standart"

// acilis makes a module the page that opens after signing in (GR-04).
func (s *Service) acilis(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	if err == nil {
		m := yetki.Modul(typed.Get("modul"))
		switch {
		case m == standart:
			m = ""
		case modulYolu(who(r).Rol(), m) == "":
			err = kural.InvalidField("modul", "Açılış sayfası olarak listedeki sayfalardan birini seçiniz.")
		}
		if err == nil {
			err = s.store.SetAcilis(r.Context(), who(r).actor, m)
		}
	}
	if err != nil {
		return s.modullerSayfa(w, r, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Açılış sayfanız kaydedildi."})
	return web.SeeOther(w, r, yolStandart)
}

// opening is where u's work begins after signing in: their opening page, if they still have it.
func opening(u *store.Kullanici) string {
	for _, h := range u.Moduls {
		if yol := modulYolu(u.Rol(), h.Modul); h.Acilis && yol != "" {
			return yol
		}
	}
	return home(u.Rol())
}
