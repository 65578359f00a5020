package handlers

import (
	"slices"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
	"acikkapi/kart"
	"acikkapi/store"
)

// kartSahibi is the staff member whose relatives' cards are tried, kartBurosu a reviewer.
func (g *gezi) kartSahibi() kural.Actor {
	return kural.Actor{Rol: kural.Personel, ID: int64(atoi(g.userID(userPersonel))), Ad: "HASAN KAYA"}
}

func (g *gezi) kartBurosu() kural.Actor {
	return kural.Actor{Rol: kural.KimlikBurosu, ID: int64(atoi(g.userID(userKimlik))), Ad: "PINAR UÇAR"}
}

// kartAktorleri are one of each role; the staff member whose relative it is, and a colleague.
func (g *gezi) kartAktorleri() []kural.Actor {
	return append([]kural.Actor{g.kartSahibi(), {Rol: kural.Personel, ID: int64(atoi(g.userID(userMIA))), Ad: "MESLEKTAŞ"}, g.kartBurosu()}, slices.DeleteFunc(slices.Clone(aktorler), func(a kural.Actor) bool {
		return a.Rol == kural.Personel || a.Rol == kural.KimlikBurosu
	})...)
}

// kartKomutlari are the commands of a card, each with input that is right.
func (g *gezi) kartKomutlari(no int64) []kart.Command {
	ret := func(tip string) kart.Ret {
		return kart.Ret{Sebep: g.scan(`SELECT min(id)::text FROM ret_sebep WHERE tip = $1`, tip), Aciklama: "Gezi"}
	}
	return []kart.Command{
		g.request(g.kartSahibi(), no),
		kart.Approve{Talep: 1},
		kart.Reject{Talep: 1, Ret: ret(store.TalepKart)},
		kart.TakeToPrint{Talep: 1, Basim: 1},
		kart.Printed{Talep: 1},
		kart.Sent{Talep: 1},
		kart.RequestCancel{Neden: kart.IptalNeden(g.scanText(`SELECT min(kod) FROM iptal_nedeni WHERE NOT evrak`))},
		kart.ReceiveCard{Talep: 2},
		kart.RejectCancel{Talep: 2, Ret: ret(store.TalepIptal)},
		kart.ApproveCancel{Talep: 2},
		kart.UndoPrint{Talep: 1, Asama: kart.BasimBasildi, Neden: "Gezi"},
		kart.UndoPrint{Talep: 1, Asama: kart.BasimGonderildi, Neden: "Gezi"},
		kart.PrintAgain{Talep: 1, Asama: kart.BasimBasildi, Neden: "Gezi"},
		kart.PrintAgain{Talep: 1, Asama: kart.BasimGonderildi, Neden: "Gezi"},
		kart.StartCancel{Talep: 1, Aciklama: "Gezi"},
		kart.RecordUnreturned{Talep: 2, Neden: "Gezi"},
	}
}

// ayrilir is a step at which the staff member leaves.
const ayrilir = -1

// kartYollari bring a card into its states: places of the commands above.
var kartYollari = [][]int{
	nil,
	{0},
	{0, 1},
	{0, 1, 3},
	{0, 1, 3, 4},
	{0, 1, 3, 4, 5},
	{0, 1, 6},
	{0, 1, 6, 7},
	{0, ayrilir},
	{0, 1, 3, 4, 5, ayrilir},
	{0, 1, 3, 4, 5, ayrilir, 14},
	{0, 1, 3, 4, 5, ayrilir, 14, 15},
}

// personelLeaves makes the card that of somebody who is no user any more.
func (g *gezi) personelLeaves(no int64) {
	g.t.Helper()
	g.relatives++
	tckn := newUser(70_000 + g.relatives)
	_, err := g.store.Pool().Exec(g.t.Context(), `WITH u AS (INSERT INTO kullanici (tip, tckn, tckn_iz, ad, soyad, aktif) VALUES ('personel', $2, $3, 'AYRILAN', 'PERSONEL', false) RETURNING id)
		UPDATE kart SET personel_id = u.id FROM u WHERE no = $1`, no, g.store.Box().SealString(tckn), g.iz(basvuru.TCKN(tckn)))
	if err != nil {
		g.t.Fatal(err)
	}
}

// madeCard is a new relative's card after the commands of way.
func (g *gezi) madeCard(way []int) (no int64, commands []kart.Command) {
	g.t.Helper()
	no = g.relative(g.kartSahibi())
	commands = g.kartKomutlari(no)
	for _, i := range way {
		if i == ayrilir {
			g.personelLeaves(no)
			continue
		}
		by := g.kartBurosu()
		if i == 0 || i == 6 {
			by = g.kartSahibi()
		}
		if _, err := g.store.DoKart(g.t.Context(), by, no, commands[i]); err != nil {
			g.t.Fatalf("%s: %v", commands[i].Action(), err)
		}
	}
	return no, commands
}

// cards tries every command of a card by every role, in each state, on the own family's and a colleague's (SC-01): a staff member has the
// own ones, the bureau what was asked for; for everybody else there is none.
func (g *gezi) cards() {
	g.t.Helper()
	done, owner := map[kural.Action]bool{}, g.kartSahibi().ID
	for _, way := range kartYollari {
		no, commands := g.madeCard(way)
		for _, a := range g.kartAktorleri() {
			g.roles[a.Rol] = true
			for i := range commands {
				_, err := g.store.DoKart(g.t.Context(), a, no, commands[i])
				g.commands++
				if want := wantKart(a, commands[i], a.ID == owner && !slices.Contains(way, ayrilir), len(way) > 0); want != 0 && (err == nil || kural.KindOf(err) != want) || want == 0 && err != nil && kural.KindOf(err) != kural.Conflict {
					g.surprise("%s by %q %d, after %d commands: %v, want %v", commands[i].Action(), a.Rol, a.ID, len(way), err, want)
				}
				if err == nil {
					done[commands[i].Action()] = true
					no, commands = g.madeCard(way) // the next one finds it as it was
				}
			}
		}
	}
	for _, action := range kart.Moves.Actions() {
		if !done[action] {
			g.surprise("nobody could %s: give gezi_kart_komut_test.go a command for it that is right", action)
		}
	}
}

// wantKart is the refusal that the policy says, 0 for none.
func wantKart(a kural.Actor, cmd kart.Command, own, requested bool) kural.Kind {
	seen := false
	switch a.Rol {
	case kural.Personel:
		seen = kapsamOf(yetki.KartIste, a.Rol) == yetki.Kendi && own
	case kural.KimlikBurosu:
		seen = kapsamOf(yetki.KartBuro, a.Rol) == yetki.Ulkede && requested
	default: // whoever works at the ministry asks in the role of the staff (store.KartActor)
	}
	switch {
	case !seen:
		return kural.NotFound
	case !slices.ContainsFunc(kart.Moves, func(m kart.Move) bool { return m.Action == cmd.Action() && slices.Contains(m.Who, a.Rol) }):
		return kural.Forbidden
	}
	return 0
}
