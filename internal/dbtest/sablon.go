package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"sync"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/adres"
	"acikkapi/internal/detsis"
	"acikkapi/internal/tohum"
	"acikkapi/migrations"
	"acikkapi/store"
)

var made sync.Map // templates that this process knows to be there, by server and name

// ensureTemplate makes the template database once for each state of the migrations, and with demo a second one of it that has the
// demonstration's users too; test binaries that run at the same time wait for the one that makes it. It returns its name.
func ensureTemplate(ctx context.Context, base string, demo bool) (string, error) {
	sum, err := schemaSum()
	if err != nil {
		return "", err
	}
	seeded, withDemo := "sablon_"+sum, "sablon_demo_"+sum
	name := seeded
	if demo {
		name = withDemo
	}
	if _, ok := made.Load(base + name); ok {
		return name, nil
	}
	c, err := pgx.Connect(ctx, withDB(base, "postgres"))
	if err != nil {
		return "", err
	}
	defer c.Close(ctx) //nolint:errcheck // nothing pending
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock(hashtext('acikkapi test template'))"); err != nil {
		return "", err
	}
	err = ensure(ctx, c, base, seeded, "template0", seed)
	if err == nil && demo {
		err = ensure(ctx, c, base, withDemo, seeded, loadDemo)
	}
	if err == nil {
		made.Store(base+name, true)
	}
	return name, err
}

// ensure makes the template name from another one and fills it, unless it is there.
func ensure(ctx context.Context, c *pgx.Conn, base, name, from string, fill func(ctx context.Context, url string) error) error {
	var ready bool
	err := c.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)", name).Scan(&ready)
	if err != nil || ready {
		return err
	}
	for _, sql := range []string{"DROP DATABASE IF EXISTS " + name + " WITH (FORCE)", "CREATE DATABASE " + name + " TEMPLATE " + from} {
		if _, err := c.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if err := fill(ctx, withDB(base, name)); err != nil {
		return err
	}
	_, err = c.Exec(ctx, "ALTER DATABASE "+name+" IS_TEMPLATE true") // the mark that it is complete
	return err
}

func seed(ctx context.Context, url string) error {
	if _, err := store.Migrate(ctx, url); err != nil {
		return err
	}
	return fill(ctx, url, func(s *store.Store) error { _, err := s.Seed(ctx); return err })
}

func loadDemo(ctx context.Context, url string) error {
	return fill(ctx, url, func(s *store.Store) error { _, err := s.LoadDemo(ctx); return err })
}

func fill(ctx context.Context, url string, with func(*store.Store) error) error {
	s, err := store.Open(ctx, store.Options{URL: url, Keys: Keys, MaxConns: 4})
	if err != nil {
		return err
	}
	defer s.Close()
	return with(s)
}

func schemaSum() (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, adres.Surum, tohum.Surum, tohum.TatilSurum, detsis.Surum)
	fmt.Fprintln(h, Keys, tohum.Demo(), tohum.DemoParola, tohum.DemoAnahtar, tohum.DemoKapsam, tohum.DemoKartAnahtar, tohum.DemoKartKapsam)
	err := fs.WalkDir(migrations.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := migrations.FS.ReadFile(path)
		fmt.Fprintln(h, path, len(b))
		h.Write(b)
		return err
	})
	return hex.EncodeToString(h.Sum(nil))[:16], err
}
