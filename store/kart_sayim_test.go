package store_test

import (
	"testing"
	"time"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/kart"
	"acikkapi/store"
)

// sayimci is a bureau whose clock the test moves.
type sayimci struct {
	*basimci
	saat *movable
	gun  time.Time // midnight of the first day
}

func newSayimci(t *testing.T) *sayimci {
	t.Helper()
	gun := time.Date(2026, 11, 2, 0, 0, 0, 0, store.Istanbul())
	saat := &movable{at: gun.Add(9 * time.Hour)}
	s, err := store.Open(t.Context(), store.Options{URL: dbtest.DemoURL(t), Keys: dbtest.Keys, MaxConns: 12, Now: saat.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return &sayimci{&basimci{t, s, dbtest.Hesap(t, s, "kimlik.bir"), dbtest.Hesap(t, s, "kimlik.iki"), dbtest.Hesap(t, s, "personel.demo")}, saat, gun}
}

func (b *sayimci) do(actor kural.Actor, no int64, cmd kart.Command) {
	b.t.Helper()
	if _, err := b.s.DoKart(b.t.Context(), actor, no, cmd); err != nil {
		b.t.Fatal(err)
	}
}

// KB-01, UI-05: the bureau's day: what came, what was decided and by whom, what waits and since when; a day is Türkiye's.
func TestKartGunu(t *testing.T) {
	t.Parallel()
	b := newSayimci(t)
	nos := dbtest.Kartlar(t, b.s, b.hasan, 1, 5, fotografOzeti) // at 09:00 of the first day
	reddet := kart.Reject{Talep: 1, Ret: kart.Ret{Sebep: scan[int](t, b.s, `SELECT min(id) FROM ret_sebep WHERE tip = 'kart'`)}}
	b.saat.pass(30 * time.Minute)
	b.do(b.bir, nos[0], kart.Approve{Talep: 1})
	b.do(b.bir, nos[1], reddet)
	b.saat.pass(14 * time.Hour) // 23:30
	b.do(b.iki, nos[2], kart.Approve{Talep: 1})
	b.saat.pass(time.Hour) // the day after
	b.do(b.iki, nos[3], kart.Approve{Talep: 1})
	b.do(store.KartActor(b.hasan), nos[0], kart.RequestCancel{Neden: kart.Diger})
	want := map[int]store.KartGunu{
		0: {
			Gelen: store.TalepSayisi{Kart: 5}, Onaylanan: store.TalepSayisi{Kart: 2}, Reddedilen: store.TalepSayisi{Kart: 1},
			Inceleyenler: []store.InceleyenSayisi{{Ad: b.bir.Ad, Onaylanan: 1, Reddedilen: 1}, {Ad: b.iki.Ad, Onaylanan: 1}},
		},
		1: {Onaylanan: store.TalepSayisi{Kart: 1}, Inceleyenler: []store.InceleyenSayisi{{Ad: b.iki.Ad, Onaylanan: 1}}},
		2: {},
	}
	for day, w := range want {
		ilk := b.gun.AddDate(0, 0, day)
		g, err := b.s.KartGunu(t.Context(), b.bir, ilk, ilk.AddDate(0, 0, 1))
		if err != nil {
			t.Fatal(err)
		}
		if g.Gelen != w.Gelen || g.Onaylanan != w.Onaylanan || g.Reddedilen != w.Reddedilen || len(g.Inceleyenler) != len(w.Inceleyenler) {
			t.Errorf("day %d: %+v, want %+v", day, g, w)
			continue
		}
		for i := range w.Inceleyenler {
			if g.Inceleyenler[i] != w.Inceleyenler[i] {
				t.Errorf("day %d: %+v", day, g.Inceleyenler)
			}
		}
		if g.Bekleyen != (store.TalepSayisi{Kart: 1}) || !g.EnEski.Equal(b.gun.Add(9*time.Hour)) { // the cancellation has not reached the bureau
			t.Errorf("%+v wait, since %s", g.Bekleyen, g.EnEski)
		}
	}
	if _, err := b.s.KartGunu(t.Context(), b.hasan, b.gun, b.gun); kural.KindOf(err) != kural.Forbidden {
		t.Errorf("for a staff member: %v", err)
	}
}

// KB-01, UI-05: how long the decided requests waited: each in its class, bounds in the class above, median and longest.
func TestBeklemeDagilimi(t *testing.T) {
	t.Parallel()
	b := newSayimci(t)
	nos := dbtest.Kartlar(t, b.s, b.hasan, 1, 5, fotografOzeti)
	for i, after := range []time.Duration{59 * time.Minute, time.Minute, 22 * time.Hour, 24 * 7 * time.Hour} { // 0:59, 1:00, 23:00, 191:00
		b.saat.pass(after)
		b.do(b.bir, nos[i], kart.Approve{Talep: 1})
	}
	d, err := b.s.BeklemeDagilimi(t.Context(), b.bir, b.gun, b.gun.AddDate(0, 0, 30))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [...]int{1, 1, 0, 1, 0, 0, 0, 1} {
		if d.Siniflar[i].Kart != want || d.Siniflar[i].Iptal != 0 {
			t.Errorf("class %d: %+v, want %d", i, d.Siniflar[i], want)
		}
	}
	if d.Toplam().Toplam() != 4 || d.Ortanca != 12*time.Hour || d.EnUzun != 191*time.Hour {
		t.Errorf("%d decided, median %s, longest %s", d.Toplam().Toplam(), d.Ortanca, d.EnUzun)
	}
	none, err := b.s.BeklemeDagilimi(t.Context(), b.bir, b.gun.AddDate(0, 0, -1), b.gun)
	if err != nil || none.Toplam().Toplam() != 0 || none.Ortanca != 0 {
		t.Errorf("the day before: %+v, %v", none, err)
	}
}
