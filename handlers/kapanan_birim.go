package handlers

import (
	"context"
	"fmt"
	"net/http"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
	"acikkapi/store"
)

const kapananPath = "/aks/kapanan-birim"

type kapananView struct {
	web.Page
	Kapsam []string
	Tablo  web.Table
}

var kapananColumns = []web.Column{
	{Label: "Başvuru No", Class: "nowrap"},
	{Label: "Başvuran Ad Soyad"},
	{Label: "Başvuru Konusu", Class: "long"},
	{Label: "Kapanan Birim", Class: "long"},
	{Label: "Birimin Kapanması", Class: "date"},
	{Label: "Yönlendirme Tarihi", Class: "date"},
	{Label: "İşlemler"},
}

// kapananBirim is “Kapanan Birimler”: routings that wait for the answer of a birim that DETSİS has closed since (OP-05).
func (s *Service) kapananBirim(w http.ResponseWriter, r *http.Request) error {
	pages := web.NewPages(r, listSize, 0)
	list, total, err := s.store.KapananListe(r.Context(), who(r).actor, pages.Offset(), listSize)
	if err != nil {
		return err
	}
	pages.Total = total
	if last := pages.Count(); pages.No > last { // what stood there has been dealt with
		return web.SeeOther(w, r, fmt.Sprintf("%s?sayfa=%d", kapananPath, last))
	}
	v := &kapananView{Kapsam: who(r).kapsam(), Tablo: web.Table{
		Caption: "Kapanan birimlerdeki açık yönlendirmeler", Columns: kapananColumns, Pages: pages,
		Empty: "Kapanan birimlerde cevap bekleyen başvuru yoktur.",
	}}
	v.Page = web.Page{Title: "Kapanan Birimler", Active: kapananPath, Wide: true, Help: []string{
		"Başvuru yönlendirildikten sonra DETSİS'te kapanan birimler burada listelenir. Kapanan birime artık yönlendirme yapılamaz; birimde bekleyen başvurular kendiliğinden geri dönmez.",
		"“Yönlendirmeyi Geri Çek” ile başvuruyu kapanan birimden alabilir, “İlgili Birime Yönlendir” ile görevi devralan birime yönlendirebilirsiniz. Birimin yetkilisi hâlâ tanımlı ise cevap da verebilir.",
	}}
	for i := range list {
		v.Tablo.Rows = append(v.Tablo.Rows, s.kapananSatiri(&list[i]))
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/kapanan_birim", v)
}

// withKapanan adds the figure of the page, where there is something on it.
func (s *Service) withKapanan(ctx context.Context, actor basvuru.Actor, tiles []kutucuk) ([]kutucuk, error) {
	some, err := s.store.HasKapanan(ctx, actor)
	if err != nil || !some {
		return tiles, err
	}
	n, err := s.store.KapananSay(ctx, actor)
	if err != nil || n == 0 {
		return tiles, err
	}
	return append(tiles, kutucuk{
		Link: web.Link{URL: kapananPath, Text: "Kapanan birimlerde"}, Sayi: n, Aciklama: "Birimi kapandı; geri çekip yeniden yönlendiriniz", Gec: true,
	}), nil
}

func (s *Service) kapananSatiri(k *store.KapananSatir) web.Row {
	return web.Row{Cells: web.Cells(kapananColumns,
		web.Links(web.Link{URL: aksURL(k.No, ""), Text: fmt.Sprint(k.No)}), web.Text(k.Ad+" "+k.Soyad), web.Text(kisalt(k.Konu, 140)),
		web.Text(k.BirimNo+" "+k.BirimYol), web.Text(s.web.Zaman(k.Kapama)), web.Text(s.web.Zaman(k.Gonderim)),
		web.Links(
			web.Link{URL: aksURL(k.No, fmt.Sprintf("geri-cek/%d", k.Sira)), Text: "Yönlendirmeyi Geri Çek"},
			web.Link{URL: aksURL(k.No, "yonlendir"), Text: "İlgili Birime Yönlendir"},
		))}
}
