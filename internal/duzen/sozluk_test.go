package duzen_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// english are the names that are no domain nouns: exported types of the rules, and words in tables and JSON that
// a library or the trade gives.
var english = map[string]bool{
	"actor": true, "change": true, "command": true, "error": true, "facts": true, "move": true,
	"submit": true, "dispose": true, "update_headings": true, "route": true, "withdraw": true, "deliver": true, "answer": true, "return": true,
	"collect": true, "send_to_mia": true, "answer_mia": true, "reset": true, "close": true, "note_sms": true, "note_delivery": true, "note_deadline": true, "move_deadlines": true,
	"complete_identity": true, "miss_identity": true,
	"request": true, "approve": true, "reject": true, "request_cancel": true, "receive_card": true, "approve_cancel": true,
	"reject_cancel": true, "take_to_print": true, "printed": true, "sent": true, "undo_print": true, "print_again": true, "start_cancel": true, "record_unreturned": true,
	"id": true, "api": true, "ip": true, "sha256": true, "n": true, "sessions": true, "token": true, "data": true, "expiry": true, "exchange": true, "traceparent": true,
}

var (
	glossaryRow = regexp.MustCompile("(?m)^\\| (`[^|]+`) \\|")
	ticked      = regexp.MustCompile("`([a-z_]+)`")
	createTable = regexp.MustCompile(`(?s)CREATE TABLE (\w+) \((.*?)\n\)`)
	addColumn   = regexp.MustCompile(`ADD COLUMN (?:IF NOT EXISTS )?([a-z_0-9]+)`)
	column      = regexp.MustCompile(`(?m)^    ([a-z_0-9]+)\s`)
	jsonName    = regexp.MustCompile(`json:"([a-z_0-9]+)`)
	lowerUpper  = regexp.MustCompile(`([a-z0-9])([A-Z])`)
	acronymEnd  = regexp.MustCompile(`([A-Z])([A-Z][a-z])`)
)

// glossary is the words of docs/sozluk.md.
func glossary(t *testing.T) map[string]bool {
	t.Helper()
	words := map[string]bool{}
	for _, row := range glossaryRow.FindAllStringSubmatch(readFile(t, filepath.Join(root, "docs/sozluk.md")), -1) {
		for _, w := range ticked.FindAllStringSubmatch(row[1], -1) {
			words[w[1]] = true
		}
	}
	if len(words) < 50 {
		t.Fatalf("docs/sozluk.md lists %d words: its tables were not understood", len(words))
	}
	return words
}

// Every domain noun of the rules, the tables and the messages is in docs/sozluk.md: whole, or word by word.
func TestEveryNounIsInTheGlossary(t *testing.T) {
	t.Parallel()
	words, names := glossary(t), map[string]string{}
	typeNames(t, names)
	tableNames(t, names)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !covered(words, name) {
			t.Errorf("%s: a word of “%s” is not in docs/sozluk.md: add it there (or its English name to this test)", names[name], name)
		}
	}
}

// covered tells whether name is put together from words of the glossary and English ones; lists in JSON end in -ler.
func covered(words map[string]bool, name string) bool {
	if words[name] || english[name] || words[strings.TrimSuffix(name, "ler")] {
		return true
	}
	for i, r := range name {
		if head := name[:i]; r == '_' && (words[head] || english[head]) && covered(words, name[i+1:]) {
			return true
		}
	}
	return false
}

// A word that nothing uses any more leaves docs/sozluk.md.
func TestGlossaryListsNothingUnused(t *testing.T) {
	t.Parallel()
	var source strings.Builder
	for _, path := range sources(t, ".go", ".sql") {
		source.WriteString(snake(readFile(t, path)))
	}
	text := source.String()
	for _, w := range slices.Sorted(maps.Keys(glossary(t))) {
		if !strings.Contains(text, w) {
			t.Errorf("docs/sozluk.md lists “%s”, which no code and no table uses", w)
		}
	}
}

// typeNames collects the exported types of the rules and the JSON names of their fields, as words joined by _.
func typeNames(t *testing.T, names map[string]string) {
	t.Helper()
	for _, dir := range pure {
		paths, err := filepath.Glob(filepath.Join(root, dir, "*.go"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no files in %s: %v", dir, err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if ts, ok := n.(*ast.TypeSpec); ok && ts.Name.IsExported() {
					names[snake(ts.Name.Name)] = dir + "." + ts.Name.Name
				}
				return true
			})
			for _, m := range jsonName.FindAllStringSubmatch(readFile(t, path), -1) {
				names[m[1]] = "JSON in " + dir
			}
		}
	}
}

// tableNames collects the tables of the migrations and their columns.
func tableNames(t *testing.T, names map[string]string) {
	t.Helper()
	for _, path := range sources(t, ".sql") {
		sql := readFile(t, path)
		for _, table := range createTable.FindAllStringSubmatch(sql, -1) {
			names[table[1]] = "table " + table[1]
			for _, c := range column.FindAllStringSubmatch(table[2], -1) {
				names[c[1]] = "column of " + table[1]
			}
		}
		for _, c := range addColumn.FindAllStringSubmatch(sql, -1) {
			names[c[1]] = "column in " + filepath.Base(path)
		}
	}
}

// snake writes AlindiVeri as alindi_veri and MIAVeri as mia_veri.
func snake(s string) string {
	return strings.ToLower(lowerUpper.ReplaceAllString(acronymEnd.ReplaceAllString(s, "${1}_$2"), "${1}_$2")) //nolint:forbidigo // identifiers are ASCII
}

// sources lists the repository's own files with these endings.
func sources(t *testing.T, endings ...string) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules"):
			return filepath.SkipDir
		case slices.Contains(endings, filepath.Ext(path)) && !strings.HasSuffix(path, "_test.go"):
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil || len(paths) == 0 {
		t.Fatalf("%v: no files: %v", endings, err)
	}
	return paths
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
