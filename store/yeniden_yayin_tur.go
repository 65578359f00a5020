package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"acikkapi/basvuru"
)

// konuAnahtari is the key of yayinKonusu for rows that have a number and a number under it.
const konuAnahtari = `lpad(%s::text, 19, '0') || lpad(%s::text, 10, '0')`

// yayinTurleri are the messages that consumers have sent and nobody has received, each found by what it should have left behind. One whose
// own cause is still on its way is not looked for: it comes by itself.
var yayinTurleri = []yayinTuru{
	{
		ne: "birim kuyruğu", message: birimYeniden,
		sql: `SELECT * FROM (SELECT ` + fmt.Sprintf(konuAnahtari, "y.basvuru_no", "y.sira") + ` k, y.basvuru_no, y.sira, y.birim_no, y.gonderim
			FROM yonlendirme y JOIN basvuru b ON b.no = y.basvuru_no AND b.tur = y.tur
			WHERE (y.durum = 'kuyrukta' OR y.durum = 'teslim' AND EXISTS (SELECT FROM birim_sistem s WHERE s.birim_no = y.birim_no AND s.durum = 'kuruldu'))
			AND NOT EXISTS (SELECT FROM olay o WHERE o.konu = 'basvuru' AND o.konu_no = b.no AND o.tip = '` + basvuru.BirimeYonlendirildi + `'
				AND NOT EXISTS (SELECT FROM islenen_mesaj i WHERE i.tuketici = 'yonlendirme' AND i.mesaj_id = o.id))) x WHERE k > $1 ORDER BY k LIMIT $2`,
	},
	{
		ne: "MİA kuyruğu", message: miaYeniden,
		sql: `SELECT * FROM (SELECT ` + fmt.Sprintf(konuAnahtari, "b.no", "o.sira") + ` k, b.no, o.sira, o.id || '/' || b.il_kodu, o.zaman
			FROM basvuru b JOIN olay o ON o.konu = 'basvuru' AND o.konu_no = b.no AND o.tur = b.tur AND o.tip = '` + basvuru.MIAyaGonderildi + `'
			JOIN islenen_mesaj i ON i.tuketici = 'mia' AND i.mesaj_id = o.id
			WHERE b.durum = '` + string(basvuru.MIAOnayinda) + `' AND NOT EXISTS (SELECT FROM mia_kutusu m WHERE m.basvuru_no = b.no AND m.olay_sira = o.sira)) x
			WHERE k > $1 ORDER BY k LIMIT $2`,
	},
	{
		ne: "Kimlik Bürosu kuyruğu", message: kartYeniden,
		sql: `SELECT * FROM (SELECT ` + fmt.Sprintf(konuAnahtari, "t.kart_no", "t.sira") + ` k, t.kart_no, t.sira, '', t.zaman FROM kart_talep t
			WHERE t.geldi IS NULL AND t.karar IS NULL AND EXISTS (SELECT FROM olay o JOIN islenen_mesaj i ON i.mesaj_id = o.id AND i.tuketici = 'kart'
				WHERE o.konu = 'kart' AND o.konu_no = t.kart_no AND (o.govde->>'talep')::int = t.sira)) x WHERE k > $1 ORDER BY k LIMIT $2`,
	},
	{
		ne: "SMS", message: smsYeniden,
		sql: `SELECT id::text, coalesce(konu_no, 0), 0, '', olusturma FROM sms WHERE durum IN ('bekliyor', 'gonderiliyor') AND id::text > $1 ORDER BY id::text LIMIT $2`,
	},
	{
		ne: "KPS sorgusu", message: kimlikYeniden,
		sql: `SELECT * FROM (SELECT ` + fmt.Sprintf(konuAnahtari, "no", "0") + ` k, no, 0, '', olusturma FROM basvuru b WHERE kimlik = '` + string(basvuru.KimlikBekliyor) + `'
			AND NOT EXISTS (SELECT FROM giden g WHERE g.konu_no = b.no AND g.tip = '` + TipKimlik + `')) x WHERE k > $1 ORDER BY k LIMIT $2`,
	},
	{
		ne: "Excel raporu", message: aktarimYeniden,
		sql: `SELECT id::text, 0, 0, '', olusturma FROM aktarim a WHERE durum IN ('bekliyor', 'calisiyor') AND id::text > $1
			AND NOT EXISTS (SELECT FROM giden g WHERE g.tip = '` + TipAktarim + `' AND convert_from(g.govde, 'UTF8')::json->>'aktarim_id' = a.id::text) ORDER BY id::text LIMIT $2`,
	},
	{
		ne: "süre bildirimi", message: sureYeniden,
		sql: `SELECT * FROM (SELECT ` + fmt.Sprintf(konuAnahtari, "basvuru_no", "sira") + ` || olay || son_tarih::text k, basvuru_no, sira, olay, son_tarih
			FROM sure_isaret) x WHERE k > $1 ORDER BY k LIMIT $2`,
	},
}

func birimYeniden(ctx context.Context, s *Store, k yayinKonusu) (Giden, error) {
	ms, err := s.BirimMesajlari(ctx, k.No, []int{k.Sira})
	if err == nil && len(ms) != 1 {
		err = fmt.Errorf("routing %d/%d: %d messages", k.No, k.Sira, len(ms))
	}
	if err != nil {
		return Giden{}, err
	}
	return birimGiden(&ms[0])
}

func miaYeniden(_ context.Context, _ *Store, k yayinKonusu) (Giden, error) {
	var il int
	id, err := uuid.Parse(k.Metin[:36])
	if err == nil {
		_, err = fmt.Sscan(k.Metin[37:], &il)
	}
	if err != nil {
		return Giden{}, err
	}
	return NewMIAGorev(&Mesaj{ID: id, Zaman: k.Zaman, BasvuruNo: k.No, OlaySira: k.Sira, Il: il}).Giden()
}

func kartYeniden(_ context.Context, _ *Store, k yayinKonusu) (Giden, error) {
	return NewKartGorev(k.No, k.Sira, k.Zaman).Giden()
}

// NewKartGorev is the message that follows from a request for a card, or to cancel one.
func NewKartGorev(no int64, talep int, zaman time.Time) KartGorev {
	return KartGorev{ID: mesajID(TipKartGorev, no, talep), Zaman: zaman, KartNo: no, Talep: talep}
}

// Giden is the message on its way to the bureau's queue.
func (g KartGorev) Giden() (Giden, error) {
	return yayin(g.ID, g.KartNo, "kimlik-burosu", "kimlik-burosu", TipKartGorev, g)
}

func smsYeniden(_ context.Context, _ *Store, k yayinKonusu) (Giden, error) {
	id, err := uuid.Parse(k.Anahtar)
	if err != nil {
		return Giden{}, err
	}
	return yayin(id, k.No, "sms", "sms", TipSMS, SMSGorev{id})
}

func kimlikYeniden(_ context.Context, _ *Store, k yayinKonusu) (Giden, error) {
	g := KimlikGorev{ID: mesajID(TipKimlik, k.No), Zaman: k.Zaman, BasvuruNo: k.No}
	return yayin(g.ID, k.No, "kimlik", "kimlik", TipKimlik, g)
}

func aktarimYeniden(_ context.Context, _ *Store, k yayinKonusu) (Giden, error) {
	id, err := uuid.Parse(k.Anahtar)
	if err != nil {
		return Giden{}, err
	}
	return yayin(mesajID(TipAktarim, id), 0, ExchangeAktarim, ExchangeAktarim, TipAktarim, AktarimGorev{id})
}

func sureYeniden(_ context.Context, s *Store, k yayinKonusu) (Giden, error) {
	g := SureGorev{Zaman: s.clock(), BasvuruNo: k.No, Sira: k.Sira, Olay: basvuru.SureOlay(k.Metin), SonTarih: k.Zaman}
	g.ID = sureID(g)
	return sureMesaji(g.ID, TipSure, g.BasvuruNo, g)
}

// sureID is the id of what the clock says about a date: once, however often it is said.
func sureID(g SureGorev) uuid.UUID {
	return mesajID(TipSure, g.BasvuruNo, g.Sira, string(g.Olay), g.SonTarih.UTC().Format(time.RFC3339Nano))
}

func yayin(id uuid.UUID, konu int64, exchange, anahtar, tip string, v any) (Giden, error) {
	body, err := json.Marshal(v)
	return Giden{MesajID: id, KonuNo: konu, Exchange: exchange, Anahtar: anahtar, Tip: tip, Govde: body}, err
}
