package web

import (
	"net/url"
	"strings"
	"time"

	"acikkapi/internal/kural"
)

// FileRule says what may be uploaded, in the words of the guide (G-05).
const FileRule = "Birden fazla dosya seçebilirsiniz. Dosya boyutu en fazla 10MB olmalıdır. " +
	"Uygun dosya formatları: .png, .jpg, .jpeg, .bmp, .tif, .tiff, .gif, .doc, .docx, .xls, .xlsx, .pdf"

// Form puts what was typed and what was refused into fields. A field that was posted shows what was typed; one that
// was not shows the Value it was given (the draft's, a default).
type Form struct {
	Typed  url.Values
	Errors Errors
}

// NewForm takes the posted values (nil for a fresh form) and the error of the attempt (nil = none). An error that is not
// about the input comes back and belongs to Engine.Fail.
func NewForm(typed url.Values, failed error) (Form, error) {
	errs, err := ErrorsOf(failed)
	return Form{Typed: typed, Errors: errs}, err
}

// Status is 200, or 422 with errors.
func (f Form) Status() int { return f.Errors.Status() }

func (f Form) value(name, otherwise string) string {
	if f.Typed.Has(name) {
		return f.Typed.Get(name)
	}
	return otherwise
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Input fills in the value and the error of i.
func (f Form) Input(i Input) Input {
	i.Value, i.Error = f.value(i.Name, i.Value), or(i.Error, f.Errors.At(i.Name))
	if i.Type == "password" || i.Code {
		i.Value = "" // secrets are typed anew
	}
	return i
}

// Textarea fills in the value and the error of t.
func (f Form) Textarea(t Textarea) Textarea {
	t.Value, t.Error = f.value(t.Name, t.Value), or(t.Error, f.Errors.At(t.Name))
	return t
}

// Select fills in the value and the error of s.
func (f Form) Select(s Select) Select {
	s.Value, s.Error = f.value(s.Name, s.Value), or(s.Error, f.Errors.At(s.Name))
	return s
}

// Radios fills in the value and the error of c.
func (f Form) Radios(c Radios) Radios {
	c.Value, c.Error = f.value(c.Name, c.Value), or(c.Error, f.Errors.At(c.Name))
	return c
}

// Checkboxes fills in the values and the error of c. A posted form without the field means: none chosen.
func (f Form) Checkboxes(c Checkboxes) Checkboxes {
	if f.Typed != nil {
		c.Values = f.Typed[c.Name]
	}
	c.Error = or(c.Error, f.Errors.At(c.Name))
	return c
}

// Date fills in the value and the error of d.
func (f Form) Date(d Date) Date {
	d.Value, d.Error = f.value(d.Name, d.Value), or(d.Error, f.Errors.At(d.Name))
	return d
}

// Files fills in the error of u, and its Hint by FileRule.
func (f Form) Files(u Files) Files {
	u.Hint, u.Error = or(u.Hint, FileRule), or(u.Error, f.Errors.At(u.Name))
	return u
}

// Field trims a typed value; inner white space stays.
func Field(typed url.Values, name string) string { return strings.TrimSpace(typed.Get(name)) }

// ParseTarih reads a typed day – 02.01.2006, 2.1.2006 or 2006-01-02 – as midnight in Türkiye. Nothing typed is the
// zero time; nonsense is an Invalid error at name.
func (e *Engine) ParseTarih(typed url.Values, name string) (time.Time, error) {
	s := Field(typed, name)
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{"2.1.2006", "2/1/2006", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, e.zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, kural.InvalidField(name, "Tarihi gg.aa.yyyy biçiminde giriniz, örneğin 21.11.2026.")
}

// Required is Field, or an Invalid error at name with message when nothing was typed.
func Required(typed url.Values, name, message string) (string, error) {
	v := Field(typed, name)
	if v == "" {
		return "", kural.InvalidField(name, message)
	}
	return v, nil
}
