package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

const (
	memoryGoal = 60 // MB (design.md)
	readyTime  = 30 * time.Second
	stopTime   = 20 * time.Second // OP-01
)

// memory starts the program with all roles and reads how much memory it holds while nobody uses it.
func (b *bench) memory(ctx context.Context) error {
	if b.opt.Binary == "" {
		b.say("  not measured: no program is given")
		return nil
	}
	mb := 0.0
	err := b.withProgram(ctx, func(ctx context.Context, pid int, _ string) (err error) {
		mb, err = b.idle(ctx, pid)
		return err
	})
	if err != nil {
		return err
	}
	queues, err := b.world.store.Kuyruks(ctx)
	b.add(limit(fmt.Sprintf("idle memory, all roles, %d queues made", len(queues)), mb, "MB", "goal", memoryGoal))
	return err
}

// idle is the median of what the process holds, in MB, over the span after it is ready.
func (b *bench) idle(ctx context.Context, pid int) (float64, error) {
	var samples []float64
	until := time.Now().Add(b.span)
	err := poll(ctx, 100*time.Millisecond, func(context.Context) (bool, error) {
		mb, err := rss(pid)
		samples = append(samples, mb)
		return time.Now().After(until), err
	})
	return percentile(samples, 50), err
}

// environment is the configuration that the program starts with.
func (w *world) environment(opt Options, dir, public, private string) []string {
	return []string{
		"DATABASE_URL=" + w.url, "AMQP_URL=" + w.amqp, "AMQP_MANAGEMENT_URL=" + opt.ManagementURL, "ACIKKAPI_KEYS=" + w.keys,
		"ACIKKAPI_URL=http://" + public, "ACIKKAPI_LISTEN=" + public, "ACIKKAPI_PRIVATE_LISTEN=" + private,
		"ACIKKAPI_FILES=file://" + dir + "?no_tmp_dir=true", "ACIKKAPI_LOG_LEVEL=error",
		"KPS_URL=" + w.simURL, "SMS_URL=" + w.simURL + "/sms-gateway", "SIM_URL=" + w.simURL,
	}
}

// freePorts holds both until both are known.
func freePorts() (public, private string, err error) {
	one, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", "", err
	}
	defer one.Close() //nolint:errcheck // nothing was sent
	two, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", "", err
	}
	defer two.Close() //nolint:errcheck // nothing was sent
	return one.Addr().String(), two.Addr().String(), nil
}

// rss is the memory that process pid holds, in MB.
func rss(pid int) (float64, error) {
	raw, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(raw)) {
		f := strings.Fields(line)
		if len(f) == 3 && f[0] == "VmRSS:" {
			kib, err := strconv.ParseFloat(f[1], 64)
			return kib * 1024 / 1e6, err
		}
	}
	return 0, errors.New("the process has ended")
}
