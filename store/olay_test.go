package store_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/kart"
	"acikkapi/store"
)

// SC-05: whoever owns the database and takes the trigger away is found out.
func TestChainShowsMeddling(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	s, c := dbtest.Open(t, url), owner(t, url)
	if _, err := c.Exec(t.Context(), `ALTER TABLE olay DISABLE TRIGGER ALL`); err != nil {
		t.Fatal(err)
	}
	dbtest.File(t, s, 99) // another application
	for n, meddle := range map[string]string{
		"a line changed":           `UPDATE olay SET aciklama = 'Başka bir neden.' WHERE konu_no = $1 AND sira = 2`,
		"who did it changed":       `UPDATE olay SET yapan_ad = 'Başkası' WHERE konu_no = $1 AND sira = 3`,
		"a moment changed":         `UPDATE olay SET zaman = zaman - interval '1 microsecond' WHERE konu_no = $1 AND sira = 2`,
		"the message changed":      `UPDATE olay SET govde = replace(govde::text, 'birim.cevapladi', 'birim.iade_etti')::json WHERE konu_no = $1 AND sira = 3`,
		"the message's blanks":     `UPDATE olay SET govde = (govde::text || ' ')::json WHERE konu_no = $1 AND sira = 1`,
		"a line removed":           `DELETE FROM olay WHERE konu_no = $1 AND sira = 2`,
		"the first line removed":   `DELETE FROM olay WHERE konu_no = $1 AND sira = 1`,
		"the end cut off":          `DELETE FROM olay WHERE konu_no = $1 AND sira = 3`,
		"everything removed":       `DELETE FROM olay WHERE konu_no = $1`,
		"as if nothing ever was":   `DELETE FROM olay WHERE konu_no = $1; UPDATE basvuru SET olay_sira = 0, olay_ozet = '' WHERE no = $1`,
		"removed and renumbered":   `DELETE FROM olay WHERE konu_no = $1 AND sira = 2; UPDATE olay SET sira = 2 WHERE konu_no = $1 AND sira = 3`,
		"two lines exchanged":      `UPDATE olay SET sira = -sira WHERE konu_no = $1 AND sira > 1; UPDATE olay SET sira = 5 + sira WHERE konu_no = $1 AND sira < 0`,
		"one copied to the end":    `INSERT INTO olay SELECT gen_random_uuid(), konu, konu_no, 4, tip, tur, eski_durum, yeni_durum, yapan_rol, yapan_id, yapan_ad, etiket, aciklama, zaman, govde, ozet, ozet FROM olay WHERE konu_no = $1 AND sira = 3`,
		"another's line put in":    `UPDATE olay SET govde = (SELECT govde FROM olay WHERE konu_no <> $1 LIMIT 1) WHERE konu_no = $1 AND sira = 1`,
		"the present state forged": `UPDATE basvuru SET durum = 'kapali_olumlu' WHERE no = $1`,
	} {
		no := routed(t, s, len(n))
		do(t, s, dbtest.YetkiliMEM, no, answer(1))
		if err := s.VerifyChain(t.Context(), no); err != nil {
			t.Fatalf("before: %v", err)
		}
		for _, sql := range strings.Split(meddle, ";") {
			if _, err := c.Exec(t.Context(), sql, no); err != nil {
				t.Fatalf("%s: %v", n, err)
			}
		}
		if err := s.VerifyChain(t.Context(), no); !errors.Is(err, store.ErrChain) {
			t.Errorf("%s: VerifyChain says %v", n, err)
		}
	}
	refused(t, s.VerifyChain(t.Context(), 1), kural.NotFound)
}

// SC-05: the application's role has no right to change the history, and the owner is stopped by the trigger.
func TestHistoryIsAppendOnly(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	s, c := dbtest.Open(t, url), owner(t, url)
	dbtest.File(t, s, 1)
	for _, sql := range []string{`UPDATE olay SET aciklama = 'x'`, `DELETE FROM olay`, `TRUNCATE olay`} {
		if _, err := s.Pool().Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("%s as the application: %v", sql, err)
		}
		if _, err := c.Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s as the owner: %v", sql, err)
		}
	}
	if n := scan[int](t, s, `SELECT count(*) FROM olay`); n != 1 {
		t.Errorf("%d lines, want 1", n)
	}
}

// design.md: the database's CHECKs allow what the rules know, no less and no more.
func TestChecksAreTheRules(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	for _, c := range []struct {
		table, column string
		want          []string
	}{
		{"basvuru", "durum", names(basvuru.Durums)},
		{"yonlendirme", "durum", names([]basvuru.YonlendirmeDurum{
			basvuru.Kuyrukta, basvuru.TeslimEdildi, basvuru.BirimCevapli, basvuru.IadeEdildi, basvuru.GeriCekildi,
		})},
		{"basvuru", "kanal", names([]basvuru.Kanal{basvuru.KanalWeb, basvuru.KanalAPI, basvuru.KanalAKS})},
		{"cevap", "sonuc", names([]basvuru.Sonuc{basvuru.Olumlu, basvuru.Olumsuz, basvuru.Kismen})},
		{"kart", "durum", names(append([]kart.Durum{kart.Yok}, kart.Durums...))},
		{"kart", "basim", names(kart.BasimDurums)},
		{"kart", "yakinlik", names([]kart.Yakinlik{kart.Es, kart.Cocuk})},
		{"dosya", "evrak", names([]kart.EvrakTur{kart.FotografEvraki, kart.DekontEvraki, kart.KayipFormu, kart.BildirimYazisi})},
		{"kart_talep", "tip", []string{store.TalepIptal, store.TalepKart}},
		{"kart_talep", "karar", []string{store.KararOnay, store.KararRet}},
		{"ret_sebep", "tip", []string{store.TalepIptal, store.TalepKart}},
	} {
		def := scan[string](t, s, `SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k
			JOIN pg_attribute a ON a.attrelid = k.conrelid AND k.conkey = ARRAY[a.attnum]
			WHERE k.contype = 'c' AND k.conrelid = $1::regclass AND a.attname = $2`, c.table, c.column)
		var have []string
		for _, m := range regexp.MustCompile(`'([^']*)'`).FindAllStringSubmatch(def, -1) {
			have = append(have, m[1])
		}
		slices.Sort(have)
		if !slices.Equal(have, c.want) {
			t.Errorf("%s.%s allows %q, the rules know %q", c.table, c.column, have, c.want)
		}
	}
}

func names[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	slices.Sort(out)
	return out
}
