package kart

import (
	"slices"
	"time"

	"acikkapi/internal/kural"
)

// Kart is what the rules need to know of one relative's card; there is one for each relative of a staff
// member, with one request at a time (KT-08).
type Kart struct {
	No           int64
	Durum        Durum
	Personel     int64 // kullanici.id of the staff member
	Yakin        Yakin
	Talep        int        // number of the newest request, of both kinds together
	IptalNedeni  IptalNeden // of the newest request to cancel
	TeslimAlindi bool       // the card itself has arrived, for that request (KI-03)
	Basim        BasimDurum
	BasimTalep   int     // number of the request that Basim is about
	Akraba       []int64 // users who are of this family beside Personel: other parent, other accounts of the same people

	Ayrildi       bool  // the staff member has left: no active user is that person; read for the bureau only
	GeriAlinamadi int64 // who of the bureau recorded that the card will not come back, for that request; 0 = nobody has (KI-03)
}

// CardAwaited tells whether the newest request to cancel cannot be approved before the card itself has arrived (KI-03).
func (k *Kart) CardAwaited() bool {
	return k.IptalNedeni != KayipCalinti && !k.TeslimAlindi && k.GeriAlinamadi == 0 && !k.Basim.Unprinted()
}

// Yakin is the relative, from KPS.
type Yakin struct {
	Yakinlik          Yakinlik
	DogumTarihi       time.Time // its day counts, in its own zone; zero = KPS does not know it
	BakanlikPersoneli bool
	Guncel            bool // KPS still lists them
}

// Yakinlik is how somebody is related to the staff member.
type Yakinlik string

// The relatives that a card can be asked for (KT-03).
const (
	Es    Yakinlik = "es"
	Cocuk Yakinlik = "cocuk"
)

var yakinlikLabels = map[Yakinlik]string{Es: "Eşi", Cocuk: "Çocuğu"}

// Label is the relation on pages.
func (y Yakinlik) Label() string { return yakinlikLabels[y] }

// IptalNeden is “İptal Talebi Nedeni”: a code of the list iptal_nedeni, which people may add to. The rules know KayipCalinti alone.
type IptalNeden string

// The reasons to cancel a card that every installation starts with (KI-01).
const (
	KayipCalinti        IptalNeden = "kayip_calinti"
	FotografDegisikligi IptalNeden = "fotograf_degisikligi"
	NufusDegisikligi    IptalNeden = "nufus_degisikligi"
	Diger               IptalNeden = "diger"
)

// IptalNedens lists them in order.
var IptalNedens = []IptalNeden{KayipCalinti, FotografDegisikligi, NufusDegisikligi, Diger}

var iptalNedenLabels = map[IptalNeden]string{
	KayipCalinti: "Kayıp/Çalıntı", FotografDegisikligi: "Fotoğraf Değişikliği",
	NufusDegisikligi: "Nüfus Bilgilerinde Değişiklik", Diger: "Diğer", PersonelAyrildi: "Personelin Ayrılması",
}

// PersonelAyrildi is the reason for which the bureau itself starts to cancel the card of a staff member who has left; nobody else gives it.
const PersonelAyrildi IptalNeden = "personel_ayrildi"

// Label is the name that such a reason starts with; pages show the list's.
func (n IptalNeden) Label() string { return iptalNedenLabels[n] }

// Evrak is a file that belongs to a request.
type Evrak struct {
	Tur   EvrakTur
	Dosya string // id of a file that the actor has uploaded
}

// EvrakTur says which paper a file is.
type EvrakTur string

// The papers: the first two with a request for a card (KT-04, KT-05), the others with Kayıp/Çalıntı (KI-02).
const (
	FotografEvraki EvrakTur = "fotograf"
	DekontEvraki   EvrakTur = "dekont"
	KayipFormu     EvrakTur = "kayip_formu"
	BildirimYazisi EvrakTur = "bildirim_yazisi"
)

var evrakLabels = map[EvrakTur]string{
	FotografEvraki: "Fotoğraf", DekontEvraki: "Dekont",
	KayipFormu: "Kayıp Tanıtım Kartı Bildirim Formu", BildirimYazisi: "Emniyet/Jandarma Bildirim Yazısı",
}

// Label is the paper's name on pages.
func (t EvrakTur) Label() string { return evrakLabels[t] }

// TeslimUyarisi is what the page of a cancellation tells the staff member, in the seed's words (KI-03).
const TeslimUyarisi = "KAYIP/ÇALINTI DIŞINDA İPTALİ YAPILACAK TANITIM KARTI, BİRİM/VALİLİK ARACILIĞIYLA YAZI EKİNDE " +
	"KİMLİK BÜROSUNA GÖNDERİLMEDİKÇE İPTAL İŞLEMLERİ BAŞLATILMAZ."

// TeslimSozu is what is told about handing the card in for its cancellation, where the reason is not Kayıp/Çalıntı: the seed's words, or
// that the staff member has no card yet that they could send.
func (k *Kart) TeslimSozu() string {
	switch {
	case k.Basim.Unprinted():
		return "Kart henüz basılmadığı için Kimlik Bürosuna gönderilmesi gerekmez; iptal talebi onaylanırsa kart basılmaz."
	case k.Basim == BasimBasildi:
		return "Kart basılmış, henüz gönderilmemiştir; Kimlik Bürosundadır, personelin göndermesi gerekmez."
	}
	return TeslimUyarisi
}

// Ret is why the bureau refused: a reason of its list, and words of its own.
type Ret struct {
	Sebep    int // id in the list “Ret Sebebi”
	Aciklama string
}

// Change is what a command does to a card: the table's row, the state after it, and the parts to be stored.
type Change struct {
	Move     *Move
	Actor    kural.Actor
	Before   Durum
	After    Kart
	Aciklama string // the timeline's second column
	Veri     any    // the event's own data: see olay.go
	Evraks   []Evrak
	Ret      *Ret // nil: not refused
	At       time.Time
}

// NotFoundError is the answer both for a card that does not exist and for one outside the actor's scope.
func NotFoundError() *kural.Error {
	return &kural.Error{Kind: kural.NotFound, Message: "Kart kaydı bulunamadı."}
}

// InScope tells whether actor may see k: staff members their own relatives', the bureau every request.
func InScope(actor kural.Actor, k *Kart) bool {
	switch actor.Rol {
	case kural.Personel:
		return actor.ID != 0 && actor.ID == k.Personel
	case kural.KimlikBurosu:
		return slices.Contains(Durums, k.Durum)
	default:
		return false
	}
}
