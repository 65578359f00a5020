package handlers

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"acikkapi/internal/rapor"
	"acikkapi/internal/telefon"
	"acikkapi/internal/web"
	"acikkapi/internal/yetki"
	"acikkapi/store"
)

// kullaniciExcel is “Rapor Al” over the il's users, all pages (YE-05). An il has some thousand of them, so it is made at once.
func (s *Service) kullaniciExcel(w http.ResponseWriter, r *http.Request) error {
	typed, filter, err := s.kullaniciSuzgec(r)
	if err != nil {
		return s.kullaniciListeSayfa(w, r, typed, filter, err)
	}
	select {
	case s.excel.places <- struct{}{}:
		defer func() { <-s.excel.places }()
	case <-r.Context().Done():
		return r.Context().Err()
	}
	var file bytes.Buffer
	n, err := s.writeKullanicilar(r, filter, &file)
	if err == nil {
		err = s.store.RecordErisim(r.Context(), who(r).actor, store.Erisim{Islem: "Kullanıcı listesi Excel raporu alındı", Ayrinti: who(r).yer(), Satir: n})
	}
	if err != nil {
		return err
	}
	web.ServeFile(w, web.Download{Ad: "kullanicilar-" + s.now().In(store.Istanbul()).Format("2006-01-02") + ".xlsx", Tur: rapor.TurXlsx, Boyut: int64(file.Len())}, &file)
	return nil
}

func (s *Service) writeKullanicilar(r *http.Request, f store.TanimSuzgec, w io.Writer) (n int, err error) {
	var columns []rapor.Sutun
	for i, c := range kullaniciColumns[:len(kullaniciColumns)-1] { // without İşlemler
		columns = append(columns, rapor.Sutun{Ad: c.Label, Genislik: []float64{18, 16, 60, 16, 28, 18, 24, 24}[i]})
	}
	x, err := rapor.NewXlsx(s.excel.temp, "Kullanıcılar", columns...)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	err = s.store.TanimAkis(r.Context(), who(r).actor, f, func(k *store.TanimSatir) error {
		n++
		return x.Row(rapor.Metin(yetki.TipLabels[k.Tip]), rapor.Metin(k.IlAd), rapor.Metin(gorevYeri(&k.TanimDetay)), rapor.Metin(k.TCKN.Masked()),
			rapor.Metin(k.Ad+" "+k.Soyad), rapor.Metin(telefon.Numara(k.Cep).Display()), rapor.Metin(k.Olusturan), rapor.Metin(k.Guncelleyen))
	})
	if err != nil {
		return n, err
	}
	return n, x.Finish(w)
}
