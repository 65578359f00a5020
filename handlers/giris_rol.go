package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type rolView struct {
	web.Page
	Rol web.Radios
}

// rolPage lets a person who is both AKS and Yetkili choose as which to work.
func (s *Service) rolPage(w http.ResponseWriter, r *http.Request) error {
	return s.rolForm(w, r, nil, nil)
}

func (s *Service) rol(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	typed, err := web.ReadForm(r)
	if err != nil {
		return s.rolForm(w, r, typed, err)
	}
	users, err := s.store.SamePerson(ctx, who(r).ID)
	if err != nil {
		return err
	}
	for i := range users {
		if strconv.FormatInt(users[i].ID, 10) == typed.Get("kullanici") {
			if err := s.begin(w, r, users[i].ID, len(users) > 1); err != nil {
				return err
			}
			s.oturum.Put(ctx, keyParola, users[i].ParolaSurum)
			return s.arrive(w, r, &users[i])
		}
	}
	return s.rolForm(w, r, typed, kural.InvalidField("kullanici", "Hangi yetkiyle çalışacağınızı seçiniz."))
}

func (s *Service) rolForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	users, err := s.store.SamePerson(r.Context(), who(r).ID)
	if err != nil {
		return err
	}
	choice := web.Radios{Name: "kullanici", Label: "Hangi yetkiyle çalışacaksınız?"}
	for i := range users {
		choice.Options = append(choice.Options, rolOption(&users[i]))
	}
	return s.web.Render(w, r, f.Status(), "handlers/giris_rol", &rolView{
		Page: f.page(web.Page{Title: "Yetki Seçimi", Help: []string{"Hem Açık Kapı Sorumlusu hem birim yetkilisi olarak tanımlısınız. Seçiminizi sağ üstteki “Yetki Değiştir” ile sonradan değiştirebilirsiniz."}}),
		Rol:  f.Radios(choice),
	})
}

// rolOption is a choice with where one works by it: all ilçe or birim by name.
func rolOption(u *store.Kullanici) web.Option {
	k := kimlik{Kullanici: *u}
	hint := k.yer()
	var names []string
	for _, i := range u.Ilces {
		names = append(names, i.Ad)
	}
	if len(names) > 0 {
		hint += " / " + strings.Join(names, ", ")
	}
	if len(u.Birims) > 1 {
		for _, b := range u.Birims {
			names = append(names, b.Ad)
		}
		hint = strings.Join(names, ", ")
	}
	return web.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Rol().Label(), Hint: hint}
}
