package web

import (
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestScreenshots draws the demo pages for somebody to look at, on a desk, on a phone and on paper (UI-02):
// SCREENSHOTS=folder go test -run Screenshots.
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		t.Skip("SCREENSHOTS names no folder")
	}
	server := httptest.NewServer(demoServer(t, demoEngine(t)))
	defer server.Close()
	draw := func(page string, options ...string) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		options = append(options, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
			"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
			"--user-data-dir="+t.TempDir(), server.URL+"/"+page)
		if b, err := exec.CommandContext(ctx, "chromium", options...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", page, err, b)
		}
	}
	for _, page := range []string{"form", "hatali", "kod", "liste", "detay", "sonuc", "yok"} {
		out := filepath.Join(folder, page)
		draw(page, "--window-size=1280,1500", "--screenshot="+out+"-1280.png")
		draw(page, "--window-size=360,2600", "--screenshot="+out+"-360.png")
		draw(page, "--no-pdf-header-footer", "--print-to-pdf="+out+".pdf")
	}
}
