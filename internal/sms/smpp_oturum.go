package sms

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/linxGnu/gosmpp"
	"github.com/linxGnu/gosmpp/data"
	"github.com/linxGnu/gosmpp/pdu"

	"acikkapi/internal/kural"
)

// oturum is one bound session; it ends with its connection.
type oturum struct {
	s     *gosmpp.Session
	ended chan struct{}

	mu      sync.Mutex
	over    bool
	waiting map[int32]chan pdu.PDU // by sequence number
}

// bound returns the session, bound now if it is not; callers at the same time wait for one binding. Errors: Unavailable and certain,
// or Forbidden for the account.
func (g *SMPP) bound(ctx context.Context) (*oturum, error) {
	for {
		g.mu.Lock()
		if g.closed {
			g.mu.Unlock()
			return nil, notAccepted(errors.New("closed"))
		}
		if s := g.session; s != nil && s.alive() {
			g.mu.Unlock()
			return s, nil
		}
		mine := g.binding == nil
		if mine {
			g.binding = make(chan struct{})
			go g.bind()
		}
		done := g.binding
		g.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil, notAccepted(ctx.Err())
		case <-done:
		}
		g.mu.Lock()
		err := g.failed
		g.mu.Unlock()
		if err != nil {
			return nil, err
		}
	}
}

// bind makes a session and lets those who wait for it go on.
func (g *SMPP) bind() {
	s, err := g.connect()
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.binding)
	g.binding, g.failed = nil, err
	if err != nil {
		return
	}
	if g.closed {
		go s.close()
		return
	}
	g.session = s
}

func (g *SMPP) connect() (*oturum, error) {
	o := &oturum{ended: make(chan struct{}), waiting: map[int32]chan pdu.PDU{}}
	dial := func(addr string) (net.Conn, error) {
		c, err := (&net.Dialer{Timeout: smppDeadline}).DialContext(g.life, "tcp", addr)
		if err == nil {
			err = c.SetDeadline(time.Now().Add(smppDeadline)) // for the answer to the bind; the session sets its own
		}
		return c, err
	}
	auth := gosmpp.Auth{SMSC: g.opt.Addr, SystemID: g.opt.SystemID, Password: g.opt.Password}
	s, err := gosmpp.NewSession(gosmpp.TRXConnector(dial, auth), gosmpp.Settings{
		EnquireLink: smppEnquire, ReadTimeout: 2*smppEnquire + smppDeadline, WriteTimeout: smppDeadline,
		OnAllPDU:         func(p pdu.PDU) (pdu.PDU, bool) { return g.received(o, p) },
		OnSubmitError:    func(p pdu.PDU, _ error) { o.answer(p.GetSequenceNumber(), nil) },
		OnReceivingError: func(error) {},
		OnClosed:         func(gosmpp.State) { o.end() },
	}, 0)
	if bad, ok := errors.AsType[gosmpp.BindError](err); ok {
		return nil, bindError(bad.CommandStatus)
	}
	if err != nil {
		return nil, notAccepted(err)
	}
	o.s = s
	return o, nil
}

// received takes what the SMSC sends: answers to us, receipts, and its questions whether we are there.
func (g *SMPP) received(o *oturum, p pdu.PDU) (pdu.PDU, bool) {
	switch p := p.(type) {
	case *pdu.DeliverSM:
		if err := g.receipt(p); err != nil { // not acknowledged: the SMSC brings it again
			g.opt.Log.Warn().Err(err).Str("smsc", g.opt.Addr).Msg("receipt not kept; it will come again")
			resp, ok := p.GetResponse().(*pdu.DeliverSMResp)
			if ok {
				resp.CommandStatus = data.ESME_RX_T_APPN
			}
			return resp, false
		}
		return p.GetResponse(), false
	case *pdu.Unbind:
		return p.GetResponse(), true
	}
	if p.CanResponse() {
		return p.GetResponse(), false
	}
	o.answer(p.GetSequenceNumber(), p)
	return nil, false
}

// receipt keeps a delivery receipt (SMPP 3.4, appendix B); what is none is passed over.
func (g *SMPP) receipt(p *pdu.DeliverSM) error {
	text, _ := p.Message.GetMessageData()
	m := Makbuz{No: field(string(text), "id:"), Durum: statOf(field(string(text), "stat:"))}
	if f, ok := p.OptionalParameters[pdu.TagReceiptedMessageID]; ok {
		m.No = f.String()
	}
	if f, ok := p.OptionalParameters[pdu.TagMessageStateOption]; ok && len(f.Data) == 1 {
		m.Durum = stateOf(f.Data[0])
	}
	if f, ok := p.OptionalParameters[pdu.Tag(g.opt.RefTag)]; ok && g.opt.RefTag != 0 {
		if ref, n, cut := strings.Cut(f.String(), "/"); cut {
			m.Ref = ref
			m.Parca, _ = strconv.Atoi(n) // 0 for what we have not written
		}
	}
	if m.No == "" || m.Durum == "" {
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

func (o *oturum) alive() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return !o.over
}

// ask sends req and waits for its answer. Errors: ErrOutcomeUnknown once req may have left, else Unavailable.
func (o *oturum) ask(ctx context.Context, req pdu.PDU) (pdu.PDU, error) {
	if err := ctx.Err(); err != nil {
		return nil, notAccepted(err)
	}
	answer := make(chan pdu.PDU, 1)
	seq := req.GetSequenceNumber()
	o.mu.Lock()
	if o.over {
		o.mu.Unlock()
		return nil, notAccepted(errors.New("the session has ended"))
	}
	o.waiting[seq] = answer
	o.mu.Unlock()
	defer func() {
		o.mu.Lock()
		delete(o.waiting, seq)
		o.mu.Unlock()
	}()
	if err := o.s.Transceiver().Submit(req); err != nil {
		return nil, notAccepted(err)
	}
	select {
	case p := <-answer:
		if p == nil {
			return nil, outcomeUnknown(errors.New("the session ended before the answer"))
		}
		return p, nil
	case <-ctx.Done():
		return nil, outcomeUnknown(ctx.Err())
	}
}

func (o *oturum) answer(seq int32, p pdu.PDU) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if c := o.waiting[seq]; c != nil {
		select {
		case c <- p:
		default: // answered already
		}
	}
}

func (o *oturum) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.over {
		return
	}
	o.over = true
	close(o.ended)
	for _, c := range o.waiting {
		select {
		case c <- nil:
		default:
		}
	}
}

func (o *oturum) close() {
	o.end()
	_ = o.s.Close() // it ends all the same
}

// bindError sorts a refused bind: the account is at fault, or the moment.
func bindError(status data.CommandStatusType) error {
	err := fmt.Errorf("sms: bind refused: %s", status)
	if slices.Contains([]data.CommandStatusType{data.ESME_RBINDFAIL, data.ESME_RINVPASWD, data.ESME_RINVSYSID}, status) {
		return &kural.Error{Kind: kural.Forbidden, Message: "Kısa mesaj sağlayıcısı hesap bilgilerini kabul etmedi.", Err: err}
	}
	return notAccepted(err)
}

// refusals are the answers that will not change with time; every other one – throttled, queue full, system error – is of the moment.
var refusals = map[data.CommandStatusType]kural.Error{
	data.ESME_RINVDSTADR: {Kind: kural.Invalid, Message: "Kısa mesaj sağlayıcısı numarayı kabul etmedi."},
	data.ESME_RINVDSTTON: {Kind: kural.Invalid, Message: "Kısa mesaj sağlayıcısı numarayı kabul etmedi."},
	data.ESME_RINVDSTNPI: {Kind: kural.Invalid, Message: "Kısa mesaj sağlayıcısı numarayı kabul etmedi."},
	data.ESME_RINVMSGLEN: {Kind: kural.Invalid, Message: "Kısa mesaj metni sağlayıcı tarafından kabul edilmedi."},
	data.ESME_RINVEXPIRY: {Kind: kural.Invalid, Message: "Kısa mesajın geçerlilik süresi sağlayıcı tarafından kabul edilmedi."},
	data.ESME_RINVSRCADR: {Kind: kural.Forbidden, Message: "Kısa mesaj sağlayıcısı gönderici adını kabul etmedi."},
	data.ESME_RINVSRCTON: {Kind: kural.Forbidden, Message: "Kısa mesaj sağlayıcısı gönderici adını kabul etmedi."},
	data.ESME_RINVSRCNPI: {Kind: kural.Forbidden, Message: "Kısa mesaj sağlayıcısı gönderici adını kabul etmedi."},
}

// statusError sorts a refused message. A refusal is certain: nothing was taken.
func statusError(status data.CommandStatusType) error {
	err := fmt.Errorf("sms: the SMSC answered %s", status)
	if e, ok := refusals[status]; ok {
		e.Err = err
		return &e
	}
	return notAccepted(err)
}
