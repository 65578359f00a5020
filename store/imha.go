package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// ImhaDurum is the state of a disposal list (SC-06).
type ImhaDurum string

// The states. “Whose turn” is who has the next action.
const (
	ImhaInceleniyor ImhaDurum = "inceleniyor" // made by the timer; somebody is to review it and hand it in
	ImhaOnayda      ImhaDurum = "onayda"      // handed in; somebody else is to approve it, or to give it back
	ImhaOnaylandi   ImhaDurum = "onaylandi"   // the pipeline disposes of what it names
	ImhaTamamlandi  ImhaDurum = "tamamlandi"  // done: the record of it, kept
)

var imhaLabels = map[ImhaDurum]string{
	ImhaInceleniyor: "İncelemede", ImhaOnayda: "Onay bekliyor", ImhaOnaylandi: "İmha ediliyor", ImhaTamamlandi: "Tamamlandı",
}

// Label is the state on pages.
func (d ImhaDurum) Label() string { return imhaLabels[d] }

// ImhaListesi is a disposal list with its counts. Oneren and Onaylayan are "" until somebody was that.
type ImhaListesi struct {
	No                              int64
	Durum                           ImhaDurum
	Zaman                           time.Time
	OnerenID                        int64
	Oneren                          string
	OneriZaman                      time.Time
	Onaylayan                       string
	OnayZaman                       time.Time
	Bitis                           time.Time
	Surum                           int
	Bekleyen, ImhaEdilen, Cikarilan int // items: to be disposed of, disposed of, left out
}

// ImhaSayisi counts a list's items of one kind and il.
type ImhaSayisi struct {
	Konu                            string
	Il                              int
	IlAd                            string
	Bekleyen, ImhaEdilen, Cikarilan int
}

const (
	imhaLock  = 0x61636b49 // the advisory lock of the timer: one process at a time
	imhaBolum = 20_000     // items of a list
)

// dueSQL selects what has come to rest and has been kept long enough: closed, of states $2, and nothing done since $1.
const dueSQL = `SELECT 'basvuru' konu, b.no, b.il_kodu, b.son_islem dayanak FROM basvuru b
		WHERE b.son_cevap IS NULL AND b.kimlik <> 'imha' AND b.durum = ANY($2) AND b.olusturma < $1 AND b.son_islem < $1
		AND NOT EXISTS (SELECT FROM yasal_saklama y WHERE y.konu = 'basvuru' AND y.konu_no = b.no AND y.kaldirma_zaman IS NULL)`

func (l imhaSinirlari) args() []any {
	var kapali []string
	for _, d := range basvuru.Durums {
		if d.Closed() {
			kapali = append(kapali, string(d))
		}
	}
	return []any{l.basvuru, kapali}
}

// ImhaTuru makes a disposal list where something is due, nothing waits on an open one, and the time between two lists is over (SC-06). It removes nothing. It returns how
// many items the list has, 0 for no list; one process at a time looks. Errors: Unavailable.
func (s *Store) ImhaTuru(ctx context.Context) (n int, err error) {
	defer s.metrics.ran(isImhaTur, &err)
	err = s.inTx(ctx, func(tx *Tx) error {
		var mine bool
		if _, err := tx.Exec(ctx, `SET LOCAL idle_in_transaction_session_timeout = '10s'`); err != nil { // as SureTuru
			return err
		}
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, imhaLock).Scan(&mine); err != nil || !mine {
			return err
		}
		sinir, err := s.imhaSinirlari(ctx, tx)
		if err != nil {
			return err
		}
		var due bool
		args := append(sinir.args(), s.clock(), sinir.periyot, imhaBolum)
		err = tx.QueryRow(ctx, `SELECT NOT EXISTS (SELECT FROM imha_liste l WHERE durum = 'onaylandi' OR durum <> 'tamamlandi'
			AND EXISTS (SELECT FROM imha_kalem k WHERE k.liste_no = l.no AND k.durum = 'bekliyor') OR zaman > $3::timestamptz - $4 * interval '1 month'
			AND (SELECT count(*) FROM imha_kalem k WHERE k.liste_no = l.no) < $5) AND EXISTS (`+dueSQL+`)`, args...).Scan(&due)
		if err != nil || !due {
			return err
		}
		n, err = tx.newImhaListesi(ctx, sinir)
		return err
	})
	return n, err
}

// newImhaListesi makes a list, or begins the open one anew: everything was taken out of it before two people could agree, and there is one open list at a time.
func (t *Tx) newImhaListesi(ctx context.Context, sinir imhaSinirlari) (int, error) {
	var no int64
	err := t.QueryRow(ctx, `UPDATE imha_liste SET durum = 'inceleniyor', zaman = $1, oneren_id = NULL, oneren = NULL, oneri_zaman = NULL, surum = surum + 1
		WHERE durum IN ('inceleniyor', 'onayda') RETURNING no`, t.s.clock()).Scan(&no)
	if errors.Is(err, pgx.ErrNoRows) {
		err = t.QueryRow(ctx, `INSERT INTO imha_liste (zaman) VALUES ($1) RETURNING no`, t.s.clock()).Scan(&no)
	}
	if err != nil {
		return 0, err
	}
	tag, err := t.Exec(ctx, `INSERT INTO imha_kalem (liste_no, konu, konu_no, il_kodu, dayanak)
		SELECT $3, konu, no, il_kodu, dayanak FROM (`+dueSQL+`) d ORDER BY dayanak, konu, no LIMIT $4
		ON CONFLICT (liste_no, konu, konu_no) DO UPDATE SET durum = 'bekliyor', neden = '', zaman = NULL`, append(sinir.args(), no, imhaBolum)...)
	return int(tag.RowsAffected()), err
}

const imhaListeSQL = `SELECT l.no, l.durum, l.zaman, coalesce(l.oneren_id, 0), coalesce(l.oneren, ''), coalesce(l.oneri_zaman, '0001-01-01Z'), coalesce(l.onaylayan, ''),
	coalesce(l.onay_zaman, '0001-01-01Z'), coalesce(l.bitis, '0001-01-01Z'), l.surum, k.bekliyor, k.imha, k.cikti
	FROM imha_liste l, LATERAL (SELECT count(*) FILTER (WHERE durum = 'bekliyor'), count(*) FILTER (WHERE durum = 'imha'), count(*) FILTER (WHERE durum = 'cikti')
		FROM imha_kalem WHERE liste_no = l.no) k (bekliyor, imha, cikti)`

// ImhaListeleri are the disposal lists, newest first, at most limit. Errors: Forbidden, Unavailable.
func (s *Store) ImhaListeleri(ctx context.Context, actor kural.Actor, limit int) ([]ImhaListesi, error) {
	if err := yetki.Check(actor, yetki.ImhaYonet, 0); err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, imhaListeSQL+` ORDER BY l.no DESC LIMIT $1`, limit)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ImhaListesi])
	return list, away(err)
}

// ImhaListesi is the list no, and its counts by kind and il. Errors: NotFound, Forbidden, Unavailable.
func (s *Store) ImhaListesi(ctx context.Context, actor kural.Actor, no int64) (l ImhaListesi, sayi []ImhaSayisi, err error) {
	if err := yetki.Check(actor, yetki.ImhaYonet, 0); err != nil {
		return l, nil, err
	}
	rows, err := s.pool.Query(ctx, imhaListeSQL+` WHERE l.no = $1`, no)
	if err != nil {
		return l, nil, away(err)
	}
	if l, err = pgx.CollectOneRow(rows, pgx.RowToStructByPos[ImhaListesi]); err != nil {
		return l, nil, noImha(err)
	}
	rows, err = s.pool.Query(ctx, `SELECT k.konu, k.il_kodu::int, coalesce(il.ad, ''), count(*) FILTER (WHERE durum = 'bekliyor'), count(*) FILTER (WHERE durum = 'imha'),
		count(*) FILTER (WHERE durum = 'cikti') FROM imha_kalem k LEFT JOIN il ON il.kod = k.il_kodu WHERE k.liste_no = $1 GROUP BY 1, 2, 3 ORDER BY 1, 2`, no)
	if err != nil {
		return l, nil, away(err)
	}
	sayi, err = pgx.CollectRows(rows, pgx.RowToStructByPos[ImhaSayisi])
	return l, sayi, away(err)
}

func noImha(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return &kural.Error{Kind: kural.NotFound, Message: "Aradığınız imha listesi bulunamadı."}
	}
	return away(err)
}

// ImhaKalemi is an item of a disposal list. Durum is “bekliyor”, “imha” or “cikti”; Neden says why it was left out.
type ImhaKalemi struct {
	Konu    string
	No      int64
	Il      int
	Dayanak time.Time // since when nobody has acted on it
	Durum   string
	Neden   string
}

// ImhaKalemleri is a page of at most size items of the list no, whose first is the sira-th: a list has imhaBolum at the most. Errors: Forbidden, Unavailable.
func (s *Store) ImhaKalemleri(ctx context.Context, actor kural.Actor, no int64, sira, size int) (*Sayfa[ImhaKalemi], error) {
	if err := yetki.Check(actor, yetki.ImhaYonet, 0); err != nil {
		return nil, err
	}
	p := &Sayfa[ImhaKalemi]{Ilk: max(1, sira)}
	if err := s.pool.QueryRow(ctx, `SELECT count(*) FROM imha_kalem WHERE liste_no = $1`, no).Scan(&p.Toplam); err != nil {
		return nil, away(err)
	}
	rows, err := s.pool.Query(ctx, `SELECT konu, konu_no, il_kodu::int, dayanak, durum, neden FROM imha_kalem
		WHERE liste_no = $1 ORDER BY konu, konu_no OFFSET $2 LIMIT $3`, no, p.Ilk-1, size)
	if err != nil {
		return nil, away(err)
	}
	p.Satirs, err = pgx.CollectRows(rows, pgx.RowToStructByPos[ImhaKalemi])
	return p, away(err)
}

// ProposeImha hands a reviewed list in for approval. Errors: Conflict where it has moved on or somebody was quicker, or nothing is left in it; NotFound, Forbidden.
func (s *Store) ProposeImha(ctx context.Context, actor kural.Actor, no int64, surum int) error {
	return s.moveImha(ctx, actor, no, surum, ImhaInceleniyor, "Onaya sunuldu", "", func(tx *Tx, _ *ImhaListesi) error {
		_, err := tx.Exec(ctx, `UPDATE imha_liste SET durum = 'onayda', oneren_id = $2, oneren = $3, oneri_zaman = $4, surum = surum + 1 WHERE no = $1`,
			no, actor.ID, actor.Ad, s.clock())
		return err
	})
}

// ApproveImha lets the pipeline dispose of what the list names, for good. Whoever handed it in cannot approve it, under no account of theirs, nor under one whose
// password they know. Errors: Forbidden for them; else as ProposeImha's.
func (s *Store) ApproveImha(ctx context.Context, actor kural.Actor, no int64, surum int) error {
	return s.moveImha(ctx, actor, no, surum, ImhaOnayda, "Onaylandı", "", func(tx *Tx, l *ImhaListesi) error {
		err := tx.otherPerson(ctx, actor.ID, l.OnerenID)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE imha_liste SET durum = 'onaylandi', onaylayan_id = $2, onaylayan = $3, onay_zaman = $4, surum = surum + 1 WHERE no = $1`,
			no, actor.ID, actor.Ad, s.clock())
		return err
	})
}

// sifreGunu is for how long a Proje Yöneticisi may not approve the lists of one who has reset their password: long enough that whoever cannot sign in any more has noticed.
const sifreGunu = 90

var (
	errKendiListesi = &kural.Error{Kind: kural.Forbidden, Message: "Onaya sunduğunuz imha listesini siz onaylayamazsınız; başka bir Proje Yöneticisi onaylamalıdır."}
	errVerilenSifre = &kural.Error{Kind: kural.Forbidden, Message: fmt.Sprintf("Bu listeyi onaya sunan kişi kullanıcınızı tanımladığı ya da son %d gün içinde şifrenizi sıfırladığı için siz onaylayamazsınız; başka bir Proje Yöneticisi onaylamalıdır.", sifreGunu)}
)

// otherPerson refuses an approver who is, or may be, the person who has handed the list in: the same account or T.C. Kimlik No, or an account that the latter has
// defined or given a password.
func (t *Tx) otherPerson(ctx context.Context, onaylayan, oneren int64) error {
	var same, given bool
	err := t.QueryRow(ctx, `SELECT a.id = o.id OR coalesce(a.tckn_iz = o.tckn_iz, true), coalesce(a.olusturan = o.id, false) OR EXISTS (SELECT FROM degisiklik d
			WHERE d.tablo = 'kullanici' AND d.kayit = $3 AND d.yapan_id = o.id AND d.islem = $4 AND d.zaman > $5)
		FROM kullanici a, kullanici o WHERE a.id = $1 AND o.id = $2`,
		onaylayan, oneren, kullaniciKey(onaylayan), sifreSifirlandi, t.s.clock().AddDate(0, 0, -sifreGunu)).Scan(&same, &given)
	switch {
	case errors.Is(err, pgx.ErrNoRows) || err == nil && same:
		return errKendiListesi
	case err == nil && given:
		return errVerilenSifre
	}
	return err
}

// ReturnImha gives a list that was handed in back for review, with a reason. Errors: Invalid at “neden”; else as ProposeImha's.
func (s *Store) ReturnImha(ctx context.Context, actor kural.Actor, no int64, surum int, neden string) error {
	if err := kural.Text("neden", "Geri gönderme nedenini", neden, basvuru.MaxAciklama); err != nil {
		return err
	}
	return s.moveImha(ctx, actor, no, surum, ImhaOnayda, "İncelemeye geri gönderildi", neden, func(tx *Tx, _ *ImhaListesi) error {
		_, err := tx.Exec(ctx, `UPDATE imha_liste SET durum = 'inceleniyor', oneren_id = NULL, oneren = NULL, oneri_zaman = NULL, surum = surum + 1 WHERE no = $1`, no)
		return err
	})
}

// imhaIzi is what the record of changes keeps of a step of a list.
type imhaIzi struct {
	Durum    string `json:"durum"`
	Bekleyen int    `json:"bekleyen"`
	Neden    string `json:"neden,omitempty"`
}

// moveImha makes one step of a list under its lock, and records it.
func (s *Store) moveImha(ctx context.Context, actor kural.Actor, no int64, surum int, from ImhaDurum, islem, neden string, step func(*Tx, *ImhaListesi) error) error {
	if err := yetki.Check(actor, yetki.ImhaYonet, 0); err != nil {
		return err
	}
	return s.inTx(ctx, func(tx *Tx) error {
		if err := tx.QueryRow(ctx, `SELECT FROM imha_liste WHERE no = $1 FOR UPDATE`, no).Scan(); err != nil {
			return noImha(err)
		}
		l, err := tx.imhaListesi(ctx, no)
		switch {
		case err != nil:
			return err
		case l.Durum != from:
			return kural.Conflictf("İmha listesi “%s” durumunda; bu işlem yapılamaz.", l.Durum.Label())
		case l.Surum != surum:
			return errKayitEski
		case l.Bekleyen == 0:
			return kural.Conflictf("Listede imha edilecek kayıt kalmamıştır.")
		}
		if err := step(tx, &l); err != nil {
			return err
		}
		after, err := tx.imhaListesi(ctx, no)
		if err != nil {
			return err
		}
		return tx.record(ctx, actor, Degisiklik{
			Tablo: "imha_liste", Kayit: fmt.Sprint(no), Islem: islem, Onceki: imhaIzi{l.Durum.Label(), l.Bekleyen, ""}, Sonraki: imhaIzi{after.Durum.Label(), after.Bekleyen, neden},
		})
	})
}

func (t *Tx) imhaListesi(ctx context.Context, no int64) (ImhaListesi, error) {
	rows, err := t.Query(ctx, imhaListeSQL+` WHERE l.no = $1`, no)
	if err != nil {
		return ImhaListesi{}, err
	}
	return pgx.CollectOneRow(rows, pgx.RowToStructByPos[ImhaListesi])
}
