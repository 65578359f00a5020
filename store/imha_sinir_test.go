package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/turkce"
	"acikkapi/internal/yetki"
	"acikkapi/store"
)

// SC-06: nobody approves their own list by an account that they have defined, nor by a colleague's whose password they have reset: they may know it. Others approve.
func TestNoApprovalByABorrowedAccount(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	s, ctx := d.s, t.Context()
	d.age(6, closedOne(t, s, 1))
	d.exec(`INSERT INTO kullanici_modul (kullanici_id, modul) VALUES ($1, 'tanim'), ($2, 'tanim')`, d.a.ID, d.b.ID)
	d.exec(`UPDATE kullanici SET kullanici_adi = 'yonetici' || id WHERE id = ANY($1)`, []int64{d.a.ID, d.b.ID})
	puppet := kural.Actor{Rol: kural.ProjeYonetici, Ad: "KUKLA"}
	h := hesap(77, yetki.ProjeYoneticisi)
	h.Moduls = []yetki.Modul{yetki.ModulTanim}
	var err error
	if puppet.ID, err = s.DefineHesap(ctx, d.a, h, "hash"); err != nil {
		t.Fatal(err)
	}
	if n, err := s.ImhaTuru(ctx); n != 1 || err != nil {
		t.Fatalf("%d items: %v", n, err)
	}
	l := d.newest()
	if err := s.ProposeImha(ctx, d.a, l.No, l.Surum); err != nil {
		t.Fatal(err)
	}
	refused(t, s.ApproveImha(ctx, puppet, l.No, l.Surum+1), kural.Forbidden)
	other := addUser(t, s, "proje_yoneticisi", "ÜÇÜNCÜ", 3)
	other.Rol = kural.ProjeYonetici
	if err := s.ResetParola(ctx, d.a, d.b.ID, 0, "hash"); err != nil {
		t.Fatal(err)
	}
	refused(t, s.ApproveImha(ctx, d.b, l.No, l.Surum+1), kural.Forbidden)
	if err := s.ApproveImha(ctx, other, l.No, l.Surum+1); err != nil {
		t.Error(err)
	}
}

// SC-06: a longer time that is set after the approval keeps what it is for, and so does a list that was written into the database reach nothing that was not due.
func TestDisposalAsksForTheTimeAgain(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	s, ctx := d.s, t.Context()
	six, twelve, fresh := closedOne(t, s, 1), closedOne(t, s, 2), closedOne(t, s, 3)
	d.age(6, six)
	d.age(12, twelve)
	l := d.list()
	d.exec(`INSERT INTO imha_kalem (liste_no, konu, konu_no, il_kodu, dayanak) VALUES ($1, 'basvuru', $2, 6, now() - interval '9 years')`, l.No, fresh)
	if err := s.SetSaklamaSuresi(ctx, d.a, store.SaklamaSuresi{Tur: store.SaklamaBasvuru, Sure: 10, Surum: 1}); err != nil {
		t.Fatal(err)
	}
	d.run()
	if l = d.newest(); l.ImhaEdilen != 1 || l.Cikarilan != 2 || l.Durum != store.ImhaTamamlandi {
		t.Errorf("the list: %+v", l)
	}
	for no, want := range map[int64]string{six: "tamam", twelve: "imha", fresh: "tamam"} {
		if got := scan[string](t, s, `SELECT kimlik FROM basvuru WHERE no = $1`, no); got != want {
			t.Errorf("%d: %s, want %s", no, got, want)
		}
	}
	if got := scan[string](t, s, `SELECT neden FROM imha_kalem WHERE konu_no = $1`, six); got != "Saklama süresi henüz dolmadı." {
		t.Errorf("left out because %q", got)
	}
}

// SC-06: numbers of cards and of applications are counted apart. What waits of a card's, or is parked, stays when the application of the same number goes; the application's own
// goes, from the column that reasons are searched in, too.
func TestDisposalLeavesTheCardOfTheSameNumber(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	s := d.s
	no := d.person(4_300_003, "GÜLDEREN", "SAYLANOĞLU", "Zambakyolu", "ortak").no
	own := scan[uuid.UUID](t, s, `SELECT m.id FROM sms m JOIN olay o ON o.id = m.olay_id WHERE o.konu_no = $1 LIMIT 1`, no)
	d.age(6, no)
	d.exec(`DELETE FROM giden`)
	card := store.SMS{OlayID: uuid.New(), Sablon: "kart", KonuNo: no, Alici: "+905001112233", Metin: "Kartınız basıldı"}
	queueSMS(t, s, card)
	for _, p := range []store.Parked{
		{Tuketici: "sms", MesajID: own, KonuNo: no, Tip: store.TipSMS, Neden: "Zambakyolu kabul edilmedi", Govde: []byte(`{}`)},
		{Tuketici: "sms", MesajID: uuid.New(), KonuNo: no, Tip: store.TipSMS, Neden: "kartın", Govde: []byte(`{}`)},
		{Tuketici: "kart", MesajID: uuid.New(), KonuNo: no, Tip: "kart.istendi", Neden: "kartın", Govde: []byte(`{}`)},
	} {
		if err := s.Park(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	d.list()
	d.run()
	if n := count(t, s, `SELECT count(*) FROM giden WHERE konu_no = $1 AND tip = 'sms.gonder'`, no); n != 1 {
		t.Errorf("%d SMS of the card wait to go out, want 1", n)
	}
	if n := count(t, s, `SELECT count(*) FROM sms WHERE sablon = 'kart'`); n != 1 {
		t.Errorf("%d SMS of the card, want 1", n)
	}
	if n := count(t, s, `SELECT count(*) FROM park WHERE neden = 'kartın' AND karar IS NULL`); n != 2 {
		t.Errorf("%d messages of the card wait for a decision, want 2", n)
	}
	if text := turkce.Fold(d.dump()); strings.Contains(text, "zambak") {
		t.Errorf("still there: %s", around(text, "zambak"))
	}
}

// SC-06: one record that the database refuses to change is named, and keeps nobody else from being disposed of; a hold takes it out of the list, which ends then.
func TestOneBadRecordStopsNoDisposal(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	s, ctx := d.s, t.Context()
	bad, good := closedOne(t, s, 1), closedOne(t, s, 2)
	d.age(6, bad, good)
	d.list()
	c := owner(t, d.url)
	for _, sql := range []string{
		`CREATE FUNCTION bozuk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'bozuk'; END $$`,
		fmt.Sprintf(`CREATE TRIGGER bozuk BEFORE DELETE ON iletisim FOR EACH ROW WHEN (OLD.basvuru_no = %d) EXECUTE FUNCTION bozuk()`, bad),
	} {
		if _, err := c.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.ImhaYurut(ctx, 10); n != 2 || err == nil || !strings.Contains(err.Error(), fmt.Sprint(bad)) {
		t.Errorf("%d: %v", n, err)
	}
	if l := d.newest(); l.ImhaEdilen != 1 || l.Bekleyen != 1 || l.Durum != store.ImhaOnaylandi {
		t.Errorf("the list: %+v", l)
	}
	if err := s.VerifyChain(ctx, bad); err != nil { // rolled back as a whole
		t.Error(err)
	}
	if err := s.HoldYasal(ctx, d.a, "basvuru", bad, "Bozuk kayıt"); err != nil {
		t.Fatal(err)
	}
	d.run()
	if l := d.newest(); l.Durum != store.ImhaTamamlandi {
		t.Errorf("the list: %+v", l)
	}
	if y := dbtest.Yeni(1); scan[string](t, s, `SELECT ad FROM basvuru WHERE no = $1`, bad) != y.Kisi.Ad {
		t.Error("the bad record lost its name")
	}
}
