package handlers

import (
	"slices"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// komutlar are the commands of the application, each with input that is right.
var komutlar = []basvuru.Command{
	basvuru.UpdateHeadings{Hizmets: []basvuru.Hizmet{{Baslik: 1, Alt: 2}}},
	basvuru.Route{Birims: []basvuru.Birim{{No: "90600125", Ad: "ÇEVRE"}}},
	basvuru.Withdraw{Sira: 1, Neden: "Yanlış birim"},
	basvuru.Deliver{Sira: 1},
	basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Cevap"},
	basvuru.Return{Sira: 1, Neden: "Belediyenin görevidir"},
	basvuru.Collect{},
	basvuru.SendToMIA{},
	basvuru.AnswerMIA{Sonuc: basvuru.Kismen, Metin: "Uygundur"},
	basvuru.Reset{Aciklama: "Baştan"},
	basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Sonuç"},
	basvuru.Close{Sonuc: basvuru.Olumsuz, Metin: "Sonuç"},
	basvuru.Close{Sonuc: basvuru.Kismen, Metin: "Sonuç"},
	basvuru.NoteSMS{Neden: "Cep telefonu yok"},
	basvuru.NoteDelivery{},
	basvuru.NoteDeadline{Olay: basvuru.Hatirlatma, Sira: 1},
	basvuru.NoteDeadline{Olay: basvuru.SureGecti},
	basvuru.NoteDeadline{Olay: basvuru.Yukseltme},
	basvuru.MoveDeadlines{},
	basvuru.CompleteIdentity{Kisi: dbtest.Yeni(1).Kisi},
	basvuru.MissIdentity{},
}

// aktorler are one of each role there is, of Ankara; and of some, who see less.
var aktorler = []kural.Actor{
	{Rol: kural.Vatandas, Ad: "AYŞE DEMİR"},
	dbtest.AKS,
	{Rol: kural.AKS, ID: 1, Ad: "Elif Aksoy", Il: 6, Ilces: []int{6007}},
	dbtest.YetkiliMEM,
	dbtest.MIA,
	{Rol: kural.Vali, ID: 5, Ad: "Vali", Il: 6},
	{Rol: kural.Personel, ID: 6, Ad: "Personel", Il: 6},
	{Rol: kural.KimlikBurosu, ID: 7, Ad: "Büro", Il: 6},
	{Rol: kural.Isletmen, ID: 8, Ad: "İşletmen", Il: 6},
	{Rol: kural.ProjeYonetici, ID: 9, Ad: "Yönetici", Il: 6},
	{Rol: kural.DisSistem, Ad: "Sistem", Il: 6},
	kural.Pipeline("gezi"),
	{},
}

// yollar bring an application into each of its states.
var yollar = map[basvuru.Durum][]komutYolu{
	basvuru.Havuzda:       nil,
	basvuru.Yonlendirildi: {{kural.AKS, nil}},
	basvuru.Cevaplandi: {
		{kural.AKS, nil}, {kural.Yetkili, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Cevap"}}, {kural.Sistem, basvuru.Collect{}},
	},
	basvuru.MIAOnayinda:  {{kural.AKS, nil}, {kural.AKS, basvuru.SendToMIA{}}},
	basvuru.MIADondu:     {{kural.AKS, nil}, {kural.AKS, basvuru.SendToMIA{}}, {kural.MIA, basvuru.AnswerMIA{Sonuc: basvuru.Olumlu, Metin: "Uygundur"}}},
	basvuru.KapaliOlumlu: {{kural.AKS, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Sonuç"}}},
}

type komutYolu struct {
	rol kural.Rol
	cmd basvuru.Command // nil: routed to the record's birim
}

// made files k's application and brings it into a state.
func (g *gezi) made(k *kayit, durum basvuru.Durum) kayit {
	g.t.Helper()
	y := dbtest.Yeni(400)
	y.Il, y.Ilce, y.Yerlesim = k.il, k.ilce, g.scan(`SELECT min(id)::text FROM yerlesim WHERE ilce_id = $1`, k.ilce)
	one := *k
	one.kendi, one.birim = g.file(y), ""
	for _, step := range yollar[durum] {
		if step.cmd == nil {
			step.cmd, one.birim = basvuru.Route{Birims: []basvuru.Birim{{No: k.birim}}}, k.birim
		}
		g.do(kural.Actor{Rol: step.rol, Il: k.il, Ad: "Gezgin", Birims: []string{k.birim}}, one.kendi, step.cmd)
	}
	if durum.Closed() { // SC-06
		g.exec(`UPDATE basvuru SET son_islem = son_islem - interval '6 years' WHERE no = $1`, one.kendi)
		g.exec(`INSERT INTO imha_kalem (liste_no, konu, konu_no, il_kodu, dayanak) VALUES ($1, 'basvuru', $2, $3, now())`, g.imha, one.kendi, k.il)
	}
	one.olay = g.history(one.kendi)
	return one
}

// approvedImha is a disposal list that two people have agreed on.
func (g *gezi) approvedImha() int {
	return g.scan(`INSERT INTO imha_liste (durum, zaman, oneren_id, oneren, onaylayan_id, onaylayan)
		SELECT 'onaylandi', now(), min(id), 'x', max(id), 'y' FROM kullanici RETURNING no::text`)
}

// history is the number of events of an application.
func (g *gezi) history(no int64) int {
	return g.scan(`SELECT olay_sira::text FROM basvuru WHERE no = $1`, no)
}

// command tries every command by every role, on an application of each state and scope: NotFound outside the scope that the policy gives
// the role, Forbidden where the table does not name it, done or refused for the state everywhere else (SC-01, PL-01).
func (g *gezi) command() {
	g.t.Helper()
	done := map[kural.Action]bool{}
	places := g.applications()
	g.imha = g.approvedImha()
	commands := append(slices.Clone(komutlar), basvuru.Dispose{Liste: int64(g.imha)})
	for durum := range yollar {
		for i := range places[:4] {
			place := places[i]
			k := g.made(&place, durum)
			for _, a := range aktorler {
				g.roles[a.Rol] = true
				for _, kendi := range [][]int64{nil, {0}} {
					if a.Rol != kural.Vatandas && kendi != nil {
						continue
					}
					for _, cmd := range commands {
						if kendi != nil {
							a.Kendi = []int64{k.kendi}
						}
						if g.ask(a, &k, cmd) {
							done[cmd.Action()] = true
							k = g.made(&place, durum) // the next one finds it as it was
						}
					}
				}
			}
		}
	}
	g.submit(done)
	for _, action := range basvuru.Moves.Actions() {
		if !done[action] {
			g.surprise("nobody could %s: give gezi_komut_test.go a command for it that is right", action)
		}
	}
}

// ask sends one command, and tells whether it changed the application.
func (g *gezi) ask(a kural.Actor, k *kayit, cmd basvuru.Command) bool {
	g.t.Helper()
	kapsam := kapsamOf(yetki.BasvuruGor, a.Rol)
	k.name = fixed() // it is one
	want := kural.Kind(0)
	switch {
	case kapsam == "" || !k.within(kapsam, a):
		want = kural.NotFound
	case !slices.ContainsFunc(basvuru.Moves, func(m basvuru.Move) bool { return m.Action == cmd.Action() && slices.Contains(m.Who, a.Rol) }):
		want = kural.Forbidden
	}
	_, err := g.store.Do(g.t.Context(), a, k.kendi, cmd)
	g.commands++
	got := kural.KindOf(err)
	switch {
	case want != 0 && (err == nil || got != want), want == 0 && err != nil && got != kural.Conflict:
		g.surprise("%s by %q, %s: %v, want %v", cmd.Action(), a.Rol, k.kapsam, err, want)
	}
	if err != nil && g.history(k.kendi) != k.olay {
		g.surprise("%s by %q was refused, and left traces", cmd.Action(), a.Rol)
	}
	return err == nil
}

// submit: a new application is in nobody's way; the table says who may file one.
func (g *gezi) submit(done map[kural.Action]bool) {
	g.t.Helper()
	for i, a := range aktorler {
		_, err := g.store.Do(g.t.Context(), a, 0, basvuru.Submit{Yeni: dbtest.Yeni(500 + i)})
		g.commands++
		may := slices.ContainsFunc(basvuru.Moves, func(m basvuru.Move) bool { return m.Action == basvuru.Basvur && slices.Contains(m.Who, a.Rol) })
		if may != (err == nil) || !may && kural.KindOf(err) != kural.Forbidden {
			g.surprise("%s by %q: %v", basvuru.Basvur, a.Rol, err)
		}
		done[basvuru.Basvur] = done[basvuru.Basvur] || err == nil
	}
}
