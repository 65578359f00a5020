package gizli_test

import (
	"bytes"
	"testing"

	"acikkapi/internal/gizli"
)

// SC-04: sealed text does not show the number; old and new key open at once after a rotation.
func TestRotation(t *testing.T) {
	first := gizli.NewKey(1)
	old := mustNew(t, first)
	sealed := old.SealString("10000000146")
	if bytes.Contains(sealed, []byte("10000000146")) {
		t.Fatal("the number can be read in the sealed bytes")
	}
	both := mustNew(t, first+","+gizli.NewKey(2))
	if got, err := both.OpenString(sealed); err != nil || got != "10000000146" {
		t.Fatalf("old value with both keys: %q, %v", got, err)
	}
	fresh := both.SealString("10000000146")
	if fresh[0] != 2 {
		t.Errorf("sealed with key %d, want the newest", fresh[0])
	}
	if _, err := old.Open(fresh); err == nil {
		t.Error("the old key alone opened a value of the new key")
	}
	if !bytes.Equal(old.Index("tckn", "10000000146"), both.Index("tckn", "10000000146")) {
		t.Error("the blind index changed with the rotation")
	}
}

func TestIndexDomains(t *testing.T) {
	b := mustNew(t, gizli.NewKey(1))
	if bytes.Equal(b.Index("tckn", "1"), b.Index("telefon", "1")) {
		t.Error("the same value has the same index in two domains")
	}
	if b.Seal(nil) != nil || b.Index("tckn", "") != nil {
		t.Error("an absent value must stay NULL")
	}
}

func TestTampered(t *testing.T) {
	b := mustNew(t, gizli.NewKey(7))
	sealed := b.SealString("gizli")
	sealed[len(sealed)-1] ^= 1
	if _, err := b.Open(sealed); err == nil {
		t.Error("a changed byte went unnoticed")
	}
}

func TestBadKeys(t *testing.T) {
	for _, keys := range []string{"", "1", "0:" + gizli.NewKey(1)[2:], "1:AAAA", "300:" + gizli.NewKey(1)[2:], gizli.NewKey(1) + "," + gizli.NewKey(1)} {
		if _, err := gizli.New(keys); err == nil {
			t.Errorf("New(%q) took it", keys)
		}
	}
}

func mustNew(t *testing.T, keys string) *gizli.Box {
	t.Helper()
	b, err := gizli.New(keys)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
