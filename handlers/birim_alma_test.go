package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/tohum"
)

const givesMEM = `INSERT INTO kullanici_birim (kullanici_id, birim_no) SELECT id, $2 FROM kullanici WHERE tip = 'yetkili' AND soyad = $1`

// colleague is TARIK ÖZGÜN, who answers for the birim of NURAY IŞIK as well.
func (s *site) colleague() *browser {
	s.t.Helper()
	s.exec(givesMEM, tohum.Demo()[userSaglik].Soyad, dbtest.BirimMEM.No)
	return s.signIn(userSaglik)
}

// YT-06: what one has taken, colleagues see at once; they cannot answer over their head, lose nothing that they have typed, and may take
// it over, which goes on record.
func TestTaking(t *testing.T) {
	s := newSite(t)
	s.listening()
	no := s.routed(1, dbtest.BirimMEM)
	nuray, tarik := s.signIn(userMEM), s.colleague()
	detail, page, take := birimURL(no, 1, ""), birimURL(no, 1, "cevapla"), birimURL(no, 1, "uzerime-al")
	open := tarik.get(detail)
	open.shows(t, http.StatusOK, "Şu anda kimse üzerinde çalışmıyor.", ">Üzerime Al<")
	one, list := tarik.events(between(t, open.body, `sse-connect="`, `"`)), tarik.events("/canli/birim?son="+changedAt(s.browserTime()).ID)

	nuray.post(take, "islem", "al").redirects(t, detail)
	nuray.get(detail).shows(t, http.StatusOK, "Üzerinizde (", ">Bırak<")
	waitFor(t, one, "the colleague's page")
	waitFor(t, list, "the colleague's list")
	tarik.get("/canli"+detail+"/parca").shows(t, http.StatusOK, "NURAY IŞIK üzerinde çalışıyor (", " kadar)", "Yine de devral", `hx-trigger="load delay:`)
	tarik.get("/canli/birim/basvuru").shows(t, http.StatusOK, "NURAY IŞIK üzerinde çalışıyor (")
	nuray.get("/birim/basvuru?alma=benim").shows(t, http.StatusOK, "Toplam 1 kayıttan", "Üzerinizde (")
	tarik.get("/birim/basvuru?alma=bos").shows(t, http.StatusOK, "Toplam 0 kayıt bulundu.")
	tarik.post(take, "islem", "al").redirects(t, detail)
	tarik.get(detail).shows(t, http.StatusOK, "İşlem yapılamadı", "NURAY IŞIK üzerinde çalışıyor")

	refused := tarik.post(page, "metin", "Uzun uzun yazdım", "sonuc", "olumlu")
	refused.shows(t, http.StatusConflict, "NURAY IŞIK üzerinde çalışıyor (", "İşleminiz yapılmadı.", "Uzun uzun yazdım", `value="devral"`, `href="#alma"`)
	tarik.post(birimURL(no, 1, "yetkisiz"), "neden", "Belediyenin görevidir").shows(t, http.StatusConflict, "NURAY IŞIK üzerinde çalışıyor (", "Belediyenin görevidir")
	tarik.post(take, "islem", "birak").redirects(t, detail) // not theirs to give back
	nuray.get(detail).shows(t, http.StatusOK, "Üzerinizde (")

	tarik.post(page, "metin", "Uzun uzun yazdım", "sonuc", "olumlu", "islem", "devral").shows(t, http.StatusOK, "Uzun uzun yazdım", "Üzerinizde (")
	if got := s.scanText(`SELECT yapan_ad || ': ' || ayrinti FROM erisim WHERE basvuru_no = $1 AND islem = 'Başvuru devralındı'`, no); got != "TARIK ÖZGÜN: NURAY IŞIK üzerinde çalışırken TARIK ÖZGÜN devraldı" {
		t.Errorf("on record: %s", got)
	}
	nuray.post(page, "metin", "Ben de", "sonuc", "olumlu").shows(t, http.StatusConflict, "TARIK ÖZGÜN üzerinde çalışıyor (", "Ben de")
	tarik.post(page, "metin", "Uzun uzun yazdım", "sonuc", "olumlu").redirects(t, detail)
	nuray.get(detail).lacks(t, "Üzerime Al<", "üzerinde çalışıyor (")
	nuray.post(take, "islem", "devral").redirects(t, detail)
	nuray.get(detail).shows(t, http.StatusOK, "TARIK ÖZGÜN tarafından cevaplanmıştır")
}

// YT-06: it falls back when its time is over, when given back, and when its holder is deleted or has lost the birim; opening or writing
// an answer begins the time anew, and its end is told beforehand.
func TestTakingEnds(t *testing.T) {
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM)
	nuray, tarik := s.signIn(userMEM), s.colleague()
	detail, page, take := birimURL(no, 1, ""), birimURL(no, 1, "cevapla"), birimURL(no, 1, "uzerime-al")
	left := func() int {
		return s.scan(`SELECT round(extract(epoch FROM alma_bitis - now()) / 60)::int::text FROM birim_kutusu WHERE basvuru_no = $1`, no)
	}
	free := func(why string) {
		t.Helper()
		if a := tarik.get(detail); !strings.Contains(a.body, ">Üzerime Al<") || strings.Contains(a.body, "üzerinde çalışıyor (") {
			t.Errorf("not free although %s", why)
		}
	}
	takes := func() {
		t.Helper()
		nuray.post(take, "islem", "al").redirects(t, detail)
		if n := left(); n != 30 {
			t.Errorf("%d minutes", n)
		}
	}
	takes()
	nuray.post(take, "islem", "birak").redirects(t, detail)
	free("given back")
	takes()
	s.exec(`UPDATE birim_kutusu SET alma_bitis = now() - interval '1 second' WHERE basvuru_no = $1`, no)
	free("its time is over")
	nuray.post(take, "islem", "surdur")
	free("one goes on writing after its time") // it must be taken again
	takes()
	s.exec(`UPDATE birim_kutusu SET alma_bitis = now() + interval '4 minutes' WHERE basvuru_no = $1`, no)
	nuray.get("/canli"+detail+"/alma").shows(t, http.StatusOK, "Süre dolmak üzere")
	if nuray.post(take, "islem", "surdur").status != http.StatusNoContent || left() != 30 {
		t.Errorf("writing leaves %d minutes", left())
	}
	s.exec(`UPDATE birim_kutusu SET alma_bitis = now() + interval '4 minutes' WHERE basvuru_no = $1`, no)
	nuray.get(page).shows(t, http.StatusOK, "Üzerinizde (")
	if left() != 30 {
		t.Errorf("opening the answer leaves %d minutes", left())
	}
	s.exec(`DELETE FROM kullanici_birim kb USING kullanici u WHERE u.id = kb.kullanici_id AND u.soyad = 'IŞIK'`)
	free("its holder has lost the birim")
	nuray.post(take, "islem", "al").shows(t, http.StatusNotFound)
	s.exec(givesMEM, "IŞIK", dbtest.BirimMEM.No)
	takes()
	s.exec(`UPDATE kullanici SET aktif = false WHERE soyad = 'IŞIK'`)
	free("its holder is deleted")
	tarik.post(page, "metin", "Cevap", "sonuc", "olumlu").redirects(t, detail)
}

// YT-06, PL-02: a birim's own system answers for the birim: nobody's taking holds it up. Two who take at once: one has it.
func TestTakingAtOnce(t *testing.T) {
	s := newSite(t)
	nuray, tarik := s.signIn(userMEM), s.colleague()
	for n := range 4 {
		no := s.routed(n, dbtest.BirimMEM)
		both(func() answer { return nuray.post(birimURL(no, 1, "uzerime-al"), "islem", "al") },
			func() answer { return tarik.post(birimURL(no, 1, "uzerime-al"), "islem", "al") })
		a, b := nuray.get(birimURL(no, 1, "")).body, tarik.get(birimURL(no, 1, "")).body
		if strings.Contains(a, "Üzerinizde (") == strings.Contains(b, "Üzerinizde (") {
			t.Error("both have it, or none")
		}
		s.do(kural.Actor{Rol: kural.Yetkili, Birims: []string{dbtest.BirimMEM.No}, Ad: dbtest.BirimMEM.No + " birim sistemi"}, no,
			basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Sistemden"})
	}
	foreign := s.routed(9, dbtest.BirimSaglik)
	for _, islem := range []string{"al", "devral"} {
		nuray.post(birimURL(foreign, 1, "uzerime-al"), "islem", islem).shows(t, http.StatusNotFound, "bulunamadı") // YT-02
	}
}

// YT-02: filters, one by one, and the column of the birim where there are several.
func TestInboxFilters(t *testing.T) {
	s := newSite(t)
	b := s.colleague()
	mem, saglik := s.routed(1, dbtest.BirimMEM), s.routed(2, dbtest.BirimSaglik)
	s.exec(`UPDATE basvuru SET olusturma = '2026-03-05 10:00+03' WHERE no = $1`, mem)
	s.exec(`UPDATE yonlendirme SET son_tarih = now() - interval '1 day' WHERE basvuru_no = $1`, mem)
	b.get("/birim/basvuru").shows(t, http.StatusOK, "Toplam 2 kayıttan", "<th scope=\"col\" class=\"govuk-table__header\">Birim</th>", dbtest.BirimSaglik.Ad)
	s.signIn(userMEM).get("/birim/basvuru").lacks(t, `for="birim"`, ">Birim</th>")
	for query, want := range map[string]int64{
		"birim=" + dbtest.BirimSaglik.No: saglik, "birim=" + dbtest.BirimMEM.No: mem, "gecikmis=1": mem, fmt.Sprintf("no=%d", saglik): saglik,
		"baslangic=05.03.2026&bitis=05.03.2026": mem, "baslangic=06.03.2026": saglik, "bitis=04.03.2026": 0, "durum=cevaplanan": 0, "alma=benim": 0,
		fmt.Sprintf("baslik=%d&birim=%s", dbtest.Yeni(1).Hizmets[0].Baslik, dbtest.BirimMEM.No): mem,
	} {
		a := b.get("/birim/basvuru?" + query)
		for _, no := range []int64{mem, saglik} {
			if strings.Contains(a.body, fmt.Sprintf(`id="b-%d-1"`, no)) != (no == want) {
				t.Errorf("%s: %d", query, no)
			}
		}
	}
	for _, query := range []string{"birim=" + dbtest.BirimMEM.No + "0", "alma=x", "baslangic=99.99.2026", "baslik=9999", "no=x", "bitis=01.01.2026&baslangic=02.01.2026"} {
		b.get("/birim/basvuru?"+query).shows(t, http.StatusUnprocessableEntity)
	}
}
