package basvuru

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"acikkapi/internal/kural"
)

// Limits of what people type, in characters.
const (
	MaxMetin    = 4000 // subject, answer
	MaxAciklama = 1000 // reason, note, heading's explanation
	MaxAdres    = 500
	MaxHizmet   = 20 // pairs of headings an application
	MaxBirim    = 50 // birim a routing
	MaxDosya    = 20 // files an application or answer
)

// text checks a mandatory text of at most limit characters at field; ad is its label with the case ending that
// “… giriniz” wants.
func text(field, ad, s string, limit int) error {
	if strings.TrimSpace(s) == "" {
		return kural.InvalidField(field, ad+" giriniz.")
	}
	return length(field, s, limit)
}

func length(field, s string, limit int) error {
	if n := utf8.RuneCountInString(s); n > limit {
		return kural.InvalidField(field, fmt.Sprintf("En fazla %d karakter yazılabilir; %d karakter yazdınız.", limit, n))
	}
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return kural.InvalidField(field, "Metinde okunamayan karakterler var.")
	}
	return nil
}

func outcome(s Sonuc, allowed ...Sonuc) error {
	for _, a := range allowed {
		if s == a {
			return nil
		}
	}
	return kural.InvalidField("sonuc", "Cevap tipini seçiniz.")
}

func files(ids []string) error {
	if len(ids) > MaxDosya {
		return kural.InvalidField("dosya", fmt.Sprintf("En fazla %d dosya eklenebilir.", MaxDosya))
	}
	return nil
}

func (c Submit) check() error { return files(c.Yeni.Dosyas) }

func (c UpdateHeadings) check() error { return checkHizmets(c.Hizmets) }

func (c Route) check() error {
	if len(c.Birims) == 0 {
		return kural.InvalidField("birim", "Yönlendirilecek en az bir birim seçiniz.")
	}
	if len(c.Birims) > MaxBirim {
		return kural.InvalidField("birim", fmt.Sprintf("Bir defada en fazla %d birime yönlendirilebilir.", MaxBirim))
	}
	seen := map[string]bool{}
	for _, b := range c.Birims {
		if seen[b.No] {
			return kural.InvalidField("birim", b.Ad+" iki kez seçilmiş.")
		}
		seen[b.No] = true
	}
	return nil
}

func (c Withdraw) check() error { return text("neden", "Geri çekme nedenini", c.Neden, MaxAciklama) }

func (Deliver) check() error { return nil }

func (c Answer) check() error {
	return errors.Join(outcome(c.Sonuc, Olumlu, Olumsuz), text("metin", "Cevabı", c.Metin, MaxMetin), files(c.Dosyas))
}

func (c Return) check() error { return text("neden", "İade nedenini", c.Neden, MaxAciklama) }

func (Collect) check() error { return nil }

func (c SendToMIA) check() error { return length("aciklama", c.Aciklama, MaxAciklama) }

func (c AnswerMIA) check() error {
	return errors.Join(outcome(c.Sonuc, Olumlu, Olumsuz, Kismen), text("metin", "Cevabı", c.Metin, MaxMetin), files(c.Dosyas))
}

func (c Reset) check() error {
	return text("aciklama", "Geri Gönderme Açıklaması", c.Aciklama, MaxAciklama)
}

func (c Close) check() error {
	return errors.Join(outcome(c.Sonuc, Olumlu, Olumsuz, Kismen), text("metin", "Vatandaşa verilecek cevabı", c.Metin, MaxMetin))
}

func (NoteSMS) check() error { return nil }
