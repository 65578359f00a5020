package store_test

import (
	"errors"
	"strings"
	"testing"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/kart"
	"acikkapi/store"
)

// SC-05: a card's history is a chain as an application's is; whoever owns the database and meddles with it is found out.
func TestCardChainShowsMeddling(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	s, c := dbtest.Open(t, url), owner(t, url)
	if _, err := c.Exec(t.Context(), `ALTER TABLE olay DISABLE TRIGGER ALL`); err != nil {
		t.Fatal(err)
	}
	elif := addUser(t, s, "kimlik_burosu", "ELİF", 1)
	n := 100
	for name, meddle := range map[string]string{
		"a line changed":                 `UPDATE olay SET yapan_ad = 'Başkası' WHERE konu = 'kart' AND konu_no = $1 AND sira = 2`,
		"the message changed":            `UPDATE olay SET govde = replace(govde::text, 'kart.onaylandi', 'kart.reddedildi')::json WHERE konu_no = $1 AND sira = 2`,
		"a line removed":                 `DELETE FROM olay WHERE konu_no = $1 AND sira = 1`,
		"the end cut off":                `DELETE FROM olay WHERE konu_no = $1 AND sira = 2`,
		"the approval forged":            `UPDATE kart SET durum = 'iptal_reddedildi' WHERE no = $1`,
		"as if nothing ever was":         `DELETE FROM olay WHERE konu_no = $1; UPDATE kart SET olay_sira = 0, olay_ozet = '', durum = '' WHERE no = $1`,
		"as if nobody had ever asked":    `DELETE FROM olay WHERE konu_no = $1; UPDATE kart SET olay_sira = 0, olay_ozet = '', durum = '', talep_sira = 0 WHERE no = $1`,
		"passed off as an application's": `UPDATE olay SET konu = 'basvuru' WHERE konu_no = $1`,
	} {
		n += 10
		hasan := addUser(t, s, "personel", "HASAN", n)
		nos := family(t, s, hasan, n+1)
		no := nos[spouse]
		doCard(t, s, hasan, no, asking(t, s, hasan, no))
		doCard(t, s, elif, no, kart.Approve{Talep: 1})
		for _, whole := range nos { // one that nobody has asked for has no history, and that is right
			if err := s.VerifyKartChain(t.Context(), whole); err != nil {
				t.Fatalf("before: %v", err)
			}
		}
		for _, sql := range strings.Split(meddle, ";") {
			if _, err := c.Exec(t.Context(), sql, no); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if err := s.VerifyKartChain(t.Context(), no); !errors.Is(err, store.ErrChain) {
			t.Errorf("%s: VerifyKartChain says %v", name, err)
		}
	}
	refused(t, s.VerifyKartChain(t.Context(), 1), kural.NotFound)
}

// KI-01, KB-01: every installation starts with the four reasons to cancel, in the guide's order, of which one wants papers, and with reasons
// to refuse either kind of request.
func TestListsOfCards(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	list, err := s.IptalNedenleri(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var says []string
	for _, n := range list {
		if says = append(says, n.Ad); n.Evrak != (n.Kod == string(kart.KayipCalinti)) {
			t.Errorf("%s wants papers: %v", n.Ad, n.Evrak)
		}
	}
	if strings.Join(says, ", ") != "Kayıp/Çalıntı, Fotoğraf Değişikliği, Nüfus Bilgilerinde Değişiklik, Diğer" {
		t.Errorf("reasons %q", says)
	}
	if rejection(t, s, store.TalepKart).Sebep == rejection(t, s, store.TalepIptal).Sebep {
		t.Error("the two kinds of request have one list")
	}
	if _, err := s.Pool().Exec(t.Context(), `UPDATE iptal_nedeni SET evrak = true WHERE kod = 'diger'`); err == nil {
		t.Error("the database knows a reason with papers that the rules do not")
	}
}

// SC-01, YT-03: what a Yetkili's pages are read as reaches no card, and the application itself removes none.
func TestRightsOnCards(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	s, c := dbtest.Open(t, url), owner(t, url)
	for role, sqls := range map[string][]string{
		"acikkapi_birim":    {`SELECT no FROM kart`, `SELECT sira FROM kart_talep`, `SELECT no FROM basim`, `SELECT sira FROM basim_kart`},
		"acikkapi_uygulama": {`DELETE FROM kart`, `DELETE FROM kart_talep`, `TRUNCATE kart_talep CASCADE`},
	} {
		if _, err := c.Exec(t.Context(), `SET ROLE `+role); err != nil {
			t.Fatal(err)
		}
		for _, sql := range sqls {
			if _, err := c.Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "permission denied") {
				t.Errorf("%s as %s: %v", sql, role, err)
			}
		}
		if _, err := c.Exec(t.Context(), `RESET ROLE`); err != nil {
			t.Fatal(err)
		}
	}
	if n := scan[int](t, s, `SELECT count(*) FROM kart`); n != 0 {
		t.Errorf("%d cards in a new installation", n)
	}
}
