package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// Erisim is one line of the record of who read or took away citizens' data (SC-05). Islem says what was done, as people
// read it (“Excel raporu alındı”); BasvuruNo is 0 for a list; Ayrinti says which list in words, without personal data;
// Satir counts the rows of an export, 0 = none.
type Erisim struct {
	Islem     string
	BasvuruNo int64
	Ayrinti   string
	Satir     int
}

const insertErisim = `INSERT INTO erisim (id, zaman, yapan_rol, yapan_id, yapan_ad, islem, basvuru_no, ayrinti, satir)
	VALUES ($1, $2, $3, $4, $5, $6, nullif($7::bigint, 0), $8, nullif($9, 0))`

const insertOkuma = `INSERT INTO erisim (id, zaman, yapan_rol, yapan_id, yapan_ad, islem, basvuru_no, ayrinti, satir)
	SELECT $1, $2, $3, $4, $5, $6, $7::bigint, $8, nullif($9::int, 0)
	WHERE NOT EXISTS (SELECT FROM erisim WHERE basvuru_no = $7 AND yapan_id = $4 AND yapan_rol = $3 AND zaman > $10)`

// RecordErisim writes e down for good: nobody can change or remove the line. Record before the data are handed out, and
// hand out nothing where it fails. Errors: Unavailable.
func (s *Store) RecordErisim(ctx context.Context, actor basvuru.Actor, e Erisim) error {
	_, err := s.pool.Exec(ctx, insertErisim, s.erisimArgs(actor, e)...)
	return unrecorded(err)
}

// OkumaSuresi is how long the record of an opening stands for what the same person sees of the application without opening it again.
const OkumaSuresi = 12 * time.Hour

// RecordOkuma is RecordErisim for a part or a form that comes back: a line only where no line of the last OkumaSuresi says that actor has
// seen the application (SC-05). Errors: Unavailable.
func (s *Store) RecordOkuma(ctx context.Context, actor basvuru.Actor, e Erisim) error {
	args := append(s.erisimArgs(actor, e), s.clock().Add(-OkumaSuresi))
	_, err := s.pool.Exec(ctx, insertOkuma, args...)
	return unrecorded(err)
}

// unrecorded: whatever the reason, what cannot be put on record is not handed out now.
func unrecorded(err error) error {
	if err = away(err); err == nil || kural.KindOf(err) == kural.Unavailable {
		return err
	}
	return kural.Away("Erişim kaydı yazılamadığı için istenen bilgi gösterilemiyor. Lütfen birkaç dakika sonra yeniden deneyiniz.", err)
}

func (s *Store) erisimArgs(actor basvuru.Actor, e Erisim) []any {
	return []any{
		uuid.Must(uuid.NewV7()), s.clock(), string(actor.Rol), actor.ID, actor.Ad, e.Islem, e.BasvuruNo, e.Ayrinti, e.Satir,
	}
}
