package maske_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/maske"
	"acikkapi/kart"
)

// secrets are personal data of each kind, in the ways that they are written.
var secrets = []string{
	"10000000146", "99000000150", "+905321234567", "0532 123 45 67", "5321234567", "(0312) 123 45 67", "ayse.demir@ornek.gov.tr",
	"AYŞE DEMİR", "ayşe", "ayse", "Ayse", "ayse.demir", "KIZILAY MAH. ATATÜRK BULV. NO:5", "Komşum Mehmet beni rahatsız ediyor", "482913",
}

// PL-05, SC-05, SC-08: whatever a message carries, under whatever name and however deep, no personal datum is shown of it.
func TestNothingPersonalIsShown(t *testing.T) {
	t.Parallel()
	for _, s := range secrets {
		value, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		fields := []string{"tckn", "cep", "ad", "metin", "tip", "id", "basvuru_no", "birim_no", "zaman", "sonuc", "il", "rol", "yeni", "x", "kimlik", "metin_sha256", s}
		for _, f := range fields {
			key, err := json.Marshal(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, body := range []string{
				`{` + string(key) + `:` + string(value) + `}`, `[[{"veri":{` + string(key) + `:[` + string(value) + `]}}]]`, string(value),
			} {
				shown, ok := maske.Govde([]byte(body))
				if !ok || strings.Contains(shown, s) {
					t.Errorf("%s is shown as %s", body, shown)
				}
			}
			if h := maske.Basliklar([]string{f}, map[string]string{f: s}); strings.Contains(h[0].Deger, s) || f == s && strings.Contains(h[0].Ad, s) {
				t.Errorf("header %s: %s is shown as %v", f, s, h)
			}
		}
		if shown := maske.Name(s); strings.Contains(shown, s) {
			t.Errorf("as a type %s is shown as %s", s, shown)
		}
		reason := `invalid: İleti okunamadı: parsing time "` + s + `": cannot parse ` + "`" + s[:1]
		if shown := maske.Neden(reason); strings.Contains(shown, s) || !strings.Contains(shown, "İleti okunamadı") {
			t.Errorf("%s is shown as %s", reason, shown)
		}
	}
	for _, s := range secrets[:7] { // without quotes too, where they can be told from other words
		if shown := maske.Neden("kişi " + s + " bulunamadı"); strings.Contains(shown, s) {
			t.Errorf("%s is shown as %s", s, shown)
		}
	}
	if shown, ok := maske.Govde([]byte(`{"tckn":10000000146,"basvuru_no":10000000146,"cep":5321234567,"sira":5321234567}`)); !ok || strings.Contains(shown, "146") || strings.Contains(shown, "4567") {
		t.Errorf("numbers are shown as %s", shown)
	}
}

// PL-05, SC-05: a number of a person is hidden however its digits are set apart, an address in a link too, and a reason has no hole where what it quotes has
// an apostrophe or a quote in it, was cut off, or is the name that a sender has given to a field.
func TestNoHoleInTheRedaction(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"53.21.23.45.67", "05.32.12.34.56", "90.53.21.23.45.67", "53212345-67", "10000000-146", "100000001-46", "532-12345-67", "53212345", "06"} {
		for _, field := range []string{"id", "ileti_id", "metin_sha256", "tip", "sonuc", "olay"} {
			if shown, ok := maske.Govde([]byte(`{"` + field + `":"` + s + `"}`)); !ok || strings.Contains(shown, s) {
				t.Errorf("%s is shown as %s", s, shown)
			}
		}
		if shown := maske.Name(s); shown == s {
			t.Errorf("%s is shown as a name", s)
		}
	}
	for _, reason := range []string{
		`invalid: İleti okunamadı: parsing time "KIZILAY'IN ARKASI AYŞE": cannot parse`, `invalid: x: json: unknown field "a\"b AYŞE DEMİR"`, "cannot parse `AYŞE DEMİR` as",
		`invalid: İleti “O'NUN AYŞE” numaralı`, `invalid: İletide "uzun bir ad AYŞE DEM`, `invalid: ‘AYŞE DEM`, `invalid ayşe_demir: İletide bilinmeyen bir alan var: “ayşe”.`, `invalid AYŞE: x`,
		"invalid: adres ayşe%40ornek.gov.tr", "unavailable: Get \"https://ornek/?ad=AYŞE&tel=%2B905321234567\": EOF", "konum 'AYŞE DEMİR' yok",
	} {
		if shown := maske.Neden(reason); strings.Contains(shown, "ayşe") || strings.Contains(shown, "AYŞE") || strings.Contains(shown, "5321234567") {
			t.Errorf("%s is shown as %s", reason, shown)
		}
	}
	for _, reason := range []string{
		"unavailable: KPS'den cevap alınamadı, SMS'i bekliyor.", `invalid birim_no: Cevabı gönderen, “55481037 numaralı” değil`, `“birim-55481037” yok`, "not found: Etkin birim bulunamadı: birim 55481037",
	} {
		want := strings.Replace(reason, "“55481037 numaralı”", "“[gizli]”", 1)
		if shown := maske.Neden(reason); shown != want {
			t.Errorf("%s is shown as %s", reason, shown)
		}
	}
}

// PL-05: what an operator needs is there: which application, which birim, what kind of message, when.
func TestWhatHelpsIsShown(t *testing.T) {
	t.Parallel()
	body := `{"id":"01939d5a-5b3c-7def-8123-456789abcdef","tip":"basvuru.yonlendirildi","zaman":"2026-11-22T01:02:03.123456Z","basvuru_no":5321234,"eski_durum":"havuzda",
		"yapan":{"rol":"aks","ad":"SELİN AKIN"},"veri":{"yonlendirmeler":[{"sira":1,"birim":"55481037","ad":"ANKARA"}],"bos":[],"yok":null,"iade":true}}`
	want := `{
  "id": "01939d5a-5b3c-7def-8123-456789abcdef",
  "tip": "basvuru.yonlendirildi",
  "zaman": "2026-11-22T01:02:03.123456Z",
  "basvuru_no": 5321234,
  "eski_durum": "havuzda",
  "yapan": {
    "rol": "aks",
    "ad": [gizli: 10 karakter]
  },
  "veri": {
    "yonlendirmeler": [
      {
        "sira": 1,
        "birim": "55481037",
        "ad": [gizli: 6 karakter]
      }
    ],
    "[gizli: 3 karakter]": [],
    "yok": null,
    "iade": true
  }
}`
	if got, ok := maske.Govde([]byte(body)); !ok || got != want {
		t.Errorf("shown: %s", got)
	}
	for _, s := range []string{"birim.55481037", "mia.06", "birim-55481037", "basvuru.alindi", "kart-bildirim", "birim.yok", "kimlik-burosu", "mia-kutusu", "aktarim.hazirla"} {
		if got := maske.Name(s); got != s {
			t.Errorf("%s is shown as %s", s, got)
		}
	}
	for _, m := range basvuru.Moves {
		for _, s := range append([]string{m.Event, string(m.To)}, durums(m.From)...) {
			if s != "" && maske.Name(s) != s {
				t.Errorf("%s is shown as %s", s, maske.Name(s))
			}
		}
	}
	for _, m := range kart.Moves {
		if maske.Name(m.Event) != m.Event {
			t.Errorf("%s is shown as %s", m.Event, maske.Name(m.Event))
		}
	}
	if got := maske.Neden(`invalid: İleti okunamadı: başvuru 5321234, birim 55481037, "sms"`); got != `invalid: İleti okunamadı: başvuru 5321234, birim 55481037, "sms"` {
		t.Errorf("reason: %s", got)
	}
}

func durums[D ~string](ds []D) []string {
	var out []string
	for _, d := range ds {
		out = append(out, string(d))
	}
	return out
}

// SC-08, PL-05: a body that is no JSON, is cut off, too deep or too long is no burden.
func TestHostileBodies(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "{", "\x00\xff", `{"a":`, "[1,2", `{"ad":"AYŞE"} {`, "AYŞE DEMİR"} {
		if text, ok := maske.Govde([]byte(body)); ok || text != "" {
			t.Errorf("%q: %v %q", body, ok, text)
		}
	}
	deep := strings.Repeat("[", 5000) + strings.Repeat("]", 5000)
	long := "[" + strings.Repeat(`{"sira":1},`, 100_000) + `{"sira":1}]`
	for _, body := range []string{deep, long} {
		if text, ok := maske.Govde([]byte(body)); !ok || len(text) > 80<<10 || !strings.Contains(text, "devamı gösterilmiyor") {
			t.Errorf("%d bytes are shown of %d: %v", len(text), len(body), ok)
		}
	}
	if got := maske.Neden(strings.Repeat("ş", 5000)); len(got) > 1600 {
		t.Errorf("%d bytes of a reason", len(got))
	}
}

// Every field of the published messages has been decided on: it is shown by name, and its value where it can tell nothing of a person.
func TestEveryFieldIsDecidedOn(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/mesajlar.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `([a-z_0-9.]+)` \\|").FindAllStringSubmatch(string(doc), -1)
	if len(rows) < 40 {
		t.Fatalf("docs/mesajlar.md has %d fields: it was not understood", len(rows))
	}
	var missing []string
	for _, r := range rows {
		name := r[1][strings.LastIndex(r[1], ".")+1:]
		if maske.Name(name) != name && !slices.Contains(missing, name) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		t.Errorf("internal/maske/alan.go does not know %v: put each among shown or hiddenFields", missing)
	}
}
