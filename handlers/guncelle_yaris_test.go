package handlers

import (
	"net/http"
	"strings"
	"testing"

	"acikkapi/internal/dbtest"
)

// AK-09: two at the desk change the headings: whoever comes second is told before anything is overwritten, and may go on.
func TestHeadingsAreNotOverwrittenUnseen(t *testing.T) {
	s := newSite(t)
	no := dbtest.File(t, s.store, 1)
	page := aksURL(no, "guncelle")
	b := s.signIn(userAKS)
	seen := func(a answer) string {
		return strings.NewReplacer("&#34;", `"`).Replace(between(t, a.body, `name="gordu" value="`, `"`))
	}
	first := seen(b.get(page))
	b.post(page, "islem", "kaydet", "gordu", first, "hizmet", `{"baslik_id":1,"alt_baslik_id":2}`).redirects(t, aksURL(no, ""))
	mine := `{"baslik_id":1,"alt_baslik_id":3}`
	late := b.post(page, "islem", "kaydet", "gordu", first, "hizmet", mine)
	late.shows(t, http.StatusConflict, "siz bu sayfadayken değiştirildi", strings.ReplaceAll(mine, `"`, "&#34;"))
	if alt := s.scan(`SELECT alt_baslik_id::text FROM basvuru_hizmet WHERE basvuru_no = $1`, no); alt != 2 {
		t.Errorf("overwritten with %d", alt)
	}
	b.post(page, "islem", "kaydet", "gordu", seen(late), "hizmet", mine).redirects(t, aksURL(no, ""))
	if alt := s.scan(`SELECT alt_baslik_id::text FROM basvuru_hizmet WHERE basvuru_no = $1`, no); alt != 3 {
		t.Errorf("not written: %d", alt)
	}
}
