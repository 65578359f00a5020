package bench

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/sim"
	"acikkapi/store"
)

const intakeClients = 32

var filer = kural.Actor{Rol: kural.DisSistem, Ad: "bench"}

// intake measures how fast applications are taken: over HTTP as another system posts them, and by the store alone. Both
// write a heading and the Idempotency-Key too, which the reference leaves out.
func (b *bench) intake(ctx context.Context) error {
	w := b.world
	statement, err := w.applicationCTE(ctx)
	if err != nil {
		return err
	}
	people := w.applicants()
	overHTTP := func(ctx context.Context) (float64, error) {
		return load(ctx, intakeClients, b.span, func(ctx context.Context, i int) error {
			_, err := w.site.apply(ctx, people[i%len(people)], i)
			return err
		})
	}
	alone := func(ctx context.Context) (float64, error) {
		return load(ctx, intakeClients, b.span, func(ctx context.Context, i int) error {
			_, err := w.file(ctx, people[i%len(people)], i)
			return err
		})
	}
	ref := w.runner()
	reference := func(ctx context.Context) (float64, error) {
		return ref.run(ctx, script{statement}, intakeClients, b.span)
	}
	m, err := b.medians(ctx, overHTTP, alone, reference)
	if err != nil {
		return err
	}
	name := ref.name + ", same row, contact, event and outbox row in one CTE, 32 clients"
	b.add(rate("intake, JSON over HTTP, KPS asked, 32 clients", m[0], name, m[2], 0.5))
	b.add(rate("store.Do(Submit) alone, 32 callers", m[1], name, m[2], 0))
	return nil
}

// applicants are the simulator's people who have a mobile.
func (w *world) applicants() []sim.Kisi {
	var out []sim.Kisi
	for _, k := range w.sim.Nufus().All() {
		if k.Cep != "" {
			out = append(out, k)
		}
	}
	return out
}

// file stores an application of k as intake does once it has asked KPS.
func (w *world) file(ctx context.Context, k sim.Kisi, n int) (int64, error) {
	key := uuid.NewString()
	res, err := w.store.Do(ctx, filer, 0, basvuru.Submit{Yeni: yeni(k, n)}, store.WithKey("bench", key, []byte(key)))
	return res.No, err
}

// yeni is a valid application about a place in Keçiören.
func yeni(k sim.Kisi, n int) basvuru.Yeni {
	return basvuru.Yeni{
		Kanal: basvuru.KanalAPI,
		Kisi: basvuru.Kisi{TCKN: k.TCKN, Ad: k.Ad, Soyad: k.Soyad, Ikamet: basvuru.Ikamet{
			AcikAdres: k.Adres.AcikAdres, Il: k.Adres.Il, Ilce: k.Adres.Ilce, Mahalle: k.Adres.Mahalle, Koy: k.Adres.Koy,
		}},
		Iletisim: basvuru.Iletisim{Cep: string(k.Cep)},
		Il:       il, Ilce: ilce, Yerlesim: yerlesim, AcikAdres: "Örnek Sokak 1/1",
		Hizmets: []basvuru.Hizmet{{Baslik: 1, Alt: 1}}, Egitim: 1, Sektor: 1,
		Konu: konu(n), GelisTarihi: time.Now().In(store.Istanbul()),
	}
}

// konu is as long as people write.
func konu(n int) string {
	return fmt.Sprintf("Okulumuzda temizlik yapılmasını rica ediyorum. (%d) ", n) + strings.Repeat("Ayrıntıları aşağıda bilgilerinize sunarım. ", 8)
}

// applicationCTE is the reference: the rows that store.Do has written for an application, as one statement.
func (w *world) applicationCTE(ctx context.Context) (string, error) {
	no, err := w.file(ctx, w.applicants()[0], 0)
	if err != nil {
		return "", err
	}
	const id = "gen_random_uuid()"
	parts := []struct {
		table, column string
		other         map[string]string
	}{
		{"basvuru", "no", map[string]string{"no": "no"}},
		{"iletisim", "basvuru_no", map[string]string{"basvuru_no": "no"}},
		{"olay", "konu_no", map[string]string{"konu_no": "no", "id": id}},
		{"giden", "konu_no", map[string]string{"konu_no": "no", "mesaj_id": id}},
	}
	inserts := make([]string, len(parts))
	for i, p := range parts {
		if inserts[i], err = copyRow(ctx, w.owner, p.table, p.column, no, p.other); err != nil {
			return "", err
		}
	}
	last := len(inserts) - 1
	var cte strings.Builder
	cte.WriteString("WITH n AS (SELECT nextval('takip_no') AS no)")
	for i, sql := range inserts[:last] {
		fmt.Fprintf(&cte, ", t%d AS (%s)", i, sql)
	}
	return cte.String() + " " + inserts[last], nil
}
