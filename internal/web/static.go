package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
)

//go:embed static
var staticFS embed.FS

// StaticPath is where Engine.Static must be mounted.
const StaticPath = "/static/"

// static serves the embedded files under /static/<digest of all of them>/: an address never changes its
// content, so browsers may keep it for ever, and files may name each other relatively.
type static struct {
	files  fs.FS
	prefix string
}

func newStatic(files fs.FS) (*static, error) {
	sum := sha256.New()
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d\n", path, len(b))
		sum.Write(b)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading static files: %w", err)
	}
	return &static{files: files, prefix: StaticPath + hex.EncodeToString(sum.Sum(nil))[:12] + "/"}, nil
}

// address is the URL of a static file; a missing one is a fault of the template that names it.
func (s *static) address(name string) (string, error) {
	if _, err := fs.Stat(s.files, name); err != nil {
		return "", fmt.Errorf("static file: %w", err)
	}
	return s.prefix + name, nil
}

// ServeHTTP serves the files under their present address, 404 under any other.
func (s *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, s.prefix)
	if _, err := fs.Stat(s.files, name); !ok || err != nil || name == "" || name == "." {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeFileFS(w, r, s.files, name)
}
