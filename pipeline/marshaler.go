package pipeline

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	wamqp "github.com/ThreeDotsLabs/watermill-amqp/v3/pkg/amqp"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"
	amqp "github.com/rabbitmq/amqp091-go"
)

// Marshaler turns deliveries into watermill messages and back. watermill-amqp's own refuses any header that
// is no string: a message that was once nacked on a quorum queue (x-delivery-count, a number) or that was
// dead-lettered (x-death, a list of tables) then never reaches its handler again and circles thousands of
// times a second. This one refuses no message; what cannot be understood is for the consumer to park.
type Marshaler struct{}

var _ wamqp.Marshaler = Marshaler{}

var errNoDelivery = errors.New("not a delivery: the channel was closed")

// Marshal is the inverse of Unmarshal for what a sender may say.
func (Marshaler) Marshal(msg *message.Message) (amqp.Publishing, error) {
	return outgoingOf("", "", msg).publishing(), nil
}

// Unmarshal fails only on the zero delivery. watermill-amqp reads those, without end, from a channel that has
// been closed; handed on, they would look like messages with an empty body.
func (Marshaler) Unmarshal(d amqp.Delivery) (*message.Message, error) {
	if d.DeliveryTag == 0 {
		return nil, errNoDelivery
	}
	msg := message.NewMessage(messageUUID(d), d.Body)
	msg.Metadata = make(message.Metadata, len(d.Headers)+12)
	for k, v := range d.Headers {
		if k != MetaType && k != MetaCorrelationID && !strings.HasPrefix(k, brokerPrefix) {
			msg.Metadata[k] = headerText(v)
		}
	}
	msg.Metadata[MetaType] = d.Type
	msg.Metadata[MetaCorrelationID] = d.CorrelationId
	msg.Metadata[MetaExchange] = d.Exchange
	msg.Metadata[MetaRoutingKey] = d.RoutingKey
	msg.Metadata[MetaMessageID] = d.MessageId
	msg.Metadata[MetaUserID] = d.UserId
	msg.Metadata[MetaRedelivered] = strconv.FormatBool(d.Redelivered)
	msg.Metadata[MetaDeliveryCount] = headerText(d.Headers["x-delivery-count"])
	if msg.Metadata[MetaDeliveryCount] == "" {
		msg.Metadata[MetaDeliveryCount] = "0"
	}
	if !d.Timestamp.IsZero() {
		msg.Metadata[MetaTime] = d.Timestamp.UTC().Format(time.RFC3339)
	}
	if d.MessageId == "" {
		msg.Metadata[MetaWithoutID] = "true"
	}
	for k, v := range msg.Metadata {
		msg.Metadata[k] = storable(v)
	}
	return msg, nil
}

// messageUUID is what islenen_mesaj remembers (PL-04). Our own messages keep theirs. For a sender with
// credentials of its own the id holds only together with its name, or one birim's system could use up
// another's ids; for an id that is no UUID, or none at all, one is derived that is the same at every delivery.
func messageUUID(d amqp.Delivery) string {
	user := vouched(d.UserId, d.Exchange)
	if id, err := uuid.Parse(d.MessageId); err == nil && user == "" {
		return id.String()
	}
	parts := [][]byte{[]byte(user), []byte(d.MessageId)}
	if d.MessageId == "" {
		parts = append(parts, []byte(d.Exchange), []byte(d.RoutingKey), []byte(d.Type), d.Body)
	}
	var name []byte
	for _, p := range parts {
		name = append(strconv.AppendInt(name, int64(len(p)), 10), ':')
		name = append(name, p...)
	}
	return uuid.NewHash(sha256.New(), uuid.NameSpaceOID, name, 8).String()
}

// headerText never fails: strings as they are, numbers and booleans in Go's notation, tables and lists as JSON.
func headerText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []byte:
		if utf8.Valid(v) {
			return string(v)
		}
	case time.Time:
		return v.UTC().Format(time.RFC3339)
	case amqp.Table, []any, amqp.Decimal:
		if text, err := json.Marshal(v); err == nil {
			return string(text)
		}
	}
	return fmt.Sprint(v)
}

// storable is s without what PostgreSQL cannot keep as text: a birim's system may send any bytes, and a message that
// cannot even be parked would hold its worker for ever. It is never longer than s.
func storable(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "?")
}
