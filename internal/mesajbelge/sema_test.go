package mesajbelge_test

import (
	"encoding/json"
	"os"
	"regexp"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"acikkapi/internal/mesajbelge"
)

// further examples of a schema.
var further = map[string][]string{"yonlendirme": {"son_tarih"}}

// The examples of docs/birim-entegrasyon.md are of the published schemas, and these refuse what is not.
func TestExamplesFitTheirSchemas(t *testing.T) {
	doc, err := os.ReadFile("../../docs/birim-entegrasyon.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := map[string]string{}
	for _, m := range regexp.MustCompile("(?s)<!-- ornek: (\\w+) -->\n```json\n(.*?)```").FindAllStringSubmatch(string(doc), -1) {
		examples[m[1]] = m[2]
	}
	for _, s := range mesajbelge.Semalar() {
		schema, registry := s.JSON()
		schema.PrecomputeMessages()
		check := func(doc string) []error {
			var v any
			if err := json.Unmarshal([]byte(doc), &v); err != nil {
				return []error{err}
			}
			res := &huma.ValidateResult{}
			huma.Validate(registry, schema, huma.NewPathBuffer(nil, 0), huma.ModeWriteToServer, v, res)
			return res.Errors
		}
		for _, name := range append([]string{s.Ad}, further[s.Ad]...) {
			if errs := check(examples[name]); len(errs) > 0 {
				t.Errorf("example %q: %v", name, errs)
			}
		}
		if errs := check(`{"basvuru_no": "bin"}`); len(errs) == 0 {
			t.Errorf("the schema of %s takes anything", s.Title)
		}
	}
}
