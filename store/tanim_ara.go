package store

import (
	"context"
	"strings"

	"github.com/huandu/go-sqlbuilder"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/turkce"
	"acikkapi/internal/yetki"
)

// TanimSuzgec narrows the list of defined users; zero values don't (YE-05).
type TanimSuzgec struct {
	Tip   string
	TCKN  basvuru.TCKN
	Cep   string // E.164
	Ad    string // the beginning of the name, in any case
	Soyad string
	Birim string // DETSİS number
	// BirimAd are words of a unit's name, in any case: “milli eğitim” finds ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ.
	BirimAd string
}

// TanimSatir is a line of “Açık Kapı Kullanıcı Arama”.
type TanimSatir struct {
	TanimDetay
	Olusturan, Guncelleyen string
}

func (f *TanimSuzgec) apply(s *Store, sb *sqlbuilder.SelectBuilder) {
	if f.Tip != "" {
		sb.Where(sb.Equal("k.tip", f.Tip))
	}
	if f.TCKN != "" {
		sb.Where(sb.Equal("k.tckn_iz", s.box.Index("tckn", string(f.TCKN))))
	}
	if f.Cep != "" {
		sb.Where(sb.Equal("k.telefon_iz", s.box.Index("telefon", f.Cep)))
	}
	if f.Ad != "" {
		sb.Where(sb.Like("k.ad", likeEscape.Replace(turkce.Upper(f.Ad))+"%"))
	}
	if f.Soyad != "" {
		sb.Where(sb.Like("k.soyad", likeEscape.Replace(turkce.Upper(f.Soyad))+"%"))
	}
	if f.Birim != "" {
		sb.Where("EXISTS (SELECT FROM kullanici_birim kb WHERE kb.kullanici_id = k.id AND kb.birim_no = " + sb.Var(f.Birim) + ")")
	}
	if words := strings.Fields(turkce.Upper(f.BirimAd)); len(words) > 0 {
		named := "EXISTS (SELECT FROM kullanici_birim kb JOIN birim r ON r.detsis_no = kb.birim_no WHERE kb.kullanici_id = k.id"
		for _, w := range words[:min(len(words), maxKelime)] {
			named += " AND " + sb.Like("r.ad", "%"+likeEscape.Replace(w)+"%")
		}
		sb.Where(named + ")")
	}
}

// tanimScope keeps a query over “kullanici k” to the active AKS and Yetkili of actor's il (YE-01).
func tanimScope(sb *sqlbuilder.SelectBuilder, actor kural.Actor) {
	sb.Where("k.aktif", "k.tip IN ('sorumlu', 'yetkili')", sb.Equal("k.il_kodu", actor.Il))
}

// Tanimlar is a page of at most size users whom actor may define, the newest first (YE-05). Errors: Forbidden, Unavailable.
func (s *Store) Tanimlar(ctx context.Context, actor kural.Actor, f TanimSuzgec, at Imlec, size int) (*Sayfa[TanimSatir], error) {
	if err := yetki.Check(actor, yetki.KullaniciTanimla, actor.Il); err != nil {
		return nil, err
	}
	page, err := s.kullaniciSayfasi(ctx, func(sb *sqlbuilder.SelectBuilder) { tanimScope(sb, actor); f.apply(s, sb) }, at, size)
	if err != nil {
		return nil, err
	}
	p := &Sayfa[TanimSatir]{Toplam: page.toplam, Ilk: page.ilk}
	p.Satirs, err = s.tanimSatirs(ctx, page.ids)
	return p, err
}

// TanimAkis gives each the whole list, in the order of the pages (YE-05). Errors: as Tanimlar's; the first of each ends it.
func (s *Store) TanimAkis(ctx context.Context, actor kural.Actor, f TanimSuzgec, each func(*TanimSatir) error) error {
	const size = 500
	for last := int64(0); ; {
		p, err := s.Tanimlar(ctx, actor, f, Imlec{Sonra: last}, size)
		if err != nil || len(p.Satirs) == 0 || (last != 0 && p.Satirs[0].ID >= last) { // what stood behind last has gone: the first page again
			return err
		}
		for i := range p.Satirs {
			if err := each(&p.Satirs[i]); err != nil {
				return err
			}
		}
		if last = p.Satirs[len(p.Satirs)-1].ID; !p.Sonraki() {
			return nil
		}
	}
}

const tanimSatirSQL = `SELECT k.id, coalesce(o.ad || ' ' || o.soyad, ''), coalesce(g.ad || ' ' || g.soyad, '') FROM unnest($1::bigint[]) WITH ORDINALITY AS u (id, sira)
	JOIN kullanici k ON k.id = u.id LEFT JOIN kullanici o ON o.id = k.olusturan LEFT JOIN kullanici g ON g.id = k.guncelleyen ORDER BY u.sira`

func (s *Store) tanimSatirs(ctx context.Context, ids []int64) ([]TanimSatir, error) {
	rows, err := s.pool.Query(ctx, tanimSQL+`JOIN unnest($1::bigint[]) WITH ORDINALITY AS u (id, sira) ON k.id = u.id ORDER BY u.sira`, ids)
	if err != nil {
		return nil, away(err)
	}
	ds, err := pgx.CollectRows(rows, s.scanTanim)
	if err != nil {
		return nil, away(err)
	}
	if rows, err = s.pool.Query(ctx, tanimSatirSQL, ids); err != nil {
		return nil, away(err)
	}
	out, i := make([]TanimSatir, len(ds)), 0
	var id int64
	var o, g string
	_, err = pgx.ForEachRow(rows, []any{&id, &o, &g}, func() error {
		if i < len(ds) && ds[i].ID == id {
			out[i] = TanimSatir{ds[i], o, g}
			i++
		}
		return nil
	})
	return out[:i], away(err)
}
