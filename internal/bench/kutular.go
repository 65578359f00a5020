package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
	"acikkapi/pipeline"
)

const (
	inboxMemory   = 100 // KB that an open inbox may cost
	inboxesByUser = 20  // open pages of one birim
	inboxTime     = 3 * time.Minute
	inboxOpeners  = 16
	perAddress    = 400 // streams from one address: a process takes 600 requests of one in a minute
)

// inboxes opens many live inboxes on one process of the program, and measures what each costs in memory and how long it takes from routing
// an application until a page of its birim has been told and the item is there (UI-04).
func (b *bench) inboxes(ctx context.Context) error {
	if b.opt.Binary == "" {
		b.say("  not measured: no program is given")
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, inboxTime)
	defer cancel()
	users := b.size(100, 5)
	cookies, birims, err := b.world.yetkilis(ctx, users)
	if err != nil {
		return err
	}
	return b.withProgram(ctx, func(ctx context.Context, pid int, public string) error {
		return b.measureInboxes(ctx, pid, public, cookies, birims)
	})
}

func (b *bench) measureInboxes(ctx context.Context, pid int, public string, cookies []string, birims []basvuru.Birim) error {
	before, err := rss(pid)
	if err != nil {
		return err
	}
	in := &inboxReaders{public: public}
	defer in.close()
	n := len(cookies) * inboxesByUser
	if err := in.open(ctx, cookies, n); err != nil {
		return err
	}
	after, err := rss(pid)
	if err != nil {
		return err
	}
	b.add(limit(fmt.Sprintf("memory per open inbox, %d of them on one process", n), (after-before)*1000/float64(n), "KB", "goal", inboxMemory))
	ms, err := b.world.routeAndWait(ctx, in, birims, b.size(200, 10))
	if err != nil {
		return err
	}
	what := fmt.Sprintf("routing → told and there, %d inboxes open", n)
	b.add(limit(what+", p50", percentile(ms, 50), "ms", "goal for p99", latencyLimit))
	b.add(limit(what+", p99", percentile(ms, 99), "ms", "goal", latencyLimit))
	if lost := in.lost.Load(); lost > 0 {
		return fmt.Errorf("%d streams broke off", lost)
	}
	return nil
}

// yetkilis defines n Yetkili, each of one birim of their own, signs them in and makes the birims' queues.
func (w *world) yetkilis(ctx context.Context, n int) (cookies []string, birims []basvuru.Birim, err error) {
	link, err := w.link(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer link.Close()
	if birims, err = w.birims(ctx, n); err != nil {
		return nil, nil, err
	}
	sessions := web.NewSessions(w.store.Pool(), web.NewEngine(), web.StaffSession(false))
	keys := make([]string, n)
	for i, r := range birims {
		keys[i] = r.No
		var id int64
		err := w.owner.QueryRow(ctx, `WITH u AS (INSERT INTO kullanici (tip, tckn, tckn_iz, telefon, telefon_iz, ad, soyad, il_kodu)
			SELECT tip, tckn, decode(md5($1), 'hex'), telefon, telefon_iz, ad, soyad, il_kodu FROM kullanici WHERE tip = 'yetkili' ORDER BY id LIMIT 1 RETURNING id),
			k AS (INSERT INTO kullanici_birim SELECT id, $1 FROM u) SELECT id FROM u`, r.No).Scan(&id)
		if err != nil {
			return nil, nil, err
		}
		session, err := sessions.Load(ctx, "")
		if err != nil {
			return nil, nil, err
		}
		sessions.Put(session, "kullanici", id)
		token, _, err := sessions.Commit(session)
		if err != nil {
			return nil, nil, err
		}
		cookies = append(cookies, sessions.Cookie.Name+"="+token)
	}
	return cookies, birims, w.openQueues(ctx, link, pipeline.ExchangeBirim, keys)
}

// inboxReaders are the open pages. The first page of each birim says when it is told.
type inboxReaders struct {
	public string
	told   []chan time.Time // by birim
	conns  []net.Conn
	lost   atomic.Int64
	ending atomic.Bool
}

func (in *inboxReaders) open(ctx context.Context, cookies []string, n int) error {
	in.conns, in.told = make([]net.Conn, n), make([]chan time.Time, len(cookies))
	for i := range in.told {
		in.told[i] = make(chan time.Time, 64)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(inboxOpeners)
	for i := range n {
		g.Go(func() error { return in.one(ctx, i, cookies[i%len(cookies)]) })
	}
	return g.Wait()
}

// one opens page i from one of several addresses of this machine and waits until its stream has begun.
func (in *inboxReaders) one(ctx context.Context, i int, cookie string) error {
	from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 7, byte(1+i/perAddress))}}
	conn, err := from.DialContext(ctx, "tcp", in.public)
	if err != nil {
		return err
	}
	in.conns[i] = conn
	if _, err := fmt.Fprintf(conn, "GET /canli/birim HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", in.public, cookie); err != nil {
		return err
	}
	lines := bufio.NewReaderSize(conn, 512)
	status, err := lines.ReadString('\n')
	if err != nil || !strings.Contains(status, "200") {
		return errors.Join(fmt.Errorf("a live inbox: %.100q", status), err)
	}
	for !strings.HasPrefix(status, "retry:") {
		if status, err = lines.ReadString('\n'); err != nil {
			return err
		}
	}
	go in.read(lines, i)
	return nil
}

func (in *inboxReaders) read(lines *bufio.Reader, i int) {
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			if !in.ending.Load() {
				in.lost.Add(1)
			}
			return
		}
		if i < len(in.told) && strings.HasPrefix(line, "event:") {
			select {
			case in.told[i] <- time.Now():
			default: // nobody waits for this birim now
			}
		}
	}
}

func (in *inboxReaders) close() {
	in.ending.Store(true)
	for _, c := range in.conns {
		if c != nil {
			_ = c.Close() // nothing pending
		}
	}
}

// routeAndWait routes n applications one after the other and takes the milliseconds until the birim's page has been told of an inbox that
// has the item: the first bell rings before it is there, and is not the one that counts.
func (w *world) routeAndWait(ctx context.Context, in *inboxReaders, birims []basvuru.Birim, n int) ([]float64, error) {
	people := w.applicants()
	ms := make([]float64, 0, n)
	for i := range n {
		no, err := w.file(ctx, people[i%len(people)], i)
		if err != nil {
			return nil, err
		}
		at := i % len(birims)
		began := time.Now()
		if _, err := w.store.Do(ctx, desk, no, basvuru.Route{Birims: birims[at : at+1]}); err != nil {
			return nil, err
		}
		for there := false; !there; {
			select {
			case told := <-in.told[at]:
				if err := w.owner.QueryRow(ctx, `SELECT EXISTS (SELECT FROM birim_kutusu WHERE basvuru_no = $1 AND geldi < $2)`, no, told).Scan(&there); err != nil {
					return nil, err
				}
				if there {
					ms = append(ms, float64(told.Sub(began).Microseconds())/1000)
				}
			case <-ctx.Done():
				return nil, fmt.Errorf("application %d: no page was told: %w", no, ctx.Err())
			}
		}
	}
	return ms, nil
}

// withProgram runs the program with all roles while fn measures it.
func (b *bench) withProgram(ctx context.Context, fn func(ctx context.Context, pid int, public string) error) error {
	dir, err := os.MkdirTemp("", "acikkapi-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a folder under /tmp
	public, private, err := freePorts()
	if err != nil {
		return err
	}
	running, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(running, b.opt.Binary, "serve") //nolint:gosec // ourselves
	cmd.Env = b.world.environment(b.opt, dir, public, private)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopTime
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		return err
	}
	ready, stop := context.WithTimeout(ctx, readyTime)
	defer stop()
	err = poll(ready, 50*time.Millisecond, func(ctx context.Context) (bool, error) { return answers(ctx, "http://"+private+"/readyz"), nil })
	if err == nil {
		err = fn(ctx, cmd.Process.Pid, public)
	}
	cancel()
	_ = cmd.Wait() // it was told to stop
	if err != nil {
		return fmt.Errorf("%w; it said: %.500s", err, said.String())
	}
	return nil
}

// answers tells whether url answers 200.
func answers(ctx context.Context, url string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = res.Body.Close() // of no interest
	return res.StatusCode == http.StatusOK
}
