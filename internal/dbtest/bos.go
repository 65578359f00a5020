package dbtest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// Empty makes a database without a schema and returns its address, as the owner; it is dropped when the test ends.
func Empty(t testing.TB) string {
	t.Helper()
	base, name := Server(t), "b_"+strings.ReplaceAll(uuid.NewString(), "-", "")
	if err := admin(t.Context(), base, fmt.Sprintf("CREATE DATABASE %s TEMPLATE template0", name)); err != nil {
		t.Fatalf("empty database: %v", err)
	}
	t.Cleanup(func() {
		if err := admin(context.Background(), base, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop empty database: %v", err)
		}
	})
	return withDB(base, name)
}
