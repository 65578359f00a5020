package dosya

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// asidePrefix is where files lie that nothing referred to when they were last looked for. They can still be opened: somebody may have
// uploaded the same content again just then, and would otherwise refer to a file that is gone.
const asidePrefix = "silinecek/"

const sweepBatch = 1000

// Used tells which of the digests are referred to.
type Used func(ctx context.Context, ozets []string) (map[string]bool, error)

// Sweep puts files aside that were stored before the given time and that nothing refers to, forgets those that have lain aside since before
// it, and takes back those that something refers to after all. It returns how many it forgot. Several processes may sweep at once.
func (s *Store) Sweep(ctx context.Context, before time.Time, used Used) (int, error) {
	forgotten, err := s.sweepPart(ctx, asidePrefix, before, used, s.endAside)
	if err != nil {
		return forgotten, err
	}
	_, err = s.sweepPart(ctx, "", before, used, s.putAside)
	return forgotten, err
}

// sweepPart hands the files below prefix, a batch at a time, to act, which tells how many it has forgotten.
func (s *Store) sweepPart(ctx context.Context, prefix string, before time.Time, used Used,
	act func(ctx context.Context, batch []*blob.ListObject, used map[string]bool, before time.Time) (int, error),
) (int, error) {
	n := 0
	var batch []*blob.ListObject
	flush := func() error {
		ozets := make([]string, len(batch))
		for i, o := range batch {
			ozets[i] = path.Base(o.Key)
		}
		known, err := used(ctx, ozets)
		if err != nil {
			return err
		}
		done, err := act(ctx, batch, known, before)
		n, batch = n+done, nil
		return err
	}
	list := s.bucket.List(&blob.ListOptions{Prefix: prefix})
	for {
		o, err := list.Next(ctx)
		if errors.Is(err, io.EOF) {
			return n, flush()
		}
		if err != nil {
			return n, fmt.Errorf("listing files: %w", err)
		}
		if !isFile(strings.TrimPrefix(o.Key, prefix)) {
			continue // of another kind
		}
		if batch = append(batch, o); len(batch) == sweepBatch {
			if err := flush(); err != nil {
				return n, err
			}
		}
	}
}

// isFile tells whether k is a key that put made.
func isFile(k string) bool {
	ozet := path.Base(k)
	b, err := hex.DecodeString(ozet)
	return err == nil && len(b) == 32 && k == key(ozet)
}

func (s *Store) putAside(ctx context.Context, batch []*blob.ListObject, used map[string]bool, before time.Time) (int, error) {
	for _, o := range batch {
		if used[path.Base(o.Key)] || !o.ModTime.Before(before) {
			continue
		}
		if err := s.move(ctx, o.Key, asidePrefix+o.Key); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

func (s *Store) endAside(ctx context.Context, batch []*blob.ListObject, used map[string]bool, before time.Time) (int, error) {
	n := 0
	for _, o := range batch {
		switch {
		case used[path.Base(o.Key)]:
			if err := s.move(ctx, o.Key, strings.TrimPrefix(o.Key, asidePrefix)); err != nil {
				return n, err
			}
		case o.ModTime.Before(before):
			if err := s.bucket.Delete(ctx, o.Key); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
				return n, fmt.Errorf("forgetting a file: %w", err)
			}
			n++
		}
	}
	return n, nil
}

// move copies first, so that a file is somewhere at every moment. One that another process has moved already is no error.
func (s *Store) move(ctx context.Context, from, to string) error {
	err := s.bucket.Copy(ctx, to, from, nil)
	if err == nil {
		err = s.bucket.Delete(ctx, from)
	}
	if err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return fmt.Errorf("moving a file: %w", err)
	}
	return nil
}
