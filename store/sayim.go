package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"acikkapi/basvuru"
)

// What the lines of sayim count (PL-09), besides applications by the state that they are in: those stand under their day of filing and
// the state's own name; all the following under the day on which it was done.
const (
	OlcuYonlendirme = "yonlendirme" // routings to a birim
	OlcuGeriCekme   = "geri_cekme"  // routings taken back, by the desk or with the MİA's reset
	OlcuIade        = "iade"        // returned as not competent, by the days that it took
	OlcuGecCevap    = "gec_cevap"   // answered or returned after the routing's date
	OlcuGecKapanis  = "gec_kapanis" // closed after the law's date
	olcuCevap       = "cevap_"      // + outcome: a birim's answers, by the days that they took
	olcuKapanis     = "kapanis_"    // + outcome: closings, by the days since filing
)

// OlcuCevap is the measure of a birim's answers with an outcome, OlcuKapanis that of closings.
func OlcuCevap(s basvuru.Sonuc) string { return olcuCevap + string(s) }

// OlcuKapanis is the measure of closings with an outcome.
func OlcuKapanis(s basvuru.Sonuc) string { return olcuKapanis + string(s) }

// MaxDilim is the class of what took more working days than the classes before it, each of one day; DilimYok that of what took none
// that is known.
const (
	MaxDilim = 31
	DilimYok = -1
)

// sayimYeri is what a line of sayim is kept under.
type sayimYeri struct {
	Gun         time.Time // midnight in UTC
	Il, Ilce    int
	Baslik, Alt int
	Birim, Olcu string
	Dilim       int
}

// sayimlar are lines with how many each has more, or fewer.
type sayimlar map[sayimYeri]int

// gecmisSayan goes through the history of one application, event by event, and says what each counts. What it says of an event follows
// from that event and those before it, which never change: so it does not matter when, how often, or in which order messages come.
type gecmisSayan struct {
	kayit   time.Time // day of filing; zero before it
	hizmets []hizmetYeri
}

// hatirlanan are the types of events that gecmisSayan remembers something of for those after them.
var hatirlanan = []string{basvuru.Alindi, basvuru.Guncellendi}

// hizmetYeri is a heading, or a pair; both 0: whatever it is.
type hizmetYeri struct{ Baslik, Alt int }

// add goes past an event, and puts into n what it counts. Errors: data that are not of the event's type.
func (g *gecmisSayan) add(m *Mesaj, n sayimlar) error {
	before := g.hizmets
	switch m.Tip {
	case basvuru.Alindi:
		v, err := veriOf[basvuru.AlindiVeri](m)
		if err != nil {
			return err
		}
		g.kayit, g.hizmets = gunu(m.Zaman), hizmetYerleri(v.Hizmets)
	case basvuru.Guncellendi:
		v, err := veriOf[basvuru.HizmetVeri](m)
		if err != nil {
			return err
		}
		g.hizmets = hizmetYerleri(v.Hizmets)
	}
	if g.kayit.IsZero() { // a history without its beginning
		return nil
	}
	g.durum(m, before, n)
	return g.islem(m, n)
}

// durum counts the application itself: out of the state and the headings of before, into those of now.
func (g *gecmisSayan) durum(m *Mesaj, before []hizmetYeri, n sayimlar) {
	at := sayimYeri{Gun: g.kayit, Il: m.Il, Ilce: m.Ilce, Dilim: DilimYok}
	if m.EskiDurum != basvuru.Yok {
		at.Olcu = string(m.EskiDurum)
		n.put(at, before, -1)
	}
	at.Olcu = string(m.YeniDurum)
	n.put(at, g.hizmets, 1)
}

// islem counts what was done.
func (g *gecmisSayan) islem(m *Mesaj, n sayimlar) error {
	at := sayimYeri{Gun: gunu(m.Zaman), Il: m.Il, Ilce: m.Ilce, Dilim: DilimYok}
	switch m.Tip {
	case basvuru.BirimeYonlendirildi, basvuru.YonlendirmeGeriCekildi, basvuru.IslemlerGeriAlindi:
		v, err := veriOf[basvuru.YonlendirmeVeri](m)
		if err != nil {
			return err
		}
		at.Olcu = OlcuGeriCekme
		if m.Tip == basvuru.BirimeYonlendirildi {
			at.Olcu = OlcuYonlendirme
		}
		for _, y := range v.Yonlendirmes {
			at.Birim = y.Birim
			n.put(at, g.hizmets, 1)
		}
	case basvuru.BirimCevapladi, basvuru.BirimIadeEtti, basvuru.Kapatildi:
		v, err := veriOf[basvuru.CevapVeri](m)
		if err != nil {
			return err
		}
		g.cevap(m.Tip, at, &v, n)
	}
	return nil
}

// cevap counts an answer or a closing, and that it was late.
func (g *gecmisSayan) cevap(tip string, at sayimYeri, v *basvuru.CevapVeri, n sayimlar) {
	gec := OlcuGecCevap
	at.Birim = v.Birim
	switch tip {
	case basvuru.BirimCevapladi:
		at.Olcu = OlcuCevap(v.Sonuc)
	case basvuru.BirimIadeEtti:
		at.Olcu = OlcuIade
	default:
		at.Olcu, gec = OlcuKapanis(v.Sonuc), OlcuGecKapanis
	}
	late := at
	if v.IsGunu != nil {
		at.Dilim = min(max(*v.IsGunu, 0), MaxDilim)
	}
	n.put(at, g.hizmets, 1)
	if late.Olcu = gec; v.Gec {
		n.put(late, g.hizmets, 1)
	}
}

// put adds adet to the line of all headings and to that of each of hizmets.
func (n sayimlar) put(at sayimYeri, hizmets []hizmetYeri, adet int) {
	n.one(at, adet)
	for _, h := range hizmets {
		at.Baslik, at.Alt = h.Baslik, h.Alt
		n.one(at, adet)
	}
}

func (n sayimlar) one(at sayimYeri, adet int) {
	if n[at] += adet; n[at] == 0 {
		delete(n, at)
	}
}

// hizmetYerleri are the lines that an application with these pairs stands in: once for each heading, once for each sub-heading.
func hizmetYerleri(hs []basvuru.HizmetNo) []hizmetYeri {
	var all []hizmetYeri
	for _, h := range hs {
		for _, one := range []hizmetYeri{{h.Baslik, 0}, {h.Baslik, h.Alt}} {
			if !slices.Contains(all, one) {
				all = append(all, one)
			}
		}
	}
	return all
}

func veriOf[T any](m *Mesaj) (v T, err error) {
	if err = json.Unmarshal(m.Veri, &v); err != nil {
		err = fmt.Errorf("data of %s %s: %w", m.Tip, m.ID, err)
	}
	return v, err
}

// gunu is the day of t in Istanbul, as a date.
func gunu(t time.Time) time.Time {
	y, m, d := t.In(istanbul).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
