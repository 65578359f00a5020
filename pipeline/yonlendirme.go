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

// yonlendirme sends each routing of applications to the queue of its birim (AK-10, PL-02), and tells the queue when a
// routing has been withdrawn (MI-04).
func (c *consumers) yonlendirme(ctx context.Context, msgs []*message.Message) error {
	evs, err := decodeEvents(msgs)
	if err != nil {
		return err
	}
	yons, all := make([]store.YonNo, len(evs)), make([]store.YonOlayi, len(evs))
	for i := range evs {
		var veri basvuru.YonlendirmeVeri
		if err := json.Unmarshal(evs[i].Veri, &veri); err != nil {
			return &kural.Error{Kind: kural.Invalid, Message: "İleti okunamadı.", Err: fmt.Errorf("decode veri of %s: %w", evs[i].Tip, err)}
		}
		siras := make([]int, len(veri.Yonlendirmes)) // none of a reset with nothing open
		for k, y := range veri.Yonlendirmes {
			siras[k] = y.Sira
		}
		yons[i] = store.YonNo{No: evs[i].BasvuruNo, Siras: siras}
	}
	out, err := c.store.YonMesajlari(ctx, yons...)
	if err != nil {
		return err
	}
	for i := range evs {
		if evs[i].Tip != basvuru.BirimeYonlendirildi {
			for k := range out[i] {
				out[i][k] = withdrawal(&out[i][k])
			}
		}
		all[i] = store.YonOlayi{ID: evs[i].ID, Mesajlar: out[i], Traceparent: evs[i].Traceparent}
	}
	return c.store.SendToBirim(ctx, all)
}

// withdrawal names the routing that is no more, and nothing else of the application.
func withdrawal(m *store.BirimMesaji) store.BirimMesaji {
	return store.BirimMesaji{
		ID: uuid.NewSHA1(m.ID, []byte(store.TipGeriCekme)), Tip: store.TipGeriCekme, Surum: m.Surum, Zaman: m.Zaman,
		BasvuruNo: m.BasvuruNo, Sira: m.Sira, Tur: m.Tur, BirimNo: m.BirimNo, BirimAdi: m.BirimAdi,
	}
}
