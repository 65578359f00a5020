package web

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/go-chi/httprate"
)

// ClientIP is the address a request came from, an IPv6 one by its /64 net, as Chain has found it.
func ClientIP(r *http.Request) string { return infoOf(r.Context()).ip }

// clientIP is the address of the connection. Where that is a proxy of ours it is the last entry of X-Forwarded-For that is
// not one too: each proxy adds whom it serves at the end, and what stands before are the client's own claims.
func (o Options) clientIP(r *http.Request) string {
	ip := r.RemoteAddr
	if host, _, err := net.SplitHostPort(ip); err == nil {
		ip = host
	}
	claims := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(claims) - 1; i >= 0 && o.isProxy(ip); i-- {
		claim := strings.TrimSpace(claims[i])
		if _, err := netip.ParseAddr(claim); err != nil {
			break
		}
		ip = claim
	}
	return httprate.CanonicalizeIP(ip)
}

func (o Options) isProxy(ip string) bool {
	a, err := netip.ParseAddr(ip)
	return err == nil && slices.ContainsFunc(o.Proxies, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
}
