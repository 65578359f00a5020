package store_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// PL-01: one command is one line of the history, the new state and the outgoing message, together.
func TestDoStoresStateHistoryAndMessageTogether(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	no := dbtest.File(t, s, 1)
	for _, step := range []struct {
		actor basvuru.Actor
		cmd   basvuru.Command
		durum basvuru.Durum
		tip   string
	}{
		{dbtest.AKS, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}}, basvuru.Yonlendirildi, basvuru.BirimeYonlendirildi},
		{kural.Pipeline("birim"), basvuru.Deliver{Sira: 1}, basvuru.Yonlendirildi, basvuru.BirimeTeslimEdildi},
		{dbtest.YetkiliMEM, answer(1), basvuru.Yonlendirildi, basvuru.BirimCevapladi},
		{kural.Pipeline("toplama"), basvuru.Collect{}, basvuru.Cevaplandi, basvuru.BirimlerCevapladi},
		{dbtest.AKS, basvuru.UpdateHeadings{Hizmets: []basvuru.Hizmet{{Baslik: 1, Alt: 2}}}, basvuru.Cevaplandi, basvuru.Guncellendi},
		{dbtest.AKS, basvuru.SendToMIA{}, basvuru.MIAOnayinda, basvuru.MIAyaGonderildi},
		{dbtest.MIA, basvuru.AnswerMIA{Sonuc: basvuru.Kismen, Metin: "Uygundur."}, basvuru.MIADondu, basvuru.MIACevapladi},
		{dbtest.AKS, basvuru.Close{Sonuc: basvuru.Kismen, Metin: "Kısmen yapıldı."}, basvuru.KapaliKismen, basvuru.Kapatildi},
	} {
		before := footprint(t, s)
		res := do(t, s, step.actor, no, step.cmd)
		after := footprint(t, s)
		messages := 0
		if basvuru.Sent(step.tip) {
			messages = 1
		}
		if after["olay"] != before["olay"]+1 || after["giden"] != before["giden"]+messages {
			t.Errorf("%s: %d lines and %d messages more, want 1 and %d", step.tip, after["olay"]-before["olay"], after["giden"]-before["giden"], messages)
		}
		if stored := scan[basvuru.Durum](t, s, `SELECT durum FROM basvuru WHERE no = $1`, no); stored != step.durum || res.Durum != step.durum {
			t.Errorf("%s: state %q, told %q, want %q", step.tip, stored, res.Durum, step.durum)
		}
		tip := scan[string](t, s, `SELECT tip FROM olay WHERE konu_no = $1 AND sira = $2 AND yeni_durum = $3`, no, res.OlaySira, step.durum)
		if tip != step.tip {
			t.Errorf("line %d is %s, want %s", res.OlaySira, tip, step.tip)
		}
		if messages == 1 && scan[int](t, s, `SELECT count(*) FROM giden g JOIN olay o ON o.id = g.mesaj_id AND o.govde::text = convert_from(g.govde, 'UTF8')
			WHERE o.konu_no = $1 AND o.sira = $2 AND g.exchange = 'olay' AND g.anahtar = o.tip`, no, res.OlaySira) != 1 {
			t.Errorf("the message of %s is not the line itself", step.tip)
		}
	}
	if err := s.VerifyChain(t.Context(), no); err != nil {
		t.Error(err)
	}
}

// PL-01: what the table refuses leaves nothing behind, whoever asked (AK-07, AK-08, YT-02).
func TestRefusedCommandsStoreNothing(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	no := routed(t, s, 1)
	closed := dbtest.File(t, s, 2)
	do(t, s, dbtest.AKS, closed, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Tamam."})
	exec(t, s, `INSERT INTO birim (detsis_no, ad, yol, aktif) VALUES ('11111111', 'KAPANAN', '', false)`)
	elsewhere := kural.Actor{Rol: kural.AKS, ID: 9, Ad: "Başka İl", Il: 34}
	before := footprint(t, s)
	for _, c := range []struct {
		name  string
		actor basvuru.Actor
		no    int64
		cmd   basvuru.Command
		kind  kural.Kind
		says  string
	}{
		{"a birim still owes its answer", dbtest.AKS, no, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Bitti."}, kural.Conflict, dbtest.BirimSaglik.Ad},
		{"closed", dbtest.AKS, closed, basvuru.SendToMIA{}, kural.Conflict, "Kapatılan"},
		{"no answer given", dbtest.YetkiliMEM, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu}, kural.Invalid, "Cevabı giriniz"},
		{"another birim's routing", dbtest.YetkiliSag, no, answer(1), kural.NotFound, "bulunamadı"},
		{"another il", elsewhere, no, basvuru.SendToMIA{}, kural.NotFound, "bulunamadı"},
		{"no such application", dbtest.AKS, 999_999, basvuru.SendToMIA{}, kural.NotFound, "bulunamadı"},
		{"a birim may not route", dbtest.YetkiliMEM, no, basvuru.Route{Birims: []basvuru.Birim{{No: "1", Ad: "X"}}}, kural.Forbidden, "yetkiniz"},
		{"a birim that is no more", dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{{No: "11111111", Ad: "KAPANAN"}}}, kural.Invalid, "etkin"},
		{"a birim outside DETSİS", dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{{No: "00000000", Ad: "YOK"}}}, kural.Invalid, "DETSİS"},
		{"a file that was never uploaded", dbtest.YetkiliMEM, no, basvuru.Answer{
			Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Ekte.", Dosyas: []string{"0199d2c0-0000-7000-8000-000000000000"},
		}, kural.Invalid, "dosyaları yeniden"},
	} {
		_, err := s.Do(t.Context(), c.actor, c.no, c.cmd)
		if says := refused(t, err, c.kind); !strings.Contains(says, c.says) {
			t.Errorf("%s: %q does not say %q", c.name, says, c.says)
		}
	}
	if after := footprint(t, s); !maps.Equal(before, after) {
		t.Errorf("rows before %v, after %v", before, after)
	}
	deadline, tick := time.After(10*time.Second), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for s.Pool().Stat().AcquiredConns() != 0 { // the bell may hold one for a moment
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%d connections were not given back", s.Pool().Stat().AcquiredConns())
		}
	}
}

// PL-01: the history alone gives the present back: state, round and every routing.
func TestHistoryRebuildsTheState(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	no := routed(t, s, 1)
	do(t, s, kural.Pipeline("birim"), no, basvuru.Deliver{Sira: 1})
	do(t, s, dbtest.YetkiliMEM, no, answer(1))
	do(t, s, dbtest.AKS, no, basvuru.Withdraw{Sira: 2, Neden: "Yanlış birim."})
	do(t, s, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimSaglik}})
	do(t, s, dbtest.AKS, no, basvuru.SendToMIA{})
	do(t, s, dbtest.MIA, no, basvuru.Reset{Aciklama: "Yeniden bakılsın."})
	do(t, s, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimSaglik}})
	do(t, s, dbtest.YetkiliSag, no, basvuru.Return{Sira: 4, Neden: "Görev alanımızda değil."})
	do(t, s, kural.Pipeline("toplama"), no, basvuru.Collect{})

	durum, tur, routings := replay(t, s, no)
	stored := fmt.Sprint(scan[string](t, s, `SELECT durum || ' ' || tur FROM basvuru WHERE no = $1`, no))
	if got := fmt.Sprintf("%s %d", durum, tur); got != stored {
		t.Errorf("rebuilt %q, stored %q", got, stored)
	}
	have := scan[string](t, s, `SELECT string_agg(sira || ' ' || birim_no || ' ' || durum, ', ' ORDER BY sira) FROM yonlendirme WHERE basvuru_no = $1`, no)
	var want []string
	for _, sira := range slices.Sorted(maps.Keys(routings)) {
		want = append(want, fmt.Sprintf("%d %s", sira, routings[sira]))
	}
	if rebuilt := strings.Join(want, ", "); rebuilt != have {
		t.Errorf("routings rebuilt  %s\n         stored   %s", rebuilt, have)
	}
}

// replay reads nothing but olay.
func replay(t *testing.T, s *store.Store, no int64) (durum basvuru.Durum, tur int, routings map[int]string) {
	t.Helper()
	rows, err := s.Pool().Query(t.Context(), `SELECT govde FROM olay WHERE konu_no = $1 ORDER BY sira`, no)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	routings = map[int]string{}
	for rows.Next() {
		var m store.Mesaj
		if err := rows.Scan(&m); err != nil {
			t.Fatal(err)
		}
		if m.EskiDurum != durum {
			t.Errorf("line %d starts at %q, the one before ended at %q", m.OlaySira, m.EskiDurum, durum)
		}
		durum, tur = m.YeniDurum, m.Tur
		var veri struct {
			basvuru.YonlendirmeVeri
			basvuru.CevapVeri
		}
		if len(m.Veri) > 0 {
			if err := json.Unmarshal(m.Veri, &veri); err != nil {
				t.Fatal(err)
			}
		}
		change := map[string]basvuru.YonlendirmeDurum{
			basvuru.BirimeYonlendirildi: basvuru.Kuyrukta, basvuru.BirimeTeslimEdildi: basvuru.TeslimEdildi,
			basvuru.YonlendirmeGeriCekildi: basvuru.GeriCekildi, basvuru.IslemlerGeriAlindi: basvuru.GeriCekildi,
		}[m.Tip]
		for _, y := range veri.Yonlendirmes {
			routings[y.Sira] = fmt.Sprintf("%s %s", y.Birim, change)
		}
		switch m.Tip {
		case basvuru.BirimCevapladi:
			routings[veri.Sira] = veri.Birim + " " + string(basvuru.BirimCevapli)
		case basvuru.BirimIadeEtti:
			routings[veri.Sira] = veri.Birim + " " + string(basvuru.IadeEdildi)
		}
	}
	return durum, tur, routings
}
