package pipeline

import (
	"context"
	"errors"

	"github.com/ThreeDotsLabs/watermill/message"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/sms"
	"acikkapi/internal/telefon"
	"acikkapi/store"
)

// sms hands an SMS to the gateway, never twice (PL-07): the row says “being sent” before the gateway is asked, and
// after an attempt without a clear end the gateway is asked by our reference before anything is sent again.
func (c *consumers) sms(ctx context.Context, msg *message.Message) error {
	gorev, err := decode[store.SMSGorev](msg)
	if err != nil {
		return err
	}
	m, hal, err := c.store.ClaimSMS(ctx, gorev.SMSID)
	if err != nil || hal == store.SMSBitti {
		return err
	}
	ref := m.ID.String()
	if hal == store.SMSBelirsiz {
		_, err := c.gateway.Report(ctx, ref)
		switch {
		case err == nil:
			return c.sent(ctx, &m, "")
		case kural.KindOf(err) != kural.NotFound:
			return errors.Join(retryable(err), c.store.SMSUnclear(ctx, m.ID))
		}
	}
	receipt, err := c.gateway.Send(ctx, sms.Message{To: telefon.Numara(m.Alici), Text: m.Metin, Ref: ref, Expires: m.Gecerlilik})
	switch {
	case err == nil:
		return c.sent(ctx, &m, receipt.ID)
	case errors.Is(err, sms.ErrOutcomeUnknown): // stays “being sent”
		c.metrics.smsOutcome("belirsiz")
		return errors.Join(err, c.store.SMSUnclear(ctx, m.ID))
	case kural.KindOf(err) == kural.Invalid:
		return c.refused(ctx, &m)
	}
	c.metrics.smsOutcome("ertelendi")
	return errors.Join(retryable(err), c.store.SMSAgain(ctx, m.ID))
}

func (c *consumers) sent(ctx context.Context, m *store.SMS, saglayiciNo string) error {
	if err := c.store.SMSSent(ctx, m.ID, saglayiciNo); err != nil {
		return err
	}
	c.metrics.smsOutcome("gonderildi")
	return nil
}

// refused: the gateway will never take it; the timeline says so where the SMS belongs to an application.
func (c *consumers) refused(ctx context.Context, m *store.SMS) error {
	c.metrics.smsOutcome("reddedildi")
	if m.KonuNo != 0 {
		_, err := c.store.Do(ctx, kural.Pipeline("sms"), m.KonuNo,
			basvuru.NoteSMS{Neden: "SMS operatörü iletiyi kabul etmedi."}, store.Once("sms", m.ID))
		if err != nil {
			return err
		}
	}
	return c.store.SMSFailed(ctx, m.ID)
}

// retryable: whatever the gateway has against us (credentials, a header), the SMS itself may go out later.
func retryable(err error) error {
	return kural.Away("SMS şu anda gönderilemiyor.", err)
}
