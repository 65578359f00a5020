package sim

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/linxGnu/gosmpp/data"
	"github.com/linxGnu/gosmpp/pdu"

	"acikkapi/internal/sms"
	"acikkapi/internal/telefon"
)

// SMPPRefTag is the vendor's optional parameter in which this SMSC takes the sender's reference, and brings it back in receipts.
const SMPPRefTag = 0x1401

// smsc is the simulator's SMPP 3.4 side: transceivers bind, submit, and get receipts.
type smsc struct {
	sim *Sim

	mu     sync.Mutex
	parts  Birlestirici
	count  int
	due    []receipt // not acknowledged yet
	second int64     // for throttling
	taken  int       // in that second
	wake   chan struct{}
}

type receipt struct {
	no, ref  string
	src, dst pdu.Address
	durum    sms.Durum
}

// ServeSMPP takes binds on ln until ctx ends.
func (s *Sim) ServeSMPP(ctx context.Context, ln net.Listener) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	stop := context.AfterFunc(ctx, func() { _ = ln.Close() })
	defer stop()
	for {
		c, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("smpp listener: %w", err)
		}
		wg.Go(func() { s.smpp.serve(ctx, c) })
	}
}

// link is one connection; write is for the receipts' goroutine too.
type link struct {
	net.Conn
	mu sync.Mutex
}

func (l *link) send(p pdu.PDU) error {
	b := pdu.NewBuffer(nil)
	p.Marshal(b)
	wire := b.Bytes()
	if !p.IsOk() { // a refusal has no body (SMPP 3.4, 4.1.6 and 4.4.2)
		wire = wire[:data.PDU_HEADER_SIZE]
		binary.BigEndian.PutUint32(wire, data.PDU_HEADER_SIZE)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.SetWriteDeadline(time.Now().Add(defaultSlow)); err != nil {
		return err
	}
	_, err := l.Write(wire)
	return err
}

func (c *smsc) serve(ctx context.Context, conn net.Conn) {
	defer func() { _ = conn.Close() }()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	l := &link{Conn: conn}
	bound := false
	for {
		p, err := pdu.Parse(conn)
		if err != nil {
			return
		}
		switch p := p.(type) {
		case *pdu.BindRequest:
			var status data.CommandStatusType
			if bound, status = c.bind(p); bound {
				go c.receipts(ctx, l)
			}
			err = reply(l, p, status)
		case *pdu.SubmitSM:
			err = c.submit(ctx, l, p, bound)
		case *pdu.DeliverSMResp:
			c.acknowledged(p)
		case *pdu.Unbind:
			_ = l.send(p.GetResponse()) // it is going anyway
			return
		default:
			if p.CanResponse() {
				err = l.send(p.GetResponse())
			}
		}
		if err != nil {
			return
		}
	}
}

func (c *smsc) bind(p *pdu.BindRequest) (bool, data.CommandStatusType) {
	o := c.sim.opt
	switch {
	case c.sim.ariza.now(ServisSMPP).Tur == Kapali:
		return false, data.ESME_RSYSERR
	case o.SMPPUser != "" && p.SystemID != o.SMPPUser:
		return false, data.ESME_RINVSYSID
	case o.SMPPUser != "" && p.Password != o.SMPPPassword:
		return false, data.ESME_RINVPASWD
	}
	return true, data.ESME_ROK
}

func reply(l *link, p *pdu.BindRequest, status data.CommandStatusType) error {
	resp, ok := p.GetResponse().(*pdu.BindResp)
	if !ok {
		return errors.New("no bind response")
	}
	resp.CommandStatus, resp.SystemID = status, "sim"
	return l.send(resp)
}

// submit answers a submit_sm, as the fault of the moment has it.
func (c *smsc) submit(ctx context.Context, l *link, p *pdu.SubmitSM, bound bool) error {
	f := c.sim.ariza.take(ServisSMPP)
	if f.Tur == Yavas {
		wait(ctx, f.Ms, defaultSlow)
	}
	resp, ok := p.GetResponse().(*pdu.SubmitSMResp)
	if !ok {
		return errors.New("no submit response")
	}
	status := c.refusal(p, bound)
	if f.Tur == Kapali {
		status = data.ESME_RSYSERR
	}
	if resp.CommandStatus = status; status == data.ESME_ROK {
		resp.MessageID = c.accept(p)
	}
	switch f.Tur {
	case ZamanAsimi:
		return nil
	case Yanlis:
		resp.MessageID = ""
	}
	err := l.send(resp)
	c.ring()
	return err
}

func (c *smsc) refusal(p *pdu.SubmitSM, bound bool) data.CommandStatusType {
	cep, err := telefon.ParseCep("+" + p.DestAddr.Address())
	switch {
	case !bound:
		return data.ESME_RINVBNDSTS
	case !senderOK(p.SourceAddr.Address()):
		return data.ESME_RINVSRCADR
	case err != nil || string(cep) != "+"+p.DestAddr.Address():
		return data.ESME_RINVDSTADR
	case c.throttled():
		return data.ESME_RTHROTTLED
	}
	return data.ESME_ROK
}

func (c *smsc) throttled() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.sim.opt.Now().Unix(); now != c.second {
		c.second, c.taken = now, 0
	}
	c.taken++
	return c.sim.opt.SMPPPerSecond > 0 && c.taken > c.sim.opt.SMPPPerSecond
}

// accept keeps a part; with the last one the message stands in the box as the telephone shows it.
func (c *smsc) accept(p *pdu.SubmitSM) string {
	body, _ := p.Message.GetMessageData()
	header, _ := p.Message.UDH().MarshalBinary()
	to := "+" + p.DestAddr.Address()
	f := p.OptionalParameters[pdu.Tag(SMPPRefTag)]
	ref, _, _ := strings.Cut(f.String(), "/")
	durum := c.sim.fate(gatewaySend{To: to})

	c.mu.Lock()
	defer c.mu.Unlock()
	c.count++
	no := fmt.Sprintf("%08X", c.count)
	c.due = append(c.due, receipt{no: no, ref: f.String(), src: p.DestAddr, dst: p.SourceAddr, durum: durum})
	text, whole := c.parts.Ekle(to, p.Message.Encoding().DataCoding(), header, body)
	if whole {
		c.sim.kutu.add(Mesaj{To: telefon.Numara(to), Text: text, At: c.sim.opt.Now().UTC(), Parts: partsOf(header), Ref: ref}, durum)
	}
	return no
}

func partsOf(header []byte) int {
	_, parts, _, _ := readHeader(header)
	return int(max(parts, 1))
}

func messageState(d sms.Durum) byte {
	return map[sms.Durum]byte{sms.Bekliyor: 1, sms.Iletildi: 2, sms.SuresiDoldu: 3, sms.Iletilemedi: 5}[d]
}

// receiptAgain is how long an answer to a receipt is waited for before it is brought again: sooner, a busy receiver would drown in them.
const receiptAgain = 2 * time.Second

// receipts brings what is due, again and again until it is acknowledged.
func (c *smsc) receipts(ctx context.Context, l *link) {
	brought := map[string]time.Time{} // in this session
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for ctx.Err() == nil {
		if tur := c.sim.ariza.now(ServisSMPP).Tur; tur != ZamanAsimi && tur != Kapali {
			c.mu.Lock()
			due := append([]receipt(nil), c.due...)
			c.mu.Unlock()
			before := brought
			brought = make(map[string]time.Time, len(due))
			for i := range due {
				if at := before[due[i].no]; time.Since(at) < receiptAgain {
					brought[due[i].no] = at
					continue
				}
				brought[due[i].no] = time.Now()
				if l.send(due[i].deliverSM()) != nil {
					return
				}
			}
		}
		select {
		case <-ctx.Done():
		case <-c.wake:
		case <-tick.C:
		}
	}
}

func (c *smsc) ring() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// deliverSM is the receipt as SMPP 3.4 writes it (appendix B); its sequence number tells which one is acknowledged.
func (r receipt) deliverSM() pdu.PDU {
	p, ok := pdu.NewDeliverSM().(*pdu.DeliverSM)
	if !ok {
		return pdu.NewEnquireLink()
	}
	stat := map[sms.Durum]string{sms.Iletildi: "DELIVRD", sms.SuresiDoldu: "EXPIRED", sms.Iletilemedi: "UNDELIV"}[r.durum]
	text := fmt.Sprintf("id:%s sub:001 dlvrd:001 submit date:2611210900 done date:2611210901 stat:%s err:000 text:", r.no, stat)
	p.SourceAddr, p.DestAddr, p.EsmClass = r.src, r.dst, 0x04
	if err := p.Message.SetMessageWithEncoding(text, data.GSM7BIT); err != nil {
		return pdu.NewEnquireLink()
	}
	p.RegisterOptionalParam(pdu.Field{Tag: pdu.TagReceiptedMessageID, Data: append([]byte(r.no), 0)})
	p.RegisterOptionalParam(pdu.Field{Tag: pdu.TagMessageStateOption, Data: []byte{messageState(r.durum)}})
	if r.ref != "" {
		p.RegisterOptionalParam(pdu.Field{Tag: pdu.Tag(SMPPRefTag), Data: []byte(r.ref)})
	}
	p.SetSequenceNumber(receiptSeq(r.no))
	return p
}

// receiptSeq gives a receipt its own sequence number, so that its answer finds it.
func receiptSeq(no string) int32 {
	var n int32
	_, _ = fmt.Sscanf(no, "%X", &n) // our own number
	return 0x40000000 + n
}

func (c *smsc) acknowledged(p *pdu.DeliverSMResp) {
	if !p.IsOk() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.due {
		if receiptSeq(c.due[i].no) == p.GetSequenceNumber() {
			c.due = append(c.due[:i], c.due[i+1:]...)
			return
		}
	}
}
