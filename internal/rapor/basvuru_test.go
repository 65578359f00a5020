package rapor

import (
	"strings"
	"testing"

	"acikkapi/basvuru"
)

// VS-03: the citizen's report has each section of the page, lines numbered, the whole letter; no word between officials.
func TestCitizenReport(t *testing.T) {
	text := flat(OfCitizen(ornek(), raporTarihi))
	wants(t, text, "Başvuru Durumu: Başvuru Olumlu Kapatıldı", "T.C. Kimlik No: 10000000146", "Adı Soyadı: ŞÜKRÜ IŞIKÇI",
		"İkametgâh Açık Adresi: KUŞCAĞIZ MAH. İNÖNÜ CAD. 5/7 KEÇİÖREN ANKARA", "Açık Adres: Ördek Sk. 1/1", "Mahalle: KALABA MAH.", "genel bir temizlik",
		"Sıra\nHizmet Başlığı\nHizmet Alt Başlığı\nHizmet Açıklaması", "1 | EĞİTİM | Eğitimde Karşılaşılan", "2 | DİĞER |  | Bahçe duvarı",
		"1 | dilekçe.pdf | 2,0 MB", "Sıra\nDurum\nAçıklama\nİşlem Tarihi", "1 | Başvuru Açık Kapı Birim Havuzunda |  | 28.12.2017 10:32",
		"2 | Başvuru İlgili Birime Yönlendirildi | ANKARA İL MİLLÎ EĞİTİM MÜDÜRLÜĞÜ | 28.12.2017 11:32",
		"Sayın ŞÜKRÜ IŞIKÇI;\nAçık Kapı Bürosu' na 27.12.2017 tarihinde yapmış olduğunuz 1047 no' lu başvuru sonuçlanmıştır.\nOkul temizlenmiştir.\n"+
			"Açık Kapı Bürosu' na başvurduğunuz için teşekkür eder, iyi günler dileriz.\nANKARA VALİLİĞİ")
	for _, gone := range []string{"Görüşünüze", "0 500 000", "sukru@", "MURAT ÖĞRETMEN", "Uygundur.", "SAĞLIK", "tur\n"} {
		if strings.Contains(text, gone) {
			t.Errorf("the citizen reads %q", gone)
		}
	}
	d := ornek()
	d.Durum, d.Dosyas = basvuru.Yonlendirildi, nil
	r := OfCitizen(d, raporTarihi)
	wants(t, flat(r), "Başvuru Durumu: İşlem Görüyor")
	if strings.Contains(flat(r), "VALİLİĞİ") {
		t.Error("a letter before it is closed")
	}
}

// AK-13, MI-05: all rounds, answers with names, deadlines and attachments; contact data only where Detay gives them.
func TestStaffReport(t *testing.T) {
	d := ornek()
	text := flat(OfStaff(d, raporTarihi))
	wants(t, text, "Başvuru Geliş Tarihi: 27.12.2017", "Yasal Süre Sonu: 27.01.2018", "Eğitim Durumu: Lise", "Çalışma Sektörü: Eğitim",
		"İletişim Bilgileri", "Cep Telefonu: 0 500 000 00 01", "Eposta: sukru@ornek.invalid", "Görüşünüze",
		"1 | ANKARA İL MİLLÎ EĞİTİM MÜDÜRLÜĞÜ | Cevaplandı | 28.12.2017 11:32 | 18.01.2018 | 30.12.2017 10:32",
		"ANKARA İL MİLLÎ EĞİTİM MÜDÜRLÜĞÜ: Olumlu – MURAT ÖĞRETMEN, 30.12.2017 10:32\nTemizlik yapılacaktır. ĞÜŞİÖÇ ğüşıöç\nkeşif tutanağı.pdf",
		"Mülki İdare Amiri: Kısmen Olumlu Kısmen Olumsuz – ANKARA VALİSİ, 30.12.2017 10:32\nUygundur.",
		"Geri Alınan İşlemler: 1. tur", "1 | ANKARA İL SAĞLIK MÜDÜRLÜĞÜ | Geri çekildi", "Sayın ŞÜKRÜ IŞIKÇI;", "Okul temizlenmiştir.")
	d.Iletisim = nil
	for _, contact := range []string{"İletişim", "0 500 000", "sukru@"} {
		if strings.Contains(flat(OfStaff(d, raporTarihi)), contact) {
			t.Errorf("%q without contact data", contact)
		}
	}
	d.Ad, d.Soyad, d.Kimlik = "", "", basvuru.KimlikBekliyor
	wants(t, flat(OfStaff(d, raporTarihi)), "Adı Soyadı: Kimlik bilgileri KPS'den bekleniyor", "Sayın vatandaşımız;")
}
