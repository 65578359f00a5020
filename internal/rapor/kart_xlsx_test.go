package rapor

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"acikkapi/basvuru"
	"acikkapi/internal/calc"
	"acikkapi/kart"
	"acikkapi/store"
)

// basimFotografi is a photo of its own for each number.
func basimFotografi(t *testing.T, n int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, kart.FotografGenislik, kart.FotografYukseklik))
	for y := range kart.FotografYukseklik {
		for x := range kart.FotografGenislik {
			img.Set(x, y, color.RGBA{uint8(n * 5), uint8(x / 4), uint8(y / 4), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func basimKarti(n int) store.BasimKarti {
	return store.BasimKarti{
		KartNo: int64(1000 + n), Talep: 1, Sira: n, Ad: "ELİF", Soyad: "KAYA", TCKN: basvuru.MakeTCKN(fmt.Sprintf("1%08d", n)), Yakinlik: kart.Cocuk,
		Dogum: time.Date(2009, 3, 1, 0, 0, 0, 0, time.UTC), Personel: "HASAN KAYA", Durum: kart.TalepOnayli, Basim: kart.BasimPartide, FotografOzeti: strconv.Itoa(n),
	}
}

// KB-03, SC-08: every card of a batch has a row with its photo, which LibreOffice opens; who left the batch, or is printed again in another, is not in it; hostile names are text.
func TestBasimXlsx(t *testing.T) {
	t.Parallel()
	photos := map[string][]byte{}
	b := BasimXlsx{Dir: t.TempDir(), Fotograf: func(_ context.Context, ozet string) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(photos[ozet])), nil
	}}
	for n := 1; n <= 7; n++ {
		k := basimKarti(n)
		photos[k.FotografOzeti] = basimFotografi(t, n)
		b.Kartlar = append(b.Kartlar, k)
	}
	b.Kartlar[1].Ad, b.Kartlar[1].Personel = `=HYPERLINK("http://x","y")`, "@SUM(1)"
	b.Kartlar[2].Durum, b.Kartlar[2].Basim = kart.IptalBekliyor, kart.BasimBasildi
	b.Kartlar[6].Durum = kart.IptalBekliyor // not printed yet: it shall not be
	b.Kartlar[3].Cikti = true
	b.Kartlar[4].Yeniden = true
	b.Kartlar[5].Bozuk = "Baskı kaydı" // another batch prints it
	var file bytes.Buffer
	n, err := b.Write(t.Context(), &file)
	if err != nil || n != 4 {
		t.Fatal(n, err)
	}
	rows := calc.Read(t, file.Bytes())["Basım"]
	if len(rows) != 1+4 {
		t.Fatalf("%d rows: %q", len(rows), rows)
	}
	want := []string{"2", "", "1002", string(basvuru.MakeTCKN("100000002")), `=HYPERLINK("http://x","y")`, "KAYA", "Çocuğu", "01.03.2009", "@SUM(1)", ""}
	if got := rows[2]; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%q, want %q", got, want)
	}
	if rows[3][9] != "İptal talebi inceleniyor" || rows[4][2] != "1005" || rows[4][9] != "Yeniden basım" {
		t.Errorf("%q", rows[3:5])
	}
	samePhotos(t, file.Bytes(), rows, photos)
}

// samePhotos wants in each row the photo of its card, byte for byte, inside the row.
func samePhotos(t *testing.T, file []byte, rows [][]string, photos map[string][]byte) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i := 1; i < len(rows); i++ {
		pictures, err := f.GetPictures("Basım", fmt.Sprintf("B%d", i+1))
		if err != nil || len(pictures) != 1 || !bytes.Equal(pictures[0].File, photos[rows[i][0]]) {
			t.Fatalf("row %d has %d pictures, or another card's: %v", i+1, len(pictures), err)
		}
	}
	drawing := part(t, file, "xl/drawings/drawing1.xml")
	if n := strings.Count(drawing, `<xdr:ext cx="714375" cy="952500">`); n != len(rows)-1 || strings.Contains(drawing, "twoCellAnchor") {
		t.Errorf("%d pictures are 75×100 pixels, whatever the rows' heights", n)
	}
}

// KB-03, PL-10: a full batch of photos as large as they may be takes no memory for them.
func TestBasimXlsxMemory(t *testing.T) {
	b := BasimXlsx{Dir: t.TempDir()}
	for n := range store.MaxBasim {
		b.Kartlar = append(b.Kartlar, basimKarti(n+1))
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, peak := m.HeapAlloc, uint64(0)
	b.Fotograf = func(context.Context, string) (io.ReadCloser, error) {
		runtime.GC()
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapAlloc)
		return io.NopCloser(io.LimitReader(zeros{}, kart.FotografBoyut)), nil
	}
	var size counter
	if n, err := b.Write(t.Context(), &size); err != nil || n != store.MaxBasim {
		t.Fatal(n, err)
	}
	if grown := int64(peak) - int64(before); grown > 16<<20 || size < store.MaxBasim<<20 {
		t.Errorf("the heap grew by %d MB for a file of %d MB", grown>>20, size>>20)
	} else {
		t.Logf("the heap grew by %d MB for a file of %d MB", grown>>20, size>>20)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// A photo that cannot be read makes an error, not a file without it; an empty batch is a file with its header.
func TestBasimXlsxFails(t *testing.T) {
	t.Parallel()
	gone := errors.New("gone")
	b := BasimXlsx{Dir: t.TempDir(), Kartlar: []store.BasimKarti{basimKarti(1), basimKarti(2)}, Fotograf: func(context.Context, string) (io.ReadCloser, error) { return nil, gone }}
	if _, err := b.Write(t.Context(), io.Discard); !errors.Is(err, gone) {
		t.Errorf("%v", err)
	}
	b.Kartlar = nil
	var file bytes.Buffer
	if n, err := b.Write(t.Context(), &file); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	if _, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len())); err != nil {
		t.Error(err)
	}
}
