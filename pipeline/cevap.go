package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// toplama collects the answers: the last one outstanding moves the application on (PL-03). All of msgs or none.
func (c *consumers) toplama(ctx context.Context, msgs []*message.Message) error {
	evs, err := decodeEvents(msgs)
	if err != nil {
		return err
	}
	all := make([]store.Is, len(evs))
	for i := range evs {
		all[i] = store.Is{MesajID: evs[i].ID, No: evs[i].BasvuruNo, Cmd: basvuru.Collect{}, Traceparent: evs[i].Traceparent}
	}
	return c.store.DoAll(ctx, kural.Pipeline("toplama"), "toplama", all)
}

// MaxCevap is the largest answer of a birim's own system, in bytes; files go by reference.
const MaxCevap = 256 << 10

// headerIleti keeps the message-id that an answer was sent with while it waits for a retry.
const headerIleti = "ileti_id"

// keptOfLarge is how much of a larger one is kept where it is parked.
const keptOfLarge = 1 << 10

// cevap takes the answers of birims' own systems; they meet the same checks as the web inbox (PL-02). The sender is who the broker says
// it is, not who the message says (SC-10). One that will never be right is parked, and its sender is told.
func (c *consumers) cevap(ctx context.Context, msg *message.Message) error {
	if msg.Metadata.Get(MetaExchange) != "" { // else it is tried again, and brings what it was sent with
		msg.Metadata[headerIleti] = msg.Metadata.Get(MetaMessageID)
	}
	no, known := strings.CutPrefix(sender(msg), store.BirimUserPrefix)
	m, err := readCevap(msg)
	msg.Metadata[MetaCorrelationID] = strconv.FormatInt(m.BasvuruNo, 10) // what its sender wrote there may be anything, a T.C. Kimlik No too
	switch {
	case !known:
		return errNoSender()
	case err == nil && no != m.BirimNo:
		err = errForged(m.BirimNo)
	case err == nil:
		err = c.answer(ctx, no, msg.UUID, &m)
	}
	if err == nil || !permanent(err) {
		return err
	}
	if e := c.reject(ctx, no, msg, &m, err); e != nil {
		return e // it comes again, and is refused again
	}
	return err
}

func errNoSender() error {
	return &kural.Error{Kind: kural.Forbidden, Message: "Cevabı gönderen, birimin kendi kullanıcısı değil: iletide user-id yok ya da birime ait değil."}
}

func errForged(no string) error {
	return &kural.Error{Kind: kural.Forbidden, Field: "birim_no", Message: "Cevabı gönderen, “" + shorten(no, 20) + "” numaralı birimin kendi kullanıcısı değil."}
}

// answer runs the command that the answer stands for.
func (c *consumers) answer(ctx context.Context, no, messageID string, m *store.CevapMesaji) error {
	id, err := uuid.Parse(messageID)
	if err != nil {
		return &kural.Error{Kind: kural.Invalid, Message: "İletinin kimliği okunamadı.", Err: err}
	}
	// The sender chose the id; one that it uses twice must not swallow the answer to another routing.
	id = uuid.NewSHA1(id, fmt.Appendf(nil, "%d/%d", m.BasvuruNo, m.Sira))
	dosyas := make([]string, len(m.Dosyalar))
	for i, d := range m.Dosyalar {
		dosyas[i] = d.String()
	}
	var cmd basvuru.Command = basvuru.Answer{Sira: m.Sira, Sonuc: m.Sonuc, Metin: m.Metin, Dosyas: dosyas}
	if m.Sonuc == store.SonucIade {
		if len(dosyas) > 0 {
			return kural.InvalidField("dosyalar", "İade edilen bir yönlendirmeye dosya eklenemez.")
		}
		cmd = basvuru.Return{Sira: m.Sira, Neden: m.Metin}
	}
	_, err = c.store.Do(ctx, store.BirimSistemActor(no), m.BasvuruNo, cmd, store.Once("cevap", id))
	if e, ok := errors.AsType[*kural.Error](err); ok && e.Field == "dosya" { // as the form calls them
		err = kural.InvalidField("dosyalar", e.Message)
	}
	return err
}

// readCevap reads an answer by its schema: JSON of known fields, not too large. Of one that is too large only the beginning stays in msg.
func readCevap(msg *message.Message) (m store.CevapMesaji, err error) {
	if n := len(msg.Payload); n > MaxCevap {
		msg.Payload = bytes.Clone(msg.Payload[:keptOfLarge])
		return m, kural.InvalidField("", fmt.Sprintf("İleti çok büyük: %d bayt; en fazla %d bayt olabilir. Dosyalar iletiye konmaz, yüklenip id'leriyle anılır.", n, MaxCevap))
	}
	dec := json.NewDecoder(bytes.NewReader(msg.Payload))
	dec.DisallowUnknownFields()
	err = dec.Decode(&m)
	if err == nil {
		if _, more := dec.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("more than one JSON value")
		}
	}
	if err == nil && !utf8.Valid(msg.Payload) {
		err = errNoUTF8
	}
	if err == nil {
		err = checkFields(msg.Payload, cevapAlanlari)
	}
	if err != nil {
		return m, errSchema(err)
	}
	return m, nil
}

// alanAdi is what the name of a field looks like; anything else that stands in its place may be what ought to be hidden.
var alanAdi = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.]*$`)

const unknownField = "json: unknown field " // as encoding/json says it

// errSchema says in Turkish what JSON says in English.
func errSchema(err error) error {
	e := &kural.Error{Kind: kural.Invalid, Message: "İleti okunamadı: UTF-8 ile yazılmış geçerli bir JSON nesnesi değil.", Err: err}
	wrong, isType := errors.AsType[*json.UnmarshalTypeError](err)
	if known, ok := errors.AsType[*kural.Error](err); ok {
		return known
	}
	field, unknown := strings.CutPrefix(err.Error(), unknownField)
	switch {
	case isType && wrong.Field != "":
		e.Field, e.Message = wrong.Field, "“"+wrong.Field+"” alanının türü yanlış."
	case isType:
		e.Message = "İleti bir JSON nesnesi olmalıdır."
	case unknown:
		field = shorten(strings.Trim(field, `"`), 100)
		if e.Message = "İletide bilinmeyen bir alan var: “" + field + "”."; alanAdi.MatchString(field) {
			e.Field = field
		}
	case strings.Contains(err.Error(), "UUID"):
		e.Field, e.Message = "dosyalar", "“dosyalar” alanında id (UUID) olmayan bir değer var."
	}
	return e
}

// reject tells the birim's own system why its answer was not taken.
func (c *consumers) reject(ctx context.Context, no string, msg *message.Message, m *store.CevapMesaji, why error) error {
	sent, err := uuid.Parse(msg.UUID)
	if err != nil {
		return err
	}
	ret := store.RetMesaji{IletiID: msg.Metadata.Get(headerIleti), BasvuruNo: m.BasvuruNo, Sira: m.Sira}
	var reasons []string
	for _, e := range kural.All(why) {
		reasons = append(reasons, e.Message)
		if ret.Alan == "" {
			ret.Alan = e.Field
		}
	}
	ret.Neden = strings.Join(reasons, " ")
	// An id that was used for two answers is told of for each; the same answer that comes again is told of once.
	return c.store.RejectCevap(ctx, no, uuid.NewSHA1(sent, append([]byte(no+" "), msg.Payload...)), ret)
}
