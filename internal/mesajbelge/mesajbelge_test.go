package mesajbelge_test

import (
	"bytes"
	"os"
	"testing"

	"acikkapi/internal/mesajbelge"
)

// The published schema is the one that the code sends.
func TestFresh(t *testing.T) {
	var want bytes.Buffer
	if err := mesajbelge.Write(&want); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../docs/mesajlar.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Error("docs/mesajlar.md is stale: run make generate")
	}
}
