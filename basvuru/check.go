package basvuru

import (
	"errors"
	"fmt"
	"slices"

	"acikkapi/internal/kural"
)

// Limits of what people type, in characters.
const (
	MaxMetin    = 4000 // subject, answer
	MaxAciklama = 1000 // reason, note, heading's explanation
	MaxAdres    = 500
	MaxEposta   = 254
	MaxHizmet   = 20 // pairs of headings an application
	MaxBirim    = 50 // birim a routing
	MaxDosya    = 20 // files an application or answer
)

// outcome checks that s is one of the offered ones; message asks for it.
func outcome(s Sonuc, message string, offered ...Sonuc) error {
	if !slices.Contains(offered, s) {
		return kural.InvalidField("sonuc", message)
	}
	return nil
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

func (c Withdraw) check() error {
	return kural.Text("neden", "Geri çekme nedenini", c.Neden, MaxAciklama)
}

func (Deliver) check() error { return nil }

func (c Answer) check() error {
	return errors.Join(outcome(c.Sonuc, "Cevap tipini seçiniz.", Olumlu, Olumsuz),
		kural.Text("metin", "Cevabı", c.Metin, MaxMetin), files(c.Dosyas))
}

func (c Return) check() error { return kural.Text("neden", "İade nedenini", c.Neden, MaxAciklama) }

func (Collect) check() error { return nil }

func (c SendToMIA) check() error { return kural.Length("aciklama", c.Aciklama, MaxAciklama) }

func (c AnswerMIA) check() error {
	return errors.Join(outcome(c.Sonuc, "Cevap tipini seçiniz.", Olumlu, Olumsuz, Kismen),
		kural.Text("metin", "Cevabı", c.Metin, MaxMetin), files(c.Dosyas))
}

func (c Reset) check() error {
	return kural.Text("aciklama", "Geri gönderme açıklamasını", c.Aciklama, MaxAciklama)
}

func (c Close) check() error {
	return errors.Join(
		kural.Text("metin", "Vatandaşa verilecek cevabı", c.Metin, MaxMetin), // the letter stands above its outcome
		outcome(c.Sonuc, "Başvurunun sonucunu seçiniz.", Olumlu, Olumsuz, Kismen),
	)
}

func (NoteSMS) check() error      { return nil }
func (NoteDelivery) check() error { return nil }

func (CompleteIdentity) check() error { return nil }

func (MissIdentity) check() error { return nil }

func (Dispose) check() error { return nil }
