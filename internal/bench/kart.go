package bench

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"time"

	"acikkapi/internal/fotograf"
	"acikkapi/kart"
)

// photos measures the check of an uploaded photo (KT-04) beside reading its header alone, which says no more than the
// number of pixels, and beside unpacking it whole.
func (b *bench) photos(ctx context.Context) error {
	raw, err := photo()
	if err != nil {
		return err
	}
	header := func() error { _, _, err := image.DecodeConfig(bytes.NewReader(raw)); return err }
	whole := func() error { _, _, err := image.Decode(bytes.NewReader(raw)); return err }
	v, err := b.medians(ctx,
		func(context.Context) (float64, error) {
			return b.perSecond(func() error {
				f, err := fotograf.Photo(bytes.NewReader(raw), int64(len(raw)))
				if err == nil {
					f.Dosya = "x"
					err = f.Check()
				}
				return err
			})
		},
		func(context.Context) (float64, error) { return b.perSecond(header) },
		func(context.Context) (float64, error) { return b.perSecond(whole) })
	if err != nil {
		return err
	}
	b.add(rate("photos checked, one at a time", v[0], "image.DecodeConfig alone, which reads the header", v[1], 0))
	b.add(rate("the same", v[0], "image.Decode alone, which reads it whole as the check does", v[2], 0))
	return nil
}

// perSecond is how often f can be done in a second.
func (b *bench) perSecond(f func() error) (float64, error) {
	began, n := time.Now(), 0
	for ; time.Since(began) < b.span; n++ {
		if err := f(); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(began).Seconds(), nil
}

// photo is one as KT-04 wants it, with as much in it as a face has: noise over a gradient.
func photo() ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, kart.FotografGenislik, kart.FotografYukseklik))
	seed := uint32(1)
	for y := range kart.FotografYukseklik {
		for x := range kart.FotografGenislik {
			seed = seed*1664525 + 1013904223
			noise := uint8(seed >> 29)
			img.SetRGBA(x, y, color.RGBA{uint8(x/3) + noise, uint8(y/4) + noise, 120 + noise, 255}) //nolint:gosec // wraps, as noise may
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 90}); err != nil {
		return nil, err
	}
	// Go's encoder leaves out the header that says how many dots an inch has
	app0 := []byte{0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 1, kart.FotografDPI >> 8, kart.FotografDPI & 0xff, kart.FotografDPI >> 8, kart.FotografDPI & 0xff, 0, 0}
	return bytes.Join([][]byte{out.Bytes()[:2], app0, out.Bytes()[2:]}, nil), nil
}
