package intake

import (
	"context"
	"errors"
	"net/http"

	"github.com/google/uuid"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
)

// What a session holds: ids of drafts only.
const (
	oturumTaslak = "taslak"
	oturumSorgu  = "sorgu"
)

// step is what a citizen has got to on a way of several pages; it is kept as a draft.
type step interface {
	setID(uuid.UUID)
	yol() string // the page that it stands at
}

// errNoStep: the session holds none, or has ended.
var errNoStep = errors.New("no such draft in this session")

func isNoStep(err error) bool { return errors.Is(err, errNoStep) }

// loadStep reads the draft whose id the session has under key.
func (s *service) loadStep(ctx context.Context, key string, v step) error {
	id, err := uuid.Parse(s.Sessions.GetString(ctx, key))
	if err != nil {
		return errNoStep
	}
	v.setID(id)
	err = s.Store.Draft(ctx, id, v)
	if kural.KindOf(err) == kural.NotFound {
		return errNoStep
	}
	return err
}

// atStep lets h answer only while what load gives stands at path; everybody else is led to where they stand, or to the begin.
func atStep[T step](begin, path string, load func(context.Context) (T, error), h func(http.ResponseWriter, *http.Request, T) error) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		t, err := load(r.Context())
		switch {
		case isNoStep(err):
			return web.SeeOther(w, r, begin)
		case err != nil:
			return err
		case t.yol() != path:
			return web.SeeOther(w, r, t.yol())
		}
		return h(w, r, t)
	}
}

// at is atStep on the way of an application.
func (s *service) at(path string, h func(http.ResponseWriter, *http.Request, *taslak) error) web.HandlerFunc {
	return atStep(yolGiris, path, s.taslak, h)
}

// inquiry is atStep on the way of “Başvuru Sorgula”.
func (s *service) inquiry(path string, h func(http.ResponseWriter, *http.Request, *sorgu) error) web.HandlerFunc {
	return atStep(yolSorgula, path, s.sorgu, h)
}
