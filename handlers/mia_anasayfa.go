package handlers

import (
	"net/http"

	"acikkapi/internal/web"
)

const yolMIAAnasayfa = "/mia/anasayfa"

// miaAnasayfa is the MİA's “Açık Kapı Anasayfa” (Resim 39).
func (s *Service) miaAnasayfa(w http.ResponseWriter, r *http.Request) error {
	return s.web.Render(w, r, http.StatusOK, "handlers/moduller", &modullerView{
		Page: web.Page{Title: "Açık Kapı Anasayfa", Active: yolMIAAnasayfa, Help: []string{
			"İlinize yapılan başvuruların takibini yaparsınız. Açık Kapı Sorumluları tarafından size yönlendirilen başvurular üzerinde işlem yapabilir ve rapor alabilirsiniz.",
		}},
		Moduller: []modul{
			{web.Link{URL: "/mia", Text: "Açık Kapı Başvuru Sorgulama"}, "İlinizin başvurularını arayın, görüntüleyin; onayınıza gönderilenleri cevaplayın ya da işlemlerini geri alın."},
			{web.Link{URL: miaAktarimPath, Text: "Excel Raporlarım"}, "Hazırlanan Excel raporlarını indirin."},
		},
	})
}
