package izsur

import (
	"slices"

	"go.opentelemetry.io/otel/attribute"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"acikkapi/internal/gunluk"
)

// What our own spans tell, by OpenTelemetry's names where it has one.
const (
	keyMethod      = attribute.Key("http.request.method")
	keyRoute       = attribute.Key("http.route")
	keyStatus      = attribute.Key("http.response.status_code")
	keySystem      = attribute.Key("messaging.system")
	keyDestination = attribute.Key("messaging.destination.name")
	keyConsumer    = attribute.Key("messaging.consumer.group.name")
	keyID          = attribute.Key("messaging.message.id")
	keyType        = attribute.Key("acikkapi.message.type")
	keyAttempt     = attribute.Key("acikkapi.attempt")
	keyBatch       = attribute.Key("acikkapi.batch.size")
	keyError       = attribute.Key("error.type")

	Role     = attribute.Key("acikkapi.role")     // who acts: aks, yetkili, pipeline, …
	Number   = attribute.Key("acikkapi.number")   // of the application or card
	Provider = attribute.Key("acikkapi.provider") // of SMS
	Outcome  = attribute.Key("acikkapi.outcome")  // of an SMS, in the words of the metrics
)

const keySQL = "db.query.text" // the statement with $1, $2 … in it

// leaves are the attributes that may leave the program, ours and those of otelpgx. Nothing else does, whoever has set it (SC-04).
var leaves = map[string]bool{
	string(keyMethod): true, string(keyRoute): true, string(keyStatus): true, string(keySystem): true, string(keyDestination): true,
	string(keyConsumer): true, string(keyID): true, string(keyType): true, string(keyAttempt): true, string(keyBatch): true, string(keyError): true,
	string(Role): true, string(Number): true, string(Provider): true, string(Outcome): true,
	"db.system.name": true, "db.operation.name": true, "db.operation.batch.size": true, "db.collection.name": true, keySQL: true,
	"pgx.rows_affected": true, "pgx.sql_state": true,
}

// clean takes out of spans what may tell of a person: attributes that are not listed, events and status texts, which hold the texts of
// errors, and what others have put beside a trace's number. Numbers of people in what is left are masked as in the log.
func clean(all []*tracepb.ResourceSpans) {
	for _, r := range all {
		for _, s := range r.ScopeSpans {
			for _, span := range s.Spans {
				cleanSpan(span)
			}
		}
	}
}

func cleanSpan(s *tracepb.Span) {
	s.Name = redact(s.Name)
	s.Events, s.TraceState = nil, ""
	if s.Status != nil {
		s.Status.Message = ""
	}
	for _, l := range s.Links {
		l.Attributes, l.TraceState = nil, ""
	}
	s.Attributes = slices.DeleteFunc(s.Attributes, func(kv *commonpb.KeyValue) bool { return !leaves[kv.Key] })
	for _, kv := range s.Attributes {
		if v, text := kv.GetValue().GetValue().(*commonpb.AnyValue_StringValue); text && kv.Key != keySQL { // ours, and constant
			v.StringValue = redact(v.StringValue)
		}
	}
}

func redact(s string) string { return string(gunluk.Redact([]byte(s))) }
