package gosteri

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	dom "acikkapi/internal/tarayici"
	"acikkapi/internal/tohum"
)

// kartGosteri is the second part: the life of a card (KT, KI, KB).
type kartGosteri struct {
	*gosteri
	personel, buro *tarayici
	telefon        string // of the staff member
	no, ad         string // of the card; the relative's name
}

// kart drives one card from the request to its cancellation and prints each step, queue and SMS.
func (g *gosteri) kart(ctx context.Context) error {
	k := &kartGosteri{gosteri: g}
	for _, step := range []func(context.Context) error{k.family, k.refused, k.granted, k.printed, k.lost} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	g.say("Bitti: kart %s talepten iptale kadar tüm kuyruklardan geçti; %s için yeniden kart istenebilir.", k.no, k.ad)
	return nil
}

// hesap signs a user of e-İçişleri in by name and password (GR-03).
func (g *gosteri) hesap(ctx context.Context, ad string) (*tarayici, error) {
	t, err := newTarayici(g.URL)
	if err != nil {
		return nil, err
	}
	if err := t.open(ctx, "/e-icisleri/giris"); err != nil {
		return nil, err
	}
	err = t.send(ctx, "Giriş", url.Values{"kullanici_adi": {ad}, "parola": {tohum.DemoParola}})
	return t, err
}

// family is KT-01 and KT-02: the staff member has KPS asked for the family, and a relative is found for whom a card can be asked.
func (k *kartGosteri) family(ctx context.Context) (err error) {
	k.say("10. Personel aile bilgilerini KPS'den getirir")
	if k.personel, err = k.hesap(ctx, "personel.demo"); err != nil {
		return err
	}
	if k.buro, err = k.hesap(ctx, "kimlik.bir"); err != nil {
		return err
	}
	for _, u := range tohum.Demo() {
		if u.Hesap == "personel.demo" {
			k.telefon = string(u.Telefon)
		}
	}
	if err := k.personel.open(ctx, "/kart"); err != nil {
		return err
	}
	if err := k.personel.send(ctx, "Aile Bilgilerini KPS' den getir", nil); err != nil {
		return err
	}
	if err := k.freeRelative(ctx); err != nil {
		return err
	}
	k.say("    Kart istenebilecek yakın: %s (kart %s)", k.ad, k.no)
	return nil
}

// What a relative's line links to, by what can be done.
var (
	talepLink  = regexp.MustCompile(`^/kart/(\d+)/talep$`)
	iptalLink  = regexp.MustCompile(`^/kart/(\d+)/iptal$`)
	kartiLinki = regexp.MustCompile(`^/kart/(\d+)$`)
)

// freeRelative finds the first relative who may get a card. What an earlier run, or somebody at a browser, has left is brought to an end
// first: a waiting request is refused, a valid card cancelled.
func (k *kartGosteri) freeRelative(ctx context.Context) error {
	for range 3 {
		if err := k.personel.open(ctx, "/kart"); err != nil {
			return err
		}
		var err error
		switch {
		case k.relative(talepLink):
			return nil
		case k.relative(iptalLink):
			k.say("    %s adına geçerli bir kart var; önce o iptal edilir", k.ad)
			if err = k.requestCancel(ctx); err == nil {
				err = k.decide(ctx, onayla, nil)
			}
		case k.relative(kartiLinki):
			k.say("    %s adına bekleyen bir talep var; önce o reddedilir", k.ad)
			err = k.decide(ctx, reddet, url.Values{"ret_aciklama": {"Gösteri yeniden başlatıldı."}})
		default:
			return errNobody
		}
		if err == nil {
			err = k.sms(ctx)
		}
		if err != nil {
			return err
		}
	}
	return errNobody
}

var errNobody = errors.New("no card can be asked for any relative of personel.demo")

// relative takes the first one whose line links to pattern.
func (k *kartGosteri) relative(pattern *regexp.Regexp) bool {
	for n := range k.personel.doc.Descendants() {
		found := pattern.FindStringSubmatch(dom.Attr(n, "href"))
		if n.Data != "a" || found == nil {
			continue
		}
		_, k.ad, _ = strings.Cut(dom.Text(n), ": ")
		k.no = found[1]
		return true
	}
	return false
}

// request is KT-04 to KT-06: photo and receipt are uploaded one by one, then the form is sent.
func (k *kartGosteri) request(ctx context.Context) error {
	foto, err := fotograf()
	if err != nil {
		return err
	}
	dekont, err := kagit()
	if err != nil {
		return err
	}
	t := k.personel
	if err := t.open(ctx, "/kart/"+k.no+"/talep"); err != nil {
		return err
	}
	if err := t.send(ctx, "Yükle Fotoğraf", nil, dom.File{Alan: "fotograf", Ad: "fotograf.jpg", Content: foto}); err != nil {
		return err
	}
	if err := k.shows("Fotoğraf başarılı bir şekilde yüklendi"); err != nil {
		return err
	}
	if err := t.send(ctx, "Yükle Dekont", nil, dom.File{Alan: "dekont", Ad: "dekont.jpg", Content: dekont}); err != nil {
		return err
	}
	if err := t.send(ctx, "Kaydet", url.Values{"kabul": {"1"}}); err != nil {
		return err
	}
	return k.shows("Talebiniz alınmış ve Kimlik Bürosuna yönlendirilmiştir")
}

// requestCancel is KI-01 and KI-02: the card is lost, which wants two papers.
func (k *kartGosteri) requestCancel(ctx context.Context) error {
	t := k.personel
	if err := t.open(ctx, "/kart/"+k.no+"/iptal"); err != nil {
		return err
	}
	if err := t.send(ctx, "Listele", url.Values{"neden": {"kayip_calinti"}}); err != nil {
		return err
	}
	paper, err := kagit()
	if err != nil {
		return err
	}
	err = t.send(ctx, "Kaydet", nil,
		dom.File{Alan: "kayip_formu", Ad: "kayip-formu.jpg", Content: paper}, dom.File{Alan: "bildirim_yazisi", Ad: "bildirim-yazisi.jpg", Content: paper})
	if err != nil {
		return err
	}
	return k.shows("İptal talebiniz alınmış")
}

// shows holds the staff member's page against what the guide says stands on it.
func (k *kartGosteri) shows(words string) error {
	if !strings.Contains(k.personel.text(), words) {
		return fmt.Errorf("%s does not say “%s”", k.personel.at.Path, words)
	}
	k.say("    Personele: %s", words)
	return nil
}
