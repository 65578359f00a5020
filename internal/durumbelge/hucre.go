package durumbelge

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"acikkapi/internal/kural"
)

// The cells of the moves' table.

func from[D kural.State, F any](m *kural.Move[D, F], states []D) string {
	if len(m.From) == len(states) && !slices.Contains(m.From, "") {
		return "her durumdan"
	}
	names := make([]string, len(m.From))
	for i, d := range m.From {
		if names[i] = code(string(d)); d == "" {
			names[i] = "kayıt yok"
		}
	}
	return strings.Join(names, ", ")
}

func to[D kural.State, F any](m *kural.Move[D, F]) string {
	if m.To == "" {
		return "*aynı*"
	}
	return code(string(m.To))
}

func who(roles []kural.Rol) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = r.Label()
	}
	return strings.Join(names, ", ")
}

func condition[F any](g *kural.Guard[F]) string {
	if g == nil {
		return "–"
	}
	return g.Name
}

func turn[D kural.State, F any](m *kural.Move[D, F]) string {
	if m.Next == "" && m.To == "" {
		return "değişmez"
	}
	return m.Next.Label()
}

func code(s string) string {
	if s == "" {
		return "–"
	}
	return "`" + s + "`"
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// events lists the table's events once each, in table order, and what becomes of them; local has the reasons of those
// that are not sent.
func events[D kural.State, F any](b *bytes.Buffer, table kural.Table[D, F], local map[string]string) {
	b.WriteString("\nEach change is one row of `olay`. Sent: it also goes to the exchange `olay` under its name.\n\n")
	b.WriteString("| Olay | İşlem | Sent |\n| --- | --- | --- |\n")
	var names []string
	actions := map[string][]string{}
	for i := range table {
		e, a := table[i].Event, code(string(table[i].Action))
		if e == "" {
			continue
		}
		if !slices.Contains(names, e) {
			names = append(names, e)
		}
		if !slices.Contains(actions[e], a) {
			actions[e] = append(actions[e], a)
		}
	}
	for _, e := range names {
		sent := "yes"
		if why, ok := local[e]; ok {
			sent = "no: " + why
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", code(e), strings.Join(actions[e], ", "), sent)
	}
}
