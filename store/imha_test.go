package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/turkce"
	"acikkapi/store"
)

// SC-06: after a disposal the whole database and the folder of files hold no number, name, phone, address, subject or words of the person, nor anything that a key or a guess
// could open; the number, the place, the headings, the states and the times are there, the counts are the same, the history verifies. A second person's data are as they were.
func TestDisposalLeavesNothingOfThePerson(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	ctx, s := t.Context(), d.s
	one := d.person(4_100_001, "GÜLDEREN", "SAYLANOĞLU", "Zambakyolu", "ortak dilekçe örneği")
	two := d.person(4_200_002, "FERHUNDE", "KIRCALI", "Nilüferköy", "ortak dilekçe örneği")
	d.age(6, one.no)
	d.exec(`UPDATE sms SET olusturma = olusturma - interval '7 years' WHERE id = (SELECT min(id::text)::uuid FROM sms WHERE olay_id IS NULL)`)
	before := d.dump()
	for _, k := range []*kisi{one, two} {
		for _, w := range append(k.words, k.sealed...) {
			if strings.Trim(w, "+0123456789") != "" && !strings.Contains(before, w) { // numbers stand encrypted
				t.Fatalf("the dump does not even hold %q before", w)
			}
		}
	}
	others := d.rowsOf(two.no)
	numbers, events := scan[string](t, s, countsSQL), scan[string](t, s, eventsSQL, one.no)
	rebuild(t, s, false)
	report := counts(t, s)
	l := d.list()
	d.run()

	after := d.dump()
	folded := turkce.Fold(after) // what is searched in stands folded
	for _, w := range append(one.words, one.sealed...) {
		if strings.Contains(folded, turkce.Fold(w)) && !slices.Contains(two.sealed, w) {
			t.Errorf("%q is still there: %s", w, around(folded, turkce.Fold(w)))
		}
	}
	if strings.Contains(after, one.blobs[0]) || !strings.Contains(after, one.blobs[1]) || !strings.Contains(after, "ortak dilekçe") {
		t.Error("the own file is there, or the one that another refers to is gone")
	}
	if now := d.rowsOf(two.no); now != others {
		t.Errorf("the second person's rows were\n%s\nand are\n%s", others, now)
	}
	for _, w := range two.words[:3] {
		if !strings.Contains(after, w) {
			t.Errorf("the second person's %q is gone", w)
		}
	}
	if now := scan[string](t, s, countsSQL); now != numbers {
		t.Errorf("counted %s, before %s", now, numbers)
	}
	if now := scan[string](t, s, eventsSQL, one.no); now != events {
		t.Errorf("the history tells %s, before %s", now, events)
	}
	rebuild(t, s, false)
	if now := counts(t, s); now != report { // PL-09
		t.Errorf("the reports count\n%s\nbefore\n%s", now, report)
	}
	for _, no := range []int64{one.no, two.no} {
		if err := s.VerifyChain(ctx, no); err != nil {
			t.Error(err)
		}
	}
	if done := d.newest(); done.No != l.No || done.Durum != store.ImhaTamamlandi || done.ImhaEdilen != 1 || done.Oneren != d.a.Ad || done.Onaylayan != d.b.Ad || done.Bitis.IsZero() {
		t.Errorf("the record of it: %+v", done)
	}
}

const (
	countsSQL = `SELECT string_agg(concat_ws(' ', no, durum, tur, il_kodu, ilce_id, hizmetler, olusturma, gelis_tarihi, yasal_son, (SELECT count(*) FROM yonlendirme y WHERE y.basvuru_no = b.no),
		(SELECT string_agg(concat_ws(' ', kaynak, sonuc, zaman), ',' ORDER BY zaman) FROM cevap c WHERE c.basvuru_no = b.no)), ';' ORDER BY no) FROM basvuru b`
	eventsSQL = `SELECT string_agg(concat_ws(' ', sira, tip, tur, yeni_durum, yapan_rol, etiket, zaman), ';' ORDER BY sira) FROM olay WHERE konu = 'basvuru' AND konu_no = $1
		AND tip <> 'basvuru.imha_edildi'`
)

// rowsOf is everything that the database has of an application.
func (d *disposal) rowsOf(no int64) string {
	d.Helper()
	var out []string
	for table, key := range map[string]string{
		"basvuru": "no", "iletisim": "basvuru_no", "basvuru_hizmet": "basvuru_no", "cevap": "basvuru_no", "dosya": "basvuru_no", "birim_kutusu": "basvuru_no",
		"yonlendirme": "basvuru_no", "tekrar_anahtari": "basvuru_no", "park": "konu_no", "olay": "konu_no", "sms": "konu_no",
	} {
		out = append(out, table+" "+scan[string](d.T, d.s, `SELECT coalesce(md5(string_agg(t::text, ';' ORDER BY t::text)), '') FROM `+table+` t WHERE `+key+` = $1`, no))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

func around(text, word string) string {
	i := strings.Index(text, word)
	return text[max(0, i-120):min(len(text), i+120)]
}

// SC-06, OP-07: nothing is due before its time, nor while a list is open; a longer time that is set counts; what is not closed is never due.
func TestDisposalListsComeWithTime(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	s, ctx := d.s, t.Context()
	old, open := closedOne(t, s, 1), dbtest.File(t, s, 2)
	d.age(4, old, open)
	lists := func(want int) {
		t.Helper()
		if n, err := s.ImhaTuru(ctx); err != nil || n != want {
			t.Fatalf("a list of %d items, want %d: %v", n, want, err)
		}
	}
	lists(0)
	refused(t, s.SetSaklamaSuresi(ctx, d.a, store.SaklamaSuresi{Tur: store.SaklamaPeriyot, Sure: 7, Surum: 1}), kural.Invalid)
	if err := s.SetSaklamaSuresi(ctx, d.a, store.SaklamaSuresi{Tur: store.SaklamaBasvuru, Sure: 3, Surum: 1}); err != nil {
		t.Fatal(err)
	}
	refused(t, s.SetSaklamaSuresi(ctx, d.a, store.SaklamaSuresi{Tur: store.SaklamaBasvuru, Sure: 9, Surum: 1}), kural.Conflict)
	lists(1)
	d.age(4, closedOne(t, s, 3))
	lists(0) // one is open
	l := d.newest()
	if err := s.ProposeImha(ctx, d.a, l.No, l.Surum); err != nil {
		t.Fatal(err)
	}
	if err := s.ApproveImha(ctx, d.b, l.No, l.Surum+1); err != nil {
		t.Fatal(err)
	}
	d.run()
	lists(0) // the time between two lists is not over
	d.exec(`UPDATE imha_liste SET zaman = zaman - interval '7 months'`)
	lists(1)
	if n := count(t, s, `SELECT count(*) FROM degisiklik WHERE tablo IN ('imha_liste', 'saklama_suresi')`); n != 3 {
		t.Errorf("%d lines in the record of changes, want 3", n)
	}
}

// closedOne is an application that was closed at once.
func closedOne(t *testing.T, s *store.Store, n int) int64 {
	t.Helper()
	no := dbtest.File(t, s, n)
	do(t, s, dbtest.AKS, no, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Sonuç"})
	return no
}

// SC-06: whoever hands a list in cannot approve it, under another account of theirs neither; nobody skips a step; no other role takes part; and the database itself wants two.
func TestDisposalNeedsTwoPeople(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	s, ctx := d.s, t.Context()
	no := closedOne(t, s, 1)
	d.age(6, no)
	if n, err := s.ImhaTuru(ctx); err != nil || n != 1 {
		t.Fatalf("%d items: %v", n, err)
	}
	l := d.newest()
	refused(t, s.ApproveImha(ctx, d.b, l.No, l.Surum), kural.Conflict)
	refused(t, s.ProposeImha(ctx, dbtest.AKS, l.No, l.Surum), kural.Forbidden)
	refused(t, s.ProposeImha(ctx, d.a, 99, 1), kural.NotFound)
	if err := s.ProposeImha(ctx, d.a, l.No, l.Surum); err != nil {
		t.Fatal(err)
	}
	refused(t, s.ApproveImha(ctx, d.a, l.No, l.Surum+1), kural.Forbidden)
	again := d.a
	again.ID = scan[int64](t, s, `INSERT INTO kullanici (tip, tckn, tckn_iz, ad, soyad) SELECT 'isletmen', tckn, tckn_iz, ad, soyad FROM kullanici WHERE id = $1 RETURNING id`, d.a.ID)
	refused(t, s.ApproveImha(ctx, again, l.No, l.Surum+1), kural.Forbidden)
	refused(t, s.ApproveImha(ctx, d.b, l.No, l.Surum), kural.Conflict) // an older page
	refused(t, s.ReturnImha(ctx, d.b, l.No, l.Surum+1, " "), kural.Invalid)
	if _, err := s.Pool().Exec(ctx, `UPDATE imha_liste SET durum = 'onaylandi', onaylayan_id = oneren_id, onaylayan = oneren`); err == nil {
		t.Error("the database lets one person do both")
	}
	if _, err := s.Do(ctx, kural.Pipeline("imha"), no, basvuru.Dispose{Liste: l.No}); kural.KindOf(err) != kural.Conflict {
		t.Errorf("disposed of without an approval: %v", err)
	}
	if _, err := owner(t, d.url).Exec(ctx, `SELECT olay_imha('basvuru', $1)`, no); err == nil {
		t.Error("the history was blanked without an approval")
	}
	if err := s.ReturnImha(ctx, d.b, l.No, l.Surum+1, "Bir dava sürüyor olabilir."); err != nil {
		t.Fatal(err)
	}
	if l = d.newest(); l.Durum != store.ImhaInceleniyor || l.Oneren != "" || l.Bekleyen != 1 {
		t.Errorf("given back: %+v", l)
	}
}

// SC-06: what a legal hold keeps leaves the list, also one that is approved already, and is in no list until the hold is lifted; both want a reason.
func TestLegalHold(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	s, ctx := d.s, t.Context()
	held, other := closedOne(t, s, 1), closedOne(t, s, 2)
	d.age(6, held, other)
	l := d.list()
	refused(t, s.HoldYasal(ctx, d.a, "basvuru", held, ""), kural.Invalid)
	refused(t, s.HoldYasal(ctx, d.a, "basvuru", 999_999, "Dava"), kural.Invalid)
	if err := s.HoldYasal(ctx, d.a, "basvuru", held, "2026/12 esas"); err != nil {
		t.Fatal(err)
	}
	refused(t, s.HoldYasal(ctx, d.b, "basvuru", held, "2026/13 esas"), kural.Conflict)
	d.run()
	if l = d.newest(); l.ImhaEdilen != 1 || l.Cikarilan != 1 || l.Durum != store.ImhaTamamlandi {
		t.Errorf("the list: %+v", l)
	}
	if due, kept, err := s.ImhaSayim(ctx); due != 0 || kept != 1 || err != nil { // OP-02
		t.Errorf("due %d, held %d: %v", due, kept, err)
	}
	refused(t, s.HoldYasal(ctx, d.a, "basvuru", other, "Geç"), kural.Invalid) // nothing is left of it
	if ad := scan[string](t, s, `SELECT ad FROM basvuru WHERE no = $1`, held); ad == "" {
		t.Error("the held one was disposed of")
	}
	y, err := s.YasalSaklamalar(ctx, d.b, 9)
	if err != nil || len(y) != 1 {
		t.Fatalf("%d holds: %v", len(y), err)
	}
	refused(t, s.LiftYasal(ctx, d.b, y[0].ID, ""), kural.Invalid)
	if err := s.LiftYasal(ctx, d.b, y[0].ID, "Karar kesinleşti."); err != nil {
		t.Fatal(err)
	}
	refused(t, s.LiftYasal(ctx, d.b, y[0].ID, "Bir daha"), kural.Conflict)
	if due, _, err := s.ImhaSayim(ctx); due != 1 || err != nil {
		t.Errorf("lifted, due %d: %v", due, err)
	}
}

// SC-06, SC-05: a disposal that ends at any moment goes on where it was, two processes do each item once, a history that is not whole stays as evidence, and what a disposed history
// has left still shows meddling.
func TestDisposalGoesOnAndKeepsEvidence(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	s, ctx := d.s, t.Context()
	var nos []int64
	for i := range 6 {
		nos = append(nos, closedOne(t, s, i+1))
	}
	d.age(6, nos...)
	c := owner(t, d.url)
	meddle := func(sql string) {
		t.Helper()
		for _, one := range []string{`ALTER TABLE olay DISABLE TRIGGER olay_degismez`, sql, `ALTER TABLE olay ENABLE TRIGGER olay_degismez`} {
			if _, err := c.Exec(ctx, one); err != nil {
				t.Fatal(err)
			}
		}
	}
	meddle(fmt.Sprintf(`UPDATE olay SET aciklama = 'x' WHERE konu = 'basvuru' AND konu_no = %d AND sira = 1`, nos[5]))
	d.list()
	for range 2 { // killed after each
		if n, err := s.ImhaYurut(ctx, 1); n != 1 || err != nil {
			t.Fatalf("%d: %v", n, err)
		}
	}
	_, errs := together(2, func(int) (int, error) { return s.ImhaYurut(ctx, 100) })
	for _, err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	d.run()
	if l := d.newest(); l.ImhaEdilen != 5 || l.Cikarilan != 1 || l.Durum != store.ImhaTamamlandi {
		t.Errorf("the list: %+v", l)
	}
	if n := count(t, s, `SELECT count(*) FROM olay WHERE tip = 'basvuru.imha_edildi'`); n != 5 {
		t.Errorf("%d events of disposal, want 5", n)
	}
	for i, no := range nos {
		if err := s.VerifyChain(ctx, no); (err != nil) != (i == 5) {
			t.Errorf("%d: %v", i, err)
		}
	}
	for _, sql := range []string{
		`UPDATE olay SET yapan_ad = 'Başkası' WHERE konu = 'basvuru' AND konu_no = %d AND sira = 1`,
		`UPDATE olay SET govde = (govde::text || ' ')::json WHERE konu = 'basvuru' AND konu_no = %d AND sira = 2`,
	} {
		no := nos[0]
		nos = nos[1:]
		meddle(fmt.Sprintf(sql, no))
		if err := s.VerifyChain(ctx, no); !errors.Is(err, store.ErrChain) {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

// SC-06, AK-02, VS-01: the desk's list and page show that the data are gone, a search by number or name finds nothing; for the citizen there is no such application.
func TestDisposedOnes(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	s, ctx := d.s, t.Context()
	y := dbtest.Yeni(7)
	no := closedOne(t, s, 7)
	if _, err := s.Lookup(ctx, no, y.Kisi.TCKN); err != nil {
		t.Fatal(err)
	}
	d.age(6, no)
	d.list()
	d.run()
	_, gone := s.Lookup(ctx, no, y.Kisi.TCKN)
	_, never := s.Lookup(ctx, 999_999, y.Kisi.TCKN)
	if refused(t, gone, kural.NotFound) != refused(t, never, kural.NotFound) {
		t.Errorf("told apart: %v, %v", gone, never)
	}
	for name, f := range map[string]store.Suzgec{"number": {TCKN: y.Kisi.TCKN}, "name": {Ad: y.Kisi.Ad}} {
		if p, err := s.Liste(ctx, dbtest.AKS, f, store.Imlec{}, 10); err != nil || p.Toplam != 0 {
			t.Errorf("by %s: %d, %v", name, p.Toplam, err)
		}
	}
	p, err := s.Liste(ctx, dbtest.AKS, store.Suzgec{}, store.Imlec{}, 10)
	if err != nil || len(p.Satirs) != 1 || p.Satirs[0].Kimlik.Basvuran(p.Satirs[0].Ad, p.Satirs[0].Soyad) != basvuru.ImhaMetni || p.Satirs[0].TCKN != "" {
		t.Fatalf("the list: %+v, %v", p, err)
	}
	for _, a := range []kural.Actor{dbtest.AKS, dbtest.MIA} {
		if det, err := s.Detay(ctx, a, no); err != nil || det.Konu != basvuru.ImhaMetni || det.Durum != basvuru.KapaliOlumlu || len(det.Hizmets) != 1 || det.IlAd != "ANKARA" {
			t.Errorf("%s: %+v, %v", a.Rol, det, err)
		}
	}
}
