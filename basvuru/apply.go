package basvuru

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

func (c Submit) apply(ch *Change) {
	y := c.Yeni
	ch.Yeni = &y
	ch.After.Tur, ch.After.Il, ch.After.Ilce, ch.After.Kimlik = 1, y.Il, y.Ilce, KimlikTamam
	if y.Kimlik != "" {
		ch.After.Kimlik = y.Kimlik
	}
	ch.Veri = AlindiVeri{Kanal: y.Kanal, Il: y.Il, Ilce: y.Ilce, Dosya: len(y.Dosyas), Kimlik: ch.After.Kimlik, Hizmets: hizmetNos(y.Hizmets)}
}

func (c UpdateHeadings) apply(ch *Change) {
	ch.Hizmets = c.Hizmets
	ch.Veri = HizmetVeri{hizmetNos(c.Hizmets)}
}

func (c Route) apply(ch *Change) {
	veri, names := YonlendirmeVeri{}, make([]string, 0, len(c.Birims))
	for _, b := range c.Birims {
		ch.After.SonYon++
		y := Yonlendirme{Sira: ch.After.SonYon, Tur: ch.After.Tur, Birim: b.No, Ad: b.Ad, Durum: Kuyrukta, SonTarih: c.SonTarih, Gonderim: ch.At, SureGun: c.SureGun}
		ch.set(y)
		veri.Yonlendirmes = append(veri.Yonlendirmes, ozetOf(y))
		names = append(names, b.Ad)
	}
	ch.Veri, ch.Aciklama = veri, strings.Join(names, ", ")
}

func (c Withdraw) apply(ch *Change) {
	y := *ch.After.yonlendirme(c.Sira)
	y.Durum = GeriCekildi
	ch.set(y)
	ch.Veri = YonlendirmeVeri{[]YonlendirmeOzet{ozetOf(y)}}
	ch.Aciklama = y.Ad + ": " + c.Neden
}

func (c Deliver) apply(ch *Change) {
	y := *ch.After.yonlendirme(c.Sira)
	y.Durum = TeslimEdildi
	ch.set(y)
	ch.Veri = YonlendirmeVeri{[]YonlendirmeOzet{ozetOf(y)}}
	ch.Aciklama = y.Ad
}

func (c Answer) apply(ch *Change) {
	ch.answer(c.Sira, BirimCevapli, &Cevap{Kaynak: "birim", Sira: c.Sira, Sonuc: c.Sonuc, Metin: c.Metin, Dosyas: c.Dosyas}, c.Takvim)
	ch.Aciklama += ": " + c.Sonuc.Label()
}

func (c Return) apply(ch *Change) {
	ch.answer(c.Sira, IadeEdildi, &Cevap{Kaynak: "birim", Sira: c.Sira, Metin: c.Neden}, c.Takvim)
	ch.Aciklama += ": " + c.Neden
}

func (Collect) apply(*Change) {}

func (c SendToMIA) apply(ch *Change) {
	ch.Aciklama, ch.Veri = c.Aciklama, MIAVeri{ch.After.Il}
}

func (c AnswerMIA) apply(ch *Change) {
	ch.Cevap = &Cevap{Kaynak: "mia", Sonuc: c.Sonuc, Metin: c.Metin, Dosyas: c.Dosyas}
	ch.Aciklama, ch.Veri = c.Sonuc.Label(), cevapVeri(ch.Cevap, "")
}

func (c Reset) apply(ch *Change) {
	veri := YonlendirmeVeri{Yonlendirmes: []YonlendirmeOzet{}}
	for _, y := range ch.After.Open() {
		y.Durum = GeriCekildi
		ch.set(y)
		veri.Yonlendirmes = append(veri.Yonlendirmes, ozetOf(y))
	}
	ch.After.Tur++
	ch.After.Yonlendirmes = nil // the next round starts without any
	ch.Aciklama, ch.Veri = c.Aciklama, veri
}

func (c Close) apply(ch *Change) {
	ch.Cevap = &Cevap{Kaynak: "kapanis", Sonuc: c.Sonuc, Metin: c.Metin}
	ch.Veri = cevapVeri(ch.Cevap, "").took(c.Takvim, ch.After.Kayit, ch.After.YasalSon, ch.At)
}

func (c NoteSMS) apply(ch *Change) { ch.Aciklama = c.Neden }
func (NoteDelivery) apply(*Change) {}

func (c CompleteIdentity) apply(ch *Change) {
	ch.Kisi = &c.Kisi
	ch.After.Kimlik = KimlikTamam
}

func (MissIdentity) apply(ch *Change) { ch.After.Kimlik = KimlikBulunamadi }

func ozetOf(y Yonlendirme) YonlendirmeOzet {
	o := YonlendirmeOzet{Sira: y.Sira, Birim: y.Birim, Ad: y.Ad}
	if !y.SonTarih.IsZero() {
		o.SonTarih = &y.SonTarih
	}
	return o
}

// set puts y into After, in its place or at the end, and marks it to be stored.
func (ch *Change) set(y Yonlendirme) {
	if old := ch.After.yonlendirme(y.Sira); old != nil {
		*old = y
	} else {
		ch.After.Yonlendirmes = append(ch.After.Yonlendirmes, y)
	}
	ch.Yonlendirmes = append(ch.Yonlendirmes, y)
}

func (ch *Change) answer(sira int, d YonlendirmeDurum, cevap *Cevap, cal isTakvimi) {
	y := *ch.After.yonlendirme(sira)
	y.Durum, y.Cevaplayan = d, ch.Actor.Ad
	ch.set(y)
	ch.Cevap = cevap
	ch.Aciklama, ch.Veri = y.Ad, cevapVeri(cevap, y.Birim).took(cal, y.Gonderim, y.SonTarih, ch.At)
}

func cevapVeri(c *Cevap, birim string) CevapVeri {
	return CevapVeri{Sira: c.Sira, Birim: birim, Sonuc: c.Sonuc, Ozet: digest(c.Metin), Dosya: len(c.Dosyas)}
}

// took says how long an answer at the time at took since from, and whether it came after son (PL-09).
func (v CevapVeri) took(cal isTakvimi, from, son, at time.Time) CevapVeri {
	if cal != nil && !from.IsZero() {
		days := (cal.Left(from, at) + 1) / 2
		v.IsGunu = &days
	}
	v.Gec = !son.IsZero() && at.After(son)
	return v
}

func hizmetNos(hs []Hizmet) []HizmetNo {
	nos := make([]HizmetNo, len(hs))
	for i, h := range hs {
		nos[i] = HizmetNo{Baslik: h.Baslik, Alt: h.Alt}
		if h.Aciklama != "" {
			nos[i].Ozet = digest(h.Aciklama)
		}
	}
	return nos
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
