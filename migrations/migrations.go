// Package migrations carries the database's schema, as numbered forward-only .sql files for goose.
package migrations

import "embed"

// FS holds every migration.
//
//go:embed *.sql
var FS embed.FS
