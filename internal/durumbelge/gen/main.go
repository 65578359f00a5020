// Command gen writes docs/durum.md; go generate runs it in internal/durumbelge.
package main

import (
	"bytes"
	"fmt"
	"os"

	"acikkapi/internal/durumbelge"
)

func main() {
	if err := run("../../docs/durum.md"); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(path string) error {
	var b bytes.Buffer
	if err := durumbelge.Write(&b); err != nil {
		return fmt.Errorf("write the states: %w", err)
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}
