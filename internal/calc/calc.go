// Package calc opens spreadsheets with LibreOffice in tests, as people do: what it shows is what counts.
package calc

import (
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// filter: fields parted by commas, text in quotes, UTF-8, cells as shown, every sheet a file of its own.
const filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,true,false,false,-1"

// Read opens the Excel file xlsx with LibreOffice and returns the rows of each sheet as it shows them, in the order of the sheets' names.
func Read(t testing.TB, xlsx []byte) map[string][][]string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "rapor.xlsx")
	if err := os.WriteFile(path, xlsx, 0o600); err != nil {
		t.Fatal(err)
	}
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Fatal("soffice is missing: run `make up` (Debian: libreoffice-calc-nogui)")
	}
	cmd := exec.CommandContext(t.Context(), soffice, "--headless", "-env:UserInstallation=file://"+filepath.Join(dir, "profil"),
		"--convert-to", filter, "--outdir", dir, path)
	cmd.Env = append(os.Environ(), "HOME="+dir, "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "rapor-*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("soffice has not opened the file:\n%s", out)
	}
	sheets := map[string][][]string{}
	for _, f := range files {
		sheets[strings.TrimSuffix(strings.TrimPrefix(filepath.Base(f), "rapor-"), ".csv")] = rows(t, f)
	}
	return sheets
}

func rows(t testing.TB, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	list, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return list
}
