// Package amqpadres reads AMQP_URL: the address of a RabbitMQ, or those of a cluster's nodes, separated by commas.
package amqpadres

import (
	"errors"
	"net/url"
	"slices"
	"strings"
)

// Split returns the addresses of list, at least one. Commas separate only where an address begins behind them: a password may hold some.
func Split(list string) []string {
	parts := strings.Split(list, ",")
	addresses := parts[:1]
	for _, p := range parts[1:] {
		if t := strings.TrimSpace(p); strings.HasPrefix(t, "amqp://") || strings.HasPrefix(t, "amqps://") {
			addresses = append(addresses, t)
		} else {
			addresses[len(addresses)-1] += "," + p
		}
	}
	return slices.Clip(addresses)
}

// Vhost is that of all addresses of list, "/" where they name none.
func Vhost(list string) string {
	u, err := url.Parse(Split(list)[0])
	if err != nil || len(u.Path) < 2 {
		return "/"
	}
	return strings.TrimPrefix(u.Path, "/")
}

// Validate refuses what are not addresses of one cluster. Its errors repeat nothing of list, which holds a password.
func Validate(list string) error {
	var first string
	for i, address := range Split(list) {
		u, err := url.Parse(address)
		if err != nil || (u.Scheme != "amqp" && u.Scheme != "amqps") || u.Host == "" {
			return errors.New("not an address that starts with amqp:// or amqps://, nor several of them separated by commas")
		}
		u.Host, u.RawQuery = "", ""
		if i == 0 {
			first = u.String()
		}
		if u.String() != first {
			return errors.New("the nodes' addresses differ in more than host and port: one cluster has one user, password and vhost")
		}
	}
	return nil
}
