package store

import (
	"github.com/huandu/go-sqlbuilder"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// scope keeps a query over “basvuru b” to what actor may see: basvuru.InScope in SQL, in this one place. A test holds
// the two against each other (AK-03, YT-02, MI-02).
func scope(sb *sqlbuilder.SelectBuilder, a basvuru.Actor) {
	switch a.Rol {
	case kural.Vatandas:
		sb.Where("b.no = ANY(" + sb.Var(a.Kendi) + ")")
	case kural.AKS:
		sb.Where(sb.Equal("b.il_kodu", a.Il))
		if len(a.Ilces) == 1 { // an index in the order of the lists begins with it
			sb.Where(sb.Equal("b.ilce_id", a.Ilces[0]))
		} else if len(a.Ilces) > 0 {
			sb.Where("b.ilce_id = ANY(" + sb.Var(a.Ilces) + ")")
		}
	case kural.MIA, kural.Vali:
		sb.Where(sb.Equal("b.il_kodu", a.Il))
	case kural.Yetkili:
		sb.Where("EXISTS (SELECT FROM yonlendirme k WHERE k.basvuru_no = b.no AND k.tur = b.tur AND k.durum <> 'geri_cekildi' AND k.birim_no = ANY(" +
			sb.Var(a.Birims) + "))")
	case kural.Sistem:
	default:
		sb.Where("FALSE")
	}
}

// selectFrom begins a query in PostgreSQL's dialect.
func selectFrom(table string, columns ...string) *sqlbuilder.SelectBuilder {
	return sqlbuilder.PostgreSQL.NewSelectBuilder().Select(columns...).From(table)
}
