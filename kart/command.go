package kart

import (
	"time"

	"acikkapi/internal/kural"
)

// Command is a wish to change a card. Each kind is a struct of its own in this package; Decide says whether it
// may be, and what then becomes of the card.
type Command interface {
	// Action is the table's name for it.
	Action() kural.Action
	// check returns what is wrong with the input itself, all fields at once.
	check() error
	// apply writes the command's part into c, whose After is a copy of the card in its new state.
	apply(c *Change)
}

// Decide runs cmd by actor on k, which is not changed, at the time now. Errors, in this order: Invalid (all fields
// at once), NotFound where k is outside the actor's scope, Forbidden, Conflict.
func Decide(k *Kart, actor kural.Actor, cmd Command, now time.Time) (*Change, error) {
	if err := cmd.check(); err != nil {
		return nil, err
	}
	if !InScope(actor, k) {
		return nil, NotFoundError()
	}
	move, err := Moves.Find(cmd.Action(), k.Durum, actor.Rol, Facts{K: k, Now: now})
	if err != nil {
		return nil, err
	}
	c := &Change{Move: move, Actor: actor, Before: k.Durum, After: *k, At: now}
	c.After.Durum = move.Target(k.Durum)
	cmd.apply(c)
	return c, nil
}

// Buttons lists what actor can do with k at the time now, in table order.
func Buttons(k *Kart, actor kural.Actor, now time.Time) []*Move {
	if !InScope(actor, k) {
		return nil
	}
	return Moves.Buttons(k.Durum, actor.Rol, Facts{K: k, Now: now})
}

// Request asks for a card (KT-04, KT-05, KT-06).
type Request struct {
	Fotograf Fotograf
	Dekont   Dekont
	Kabul    bool // “Talep edilen kartın her türlü sorumluluğunu kabul ediyorum.”
}

// Approve grants a request for a card.
type Approve struct{}

// Reject refuses a request for a card.
type Reject struct{ Ret Ret }

// RequestCancel asks to cancel the card; the two papers are ids of uploaded files, for Kayıp/Çalıntı only (KI-02).
type RequestCancel struct {
	Neden          IptalNeden
	KayipFormu     string
	BildirimYazisi string
}

// ReceiveCard records that the card itself has arrived at the bureau (KI-03).
type ReceiveCard struct{}

// ApproveCancel cancels the card (KI-04).
type ApproveCancel struct{}

// RejectCancel refuses a request to cancel; the card stays valid.
type RejectCancel struct{ Ret Ret }

// Action names the table's row, kind by kind.
func (Request) Action() kural.Action       { return TalepEt }
func (Approve) Action() kural.Action       { return Onayla }
func (Reject) Action() kural.Action        { return Reddet }
func (RequestCancel) Action() kural.Action { return IptalTalepEt }
func (ReceiveCard) Action() kural.Action   { return TeslimAl }
func (ApproveCancel) Action() kural.Action { return IptalOnayla }
func (RejectCancel) Action() kural.Action  { return IptalReddet }

func (c Request) apply(ch *Change) {
	ch.After.Talep++
	ch.Evraks = []Evrak{{FotografEvraki, c.Fotograf.Dosya}, {DekontEvraki, c.Dekont.Dosya}}
	ch.Veri = TalepVeri{Talep: ch.After.Talep, Yakinlik: ch.After.Yakin.Yakinlik}
}

func (Approve) apply(ch *Change)       { ch.decide(nil) }
func (ReceiveCard) apply(ch *Change)   { ch.After.TeslimAlindi = true; ch.decide(nil) }
func (ApproveCancel) apply(ch *Change) { ch.decide(nil) }
func (c Reject) apply(ch *Change)      { ch.decide(&c.Ret) }
func (c RejectCancel) apply(ch *Change) {
	ch.decide(&c.Ret)
}

func (c RequestCancel) apply(ch *Change) {
	ch.After.Talep++
	ch.After.IptalNedeni, ch.After.TeslimAlindi = c.Neden, false
	if c.Neden == KayipCalinti {
		ch.Evraks = []Evrak{{KayipFormu, c.KayipFormu}, {BildirimYazisi, c.BildirimYazisi}}
	}
	ch.Aciklama = c.Neden.Label()
	ch.Veri = TalepVeri{Talep: ch.After.Talep, Yakinlik: ch.After.Yakin.Yakinlik, IptalNedeni: c.Neden}
}

// decide writes what the bureau did about the newest request; ret is nil unless it refused.
func (ch *Change) decide(ret *Ret) {
	veri := KararVeri{Talep: ch.After.Talep}
	if ret != nil {
		veri.RetSebebi, ch.Aciklama, ch.Ret = ret.Sebep, ret.Aciklama, ret
	}
	ch.Veri = veri
}
