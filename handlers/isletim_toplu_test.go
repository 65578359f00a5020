package handlers

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"acikkapi/internal/kural"
	"acikkapi/store"
)

// hidden are the hidden fields of the last form of a page.
func (a answer) hidden() url.Values {
	form := url.Values{}
	body := a.body[strings.LastIndex(a.body, "<form"):]
	for _, part := range strings.Split(body, `<input type="hidden" name="`)[1:] {
		name, rest, _ := strings.Cut(part, `" value="`)
		value, _, _ := strings.Cut(rest, `"`)
		form.Set(name, html.UnescapeString(value))
	}
	return form
}

// PL-05: all messages that fit the filter are sent again or discarded, not only those of the page, without a script: their number is told before, a reason is needed,
// each is on record with it, and what was parked after the question stays untouched, as does what does not fit.
func TestAllThatFitTheFilterAreDecidedOn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	op := s.signIn(userIsletmen)
	s.exec(`INSERT INTO park (id, tuketici, mesaj_id, tip, neden, govde, baslik, exchange, anahtar, zaman)
		SELECT gen_random_uuid(), 'havuz', gen_random_uuid(), 'basvuru.alindi', 'x', '{}', '{}', '', 'havuz', now() - i * interval '1 second' FROM generate_series(1, 1283) i`)
	s.exec(`INSERT INTO park (id, tuketici, mesaj_id, tip, neden, govde, baslik, zaman)
		SELECT gen_random_uuid(), 'birim', gen_random_uuid(), 'basvuru.alindi', 'x', '{}', '{}', now() - interval '1 minute'`) // nobody knows where it came from
	other, _ := s.parked("sms", "sms.gonder", "y", "{}", nil)
	const filter = "?tip=basvuru.alindi&boy=50"
	if list := op.get(parkPath + filter); !strings.Contains(list.body, "Süzgece Uyanların Tümünü Yeniden İşle") {
		t.Fatalf("the list has no button for all:\n%s", list.body)
	}
	asked := op.post(parkPath+"/sec"+filter, "islem", "tumu-yeniden")
	for _, want := range []string{"Süzgece uyan 1.284 mesaj kuyruğuna geri gönderilecek.", "basvuru.alindi", "Gerekçe", html.EscapeString(parkTumuYol + "?boy=50&tip=basvuru.alindi")} {
		if !strings.Contains(asked.body, want) {
			t.Errorf("the question does not say %q:\n%s", want, asked.body)
		}
	}
	late, _ := s.parked("havuz", "basvuru.alindi", "z", "{}", nil)
	form := asked.hidden()
	if a := op.postForm(parkTumuYol+filter, form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Gerekçeyi giriniz.") || !strings.Contains(a.body, "1.284 mesaj") || a.hidden().Get("sinir") != form.Get("sinir") {
		t.Errorf("without a reason: %d\n%s", a.status, a.body)
	}
	form.Set("aciklama", "Veritabanı onarıldı")
	for _, user := range []int{userAKS, userKimlik, userYonetici} {
		if a := s.signIn(user).postForm(parkTumuYol+filter, form); a.status != http.StatusForbidden {
			t.Errorf("user %d: %d", user, a.status)
		}
	}
	done := op.postForm(parkTumuYol+filter, form)
	for goes := 0; strings.Contains(done.body, "Devam Et") && goes < 20; goes++ { // a slow machine needs several
		done = op.postForm(parkTumuYol+filter, done.hidden())
	}
	if !strings.Contains(done.body, "1.284 mesajın 1.283 tanesi kuyruğuna gönderildi, 1 tanesinde yapılamadı.") || !strings.Contains(done.body, "yalnızca atılabilir") {
		t.Errorf("%d\n%s", done.status, done.body)
	}
	if n := s.scan(`SELECT count(*)::text FROM giden WHERE anahtar = 'havuz' AND exchange = ''`); n != 1283 {
		t.Errorf("%d were sent again", n)
	}
	if got := s.scanText(`SELECT string_agg(id::text, ' ' ORDER BY tip, tuketici DESC) FROM park WHERE karar IS NULL AND tuketici <> 'birim'`); got != late.String()+" "+other.String() {
		t.Errorf("left are %s, want the one that came after the question and the one that does not fit", got)
	}
	if n := s.scan(`SELECT count(*)::text FROM degisiklik WHERE tablo = 'park' AND islem = 'yeniden' AND sonraki->>'aciklama' = 'Veritabanı onarıldı' AND yapan_rol = 'isletmen'`); n != 1283 {
		t.Errorf("%d are on record with the reason", n)
	}
	if again := op.postForm(parkTumuYol+filter, form); !strings.Contains(again.body, "0 tanesi kuyruğuna gönderildi, 1 tanesinde yapılamadı") || s.scan(`SELECT count(*)::text FROM giden WHERE anahtar = 'havuz'`) != 1283 {
		t.Errorf("posted twice:\n%s", again.body)
	}
	asked = op.post(parkPath+"/sec", "islem", "tumu-atildi")
	form = asked.hidden()
	form.Set("aciklama", "Deneme")
	if done = op.postForm(parkTumuYol, form); !strings.Contains(asked.body, "Yok: karar bekleyen bütün mesajlar") || !strings.Contains(done.body, "3 mesajın 3 tanesi atıldı.") {
		t.Errorf("all are discarded:\n%s\n%s", asked.body, done.body)
	}
	for _, query := range []string{"", "?durum=yeniden"} {
		if a := op.post(parkPath+"/sec"+query, "islem", "tumu-atildi"); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, parkTumuHicbir) {
			t.Errorf("nothing waits %s: %d", query, a.status)
		}
	}
}

// PL-05: a run that has no time left says how many are left, and goes on behind those that it could not decide on.
func TestRunGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	op := s.signIn(userIsletmen)
	s.exec(`INSERT INTO park (id, tuketici, mesaj_id, tip, neden, govde, baslik, zaman)
		SELECT gen_random_uuid(), 'birim', gen_random_uuid(), 'x', 'x', '{}', '{}', now() - i * interval '1 second' FROM generate_series(1, 10) i`)
	f := store.ParkSuzgec{Tuketici: "birim"}
	_, sinir, err := s.store.ParkSayisi(t.Context(), kural.Actor{Rol: kural.Isletmen, Ad: "DENİZ İŞLETMEN"}, f)
	if err != nil {
		t.Fatal(err)
	}
	half := s.scanText(`SELECT extract(epoch FROM zaman)::numeric * 1000000 || '-' || id FROM park ORDER BY zaman OFFSET 4 LIMIT 1`)
	half = strings.Replace(half, ".000000-", "-", 1)
	form := values("karar", "yeniden", "aciklama", "x", "sinir", imlecYaz(sinir), "sonra", half, "adet", "10", "yapilan", "3", "yapilamayan", "2")
	if done := op.postForm(parkTumuYol+"?tuketici=birim", form); !strings.Contains(done.body, "10 mesajın 3 tanesi kuyruğuna gönderildi, 7 tanesinde yapılamadı.") || strings.Contains(done.body, "Devam Et") {
		t.Errorf("%s", done.body)
	}
	for query, want := range map[string]string{"neden=ab": "En az 3 karakter yazınız.", "tuketici=10000000146": "Listeden seçiniz.", "tip=AY%C5%9EE": "Listeden seçiniz."} {
		if a := op.get(parkPath + "?" + query); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, want) { // SC-05: what is hidden cannot be asked about
			t.Errorf("%s: %d, without %q", query, a.status, want)
		}
	}
}
