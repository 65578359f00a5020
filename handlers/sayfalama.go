package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"acikkapi/store"
)

// sayfalama leads from one page of a list to its neighbours by the entries at its edges, so that the thousandth page
// costs what the first does, and nothing moves while new entries come in (G-02).
type sayfalama struct {
	Toplam, Ilk, Son int
	No               int    // of the page, counted from 1
	Onceki, Sonraki  string // addresses, "" at the ends
}

func sayfalamaOf[T any](r *http.Request, path string, p *store.Sayfa[T], place func(*T) string) sayfalama {
	v := sayfalama{Toplam: p.Toplam}
	if len(p.Satirs) == 0 {
		return v
	}
	v.Ilk, v.Son = p.Ilk, p.Ilk+len(p.Satirs)-1
	v.No = 1 + (v.Ilk+boyOf(r.URL.Query())-2)/boyOf(r.URL.Query())
	address := func(key string, t *T, sira int) string {
		q := r.URL.Query()
		for _, gone := range []string{"once", "sonra", keyAcilis, keySec, keyKalkti} {
			q.Del(gone)
		}
		q.Set(key, place(t))
		q.Set("sira", strconv.Itoa(sira))
		return path + "?" + q.Encode()
	}
	if p.Onceki() {
		v.Onceki = address("once", &p.Satirs[0], v.Ilk)
	}
	if p.Sonraki() {
		v.Sonraki = address("sonra", &p.Satirs[len(p.Satirs)-1], v.Son)
	}
	return v
}

// imlec reads the place in the list from a query; nonsense is the first page.
func imlec(q url.Values) store.Imlec {
	n := func(key string) int64 {
		v, err := strconv.ParseInt(q.Get(key), 10, 64)
		if err != nil || v < 0 {
			return 0
		}
		return v
	}
	return store.Imlec{Sonra: n("sonra"), Once: n("once"), Sira: int(n("sira"))}
}

// keyBoy is the query parameter that carries how many rows a page of the desk's list has.
const keyBoy = "boy"

// boylar are the sizes that a page of the desk's list may have: the largest is what may be done at once (PL-11).
var boylar = []int{listSize, 100, maxToplu}

// boyOf is the size of the page that a query asks for; nonsense is the usual one.
func boyOf(q url.Values) int {
	if n := atoi(q.Get(keyBoy)); slices.Contains(boylar, n) {
		return n
	}
	return listSize
}
