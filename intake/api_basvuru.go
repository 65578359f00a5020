package intake

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

const maxAnahtar = 128 // characters of an Idempotency-Key

type basvurInput struct {
	Anahtar string `header:"Idempotency-Key" doc:"Her başvuru için ayrı bir anahtar (en fazla 128 karakter). Aynı anahtarla yinelenen istek aynı başvuruyu döndürür."`
}

type basvurOutput struct {
	Status   int
	Location string `header:"Location"`
	Replayed string `header:"Idempotency-Replayed"`
	Body     durumGovde
}

// durumGovde is how an application stands.
type durumGovde struct {
	TakipNo          int64          `json:"takip_no" doc:"Başvuru Takip No"`
	Durum            string         `json:"durum" doc:"Durum kodu" example:"havuzda"`
	IslemHareketi    string         `json:"islem_hareketi" example:"Başvuru Açık Kapı Birim Havuzunda"`
	IslemHareketleri []hareketGovde `json:"islem_hareketleri,omitempty"`
}

type hareketGovde struct {
	Durum string    `json:"durum"`
	Zaman time.Time `json:"zaman"`
}

func (s *service) registerBasvuru(api huma.API) {
	secured := []map[string][]string{{apiAnahtar: {}}}
	huma.Register(api, huma.Operation{
		Method: http.MethodPost, Path: apiYol + "/basvuru", OperationID: "basvur", Summary: "Vatandaş adına başvuru yapar", Tags: []string{"Başvuru"},
		Description:   "Kimlik bilgileri Kimlik Paylaşım Sisteminden doğrulanır ve tamamlanır. Kapsam: basvuru:yaz.",
		DefaultStatus: http.StatusCreated, Security: secured, SkipValidateParams: true,
		Errors: []int{
			http.StatusUnauthorized, http.StatusForbidden, http.StatusConflict, http.StatusRequestEntityTooLarge,
			http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable,
		},
		Middlewares: huma.Middlewares{s.needScope(APIYazan), readGovde[basvuruGovde]},
	}, s.basvur)
	huma.Register(api, huma.Operation{
		Method: http.MethodGet, Path: apiYol + "/basvuru/{no}", OperationID: "izle", Summary: "Bu anahtarla yapılmış başvurunun durumu", Tags: []string{"Başvuru"},
		Security: secured, SkipValidateParams: true,
		Errors:      []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusTooManyRequests, http.StatusServiceUnavailable},
		Middlewares: huma.Middlewares{s.needScope(APIYazan)},
	}, s.izle)
}

// describeGovde adds what huma cannot see because readGovde does it: the body at path, and that the key is required.
func describeGovde[T any](o *huma.OpenAPI, path string) {
	op := o.Paths[apiYol+path].Post
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"application/json": {Schema: huma.SchemaFromType(o.Components.Schemas, reflect.TypeFor[T]())},
	}}
	for _, p := range op.Parameters {
		p.Required = true
	}
}

// basvur files an application for a citizen (UI-07, VB-13).
func (s *service) basvur(ctx context.Context, in *basvurInput) (*basvurOutput, error) {
	g, _ := ctx.Value(govdeKey{}).(*basvuruGovde)
	anahtar := anahtarOf(ctx.Value(anahtarKey{}))
	y, k, err := s.checkGovde(ctx, in.Anahtar, g)
	if err != nil {
		return nil, problem(ctx, inBody(err))
	}
	key := store.WithKey(kapsamOf(anahtar), in.Anahtar, jsonText(g))
	res, err := s.file(ctx, anahtar, y, k, key)
	if err != nil {
		return nil, problem(ctx, inBody(err))
	}
	out := &basvurOutput{
		Status: http.StatusCreated, Location: fmt.Sprintf("%s/basvuru/%d", apiYol, res.No),
		Body: durumGovde{TakipNo: res.No, Durum: string(res.Durum), IslemHareketi: res.Durum.Label()},
	}
	if res.Repeated {
		out.Status, out.Replayed = http.StatusOK, "true"
	}
	return out, nil
}

// checkGovde says everything that is wrong with the request at once, before KPS is asked (G-03, G-06).
func (s *service) checkGovde(ctx context.Context, idempotency string, g *basvuruGovde) (basvuru.Yeni, kimlik, error) {
	refs, err := s.Store.Referans(ctx)
	if err != nil {
		return basvuru.Yeni{}, kimlik{}, err
	}
	k, errKimlik := readKimlik(g.TCKN, strings.TrimSpace(g.Ad), strings.TrimSpace(g.Soyad), g.AnneKizlikSoyadi, g.Cep)
	y, errEv := g.yeni(string(k.Cep))
	y.GelisTarihi = time.Now().In(store.Istanbul())
	return y, k, errors.Join(checkAnahtar(idempotency), kural.FirstOfField(errKimlik, errEv, y.Validate(refs, y.GelisTarihi)))
}

func checkAnahtar(key string) error {
	switch {
	case key == "":
		return kural.InvalidField("Idempotency-Key", "Idempotency-Key başlığı zorunludur.")
	case len(key) > maxAnahtar || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }):
		return kural.InvalidField("Idempotency-Key", "Idempotency-Key en fazla 128 karakterlik, boşluksuz düz metin olmalıdır.")
	}
	return nil
}

// file asks KPS and stores. A repeated request is answered even while KPS is away, or the person may not be tried now: it was let
// in before.
func (s *service) file(ctx context.Context, a store.Anahtar, y basvuru.Yeni, k kimlik, key store.Option) (store.Result, error) {
	kisi, err := s.checkFor(ctx, kapsamOf(a), k)
	if kural.KindOf(err) == kural.Unavailable || errors.Is(err, store.ErrTooMany) {
		if res, found, e := s.Store.Earlier(ctx, key); e != nil || found {
			return res, e
		}
	}
	if err != nil {
		return store.Result{}, err
	}
	y.Kisi = kisi.Basvuran()
	return s.Store.Do(ctx, kural.Actor{Rol: kural.DisSistem, Ad: a.Ad}, 0, basvuru.Submit{Yeni: y}, key)
}

// kapsamOf keeps the idempotency keys of one API key apart from all others'.
func kapsamOf(a store.Anahtar) string { return fmt.Sprintf("api:%d", a.ID) }

type izleInput struct {
	No string `path:"no" doc:"Başvuru Takip No"`
}

// izle tells how an application stands that was filed with this key; any other number is not found (SC-09).
func (s *service) izle(ctx context.Context, in *izleInput) (*struct{ Body durumGovde }, error) {
	i, err := s.Store.Track(ctx, kapsamOf(anahtarOf(ctx.Value(anahtarKey{}))), int64(atoi(in.No)))
	if err != nil {
		return nil, problem(ctx, err)
	}
	body := durumGovde{TakipNo: i.No, Durum: string(i.Durum), IslemHareketi: i.Durum.Label()}
	for _, h := range i.Adims {
		body.IslemHareketleri = append(body.IslemHareketleri, hareketGovde{h.Durum, h.Zaman})
	}
	return &struct{ Body durumGovde }{body}, nil
}
