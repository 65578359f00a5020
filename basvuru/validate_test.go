package basvuru_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// lists is what the state offers: Çankaya in Ankara with one mahalle, two headings, “Diğer”.
type lists struct{}

const (
	mahalle    = 60101
	basEgitim  = 1
	altEgitim  = 11
	basSaglik  = 2
	altSaglik  = 21
	basDiger   = 9
	lise       = 6
	kamuSektor = 3
)

func (lists) HasIlce(il, ilce int) bool           { return il == ankara && ilce == cankaya }
func (lists) HasYerlesim(ilce, yerlesim int) bool { return ilce == cankaya && yerlesim == mahalle }
func (lists) HasEgitim(id int) bool               { return id == lise }
func (lists) HasSektor(id int) bool               { return id == kamuSektor }
func (lists) HasHizmet(baslik, alt int) (ok, diger bool) {
	switch [2]int{baslik, alt} {
	case [2]int{basEgitim, altEgitim}, [2]int{basSaglik, altSaglik}:
		return true, false
	case [2]int{basDiger, 0}:
		return true, true
	}
	return false, false
}

func filled() basvuru.Yeni {
	return basvuru.Yeni{
		Kanal: basvuru.KanalWeb, Il: ankara, Ilce: cankaya, Yerlesim: mahalle, AcikAdres: "Atatürk Bulvarı 1",
		Iletisim: basvuru.Iletisim{Cep: "+905321234567"},
		Hizmets:  []basvuru.Hizmet{{Baslik: basEgitim, Alt: altEgitim}},
		Egitim:   lise, Sektor: kamuSektor, Konu: "Okulun temizliği", GelisTarihi: simdi,
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		edit func(*basvuru.Yeni)
		want []string
	}{
		{"as it should be", func(*basvuru.Yeni) {}, nil},
		{"VB-06 no address", func(y *basvuru.Yeni) { y.AcikAdres = "  " }, []string{"acik_adres: Başvuruya konu olan açık adresi giriniz."}},
		{
			"VB-06 no place at all", func(y *basvuru.Yeni) { y.Il, y.Ilce, y.Yerlesim = 0, 0, 0 },
			[]string{"il: İl seçiniz.", "ilce: İlçe seçiniz.", "yerlesim: Mahalle veya köy seçiniz."},
		},
		{"VB-06 no il", func(y *basvuru.Yeni) { y.Il = 0 }, []string{"il: İl seçiniz."}},
		{"VB-06 no ilçe", func(y *basvuru.Yeni) { y.Ilce = 0 }, []string{"ilce: İlçe seçiniz."}},
		{"VB-06 ilçe of another il", func(y *basvuru.Yeni) { y.Il = 34 }, []string{"ilce: Seçilen ilçe bu ile ait değil."}},
		{"VB-06 no mahalle or köy", func(y *basvuru.Yeni) { y.Yerlesim = 0 }, []string{"yerlesim: Mahalle veya köy seçiniz."}},
		{"VB-06 mahalle of another ilçe", func(y *basvuru.Yeni) { y.Yerlesim = 1 }, []string{"yerlesim: Seçilen mahalle veya köy bu ilçeye ait değil."}},
		{"VB-07 no mobile", func(y *basvuru.Yeni) { y.Iletisim = basvuru.Iletisim{Ev: "+903121234567"} }, []string{"cep: Cep telefonu giriniz."}},
		{"VB-07 the desk may do without", func(y *basvuru.Yeni) {
			y.Kanal, y.Iletisim = basvuru.KanalAKS, basvuru.Iletisim{Ev: "+903121234567"}
		}, nil},
		{"VB-07 but then wants a landline", func(y *basvuru.Yeni) {
			y.Kanal, y.Iletisim = basvuru.KanalAKS, basvuru.Iletisim{}
		}, []string{"ev: Cep telefonu olmayan vatandaş için ev telefonu giriniz."}},
		{"G-04 a landline as mobile", func(y *basvuru.Yeni) { y.Iletisim.Cep = "+903121234567" }, []string{
			"cep: Cep telefonu 5 ile başlayan 10 rakamdan oluşmalıdır.",
		}},
		{"G-04 a mobile as landline, typed raw", func(y *basvuru.Yeni) { y.Iletisim.Ev = "0532 123 45 67" }, []string{
			"ev: Ev telefonu, başında sıfır olmadan alan koduyla birlikte 10 rakamdan oluşmalıdır.",
		}},
		{"VB-07 e-mail", func(y *basvuru.Yeni) { y.Iletisim.Eposta = "ayse.yilmaz@ornek.com.tr" }, nil},
		{"VB-07 no e-mail", func(y *basvuru.Yeni) { y.Iletisim.Eposta = "Ayşe <ayse@ornek.com>" }, []string{
			"eposta: E-posta adresi hatalı; lütfen ad@ornek.com biçiminde yazınız.",
		}},
		{"VB-08 several pairs, one “Diğer” explained", func(y *basvuru.Yeni) {
			y.Hizmets = append(y.Hizmets, basvuru.Hizmet{Baslik: basSaglik, Alt: altSaglik}, basvuru.Hizmet{Baslik: basDiger, Aciklama: "Muhtarlık"})
		}, nil},
		{"VB-08 “Diğer” wants Açıklama", func(y *basvuru.Yeni) { y.Hizmets = append(y.Hizmets, basvuru.Hizmet{Baslik: basDiger, Aciklama: " "}) }, []string{
			"hizmet.1.aciklama: “Diğer” seçildiğinde açıklama giriniz.",
		}},
		{"VB-08 a pair that does not belong together", func(y *basvuru.Yeni) { y.Hizmets[0].Alt = altSaglik }, []string{
			"hizmet: Seçilen hizmet alt başlığı bu hizmet başlığına ait değil.",
		}},
		{"VB-08 a heading without its sub-heading", func(y *basvuru.Yeni) { y.Hizmets[0].Alt = 0 }, []string{
			"hizmet: Seçilen hizmet alt başlığı bu hizmet başlığına ait değil.",
		}},
		{"VB-09 unknown choices", func(y *basvuru.Yeni) { y.Egitim, y.Sektor = 99, 99 }, []string{
			"egitim: Eğitim durumunu seçiniz.", "sektor: Çalışma sektörünü seçiniz.",
		}},
		{"VB-10 too many files", func(y *basvuru.Yeni) { y.Dosyas = many(basvuru.MaxDosya + 1) }, []string{"dosya: En fazla 20 dosya eklenebilir."}},
		{"AK-01 tomorrow", func(y *basvuru.Yeni) { y.GelisTarihi = simdi.AddDate(0, 0, 1) }, []string{
			"gelis_tarihi: Başvuru geliş tarihi ileri bir tarih olamaz.",
		}},
	} {
		y := filled()
		c.edit(&y)
		err := y.Validate(lists{}, simdi)
		if got := fields(err); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
		if c.want != nil && kural.KindOf(err) != kural.Invalid {
			t.Errorf("%s: kind %v", c.name, kural.KindOf(err))
		}
	}
}

// G-06: everything that is wrong comes back at once, VB-06 to VB-10.
func TestValidateTellsAllAtOnce(t *testing.T) {
	t.Parallel()
	y := basvuru.Yeni{
		Kanal: basvuru.KanalWeb, Il: ankara, Ilce: cankaya, Yerlesim: 1, Dosyas: many(basvuru.MaxDosya + 1),
		Konu:     strings.Repeat("ğ", basvuru.MaxMetin+1),
		Iletisim: basvuru.Iletisim{Ev: "312", Eposta: "ayse@"},
		Hizmets: []basvuru.Hizmet{
			{Baslik: basDiger}, {Baslik: basEgitim, Alt: altSaglik}, {Baslik: basEgitim, Alt: altSaglik}, {Baslik: 77, Alt: 78},
		},
	}
	want := []string{
		"acik_adres: Başvuruya konu olan açık adresi giriniz.",
		"cep: Cep telefonu giriniz.",
		"dosya: En fazla 20 dosya eklenebilir.",
		"egitim: Eğitim durumunu seçiniz.",
		"eposta: E-posta adresi hatalı; lütfen ad@ornek.com biçiminde yazınız.",
		"ev: Ev telefonu, başında sıfır olmadan alan koduyla birlikte 10 rakamdan oluşmalıdır.",
		"gelis_tarihi: Başvuru geliş tarihini giriniz.",
		"hizmet.0.aciklama: “Diğer” seçildiğinde açıklama giriniz.",
		"hizmet: Aynı hizmet başlığı iki kez eklenemez.",
		"hizmet: Seçilen hizmet alt başlığı bu hizmet başlığına ait değil.",
		"konu: En fazla 4000 karakter yazılabilir; 4001 karakter yazdınız.",
		"sektor: Çalışma sektörünü seçiniz.",
		"yerlesim: Seçilen mahalle veya köy bu ilçeye ait değil.",
	}
	if got := fields(y.Validate(lists{}, simdi)); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// AK-01: “not in the future” means the calendar day, whatever zone the form's date and the clock are in.
func TestArrivalTodayJustAfterMidnight(t *testing.T) {
	t.Parallel()
	istanbul := time.FixedZone("Europe/Istanbul", 3*60*60)
	now := time.Date(2026, 11, 22, 0, 30, 0, 0, istanbul) // still 21 November in UTC
	y := filled()
	y.GelisTarihi = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	if err := y.Validate(lists{}, now); err != nil {
		t.Errorf("today's date: %v", err)
	}
	y.GelisTarihi = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	if err := y.Validate(lists{}, now); err == nil {
		t.Error("tomorrow's date was taken")
	}
}

// AK-09, VB-08: an update of the headings obeys the same lists.
func TestValidateUpdatedHeadings(t *testing.T) {
	t.Parallel()
	pairs := basvuru.UpdateHeadings{Hizmets: []basvuru.Hizmet{{Baslik: basEgitim, Alt: altSaglik}, {Baslik: basDiger}}}
	want := []string{
		"hizmet.1.aciklama: “Diğer” seçildiğinde açıklama giriniz.",
		"hizmet: Seçilen hizmet alt başlığı bu hizmet başlığına ait değil.",
	}
	if got := fields(pairs.Validate(lists{})); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	pairs.Hizmets = filled().Hizmets
	if err := pairs.Validate(lists{}); err != nil {
		t.Errorf("a right pair: %v", err)
	}
}
