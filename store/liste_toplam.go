package store

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

const (
	toplamSure  = time.Minute      // how old the total of a long list may be
	toplamTaze  = toplamSure / 2   // from when on it is counted anew behind whoever reads
	toplamBekle = 30 * time.Second // for one count, whoever has asked for it and gone
	maxToplam   = 4096             // lists whose totals are kept
)

// toplamlar keeps the totals of long lists, each under the list's scope and filter.
type toplamlar struct {
	mu    sync.Mutex
	last  map[string]toplam
	group singleflight.Group
}

type toplam struct {
	n  int
	at time.Time
}

// fresh is the total of a list that may still be shown, 0 for none.
func (t *toplamlar) fresh(key string, now time.Time) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if last := t.last[key]; now.Sub(last.at) < toplamSure {
		return last.n
	}
	return 0
}

// get returns the total of a list, at most toplamSure old. Who finds none waits for count; several wait for the same one.
func (t *toplamlar) get(ctx context.Context, key string, now func() time.Time, count func(context.Context) (int, error)) (int, error) {
	t.mu.Lock()
	last, age := t.last[key], now().Sub(t.last[key].at)
	t.mu.Unlock()
	if age < toplamTaze {
		return last.n, nil
	}
	result := t.group.DoChan(key, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), toplamBekle)
		defer cancel()
		begun := now()
		n, err := count(ctx)
		if err == nil {
			t.keep(key, toplam{n, begun})
		}
		return n, err
	})
	if age < toplamSure {
		return last.n, nil
	}
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case r := <-result:
		return r.Val.(int), r.Err //nolint:forcetypeassert // of count, above
	}
}

func (t *toplamlar) keep(key string, one toplam) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.last) >= maxToplam {
		maps.DeleteFunc(t.last, func(_ string, old toplam) bool { return one.at.Sub(old.at) >= toplamSure })
	}
	if t.last == nil || len(t.last) >= maxToplam {
		t.last = map[string]toplam{}
	}
	t.last[key] = one
}

// anahtar names the list among all others: whose it is and what of it.
func (q *basvuruListe) anahtar() string {
	f, a := q.f, q.actor
	return fmt.Sprint(a.Rol, a.Il, a.Ilces, a.Birims, a.Kendi, f.No, f.Nos, q.s.box.Index("tckn", string(f.TCKN)), adKelimeleri(f.Ad), "/", adKelimeleri(f.Soyad), f.Durums,
		f.Baslik, "/", f.Alt, f.Baslangic.Unix(), "/", f.Bitis.Unix(), f.Gecikmis, f.Yukseltilen, f.Yakin.Unix())
}
