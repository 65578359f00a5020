package kart_test

import (
	"strings"
	"testing"

	"acikkapi/internal/kural"
	"acikkapi/kart"
)

// KB-02: a decision is about the request that the reviewer saw; one that was refused and asked for again meanwhile is not it.
func TestDecisionIsAboutTheRequestSeen(t *testing.T) {
	t.Parallel()
	k, _ := must(t, of(kart.Yok, "", false), kural.Personel, commands["talep_et"])
	seen := k.Talep
	k, _ = must(t, k, kural.KimlikBurosu, kart.Reject{Talep: seen, Ret: ret})
	k, _ = must(t, k, kural.Personel, commands["talep_et"])
	for _, cmd := range []kart.Command{kart.Approve{Talep: seen}, kart.Reject{Talep: seen, Ret: ret}, kart.Approve{}, kart.Approve{Talep: k.Talep + 1}} {
		if said := refused(t, k, people[kural.KimlikBurosu], cmd, kural.Conflict); !strings.HasPrefix(said, "Bu talep siz incelerken değişti") {
			t.Errorf("%#v: %q", cmd, said)
		}
	}
	must(t, k, kural.KimlikBurosu, kart.Approve{Talep: k.Talep})

	k = of(kart.IptalBekliyor, kart.Diger, true)
	for _, cmd := range []kart.Command{kart.ApproveCancel{Talep: 2}, kart.RejectCancel{Talep: 2, Ret: ret}} {
		refused(t, k, people[kural.KimlikBurosu], cmd, kural.Conflict)
	}
	k.TeslimAlindi = false
	refused(t, k, people[kural.KimlikBurosu], kart.ReceiveCard{Talep: 2}, kural.Conflict)
}

// Nobody decides about their own family, in whichever account: no button, and Forbidden. Others see the difference to a Conflict.
func TestNobodyDecidesAboutTheirOwnFamily(t *testing.T) {
	t.Parallel()
	reviewer := people[kural.KimlikBurosu]
	for name, own := range map[string]func(*kart.Kart){
		"their own request":                func(k *kart.Kart) { k.Personel = reviewer.ID },
		"asked for by the other parent":    func(k *kart.Kart) { k.Akraba = []int64{99, reviewer.ID} },
		"asked for from another account":   func(k *kart.Kart) { k.Akraba = []int64{reviewer.ID} },
		"both the other parent and theirs": func(k *kart.Kart) { k.Personel, k.Akraba = reviewer.ID, []int64{reviewer.ID} },
	} {
		for _, s := range situations {
			k := *s.k
			own(&k)
			if s.name == "-" {
				continue
			}
			if b := kart.Buttons(&k, reviewer, simdi); len(b) > 0 {
				t.Errorf("%s in %s: button %q", name, s.name, b[0].Button)
			}
		}
		waiting, arrived := of(kart.TalepBekliyor, "", false), of(kart.IptalBekliyor, kart.Diger, true)
		card := of(kart.IptalBekliyor, kart.Diger, false)
		for _, k := range []*kart.Kart{waiting, arrived, card} {
			own(k)
		}
		for cmd, k := range map[kart.Command]*kart.Kart{
			commands["onayla"]: waiting, commands["reddet"]: waiting, commands["iptal_onayla"]: arrived, commands["iptal_reddet"]: arrived, commands["teslim_al"]: card,
		} {
			if said := refused(t, k, reviewer, cmd, kural.Forbidden); said != "Kendi yakınınızın talebini sonuçlandıramazsınız." {
				t.Errorf("%s, %s: %q", name, cmd.Action(), said)
			}
		}
	}
}

// KB-03: approved, batched, printed, sent; a request to cancel on the way does not stop what is in the printer, but nothing goes into a
// batch while one is looked at, and a cancelled card is at no step any more.
func TestPrinting(t *testing.T) {
	t.Parallel()
	k, _ := must(t, of(kart.Yok, "", false), kural.Personel, commands["talep_et"])
	k, _ = must(t, k, kural.KimlikBurosu, kart.Approve{Talep: k.Talep})
	card := k.Talep
	if k.Basim != kart.BasimBekliyor || k.BasimTalep != card {
		t.Fatalf("approved: %+v", k)
	}
	if said := refused(t, k, people[kural.KimlikBurosu], kart.Sent{Talep: card}, kural.Conflict); !strings.Contains(said, "Basım bekliyor") {
		t.Errorf("sent before it was printed: %q", said)
	}
	k, _ = must(t, k, kural.Personel, commands["iptal_talep_et"])
	refused(t, k, people[kural.KimlikBurosu], kart.TakeToPrint{Talep: card}, kural.Conflict)
	k, _ = must(t, k, kural.KimlikBurosu, kart.RejectCancel{Talep: k.Talep, Ret: ret})
	k, ch := must(t, k, kural.KimlikBurosu, kart.TakeToPrint{Talep: card})
	if k.Basim != kart.BasimPartide || ch.Move.Label != "Kart Basıma Alındı" || ch.Veri != (kart.BasimVeri{Talep: card}) {
		t.Errorf("in a batch: %+v, timeline %q, data %v", k, ch.Move.Label, ch.Veri)
	}
	refused(t, k, people[kural.KimlikBurosu], kart.TakeToPrint{Talep: card}, kural.Conflict)
	k, _ = must(t, k, kural.Personel, commands["iptal_talep_et"])
	k, _ = must(t, k, kural.KimlikBurosu, kart.Printed{Talep: card})
	k, _ = must(t, k, kural.KimlikBurosu, kart.Sent{Talep: card})
	if k.Basim != kart.BasimGonderildi || k.Durum != kart.IptalBekliyor {
		t.Errorf("sent: %+v", k)
	}
	k, _ = must(t, k, kural.KimlikBurosu, kart.ReceiveCard{Talep: k.Talep})
	k, _ = must(t, k, kural.KimlikBurosu, kart.ApproveCancel{Talep: k.Talep})
	if k.Basim != kart.BasimYok {
		t.Errorf("cancelled, but at the printer: %q", k.Basim)
	}
	for _, b := range kart.BasimDurums {
		if b.Label() == "" {
			t.Errorf("step %q has no name", b)
		}
	}
}

// KB-03: the last step is undone, one at a time and with a reason; a print that is spoilt or lost on its way is made again. Not while the
// cancellation is looked at, not twice, not after a later step.
func TestPrintIsPutRight(t *testing.T) {
	t.Parallel()
	bureau := people[kural.KimlikBurosu]
	undo := func(b kart.BasimDurum) kart.Command {
		return kart.UndoPrint{Talep: 1, Asama: b, Neden: "Yanlış parti seçildi."}
	}
	again := func(b kart.BasimDurum) kart.Command {
		return kart.PrintAgain{Talep: 1, Asama: b, Neden: "Kargoda kayboldu."}
	}
	k := atPrinter(kart.TalepOnayli, kart.BasimGonderildi)
	if said := refused(t, k, bureau, undo(kart.BasimBasildi), kural.Conflict); !strings.Contains(said, "Gönderildi") {
		t.Errorf("a step before the last: %q", said)
	}
	k, ch := must(t, k, kural.KimlikBurosu, undo(kart.BasimGonderildi))
	if k.Basim != kart.BasimBasildi || ch.Aciklama != "Yanlış parti seçildi." || ch.Veri != (kart.BasimVeri{Talep: 1}) || k.Durum != kart.TalepOnayli {
		t.Errorf("undone: %+v, timeline %q", k, ch.Aciklama)
	}
	refused(t, k, bureau, undo(kart.BasimGonderildi), kural.Conflict)
	k, _ = must(t, k, kural.KimlikBurosu, undo(kart.BasimBasildi))
	if k.Basim != kart.BasimPartide {
		t.Errorf("undone twice: %q", k.Basim)
	}
	for _, step := range []kart.BasimDurum{kart.BasimBasildi, kart.BasimGonderildi} {
		k, _ = must(t, atPrinter(kart.IptalReddedildi, step), kural.KimlikBurosu, again(step))
		if k.Basim != kart.BasimBekliyor || k.BasimTalep != 1 || k.Durum != kart.IptalReddedildi {
			t.Errorf("to be printed again: %+v", k)
		}
		refused(t, k, bureau, again(step), kural.Conflict)
		for _, cmd := range []kart.Command{undo(step), again(step)} {
			refused(t, atPrinter(kart.IptalBekliyor, step), bureau, cmd, kural.Conflict)
			refused(t, atPrinter(kart.IptalOnayli, step), bureau, cmd, kural.Conflict)
		}
		later := atPrinter(kart.TalepOnayli, step)
		later.BasimTalep = 3 // asked for anew meanwhile
		refused(t, later, bureau, undo(step), kural.Conflict)
		own := atPrinter(kart.TalepOnayli, step)
		own.Akraba = []int64{bureau.ID}
		refused(t, own, bureau, again(step), kural.Forbidden)
	}
	for _, cmd := range []kart.Command{
		kart.UndoPrint{Talep: 1, Asama: kart.BasimBasildi, Neden: " "},
		kart.PrintAgain{Talep: 1, Asama: kart.BasimBasildi},
		kart.UndoPrint{Talep: 1, Asama: kart.BasimPartide, Neden: "x"},
		kart.PrintAgain{Talep: 1, Neden: strings.Repeat("x", kart.MaxAciklama+1), Asama: kart.BasimBasildi},
	} {
		refused(t, atPrinter(kart.TalepOnayli, kart.BasimBasildi), bureau, cmd, kural.Invalid)
	}
}

// KI-03: a card that was never printed need not arrive, so its cancellation does not wait for it and the pages say why; one that is printed
// meanwhile is awaited again. What the bureau has in hand to be cancelled is not sent.
func TestCancelBeforePrinting(t *testing.T) {
	t.Parallel()
	bureau := people[kural.KimlikBurosu]
	for _, step := range []kart.BasimDurum{kart.BasimBekliyor, kart.BasimPartide} {
		k := notLost(step)
		if k.CardAwaited() || !strings.Contains(k.TeslimSozu(), "henüz basılmadığı için") {
			t.Errorf("%s: %q", step, k.TeslimSozu())
		}
		must(t, k, kural.KimlikBurosu, kart.ReceiveCard{Talep: 1}) // a lost one may turn up
		refused(t, k, bureau, kart.TakeToPrint{Talep: 1}, kural.Conflict)
		if done, _ := must(t, k, kural.KimlikBurosu, kart.ApproveCancel{Talep: 1}); done.Durum != kart.IptalOnayli || done.Basim != kart.BasimYok {
			t.Errorf("%s: %+v", step, done)
		}
	}
	k, _ := must(t, notLost(kart.BasimPartide), kural.KimlikBurosu, kart.Printed{Talep: 1})
	refused(t, k, bureau, kart.ApproveCancel{Talep: 1}, kural.Conflict)
	if words := k.TeslimSozu(); !strings.Contains(words, "Kimlik Bürosundadır") {
		t.Errorf("printed: %q", words)
	}
	k, _ = must(t, k, kural.KimlikBurosu, kart.ReceiveCard{Talep: 1})
	refused(t, k, bureau, kart.Sent{Talep: 1}, kural.Conflict)
	must(t, k, kural.KimlikBurosu, kart.ApproveCancel{Talep: 1})
	if words := notLost(kart.BasimGonderildi).TeslimSozu(); words != kart.TeslimUyarisi {
		t.Errorf("with the staff member: %q", words) // the seed's words
	}
}
