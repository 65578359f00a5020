package handlers

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"acikkapi/store"
)

var hiddenSurum = regexp.MustCompile(`name="surum" value="(\d+)"`)

// surumOf is the version that a page's form was made from.
func (a answer) surumOf(t *testing.T) string {
	t.Helper()
	m := hiddenSurum.FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("%d, a page without a version: %s", a.status, a.body)
	}
	return m[1]
}

// PL-02, SC-10: the operator finds a birim, is asked, gets its credentials once, renews them and takes the birim back; each act is on record.
func TestBirimIsConnected(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	op := s.signIn(userIsletmen)
	const path = birimSistemPath + "/90600135"
	for _, ara := range []string{"90600135", "ankara il tarim"} {
		a := op.get(birimSistemPath + "?ara=" + strings.ReplaceAll(ara, " ", "+"))
		if !strings.Contains(a.body, `href="`+path+`"`) || !strings.Contains(a.body, "Web gelen kutusu") {
			t.Errorf("searched for %q: %d %s", ara, a.status, a.body)
		}
	}
	if a := op.get(birimSistemPath + "?ara=zzzzz"); !strings.Contains(a.body, "etkin bir birim bulunamadı") {
		t.Errorf("nothing found: %s", a.body)
	}
	if a := op.get(birimSistemPath + "/1"); a.status != http.StatusNotFound {
		t.Errorf("a birim that is none: %d", a.status)
	}
	if a := op.get(path + "/yenile"); a.status != http.StatusSeeOther {
		t.Errorf("to renew what there is not: %d", a.status)
	}
	if a := op.post(path + "/gecir"); a.status != http.StatusUnprocessableEntity || s.scan(`SELECT count(*)::text FROM birim_sistem`) != 0 {
		t.Errorf("a form without its version: %d", a.status)
	}
	asked := op.get(path + "/gecir")
	shown := op.post(path+"/gecir", "surum", asked.surumOf(t))
	password, key := gizliOf(t, shown, "parola"), gizliOf(t, shown, "anahtar")
	if shown.status != http.StatusOK || gizliOf(t, shown, "kullanici") != "birim-90600135" || len(password) < 20 || shown.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %s %s", shown.status, shown.header, shown.body)
	}
	if _, err := s.store.APIKey(t.Context(), key); err != nil {
		t.Errorf("the API key that was shown: %v", err)
	}
	if a := op.post(path+"/gecir", "surum", asked.surumOf(t)); a.status != http.StatusConflict || strings.Contains(a.body, password) {
		t.Errorf("the same form again: %d %s", a.status, a.body)
	}
	one := op.get(path)
	for _, want := range []string{"Kuruluyor", "birim-90600135", "Kimliği Yenile", "Geri Al", "kendi sistemine geçirildi"} {
		if !strings.Contains(one.body, want) {
			t.Errorf("its page does not say %q: %s", want, one.body)
		}
	}
	for _, a := range []answer{one, op.get(birimSistemPath)} {
		if strings.Contains(a.body, password) || strings.Contains(a.body, key) {
			t.Error("the credentials are shown a second time")
		}
	}
	if n := s.scan(`SELECT count(*)::text FROM degisiklik WHERE sonraki::text LIKE '%' || $1 || '%' OR onceki::text LIKE '%' || $1 || '%'`, password); n != 0 {
		t.Error("the password is on record")
	}
	s.exec(`UPDATE birim_sistem SET durum = 'kuruldu', hata = 'RabbitMQ yönetim arayüzüne ulaşılamadı.'`)
	if a := op.get("/canli" + path); !strings.Contains(a.body, "Kendi sistemi") || !strings.Contains(a.body, "RabbitMQ henüz izlemedi: RabbitMQ yönetim arayüzüne ulaşılamadı.") {
		t.Errorf("live: %s", a.body)
	}
	renewed := op.post(path+"/yenile", "surum", op.get(path+"/yenile").surumOf(t))
	if p := gizliOf(t, renewed, "parola"); p == password {
		t.Error("the same password again")
	}
	if _, err := s.store.APIKey(t.Context(), key); err == nil {
		t.Error("the former API key is good still")
	}
	back := op.get(path + "/web")
	if a := op.post(path+"/web", "surum", back.surumOf(t)); a.status != http.StatusSeeOther || a.to != path {
		t.Errorf("taken back: %d %s", a.status, a.body)
	}
	if a := op.get(path); !strings.Contains(a.body, "alınıyor") || strings.Contains(a.body, path+"/yenile") {
		t.Errorf("its page: %s", a.body)
	}
	if _, err := s.store.APIKey(t.Context(), gizliOf(t, renewed, "anahtar")); err == nil {
		t.Error("the API key of a birim without a system is good still")
	}
	if is, err := s.store.BirimSistemIsi(t.Context(), "90600135"); err != nil || is.Durum != store.BirimSistemKapanacak || is.ParolaOzet != "" {
		t.Errorf("%+v, %v", is, err)
	}
	if n := s.scan(`SELECT count(*)::text FROM giden WHERE tip = 'birim.sistem'`); n != 3 {
		t.Errorf("%d messages, want 3", n)
	}
}

// gizliOf is what stands in the field id of a page.
func gizliOf(t *testing.T, a answer, id string) string {
	t.Helper()
	_, after, ok := strings.Cut(a.body, `id="`+id+`" value="`)
	value, _, _ := strings.Cut(after, `"`)
	if !ok { // a long one may break
		_, after, ok = strings.Cut(a.body, `<textarea class="govuk-textarea" id="`+id+`"`)
		_, after, _ = strings.Cut(after, ">")
		value, _, _ = strings.Cut(after, "<")
	}
	if !ok || value == "" {
		t.Fatalf("%d, no field %s: %s", a.status, id, a.body)
	}
	return value
}

// SC-10: a birim whose credentials could not be ended – RabbitMQ did not follow, and somebody has discarded the message – can be taken back once more;
// one that DETSİS has closed shows while its credentials live, and gets no new ones.
func TestBirimIsTakenBackOnceMore(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	op := s.signIn(userIsletmen)
	const path = birimSistemPath + "/90600135"
	op.post(path+"/gecir", "surum", op.get(path+"/gecir").surumOf(t))
	s.exec(`UPDATE birim SET aktif = false WHERE detsis_no = '90600135'`)
	for name, a := range map[string]answer{"list": op.get(birimSistemPath), "page": op.get(path)} {
		if !strings.Contains(a.body, "Kapatılmış birim") || strings.Contains(a.body, "/yenile") {
			t.Errorf("the %s of a closed birim with credentials: %s", name, a.body)
		}
	}
	if a := op.get(isletimPath); !strings.Contains(a.body, "1 kapatılmış birimin kendi sistemi açık") {
		t.Errorf("the home does not tell of it: %s", a.body)
	}
	if a := op.post(path+"/yenile", "surum", op.get(path+"/web").surumOf(t)); a.status != http.StatusConflict {
		t.Errorf("a closed birim gets new credentials: %d %s", a.status, a.body)
	}
	op.post(path+"/web", "surum", op.get(path+"/web").surumOf(t))
	if a := op.get(path); strings.Contains(a.body, path+"/web") {
		t.Errorf("it is under way, and can be done again: %s", a.body)
	}
	s.exec(`UPDATE birim_sistem SET hata = 'RabbitMQ yönetim arayüzüne ulaşılamadı.'`)
	if a := op.get(isletimPath); !strings.Contains(a.body, "1 birimin kendi sistemi RabbitMQ’da kurulamadı ya da kapatılamadı") {
		t.Errorf("the home does not tell of it: %s", a.body)
	}
	s.exec(`DELETE FROM giden`)
	if a := op.post(path+"/web", "surum", op.get(path+"/web").surumOf(t)); a.status != http.StatusSeeOther || s.scan(`SELECT count(*)::text FROM giden WHERE tip = 'birim.sistem'`) != 1 {
		t.Errorf("taken back once more: %d %s", a.status, a.body)
	}
	if a := op.get(path); !strings.Contains(a.body, "web gelen kutusuna alma yinelendi") {
		t.Errorf("it is not on record: %s", a.body)
	}
	s.exec(`UPDATE birim_sistem SET durum = 'kapali', hata = ''`)
	if a := op.post(path+"/gecir", "surum", "4"); a.status != http.StatusConflict {
		t.Errorf("a closed birim gets a system: %d %s", a.status, a.body)
	}
}
