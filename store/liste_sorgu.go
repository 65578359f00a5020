package store

import (
	"context"
	"fmt"
	"time"

	"github.com/huandu/go-sqlbuilder"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
)

// basvuruListe writes the statements over one actor's list under one filter.
type basvuruListe struct {
	s     *Store
	actor basvuru.Actor
	f     Suzgec
}

// from begins a query over the list.
func (q *basvuruListe) from(columns ...string) *sqlbuilder.SelectBuilder {
	sb := selectFrom("basvuru b", columns...)
	scope(sb, q.actor)
	q.f.apply(q.s, sb)
	return sb
}

// The list stands newest first, by the time of filing: numbers are not in that order, see migration 00011.
const (
	listeSira = "(b.olusturma, b.no)"
	enYeni    = "b.olusturma DESC, b.no DESC"
	enEski    = "b.olusturma, b.no"
)

// listeYer is the place of an application in that order; of a number that there is not, below all.
func listeYer(sb *sqlbuilder.SelectBuilder, no int64) string {
	v := sb.Var(no)
	return fmt.Sprintf("(coalesce((SELECT olusturma FROM basvuru WHERE no = %s), '-infinity'), %s::bigint)", v, v)
}

const (
	// miaGeldiSQL leaves out what came before the MİA began the application anew (MI-04).
	miaGeldiSQL = `(SELECT max(k.geldi) FROM mia_kutusu k JOIN olay o ON o.konu = 'basvuru' AND o.konu_no = k.basvuru_no AND o.sira = k.olay_sira
		WHERE k.basvuru_no = b.no AND o.tur = b.tur)`
	hizmetlerSQL = `(SELECT coalesce(json_agg(json_build_object('baslik', hb.ad, 'alt_baslik', coalesce(ha.ad, ''), 'aciklama', h.aciklama) ORDER BY h.sira), '[]')
		FROM basvuru_hizmet h JOIN hizmet_baslik hb ON hb.id = h.baslik_id LEFT JOIN hizmet_alt_baslik ha ON ha.id = h.alt_baslik_id WHERE h.basvuru_no = b.no)`
)

// satirs reads at most size lines at a place. Which ones they are is decided first, in an index alone where the filter allows;
// only they are read from the table.
func (q *basvuruListe) satirs(at Imlec, size int) (string, []any) {
	in := q.from("b.no").Limit(size)
	order := enYeni
	switch {
	case at.Once != 0:
		order = enEski
		in.Where(listeSira + " > " + listeYer(in, at.Once))
	case at.Sonra != 0:
		in.Where(listeSira + " < " + listeYer(in, at.Sonra))
	}
	in.OrderBy(order)
	out := selectFrom("", "b.no", "b.durum", "b.tur", "b.il_kodu", "b.ilce_id", "b.kimlik", "b.yasal_son", "b.tckn", "b.ad", "b.soyad", "b.konu", "b.olusturma",
		"b.son_islem", "b.son_islem_yapan", hizmetlerSQL, miaGeldiSQL)
	return out.From(out.BuilderAs(in, "p")).Join("basvuru b", "b.no = p.no").OrderBy(order).Build()
}

// say counts the list, limit at most; 0 is without a limit.
func (q *basvuruListe) say(limit int) (string, []any) { return counted(q.from(), limit) }

// sayOnce counts what stands above the first line of the page at a place: of the page before Once, above Once itself.
func (q *basvuruListe) sayOnce(at Imlec, limit int) (string, []any) {
	sb := q.from()
	if at.Once != 0 {
		sb.Where(listeSira + " > " + listeYer(sb, at.Once))
	} else {
		sb.Where(listeSira + " >= " + listeYer(sb, at.Sonra))
	}
	return counted(sb, limit)
}

func counted(sb *sqlbuilder.SelectBuilder, limit int) (string, []any) {
	if limit == 0 {
		return sb.Select("count(*)").Build()
	}
	all := selectFrom("", "count(*)")
	return all.From(all.BuilderAs(sb.Select("b.no").Limit(limit), "b")).Build()
}

// anlik runs what queue queues in one round trip, on one state of the database. Each statement is planned for its values: a name
// that one of three bears wants another way than one that nobody bears.
func (s *Store) anlik(ctx context.Context, queue func(*pgx.Batch)) error {
	batch := &pgx.Batch{}
	batch.Queue("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
	batch.Queue("SET LOCAL plan_cache_mode = force_custom_plan")
	queue(batch)
	batch.Queue("COMMIT")
	return away(s.pool.SendBatch(ctx, batch).Close())
}

// one makes a queued count fill n.
func one(q *pgx.QueuedQuery, n *int) { q.QueryRow(func(row pgx.Row) error { return row.Scan(n) }) }

func (s *Store) scanSatir(row pgx.CollectableRow) (ListeSatir, error) {
	var l ListeSatir
	var tckn []byte
	var geldi *time.Time
	err := row.Scan(&l.No, &l.Durum, &l.Tur, &l.Il, &l.Ilce, &l.Kimlik, &l.YasalSon, &tckn, &l.Ad, &l.Soyad, &l.Konu, &l.Olusturma, &l.SonIslem, &l.SonIslemYapan,
		&l.Hizmetler, &geldi)
	if err != nil {
		return l, err
	}
	if geldi != nil {
		l.MIAGeldi = *geldi
	}
	no, err := s.box.OpenString(tckn)
	l.TCKN = basvuru.TCKN(no)
	return l, err
}
