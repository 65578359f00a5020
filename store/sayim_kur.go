package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// SayimKurma is what a rebuild of the reports' counts has done.
type SayimKurma struct {
	Basvuru, Olay int
	// Bekleyen are the events whose message had not come to the consumer when the rebuild began.
	Bekleyen int
	// Fark is the number of lines in which the kept counts differ from the history's; Farklar are the first of them. Of a check only.
	Fark    int
	Farklar []string
}

const (
	kurmaSayfa = 5000    // events read at once
	kurmaBolum = 20_000  // lines kept in memory
	silmeBolum = 20_000  // lines deleted at once
	maxFark    = 50      // differences that are told
	kurmaPay   = "5 min" // by how much the database's clock may have been set back during a rebuild
)

// kurucu builds a generation of counts from the history: what is visible in one snapshot of it, and, once nobody else counts, what the
// consumer has counted since. Nothing waits for it but at the very end.
type kurucu struct {
	s     *Store
	read  pgx.Tx // the snapshot
	check bool
	begun time.Time
	eski  int
	n     sayimlar
	ids   []uuid.UUID
	sonuc SayimKurma
}

// RebuildCounts counts the reports anew from the history of all applications and puts the result in place of what the consumer has
// kept, in one transaction, while the consumer goes on (PL-09). With check it compares instead, and changes nothing: what the consumer
// has counted must be what the history says of those events. Errors: Conflict while another rebuild is under way, Unavailable.
func (s *Store) RebuildCounts(ctx context.Context, check bool) (SayimKurma, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return SayimKurma{}, away(err)
	}
	defer conn.Release()
	var mine bool
	if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, kurmaKilidi).Scan(&mine); err != nil {
		return SayimKurma{}, away(err)
	}
	if !mine {
		return SayimKurma{}, kural.Conflictf("Sayımlar şu anda başka bir işlemce yeniden kuruluyor.")
	}
	defer unlockKurma(ctx, conn)
	k := &kurucu{s: s, check: check, n: sayimlar{}}
	err = k.run(ctx, conn)
	return k.sonuc, away(err)
}

func unlockKurma(ctx context.Context, conn *pgxpool.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_unlock($1)`, kurmaKilidi); err != nil {
		_ = conn.Conn().Close(ctx) // ends the lock too
	}
}

func (k *kurucu) run(ctx context.Context, conn *pgxpool.Conn) error {
	if err := k.clean(ctx); err != nil { // of a rebuild that was broken off
		return err
	}
	var err error
	if k.read, err = conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}); err != nil {
		return err
	}
	defer k.read.Rollback(context.WithoutCancel(ctx)) // it only reads
	if err := k.read.QueryRow(ctx, `SELECT clock_timestamp(), nesil FROM sayim_durum`).Scan(&k.begun, &k.eski); err != nil {
		return err
	}
	if err := k.history(ctx); err != nil {
		return err
	}
	if err := pgx.BeginFunc(ctx, k.s.pool, func(tx pgx.Tx) error { return k.finish(ctx, tx) }); err != nil {
		return err
	}
	return k.clean(ctx)
}

// yeni is the generation that is built.
func (k *kurucu) yeni() int { return k.eski + 1 }

// Whether an event's message has come to the consumer; and whether it is counted in the generation that pages read, by its message or
// from the history.
const (
	geldiSQL   = `EXISTS (SELECT FROM islenen_mesaj i WHERE i.tuketici = 'rapor' AND i.mesaj_id = o.id)`
	sayilanSQL = `(` + geldiSQL + ` OR EXISTS (SELECT FROM sayim_sayilan y WHERE y.nesil = (SELECT nesil FROM sayim_durum) AND y.olay_id = o.id))`
)

// history goes through all that the snapshot has, some events at a time.
func (k *kurucu) history(ctx context.Context) error {
	var no int64
	var sira int
	g, counted := &gecmisSayan{}, geldiSQL
	if k.check {
		counted = sayilanSQL
	}
	sql := `SELECT o.konu_no, o.sira, o.govde, ` + counted + ` FROM olay o
		WHERE o.konu = 'basvuru' AND (o.konu_no, o.sira) > ($1, $2) ORDER BY o.konu_no, o.sira LIMIT $3`
	for read := kurmaSayfa; read == kurmaSayfa; {
		rows, err := k.read.Query(ctx, sql, no, sira, kurmaSayfa)
		if err != nil {
			return err
		}
		read = 0
		last := no
		var body []byte
		var counted bool
		_, err = pgx.ForEachRow(rows, []any{&no, &sira, &body, &counted}, func() error {
			if read++; no != last {
				last, g = no, &gecmisSayan{}
				k.sonuc.Basvuru++
			}
			return k.event(g, body, counted)
		})
		if err != nil {
			return err
		}
		if err := k.flush(ctx, false); err != nil {
			return err
		}
	}
	return k.flush(ctx, true)
}

// event counts one: in a check only where the consumer has counted it too.
func (k *kurucu) event(g *gecmisSayan, body []byte, counted bool) error {
	var m Mesaj
	if err := json.Unmarshal(body, &m); err != nil {
		return err
	}
	n := k.n
	k.sonuc.Olay++
	if waits := !counted && basvuru.Sent(m.Tip); waits {
		k.sonuc.Bekleyen++
		if k.check {
			n = sayimlar{}
		} else {
			k.ids = append(k.ids, m.ID)
		}
	}
	return g.add(&m, n)
}

// flush writes down what has been counted, and which events the consumer shall pass over; unless it is little.
func (k *kurucu) flush(ctx context.Context, all bool) error {
	if !all && len(k.n) < kurmaBolum && len(k.ids) < kurmaBolum {
		return nil
	}
	n, ids := k.n, k.ids
	k.n, k.ids = sayimlar{}, nil
	return pgx.BeginFunc(ctx, k.s.pool, func(tx pgx.Tx) error {
		if len(ids) > 0 {
			if _, err := tx.Exec(ctx, `INSERT INTO sayim_sayilan (nesil, olay_id) SELECT $1, unnest($2::uuid[])`, k.yeni(), ids); err != nil {
				return err
			}
		}
		return n.store(ctx, tx, k.yeni())
	})
}

// finish adds, while nobody else counts, what the consumer has counted behind the snapshot; then it compares, or puts the generation in
// its place.
func (k *kurucu) finish(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = 0`); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, sayimKilidi); err != nil {
		return err
	}
	if err := k.catchUp(ctx, tx); err != nil {
		return err
	}
	if k.check {
		return k.compare(ctx, tx)
	}
	_, err := tx.Exec(ctx, `UPDATE sayim_durum SET nesil = $1, zaman = $2`, k.yeni(), k.s.clock())
	return err
}

func (k *kurucu) catchUp(ctx context.Context, tx pgx.Tx) error {
	for last := (uuid.UUID{}); ; {
		rows, err := tx.Query(ctx, `SELECT mesaj_id FROM islenen_mesaj WHERE tuketici = 'rapor' AND zaman >= $1::timestamptz - $2::interval AND mesaj_id > $3
			ORDER BY mesaj_id LIMIT 1000`, k.begun, kurmaPay, last)
		if err != nil {
			return err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
		if err != nil || len(ids) == 0 {
			return err
		}
		last = ids[len(ids)-1]
		if err := k.addUnseen(ctx, tx, ids); err != nil {
			return err
		}
	}
}

// addUnseen counts those of ids that the snapshot does not have, or that a check has passed over.
func (k *kurucu) addUnseen(ctx context.Context, tx pgx.Tx, ids []uuid.UUID) error {
	seen := `SELECT o.id FROM olay o WHERE o.id = ANY($1)`
	if k.check {
		seen += ` AND ` + sayilanSQL
	}
	rows, err := k.read.Query(ctx, seen, ids)
	if err != nil {
		return err
	}
	known, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return err
	}
	rows, err = tx.Query(ctx, `SELECT govde FROM olay WHERE konu = 'basvuru' AND id = ANY($1) AND NOT id = ANY($2)`, ids, known)
	if err != nil {
		return err
	}
	bodies, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return err
	}
	ms := make([]Mesaj, len(bodies))
	for i, body := range bodies {
		if err := json.Unmarshal(body, &ms[i]); err != nil {
			return err
		}
	}
	n, err := countOf(ctx, tx, ms)
	if err != nil {
		return err
	}
	return n.store(ctx, tx, k.yeni())
}

const farkSQL = `SELECT count(*) OVER (), concat_ws(' ', gun, 'il', il_kodu, 'ilçe', ilce_id, 'birim', nullif(birim_no, ''), 'başlık', baslik_id, alt_baslik_id, olcu, nullif(dilim, -1)),
		coalesce(e.adet, 0), coalesce(y.adet, 0)
	FROM (SELECT * FROM sayim WHERE nesil = $1) e FULL JOIN (SELECT * FROM sayim WHERE nesil = $2) y
		USING (il_kodu, baslik_id, alt_baslik_id, gun, ilce_id, birim_no, olcu, dilim)
	WHERE coalesce(e.adet, 0) <> coalesce(y.adet, 0) ORDER BY gun, il_kodu, ilce_id, olcu, birim_no, baslik_id, alt_baslik_id, dilim LIMIT $3`

func (k *kurucu) compare(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, farkSQL, k.eski, k.yeni(), maxFark)
	if err != nil {
		return err
	}
	var yer string
	var kept, counted int
	_, err = pgx.ForEachRow(rows, []any{&k.sonuc.Fark, &yer, &kept, &counted}, func() error {
		k.sonuc.Farklar = append(k.sonuc.Farklar, fmt.Sprintf("%s: tutulan %d, geçmişe göre %d", yer, kept, counted))
		return nil
	})
	return err
}

// clean deletes all generations but the one that pages read, some lines at a time.
func (k *kurucu) clean(ctx context.Context) error {
	for _, which := range []string{"sayim WHERE nesil <", "sayim WHERE nesil >", "sayim_sayilan WHERE nesil <", "sayim_sayilan WHERE nesil >"} {
		table, _, _ := strings.Cut(which, " ")
		for {
			tag, err := k.s.pool.Exec(ctx, `DELETE FROM `+table+` WHERE ctid = ANY (ARRAY(SELECT ctid FROM `+which+`
				(SELECT nesil FROM sayim_durum) LIMIT $1))`, silmeBolum)
			if err != nil {
				return err
			}
			if tag.RowsAffected() < silmeBolum {
				break
			}
		}
	}
	return nil
}
