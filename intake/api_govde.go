package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humamux"

	"acikkapi/basvuru"
	"acikkapi/internal/basvuruform"
	"acikkapi/internal/kural"
)

// basvuruGovde is the body of POST /api/v1/basvuru; the names are those of the form's fields.
type basvuruGovde struct {
	TCKN             string        `json:"tckn" example:"10000000146" doc:"T.C. Kimlik No"`
	Ad               string        `json:"ad" maxLength:"100"`
	Soyad            string        `json:"soyad" maxLength:"100"`
	AnneKizlikSoyadi string        `json:"anne_kizlik_soyadi" example:"KA" doc:"Anne kızlık soyadının ilk ve son harfi"`
	Cep              string        `json:"cep" example:"+905XXXXXXXXX" doc:"Cep telefonu"`
	Eposta           string        `json:"eposta,omitempty" maxLength:"254"`
	Ev               string        `json:"ev,omitempty" example:"312XXXXXXX" doc:"Ev telefonu, başında sıfır olmadan"`
	AcikAdres        string        `json:"acik_adres" maxLength:"500" doc:"Başvuruya konu olan açık adres"`
	Il               int           `json:"il" doc:"Plaka kodu"`
	Ilce             int           `json:"ilce"`
	Yerlesim         int           `json:"yerlesim" doc:"Mahalle ya da köy"`
	Hizmetler        []hizmetGovde `json:"hizmetler" minItems:"1" maxItems:"20" nullable:"false"`
	Egitim           int           `json:"egitim"`
	Sektor           int           `json:"sektor"`
	Konu             string        `json:"konu" maxLength:"4000"`
}

type hizmetGovde struct {
	Baslik    int    `json:"baslik"`
	AltBaslik int    `json:"alt_baslik,omitempty"`
	Aciklama  string `json:"aciklama,omitempty" maxLength:"1000" doc:"“Diğer” için zorunlu"`
}

type govdeKey struct{}

// readGovde reads and decodes the body, a T, before the handler: at most apiGovde bytes (413), JSON (415), of known fields (422).
func readGovde[T any](ctx huma.Context, next func(huma.Context)) {
	r, w := humamux.Unwrap(ctx)
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != "application/json" {
		refuseStatus(ctx, http.StatusUnsupportedMediaType, "İstek biçimi desteklenmiyor", "Gövde JSON olmalı; Content-Type: application/json gönderiniz.")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, apiGovde))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		refuseStatus(ctx, http.StatusRequestEntityTooLarge, "Gönderdiğiniz bilgiler çok büyük", "İstek gövdesi en fazla 64 KB olabilir.")
		return
	}
	if err != nil {
		refuse(ctx, &kural.Error{Kind: kural.Invalid, Message: "İstek eksik ulaştı.", Err: err})
		return
	}
	g, err := decodeGovde[T](body)
	if err != nil {
		refuse(ctx, err)
		return
	}
	next(huma.WithValue(ctx, govdeKey{}, g))
}

func decodeGovde[T any](body []byte) (*T, error) {
	g := new(T)
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err := d.Decode(g)
	if err == nil && d.More() {
		err = errors.New("more than one value")
	}
	if err == nil {
		return g, nil
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if wrong.Field == "" {
			return nil, kural.InvalidField("", "Gövde bir JSON nesnesi olmalıdır.")
		}
		return nil, kural.InvalidField(wrong.Field, "Bu alanın türü yanlış; "+turAdi(wrong.Type.Kind().String())+" olmalıdır.")
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok { // encoding/json has no type for it
		return nil, kural.InvalidField(strings.Trim(name, `"`), "Böyle bir alan yok.")
	}
	return nil, &kural.Error{Kind: kural.Invalid, Message: "Gövde okunamadı: geçerli bir JSON değil.", Err: err}
}

func turAdi(kind string) string {
	switch kind {
	case "string":
		return "metin"
	case "int":
		return "tam sayı"
	case "slice":
		return "liste"
	case "bool":
		return "true ya da false"
	}
	return "nesne"
}

// yeni is g as an application, without the person, and what is wrong with its phones.
func (g *basvuruGovde) yeni(cep string) (basvuru.Yeni, error) {
	ev, err := basvuruform.ReadEv(strings.TrimSpace(g.Ev))
	y := basvuru.Yeni{
		Kanal: basvuru.KanalAPI, Iletisim: basvuru.Iletisim{Cep: cep, Ev: ev, Eposta: strings.TrimSpace(g.Eposta)},
		Il: g.Il, Ilce: g.Ilce, Yerlesim: g.Yerlesim, AcikAdres: strings.TrimSpace(g.AcikAdres),
		Egitim: g.Egitim, Sektor: g.Sektor, Konu: strings.TrimSpace(g.Konu),
	}
	for _, h := range g.Hizmetler {
		y.Hizmets = append(y.Hizmets, basvuru.Hizmet{Baslik: h.Baslik, Alt: h.AltBaslik, Aciklama: strings.TrimSpace(h.Aciklama)})
	}
	return y, err
}

// inBody moves the errors of the rules to the fields of the body.
func inBody(err error) error {
	var moved []error
	for _, e := range kural.All(err) {
		c := *e
		if rest, ok := strings.CutPrefix(c.Field, "hizmet"); ok {
			c.Field = "hizmetler" + rest
		}
		moved = append(moved, &c)
	}
	if len(moved) == 0 {
		return err
	}
	return errors.Join(moved...)
}

// jsonText is v in JSON; v is of our own types, which always can be.
func jsonText(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Errorf("json: %w", err))
	}
	return b
}
