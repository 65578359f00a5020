package pipeline

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"

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
	g := store.MIAGorev{ID: uuid.Must(uuid.NewV7()), Zaman: ev.Zaman, BasvuruNo: ev.BasvuruNo, OlaySira: ev.OlaySira, Il: ev.Il}
	body, err := json.Marshal(g)
	if err != nil {
		return err
	}
	_, err = c.store.Effect(ctx, "mia", ev.ID, func(ctx context.Context, tx *store.Tx) error {
		return tx.Send(ctx, store.Giden{
			MesajID: g.ID, KonuNo: ev.BasvuruNo, Exchange: ExchangeMIA, Anahtar: ilKey(ev.Il), Tip: store.TipMIA, Govde: body,
		})
	})
	return err
}

// miaKutusu turns the messages of the ils' MİA queues into rows of the MİA's inbox.
func (c *consumers) miaKutusu(ctx context.Context, msg *message.Message) error {
	g, err := decode[store.MIAGorev](msg)
	if err != nil {
		return err
	}
	return c.store.DeliverMIA(ctx, g)
}

func ilKey(il int) string { return fmt.Sprintf("%02d", il) }
