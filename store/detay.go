package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/metin"
)

// Detay is an application as its pages show it: the present round as the rules see it (Basvuru), and what all rounds
// hold. Contact data are in Iletisim alone.
type Detay struct {
	basvuru.Basvuru
	OlaySira     int // of the newest event: what a live page has seen
	TCKN         basvuru.TCKN
	Ad, Soyad    string
	Ikamet       basvuru.Ikamet
	AcikAdres    string // of the subject, with the names of its place
	IlAd, IlceAd string
	Mahalle, Koy string // one of the two
	Konu         string
	Egitim       string // "" for a birim
	Sektor       string
	Olusturma    time.Time
	GelisTarihi  time.Time
	Iletisim     *basvuru.Iletisim // nil for a birim (YT-03)
	Hizmets      []HizmetSatir
	Dosyas       []DosyaOzeti // the applicant's
	Hareketler   []Hareket    // oldest first
	// TumYonlendirmes are the routings of all rounds, where Basvuru has the present one's only.
	TumYonlendirmes []YonlendirmeDetay
	DigerCevaplar   []CevapDetay // of the MİA, and the closing letter
	// Metinler are the texts in force when the application was closed; now, while it is open (OP-07)
	Metinler metin.Metinler
}

// HizmetSatir is a pair of headings by number and in words.
type HizmetSatir struct {
	basvuru.Hizmet
	BaslikAd string
	AltAd    string
}

// Hareket is one line of İşlem Hareketleri.
type Hareket struct {
	Sira, Tur       int
	Tip             string
	Durum, Aciklama string
	Zaman           time.Time
	siras           []int // of the routings that the event is about, if any
}

// YonlendirmeDetay is a routing of any round, with its answer.
type YonlendirmeDetay struct {
	basvuru.Yonlendirme
	Gonderim      time.Time
	Teslim, Bitis *time.Time
	Cevap         *CevapDetay
}

// CevapDetay is an answer with its files. Sonuc is "" for a return as not competent.
type CevapDetay struct {
	ID     uuid.UUID
	Tur    int
	Kaynak string // "birim", "mia", "kapanis"
	Sira   int    // of the routing, 0 for the MİA and the closing
	Sonuc  basvuru.Sonuc
	Metin  string
	Veren  string
	Zaman  time.Time
	Dosyas []DosyaOzeti
}

const detayKisiSQL = `SELECT coalesce(e.ad, ''), coalesce(s.ad, ''), i.cep, i.ev, i.eposta FROM basvuru b LEFT JOIN egitim_durumu e ON e.id = b.egitim_id
	LEFT JOIN sektor s ON s.id = b.sektor_id LEFT JOIN iletisim i ON i.basvuru_no = b.no WHERE b.no = $1` // none of them once they are disposed of (SC-06)

// Detay is the application no for AKS and MİA, with all rounds (AK-05); contact data for the AKS, who alone gets in touch with
// citizens. Errors: NotFound also for one outside the actor's scope, Unavailable.
func (s *Store) Detay(ctx context.Context, actor basvuru.Actor, no int64) (*Detay, error) {
	d, err := s.readDetay(ctx, s.pool, no)
	if err != nil {
		return nil, err
	}
	if !basvuru.InScope(actor, &d.Basvuru) {
		return nil, basvuru.NotFoundError(no)
	}
	var cep, ev, eposta []byte
	if err := s.pool.QueryRow(ctx, detayKisiSQL, no).Scan(&d.Egitim, &d.Sektor, &cep, &ev, &eposta); err != nil {
		return nil, away(err)
	}
	if actor.Rol != kural.AKS {
		return d, nil
	}
	d.Iletisim = &basvuru.Iletisim{}
	for _, f := range []struct {
		sealed []byte
		to     *string
	}{{cep, &d.Iletisim.Cep}, {ev, &d.Iletisim.Ev}, {eposta, &d.Iletisim.Eposta}} {
		if *f.to, err = s.box.OpenString(f.sealed); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// BirimDetay is the application no as the Yetkili of routing sira sees it: read as the role that cannot reach contact data
// (YT-03), without the answers of other birim and without earlier rounds (YT-02). Errors as Detay's.
func (s *Store) BirimDetay(ctx context.Context, actor basvuru.Actor, no int64, sira int) (*Detay, error) {
	d, err := s.readDetay(ctx, s.birim, no)
	if err != nil {
		return nil, err
	}
	own := func(y basvuru.Yonlendirme) bool { return basvuru.OwnRouting(actor, y) }
	mine := slices.ContainsFunc(d.Yonlendirmes, func(y basvuru.Yonlendirme) bool { return y.Sira == sira && own(y) })
	if !basvuru.InScope(actor, &d.Basvuru) || !mine {
		return nil, basvuru.NotFoundError(no)
	}
	d.DigerCevaplar = nil
	d.TumYonlendirmes = slices.DeleteFunc(d.TumYonlendirmes, func(y YonlendirmeDetay) bool { return y.Tur != d.Tur || !own(y.Yonlendirme) })
	d.Yonlendirmes = slices.DeleteFunc(d.Yonlendirmes, func(y basvuru.Yonlendirme) bool { return !own(y) })
	d.Hareketler = birimHareketleri(d)
	return d, nil
}

// birimHareketleri leaves a birim the lines of this round that are not another birim's, and of what people wrote only what
// concerns it: notes between desk and MİA are none of its business, and may hold a phone number. d has its own routings only.
func birimHareketleri(d *Detay) []Hareket {
	var out []Hareket
	for _, h := range d.Hareketler {
		var own []string
		for _, y := range d.Yonlendirmes {
			if slices.Contains(h.siras, y.Sira) {
				own = append(own, y.Ad)
			}
		}
		switch {
		case h.Tip == basvuru.SMSGonderilemedi || h.Tip == basvuru.YonlendirmeGeriCekildi || h.Tip == basvuru.IslemlerGeriAlindi,
			len(h.siras) > 0 && len(own) == 0, h.Tur != d.Tur && h.Tip != basvuru.Alindi:
			continue
		case h.Tip == basvuru.BirimeYonlendirildi: // names the others too
			h.Aciklama = strings.Join(own, ", ")
		case len(own) == 0:
			h.Aciklama = ""
		}
		out = append(out, h)
	}
	return out
}
