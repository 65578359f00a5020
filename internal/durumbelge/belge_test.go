package durumbelge_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/durumbelge"
	"acikkapi/kart"
)

func written(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := durumbelge.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The committed document is what the tables say now.
func TestDocumentIsFresh(t *testing.T) {
	t.Parallel()
	have, err := os.ReadFile("../../docs/durum.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != written(t) {
		t.Error("docs/durum.md is stale: run make generate")
	}
}

// Every row of both tables is a line, every state a node, every event listed.
func TestDocumentIsComplete(t *testing.T) {
	t.Parallel()
	doc := written(t)
	for _, m := range basvuru.Moves {
		if !strings.Contains(doc, "| `"+string(m.Action)+"` |") || !strings.Contains(doc, m.Label) || !strings.Contains(doc, "`"+m.Event+"`") && m.Event != "" {
			t.Errorf("basvuru: %s is not in the document", m.Action)
		}
	}
	for _, m := range kart.Moves {
		if !strings.Contains(doc, "| `"+string(m.Action)+"` |") || !strings.Contains(doc, "| `"+m.Event+"` |") {
			t.Errorf("kart: %s is not in the document", m.Action)
		}
	}
	for _, line := range []string{
		`state "Başvuru Açık Kapı Birim Havuzunda" as havuzda`,
		"[*] --> havuzda: basvur\n",                       // VB-12
		"mia_onayinda --> havuzda: geri_al\n",             // MI-04
		"yonlendirildi --> cevaplandi: geri_cek, topla\n", // PL-03
		"kapali_kismen --> [*]\n",                         // AK-08
		"iptal_onayli --> talep_bekliyor: talep_et\n",     // KT-07
		"| `basvuru.guncellendi` | `guncelle` | yes |",
		"| `birim.teslim_edildi` | `teslim_et` | no: the birim's inbox is told when it is written |",
		"| `basvuru.kapatildi` | `kapat_olumlu`, `kapat_olumsuz`, `kapat_kismen` | yes |",
	} {
		if !strings.Contains(doc, line) {
			t.Errorf("the document lacks %q", line)
		}
	}
	if strings.Contains(doc, "iptal_onayli --> [*]") {
		t.Error("a cancelled card is drawn as the end, but a new one can be asked for")
	}
}

type full struct{}

var errFull = errors.New("disk full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteFails(t *testing.T) {
	t.Parallel()
	if err := durumbelge.Write(full{}); !errors.Is(err, errFull) {
		t.Errorf("error %v", err)
	}
}
