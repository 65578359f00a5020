package store_test

import (
	"testing"

	"acikkapi/internal/dbtest"
)

func TestOpens(t *testing.T) {
	if err := dbtest.New(t).Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
}
