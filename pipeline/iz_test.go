package pipeline_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/izsur"
	"acikkapi/internal/izsur/izsurtest"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/sim"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// OP-03: a message that the broker has lost and that is published again from the history, that fails, is tried again, is parked and is
// replayed, stays in the trace of the post that it began with; every attempt hangs below the one that failed before it.
func TestTraceOutlivesFailures(t *testing.T) {
	t.Parallel()
	receiver := izsurtest.New(t)
	tracer, err := izsur.New(izsur.Options{Endpoint: receiver.URL, Share: 1, Log: testLog(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tracer.Close)
	w := stopped(t, dbtest.New(t), mqtest.VHost(t))

	ctx, end := tracer.Request(t.Context(), http.MethodPost)
	if _, err := w.Do(ctx, citizen, 0, basvuru.Submit{Yeni: dbtest.Yeni(1)}); err != nil {
		t.Fatal(err)
	}
	end("/basvuru-yap/kayit", http.StatusSeeOther)
	if _, err := w.Pool().Exec(t.Context(), `DELETE FROM giden`); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Republish(t.Context(), store.YayinSecenek{Abonelikler: pipeline.Subscriptions()}); err != nil {
		t.Fatal(err)
	}

	w.sim.SetAriza(sim.Ariza{Servis: sim.ServisSMS, Tur: sim.Kapali})
	w.run(t, func(o *pipeline.Options) { o.Delays, o.Tracer = []time.Duration{time.Millisecond}, tracer })
	parked(t, w)
	w.sim.ClearAriza()
	id := uuid.MustParse(text(t, w, `SELECT id::text FROM park`))
	if header := text(t, w, `SELECT baslik->>'traceparent' FROM park`); izsur.IDOf(header) != izsur.ID(ctx) {
		t.Errorf("parked in the trace %s, want %s", izsur.IDOf(header), izsur.ID(ctx))
	}
	if done, err := w.DecidePark(t.Context(), isletmen, []uuid.UUID{id}, store.ParkYeniden, ""); err != nil || done[0].Hata != "" {
		t.Fatalf("%+v, %v", done, err)
	}
	eventually(t, "the citizen has the SMS", func() bool { return w.received(1) == 1 })
	w.settled(t)
	w.stop()
	tracer.Close()

	const want = `
POST /basvuru-yap/kayit
  store.Do basvur
    publish havuz
      process havuz
        publish sms
          process sms
            publish sms
              process sms
                publish olu
                  process park
                    publish sms
                      process sms
                        sms send
                sms send
            sms send
    publish rapor
      process rapor
`
	if got := izsurtest.Tree(receiver.Spans(), izsur.ID(ctx), func(izsurtest.Span) bool { return false }); "\n"+got != want {
		t.Errorf("the trace is\n%s\nwant%s", got, want)
	}
	var attempts []string
	for _, s := range receiver.Spans() {
		if s.Name == "process sms" {
			attempts = append(attempts, s.Attributes["acikkapi.attempt"]+" "+s.Attributes["error.type"])
		}
	}
	if got := strings.Join(attempts, ", "); got != "0 unavailable, 1 unavailable, 0 " {
		t.Errorf("attempts at the SMS: %s", got)
	}
}

// OP-03, ADR 0008: of messages that are worked on together each keeps its own trace; the work has one of its own, and each leads to the other. What a
// birim's own system writes into its message begins a trace of ours, linked to theirs.
func TestTracesOfABatch(t *testing.T) {
	t.Parallel()
	receiver := izsurtest.New(t)
	tracer, err := izsur.New(izsur.Options{Endpoint: receiver.URL, Share: 1, Log: testLog(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tracer.Close)
	const a, b = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	ctx, _, end := tracer.ConsumeAll(t.Context(), "rapor", []izsur.Message{{Type: "basvuru.alindi", Parent: a}, {Type: "10000000146", Parent: b}})
	end(nil)
	_, end = tracer.Consume(t.Context(), "cevap", izsur.Message{Parent: b, Outside: true})
	end(nil)
	tracer.Close()

	batch, theirs := izsur.ID(ctx), izsur.IDOf(b)
	var got []string
	for _, s := range receiver.Spans() {
		where := map[string]string{batch: "batch", izsur.IDOf(a): "a", theirs: "b"}
		var links []string
		for _, l := range s.Links {
			links = append(links, where[l])
		}
		name, known := where[s.Trace]
		if !known {
			name = "new"
		}
		got = append(got, s.Name+" in "+name+" → "+strings.Join(links, " "))
		if strings.Contains(s.Attributes["acikkapi.message.type"], "146") {
			t.Errorf("SC-04: %v", s.Attributes)
		}
	}
	want := "process rapor together in batch → a b, process rapor in a → batch, process rapor in b → batch, process cevap in new → b"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("spans: %s, want %s", s, want)
	}
}
