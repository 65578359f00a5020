package store

import (
	"context"
	"fmt"
	"time"

	"acikkapi/internal/kural"
)

// SaklamaTur is a kind of record that is kept for a time, or the time between two disposal lists.
type SaklamaTur string

// The kinds. Periyot is in months, the other in years. The table has a row for cards, too, which nothing reads yet.
const (
	SaklamaBasvuru SaklamaTur = "basvuru"
	SaklamaPeriyot SaklamaTur = "periyot"
)

// The most that can be set: the by-law wants a disposal every six months (RG 28.10.2017/30224, art. 11).
const (
	maxSaklamaYil = 50
	maxPeriyotAy  = 6
)

// SaklamaSuresi is how long a kind of record is kept (SC-06).
type SaklamaSuresi struct {
	Tur   SaklamaTur
	Sure  int
	Surum int
}

// Birim is what Sure is counted in.
func (s SaklamaSuresi) Birim() string {
	if s.Tur == SaklamaPeriyot {
		return "ay"
	}
	return "yıl"
}

// Max is the most that can be set.
func (s SaklamaSuresi) Max() int {
	if s.Tur == SaklamaPeriyot {
		return maxPeriyotAy
	}
	return maxSaklamaYil
}

var saklamaTuru = kayitTuru[SaklamaSuresi]{
	tablo: "saklama_suresi", oku: `SELECT tur, sure, surum FROM saklama_suresi`, anahtar: "tur", yok: "Aradığınız süre bulunamadı.",
	surum: func(k SaklamaSuresi) int { return k.Surum },
	iz: func(k SaklamaSuresi) any {
		return struct {
			Sure string `json:"sure"`
		}{fmt.Sprintf("%d %s", k.Sure, k.Birim())}
	},
}

// SaklamaSureleri are all of them, in the order of the page. Errors: Forbidden, Unavailable.
func (s *Store) SaklamaSureleri(ctx context.Context, actor kural.Actor) ([]SaklamaSuresi, error) {
	return readKayits(ctx, s, actor, saklamaTuru, `ORDER BY tur`)
}

// SetSaklamaSuresi changes one, from what k.Surum was; lists that are there stay as they are, but what a longer time keeps leaves them when its turn comes. Errors: Invalid at “sure”, Conflict where somebody was quicker,
// NotFound, Forbidden.
func (s *Store) SetSaklamaSuresi(ctx context.Context, actor kural.Actor, k SaklamaSuresi) error {
	if k.Sure < 1 || k.Sure > k.Max() {
		return kural.InvalidField("sure", fmt.Sprintf("Süre 1 ile %d %s arasında bir sayı olmalıdır.", k.Max(), k.Birim()))
	}
	return changeKayit(ctx, s, actor, saklamaTuru, string(k.Tur), k.Surum, func(tx *Tx, _ SaklamaSuresi) (string, error) {
		_, err := tx.Exec(ctx, `UPDATE saklama_suresi SET sure = $2, surum = surum + 1 WHERE tur = $1`, k.Tur, k.Sure)
		return "Güncellendi", err
	})
}

// imhaSinirlari are the moment before which a record must have come to rest, and the time between two lists.
type imhaSinirlari struct {
	basvuru time.Time
	periyot int // months
}

func (s *Store) imhaSinirlari(ctx context.Context, q querier) (l imhaSinirlari, err error) {
	var basvuru int
	err = q.QueryRow(ctx, `SELECT max(sure) FILTER (WHERE tur = 'basvuru'), max(sure) FILTER (WHERE tur = 'periyot') FROM saklama_suresi`).
		Scan(&basvuru, &l.periyot)
	l.basvuru = s.clock().AddDate(-basvuru, 0, 0)
	return l, away(err)
}
