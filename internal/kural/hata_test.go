package kural_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"acikkapi/internal/kural"
)

// G-06: every wrong field of a joined, wrapped, nested tree comes out, in order; what is not ours does not.
func TestAll(t *testing.T) {
	t.Parallel()
	il, konu := kural.InvalidField("il", "İl seçiniz."), kural.InvalidField("konu", "Başvuru konusunu giriniz.")
	inner := &kural.Error{Kind: kural.Unavailable, Message: "Servise ulaşılamıyor.", Err: kural.InvalidField("x", "Gizli kalsın.")}
	for name, c := range map[string]struct {
		err  error
		want []*kural.Error
	}{
		"nothing":                       {nil, nil},
		"a foreign error":               {io.EOF, nil},
		"one":                           {il, []*kural.Error{il}},
		"joined":                        {errors.Join(il, nil, konu), []*kural.Error{il, konu}},
		"joined twice and wrapped":      {fmt.Errorf("submit: %w", errors.Join(errors.Join(konu), io.EOF, il)), []*kural.Error{konu, il}},
		"two wrapped by one":            {fmt.Errorf("%w and %w", il, konu), []*kural.Error{il, konu}},
		"a cause is for the log only":   {inner, []*kural.Error{inner}},
		"joined nothing":                {errors.Join(nil, nil), nil},
		"wrapped cause, joined outside": {errors.Join(inner, il), []*kural.Error{inner, il}},
	} {
		if got := kural.All(c.err); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestKindOf(t *testing.T) {
	t.Parallel()
	conflict := kural.Conflictf("Başvuru %d kapatılmış.", 1000)
	for name, c := range map[string]struct {
		err  error
		want kural.Kind
	}{
		"nil":             {nil, kural.Internal},
		"foreign":         {io.ErrUnexpectedEOF, kural.Internal},
		"plain":           {conflict, kural.Conflict},
		"wrapped twice":   {fmt.Errorf("do: %w", fmt.Errorf("decide: %w", conflict)), kural.Conflict},
		"joined":          {errors.Join(io.EOF, conflict), kural.Conflict},
		"outermost first": {kural.Away("Servise ulaşılamıyor.", conflict), kural.Unavailable},
	} {
		if got := kural.KindOf(c.err); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// The cause is in the log's text and reachable by errors.Is; the sentence for people stands apart from it.
func TestErrorKeepsCauseApart(t *testing.T) {
	t.Parallel()
	err := kural.Away("Sistem şu anda hizmet veremiyor.", io.ErrUnexpectedEOF)
	if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "unexpected EOF") || !strings.HasPrefix(err.Error(), "unavailable: ") {
		t.Errorf("error text %q", err)
	}
	if strings.Contains(err.Message, "EOF") {
		t.Errorf("people would read %q", err.Message)
	}
	if got := kural.InvalidField("il", "İl seçiniz.").Error(); got != "invalid il: İl seçiniz." {
		t.Errorf("error text %q", got)
	}
}

func TestIs(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("do: %w", kural.InvalidField("il", "İl seçiniz."))
	for target, want := range map[*kural.Error]bool{
		{Kind: kural.Invalid}:                true,
		{Kind: kural.Invalid, Field: "il"}:   true,
		{Kind: kural.Invalid, Field: "ilce"}: false,
		{Kind: kural.Conflict}:               false,
	} {
		if errors.Is(err, target) != want {
			t.Errorf("is %+v: %v", target, !want)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"çok", ""},
		{"", "Konuyu giriniz."},
		{" \t\n\u00a0", "Konuyu giriniz."},
		{"dört4", ""}, // five characters, six bytes
		{"çşğüöı", "En fazla 5 karakter yazılabilir; 6 karakter yazdınız."},
		{"a\x00", "Metinde okunamayan karakterler var."},
		{"a\xff", "Metinde okunamayan karakterler var."},
	} {
		got := ""
		if all := kural.All(kural.Text("konu", "Konuyu", c.in, 5)); len(all) == 1 && all[0].Field == "konu" {
			got = all[0].Message
		}
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}
