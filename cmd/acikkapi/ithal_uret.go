package main

import (
	"bufio"
	"io"
	"os"

	"acikkapi/internal/detsis"
)

type uretCmd struct {
	N int `arg:"" help:"How many; some 300,000 at most."`
}

// Run writes the units to standard output; every line says that it is synthetic.
func (c *uretCmd) Run() error { return uret(os.Stdout, c.N) }

func uret(to io.Writer, n int) error {
	w := bufio.NewWriter(to)
	if err := detsis.WriteCSV(w, n); err != nil {
		return err
	}
	return w.Flush()
}
