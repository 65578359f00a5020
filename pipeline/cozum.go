package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"

	"acikkapi/internal/kural"
	"acikkapi/store"
)

// decode reads a message's body; one that cannot be read will never be, so it is parked.
func decode[T any](msg *message.Message) (T, error) {
	var v T
	err := json.Unmarshal(msg.Payload, &v)
	if err == nil && !utf8.Valid(msg.Payload) { // json puts a question mark in its place
		err = errNoUTF8
	}
	if err != nil {
		return v, errUnread(msg, err)
	}
	if z, ok := any(&v).(interface{ Zarf() (uuid.UUID, int) }); ok {
		return v, checkZarf(z.Zarf)
	}
	return v, nil
}

// decodeAll reads the bodies of a batch; the first that cannot be read is the error.
func decodeAll[T any](msgs []*message.Message) (vs []T, err error) {
	vs = make([]T, len(msgs))
	for i, msg := range msgs {
		if vs[i], err = decode[T](msg); err != nil {
			return nil, err
		}
	}
	return vs, nil
}

// checkZarf refuses a message of a later version, which may mean something else by the same names, and one without an id: the next
// without one would be taken for it, and for done.
func checkZarf(zarf func() (uuid.UUID, int)) error {
	id, surum := zarf()
	text := ""
	switch {
	case surum > store.MesajSurum:
		text = fmt.Sprintf("İletinin sürümü %d; bu program %d ve öncesini bilir. Bütün süreçleri yeni sürüme geçirip yeniden işleyin.", surum, store.MesajSurum)
	case id == uuid.Nil:
		text = "İletinin içinde kimliği (id) yok."
	default:
		return nil
	}
	return &kural.Error{Kind: kural.Invalid, Message: "İleti okunamadı. " + text}
}

var errNoUTF8 = errors.New("not UTF-8")

// errUnread says in Turkish what JSON says in English.
func errUnread(msg *message.Message, err error) error {
	text := "İleti okunamadı."
	if e, ok := errors.AsType[*kural.Error](errSchema(err)); ok {
		text = e.Message
	}
	if strings.Contains(err.Error(), "invalid UUID") {
		text = "Kimlik (id) alanlarından birinde UUID olmayan bir değer var."
	}
	if !strings.HasPrefix(text, "İleti okunamadı") {
		text = "İleti okunamadı. " + text
	}
	return &kural.Error{Kind: kural.Invalid, Message: text, Err: fmt.Errorf("decode %s: %w", msg.Metadata.Get(MetaType), err)}
}

// fieldsOf are the names of a message's fields.
func fieldsOf(t reflect.Type) (names []string) {
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

var cevapAlanlari = fieldsOf(reflect.TypeFor[store.CevapMesaji]())

// checkFields refuses what json lets through: a field that stands there twice, of which it takes the last, and one whose name is written in
// other letters. body is a JSON object.
func checkFields(body []byte, known []string) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	if _, err := dec.Token(); err != nil {
		return err
	}
	var seen []string
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		switch {
		case !slices.Contains(known, name):
			return fmt.Errorf("%s%q", unknownField, name)
		case slices.Contains(seen, name):
			return &kural.Error{Kind: kural.Invalid, Field: name, Message: "“" + name + "” alanı iletide birden çok kez var."}
		}
		seen = append(seen, name)
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return err
		}
	}
	return nil
}
