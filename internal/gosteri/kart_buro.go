package gosteri

import (
	"context"
	"fmt"
	"net/url"
	"strings"
)

// The reviewer's buttons.
const (
	onayla = "Evet, onayla"
	reddet = "Talebi reddet"
)

// refused: the first request is refused with a reason, which the staff member reads on the page (KB-01, KT-07).
func (k *kartGosteri) refused(ctx context.Context) error {
	k.say("11. Kart talebi: reddedilir (kuyruklar: kart, kimlik-burosu, kart-bildirim, sms)")
	if err := k.request(ctx); err != nil {
		return err
	}
	if err := k.throughQueues(ctx); err != nil {
		return err
	}
	const why = "Fotoğraf bulanık; lütfen yenisini yükleyiniz."
	if err := k.decide(ctx, reddet, url.Values{"ret_aciklama": {why}}); err != nil {
		return err
	}
	if err := k.expectKart(ctx, "Reddedildi", why); err != nil {
		return err
	}
	return k.sms(ctx)
}

// granted: the second request is approved.
func (k *kartGosteri) granted(ctx context.Context) error {
	k.say("12. Yeniden kart talebi: onaylanır")
	if err := k.request(ctx); err != nil {
		return err
	}
	if err := k.decide(ctx, onayla, nil); err != nil {
		return err
	}
	if err := k.expectKart(ctx, "Onaylandı", "İptal talebi girilebilir."); err != nil {
		return err
	}
	return k.sms(ctx)
}

// printed: the card goes into a batch, is printed and sent, which the staff member is told of (KB-03).
func (k *kartGosteri) printed(ctx context.Context) error {
	k.say("13. Kart basım partisine alınır, basılır ve gönderilir")
	t, card := k.buro, url.Values{"kart": {k.no}}
	if err := t.open(ctx, "/kimlik/basim/bekleyen"); err != nil {
		return err
	}
	if err := t.send(ctx, "Seçilenlerden Parti Oluştur", card); err != nil {
		return err
	}
	k.say("    Basım partisi: %s", t.at.Path)
	if err := k.expectKart(ctx, "Onaylandı", "Kart basıma alınmıştır."); err != nil {
		return err
	}
	if err := t.send(ctx, "Basıldı", card); err != nil {
		return err
	}
	if err := k.expectKart(ctx, "Onaylandı", "Kart basılmıştır; tarafınıza gönderilecektir."); err != nil {
		return err
	}
	if err := t.send(ctx, "Gönderildi", url.Values{"kart": {k.no}, "aciklama": {"Kurye 2026/1"}}); err != nil {
		return err
	}
	if err := k.expectKart(ctx, "Onaylandı", "Kart tarafınıza gönderilmiştir."); err != nil {
		return err
	}
	return k.sms(ctx)
}

// lost: the card is lost, its cancellation approved; then a new one can be asked for (KI-04, KT-07).
func (k *kartGosteri) lost(ctx context.Context) error {
	k.say("14. Kayıp kart için iptal talebi: onaylanır")
	if err := k.requestCancel(ctx); err != nil {
		return err
	}
	if err := k.decide(ctx, onayla, nil); err != nil {
		return err
	}
	if err := k.expectKart(ctx, "Onaylandı", "Kart talebi girilebilir."); err != nil {
		return err
	}
	if !k.personel.links("/kart/" + k.no + "/talep") {
		return fmt.Errorf("after its cancellation no new card can be asked for %s", k.ad)
	}
	return k.sms(ctx)
}

// throughQueues shows the two queues that a request passes.
func (k *kartGosteri) throughQueues(ctx context.Context) error {
	if err := k.queue(ctx, "kart"); err != nil {
		return err
	}
	return k.queue(ctx, "kimlik-burosu")
}

// decide waits for the card's request in the bureau's queue, opens it and presses a button. A refusal gets the list's first reason.
func (k *kartGosteri) decide(ctx context.Context, button string, typed url.Values) error {
	t, link := k.buro, ""
	err := k.until(ctx, "the request in the bureau's queue", func() (bool, error) {
		err := t.open(ctx, "/kimlik")
		link = t.linkTo("/kimlik/talep/" + k.no + "/")
		return err == nil && link != "", err
	})
	if err != nil {
		return err
	}
	k.say("    Kimlik Bürosunun sırasına düştü: %s", link)
	if err := t.open(ctx, link); err != nil {
		return err
	}
	if typed.Has("ret_aciklama") {
		sebep, err := t.first("ret_sebebi")
		if err != nil {
			return err
		}
		typed.Set("ret_sebebi", sebep)
	}
	return t.send(ctx, button, typed)
}

// expectKart waits until the staff member's page of the card says all of the words.
func (k *kartGosteri) expectKart(ctx context.Context, durum string, words ...string) error {
	err := k.until(ctx, durum, func() (bool, error) {
		if err := k.personel.open(ctx, "/kart/"+k.no); err != nil {
			return false, err
		}
		for _, w := range append(words, durum) {
			if !strings.Contains(k.personel.text(), w) {
				return false, nil
			}
		}
		return true, nil
	})
	if err == nil {
		k.state(strings.Join(append([]string{durum}, words...), " – "))
	}
	return err
}

// sms waits for the next SMS to the staff member.
func (k *kartGosteri) sms(ctx context.Context) error {
	return k.until(ctx, "the SMS to the staff member", func() (bool, error) {
		list, err := k.inbox(ctx, k.telefon)
		for _, m := range list {
			if !k.seen[m.Ref] {
				k.seen[m.Ref] = true
				k.say("    SMS → %s: %s", m.To, m.Text)
				return true, nil
			}
		}
		return false, err
	})
}
