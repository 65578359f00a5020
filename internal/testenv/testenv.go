// Package testenv tells tests where the servers are: from the environment, else from what `make up` wrote.
package testenv

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Get is the setting name; without one the test ends with the line that helps.
func Get(t testing.TB, name string) string {
	t.Helper()
	if v := os.Getenv(name); v != "" {
		return v
	}
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(root, ".run", "env")) // a line NAME='value' each
	if err != nil {
		t.Fatalf("%s is not set and there is no .run/env: run `make up` first", name)
	}
	for line := range strings.Lines(string(raw)) {
		if k, v, ok := strings.Cut(strings.TrimSpace(line), "="); ok && k == name {
			return strings.Trim(v, `'"`)
		}
	}
	t.Fatalf("neither the environment nor .run/env has %s: run `make up` first", name)
	return ""
}

// Root is the nearest folder with a go.mod, from the working directory upwards: go test runs in the package's own
// folder.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.mod above the working directory")
		}
	}
}
