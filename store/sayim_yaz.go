package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
)

const (
	sayimTuketici = "rapor"
	// sayimKilidi is held shared by whoever counts an event, and alone by a rebuild while it puts its generation in place of the old one.
	sayimKilidi = 0x61636b52
	// kurmaKilidi is held by a rebuild as long as it lasts: there is one at a time.
	kurmaKilidi = 0x61636b51
)

// gecmisSQL reads, for each of some events, those before it that gecmisSayan remembers something of, and the event itself.
const gecmisSQL = `SELECT e.k, o.govde FROM unnest($1::bigint[], $2::int[]) WITH ORDINALITY e (no, sira, k)
	JOIN olay o ON o.konu = 'basvuru' AND o.konu_no = e.no AND o.sira <= e.sira AND (o.sira = e.sira OR o.tip = ANY($3)) ORDER BY e.k, o.sira`

// CountEvents counts events of applications in the reports, each once however often its message comes (PL-09), and all of them or
// none. What they count is read from the history, not from the messages. Errors: NotFound for an event that the history does not know, Unavailable.
func (s *Store) CountEvents(ctx context.Context, ms []Mesaj) error {
	return EffectAll(ctx, s, sayimTuketici, ms, func(m Mesaj) uuid.UUID { return m.ID }, func(ctx context.Context, tx *Tx, fresh []Mesaj) error {
		ids := make([]uuid.UUID, len(fresh))
		for i := range fresh {
			ids[i] = fresh[i].ID
		}
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock_shared($1)`, sayimKilidi); err != nil {
			return err
		}
		var nesil int
		var counted []uuid.UUID // by a rebuild, before their message came
		err := tx.QueryRow(ctx, `SELECT d.nesil, ARRAY(SELECT s.olay_id FROM sayim_sayilan s WHERE s.nesil = d.nesil AND s.olay_id = ANY($1)) FROM sayim_durum d`, ids).
			Scan(&nesil, &counted)
		if err != nil {
			return err
		}
		left := slices.DeleteFunc(fresh, func(m Mesaj) bool { return slices.Contains(counted, m.ID) })
		n, err := countOf(ctx, tx, left)
		if err != nil {
			return err
		}
		return n.store(ctx, tx, nesil)
	})
}

// countOf is what events count together.
func countOf(ctx context.Context, tx pgx.Tx, ms []Mesaj) (sayimlar, error) {
	nos, siras, known := make([]int64, len(ms)), make([]int, len(ms)), make([]bool, len(ms))
	for i := range ms {
		nos[i], siras[i] = ms[i].BasvuruNo, ms[i].OlaySira
	}
	rows, err := tx.Query(ctx, gecmisSQL, nos, siras, hatirlanan)
	if err != nil {
		return nil, err
	}
	var g gecmisSayan
	var k, last int
	var body []byte
	all := sayimlar{}
	_, err = pgx.ForEachRow(rows, []any{&k, &body}, func() error {
		if k != last {
			last, g = k, gecmisSayan{}
		}
		var ev Mesaj
		if err := json.Unmarshal(body, &ev); err != nil {
			return err
		}
		if ev.OlaySira < siras[k-1] {
			return g.add(&ev, sayimlar{})
		}
		known[k-1] = ev.ID == ms[k-1].ID
		return g.add(&ev, all)
	})
	if i := slices.Index(known, false); err == nil && i >= 0 {
		err = basvuru.NotFoundError(nos[i])
	}
	return all, err
}

const addSayim = `INSERT INTO sayim AS s (nesil, gun, il_kodu, ilce_id, baslik_id, alt_baslik_id, birim_no, olcu, dilim, adet)
	SELECT $1, * FROM unnest($2::date[], $3::int[], $4::int[], $5::int[], $6::int[], $7::text[], $8::text[], $9::int[], $10::int[])
	ON CONFLICT (nesil, il_kodu, baslik_id, alt_baslik_id, gun, ilce_id, birim_no, olcu, dilim) DO UPDATE SET adet = s.adet + excluded.adet`

// store adds n to the lines of a generation, in an order that keeps writers from waiting for each other in a circle.
func (n sayimlar) store(ctx context.Context, tx pgx.Tx, nesil int) error {
	if len(n) == 0 {
		return nil
	}
	var gun []time.Time
	var birim, olcu []string
	var il, ilce, baslik, alt, dilim, adet []int
	for _, at := range slices.SortedFunc(maps.Keys(n), sayimYeri.compare) {
		gun, birim, olcu = append(gun, at.Gun), append(birim, at.Birim), append(olcu, at.Olcu)
		il, ilce, baslik, alt, dilim, adet = append(il, at.Il), append(ilce, at.Ilce), append(baslik, at.Baslik), append(alt, at.Alt), append(dilim, at.Dilim), append(adet, n[at])
	}
	if _, err := tx.Exec(ctx, addSayim, nesil, gun, il, ilce, baslik, alt, birim, olcu, dilim, adet); err != nil {
		return fmt.Errorf("counts: %w", err)
	}
	return nil
}

func (a sayimYeri) compare(b sayimYeri) int {
	return cmp.Or(cmp.Compare(a.Il, b.Il), cmp.Compare(a.Baslik, b.Baslik), cmp.Compare(a.Alt, b.Alt), a.Gun.Compare(b.Gun),
		cmp.Compare(a.Ilce, b.Ilce), cmp.Compare(a.Birim, b.Birim), cmp.Compare(a.Olcu, b.Olcu), cmp.Compare(a.Dilim, b.Dilim))
}
