package intake

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humamux"
	"github.com/google/uuid"

	"acikkapi/internal/dosya"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type birimKey struct{}

type birimDosyaOutput struct {
	Body birimDosyaCevap
}

type birimDosyaCevap struct {
	ID    string `json:"id" doc:"Cevap iletisinin “dosyalar” alanında verilecek id; bir gün içinde kullanılmayan silinir"`
	Ad    string `json:"ad"`
	Tur   string `json:"tur" doc:"MIME türü"`
	Boyut int64  `json:"boyut" doc:"Bayt"`
}

// registerBirim offers the files of answers and of applications to birims' own systems (PL-02) and returns its part of the register.
func (s *service) registerBirim(api huma.API) []Yol {
	op := func(method, path, id, summary string, with ...func(huma.Context, func(huma.Context))) huma.Operation {
		return huma.Operation{
			Method: method, Path: apiYol + path, OperationID: id, Summary: summary, Tags: []string{"Birim"}, Description: "Kapsam: " + string(APIBirim) + ".",
			Security: []map[string][]string{{apiAnahtar: {}}}, SkipValidateParams: true,
			Errors: []int{
				http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType,
				http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable,
			},
			Middlewares: append(huma.Middlewares{s.needScope(APIBirim), s.needBirim}, with...),
		}
	}
	upload := op(http.MethodPost, "/birim/dosya", "birimDosyaYukle", "Birimin cevabına eklenecek dosyayı yükler", s.readBirimDosya)
	upload.DefaultStatus = http.StatusCreated
	huma.Register(api, upload, s.birimDosya)
	huma.Register(api, op(http.MethodGet, "/birim/dosya/{id}", "birimDosyaIndir", "Birime yönlendirilen başvurunun dosyasını indirir"), s.birimDosyaIndir)
	api.OpenAPI().Paths[apiYol+"/birim/dosya"].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: &huma.Schema{
			Type: huma.TypeObject, Required: []string{evrakDosyasi},
			Properties: map[string]*huma.Schema{evrakDosyasi: {Type: huma.TypeString, Format: "binary", Description: "Tek dosya, en fazla 10MB"}},
		}},
	}}
	return []Yol{
		{Method: http.MethodPost, Path: apiYol + "/birim/dosya", Kim: APIBirim},
		{Method: http.MethodGet, Path: apiYol + "/birim/dosya/{id}", Kim: APIBirim},
	}
}

// needBirim lets a request pass whose key is that of a birim's own system.
func (s *service) needBirim(ctx huma.Context, next func(huma.Context)) {
	actor, err := s.Store.BirimOfAnahtar(ctx.Context(), anahtarOf(ctx.Context().Value(anahtarKey{})))
	if err != nil {
		refuse(ctx, err)
		return
	}
	next(huma.WithValue(ctx, birimKey{}, actor))
}

func birimOf(ctx context.Context) kural.Actor {
	a, _ := ctx.Value(birimKey{}).(kural.Actor)
	return a
}

// readBirimDosya takes the upload before the handler: multipart, one file, which is looked into while it is here (G-05).
func (s *service) readBirimDosya(ctx huma.Context, next func(huma.Context)) {
	r, w := humamux.Unwrap(ctx)
	web.AllowUpload(evrakGovde)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		out, err := s.takeBirimDosya(ctx.Context(), r)
		_, tooLarge := errors.AsType[*http.MaxBytesError](err)
		switch {
		case errors.Is(err, http.ErrNotMultipart), errors.Is(err, http.ErrMissingBoundary):
			refuseStatus(ctx, http.StatusUnsupportedMediaType, "İstek biçimi desteklenmiyor", "Dosyayı multipart/form-data olarak gönderiniz.")
		case tooLarge:
			refuseStatus(ctx, http.StatusRequestEntityTooLarge, "Gönderdiğiniz dosya çok büyük", "Dosya boyutu en fazla 10MB olmalıdır.")
		case err != nil:
			refuse(ctx, err)
		default:
			next(huma.WithValue(ctx, evrakKey{}, out))
		}
	})).ServeHTTP(w, r)
}

func (s *service) takeBirimDosya(ctx context.Context, r *http.Request) (*birimDosyaOutput, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	part, err := parts.NextPart()
	if errors.Is(err, io.EOF) || err == nil && part.FormName() != evrakDosyasi {
		return nil, kural.InvalidField(dosya.Field, "Dosya gönderilmedi; formda yalnızca “dosya” alanı olmalıdır.")
	}
	if err != nil {
		return nil, cutOff(err)
	}
	d, err := s.Dosya.Save(ctx, part.FileName(), part)
	if err != nil {
		return nil, err
	}
	id, err := s.Store.AddUpload(ctx, store.Uploader(birimOf(ctx)), store.Yukleme{Ozet: d.Ozet, Ad: d.Ad, Tur: d.Tur, Boyut: d.Boyut})
	return &birimDosyaOutput{birimDosyaCevap{ID: id, Ad: d.Ad, Tur: d.Tur, Boyut: d.Boyut}}, err
}

// birimDosya answers an upload.
func (s *service) birimDosya(ctx context.Context, _ *struct{}) (*birimDosyaOutput, error) {
	out, _ := ctx.Value(evrakKey{}).(*birimDosyaOutput)
	return out, nil
}

// birimDosyaIndir sends a file of an application that was routed to the birim, once it is on record who reads it (SC-05).
func (s *service) birimDosyaIndir(ctx context.Context, in *struct {
	ID string `path:"id" doc:"Yönlendirme iletisindeki dosya id'si"`
},
) (*huma.StreamResponse, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, problem(ctx, store.ErrNoFile)
	}
	actor := birimOf(ctx)
	d, err := s.Store.ReadableDosya(ctx, actor, id)
	if err != nil {
		return nil, problem(ctx, err)
	}
	content, size, err := s.Dosya.Open(ctx, d.Ozet)
	if err != nil {
		return nil, problem(ctx, err)
	}
	if d.Yukleyen != store.Uploader(actor) {
		err := s.Store.RecordErisim(ctx, actor, store.Erisim{Islem: "Dosya indirildi", BasvuruNo: d.BasvuruNo, Ayrinti: id.String()})
		if err != nil {
			_ = content.Close()
			return nil, problem(ctx, err)
		}
	}
	return &huma.StreamResponse{Body: func(hctx huma.Context) {
		defer content.Close()
		_, w := humamux.Unwrap(hctx)
		web.ServeFile(w, web.Download{Ad: d.Ad, Tur: d.Tur, Boyut: size}, content)
	}}, nil
}
