package kart

import (
	"fmt"
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
// at once), NotFound where k is outside the actor's scope, Forbidden, Conflict – also where the bureau decides about a request
// that is not the one it saw.
func Decide(k *Kart, actor kural.Actor, cmd Command, now time.Time) (*Change, error) {
	if err := cmd.check(); err != nil {
		return nil, err
	}
	if !InScope(actor, k) {
		return nil, NotFoundError()
	}
	move, err := Moves.Find(cmd.Action(), k.Durum, actor.Rol, Facts{K: k, Actor: actor, Now: now})
	if err != nil {
		return nil, err
	}
	if s, ok := cmd.(sees); ok && s.seen() != s.subject(k) {
		return nil, kural.Conflictf("Bu talep siz incelerken değişti; karar vermeden önce talebin son hâlini inceleyiniz.")
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
	return Moves.Buttons(k.Durum, actor.Rol, Facts{K: k, Actor: actor, Now: now})
}

// Request asks for a card (KT-04, KT-05, KT-06).
type Request struct {
	Fotograf Fotograf
	Dekont   Dekont
	Kabul    bool // “Talep edilen kartın her türlü sorumluluğunu kabul ediyorum.”
}

// Approve grants a request for a card; Talep is the number of the request that the reviewer saw, here and below (KB-02).
type Approve struct{ Talep int }

// Reject refuses a request for a card.
type Reject struct {
	Talep int
	Ret   Ret
}

// RequestCancel asks to cancel the card; the two papers are ids of uploaded files, for Kayıp/Çalıntı only (KI-02).
type RequestCancel struct {
	Neden          IptalNeden
	NedenAd        string // the reason in the list's words, for the timeline; the store fills it in
	KayipFormu     string
	BildirimYazisi string
}

// ReceiveCard records that the card itself has arrived at the bureau (KI-03).
type ReceiveCard struct{ Talep int }

// ApproveCancel cancels the card (KI-04).
type ApproveCancel struct{ Talep int }

// RejectCancel refuses a request to cancel; the card stays valid.
type RejectCancel struct {
	Talep int
	Ret   Ret
}

// TakeToPrint puts an approved card into a print batch (KB-03). Talep is the number of the request for the card, which a later one to
// cancel it does not change; so it is with Printed and Sent.
type TakeToPrint struct {
	Talep int
	Basim int64 // number of the batch, for the timeline
}

// Printed records that the printer has made the card.
type Printed struct{ Talep int }

// Sent records that the card has left for the staff member.
type Sent struct {
	Talep    int
	Aciklama string // how: the letter's or the parcel's number
}

// sees is a command about one request: the one that the bureau saw, and the one that it would change.
type sees interface {
	seen() int
	subject(k *Kart) int
}

func (c Approve) seen() int       { return c.Talep }
func (c Reject) seen() int        { return c.Talep }
func (c ReceiveCard) seen() int   { return c.Talep }
func (c ApproveCancel) seen() int { return c.Talep }
func (c RejectCancel) seen() int  { return c.Talep }
func (c TakeToPrint) seen() int   { return c.Talep }
func (c Printed) seen() int       { return c.Talep }
func (c Sent) seen() int          { return c.Talep }

func (Approve) subject(k *Kart) int       { return k.Talep }
func (Reject) subject(k *Kart) int        { return k.Talep }
func (ReceiveCard) subject(k *Kart) int   { return k.Talep }
func (ApproveCancel) subject(k *Kart) int { return k.Talep }
func (RejectCancel) subject(k *Kart) int  { return k.Talep }
func (TakeToPrint) subject(k *Kart) int   { return k.BasimTalep }
func (Printed) subject(k *Kart) int       { return k.BasimTalep }
func (Sent) subject(k *Kart) int          { return k.BasimTalep }

// Action names the table's row, kind by kind.
func (Request) Action() kural.Action       { return TalepEt }
func (Approve) Action() kural.Action       { return Onayla }
func (Reject) Action() kural.Action        { return Reddet }
func (RequestCancel) Action() kural.Action { return IptalTalepEt }
func (ReceiveCard) Action() kural.Action   { return TeslimAl }
func (ApproveCancel) Action() kural.Action { return IptalOnayla }
func (RejectCancel) Action() kural.Action  { return IptalReddet }
func (TakeToPrint) Action() kural.Action   { return BasimaAl }
func (Printed) Action() kural.Action       { return Bas }
func (Sent) Action() kural.Action          { return Gonder }

func (c Request) apply(ch *Change) {
	ch.After.Talep++
	ch.After.Basim, ch.After.BasimTalep = BasimYok, 0
	ch.Evraks = []Evrak{{FotografEvraki, c.Fotograf.Dosya}, {DekontEvraki, c.Dekont.Dosya}}
	ch.Veri = TalepVeri{Talep: ch.After.Talep, Yakinlik: ch.After.Yakin.Yakinlik}
}

func (Approve) apply(ch *Change) {
	ch.After.Basim, ch.After.BasimTalep = BasimBekliyor, ch.After.Talep
	ch.decide(nil)
}
func (ReceiveCard) apply(ch *Change)    { ch.After.TeslimAlindi = true; ch.decide(nil) }
func (ApproveCancel) apply(ch *Change)  { ch.After.Basim = BasimYok; ch.decide(nil) }
func (c Reject) apply(ch *Change)       { ch.decide(&c.Ret) }
func (c RejectCancel) apply(ch *Change) { ch.decide(&c.Ret) }
func (Printed) apply(ch *Change)        { ch.print(BasimBasildi) }
func (c TakeToPrint) apply(ch *Change) {
	ch.print(BasimPartide)
	if c.Basim != 0 {
		ch.Aciklama = fmt.Sprintf("%d numaralı basım partisi", c.Basim)
	}
}

func (c Sent) apply(ch *Change) {
	ch.print(BasimGonderildi)
	ch.Aciklama = c.Aciklama
}

// print moves the card on at the printer's.
func (ch *Change) print(to BasimDurum) {
	ch.After.Basim = to
	ch.Veri = BasimVeri{Talep: ch.After.BasimTalep}
}

func (c RequestCancel) apply(ch *Change) {
	ch.After.Talep++
	ch.After.IptalNedeni, ch.After.TeslimAlindi, ch.After.GeriAlinamadi = c.Neden, false, 0
	if c.Neden == KayipCalinti {
		ch.Evraks = []Evrak{{KayipFormu, c.KayipFormu}, {BildirimYazisi, c.BildirimYazisi}}
	}
	ch.Aciklama = c.NedenAd
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
