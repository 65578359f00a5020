package mesajbelge

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"acikkapi/store"
)

// Sema is the JSON Schema (2020-12) of a message that a birim's own system reads or writes.
type Sema struct {
	Ad    string // as docs/birim-entegrasyon.md marks its example
	Title string
	Type  reflect.Type
}

// Semalar lists them.
func Semalar() []Sema {
	return []Sema{
		{"yonlendirme", "Routing, new date and withdrawal", reflect.TypeFor[store.BirimMesaji]()},
		{"cevap", "Answer", reflect.TypeFor[store.CevapMesaji]()},
		{"ret", "Refused answer", reflect.TypeFor[store.RetMesaji]()},
	}
}

// JSON is the schema, and the registry that its references are of.
func (s Sema) JSON() (*huma.Schema, huma.Registry) {
	r := huma.NewMapRegistry("#/$defs/", huma.DefaultSchemaNamer)
	return huma.SchemaFromType(r, s.Type), r
}

const semaHead = `
## JSON Schemas for birims' own systems

Examples and rules: [birim-entegrasyon.md](birim-entegrasyon.md). In what you read, ignore fields that you do not know; in what you send there are no others.
`

func schemas(b *strings.Builder) error {
	b.WriteString(semaHead)
	for _, s := range Semalar() {
		schema, defs := s.JSON()
		text, err := json.MarshalIndent(schema, "", "  ")
		if err != nil {
			return err
		}
		var doc map[string]any
		if err := json.Unmarshal(text, &doc); err != nil {
			return err
		}
		doc["$schema"] = "https://json-schema.org/draft/2020-12/schema"
		inner := defs.Map()
		if s.Ad != "cevap" { // grows
			delete(doc, "additionalProperties")
			for _, d := range inner {
				d.AdditionalProperties = nil
			}
		}
		if len(inner) > 0 {
			doc["$defs"] = inner
		}
		if text, err = json.MarshalIndent(doc, "", "  "); err != nil {
			return err
		}
		fmt.Fprintf(b, "\n### %s\n\n```json\n%s\n```\n", s.Title, text)
	}
	return nil
}
