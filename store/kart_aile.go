package store

import (
	"context"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/kart"
)

// YakinKaydi is a relative as KPS tells of them; a zero Dogum is one that it does not know.
type YakinKaydi struct {
	TCKN              basvuru.TCKN
	Ad, Soyad         string
	Yakinlik          kart.Yakinlik
	Dogum             time.Time // its day counts
	BakanlikPersoneli bool
}

// PersonelTCKN is the T.C. Kimlik No of the user actor, to ask KPS by. Errors: NotFound, Unavailable.
func (s *Store) PersonelTCKN(ctx context.Context, actor kural.Actor) (basvuru.TCKN, error) {
	return "", errKartYok
}

// SaveAile stores what KPS has answered about actor's family: it adds who is new, brings the others up to date, and marks whom KPS lists
// no longer. It returns how many are new.
func (s *Store) SaveAile(ctx context.Context, actor kural.Actor, yakins []YakinKaydi) (yeni int, err error) {
	return 0, errKartYok
}

// KartSatiri is a relative with their card, as the staff member's list has them.
type KartSatiri struct {
	kart.Kart
	Ad, Soyad string
	TCKN      basvuru.TCKN
	KPSZaman  time.Time   // when KPS was last asked
	SonIslem  time.Time   // of the card
	OlaySira  int         // of the newest event; 0 = none
	Engel     string      // why no card can be asked for, whatever the state; "" = nothing stands against it (KT-03, KT-08)
	Talep     *KartTalebi // the newest request; nil = none
}

// KartTalebi is a request, for a card or to cancel it, and what the bureau did about it.
type KartTalebi struct {
	KartNo      int64
	Sira        int
	Tip         string // TalepKart or TalepIptal
	Neden       kart.IptalNeden
	NedenAd     string
	Zaman       time.Time
	Geldi       *time.Time // when it reached the bureau; nil = on its way
	KararZaman  *time.Time
	TeslimZaman *time.Time // when the card itself arrived (KI-03)
	Karar       string     // KararOnay, KararRet; "" = none yet
	KararVeren  string
	RetSebebi   string
	RetAciklama string
	Evraks      []KartEvraki
}

// The kinds of a request and what the bureau decides, as the tables have them.
const (
	TalepKart  = "kart"
	TalepIptal = "iptal"
	KararOnay  = "onay"
	KararRet   = "ret"
)

// KartEvraki is a paper of a request.
type KartEvraki struct {
	Tur kart.EvrakTur // of the paper; the file's MIME type is DosyaOzeti.Tur
	DosyaOzeti
}

// Aile lists actor's relatives: spouse first, children by birth, those whom KPS lists no longer only where there was a request (KT-01).
func (s *Store) Aile(ctx context.Context, actor kural.Actor) ([]KartSatiri, error) {
	return nil, errKartYok
}
