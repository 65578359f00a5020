package pipeline

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"

	"acikkapi/internal/dosya"
	"acikkapi/internal/kural"
	"acikkapi/internal/rapor"
	"acikkapi/store"
)

const (
	aktarimTime  = 25 * time.Minute // for one attempt; the broker takes an unacked message back after 30
	aktarimSweep = 10 * time.Minute
	aktarimStep  = 1000           // rows between two looks at whether to go on
	geciciAge    = 48 * time.Hour // of a file that no row names, twice as old as any may get
	aktarimStops = 5 * time.Second
)

// aktarim makes the Excel file of a large list (PL-10). A message delivered twice, or again after a kill, begins the file anew: the
// row names the attempt that counts, and what another has made is removed. One attempt at a time in a process, two in the system, so that
// pages are not held up.
func (c *consumers) aktarim(_ context.Context, msg *message.Message) error {
	gorev, err := decode[store.AktarimGorev](msg)
	if err != nil {
		return err
	}
	// Not the short time of other effects; it ends when the process stops.
	ctx, cancel := context.WithTimeoutCause(msg.Context(), aktarimTime, errAktarimTime)
	defer cancel()
	is, err := c.store.TakeAktarim(ctx, gorev.AktarimID)
	if errors.Is(err, store.ErrAktarimGone) {
		return nil
	}
	if err != nil {
		return err
	}
	defer is.Release()
	err = c.export(ctx, is)
	if err == nil {
		return nil
	}
	return c.unmade(ctx, is, err)
}

var errAktarimTime = errors.New("export takes too long")

// export writes the list straight into the blob store.
func (c *consumers) export(ctx context.Context, is *store.AktarimIsi) error {
	l := rapor.Liste{
		Store: c.store, Dir: c.temp, Actor: is.Actor, Suzgec: is.Suzgec, Step: c.step,
		Progress: func(satir int) error { return is.Progress(ctx, satir) },
	}
	r, w := io.Pipe()
	type written struct {
		satir int
		err   error
	}
	done := make(chan written, 1)
	go func() {
		n, err := l.Write(ctx, w)
		w.CloseWithError(err)
		done <- written{n, err}
	}()
	boyut, ozet, err := c.files.SaveGecici(ctx, is.Dosya, rapor.TurXlsx, r)
	r.CloseWithError(err)
	list := <-done
	if list.err != nil && !errors.Is(list.err, io.ErrClosedPipe) {
		return list.err
	}
	if err != nil {
		return err
	}
	return is.Finish(ctx, list.satir, boyut, ozet)
}

// unmade tidies up after an attempt that has made no file, and says whether there will be another.
func (c *consumers) unmade(ctx context.Context, is *store.AktarimIsi, cause error) error {
	stopped := context.Cause(ctx)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), aktarimStops)
	defer cancel()
	err := c.files.RemoveGecici(ctx, is.Dosya)
	switch {
	case errors.Is(cause, store.ErrAktarimGone):
		return nil // what is left of its file is swept away
	case errors.Is(stopped, errAktarimTime):
		return again(is.Fail(ctx, "Liste beklenen sürede hazırlanamadı. Ölçütleri daraltarak yeniden deneyebilirsiniz."), nil)
	case stopped != nil: // the process stops; the broker delivers the message to another
		return again(is.GiveBack(ctx, false, ""), cause)
	case is.Last:
		c.failures.log.Error().Err(errors.Join(cause, err)).Stringer("export", is.ID).Msg("export failed")
		return again(is.Fail(ctx, failed(cause)), nil)
	}
	return again(is.GiveBack(ctx, true, failed(cause)+" Kendiliğinden yeniden denenecek."), cause)
}

// again is cause unless the row could not even be told of it.
func again(told, cause error) error {
	if told != nil && !errors.Is(told, store.ErrAktarimGone) {
		return told
	}
	return cause
}

func failed(cause error) string {
	if kural.KindOf(cause) == kural.Unavailable {
		return "Rapor hazırlanırken sistemin bir parçasına ulaşılamadı."
	}
	return "Rapor hazırlanırken bir hata oluştu."
}

// sweepExports ends and forgets exports whose time is over, until ctx ends.
func (p *Pipeline) sweepExports(ctx context.Context) {
	if p.opt.Files == nil {
		return
	}
	p.every(ctx, aktarimSweep, "exports are not swept", func() error { return sweepExports(ctx, p.opt.Store, p.opt.Files) })
}

func sweepExports(ctx context.Context, s *store.Store, files *dosya.Store) error {
	_, err := s.SweepAktarim(ctx, func(ctx context.Context, id uuid.UUID) error { return files.RemoveGecici(ctx, id) })
	if err != nil {
		return err
	}
	return files.SweepGecici(ctx, time.Now().Add(-geciciAge))
}
