package intake_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/mux"

	"acikkapi/intake"
)

// SC-01: every mounted route stands in the register, and the other way round.
func TestRegisterOfRoutes(t *testing.T) {
	s := newSite(t)
	registered := map[string]intake.Kim{}
	for _, y := range s.yols {
		if y.Kim == "" {
			t.Errorf("%s %s does not say who may call it", y.Method, y.Path)
		}
		registered[y.Method+" "+y.Path] = y.Kim
	}
	err := s.router.Walk(func(route *mux.Route, _ *mux.Router, _ []*mux.Route) error {
		path, err := route.GetPathTemplate()
		if err != nil {
			return err
		}
		methods, err := route.GetMethods()
		for _, m := range methods {
			if _, ok := registered[m+" "+path]; !ok {
				t.Errorf("%s %s is not in the register", m, path)
			}
			delete(registered, m+" "+path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for left := range registered {
		t.Errorf("%s is not mounted", left)
	}
}

// SC-01: without a session a citizen's steps lead to step 1, without a key the API answers 401.
func TestEveryRouteAsksForItsRight(t *testing.T) {
	s := newSite(t)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, y := range s.yols {
		path := strings.NewReplacer("{no}", "1000", "{kod}", "6", "{id}", "6007").Replace(y.Path)
		req, err := http.NewRequestWithContext(t.Context(), y.Method, s.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		switch y.Kim {
		case intake.Oturum:
			begin := "/" + strings.Split(path, "/")[1]
			if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != begin {
				t.Errorf("%s %s: HTTP %d to %s", y.Method, path, res.StatusCode, res.Header.Get("Location"))
			}
		case intake.APIYazan, intake.APIKart, intake.APIBirim:
			if res.StatusCode != http.StatusUnauthorized {
				t.Errorf("%s %s: HTTP %d", y.Method, path, res.StatusCode)
			}
		case intake.Herkes:
			if y.Method == http.MethodGet && res.StatusCode != http.StatusOK {
				t.Errorf("%s %s: HTTP %d", y.Method, path, res.StatusCode)
			}
		}
	}
}

// UI-07: the description is OpenAPI 3.1 and holds every route of the API, with its body and errors.
func TestOpenAPI(t *testing.T) {
	s := newSite(t)
	res, err := http.Get(s.url + "/api/v1/openapi.json") //nolint:noctx // a test
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		OpenAPI string                                `json:"openapi"`
		Paths   map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("version %q", doc.OpenAPI)
	}
	for _, y := range s.yols {
		isDoc := strings.HasPrefix(y.Path, "/api/v1/openapi") || y.Path == "/api/v1/"
		method := map[string]string{http.MethodGet: "get", http.MethodPost: "post"}[y.Method]
		if _, ok := doc.Paths[y.Path][method]; !ok && strings.HasPrefix(y.Path, "/api/") && !isDoc {
			t.Errorf("%s %s is not described", y.Method, y.Path)
		}
	}
	if strings.Contains(string(raw), "ErrorModel") {
		t.Error("errors are described as huma's, not as ours")
	}
	for _, part := range []string{"anne_kizlik_soyadi", "hizmetler", "Idempotency-Key", "bearer", `"409"`, `"field"`} {
		if !strings.Contains(string(raw), part) {
			t.Errorf("the description does not hold %s", part)
		}
	}
}

// SC-03: a post that another site makes a browser send is refused, with a page or as problem+json.
func TestCrossOriginPosts(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{"/basvuru-yap", "/basvuru-yap/kayit", "/api/v1/basvuru"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+path, strings.NewReader("tckn=1"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusForbidden {
			t.Errorf("%s: HTTP %d", path, res.StatusCode)
		}
	}
}
