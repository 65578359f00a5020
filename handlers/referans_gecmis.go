package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"acikkapi/internal/web"
	"acikkapi/store"
)

const maxGecmis = 50

var gecmisColumns = []web.Column{{Label: "Tarih", Class: "nowrap"}, {Label: "Yapan"}, {Label: "İşlem", Class: "nowrap"}, {Label: "Önceki", Class: "long"}, {Label: "Sonraki", Class: "long"}}

// gecmis is “Değişiklik Geçmişi” of a record: who, when, from what to what (OP-07).
func (s *Service) gecmis(r *http.Request, tablo, kayit string) (web.Table, error) {
	lines, err := s.store.Degisiklikler(r.Context(), tablo, kayit, maxGecmis)
	return s.gecmisTablosu(lines, "Değişiklik Geçmişi"), err
}

// listeGecmisi is the newest changes of a whole list, of erased records too.
func (s *Service) listeGecmisi(r *http.Request, tablo string) (web.Table, error) {
	lines, err := s.store.TabloDegisiklikleri(r.Context(), who(r).actor, tablo, maxGecmis/2)
	return s.gecmisTablosu(lines, "Son Değişiklikler"), err
}

func (s *Service) gecmisTablosu(lines []store.DegisiklikSatir, caption string) web.Table {
	t := web.Table{Caption: caption, Columns: gecmisColumns, Empty: "Henüz değişiklik yapılmadı."}
	for _, d := range lines {
		onceki, sonraki := izler(d.Onceki, d.Sonraki)
		t.Rows = append(t.Rows, web.Row{Cells: web.Cells(gecmisColumns,
			web.Text(s.web.Zaman(d.Zaman)), web.Text(d.YapanAd), web.Text(d.Islem), web.Text(onceki), web.Text(sonraki))})
	}
	return t
}

// izAlanlari are the fields that a record of a change may hold, in the order of the pages. Those that name the record are always told.
var izAlanlari = []struct {
	Ad, Etiket string
	Adi        bool
}{
	{"gun", "Gün", true},
	{"ad", "Ad", true},
	{"sira", "Sıra", false},
	{"aktif", "Formda", false},
	{"diger", "“Diğer”", false},
	{"sure_gun", "Cevap süresi", false},
	{"yarim", "Yarım gün", false},
	{"metin", "Metin", false},
	{"durum", "Durum", false},
	{"sure", "Süre", false},
	{"bekleyen", "Bekleyen", false},
	{"neden", "Neden", false},
}

// izler is what a record was and became, in words: of a change only what differs.
func izler(onceki, sonraki *string) (eski, yeni string) {
	a, b := izOf(onceki), izOf(sonraki)
	var was, is []string
	for _, f := range izAlanlari {
		x, y := string(a[f.Ad]), string(b[f.Ad])
		if x == y && !f.Adi && onceki != nil && sonraki != nil {
			continue
		}
		if x != "" || onceki != nil && y != "" {
			was = append(was, f.Etiket+": "+izDegeri(f.Ad, x))
		}
		if y != "" || sonraki != nil && x != "" {
			is = append(is, f.Etiket+": "+izDegeri(f.Ad, y))
		}
	}
	return strings.Join(was, "; "), strings.Join(is, "; ")
}

func izOf(doc *string) map[string]json.RawMessage {
	m := map[string]json.RawMessage{}
	if doc != nil {
		_ = json.Unmarshal([]byte(*doc), &m) // ours; what cannot be read shows as nothing
	}
	return m
}

func izDegeri(ad, raw string) string {
	var text string
	switch {
	case ad == "sure_gun" && raw == "":
		return "genel"
	case ad == "sure_gun":
		return fmt.Sprintf("%s iş günü", raw)
	case raw == "true":
		return "Evet"
	case raw == "false", raw == "":
		return "Hayır"
	case json.Unmarshal([]byte(raw), &text) == nil:
		return text
	}
	return raw
}
