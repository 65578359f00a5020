package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/adres"
	"acikkapi/internal/detsis"
	"acikkapi/internal/tohum"
	"acikkapi/migrations"
	"acikkapi/store"
)

// ensureTemplate makes the template database once for each state of the migrations; test binaries that run at
// the same time wait for the one that makes it. It returns its name.
func ensureTemplate(ctx context.Context, base string) (string, error) {
	sum, err := schemaSum()
	if err != nil {
		return "", err
	}
	name := "sablon_" + sum
	c, err := pgx.Connect(ctx, withDB(base, "postgres"))
	if err != nil {
		return "", err
	}
	defer c.Close(ctx) //nolint:errcheck // nothing pending
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock(hashtext('acikkapi test template'))"); err != nil {
		return "", err
	}
	var ready bool
	err = c.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)", name).Scan(&ready)
	if err != nil || ready {
		return name, err
	}
	for _, sql := range []string{"DROP DATABASE IF EXISTS " + name + " WITH (FORCE)", "CREATE DATABASE " + name + " TEMPLATE template0"} {
		if _, err := c.Exec(ctx, sql); err != nil {
			return "", err
		}
	}
	if err := fill(ctx, withDB(base, name)); err != nil {
		return "", err
	}
	_, err = c.Exec(ctx, "ALTER DATABASE "+name+" IS_TEMPLATE true") // the mark that it is complete
	return name, err
}

func fill(ctx context.Context, url string) error {
	if _, err := store.Migrate(ctx, url); err != nil {
		return err
	}
	s, err := store.Open(ctx, store.Options{URL: url, Keys: Keys, MaxConns: 4})
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Seed(ctx)
	return err
}

func schemaSum() (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, adres.Surum, tohum.Surum, tohum.TatilSurum, detsis.Surum)
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
