package dosya

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// geciciPrefix keeps files that the system itself makes for a while apart from what people have uploaded.
const geciciPrefix = "gecici/"

// SaveGecici stores what r brings under id, and returns its size in bytes and its SHA-256, hex. It looks into nothing: the
// content is our own. Errors: Unavailable where disk or bucket do not take it; r's own as they are.
func (s *Store) SaveGecici(ctx context.Context, id uuid.UUID, tur string, r io.Reader) (int64, string, error) {
	ctx, cancel := context.WithCancel(ctx) // a writer whose context has ended keeps nothing
	defer cancel()
	w, err := s.bucket.NewWriter(ctx, geciciPrefix+id.String(), &blob.WriterOptions{ContentType: tur})
	if err != nil {
		return 0, "", away(err)
	}
	sum, source := sha256.New(), &reader{Reader: r}
	n, err := io.Copy(io.MultiWriter(w, sum), source)
	if err != nil {
		cancel()
		w.Close() //nolint:errcheck,gosec // it fails, having been cancelled
		if source.err != nil {
			return 0, "", fmt.Errorf("making a file: %w", source.err)
		}
		return 0, "", away(err)
	}
	if err := w.Close(); err != nil {
		return 0, "", away(err)
	}
	return n, hex.EncodeToString(sum.Sum(nil)), nil
}

// OpenGecici returns what is stored under id and its size in bytes; close it. An unknown id is NotFound.
func (s *Store) OpenGecici(ctx context.Context, id uuid.UUID) (io.ReadCloser, int64, error) {
	r, err := s.bucket.NewReader(ctx, geciciPrefix+id.String(), nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, 0, missing(err)
	}
	if err != nil {
		return nil, 0, away(err)
	}
	size := r.Size()
	return r, size, nil
}

// RemoveGecici removes what is stored under id; nothing there is right too. Errors: Unavailable.
func (s *Store) RemoveGecici(ctx context.Context, id uuid.UUID) error {
	err := s.bucket.Delete(ctx, geciciPrefix+id.String())
	if err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return away(err)
	}
	return nil
}

// SweepGecici removes what was stored before a time and is named by no row any more: its process ended in between. Errors: Unavailable.
func (s *Store) SweepGecici(ctx context.Context, before time.Time) error {
	list := s.bucket.List(&blob.ListOptions{Prefix: geciciPrefix})
	for {
		o, err := list.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return away(err)
		}
		if o.ModTime.Before(before) {
			if err := s.bucket.Delete(ctx, o.Key); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
				return away(err)
			}
		}
	}
}
