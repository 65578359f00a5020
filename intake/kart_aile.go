package intake

import (
	"context"
	"fmt"
	"net/http"

	"github.com/rs/zerolog"

	"acikkapi/internal/kps"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/internal/yetki"
	"acikkapi/kart"
	"acikkapi/store"
)

// AileGetir is “Aile Bilgilerini KPS' den getir” (KT-02). While KPS is away the list stays as it is, with a 503 and the button to try again.
func (k *Kart) AileGetir(w http.ResponseWriter, r *http.Request) error {
	n, err := k.kayit.getir(r.Context(), yetki.ActorOf(r.Context()), kartActor(r))
	if err != nil {
		return k.liste(w, r, err)
	}
	b := web.Banner{Kind: "basari", Text: fmt.Sprintf("Aile bilgileriniz KPS'den alındı: %d kişi.", n)}
	if n == 0 {
		b = web.Banner{Text: "Kimlik Paylaşım Sisteminde kayıtlı eşiniz ya da çocuğunuz bulunmuyor."}
	}
	k.Sessions.Flash(r.Context(), b)
	return web.SeeOther(w, r, yolKart)
}

// ailekaydi brings families from KPS, for pages and for machines.
type ailekaydi struct {
	store *store.Store
	kps   *kps.Client
}

// getir asks KPS for the family of the staff member personel: bounded in number, and on record with who asked for whom (SC-05). An outage
// does not count. It returns how many relatives there are. Errors: Invalid where there were too many tries; Unavailable.
func (a ailekaydi) getir(ctx context.Context, asks, personel kural.Actor) (int, error) {
	tckn, err := a.store.PersonelTCKN(ctx, personel)
	if err != nil {
		return 0, err
	}
	try := store.Deneme{Konu: "kps-aile", TCKN: tckn}
	if err := a.store.CountAttempt(ctx, try); err != nil {
		return 0, err
	}
	if err := a.store.RecordErisim(ctx, asks, store.Erisim{Islem: "KPS'de aile bilgileri sorgulandı", Ayrinti: tckn.Masked()}); err != nil {
		return 0, err
	}
	aile, err := a.kps.Aile(ctx, tckn)
	switch {
	case kural.KindOf(err) == kural.NotFound:
		return 0, kural.InvalidField("", "T.C. Kimlik Numaranız Kimlik Paylaşım Sisteminde bulunamadı. Biriminizin personel işlerine başvurunuz.")
	case err != nil:
		zerolog.Ctx(ctx).Warn().Err(err).Msg("KPS cannot be asked for a family")
		if e := a.store.TakeBackAttempt(ctx, try); e != nil {
			return 0, e
		}
		return 0, err
	}
	_, err = a.store.SaveAile(ctx, personel, yakinlar(aile))
	return len(aile), err
}

// yakinlar are KPS's relatives as the store keeps them.
func yakinlar(aile []kps.Yakin) []store.YakinKaydi {
	yakinlik := map[kps.Yakinlik]kart.Yakinlik{kps.Es: kart.Es, kps.Cocuk: kart.Cocuk}
	list := make([]store.YakinKaydi, len(aile))
	for i, y := range aile {
		list[i] = store.YakinKaydi{
			TCKN: y.TCKN, Ad: y.Ad, Soyad: y.Soyad, Yakinlik: yakinlik[y.Yakinlik], Dogum: y.DogumTarihi, BakanlikPersoneli: y.BakanlikPersoneli,
		}
	}
	return list
}
