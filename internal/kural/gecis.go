// Package kural is the mechanism under the rules of basvuru and kart: transition tables as data, actors
// and roles, and the error type. It knows no application and does no I/O.
package kural

import "slices"

// Action names something that somebody can do to a record: "yonlendir", "kapat_olumlu".
type Action string

// Guard is a condition on the record beyond its state; Check returns the refusal to show, nil if it holds.
type Guard[F any] struct {
	Name  string
	Check func(F) *Error
}

// State is a record's state: what pages call it, and what somebody is told who asks it for what it does not know.
type State interface {
	~string
	Label() string
	Refusal() string // a whole Turkish sentence
}

// Move is one row of a transition table. D is the state, F the facts that guards look at.
type Move[D State, F any] struct {
	Action Action
	From   []D
	To     D // "": stays as it is
	Who    []Rol
	Guard  *Guard[F] // nil: always
	Event  string    // "": nothing happens and nothing is recorded
	Label  string    // the line in İşlem Hareketleri; "": not shown to people
	Button string    // on pages and in the API's actions; "": no button
	Next   Rol       // whose turn it is afterwards; "": as before, or nobody's at the end
}

// Table is the one place that says what may follow what. Rows of the same action and state are tried in
// order: the first whose guard holds is taken.
type Table[D State, F any] []Move[D, F]

// Target is the state that m leads to from state from.
func (m *Move[D, F]) Target(from D) D {
	if m.To == "" {
		return from
	}
	return m.To
}

// Find returns the row that action takes from state from, for role and facts. Errors: Forbidden where only other roles
// may; Conflict where the state does not know the action or a guard refuses.
func (t Table[D, F]) Find(action Action, from D, role Rol, facts F) (*Move[D, F], error) {
	var refused *Error
	allowed := false
	for i := range t {
		m := &t[i]
		if m.Action != action || !slices.Contains(m.Who, role) {
			continue
		}
		allowed = true
		if !slices.Contains(m.From, from) {
			continue
		}
		if m.Guard == nil {
			return m, nil
		}
		if e := m.Guard.Check(facts); e == nil {
			return m, nil
		} else if refused == nil {
			refused = e
		}
	}
	switch {
	case !allowed:
		return nil, &Error{Kind: Forbidden, Message: "Bu işlem için yetkiniz bulunmamaktadır."}
	case refused != nil:
		return nil, refused
	}
	return nil, &Error{Kind: Conflict, Message: from.Refusal()}
}

// Buttons lists the rows with a button that role can take from state now, in table order, each action once.
func (t Table[D, F]) Buttons(from D, role Rol, facts F) []*Move[D, F] {
	var out []*Move[D, F]
	seen := map[Action]bool{}
	for i := range t {
		a := t[i].Action
		if t[i].Button == "" || seen[a] {
			continue
		}
		if m, err := t.Find(a, from, role, facts); err == nil {
			seen[a] = true
			out = append(out, m)
		}
	}
	return out
}

// Actions lists every action of the table once, in table order.
func (t Table[D, F]) Actions() []Action {
	var out []Action
	for _, m := range t {
		if !slices.Contains(out, m.Action) {
			out = append(out, m.Action)
		}
	}
	return out
}
