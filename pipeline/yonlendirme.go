package pipeline

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// yonlendirme sends each routing of an application to the queue of its birim (AK-10, PL-02), and tells the queue when a
// routing has been withdrawn (MI-04).
func (c *consumers) yonlendirme(ctx context.Context, msg *message.Message) error {
	ev, err := decode[store.Mesaj](msg)
	if err != nil {
		return err
	}
	var veri basvuru.YonlendirmeVeri
	if err := json.Unmarshal(ev.Veri, &veri); err != nil {
		return &kural.Error{Kind: kural.Invalid, Message: "İleti okunamadı.", Err: fmt.Errorf("decode veri of %s: %w", ev.Tip, err)}
	}
	if len(veri.Yonlendirmes) == 0 { // a reset with nothing open
		return nil
	}
	siras := make([]int, len(veri.Yonlendirmes))
	for i, y := range veri.Yonlendirmes {
		siras[i] = y.Sira
	}
	out, err := c.store.BirimMesajlari(ctx, ev.BasvuruNo, siras)
	if err != nil {
		return err
	}
	if ev.Tip != basvuru.BirimeYonlendirildi {
		for i := range out {
			out[i] = withdrawal(&out[i])
		}
	}
	_, err = c.store.Effect(ctx, "yonlendirme", ev.ID, func(ctx context.Context, tx *store.Tx) error {
		return tx.SendToBirim(ctx, out)
	})
	return err
}

// withdrawal names the routing that is no more, and nothing else of the application.
func withdrawal(m *store.BirimMesaji) store.BirimMesaji {
	return store.BirimMesaji{
		ID: uuid.NewSHA1(m.ID, []byte(store.TipGeriCekme)), Tip: store.TipGeriCekme, Surum: m.Surum, Zaman: m.Zaman,
		BasvuruNo: m.BasvuruNo, Sira: m.Sira, Tur: m.Tur, BirimNo: m.BirimNo, BirimAdi: m.BirimAdi,
	}
}
