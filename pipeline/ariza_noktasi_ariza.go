//go:build ariza

package pipeline

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
)

// arizaAt is where this process dies, by ACIKKAPI_ARIZA=<step>:<n>: the n-th time that it comes by.
var arizaAt, arizaLeft = func() (string, *atomic.Int64) {
	at, n, _ := strings.Cut(os.Getenv("ACIKKAPI_ARIZA"), ":")
	left := &atomic.Int64{}
	if times, err := strconv.ParseInt(n, 10, 64); err == nil {
		left.Store(times)
	}
	fmt.Fprintf(os.Stderr, "acikkapi: a build of the fault suite, never for production; dies at %q\n", at)
	return at, left
}()

// failPoint is kill -9 by one's own hand: nothing is deferred, flushed or closed.
func failPoint(step string) {
	if step == arizaAt && arizaLeft.Add(-1) == 0 {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // not one step further
	}
}
