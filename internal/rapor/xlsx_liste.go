package rapor

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"acikkapi/internal/kural"
	"acikkapi/store"
)

// Liste is a list of applications to be written as an Excel file: the one that Actor's role has, by Suzgec.
type Liste struct {
	Store  *store.Store
	Dir    string // for what waits on disk: Gecici.Dir
	Actor  kural.Actor
	Suzgec store.AktarimSuzgec
	// Progress, where given, is told after every Step rows, and ends the writing by an error.
	Progress func(satir int) error
	Step     int
}

// DosyaAdi is the name of the file for people.
func DosyaAdi(at time.Time) string {
	return "basvurular-" + at.In(store.Istanbul()).Format(time.DateOnly) + ".xlsx"
}

// listeSutunlari are the columns of each role's list, as its page has them, and what the page has no room for.
func listeSutunlari(rol kural.Rol) []Sutun {
	no, tckn, ad, konu := Sutun{"Başvuru No", 12}, Sutun{"Başvuran T.C. Kimlik No", 16}, Sutun{"Başvuran Ad Soyad", 28}, Sutun{"Başvuru Konusu", 60}
	durum, son, hizmet := Sutun{"Başvuru Durumu", 36}, Sutun{"Son Cevap Verme Tarihi", 17}, Sutun{"Hizmet Başlıkları", 40}
	geldi := Sutun{"Birime Geliş Tarihi", 17}
	switch rol {
	case kural.Yetkili:
		return []Sutun{no, tckn, ad, konu, {"Başvuru Tarihi", 17}, geldi, son, {"Durum", 22}, {"Birim", 40}}
	case kural.MIA:
		no.Ad = "Başvuru Takip No"
		return []Sutun{no, hizmet, tckn, ad, konu, {"Başvuru Kayıt Tarihi", 17}, geldi, son, durum}
	default:
		return []Sutun{no, tckn, ad, konu, {"Başvuru Tarihi", 17}, durum, {"Son İşlem Yapan Sorumlu", 28}, {"Son İşlem Tarihi", 17}, son, hizmet}
	}
}

// Write writes the whole list to w and returns the number of its rows. Errors: Unavailable; those of Progress and w.
func (l *Liste) Write(ctx context.Context, w io.Writer) (satir int, err error) {
	x, err := NewXlsx(l.Dir, "Başvurular", listeSutunlari(l.Actor.Rol)...)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	row := func(cells ...Hucre) error {
		if err := x.Row(cells...); err != nil {
			return err
		}
		if satir++; l.Progress != nil && satir%l.Step == 0 {
			return l.Progress(satir)
		}
		return nil
	}
	switch l.Actor.Rol {
	case kural.Yetkili:
		err = l.Store.KutuAkis(ctx, l.Actor, l.Suzgec.Kutu, func(k *store.KutuSatir) error { return row(kutuSatiri(k)...) })
	case kural.MIA:
		err = l.Store.ListeAkis(ctx, l.Actor, l.Suzgec.Liste, func(s *store.ListeSatir) error { return row(miaSatiri(s)...) })
	default:
		err = l.Store.ListeAkis(ctx, l.Actor, l.Suzgec.Liste, func(s *store.ListeSatir) error { return row(aksSatiri(s)...) })
	}
	if err != nil {
		return satir, err
	}
	return satir, x.Finish(w)
}

func aksSatiri(s *store.ListeSatir) []Hucre {
	return []Hucre{
		Sayi(s.No), Metin(s.TCKN.Masked()), Metin(s.Kimlik.Basvuran(s.Ad, s.Soyad)), Metin(s.Konu), Zaman(s.Olusturma), Metin(s.Durum.Label()),
		Metin(s.SonIslemYapan), Zaman(s.SonIslem), Gun(s.SonCevap()), Metin(hizmetMetni(s.Hizmetler)),
	}
}

func miaSatiri(s *store.ListeSatir) []Hucre {
	return []Hucre{
		Sayi(s.No), Metin(hizmetMetni(s.Hizmetler)), Metin(s.TCKN.Masked()), Metin(s.Kimlik.Basvuran(s.Ad, s.Soyad)), Metin(s.Konu), Zaman(s.Olusturma),
		Zaman(s.MIAGeldi), Gun(s.SonCevap()), Metin(s.Durum.Label()),
	}
}

// kutuSatiri holds nothing of how to reach the citizen: the line comes from a role that cannot read it (YT-03).
func kutuSatiri(k *store.KutuSatir) []Hucre {
	return []Hucre{
		Sayi(k.No), Metin(k.TCKN.Masked()), Metin(k.Kimlik.Basvuran(k.Ad, k.Soyad)), Metin(k.Konu), Zaman(k.Olusturma), Zaman(k.Geldi),
		Gun(k.SonTarih), Metin(k.Durum.Label()), Metin(k.BirimAd),
	}
}

func hizmetMetni(list []store.HizmetAdi) string {
	parts := make([]string, len(list))
	for i, h := range list {
		parts[i] = strings.TrimSuffix(h.Baslik+": "+h.AltBaslik, ": ")
		if h.Aciklama != "" {
			parts[i] += " (" + h.Aciklama + ")"
		}
	}
	return strings.Join(parts, "; ")
}
