package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/tohum"
	"acikkapi/store"
)

// buro is a bureau: its store and clock, its two reviewers and a staff member.
type buro struct {
	t         *testing.T
	s         *store.Store
	saat      *movable
	bir, iki  kural.Actor
	hasan     kural.Actor
	hasanTCKN basvuru.TCKN
	n         int
}

func newBuro(t *testing.T) *buro {
	t.Helper()
	b := &buro{t: t, saat: &movable{at: time.Now()}}
	var err error
	b.s, err = store.Open(t.Context(), store.Options{URL: dbtest.DemoURL(t), Keys: dbtest.Keys, MaxConns: 12, Now: b.saat.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.s.Close)
	b.bir, b.iki, b.hasan = b.user("kimlik.bir"), b.user("kimlik.iki"), b.user("personel.demo")
	b.hasanTCKN = tohum.Demo()[7].TCKN
	return b
}

func (b *buro) user(hesap string) kural.Actor {
	b.t.Helper()
	var id int64
	b.scan(&id, `SELECT id FROM kullanici WHERE kullanici_adi = $1`, hesap)
	u, err := b.s.Kullanici(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return u.Actor()
}

func (b *buro) scan(to any, sql string, args ...any) {
	b.t.Helper()
	if err := b.s.Pool().QueryRow(b.t.Context(), sql, args...).Scan(to); err != nil {
		b.t.Fatal(err)
	}
}

func (b *buro) exec(sql string, args ...any) {
	b.t.Helper()
	if _, err := b.s.Pool().Exec(b.t.Context(), sql, args...); err != nil {
		b.t.Fatal(err)
	}
}

// talep is a request to be made: of whom, for whom, how long ago it came.
type talep struct {
	personel  int64
	ad, soyad string
	neden     string // "" = for a card
	once      time.Duration
	teslim    bool
}

func yakinTCKN(n int) basvuru.TCKN { return basvuru.MakeTCKN(fmt.Sprintf("3%08d", n)) }

// ask puts a request into the queue and returns its card's number; the request is number 1.
func (b *buro) ask(y talep) int64 {
	b.t.Helper()
	b.n++
	if y.personel == 0 {
		y.personel = b.hasan.ID
	}
	tckn, box := yakinTCKN(b.n), b.s.Box()
	tip, durum := "kart", "talep_bekliyor"
	if y.neden != "" {
		tip, durum = "iptal", "iptal_bekliyor"
	}
	at := b.saat.now().Add(-y.once)
	var no int64
	b.scan(&no, `INSERT INTO kart (personel_id, yakin_tckn, yakin_iz, yakinlik, ad, soyad, dogum_tarihi, bakanlik_personeli, kps_zaman, durum, talep_sira, iptal_nedeni, teslim_alindi, son_islem)
		VALUES ($1, $2, $3, 'es', $4, $5, '1990-01-01', false, $6, $7, 1, $8, $9, $6) RETURNING no`,
		y.personel, box.SealString(string(tckn)), box.Index("tckn", string(tckn)), y.ad, y.soyad, at, durum, y.neden, y.teslim)
	b.exec(`INSERT INTO kart_talep (kart_no, sira, tip, yakin_iz, neden, zaman, geldi) VALUES ($1, 1, $2, $3, nullif($4, ''), $5, $5)`, no, tip, box.Index("tckn", string(tckn)), y.neden, at)
	return no
}

// nos lists the cards of a page of the queue.
func (b *buro) nos(actor kural.Actor, f store.BuroSuzgec) []int64 {
	b.t.Helper()
	p, err := b.s.BuroKuyrugu(b.t.Context(), actor, f, store.BuroImlec{}, store.BuroImlec{}, 50)
	if err != nil {
		b.t.Fatal(err)
	}
	var list []int64
	for i := range p.Satirs {
		list = append(list, p.Satirs[i].No)
	}
	if p.Toplam != len(list) {
		b.t.Errorf("%+v: total %d of %d lines", f, p.Toplam, len(list))
	}
	return list
}

func (b *buro) taken(actor kural.Actor, no int64, force bool) error {
	return b.s.TakeKart(b.t.Context(), actor, no, 1, force)
}

// KB-01: the queue is oldest first and narrowed by kind, reason, hands, and the name and number of relative or staff member in any
// Turkish letters; what has not come out of the queue is not in it, and nobody else sees any.
func TestBureauQueue(t *testing.T) {
	b := newBuro(t)
	nuray := b.user("kimlik.iki") // reviewers may ask for cards as well
	ucuncu := b.ask(talep{ad: "İPEK NUR", soyad: "ŞAHİN", once: time.Hour})
	ilk := b.ask(talep{ad: "FATMA", soyad: "KAYA", once: 3 * time.Hour})
	kayip := b.ask(talep{ad: "ELİF", soyad: "KAYA", neden: "kayip_calinti", once: 2 * time.Hour})
	bekler := b.ask(talep{ad: "AHMET", soyad: "ALTAY", neden: "fotograf_degisikligi", personel: nuray.ID})
	yolda := b.ask(talep{ad: "YOLDA", soyad: "OLAN"})
	b.exec(`UPDATE kart_talep SET geldi = NULL WHERE kart_no = $1`, yolda)
	if err := b.taken(b.bir, ilk, false); err != nil {
		t.Fatal(err)
	}
	if err := b.taken(b.iki, kayip, false); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		f    store.BuroSuzgec
		want []int64
	}{
		"all":                  {store.BuroSuzgec{}, []int64{ilk, kayip, ucuncu, bekler}},
		"cards":                {store.BuroSuzgec{Tip: store.TalepKart}, []int64{ilk, ucuncu}},
		"cancellations":        {store.BuroSuzgec{Tip: store.TalepIptal}, []int64{kayip, bekler}},
		"reason":               {store.BuroSuzgec{Neden: "kayip_calinti"}, []int64{kayip}},
		"relative's name":      {store.BuroSuzgec{Ad: "nur", Soyad: "sah"}, []int64{ucuncu}},
		"dotted and dotless i": {store.BuroSuzgec{Ad: "ıpek"}, []int64{ucuncu}},
		"staff member's name":  {store.BuroSuzgec{Ad: "cenk", Soyad: "altay"}, []int64{bekler}},
		"either's family name": {store.BuroSuzgec{Soyad: "kaya"}, []int64{ilk, kayip, ucuncu}},
		"nobody's name":        {store.BuroSuzgec{Ad: "%"}, nil},
		"relative's number":    {store.BuroSuzgec{TCKN: yakinTCKN(2)}, []int64{ilk}},
		"staff member's":       {store.BuroSuzgec{TCKN: b.hasanTCKN}, []int64{ilk, kayip, ucuncu}},
		"in my hands":          {store.BuroSuzgec{Alma: store.AlmaBenim}, []int64{ilk}},
		"in nobody's":          {store.BuroSuzgec{Alma: store.AlmaBos}, []int64{ucuncu, bekler}},
		"decided":              {store.BuroSuzgec{Sonuc: true}, nil},
	} {
		if got := b.nos(b.bir, c.f); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	for _, a := range []kural.Actor{store.KartActor(b.bir), b.hasan, dbtest.AKS, {}} {
		if got := b.nos(a, store.BuroSuzgec{}); len(got) > 0 {
			t.Errorf("%s sees %v", a.Rol, got)
		}
	}
}

// KB-02: what one has taken is not given to another, nor decided by them; it falls back after a quarter of an hour, goes on as long as its
// holder works on it, and taking it over goes on record with both names.
func TestTakingRequests(t *testing.T) {
	b := newBuro(t)
	no := b.ask(talep{ad: "FATMA", soyad: "KAYA"})
	if err := b.taken(b.bir, no, false); err != nil {
		t.Fatal(err)
	}
	err := b.taken(b.iki, no, false)
	if kural.KindOf(err) != kural.Conflict || !strings.Contains(err.Error(), "PINAR UÇAR üzerinde çalışıyor (") {
		t.Errorf("the colleague is told %v", err)
	}
	b.saat.pass(14 * time.Minute)
	if err := b.s.KeepKart(t.Context(), b.bir, no, 1); err != nil {
		t.Fatal(err)
	}
	b.saat.pass(2 * time.Minute)
	if err := b.taken(b.iki, no, false); kural.KindOf(err) != kural.Conflict {
		t.Errorf("whoever works on it has lost it: %v", err)
	}
	b.saat.pass(14 * time.Minute)
	if err := b.s.KeepKart(t.Context(), b.bir, no, 1); err != nil { // too late: it must be taken anew
		t.Fatal(err)
	}
	if err := b.taken(b.iki, no, false); err != nil {
		t.Errorf("it has not fallen back: %v", err)
	}
	if err := b.s.ReleaseKart(t.Context(), b.bir, no, 1); err != nil { // not theirs to give back
		t.Fatal(err)
	}
	if err := b.taken(b.bir, no, true); err != nil {
		t.Errorf("taking over: %v", err)
	}
	var said string
	b.scan(&said, `SELECT yapan_ad || ' | ' || ayrinti FROM erisim WHERE islem = 'Kart talebi devralındı'`)
	if want := fmt.Sprintf("PINAR UÇAR | Kart %d, 1. talep: CENK ALTAY incelerken PINAR UÇAR devraldı", no); said != want {
		t.Errorf("on record: %s", said)
	}
	b.exec(`UPDATE kullanici SET aktif = false WHERE id = $1`, b.bir.ID)
	if a, err := b.s.KartAlma(t.Context(), no, 1); err != nil || !a.None() {
		t.Errorf("a deleted reviewer holds it: %+v %v", a, err)
	}
	own := b.ask(talep{ad: "EŞİ", soyad: "ALTAY", personel: b.iki.ID})
	if err := b.taken(b.iki, own, true); kural.KindOf(err) != kural.Forbidden {
		t.Errorf("one's own relative: %v", err)
	}
	for name, c := range map[string]struct {
		a    kural.Actor
		no   int64
		sira int
	}{"staff": {b.hasan, no, 1}, "no card": {b.iki, 1 << 40, 1}, "no request": {b.iki, no, 7}} {
		if err := b.s.TakeKart(t.Context(), c.a, c.no, c.sira, true); kural.KindOf(err) != kural.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// KB-01, KI-03: “Sıradaki” is the oldest free request behind the one before, then the oldest of all; not a colleague's, not one's own
// relative's, not one whose card has not arrived. Several who ask at once get one each.
func TestNextRequest(t *testing.T) {
	b := newBuro(t)
	b.ask(talep{ad: "EŞİ", soyad: "UÇAR", personel: b.bir.ID, once: 9 * time.Hour})
	b.ask(talep{ad: "KART", soyad: "YOLDA", neden: "diger", once: 8 * time.Hour})
	first := b.ask(talep{ad: "BİR", soyad: "KAYA", once: 7 * time.Hour})
	geldi := b.ask(talep{ad: "KART", soyad: "GELDİ", neden: "diger", teslim: true, once: 6 * time.Hour})
	last := b.ask(talep{ad: "SON", soyad: "KAYA", once: 5 * time.Hour})
	at := func(no int64) store.BuroImlec {
		i := store.BuroImlec{No: no, Sira: 1}
		b.scan(&i.Zaman, `SELECT geldi FROM kart_talep WHERE kart_no = $1`, no)
		return i
	}
	next := func(sonra store.BuroImlec, want int64) {
		t.Helper()
		no, sira, ok, err := b.s.TakeNextKart(t.Context(), b.bir, sonra)
		if err != nil || no != want || ok != (want != 0) || ok && sira != 1 {
			t.Errorf("next is %d/%d %v %v, want %d", no, sira, ok, err, want)
		}
		if err := b.s.ReleaseKart(t.Context(), b.bir, no, sira); err != nil {
			t.Fatal(err)
		}
	}
	next(store.BuroImlec{}, first)
	next(at(first), geldi)
	next(at(last), first) // from the end back to the beginning
	if err := b.taken(b.iki, geldi, false); err != nil {
		t.Fatal(err)
	}
	next(at(first), last)
	both := make(chan int64, 2)
	for _, a := range []kural.Actor{b.bir, b.iki} {
		go func() {
			no, _, _, err := b.s.TakeNextKart(context.WithoutCancel(t.Context()), a, at(last))
			if err != nil {
				no = -1
			}
			both <- no
		}()
	}
	if x, y := <-both, <-both; x == y || x <= 0 || y <= 0 {
		t.Errorf("both have %d and %d", x, y)
	}
}

// fill puts n requests into the queue, cards 1000001 and on, oldest first.
func (b *buro) fill(n int) {
	b.t.Helper()
	box := b.s.Box()
	sealed := box.SealString(string(yakinTCKN(1)))
	owner, err := pgx.ConnectConfig(b.t.Context(), b.s.Pool().Config().ConnConfig.Copy())
	if err != nil {
		b.t.Fatal(err)
	}
	defer owner.Close(context.Background())
	var index string
	b.scan(&index, `SELECT indexdef FROM pg_indexes WHERE indexname = 'kart_kisi'`)
	asOwner := func(sql string, args ...any) {
		b.t.Helper()
		if _, err := owner.Exec(b.t.Context(), sql, args...); err != nil {
			b.t.Fatal(err)
		}
	}
	asOwner(`DROP INDEX kart_kisi`) // built at once afterwards, as no line of it is searched meanwhile
	asOwner(`INSERT INTO kart (no, personel_id, yakin_tckn, yakin_iz, yakinlik, ad, soyad, dogum_tarihi, bakanlik_personeli, kps_zaman, durum, talep_sira, son_islem)
		SELECT 1000000 + g, $1, $2, sha256(g::text::bytea), 'es', (ARRAY['FATMA','AYŞE NUR','ELİF','MEHMET','CAN','İPEK','ŞULE'])[1 + g % 7], 'SOYAD' || g % 5000,
			'1990-01-01', false, now(), 'talep_bekliyor', 1, now() FROM generate_series(1, $3) g`, b.hasan.ID, sealed, n)
	asOwner(`INSERT INTO kart_talep (kart_no, sira, tip, yakin_iz, zaman, geldi) SELECT no, 1, 'kart', yakin_iz, now(), now() - interval '1 day' + (no - 1000000) * interval '100 ms' FROM kart`)
	asOwner(index)
	asOwner(`ANALYZE kart`)
	asOwner(`ANALYZE kart_talep`)
}

// KB-01, G-02: in a long queue every page follows on the one before it under any filter, with total and rank; how fast, the bench measures over 200,000.
func TestLongQueue(t *testing.T) {
	b := newBuro(t)
	const n = 20_000
	b.fill(n)
	if err := b.taken(b.iki, 1000001, false); err != nil {
		t.Fatal(err)
	}
	filters := map[string]store.BuroSuzgec{
		"all": {}, "kind": {Tip: store.TalepKart}, "none of a kind": {Tip: store.TalepIptal}, "free": {Alma: store.AlmaBos}, "mine": {Alma: store.AlmaBenim},
		"common name": {Ad: "fatma"}, "name": {Ad: "nur", Soyad: "soyad4321"}, "nobody": {Ad: "zzz"}, "number": {TCKN: yakinTCKN(1)}, "decided": {Sonuc: true},
	}
	for name, f := range filters {
		var sonra store.BuroImlec
		for page := range 20 {
			p, err := b.s.BuroKuyrugu(t.Context(), b.iki, f, sonra, store.BuroImlec{}, 20)
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Satirs) == 0 || !p.Sonraki() {
				break
			}
			if want := page*20 + 1; p.Ilk != want {
				t.Fatalf("%s, page %d begins with %d, want %d", name, page+1, p.Ilk, want)
			}
			sonra = p.Satirs[len(p.Satirs)-1].Imlec()
			sonra.Rank = p.Ilk + len(p.Satirs) - 1
		}
	}
	p, err := b.s.BuroKuyrugu(t.Context(), b.iki, store.BuroSuzgec{}, store.BuroImlec{}, store.BuroImlec{}, 20)
	if err != nil || p.Toplam != n || p.Satirs[0].No != 1000001 || p.Satirs[0].Alma.Ad != "CENK ALTAY" {
		t.Errorf("%v, total %d, first %+v", err, p.Toplam, p.Satirs[0])
	}
}
