package sms

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

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

// bound returns the session, bound now if it is not; callers at the same time wait for one binding. One that ends at once is returned all
// the same: it takes nothing, and is not bound again in a loop. Errors: Unavailable and certain, or Forbidden for the account.
func (g *SMPP) bound(ctx context.Context) (*oturum, error) {
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return nil, notAccepted(errors.New("closed"))
	}
	if s := g.session; s != nil && s.alive() {
		g.mu.Unlock()
		return s, nil
	}
	if g.binding == nil {
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
	defer g.mu.Unlock()
	switch {
	case g.failed != nil:
		return nil, g.failed
	case g.session == nil:
		return nil, notAccepted(errors.New("closed"))
	}
	return g.session, nil
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
	s, err := gosmpp.NewSession(&baglayici{g}, gosmpp.Settings{
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

// submit hands a part over and returns the SMSC's number of it. Errors: ErrOutcomeUnknown, else it was certainly not taken.
func (o *oturum) submit(ctx context.Context, req *pdu.SubmitSM) (string, error) {
	answer, err := o.ask(ctx, req)
	if err != nil {
		return "", err
	}
	switch resp := answer.(type) {
	case *pdu.SubmitSMResp:
		if !resp.IsOk() {
			return "", statusError(resp.CommandStatus)
		}
		if readable(resp.MessageID) {
			return resp.MessageID, nil
		}
	case *pdu.GenericNack: // it could not even read the request
		return "", statusError(resp.CommandStatus)
	}
	return "", outcomeUnknown(fmt.Errorf("%T without a message id", answer))
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

// errThrottled is in the tree of a refusal because of too many messages.
var errThrottled = errors.New("too many messages for the SMSC")

// statusError sorts a refused message. A refusal is certain: nothing was taken.
func statusError(status data.CommandStatusType) error {
	err := fmt.Errorf("sms: the SMSC answered %s", status)
	if status == data.ESME_RTHROTTLED || status == data.ESME_RMSGQFUL {
		err = fmt.Errorf("%w: %w", errThrottled, err)
	}
	if e, ok := refusals[status]; ok {
		e.Err = err
		return &e
	}
	return notAccepted(err)
}
