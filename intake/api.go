package intake

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humamux"
	"github.com/gorilla/mux"

	"acikkapi/internal/web"
)

const (
	apiYol     = "/api/v1"
	apiSurum   = "1.0.0"
	apiAnahtar = "anahtar" // name of the security scheme
	apiGovde   = 64 << 10  // bytes of a request's body (SC-11)
)

// mountAPI mounts the JSON API (UI-07) and returns its part of the register. huma keeps the description; what is refused is
// refused by our own rules, in Turkish, so huma validates nothing.
func (s *service) mountAPI(r *mux.Router) []Yol {
	api := humamux.New(r, apiConfig())
	s.registerBasvuru(api)
	s.registerListe(api)
	describeGovde[basvuruGovde](api.OpenAPI(), "/basvuru")
	kartYols := s.registerKart(api)
	birimYols := s.registerBirim(api)
	describeErrors(api.OpenAPI())

	yols := []Yol{
		{Method: http.MethodPost, Path: apiYol + "/basvuru", Kim: APIYazan},
		{Method: http.MethodGet, Path: apiYol + "/basvuru/{no}", Kim: APIYazan},
		{Method: http.MethodGet, Path: apiYol + "/il", Kim: Herkes},
		{Method: http.MethodGet, Path: apiYol + "/il/{kod}/ilce", Kim: Herkes},
		{Method: http.MethodGet, Path: apiYol + "/ilce/{id}/yerlesim", Kim: Herkes},
		{Method: http.MethodGet, Path: apiYol + "/hizmet", Kim: Herkes},
		{Method: http.MethodGet, Path: apiYol + "/egitim", Kim: Herkes},
		{Method: http.MethodGet, Path: apiYol + "/sektor", Kim: Herkes},
	}
	yols = append(append(yols, kartYols...), birimYols...)
	docs := []Yol{
		{http.MethodGet, apiYol + "/openapi.json", Herkes, document("application/openapi+json", jsonOf(api.OpenAPI()))},
		{http.MethodGet, apiYol + "/openapi.yaml", Herkes, document("application/openapi+yaml", yamlOf(api.OpenAPI()))},
		{http.MethodGet, apiYol + "/", Herkes, s.Web.Handle(s.apiSayfa(api.OpenAPI(), yols))},
	}
	for _, d := range docs {
		r.Handle(d.Path, d.handler).Methods(d.Method)
	}
	return append(yols, docs...)
}

func apiConfig() huma.Config {
	c := huma.DefaultConfig("Açık Kapı API", apiSurum)
	c.Info.Description = "Web formları ve kurum sistemleri için başvuru ve personel yakını tanıtım kartı arayüzü. Hatalar application/problem+json biçiminde ve Türkçedir."
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", "" // served by ourselves: huma's pages load from elsewhere
	c.CreateHooks = nil
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		apiAnahtar: {Type: "http", Scheme: "bearer", Description: "Authorization: Bearer <API anahtarı>"},
	}
	return c
}

// The description is made once; a failure is a fault of this program and shows at its start.
func jsonOf(o *huma.OpenAPI) []byte {
	b, err := json.Marshal(o)
	if err != nil {
		panic(fmt.Errorf("openapi: %w", err))
	}
	return b
}

func yamlOf(o *huma.OpenAPI) []byte {
	b, err := o.YAML()
	if err != nil {
		panic(fmt.Errorf("openapi: %w", err))
	}
	return b
}

func document(contentType string, body []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write(body) // the reader may have gone
	})
}

type apiView struct {
	web.Page
	Satirs []apiSatir
}

type apiSatir struct{ Method, Path, Aciklama, Kim string }

// apiSayfa lists the API for people, from the same register and description as the machine's.
func (s *service) apiSayfa(o *huma.OpenAPI, yols []Yol) web.HandlerFunc {
	var satirs []apiSatir
	for _, y := range yols {
		op := o.Paths[y.Path].Get
		if y.Method == http.MethodPost {
			op = o.Paths[y.Path].Post
		}
		kim := "Herkes"
		if y.Kim != Herkes {
			kim = "“" + string(y.Kim) + "” kapsamlı API anahtarı"
		}
		satirs = append(satirs, apiSatir{y.Method, y.Path, op.Summary, kim})
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.Web.Render(w, r, http.StatusOK, "intake/api", &apiView{
			Page: web.Page{Title: "Açık Kapı API", Back: web.Link{URL: yolAna}, Wide: true, Help: []string{
				"Kurumların kendi web formları başvuruları bu arayüzle iletir. Anahtarlar sistem işletmeni tarafından verilir.",
			}},
			Satirs: satirs,
		})
	}
}
