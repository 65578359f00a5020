package web

import (
	"encoding/json"
	"net/http"

	"acikkapi/internal/kural"
)

// ProblemDetail is an error as RFC 9457 wants it, in Turkish. It satisfies huma's StatusError.
type ProblemDetail struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail,omitempty"`
	RequestID string `json:"requestId,omitempty"`
	Errors    Errors `json:"errors,omitempty"`
}

// GetStatus is the HTTP status.
func (p *ProblemDetail) GetStatus() int { return p.Status }

// Error is the title, for logs.
func (p *ProblemDetail) Error() string { return p.Title }

// ContentType makes huma answer application/problem+json.
func (p *ProblemDetail) ContentType(string) string { return "application/problem+json" }

// ProblemOf is err as a ProblemDetail: the same table as Fail's. requestID may be "".
func ProblemOf(err error, requestID string) *ProblemDetail {
	o := outcomeOf(err)
	p := &ProblemDetail{Type: "about:blank", Title: o.title, Status: o.status, Detail: o.advice, RequestID: requestID}
	if o.status == http.StatusUnprocessableEntity {
		for _, e := range kural.All(err) {
			p.Errors = append(p.Errors, FieldError{Field: e.Field, Message: e.Message})
		}
	} else if len(o.messages) > 0 {
		p.Detail = o.messages[0]
	}
	return p
}

// Problem answers with err as application/problem+json and logs it as Fail does.
func Problem(w http.ResponseWriter, r *http.Request, err error) {
	p := ProblemOf(err, RequestID(r.Context()))
	logFailure(r, p.Status, err)
	setRetryAfter(w, p.Status)
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the reader may have gone
}
