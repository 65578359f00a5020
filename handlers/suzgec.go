package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// listSize is the number of rows a page of a list has.
const listSize = 20

// maxAd bounds a name that is searched for.
const maxAd = 100

// suzgec is what people filter lists of applications by (AK-02, MI-01).
type suzgec struct {
	No, TCKN, Ad, Soyad web.Input
	Durum               web.Select
}

// readSuzgec takes the filter out of a query. Errors: Invalid at the fields.
func readSuzgec(q url.Values) (store.Suzgec, error) {
	no, err := basvuruNo(q)
	f, errs := store.Suzgec{No: no}, []error{err}
	if v := web.Field(q, "tckn"); v != "" {
		tckn, err := basvuru.ParseTCKN(v)
		errs = append(errs, at("tckn", err))
		f.TCKN = tckn
	}
	f.Ad, f.Soyad = web.Field(q, "ad"), web.Field(q, "soyad")
	errs = append(errs, kural.Length("ad", f.Ad, maxAd), kural.Length("soyad", f.Soyad, maxAd))
	if v := web.Field(q, "durum"); v != "" {
		f.Durums = []basvuru.Durum{basvuru.Durum(v)}
		if basvuru.Durum(v).Label() == "" {
			errs = append(errs, kural.InvalidField("durum", "Başvuru durumunu listeden seçiniz."))
		}
	}
	return f, errors.Join(errs...)
}

// basvuruNo is the number of an application that is looked for, 0 for none. Errors: Invalid.
func basvuruNo(q url.Values) (int64, error) {
	v := web.Field(q, "no")
	if v == "" {
		return 0, nil
	}
	no, err := strconv.ParseInt(v, 10, 64)
	if err != nil || no <= 0 {
		return 0, kural.InvalidField("no", "Başvuru No yalnızca rakamlardan oluşmalıdır.")
	}
	return no, nil
}

func suzgecFields(f form) suzgec {
	durum := web.Select{Name: "durum", Label: "Başvuru Durumu", Empty: "Başvuru Durumu Seçiniz..."}
	for _, d := range basvuru.Durums {
		durum.Options = append(durum.Options, web.Option{Value: string(d), Label: d.Label()})
	}
	return suzgec{
		No:    f.Input(web.Input{Name: "no", Label: "Başvuru No", Numeric: true, MaxLength: 18}),
		TCKN:  f.Input(web.Input{Name: "tckn", Label: "Başvuran T.C. Kimlik No", Numeric: true, MaxLength: 11}),
		Ad:    f.Input(web.Input{Name: "ad", Label: "Başvuran Adı", MaxLength: maxAd}),
		Soyad: f.Input(web.Input{Name: "soyad", Label: "Başvuran Soyadı", MaxLength: maxAd}),
		Durum: f.Select(durum),
	}
}

// sayfalama leads from one page of a list to its neighbours by the entries at its edges, so that the thousandth page
// costs what the first does, and nothing moves while new entries come in (G-02).
type sayfalama struct {
	Toplam, Ilk, Son int
	Onceki, Sonraki  string // addresses, "" at the ends
}

func sayfalamaOf[T any](r *http.Request, path string, p *store.Sayfa[T], place func(*T) string) sayfalama {
	v := sayfalama{Toplam: p.Toplam}
	if len(p.Satirs) == 0 {
		return v
	}
	v.Ilk, v.Son = p.Ilk, p.Ilk+len(p.Satirs)-1
	address := func(key string, t *T) string {
		q := r.URL.Query()
		for _, gone := range []string{"once", "sonra", keyAcilis} {
			q.Del(gone)
		}
		q.Set(key, place(t))
		return path + "?" + q.Encode()
	}
	if p.Onceki() {
		v.Onceki = address("once", &p.Satirs[0])
	}
	if p.Sonraki() {
		v.Sonraki = address("sonra", &p.Satirs[len(p.Satirs)-1])
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
	return store.Imlec{Sonra: n("sonra"), Once: n("once")}
}
