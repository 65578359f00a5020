package sms

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/linxGnu/gosmpp/data"
	"github.com/linxGnu/gosmpp/pdu"
	"github.com/rs/zerolog"

	"acikkapi/internal/kural"
)

// SMPPOptions are one account at an SMSC.
type SMPPOptions struct {
	Addr     string // host:port
	SystemID string
	Password string
	Sender   string // alphanumeric sender name
	// Tablo: the operator passes the Turkish single shift table on; else Turkish letters make the message UCS-2.
	Tablo bool
	// RefTag is the vendor's optional parameter (0x1400–0x3FFF) in which the SMSC takes our reference and brings it back in
	// receipts; 0 = it has none. With it an outcome that stayed open is known from the receipt.
	RefTag uint16
	Window int // requests without an answer yet, 0 = 10
	Defter Defter
	// OnReceipt is told what became of a message once that is known of all its parts; where it fails the SMSC brings the receipt
	// again. May be nil.
	OnReceipt func(ctx context.Context, ref string, d Durum) error
	Log       zerolog.Logger
}

// SMPP is the Gateway of providers with an SMSC: SMPP 3.4, one transceiver session that is bound when needed and again when it
// breaks. Close it.
type SMPP struct {
	opt    SMPPOptions
	window chan struct{}
	stop   context.CancelFunc
	life   context.Context

	mu      sync.Mutex
	session *oturum
	binding chan struct{} // closed when the binding under way is done; nil: none is
	failed  error         // of the last binding
	closed  bool
}

const (
	smppDeadline = 5 * time.Second // for an answer
	smppEnquire  = 30 * time.Second
)

// NewSMPP makes the gateway; nothing is connected before the first message, or Keep.
func NewSMPP(o SMPPOptions) *SMPP {
	if o.Window == 0 {
		o.Window = 10
	}
	life, stop := context.WithCancel(context.Background())
	return &SMPP{opt: o, window: make(chan struct{}, o.Window), stop: stop, life: life}
}

// Keep holds the session bound until ctx ends, so that receipts arrive while nothing is sent.
func (g *SMPP) Keep(ctx context.Context) {
	pause := time.Second
	for ctx.Err() == nil && g.life.Err() == nil {
		s, err := g.bound(ctx)
		if err != nil {
			g.opt.Log.Warn().Err(err).Str("smsc", g.opt.Addr).Msg("cannot bind; will try again")
			sleep(ctx, pause)
			pause = min(2*pause, 30*time.Second)
			continue
		}
		pause = time.Second
		select {
		case <-s.ended:
		case <-ctx.Done():
		case <-g.life.Done():
		}
	}
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// Close unbinds; what waits for an answer gets none.
func (g *SMPP) Close() error {
	g.stop()
	g.mu.Lock()
	s := g.session
	g.closed = true
	g.mu.Unlock()
	if s != nil {
		s.close()
	}
	return nil
}

// Send hands m over, part by part; see Gateway. Parts that an earlier attempt has handed over are not sent again.
func (g *SMPP) Send(ctx context.Context, m Message) (Receipt, error) {
	if err := m.Check(time.Now()); err != nil {
		return Receipt{}, err
	}
	parts, err := Parcala(m.Text, g.opt.Tablo, refByte(m.Ref))
	if err != nil {
		return Receipt{}, &kural.Error{Kind: kural.Invalid, Message: "Kısa mesaj metni yazılamadı.", Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, smppDeadline)
	defer cancel()
	s, err := g.bound(ctx)
	if err != nil {
		return Receipt{}, err
	}
	k, err := g.opt.Defter.Bul(ctx, m.Ref)
	switch {
	case kural.KindOf(err) == kural.NotFound:
		k.Parcas = make([]ParcaKaydi, len(parts))
	case err != nil:
		return Receipt{}, notAccepted(err)
	case len(k.Parcas) != len(parts):
		return Receipt{}, outcomeUnknown(errors.New("it was begun with another text"))
	}
	for i := range parts {
		if k.Parcas[i].No != "" {
			continue
		}
		if k.Parcas[i].Verildi {
			return Receipt{}, outcomeUnknown(errors.New("an earlier attempt had no answer"))
		}
		if k.Parcas[i].No, err = g.part(ctx, s, &m, parts, i); err != nil {
			return Receipt{}, err
		}
	}
	return Receipt{ID: k.Parcas[0].No, Parts: len(parts)}, nil
}

// part hands part i over, after it has been written down; what was certainly not taken is taken back.
func (g *SMPP) part(ctx context.Context, s *oturum, m *Message, parts []Parca, i int) (string, error) {
	if err := g.opt.Defter.Basla(ctx, m.Ref, i, len(parts)); err != nil {
		return "", g.missing(i, err)
	}
	no, err := g.submit(ctx, s, m, &parts[i], i)
	if err == nil || errors.Is(err, ErrOutcomeUnknown) {
		return no, err
	}
	if e := g.opt.Defter.Geri(context.WithoutCancel(ctx), m.Ref, i); e != nil {
		return "", outcomeUnknown(errors.Join(err, e))
	}
	return "", g.missing(i, err)
}

// missing says of a failure for the moment that the SMSC has parts of the message already.
func (g *SMPP) missing(i int, err error) error {
	if i > 0 && kural.KindOf(err) == kural.Unavailable {
		return kural.Away(mesajAway, fmt.Errorf("%w: %w", ErrIncomplete, err))
	}
	return err
}

// submit hands one part over and returns the SMSC's number of it.
func (g *SMPP) submit(ctx context.Context, s *oturum, m *Message, p *Parca, n int) (string, error) {
	select {
	case g.window <- struct{}{}:
		defer func() { <-g.window }()
	case <-ctx.Done():
		return "", notAccepted(ctx.Err())
	}
	req, err := g.submitSM(m, p, n)
	if err != nil {
		return "", err
	}
	answer, err := s.ask(ctx, req)
	if err != nil {
		return "", err
	}
	resp, ok := answer.(*pdu.SubmitSMResp)
	if !ok || resp.IsOk() && resp.MessageID == "" {
		return "", outcomeUnknown(fmt.Errorf("%T without a message id", answer))
	}
	if !resp.IsOk() {
		return "", statusError(resp.CommandStatus)
	}
	if err := g.opt.Defter.Kabul(context.WithoutCancel(ctx), m.Ref, n, resp.MessageID); err != nil {
		return "", outcomeUnknown(err)
	}
	return resp.MessageID, nil
}

func (g *SMPP) submitSM(m *Message, p *Parca, n int) (*pdu.SubmitSM, error) {
	req, ok := pdu.NewSubmitSM().(*pdu.SubmitSM)
	if !ok {
		return nil, errors.New("sms: no submit_sm")
	}
	src, err := pdu.NewAddressWithTonNpiAddr(5, 0, g.opt.Sender) // alphanumeric
	if err != nil {
		return nil, &kural.Error{Kind: kural.Forbidden, Message: "Gönderici adı geçersiz.", Err: err}
	}
	dst, err := pdu.NewAddressWithTonNpiAddr(1, 1, string(m.To)[1:]) // international, E.164 without its plus
	if err != nil {
		return nil, &kural.Error{Kind: kural.Invalid, Message: "Kısa mesaj yalnızca cep telefonuna gönderilebilir.", Err: err}
	}
	req.SourceAddr, req.DestAddr, req.RegisteredDelivery = src, dst, 1
	if !m.Expires.IsZero() {
		req.ValidityPeriod = m.Expires.UTC().Format("060102150405") + "000+"
	}
	if len(p.Baslik) > 0 {
		req.EsmClass = data.SM_UDH_GSM
	}
	body := append(append([]byte(nil), p.Baslik...), p.Veri...)
	if err := req.Message.SetMessageDataWithEncoding(body, coding(p.DCS())); err != nil {
		return nil, &kural.Error{Kind: kural.Invalid, Message: "Kısa mesaj metni çok uzun.", Err: err}
	}
	if g.opt.RefTag != 0 {
		req.RegisterOptionalParam(pdu.Field{Tag: pdu.Tag(g.opt.RefTag), Data: []byte(m.Ref + "/" + strconv.Itoa(n))})
	}
	return req, nil
}

// coding is a data_coding whose bytes are written already.
func coding(dcs byte) data.Encoding {
	if dcs == 0x08 {
		return data.UCS2
	}
	return data.GSM7BIT
}

// refByte ties the parts of a long message together, the same on each attempt.
func refByte(ref string) byte {
	sum := sha256.Sum256([]byte(ref))
	return sum[0]
}

// reportPoll is how often Report looks whether a receipt has settled an open outcome.
const reportPoll = 50 * time.Millisecond

// Report says what became of the message with our ref; see Gateway. Where it is open whether the SMSC has it, the receipt is waited
// for; until one comes the answer is Unavailable, for sending again might send twice.
func (g *SMPP) Report(ctx context.Context, ref string) (Durum, error) {
	ctx, cancel := context.WithTimeout(ctx, smppDeadline)
	defer cancel()
	s, err := g.bound(ctx) // receipts come by the session only
	if err != nil {
		return "", err
	}
	for {
		k, err := g.opt.Defter.Bul(ctx, ref)
		if err != nil {
			return "", err
		}
		d, err := k.durum()
		switch {
		case errors.Is(err, ErrIncomplete):
			return "", kural.Away(mesajAway, err)
		case err == nil && d.Final():
			return d, nil
		case err == nil:
			return g.query(ctx, s, ref, k)
		}
		sleep(ctx, reportPoll)
		if ctx.Err() != nil {
			return "", notAccepted(errors.New("no receipt has told whether it was taken"))
		}
	}
}

// query asks the SMSC for the parts whose receipt has not come yet.
func (g *SMPP) query(ctx context.Context, s *oturum, ref string, k Kayit) (Durum, error) {
	src, err := pdu.NewAddressWithTonNpiAddr(5, 0, g.opt.Sender)
	if err != nil {
		return "", notAccepted(err)
	}
	for i, p := range k.Parcas {
		if p.Durum.Final() {
			continue
		}
		req, ok := pdu.NewQuerySM().(*pdu.QuerySM)
		if !ok {
			return "", errors.New("sms: no query_sm")
		}
		req.AssignSequenceNumber()
		req.MessageID, req.SourceAddr = p.No, src
		answer, err := s.ask(ctx, req)
		if err != nil {
			return "", notAccepted(err)
		}
		resp, ok := answer.(*pdu.QuerySMResp)
		if !ok || !resp.IsOk() {
			return Bekliyor, nil // it was taken; not every SMSC answers what became of it
		}
		k.Parcas[i].Durum = stateOf(resp.MessageState)
		if _, err := g.opt.Defter.Makbuz(ctx, Makbuz{No: p.No, Durum: k.Parcas[i].Durum}); err != nil {
			return "", notAccepted(fmt.Errorf("receipt of %s: %w", ref, err))
		}
	}
	return k.durum()
}
