package bench

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	rabbithole "github.com/michaelklishin/rabbit-hole/v3"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/internal/amqpadres"
	"acikkapi/internal/gizli"
	"acikkapi/internal/sim"
	"acikkapi/store"
)

// world is the run's own database, vhost, simulator and public service.
type world struct {
	name   string // of database and vhost
	url    string // database, as its owner
	amqp   string // vhost
	keys   string
	store  *store.Store
	owner  *pgxpool.Pool // for what the bench prepares and looks at
	sim    *sim.Sim
	simURL string
	site   *site
	undo   []func(context.Context) // last made, first undone
}

const (
	undoTime = 30 * time.Second
	limits   = 1 << 30 // tries a quarter of an hour: one address sends everything here
)

// newWorld makes it all, seeded as a new installation is; on an error nothing stays behind.
func newWorld(ctx context.Context, opt Options) (*world, error) {
	w := &world{keys: gizli.NewKey(1), name: "bench_" + strings.ReplaceAll(uuid.NewString(), "-", "")}
	for _, step := range []func(context.Context, Options) error{w.makeDatabase, w.makeVHost, w.startSim, w.startSite} {
		if err := step(ctx, opt); err != nil {
			w.close()
			return nil, err
		}
	}
	return w, nil
}

// close undoes everything, also when the run was interrupted.
func (w *world) close() {
	ctx, cancel := context.WithTimeout(context.Background(), undoTime)
	defer cancel()
	for i := len(w.undo) - 1; i >= 0; i-- {
		w.undo[i](ctx)
	}
}

func (w *world) makeDatabase(ctx context.Context, opt Options) error {
	admin := func(ctx context.Context, sql string) error {
		c, err := pgx.Connect(ctx, opt.DatabaseURL)
		if err != nil {
			return err
		}
		defer c.Close(ctx) //nolint:errcheck // nothing pending
		_, err = c.Exec(ctx, sql)
		return err
	}
	if err := admin(ctx, "CREATE DATABASE "+w.name+" TEMPLATE template0"); err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	w.undo = append(w.undo, func(ctx context.Context) {
		_ = admin(ctx, "DROP DATABASE "+w.name+" WITH (FORCE)") // the server has gone: nothing to tidy up
	})
	u, err := url.Parse(opt.DatabaseURL)
	if err != nil {
		return fmt.Errorf("database url: %w", err)
	}
	u.Path = "/" + w.name
	w.url = u.String()
	if _, err := store.Migrate(ctx, w.url); err != nil {
		return err
	}
	w.store, err = store.Open(ctx, store.Options{URL: w.url, Keys: w.keys, Limits: store.Limits{TCKN: limits, Telefon: limits, IP: limits}})
	if err != nil {
		return err
	}
	w.undo = append(w.undo, func(context.Context) { w.store.Close() })
	if w.owner, err = pgxpool.New(ctx, w.url); err != nil {
		return err
	}
	w.undo = append(w.undo, func(context.Context) { w.owner.Close() })
	if _, err = w.store.Seed(ctx); err != nil {
		return err
	}
	_, err = w.store.LoadDemo(ctx)
	return err
}

func (w *world) makeVHost(_ context.Context, opt Options) error {
	m, err := url.Parse(opt.ManagementURL)
	if err != nil || m.User == nil {
		return fmt.Errorf("the address of RabbitMQ's management must be http://user:password@host:port")
	}
	user := m.User.Username()
	password, _ := m.User.Password()
	m.User = nil
	client, err := rabbithole.NewClient(m.String(), user, password)
	if err != nil {
		return fmt.Errorf("RabbitMQ's management: %w", err)
	}
	client.SetTimeout(undoTime)
	u, err := amqp.ParseURI(amqpadres.Split(opt.AMQPURL)[0])
	if err != nil {
		return fmt.Errorf("RabbitMQ's address: %w", err)
	}
	if _, err := client.PutVhost(w.name, rabbithole.VhostSettings{Description: "acikkapi bench"}); err != nil {
		return fmt.Errorf("make the vhost: %w", err)
	}
	w.undo = append(w.undo, func(context.Context) { _, _ = client.DeleteVhost(w.name) })
	all := rabbithole.Permissions{Configure: ".*", Write: ".*", Read: ".*"}
	if _, err := client.UpdatePermissionsIn(w.name, u.Username, all); err != nil {
		return fmt.Errorf("make the vhost: %w", err)
	}
	u.Vhost = w.name
	w.amqp = u.String()
	return nil
}

func (w *world) startSim(context.Context, Options) error {
	w.sim = sim.New(sim.Options{})
	address, err := w.serve(w.sim.Handler())
	w.simURL = address
	return err
}

// serve serves h on a free port of this machine until the end and returns its address.
func (w *world) serve(h http.Handler) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: undoTime}
	go srv.Serve(l) //nolint:errcheck // ends with Close, a real failure shows in the first request
	w.undo = append(w.undo, func(context.Context) { _ = srv.Close() })
	return "http://" + l.Addr().String(), nil
}
