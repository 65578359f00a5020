package intake

import (
	"fmt"
	"net/http"

	"acikkapi/internal/web"
)

type tamamView struct {
	web.Page
	Panel  web.Panel
	Vazgec string
}

// tamam is the receipt (VB-11).
func (s *service) tamam(w http.ResponseWriter, r *http.Request, t *taslak) error {
	title := fmt.Sprintf("Başvuru Takip No: %d", t.No)
	return s.Web.Render(w, r, http.StatusOK, "intake/tamam", &tamamView{
		Page: web.Page{Title: title, HideTitle: true, Help: []string{
			"Başvuru kaydedildikten sonra size başvuru takip numarası verilir; bu numara cep telefonunuza SMS olarak da gönderilir.",
		}},
		Panel:  web.Panel{Title: title, Text: "Başvurunuz başarıyla alınmıştır. Başvuru takip numarası ile durum takibi yapabilirsiniz."},
		Vazgec: yolVazgec,
	})
}
