package amqpadres_test

import (
	"slices"
	"strings"
	"testing"

	"acikkapi/internal/amqpadres"
)

// OP-06: one address, or those of a cluster's nodes.
func TestSplit(t *testing.T) {
	for list, want := range map[string][]string{
		"amqp://u:p@mq1:5672/":                                    {"amqp://u:p@mq1:5672/"},
		"amqp://u:p@mq1/v,amqp://u:p@mq2/v, amqp://u:p@mq3/v":     {"amqp://u:p@mq1/v", "amqp://u:p@mq2/v", "amqp://u:p@mq3/v"},
		"amqps://u:a,b@mq1/,amqps://u:a,b@mq2:5671/?cacertfile=x": {"amqps://u:a,b@mq1/", "amqps://u:a,b@mq2:5671/?cacertfile=x"},
	} {
		if got := amqpadres.Split(list); !slices.Equal(got, want) {
			t.Errorf("Split(%s) = %q", list, got)
		}
		if err := amqpadres.Validate(list); err != nil {
			t.Errorf("Validate(%s): %v", list, err)
		}
	}
	if v := amqpadres.Vhost("amqp://u:p@mq1/ak,amqp://u:p@mq2/ak"); v != "ak" {
		t.Errorf("vhost %q", v)
	}
	if v := amqpadres.Vhost("amqp://u:p@mq1/,amqp://u:p@mq2/"); v != "/" {
		t.Errorf("vhost %q", v)
	}
}

// OP-06: nodes with another user or vhost are no cluster, and no error repeats a password.
func TestValidate(t *testing.T) {
	for _, list := range []string{
		"http://u:hunter2@mq1/", "amqp:///v", "amqp://u:hunter2@mq1/,amqp://", "amqp://u:hunter2@mq1/,amqps://u:hunter2@mq2/",
		"amqp://u:hunter2@mq1/a,amqp://u:hunter2@mq2/b", "amqp://u:hunter2@mq1/,amqp://v:hunter2@mq2/", "amqp://u:hunter2@mq1:x/",
	} {
		if err := amqpadres.Validate(list); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("Validate(%s): %v", list, err)
		}
	}
}
