package parola_test

import (
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"

	"acikkapi/internal/parola"
)

// SC-09: a real hash and the decoy of an unknown name cost the same, on any machine.
func TestDecoyCostsTheSame(t *testing.T) {
	t.Parallel()
	made, err := parola.Hash("uzun bir cümle")
	if err != nil {
		t.Fatal(err)
	}
	cost := func(hash string) argon2id.Params {
		p, _, _, err := argon2id.DecodeHash(hash)
		if err != nil {
			t.Fatal(err)
		}
		return *p
	}
	want := argon2id.Params{Memory: 64 << 10, Iterations: 1, Parallelism: 2, SaltLength: 16, KeyLength: 32}
	if r, d := cost(made), cost(parola.Decoy()); r != want || d != want {
		t.Errorf("a real hash costs %+v, the decoy %+v, want %+v", r, d, want)
	}
	if match, old, err := parola.Compare("uzun bir cümle", parola.Decoy()); match || old || err != nil {
		t.Errorf("the decoy: %v %v %v", match, old, err)
	}
}

// GR-03: passwords from before still open, and say that they are to be hashed anew.
func TestOldHashesOpen(t *testing.T) {
	t.Parallel()
	before, err := argon2id.CreateHash("uzun bir cümle", &argon2id.Params{Memory: 32 << 10, Iterations: 1, Parallelism: 8, SaltLength: 16, KeyLength: 32})
	if err != nil {
		t.Fatal(err)
	}
	if match, old, err := parola.Compare("uzun bir cümle", before); !match || !old || err != nil {
		t.Errorf("an old hash: %v %v %v", match, old, err)
	}
	now, err := parola.Hash("uzun bir cümle")
	if err != nil {
		t.Fatal(err)
	}
	if match, old, err := parola.Compare("uzun bir cümle", now); !match || old || err != nil {
		t.Errorf("a hash of today: %v %v %v", match, old, err)
	}
	if match, _, err := parola.Compare("uzun bir cümle ", now); match || err != nil {
		t.Errorf("another password: %v %v", match, err)
	}
	if _, _, err := parola.Compare("x", strings.Repeat("x", 90)); err == nil {
		t.Error("what is no hash was compared")
	}
}
