package kural_test

import (
	"slices"
	"testing"

	"acikkapi/internal/kural"
)

// door is the smallest record there is: open or shut, with a key or without.
type door string

func (d door) Label() string   { return string(d) }
func (d door) Refusal() string { return "Kapı “" + string(d) + "” durumunda." }

func needs(key string) *kural.Guard[string] {
	return &kural.Guard[string]{Name: key, Check: func(has string) *kural.Error {
		if has != key {
			return kural.Conflictf("%s gerekir.", key)
		}
		return nil
	}}
}

var doors = kural.Table[door, string]{
	{Action: "ac", From: []door{"kapali"}, To: "acik", Who: []kural.Rol{kural.AKS}, Guard: needs("anahtar"), Event: "acildi", Button: "Aç"},
	{Action: "ac", From: []door{"kapali"}, To: "aralik", Who: []kural.Rol{kural.AKS}, Guard: needs("maymuncuk"), Event: "zorlandi", Button: "Aç"},
	{Action: "cal", From: []door{"kapali", "acik"}, Who: []kural.Rol{kural.AKS, kural.Vatandas}, Event: "calindi", Button: "Çal"},
	{Action: "cal", From: []door{"kapali"}, To: "acik", Who: []kural.Rol{kural.AKS}, Event: "acildi", Button: "Çal"},
	{Action: "say", From: []door{"acik"}, Who: []kural.Rol{kural.Sistem}},
}

// Rows are tried in order, the first whose guard holds is taken; of several refusals people read the first.
func TestFind(t *testing.T) {
	t.Parallel()
	const forbidden = "Bu işlem için yetkiniz bulunmamaktadır."
	for name, c := range map[string]struct {
		action  kural.Action
		from    door
		role    kural.Rol
		facts   string
		row     int // of doors, -1 = refused
		kind    kural.Kind
		message string
	}{
		"first guard holds":             {"ac", "kapali", kural.AKS, "anahtar", 0, 0, ""},
		"second guard holds":            {"ac", "kapali", kural.AKS, "maymuncuk", 1, 0, ""},
		"no guard holds":                {"ac", "kapali", kural.AKS, "", -1, kural.Conflict, "anahtar gerekir."},
		"state does not know it":        {"ac", "acik", kural.AKS, "anahtar", -1, kural.Conflict, "Kapı “acik” durumunda."},
		"only other roles may":          {"ac", "kapali", kural.Vatandas, "anahtar", -1, kural.Forbidden, forbidden},
		"forbidden before wrong state":  {"ac", "acik", kural.Vatandas, "anahtar", -1, kural.Forbidden, forbidden},
		"no such action":                {"yak", "acik", kural.AKS, "", -1, kural.Forbidden, forbidden},
		"no role":                       {"cal", "acik", "", "", -1, kural.Forbidden, forbidden},
		"first of two without a guard":  {"cal", "kapali", kural.AKS, "", 2, 0, ""},
		"a row of the other role's own": {"cal", "kapali", kural.Vatandas, "", 2, 0, ""},
	} {
		m, err := doors.Find(c.action, c.from, c.role, c.facts)
		if c.row >= 0 {
			if m != &doors[c.row] || err != nil {
				t.Errorf("%s: %+v, %v, want row %d", name, m, err, c.row)
			}
			continue
		}
		if m != nil || kural.KindOf(err) != c.kind || kural.All(err)[0].Message != c.message {
			t.Errorf("%s: %+v, %v, want %v %q", name, m, err, c.kind, c.message)
		}
	}
}

func TestTarget(t *testing.T) {
	t.Parallel()
	if got := doors[0].Target("kapali"); got != "acik" {
		t.Errorf("opened: %q", got)
	}
	if got := doors[2].Target("kapali"); got != "kapali" {
		t.Errorf("knocked at: %q, want as it was", got)
	}
}

// An action stands on a page once, if a guard lets it through, and only with a button.
func TestButtons(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from  door
		role  kural.Rol
		facts string
		want  []string
	}{
		{"kapali", kural.AKS, "maymuncuk", []string{"zorlandi", "calindi"}},
		{"kapali", kural.AKS, "", []string{"calindi"}},
		{"acik", kural.Vatandas, "", []string{"calindi"}},
		{"acik", kural.Sistem, "", nil},
	} {
		var got []string
		for _, m := range doors.Buttons(c.from, c.role, c.facts) {
			got = append(got, m.Event)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s at %s with %q: %v, want %v", c.role, c.from, c.facts, got, c.want)
		}
	}
	if got := doors.Actions(); !slices.Equal(got, []kural.Action{"ac", "cal", "say"}) {
		t.Errorf("actions %v", got)
	}
}

func TestRolesHaveNames(t *testing.T) {
	t.Parallel()
	for _, r := range []kural.Rol{
		kural.Vatandas, kural.AKS, kural.Yetkili, kural.MIA, kural.Vali, kural.Personel, kural.KimlikBurosu,
		kural.Isletmen, kural.ProjeYonetici, kural.DisSistem, kural.Sistem, "",
	} {
		if r.Label() == "" {
			t.Errorf("role %q has no name", r)
		}
	}
}
