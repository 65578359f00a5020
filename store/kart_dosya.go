package store

import (
	"context"

	"github.com/google/uuid"

	"acikkapi/internal/kural"
	"acikkapi/kart"
)

// SaveKartUpload keeps the row of a paper uploaded for the next request of actor's card no, in the place of an earlier one that was not
// attached (KT-04, KT-05), and returns its id for the command. Errors: NotFound outside the actor's scope, Unavailable.
func (s *Store) SaveKartUpload(ctx context.Context, actor kural.Actor, no int64, tur kart.EvrakTur, y Yukleme) (id string, err error) {
	return "", errKartYok
}

// KartUploads are the papers uploaded for the next request of actor's card no.
func (s *Store) KartUploads(ctx context.Context, actor kural.Actor, no int64) (map[kart.EvrakTur]Yukleme, error) {
	return nil, errKartYok
}

// KartDosya is the paper id, if actor may read it: their own upload, a paper of their own request, and for the bureau any that belongs to
// a request. Errors: ErrNoFile, Unavailable.
func (s *Store) KartDosya(ctx context.Context, actor kural.Actor, id uuid.UUID) (DosyaKaydi, error) {
	return DosyaKaydi{}, errKartYok
}
