package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"acikkapi/internal/config"
	"acikkapi/internal/dbtest"
)

// operator is somebody at a terminal that shows no progress bar.
type operator struct {
	t   *testing.T
	env *env
}

func newOperator(t *testing.T, url string) *operator {
	return &operator{t, &env{cfg: config.Config{DatabaseURL: url, Keys: dbtest.Keys, SMSQuiet: "-"}, log: zerolog.Nop()}}
}

// imports runs the command and gives what it printed, and what the shell sees.
func (o *operator) imports(ctx context.Context, c importCmd) (out string, code int, said string) {
	o.t.Helper()
	screen, err := os.Create(filepath.Join(o.t.TempDir(), "screen"))
	if err != nil {
		o.t.Fatal(err)
	}
	defer screen.Close()
	var b bytes.Buffer
	if err := c.run(ctx, o.env, &b, screen); err != nil {
		return b.String(), exitCode(err), err.Error()
	}
	if info, err := screen.Stat(); err != nil || info.Size() > 0 {
		o.t.Errorf("a bar was drawn where nobody watches: %v", err)
	}
	return b.String(), 0, ""
}

func (o *operator) file(name, content string) string {
	o.t.Helper()
	path := filepath.Join(o.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		o.t.Fatal(err)
	}
	return path
}

// OP-05: what an operator reads and what a script can go by, in each case.
func TestImportTellsTheOperator(t *testing.T) {
	o := newOperator(t, dbtest.URL(t))
	away := newOperator(t, "postgres://x:y@127.0.0.1:1/x")
	good, rapor := o.file("iyi.csv", "DetsisNo;Ad;Il\n10000001;ÖRNEK;6\n"), filepath.Join(t.TempDir(), "rapor.csv")
	bad := o.file("kotu.csv", "DetsisNo;Ad;Il\n10000002;ÖRNEK;6\n+1;X;=CMD()\n")
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, c := range []struct {
		name string
		who  *operator
		ctx  context.Context
		cmd  importCmd
		code int
		says []string
	}{
		{"missing", o, t.Context(), importCmd{Dosya: filepath.Join(t.TempDir(), "yok.csv")}, exitDosya, []string{"bulunamadı"}},
		{"no place for the report", o, t.Context(), importCmd{Dosya: good, Rapor: "/yok/rapor.csv"}, exitDosya, []string{"rapor dosyası yazılamıyor"}},
		{"database away", away, t.Context(), importCmd{Dosya: good}, exitAway, []string{"veritabanına ulaşılamıyor; hiçbir şey değiştirilmedi"}},
		{"interrupted", o, stopped, importCmd{Dosya: good}, 1, []string{"yarıda kesildi; hiçbir şey değiştirilmedi"}},
		{"bad rows", o, t.Context(), importCmd{Dosya: bad, Rapor: rapor}, exitRed, []string{"RED  satır 3, DetsisNo: 8 haneli", "RED  satır 3, Il: “=CMD()”", "hiçbir satır işlenmedi"}},
		{"dry run", o, t.Context(), importCmd{Dosya: good, DryRun: true}, 0, []string{"CSV, UTF-8, ayraç “;”", "Yeni birim", "DENEME", "hiçbir şey değiştirilmedi"}},
		{"good", o, t.Context(), importCmd{Dosya: good, Yapan: "vardiya"}, 0, []string{"Silinen sentetik birim", "Tamam: "}},
		{"again", o, t.Context(), importCmd{Dosya: good}, 0, []string{"daha önce de işlenmiş", ", vardiya.", "Değişen bir şey yok"}},
	} {
		c.cmd.Konu = "detsis"
		out, code, said := c.who.imports(c.ctx, c.cmd)
		if code != c.code {
			t.Errorf("%s: ends with %d, want %d: %s %s", c.name, code, c.code, out, said)
		}
		for _, want := range c.says {
			if !strings.Contains(out+said, want) {
				t.Errorf("%s: lacks %q:\n%s%s", c.name, want, out, said)
			}
		}
	}
	report, err := os.ReadFile(rapor)
	if err != nil || !strings.HasPrefix(string(report), "\ufeffSatır;Sütun;Neden\n3;DetsisNo;\"8 haneli") || strings.Count(string(report), "\n") != 3 {
		t.Errorf("report %q, %v", report, err)
	}
}

// OP-05: the generator writes what the importer takes, and what the seed has loaded already.
func TestUretIsImported(t *testing.T) {
	o := newOperator(t, dbtest.URL(t))
	var b bytes.Buffer
	if err := uret(&b, 500); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	for _, line := range lines[1:] {
		if !strings.HasSuffix(line, ";sentetik") {
			t.Fatalf("%q does not say that it is synthetic", line)
		}
	}
	out, code, said := o.imports(t.Context(), importCmd{Konu: "detsis", Dosya: o.file("u.csv", b.String())})
	if code != 0 || len(lines) != 501 || !strings.Contains(out, "hepsi sentetik") || !strings.Contains(out, "Değişen bir şey yok") {
		t.Errorf("%d %s %s", code, out, said)
	}
	if err := uret(&b, 0); err == nil {
		t.Error("no units were written")
	}
	if got := inert("=1+1"); got != "'=1+1" { // SC-08
		t.Errorf("a formula in the report: %q", got)
	}
}
