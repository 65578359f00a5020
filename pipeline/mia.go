package pipeline

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/message"

	"acikkapi/basvuru"
	"acikkapi/store"
)

// mia brings an application that waits for approval into the queue of its il (AK-11). What the MİA decides goes
// through store.Do and needs no effect here but the desk's and the MİA's pages being told, which Do has done.
func (c *consumers) mia(ctx context.Context, msg *message.Message) error {
	ev, err := decode[store.Mesaj](msg)
	if err != nil || ev.Tip != basvuru.MIAyaGonderildi {
		return err
	}
	g, err := store.NewMIAGorev(&ev).Giden()
	if err != nil {
		return err
	}
	_, err = c.store.Effect(ctx, "mia", ev.ID, func(ctx context.Context, tx *store.Tx) error { return tx.Send(ctx, g) })
	return err
}

// miaKutusu turns messages of the ils' MİA queues into rows of the MİA's inbox, all of msgs or none.
func (c *consumers) miaKutusu(ctx context.Context, msgs []*message.Message) error {
	gs, err := decodeAll[store.MIAGorev](msgs)
	if err != nil {
		return err
	}
	return c.store.DeliverMIA(ctx, gs...)
}
