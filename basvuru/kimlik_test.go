package basvuru_test

import (
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// AK-01: what was filed while KPS was away gets its name later, once, in whatever state it has come to; KPS may also know nobody.
func TestIdentityComesLater(t *testing.T) {
	t.Parallel()
	sistem := kural.Pipeline("kimlik")
	kisi := basvuru.Kisi{Ad: "AYŞE", Soyad: "DEMİR"}
	for _, durum := range basvuru.Durums {
		for _, kimlik := range []basvuru.KimlikDurum{basvuru.KimlikBekliyor, basvuru.KimlikBulunamadi, basvuru.KimlikTamam} {
			b := &basvuru.Basvuru{No: 1, Durum: durum, Tur: 1, Il: 6, Kimlik: kimlik}
			ch, err := basvuru.Decide(b, sistem, basvuru.CompleteIdentity{Kisi: kisi}, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case kimlik == basvuru.KimlikTamam && (!ch.Nothing() || ch.Kisi != nil):
				t.Errorf("%s: a known identity was overwritten: %+v", durum, ch)
			case kimlik != basvuru.KimlikTamam && (ch.Kisi == nil || ch.Kisi.Ad != "AYŞE" || ch.After.Kimlik != basvuru.KimlikTamam || ch.After.Durum != durum):
				t.Errorf("%s, %s: became %+v with %+v", durum, kimlik, ch.After, ch.Kisi)
			}
			ch, err = basvuru.Decide(b, sistem, basvuru.MissIdentity{}, time.Now())
			if want := kimlik == basvuru.KimlikBekliyor; err != nil || ch.Nothing() == want || (want && ch.After.Kimlik != basvuru.KimlikBulunamadi) {
				t.Errorf("%s, %s: KPS knows nobody: %+v, %v", durum, kimlik, ch, err)
			}
		}
	}
}

type days struct{} // every day is a working day

func (days) AddWorkdays(t time.Time, n int) time.Time { return t.AddDate(0, 0, n) }
func (days) OnOrAfter(t time.Time) time.Time          { return t }

// PL-08: a routing has its days but not beyond the law's, and never less than one; the earliest open one counts.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	gelis := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	yasal := basvuru.YasalSon(days{}, gelis)
	if want := gelis.AddDate(0, 0, 30); !yasal.Equal(want) {
		t.Fatalf("law's date %s, want %s", yasal, want)
	}
	for _, c := range []struct{ sent, want int }{{0, 15}, {15, 30}, {20, 30}, {29, 30}, {30, 31}, {40, 41}} {
		if got := basvuru.SonTarih(days{}, gelis.AddDate(0, 0, c.sent), 15, yasal); !got.Equal(gelis.AddDate(0, 0, c.want)) {
			t.Errorf("sent on day %d: due %s, want day %d", c.sent, got, c.want)
		}
	}
	b := basvuru.Basvuru{Durum: basvuru.Yonlendirildi, YasalSon: yasal, Yonlendirmes: []basvuru.Yonlendirme{
		{Sira: 1, Durum: basvuru.BirimCevapli, SonTarih: gelis.AddDate(0, 0, 5)},
		{Sira: 2, Durum: basvuru.Kuyrukta, SonTarih: gelis.AddDate(0, 0, 9)},
		{Sira: 3, Durum: basvuru.TeslimEdildi, SonTarih: gelis.AddDate(0, 0, 7)},
	}}
	if got := b.SonCevap(); !got.Equal(gelis.AddDate(0, 0, 7)) {
		t.Errorf("what counts is %s, want the earliest open routing's", got)
	}
	b.Yonlendirmes = b.Yonlendirmes[:1]
	if got := b.SonCevap(); !got.Equal(yasal) {
		t.Errorf("with nothing open %s counts, want the law's", got)
	}
	if b.Durum = basvuru.KapaliOlumlu; !b.SonCevap().IsZero() {
		t.Error("a closed application has a date")
	}
}
