package store

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/huandu/go-sqlbuilder"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/internal/maske"
	"acikkapi/internal/turkce"
	"acikkapi/internal/yetki"
)

// TopicIsletim is rung when something happens that the operator looks at: a message is parked or decided on, a process comes or goes.
const TopicIsletim = "isletim"

// Parked is a message that a consumer gave up on. Exchange and Anahtar lead back to the queue that it came from.
type Parked struct {
	Tuketici          string
	MesajID           uuid.UUID
	KonuNo            int64 // number of the application or card, 0 = none
	Tip               string
	Neden             string
	Exchange, Anahtar string
	Govde             []byte
	Baslik            map[string]string
}

// parkLock is the advisory lock of those who park, and of who asks for all that is parked: they wait for what is being written, and what comes after has a later time.
const parkLock = 0x61636b50

// Park records a message of a parking queue; delivered again it is recorded once. Parked again after it was tried again, it is a new record.
func (s *Store) Park(ctx context.Context, p Parked) error {
	baslik, err := json.Marshal(p.Baslik)
	if err != nil {
		return err
	}
	_, err = s.pool.Exec(ctx, `INSERT INTO park (id, tuketici, mesaj_id, tip, neden, govde, baslik, exchange, anahtar, konu_no, neden_arama, zaman)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, nullif($9, ''), nullif($10::bigint, 0), $11, clock_timestamp() FROM (SELECT pg_advisory_xact_lock_shared($12)) l ON CONFLICT DO NOTHING`,
		uuid.Must(uuid.NewV7()), p.Tuketici, p.MesajID, p.Tip, p.Neden, p.Govde, baslik, p.Exchange, p.Anahtar, p.KonuNo, maske.NedenArama(p.Neden), parkLock)
	if err == nil {
		s.Ring(TopicIsletim)
	}
	return away(err)
}

// ParkedOpen counts the parked messages that nobody has decided on.
func (s *Store) ParkedOpen(ctx context.Context) (n int64, err error) {
	err = s.pool.QueryRow(ctx, `SELECT count(*) FROM park WHERE karar IS NULL`).Scan(&n)
	return n, away(err)
}

// ParkKarar is what the operator has decided about a parked message.
type ParkKarar string

// The decisions; "" is none yet.
const (
	ParkAcik    ParkKarar = ""
	ParkYeniden ParkKarar = "yeniden" // sent back to its queue
	ParkAtildi  ParkKarar = "atildi"
)

// ParkSatir is a parked message in a list. Neden and Tip may hold what a sender wrote: redact them before they are shown.
type ParkSatir struct {
	ID         uuid.UUID
	Tuketici   string
	MesajID    uuid.UUID
	KonuNo     int64
	Tip, Neden string
	Zaman      time.Time
	Karar      ParkKarar
	KararZaman time.Time
	KararVeren string
	Aciklama   string // why it was decided so
}

// ParkSuzgec narrows the list; zero values don't.
type ParkSuzgec struct {
	Karar         ParkKarar // with Hepsi false: those of this decision, ParkAcik = undecided
	Hepsi         bool
	Tuketici, Tip string
	Neden         string // a part of the reason as it is shown (maske.NedenMetni)
	Ilk, Son      time.Time
}

// ParkImlec is a place in the list: that of the record ID, parked at Zaman.
type ParkImlec struct {
	Zaman time.Time
	ID    uuid.UUID
}

// Imlec is the record's place.
func (p *ParkSatir) Imlec() ParkImlec { return ParkImlec{p.Zaman, p.ID} }

func (i ParkImlec) none() bool { return i == ParkImlec{} }

const parkSayim = 100_000 // a longer list is not counted to its end

// likeChars takes from what somebody has typed the meaning that LIKE gives it.
var likeChars = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// where adds the filter.
func (f *ParkSuzgec) where(sb *sqlbuilder.SelectBuilder) *sqlbuilder.SelectBuilder {
	switch {
	case f.Hepsi:
	case f.Karar == ParkAcik:
		sb.Where("karar IS NULL")
	default:
		sb.Where(sb.Equal("karar", string(f.Karar)))
	}
	if f.Tuketici != "" {
		sb.Where(sb.Equal("tuketici", f.Tuketici))
	}
	if f.Tip != "" {
		sb.Where(sb.Equal("tip", f.Tip))
	}
	if f.Neden != "" {
		sb.Where("neden_arama LIKE " + sb.Var("%"+likeChars.Replace(turkce.Fold(f.Neden))+"%"))
	}
	if !f.Ilk.IsZero() {
		sb.Where(sb.GreaterEqualThan("zaman", f.Ilk))
	}
	if !f.Son.IsZero() {
		sb.Where(sb.LessThan("zaman", f.Son))
	}
	return sb
}

func (i ParkImlec) beside(sb *sqlbuilder.SelectBuilder, op string) *sqlbuilder.SelectBuilder {
	return sb.Where("(zaman, id) " + op + " (" + sb.Var(i.Zaman) + ", " + sb.Var(i.ID) + ")")
}

const parkColumns = `id, tuketici, mesaj_id, coalesce(konu_no, 0), tip, neden, zaman, coalesce(karar, ''), coalesce(karar_zaman, '0001-01-01'), coalesce(karar_veren, ''), coalesce(aciklama, '')`

// Parklar is a page of at most size parked messages, newest first: those after the place sonra, or before once. Errors: Forbidden, Unavailable.
func (s *Store) Parklar(ctx context.Context, actor kural.Actor, f ParkSuzgec, sonra, once ParkImlec, size int) (*Sayfa[ParkSatir], error) {
	if err := yetki.Check(actor, yetki.Isletim, 0); err != nil {
		return nil, err
	}
	sb := f.where(selectFrom("park", parkColumns))
	switch {
	case !once.none():
		once.beside(sb, ">").OrderByAsc("zaman").OrderByAsc("id")
	case !sonra.none():
		sonra.beside(sb, "<")
		fallthrough
	default:
		sb.OrderByDesc("zaman").OrderByDesc("id")
	}
	sql, args := sb.Limit(size).Build()
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ParkSatir])
	if err != nil {
		return nil, away(err)
	}
	if len(list) == 0 && (!once.none() || !sonra.none()) { // what stood there has gone: a page without a way back helps nobody
		return s.Parklar(ctx, actor, f, ParkImlec{}, ParkImlec{}, size)
	}
	if !once.none() {
		for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
			list[i], list[j] = list[j], list[i]
		}
	}
	p := &Sayfa[ParkSatir]{Satirs: list}
	if p.Toplam, err = s.countPark(ctx, f.where(selectFrom("park", "1"))); err != nil || len(list) == 0 {
		return p, err
	}
	before, err := s.countPark(ctx, list[0].Imlec().beside(f.where(selectFrom("park", "1")), ">"))
	p.Ilk = before + 1
	return p, err
}

func (s *Store) countPark(ctx context.Context, sb *sqlbuilder.SelectBuilder) (n int, err error) {
	sql, args := sb.Limit(parkSayim).Build()
	err = s.pool.QueryRow(ctx, "SELECT count(*) FROM ("+sql+") x", args...).Scan(&n)
	return n, away(err)
}

// parkSecenekSQL finds the values of a column one after the other by its index: to read all of a flood for a few words takes half a second.
const parkSecenekSQL = `WITH RECURSIVE t AS ((SELECT $column v FROM park ORDER BY 1 LIMIT 1)
	UNION ALL SELECT (SELECT $column FROM park WHERE $column > t.v ORDER BY 1 LIMIT 1) FROM t WHERE v IS NOT NULL) SELECT v FROM t WHERE v IS NOT NULL ORDER BY 1 LIMIT 200`

// ParkSecenekleri are the consumers and types of the parked messages there are, some hundreds at most, for the filter.
func (s *Store) ParkSecenekleri(ctx context.Context, actor kural.Actor) (tuketiciler, tips []string, err error) {
	if err := yetki.Check(actor, yetki.Isletim, 0); err != nil {
		return nil, nil, err
	}
	for column, into := range map[string]*[]string{"tuketici": &tuketiciler, "tip": &tips} {
		rows, err := s.pool.Query(ctx, strings.ReplaceAll(parkSecenekSQL, "$column", column))
		if err != nil {
			return nil, nil, away(err)
		}
		if *into, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
			return nil, nil, away(err)
		}
	}
	return tuketiciler, tips, nil
}

// ParkDetay is one parked message with what it carries; Gecmis are all times that its consumer gave up on it, oldest first, itself among them.
// Govde and Baslik hold what a sender wrote: redact them before they are shown.
type ParkDetay struct {
	ParkSatir
	Govde  []byte
	Baslik map[string]string
	Gecmis []ParkSatir
}

const maxGecmis = 100

// ErrNoPark is the answer for a parked message that there is not.
var ErrNoPark = &kural.Error{Kind: kural.NotFound, Message: "Aradığınız mesaj bulunamadı."}

// Parked is the parked message id; that actor has looked at it is recorded (SC-05). Errors: ErrNoPark, Forbidden, Unavailable.
func (s *Store) Parked(ctx context.Context, actor kural.Actor, id uuid.UUID) (ParkDetay, error) {
	var d ParkDetay
	if err := yetki.Check(actor, yetki.Isletim, 0); err != nil {
		return d, err
	}
	var baslik []byte
	p := &d.ParkSatir
	err := s.pool.QueryRow(ctx, `SELECT `+parkColumns+`, govde, baslik FROM park WHERE id = $1`, id).Scan(&p.ID, &p.Tuketici, &p.MesajID, &p.KonuNo,
		&p.Tip, &p.Neden, &p.Zaman, &p.Karar, &p.KararZaman, &p.KararVeren, &p.Aciklama, &d.Govde, &baslik)
	if errors.Is(err, pgx.ErrNoRows) {
		return d, ErrNoPark
	}
	if err != nil {
		return d, away(err)
	}
	if err := json.Unmarshal(baslik, &d.Baslik); err != nil {
		return d, err
	}
	rows, err := s.pool.Query(ctx, `SELECT `+parkColumns+` FROM park WHERE mesaj_id = $1 AND tuketici = $2 ORDER BY zaman, id LIMIT $3`, p.MesajID, p.Tuketici, maxGecmis)
	if err != nil {
		return d, away(err)
	}
	if d.Gecmis, err = pgx.CollectRows(rows, pgx.RowToStructByPos[ParkSatir]); err != nil {
		return d, away(err)
	}
	return d, s.RecordErisim(ctx, actor, Erisim{Islem: "İşlenemeyen mesaj görüntülendi", Ayrinti: p.ID.String()})
}

// ParkedOf lists those of ids that there are, newest first: to be looked at once more before they are decided on. Errors: Forbidden, Unavailable.
func (s *Store) ParkedOf(ctx context.Context, actor kural.Actor, ids []uuid.UUID) ([]ParkSatir, error) {
	if err := yetki.Check(actor, yetki.Isletim, 0); err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, `SELECT `+parkColumns+` FROM park WHERE id = ANY($1) ORDER BY zaman DESC, id DESC`, ids)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ParkSatir])
	return list, away(err)
}
