package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"acikkapi/internal/saglik"
	"acikkapi/store"
)

// nabiz shows the operator that this process runs, what it is and how it finds what it needs (OP-04), until ctx ends. look keeps the figures
// of the queues fresh, so that their ages begin before somebody opens the page.
func (e *env) nabiz(ctx context.Context, s *store.Store, roles []string, checks []saglik.Check, look func()) {
	p := store.Surec{ID: uuid.New(), Surum: surum(), Roller: roles, Basladi: time.Now()}
	tick := time.NewTicker(store.SurecAra)
	defer tick.Stop()
	for ctx.Err() == nil {
		p.Durum = saglik.Ask(ctx, checks)
		if err := s.Beat(ctx, &p); err != nil && ctx.Err() == nil {
			e.log.Warn().Err(err).Msg("no sign of life could be given")
		}
		look()
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := s.Gone(last, p.ID); err != nil {
		e.log.Debug().Err(err).Msg("the process stays on the list for an hour")
	}
}

// shows runs nabiz beside the rest of the process; only one with the pages looks at the queues.
func (e *env) shows(ctx context.Context, g *errgroup.Group, s *store.Store, roles []string, checks []saglik.Check, queues *saglik.Kuyruklar) {
	look := func() {}
	if queues != nil && slices.Contains(roles, roleInbox) {
		look = func() { _, _ = queues.Look() } // whoever shows the figures says that they are away
	}
	g.Go(func() error { e.nabiz(ctx, s, roles, checks, look); return nil })
}

const kisaSurum = 9 // letters of a revision or digest

// surum is what the program was built from: revision and day, “+” behind one with changes of its own. Without a revision it is a digest of the
// program itself, which tells two builds apart as well.
func surum() string {
	set := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, v := range info.Settings {
			set[v.Key] = v.Value
		}
	}
	rev := set["vcs.revision"]
	if rev == "" {
		return derleme()
	}
	out := rev[:min(len(rev), kisaSurum)]
	if set["vcs.modified"] == "true" {
		out += "+"
	}
	day, _, _ := strings.Cut(set["vcs.time"], "T")
	return strings.TrimSpace(out + " " + day)
}

// derleme is the digest of the running program.
func derleme() string {
	const unknown = "bilinmiyor"
	path, err := os.Executable()
	if err != nil {
		return unknown
	}
	f, err := os.Open(path)
	if err != nil {
		return unknown
	}
	defer f.Close() //nolint:errcheck // it is only read
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return unknown
	}
	return "derleme " + hex.EncodeToString(h.Sum(nil))[:kisaSurum]
}
