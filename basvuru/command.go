package basvuru

import (
	"time"

	"acikkapi/internal/kural"
)

// Command is a wish to change an application. Each kind is a struct of its own in this package; Decide says
// whether it may be, and what then becomes of the application.
type Command interface {
	// Action is the table's name for it.
	Action() kural.Action
	// check returns what is wrong with the input itself, all fields at once.
	check() error
	// facts tells the guards what the command speaks of.
	facts() Facts
	// apply writes the command's part into c, whose After is a copy of the application in its new state.
	apply(c *Change)
}

// Decide runs cmd by actor on b, which is not changed, at the time now. Errors, in this order: Invalid (all fields
// at once), NotFound where b or the routing is outside the actor's scope, Forbidden, Conflict.
func Decide(b *Basvuru, actor Actor, cmd Command, now time.Time) (*Change, error) {
	if err := cmd.check(); err != nil {
		return nil, err
	}
	if !InScope(actor, b) {
		return nil, NotFoundError(b.No)
	}
	facts := cmd.facts()
	facts.B = b
	if err := ownRouting(actor, facts); err != nil {
		return nil, err
	}
	move, err := Moves.Find(cmd.Action(), b.Durum, actor.Rol, facts)
	if err != nil {
		return nil, err
	}
	c := &Change{Move: move, Actor: actor, Before: b.Durum, After: b.clone(), At: now}
	if c.Nothing() {
		return c, nil
	}
	c.After.Durum = move.Target(b.Durum)
	cmd.apply(c)
	return c, nil
}

// Buttons lists what actor can do with b now, in table order; sira is the routing that a Yetkili looks at, else 0.
func Buttons(b *Basvuru, actor Actor, sira int) []*Move {
	f := Facts{B: b, Sira: sira}
	if !InScope(actor, b) || ownRouting(actor, f) != nil {
		return nil
	}
	return Moves.Buttons(b.Durum, actor.Rol, f)
}

// Submit files a new application (VB-11). Validate it with Yeni.Validate first: Decide cannot know the lists.
type Submit struct{ Yeni Yeni }

// UpdateHeadings replaces the pairs of headings (AK-09). Gordu are the pairs that the person saw when they began: store.Do
// refuses to overwrite what somebody else has made of them since. nil: whatever they are, and none of them may stay that is
// offered no more.
type UpdateHeadings struct{ Hizmets, Gordu []Hizmet }

// Route sends the application to birim (AK-10); at most MaxBirim at once.
type Route struct {
	Birims   []Birim
	SonTarih time.Time // of the answers; store.Do computes it under the lock, from …
	SureGun  int       // … so many working days
}

// Birim is a DETSİS unit to route to.
type Birim struct {
	No string
	Ad string
}

// Withdraw takes back one open routing.
type Withdraw struct {
	Sira  int
	Neden string
}

// Deliver records that a routing has reached the birim's inbox.
type Deliver struct{ Sira int }

// Answer is a birim's answer (YT-04).
type Answer struct {
	Sira   int
	Sonuc  Sonuc
	Metin  string
	Dosyas []string
	Takvim isTakvimi // how long it took; store.Do fills it
}

// Return gives the application back as outside the birim's competence (YT-08, law 3071 art. 5).
type Return struct {
	Sira   int
	Neden  string
	Takvim isTakvimi // as Answer's
}

// Collect moves the application on when the last birim has answered (PL-03).
type Collect struct{}

// SendToMIA asks for the governor's approval (AK-11).
type SendToMIA struct{ Aciklama string }

// AnswerMIA is the governor's answer (MI-03).
type AnswerMIA struct {
	Sonuc  Sonuc
	Metin  string
	Dosyas []string
}

// Reset starts the application anew: the next round, with the open routings withdrawn (MI-04).
type Reset struct{ Aciklama string }

// Close ends the application with an answer to the citizen (AK-06).
type Close struct {
	Sonuc  Sonuc
	Metin  string
	Takvim isTakvimi // as Answer's
}

// NoteSMS writes into the timeline that the citizen could not be told (VB-07).
type NoteSMS struct{ Neden string }

// NoteDelivery writes into the timeline that an SMS has reached the citizen's telephone (PL-07).
type NoteDelivery struct{}

// Action and the rest of Command, kind by kind; checks and effects are in check.go and apply.go.
func (Submit) Action() kural.Action           { return Basvur }
func (UpdateHeadings) Action() kural.Action   { return Guncelle }
func (Route) Action() kural.Action            { return Yonlendir }
func (Withdraw) Action() kural.Action         { return GeriCek }
func (Deliver) Action() kural.Action          { return TeslimEt }
func (Answer) Action() kural.Action           { return Cevapla }
func (Return) Action() kural.Action           { return IadeEt }
func (Collect) Action() kural.Action          { return Topla }
func (SendToMIA) Action() kural.Action        { return MIAGonder }
func (AnswerMIA) Action() kural.Action        { return MIACevapla }
func (Reset) Action() kural.Action            { return GeriAl }
func (NoteSMS) Action() kural.Action          { return SMSNotu }
func (NoteDelivery) Action() kural.Action     { return SMSMakbuzu }
func (CompleteIdentity) Action() kural.Action { return KimlikTamamla }
func (MissIdentity) Action() kural.Action     { return KimlikYok }
func (Dispose) Action() kural.Action          { return ImhaEt }

// Action depends on the outcome: the table has a row for each.
func (c Close) Action() kural.Action {
	switch c.Sonuc {
	case Olumsuz:
		return KapatOlumsuz
	case Kismen:
		return KapatKismen
	default:
		return KapatOlumlu
	}
}

func (Submit) facts() Facts           { return Facts{} }
func (UpdateHeadings) facts() Facts   { return Facts{} }
func (Collect) facts() Facts          { return Facts{} }
func (SendToMIA) facts() Facts        { return Facts{} }
func (AnswerMIA) facts() Facts        { return Facts{} }
func (Reset) facts() Facts            { return Facts{} }
func (Close) facts() Facts            { return Facts{} }
func (NoteSMS) facts() Facts          { return Facts{} }
func (NoteDelivery) facts() Facts     { return Facts{} }
func (CompleteIdentity) facts() Facts { return Facts{} }
func (MissIdentity) facts() Facts     { return Facts{} }
func (Dispose) facts() Facts          { return Facts{} }
func (c Withdraw) facts() Facts       { return Facts{Sira: c.Sira} }
func (c Deliver) facts() Facts        { return Facts{Sira: c.Sira} }
func (c Answer) facts() Facts         { return Facts{Sira: c.Sira} }
func (c Return) facts() Facts         { return Facts{Sira: c.Sira} }
func (c Route) facts() Facts {
	f := Facts{}
	for _, b := range c.Birims {
		f.Birims = append(f.Birims, b.No)
	}
	return f
}
