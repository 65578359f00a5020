package handlers

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/kart"
	"acikkapi/store"
)

// kartKinds are the records of the card's pages (KT-01, KB-01): a staff member's own, and a colleague's; for the bureau any of the country.
func (g *gezi) kartKinds() map[string]func(*gezgin) []kayit {
	return map[string]func(*gezgin) []kayit{
		"/kart/{no}": func(w *gezgin) []kayit {
			return g.ownCard(w, func(no int64, _ string) []string { return []string{fmt.Sprint(no)} })
		},
		"/kart/dosya/{id}": func(w *gezgin) []kayit {
			return g.ownCard(w, func(_ int64, file string) []string { return []string{file} })
		},
		"/kimlik/talep/{no}/{sira}": func(*gezgin) []kayit {
			return []kayit{
				{kapsam: "the whole country", name: func() []string { no, _ := g.requested(g.who[0].actor); return []string{fmt.Sprint(no), "1"} }},
				{kapsam: "there is none", yok: true, name: func() []string { no, _ := g.requested(g.who[0].actor); return []string{fmt.Sprint(no), "9"} }},
			}
		},
		"/kimlik/basim/{no}": func(*gezgin) []kayit {
			return []kayit{
				{kapsam: "the whole country", name: func() []string { return []string{fmt.Sprint(g.printed())} }},
				nothing("999999999"),
			}
		},
		"/kimlik/basim/{no}/kart/{kart}": func(*gezgin) []kayit {
			return []kayit{
				{kapsam: "the whole country", name: func() []string { no, kartNo := g.printedCard(); return []string{fmt.Sprint(no), fmt.Sprint(kartNo)} }},
				{kapsam: "there is none", yok: true, name: func() []string { no, _ := g.printedCard(); return []string{fmt.Sprint(no), "999999999"} }},
			}
		},
		"/kimlik/dosya/{id}": func(*gezgin) []kayit {
			return []kayit{
				{kapsam: "the whole country", name: func() []string { _, file := g.requested(g.who[0].actor); return []string{file} }},
				nothing(uuid.NewString()),
			}
		},
	}
}

// ownCard are a card of w's family and one of a colleague's.
func (g *gezi) ownCard(w *gezgin, params func(no int64, file string) []string) []kayit {
	colleague := g.who[0]
	if w == colleague {
		colleague = g.who[1]
	}
	card := func(of *gezgin) func() []string {
		return func() []string {
			if of.actor.ID == 0 {
				return params(999999999, uuid.NewString())
			}
			return params(g.requested(of.actor))
		}
	}
	return []kayit{
		{kapsam: "own", sahip: w.actor.ID, name: card(w)},
		{kapsam: "somebody else's", sahip: colleague.actor.ID, name: card(colleague)},
		{kapsam: "there is none", yok: true, name: func() []string { return params(999999999, uuid.NewString()) }},
	}
}

// requested is the number of a card that a has asked for, for a relative of theirs, with a paper of it.
func (g *gezi) requested(a kural.Actor) (no int64, file string) {
	g.t.Helper()
	no = g.relative(a)
	cmd := g.request(a, no)
	if _, err := g.store.DoKart(g.t.Context(), store.KartActor(a), no, cmd); err != nil {
		g.t.Fatal(err)
	}
	return no, cmd.Fotograf.Dosya
}

// relative is the number of the card of a new relative of a's.
func (g *gezi) relative(a kural.Actor) int64 {
	g.t.Helper()
	g.relatives++
	tckn := basvuru.TCKN(newUser(70_000 + g.relatives))
	_, err := g.store.SaveAile(g.t.Context(), store.KartActor(a), []store.YakinKaydi{{
		TCKN: tckn, Ad: "GEZGİN", Soyad: "YAKIN", Yakinlik: kart.Es, Dogum: time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC),
	}})
	if err != nil {
		g.t.Fatal(err)
	}
	return int64(g.scan(`SELECT no::text FROM kart WHERE yakin_iz = $1`, g.iz(tckn)))
}

// request asks for card no, with papers that are uploaded.
func (g *gezi) request(a kural.Actor, no int64) kart.Request {
	g.t.Helper()
	bytes, err := g.svc.dosya.Save(g.t.Context(), "gezgin.pdf", strings.NewReader(pdf))
	papers := map[kart.EvrakTur]string{}
	for _, tur := range []kart.EvrakTur{kart.FotografEvraki, kart.DekontEvraki} {
		id, e := g.store.SaveKartUpload(g.t.Context(), store.KartActor(a), no, tur, store.Yukleme{Ozet: bytes.Ozet, Ad: bytes.Ad, Tur: bytes.Tur, Boyut: bytes.Boyut})
		papers[tur], err = id, errors.Join(err, e)
	}
	if err != nil {
		g.t.Fatal(err)
	}
	return kart.Request{
		Kabul: true, Dekont: kart.Dekont{Dosya: papers[kart.DekontEvraki], Tur: bytes.Tur},
		Fotograf: kart.Fotograf{Dosya: papers[kart.FotografEvraki], Tur: "image/jpeg", Genislik: 600, Yukseklik: 800, DPI: 300, Boyut: 9},
	}
}

// printed is the number of a print batch; none has cards for whom the walk's posts could record anything.
func (g *gezi) printed() (no int64) {
	g.t.Helper()
	err := g.store.Pool().QueryRow(g.t.Context(), `INSERT INTO basim (anahtar, olusturan, olusturan_id, zaman, adet) SELECT gen_random_uuid(), 'GEZGİN', min(id), now(), 0 FROM kullanici RETURNING no`).Scan(&no)
	if err != nil {
		g.t.Fatal(err)
	}
	return no
}

// printedCard is a card in a batch of its own; nothing is to be put right about it.
func (g *gezi) printedCard() (no, kartNo int64) {
	g.t.Helper()
	no = g.printed()
	kartNo, _ = g.requested(g.who[0].actor)
	if _, err := g.store.Pool().Exec(g.t.Context(), `INSERT INTO basim_kart (basim_no, kart_no, talep_sira, sira) VALUES ($1, $2, 1, 1)`, no, kartNo); err != nil {
		g.t.Fatal(err)
	}
	return no, kartNo
}
