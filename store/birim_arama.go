package store

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/turkce"
)

// BirimSonuc is a DETSİS unit that a search has found; Yol is the path of names from the root of the tree.
type BirimSonuc struct {
	No, Ad, Yol string
}

// MinBirimArama is the fewest letters that are searched for: the index knows groups of three.
const MinBirimArama = 3

// maxKelime bounds the words of a search.
const maxKelime = 8

// Every word must occur in name or path. First come names that begin with what was typed, then names that hold all of it, then
// units of the il, then short names. Where no unit holds the words, the most alike ones are offered.
const (
	birimAramaSQL = `SELECT detsis_no, ad, yol FROM birim WHERE aktif AND arama LIKE ALL ($1)
		ORDER BY arama LIKE $2 || '%' DESC, position($3 in arama) BETWEEN 1 AND length(ad) DESC, il_kodu IS NOT DISTINCT FROM $4 DESC,
		length(ad), ad, detsis_no LIMIT $5`
	birimBenzerSQL = `SELECT detsis_no, ad, yol FROM birim WHERE aktif AND $1 <% arama
		ORDER BY word_similarity($1, arama) DESC, il_kodu IS NOT DISTINCT FROM $2 DESC, length(ad), detsis_no LIMIT $3`
)

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// SearchBirim finds at most limit active units by what somebody types of their name or path, in any Turkish letters (AK-10).
// Units of il come before equally good ones. Fewer than MinBirimArama letters find nothing.
func (s *Store) SearchBirim(ctx context.Context, typed string, il, limit int) ([]BirimSonuc, error) {
	words := strings.Fields(turkce.Fold(typed))
	words = words[:min(len(words), maxKelime)]
	q := strings.Join(words, " ")
	if len([]rune(q)) < MinBirimArama {
		return []BirimSonuc{}, nil
	}
	patterns := make([]string, len(words))
	for i, w := range words {
		patterns[i] = "%" + likeEscape.Replace(w) + "%"
	}
	found, err := s.birimSonuc(ctx, birimAramaSQL, patterns, likeEscape.Replace(q), q, il, limit)
	if err != nil || len(found) > 0 {
		return found, err
	}
	return s.birimSonuc(ctx, birimBenzerSQL, q, il, limit)
}

func (s *Store) birimSonuc(ctx context.Context, sql string, args ...any) ([]BirimSonuc, error) {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, away(err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[BirimSonuc])
	return found, away(err)
}

// ActiveBirims is the units nos as far as they are active, in the order of nos; what is not there is left out.
func (s *Store) ActiveBirims(ctx context.Context, nos []string) ([]basvuru.Birim, error) {
	rows, err := s.pool.Query(ctx, `SELECT r.detsis_no, r.ad FROM unnest($1::text[]) WITH ORDINALITY AS u (no, sira)
		JOIN birim r ON r.detsis_no = u.no AND r.aktif ORDER BY u.sira`, nos)
	if err != nil {
		return nil, away(err)
	}
	bs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[basvuru.Birim])
	return bs, away(err)
}
