package pipeline

import (
	"context"
	"sync"

	"github.com/ThreeDotsLabs/watermill/message"
)

// stream is one subscription of a Mux: it spreads the wanted queues over channels, again after each loss of
// the connection.
type stream struct {
	*Mux
	topic string
	out   chan *message.Message
}

func (st *stream) run(ctx context.Context) {
	for {
		s, err := st.link.session(ctx)
		if err != nil {
			return // ctx has ended, or the link is closed
		}
		st.serve(ctx, s)
		if ctx.Err() != nil {
			return
		}
		pause(ctx, minBackoff)
	}
}

// serve returns when the connection is lost or ctx ends, and no message is handed out any more.
func (st *stream) serve(ctx context.Context, s *session) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	// Room for the publisher's and other people's channels, should they share the connection.
	maxGroups := max(1, int(s.conn.Config.ChannelMax)/2)
	var groups []*group
	owner := map[string]*group{}
	for {
		wanted, changed := st.wanted(st.topic)
		plan := map[*group]*assignment{}
		for q, g := range owner {
			if _, ok := wanted[q]; !ok {
				delete(owner, q)
				g.size--
				planFor(plan, g).remove = append(planFor(plan, g).remove, q)
			}
		}
		for q := range wanted {
			if g := owner[q]; g != nil {
				if g.wants(q) {
					continue
				}
				g.size-- // it was gone, and has been added again
			}
			g := leastLoaded(groups)
			if g == nil || g.size >= st.opt.QueuesPerChannel && len(groups) < maxGroups {
				g = newGroup(st, s)
				groups = append(groups, g)
				wg.Go(func() { g.run(ctx) })
			}
			owner[q] = g
			g.size++
			planFor(plan, g).add = append(planFor(plan, g).add, q)
		}
		for g, a := range plan {
			g.assign(*a)
		}
		select {
		case <-changed:
		case <-s.down:
			return
		case <-ctx.Done():
			return
		}
	}
}

// assignment tells a group which queues to take up and which to leave.
type assignment struct{ add, remove []string }

func planFor(plan map[*group]*assignment, g *group) *assignment {
	if plan[g] == nil {
		plan[g] = &assignment{}
	}
	return plan[g]
}

func leastLoaded(groups []*group) *group {
	var least *group
	for _, g := range groups {
		if least == nil || g.size < least.size {
			least = g
		}
	}
	return least
}
