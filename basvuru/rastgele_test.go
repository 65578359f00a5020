package basvuru_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// allowed are the changes of the grid in tablo_test.go, by action and state: which states may follow.
func allowed() map[string]map[string]bool {
	cells, _ := grid(expected)
	steps := map[string]map[string]bool{}
	for action, row := range cells {
		steps[action] = map[string]bool{}
		for _, s := range situations {
			from, to := codes[s.b.Durum], row[s.name]
			if to == "." || to == "0" {
				to = from
			}
			steps[action][from+">"+to] = true
		}
	}
	return steps
}

// anyone draws an actor: for the most part somebody whose turn it could be, else whoever.
func anyone(t *rapid.T, cmd basvuru.Command) basvuru.Actor {
	_, who := grid(expected)
	rol := kural.Rol(rapid.SampledFrom(who[string(cmd.Action())]).Draw(t, "role"))
	if rapid.IntRange(0, 9).Draw(t, "stranger") == 0 {
		rol = kural.Rol(rapid.SampledFrom([]string{"vatandas", "aks", "yetkili", "mia", "vali", "sistem", "personel"}).Draw(t, "any role"))
	}
	a := people[rol]
	if rol == kural.Yetkili {
		a.Birims = rapid.SliceOfN(rapid.SampledFrom(a.Birims), 1, 3).Draw(t, "birims")
	}
	if rapid.IntRange(0, 19).Draw(t, "elsewhere") == 0 {
		a.Il = 34
	}
	return a
}

// anything draws a command about routings that may exist, may be gone, or never were.
func anything(t *rapid.T, b *basvuru.Basvuru) basvuru.Command {
	sira := rapid.IntRange(max(0, b.SonYon-3), b.SonYon+1).Draw(t, "sira")
	birims := rapid.SliceOfN(rapid.SampledFrom([]basvuru.Birim{egitim, saglik, belediy}), 1, 2).Draw(t, "to")
	result := rapid.SampledFrom([]basvuru.Sonuc{basvuru.Olumlu, basvuru.Olumsuz, basvuru.Kismen, ""}).Draw(t, "result")
	route := basvuru.Command(basvuru.Route{Birims: birims})
	answer := basvuru.Command(basvuru.Answer{Sira: sira, Sonuc: result, Metin: "Cevap"})
	return rapid.SampledFrom([]basvuru.Command{
		route, route, route, answer, answer, answer,
		basvuru.Submit{Yeni: basvuru.Yeni{Il: ankara, Ilce: cankaya}},
		basvuru.UpdateHeadings{Hizmets: []basvuru.Hizmet{{Baslik: 1, Alt: 11}}},
		basvuru.Withdraw{Sira: sira, Neden: "Yanlış birim"},
		basvuru.Deliver{Sira: sira},
		basvuru.Return{Sira: sira, Neden: "Görevsiz"},
		basvuru.Collect{},
		basvuru.SendToMIA{},
		basvuru.AnswerMIA{Sonuc: result, Metin: "Uygundur."},
		basvuru.Reset{Aciklama: "Yanlış yönlendirme"},
		basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Sonuç"},
		basvuru.Close{Sonuc: basvuru.Olumsuz, Metin: "Sonuç"},
		basvuru.Close{Sonuc: basvuru.Kismen, Metin: "Sonuç"},
		basvuru.NoteSMS{Neden: "Cep telefonu yok"},
		basvuru.NoteDelivery{},
		basvuru.NoteDeadline{Olay: rapid.SampledFrom([]basvuru.SureOlay{basvuru.Hatirlatma, basvuru.SureGecti, basvuru.Yukseltme}).Draw(t, "clock"), Sira: sira},
		basvuru.NoteDeadline{Olay: basvuru.SureGecti, SonTarih: b.YasalSon},
		basvuru.NoteDeadline{Olay: basvuru.Yukseltme, SonTarih: b.YasalSon},
		openDate(b),
		basvuru.MoveDeadlines{Takvim: everyDay{}, Gelis: simdi.AddDate(0, 0, rapid.IntRange(-3, 3).Draw(t, "day"))},
		basvuru.CompleteIdentity{},
		basvuru.MissIdentity{},
		basvuru.Dispose{Liste: 1},
	}).Draw(t, "command")
}

// openDate is a reminder of a routing that waits, if any does.
func openDate(b *basvuru.Basvuru) basvuru.Command {
	c := basvuru.NoteDeadline{Olay: basvuru.Hatirlatma, Sira: -1}
	for _, y := range b.Open() {
		c.Sira, c.SonTarih = y.Sira, y.SonTarih
	}
	return c
}

// replay rebuilds an application from what is stored of its changes alone, as SC-12 and PL-09 want to.
func replay(changes []*basvuru.Change) basvuru.Basvuru {
	b := basvuru.Basvuru{No: takipNo}
	for _, ch := range changes {
		b.Durum = ch.Move.Target(b.Durum)
		if !ch.YasalSon.IsZero() {
			b.YasalSon = ch.YasalSon
		}
		if ch.Yeni != nil {
			b.Tur, b.Il, b.Ilce, b.Kimlik = 1, ch.Yeni.Il, ch.Yeni.Ilce, basvuru.KimlikTamam
		}
		for _, y := range ch.Yonlendirmes {
			b.SonYon = max(b.SonYon, y.Sira)
			if i := slices.IndexFunc(b.Yonlendirmes, func(o basvuru.Yonlendirme) bool { return o.Sira == y.Sira }); i >= 0 {
				b.Yonlendirmes[i] = y
			} else {
				b.Yonlendirmes = append(b.Yonlendirmes, y)
			}
		}
		if ch.Imha {
			b.Kimlik = basvuru.KimlikImha
		}
		if ch.Move.Event == basvuru.IslemlerGeriAlindi {
			b.Tur, b.Yonlendirmes = b.Tur+1, nil
		}
	}
	return b
}

// checkChange holds one change against what must be true of every change.
func checkChange(t *rapid.T, b *basvuru.Basvuru, ch *basvuru.Change, steps map[string]map[string]bool, given map[int]bool) {
	step := codes[b.Durum] + ">" + codes[ch.After.Durum]
	if !steps[string(ch.Move.Action)][step] || ch.Before != b.Durum {
		t.Fatalf("%s went %s, which the table does not have", ch.Move.Action, step)
	}
	was := *b
	if ch.Imha { // SC-06: nothing but that
		was.Kimlik = basvuru.KimlikImha
	}
	if (ch.Nothing() || b.Durum.Closed()) && !reflect.DeepEqual(ch.After, was) { // AK-08
		t.Fatalf("%s changed %+v into %+v", ch.Move.Action, *b, ch.After)
	}
	if ch.Nothing() && (ch.Veri != nil || ch.Cevap != nil || ch.Yonlendirmes != nil) {
		t.Fatalf("%s: nothing happened, but something is to be stored: %+v", ch.Move.Action, ch)
	}
	if ch.After.Durum.Closed() && len(ch.After.Open()) > 0 { // AK-07
		t.Fatalf("closed with open routings: %+v", ch.After)
	}
	if (ch.After.Durum == basvuru.Havuzda || ch.After.Durum == basvuru.Cevaplandi) && len(ch.After.Open()) > 0 { // PL-03
		t.Fatalf("%q with open routings: %+v", ch.After.Durum, ch.After)
	}
	owing := map[string]bool{}
	for _, y := range ch.After.Open() { // AK-10
		if owing[y.Birim] {
			t.Fatalf("%s owes two answers: %+v", y.Ad, ch.After)
		}
		owing[y.Birim] = true
	}
	for _, y := range ch.Yonlendirmes {
		if y.Tur != b.Tur || ch.Move.Action == basvuru.Yonlendir && given[y.Sira] { // MI-04
			t.Fatalf("routing %+v in round %d: number given before: %v", y, b.Tur, given[y.Sira])
		}
		given[y.Sira] = true
	}
}

// Whatever anybody sends in whatever order: AK-07, AK-08, AK-10, MI-04, PL-01, PL-04.
func TestRandomLives(t *testing.T) {
	t.Parallel()
	steps := allowed()
	reached := map[kural.Action]int{}
	rapid.Check(t, func(t *rapid.T) {
		b := basvuru.Basvuru{No: takipNo}
		var changes []*basvuru.Change
		given := map[int]bool{}
		for i := range rapid.IntRange(20, 80).Draw(t, "length") {
			cmd := anything(t, &b)
			if i == 0 {
				cmd = commands["basvur"]
			}
			before := fmt.Sprintf("%+v", b)
			ch, err := basvuru.Decide(&b, anyone(t, cmd), cmd, simdi.Add(time.Hour))
			if now := fmt.Sprintf("%+v", b); now != before {
				t.Fatalf("Decide changed its input from %s to %s", before, now)
			}
			if err != nil {
				if kural.KindOf(err) == kural.Internal || kural.All(err)[0].Message == "" {
					t.Fatalf("%s refused without a sentence: %v", cmd.Action(), err)
				}
				continue
			}
			checkChange(t, &b, ch, steps, given)
			if b = ch.After; !ch.Nothing() {
				changes = append(changes, ch) // each becomes one row of olay
			}
			reached[cmd.Action()]++
		}
		if again := replay(changes); !reflect.DeepEqual(again, b) {
			t.Fatalf("the changes rebuild\n%+v, but it is\n%+v", again, b)
		}
	})
	for _, a := range basvuru.Moves.Actions() { // else the lives above prove little
		if reached[a] == 0 {
			t.Errorf("no random life came to %s", a)
		}
	}
}
