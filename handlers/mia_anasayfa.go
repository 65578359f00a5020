package handlers

import (
	"context"
	"net/http"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
)

const yolMIAAnasayfa = "/mia/anasayfa"

// miaAnasayfa is the MİA's “Açık Kapı Anasayfa” (Resim 39), with what waits for them and for others (UI-05).
func (s *Service) miaAnasayfa(w http.ResponseWriter, r *http.Request) error {
	is, err := s.miaIs(r.Context(), who(r).actor)
	if err != nil {
		return err
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/moduller", &modullerView{
		Page: web.Page{Title: "Açık Kapı Anasayfa", Active: yolMIAAnasayfa, Help: []string{
			"İlinize yapılan başvuruların takibini yaparsınız. Açık Kapı Sorumluları tarafından size yönlendirilen başvurular üzerinde işlem yapabilir ve rapor alabilirsiniz.",
		}},
		Is: &is,
		Moduller: []modul{
			{web.Link{URL: "/mia", Text: "Açık Kapı Başvuru Sorgulama"}, "İlinizin başvurularını arayın, görüntüleyin; onayınıza gönderilenleri cevaplayın ya da işlemlerini geri alın."},
			{web.Link{URL: miaAktarimPath, Text: "Excel Raporlarım"}, "Hazırlanan Excel raporlarını indirin."},
			{web.Link{URL: istatistikPath, Text: "İstatistikler"}, "İlinizin başvurularını ilçe, hizmet başlığı, birim ve süreye göre sayılarla görün."},
		},
	})
}

func (s *Service) miaIs(ctx context.Context, actor basvuru.Actor) (isGorunum, error) {
	n, err := s.store.Sayim(ctx, actor)
	if err != nil {
		return isGorunum{}, err
	}
	dates, err := s.sureKutucuklari(ctx, actor, "/mia")
	if err != nil {
		return isGorunum{}, err
	}
	tile := func(d basvuru.Durum, text, note string) kutucuk {
		return kutucuk{Link: web.Link{URL: "/mia?durum=" + string(d), Text: text}, Sayi: n[d], Aciklama: note}
	}
	return isOf("Bekleyen ve Biten İşler", append([]kutucuk{
		tile(basvuru.MIAOnayinda, "Onayınızı bekleyen", "Sizin cevabınız bekleniyor"),
		tile(basvuru.Havuzda, "Havuzda", "Açık Kapı Sorumlusunu bekliyor"),
		tile(basvuru.Yonlendirildi, "Birimlerde", "Birim cevabı bekleniyor"),
	}, dates...))
}
