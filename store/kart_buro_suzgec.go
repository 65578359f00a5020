package store

import (
	"context"
	"strings"

	"github.com/huandu/go-sqlbuilder"
	"github.com/jackc/pgx/v5"
)

// karar narrows what has been decided by the decision and its day.
func (l *buroListe) karar(sb *sqlbuilder.SelectBuilder) {
	if l.f.Karar != "" {
		sb.Where(sb.Equal("t.karar", l.f.Karar))
	}
	if !l.f.Ilk.IsZero() {
		sb.Where(sb.GreaterEqualThan("t.karar_zaman", l.f.Ilk))
	}
	if !l.f.Son.IsZero() {
		sb.Where(sb.LessThan("t.karar_zaman", l.f.Son.AddDate(0, 0, 1)))
	}
}

// maxAday is up to how many cards of a person are looked up one by one; of a name that more have, every line is compared instead.
const maxAday = 2000

// prepare finds the cards of the person who is looked for, be it the relative or the staff member; each branch has an index (00026).
func (l *buroListe) prepare(ctx context.Context) error {
	sb := selectFrom("", "no")
	ids := "SELECT id FROM kullanici WHERE "
	where := func(kart, kullanici string) string {
		return "SELECT no FROM kart WHERE " + kart + " UNION ALL SELECT no FROM kart WHERE personel_id IN (" + ids + kullanici + ")"
	}
	var from string
	switch {
	case l.f.TCKN != "":
		iz := sb.Var(l.s.box.Index("tckn", string(l.f.TCKN)))
		from = where("yakin_iz = "+iz, "tckn_iz = "+iz)
	case len(adDeseni(l.f.Ad, l.f.Soyad)) > 0:
		from = where(l.like(sb, "arama"), l.like(sb, kullaniciArama))
	default:
		return nil
	}
	open := "t.karar IS NULL AND t.geldi IS NOT NULL"
	if l.f.Sonuc {
		open = "t.karar IS NOT NULL"
	}
	sql, args := sb.From("(" + from + ") x").Where("EXISTS (SELECT FROM kart_talep t WHERE t.kart_no = x.no AND " + open + ")").Limit(maxAday + 1).Build()
	rows, err := l.s.pool.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	l.adays, err = pgx.CollectRows(rows, pgx.RowTo[int64])
	l.kisili = true
	return err
}

const kullaniciArama = "basvuru_arama(ad, soyad)" // as its index has it

// like compares column with the name that is looked for.
func (l *buroListe) like(sb *sqlbuilder.SelectBuilder, column string) string {
	var parts []string
	for _, p := range adDeseni(l.f.Ad, l.f.Soyad) {
		parts = append(parts, column+" LIKE "+sb.Var(p))
	}
	return strings.Join(parts, " AND ")
}

// kisi narrows to the cards that prepare has found.
func (l *buroListe) kisi(sb *sqlbuilder.SelectBuilder) {
	if !l.kisili {
		return
	}
	if len(l.adays) <= maxAday {
		sb.Where("t.kart_no = ANY(" + sb.Var(l.adays) + ")")
	}
	if len(l.adays) > maxAday || l.f.TCKN != "" && l.f.Ad+l.f.Soyad != "" {
		sb.Where("(" + l.like(sb, "k.arama") + " OR k.personel_id IN (SELECT id FROM kullanici WHERE " + l.like(sb, kullaniciArama) + "))")
	}
}

// adDeseni is what LIKE compares a person's arama with.
func adDeseni(ad, soyad string) []string {
	var patterns []string
	for _, w := range adKelimeleri(ad) {
		patterns = append(patterns, "% "+w+"%/%")
	}
	for _, w := range adKelimeleri(soyad) {
		patterns = append(patterns, "%/% "+w+"%")
	}
	return patterns
}
