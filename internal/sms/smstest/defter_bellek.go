package smstest

import (
	"context"
	"slices"
	"sync"

	"acikkapi/internal/kural"
	"acikkapi/internal/sms"
)

// BellekDefteri is a sms.Defter that lasts as long as the test.
type BellekDefteri struct {
	mu  sync.Mutex
	all []*bellekKaydi // the newest last
}

type bellekKaydi struct {
	ref string
	sms.Kayit
}

// NewBellekDefteri returns an empty one.
func NewBellekDefteri() *BellekDefteri { return &BellekDefteri{} }

func (b *BellekDefteri) find(ref string) *bellekKaydi {
	for _, k := range b.all {
		if k.ref == ref {
			return k
		}
	}
	return nil
}

// Basla is sms.Defter's.
func (b *BellekDefteri) Basla(_ context.Context, ref string, n, parts int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := b.find(ref)
	if k == nil {
		k = &bellekKaydi{ref, sms.Kayit{Parcas: make([]sms.ParcaKaydi, parts)}}
		b.all = append(b.all, k)
	}
	if k.Parcas[n].Verildi {
		return sms.BaskasiVeriyor()
	}
	k.Parcas[n].Verildi = true
	return nil
}

// Bul is sms.Defter's.
func (b *BellekDefteri) Bul(_ context.Context, ref string) (sms.Kayit, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := b.find(ref)
	if k == nil {
		return sms.Kayit{}, &kural.Error{Kind: kural.NotFound, Message: "Kısa mesaj bulunamadı."}
	}
	return sms.Kayit{Parcas: slices.Clone(k.Parcas)}, nil
}

// Kabul is sms.Defter's.
func (b *BellekDefteri) Kabul(_ context.Context, ref string, n int, no string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if k := b.find(ref); k != nil {
		k.Parcas[n].No = no
	}
	return nil
}

// Geri is sms.Defter's.
func (b *BellekDefteri) Geri(_ context.Context, ref string, n int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := b.find(ref)
	if k == nil || k.Parcas[n].No != "" {
		return nil
	}
	k.Parcas[n] = sms.ParcaKaydi{}
	b.all = slices.DeleteFunc(b.all, func(k *bellekKaydi) bool {
		return !slices.ContainsFunc(k.Parcas, func(p sms.ParcaKaydi) bool { return p.Verildi })
	})
	return nil
}

// Makbuz is sms.Defter's.
func (b *BellekDefteri) Makbuz(_ context.Context, m sms.Makbuz) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if k := b.find(m.Ref); k != nil && m.Parca < len(k.Parcas) {
		if p := &k.Parcas[m.Parca]; p.Verildi && (p.No == "" || p.No == m.No) {
			receipt(p, m)
			return k.ref, nil
		}
	}
	open := false
	for _, k := range slices.Backward(b.all) {
		for n := range k.Parcas {
			p := &k.Parcas[n]
			if p.No == m.No {
				receipt(p, m)
				return k.ref, nil
			}
			open = open || p.Verildi && p.No == ""
		}
	}
	if open && m.Ref == "" {
		return "", sms.MakbuzErken()
	}
	return "", nil
}

func receipt(p *sms.ParcaKaydi, m sms.Makbuz) {
	if p.No = m.No; !p.Durum.Final() {
		p.Durum = m.Durum
	}
}
