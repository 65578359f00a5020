package sms_test

import (
	"testing"

	"acikkapi/internal/sms"
	"acikkapi/internal/sms/smstest"
)

// The record that tests use keeps the same promises as the one in the database.
func TestBellekDefteri(t *testing.T) {
	t.Parallel()
	smstest.RunDefter(t, func(*testing.T) sms.Defter { return smstest.NewBellekDefteri() })
}
