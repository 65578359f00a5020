package basvuru_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

type situation struct {
	name string
	b    *basvuru.Basvuru
}

// situations has every one that makes a difference to the rules; #1 and #2 are the application's routings.
var situations = []situation{
	{"-", standing(basvuru.Yok)},
	{"H", standing(basvuru.Havuzda)},
	{"HB", awaited(standing(basvuru.Havuzda))}, // KPS has not told yet who it is
	{"Y1", standing(basvuru.Yonlendirildi, routing(1, egitim, basvuru.Kuyrukta))},
	{"Y1+", standing(basvuru.Yonlendirildi, routing(1, egitim, basvuru.TeslimEdildi), routing(2, saglik, basvuru.BirimCevapli))},
	{"Y2", standing(basvuru.Yonlendirildi, routing(1, egitim, basvuru.Kuyrukta), routing(2, saglik, basvuru.TeslimEdildi))},
	{"Y0", standing(basvuru.Yonlendirildi, routing(1, egitim, basvuru.IadeEdildi))}, // all answered, not collected yet
	{"C", standing(basvuru.Cevaplandi, routing(1, egitim, basvuru.BirimCevapli))},
	{"M", standing(basvuru.MIAOnayinda, routing(1, egitim, basvuru.BirimCevapli))},
	{"M1", standing(basvuru.MIAOnayinda, routing(1, egitim, basvuru.Kuyrukta))},
	{"D", standing(basvuru.MIADondu, routing(1, egitim, basvuru.BirimCevapli))},
	{"D1", standing(basvuru.MIADondu, routing(1, egitim, basvuru.Kuyrukta))},
	{"K+", standing(basvuru.KapaliOlumlu, routing(1, egitim, basvuru.BirimCevapli))},
	{"K-", standing(basvuru.KapaliOlumsuz, routing(1, egitim, basvuru.BirimCevapli))},
	{"K±", standing(basvuru.KapaliKismen, routing(1, egitim, basvuru.GeriCekildi))},
	{"KI", disposed(standing(basvuru.KapaliOlumlu, routing(1, egitim, basvuru.BirimCevapli)))}, // personal data are gone (SC-06)
}

// expected is the whole life of an application, written from requirements.md and not from basvuru.Moves. Commands
// speak of routing #1, or of a third birim. A cell is what becomes of it for the roles at the row's end:
//
//	H Y C M D K+ K- K±   goes to that state        x   refused by the state or a guard (409)
//	.                    stays, and is recorded    ?   not to be seen (404)
//	0                    nothing to do (PL-04)
//
// AK-07, AK-08, AK-10, AK-11, MI-02, MI-04, YT-04, YT-08, PL-03
const expected = `
action         -   H   HB  Y1  Y1+ Y2  Y0  C   M   M1  D   D1  K+  K-  K±  KI
basvur         H   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   vatandas aks dis_sistem
guncelle       x   .   .   .   .   .   .   .   x   x   .   .   x   x   x   x   aks
yonlendir      x   Y   Y   .   .   .   .   Y   x   x   Y   Y   x   x   x   x   aks
geri_cek       x   x   x   H   C   .   x   x   x   x   x   .   x   x   x   x   aks
teslim_et      x   0   0   .   0   .   0   0   0   .   0   .   0   0   0   0   sistem
cevapla        ?   ?   ?   .   .   .   x   x   x   .   x   .   x   x   ?   x   yetkili
iade_et        ?   ?   ?   .   .   .   x   x   x   .   x   .   x   x   ?   x   yetkili
topla          x   0   0   0   0   0   C   0   0   0   0   0   0   0   0   0   sistem
mia_gonder     x   M   M   M   M   M   M   M   x   x   M   M   x   x   x   x   aks
mia_cevapla    x   x   x   x   x   x   x   x   D   D   x   x   x   x   x   x   mia
geri_al        x   x   x   x   x   x   x   x   H   H   x   x   x   x   x   x   mia
kapat_olumlu   x   K+  K+  x   x   x   K+  K+  x   x   K+  x   x   x   x   x   aks
kapat_olumsuz  x   K-  K-  x   x   x   K-  K-  x   x   K-  x   x   x   x   x   aks
kapat_kismen   x   K±  K±  x   x   x   K±  K±  x   x   K±  x   x   x   x   x   aks
sms_notu       x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   sistem
sms_makbuzu    x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   sistem
hatirlat       x   0   0   .   .   .   0   0   0   .   0   .   0   0   0   0   sistem
sure_gecti     x   .   .   .   .   .   .   .   .   .   .   .   0   0   0   0   sistem
miaya_bildir   x   .   .   .   .   .   .   .   .   .   .   .   0   0   0   0   sistem
tarih_tasi     x   .   .   .   .   .   .   .   .   .   .   .   0   0   0   0   sistem
kimlik_tamamla x   0   .   0   0   0   0   0   0   0   0   0   0   0   0   0   sistem
kimlik_yok     x   0   .   0   0   0   0   0   0   0   0   0   0   0   0   0   sistem
imha_et        x   x   x   x   x   x   x   x   x   x   x   x   .   .   .   0   sistem
`

// seen says who may see which of the situations at all (AK-03, MI-02, YT-02); other roles see none.
const seen = `
role       H   HB  Y1  Y1+ Y2  Y0  C   M   M1  D   D1  K+  K-  K±  KI
vatandas   y   y   y   y   y   y   y   y   y   y   y   y   y   y   y
aks        y   y   y   y   y   y   y   y   y   y   y   y   y   y   y
mia        y   y   y   y   y   y   y   y   y   y   y   y   y   y   y
vali       y   y   y   y   y   y   y   y   y   y   y   y   y   y   y
sistem     y   y   y   y   y   y   y   y   y   y   y   y   y   y   y
yetkili    n   n   y   y   y   y   y   y   y   y   y   y   y   n   y
`

var commands = map[string]basvuru.Command{
	"basvur":         basvuru.Submit{Yeni: basvuru.Yeni{Kanal: basvuru.KanalWeb, Il: ankara, Ilce: cankaya}},
	"guncelle":       basvuru.UpdateHeadings{Hizmets: []basvuru.Hizmet{{Baslik: 1, Alt: 11}}},
	"yonlendir":      basvuru.Route{Birims: []basvuru.Birim{belediy}},
	"geri_cek":       basvuru.Withdraw{Sira: 1, Neden: "Yanlış birim"},
	"teslim_et":      basvuru.Deliver{Sira: 1},
	"cevapla":        basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Temizlik yapıldı."},
	"iade_et":        basvuru.Return{Sira: 1, Neden: "Belediyenin görevidir."},
	"topla":          basvuru.Collect{},
	"mia_gonder":     basvuru.SendToMIA{},
	"mia_cevapla":    basvuru.AnswerMIA{Sonuc: basvuru.Kismen, Metin: "Uygundur."},
	"geri_al":        basvuru.Reset{Aciklama: "Yanlış birime yönlendirilmiş."},
	"kapat_olumlu":   basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Talebiniz karşılandı."},
	"kapat_olumsuz":  basvuru.Close{Sonuc: basvuru.Olumsuz, Metin: "Talebiniz karşılanamadı."},
	"kapat_kismen":   basvuru.Close{Sonuc: basvuru.Kismen, Metin: "Talebiniz kısmen karşılandı."},
	"sms_makbuzu":    basvuru.NoteDelivery{},
	"sms_notu":       basvuru.NoteSMS{Neden: "Başvuru sahibinin cep telefonu yok."},
	"hatirlat":       basvuru.NoteDeadline{Olay: basvuru.Hatirlatma, Sira: 1},
	"sure_gecti":     basvuru.NoteDeadline{Olay: basvuru.SureGecti},
	"miaya_bildir":   basvuru.NoteDeadline{Olay: basvuru.Yukseltme},
	"tarih_tasi":     basvuru.MoveDeadlines{Takvim: everyDay{}, Gelis: simdi},
	"kimlik_tamamla": basvuru.CompleteIdentity{},
	"kimlik_yok":     basvuru.MissIdentity{},
	"imha_et":        basvuru.Dispose{Liste: 1},
}

// everyDay is a calendar on which everybody always works.
type everyDay struct{}

func (everyDay) AddWorkdays(t time.Time, n int) time.Time { return t.AddDate(0, 0, n) }
func (everyDay) OnOrAfter(t time.Time) time.Time          { return t }

var codes = map[basvuru.Durum]string{
	basvuru.Yok: "-", basvuru.Havuzda: "H", basvuru.Yonlendirildi: "Y", basvuru.Cevaplandi: "C", basvuru.MIAOnayinda: "M",
	basvuru.MIADondu: "D", basvuru.KapaliOlumlu: "K+", basvuru.KapaliOlumsuz: "K-", basvuru.KapaliKismen: "K±",
}

// grid reads a text table into cells[row][column], and what stands behind the last column.
func grid(s string) (cells map[string]map[string]string, rest map[string][]string) {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	columns := strings.Fields(lines[0])[1:]
	cells, rest = map[string]map[string]string{}, map[string][]string{}
	for _, line := range lines[1:] {
		f := strings.Fields(line)
		row := map[string]string{}
		for i, c := range columns {
			row[c] = f[i+1]
		}
		cells[f[0]], rest[f[0]] = row, f[len(columns)+1:]
	}
	return cells, rest
}

// outcome puts what Decide did into the words of the grid.
func outcome(b *basvuru.Basvuru, ch *basvuru.Change, err error) string {
	switch {
	case err != nil:
		return map[kural.Kind]string{kural.Conflict: "x", kural.NotFound: "?", kural.Forbidden: "403", kural.Invalid: "422"}[kural.KindOf(err)]
	case ch.Nothing():
		return "0"
	case ch.After.Durum == b.Durum:
		return "."
	}
	return codes[ch.After.Durum]
}

func TestEveryStateActionRole(t *testing.T) {
	t.Parallel()
	want, who := grid(expected)
	sees, _ := grid(seen)
	taken := map[*basvuru.Move]bool{}
	for action, cmd := range commands {
		if string(cmd.Action()) != action {
			t.Fatalf("command of %s has the action %s", action, cmd.Action())
		}
		for _, s := range situations {
			for rol, actor := range people {
				cell := want[action][s.name]
				switch {
				case s.name != "-" && sees[string(rol)][s.name] != "y":
					cell = "?"
				case rol == kural.Yetkili && s.name == "-" && slices.Contains([]string{"geri_cek", "teslim_et", "cevapla", "iade_et", "hatirlat"}, action):
					cell = "?" // speaks of a routing that is not theirs
				case !slices.Contains(who[action], string(rol)):
					cell = "403"
				}
				ch, err := basvuru.Decide(s.b, actor, cmd, simdi)
				if got := outcome(s.b, ch, err); got != cell {
					t.Errorf("%s in %s by %s: %s, want %s (%v)", action, s.name, rol, got, cell, err)
				}
				if err == nil {
					taken[ch.Move] = true
				}
			}
		}
	}
	for i := range basvuru.Moves { // a row that no situation takes is dead or untested
		if m := &basvuru.Moves[i]; !taken[m] {
			t.Errorf("row %d of Moves (%s from %v) was never taken", i, m.Action, m.From)
		}
	}
}

func TestGridIsComplete(t *testing.T) {
	t.Parallel()
	cells, _ := grid(expected)
	for _, a := range basvuru.Moves.Actions() {
		if cells[string(a)] == nil || commands[string(a)] == nil {
			t.Errorf("action %s is not in the grid", a)
		}
	}
	for _, d := range append([]basvuru.Durum{basvuru.Yok}, basvuru.Durums...) {
		if !slices.ContainsFunc(situations, func(s situation) bool { return s.b.Durum == d }) {
			t.Errorf("no situation in state %q", d)
		}
	}
}

// events are the message's name and the timeline's line of each action, as consumers and people know them.
// The labels of the states are the seed's (requirements.md, “Status texts”).
var events = map[string]struct{ event, label string }{
	"basvur":         {"basvuru.alindi", "Başvuru Açık Kapı Birim Havuzunda"},
	"guncelle":       {"basvuru.guncellendi", "Hizmet Başlıkları Güncellendi"},
	"yonlendir":      {"basvuru.yonlendirildi", "Başvuru İlgili Birime Yönlendirildi"},
	"geri_cek":       {"basvuru.geri_cekildi", "Yönlendirme Geri Çekildi"},
	"teslim_et":      {"birim.teslim_edildi", ""},
	"cevapla":        {"birim.cevapladi", "Birim Cevap Verdi"},
	"iade_et":        {"birim.iade_etti", "Başvuru İlgili Birimce Yetkisizlikle İade Edildi"},
	"topla":          {"basvuru.cevaplandi", "Başvuru İlgili Birimden Cevaplandı"},
	"mia_gonder":     {"basvuru.miaya_gonderildi", "Başvuru Mülki İdare Amiri Onayına Gönderildi"},
	"mia_cevapla":    {"mia.cevapladi", "Başvuru Mülki İdare Amirinden Cevap Dönüldü"},
	"geri_al":        {"basvuru.geri_alindi", "Başvuru Mülki İdare Amirince Geri Alındı"},
	"kapat_olumlu":   {"basvuru.kapatildi", "Başvuru Olumlu Kapatıldı"},
	"kapat_olumsuz":  {"basvuru.kapatildi", "Başvuru Olumsuz Kapatıldı"},
	"kapat_kismen":   {"basvuru.kapatildi", "Başvuru Kısmen Olumlu Kısmen Olumsuz Kapatıldı"},
	"hatirlat":       {"birim.hatirlatildi", "Birime Cevap Süresi Hatırlatıldı"},
	"sure_gecti":     {"birim.suresi_gecti", "Cevap Süresi Geçti"},
	"miaya_bildir":   {"basvuru.yukseltildi", "Süre Aşımı Mülki İdare Amirine Bildirildi"},
	"tarih_tasi":     {"basvuru.son_tarih_degisti", "Son Cevap Verme Tarihi Güncellendi"},
	"sms_makbuzu":    {"sms.iletildi", "SMS İletildi"},
	"sms_notu":       {"sms.gonderilemedi", "SMS Gönderilemedi"},
	"kimlik_tamamla": {"basvuru.kimlik_tamamlandi", "Kimlik ve İkametgâh Bilgileri KPS'den Alındı"},
	"kimlik_yok":     {"basvuru.kimlik_bulunamadi", "Kimlik Bilgileri KPS'de Bulunamadı"},
	"imha_et":        {"basvuru.imha_edildi", "Kişisel Veriler İmha Edildi"},
}

// turns is who has the next action in a state.
var turns = map[basvuru.Durum]kural.Rol{
	basvuru.Havuzda: kural.AKS, basvuru.Yonlendirildi: kural.Yetkili, basvuru.Cevaplandi: kural.AKS,
	basvuru.MIAOnayinda: kural.MIA, basvuru.MIADondu: kural.AKS,
}

func TestRowsSayEventLabelAndTurn(t *testing.T) {
	t.Parallel()
	for _, m := range basvuru.Moves {
		want := events[string(m.Action)]
		if m.Event == "" { // nothing happens: nothing may be shown
			want.event, want.label = "", ""
		}
		if m.Event != want.event || m.Label != want.label {
			t.Errorf("%s: event %q label %q, want %q %q", m.Action, m.Event, m.Label, want.event, want.label)
		}
		if m.Next != turns[m.To] { // rows that stay (To "") leave the turn where it is
			t.Errorf("%s to %q: next turn %q, want %q", m.Action, m.To, m.Next, turns[m.To])
		}
	}
}

func TestLocalEventsExist(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, m := range basvuru.Moves {
		known[m.Event] = true
	}
	for e, why := range basvuru.Yerel {
		if !known[e] || why == "" || basvuru.Sent(e) {
			t.Errorf("Yerel names %q (%q), sent: %v", e, why, basvuru.Sent(e))
		}
	}
	if !basvuru.Sent(basvuru.Alindi) { // PL-01: the pool's consumer lives on it
		t.Error("basvuru.alindi is not sent")
	}
}
