package basvuru

import "acikkapi/internal/kural"

// The actions, as forms, API and history name them.
const (
	Basvur        kural.Action = "basvur"
	Guncelle      kural.Action = "guncelle"
	Yonlendir     kural.Action = "yonlendir"
	GeriCek       kural.Action = "geri_cek"
	TeslimEt      kural.Action = "teslim_et"
	Cevapla       kural.Action = "cevapla"
	IadeEt        kural.Action = "iade_et"
	Topla         kural.Action = "topla"
	MIAGonder     kural.Action = "mia_gonder"
	MIACevapla    kural.Action = "mia_cevapla"
	GeriAl        kural.Action = "geri_al"
	KapatOlumlu   kural.Action = "kapat_olumlu"
	KapatOlumsuz  kural.Action = "kapat_olumsuz"
	KapatKismen   kural.Action = "kapat_kismen"
	SMSNotu       kural.Action = "sms_notu"
	SMSMakbuzu    kural.Action = "sms_makbuzu"
	Hatirlat      kural.Action = "hatirlat"
	SureGectiNotu kural.Action = "sure_gecti"
	MIAyaBildir   kural.Action = "miaya_bildir"
	TarihTasi     kural.Action = "tarih_tasi"
	KimlikTamamla kural.Action = "kimlik_tamamla"
	KimlikYok     kural.Action = "kimlik_yok"
	ImhaEt        kural.Action = "imha_et"
)

// Move is a row of Moves.
type Move = kural.Move[Durum, Facts]

var (
	desk   = []kural.Rol{kural.AKS}
	birim  = []kural.Rol{kural.Yetkili}
	mia    = []kural.Rol{kural.MIA}
	system = []kural.Rol{kural.Sistem}
	filers = []kural.Rol{kural.Vatandas, kural.AKS, kural.DisSistem}

	atDesk   = []Durum{Havuzda, Yonlendirildi, Cevaplandi, MIADondu}
	afterAll = append(append([]Durum{}, acik...), kapali...)
	answers  = []Durum{Yonlendirildi, MIAOnayinda, MIADondu}
)

// Moves is the transition table of an application: the only place that says what may follow what. It
// draws the buttons, answers `actions` in the API, is written out as docs/durum.md, and tests hold it against
// the database's CHECKs and the consumers' subscriptions.
var Moves = kural.Table[Durum, Facts]{
	{Action: Basvur, From: []Durum{Yok}, To: Havuzda, Who: filers, Event: Alindi, Label: Havuzda.Label(), Next: kural.AKS},
	{Action: Guncelle, From: atDesk, Who: desk, Event: Guncellendi, Label: "Hizmet Başlıkları Güncellendi", Button: "Güncelle"},

	{
		Action: Yonlendir, From: atDesk, To: Yonlendirildi, Who: desk, Guard: notRoutedTwice, Event: BirimeYonlendirildi,
		Label: Yonlendirildi.Label(), Button: "İlgili Birime Yönlendir", Next: kural.Yetkili,
	},
	{
		Action: GeriCek, From: []Durum{Yonlendirildi}, To: Yonlendirildi, Who: desk, Guard: othersOpen, Event: YonlendirmeGeriCekildi,
		Label: "Yönlendirme Geri Çekildi", Button: "Yönlendirmeyi Geri Çek", Next: kural.Yetkili,
	},
	{
		Action: GeriCek, From: []Durum{Yonlendirildi}, To: Cevaplandi, Who: desk, Guard: lastOpenWithAnswers, Event: YonlendirmeGeriCekildi,
		Label: "Yönlendirme Geri Çekildi", Button: "Yönlendirmeyi Geri Çek", Next: kural.AKS,
	},
	{
		Action: GeriCek, From: []Durum{Yonlendirildi}, To: Havuzda, Who: desk, Guard: lastOpenNoAnswers, Event: YonlendirmeGeriCekildi,
		Label: "Yönlendirme Geri Çekildi", Button: "Yönlendirmeyi Geri Çek", Next: kural.AKS,
	},
	{
		Action: GeriCek, From: []Durum{MIADondu}, Who: desk, Guard: routingOpen, Event: YonlendirmeGeriCekildi,
		Label: "Yönlendirme Geri Çekildi", Button: "Yönlendirmeyi Geri Çek",
	},

	{Action: TeslimEt, From: answers, Who: system, Guard: routingQueued, Event: BirimeTeslimEdildi},
	{Action: TeslimEt, From: afterAll, Who: system}, // late or repeated: nothing to do (PL-04)
	{
		Action: Cevapla, From: answers, Who: birim, Guard: routingOpen, Event: BirimCevapladi,
		Label: "Birim Cevap Verdi", Button: "Başvuru Cevapla",
	},
	{
		Action: IadeEt, From: answers, Who: birim, Guard: routingOpen, Event: BirimIadeEtti,
		Label: "Başvuru İlgili Birimce Yetkisizlikle İade Edildi", Button: "Yetkisiz Birim",
	},
	{
		Action: Topla, From: []Durum{Yonlendirildi}, To: Cevaplandi, Who: system, Guard: allAnswered, Event: BirimlerCevapladi,
		Label: Cevaplandi.Label(), Next: kural.AKS,
	},
	{Action: Topla, From: afterAll, Who: system}, // others still owe an answer, or the application has gone on

	{
		Action: MIAGonder, From: atDesk, To: MIAOnayinda, Who: desk, Event: MIAyaGonderildi,
		Label: MIAOnayinda.Label(), Button: "MİA Onayına Gönder", Next: kural.MIA,
	},
	{
		Action: MIACevapla, From: []Durum{MIAOnayinda}, To: MIADondu, Who: mia, Event: MIACevapladi,
		Label: MIADondu.Label(), Button: "Cevapla", Next: kural.AKS,
	},
	{
		Action: GeriAl, From: []Durum{MIAOnayinda}, To: Havuzda, Who: mia, Event: IslemlerGeriAlindi,
		Label: "Başvuru Mülki İdare Amirince Geri Alındı", Button: "İşlemleri Geri Al", Next: kural.AKS,
	},

	{
		Action: KapatOlumlu, From: atDesk, To: KapaliOlumlu, Who: desk, Guard: nobodyOwes, Event: Kapatildi,
		Label: KapaliOlumlu.Label(), Button: "İşlemi Kapat",
	},
	{
		Action: KapatOlumsuz, From: atDesk, To: KapaliOlumsuz, Who: desk, Guard: nobodyOwes, Event: Kapatildi,
		Label: KapaliOlumsuz.Label(), Button: "İşlemi Kapat",
	},
	{
		Action: KapatKismen, From: atDesk, To: KapaliKismen, Who: desk, Guard: nobodyOwes, Event: Kapatildi,
		Label: KapaliKismen.Label(), Button: "İşlemi Kapat",
	},

	{Action: SMSNotu, From: afterAll, Who: system, Event: SMSGonderilemedi, Label: "SMS Gönderilemedi"},
	{Action: SMSMakbuzu, From: afterAll, Who: system, Event: SMSIletildi, Label: "SMS İletildi"},

	// The clock's lines (PL-08). What it says too late, or again, changes nothing.
	{
		Action: Hatirlat, From: acik, Who: system, Guard: dateStands, Event: SureHatirlatildi,
		Label: "Birime Cevap Süresi Hatırlatıldı",
	},
	{Action: Hatirlat, From: afterAll, Who: system},
	{
		Action: SureGectiNotu, From: acik, Who: system, Guard: dateStands, Event: SuresiGecti,
		Label: "Cevap Süresi Geçti",
	},
	{Action: SureGectiNotu, From: afterAll, Who: system},
	{
		Action: MIAyaBildir, From: acik, Who: system, Guard: dateStands, Event: MIAyaBildirildi,
		Label: "Süre Aşımı Mülki İdare Amirine Bildirildi",
	},
	{Action: MIAyaBildir, From: afterAll, Who: system},
	{
		Action: TarihTasi, From: acik, Who: system, Guard: dateMoves, Event: SonTarihDegisti,
		Label: "Son Cevap Verme Tarihi Güncellendi",
	},
	{Action: TarihTasi, From: afterAll, Who: system},

	{
		Action: KimlikTamamla, From: afterAll, Who: system, Guard: identityMissing, Event: KimlikTamamlandi,
		Label: "Kimlik ve İkametgâh Bilgileri KPS'den Alındı",
	},
	{Action: KimlikTamamla, From: afterAll, Who: system}, // known by now (PL-04)
	{
		Action: KimlikYok, From: afterAll, Who: system, Guard: identityAwaited, Event: KimlikEslesmedi,
		Label: "Kimlik Bilgileri KPS'de Bulunamadı",
	},
	{Action: KimlikYok, From: afterAll, Who: system},

	{Action: ImhaEt, From: kapali, Who: system, Guard: notDisposed, Event: ImhaEdildi, Label: "Kişisel Veriler İmha Edildi"},
	{Action: ImhaEt, From: kapali, Who: system}, // disposed of already (PL-04)
}
