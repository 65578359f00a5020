package sms

import (
	"context"
	"strconv"
	"strings"

	"github.com/linxGnu/gosmpp/pdu"
)

// receipt keeps a delivery receipt; what is none is passed over.
func (g *SMPP) receipt(p *pdu.DeliverSM) error {
	m, ok := g.readReceipt(p)
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(g.life, smppDeadline)
	defer cancel()
	ref, err := g.opt.Defter.Makbuz(ctx, m)
	if err != nil || ref == "" || g.opt.OnReceipt == nil {
		return err
	}
	k, err := g.opt.Defter.Bul(ctx, ref)
	if err != nil {
		return err
	}
	if d, err := k.durum(); err == nil && d.Final() {
		return g.opt.OnReceipt(ctx, ref, d)
	}
	return nil
}

// Types of a deliver_sm in its esm_class (SMPP 3.4, 5.2.12); without one it is an SMS that somebody wrote, whatever its text pretends.
const (
	esmReceipt      = 0x04
	esmIntermediate = 0x20
)

// readReceipt reads a delivery receipt (SMPP 3.4, appendix B); false for anything else, or what nobody can keep.
func (g *SMPP) readReceipt(p *pdu.DeliverSM) (Makbuz, bool) {
	text, _ := p.Message.GetMessageData()
	m := Makbuz{No: field(string(text), "id:"), Durum: statOf(field(string(text), "stat:"))}
	f, named := p.OptionalParameters[pdu.TagReceiptedMessageID]
	if named {
		m.No = f.String()
	}
	if f, ok := p.OptionalParameters[pdu.TagMessageStateOption]; ok && len(f.Data) == 1 {
		m.Durum = stateOf(f.Data[0])
	}
	if f, ok := p.OptionalParameters[pdu.Tag(g.opt.RefTag)]; ok && g.opt.RefTag != 0 {
		ref, part, _ := strings.Cut(f.String(), "/")
		if n, err := strconv.ParseUint(part, 10, 8); err == nil { // else it is not what we wrote
			m.Ref, m.Parca = ref, int(n)
		}
	}
	return m, (named || p.EsmClass&(esmReceipt|esmIntermediate) != 0) && readable(m.No) && m.Durum != ""
}

// readable tells whether no can be a message_id: up to 64 printable ASCII characters (SMPP 3.4, 5.2.23).
func readable(no string) bool {
	return no != "" && len(no) <= 64 && !strings.ContainsFunc(no, func(r rune) bool { return r <= ' ' || r > '~' })
}

// field is the word behind name in a receipt's text.
func field(text, name string) string {
	_, rest, ok := strings.Cut(text, name)
	if !ok {
		return ""
	}
	word, _, _ := strings.Cut(rest, " ")
	return word
}

// statOf reads a receipt's stat.
func statOf(stat string) Durum {
	switch stat {
	case "DELIVRD":
		return Iletildi
	case "EXPIRED":
		return SuresiDoldu
	case "UNDELIV", "REJECTD", "DELETED":
		return Iletilemedi
	case "ENROUTE", "ACCEPTD":
		return Bekliyor
	}
	return ""
}

// stateOf reads message_state (SMPP 3.4, 5.2.28).
func stateOf(state byte) Durum {
	switch state {
	case 2:
		return Iletildi
	case 3:
		return SuresiDoldu
	case 4, 5, 8:
		return Iletilemedi
	}
	return Bekliyor
}
