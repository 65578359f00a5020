package handlers

import (
	"net/http"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// birimSistemIslemi is something that can be decided about a birim's own system.
type birimSistemIslemi struct {
	yol, dugme, uyari string
	tehlike           bool // the button is red
	olur              func(*store.BirimSistemi) bool
	geri              bool // leads back to the web; else new credentials are shown
}

var birimSistemIslemleri = []birimSistemIslemi{
	{
		yol: "/gecir", dugme: "Kendi Sistemine Geçir", olur: func(b *store.BirimSistemi) bool { return b.Aktif && b.Durum.Web() },
		uyari: "Birimin RabbitMQ kullanıcısı ve dosya yükleme anahtarı oluşturulur. Şifre ve anahtar yalnızca bir kez, sonraki sayfada gösterilir. Bundan sonra gelen yönlendirmeleri birimin kendi sistemi kuyruktan alır.",
	},
	{
		yol: "/yenile", dugme: "Kimliği Yenile", tehlike: true,
		olur: func(b *store.BirimSistemi) bool {
			return b.Aktif && (b.Durum == store.BirimSistemKuruldu || b.Durum == store.BirimSistemIstendi)
		},
		uyari: "Eski şifre ve anahtar hemen geçersiz olur, birimin açık bağlantıları kapatılır. Birimin sistemi yeni şifre girilene kadar çalışmaz; yönlendirmeler kuyrukta bekler, kaybolmaz.",
	},
	{
		yol: "/web", dugme: "Web’e Geri Al", tehlike: true, geri: true,
		olur: func(b *store.BirimSistemi) bool { // again too, where RabbitMQ has not followed
			return !b.Durum.Web() && (b.Durum != store.BirimSistemKapanacak || b.Hata != "")
		},
		uyari: "Birimin şifresi ve anahtarı geçersiz olur, açık bağlantıları kapatılır. Kuyruğunda bekleyen yönlendirmeler birimin web gelen kutusundadır; birimin en az bir Yetkilisi olduğundan emin olunuz.",
	},
}

type birimSistemSorView struct {
	web.Page
	Bilgi   []web.Fact
	Uyari   string
	Dugme   string
	Tehlike bool
	Surum   int
	Geri    string
}

// birimSistemSor asks before islem is done.
func (s *Service) birimSistemSor(islem birimSistemIslemi) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error { return s.birimSistemForm(w, r, islem, nil) }
}

func (s *Service) birimSistemForm(w http.ResponseWriter, r *http.Request, islem birimSistemIslemi, failed error) error {
	f, err := newForm(nil, failed)
	if err != nil {
		return err
	}
	b, err := s.birimSistemOf(r)
	if err != nil {
		return err
	}
	if failed == nil && !islem.olur(&b) { // done meanwhile, or an old address
		return web.SeeOther(w, r, birimSistemURL(b.BirimNo, ""))
	}
	return s.web.Render(w, r, f.Status(), "handlers/birim_sistem_sor", &birimSistemSorView{
		Page: f.page(web.Page{
			Title: islem.dugme, Active: birimSistemPath, Back: web.Link{URL: birimSistemURL(b.BirimNo, ""), Text: b.BirimAdi},
		}),
		Bilgi: []web.Fact{{Key: "Birim", Value: b.BirimAdi}, {Key: "DETSİS No", Value: b.BirimNo}},
		Uyari: islem.uyari, Dugme: islem.dugme, Tehlike: islem.tehlike, Surum: b.Surum + 1, Geri: birimSistemURL(b.BirimNo, ""),
	})
}

type birimKimlikView struct {
	web.Page
	Kimlik []birimGizli
	Bilgi  []web.Fact
	Tamam  string
}

// birimGizli is one of the credentials, in a field to be copied from.
type birimGizli struct{ ID, Ad, Deger string }

// Uzun tells whether a phone is too narrow for it on one line: what was cut off there, somebody who writes it down would miss.
func (g birimGizli) Uzun() bool { return len(g.Deger) > 28 }

// birimSistemYap does islem: it leads back to the birim, or shows the new credentials, once.
func (s *Service) birimSistemYap(islem birimSistemIslemi) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		b, err := s.birimSistemOf(r)
		if err != nil {
			return err
		}
		typed, err := web.ReadForm(r)
		surum := 0
		if err == nil {
			surum, err = pageSurum(typed)
		}
		if err == nil && surum == b.Surum+1 && !islem.olur(&b) {
			err = kural.Conflictf("Bu işlem birimin şu anki durumunda yapılamaz.")
		}
		var k store.Kimlik
		if err == nil && islem.geri {
			err = s.store.WithdrawBirimSistemi(r.Context(), who(r).actor, b.BirimNo, surum-1)
		} else if err == nil {
			k, err = s.store.IssueBirimSistemi(r.Context(), who(r).actor, b.BirimNo, surum-1)
		}
		switch {
		case err != nil:
			return s.birimSistemForm(w, r, islem, err)
		case islem.geri:
			s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Birim web gelen kutusuna alınıyor."})
			return web.SeeOther(w, r, birimSistemURL(b.BirimNo, ""))
		}
		return s.birimKimlik(w, r, &b, k)
	}
}

// birimKimlik shows the credentials: nobody can see them again.
func (s *Service) birimKimlik(w http.ResponseWriter, r *http.Request, b *store.BirimSistemi, k store.Kimlik) error {
	w.Header().Set("Cache-Control", "no-store")
	return s.web.Render(w, r, http.StatusOK, "handlers/birim_kimlik", &birimKimlikView{
		Page: web.Page{Title: "Birimin Kimlik Bilgileri", Active: birimSistemPath, Help: []string{
			"Bilgileri birimin teknik sorumlusuna güvenli bir yoldan (elden ya da KEP ile) iletiniz; e-posta ve telefonla göndermeyiniz. Kaybolursa “Kimliği Yenile” ile yenisi verilir.",
		}},
		Kimlik: []birimGizli{{"kullanici", "RabbitMQ kullanıcısı", k.Kullanici}, {"parola", "RabbitMQ şifresi", k.Parola}, {"anahtar", "Dosya yükleme anahtarı (API)", k.Anahtar}},
		Bilgi: []web.Fact{
			{Key: "Birim", Value: b.BirimAdi + " (" + b.BirimNo + ")"},
			{Key: "Okuyacağı kuyruklar", Value: "birim." + b.BirimNo + ", birim." + b.BirimNo + store.RetSuffix},
			{Key: "Cevap göndereceği exchange", Value: "cevap." + b.BirimNo + ", routing key: cevap"},
		},
		Tamam: birimSistemURL(b.BirimNo, ""),
	})
}
