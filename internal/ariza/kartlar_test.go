package ariza_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/telefon"
	"acikkapi/internal/tohum"
	"acikkapi/kart"
	"acikkapi/store"
)

// kartMasasi is a staff member who asks for a card for each of many children and cancels it, and a reviewer of the Kimlik Bürosu (KT-06 to KI-04).
type kartMasasi struct {
	*insanlar
	personel, buro kural.Actor
	cep            telefon.Numara // of the staff member
	nos            []int64        // cards that can be asked for
	her            time.Duration  // from one request to the next
	asked, ended   atomic.Int64
	open           []int64
}

const kartBasvuru = 5 // applications for each card

func newKartMasasi(d *dunya, p *insanlar) *kartMasasi {
	d.t.Helper()
	m := &kartMasasi{insanlar: p}
	if _, err := p.s.LoadDemo(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	m.personel, m.buro = store.KartActor(dbtest.Hesap(d.t, p.s, "personel.demo")), dbtest.Hesap(d.t, p.s, "kimlik.bir")
	for _, k := range tohum.Demo() {
		if k.Hesap == "personel.demo" {
			m.cep = k.Telefon
		}
	}
	children := make([]store.YakinKaydi, 200)
	for i := range children {
		children[i] = store.YakinKaydi{
			TCKN: dbtest.YakinTCKN(i), Ad: fmt.Sprintf("ÇOCUK %d", i), Soyad: "KAYA", Yakinlik: kart.Cocuk, Dogum: time.Date(2000, 1, 1+i, 0, 0, 0, 0, time.UTC),
		}
	}
	if _, err := p.s.SaveAile(d.t.Context(), m.personel, children); err != nil {
		d.t.Fatal(err)
	}
	rows, err := p.s.Pool().Query(d.t.Context(), `SELECT no FROM kart ORDER BY no`)
	if err == nil {
		m.nos, err = pgx.CollectRows(rows, pgx.RowTo[int64])
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return m
}

func (m *kartMasasi) done() bool { return m.ended.Load() == m.asked.Load() }

func (m *kartMasasi) busy() bool { return m.yeter.Load() == 0 || !m.done() }

// kartIsi is a card and what has come of its newest request.
type kartIsi struct {
	No     int64
	Durum  kart.Durum
	Talep  int
	Geldi  bool // it is in the bureau's inbox
	Teslim bool // the card itself is
}

func (m *kartMasasi) round(ctx context.Context) error {
	n := int(m.asked.Load())
	if m.yeter.Load() == 0 && n < len(m.nos) && len(m.open) < int(m.enCok.Load()) && time.Since(m.baslama) >= time.Duration(n)*m.her {
		m.asked.Add(1)
		m.open = append(m.open, m.nos[n])
	}
	rows, err := m.s.Pool().Query(ctx, `SELECT k.no, k.durum, k.talep_sira, coalesce(t.geldi IS NOT NULL, false), k.teslim_alindi
		FROM kart k LEFT JOIN kart_talep t ON t.kart_no = k.no AND t.sira = k.talep_sira WHERE k.no = ANY($1)`, m.open)
	if err != nil {
		return away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[kartIsi])
	if err != nil {
		return away(err)
	}
	m.open = m.open[:0]
	for _, k := range list {
		if k.Durum == kart.IptalOnayli {
			m.ended.Add(1)
			continue
		}
		m.open = append(m.open, k.No)
		m.note(m.act(ctx, k))
	}
	return nil
}

func (m *kartMasasi) act(ctx context.Context, k kartIsi) (err error) {
	actor, cmd := m.buro, kart.Command(nil)
	switch {
	case k.Durum == kart.Yok:
		if cmd, err = m.request(ctx, k.No); err != nil {
			return err
		}
		actor = m.personel
	case k.Durum == kart.TalepBekliyor && k.Geldi:
		cmd = kart.Approve{Talep: k.Talep}
	case k.Durum == kart.TalepOnayli:
		actor, cmd = m.personel, kart.RequestCancel{Neden: kart.Diger}
	case k.Durum == kart.IptalBekliyor && k.Geldi && !k.Teslim:
		cmd = kart.ReceiveCard{Talep: k.Talep}
	case k.Durum == kart.IptalBekliyor && k.Geldi:
		cmd = kart.ApproveCancel{Talep: k.Talep}
	default:
		return nil // it waits for a message
	}
	if _, err := m.s.DoKart(ctx, actor, k.No, cmd); err != nil {
		return fmt.Errorf("card %d at %q: %w", k.No, k.Durum, err)
	}
	return nil
}

func (m *kartMasasi) request(ctx context.Context, no int64) (kart.Command, error) {
	paper := store.Yukleme{Ozet: strings.Repeat("a", 64), Ad: "evrak.jpg", Tur: "image/jpeg", Boyut: 1000}
	foto, err := m.s.SaveKartUpload(ctx, m.personel, no, kart.FotografEvraki, paper)
	if err != nil {
		return nil, err
	}
	dekont, err := m.s.SaveKartUpload(ctx, m.personel, no, kart.DekontEvraki, paper)
	return kart.Request{
		Fotograf: kart.Fotograf{Dosya: foto, Tur: "image/jpeg", Genislik: kart.FotografGenislik, Yukseklik: kart.FotografYukseklik, DPI: kart.FotografDPI, Boyut: 1000},
		Dekont:   kart.Dekont{Dosya: dekont, Tur: "image/jpeg"}, Kabul: true,
	}, err
}

// kartGecmisi is what the history of each card that was asked for has to hold, and kartSMS how many SMS there are about it.
var kartGecmisi = map[string]int{kart.TalepEdildi: 1, kart.Onaylandi: 1, kart.IptalTalepEdildi: 1, kart.TeslimAlindi: 1, kart.IptalEdildi: 1}

const kartSMS = 2
