package kural

import (
	"errors"
	"fmt"
)

// Kind says what a caller may do about an Error: mend the input, look elsewhere, ask somebody with more
// rights, look again, or try later. An error without a Kind is a fault of ours.
type Kind int

// The kinds and the HTTP status each becomes (see internal/web).
const (
	Internal    Kind = iota // 500; also every error that is not an *Error
	Invalid                 // 422
	NotFound                // 404
	Forbidden               // 403
	Conflict                // 409
	Unavailable             // 503, worth a retry
)

var kindNames = [...]string{"internal", "invalid", "not found", "forbidden", "conflict", "unavailable"}

func (k Kind) String() string { return kindNames[k] }

// Error is the one error type of the rules: Message is Turkish and may be shown to the person who caused
// it, Field names the input it belongs to ("" = the whole request), Err is the English cause for the log.
type Error struct {
	Kind    Kind
	Field   string
	Message string
	Err     error
}

func (e *Error) Error() string {
	s := e.Kind.String()
	if e.Field != "" {
		s += " " + e.Field
	}
	s += ": " + e.Message
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Is makes errors.Is(err, &Error{Kind: k}) true for any error of kind k.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && (t.Field == "" || t.Field == e.Field) && (t.Message == "" || t.Message == e.Message)
}

// InvalidField is a wrong input at one field; message is Turkish, a whole sentence.
func InvalidField(field, message string) *Error {
	return &Error{Kind: Invalid, Field: field, Message: message}
}

// At names the field of an error that a parser has left without one.
func At(field string, err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Field != "" {
		return err
	}
	named := *e
	named.Field = field
	return &named
}

// FirstOfField keeps the first error of every field: a wrong phone is not missing as well.
func FirstOfField(errs ...error) error {
	var kept []error
	seen := map[string]bool{}
	for _, e := range All(errors.Join(errs...)) {
		if !seen[e.Field] {
			kept = append(kept, e)
		}
		seen[e.Field] = true
	}
	return errors.Join(kept...)
}

// Conflictf is a move that the present state does not allow.
func Conflictf(format string, a ...any) *Error {
	return &Error{Kind: Conflict, Message: fmt.Sprintf(format, a...)}
}

// Away is a dependency that did not answer; cause goes to the log only.
func Away(message string, cause error) *Error {
	return &Error{Kind: Unavailable, Message: message, Err: cause}
}

// KindOf returns the kind of the first *Error in err's tree, Internal without one.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// All lists every *Error in err's tree, in order: errors.Join of many field errors becomes one list for
// the error summary of a page or the errors of a problem+json.
func All(err error) []*Error {
	if err == nil {
		return nil
	}
	if e, ok := err.(*Error); ok { //nolint:errorlint // the tree is walked by hand here
		return []*Error{e}
	}
	switch u := err.(type) { //nolint:errorlint // the tree is walked by hand here
	case interface{ Unwrap() []error }:
		var all []*Error
		for _, e := range u.Unwrap() {
			all = append(all, All(e)...)
		}
		return all
	case interface{ Unwrap() error }:
		return All(u.Unwrap())
	}
	return nil
}
