// Package dbtest gives each test a database of its own, on the real server: a clone of a template that is
// migrated and seeded once.
package dbtest

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/gizli"
	"acikkapi/internal/testenv"
	"acikkapi/store"
)

// Keys are the encryption keys of every test database: always the same, since templates outlive the process that made them.
var Keys = fmt.Sprintf("1:%s", base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{1}, gizli.KeySize)))

// New opens a store on a fresh clone; both end with the test.
func New(t testing.TB) *store.Store { return Open(t, URL(t)) }

// Open opens a store on the database at url, until the test ends.
func Open(t testing.TB, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: url, Keys: Keys, MaxConns: 12})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// NewDemo is New with the demonstration's users, whom Store.LoadDemo would make (some 450 ms, most of it for their passwords).
func NewDemo(t testing.TB) *store.Store { return Open(t, DemoURL(t)) }

// URL makes a fresh clone and returns its address, as the owner; it is dropped when the test ends.
func URL(t testing.TB) string {
	t.Helper()
	return clone(t, false)
}

// DemoURL is URL with the demonstration's users.
func DemoURL(t testing.TB) string {
	t.Helper()
	return clone(t, true)
}

func clone(t testing.TB, demo bool) string {
	t.Helper()
	base := Server(t)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	template, err := ensureTemplate(ctx, base, demo)
	if err != nil {
		t.Fatalf("test database: %v", err)
	}
	name := "t_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if err := admin(ctx, base, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, template)); err != nil {
		t.Fatalf("test database: %v", err)
	}
	t.Cleanup(func() {
		if err := admin(context.Background(), base, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop test database: %v", err)
		}
	})
	return withDB(base, name)
}

// Server is DATABASE_URL, from the environment or from what `make up` has started.
func Server(t testing.TB) string {
	t.Helper()
	return testenv.Get(t, "DATABASE_URL")
}

func admin(ctx context.Context, base, sql string) error {
	c, err := pgx.Connect(ctx, withDB(base, "postgres"))
	if err != nil {
		return err
	}
	defer c.Close(ctx) //nolint:errcheck // nothing pending
	_, err = c.Exec(ctx, sql)
	return err
}

func withDB(base, name string) string {
	u, err := url.Parse(base)
	if err != nil {
		return base
	}
	u.Path = "/" + name
	return u.String()
}
