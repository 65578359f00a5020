// Package web is the frame that every page stands in: templates and the structs they take, forms whose
// errors stand at their fields, the one place that turns an error into an answer, sessions, middleware,
// uploads from forms and live events. It knows no rule of an application; intake and handlers fill
// templates/intake and templates/handlers and bring the views.
//
// A page is a template file, a view struct that embeds Page, and a handler of type HandlerFunc:
//
//	type girisView struct {
//		web.Page
//		TCKN web.Input
//	}
//
//	func (s *Service) girisPage(w http.ResponseWriter, r *http.Request) error {
//		return s.girisForm(w, r, nil, nil)
//	}
//
//	func (s *Service) giris(w http.ResponseWriter, r *http.Request) error {
//		if err := s.checkGiris(r); err != nil {
//			return s.girisForm(w, r, r.PostForm, err) // 422, what was typed stands in the form (G-06)
//		}
//		return web.SeeOther(w, r, "/basvuru/kod")
//	}
//
//	func (s *Service) girisForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
//		f, err := web.NewForm(typed, failed)
//		if err != nil {
//			return err // not an error of the input: Engine.Handle turns it into its page
//		}
//		return s.web.Render(w, r, f.Status(), "intake/giris", &girisView{
//			Page: web.Page{Title: "Başvuru Giriş", Errors: f.Errors},
//			TCKN: f.Input(web.Input{Name: "tckn", Label: "T.C. Kimlik No", Numeric: true}),
//		})
//	}
//
// The template defines "content" and calls partials: {{template "input" .TCKN}}. Labels, hints, errors and
// their aria wiring come from the partial; the error summary, title, flash and help from the layout.
package web
