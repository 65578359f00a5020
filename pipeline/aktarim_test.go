package pipeline_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
	"github.com/xuri/excelize/v2"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/dosya"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/rapor"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// exporting is a world with a blob store and an AKS who asks for lists.
type exporting struct {
	*world
	files *dosya.Store
	dir   string // of the blob store
	owner string // address of the database, as its owner
	aks   basvuru.Actor
	ahead atomic.Int64 // of the store's clock, in hours
}

func newExporting(t *testing.T, owner string) *exporting {
	t.Helper()
	e := &exporting{dir: t.TempDir(), owner: owner}
	s, err := store.Open(t.Context(), store.Options{URL: owner, Keys: dbtest.Keys, MaxConns: 12, Now: func() time.Time {
		return time.Now().Add(time.Duration(e.ahead.Load()) * time.Hour)
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	if _, err := s.LoadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	e.files = filesAt(t, e.dir)
	e.world = stopped(t, s, mqtest.VHost(t))
	u, err := s.Kullanici(t.Context(), int64(count(t, e.world, `SELECT min(id)::int FROM kullanici WHERE tip = 'sorumlu' AND id NOT IN (SELECT kullanici_id FROM kullanici_ilce)`)))
	if err != nil {
		t.Fatal(err)
	}
	e.aks = u.Actor()
	return e
}

func filesAt(t *testing.T, dir string) *dosya.Store {
	t.Helper()
	files, err := dosya.New(t.Context(), "file://"+dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	return files
}

func (e *exporting) exports(t *testing.T) func(*pipeline.Options) {
	temp := t.TempDir()
	return func(o *pipeline.Options) {
		o.Files, o.Temp, o.Step = e.files, temp, 1
		o.Delays = []time.Duration{10 * time.Millisecond, 10 * time.Millisecond, 10 * time.Millisecond, 10 * time.Millisecond}
	}
}

func (e *exporting) ask(t *testing.T, rows int) uuid.UUID {
	t.Helper()
	id, err := e.StartAktarim(t.Context(), e.aks, store.AktarimSuzgec{}, "06 - ANKARA", rows)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (e *exporting) until(t *testing.T, id uuid.UUID, durum store.AktarimDurum) (a store.Aktarim) {
	t.Helper()
	eventually(t, "the export is "+string(durum), func() bool {
		var err error
		a, err = e.Aktarim(t.Context(), e.aks, id)
		return err == nil && a.Durum == durum
	})
	return a
}

// rows reads the finished file of export id and counts its rows.
func (e *exporting) rows(t *testing.T, id uuid.UUID) int {
	t.Helper()
	file, err := e.AktarimDosyasi(t.Context(), e.aks, id)
	if err != nil {
		t.Fatal(err)
	}
	r, _, err := e.files.OpenGecici(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	x, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	list, err := x.GetRows("Başvurular")
	if err != nil {
		t.Fatal(err)
	}
	return len(list) - 1
}

// kept lists the files of exports, whole ones.
func (e *exporting) kept(t *testing.T) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(e.dir, "gecici"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, f := range entries {
		if _, err := uuid.Parse(f.Name()); err == nil {
			names = append(names, f.Name())
		}
	}
	return names
}

// PL-10, PL-04: the order delivered several times makes one file; a day later file and row are swept away.
func TestExportIsMadeOnceAndSwept(t *testing.T) {
	e := newExporting(t, dbtest.URL(t))
	for n := range 5 {
		dbtest.File(t, e.Store, n)
	}
	id := e.ask(t, 5)
	body, err := json.Marshal(store.AktarimGorev{AktarimID: id})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := e.SendLater(t.Context(), store.Giden{MesajID: uuid.New(), Exchange: store.ExchangeAktarim, Anahtar: store.ExchangeAktarim, Tip: store.TipAktarim, Govde: body}); err != nil {
			t.Fatal(err)
		}
	}
	e.run(t, e.exports(t))
	a := e.until(t, id, store.AktarimHazir)
	e.settled(t)
	if a.Satir != 5 || a.Boyut == 0 || e.rows(t, id) != 5 || len(e.kept(t)) != 1 {
		t.Errorf("%+v, %d rows, files %v", a, e.rows(t, id), e.kept(t))
	}
	if n := count(t, e.world, `SELECT count(*) FROM erisim WHERE islem = 'Excel raporu hazırlandı' AND satir = 5 AND yapan_id = $1`, e.aks.ID); n != 1 {
		t.Errorf("recorded %d times", n)
	}
	e.stop()
	e.ahead.Store(25)
	e.reg = prometheus.NewRegistry()
	e.run(t, e.exports(t)) // sweeps when it begins
	eventually(t, "row and file are gone", func() bool { return count(t, e.world, `SELECT count(*) FROM aktarim`) == 0 })
	if left := e.kept(t); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

// A blob store that takes nothing is tried three times, then told in words; “Yeniden dene” makes the file once it is mended (PL-10).
func TestExportFailsInWordsAndIsTriedAgain(t *testing.T) {
	e := newExporting(t, dbtest.URL(t))
	dbtest.File(t, e.Store, 1)
	block := filepath.Join(e.dir, "gecici")
	if err := os.WriteFile(block, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	e.run(t, e.exports(t))
	id := e.ask(t, 1)
	a := e.until(t, id, store.AktarimBasarisiz)
	if a.Neden != "Rapor hazırlanırken sistemin bir parçasına ulaşılamadı." || count(t, e.world, `SELECT deneme FROM aktarim`) != 3 {
		t.Errorf("%+v", a)
	}
	if err := os.Remove(block); err != nil {
		t.Fatal(err)
	}
	if err := e.RetryAktarim(t.Context(), e.aks, id); err != nil {
		t.Fatal(err)
	}
	e.until(t, id, store.AktarimHazir)
	if n := e.rows(t, id); n != 1 {
		t.Errorf("%d rows", n)
	}
	if n := count(t, e.world, `SELECT count(*) FROM park`); n != 0 {
		t.Errorf("%d messages parked", n)
	}
}

// The process that makes an export is killed by kill -9 in the middle: another begins it anew, with one whole file at the end, and
// nothing of what the killed one kept on disk stays (PL-10).
func TestExportingProcessKilled(t *testing.T) {
	if os.Getenv("AKTARIM_URL") != "" {
		exportUntilKilled(t)
		return
	}
	owner := dbtest.URL(t)
	e := newExporting(t, owner)
	const rows = 60
	for n := range rows {
		dbtest.File(t, e.Store, n)
	}
	temp := filepath.Join(t.TempDir(), "islem")
	id := e.ask(t, rows)

	// Its row held, the child stands still at its first report.
	tx, err := e.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(context.WithoutCancel(t.Context()))
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestExportingProcessKilled$", "-test.v")
	child.Env = append(os.Environ(), "AKTARIM_URL="+owner, "AKTARIM_AMQP="+e.amqpURL, "AKTARIM_FILES="+e.dir, "AKTARIM_TEMP="+temp, "AKTARIM_KEYS="+dbtest.Keys)
	var out bytes.Buffer
	child.Stdout, child.Stderr = &out, &out
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = child.Process.Kill(); _ = child.Wait() }()
	eventually(t, "the child is at it", func() bool { return count(t, e.world, `SELECT satir FROM aktarim`) > 0 })
	if _, err := tx.Exec(t.Context(), `SELECT FROM aktarim FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	if a, err := e.Aktarim(t.Context(), e.aks, id); err != nil || a.Durum != store.AktarimCalisiyor || a.Satir >= rows {
		t.Fatalf("not in the middle: %+v, %v\n%s", a, err, out.String())
	}
	if err := child.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(temp); len(left) == 0 {
		t.Error("the killed process has left nothing: it was not in the middle")
	}

	g, err := rapor.OpenGecici(temp)
	if err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(temp); len(left) != 1 {
		t.Errorf("the killed process's files are there still: %v", left)
	}
	e.run(t, e.exports(t), func(o *pipeline.Options) { o.Temp = g.Dir })
	a := e.until(t, id, store.AktarimHazir)
	if n := e.rows(t, id); n != rows || a.Satir != rows || len(e.kept(t)) != 1 || count(t, e.world, `SELECT deneme FROM aktarim`) != 2 {
		t.Errorf("%+v, %d rows, files %v", a, n, e.kept(t))
	}
}

// OP-01: a process that is told to stop does not wait for its export's end, and leaves it to another without using up an attempt.
func TestExportIsGivenBackAtAStop(t *testing.T) {
	e := newExporting(t, dbtest.URL(t))
	dbtest.File(t, e.Store, 1)
	c, err := pgx.Connect(t.Context(), e.owner)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.WithoutCancel(t.Context()))
	if _, err := c.Exec(t.Context(), `BEGIN; LOCK TABLE basvuru IN ACCESS EXCLUSIVE MODE`); err != nil { // the list cannot be read
		t.Fatal(err)
	}
	e.run(t, e.exports(t))
	id := e.ask(t, 1)
	e.until(t, id, store.AktarimCalisiyor)
	began := time.Now()
	e.stop()
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("stopping took %s", took)
	}
	if a := e.until(t, id, store.AktarimBekliyor); a.Neden != "" || count(t, e.world, `SELECT deneme FROM aktarim`) != 0 {
		t.Errorf("given back: %+v", a)
	}
	if _, err := c.Exec(t.Context(), `ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	e.reg = prometheus.NewRegistry()
	e.run(t, e.exports(t))
	e.until(t, id, store.AktarimHazir)
}

// exportUntilKilled is the child: a process whose pipeline makes exports, slowly.
func exportUntilKilled(t *testing.T) {
	s, err := store.Open(t.Context(), store.Options{URL: os.Getenv("AKTARIM_URL"), Keys: os.Getenv("AKTARIM_KEYS"), MaxConns: 12})
	if err != nil {
		t.Fatal(err)
	}
	temp, err := rapor.OpenGecici(os.Getenv("AKTARIM_TEMP"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(t.Context(), os.Interrupt)
	defer stop()
	p := pipeline.New(pipeline.Options{
		AMQPURL: os.Getenv("AKTARIM_AMQP"), Store: s, Files: filesAt(t, os.Getenv("AKTARIM_FILES")), Temp: temp.Dir, Step: 1, Log: zerolog.New(os.Stderr),
	})
	if err := p.Run(ctx); err != nil && !strings.Contains(err.Error(), "closed") {
		t.Error(err)
	}
}
