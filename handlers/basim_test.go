package handlers

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/rapor"
	"acikkapi/kart"
	"acikkapi/store"
)

// basimSite is a bureau with approved cards, whose photo lies in the blob store.
type basimSite struct {
	*site
	bir, hasan kural.Actor
	foto       []byte
	nos        []int64
}

func newBasimSite(t *testing.T, kartlar int) *basimSite {
	t.Helper()
	s := newSite(t)
	var foto bytes.Buffer
	if err := jpeg.Encode(&foto, image.NewGray(image.Rect(0, 0, kart.FotografGenislik, kart.FotografYukseklik)), nil); err != nil {
		t.Fatal(err)
	}
	saved, err := s.svc.dosya.Save(t.Context(), "foto.jpg", bytes.NewReader(foto.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	b := &basimSite{site: s, bir: dbtest.Hesap(t, s.store, "kimlik.bir"), hasan: dbtest.Hesap(t, s.store, "personel.demo"), foto: s.stored(saved.Ozet)}
	b.nos = dbtest.OnayliKartlar(t, s.store, b.hasan, b.bir, 1, kartlar, saved.Ozet)
	return b
}

// KB-03: approved cards wait, a batch is made of the oldest, its cards are recorded as printed and sent, and the staff member reads so.
func TestPrintBatch(t *testing.T) {
	t.Parallel()
	s := newBasimSite(t, 4)
	b := s.signIn(userKimlik)
	b.get("/kimlik").shows(t, http.StatusOK, `href="/kimlik/basim"`, `href="/kimlik/sayim"`)
	list := b.get("/kimlik/basim")
	list.shows(t, http.StatusOK, "Kart Basımı", `<span class="ak-door__figure">4</span><a class="govuk-link" href="/kimlik/basim/bekleyen">Basım bekleyen</a>`, "Parti Oluştur", "Basım partisi bulunmuyor.")
	b.get("/kimlik/basim/bekleyen").shows(t, http.StatusOK, "ÇOCUK 1 KAYA", "HASAN KAYA", dbtest.YakinTCKN(1).Masked(), "Toplam 4 kayıttan 1-4 gösteriliyor.")
	form := []string{"anahtar", between(t, list.body, `name="anahtar" value="`, `"`), "adet", "3"}
	b.post("/kimlik/basim", form...).redirects(t, "/kimlik/basim/1")
	b.get("/kimlik/basim/1").shows(t, http.StatusOK, "3 kart basım partisine alındı.")
	b.post("/kimlik/basim", form...).redirects(t, "/kimlik/basim/1") // the same form again: the same batch, and it is told
	parti := b.get("/kimlik/basim/1")
	parti.shows(t, http.StatusOK, "Basım Partisi 1", "1 numaralı parti bu formla oluşturuldu; form yeniden gönderildiği için", "3 basılacak", "Partideki Kartlar (3)", "Excel Dosyası Al")
	parti.lacks(t, "ÇOCUK 4 KAYA", string(dbtest.YakinTCKN(1)), `id="gonderildi"`)
	one, two := fmt.Sprint(s.nos[0]), fmt.Sprint(s.nos[1])
	b.post("/kimlik/basim/1/basildi").shows(t, http.StatusUnprocessableEntity, "Kartları seçiniz.")
	b.post("/kimlik/basim/1/basildi", "kart", one, "kart", two).redirects(t, "/kimlik/basim/1")
	b.get("/kimlik/basim/1").shows(t, http.StatusOK, "2 kart “Basıldı” olarak kaydedildi.", "1 basılacak", "2 gönderilecek", `id="gonderildi"`)
	b.post("/kimlik/basim/1/gonderildi", "kart", one, "aciklama", " ").shows(t, http.StatusUnprocessableEntity, `id="aciklama-error"`, `value="`+one+`" checked`)
	b.post("/kimlik/basim/1/gonderildi", "kart", one, "aciklama", "Kargo <b>123</b>").redirects(t, "/kimlik/basim/1")
	b.get("/kimlik/basim/1").shows(t, http.StatusOK, "1 gönderildi", "Kargo &lt;b&gt;123&lt;/b&gt;")
	b.get("/kimlik/basim?asama=basildi").shows(t, http.StatusOK, "Gönderilecek kartı olan partiler", "1 numaralı partiyi aç", "1 basılacak")
	k, err := s.store.KartDetay(t.Context(), store.KartActor(s.hasan), s.nos[0])
	if err != nil {
		t.Fatal(err)
	}
	if last := k.Hareketler[len(k.Hareketler)-1]; last.Durum != "Kart Gönderildi" || last.Aciklama != "Kargo <b>123</b>" || k.Basim != kart.BasimGonderildi {
		t.Errorf("the staff member reads %+v", last)
	}
}

// KB-03: a batch of chosen cards; wrong wishes come back with what was chosen.
func TestPrintChosen(t *testing.T) {
	t.Parallel()
	s := newBasimSite(t, 3)
	b := s.signIn(userKimlik)
	b.post("/kimlik/basim", "secerek", "1").shows(t, http.StatusUnprocessableEntity, "Basılacak kartları seçiniz.", "ÇOCUK 2 KAYA")
	b.post("/kimlik/basim", "adet", "201").shows(t, http.StatusUnprocessableEntity, `id="adet-error"`, "1 ile 200 arasında", `value="201"`)
	b.post("/kimlik/basim", "adet", "x").shows(t, http.StatusUnprocessableEntity, `id="adet-error"`, `value="x"`)
	b.post("/kimlik/basim", "secerek", "1", "kart", fmt.Sprint(s.nos[2]), "kart", fmt.Sprint(s.nos[1]), "kart", "abc").redirects(t, "/kimlik/basim/1")
	b.get("/kimlik/basim/1").shows(t, http.StatusOK, "2 kart basım partisine alındı.")
	again := b.post("/kimlik/basim", "secerek", "1", "kart", fmt.Sprint(s.nos[1]))
	again.shows(t, http.StatusConflict, "kart kalmadı")
	b.get(b.post("/kimlik/basim", "secerek", "1", "kart", fmt.Sprint(s.nos[0]), "kart", fmt.Sprint(s.nos[1])).to).shows(t, http.StatusOK, "Bazı kartlarda işlem yapılamadı", fmt.Sprintf("Kart %d: ", s.nos[1]))
	b.get("/kimlik/basim/9").shows(t, http.StatusNotFound)
	b.post("/kimlik/basim/9/basildi", "kart", "1").shows(t, http.StatusNotFound)
}

// stored is the content of a file as it is kept.
func (s *site) stored(ozet string) []byte {
	s.t.Helper()
	r, _, err := s.svc.dosya.Open(s.t.Context(), ozet)
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

// KB-03, SC-05, SC-08: the workbook has each card of the batch with its photo, without those cancelled meanwhile, who are told; it is on
// record who has taken it.
func TestPrintExcel(t *testing.T) {
	t.Parallel()
	s := newBasimSite(t, 3)
	b := s.signIn(userKimlik)
	b.post("/kimlik/basim", "adet", "200").redirects(t, "/kimlik/basim/1")
	dbtest.IptalEt(t, s.store, s.hasan, s.bir, s.nos[1])
	b.get("/kimlik/basim/1").shows(t, http.StatusOK, "Partiden Çıkan Kartlar (1)", fmt.Sprintf("Kart %d</a>: ÇOCUK 2 KAYA", s.nos[1]), "1 iptal", "Partideki Kartlar (2)")
	a := b.post("/kimlik/basim/1/excel")
	if a.status != http.StatusOK || a.header.Get("Content-Type") != rapor.TurXlsx || !strings.Contains(a.header.Get("Content-Disposition"), "kart-basim-partisi-1.xlsx") {
		t.Fatalf("%d %v", a.status, a.header)
	}
	f, err := excelize.OpenReader(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Basım")
	if err != nil || len(rows) != 3 || rows[1][3] != string(dbtest.YakinTCKN(1)) || rows[2][4] != "ÇOCUK 3" {
		t.Fatalf("%q, %v", rows, err)
	}
	for _, at := range []string{"B2", "B3"} {
		if p, err := f.GetPictures("Basım", at); err != nil || len(p) != 1 || !bytes.Equal(p[0].File, s.foto) {
			t.Errorf("%s: %d pictures, %v", at, len(p), err)
		}
	}
	if n := s.scan(`SELECT satir::text FROM erisim WHERE islem = 'Kart basım dosyası alındı' AND ayrinti LIKE '1 numaralı%'`); n != 2 {
		t.Errorf("%d rows on record", n)
	}
	if n := s.scan(`SELECT count(*)::text FROM erisim WHERE islem = 'Kart basım partisi görüntülendi'`); n != 1 {
		t.Errorf("%d openings of the batch on record", n)
	}
}

// SC-01: nobody else comes near the batches.
func TestPrintIsTheBureaus(t *testing.T) {
	t.Parallel()
	s := newBasimSite(t, 1)
	for _, user := range []int{userPersonel, userAKS, userIsletmen, userYonetici} {
		b := s.signIn(user)
		for _, path := range []string{"/kimlik/basim", "/kimlik/basim/bekleyen", "/kimlik/sayim"} {
			b.get(path).shows(t, http.StatusForbidden)
		}
		b.post("/kimlik/basim", "adet", "1").shows(t, http.StatusForbidden)
	}
	if n := s.scan(`SELECT count(*)::text FROM basim`); n != 0 {
		t.Errorf("%d batches", n)
	}
}
