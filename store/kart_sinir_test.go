package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/kart"
	"acikkapi/store"
)

// KT-03, SC-01: what no page offers is refused all the same, and leaves nothing behind.
func TestCraftedRequests(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	hasan, veli := addUser(t, s, "personel", "HASAN", 1), addUser(t, s, "personel", "VELİ", 2)
	elif := addUser(t, s, "kimlik_burosu", "ELİF", 3)
	nos, others := family(t, s, hasan, 10), family(t, s, veli, 20)
	no := nos[spouse]
	right := asking(t, s, hasan, no)
	with := func(change func(*kart.Request)) kart.Request {
		c := right
		change(&c)
		return c
	}
	for name, c := range map[string]struct {
		who   kural.Actor
		no    int64
		cmd   kart.Command
		kind  kural.Kind
		field string
		says  string
	}{
		"for a child of ten":              {hasan, nos[young], asking(t, s, hasan, nos[young]), kural.Conflict, "", "15 yaşını doldurmamış"},
		"for somebody else's spouse":      {hasan, others[spouse], right, kural.NotFound, "", "bulunamadı"},
		"for a card that there is not":    {hasan, 1, right, kural.NotFound, "", "bulunamadı"},
		"by the bureau":                   {elif, no, right, kural.NotFound, "", "bulunamadı"},
		"with somebody else's photo":      {hasan, no, with(func(c *kart.Request) { c.Fotograf.Dosya = upload(t, s, veli, others[grown], kart.FotografEvraki) }), kural.Invalid, "fotograf", "yeniden yükleyiniz"},
		"with another relative's photo":   {hasan, no, with(func(c *kart.Request) { c.Fotograf.Dosya = upload(t, s, hasan, nos[grown], kart.FotografEvraki) }), kural.Invalid, "fotograf", "yeniden yükleyiniz"},
		"with the receipt as photo":       {hasan, no, with(func(c *kart.Request) { c.Fotograf.Dosya = c.Dekont.Dosya }), kural.Invalid, "fotograf", "yeniden yükleyiniz"},
		"with a receipt that is no id":    {hasan, no, with(func(c *kart.Request) { c.Dekont.Dosya = "../etc/passwd" }), kural.Invalid, "dekont", "yeniden yükleyiniz"},
		"to cancel what there is not":     {hasan, no, kart.RequestCancel{Neden: kart.Diger}, kural.Conflict, "", "Talep yok"},
		"to cancel for no known reason":   {hasan, no, kart.RequestCancel{Neden: "sebepsiz"}, kural.Invalid, "neden", "listeden"},
		"to approve what nobody asked":    {elif, no, kart.Approve{}, kural.NotFound, "", "bulunamadı"},
		"a staff member approves":         {hasan, no, kart.Approve{}, kural.Forbidden, "", "yetkiniz"},
		"the spouse's photo, swept away":  {hasan, no, with(func(c *kart.Request) { c.Fotograf.Dosya = uuid.NewString() }), kural.Invalid, "fotograf", "yeniden yükleyiniz"},
		"the bureau, reason of the other": {elif, no, kart.Reject{Ret: rejection(t, s, store.TalepIptal)}, kural.NotFound, "", "bulunamadı"},
	} {
		if e := notDone(t, s, c.who, c.no, c.cmd, c.kind); e.Field != c.field || !strings.Contains(e.Message, c.says) {
			t.Errorf("%s: %q at %q", name, e.Message, e.Field)
		}
	}
	doCard(t, s, hasan, no, right)
	again := kart.Request{Fotograf: right.Fotograf, Dekont: right.Dekont, Kabul: true}
	if e := notDone(t, s, hasan, no, again, kural.Conflict); !strings.Contains(e.Message, "Onay Bekliyor") {
		t.Errorf("a second request: %q", e.Message)
	}
	doCard(t, s, elif, no, kart.Reject{Talep: 1, Ret: rejection(t, s, store.TalepKart)})
	if e := notDone(t, s, hasan, no, again, kural.Invalid); e.Field != "fotograf" { // the papers belong to the refused request
		t.Errorf("the refused request's photo again: %q at %q", e.Message, e.Field)
	}
}

// KB-01, OP-07: the bureau refuses with a reason that is offered for this kind of request now; KI-01: so it is with cancelling.
func TestReasonsAreOfTheList(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	hasan, elif := addUser(t, s, "personel", "HASAN", 1), addUser(t, s, "kimlik_burosu", "ELİF", 2)
	no := family(t, s, hasan, 10)[spouse]
	card, cancel := rejection(t, s, store.TalepKart), rejection(t, s, store.TalepIptal)
	doCard(t, s, hasan, no, asking(t, s, hasan, no))
	withdrawn := card
	withdrawn.Sebep++
	exec(t, s, `UPDATE ret_sebep SET aktif = false WHERE id = $1`, withdrawn.Sebep)
	for _, ret := range []kart.Ret{cancel, withdrawn, {Sebep: 1 << 30}} {
		if e := notDone(t, s, elif, no, kart.Reject{Talep: 1, Ret: ret}, kural.Invalid); e.Field != "ret_sebebi" {
			t.Errorf("%+v: %q at %q", ret, e.Message, e.Field)
		}
	}
	doCard(t, s, elif, no, kart.Approve{Talep: 1})
	exec(t, s, `UPDATE iptal_nedeni SET aktif = false WHERE kod = 'diger'`)
	exec(t, s, `INSERT INTO iptal_nedeni (kod, ad, sira) VALUES ('bosanma', 'Boşanma', 9)`)
	if e := notDone(t, s, hasan, no, kart.RequestCancel{Neden: kart.Diger}, kural.Invalid); e.Field != "neden" {
		t.Errorf("a withdrawn reason: %q at %q", e.Message, e.Field)
	}
	doCard(t, s, hasan, no, kart.RequestCancel{Neden: "bosanma"})
	if d := cardDetail(t, s, hasan, no); d.Talep.NedenAd != "Boşanma" || d.Hareketler[2].Aciklama != "Boşanma" {
		t.Errorf("the list's own reason: %+v, timeline %+v", d.Talep, d.Hareketler)
	}
	if e := notDone(t, s, elif, no, kart.RejectCancel{Talep: 2, Ret: card}, kural.Invalid); e.Field != "ret_sebebi" {
		t.Errorf("%q at %q", e.Message, e.Field)
	}
}

// KI-02, KI-03, KI-04: a lost card is cancelled only with its two papers, whatever way the request came in; any other only once it is here.
func TestCancellingNeedsPapersOrTheCard(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	s, c := dbtest.Open(t, url), owner(t, url)
	hasan, elif := addUser(t, s, "personel", "HASAN", 1), addUser(t, s, "kimlik_burosu", "ELİF", 2)
	nos := family(t, s, hasan, 10)
	lost, other := nos[spouse], nos[grown]
	for _, no := range []int64{lost, other} {
		doCard(t, s, hasan, no, asking(t, s, hasan, no))
		doCard(t, s, elif, no, kart.Approve{Talep: 1})
	}
	for field, cmd := range map[string]kart.RequestCancel{
		"kayip_formu":     {Neden: kart.KayipCalinti, BildirimYazisi: upload(t, s, hasan, lost, kart.BildirimYazisi)},
		"bildirim_yazisi": {Neden: kart.KayipCalinti, KayipFormu: upload(t, s, hasan, lost, kart.KayipFormu)},
	} {
		if e := notDone(t, s, hasan, lost, cmd, kural.Invalid); e.Field != field {
			t.Errorf("without %s: %q at %q", field, e.Message, e.Field)
		}
	}
	doCard(t, s, hasan, lost, losing(t, s, hasan, lost))
	if _, err := c.Exec(t.Context(), `UPDATE dosya SET kart_no = NULL, talep_sira = NULL, evrak = NULL WHERE evrak = 'bildirim_yazisi'`); err != nil {
		t.Fatal(err)
	}
	if e := notDone(t, s, elif, lost, kart.ApproveCancel{Talep: 2}, kural.Conflict); !strings.Contains(e.Message, "Emniyet/Jandarma Bildirim Yazısı") {
		t.Errorf("without the paper: %q", e.Message)
	}
	if !cardDetail(t, s, hasan, lost).Durum.Valid() {
		t.Error("the card is cancelled without its papers")
	}
	dbtest.Gonder(t, s, elif, other)
	doCard(t, s, hasan, other, kart.RequestCancel{Neden: kart.NufusDegisikligi})
	if e := notDone(t, s, elif, other, kart.ApproveCancel{Talep: 2}, kural.Conflict); !strings.Contains(e.Message, "Kart teslim alınmadan") {
		t.Errorf("without the card: %q", e.Message)
	}
	doCard(t, s, elif, other, kart.ReceiveCard{Talep: 2})
	if res := doCard(t, s, elif, other, kart.ApproveCancel{Talep: 2}); res.Durum != kart.IptalOnayli {
		t.Errorf("with the card: %+v", res)
	}
}

// KT-01, KT-03: who is listed, in which order, and from which moment a child can be asked for, as the calendar in Türkiye has it.
func TestFamily(t *testing.T) {
	t.Parallel()
	s, c := clockedStore(t)
	hasan := addUser(t, s, "personel", "HASAN", 1)
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	told := []store.YakinKaydi{
		{TCKN: person(13), Ad: "LEYLA", Soyad: "KAYA", Yakinlik: kart.Cocuk, Dogum: day(2012, 2, 29)},
		{TCKN: person(12), Ad: "CAN", Soyad: "KAYA", Yakinlik: kart.Cocuk, Dogum: day(2012, 2, 28)},
		{TCKN: person(14), Ad: "ALİ", Soyad: "KAYA", Yakinlik: kart.Cocuk, Dogum: day(2012, 3, 1)},
		{TCKN: person(15), Ad: "NUR", Soyad: "KAYA", Yakinlik: "kardes", Dogum: day(2000, 1, 1)},
		{TCKN: person(11), Ad: "FATMA", Soyad: "KAYA", Yakinlik: kart.Es, Dogum: day(1980, 1, 1)},
	}
	if n, err := s.SaveAile(t.Context(), hasan, told); n != 4 || err != nil {
		t.Fatalf("%d relatives are new, %v", n, err)
	}
	for moment, want := range map[string]string{
		"2027-02-27 23:59": "FATMA", "2027-02-28 00:00": "FATMA CAN LEYLA", "2027-02-28 23:59": "FATMA CAN LEYLA", "2027-03-01 00:00": "FATMA CAN LEYLA ALİ",
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", moment, store.Istanbul())
		if err != nil {
			t.Fatal(err)
		}
		c.at.Store(at.UnixNano())
		var names, asked []string
		for _, k := range aile(t, s, hasan) {
			names = append(names, k.Ad)
			if _, err := s.DoKart(t.Context(), hasan, k.No, kart.Request{
				Fotograf: kart.Fotograf{Dosya: "x", Tur: "image/jpeg", Genislik: 600, Yukseklik: 800, DPI: 300}, Dekont: kart.Dekont{Dosya: "x", Tur: "image/jpeg"}, Kabul: true,
			}); kural.KindOf(err) == kural.Invalid != (k.Engel == "") { // only the papers are missing
				t.Errorf("%s, %s: %v, the list says %q", moment, k.Ad, err, k.Engel)
			}
			if k.Engel == "" {
				asked = append(asked, k.Ad)
			}
		}
		if strings.Join(names, " ") != "FATMA CAN LEYLA ALİ" || strings.Join(asked, " ") != want {
			t.Errorf("%s: listed %q, can be asked for %q, want %q", moment, names, asked, want)
		}
	}
	divorced(t, s, hasan, told)
}

// divorced: KPS lists the spouse no more and knows more of a child; a spouse with a card stays on the list, but gets no new one.
func divorced(t *testing.T, s *store.Store, hasan kural.Actor, told []store.YakinKaydi) {
	t.Helper()
	elif := addUser(t, s, "kimlik_burosu", "ELİF", 2)
	fatma := aile(t, s, hasan)[0].No
	doCard(t, s, hasan, fatma, asking(t, s, hasan, fatma))
	doCard(t, s, elif, fatma, kart.Reject{Talep: 1, Ret: rejection(t, s, store.TalepKart)})
	told[0].BakanlikPersoneli, told[0].Ad = true, "LEYLA NUR"
	if n, err := s.SaveAile(t.Context(), hasan, told[:1]); n != 0 || err != nil {
		t.Fatalf("%d relatives are new, %v", n, err)
	}
	list := aile(t, s, hasan)
	if len(list) != 2 || list[0].Yakin.Guncel || list[1].Ad != "LEYLA NUR" || list[1].Engel != "Bakanlık personeline kart talebinde bulunulamaz" || list[1].TCKN != person(13) {
		t.Fatalf("after the divorce: %+v", list)
	}
	if e := notDone(t, s, hasan, fatma, asking(t, s, hasan, fatma), kural.Conflict); e.Message != list[0].Engel {
		t.Errorf("refused with %q, the list says %q", e.Message, list[0].Engel)
	}
	if n, err := s.SaveAile(t.Context(), hasan, nil); n != 0 || err != nil || len(aile(t, s, hasan)) != 1 {
		t.Errorf("nobody any more: %+v, %v", aile(t, s, hasan), err)
	}
	if tckn, err := s.PersonelTCKN(t.Context(), hasan); tckn != person(1) || err != nil {
		t.Errorf("KPS is asked by %q, %v", tckn, err)
	}
	if _, err := s.PersonelTCKN(t.Context(), kural.Actor{ID: 999999}); kural.KindOf(err) != kural.NotFound {
		t.Errorf("nobody's number: %v", err)
	}
}
