package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
)

// KimlikGorev is what the queue kimlik carries: KPS is to be asked who the applicant is (AK-01). The T.C. Kimlik No stays in the
// database.
type KimlikGorev struct {
	ID        uuid.UUID `json:"id"`
	Zaman     time.Time `json:"zaman"`
	BasvuruNo int64     `json:"basvuru_no"`
}

// TipKimlik is the type of that message.
const TipKimlik = "kimlik.sor"

// queueKimlik puts the message for the application no into the outbox.
func queueKimlik(batch *pgx.Batch, no int64, at time.Time, traceparent string) error {
	g := KimlikGorev{ID: mesajID(TipKimlik, no), Zaman: at, BasvuruNo: no}
	body, err := json.Marshal(g)
	if err != nil {
		return fmt.Errorf("identity wanted for %d: %w", no, err)
	}
	m := Giden{MesajID: g.ID, KonuNo: no, Exchange: "kimlik", Anahtar: "kimlik", Tip: TipKimlik, Govde: body}
	m.follow(traceparent)
	args, err := gidenArgs(&m)
	if err != nil {
		return err
	}
	batch.Queue(insertGiden, args...)
	return nil
}

// AwaitedTCKN is the number of the applicant whose name and residence are not known yet, "" where they are. Errors: NotFound,
// Unavailable.
func (s *Store) AwaitedTCKN(ctx context.Context, no int64) (basvuru.TCKN, error) {
	var kimlik basvuru.KimlikDurum
	var sealed []byte
	err := s.pool.QueryRow(ctx, `SELECT kimlik, tckn FROM basvuru WHERE no = $1`, no).Scan(&kimlik, &sealed)
	switch {
	case err == pgx.ErrNoRows: //nolint:errorlint // pgx returns it bare
		return "", basvuru.NotFoundError(no)
	case err != nil:
		return "", away(err)
	case kimlik != basvuru.KimlikBekliyor:
		return "", nil
	}
	tckn, err := s.box.OpenString(sealed)
	return basvuru.TCKN(tckn), err
}
