package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
)

// kaldirilmis are an application with a heading, and one with a sub-heading, that the form offers no more since.
func (s *site) kaldirilmis() (baslikli, altli int64) {
	s.t.Helper()
	alt := s.scan(`SELECT min(id)::text FROM hizmet_alt_baslik WHERE baslik_id = 2`)
	y := dbtest.Yeni(2)
	y.Hizmets = []basvuru.Hizmet{{Baslik: 2, Alt: alt}}
	baslikli, altli = s.file(y), dbtest.File(s.t, s.store, 1)
	b := s.signIn(userYonetici)
	for _, at := range []string{"/yetki/referans/baslik/2/sil", "/yetki/referans/alt/1/sil"} {
		a := b.post(at, "surum", surumOf(s.t, b.get(at)))
		if a.status != http.StatusSeeOther {
			s.t.Fatalf("%s: %d %s", at, a.status, a.body)
		}
	}
	return baslikli, altli
}

// AK-02, MI-01, YT-02, AK-04: what the form offers no more is still searched by: it stands behind what is offered and says so,
// on the desk's, the MİA's and the birim's list, and in the words of the Excel file's record.
func TestWithdrawnHeadingsAreSearched(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	no, other := s.kaldirilmis()
	alt := s.scanText(`SELECT min(id)::text FROM hizmet_alt_baslik WHERE baslik_id = 2`)
	desk, mia := s.signIn(userAKS), s.signIn(userMIA)
	page := desk.get("/aks/basvuru")
	page.shows(t, http.StatusOK, "SAĞLIK (formdan kaldırıldı)</option>")
	if strings.Index(page.body, "SAĞLIK (formdan") < strings.Index(page.body, ">Diğer</option>") {
		t.Error("a withdrawn heading stands before one that is offered")
	}
	found := desk.found("baslik", "2", "alt_baslik", alt)
	found.shows(t, http.StatusOK, "Toplam 1 kayıttan", aksURL(no, ""), `value="2" selected`, `value="`+alt+`" selected`)
	desk.found("baslik", "1", "alt_baslik", "1").shows(t, http.StatusOK, "Toplam 1 kayıttan", aksURL(other, ""), "(formdan kaldırıldı)")
	desk.get("/aks/alt-baslik?baslik=1").shows(t, http.StatusOK, `<option value="1">`, " (formdan kaldırıldı)</option>")
	mia.get(mia.post("/mia", "baslik", "2").to).shows(t, http.StatusOK, miaURL(no, ""), "SAĞLIK (formdan kaldırıldı)</option>")

	s.do(dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	s.deliver(no, 1)
	s.signIn(userMEM).get("/birim/basvuru?baslik=2").shows(t, http.StatusOK, birimURL(no, 1, ""), `value="2" selected`, "SAĞLIK (formdan kaldırıldı)</option>")

	desk.post("/aks/basvuru/excel?baslik=2&alt_baslik="+alt).shows(t, http.StatusOK)
	words := s.scanText(`SELECT ayrinti FROM erisim WHERE islem = 'Excel raporu alındı'`)
	if !strings.Contains(words, "Hizmet Başlığı: SAĞLIK (formdan kaldırıldı); Hizmet Alt Başlığı: ") {
		t.Errorf("the record of the Excel file says %q", words)
	}
}

// AK-09: “Güncelle” keeps a pair that the form offers no more, by its name, beside new ones; what was not there before is taken only
// from what is offered.
func TestWithdrawnPairsStay(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	no, _ := s.kaldirilmis()
	alt := s.scanText(`SELECT min(id)::text FROM hizmet_alt_baslik WHERE baslik_id = 2`)
	page, b := aksURL(no, "guncelle"), s.signIn(userAKS)
	open := b.get(page)
	open.shows(t, http.StatusOK, "SAĞLIK (formdan kaldırıldı)")
	open.lacks(t, "Listeden kaldırılmış", `<option value="2"`)
	gordu := strings.ReplaceAll(between(t, open.body, `name="gordu" value="`, `"`), "&#34;", `"`)
	kept, added := fmt.Sprintf(`{"baslik_id":2,"alt_baslik_id":%s}`, alt), `{"baslik_id":1,"alt_baslik_id":2}`
	b.post(page, "gordu", gordu, "hizmet", kept, "baslik", "1", "alt_baslik", "2", "islem", "hizmet-ekle").
		shows(t, http.StatusOK, "SAĞLIK (formdan kaldırıldı)", strings.ReplaceAll(added, `"`, "&#34;"))
	b.post(page, "gordu", gordu, "hizmet", kept, "baslik", "1", "alt_baslik", "1", "islem", "hizmet-ekle").
		shows(t, http.StatusUnprocessableEntity, "Hizmet alt başlığı seçiniz.")
	for _, hidden := range []string{`{"baslik_id":1,"alt_baslik_id":1}`, fmt.Sprintf(`{"baslik_id":2,"alt_baslik_id":%d}`, atoi(alt)+1)} {
		b.post(page, "gordu", gordu, "hizmet", hidden, "islem", "kaydet").shows(t, http.StatusUnprocessableEntity, "bu hizmet başlığına ait değil")
	}
	form := values("gordu", gordu, "hizmet", kept, "hizmet", added, "islem", "kaydet")
	b.postForm(page, form).redirects(t, aksURL(no, ""))
	if n := s.scan(`SELECT count(*)::text FROM basvuru_hizmet WHERE basvuru_no = $1`, no); n != 2 {
		t.Errorf("%d pairs", n)
	}
	// A page that pretends to have seen a withdrawn pair gets nothing by it.
	forged := `[{"baslik_id":1,"alt_baslik_id":1}]`
	b.post(page, "gordu", forged, "hizmet", `{"baslik_id":1,"alt_baslik_id":1}`, "islem", "kaydet").shows(t, http.StatusConflict)
}
