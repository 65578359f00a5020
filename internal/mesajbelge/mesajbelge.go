// Package mesajbelge writes docs/mesajlar.md: the schema of every message, read from the types that carry it.
package mesajbelge

//go:generate go run ./gen

import (
	"fmt"
	"io"
	"reflect"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/kart"
	"acikkapi/store"
)

// message is one kind of message: where it goes and what its body is.
type message struct {
	title, where string
	body         any
}

func messages() []message {
	return []message{
		{"Event of an application", "exchange `olay`, routing key = `tip`. `veri` depends on the type, see below", store.Mesaj{}},
		{"Event of a card", "exchange `olay`, routing key = `tip` (`kart.…`). `veri` depends on the type, see below. Nothing in it tells who the relative is", store.KartMesaj{}},
		{
			"Routing (`" + store.TipYonlendirme + "`), new date (`" + store.TipSonTarih + "`) and withdrawal (`" + store.TipGeriCekme + "`)",
			"exchange `birim`, routing key = DETSİS number, queue `birim.<DETSİS no>`. A withdrawal names the routing only, a new date that and `son_tarih`; the latter goes to birims' own systems alone",
			store.BirimMesaji{},
		},
		{
			"Answer of a birim's own system",
			"exchange `cevap.<DETSİS no>`, open to that system alone, or `cevap` with the AMQP property `user-id` = `birim-<DETSİS no>`, verified by RabbitMQ; routing key `cevap`",
			store.CevapMesaji{},
		},
		{"Refused answer (`" + store.TipRet + "`)", "exchange `birim`, queue `birim.<DETSİS no>.ret`", store.RetMesaji{}},
		{"A birim's own system (`" + store.TipBirimSistem + "`)", "exchange and queue `" + store.ExchangeBirimSistem + "`: something was decided about it. What, stays in the database", store.BirimSistemGorev{}},
		{"Approval wanted (`" + store.TipMIA + "`)", "exchange `mia`, routing key = il code, queue `mia.<il>`", store.MIAGorev{}},
		{"Request to be reviewed (`" + store.TipKartGorev + "`)", "exchange, routing key and queue `kimlik-burosu`. Who it is about stays in the database", store.KartGorev{}},
		{"Identity wanted (`" + store.TipKimlik + "`)", "exchange `kimlik`, routing key `kimlik`: KPS was away when the desk filed it. The number stays in the database", store.KimlikGorev{}},
		{"Excel file to make (`" + store.TipAktarim + "`)", "exchange and queue `" + store.ExchangeAktarim + "`. Filter and rights stay in the database", store.AktarimGorev{}},
		{"SMS to send (`" + store.TipSMS + "`)", "exchange `sms`, routing key `sms`. Phone and text stay in the database", store.SMSGorev{}},
	}
}

// veris lists the data of the events that have any.
func veris() []message {
	return []message{
		{basvuru.Alindi, "", basvuru.AlindiVeri{}},
		{basvuru.BirimeYonlendirildi + ", " + basvuru.YonlendirmeGeriCekildi + ", " + basvuru.IslemlerGeriAlindi, "", basvuru.YonlendirmeVeri{}},
		{basvuru.BirimCevapladi + ", " + basvuru.BirimIadeEtti + ", " + basvuru.MIACevapladi + ", " + basvuru.Kapatildi, "", basvuru.CevapVeri{}},
		{basvuru.MIAyaGonderildi, "", basvuru.MIAVeri{}},
		{basvuru.Guncellendi, "", basvuru.HizmetVeri{}},
		{kart.TalepEdildi + ", " + kart.IptalTalepEdildi, "", kart.TalepVeri{}},
		{kart.Onaylandi + ", " + kart.Reddedildi + ", " + kart.IptalEdildi + ", " + kart.IptalTalebiReddedildi, "", kart.KararVeri{}},
		{kart.Gonderildi + ", " + kart.GonderimGeriAlindi + ", " + kart.YenidenGonderilecek, "", kart.BasimVeri{}},
	}
}

const head = `# Messages

Generated from the Go types by ` + "`go generate ./...`" + `; do not edit. Bodies are JSON in UTF-8. AMQP properties: ` + "`message-id`" + ` (UUIDv7; the same
when sent again), ` + "`type`, `timestamp`, `correlation-id`" + ` (number of the application or card), persistent. Schemas only grow: ignore
fields you do not know. No message holds a T.C. Kimlik No, a phone number, an e-mail or an address.
`

// Write writes the document.
func Write(w io.Writer) error {
	var b strings.Builder
	b.WriteString(head)
	for _, m := range messages() {
		fmt.Fprintf(&b, "\n## %s\n\nSent to: %s.\n\n", m.title, m.where)
		fields(&b, reflect.TypeOf(m.body))
	}
	b.WriteString("\n## `veri` by event\n")
	for _, m := range veris() {
		fmt.Fprintf(&b, "\n### %s\n\n", m.title)
		fields(&b, reflect.TypeOf(m.body))
	}
	if err := schemas(&b); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func fields(b *strings.Builder, t reflect.Type) {
	b.WriteString("| field | type |\n| --- | --- |\n")
	rows(b, t, "")
}

func rows(b *strings.Builder, t reflect.Type, prefix string) {
	for f := range t.Fields() {
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		kind, inner := describe(f.Type)
		if strings.Contains(opts, "omitempty") {
			kind += ", may be missing"
		}
		fmt.Fprintf(b, "| `%s%s` | %s |\n", prefix, name, kind)
		if inner != nil {
			rows(b, inner, prefix+name+".")
		}
	}
}

// describe names a type in JSON's terms; inner is the struct whose fields are to be listed below it.
func describe(t reflect.Type) (kind string, inner reflect.Type) {
	switch {
	case t.Kind() == reflect.Pointer:
		return describe(t.Elem())
	case t.String() == "time.Time":
		return "time, RFC 3339 in UTC", nil
	case t.String() == "uuid.UUID":
		return "UUID", nil
	case t.String() == "json.RawMessage":
		return "object", nil
	case t.Kind() == reflect.Slice:
		kind, inner = describe(t.Elem())
		return "list of " + kind, inner
	case t.Kind() == reflect.Struct:
		return "object", t
	case t.Kind() == reflect.Int || t.Kind() == reflect.Int64:
		return "integer", nil
	}
	return t.Kind().String(), nil
}
