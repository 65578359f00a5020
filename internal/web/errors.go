package web

import (
	"errors"
	"net/http"

	"acikkapi/internal/kural"
)

// FieldError is one refused input: Field is the name of the form field, "" for the whole form; Message is Turkish.
type FieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Errors are the refused inputs of one form, in the order in which they were found.
type Errors []FieldError

// ErrorsOf takes the refused inputs out of err. What is not about the input (not found, conflict, outage,
// our fault) comes back as error and belongs to Engine.Fail.
func ErrorsOf(err error) (Errors, error) {
	if err == nil {
		return nil, nil
	}
	var list Errors
	for _, e := range kural.All(err) {
		if e.Kind != kural.Invalid {
			return nil, err
		}
		list = append(list, FieldError{Field: e.Field, Message: e.Message})
	}
	if len(list) == 0 || hasForeign(err) {
		return nil, err
	}
	return list, nil
}

// hasForeign tells whether a joined error holds anything that is not a *kural.Error: a broken database next
// to a wrong field is an outage, not a 422.
func hasForeign(err error) bool {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			if hasForeign(e) {
				return true
			}
		}
		return false
	}
	_, ok := errors.AsType[*kural.Error](err)
	return !ok
}

// At is the first message at field, "" without one.
func (e Errors) At(field string) string {
	for _, one := range e {
		if one.Field == field {
			return one.Message
		}
	}
	return ""
}

// Status is 200 for a form without errors, else 422 (G-06).
func (e Errors) Status() int {
	if len(e) == 0 {
		return http.StatusOK
	}
	return http.StatusUnprocessableEntity
}
