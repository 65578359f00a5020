package handlers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/kart"
	"acikkapi/store"
)

// userKimlik2 is the bureau's other reviewer, CENK ALTAY; userKimlik is PINAR UÇAR.
const userKimlik2 = userKimlik + 1

// buro is the bureau's side of a site, with requests as staff members make them.
type buro struct {
	*site
	n       int // relatives so far
	aileler map[int][]store.YakinKaydi
}

func newBuro(t *testing.T) *buro {
	t.Helper()
	return &buro{site: newSite(t), aileler: map[int][]store.YakinKaydi{}}
}

func (b *buro) personel(user int) kural.Actor {
	return kural.Actor{Rol: kural.Personel, ID: b.user(user), Ad: "HASAN KAYA"}
}

// kart is a new relative's card of that user.
func (b *buro) kart(user int, ad, soyad string) (no int64) {
	b.t.Helper()
	b.n++
	tckn := basvuru.MakeTCKN(fmt.Sprintf("4%08d", b.n))
	b.aileler[user] = append(b.aileler[user], store.YakinKaydi{TCKN: tckn, Ad: ad, Soyad: soyad, Yakinlik: kart.Es, Dogum: time.Date(1990, 3, 1, 0, 0, 0, 0, time.UTC)})
	_, err := b.store.SaveAile(b.t.Context(), b.personel(user), b.aileler[user])
	if err == nil {
		err = b.store.Pool().QueryRow(b.t.Context(), `SELECT no FROM kart WHERE yakin_iz = $1`, b.iz(tckn)).Scan(&no)
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return no
}

// evrak uploads a paper for the card and returns its id.
func (b *buro) evrak(user int, no int64, tur kart.EvrakTur, ad string, content []byte) string {
	b.t.Helper()
	saved, err := b.svc.dosya.Save(b.t.Context(), ad, bytes.NewReader(content))
	if err != nil {
		b.t.Fatal(err)
	}
	id, err := b.store.SaveKartUpload(b.t.Context(), b.personel(user), no, tur, store.Yukleme{Ozet: saved.Ozet, Ad: saved.Ad, Tur: saved.Tur, Boyut: saved.Boyut})
	if err != nil {
		b.t.Fatal(err)
	}
	return id
}

// arrive runs a staff member's command and lets the request come to the bureau.
func (b *buro) arrive(user int, no int64, cmd kart.Command) {
	b.t.Helper()
	ctx := context.WithoutCancel(b.t.Context())
	res, err := b.store.DoKart(ctx, b.personel(user), no, cmd)
	err = errors.Join(err, b.store.DeliverKart(ctx, store.KartGorev{ID: uuid.New(), KartNo: no, Talep: res.Talep}))
	if err != nil {
		b.t.Fatal(err)
	}
}

// ask has the user ask for the card; ids are the photo's and the receipt's.
func (b *buro) ask(user int, no int64) (foto, dekont string) {
	b.t.Helper()
	foto = b.evrak(user, no, kart.FotografEvraki, "vesikalık.jpg", goodPhoto(b.t))
	dekont = b.evrak(user, no, kart.DekontEvraki, "dekont.pdf", []byte(pdf))
	b.arrive(user, no, kart.Request{
		Fotograf: kart.Fotograf{Dosya: foto, Tur: "image/jpeg", Genislik: kart.FotografGenislik, Yukseklik: kart.FotografYukseklik, DPI: kart.FotografDPI, Boyut: 99},
		Dekont:   kart.Dekont{Dosya: dekont, Tur: turPDF}, Kabul: true,
	})
	return foto, dekont
}

// asked is the number of a card that HASAN KAYA has asked for.
func (b *buro) asked(ad string) int64 {
	b.t.Helper()
	no := b.kart(userPersonel, ad, "KAYA")
	b.ask(userPersonel, no)
	return no
}

// sebep is the first reason to refuse a request of kind tip.
func (b *buro) sebep(tip string) string {
	b.t.Helper()
	return b.scanText(`SELECT id::text FROM ret_sebep WHERE tip = $1 AND aktif ORDER BY sira LIMIT 1`, tip)
}

// karar is what was decided about the card's request sira, "-" for nothing.
func (b *buro) karar(no int64, sira int) string {
	b.t.Helper()
	return b.scanText(`SELECT coalesce(karar || ' ' || karar_veren, '-') FROM kart_talep WHERE kart_no = $1 AND sira = $2`, no, sira)
}
