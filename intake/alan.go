package intake

import (
	"errors"
	"net/url"
	"strings"

	"acikkapi/internal/kural"
	"acikkapi/internal/telefon"
)

// readYerlesim takes the one of mahalle and köy that was chosen (VB-06).
func readYerlesim(f url.Values) (int, error) {
	mahalle, koy := number(f, "mahalle"), number(f, "koy")
	if mahalle != 0 && koy != 0 {
		return mahalle, kural.InvalidField("koy", "Mahalle ve köyden yalnızca birini seçiniz.")
	}
	return max(mahalle, koy), nil
}

// readEv reads an optional landline (VB-07).
func readEv(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	n, err := telefon.ParseEv(s)
	return string(n), atField("ev", err)
}

// formFields says under which input of the form an error of the rules stands where the two are called differently.
var formFields = map[string]string{"yerlesim": "mahalle", "hizmet": "baslik"}

// inForm moves the errors of the rules to the inputs of the form.
func inForm(err error) error {
	if err == nil {
		return nil
	}
	var moved []error
	for _, e := range kural.All(err) {
		c := *e
		if strings.HasPrefix(c.Field, "hizmet.") { // of a pair that is on the list already
			c.Field = "hizmet"
		}
		if name, ok := formFields[c.Field]; ok {
			c.Field = name
		}
		moved = append(moved, &c)
	}
	if len(moved) == 0 {
		return err
	}
	return errors.Join(moved...)
}
