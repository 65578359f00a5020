// Package ariza is the fault suite (docs/ariza.md): whole lives of applications run through a private RabbitMQ and a private PostgreSQL,
// something breaks in the middle, and afterwards nothing may be lost, doubled, out of order or left over, and everything has to drain by
// itself. It has tests only: go test runs a short form, make test-fault all of it.
package ariza
