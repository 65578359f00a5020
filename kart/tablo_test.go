package kart_test

import (
	"slices"
	"strings"
	"testing"

	"acikkapi/internal/kural"
	"acikkapi/kart"
)

// situations are KT-07's six states and Yok; a cancellation waits for the card (W), has it (A), or needs none (L: lost). A valid
// card waits for the printer (b), is in a batch (p), printed (r) or sent (s); of one that is not printed none need arrive.
var situations = []struct {
	name string
	k    *kart.Kart
}{
	{"-", of(kart.Yok, "", false)},
	{"T?", of(kart.TalepBekliyor, "", false)},
	{"T+", of(kart.TalepOnayli, "", false)},
	{"T+b", atPrinter(kart.TalepOnayli, kart.BasimBekliyor)},
	{"T+p", atPrinter(kart.TalepOnayli, kart.BasimPartide)},
	{"T+r", atPrinter(kart.TalepOnayli, kart.BasimBasildi)},
	{"T+s", atPrinter(kart.TalepOnayli, kart.BasimGonderildi)},
	{"T-", of(kart.TalepReddedildi, "", false)},
	{"I?W", of(kart.IptalBekliyor, kart.Diger, false)},
	{"I?A", of(kart.IptalBekliyor, kart.FotografDegisikligi, true)},
	{"I?L", of(kart.IptalBekliyor, kart.KayipCalinti, false)},
	{"I+", of(kart.IptalOnayli, kart.Diger, true)},
	{"I-", of(kart.IptalReddedildi, kart.Diger, true)},
	{"I?b", atPrinter(kart.IptalBekliyor, kart.BasimBekliyor)},
	{"I?p", atPrinter(kart.IptalBekliyor, kart.BasimPartide)},
	{"I-b", atPrinter(kart.IptalReddedildi, kart.BasimBekliyor)},
	{"I-r", atPrinter(kart.IptalReddedildi, kart.BasimBasildi)},
	{"T-b", atPrinter(kart.TalepReddedildi, kart.BasimPartide)},
	{"I+p", atPrinter(kart.IptalOnayli, kart.BasimPartide)},
	{"I?bW", notLost(kart.BasimBekliyor)},
	{"I?pW", notLost(kart.BasimPartide)},
	{"I?rW", notLost(kart.BasimBasildi)},
	{"aT?", leaver(of(kart.TalepBekliyor, "", false), 0)},
	{"aT+s", leaver(atPrinter(kart.TalepOnayli, kart.BasimGonderildi), 0)},
	{"aT+b", leaver(atPrinter(kart.TalepOnayli, kart.BasimBekliyor), 0)},
	{"aI-", leaver(of(kart.IptalReddedildi, kart.PersonelAyrildi, false), 0)},
	{"aI?W", leaver(of(kart.IptalBekliyor, kart.PersonelAyrildi, false), 0)},
	{"aI?G", leaver(of(kart.IptalBekliyor, kart.PersonelAyrildi, false), 99)},
	{"aI?B", leaver(of(kart.IptalBekliyor, kart.PersonelAyrildi, false), people[kural.KimlikBurosu].ID)},
	{"I?G", of(kart.IptalBekliyor, kart.PersonelAyrildi, true)},
}

// expected is seed 003's process table, written from requirements.md and not from kart.Moves:
//
//	T? T+ T- I? I+ I-   goes to that state     x   refused by the state or a guard (409)
//	.                   stays, and is recorded
//
// KT-07, KI-03, KI-04, KB-03
const expected = `
action             -   T?  T+  T+b T+p T+r T+s T-  I?W I?A I?L I+  I-  I?b I?p I-b I-r T-b I+p I?bW I?pW I?rW aT? aT+s aT+b aI- aI?W aI?G aI?B I?G who
talep_et           T?  x   x   x   x   x   x   T?  x   x   x   T?  x   x   x   x   x   T?  T?  x    x    x    x   x    x    x   x    x    x    x   personel
onayla             x   T+  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x    x    x    x   x    x    x   x    x    x    x   kimlik_burosu
reddet             x   T-  x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x    x    x    T-  x    x    x   x    x    x    x   kimlik_burosu
iptal_talep_et     x   x   I?  I?  I?  I?  I?  x   x   x   x   x   I?  x   x   I?  I?  x   x   x    x    x    x   I?   I?   I?  x    x    x    x   personel
ayrilan_iptal      x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x    x    x    x   I?   I?   I?  x    x    x    x   kimlik_burosu
teslim_al          x   x   x   x   x   x   x   x   .   x   x   x   x   x   x   x   x   x   x   .    .    .    x   x    x    x   .    .    .    x   kimlik_burosu
geri_alinamadi     x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x    x    x    x   x    x    x   .    x    x    x   kimlik_burosu
iptal_onayla       x   x   x   x   x   x   x   x   x   I+  I+  x   x   I+  I+  x   x   x   x   I+   I+   x    x   x    x    x   x    I+   x    x   kimlik_burosu
iptal_reddet       x   x   x   x   x   x   x   x   I-  I-  I-  x   x   I-  I-  x   x   x   x   I-   I-   I-   x   x    x    x   I-   I-   I-   I-  kimlik_burosu
basima_al          x   x   x   .   x   x   x   x   x   x   x   x   x   x   x   .   x   x   x   x    x    x    x   x    x    x   x    x    x    x   kimlik_burosu
basildi            x   x   x   x   .   x   x   x   x   x   x   x   x   x   .   x   x   x   x   x    .    x    x   x    x    x   x    x    x    x   kimlik_burosu
gonderildi         x   x   x   x   x   .   x   x   x   x   x   x   x   x   x   x   .   x   x   x    x    .    x   x    x    x   x    x    x    x   kimlik_burosu
basildi_geri_al    x   x   x   x   x   .   x   x   x   x   x   x   x   x   x   x   .   x   x   x    x    x    x   x    x    x   x    x    x    x   kimlik_burosu
gonderildi_geri_al x   x   x   x   x   x   .   x   x   x   x   x   x   x   x   x   x   x   x   x    x    x    x   .    x    x   x    x    x    x   kimlik_burosu
yeniden_bas        x   x   x   x   x   .   x   x   x   x   x   x   x   x   x   x   .   x   x   x    x    x    x   x    x    x   x    x    x    x   kimlik_burosu
yeniden_gonder     x   x   x   x   x   x   .   x   x   x   x   x   x   x   x   x   x   x   x   x    x    x    x   .    x    x   x    x    x    x   kimlik_burosu
`

var commands = map[string]kart.Command{
	"talep_et":       kart.Request{Fotograf: photo, Dekont: receipt, Kabul: true},
	"onayla":         kart.Approve{Talep: 1},
	"reddet":         kart.Reject{Talep: 1, Ret: ret},
	"iptal_talep_et": kart.RequestCancel{Neden: kart.NufusDegisikligi},
	"ayrilan_iptal":  kart.StartCancel{Talep: 1, Aciklama: "emekli oldu"},
	"teslim_al":      kart.ReceiveCard{Talep: 1},
	"geri_alinamadi": kart.RecordUnreturned{Talep: 1, Neden: "yanıt vermedi"},
	"iptal_onayla":   kart.ApproveCancel{Talep: 1},
	"iptal_reddet":   kart.RejectCancel{Talep: 1, Ret: ret},
	"basima_al":      kart.TakeToPrint{Talep: 1},
	"basildi":        kart.Printed{Talep: 1},
	"gonderildi":     kart.Sent{Talep: 1},

	"basildi_geri_al":    kart.UndoPrint{Talep: 1, Asama: kart.BasimBasildi, Neden: "yanlış kart"},
	"gonderildi_geri_al": kart.UndoPrint{Talep: 1, Asama: kart.BasimGonderildi, Neden: "yanlış parti"},
	"yeniden_bas":        kart.PrintAgain{Talep: 1, Asama: kart.BasimBasildi, Neden: "baskı kaydı"},
	"yeniden_gonder":     kart.PrintAgain{Talep: 1, Asama: kart.BasimGonderildi, Neden: "kargoda kayboldu"},
}

var codes = map[kart.Durum]string{
	kart.Yok: "-", kart.TalepBekliyor: "T?", kart.TalepOnayli: "T+", kart.TalepReddedildi: "T-",
	kart.IptalBekliyor: "I?", kart.IptalOnayli: "I+", kart.IptalReddedildi: "I-",
}

var everyone = []kural.Rol{
	kural.Vatandas, kural.AKS, kural.Yetkili, kural.MIA, kural.Vali, kural.Personel, kural.KimlikBurosu,
	kural.Isletmen, kural.ProjeYonetici, kural.DisSistem, kural.Sistem,
}

// outcome puts what Decide did into the words of the grid; 404 and 403 are as they are.
func outcome(k *kart.Kart, ch *kart.Change, err error) string {
	switch {
	case err != nil:
		return map[kural.Kind]string{kural.Conflict: "x", kural.NotFound: "404", kural.Forbidden: "403", kural.Invalid: "422"}[kural.KindOf(err)]
	case ch.After.Durum == k.Durum:
		return "."
	}
	return codes[ch.After.Durum]
}

// wanted is the cell for a role: the staff member's and the bureau's rows hold for them, others see no card.
func wanted(cell, who, situation string, rol kural.Rol) string {
	switch {
	case rol != kural.Personel && rol != kural.KimlikBurosu, rol == kural.KimlikBurosu && situation == "-":
		return "404"
	case string(rol) != who:
		return "403"
	}
	return cell
}

func TestEveryStateActionRole(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimSpace(expected), "\n")
	taken, rows := map[*kart.Move]bool{}, []kural.Action{}
	for _, line := range lines[1:] {
		f := strings.Fields(line)
		rows = append(rows, kural.Action(f[0]))
		cmd := commands[f[0]]
		for i, s := range situations {
			for _, rol := range everyone {
				want := wanted(f[i+1], f[len(f)-1], s.name, rol)
				ch, err := kart.Decide(s.k, person(rol), cmd, simdi)
				if got := outcome(s.k, ch, err); got != want {
					t.Errorf("%s in %s by %s: %s, want %s (%v)", f[0], s.name, rol, got, want, err)
				}
				if err == nil {
					taken[ch.Move] = true
				}
			}
		}
	}
	if !slices.Equal(rows, kart.Moves.Actions()) {
		t.Errorf("the grid has %v, the table %v", rows, kart.Moves.Actions())
	}
	for i := range kart.Moves {
		if m := &kart.Moves[i]; !taken[m] {
			t.Errorf("row %d of Moves (%s) was never taken", i, m.Action)
		}
	}
}

// What stands on the page: K Kart Talebinde Bulun, İ İptal Talebinde Bulun; O Onayla, R Reddet, A Kart Teslim Alındı; B İptal İşlemini
// Başlat, G Kart Geri Alınamadı.
const buttons = `
role           -   T?  T+  T+b T+p T+r T+s T-  I?W I?A I?L I+  I-  I?b I?p I-b I-r T-b I+p I?bW I?pW I?rW aT? aT+s aT+b aI- aI?W aI?G aI?B I?G
personel       K   .   İ   İ   İ   İ   İ   K   .   .   .   K   İ   .   .   İ   İ   K   K   .    .    .   .   İ    İ    İ   .    .    .    .
kimlik_burosu  .   OR  .   .   .   .   .   .   AR  OR  OR  .   .   OR  OR  .   .   .   .   AOR  AOR  AR   R   B    B    B   AGR  AOR  AR   R
vali           .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .    .    .   .   .    .    .   .    .    .    .
`

func TestButtons(t *testing.T) {
	t.Parallel()
	letters := map[string]string{
		"Kart Talebinde Bulun": "K", "İptal Talebinde Bulun": "İ", "Onayla": "O", "Reddet": "R", "Kart Teslim Alındı": "A",
		"İptal İşlemini Başlat": "B", "Kart Geri Alınamadı": "G",
	}
	for _, line := range strings.Split(strings.TrimSpace(buttons), "\n")[1:] {
		f := strings.Fields(line)
		for i, s := range situations {
			got := ""
			for _, m := range kart.Buttons(s.k, person(kural.Rol(f[0])), simdi) {
				got += letters[m.Button]
			}
			if want := strings.Trim(f[i+1], "."); got != want {
				t.Errorf("%s in %s: buttons %q, want %q", f[0], s.name, got, want)
			}
		}
	}
}

// KT-07: the six rows in the seed's words, what each allows, and whose turn it is then.
func TestProcessTable(t *testing.T) {
	t.Parallel()
	for i, want := range []struct {
		tip, durum, surec string
		valid             bool
		turn              kural.Rol
	}{
		{"Kart Talebi", "Onay Bekliyor", "Kart talebi başarılı olarak yapılmış, kontrol edilmek üzere Kimlik Bürosunda beklemektedir. Yeni talep girilemez.", false, kural.KimlikBurosu},
		{"Kart Talebi", "Onaylandı", "Kart talebi Kimlik Bürosu tarafından onaylanmış, kart basımına hazır durumdadır. İptal talebi girilebilir.", true, kural.Personel},
		{"Kart Talebi", "Reddedildi", "Kart talebi Kimlik Bürosu tarafından reddedilmiş ve personele geri gönderilmiştir. İade nedeni ekranda gösterilir. Yeni talep girilebilir.", false, kural.Personel},
		{"Kart İptal Talebi", "Onay Bekliyor", "İptal talebi başarılı olarak yapılmış, kontrol edilmek üzere Kimlik Bürosunda beklemektedir. Yeni talep girilemez.", true, kural.KimlikBurosu}, // KI-04: still valid
		{"Kart İptal Talebi", "Onaylandı", "İptal talebi Kimlik Bürosu tarafından onaylanmış, kart iptal için hazır durumdadır. Kart talebi girilebilir.", false, kural.Personel},
		{"Kart İptal Talebi", "Reddedildi", "İptal talebi Kimlik Bürosu tarafından reddedilmiş ve personele geri gönderilmiştir. İade nedeni ekranda gösterilir. Yeni iptal talebi girilebilir.", true, kural.Personel},
	} {
		d := kart.Durums[i]
		if d.TalepTipi() != want.tip || d.TalepDurumu() != want.durum || d.Label() != want.tip+": "+want.durum ||
			d.Surec() != want.surec || d.Valid() != want.valid {
			t.Errorf("%s: %q %q %q, valid %v", d, d.TalepTipi(), d.TalepDurumu(), d.Surec(), d.Valid())
		}
		for _, m := range kart.Moves {
			if m.To == d && (m.Next != want.turn || m.Label != d.Label()) {
				t.Errorf("%s to %s: turn %q label %q", m.Action, d, m.Next, m.Label)
			}
		}
	}
	if len(kart.Durums) != 6 || kart.Yok.Valid() || kart.Yok.Label() != "Talep yok" {
		t.Errorf("states %v", kart.Durums)
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	known := map[string]kural.Action{}
	for _, m := range kart.Moves {
		if before, twice := known[m.Event]; twice || !strings.HasPrefix(m.Event, "kart.") {
			t.Errorf("%s and %s have the event %q", before, m.Action, m.Event)
		}
		known[m.Event] = m.Action
	}
	for e, why := range kart.Yerel {
		if known[e] == "" || why == "" || kart.IsSent(e) {
			t.Errorf("Yerel names %q (%q), sent: %v", e, why, kart.IsSent(e))
		}
	}
	for _, e := range []string{
		"kart.talep_edildi", "kart.iptal_talep_edildi", // KT-06: to the bureau's queue
		"kart.onaylandi", "kart.reddedildi", "kart.iptal_edildi", "kart.iptal_reddedildi", "kart.gonderildi", "kart.gonderildi_geri_alindi", "kart.yeniden_gonderilecek", // SMS to the staff member
	} {
		if known[e] == "" || !kart.IsSent(e) {
			t.Errorf("%s is not sent", e)
		}
	}
}
