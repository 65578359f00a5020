package sms

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"time"

	"github.com/linxGnu/gosmpp"
	"github.com/linxGnu/gosmpp/data"
	"github.com/linxGnu/gosmpp/pdu"
)

// baglayici connects and binds (gosmpp.Connector). The library's own takes a refusal for a broken connection: it wants a body, which a
// refusal has not (SMPP 3.4, 4.1.6), so that nobody learned that the password is wrong.
type baglayici struct{ g *SMPP }

// GetBindType is gosmpp.Connector's.
func (b *baglayici) GetBindType() pdu.BindingType { return pdu.Transceiver }

// Connect is gosmpp.Connector's. Errors: gosmpp.BindError where the SMSC refuses.
func (b *baglayici) Connect() (*gosmpp.Connection, error) {
	conn, err := b.dial()
	if err != nil {
		return nil, err
	}
	c := gosmpp.NewConnection(conn)
	if err := b.bind(c); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

func (b *baglayici) dial() (net.Conn, error) {
	ctx, cancel := context.WithTimeout(b.g.life, smppDeadline)
	defer cancel()
	if b.g.opt.TLS != nil {
		return (&tls.Dialer{Config: b.g.opt.TLS}).DialContext(ctx, "tcp", b.g.opt.Addr)
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", b.g.opt.Addr)
}

func (b *baglayici) bind(c *gosmpp.Connection) error {
	if err := c.SetDeadline(time.Now().Add(smppDeadline)); err != nil { // for the answer; the session sets its own
		return err
	}
	req := pdu.NewBindRequest(pdu.Transceiver)
	req.SystemID, req.Password = b.g.opt.SystemID, b.g.opt.Password
	if _, err := c.WritePDU(req); err != nil {
		return err
	}
	for {
		var head [data.PDU_HEADER_SIZE]byte
		if _, err := io.ReadFull(c, head[:]); err != nil {
			return err
		}
		if h := pdu.ParseHeader(head); h.CommandStatus != data.ESME_ROK {
			return gosmpp.BindError{CommandStatus: h.CommandStatus}
		}
		p, err := pdu.Parse(io.MultiReader(bytes.NewReader(head[:]), c))
		if err != nil {
			return err
		}
		if _, ok := p.(*pdu.BindResp); ok {
			return nil
		}
	}
}
