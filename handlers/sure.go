package handlers

import (
	"context"
	"fmt"
	"slices"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/takvim"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// sureGorunum is “Son Cevap Verme Tarihi” on an application's own page (PL-08).
type sureGorunum struct {
	Tarihler []sureTarih
	Nasil    []sureNasil // how the dates came about
	Uyari    string      // they reach beyond the calendar's edge; "" for none
}

// sureTarih is one date in words: Durum is how it stands today, its Text "" where nobody waits any more.
type sureTarih struct {
	Ad, Tarih string
	Durum     web.Tag
}

type sureNasil struct{ Ad, Metin string }

const sonCevapAd = "Son Cevap Verme Tarihi"

// addSure gives the page of a desk or MİA its dates: the one that counts, the law's, and each routing's.
func (s *Service) addSure(ctx context.Context, d *store.Detay, g *gorunum) error {
	h, err := s.sureHesabi(ctx, d)
	if err != nil {
		return err
	}
	for _, t := range append([]turGorunum{g.Tur}, g.Eski...) {
		for i := range t.Yonlendirmes {
			h.mark(&t.Yonlendirmes[i])
		}
	}
	son := d.SonCevap()
	if son.IsZero() { // closed: nobody waits for anything
		return nil
	}
	g.Sure.Tarihler = []sureTarih{
		{sonCevapAd, h.tarih(son), h.kalan(son)},
		{"Yasal Süre Sonu", h.tarih(d.YasalSon), web.Tag{}},
	}
	if !son.Equal(d.YasalSon) && h.now.After(d.YasalSon) { // else the date above says it
		g.Sure.Tarihler[1].Durum = h.kalan(d.YasalSon)
	}
	reached := []time.Time{d.YasalSon}
	g.Sure.Nasil = append(g.Sure.Nasil, sureNasil{"Yasal süre", h.yasalNasil()})
	for i := range d.TumYonlendirmes {
		if y := &d.TumYonlendirmes[i]; y.Tur == d.Tur && y.Durum.Open() {
			g.Sure.Nasil = append(g.Sure.Nasil, sureNasil{y.Ad, h.nasil(y)})
			reached = append(reached, y.SonTarih)
		}
	}
	g.Sure.Uyari = h.uyari(reached...)
	return nil
}

// addBirimSure gives a Yetkili's page the date of their own routing.
func (s *Service) addBirimSure(ctx context.Context, d *store.Detay, sira int, g *gorunum) error {
	h, err := s.sureHesabi(ctx, d)
	if err != nil {
		return err
	}
	for i := range g.Tur.Yonlendirmes {
		h.mark(&g.Tur.Yonlendirmes[i])
	}
	for i := range d.TumYonlendirmes {
		if y := &d.TumYonlendirmes[i]; y.Sira == sira && y.Durum.Open() && !d.Durum.Closed() {
			g.Sure = sureGorunum{
				Tarihler: []sureTarih{{sonCevapAd, h.tarih(y.SonTarih), h.kalan(y.SonTarih)}},
				Nasil:    []sureNasil{{sonCevapAd, h.nasil(y)}},
				Uyari:    h.uyari(y.SonTarih),
			}
		}
	}
	return nil
}

// sureHesabi works out what to say of the dates of one application.
type sureHesabi struct {
	d   *store.Detay
	cal *takvim.Takvim
	web *web.Engine
	now time.Time
}

func (s *Service) sureHesabi(ctx context.Context, d *store.Detay) (*sureHesabi, error) {
	cal, err := s.store.Takvim(ctx)
	return &sureHesabi{d, cal, s.web, s.now()}, err
}

// mark gives a routing its date, and how it stands while the birim owes an answer.
func (h *sureHesabi) mark(g *yonlendirmeGorunum) {
	at := slices.IndexFunc(h.d.TumYonlendirmes, func(y store.YonlendirmeDetay) bool { return y.Sira == g.Sira })
	if at < 0 {
		return
	}
	y := &h.d.TumYonlendirmes[at]
	g.Son = h.tarih(y.SonTarih)
	if y.Tur == h.d.Tur && y.Durum.Open() && !h.d.Durum.Closed() {
		g.Kalan = h.kalan(y.SonTarih)
	}
}

// tarih is a deadline for people: its day, and 13:00 where the day ends then.
func (h *sureHesabi) tarih(son time.Time) string { return sonTarih(h.web, son) }

func sonTarih(e *web.Engine, son time.Time) string {
	if son.In(store.Istanbul()).Format(time.TimeOnly) == "12:59:59" {
		return e.Tarih(son) + " saat 13:00"
	}
	return e.Tarih(son)
}

// soon is the remaining time from which on a date is marked, in half days.
const soon = 2 * 2

// kalan is how an open date stands now.
func (h *sureHesabi) kalan(son time.Time) web.Tag {
	left := h.cal.Left(h.now, son)
	switch {
	case late(son, h.now):
		return web.Tag{Text: sureGecti, Colour: "red"}
	case left == 0:
		return web.Tag{Text: "Bugün son gün", Colour: "orange"}
	case left <= soon:
		return web.Tag{Text: takvim.IsGunu(left) + " kaldı", Colour: "yellow"}
	}
	return web.Tag{Text: takvim.IsGunu(left) + " kaldı", Colour: "grey"}
}

const sureGecti = "Süresi geçti"

// sureHucre is a date in a list, marked where it has passed and somebody still owes an answer.
func (s *Service) sureHucre(son time.Time, gecti bool) (web.Cell, error) {
	v := sureTarih{Tarih: sonTarih(s.web, son)}
	if gecti {
		v.Durum = web.Tag{Text: sureGecti, Colour: "red"}
	}
	html, err := s.web.Fragment("", "sure-hucre", v)
	return web.Cell{HTML: web.HTML(html)}, err
}

// late tells whether an answer by son is overdue.
func late(son, now time.Time) bool { return !son.IsZero() && son.Before(now) }

// nasil tells how a routing's date came about.
func (h *sureHesabi) nasil(y *store.YonlendirmeDetay) string {
	sum := h.cal.Explain(y.Gonderim, y.SonTarih)
	gun := y.SureGun
	if gun == 0 { // not kept at that time
		gun = max(sum.Yarimlar/2, 1)
	}
	whole := h.cal.AddWorkdays(y.Gonderim, gun)
	line := fmt.Sprintf("%s tarihinde yönlendirildi. ", h.web.Tarih(y.Gonderim))
	switch {
	case y.SonTarih.After(h.d.YasalSon):
		line += "Yasal süre dolduğundan ya da dolmak üzere olduğundan cevap için bir iş günü verildi"
	case whole.Equal(y.SonTarih):
		line += "Cevap süresi: " + takvim.IsGunu(2*gun)
	case y.SonTarih.Equal(h.d.YasalSon):
		line += fmt.Sprintf("Tarih, yasal sürenin sonudur (cevap süresi %s olsa da): %s", takvim.IsGunu(2*gun), takvim.IsGunu(sum.Yarimlar))
	case whole.Before(y.SonTarih) && whole.Before(h.now):
		line += fmt.Sprintf("Cevap süresi: %s. Bugünkü takvime göre süre %s günü dolardı; tatil takvimi sonradan değiştiğinden, verilen tarih geçmişe alınmaz. Verilen tarihe kadar %s",
			takvim.IsGunu(2*gun), h.tarih(whole), takvim.IsGunu(sum.Yarimlar))
	default:
		line += "Tatil takvimi sonradan değiştiğinden bugünkü takvime göre süre " + takvim.IsGunu(sum.Yarimlar) + " olur; tarih birkaç dakika içinde güncellenir"
	}
	if off := sum.Off(); off != "" {
		line += "; sayılmayan günler: " + off
	}
	return line + "."
}

// yasalNasil tells how the law's date came about.
func (h *sureHesabi) yasalNasil() string {
	day := h.d.GelisTarihi.AddDate(0, 0, basvuru.YasalGun)
	line := fmt.Sprintf("Başvurunun geldiği %s gününden sonra %d gün (3071 sayılı Kanun, madde 7): %s.", h.d.GelisTarihi.Format("02.01.2006"), basvuru.YasalGun, day.Format("02.01.2006"))
	same := h.web.Tarih(h.d.YasalSon) == day.Format("02.01.2006")
	switch {
	case same:
		return line
	case h.cal.OnOrAfter(day).Equal(h.d.YasalSon):
		return line + fmt.Sprintf(" Bu gün çalışılmadığından süre izleyen iş gününün sonunda, %s tarihinde biter; çalışılmayan günler: %s.", h.tarih(h.d.YasalSon), h.cal.OffDays(day).Off())
	}
	return line + fmt.Sprintf(" Kayıttaki %s tarihi, başvurunun alındığı gün geçerli olan takvime göredir.", h.tarih(h.d.YasalSon))
}

// uyari says that dates reach into years whose holidays nobody has entered yet.
func (h *sureHesabi) uyari(reached ...time.Time) string {
	last := slices.MaxFunc(reached, time.Time.Compare)
	if h.cal.Knows(last) {
		return ""
	}
	return fmt.Sprintf("Takvimde %d yılının resmî tatilleri bulunmuyor: o yıla düşen günlerden yalnızca hafta sonları sayılmamıştır.", last.In(store.Istanbul()).Year())
}
