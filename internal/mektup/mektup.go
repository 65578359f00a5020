// Package mektup writes the standard letter that ends an application (AK-06). The desk's page, its preview, the citizen's pages
// and the reports take it from here, so that the citizen reads what the desk has seen.
package mektup

import "acikkapi/store"

// Mektup is the letter, from top to bottom; Cevap is what the desk has typed into it, of several lines.
type Mektup struct{ Hitap, Giris, Cevap, Kapanis, Imza string }

// Of is the letter about d around cevap. It names the day on which the application came in: one that the desk has filed
// for somebody may be older than its record. The lines around it are those in force then (OP-07).
func Of(d *store.Detay, cevap string) Mektup {
	giris, kapanis := d.Metinler.Mektup(d.No, d.GelisTarihi.Format("02.01.2006"))
	return Mektup{
		Hitap:   d.Kimlik.Hitap(d.Ad, d.Soyad) + ";",
		Giris:   giris,
		Cevap:   cevap,
		Kapanis: kapanis,
		Imza:    d.IlAd + " VALİLİĞİ",
	}
}

// Sent is the letter that d was closed with; nil while it is open, and for a birim, which gets no other answers than its own.
func Sent(d *store.Detay) *Mektup {
	if !d.Durum.Closed() {
		return nil
	}
	for i := range d.DigerCevaplar {
		if c := &d.DigerCevaplar[i]; c.Kaynak == "kapanis" {
			m := Of(d, c.Metin)
			return &m
		}
	}
	return nil
}
