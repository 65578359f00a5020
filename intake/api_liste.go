package intake

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"acikkapi/internal/kural"
	"acikkapi/store"
)

// secenek is one entry of a list.
type secenek struct {
	ID int    `json:"id"`
	Ad string `json:"ad"`
}

type yerSecenek struct {
	ID  int    `json:"id"`
	Ad  string `json:"ad"`
	Tur string `json:"tur" enum:"mahalle,koy"`
}

type hizmetSecenek struct {
	ID           int       `json:"id"`
	Ad           string    `json:"ad"`
	Diger        bool      `json:"diger" doc:"Alt başlığı yoktur, açıklama zorunludur"`
	AltBasliklar []secenek `json:"alt_basliklar"`
}

// listOutput is any list with its caching.
type listOutput[T any] struct {
	CacheControl string `header:"Cache-Control"`
	Body         []T
}

func listed[T any](list []T) *listOutput[T] {
	return &listOutput[T]{CacheControl: "public, max-age=300", Body: list}
}

// The inputs take whatever stands in the path; what is no number finds nothing.
type (
	ilInput struct {
		Kod string `path:"kod" doc:"Plaka kodu, 1-81"`
	}
	ilceInput struct {
		ID string `path:"id" doc:"İlçenin id'si"`
	}
)

func listOperation(path, summary string) huma.Operation {
	return huma.Operation{
		Method: http.MethodGet, Path: apiYol + path, Summary: summary, Tags: []string{"Listeler"},
		OperationID: "liste" + path, SkipValidateParams: true, Errors: []int{http.StatusNotFound, http.StatusServiceUnavailable},
	}
}

// registerListe offers the lists that a form needs; anybody may read them, caches may keep them.
func (s *service) registerListe(api huma.API) {
	s.registerSimple(api, "/il", "İller (id: plaka kodu)", func(l *store.Listeler) []store.Secenek { return l.Ils })
	s.registerSimple(api, "/egitim", "Eğitim durumları", func(l *store.Listeler) []store.Secenek { return l.Egitims })
	s.registerSimple(api, "/sektor", "Çalışma sektörleri, sırasıyla", func(l *store.Listeler) []store.Secenek { return l.Sektors })
	s.registerIlce(api)
	s.registerYerlesim(api)
	s.registerHizmet(api)
}

func (s *service) registerSimple(api huma.API, path, summary string, pick func(*store.Listeler) []store.Secenek) {
	huma.Register(api, listOperation(path, summary), func(ctx context.Context, _ *struct{}) (*listOutput[secenek], error) {
		lists, err := s.Store.Listeler(ctx)
		if err != nil {
			return nil, problem(ctx, err)
		}
		return listed(seceneks(pick(lists))), nil
	})
}

func (s *service) registerIlce(api huma.API) {
	huma.Register(api, listOperation("/il/{kod}/ilce", "Bir ilin ilçeleri"), func(ctx context.Context, in *ilInput) (*listOutput[secenek], error) {
		lists, err := s.Store.Listeler(ctx)
		if err != nil {
			return nil, problem(ctx, err)
		}
		list := lists.Ilces(atoi(in.Kod))
		if len(list) == 0 {
			return nil, problem(ctx, &kural.Error{Kind: kural.NotFound, Message: "Bu il bulunamadı."})
		}
		return listed(seceneks(list)), nil
	})
}

func seceneks(list []store.Secenek) []secenek {
	out := make([]secenek, len(list))
	for i, one := range list {
		out[i] = secenek(one)
	}
	return out
}

func (s *service) registerYerlesim(api huma.API) {
	huma.Register(api, listOperation("/ilce/{id}/yerlesim", "Bir ilçenin mahalle ve köyleri"),
		func(ctx context.Context, in *ilceInput) (*listOutput[yerSecenek], error) {
			places, err := s.Store.Yerlesims(ctx, atoi(in.ID))
			if err != nil {
				return nil, problem(ctx, err)
			}
			out := make([]yerSecenek, len(places))
			for i, p := range places {
				out[i] = yerSecenek{p.ID, p.Ad, "mahalle"}
				if p.Koy {
					out[i].Tur = "koy"
				}
			}
			return listed(out), nil
		})
}

func (s *service) registerHizmet(api huma.API) {
	huma.Register(api, listOperation("/hizmet", "Hizmet başlıkları ve alt başlıkları"),
		func(ctx context.Context, _ *struct{}) (*listOutput[hizmetSecenek], error) {
			lists, err := s.Store.Listeler(ctx)
			if err != nil {
				return nil, problem(ctx, err)
			}
			out := make([]hizmetSecenek, len(lists.Basliks))
			for i, b := range lists.Basliks {
				out[i] = hizmetSecenek{b.ID, b.Ad, b.Diger, seceneks(b.Alts)}
			}
			return listed(out), nil
		})
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
