package intake_test

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"acikkapi/internal/dbtest"
)

var takipNo = regexp.MustCompile(`Başvuru Takip No: (\d+)`)

// number is the takip no that the receipt shows.
func number(t *testing.T, b *browser) int64 {
	t.Helper()
	m := takipNo.FindStringSubmatch(b.text())
	if m == nil {
		t.Fatalf("no takip no on %s: %s", b.path, b.text())
	}
	no, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return no
}

// VB-01 … VB-12: a citizen applies, without JavaScript, from the home page to the takip no.
func TestCitizenApplies(t *testing.T) {
	s := newSite(t)
	b := newBrowser(t, s.url)
	b.open("/")
	b.wantText("Başvuru Yap", "Başvuru Sorgula", "Sorumlu/Yetkili Girişi", "e-İçişleri")
	b.open("/basvuru-yap")
	b.press("Onay Kodu Gönder", identity(s.ayse))
	b.want(http.StatusOK, "/basvuru-yap/kod")
	b.wantText("Başvuru Doğrulama Kodu", "0 500 *** ** 01", "SMS gönderiliyor", "Kalan süre")
	b.press("Tamam", map[string]string{"kod": dbtest.Code(t, s.store, string(s.ayse.Cep))})
	b.want(http.StatusOK, "/basvuru-yap/kayit")

	// VB-05: the person as KPS knows them
	b.wantText("Kimlik ve İkametgâh Adresi Bilgileri", "A01 100001", string(s.ayse.TCKN), "AYŞE", "DEMİR", "ÇANKAYA", "AYRANCI MAH.")
	if got := b.value("cep"); got != "0 500 000 00 01" {
		t.Errorf("Cep Telefonu is %q", got) // VB-07
	}
	// VB-08
	b.press("Listele", map[string]string{"baslik": b.choice("baslik", "SAĞLIK"), "konu": "Okulun genel temizliği yapılsın."})
	b.press("Ekle", map[string]string{"alt_baslik": b.choice("alt_baslik", "Evde sağlık ve hasta nakil hizmeti talepleri")})
	b.press("Ekle", map[string]string{"baslik": b.choice("baslik", "Diğer"), "aciklama": "Mahalle parkı"})
	b.wantText("Evde sağlık ve hasta nakil hizmeti talepleri", "Mahalle parkı")
	b.press("Sil", nil)
	if strings.Contains(b.text(), "Evde sağlık ve hasta nakil hizmeti talepleri Evde") || len(b.rows()) != 1 {
		t.Errorf("the pair was not taken off the list: %v", b.rows())
	}
	// VB-06, VB-10
	b.press("Yeni Dosya", map[string]string{"ayni": "1"}, upload{Ad: "dilekçe.pdf", Content: pdf()})
	b.wantText("dilekçe.pdf")
	if b.value("acik_adres") != s.ayse.Adres.AcikAdres || b.value("il") != "6" || b.value("mahalle") == "" {
		t.Errorf("the residence was not filled in: %q %q %q", b.value("acik_adres"), b.value("il"), b.value("mahalle"))
	}
	b.press("Kaydet", map[string]string{"egitim": b.choice("egitim", "Lise"), "sektor": b.choice("sektor", "Eğitim")})
	b.want(http.StatusOK, "/basvuru-yap/tamam")
	b.wantText("Başvurunuz başarıyla alınmıştır. Başvuru takip numarası ile durum takibi yapabilirsiniz.")

	no := number(t, b)
	var durum, konu, kanal string
	var il, ilce, files, hizmets int
	err := s.store.Pool().QueryRow(t.Context(), `SELECT durum, konu, kanal, il_kodu, ilce_id,
		(SELECT count(*) FROM dosya WHERE basvuru_no = no), (SELECT count(*) FROM basvuru_hizmet WHERE basvuru_no = no)
		FROM basvuru WHERE no = $1`, no).Scan(&durum, &konu, &kanal, &il, &ilce, &files, &hizmets)
	if err != nil || durum != "havuzda" || kanal != "web" || il != 6 || ilce != 6007 || files != 1 || hizmets != 1 || konu != "Okulun genel temizliği yapılsın." {
		t.Errorf("stored: %s %s %q il %d ilçe %d, %d files, %d pairs, %v", durum, kanal, konu, il, ilce, files, hizmets, err) // VB-12
	}
	b.open("/basvuru-yap/kayit") // back in the browser: the form is done with
	b.want(http.StatusOK, "/basvuru-yap/tamam")
}

// rows are the pairs of headings on the list.
func (b *browser) rows() []string {
	var rows []string
	for n := range b.page.Descendants() {
		if n.Data == "tr" && strings.Contains(attr(n, "class"), "govuk-table__row") {
			rows = append(rows, text(n))
		}
	}
	return rows
}

func pdf() []byte { return []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n") }
