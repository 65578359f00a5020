package intake

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humamux"

	"acikkapi/internal/dosya"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/kart"
)

// Bounds of an upload's form.
const (
	evrakGovde   = dosya.MaxBoyut + 64<<10 // bytes: one file and its fields
	evrakAlanMax = 200                     // bytes of a field
)

// evrakDosyasi is the field with the file; it comes after the fields that say whose it is.
const evrakDosyasi = "dosya"

type evrakOutput struct {
	Body evrakCevap
}

type evrakCevap struct {
	ID    string `json:"id" doc:"Talepte verilecek id"`
	Ad    string `json:"ad"`
	Boyut int64  `json:"boyut" doc:"Bayt"`
}

type evrakKey struct{}

// readEvrak takes the upload before the handler: multipart, its fields first, then one file, which is looked into while it is here.
func (s *service) readEvrak(ctx huma.Context, next func(huma.Context)) {
	r, w := humamux.Unwrap(ctx)
	web.AllowUpload(evrakGovde)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		parts, err := r.MultipartReader()
		if err != nil {
			refuseStatus(ctx, http.StatusUnsupportedMediaType, "İstek biçimi desteklenmiyor", "Dosyayı multipart/form-data olarak gönderiniz.")
			return
		}
		out, err := s.takeEvrak(ctx.Context(), parts)
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			refuseStatus(ctx, http.StatusRequestEntityTooLarge, "Gönderdiğiniz dosya çok büyük", "Dosya boyutu en fazla 10MB olmalıdır.")
			return
		}
		if err != nil {
			refuse(ctx, err)
			return
		}
		next(huma.WithValue(ctx, evrakKey{}, out))
	})).ServeHTTP(w, r)
}

// takeEvrak reads the form part by part. Errors: Invalid at its fields; NotFound for a card that is not the staff member's; Unavailable.
func (s *service) takeEvrak(ctx context.Context, parts *multipart.Reader) (*evrakOutput, error) {
	fields := map[string]string{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, kural.InvalidField(evrakDosyasi, "Dosya gönderilmedi; “dosya” alanı en sonda olmalıdır.")
		}
		if err != nil {
			return nil, cutOff(err)
		}
		if part.FormName() == evrakDosyasi {
			return s.saveEvrak(ctx, fields, part)
		}
		value, err := io.ReadAll(io.LimitReader(part, evrakAlanMax))
		if err != nil {
			return nil, cutOff(err)
		}
		if fields[part.FormName()] = string(value); len(fields) > 10 {
			return nil, kural.InvalidField("", "Formda bilinmeyen alanlar var.")
		}
	}
}

func (s *service) saveEvrak(ctx context.Context, fields map[string]string, part *multipart.Part) (*evrakOutput, error) {
	tur := kart.EvrakTur(fields["tur"])
	var wrong error
	if !slices.Contains([]kart.EvrakTur{kart.FotografEvraki, kart.DekontEvraki, kart.KayipFormu, kart.BildirimYazisi}, tur) {
		wrong = kural.InvalidField("tur", "Evrak türü fotograf, dekont, kayip_formu ya da bildirim_yazisi olmalıdır.")
	}
	p, err := s.personel(ctx, fields["personel_tckn"])
	if wrong != nil || err != nil {
		return nil, errors.Join(err, wrong)
	}
	no, err := strconv.ParseInt(fields["kart_no"], 10, 64)
	if err != nil {
		return nil, kart.NotFoundError()
	}
	id, err := s.evrak.save(ctx, p, no, tur, part.FileName(), part)
	if err != nil {
		return nil, err
	}
	ups, err := s.Store.KartUploads(ctx, p, no)
	return &evrakOutput{evrakCevap{ID: id, Ad: ups[tur].Ad, Boyut: ups[tur].Boyut}}, err
}

func cutOff(err error) error {
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return err
	}
	return &kural.Error{Kind: kural.Invalid, Message: "İstek eksik ulaştı.", Err: err}
}

// kartDosya answers an upload.
func (s *service) kartDosya(ctx context.Context, _ *struct{}) (*evrakOutput, error) {
	out, _ := ctx.Value(evrakKey{}).(*evrakOutput)
	return out, nil
}

// describeEvrak adds the form that readEvrak takes.
func describeEvrak(o *huma.OpenAPI) {
	text := func(doc string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Description: doc} }
	o.Paths[apiYol+"/kart/dosya"].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: &huma.Schema{
			Type: huma.TypeObject, Required: []string{"personel_tckn", "kart_no", "tur", evrakDosyasi},
			Properties: map[string]*huma.Schema{
				"personel_tckn": text("Bakanlık personelinin T.C. Kimlik No"),
				"kart_no":       {Type: huma.TypeInteger, Description: "Aile listesindeki kart_no"},
				"tur":           {Type: huma.TypeString, Enum: []any{"fotograf", "dekont", "kayip_formu", "bildirim_yazisi"}},
				evrakDosyasi:    {Type: huma.TypeString, Format: "binary", Description: "Formun son alanı; fotoğraf için JPG, diğerleri için JPG ya da PDF"},
			},
		}},
	}}
}
