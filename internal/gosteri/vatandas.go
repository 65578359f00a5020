package gosteri

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"time"
)

// apply is the citizen's part: identity, code, form, number (VB-01 … VB-12).
func (g *gosteri) apply(ctx context.Context) error {
	g.say("1. Vatandaş başvurur: %s %s", g.kisi.Ad, g.kisi.Soyad)
	t, err := newTarayici(g.URL)
	if err != nil {
		return err
	}
	if err := t.open(ctx, "/basvuru-yap"); err != nil {
		return err
	}
	mother := []rune(g.kisi.AnneKizlikSoyadi)
	err = t.send(ctx, "Onay Kodu Gönder", url.Values{
		"tckn": {string(g.kisi.TCKN)}, "ad": {g.kisi.Ad}, "soyad": {g.kisi.Soyad},
		"anne_kizlik_soyadi": {string(mother[0]) + string(mother[len(mother)-1])}, "cep": {g.kisi.Cep.Display()},
	})
	if err != nil {
		return err
	}
	kod, err := g.kod(ctx, string(g.kisi.Cep))
	if err != nil {
		return err
	}
	if err := t.send(ctx, "Tamam", url.Values{"kod": {kod}}); err != nil {
		return err
	}
	if err := g.fillIn(ctx, t); err != nil {
		return err
	}
	found := noPattern.FindStringSubmatch(t.text())
	if found == nil {
		return fmt.Errorf("the receipt shows no number: %s", t.text())
	}
	g.no = found[1]
	g.say("    Başvuru Takip No: %s", g.no)
	g.state("Başvuru Açık Kapı Birim Havuzunda")
	return nil
}

var noPattern = regexp.MustCompile(`Başvuru Takip No: ?(\d+)`)

// fillIn fills in “Başvuru Kayıt” without JavaScript, as the lists follow one another.
func (g *gosteri) fillIn(ctx context.Context, t *tarayici) error {
	if err := t.send(ctx, "Adresi Getir", url.Values{"ayni": {"1"}}); err != nil {
		return err
	}
	baslik, err := t.option("baslik", "EĞİTİM")
	if err != nil {
		return err
	}
	if err := t.send(ctx, "Listele", url.Values{"baslik": {baslik}}); err != nil {
		return err
	}
	alt, err := t.first("alt_baslik")
	if err != nil {
		return err
	}
	if err := t.send(ctx, "Ekle", url.Values{"alt_baslik": {alt}}); err != nil {
		return err
	}
	egitim, err := t.first("egitim")
	if err != nil {
		return err
	}
	sektor, err := t.option("sektor", "Eğitim")
	if err != nil {
		return err
	}
	return t.send(ctx, "Kaydet", url.Values{
		"egitim": {egitim}, "sektor": {sektor},
		"konu": {"Mahallemizdeki ilkokulun bahçe duvarının onarılmasını rica ediyorum. (" + time.Now().Format("02.01.2006 15:04:05") + ")"},
	})
}
