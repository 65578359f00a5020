package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/huandu/go-sqlbuilder"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/turkce"
	"acikkapi/internal/yetki"
)

// HesapSuzgec narrows the list of e-İçişleri users; zero values don't.
type HesapSuzgec struct {
	Tip          string
	TCKN         basvuru.TCKN
	Ad, Soyad    string // the beginning of the name, in any case
	Il           int
	KullaniciAdi string // the beginning of it
	Modul        yetki.Modul
}

func (f *HesapSuzgec) apply(s *Store, sb *sqlbuilder.SelectBuilder) {
	sb.Where("k.aktif", "k.tip NOT IN ('sorumlu', 'yetkili')")
	if f.Tip != "" {
		sb.Where(sb.Equal("k.tip", f.Tip))
	}
	if f.TCKN != "" {
		sb.Where(sb.Equal("k.tckn_iz", s.box.Index("tckn", string(f.TCKN))))
	}
	if f.Ad != "" {
		sb.Where(sb.Like("k.ad", likeEscape.Replace(turkce.Upper(f.Ad))+"%"))
	}
	if f.Soyad != "" {
		sb.Where(sb.Like("k.soyad", likeEscape.Replace(turkce.Upper(f.Soyad))+"%"))
	}
	if f.Il != 0 {
		sb.Where(sb.Equal("k.il_kodu", f.Il))
	}
	if f.KullaniciAdi != "" {
		sb.Where(sb.Like("k.kullanici_adi", likeEscape.Replace(f.KullaniciAdi)+"%"))
	}
	if f.Modul != "" {
		sb.Where("EXISTS (SELECT FROM kullanici_modul m WHERE m.kullanici_id = k.id AND m.modul = " + sb.Var(string(f.Modul)) + ")")
	}
}

// Hesaplar is a page of at most size users of e-İçişleri, the newest first (GR-06). Errors: Forbidden, Unavailable.
func (s *Store) Hesaplar(ctx context.Context, actor kural.Actor, f HesapSuzgec, at Imlec, size int) (*Sayfa[HesapDetay], error) {
	if err := yetki.Check(actor, yetki.EIcisleriTanimla, 0); err != nil {
		return nil, err
	}
	page, err := s.kullaniciSayfasi(ctx, func(sb *sqlbuilder.SelectBuilder) { f.apply(s, sb) }, at, size)
	if err != nil {
		return nil, err
	}
	p := &Sayfa[HesapDetay]{Toplam: page.toplam, Ilk: page.ilk}
	rows, err := s.pool.Query(ctx, hesapSQL+`WHERE k.id = ANY($1) ORDER BY k.id DESC`, page.ids)
	if err != nil {
		return nil, away(err)
	}
	p.Satirs, err = pgx.CollectRows(rows, s.scanHesap)
	return p, away(err)
}

// HesapDegisikligi is a line of a user's history: nil where there was or is none.
type HesapDegisikligi struct {
	Zaman           time.Time
	YapanAd         string
	Islem           string
	Onceki, Sonraki *HesapIzi
}

// HesapGecmisi lists what became of the user id, newest first, at most limit lines. Errors: Forbidden, Unavailable.
func (s *Store) HesapGecmisi(ctx context.Context, actor kural.Actor, id int64, limit int) ([]HesapDegisikligi, error) {
	if err := yetki.Check(actor, yetki.EIcisleriTanimla, 0); err != nil {
		return nil, err
	}
	list, err := s.Degisiklikler(ctx, "kullanici", kullaniciKey(id), limit)
	if err != nil {
		return nil, err
	}
	out := make([]HesapDegisikligi, len(list))
	for i, d := range list {
		out[i] = HesapDegisikligi{Zaman: d.Zaman, YapanAd: d.YapanAd, Islem: d.Islem}
		var err1, err2 error
		out[i].Onceki, err1 = readIz(d.Onceki)
		out[i].Sonraki, err2 = readIz(d.Sonraki)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func readIz(doc *string) (iz *HesapIzi, err error) {
	if doc != nil {
		err = json.Unmarshal([]byte(*doc), &iz)
	}
	return iz, err
}
