package handlers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"

	"acikkapi/internal/kural"
	"acikkapi/internal/rapor"
	"acikkapi/internal/web"
	"acikkapi/kart"
	"acikkapi/store"
)

type basimPartiView struct {
	web.Page
	Bilgi                 []web.Fact
	Durum                 []web.Tag
	Kartlar, Cikanlar     []partiSatiri
	Bozulanlar            []partiSatiri
	Aciklama              web.Textarea
	Basilacak, Basilan    int
	Excel                 web.Link // none where no card is left
	BasildiURL, GonderURL string
}

// partiSatiri is a card of a batch; Secilir: something is to be recorded of it.
type partiSatiri struct {
	No                                int64
	Sira                              int
	Ad, TCKN, Yakinlik, Personel, URL string
	Durum                             web.Tag
	Not                               string
	Duzelt                            string // where its record is put right, "" where nothing can be
	Secilir, Secildi                  bool
}

// basimParti is the page of a batch with its cards (KB-03); it is on record who has opened it (SC-05).
func (s *Service) basimParti(w http.ResponseWriter, r *http.Request) error {
	return s.basimPartiSayfa(w, r, nil, nil)
}

func (s *Service) partiOf(r *http.Request) (*store.BasimDetayi, error) {
	no, err := number(r, "no")
	if err != nil {
		return nil, err
	}
	return s.store.Basim(r.Context(), who(r).actor, no)
}

func (s *Service) basimPartiSayfa(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	d, err := s.partiOf(r)
	if err != nil {
		return err
	}
	f, err := newForm(typed, failed)
	if err == nil && r.Method == http.MethodGet {
		err = s.store.RecordErisim(r.Context(), who(r).actor, store.Erisim{Islem: "Kart basım partisi görüntülendi", Ayrinti: partiAdi(d.No), Satir: len(d.Kartlar)})
	}
	if err != nil {
		return err
	}
	v := &basimPartiView{Durum: basimEtiketleri(&d.BasimOzeti), Basilacak: d.Basilacak, Basilan: d.Basilan, BasildiURL: partiURL(d.No, "/basildi"), GonderURL: partiURL(d.No, "/gonderildi")}
	v.Page = f.page(web.Page{Title: fmt.Sprintf("Basım Partisi %d", d.No), Active: basimPath, Wide: true, Back: web.Link{URL: basimPath, Text: "Kart Basımı"}, Help: []string{
		"“Excel Dosyası Al” partideki kartları fotoğraflarıyla verir. Basım bitince basılan kartları işaretleyip “Basıldı”ya basın; basımı bozulan kartın işaretini kaldırın, yeniden basılınca kaydedersiniz.",
		"Kartlar yola çıkınca gönderi açıklamasına yazının ya da kargonun numarasını yazıp “Gönderildi”ye basın; açıklama personele gösterilir ve SMS gönderilir.",
		"Yanlış kaydedilen adım, kartın satırındaki “Düzelt” ile geri alınır; basımı bozulan ya da yolda kaybolan kart oradan yeniden basıma alınır.",
		"Parti oluşturulduktan sonra iptal edilen kartlar partiden çıkar ve ayrıca gösterilir; bu kartlar basılmaz, gönderilmez. İptal talebi incelenen, henüz basılmamış kart da talep sonuçlanıncaya kadar Excel dosyasında yer almaz.",
	}})
	v.Bilgi = []web.Fact{
		{Key: "Oluşturan", Value: d.Olusturan},
		{Key: "Oluşturma Tarihi", Value: s.web.Zaman(d.Zaman)},
		{Key: "Kart Sayısı", Value: fmt.Sprint(d.Adet)},
		{Key: "İlk Basım Kaydı", Value: s.zamanOr(d.Basildi)},
		{Key: "İlk Gönderim Kaydı", Value: s.zamanOr(d.Gonderildi)},
		{Key: "Gönderi Açıklaması", Value: d.GonderiAciklama},
	}
	if len(d.Kartlar) > d.Cikan+d.Bozulan {
		v.Excel = web.Link{URL: partiURL(d.No, "/excel"), Text: "Excel Dosyası Al (fotoğraflı)"}
	}
	v.Aciklama = f.Textarea(web.Textarea{Name: "aciklama", Label: "Gönderi Açıklaması", Hint: "Yazının tarih ve sayısı ya da kargo numarası; personele gösterilir.", Rows: 2, MaxLength: kart.MaxAciklama})
	v.addKartlar(d, typed)
	return s.web.Render(w, r, f.Status(), "handlers/basim_parti", v)
}

func partiAdi(no int64) string { return fmt.Sprintf("%d numaralı basım partisi", no) }

// addKartlar puts the cards into the lists. At first those are chosen at whose step the batch stands: what is to be printed, else what is
// to be sent.
func (v *basimPartiView) addKartlar(d *store.BasimDetayi, typed url.Values) {
	next := kart.BasimPartide
	if d.Basilacak == 0 {
		next = kart.BasimBasildi
	}
	chosen := kartNos(typed)
	for i := range d.Kartlar {
		k := &d.Kartlar[i]
		row := partiSatiri{
			No: k.KartNo, Sira: k.Sira, Ad: k.Ad + " " + k.Soyad, TCKN: k.TCKN.Masked(), Yakinlik: k.Yakinlik.Label(), Personel: k.Personel,
			URL: kimlikURL(k.KartNo, k.Talep, ""), Durum: basimTag(k.Basim),
		}
		if duzeltilir(k) {
			row.Duzelt = duzeltURL(d.No, k.KartNo)
		}
		if k.Bozuk != "" {
			row.Not = k.Bozuk
			v.Bozulanlar = append(v.Bozulanlar, row)
			continue
		}
		if k.Cikti {
			row.Durum, row.Not = web.Tag{Text: "Partiden çıktı", Colour: "grey"}, k.Durum.Label()
			v.Cikanlar = append(v.Cikanlar, row)
			continue
		}
		if k.Durum == kart.IptalBekliyor {
			row.Not = "İptal talebi inceleniyor"
		}
		if k.Yeniden && row.Not == "" {
			row.Not = "Yeniden basım"
		}
		row.Secilir = k.Basim == kart.BasimPartide || k.Basim == kart.BasimBasildi
		row.Secildi = row.Secilir && (typed == nil && k.Basim == next && k.Durum != kart.IptalBekliyor || slices.Contains(chosen, k.KartNo))
		v.Kartlar = append(v.Kartlar, row)
	}
}

func basimTag(b kart.BasimDurum) web.Tag {
	colours := map[kart.BasimDurum]string{kart.BasimPartide: "yellow", kart.BasimBasildi: "blue", kart.BasimGonderildi: "green"}
	text := b.Label()
	if b == kart.BasimPartide {
		text = "Basılacak"
	}
	return web.Tag{Text: text, Colour: colours[b]}
}

// basimBasildi records that the chosen cards have been printed.
func (s *Service) basimBasildi(w http.ResponseWriter, r *http.Request) error {
	return s.basimAdimi(w, r, "kart “Basıldı” olarak kaydedildi.", func(ctx context.Context, actor kural.Actor, no int64, kartlar []int64, _ url.Values) (store.BasimSonuc, error) {
		return s.store.PrintBasim(ctx, actor, no, kartlar)
	})
}

// basimGonderildi records that the chosen cards have been sent, and how.
func (s *Service) basimGonderildi(w http.ResponseWriter, r *http.Request) error {
	return s.basimAdimi(w, r, "kart “Gönderildi” olarak kaydedildi.", func(ctx context.Context, actor kural.Actor, no int64, kartlar []int64, typed url.Values) (store.BasimSonuc, error) {
		return s.store.SendBasim(ctx, actor, no, kartlar, web.Field(typed, "aciklama"))
	})
}

type basimAdim func(ctx context.Context, actor kural.Actor, no int64, kartlar []int64, typed url.Values) (store.BasimSonuc, error)

func (s *Service) basimAdimi(w http.ResponseWriter, r *http.Request, yapildi string, adim basimAdim) error {
	no, err := number(r, "no")
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	kartlar := kartNos(typed)
	if err == nil && len(kartlar) == 0 {
		err = kural.InvalidField("kart", "Kartları seçiniz.")
	}
	var res store.BasimSonuc
	if err == nil {
		res, err = adim(r.Context(), who(r).actor, no, kartlar, typed)
	}
	if err != nil {
		return s.basimPartiSayfa(w, r, typed, err)
	}
	s.flashBasim(r, res, yapildi)
	return web.SeeOther(w, r, partiURL(no, ""))
}

// basimExcel is the batch as a workbook with photos; it is on record who has taken it (SC-05). It waits on disk: two hundred photos are
// too much for memory, and a photo that cannot be read shall be an error, not half a file.
func (s *Service) basimExcel(w http.ResponseWriter, r *http.Request) (err error) {
	d, err := s.partiOf(r)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(s.excel.temp, "basim-*.xlsx")
	if err != nil {
		return fmt.Errorf("print batch: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := os.Remove(file.Name()); err != nil { // its name: nothing is left, whatever happens
		return fmt.Errorf("print batch: %w", err)
	}
	n, err := s.writeBasim(r.Context(), d, file)
	if err == nil {
		err = s.store.RecordErisim(r.Context(), who(r).actor, store.Erisim{Islem: "Kart basım dosyası alındı", Ayrinti: partiAdi(d.No) + ", fotoğraflar ve T.C. Kimlik No ile", Satir: n})
	}
	var size int64
	if err == nil {
		size, err = file.Seek(0, io.SeekCurrent)
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	web.ServeFile(w, web.Download{Ad: rapor.BasimDosyaAdi(d.No), Tur: rapor.TurXlsx, Boyut: size}, file)
	return nil
}

// writeBasim waits for a place among the workbooks that are made while their readers wait.
func (s *Service) writeBasim(ctx context.Context, d *store.BasimDetayi, w io.Writer) (int, error) {
	select {
	case s.excel.places <- struct{}{}:
		defer func() { <-s.excel.places }()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	x := rapor.BasimXlsx{Dir: s.excel.temp, Kartlar: d.Kartlar, Fotograf: func(ctx context.Context, ozet string) (io.ReadCloser, error) {
		content, _, err := s.dosya.Open(ctx, ozet)
		return content, err
	}}
	return x.Write(ctx, w)
}

// zamanOr is a time that may not have come yet.
func (s *Service) zamanOr(t *time.Time) string {
	if t == nil {
		return ""
	}
	return s.web.Zaman(*t)
}
