package ariza_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"

	"acikkapi/internal/mqtest"
)

// kume are three RabbitMQ nodes with the configuration of deploy/, started for the first row that wants them.
type kume struct {
	*sunucu
	nodes []*mqtest.Server
}

func startKume(t *testing.T, s *sunucu) func() *kume {
	t.Helper()
	return sync.OnceValue(func() *kume {
		nodes := mqtest.Cluster(t)
		return &kume{sunucu: &sunucu{pg: s.pg, mq: nodes[0]}, nodes: nodes}
	})
}

// yeniKume is a run on the cluster. Who looks on is at the first node, which is never killed; the processes know all three.
func yeniKume(k *kayit, c *kume, r *sonuc) *dunya {
	k.Helper()
	k.Setenv("AMQP_URL", c.mq.URL)
	k.Setenv("AMQP_MANAGEMENT_URL", c.mq.Management)
	d := yeni(k, c.sunucu, r)
	var all []string
	for _, n := range c.nodes {
		u, err := url.Parse(n.URL)
		if err != nil {
			k.Fatal(err)
		}
		u.Path = "/" + d.vhost()
		all = append(all, u.String())
	}
	d.amqpAll = strings.Join(all, ",")
	d.witness()
	for range 3 {
		d.process(build(k), "pipeline")
	}
	return d
}

// leaderKilled kills the node that leads most of the queues, and, when it is back and has all of them again, the other: it goes on with the two
// that are left, one of which has just come back.
func leaderKilled(d *dunya, c *kume) {
	d.t.Helper()
	d.through(func() {
		first, second := c.nodes[1], c.nodes[2]
		if d.led(second) > d.led(first) {
			first, second = second, first
		}
		for _, n := range []*mqtest.Server{first, second} {
			leads, all := d.led(n), len(d.mq.Replicated(d.vhost()))
			if leads == 0 {
				d.t.Errorf("%s leads none of %d queues: killing it shows nothing", n.Name, all)
			}
			n.Kill()
			d.goesOn("applications are accepted without the node", 20)
			d.until("lives end without the node", d.closed(int(d.insanlar.kapandi.Load())+20))
			if left := d.led(n); left != 0 {
				d.t.Errorf("the dead %s leads %d queues", n.Name, left)
			}
			n.Start()
			goOn := d.insanlar.rest()
			d.untilIn(4*patience, "the node has all queues again", d.everywhere) // rabbitmqctl takes long on a busy machine
			goOn()
			d.t.Logf("%s led %d of %d queues; they went on without it, and it is back", n.Name, leads, all)
		}
	})
}

// majorityAway kills two of three nodes at once: the third stops serving, and what is accepted waits in the outbox.
func majorityAway(d *dunya, c *kume) {
	d.t.Helper()
	d.through(func() {
		c.nodes[1].Kill()
		c.nodes[2].Kill()
		d.goesOn("applications are accepted without a majority", 20)
		d.until("the outbox holds them", func() bool { return d.count(`SELECT count(*) FROM giden`) >= 20 })
		c.nodes[1].Start()
		c.nodes[2].Start()
	})
	d.untilIn(4*patience, "all nodes have all queues again", d.everywhere)
}

// led is how many queues the node leads.
func (d *dunya) led(n *mqtest.Server) (leads int) {
	for _, q := range d.mq.Replicated(d.vhost()) {
		if q.Leader == n.Name {
			leads++
		}
	}
	return leads
}

// everywhere tells whether every queue is on three nodes that are all there, those too that were made while one was away (OP-06).
func (d *dunya) everywhere() bool {
	all := d.mq.Replicated(d.vhost())
	for _, q := range all {
		if q.Members != 3 || q.Online != 3 {
			return false
		}
	}
	return len(all) > 0
}
