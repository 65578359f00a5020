package web

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestScreenshots draws the demo pages for somebody to look at: SCREENSHOTS=folder go test -run Screenshots.
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		t.Skip("SCREENSHOTS names no folder")
	}
	server := httptest.NewServer(demoServer(t, demoEngine(t)))
	defer server.Close()
	for _, page := range []string{"form", "hatali", "kod", "liste", "detay", "sonuc", "yok"} {
		for _, width := range []int{1280, 360} {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			out := filepath.Join(folder, fmt.Sprintf("%s-%d.png", page, width))
			height := map[int]int{1280: 1500, 360: 2600}[width]
			cmd := exec.CommandContext(ctx, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
				"--user-data-dir="+t.TempDir(), fmt.Sprintf("--window-size=%d,%d", width, height), "--screenshot="+out, server.URL+"/"+page)
			if b, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", page, err, b)
			}
			cancel()
		}
	}
}
