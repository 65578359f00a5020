package pipeline

import (
	"context"
	"fmt"
	"strings"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// toplama collects the answers: the last one outstanding moves the application on (PL-03).
func (c *consumers) toplama(ctx context.Context, msg *message.Message) error {
	ev, err := decode[store.Mesaj](msg)
	if err != nil {
		return err
	}
	_, err = c.store.Do(ctx, kural.Pipeline("toplama"), ev.BasvuruNo, basvuru.Collect{}, store.Once("toplama", ev.ID))
	return err
}

// birimUserPrefix and the DETSİS number are the RabbitMQ user of a birim's own system; the broker verifies user-id.
const birimUserPrefix = "birim-"

// cevap takes the answers of birims' own systems; they meet the same checks as the web inbox (PL-02). The sender
// is who the broker says it is, not who the message says (SC-10).
func (c *consumers) cevap(ctx context.Context, msg *message.Message) error {
	m, err := decode[store.CevapMesaji](msg)
	if err != nil {
		return err
	}
	no, ok := strings.CutPrefix(sender(msg), birimUserPrefix)
	if !ok || no != m.BirimNo {
		return &kural.Error{Kind: kural.Forbidden, Message: "Cevabı gönderen, birimin kendi kullanıcısı değil."}
	}
	id, err := uuid.Parse(msg.UUID)
	if err != nil {
		return &kural.Error{Kind: kural.Invalid, Message: "İletinin kimliği okunamadı.", Err: err}
	}
	// The sender chose the id; one that it uses twice must not swallow the answer to another routing.
	id = uuid.NewSHA1(id, fmt.Appendf(nil, "%d/%d", m.BasvuruNo, m.Sira))
	actor := kural.Actor{Rol: kural.Yetkili, Birims: []string{no}, Ad: no + " birim sistemi"}
	_, err = c.store.Do(ctx, actor, m.BasvuruNo, basvuru.Answer{Sira: m.Sira, Sonuc: m.Sonuc, Metin: m.Metin}, store.Once("cevap", id))
	return err
}
