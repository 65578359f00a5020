package web

import (
	"context"
	"html/template"
	"slices"
)

// Page is what the layout needs of every page; views embed it. Title is required. What a request brings
// (Chrome, Flash, nonce) is filled in by Engine.Render.
type Page struct {
	Title     string   // the h1, and the title of the window
	Active    string   // URL of the NavItem that this page stands under
	Back      Link     // “Geri” above the title; empty = none
	Crumbs    []Link   // the way here, without the page itself; not together with Back
	Help      []string // paragraphs of the page's help text, in the words of the guides (UI-06)
	Errors    Errors   // set from Form.Errors: error summary and “Hata: ” in the title
	Wide      bool     // lists with many columns take the whole screen
	HideTitle bool     // the template brings its own h1 (for instance a Panel)

	Chrome    Chrome
	Flash     *Banner
	Nonce     string
	RequestID string
}

func (p *Page) page() *Page { return p }

// WindowTitle is what the browser shows in its tab; an error is announced first (UI-01).
func (p *Page) WindowTitle() string {
	if len(p.Errors) > 0 {
		return "Hata: " + p.Title + " - Açık Kapı"
	}
	return p.Title + " - Açık Kapı"
}

// View is a pointer to a struct that embeds Page.
type View interface{ page() *Page }

// Link is an address and its words.
type Link struct{ URL, Text string }

// NavItem is one entry of the navigation bar. Covers are pages without an entry of their own that it leads to.
type NavItem struct {
	URL, Text string
	Covers    []string
}

// Is tells whether the page with this Active belongs to the entry.
func (n NavItem) Is(active string) bool { return n.URL == active || slices.Contains(n.Covers, active) }

// Chrome is what stands around the pages of one kind of user: put it into the request's context where the
// user is known (sign-in middleware), every page below shows it, error pages too.
type Chrome struct {
	Home string // where the wordmark leads; "" = "/"
	Nav  []NavItem
	User *User
	// Notice stands above every page's content: the output of Engine.Fragment.
	Notice template.HTML
}

// User names who is signed in, for the header.
type User struct {
	Ad    string // name and surname
	Rol   string // “Sorumlu”, “Yetkili”, “MİA” …
	Yer   string // “06 - ANKARA”, or the birim's name
	Exit  string // address that “Çıkış” posts to
	Links []Link // “İlçe Değiştir” and the like
}

type chromeKey struct{}

// WithChrome returns ctx with c for all pages rendered below.
func WithChrome(ctx context.Context, c Chrome) context.Context {
	return context.WithValue(ctx, chromeKey{}, c)
}

func chromeOf(ctx context.Context) Chrome {
	c, _ := ctx.Value(chromeKey{}).(Chrome)
	if c.Home == "" {
		c.Home = "/"
	}
	return c
}

// HTML marks s, the output of Engine.Fragment, as safe to stand in a template.
func HTML(s string) template.HTML { return template.HTML(s) }
