package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// script is what the reference runs: statements, separated by lines, in which :no stands for a random number.
type script []string

// runner runs scripts; name tells in the table by what.
type runner struct {
	name string
	run  func(ctx context.Context, s script, clients int, d time.Duration) (float64, error)
}

// runner is pgbench where it is installed, else the same statements by pgx.
func (w *world) runner() runner {
	if path := findPgbench(); path != "" {
		return runner{"pgbench", func(ctx context.Context, s script, clients int, d time.Duration) (float64, error) {
			return w.pgbench(ctx, path, s, clients, d)
		}}
	}
	return runner{"pgx (pgbench is not installed)", w.pgx}
}

// findPgbench prefers the binaries of Debian's versions to /usr/bin/pgbench, a script that looks for a cluster.
func findPgbench() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if len(found) > 0 {
		return found[len(found)-1]
	}
	path, err := exec.LookPath("pgbench")
	if err != nil {
		return ""
	}
	return path
}

var tps = regexp.MustCompile(`tps = ([0-9.]+)`)

func (w *world) pgbench(ctx context.Context, path string, s script, clients int, d time.Duration) (float64, error) {
	dir, err := os.MkdirTemp("", "acikkapi-bench-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a folder of a few bytes under /tmp
	file := filepath.Join(dir, "script.sql")
	if err := os.WriteFile(file, []byte(`\set no random(1, 9000000000000)`+"\n"+strings.Join(s, ";\n")+";\n"), 0o600); err != nil {
		return 0, err
	}
	seconds := max(1, int(d.Round(time.Second)/time.Second))
	cmd := exec.CommandContext(ctx, path, "-n", "-M", "prepared", "-f", file, "-c", strconv.Itoa(clients), "-j", "2", "-T", strconv.Itoa(seconds))
	cfg := w.owner.Config().ConnConfig
	cmd.Env = append(os.Environ(), "PGHOST="+cfg.Host, "PGPORT="+strconv.Itoa(int(cfg.Port)), "PGUSER="+cfg.User,
		"PGPASSWORD="+cfg.Password, "PGDATABASE="+cfg.Database)
	if cfg.TLSConfig == nil {
		cmd.Env = append(cmd.Env, "PGSSLMODE=disable")
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("pgbench: %w: %.500s", err, out)
	}
	m := tps.FindSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("pgbench said nothing of tps: %.500s", out)
	}
	return strconv.ParseFloat(string(m[1]), 64)
}

// pgx runs the script as pgbench would: every statement a round trip, prepared.
func (w *world) pgx(ctx context.Context, s script, clients int, d time.Duration) (float64, error) {
	cfg := w.owner.Config()
	cfg.MaxConns = int32(clients) //nolint:gosec // a small number of ours
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return 0, err
	}
	defer pool.Close()
	return load(ctx, clients, d, func(ctx context.Context, _ int) error {
		no := rand.Int64N(9_000_000_000_000) //nolint:gosec // no secret
		return pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
			for _, sql := range s {
				var args []any
				if strings.Contains(sql, ":no") {
					sql, args = strings.ReplaceAll(sql, ":no", "$1"), []any{no}
				}
				if _, err := c.Exec(ctx, sql, args...); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// copyRow writes an INSERT of table whose values are those of its newest row with konu's number no, but for the columns in
// other, which are taken as they stand. It ends in “FROM n”. Values are written in hex escapes, since pgbench
// would take what follows a colon for one of its variables.
func copyRow(ctx context.Context, q *pgxpool.Pool, table, noColumn string, no int64, other map[string]string) (string, error) {
	rows, err := q.Query(ctx, `SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = $1::text::regclass
		AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = '' ORDER BY attnum`, table)
	if err != nil {
		return "", err
	}
	type column struct{ Name, Type string }
	columns, err := pgx.CollectRows(rows, pgx.RowToStructByPos[column])
	if err != nil {
		return "", err
	}
	names, values := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i], values[i] = c.Name, other[c.Name]
		if values[i] != "" {
			continue
		}
		var v *string
		sql := fmt.Sprintf(`SELECT %s::text FROM %s WHERE %s = $1`, c.Name, table, noColumn)
		if err := q.QueryRow(ctx, sql, no).Scan(&v); err != nil {
			return "", fmt.Errorf("%s.%s: %w", table, c.Name, err)
		}
		values[i] = literal(v, c.Type)
	}
	return fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM n", table, strings.Join(names, ", "), strings.Join(values, ", ")), nil
}

var escapes = strings.NewReplacer(`\`, `\\`, `'`, `''`, `:`, `\003A`)

func literal(v *string, sqlType string) string {
	if v == nil {
		return "NULL::" + sqlType
	}
	return "U&'" + escapes.Replace(*v) + "'::" + sqlType
}
