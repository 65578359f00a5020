package handlers

import (
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
)

// kotuForm is a form with input that is right, and what is wrong at each of its fields, one at a time.
type kotuForm struct {
	user  int
	path  string
	right []string
	wrong []string // field, value, field, value, …; a field may stand more than once
	gone  []string // fields that are never shown again: passwords
}

var longText = strings.Repeat("u", basvuru.MaxMetin+1)

func (s *site) kotuFormlar() []kotuForm {
	s.t.Helper()
	vali, yonetici := s.signIn(userVali), s.signIn(userYonetici)
	desk := vali.post("/yetki/kullanici/yeni", "tip", "sorumlu", "tckn", newUser(31), "cep", "5321112233", "ad", "Ali", "soyad", "İnce").to
	hesap := yonetici.post("/yetki/hesap/yeni", newHesap(32)...).to
	no, atMIA := s.routed(1, dbtest.BirimMEM), s.atMIA(2)
	person := []string{"cep", "0532 111 22 33", "ad", "Ayşe Nur", "soyad", "Işık"}
	wrongPerson := []string{"cep", "", "cep", "0312 111 22 33", "cep", "5", "ad", "", "ad", longText, "soyad", " ", "soyad", longText}
	account := append(slices.Clone(person), "tip", "mia", "il", "6", "birim", dbtest.BirimMEM.No, "kullanici_adi", "ayse.nur", "modul", "acikkapi")
	wrongAccount := []string{
		"tip", "", "tip", "kral", "il", "", "il", "99", "cep", "0312 111 22 33", "cep", "x", "ad", "", "ad", longText, "soyad", "", "birim", "12", "birim", "00000000",
		"kullanici_adi", "", "kullanici_adi", "Ayşe", "kullanici_adi", "ab", "modul", "tanim", "modul", "yok",
	}
	day := []string{"gun", "01.02.2031", "ad", "İdari izin"}
	line := []string{"ad", "Arıcılık", "sira", "5"}
	wrongLine := []string{"ad", "", "ad", longText, "sira", "", "sira", "x", "sira", "0", "sira", "99999"}
	filter := []string{"no", "123", "ad", "Ayşe", "baslangic", "01.02.2026", "bitis", "02.02.2026"}
	wrongFilter := []string{"no", "abc", "tckn", "12345678901", "tckn", "1", "ad", longText, "soyad", longText, "baslangic", "32.01.2026", "bitis", "x", "bitis", "01.01.2020", "baslik", "9999", "durum", "yok"}
	return []kotuForm{
		{userMEM, birimURL(no, 1, "cevapla"), []string{"sonuc", "olumlu", "metin", "Uzun uzun yazdım"}, []string{"sonuc", "", "sonuc", "kismen", "sonuc", "x", "metin", "", "metin", " \n ", "metin", longText}, nil},
		{userMEM, birimURL(no, 1, "yetkisiz"), nil, []string{"neden", "", "neden", " \t", "neden", longText}, nil},
		{userMIA, miaURL(atMIA, "cevapla"), []string{"sonuc", "kismen", "metin", "Uzun uzun yazdım"}, []string{"sonuc", "", "sonuc", "x", "metin", "", "metin", longText}, nil},
		{userMIA, miaURL(atMIA, "geri-al"), nil, []string{"aciklama", "", "aciklama", " ", "aciklama", longText}, nil},
		{userMIA, "/mia", filter, wrongFilter, nil},
		{userVali, "/yetki/kullanici/yeni", append(slices.Clone(person), "tip", "yetkili", "tckn", newUser(33)), append(slices.Clone(wrongPerson), "tip", "", "tip", "vali", "tckn", "", "tckn", "12345678901", "tckn", "x"), nil},
		{userVali, desk, person, wrongPerson, nil},
		{userVali, desk + "/ilce", []string{"islem", "ekle"}, []string{"ilce", "", "ilce", "34013", "ilce", "x"}, nil},
		{userVali, "/yetki/kullanici", []string{"ad", "Ayşe Nur", "soyad", "Işık"}, []string{"tip", "vali", "tckn", "12345678901", "cep", "0312", "birim", "12", "ad", longText, "soyad", longText}, nil},
		{userVali, "/yetki/sektor/yeni", line, wrongLine, nil},
		{userVali, "/yetki/sektor/1", append(slices.Clone(line), "surum", "1"), wrongLine, nil},
		{
			userYonetici, "/yetki/hesap/yeni", append(slices.Clone(account), "tckn", newUser(34), "parola", ilkParola, "parola_tekrar", ilkParola),
			append(slices.Clone(wrongAccount), "tckn", "", "tckn", "12345678901", "parola", "", "parola", "kısa", "parola_tekrar", "", "parola_tekrar", "başka bir şey"),
			[]string{"parola", "parola_tekrar"},
		},
		{userYonetici, hesap, append(slices.Clone(account), "surum", "1"), wrongAccount, nil},
		{userYonetici, hesap + "/sifre", []string{"parola", ilkParola, "parola_tekrar", ilkParola, "surum", "1"}, []string{"parola", "", "parola", "kısa", "parola_tekrar", "", "parola_tekrar", "x"}, []string{"parola", "parola_tekrar"}},
		{userYonetici, "/yetki/hesap", []string{"ad", "Ayşe Nur"}, []string{"tip", "kral", "tckn", "1", "il", "99", "modul", "yok", "ad", longText, "soyad", longText, "kullanici_adi", longText}, nil},
		{userYonetici, "/yetki/referans/baslik/yeni", append(slices.Clone(line), "sure_gun", "10"), append(slices.Clone(wrongLine), "sure_gun", "x", "sure_gun", "99"), nil},
		{userYonetici, "/yetki/referans/egitim/yeni", line, wrongLine, nil},
		{userYonetici, "/yetki/referans/tatil/yeni", day, []string{"gun", "", "gun", "31.02.2031", "gun", "01.02.2020", "gun", "01.02.2099", "ad", "", "ad", longText}, nil},
		{userYonetici, "/yetki/referans/metin/kod", nil, []string{"metin", "", "metin", "Kodunuz {kodu}", "metin", "Kodunuz yok", "metin", longText}, nil},
		{
			userPersonel, yolSifre,
			[]string{"eski", "yanlış ama dolu", "parola", ikinciParola, "parola_tekrar", ikinciParola},
			[]string{"eski", "", "parola", "", "parola", "kısa", "parola_tekrar", "", "parola_tekrar", "x"},
			[]string{"eski", "parola", "parola_tekrar"},
		},
	}
}

// G-06, YT-04, YT-08, MI-01, MI-03, MI-04, YE-02, YE-03, YE-05, SE-01, GR-06, OP-07: each field of each form of authorities and governors
// wrong by itself: told at that field alone in Turkish, 422, whatever else was typed stays, nothing is saved.
func TestEachFieldOfEachFormWrong(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	forms, browsers, tried := s.kotuFormlar(), map[int]*browser{}, 0
	for _, f := range forms {
		b := browsers[f.user]
		if b == nil {
			b = s.signIn(f.user)
			browsers[f.user] = b
		}
		before := s.scanText(`SELECT concat_ws(' ', (SELECT count(*) FROM olay), (SELECT count(*) FROM degisiklik), (SELECT count(*) FROM kullanici))`)
		for i := 0; i < len(f.wrong); i += 2 {
			tried++
			field, value := f.wrong[i], f.wrong[i+1]
			v := values(f.right...)
			v.Set(field, value)
			f.refused(t, b.postForm(f.path, v), v, field, value)
		}
		if after := s.scanText(`SELECT concat_ws(' ', (SELECT count(*) FROM olay), (SELECT count(*) FROM degisiklik), (SELECT count(*) FROM kullanici))`); after != before {
			t.Errorf("%s: something was saved: %s, then %s", f.path, before, after)
		}
	}
	t.Logf("%d wrong fields of %d forms tried", tried, len(forms))
}

// refused wants the answer to a form in which field alone was wrong.
func (f *kotuForm) refused(t *testing.T, a answer, v url.Values, field, value string) {
	t.Helper()
	short := value
	if len(short) > 30 {
		short = short[:10] + "…"
	}
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("%s, %s=%q: %d %s", f.path, field, short, a.status, a.to)
		return
	}
	var told []string
	for _, before := range strings.Split(a.body, `-error" class="govuk-error-message`) {
		if at := strings.LastIndex(before, `id="`); at >= 0 {
			told = append(told, before[at+4:])
		}
	}
	told = told[:max(0, len(told)-1)] // what stands behind the last one
	if !slices.Equal(told, []string{field}) {
		t.Errorf("%s, %s=%q is told at %q", f.path, field, short, told)
	}
	text := html.UnescapeString(a.body)
	for name, typed := range v {
		if slices.Contains(f.gone, name) {
			if typed[0] != "" && strings.Contains(text, `value="`+typed[0]) {
				t.Errorf("%s: the page shows a password", f.path)
			}
			continue
		}
		if name == "islem" || name == "surum" || name == field && (len(value) > 1000 || strings.TrimSpace(value) == "" || isChoice(a.body, name)) {
			continue
		}
		if isChoice(a.body, name) && strings.Contains(text, `value="`+typed[0]+`" selected`) || strings.Contains(text, `value="`+typed[0]+`" checked`) {
			continue
		}
		if !strings.Contains(text, `value="`+typed[0]+`"`) && !strings.Contains(text, typed[0]+"</textarea>") {
			t.Errorf("%s, %s=%q: what was typed at %s is lost", f.path, field, short, name)
		}
	}
}

// isChoice tells whether name is chosen from a list: a value that the list does not have cannot stand there again.
func isChoice(page, name string) bool {
	for _, tag := range strings.Split(page, ">") {
		if strings.Contains(tag, `name="`+name+`"`) && (strings.Contains(tag, "<select") || strings.Contains(tag, `type="radio"`) || strings.Contains(tag, `type="checkbox"`)) {
			return true
		}
	}
	return false
}
