package basvuru

import "acikkapi/internal/kural"

// Error is the rules' one error type; see kural.Error.
type Error = kural.Error

// The kinds of Error, under the names that readers of this package expect.
const (
	Invalid     = kural.Invalid
	NotFound    = kural.NotFound
	Forbidden   = kural.Forbidden
	Conflict    = kural.Conflict
	Unavailable = kural.Unavailable
)
