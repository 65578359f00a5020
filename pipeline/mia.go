package pipeline

import (
	"context"
	"slices"

	"github.com/ThreeDotsLabs/watermill/message"

	"acikkapi/basvuru"
	"acikkapi/store"
)

// mia brings applications that wait for approval into the queues of their ils (AK-11). What the MİA decides goes
// through store.Do and needs no effect here but the desk's and the MİA's pages being told, which Do has done.
func (c *consumers) mia(ctx context.Context, msgs []*message.Message) error {
	evs, err := decodeEvents(msgs)
	if err != nil {
		return err
	}
	return c.store.SendToMIA(ctx, slices.DeleteFunc(evs, func(ev store.Mesaj) bool { return ev.Tip != basvuru.MIAyaGonderildi }))
}

// miaKutusu turns messages of the ils' MİA queues into rows of the MİA's inbox, all of msgs or none.
func (c *consumers) miaKutusu(ctx context.Context, msgs []*message.Message) error {
	gs, err := decodeAll[store.MIAGorev](msgs)
	if err != nil {
		return err
	}
	return c.store.DeliverMIA(ctx, gs...)
}
