package kart

import (
	"errors"
	"fmt"
	"strings"

	"acikkapi/internal/kural"
)

// What KT-04 asks of a photo.
const (
	FotografGenislik  = 600 // pixels
	FotografYukseklik = 800
	FotografDPI       = 300
	FotografBoyut     = 1 << 20 // bytes, at most
)

// MaxAciklama is the length of “Ret Sebebi Açıklama”, in characters.
const MaxAciklama = 1000

// Fotograf is an uploaded photo as it was measured: the type by content, not by name.
type Fotograf struct {
	Dosya     string // id; "" = none uploaded
	Tur       string // MIME type
	Genislik  int    // pixels
	Yukseklik int
	DPI       int   // 0 = the file does not say
	Boyut     int64 // bytes
}

// Check names everything that is wrong with the photo, each an Invalid error at "fotograf" (KT-04).
func (f Fotograf) Check() error {
	if f.Dosya == "" {
		return kural.InvalidField("fotograf", "Fotoğraf yükleyiniz.")
	}
	var errs []error
	bad := func(wrong bool, message string) {
		if wrong {
			errs = append(errs, kural.InvalidField("fotograf", message))
		}
	}
	bad(f.Tur != "image/jpeg", "Fotoğraf JPG ya da JPEG formatında olmalıdır; "+bicim(f.Tur))
	bad(f.Genislik != FotografGenislik || f.Yukseklik != FotografYukseklik, "Fotoğraf 600*800 piksel olmalıdır; "+f.olcu())
	bad(f.DPI != FotografDPI, "Fotoğraf 300 dpi olmalıdır; "+f.cozunurluk())
	bad(f.Boyut > FotografBoyut, "Fotoğraf en fazla 1 MB olmalıdır; yüklediğiniz "+megabayt(f.Boyut)+" MB.")
	return errors.Join(errs...)
}

func (f Fotograf) olcu() string {
	if f.Genislik <= 0 || f.Yukseklik <= 0 {
		return "yüklediğiniz dosyanın ölçüleri okunamadı."
	}
	return fmt.Sprintf("yüklediğiniz %d×%d piksel.", f.Genislik, f.Yukseklik)
}

func (f Fotograf) cozunurluk() string {
	if f.DPI <= 0 {
		return "dosyada çözünürlük bilgisi yok."
	}
	return fmt.Sprintf("yüklediğiniz %d dpi.", f.DPI)
}

// megabayt writes bytes as “1,24”, rounded up, so that one byte too many does not read as “1,00”.
func megabayt(boyut int64) string {
	const percent = FotografBoyut / 100.0
	n := int64(float64(boyut) / percent)
	if float64(n)*percent < float64(boyut) {
		n++
	}
	return fmt.Sprintf("%d,%02d", n/100, n%100)
}

// bicimler are the names of formats that people know; MIME types otherwise.
var bicimler = map[string]string{
	"image/jpeg": "JPG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WebP", "image/bmp": "BMP", "image/tiff": "TIFF",
	"image/heic": "HEIC", "image/heif": "HEIF", "image/avif": "AVIF", "application/pdf": "PDF",
}

func bicim(tur string) string {
	ad, ok := bicimler[tur]
	switch {
	case ok:
	case strings.HasPrefix(tur, "image/") || strings.HasPrefix(tur, "application/vnd."):
		ad = tur
	default:
		return "yüklediğiniz dosyanın biçimi tanınmadı."
	}
	return "yüklediğiniz " + ad + "."
}

// Dekont is an uploaded receipt; the type by content, not by name.
type Dekont struct {
	Dosya string // id; "" = none uploaded
	Tur   string // MIME type
}

// Check returns what is wrong with the receipt, an Invalid error at "dekont" (KT-05).
func (d Dekont) Check() error {
	switch {
	case d.Dosya == "":
		return kural.InvalidField("dekont", "Dekont yükleyiniz.")
	case d.Tur != "image/jpeg" && d.Tur != "application/pdf":
		return kural.InvalidField("dekont", "Dekont JPG, JPEG veya PDF formatında olmalıdır; "+bicim(d.Tur))
	}
	return nil
}

func (c Request) check() error {
	var kabul error
	if !c.Kabul {
		kabul = kural.InvalidField("kabul", "Talep edilen kartın sorumluluğunu kabul etmeniz gerekmektedir.")
	}
	return errors.Join(c.Fotograf.Check(), c.Dekont.Check(), kabul)
}

func (c RequestCancel) check() error {
	if c.Neden == "" {
		return kural.InvalidField("neden", "İptal talebi nedenini seçiniz.")
	}
	return errors.Join(c.paper("kayip_formu", c.KayipFormu, KayipFormu), c.paper("bildirim_yazisi", c.BildirimYazisi, BildirimYazisi))
}

// paper: wanted for Kayıp/Çalıntı, not accepted for any other reason (KI-02).
func (c RequestCancel) paper(field, dosya string, tur EvrakTur) error {
	switch lost := c.Neden == KayipCalinti; {
	case lost && dosya == "":
		return kural.InvalidField(field, tur.Label()+" yükleyiniz.")
	case !lost && dosya != "":
		return kural.InvalidField(field, tur.Label()+" yalnızca Kayıp/Çalıntı nedeninde yüklenir.")
	}
	return nil
}

func (c Reject) check() error       { return c.Ret.check() }
func (c RejectCancel) check() error { return c.Ret.check() }

// check wants a reason of the list (KB-01); that the list has it is the store's foreign key.
func (r Ret) check() error {
	var sebep error
	if r.Sebep <= 0 {
		sebep = kural.InvalidField("ret_sebebi", "Ret sebebini seçiniz.")
	}
	return errors.Join(sebep, kural.Length("ret_aciklama", r.Aciklama, MaxAciklama))
}

func (Approve) check() error       { return nil }
func (ReceiveCard) check() error   { return nil }
func (ApproveCancel) check() error { return nil }
func (TakeToPrint) check() error   { return nil }
func (Printed) check() error       { return nil }
func (c Sent) check() error        { return kural.Length("aciklama", c.Aciklama, MaxAciklama) }
