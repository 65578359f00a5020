package sms

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
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
	Window int         // parts without an answer yet, 0 = 10
	TLS    *tls.Config // nil: the session is not encrypted, as where a line of one's own leads to the operator
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
	parts  sync.WaitGroup // that wait for their answers

	mu      sync.Mutex
	session *oturum
	binding chan struct{} // closed when the binding under way is done; nil: none is
	failed  error         // of the last binding
	closed  bool
}

const (
	smppDeadline = 5 * time.Second // for an answer, as far as the caller waits
	smppLate     = time.Minute     // until then an answer settles what became of a part, though its caller has gone
	smppEnquire  = 30 * time.Second
	smppPause    = time.Second // after the SMSC has said that it gets too much
)

// NewSMPP makes the gateway; nothing is connected before the first message, or Keep.
func NewSMPP(o SMPPOptions) *SMPP {
	if o.Window == 0 {
		o.Window = 10
	}
	life, stop := context.WithCancel(context.Background())
	return &SMPP{opt: o, window: make(chan struct{}, o.Window), stop: stop, life: life}
}

// Keep holds the session bound until ctx ends, so that receipts arrive while nothing is sent. An SMSC that refuses, or takes us in and
// hangs up, is left alone for a while, and for longer each time.
func (g *SMPP) Keep(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(g.life, cancel)()
	for pause := time.Second; ctx.Err() == nil; pause = min(2*pause, smppEnquire) {
		s, err := g.bound(ctx)
		if err == nil {
			began := time.Now()
			select {
			case <-s.ended:
			case <-ctx.Done():
			}
			if time.Since(began) > smppEnquire {
				pause = time.Second
			}
			err = errors.New("the session has ended")
		}
		if ctx.Err() == nil {
			g.opt.Log.Warn().Err(err).Str("smsc", g.opt.Addr).Dur("again_in", pause).Msg("not bound; will try again")
			sleep(ctx, pause)
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

// Close unbinds; what waits for an answer gets none. Nothing of the gateway is left when it returns.
func (g *SMPP) Close() error {
	g.stop()
	g.mu.Lock()
	s := g.session
	g.closed = true
	g.mu.Unlock()
	if s != nil {
		s.close()
	}
	g.parts.Wait()
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
	k, err := g.opt.Defter.Bul(ctx, m.Ref) // before all else: whatever fails after it, we know what the SMSC has
	switch {
	case kural.KindOf(err) == kural.NotFound:
		k.Parcas = make([]ParcaKaydi, len(parts))
	case err != nil:
		return Receipt{}, outcomeUnknown(err)
	case len(k.Parcas) != len(parts):
		return Receipt{}, outcomeUnknown(errors.New("it was begun with another text"))
	}
	s, err := g.bound(ctx)
	for i := range parts {
		switch {
		case k.Parcas[i].No != "":
			continue
		case k.Parcas[i].Verildi:
			return Receipt{}, outcomeUnknown(errors.New("an earlier attempt had no answer"))
		case err == nil:
			k.Parcas[i].No, err = g.part(ctx, s, &m, parts, i)
		}
		if err != nil {
			return Receipt{}, missing(i, err)
		}
	}
	return Receipt{ID: k.Parcas[0].No, Parts: len(parts)}, nil
}

// missing says of a failure that the SMSC has parts of the message already.
func missing(i int, err error) error {
	if i > 0 && kural.KindOf(err) != kural.Invalid {
		return kural.Away(mesajAway, fmt.Errorf("%w: %w", ErrIncomplete, err))
	}
	return err
}

// verdict is what became of a part: the SMSC's number of it, or why it has none.
type verdict struct {
	no  string
	err error
}

// part writes down that part i is handed over, does so, and waits for the answer as long as ctx lasts. The answer is waited for longer than
// that, in the part's place of the window: late as it is, it settles the matter.
func (g *SMPP) part(ctx context.Context, s *oturum, m *Message, parts []Parca, i int) (string, error) {
	req, err := g.submitSM(m, &parts[i], i)
	if err != nil {
		return "", err
	}
	select {
	case g.window <- struct{}{}:
	case <-ctx.Done():
		return "", notAccepted(errors.New("too many parts wait for their answers"))
	}
	if err := ctx.Err(); err != nil {
		<-g.window
		return "", notAccepted(err)
	}
	if err := g.opt.Defter.Basla(ctx, m.Ref, i, len(parts)); err != nil {
		<-g.window
		return "", err
	}
	done := make(chan verdict, 1)
	g.parts.Go(func() {
		v := g.settle(s, req, m.Ref, i)
		done <- v
		if errors.Is(v.err, errThrottled) {
			sleep(g.life, smppPause)
		}
		<-g.window
	})
	select {
	case v := <-done:
		return v.no, v.err
	case <-ctx.Done():
		return "", outcomeUnknown(ctx.Err())
	}
}

// settle hands part n of ref over and writes down what became of it; what was certainly not taken is taken back.
func (g *SMPP) settle(s *oturum, req *pdu.SubmitSM, ref string, n int) verdict {
	ctx, cancel := context.WithTimeout(g.life, smppLate)
	defer cancel()
	no, err := s.submit(ctx, req)
	if errors.Is(err, ErrOutcomeUnknown) {
		return verdict{"", err}
	}
	e := g.write(ctx, func(ctx context.Context) error {
		if err != nil {
			return g.opt.Defter.Geri(ctx, ref, n)
		}
		return g.opt.Defter.Kabul(ctx, ref, n, no)
	})
	if e != nil {
		return verdict{"", outcomeUnknown(errors.Join(err, e))}
	}
	return verdict{no, err}
}

// write repeats f while the record is away, until ctx ends, and at least once: what the SMSC has told is not told again.
func (g *SMPP) write(ctx context.Context, f func(context.Context) error) error {
	for {
		once, cancel := context.WithTimeout(context.WithoutCancel(ctx), smppDeadline)
		err := f(once)
		cancel()
		if err == nil || ctx.Err() != nil {
			return err
		}
		sleep(ctx, time.Second)
	}
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

// Report says what the record has of the message with our ref; see Gateway. Where it is open whether the SMSC has it a receipt or a late
// answer may tell; until then the answer is Unavailable, for sending again might send twice. The SMSC is not asked: query_sm takes its own
// number, which is what is missing.
func (g *SMPP) Report(ctx context.Context, ref string) (Durum, error) {
	k, err := g.opt.Defter.Bul(ctx, ref)
	if err != nil {
		return "", err
	}
	d, err := k.durum()
	if err != nil {
		return "", kural.Away(mesajAway, err)
	}
	return d, nil
}
