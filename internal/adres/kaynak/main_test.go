package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// OP-05: of a newer edition, known places keep their ids, new ones get the next, and the file is what the importer takes.
func TestWritesTheImportersFile(t *testing.T) {
	src, dst := t.TempDir(), filepath.Join(t.TempDir(), "adres.csv")
	for name, content := range map[string]string{
		"cityNamesByCode.json":                     `{"06": "Ankara"}`,
		"neighbourhoodsByDistrictAndCityCode.json": `{"06": {"Keçiören": ["Kalaba Mah", "Yepyeni Mah"]}}`,
	} {
		if err := os.WriteFile(filepath.Join(src, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(src, dst); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(dst)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(got)), "\n")
	if len(lines) != 5 || strings.Join(lines[:4], "|") != "Tur,Id,Ad|il,6,ANKARA|ilce,6017,KEÇİÖREN|mahalle,6017025,KALABA MAH." ||
		!strings.HasPrefix(lines[4], "mahalle,60170") || !strings.HasSuffix(lines[4], ",YEPYENİ MAH.") {
		t.Errorf("got %q", lines)
	}
}
