package rapor

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"acikkapi/kart"
	"acikkapi/store"
)

// The photo in its row: an eighth of its size, 75×100 pixels.
const (
	fotografOlcek  = 1.0 / 8
	fotografSatiri = 80.0 // points, with some room around it
	fotografSutunu = 2    // B
)

var basimSutunlari = []Sutun{
	{"Sıra", 6},
	{"Fotoğraf", 12},
	{"Kart No", 10},
	{"T.C. Kimlik No", 15},
	{"Adı", 22},
	{"Soyadı", 22},
	{"Yakınlığı", 10},
	{"Doğum Tarihi", 13},
	{"Personel", 30},
	{"Not", 26},
}

// BasimDosyaAdi is the name of a batch's file.
func BasimDosyaAdi(no int64) string { return fmt.Sprintf("kart-basim-partisi-%d.xlsx", no) }

// BasimXlsx is a print batch as the printer takes it: a row for each card that is still in it and is not about to be cancelled unprinted, its photo in the row (KB-03). The T.C. Kimlik
// No stands in full: the card bears it. A photo is read when its place in the file is written, so that memory holds none of them.
type BasimXlsx struct {
	Dir      string // for what waits on disk
	Kartlar  []store.BasimKarti
	Fotograf func(ctx context.Context, ozet string) (io.ReadCloser, error) // by its key in the blob store
}

// Write writes the file to w and returns the number of its rows. Errors: those of Fotograf and w.
func (b *BasimXlsx) Write(ctx context.Context, w io.Writer) (satir int, err error) {
	x, err := NewXlsx(b.Dir, "Basım", basimSutunlari...)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	yer, err := placeholder()
	if err != nil {
		return 0, err
	}
	var photos []string
	for i := range b.Kartlar {
		k := &b.Kartlar[i]
		if !k.Basilir() {
			continue
		}
		if err := x.kartSatiri(k, append(yer, make([]byte, len(photos))...)); err != nil {
			return satir, fmt.Errorf("excel: card %d: %w", k.KartNo, err)
		}
		photos = append(photos, k.FotografOzeti)
		satir++
	}
	z := &photoZip{photos: photos, base: len(yer), open: func(ozet string) (io.ReadCloser, error) { return b.Fotograf(ctx, ozet) }}
	err = x.finishWith(w, func(out io.Writer) excelize.ZipWriter {
		z.Writer = newZip(out)
		return z
	})
	return satir, errors.Join(err, z.failed)
}

// kartSatiri writes a card's row, with yer, which stands for its photo.
func (x *Xlsx) kartSatiri(k *store.BasimKarti, yer []byte) error {
	x.fill([]Hucre{
		Sayi(int64(k.Sira)), Metin(""), Sayi(k.KartNo), Metin(string(k.TCKN)), Metin(k.Ad), Metin(k.Soyad), Metin(k.Yakinlik.Label()), Gun(k.Dogum),
		Metin(k.Personel), Metin(basimNotu(k)),
	})
	x.row++
	at, err := excelize.CoordinatesToCellName(1, x.row)
	if err == nil {
		err = x.sheet.SetRow(at, x.cells, excelize.RowOpts{Height: fotografSatiri})
	}
	if err == nil {
		at, err = excelize.CoordinatesToCellName(fotografSutunu, x.row)
	}
	if err != nil {
		return err
	}
	return x.file.AddPictureFromBytes(x.ad, at, &excelize.Picture{Extension: ".jpg", File: yer, Format: &excelize.GraphicOptions{
		AltText: fmt.Sprintf("Kart %d fotoğrafı", k.KartNo), ScaleX: fotografOlcek, ScaleY: fotografOlcek, OffsetX: 4, OffsetY: 3, Positioning: "oneCell", LockAspectRatio: true,
	}})
}

func basimNotu(k *store.BasimKarti) string {
	if k.Durum == kart.IptalBekliyor {
		return "İptal talebi inceleniyor"
	}
	if k.Yeniden {
		return "Yeniden basım"
	}
	return ""
}

// placeholder is a picture of a photo's size; made longer, it stands for the photo whose number it is longer by.
func placeholder() ([]byte, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, kart.FotografGenislik, kart.FotografYukseklik)), &jpeg.Options{Quality: 1})
	return slices.Clip(b.Bytes()), err
}

// photoZip writes each photo in the place of its placeholder, as it is: it is compressed already.
type photoZip struct {
	*zip.Writer
	photos []string
	base   int // length of the first placeholder
	open   func(ozet string) (io.ReadCloser, error)
	failed error // of the first photo that could not be read: excelize forgets errors of all files but the last
}

// Create begins a file of the package.
func (z *photoZip) Create(name string) (io.Writer, error) {
	if !strings.HasPrefix(name, "xl/media/") {
		return z.Writer.Create(name)
	}
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	return photoPlace{z, w}, err
}

type photoPlace struct {
	z *photoZip
	w io.Writer
}

// Write takes a placeholder, whole, and writes its photo.
func (p photoPlace) Write(yer []byte) (int, error) {
	if p.z.failed == nil {
		p.z.failed = p.copy(len(yer) - p.z.base)
	}
	return len(yer), p.z.failed
}

func (p photoPlace) copy(i int) (err error) {
	if i < 0 || i >= len(p.z.photos) {
		return errors.New("excel: a picture that is no placeholder")
	}
	photo, err := p.z.open(p.z.photos[i])
	if err != nil {
		return fmt.Errorf("excel: photo: %w", err)
	}
	defer func() { err = errors.Join(err, photo.Close()) }()
	_, err = io.Copy(p.w, photo)
	return err
}
