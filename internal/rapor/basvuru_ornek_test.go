package rapor

import (
	"strings"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/store"
)

var raporTarihi = time.Date(2026, 11, 21, 7, 15, 0, 0, time.UTC) // 10:15 in Türkiye

// ornek is application 1047 of the seed guide, in its second round and closed, with everything that a report can hold.
func ornek() *store.Detay {
	at := time.Date(2017, 12, 28, 7, 32, 0, 0, time.UTC)
	cevap := func(kaynak string, tur int, sonuc basvuru.Sonuc, metin, veren string) *store.CevapDetay {
		return &store.CevapDetay{Kaynak: kaynak, Tur: tur, Sonuc: sonuc, Metin: metin, Veren: veren, Zaman: at.Add(48 * time.Hour)}
	}
	yon := func(sira, tur int, ad string, durum basvuru.YonlendirmeDurum, c *store.CevapDetay) store.YonlendirmeDetay {
		return store.YonlendirmeDetay{
			Yonlendirme: basvuru.Yonlendirme{Sira: sira, Tur: tur, Ad: ad, Durum: durum, SonTarih: at.AddDate(0, 0, 21)},
			Gonderim:    at.Add(time.Hour), Cevap: c,
		}
	}
	mem := cevap("birim", 2, basvuru.Olumlu, "Temizlik yapılacaktır. ĞÜŞİÖÇ ğüşıöç", "MURAT ÖĞRETMEN")
	mem.Dosyas = []store.DosyaOzeti{{Ad: "keşif tutanağı.pdf", Boyut: 1000}}
	d := &store.Detay{
		Basvuru: basvuru.Basvuru{No: 1047, Durum: basvuru.KapaliOlumlu, Tur: 2, Il: 6, Kimlik: basvuru.KimlikTamam, YasalSon: at.AddDate(0, 0, 30)},
		TCKN:    "10000000146", Ad: "ŞÜKRÜ", Soyad: "IŞIKÇI", IlAd: "ANKARA", IlceAd: "KEÇİÖREN", Mahalle: "KALABA MAH.",
		Ikamet:    basvuru.Ikamet{AcikAdres: "KUŞCAĞIZ MAH. İNÖNÜ CAD. 5/7", Il: "ANKARA", Ilce: "KEÇİÖREN", Cuzdan: "A00Z00000"},
		AcikAdres: "Ördek Sk. 1/1", Konu: "ATATÜRK İLKÖĞRETİM OKULU'nda genel bir temizlik yapılabilmesi için yardım istiyoruz.",
		Egitim: "Lise", Sektor: "Eğitim", Olusturma: at, GelisTarihi: time.Date(2017, 12, 27, 0, 0, 0, 0, time.UTC),
		Iletisim: &basvuru.Iletisim{Cep: "+905000000001", Eposta: "sukru@ornek.invalid"},
		Hizmets: []store.HizmetSatir{
			{BaslikAd: "EĞİTİM", AltAd: "Eğitimde Karşılaşılan Güçlükler (Ulaşım, Temizlik, Donanım)"},
			{BaslikAd: "DİĞER", Hizmet: basvuru.Hizmet{Aciklama: "Bahçe duvarı"}},
		},
		Dosyas: []store.DosyaOzeti{{Ad: "dilekçe.pdf", Boyut: 2 << 20}},
		Hareketler: []store.Hareket{
			{Sira: 1, Tip: basvuru.Alindi, Durum: "Başvuru Açık Kapı Birim Havuzunda", Zaman: at},
			{Sira: 2, Tip: basvuru.BirimeYonlendirildi, Durum: "Başvuru İlgili Birime Yönlendirildi", Aciklama: "ANKARA İL MİLLÎ EĞİTİM MÜDÜRLÜĞÜ", Zaman: at.Add(time.Hour)},
			{Sira: 3, Tip: basvuru.MIAyaGonderildi, Durum: "Başvuru Mülki İdare Amiri Onayına Gönderildi", Aciklama: "Görüşünüze", Zaman: at.Add(2 * time.Hour)},
		},
		TumYonlendirmes: []store.YonlendirmeDetay{
			yon(1, 1, "ANKARA İL SAĞLIK MÜDÜRLÜĞÜ", basvuru.GeriCekildi, nil),
			yon(2, 2, "ANKARA İL MİLLÎ EĞİTİM MÜDÜRLÜĞÜ", basvuru.BirimCevapli, mem),
		},
	}
	d.DigerCevaplar = []store.CevapDetay{
		*cevap("mia", 2, basvuru.Kismen, "Uygundur.", "ANKARA VALİSİ"),
		*cevap("kapanis", 2, basvuru.Olumlu, "Okul temizlenmiştir.", "ELİF AKSOY"),
	}
	return d
}

// flat is all texts of r.
func flat(r *Basvuru) string {
	var s strings.Builder
	add := func(texts ...string) { s.WriteString(strings.Join(texts, "\n") + "\n") }
	for _, b := range r.Bolumler {
		add(b.Baslik, b.Metin)
		for _, f := range b.Bilgiler {
			add(f.Key + ": " + f.Value)
		}
		if b.Tablo != nil {
			add(b.Tablo.Sutunlar...)
			for _, line := range b.Tablo.Satirlar {
				add(strings.Join(line, " | "))
			}
		}
		for _, c := range b.Cevaplar {
			add(c.Baslik, c.Metin)
			add(c.Dosyalar...)
		}
		if m := b.Mektup; m != nil {
			add(m.Hitap, m.Giris, m.Cevap, m.Kapanis, m.Imza)
		}
	}
	return s.String()
}

func wants(t *testing.T, text string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("no %q in\n%s", w, text)
		}
	}
}
