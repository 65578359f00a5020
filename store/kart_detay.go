package store

import (
	"context"

	"acikkapi/internal/kural"
)

// KartDetayi is a card with all its requests, newest first, and its timeline, oldest first.
type KartDetayi struct {
	KartSatiri
	Personel   string // the staff member's name
	Taleps     []KartTalebi
	Hareketler []Hareket // Hareket.Tur is the number of the request that was the newest then
}

// KartDetay is the card no for its staff member and for the bureau. Errors: NotFound also for one outside the actor's scope, Unavailable.
func (s *Store) KartDetay(ctx context.Context, actor kural.Actor, no int64) (*KartDetayi, error) {
	return nil, errKartYok
}

// IptalNedeni is a choice of “İptal Talebi Nedeni”; Evrak: it wants the two papers (KI-02).
type IptalNedeni struct {
	ID    int
	Kod   string // kart.IptalNeden
	Ad    string
	Evrak bool
}

// RetSebepleri lists the reasons to refuse a request of kind tip (TalepKart, TalepIptal), in order (KB-01).
func (s *Store) RetSebepleri(ctx context.Context, tip string) ([]Secenek, error) {
	return nil, errKartYok
}

// IptalNedenleri lists the reasons to cancel a card, in order (KI-01).
func (s *Store) IptalNedenleri(ctx context.Context) ([]IptalNedeni, error) { return nil, errKartYok }
