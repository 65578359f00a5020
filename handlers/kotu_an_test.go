package handlers

import (
	"net/http"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
)

// YE-02, GR-06: the same user defined twice at the same moment is one user; the other is told, and keeps what was typed.
func TestOneUserDefinedTwiceAtOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	one, two := s.signIn(userVali), s.signIn(userVali)
	for n := range 3 {
		form := []string{"tip", "sorumlu", "tckn", newUser(40 + n), "cep", "5321112233", "ad", "Ayşe Nur", "soyad", "Işık"}
		a, b := both(func() answer { return one.post("/yetki/kullanici/yeni", form...) }, func() answer { return two.post("/yetki/kullanici/yeni", form...) })
		oneWins(t, a, b, "Bu kişi bu yetki tipiyle zaten kayıtlıdır", `value="Ayşe Nur"`)
		if n := s.scan(`SELECT count(*)::text FROM kullanici WHERE tckn_iz = $1`, s.iz(basvuru.TCKN(newUser(40+n)))); n != 1 {
			t.Errorf("%d users", n)
		}
	}
	one, two = s.signIn(userYonetici), s.signIn(userYonetici)
	a, b := both(func() answer { return one.post("/yetki/hesap/yeni", newHesap(50)...) }, func() answer { return two.post("/yetki/hesap/yeni", newHesap(50)...) })
	oneWins(t, a, b, `value="`+newUser(50)+`"`)
}

// YE-04, YT-02, YT-06, GR-05, UI-04: the Vali takes a birim from a Yetkili who is at one of its applications: the open pages make way, what
// was being written is not lost and goes nowhere, the application is free for a colleague.
func TestBirimTakenFromYetkiliAtWork(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.listening()
	no := s.routed(1, dbtest.BirimMEM)
	nuray, tarik, vali := s.signIn(userMEM), s.colleague(), s.signIn(userVali)
	detail, page := birimURL(no, 1, ""), birimURL(no, 1, "cevapla")
	nuray.post(birimURL(no, 1, "uzerime-al"), "islem", "al").redirects(t, detail)
	nuray.get(page).shows(t, http.StatusOK, "Üzerinizde (")
	at := "/yetki/kullanici/" + s.scanText(`SELECT id::text FROM kullanici WHERE soyad = 'IŞIK'`)
	vali.post(at+"/birim", "islem", "cikar:"+dbtest.BirimMEM.No).redirects(t, at+"#birimler")

	refused := nuray.post(page, "metin", "Uzun uzun <yazdım>", "sonuc", "olumlu")
	refused.shows(t, http.StatusNotFound, "Uzun uzun &lt;yazdım&gt;")
	refused.lacks(t, dbtest.Yeni(1).Konu)
	gone := nuray.get("/canli" + detail + "/parca")
	if gone.status != http.StatusNotFound || gone.header.Get("HX-Redirect") == "" {
		t.Errorf("the open page stays: %d %v", gone.status, gone.header)
	}
	nuray.get("/canli"+detail).shows(t, http.StatusNotFound)
	nuray.get("/birim/basvuru").lacks(t, detail)
	if n := s.scan(`SELECT count(*)::text FROM cevap`); n != 0 {
		t.Errorf("%d answers", n)
	}
	tarik.get(detail).shows(t, http.StatusOK, "Şu anda kimse üzerinde çalışmıyor.", ">Üzerime Al<")
	tarik.post(page, "metin", "Cevabımız", "sonuc", "olumlu").redirects(t, detail)
}

// YE-06, GR-05: a deleted user's open session ends with the next click, in a part of an open page and in a form too; what they have done
// stays where it was, under their name.
func TestDeletedUserAtWork(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	no := dbtest.File(t, s.store, 1)
	selin, nuray, vali := s.signIn(userAKS), s.signIn(userMEM), s.signIn(userVali)
	selin.post(aksURL(no, "yonlendir"), "birim", dbtest.BirimMEM.No, "birim", dbtest.BirimSaglik.No, "islem", "yonlendir").redirects(t, aksURL(no, ""))
	s.deliver(no, 1, 2)
	nuray.post(birimURL(no, 1, "cevapla"), "metin", "Okul temizlenecektir.", "sonuc", "olumlu").redirects(t, birimURL(no, 1, ""))
	for _, soyad := range []string{"AKIN", "IŞIK"} {
		vali.post("/yetki/kullanici/"+s.scanText(`SELECT id::text FROM kullanici WHERE soyad = $1`, soyad)+"/sil").redirects(t, "/yetki/kullanici")
	}
	for path, b := range map[string]*browser{aksURL(no, ""): selin, birimURL(no, 1, ""): nuray} {
		part := b.get("/canli" + path + "/parca")
		if part.status != http.StatusUnauthorized || part.header.Get("HX-Redirect") != "/giris" {
			t.Errorf("an open page's part: %d %v", part.status, part.header)
		}
		b.get("/canli"+path).shows(t, http.StatusUnauthorized)
		b.get(path).redirects(t, "/giris")
	}
	if a := selin.post(aksURL(no, "geri-cek/2"), "neden", "Yanlış birim"); a.status != http.StatusSeeOther || a.to != "/giris" {
		t.Errorf("a form: %d %s", a.status, a.to)
	}
	if durum := s.scanText(`SELECT durum FROM yonlendirme WHERE basvuru_no = $1 AND sira = 2`, no); durum != string(basvuru.TeslimEdildi) {
		t.Errorf("a deleted user has made it %s", durum)
	}
	s.signIn(userMIA).get(miaURL(no, "")).shows(t, http.StatusOK, basvuru.Yonlendirildi.Label(), "Okul temizlenecektir.", "NURAY IŞIK", "Birim Cevap Verdi")
	if done := s.scanText(`SELECT string_agg(yapan_ad, ', ' ORDER BY sira) FROM olay WHERE konu = 'basvuru' AND konu_no = $1 AND yapan_id <> 0`, no); done != "SELİN AKIN, NURAY IŞIK" {
		t.Errorf("on record: %s", done)
	}
}

// YT-04, AK-10: the desk takes a routing back at the moment in which the birim answers: one of the two happens, the other is told and keeps
// what was written.
func TestTakenBackWhileAnswering(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	desk, unit := s.signIn(userAKS), s.signIn(userMEM)
	answered := 0
	for n := range 6 {
		no := s.routed(n, dbtest.BirimMEM, dbtest.BirimSaglik)
		taken, sent := both(
			func() answer { return desk.post(aksURL(no, "geri-cek/1"), "neden", "Yanlış birim seçtim") },
			func() answer {
				return unit.post(birimURL(no, 1, "cevapla"), "metin", "Uzun uzun yazdım", "sonuc", "olumlu")
			})
		state := s.scanText(`SELECT durum FROM yonlendirme WHERE basvuru_no = $1 AND sira = 1`, no)
		switch {
		case sent.status == http.StatusSeeOther:
			answered++
			taken.shows(t, http.StatusConflict, "NURAY IŞIK tarafından cevaplanmıştır", "Yanlış birim seçtim")
			if state != string(basvuru.BirimCevapli) {
				t.Errorf("answered, and %s", state)
			}
		case taken.status == http.StatusSeeOther:
			sent.shows(t, http.StatusNotFound, "Uzun uzun yazdım", "üzerinizden alınmış olabilir")
			if state != string(basvuru.GeriCekildi) || s.scan(`SELECT count(*)::text FROM cevap WHERE basvuru_no = $1`, no) != 0 {
				t.Errorf("taken back, and %s", state)
			}
		default:
			t.Errorf("neither happened: %d, %d", taken.status, sent.status)
		}
	}
	t.Logf("%d of 6 answers came first", answered)
}

// YE-05: the guide's columns, and of every user the own il, who defined and who changed them.
func TestUserListColumns(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signIn(userVali)
	at := b.post("/yetki/kullanici/yeni", "tip", "yetkili", "tckn", newUser(60), "cep", "5321112233", "ad", "Ayşe Nur", "soyad", "Işık").to
	b.post(at+"/birim", "islem", "ekle:"+dbtest.BirimMEM.No).redirects(t, at+"#birimler")
	page := b.get("/yetki/kullanici")
	for _, label := range []string{"Kullanıcı Yetki Tipi", "İl", "Detsis Birimleri", "Tc Kimlik No", "Ad Soyad", "Cep Telefonu", "Oluşturan Kişi", "Güncelleyen Kişi", "İşlemler"} {
		page.shows(t, http.StatusOK, ">"+label+"</th>")
	}
	page.shows(t, http.StatusOK, "AYŞE NUR IŞIK", dbtest.BirimMEM.Ad, "0 532 111 22 33", "İLHAN SOYLU", ">Ara<", ">Temizle<", ">Rapor Al<", at+`"`, at+`/sil"`)
	if row := s.scanText(`SELECT concat_ws(' ', olusturan, guncelleyen) FROM kullanici WHERE ad = 'AYŞE NUR'`); len(strings.Fields(row)) != 2 {
		t.Errorf("made and changed by %q", row)
	}
}

// MI-01: every filter of “Açık Kapı Başvuru Sorgulama” narrows the list of the own il; “Temizle” leads back to all.
func TestMIAFilters(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	one, two := dbtest.File(t, s.store, 1), s.file(func() basvuru.Yeni {
		y := dbtest.Yeni(2)
		y.Kisi.Ad, y.Kisi.Soyad, y.Hizmets = "ZEHRA", "ÇELİK", []basvuru.Hizmet{{Baslik: 2, Alt: atoi(s.scanText(`SELECT min(id)::text FROM hizmet_alt_baslik WHERE baslik_id = 2`))}}
		return y
	}())
	s.exec(`UPDATE basvuru SET olusturma = '2026-03-05 10:00+03' WHERE no = $1`, two)
	s.do(dbtest.AKS, two, basvuru.SendToMIA{})
	s.exec(`UPDATE basvuru SET son_cevap = now() - interval '3 days', yasal_son = now() - interval '3 days' WHERE no = $1`, two)
	b := s.signIn(userMIA)
	b.get("/mia").shows(t, http.StatusOK, "Açık Kapı Başvuru Sorgulama", ">Ara<", `href="/mia">Temizle<`, ">Rapor Al<", miaURL(one, ""), miaURL(two, ""))
	alt := s.scanText(`SELECT min(id)::text FROM hizmet_alt_baslik WHERE baslik_id = 2`)
	for _, filter := range [][]string{
		{"no", dbtestNo(two)},
		{"tckn", string(dbtest.Yeni(2).Kisi.TCKN)},
		{"ad", "zehra"},
		{"soyad", "çelik"},
		{"baslangic", "05.03.2026", "bitis", "05.03.2026"},
		{"baslik", "2"},
		{"baslik", "2", "alt_baslik", alt},
		{"durum", string(basvuru.MIAOnayinda)},
		{"gecikmis", "1"},
	} {
		page := b.get(b.post("/mia", filter...).to)
		page.shows(t, http.StatusOK, "Toplam 1 kayıttan 1-1 gösteriliyor.", miaURL(two, ""))
		page.lacks(t, miaURL(one, `"`))
	}
}

// GR-06: whoever has no user name and password is told whom to ask, before and after trying.
func TestWhoHasNoPasswordIsToldWhomToAsk(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	const told = "Kullanıcı adınız ve şifreniz yoksa biriminizin e-İçişleri Proje Yöneticisine başvurunuz."
	b.get("/e-icisleri/giris").shows(t, http.StatusOK, told)
	b.post("/e-icisleri/giris", "kullanici_adi", "kimse.yok", "parola", "x").shows(t, http.StatusUnprocessableEntity, told)
}
