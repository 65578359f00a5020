package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"acikkapi/basvuru"
	"acikkapi/internal/izsur"
	"acikkapi/internal/kural"
)

// Result is what Do has made of an application.
type Result struct {
	No       int64
	Durum    basvuru.Durum
	OlaySira int  // of the newest event
	Repeated bool // the message or the post had been applied before; nothing was done now
	Nothing  bool // right, but there was nothing to do
}

// Option changes how Do works.
type Option func(*doOptions)

type doOptions struct {
	tuketici string
	mesajID  uuid.UUID
	kapsam   string
	anahtar  string
	istek    []byte
	ek       func(*pgx.Batch) // further statements of the same transaction
}

// Once makes the command apply once for a consumer's message, however often it is delivered (PL-04).
func Once(tuketici string, mesajID uuid.UUID) Option {
	return func(o *doOptions) { o.tuketici, o.mesajID = tuketici, mesajID }
}

// WithKey makes a repeated submission one application (VB-13): the same key with the same request gives the first
// number again, with another request it is a Conflict. scope keeps the keys of callers apart.
func WithKey(scope, key string, request []byte) Option {
	return func(o *doOptions) {
		sum := sha256.Sum256(request)
		o.kapsam, o.anahtar, o.istek = scope, key, sum[:]
	}
}

// Do is the one way to change an application: under the row's lock the transition table decides, and the new
// state, the event and the outgoing message are stored in one transaction. no is 0 for basvuru.Submit.
//
// Errors are those of basvuru.Decide, and Unavailable where the database did not answer: then the change may still
// have been made, so a caller who tries again brings Once or WithKey.
func (s *Store) Do(ctx context.Context, actor basvuru.Actor, no int64, cmd basvuru.Command, opts ...Option) (res Result, err error) {
	ctx, end := izsur.Start(ctx, "store.Do "+string(cmd.Action()), izsur.Role.String(string(actor.Rol)), izsur.Number.Int64(no))
	defer func() { end(err) }()
	var o doOptions
	for _, opt := range opts {
		opt(&o)
	}
	if sub, ok := cmd.(basvuru.Submit); ok {
		return s.submit(ctx, actor, sub, &o)
	}
	if err := s.readTakvim(ctx, cmd); err != nil {
		return Result{}, err
	}
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return Result{}, away(err)
	}
	defer conn.Release()
	res, err = s.doOn(ctx, conn, actor, no, cmd, &o)
	if err != nil {
		if conn.Conn().PgConn().TxStatus() != 'I' {
			conn.Exec(context.WithoutCancel(ctx), "ROLLBACK") //nolint:errcheck,gosec // Release drops a connection that is not idle
		}
		return Result{}, s.tellWhoWasFaster(ctx, actor, no, away(err))
	}
	return res, nil
}

func (s *Store) doOn(ctx context.Context, conn *pgxpool.Conn, actor basvuru.Actor, no int64, cmd basvuru.Command, o *doOptions) (Result, error) {
	row, fresh, err := lockRow(ctx, conn, no, o)
	if err != nil {
		return Result{}, err
	}
	res := Result{No: no, Durum: row.b.Durum, OlaySira: row.olaySira, Repeated: !fresh}
	if !fresh {
		_, err := conn.Exec(ctx, "ROLLBACK")
		return res, err
	}
	c, ev, err := s.decide(ctx, conn, &row, actor, cmd)
	if err != nil {
		return Result{}, err
	}
	if c.Nothing() {
		res.Nothing = true
		_, err := conn.Exec(ctx, "COMMIT") // keeps the record of the message
		return res, err
	}
	batch := &pgx.Batch{}
	if err := s.queueChange(batch, c, ev, actor); err != nil {
		return Result{}, err
	}
	if ev.Tip == basvuru.SonTarihDegisti {
		if err := queueSonTarih(batch, c, ev); err != nil {
			return Result{}, err
		}
	}
	if o.ek != nil {
		o.ek(batch)
	}
	batch.Queue("COMMIT")
	if err := conn.SendBatch(ctx, batch).Close(); err != nil {
		return Result{}, err
	}
	s.changed(c, ev)
	return Result{No: no, Durum: c.After.Durum, OlaySira: ev.OlaySira}, nil
}

// decide asks the rules what becomes of row, which is locked, and makes the event of it; nil where there is nothing to do.
func (s *Store) decide(ctx context.Context, q querier, row *locked, actor basvuru.Actor, cmd basvuru.Command) (*basvuru.Change, *olay, error) {
	now := s.clock()
	cmd, err := s.withDeadline(ctx, q, &row.b, cmd, now)
	if err != nil {
		return nil, nil, err
	}
	c, err := basvuru.Decide(&row.b, actor, cmd, now)
	if err != nil || c.Nothing() {
		return c, nil, err
	}
	if err := stillRight(ctx, q, c, cmd); err != nil {
		return nil, nil, err
	}
	if err := s.disposeHistory(ctx, q, c); err != nil {
		return nil, nil, err
	}
	ev, err := newOlay(c, actor, row.olaySira, row.olayOzet)
	if err == nil {
		ev.Traceparent = izsur.Of(ctx)
	}
	return c, ev, err
}

// stillRight checks, under the lock, what the rules cannot know: other rows that cmd speaks of.
func stillRight(ctx context.Context, q querier, c *basvuru.Change, cmd basvuru.Command) error {
	switch cmd := cmd.(type) {
	case basvuru.Route:
		return routable(ctx, q, cmd.Birims)
	case basvuru.UpdateHeadings:
		return unchanged(ctx, q, c.After.No, cmd.Gordu)
	case basvuru.Answer:
		if err := notHeldByOther(ctx, q, c.Actor, c.After.No, cmd.Sira, c.At); err != nil {
			return err
		}
	case basvuru.Dispose:
		return disposable(ctx, q, c.After.No, cmd.Liste, c.At)
	case basvuru.Return:
		return notHeldByOther(ctx, q, c.Actor, c.After.No, cmd.Sira, c.At)
	}
	if c.Cevap != nil {
		return attachable(ctx, q, c.Cevap.Dosyas, uploader(c.Actor))
	}
	return nil
}

// changed tells who listens that c has been committed as the event ev.
func (s *Store) changed(c *basvuru.Change, ev *olay) {
	s.metrics.changed(ev.Tip)
	topics := []string{TopicBasvuru(ev.BasvuruNo), TopicIl(ev.Il)}
	if ev.Tip == basvuru.BirimlerCevapladi {
		topics = append(topics, TopicCevap(ev.Il))
	}
	if basvuru.Sent(ev.Tip) || ev.Tip == basvuru.SonTarihDegisti { // the latter perhaps for birims' own systems
		topics = append(topics, TopicGiden)
	}
	for _, y := range c.Yonlendirmes { // the birim's other people see what one of them, or the desk, has done
		if y.Durum != basvuru.Kuyrukta { // the inbox rings when it is there: a bell before would make the pages look in vain, then wait
			topics = append(topics, TopicBirim(y.Birim))
		}
	}
	if v, ok := c.Veri.(basvuru.SureVeri); ok && v.Birim != "" { // the inbox marks its date
		topics = append(topics, TopicBirim(v.Birim))
	}
	s.Ring(topics...)
}

// locked is an application as Do finds it.
type locked struct {
	b        basvuru.Basvuru
	olaySira int
	olayOzet []byte
}

const (
	lockSQL    = lockSelect + ` WHERE no = $1 FOR NO KEY UPDATE`
	lockSelect = `SELECT no, durum, tur, il_kodu, ilce_id, kimlik, olusturma, yasal_son, yonlendirme_sira, olay_sira, olay_ozet FROM basvuru`
	// of the current round only: earlier rounds never count again (MI-04)
	lockYonlendirmeSQL    = lockYonlendirmeSelect + ` WHERE y.basvuru_no = $1 ORDER BY y.sira`
	lockYonlendirmeSelect = `SELECT y.basvuru_no, y.sira, y.tur, y.birim_no, r.ad, y.durum, coalesce(c.veren, ''), coalesce(y.son_tarih, b.yasal_son),
			y.gonderim, coalesce(y.sure_gun, 0)
		FROM yonlendirme y JOIN basvuru b ON b.no = y.basvuru_no AND b.tur = y.tur JOIN birim r ON r.detsis_no = y.birim_no
		LEFT JOIN cevap c ON c.basvuru_no = y.basvuru_no AND c.yonlendirme_sira = y.sira`
)

// fields are where a row of lockSelect goes.
func (l *locked) fields() []any {
	return []any{
		&l.b.No, &l.b.Durum, &l.b.Tur, &l.b.Il, &l.b.Ilce, &l.b.Kimlik, &l.b.Kayit, &l.b.YasalSon, &l.b.SonYon, &l.olaySira, &l.olayOzet,
	}
}

// lockedYon is a row of lockYonlendirmeSelect.
type lockedYon struct {
	No int64
	basvuru.Yonlendirme
}

// yonlendirmesOf are the routings of one application that lockYonlendirmeSQL has read.
func yonlendirmesOf(rows pgx.Rows) ([]basvuru.Yonlendirme, error) {
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (basvuru.Yonlendirme, error) {
		y, err := pgx.RowToStructByPos[lockedYon](row)
		return y.Yonlendirme, err
	})
}

// lockRow begins the transaction, records the message and reads the application under its lock, in one round trip.
// The routings are read by a statement of their own after the lock: it sees what the one before us committed.
func lockRow(ctx context.Context, conn *pgxpool.Conn, no int64, o *doOptions) (row locked, fresh bool, err error) {
	batch := &pgx.Batch{}
	batch.Queue("BEGIN")
	fresh = true
	if o.tuketici != "" {
		batch.Queue(insertIslenen, o.tuketici, o.mesajID)
	}
	batch.Queue(lockSQL, no)
	batch.Queue(lockYonlendirmeSQL, no)
	res := conn.SendBatch(ctx, batch)
	defer func() {
		if e := res.Close(); err == nil {
			err = e
		}
	}()
	if _, err = res.Exec(); err != nil {
		return row, false, err
	}
	if o.tuketici != "" {
		tag, err := res.Exec()
		if err != nil {
			return row, false, err
		}
		fresh = tag.RowsAffected() == 1
	}
	if err = res.QueryRow().Scan(row.fields()...); err != nil {
		if err == pgx.ErrNoRows { //nolint:errorlint // pgx returns it bare
			err = basvuru.NotFoundError(no)
		}
		return row, false, err
	}
	rows, err := res.Query()
	if err != nil {
		return row, false, err
	}
	row.b.Yonlendirmes, err = yonlendirmesOf(rows)
	return row, fresh, err
}

// errNoAttach says which rule an unknown file id breaks.
func errNoAttach() error {
	return kural.InvalidField("dosya", "Eklenen dosyalardan biri bulunamadı; lütfen dosyaları yeniden ekleyiniz.")
}

// querier is a pool, a connection or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// attachable checks that every id is a file that yukleyen has uploaded and not used yet.
func attachable(ctx context.Context, q querier, ids []string, yukleyen string) error {
	if len(ids) == 0 {
		return nil
	}
	parsed := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		var err error
		if parsed[i], err = uuid.Parse(id); err != nil {
			return errNoAttach()
		}
	}
	var n int
	err := q.QueryRow(ctx, `SELECT count(*) FROM dosya WHERE id = ANY($1) AND yukleyen = $2 AND basvuru_no IS NULL AND kart_no IS NULL`,
		parsed, yukleyen).Scan(&n)
	if err == nil && n != len(ids) {
		return errNoAttach()
	}
	return away(err)
}

// routable checks that every birim is an active one of DETSİS: the message for another would be parked, and the application
// wait for ever.
func routable(ctx context.Context, q querier, birims []basvuru.Birim) error {
	nos := make([]string, len(birims))
	for i, b := range birims {
		nos[i] = b.No
	}
	var n int
	err := q.QueryRow(ctx, `SELECT count(*) FROM birim WHERE detsis_no = ANY($1) AND aktif`, nos).Scan(&n)
	if err == nil && n != len(birims) {
		return kural.InvalidField("birim", "Seçilen birimlerden biri DETSİS listesinde etkin bir birim olarak bulunamadı.")
	}
	return away(err)
}

// unchanged refuses to overwrite pairs of headings that are not those which somebody saw when they began.
func unchanged(ctx context.Context, q querier, no int64, gordu []basvuru.Hizmet) error {
	if gordu == nil {
		return nil
	}
	rows, err := q.Query(ctx, `SELECT baslik_id, coalesce(alt_baslik_id, 0), aciklama FROM basvuru_hizmet WHERE basvuru_no = $1 ORDER BY sira`, no)
	if err != nil {
		return away(err)
	}
	now, err := pgx.CollectRows(rows, pgx.RowToStructByPos[basvuru.Hizmet])
	if err == nil && !slices.Equal(now, gordu) {
		return &kural.Error{
			Kind: kural.Conflict, Field: "hizmet",
			Message: "Hizmet başlıkları siz bu sayfadayken değiştirildi. Aşağıdaki liste sizin hazırladığınızdır; yeniden “Güncelle” derseniz onun yerine geçer.",
		}
	}
	return away(err)
}

// uploader names a staff member, or a birim's own system, as the owner of uploads that are not attached yet.
func uploader(actor basvuru.Actor) string {
	if actor.Rol == kural.Yetkili && actor.ID == 0 && len(actor.Birims) == 1 {
		return birimUploader + actor.Birims[0]
	}
	return fmt.Sprintf("kullanici:%d", actor.ID)
}
