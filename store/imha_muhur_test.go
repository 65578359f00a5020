package store

import (
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/gizli"
)

// SC-05, SC-06: a seal stands for the rows before it, by any key that the program has; one that was made without a key, with somebody else's, over other rows or for fewer of
// them stands for nothing. So who can write into the database alone cannot pass a change off as a disposal.
func TestSealWantsTheKey(t *testing.T) {
	t.Parallel()
	box := func(keys string) *gizli.Box {
		t.Helper()
		b, err := gizli.New(keys)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	one := gizli.NewKey(1)
	ours, rotated, other := box(one), box(one+","+gizli.NewKey(2)), box(gizli.NewKey(1))
	history := func(official string) []*olay {
		rows := make([]*olay, 3)
		for i := range rows {
			rows[i] = &olay{Mesaj: Mesaj{ID: uuid.UUID{byte(i)}, Tip: basvuru.Kapatildi, OlaySira: i + 1, Yapan: Yapan{Ad: official}}, Konu: konuBasvuru, Ozet: []byte{byte(i)}}
		}
		return rows
	}
	sealed := func(rows []*olay, satir int, muhur []byte) []*olay {
		veri, err := json.Marshal(map[string]any{"veri": basvuru.ImhaVeri{Liste: 1, Satir: satir, Muhur: hex.EncodeToString(muhur)}})
		if err != nil {
			t.Fatal(err)
		}
		return append(rows, &olay{Mesaj: Mesaj{Tip: basvuru.ImhaEdildi, OlaySira: 4}, Konu: konuBasvuru, Govde: veri})
	}
	rows := history("NURAY")
	right := muhurOf(rows)
	for name, tc := range map[string]struct {
		box  *gizli.Box
		rows []*olay
		want int
	}{
		"ours":                     {ours, sealed(rows, 3, ours.Seal(right)), 3},
		"after a new key":          {rotated, sealed(rows, 3, ours.Seal(right)), 3},
		"without a key":            {ours, sealed(rows, 3, right), 0},
		"with another key":         {ours, sealed(rows, 3, other.Seal(right)), 0},
		"empty":                    {ours, sealed(rows, 3, nil), 0},
		"another history's":        {ours, sealed(history("KEMAL"), 3, ours.Seal(right)), 0},
		"for fewer rows than came": {ours, sealed(rows, 2, ours.Seal(right)), 0},
	} {
		if got := muhurlu(tc.box, tc.rows); got != tc.want {
			t.Errorf("%s: stands for %d rows, want %d", name, got, tc.want)
		}
	}
}
