package kart_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"acikkapi/internal/kural"
	"acikkapi/kart"
)

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// KT-03: the birthday itself counts as 15, as the calendar in Türkiye has it; 29 February falls on the 28th.
func TestOldEnough(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		dogum, now time.Time
		want       bool
	}{
		{"the day before", day(2011, 11, 22), day(2026, 11, 21), false},
		{"the birthday", day(2011, 11, 21), day(2026, 11, 21), true},
		{"the day after", day(2011, 11, 20), day(2026, 11, 21), true},
		{"same year, later month", day(2011, 12, 1), day(2026, 11, 30), false},
		{"born on a leap day, 27 February", day(2012, 2, 29), day(2027, 2, 27), false},
		{"born on a leap day, 28 February", day(2012, 2, 29), day(2027, 2, 28), true},
		{"born on 28 February", day(2013, 2, 28), day(2028, 2, 28), true},
		{"born on 1 March, on the leap day", day(2013, 3, 1), day(2028, 2, 29), false},
		{"born on 31 December, on New Year's Eve", day(2011, 12, 31), day(2026, 12, 31), true},
		{"last minute before, in Türkiye", day(2011, 11, 21), time.Date(2026, 11, 20, 20, 59, 0, 0, time.UTC), false},
		{"midnight in Türkiye is 21:00 in UTC", day(2011, 11, 21), time.Date(2026, 11, 20, 21, 0, 0, 0, time.UTC), true},
		{"birthday unknown", time.Time{}, day(2026, 11, 21), false},
	} {
		if got := kart.OldEnough(c.dogum, c.now); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// KT-03: who a card can be asked for; the others are listed with the reason and have no button.
func TestEligible(t *testing.T) {
	t.Parallel()
	child := day(2011, 11, 21)
	for name, c := range map[string]struct {
		yakin kart.Yakin
		want  string // "" = a request is possible
	}{
		"spouse":                      {kart.Yakin{Yakinlik: kart.Es, Guncel: true}, ""},
		"spouse under 15 in the data": {kart.Yakin{Yakinlik: kart.Es, DogumTarihi: day(2020, 1, 1), Guncel: true}, ""},
		"child of 15 today":           {kart.Yakin{Yakinlik: kart.Cocuk, DogumTarihi: child, Guncel: true}, ""},
		"child of 14":                 {kart.Yakin{Yakinlik: kart.Cocuk, DogumTarihi: child.AddDate(0, 0, 1), Guncel: true}, "15 yaşını doldurmamış çocuk için kart talebinde bulunulamaz."},
		"child, birthday unknown":     {kart.Yakin{Yakinlik: kart.Cocuk, Guncel: true}, "15 yaşını doldurmamış çocuk için kart talebinde bulunulamaz."},
		"divorced": {
			kart.Yakin{Yakinlik: kart.Es},
			"Kimlik Paylaşım Sistemi bu kişiyi artık eşiniz ya da çocuğunuz olarak bildirmiyor; yeni kart talebinde bulunulamaz.",
		},
		"spouse at the ministry": {
			kart.Yakin{Yakinlik: kart.Es, BakanlikPersoneli: true, Guncel: true}, "Bakanlık personeline kart talebinde bulunulamaz",
		},
		"young child at the ministry": {
			kart.Yakin{Yakinlik: kart.Cocuk, DogumTarihi: simdi, BakanlikPersoneli: true, Guncel: true}, "Bakanlık personeline kart talebinde bulunulamaz",
		},
		"sister": {kart.Yakin{Yakinlik: "kardes", DogumTarihi: child, Guncel: true}, "Yalnızca eş ve çocuklar için kart talebinde bulunulabilir."},
	} {
		k := of(kart.Yok, "", false)
		k.Yakin = c.yakin
		if got := len(kart.Buttons(k, people[kural.Personel], simdi)) > 0; got != (c.want == "") {
			t.Errorf("%s: button %v", name, got)
		}
		if got := c.yakin.Engel(simdi); got != c.want {
			t.Errorf("%s: the list says %q, want %q", name, got, c.want)
		}
		if c.want == "" {
			must(t, k, kural.Personel, commands["talep_et"])
		} else if said := refused(t, k, people[kural.Personel], commands["talep_et"], kural.Conflict); said != c.want {
			t.Errorf("%s: %q, want %q", name, said, c.want)
		}
	}
}

// KT-03 is about asking for a card: one that exists can be cancelled whoever its holder has become.
func TestCancelForMinistryStaff(t *testing.T) {
	t.Parallel()
	k := of(kart.TalepOnayli, "", false)
	k.Yakin.BakanlikPersoneli = true
	if k, _ = must(t, k, kural.Personel, commands["iptal_talep_et"]); k.Durum != kart.IptalBekliyor {
		t.Errorf("state %q", k.Durum)
	}
}

// KT-04, KT-05, KT-06, KI-01, KI-02, KB-01: every wrong field is named, all at once.
func TestInputOfCommands(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		cmd  kart.Command
		want []string
	}{
		{"nothing given", kart.Request{}, []string{
			"dekont: Dekont yükleyiniz.", "fotograf: Fotoğraf yükleyiniz.",
			"kabul: Talep edilen kartın sorumluluğunu kabul etmeniz gerekmektedir.",
		}},
		{"all wrong", kart.Request{
			Fotograf: kart.Fotograf{Dosya: "f", Tur: "image/png", Genislik: 600, Yukseklik: 801, DPI: 72, Boyut: 1<<20 + 1},
			Dekont:   kart.Dekont{Dosya: "d", Tur: "image/png"}, Kabul: true,
		}, []string{
			"dekont: Dekont JPG, JPEG veya PDF formatında olmalıdır; yüklediğiniz PNG.",
			"fotograf: Fotoğraf 300 dpi olmalıdır; yüklediğiniz 72 dpi.",
			"fotograf: Fotoğraf 600*800 piksel olmalıdır; yüklediğiniz 600×801 piksel.",
			"fotograf: Fotoğraf JPG ya da JPEG formatında olmalıdır; yüklediğiniz PNG.",
			"fotograf: Fotoğraf en fazla 1 MB olmalıdır; yüklediğiniz 1,01 MB.",
		}},
		{"nothing could be measured", kart.Request{
			Fotograf: kart.Fotograf{Dosya: "f", Tur: "text/plain", Boyut: 5 << 19},
			Dekont:   kart.Dekont{Dosya: "d", Tur: "application/zip"}, Kabul: true,
		}, []string{
			"dekont: Dekont JPG, JPEG veya PDF formatında olmalıdır; yüklediğiniz dosyanın biçimi tanınmadı.",
			"fotograf: Fotoğraf 300 dpi olmalıdır; dosyada çözünürlük bilgisi yok.",
			"fotograf: Fotoğraf 600*800 piksel olmalıdır; yüklediğiniz dosyanın ölçüleri okunamadı.",
			"fotograf: Fotoğraf JPG ya da JPEG formatında olmalıdır; yüklediğiniz dosyanın biçimi tanınmadı.",
			"fotograf: Fotoğraf en fazla 1 MB olmalıdır; yüklediğiniz 2,50 MB.",
		}},
		{"no reason", kart.RequestCancel{}, []string{"neden: İptal talebi nedenini seçiniz."}},
		{"lost, no papers", kart.RequestCancel{Neden: kart.KayipCalinti}, []string{
			"bildirim_yazisi: Emniyet/Jandarma Bildirim Yazısı yükleyiniz.", "kayip_formu: Kayıp Tanıtım Kartı Bildirim Formu yükleyiniz.",
		}},
		{"not lost, but papers", kart.RequestCancel{Neden: kart.Diger, KayipFormu: "a", BildirimYazisi: "b"}, []string{
			"bildirim_yazisi: Emniyet/Jandarma Bildirim Yazısı yalnızca Kayıp/Çalıntı nedeninde yüklenir.",
			"kayip_formu: Kayıp Tanıtım Kartı Bildirim Formu yalnızca Kayıp/Çalıntı nedeninde yüklenir.",
		}},
		{"refused without a reason", kart.Reject{Talep: 1, Ret: kart.Ret{Aciklama: strings.Repeat("ç", 1001)}}, []string{
			"ret_aciklama: En fazla 1000 karakter yazılabilir; 1001 karakter yazdınız.", "ret_sebebi: Ret sebebini seçiniz.",
		}},
		{"cancellation refused without a reason", kart.RejectCancel{}, []string{"ret_sebebi: Ret sebebini seçiniz."}},
	} {
		_, err := kart.Decide(of(kart.Yok, "", false), people[kural.Personel], c.cmd, simdi)
		if got := fields(err); !slices.Equal(got, c.want) || kural.KindOf(err) != kural.Invalid {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

// KI-03: for other reasons the bureau records first that the card has arrived; for every request anew.
func TestCardMustArrive(t *testing.T) {
	t.Parallel()
	k, _ := must(t, of(kart.TalepOnayli, "", false), kural.Personel, kart.RequestCancel{Neden: kart.FotografDegisikligi})
	if said := refused(t, k, people[kural.KimlikBurosu], kart.ApproveCancel{Talep: k.Talep}, kural.Conflict); !strings.Contains(said, "teslim al") {
		t.Errorf("refusal %q", said)
	}
	k, ch := must(t, k, kural.KimlikBurosu, kart.ReceiveCard{Talep: k.Talep})
	if k.Durum != kart.IptalBekliyor || !k.TeslimAlindi || ch.Move.Label != "Kart Teslim Alındı" {
		t.Errorf("after the arrival: %+v, timeline %q", k, ch.Move.Label)
	}
	k, _ = must(t, k, kural.KimlikBurosu, kart.RejectCancel{Talep: k.Talep, Ret: ret})
	k, _ = must(t, k, kural.Personel, kart.RequestCancel{Neden: kart.Diger})
	if k.TeslimAlindi {
		t.Error("the arrival of the earlier request counts for the new one")
	}
	if !strings.Contains(kart.TeslimUyarisi, "KİMLİK BÜROSUNA GÖNDERİLMEDİKÇE İPTAL İŞLEMLERİ BAŞLATILMAZ") {
		t.Errorf("the page says %q", kart.TeslimUyarisi)
	}
}

// KT-07, KI-04: a card's whole life; only the bureau's approval cancels, then a new card can be asked for.
func TestWholeLife(t *testing.T) {
	t.Parallel()
	k, ch := must(t, of(kart.Yok, "", false), kural.Personel, commands["talep_et"])
	if want := []kart.Evrak{{Tur: kart.FotografEvraki, Dosya: "f1"}, {Tur: kart.DekontEvraki, Dosya: "d1"}}; !slices.Equal(ch.Evraks, want) {
		t.Errorf("papers %v", ch.Evraks)
	}
	k, ch = must(t, k, kural.KimlikBurosu, kart.Reject{Talep: k.Talep, Ret: ret})
	if ch.Ret == nil || *ch.Ret != ret || ch.Aciklama != ret.Aciklama || ch.Veri != (kart.KararVeri{Talep: k.Talep, RetSebebi: 2}) {
		t.Errorf("refusal stored as %+v, timeline %q", ch.Ret, ch.Aciklama)
	}
	k, _ = must(t, k, kural.Personel, commands["talep_et"])
	k, _ = must(t, k, kural.KimlikBurosu, kart.Approve{Talep: k.Talep})
	lost := kart.RequestCancel{Neden: kart.KayipCalinti, NedenAd: "Kayıp/Çalıntı", KayipFormu: "a", BildirimYazisi: "b"}
	k, ch = must(t, k, kural.Personel, lost)
	if !k.Durum.Valid() || ch.Aciklama != "Kayıp/Çalıntı" || len(ch.Evraks) != 2 || ch.Evraks[1].Tur.Label() != "Emniyet/Jandarma Bildirim Yazısı" {
		t.Errorf("cancellation asked for: %+v, papers %v", k, ch.Evraks)
	}
	k, _ = must(t, k, kural.KimlikBurosu, kart.ApproveCancel{Talep: k.Talep})
	if k.Durum.Valid() {
		t.Error("the cancelled card is valid")
	}
	if k, _ = must(t, k, kural.Personel, commands["talep_et"]); k.Durum != kart.TalepBekliyor || k.Talep != 5 {
		t.Errorf("a new request: %+v", k)
	}
}

// KT-08: of two requests for one relative, decided one after the other under the lock, the second is refused.
func TestSecondRequestIsRefused(t *testing.T) {
	t.Parallel()
	k, _ := must(t, of(kart.Yok, "", false), kural.Personel, commands["talep_et"])
	if said := refused(t, k, people[kural.Personel], commands["talep_et"], kural.Conflict); !strings.Contains(said, "Kart Talebi: Onay Bekliyor") {
		t.Errorf("refusal %q", said)
	}
}

// SC-01: the relatives of another staff member are not there.
func TestScope(t *testing.T) {
	t.Parallel()
	other := kural.Actor{Rol: kural.Personel, ID: 66}
	nobody := kural.Actor{Rol: kural.Personel}
	k := of(kart.TalepOnayli, "", false)
	for _, a := range []kural.Actor{other, nobody} {
		refused(t, k, a, commands["iptal_talep_et"], kural.NotFound)
	}
	k.Personel = 0
	refused(t, k, nobody, commands["iptal_talep_et"], kural.NotFound)
}
