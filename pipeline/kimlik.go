package pipeline

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/message"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// kimlik asks KPS who the applicant is whom an AKS filed for while KPS was away (AK-01). As long as it is away the message comes
// again; the name arrives once, whatever has become of the application meanwhile.
func (c *consumers) kimlik(ctx context.Context, msg *message.Message) error {
	g, err := decode[store.KimlikGorev](msg)
	if err != nil {
		return err
	}
	tckn, err := c.store.AwaitedTCKN(ctx, g.BasvuruNo)
	if err != nil || tckn == "" {
		return err
	}
	var cmd basvuru.Command
	kisi, err := c.kps.Kisi(ctx, tckn)
	switch {
	case kural.KindOf(err) == kural.NotFound:
		cmd = basvuru.MissIdentity{}
	case err != nil:
		return err
	default:
		cmd = basvuru.CompleteIdentity{Kisi: kisi.Basvuran()}
	}
	_, err = c.store.Do(ctx, kural.Pipeline("kimlik"), g.BasvuruNo, cmd, store.Once("kimlik", g.ID))
	return err
}
