package web

import (
	"net/http"
	"strconv"
)

// pageKey is the query parameter that carries the page.
const pageKey = "sayfa"

// maxPage bounds the page number, so that no one makes the database skip a billion rows.
const maxPage = 1_000_000

// Pages says which part of a list is shown and leads to the others (G-02). Partial "pages".
type Pages struct {
	No, Size, Total int
	address         func(no int) string
}

// PageNo is the page asked for by ?sayfa=, 1 for none or nonsense.
func PageNo(r *http.Request) int {
	no, err := strconv.Atoi(r.URL.Query().Get(pageKey))
	if err != nil || no < 1 {
		return 1
	}
	return min(no, maxPage)
}

// NewPages is the page asked for by r of a list of total rows, size a page. Its links keep r's other parameters.
func NewPages(r *http.Request, size, total int) *Pages {
	return &Pages{No: PageNo(r), Size: size, Total: total, address: func(no int) string {
		q := r.URL.Query()
		q.Set(pageKey, strconv.Itoa(no))
		return r.URL.Path + "?" + q.Encode()
	}}
}

// Offset is the number of rows before this page.
func (p *Pages) Offset() int { return (p.No - 1) * p.Size }

// First and Last are the ranks of the rows shown, counted from 1; 0 when there are none.
func (p *Pages) First() int {
	if p.Offset() >= p.Total {
		return 0
	}
	return p.Offset() + 1
}

// Last is the rank of the last row shown.
func (p *Pages) Last() int {
	if p.First() == 0 {
		return 0
	}
	return min(p.Offset()+p.Size, p.Total)
}

// Count is the number of pages, at least 1.
func (p *Pages) Count() int { return max(1, (p.Total+p.Size-1)/p.Size) }

// Prev and Next are the neighbours' addresses, "" at the ends.
func (p *Pages) Prev() string {
	if p.No <= 1 {
		return ""
	}
	return p.address(min(p.No-1, p.Count()))
}

// Next is the address of the following page.
func (p *Pages) Next() string {
	if p.No >= p.Count() {
		return ""
	}
	return p.address(p.No + 1)
}

// PageLink is one number of the page list; No 0 stands for a gap.
type PageLink struct {
	No      int
	URL     string
	Current bool
}

// Numbers lists the first, the last and the pages around this one.
func (p *Pages) Numbers() []PageLink {
	var list []PageLink
	count := p.Count()
	for no := 1; no <= count; no++ {
		switch {
		case no == 1 || no == count || (no >= p.No-2 && no <= p.No+2):
			list = append(list, PageLink{No: no, URL: p.address(no), Current: no == p.No})
		case no < p.No:
			list, no = append(list, PageLink{}), min(p.No-2, count)-1
		default:
			list, no = append(list, PageLink{}), count-1
		}
	}
	return list
}
