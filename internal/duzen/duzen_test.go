package duzen_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	root     = "../.."
	module   = "acikkapi/"
	maxLines = 400
)

// forbidden tells, for each package of ours, which of our packages it may not reach, directly or through others
// (design.md, "Imports run one way"). Each name stands for the folders below it too.
var forbidden = []struct{ from, to string }{
	{"store", "handlers"},
	{"store", "intake"},
	{"store", "pipeline"},
	{"handlers", "pipeline"},
	{"handlers", "intake"},
	{"intake", "pipeline"},
	{"intake", "handlers"},
	{"pipeline", "handlers"},
	{"pipeline", "intake"},
	{"migrations", "store"},
	{"internal", "cmd"},
	{"internal", "handlers"},
	{"internal", "intake"},
	{"internal", "pipeline"},
}

// pure packages know the standard library and these, nothing else: the rules do no I/O.
var (
	pure    = []string{"basvuru", "kart"}
	pureMay = []string{"internal/turkce", "internal/kural", "basvuru", "kart"}
)

// above stand packages that look at the whole system from outside, to show, measure or document it. They may import
// all of it, and only cmd and their own generators may import them.
var above = []string{"internal/gosteri", "internal/bench", "internal/mesajbelge"}

type pkg struct {
	ImportPath string
	Standard   bool
	Deps       []string // all, through any number of others
}

func TestImportsRunOneWay(t *testing.T) {
	packages := list(t)
	standard := map[string]bool{}
	for _, p := range packages {
		standard[p.ImportPath] = p.Standard
	}
	seen := 0
	for _, p := range packages {
		from, ours := strings.CutPrefix(p.ImportPath, module)
		if !ours {
			continue
		}
		seen++
		for _, dep := range p.Deps {
			to, ours := strings.CutPrefix(dep, module)
			switch {
			case slices.Contains(pure, from) && !standard[dep] && (!ours || !slices.Contains(pureMay, to)):
				t.Errorf("%s imports %s: the rules import only the standard library, internal/turkce and internal/kural", from, dep)
			case ours && breach(from, to):
				t.Errorf("%s imports %s, directly or through others", from, to)
			}
		}
	}
	if seen < 5 {
		t.Fatalf("only %d packages of ours were looked at", seen)
	}
}

// The rules above must be able to fail.
func TestBreach(t *testing.T) {
	for _, tc := range []struct {
		from, to string
		want     bool
	}{
		{"handlers", "pipeline", true},
		{"store", "handlers", true},
		{"internal/web", "handlers", true},
		{"internal/web", "cmd/acikkapi", true},
		{"handlers", "store", false},
		{"pipeline", "store", false},
		{"internal/bench", "pipeline", false},
		{"internal/mesajbelge/gen", "internal/mesajbelge", false},
		{"store", "internal/bench", true},
		{"cmd/acikkapi", "internal/bench", false},
		{"cmd/acikkapi", "pipeline", false},
	} {
		if got := breach(tc.from, tc.to); got != tc.want {
			t.Errorf("breach(%s, %s) = %v", tc.from, tc.to, got)
		}
	}
}

func breach(from, to string) bool {
	if in(above, from) {
		return in([]string{"cmd"}, to)
	}
	if in(above, to) {
		return !in([]string{"cmd"}, from)
	}
	return slices.ContainsFunc(forbidden, func(f struct{ from, to string }) bool { return below(f.from, from) && below(f.to, to) })
}

func in(folders []string, path string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return below(f, path) })
}

func below(folder, path string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,Standard,Deps", "./...")
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var packages []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); err == io.EOF {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

// style.md, "Sizes to aim at": no file over 400 lines; what a program wrote is not counted.
func TestFilesStayShort(t *testing.T) {
	generated := regexp.MustCompile(`^// Code generated .* DO NOT EDIT\.$`)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() {
			if path != root && (name == "node_modules" || strings.HasPrefix(name, ".")) {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		lines, byProgram, err := count(path, generated)
		if err == nil && lines > maxLines && !byProgram {
			t.Errorf("%s has %d lines, more than %d: split it by subject", strings.TrimPrefix(path, root+"/"), lines, maxLines)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func count(path string, marker *regexp.Regexp) (lines int, marked bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, false, err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		lines++
		marked = marked || marker.Match(s.Bytes())
	}
	return lines, marked, s.Err()
}

// The README's commands, and every other make target that a document names, exist.
func TestDocumentedCommandsExist(t *testing.T) {
	makefile := read(t, "Makefile")
	command := regexp.MustCompile("(?m)(?:`|^    |^)make ([a-z-]+)(?:`|$| )")
	docs, err := filepath.Glob(root + "/docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, doc := range append(docs, root+"/README.md") {
		path := strings.TrimPrefix(doc, root+"/")
		for _, m := range command.FindAllStringSubmatch(read(t, path), -1) {
			named[m[1]] = true
			if !regexp.MustCompile(`(?m)^` + m[1] + `:`).MatchString(makefile) {
				t.Errorf("%s speaks of make %s, which the Makefile does not have", path, m[1])
			}
		}
	}
	for _, target := range []string{"demo", "test"} {
		if !named[target] {
			t.Errorf("the README does not name make %s", target)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
