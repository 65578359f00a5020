package handlers

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"acikkapi/internal/rapor"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// A list of up to excelRows is made while its reader waits, in about a second; a longer one by the pipeline (PL-10).
const (
	excelRows = 5000
	excelMost = 100_000_000 // counts no further
)

// parallelExcels bounds what is made while readers wait; who comes when all places are taken is served by the pipeline.
const parallelExcels = 2

// excel is what lists need to be taken away as Excel files.
type excel struct {
	rows   int // see excelRows
	temp   string
	places chan struct{}
}

func newExcel(o Options) excel {
	e := excel{rows: o.ExcelRows, temp: o.Temp, places: make(chan struct{}, parallelExcels)}
	if e.rows == 0 {
		e.rows = excelRows
	}
	if e.temp == "" {
		e.temp = os.TempDir()
	}
	return e
}

// excelButton is the button over a list, which posts the list's own query; none over an empty list.
func excelButton(r *http.Request, path, text string, toplam int) web.Link {
	if toplam == 0 {
		return web.Link{}
	}
	q := r.URL.Query()
	for _, gone := range []string{"once", "sonra", keyBoy, keySec, keyAcilis} {
		q.Del(gone)
	}
	l := web.Link{URL: path, Text: text}
	if len(q) > 0 {
		l.URL += "?" + q.Encode()
	}
	return l
}

// aksExcel is “Excel Raporu Al”: the filtered list, all pages (AK-04).
func (s *Service) aksExcel(w http.ResponseWriter, r *http.Request) error {
	typed, filter, err := s.suzgecOf(r)
	if err != nil {
		return s.aksListeSayfa(w, r, typed, nil, nil, err)
	}
	return s.excelOf(w, r, filter)
}

// miaExcel is “Rapor Al” over the MİA's list (MI-01).
func (s *Service) miaExcel(w http.ResponseWriter, r *http.Request) error {
	typed, filter, err := s.suzgecOf(r)
	if err != nil {
		return s.miaListeSayfa(w, r, typed, nil, err)
	}
	return s.excelOf(w, r, filter)
}

func (s *Service) excelOf(w http.ResponseWriter, r *http.Request, f store.Suzgec) error {
	words, err := s.suzgecMetni(r.Context(), &f)
	if err != nil {
		return err
	}
	count := func(ctx context.Context, limit int) (int, error) {
		return s.store.ListeSay(ctx, who(r).actor, f, limit)
	}
	return s.export(w, r, store.AktarimSuzgec{Liste: f}, words, count)
}

// birimExcel is the Excel file of the own inbox (YT-07).
func (s *Service) birimExcel(w http.ResponseWriter, r *http.Request) error {
	f, err := s.readKutuSuzgec(r)
	if err != nil {
		return err
	}
	words, err := s.kutuSuzgecMetni(r, &f)
	if err != nil {
		return err
	}
	count := func(ctx context.Context, limit int) (int, error) { return s.store.KutuSay(ctx, who(r).actor, f, limit) }
	return s.export(w, r, store.AktarimSuzgec{Kutu: f}, words, count)
}

// export answers with the file where the list is short, else with the page on which it will be.
func (s *Service) export(w http.ResponseWriter, r *http.Request, f store.AktarimSuzgec, words []string, count func(context.Context, int) (int, error)) error {
	k := who(r)
	ayrinti := strings.Join(append([]string{k.yer()}, words...), "; ")
	n, err := count(r.Context(), s.excel.rows+1)
	if err != nil {
		return err
	}
	if n <= s.excel.rows {
		select {
		case s.excel.places <- struct{}{}:
			defer func() { <-s.excel.places }()
			return s.exportNow(w, r, f, ayrinti)
		default:
		}
	}
	if n, err = count(r.Context(), excelMost); err != nil {
		return err
	}
	if _, err := s.store.StartAktarim(r.Context(), k.actor, f, ayrinti, n); err != nil {
		return s.aktarimSayfa(w, r, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Title: "Excel raporunuz hazırlanıyor", Text: "Hazır olduğunda bu sayfadan indirebilirsiniz. Beklemeden çalışmaya devam edebilirsiniz."})
	return web.SeeOther(w, r, aktarimYolu(k.Rol()))
}

func (s *Service) exportNow(w http.ResponseWriter, r *http.Request, f store.AktarimSuzgec, ayrinti string) error {
	actor := who(r).actor
	var file bytes.Buffer
	l := rapor.Liste{Store: s.store, Dir: s.excel.temp, Actor: actor, Suzgec: f}
	n, err := l.Write(r.Context(), &file)
	if err == nil {
		err = s.store.RecordErisim(r.Context(), actor, store.Erisim{Islem: "Excel raporu alındı", Ayrinti: ayrinti, Satir: n})
	}
	if err != nil {
		return err
	}
	web.ServeFile(w, web.Download{Ad: rapor.DosyaAdi(s.now()), Tur: rapor.TurXlsx, Boyut: int64(file.Len())}, &file)
	return nil
}

// suzgecMetni says in words which filters were used, and of those that are about a person no more than that (SC-05).
func (s *Service) suzgecMetni(ctx context.Context, f *store.Suzgec) ([]string, error) {
	var words []string
	if f.No != 0 {
		words = append(words, fmt.Sprintf("Başvuru No: %d", f.No))
	}
	for _, used := range []struct {
		yes  bool
		word string
	}{{f.TCKN != "", "T.C. Kimlik No ile"}, {f.Ad != "", "Başvuran adı ile"}, {f.Soyad != "", "Başvuran soyadı ile"}, {f.Gecikmis, "Süresi geçtiği halde cevaplanmayanlar"}, {!f.Yakin.IsZero(), "Süresi yaklaşanlar"}} {
		if used.yes {
			words = append(words, used.word)
		}
	}
	for _, d := range f.Durums {
		words = append(words, d.Label())
	}
	words = append(words, s.gunlerMetni(f.Baslangic, f.Bitis)...)
	if f.Baslik == 0 {
		return words, nil
	}
	lists, err := s.store.Listeler(ctx)
	if err != nil {
		return nil, err
	}
	b, _ := lists.TumBaslik(f.Baslik)
	words = append(words, "Hizmet Başlığı: "+b.Ad)
	for _, a := range b.Alts {
		if a.ID == f.Alt {
			words = append(words, "Hizmet Alt Başlığı: "+a.Ad)
		}
	}
	return words, nil
}

func (s *Service) gunlerMetni(ilk, son time.Time) []string {
	switch {
	case ilk.IsZero() && son.IsZero():
		return nil
	case son.IsZero():
		return []string{"Başvuru Tarihi: " + s.web.Tarih(ilk) + " gününden itibaren"}
	case ilk.IsZero():
		return []string{"Başvuru Tarihi: " + s.web.Tarih(son) + " gününe kadar"}
	}
	return []string{"Başvuru Tarihi: " + s.web.Tarih(ilk) + " - " + s.web.Tarih(son)}
}
