package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/kart"
	"acikkapi/store"
)

// KB-01: the queue, oldest first, as its people read it: kind, waiting time, who has it; numbers masked; filters; nothing about a person in
// the address; live.
func TestKimlikQueue(t *testing.T) {
	b := newBuro(t)
	b.listening()
	pinar := b.signIn(userKimlik)
	empty := pinar.get("/kimlik")
	empty.shows(t, http.StatusOK, "Onay bekleyen talep bulunmamaktadır.", "Toplam 0 kayıt bulundu.", "Sıradaki Talebi Aç", "Onay bekleyen: 0", `hx-trigger="sse:degisti, every 60s"`)
	stream := pinar.events(between(t, empty.body, `sse-connect="`, `"`))
	fatma := b.asked("FATMA")
	waitFor(t, stream, "the open queue")
	part := between(t, empty.body, `hx-get="`, `"`)
	pinar.get(part).shows(t, http.StatusOK, "FATMA KAYA", `class="govuk-table__row ak-new" id="talep-`+fmt.Sprint(fatma)+`-1"`, "Boşta")
	ipek := b.asked("İPEK")
	b.exec(`UPDATE kart_talep SET geldi = now() - interval '2 days 5 hours' WHERE kart_no = $1`, ipek)

	page := pinar.get("/kimlik")
	page.shows(t, http.StatusOK, "Toplam 2 kayıttan 1-2 gösteriliyor.", "2 gün 5 saat", "1 dakikadan az", "Kart Talebi", "HASAN KAYA", "400******", "Eşi · ", "En eski talep 2 gün 5 saat bekliyor")
	if strings.Index(page.body, "İPEK") > strings.Index(page.body, "FATMA") {
		t.Error("the oldest is not on top")
	}
	pinar.post(kimlikURL(ipek, 1, "uzerime-al"), "islem", "al").redirects(t, kimlikURL(ipek, 1, ""))
	pinar.get("/kimlik").shows(t, http.StatusOK, "Üzerinizde (", "Üzerinizde: 1")
	b.signIn(userKimlik2).get("/kimlik").shows(t, http.StatusOK, "PINAR UÇAR üzerinde çalışıyor (")

	for name, c := range map[string]struct {
		typed        []string
		shows, lacks string
	}{
		"free":           {[]string{"alma", "bos"}, "FATMA KAYA", "İPEK KAYA"},
		"mine":           {[]string{"alma", "benim"}, "İPEK KAYA", "FATMA KAYA"},
		"name":           {[]string{"ad", "ipe"}, "İPEK KAYA", "FATMA KAYA"},
		"staff's name":   {[]string{"ad", "hasan"}, "İPEK KAYA", "bulunmamaktadır"},
		"number":         {[]string{"tckn", b.tckn(fatma)}, "FATMA KAYA", "İPEK KAYA"},
		"cancellations":  {[]string{"tip", "iptal"}, "Onay bekleyen talep bulunmamaktadır.", "FATMA KAYA"},
		"a reason":       {[]string{"neden", "diger"}, "Onay bekleyen talep bulunmamaktadır.", "FATMA KAYA"},
		"what is closed": {[]string{"durum", "sonuclanan"}, "Sonuçlanan Talepler", "FATMA KAYA"},
	} {
		a := pinar.post("/kimlik", c.typed...)
		if a.status != http.StatusSeeOther || strings.Contains(a.to, c.typed[1]) && !strings.Contains("alma tip neden durum", c.typed[0]) {
			t.Fatalf("%s leads to %d %s", name, a.status, a.to)
		}
		list := pinar.get(a.to)
		list.shows(t, http.StatusOK, c.shows)
		list.lacks(t, c.lacks)
	}
	pinar.post("/kimlik", "tckn", "12345678901", "ad", "Yazdığım").shows(t, http.StatusUnprocessableEntity, "tckn-error", `value="Yazdığım"`, `value="12345678901"`)
	pinar.post("/kimlik", "tip", "baska", "durum", "x", "alma", "y", "neden", "z").shows(t, http.StatusUnprocessableEntity, "tip-error", "durum-error", "alma-error", "neden-error")
	pinar.get("/kimlik?kisi=uydurma").shows(t, http.StatusUnprocessableEntity, "okunamadı")
}

// tckn is the T.C. Kimlik No of the card's relative.
func (b *buro) tckn(no int64) string {
	b.t.Helper()
	var sealed []byte
	if err := b.store.Pool().QueryRow(b.t.Context(), `SELECT yakin_tckn FROM kart WHERE no = $1`, no).Scan(&sealed); err != nil {
		b.t.Fatal(err)
	}
	plain, err := b.store.Box().OpenString(sealed)
	if err != nil {
		b.t.Fatal(err)
	}
	return plain
}

// G-02: pages of the queue lead to each other by their edges, with total and rank, and keep the filter.
func TestKimlikPages(t *testing.T) {
	b := newBuro(t)
	pinar := b.signIn(userKimlik)
	for i := range listSize + 3 {
		b.asked(fmt.Sprintf("ÇOCUK %02d", i))
	}
	first := pinar.get("/kimlik?tip=kart")
	first.shows(t, http.StatusOK, "Toplam 23 kayıttan 1-20 gösteriliyor.", "ÇOCUK 00")
	second := pinar.get(between(t, first.body, `rel="next" href="`, `"`))
	second.shows(t, http.StatusOK, "Toplam 23 kayıttan 21-23 gösteriliyor.", "ÇOCUK 22", "tip=kart")
	second.lacks(t, "ÇOCUK 19")
	pinar.get(between(t, second.body, `rel="prev" href="`, `"`)).shows(t, http.StatusOK, "Toplam 23 kayıttan 1-20 gösteriliyor.", "ÇOCUK 00")
}

// KB-01, SC-05: the page of a request has photo, papers, facts and reasons; reading it is recorded, its live part is not; what is not
// there is not found.
func TestKimlikReview(t *testing.T) {
	b := newBuro(t)
	pinar := b.signIn(userKimlik)
	no := b.kart(userPersonel, "FATMA", "KAYA")
	foto, dekont := b.ask(userPersonel, no)
	page := pinar.get(kimlikURL(no, 1, ""))
	page.shows(t, http.StatusOK, `<img src="/kimlik/dosya/`+foto, `<iframe src="/kimlik/dosya/`+dekont, "FATMA KAYA için yüklenen Fotoğraf", b.tckn(no), "01.03.1990", "Eşi", "HASAN KAYA",
		"Ret Sebebi Seçiniz...", "Kart Talebi: Onay Bekliyor", "Klavye Kısayolları", "Şu anda kimse incelemiyor.", "kimlik.js")
	if csp := page.header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-src 'self'") || strings.Contains(csp, "unsafe") {
		t.Errorf("CSP %s", csp)
	}
	read := func() int {
		return b.scan(`SELECT count(*)::text FROM erisim WHERE islem = 'Kart talebi görüntülendi' AND yapan_ad = 'PINAR UÇAR' AND ayrinti = $1`, store.KartTalepAdi(no, 1))
	}
	if n := read(); n != 1 {
		t.Errorf("%d readings are recorded", n)
	}
	pinar.get("/canli"+kimlikURL(no, 1, "parca")).shows(t, http.StatusOK, "Onay Bekliyor", "Evet, onayla")
	if n := read(); n != 1 {
		t.Errorf("the live part is recorded as a reading: %d", n)
	}
	for _, gone := range []string{kimlikURL(no, 2, ""), kimlikURL(999999, 1, ""), "/canli" + kimlikURL(no, 2, "parca"), "/canli" + kimlikURL(no, 2, ""), kimlikURL(b.kart(userPersonel, "HİÇ", "KAYA"), 1, "")} {
		pinar.get(gone).shows(t, http.StatusNotFound, "bulunamadı")
	}
	b.signIn(userPersonel).get(kimlikURL(no, 1, "")).shows(t, http.StatusForbidden)
}

// SC-05, SC-07: papers are shown under the type that was found in them, so that no browser runs them; the rest is a download; only what belongs
// to a request is there.
func TestKimlikPapers(t *testing.T) {
	b := newBuro(t)
	pinar := b.signIn(userKimlik)
	no := b.kart(userPersonel, "FATMA", "KAYA")
	loose := b.evrak(userPersonel, no, kart.KayipFormu, "gevşek.pdf", []byte(pdf))
	foto, dekont := b.ask(userPersonel, no)
	for id, want := range map[string][]string{
		foto: {"image/jpeg", "inline; filename", "default-src 'none'"}, dekont: {turPDF, "inline; filename=dekont.pdf", "frame-ancestors 'self'"},
	} {
		a := pinar.get("/kimlik/dosya/" + id)
		h := a.header
		if a.status != http.StatusOK || h.Get("Content-Type") != want[0] || !strings.HasPrefix(h.Get("Content-Disposition"), want[1]) || !strings.Contains(h.Get("Content-Security-Policy"), want[2]) ||
			!strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "private, no-store" {
			t.Errorf("%d %v", a.status, h)
		}
		if d := pinar.get("/kimlik/dosya/" + id + "?indir=1").header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") {
			t.Errorf("downloaded as %q", d)
		}
	}
	if n := b.scan(`SELECT count(*)::text FROM erisim WHERE islem = 'Kart evrakı indirildi' AND ayrinti IN ($1 || ' vesikalık.jpg', $2 || ' dekont.pdf')`, foto, dekont); n != 2 {
		t.Errorf("%d downloads are recorded", n)
	}
	b.exec(`UPDATE dosya SET tur = 'text/html' WHERE id = $1`, dekont) // whatever has got in: it is not shown
	if a := pinar.get("/kimlik/dosya/" + dekont); !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("an unknown type is shown: %v", a.header)
	}
	pinar.get("/kimlik/dosya/"+loose).shows(t, http.StatusNotFound)
	citizens := uuid.NewString()
	b.exec(`INSERT INTO dosya (id, ozet, ad, tur, boyut, yukleyen, zaman, basvuru_no) SELECT $1, repeat('a', 64), 'gizli.pdf', 'application/pdf', 9, 'x', now(), $2`, citizens, dbtest.File(t, b.store, 1))
	pinar.get("/kimlik/dosya/"+citizens).shows(t, http.StatusNotFound)
	pinar.get("/kimlik/dosya/abc").shows(t, http.StatusNotFound)
	b.signIn(userPersonel).get("/kimlik/dosya/"+foto).shows(t, http.StatusForbidden)
}

// SC-08: hostile names, reasons and words stand on the bureau's pages as text.
func TestKimlikHostileText(t *testing.T) {
	const hostile = `<script>alert(1)</script>"><img src=x onerror=alert(2)>'{{.}}`
	b := newBuro(t)
	pinar := b.signIn(userKimlik)
	b.exec(`UPDATE kullanici SET ad = $2 WHERE id = $1`, b.user(userPersonel), hostile)
	no := b.kart(userPersonel, hostile, hostile)
	b.ask(userPersonel, no)
	b.exec(`UPDATE dosya SET ad = $2 WHERE kart_no = $1`, no, hostile+".pdf")
	pages := map[string]answer{
		"queue": pinar.get("/kimlik"), "filter": pinar.post("/kimlik", "ad", hostile, "tckn", hostile), "request": pinar.get(kimlikURL(no, 1, "")),
		"refusal": pinar.post(kimlikURL(no, 1, "reddet"), "ret_aciklama", hostile, "ret_sebebi", hostile),
	}
	pinar.post(kimlikURL(no, 1, "reddet"), "ret_sebebi", b.sebep(store.TalepKart), "ret_aciklama", hostile).redirects(t, "/kimlik")
	pages["word on it"] = pinar.get("/kimlik")
	pages["decided"], pages["decided one"] = pinar.get(kimlikSonuc), pinar.get(kimlikURL(no, 1, ""))
	b.ask(userPersonel, no)
	pages["earlier one"] = pinar.get(kimlikURL(no, 2, ""))
	for name, a := range pages {
		if a.status != http.StatusOK && a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.status)
		}
		if strings.Contains(a.body, "<script>alert") || strings.Contains(a.body, "<img src=x") || !strings.Contains(a.body, "&lt;script&gt;alert(1)") {
			t.Errorf("%s: the text is not inert, or not there:\n%s", name, a.body)
		}
	}
}

// KT-03, KB-01: what has changed since the request stands before the reviewer, at once: the relative works at the ministry now, is spouse
// or child no more, or who asked has left: then no card is given. A card that is to be cancelled is cancelled all the same.
func TestKimlikTellsWhatHasChanged(t *testing.T) {
	b := newBuro(t)
	pinar, no := b.signIn(userKimlik), b.asked("FATMA")
	url := kimlikURL(no, 1, "")
	const staff, divorced, gone = "Kartın sahibi artık Bakanlık personeli", "artık personelin eşi ya da çocuğu olarak bildirmiyor", "Talep eden personel ayrılmış"
	page := pinar.get(url)
	page.lacks(t, staff, divorced, gone)
	b.exec(`UPDATE kart SET bakanlik_personeli = true, guncel = false WHERE no = $1`, no)
	b.exec(`UPDATE kullanici SET aktif = false WHERE id = $1`, b.user(userPersonel))
	pinar.get(url).shows(t, http.StatusOK, staff, divorced, gone, "Talebi reddediniz")
	pinar.get(url).lacks(t, "Evet, onayla")
	pinar.post(kimlikURL(no, 1, "onayla")).shows(t, http.StatusConflict, "Talebi reddediniz")
	pinar.get("/canli"+url+"/parca").shows(t, http.StatusOK, staff, divorced, gone)
	b.exec(`UPDATE kullanici SET aktif = true WHERE id = $1`, b.user(userPersonel))
	pinar.get(url).shows(t, http.StatusOK, staff, divorced, "Evet, onayla")
	pinar.post(kimlikURL(no, 1, "onayla")).redirects(t, "/kimlik")
	b.arrive(userPersonel, no, kart.RequestCancel{Neden: kart.Diger})
	pinar.get(kimlikURL(no, 2, "")).lacks(t, staff, divorced, gone)
}

// KB-02: what somebody of the reader's family has asked for, from whichever user, is marked in the queue: a colleague decides.
func TestKimlikQueueMarksOwnFamily(t *testing.T) {
	b := newBuro(t)
	b.asked("FATMA")
	pinar := b.signIn(userKimlik)
	pinar.get("/kimlik").lacks(t, "Kendi yakınınız")
	b.exec(`UPDATE kullanici SET tckn_iz = (SELECT tckn_iz FROM kullanici WHERE id = $1) WHERE id = $2`, b.user(userPersonel), b.user(userKimlik))
	pinar.get("/kimlik").shows(t, http.StatusOK, "Kendi yakınınız", "Başka bir görevli sonuçlandırır.")
}
