package intake_test

import (
	"fmt"
	"net/http"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/store"
)

func other(code string) string {
	if code == "123456" {
		return "654321"
	}
	return "123456"
}

// VB-04: wrong, too many tries, expired and used are each told apart; a new code helps, not before it is needed.
func TestCodePage(t *testing.T) {
	s := newSite(t)
	cep := string(s.ayse.Cep)
	b := s.atKod(s.ayse)
	code := dbtest.Code(t, s.store, cep)
	b.press("Tamam", map[string]string{"kod": ""})
	b.wantError("kod", "6 rakamlı onay kodunu giriniz")
	b.press("Tamam", map[string]string{"kod": other(code)})
	b.wantError("kod", "Onay kodu hatalı. 4 deneme hakkınız kaldı.")
	b.press("Yeni Onay Kodu Gönder", nil)
	b.wantError("kod", "süresi henüz dolmadı")
	for range 4 {
		b.press("Tamam", map[string]string{"kod": other(code)})
	}
	b.wantError("kod", "çok kez hatalı girildi")

	b.press("Yeni Onay Kodu Gönder", nil)
	b.want(http.StatusOK, "/basvuru-yap/kod")
	b.wantText("Yeni onay kodu gönderildi.")
	code = dbtest.Code(t, s.store, cep)
	if _, err := s.store.Pool().Exec(t.Context(), `UPDATE onay_kodu SET bitis = now() WHERE kullanildi IS NULL`); err != nil {
		t.Fatal(err)
	}
	b.press("Tamam", map[string]string{"kod": code})
	b.wantError("kod", "süresi doldu")
	b.wantText("Bu kod artık kullanılamaz")

	b.press("Yeni Onay Kodu Gönder", nil)
	code = dbtest.Code(t, s.store, cep)
	if _, err := s.store.Pool().Exec(t.Context(), `UPDATE onay_kodu SET kullanildi = now() WHERE bitis > now()`); err != nil {
		t.Fatal(err)
	}
	b.press("Tamam", map[string]string{"kod": code})
	b.wantError("kod", "daha önce kullanıldı")
}

// SC-02: the code page shows whether the SMS was delivered.
func TestCodePageTellsOfTheSMS(t *testing.T) {
	s := newSite(t)
	b := s.atKod(s.ayse)
	if _, err := s.store.Pool().Exec(t.Context(), `UPDATE sms SET durum = 'iletildi'`); err != nil {
		t.Fatal(err)
	}
	b.open("/basvuru-yap/kod/durum")
	b.wantText("SMS telefonunuza iletildi.")
	if _, err := s.store.Pool().Exec(t.Context(), `UPDATE sms SET durum = 'basarisiz'`); err != nil {
		t.Fatal(err)
	}
	b.open("/basvuru-yap/kod")
	b.wantText("SMS gönderilemedi.")
}

// VB-04: nobody gets past the code, and “Vazgeç” leaves nothing behind.
func TestNoWayAroundTheCode(t *testing.T) {
	s := newSite(t)
	b := newBrowser(t, s.url)
	for _, path := range []string{"/basvuru-yap/kod", "/basvuru-yap/kayit", "/basvuru-yap/tamam"} {
		b.open(path)
		b.want(http.StatusOK, "/basvuru-yap")
	}
	b = s.atKod(s.ayse)
	b.open("/basvuru-yap/kayit")
	b.want(http.StatusOK, "/basvuru-yap/kod")
	b.press("Vazgeç", nil)
	b.want(http.StatusOK, "/")
	b.wantText("Hiçbir bilgi kaydedilmedi.")
	var drafts int
	if err := s.store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM taslak`).Scan(&drafts); err != nil || drafts != 0 {
		t.Errorf("%d drafts are left, %v", drafts, err)
	}
}

// SC-03: a session token that was planted before the code is worth nothing after it.
func TestSessionIsRenewed(t *testing.T) {
	s := newSite(t)
	b := s.atKod(s.ayse)
	before := sessionCookie(t, b)
	b.press("Tamam", map[string]string{"kod": dbtest.Code(t, s.store, string(s.ayse.Cep))})
	b.want(http.StatusOK, "/basvuru-yap/kayit")
	if sessionCookie(t, b) == before {
		t.Error("the token stayed the same")
	}
	thief := newBrowser(t, s.url)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/basvuru-yap/kayit", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Cookie", before)
	thief.do(req)
	thief.want(http.StatusOK, "/basvuru-yap")
}

func sessionCookie(t *testing.T, b *browser) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.base, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.client.Jar.Cookies(req.URL) {
		return c.String()
	}
	t.Fatal("no cookie")
	return ""
}

// VB-04: a code proves the number that it went to and no other: asking for one to a foreign number, which gets no more of them, does
// not make the code from before open the form with that number.
func TestCodeIsGoodForItsNumberAlone(t *testing.T) {
	s := newSite(t)
	b := s.atKod(s.ayse)
	own := s.code(s.ayse)
	for i := range 5 {
		ask := store.KodIstek{Amac: store.KodBasvuru, TCKN: basvuru.MakeTCKN(fmt.Sprintf("88000000%d", i)), Telefon: string(s.mehmet.Cep), IP: "192.0.2.1"}
		if _, err := s.store.RequestCode(t.Context(), ask); err != nil {
			t.Fatal(err)
		}
	}
	b.open("/basvuru-yap")
	b.press("Onay Kodu Gönder", with(identity(s.ayse), "cep", s.mehmet.Cep.Display()))
	b.want(http.StatusUnprocessableEntity, "/basvuru-yap")

	b.open("/basvuru-yap/kod")
	b.press("Tamam", map[string]string{"kod": own})
	b.want(http.StatusOK, "/basvuru-yap/kayit")
	if got := b.value("cep"); got != s.ayse.Cep.Display() {
		t.Errorf("the form is open with %s, whose owner never saw a code", got)
	}
}

// SC-03: on leaving, the browser is asked to forget the pages with the person on them.
func TestLeavingForgetsPages(t *testing.T) {
	s := newSite(t)
	b := s.atKod(s.ayse)
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for _, path := range []string{"/basvuru-yap/vazgec", "/basvuru-sorgula/bitir"} {
		b.post(path, "application/x-www-form-urlencoded", http.NoBody)
		if b.status != http.StatusSeeOther || b.header.Get("Clear-Site-Data") != `"cache"` {
			t.Errorf("%s: HTTP %d, Clear-Site-Data %q", path, b.status, b.header.Get("Clear-Site-Data"))
		}
	}
}
