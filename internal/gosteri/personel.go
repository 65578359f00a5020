package gosteri

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"acikkapi/internal/detsis"
	"acikkapi/internal/tohum"
)

// The birim that the demonstration routes to; the demo users of both are in docs/demo.md.
var birims = []struct{ no, ad, ara string }{
	{detsis.AnkaraMEM, "ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ", "ankara milli egitim"},
	{"90600111", "ANKARA İL SAĞLIK MÜDÜRLÜĞÜ", "ankara il saglik"},
}

// route is the desk's first part: sign in, find the application, send it to two birim (GR-01, AK-10).
func (g *gosteri) route(ctx context.Context) error {
	g.say("2. Açık Kapı Sorumlusu başvuruyu iki birime yönlendirir")
	if err := g.signIn(ctx, &g.aks, func(k *tohum.Kullanici) bool { return k.Tip == "sorumlu" && len(k.Ilces) == 0 }); err != nil {
		return err
	}
	page := "/aks/basvuru/" + g.no
	if err := g.aks.open(ctx, page+"/yonlendir"); err != nil {
		return err
	}
	for _, b := range birims {
		if err := g.aks.send(ctx, "Ara", url.Values{"ara": {b.ara}}); err != nil {
			return err
		}
		if err := g.aks.send(ctx, "Ekle "+b.ad, nil); err != nil {
			return err
		}
	}
	if err := g.aks.send(ctx, "İlgili Birime Yönlendir", nil); err != nil {
		return err
	}
	return g.expect(ctx, page, "Başvuru İlgili Birime Yönlendirildi")
}

// answer is the part of the two birim: the item appears in the inbox, one answers, the other too (YT-02, YT-04).
func (g *gosteri) answer(ctx context.Context) error {
	for i, b := range birims {
		g.say("%d. Birim Yetkilisi cevaplar: %s %s", 4+i, b.no, b.ad)
		var t *tarayici
		if err := g.signIn(ctx, &t, func(k *tohum.Kullanici) bool { return slices.Equal(k.Birims, []string{b.no}) }); err != nil {
			return err
		}
		link := fmt.Sprintf("/birim/basvuru/%s/%d", g.no, i+1)
		err := g.until(ctx, "the item in the inbox of "+b.ad, func() (bool, error) {
			err := t.open(ctx, "/birim/basvuru")
			return err == nil && t.links(link), err
		})
		if err != nil {
			return err
		}
		g.say("    Birim gelen kutusuna düştü: başvuru %s", g.no)
		if err := t.open(ctx, link+"/cevapla"); err != nil {
			return err
		}
		err = t.send(ctx, "Cevapla", url.Values{"sonuc": {"olumlu"}, "metin": {"Talep incelenmiştir; gereği " + b.ad + " tarafından yapılacaktır."}})
		if err != nil {
			return err
		}
		g.say("    Cevap: Olumlu")
	}
	return nil
}

// collected waits until the pipeline has moved the application on after the last answer (AK-12).
func (g *gosteri) collected(ctx context.Context) error {
	g.say("6. Cevaplar toplanır (kuyruk: toplama)")
	return g.expect(ctx, "/aks/basvuru/"+g.no, "Başvuru İlgili Birimden Cevaplandı")
}

// approve is the MİA's part (AK-11, MI-03).
func (g *gosteri) approve(ctx context.Context) error {
	g.say("7. MİA onayı (kuyruklar: mia, mia.06)")
	if err := g.aks.open(ctx, "/aks/basvuru/"+g.no+"/mia"); err != nil {
		return err
	}
	if err := g.aks.send(ctx, "MİA Onayına Gönder", url.Values{"aciklama": {"Onayınıza arz ederim."}}); err != nil {
		return err
	}
	if err := g.expect(ctx, "/aks/basvuru/"+g.no, "Başvuru Mülki İdare Amiri Onayına Gönderildi"); err != nil {
		return err
	}
	if err := g.queue(ctx, "mia.06"); err != nil {
		return err
	}
	t, err := g.hesap(ctx, "mia.ankara")
	if err != nil {
		return err
	}
	if err := t.open(ctx, "/mia/basvuru/"+g.no+"/cevapla"); err != nil {
		return err
	}
	if err := t.send(ctx, "Cevapla", url.Values{"sonuc": {"olumlu"}, "metin": {"Uygundur."}}); err != nil {
		return err
	}
	return g.expect(ctx, "/aks/basvuru/"+g.no, "Başvuru Mülki İdare Amirinden Cevap Dönüldü")
}

// close is the desk's last part (AK-06).
func (g *gosteri) close(ctx context.Context) error {
	g.say("8. Açık Kapı Sorumlusu başvuruyu kapatır")
	if err := g.aks.open(ctx, "/aks/basvuru/"+g.no+"/kapat"); err != nil {
		return err
	}
	err := g.aks.send(ctx, "İşlemi Kapat", url.Values{"sonuc": {"olumlu"}, "metin": {"Okulun bahçe duvarı bu ay içinde onarılacaktır."}})
	if err != nil {
		return err
	}
	return g.expect(ctx, "/aks/basvuru/"+g.no, "Başvuru Olumlu Kapatıldı")
}

// signIn signs a demo user in by T.C. Kimlik No, mobile and code (GR-01).
func (g *gosteri) signIn(ctx context.Context, into **tarayici, who func(*tohum.Kullanici) bool) error {
	users := tohum.Demo()
	i := slices.IndexFunc(users, func(k tohum.Kullanici) bool { return who(&k) })
	if i < 0 {
		return errors.New("there is no such demo user")
	}
	u := users[i]
	t, err := newTarayici(g.URL)
	if err != nil {
		return err
	}
	*into = t
	if err := t.open(ctx, "/giris"); err != nil {
		return err
	}
	if err := t.send(ctx, "Giriş", url.Values{"tckn": {string(u.TCKN)}, "telefon": {u.Telefon.Display()}}); err != nil {
		return err
	}
	kod, err := g.kod(ctx, string(u.Telefon))
	if err != nil {
		return err
	}
	return t.send(ctx, "Tamam", url.Values{"kod": {kod}})
}

// expect waits until the desk's page of the application shows a state.
func (g *gosteri) expect(ctx context.Context, page, durum string) error {
	err := g.until(ctx, durum, func() (bool, error) {
		err := g.aks.open(ctx, page)
		return err == nil && strings.Contains(g.aks.text(), durum), err
	})
	if err == nil {
		g.state(durum)
	}
	return err
}
