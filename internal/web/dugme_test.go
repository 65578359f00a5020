package web

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// Every button that is not to be pressed twice is one that the design system's script takes up: without data-module its word is for nothing.
func TestButtonsAreGuardedByTheScript(t *testing.T) {
	buttons, guarded := regexp.MustCompile(`<button[^>]*data-prevent-double-click[^>]*>`), 0
	err := fs.WalkDir(os.DirFS("templates"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile("templates/" + path)
		for _, one := range buttons.FindAllString(string(b), -1) {
			if guarded++; !strings.Contains(one, `data-module="govuk-button"`) {
				t.Errorf("%s: %s", path, one)
			}
		}
		return err
	})
	if err != nil || guarded < 10 {
		t.Errorf("%d buttons, %v", guarded, err)
	}
}
