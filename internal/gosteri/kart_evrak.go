package gosteri

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"

	"acikkapi/kart"
)

// fotograf is a photo as KT-04 wants it: 600×800 pixels, 300 dpi in its JFIF header; a head before a light ground.
func fotograf() ([]byte, error) {
	ground, coat, skin := color.RGBA{225, 232, 240, 255}, color.RGBA{40, 60, 90, 255}, color.RGBA{222, 184, 150, 255}
	img := image.NewRGBA(image.Rect(0, 0, kart.FotografGenislik, kart.FotografYukseklik))
	for y := range kart.FotografYukseklik {
		for x := range kart.FotografGenislik {
			c := ground
			switch {
			case within(x-300, y-330, 150, 200):
				c = skin
			case within(x-300, y-820, 290, 280):
				c = coat
			}
			img.SetRGBA(x, y, c)
		}
	}
	return jfif(img)
}

// within tells whether a point is in the ellipse of those half axes around the origin.
func within(x, y, a, b int) bool { return x*x*b*b+y*y*a*a <= a*a*b*b }

// kagit is a scanned paper, as light as most of them.
func kagit() ([]byte, error) {
	img := image.NewGray(image.Rect(0, 0, 620, 877))
	for i := range img.Pix {
		img.Pix[i] = 250
	}
	for line := range 18 {
		for x := 70; x < 550-(line%4)*60; x++ {
			img.SetGray(x, 120+line*36, color.Gray{60})
		}
	}
	return jfif(img)
}

// jfif writes a JPEG with the header that says 300 dpi, which Go's encoder leaves out.
func jfif(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		return nil, err
	}
	const dpi = kart.FotografDPI
	app0 := []byte{0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 1, dpi >> 8, dpi & 0xff, dpi >> 8, dpi & 0xff, 0, 0}
	const soi = 2 // bytes that a JPEG begins with
	return bytes.Join([][]byte{b.Bytes()[:soi], app0, b.Bytes()[soi:]}, nil), nil
}
