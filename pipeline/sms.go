package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/sms"
	"acikkapi/internal/telefon"
	"acikkapi/store"
)

// sms hands an SMS to a provider, never twice (PL-07): the row says “being sent” and by whom before the provider is asked, and after
// an attempt without a clear end that provider is asked by our reference before anything is sent again.
func (c *consumers) sms(ctx context.Context, msg *message.Message) error {
	gorev, err := decode[store.SMSGorev](msg)
	if err != nil {
		return err
	}
	return c.sendSMS(ctx, gorev.SMSID)
}

func (c *consumers) sendSMS(ctx context.Context, id uuid.UUID) error {
	first, _ := c.providers.choose(ctx, nil)
	m, hal, err := c.store.ClaimSMS(ctx, id, first.Ad)
	if err != nil || hal == store.SMSBitti {
		return err
	}
	if hal == store.SMSBelirsiz {
		return c.resolve(ctx, &m)
	}
	return c.dispatch(ctx, &m, first)
}

// smsYerlesme is how long a provider that does not know an SMS is not believed: it may have taken it, and not written it down yet.
const (
	smsYerlesme    = 20 * time.Second
	smsYerlesmeAra = 5 * time.Second // between two questions meanwhile
)

// resolve asks the provider that may have the SMS, and goes on from what it says.
func (c *consumers) resolve(ctx context.Context, m *store.SMS) error {
	p, ok := c.providers.named(m.Saglayici)
	if m.Saglayici == "" { // of a program from before there were several
		p, ok = c.providers.all[0], true
	}
	if !ok {
		err := fmt.Errorf("the provider %q, which may have it, is not configured", m.Saglayici)
		return errors.Join(retryable(err), c.store.SMSUnclear(ctx, m.ID))
	}
	_, err := p.Gateway.Report(ctx, m.ID.String())
	switch {
	case err == nil:
		return c.sent(ctx, m, p.Ad, "")
	case errors.Is(err, sms.ErrIncomplete):
		return c.dispatch(ctx, m, p)
	case kural.KindOf(err) != kural.NotFound:
		return errors.Join(retryable(err), c.store.SMSUnclear(ctx, m.ID))
	case m.Gecen < smsYerlesme: // no failure: it is only too early, and must not wait for longer than that (PL-06)
		wait := &store.Mesgul{Kalan: min(smsYerlesme-m.Gecen, smsYerlesmeAra)}
		return errors.Join(retryable(wait), c.store.SMSUnclear(ctx, m.ID))
	}
	if err := c.store.SMSAgain(ctx, m.ID); err != nil {
		return err
	}
	return c.sendSMS(ctx, m.ID)
}

// dispatch sends m by p, and where p certainly does not take it, by the next one.
func (c *consumers) dispatch(ctx context.Context, m *store.SMS, p Saglayici) error {
	out := sms.Message{To: telefon.Numara(m.Alici), Text: m.Metin, Ref: m.ID.String(), Expires: m.Gecerlilik}
	var refused []string
	for {
		began := time.Now()
		failPoint("before the SMS is sent")
		receipt, err := askedToSend(ctx, p.Ad, func(ctx context.Context) (sms.Receipt, error) { return p.Gateway.Send(ctx, out) })
		failPoint("after the SMS is sent, before that is recorded")
		c.providers.answered(ctx, p.Ad, time.Since(began))
		switch {
		case err == nil:
			return c.sent(ctx, m, p.Ad, receipt.ID)
		case kural.KindOf(err) == kural.Invalid:
			return c.refused(ctx, m, p.Ad)
		}
		c.providers.failed(ctx, p.Ad, reason(err))
		if errors.Is(err, sms.ErrOutcomeUnknown) || errors.Is(err, sms.ErrIncomplete) { // stays “being sent”
			c.metrics.smsOutcome(p.Ad, smsBelirsiz)
			return errors.Join(err, c.store.SMSUnclear(ctx, m.ID))
		}
		c.metrics.smsOutcome(p.Ad, smsErtelendi)
		refused = append(refused, p.Ad)
		next, ok := c.providers.choose(ctx, refused)
		if !ok || ctx.Err() != nil {
			return errors.Join(retryable(err), c.store.SMSAgain(ctx, m.ID))
		}
		if e := c.store.SMSBy(ctx, m.ID, next.Ad); e != nil {
			return errors.Join(err, e)
		}
		p = next
	}
}

func (c *consumers) sent(ctx context.Context, m *store.SMS, saglayici, saglayiciNo string) error {
	if err := c.store.SMSSent(ctx, m.ID, saglayiciNo); err != nil {
		return err
	}
	c.metrics.smsOutcome(saglayici, smsGonderildi)
	return nil
}

// refused: the provider will never take it; the timeline says so where the SMS belongs to an application.
func (c *consumers) refused(ctx context.Context, m *store.SMS, saglayici string) error {
	c.metrics.smsOutcome(saglayici, smsReddedildi)
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
