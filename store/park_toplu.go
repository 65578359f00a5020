package store

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// Bounds of one run over all that a filter finds; what is left needs another.
const (
	parkTopluBolum = 200             // messages a transaction
	parkTopluSure  = 8 * time.Second // of a request
	parkTopluHata  = 100             // lines of those that could not be decided on
)

// ParkToplu is a decision on all messages that wait for one and fit a filter: those that somebody has been told the number of, and none that was parked since.
type ParkToplu struct {
	Suzgec   ParkSuzgec
	Sinir    ParkImlec // the newest of them
	Sonra    ParkImlec // how far it has come, none = not begun
	Karar    ParkKarar
	Aciklama string
}

// ParkTopluSonuc is what became of them in one run.
type ParkTopluSonuc struct {
	Yapilan, Yapilamayan int
	Hatalar              []ParkSonuc // some of those that could not be decided on; they are passed over
	Sonra                ParkImlec   // where the next run begins
	Kalan                int         // for it; 0 = all are done
}

// open narrows the filter to what waits for a decision, between sonra, which is not one of them, and sinir, which is.
func (f *ParkSuzgec) open(columns string, sonra, sinir ParkImlec) (string, []any) {
	waiting := *f
	waiting.Karar, waiting.Hepsi = ParkAcik, false
	sb := waiting.where(selectFrom("park", columns))
	if !sonra.none() {
		sonra.beside(sb, ">")
	}
	if !sinir.none() {
		sinir.beside(sb, "<=")
	}
	return sb.Build()
}

// ParkSayisi is how many messages that fit the filter wait for a decision, and the newest of them. Errors: Forbidden, Unavailable.
func (s *Store) ParkSayisi(ctx context.Context, actor kural.Actor, f ParkSuzgec) (n int, sinir ParkImlec, err error) {
	if err := yetki.Check(actor, yetki.Isletim, 0); err != nil {
		return 0, sinir, err
	}
	sql, args := f.open("zaman, id", ParkImlec{}, ParkImlec{})
	err = s.inTx(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, parkLock); err != nil {
			return err
		}
		return tx.QueryRow(ctx, sql+` ORDER BY zaman DESC, id DESC LIMIT 1`, args...).Scan(&sinir.Zaman, &sinir.ID)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, sinir, nil
	}
	if err != nil {
		return 0, sinir, away(err)
	}
	sql, args = f.open("count(*)", ParkImlec{}, sinir)
	err = s.pool.QueryRow(ctx, sql, args...).Scan(&n)
	return n, sinir, away(err)
}

// DecideAllPark decides on the messages of t from the oldest on, as DecidePark on those that somebody has chosen, for parkTopluSure at the longest: the result
// says where to go on. Each is recorded for good with the reason, which this needs for every decision. Errors: Forbidden, Invalid at “aciklama”, Unavailable:
// what is done then stays so.
func (s *Store) DecideAllPark(ctx context.Context, actor kural.Actor, t *ParkToplu) (*ParkTopluSonuc, error) {
	check := CheckParkKarar(t.Karar, t.Aciklama, 1)
	if check == nil {
		check = kural.Text("aciklama", "Gerekçeyi", t.Aciklama, maxParkNeden)
	}
	if err := errors.Join(yetki.Check(actor, yetki.Isletim, 0), check); err != nil {
		return nil, err
	}
	r := &ParkTopluSonuc{Sonra: t.Sonra}
	for end := time.Now().Add(parkTopluSure); time.Now().Before(end); {
		page, err := s.openPark(ctx, t, r.Sonra)
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			break
		}
		done, err := s.decideTogether(ctx, actor, page, t)
		if err != nil {
			return nil, err
		}
		r.add(done)
		r.Sonra = page[len(page)-1]
	}
	s.Ring(TopicIsletim)
	sql, args := t.Suzgec.open("count(*)", r.Sonra, t.Sinir)
	err := s.pool.QueryRow(ctx, sql, args...).Scan(&r.Kalan)
	return r, away(err)
}

func (r *ParkTopluSonuc) add(done []ParkSonuc) {
	for i := range done {
		switch {
		case done[i].Hata == "":
			r.Yapilan++
		default:
			if r.Yapilamayan++; len(r.Hatalar) < parkTopluHata {
				r.Hatalar = append(r.Hatalar, done[i])
			}
		}
	}
}

// openPark are the next messages after sonra.
func (s *Store) openPark(ctx context.Context, t *ParkToplu, sonra ParkImlec) ([]ParkImlec, error) {
	sql, args := t.Suzgec.open("zaman, id", sonra, t.Sinir)
	rows, err := s.pool.Query(ctx, sql+` ORDER BY zaman, id LIMIT `+strconv.Itoa(parkTopluBolum), args...)
	if err != nil {
		return nil, away(err)
	}
	page, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ParkImlec])
	return page, away(err)
}

// decideTogether decides on a page in one transaction; where the database refuses one of them, each by itself.
func (s *Store) decideTogether(ctx context.Context, actor kural.Actor, page []ParkImlec, t *ParkToplu) ([]ParkSonuc, error) {
	ids, out := make([]uuid.UUID, len(page)), make([]ParkSonuc, len(page))
	for i, p := range page {
		ids[i], out[i].ID = p.ID, p.ID
	}
	err := s.inTx(ctx, func(tx *Tx) error {
		for i := range out {
			err := tx.decidePark(ctx, actor, &out[i].ParkSatir, t.Karar, t.Aciklama)
			if e, ok := errors.AsType[*kural.Error](err); ok && e.Kind != kural.Unavailable && e.Err == nil { // a rule of ours: nothing was written of it
				out[i].Hata = e.Message
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	switch {
	case kural.KindOf(err) == kural.Unavailable:
		return nil, err
	case err != nil:
		return s.DecidePark(ctx, actor, ids, t.Karar, t.Aciklama)
	}
	for i := range out {
		if r := &out[i]; t.Karar == ParkAtildi && r.Hata == "" && r.Tip == TipSMS {
			if err := s.giveUpSMS(context.WithoutCancel(ctx), r.MesajID); err != nil { // it stands: who has gone meanwhile stops nothing
				r.Hata = parkHatasi(err)
			}
		}
	}
	return out, nil
}
