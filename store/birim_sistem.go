package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	rabbithole "github.com/michaelklishin/rabbit-hole/v3"

	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// BirimSistemDurum is how far a birim's own system has come; BirimWeb is a birim that works in the web inbox, as all do at first.
type BirimSistemDurum string

// The states: a consumer leads from Istendi to Kuruldu and from Kapanacak to Kapali, as soon as RabbitMQ has followed.
const (
	BirimWeb             BirimSistemDurum = ""
	BirimSistemIstendi   BirimSistemDurum = "istendi"
	BirimSistemKuruldu   BirimSistemDurum = "kuruldu"
	BirimSistemKapanacak BirimSistemDurum = "kapanacak"
	BirimSistemKapali    BirimSistemDurum = "kapali"
)

// Web tells whether the birim has no system of its own, and none is being taken away.
func (d BirimSistemDurum) Web() bool { return d == BirimWeb || d == BirimSistemKapali }

var birimSistemLabels = map[BirimSistemDurum]string{
	BirimWeb: "Web gelen kutusu", BirimSistemIstendi: "Kuruluyor", BirimSistemKuruldu: "Kendi sistemi",
	BirimSistemKapanacak: "Web’e alınıyor", BirimSistemKapali: "Web gelen kutusu",
}

// Label is the state on pages and on record.
func (d BirimSistemDurum) Label() string { return birimSistemLabels[d] }

// Names that belong to a birim's own system.
const (
	BirimUserPrefix     = "birim-"       // and the DETSİS number: its user at RabbitMQ
	KapsamBirimDosya    = "birim:dosya"  // scope of its API key
	ExchangeBirimSistem = "birim-sistem" // exchange, queue and consumer
	TipBirimSistem      = "birim.sistem" // type of a message that something has been decided
	RetSuffix           = ".ret"         // behind the key of a birim's queue: what was refused of its answers
	TipRet              = "cevap.reddedildi"
	birimSistemTablo    = "birim_sistem"
	birimUploader       = "birim:"
)

// BirimSistemi is how a birim is connected.
type BirimSistemi struct {
	BirimNo, BirimAdi, Yol string
	Durum                  BirimSistemDurum
	Surum                  int
	Hata                   string // of the last attempt to make RabbitMQ follow
	SonIslem               time.Time
	Yapan                  string
	Aktif                  bool // in DETSİS; one that has been closed there may answer what it has, and gets no new credentials
}

// Kimlik are credentials as they are shown once: nobody can read them again.
type Kimlik struct {
	Kullanici, Parola string // at RabbitMQ
	Anahtar           string // API key of scope KapsamBirimDosya
}

// BirimSistemGorev says that something was decided about a birim's own system; the state stays in the database.
type BirimSistemGorev struct {
	ID      uuid.UUID `json:"id"`
	Zaman   time.Time `json:"zaman"`
	BirimNo string    `json:"birim_no"`
	Surum   int       `json:"surum"`
}

// MaxBirimSistemi is the longest list of them.
const MaxBirimSistemi = 1000

const birimSistemSQL = `SELECT b.detsis_no, b.ad, b.yol, coalesce(s.durum, ''), coalesce(s.surum, 0), coalesce(s.hata, ''),
	coalesce(s.son_islem, '0001-01-01'), coalesce(s.son_islem_yapan, ''), b.aktif FROM birim b`

// BirimSistemleri lists the birim that have, or had, a system of their own, by name, MaxBirimSistemi at most. Errors: Forbidden, Unavailable.
func (s *Store) BirimSistemleri(ctx context.Context, actor kural.Actor) ([]BirimSistemi, error) {
	if err := yetki.Check(actor, yetki.Isletim, 0); err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, birimSistemSQL+` JOIN birim_sistem s ON s.birim_no = b.detsis_no ORDER BY b.ad, b.detsis_no LIMIT $1`, MaxBirimSistemi)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[BirimSistemi])
	return list, away(err)
}

// BirimSistemleriOf is how the active units of nos are connected, in their order. Errors: Forbidden, Unavailable.
func (s *Store) BirimSistemleriOf(ctx context.Context, actor kural.Actor, nos []string) ([]BirimSistemi, error) {
	if err := yetki.Check(actor, yetki.Isletim, 0); err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, birimSistemSQL+` LEFT JOIN birim_sistem s ON s.birim_no = b.detsis_no WHERE b.detsis_no = ANY($1) AND b.aktif
		ORDER BY array_position($1, b.detsis_no)`, nos)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[BirimSistemi])
	return list, away(err)
}

// ErrNoBirim is the answer for a DETSİS number that no active unit has.
var ErrNoBirim = &kural.Error{Kind: kural.NotFound, Message: "Bu DETSİS numarasıyla etkin bir birim bulunamadı."}

// BirimSistemi is how the birim no is connected. Errors: ErrNoBirim, Forbidden, Unavailable.
func (s *Store) BirimSistemi(ctx context.Context, actor kural.Actor, no string) (BirimSistemi, error) {
	if err := yetki.Check(actor, yetki.Isletim, 0); err != nil {
		return BirimSistemi{}, err
	}
	b, err := birimSistemi(ctx, s.pool, no, "")
	return b, away(err)
}

func birimSistemi(ctx context.Context, q querier, no, lock string) (b BirimSistemi, err error) {
	err = q.QueryRow(ctx, birimSistemSQL+` LEFT JOIN birim_sistem s ON s.birim_no = b.detsis_no WHERE b.detsis_no = $1 AND (b.aktif OR s.birim_no IS NOT NULL)`+lock, no).
		Scan(&b.BirimNo, &b.BirimAdi, &b.Yol, &b.Durum, &b.Surum, &b.Hata, &b.SonIslem, &b.Yapan, &b.Aktif)
	if errors.Is(err, pgx.ErrNoRows) {
		err = ErrNoBirim
	}
	return b, err
}

// IssueBirimSistemi gives the birim no a system of its own, or that system new credentials: the old ones end (SC-10). surum is that of
// the page that it was decided on. The credentials are in force when a consumer has told RabbitMQ. Recorded for good (degisiklik).
// Errors: ErrNoBirim, Forbidden, Conflict where somebody has decided meanwhile, Unavailable.
func (s *Store) IssueBirimSistemi(ctx context.Context, actor kural.Actor, no string, surum int) (Kimlik, error) {
	k := Kimlik{Kullanici: BirimUserPrefix + no, Parola: rand.Text(), Anahtar: "birim-" + rand.Text()}
	hash, err := base64.StdEncoding.DecodeString(rabbithole.Base64EncodedSaltedPasswordHashSHA256(k.Parola))
	if err != nil {
		return Kimlik{}, err
	}
	err = s.decideBirimSistemi(ctx, actor, no, surum, func(tx *Tx, b *BirimSistemi) (string, error) {
		if !b.Aktif {
			return "", kural.Conflictf("Bu birim DETSİS’te kapatılmış; kendi sistemine kimlik verilemez.")
		}
		islem := "kimlik yenilendi"
		if b.Durum.Web() {
			islem = "kendi sistemine geçirildi"
		}
		var anahtar int64
		err := tx.QueryRow(ctx, `INSERT INTO api_anahtar (ad, ozet, kapsam) VALUES ($1, $2, $3) RETURNING id`,
			birimUploader+no, anahtarOzet(k.Anahtar), []string{KapsamBirimDosya}).Scan(&anahtar)
		if err == nil {
			err = tx.endAnahtar(ctx, no)
		}
		if err != nil {
			return "", err
		}
		b.Durum = BirimSistemIstendi
		_, err = tx.Exec(ctx, `INSERT INTO birim_sistem AS s (birim_no, durum, surum, parola_ozet, anahtar_id, son_islem, son_islem_yapan) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (birim_no) DO UPDATE SET durum = excluded.durum, surum = excluded.surum, parola_ozet = excluded.parola_ozet, anahtar_id = excluded.anahtar_id,
			hata = '', son_islem = excluded.son_islem, son_islem_yapan = excluded.son_islem_yapan WHERE s.surum = excluded.surum - 1`,
			no, b.Durum, b.Surum, hash, anahtar, b.SonIslem, actor.Ad)
		return islem, err
	})
	if err != nil {
		return Kimlik{}, err
	}
	return k, nil
}

// WithdrawBirimSistemi leads the birim no back to the web inbox: its credentials end, and what waits in its queue comes into the inbox. Recorded
// for good (degisiklik). Done again while RabbitMQ has not followed, it is told once more. Errors: ErrNoBirim, Forbidden, Conflict where somebody has decided
// meanwhile or there is nothing to withdraw, Unavailable.
func (s *Store) WithdrawBirimSistemi(ctx context.Context, actor kural.Actor, no string, surum int) error {
	return s.decideBirimSistemi(ctx, actor, no, surum, func(tx *Tx, b *BirimSistemi) (string, error) {
		islem := "web gelen kutusuna alındı"
		switch {
		case b.Durum.Web():
			return "", kural.Conflictf("Bu birim zaten web gelen kutusunu kullanıyor.")
		case b.Durum == BirimSistemKapanacak: // RabbitMQ has not followed, and nobody may be at it any more
			islem = "web gelen kutusuna alma yinelendi"
		}
		b.Durum = BirimSistemKapanacak
		if err := tx.endAnahtar(ctx, no); err != nil {
			return "", err
		}
		_, err := tx.Exec(ctx, `UPDATE birim_sistem SET durum = $2, surum = $3, parola_ozet = NULL, anahtar_id = NULL, hata = '', son_islem = $4, son_islem_yapan = $5
			WHERE birim_no = $1`, no, b.Durum, b.Surum, b.SonIslem, actor.Ad)
		return islem, err
	})
}

// endAnahtar locks the API key that the birim has had so far.
func (t *Tx) endAnahtar(ctx context.Context, no string) error {
	_, err := t.Exec(ctx, `UPDATE api_anahtar SET aktif = false WHERE id = (SELECT anahtar_id FROM birim_sistem WHERE birim_no = $1)`, no)
	return err
}

// sistemIzi is what the record of changes keeps of a decision: no secret.
type sistemIzi struct {
	Ad    string `json:"ad"`
	Durum string `json:"durum"`
}

// decideBirimSistemi runs decide under the birim's lock, records what it has decided and sends it on its way.
func (s *Store) decideBirimSistemi(ctx context.Context, actor kural.Actor, no string, surum int, decide func(*Tx, *BirimSistemi) (islem string, err error)) error {
	if err := yetki.Check(actor, yetki.Isletim, 0); err != nil {
		return err
	}
	return s.inTx(ctx, func(tx *Tx) error {
		b, err := birimSistemi(ctx, tx, no, " FOR NO KEY UPDATE OF b")
		if err != nil {
			return err
		}
		if b.Surum != surum {
			return kural.Conflictf("Siz bu sayfadayken %s bu birim için işlem yaptı. Sayfayı yeniden açıp son durumu kontrol ediniz.", b.Yapan)
		}
		onceki := sistemIzi{b.BirimAdi, b.Durum.Label()}
		b.Surum, b.SonIslem = surum+1, s.clock()
		islem, err := decide(tx, &b)
		if err != nil {
			return err
		}
		if err := tx.record(ctx, actor, Degisiklik{Tablo: birimSistemTablo, Kayit: no, Islem: islem, Onceki: onceki, Sonraki: sistemIzi{b.BirimAdi, b.Durum.Label()}}); err != nil {
			return err
		}
		tx.Ring(TopicIsletim)
		return tx.sendBirimSistem(ctx, no, b.Surum)
	})
}

func (t *Tx) sendBirimSistem(ctx context.Context, no string, surum int) error {
	g := BirimSistemGorev{ID: uuid.Must(uuid.NewV7()), Zaman: t.s.clock(), BirimNo: no, Surum: surum}
	body, err := json.Marshal(g)
	if err != nil {
		return err
	}
	return t.Send(ctx, Giden{MesajID: g.ID, Exchange: ExchangeBirimSistem, Anahtar: ExchangeBirimSistem, Tip: TipBirimSistem, Govde: body})
}
