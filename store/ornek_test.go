package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var citizen = kural.Actor{Rol: kural.Vatandas, Ad: "AYŞE DEMİR"}

// do runs a command that must succeed.
func do(t *testing.T, s *store.Store, actor basvuru.Actor, no int64, cmd basvuru.Command, opts ...store.Option) store.Result {
	t.Helper()
	res, err := s.Do(t.Context(), actor, no, cmd, opts...)
	if err != nil {
		t.Fatalf("%s: %v", cmd.Action(), err)
	}
	return res
}

// routed files an application and routes it to both birim of dbtest: routings 1 and 2.
func routed(t *testing.T, s *store.Store, n int) int64 {
	t.Helper()
	no := dbtest.File(t, s, n)
	do(t, s, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM, dbtest.BirimSaglik}})
	return no
}

func answer(sira int) basvuru.Answer {
	return basvuru.Answer{Sira: sira, Sonuc: basvuru.Olumlu, Metin: "Gereği yapılmıştır."}
}

func scan[T any](t *testing.T, s *store.Store, sql string, args ...any) (v T) {
	t.Helper()
	if err := s.Pool().QueryRow(t.Context(), sql, args...).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

// owner connects as the owner of the schema, as somebody who meddles with the database does.
func owner(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}

// footprint counts the rows of every table that a command writes to.
func footprint(t *testing.T, s *store.Store) map[string]int {
	t.Helper()
	rows := map[string]int{}
	for _, table := range []string{
		"basvuru", "iletisim", "basvuru_hizmet", "yonlendirme", "cevap", "olay", "giden", "tekrar_anahtari", "islenen_mesaj", "sms", "birim_kutusu",
	} {
		rows[table] = scan[int](t, s, "SELECT count(*) FROM "+table)
	}
	return rows
}

// refused asserts the kind of an error and returns the sentence that people read.
func refused(t *testing.T, err error, kind kural.Kind) string {
	t.Helper()
	if err == nil || kural.KindOf(err) != kind {
		t.Fatalf("error %v, want kind %v", err, kind)
	}
	return kural.All(err)[0].Message
}

func submission(y basvuru.Yeni) basvuru.Submit { return basvuru.Submit{Yeni: y} }

// together calls f n times at once and returns what came of each.
func together[T any](n int, f func(i int) (T, error)) ([]T, []error) {
	out, errs, gate := make([]T, n), make([]error, n), make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-gate
			defer func() {
				if p := recover(); p != nil {
					errs[i] = fmt.Errorf("panic: %v", p)
				}
			}()
			out[i], errs[i] = f(i)
		})
	}
	close(gate)
	wg.Wait()
	return out, errs
}
