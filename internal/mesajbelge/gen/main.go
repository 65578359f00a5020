// Command gen writes docs/mesajlar.md; see package mesajbelge.
package main

import (
	"log"
	"os"

	"acikkapi/internal/mesajbelge"
)

func main() {
	f, err := os.Create("../../docs/mesajlar.md")
	if err != nil {
		log.Fatal(err)
	}
	if err := mesajbelge.Write(f); err != nil {
		log.Fatal(err)
	}
	if err := f.Close(); err != nil {
		log.Fatal(err)
	}
}
