package rapor

import (
	"bytes"
	_ "embed"
	"fmt"

	"codeberg.org/go-pdf/fpdf"

	"acikkapi/internal/mektup"
	"acikkapi/internal/web"
)

// The fonts are DejaVu Sans with fewer letters: docs/kaynaklar.md tells which, and how they were made.
var (
	//go:embed font/DejaVuSans.ttf
	fontDuz []byte
	//go:embed font/DejaVuSans-Bold.ttf
	fontKalin []byte
)

// The page, in millimetres.
const (
	genislik = 210.0
	kenar    = 18.0
	ust      = 30.0  // below the head
	alt      = 277.0 // above the foot
	govde    = genislik - 2*kenar
	satirBoy = 4.8 // of a line of text
	bosluk   = 1.4 // around the text of a cell
	punto    = 9.5
	// maxSayfa bounds the work of one report; a real one has a handful of pages.
	maxSayfa = 300
)

const (
	duz   = ""
	kalin = "B"
)

// yazici writes a report from top to bottom and begins pages as they fill.
type yazici struct {
	pdf  *fpdf.Fpdf
	r    *Basvuru
	y    float64 // where the next line begins
	kutu bool    // a letter that no font of ours has was replaced
	son  bool    // maxSayfa was reached: nothing more is written
}

// PDFName is the name of r's file.
func (r *Basvuru) PDFName() string { return fmt.Sprintf("basvuru-%d-rapor.pdf", r.No) }

// PDF is r as a document of A4 pages with embedded fonts. What no font of ours can write – an emoji, Arabic, control
// characters – stands there as □, which the end of the document explains.
func (r *Basvuru) PDF() ([]byte, error) {
	y := &yazici{pdf: fpdf.New("P", "mm", "A4", ""), r: r}
	y.kunye()
	y.sayfa()
	y.baslik(16, "Başvuru Raporu")
	y.baslik(12, fmt.Sprintf("BAŞVURU NO: %d", r.No))
	for i := range r.Bolumler {
		y.bolum(&r.Bolumler[i])
	}
	if y.kutu {
		y.y += satirBoy
		y.metin("□: belgede yazdırılamayan bir karakterin (örneğin bir simgenin) yerine geçer.")
	}
	y.altlar()
	var out bytes.Buffer
	if err := y.pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("report of %d: %w", r.No, err)
	}
	return out.Bytes(), nil
}

// kunye sets fonts and what the document says about itself.
func (y *yazici) kunye() {
	p := y.pdf
	p.AddUTF8FontFromBytes("dejavu", duz, fontDuz)
	p.AddUTF8FontFromBytes("dejavu", kalin, fontKalin)
	p.SetAutoPageBreak(false, 0)
	p.SetTitle(fmt.Sprintf("Başvuru Raporu %d", y.r.No), true)
	p.SetSubject("Açık Kapı başvuru raporu", true)
	p.SetAuthor("T.C. İçişleri Bakanlığı", true)
	p.SetCreator("Açık Kapı", true)
	p.SetLang("tr-TR")
	p.SetCreationDate(y.r.Zaman)
	p.SetModificationDate(y.r.Zaman)
	p.SetCatalogSort(true)
	p.SetDrawColor(160, 168, 184)
	p.SetLineWidth(0.2)
}

// sayfa begins a page with its head; false where there are enough.
func (y *yazici) sayfa() bool {
	if y.pdf.PageCount() >= maxSayfa {
		y.son = true
		return false
	}
	y.pdf.AddPage()
	y.yaz(kalin, 10, kenar, 15, "T.C. İÇİŞLERİ BAKANLIĞI")
	y.yaz(duz, 10, kenar, 20, "Açık Kapı")
	y.sag(kalin, 10, 15, "Başvuru Raporu")
	y.sag(duz, 10, 20, fmt.Sprintf("Başvuru No: %d", y.r.No))
	y.cizgi(kenar, 23, genislik-kenar, 23)
	y.y = ust
	return true
}

// altlar writes the foot of every page, now that their number is known.
func (y *yazici) altlar() {
	n := y.pdf.PageCount()
	for i := 1; i <= n; i++ {
		y.pdf.SetPage(i)
		y.cizgi(kenar, 283, genislik-kenar, 283)
		y.yaz(duz, 8, kenar, 287, "Rapor tarihi: "+gunSaat(y.r.Zaman))
		y.sag(duz, 8, 287, fmt.Sprintf("Sayfa %d / %d", i, n))
	}
	if y.son {
		y.yaz(kalin, 8, kenar, 281, "Rapor çok uzun olduğundan burada kesilmiştir; tamamı başvurunun sayfasında görülebilir.")
	}
}

func (y *yazici) bolum(b *Bolum) {
	y.yer(30) // a heading does not stand alone at the foot of a page
	if y.y > ust {
		y.y += 4
	}
	y.baslik(11, b.Baslik)
	y.bilgiler(b.Bilgiler)
	y.metin(b.Metin)
	if b.Tablo != nil {
		y.tablo(b.Tablo)
	}
	for _, c := range b.Cevaplar {
		y.cevap(c)
	}
	if b.Mektup != nil {
		y.mektup(b.Mektup)
	}
}

func (y *yazici) baslik(boy float64, s string) {
	y.yer(boy)
	y.yaz(kalin, boy, kenar, y.y+boy*0.35, y.temiz(s))
	y.y += boy * 0.6
}

// bilgiler are lines of name and value, as a table without a head.
func (y *yazici) bilgiler(facts []web.Fact) {
	for _, f := range facts {
		y.satir([]float64{48, govde - 48}, []string{f.Key, yaDaCizgi(f.Value)}, nil, kalin)
	}
	y.y++
}

// metin is text of any length.
func (y *yazici) metin(s string) {
	if s != "" {
		y.satirlar(duz, y.bol(duz, s, govde))
	}
}

func (y *yazici) satirlar(style string, lines []string) {
	for _, line := range lines {
		y.yer(satirBoy)
		y.yaz(style, punto, kenar, y.y+3.6, line)
		y.y += satirBoy
	}
}

func (y *yazici) cevap(c Cevap) {
	y.yer(3 * satirBoy)
	y.y += 3
	y.satirlar(kalin, y.bol(kalin, c.Baslik, govde))
	y.metin(c.Metin)
	for _, ad := range c.Dosyalar {
		y.metin("Ek: " + ad)
	}
}

func (y *yazici) mektup(m *mektup.Mektup) {
	y.satirlar(kalin, y.bol(kalin, m.Hitap, govde))
	y.y += 2
	for _, s := range []string{m.Giris, m.Cevap, m.Kapanis} {
		y.metin(s)
		y.y += 2
	}
	y.yer(satirBoy)
	y.sag(kalin, punto, y.y+3.6, y.temiz(m.Imza))
	y.y += satirBoy
}

// yer begins a page where less than boy is left on this one.
func (y *yazici) yer(boy float64) {
	if y.y+boy > alt {
		y.sayfa()
	}
}

func (y *yazici) yaz(style string, boy, x, base float64, s string) {
	if y.son && base < alt {
		return
	}
	y.pdf.SetFont("dejavu", style, boy)
	y.pdf.Text(x, base, s)
}

// sag writes s up to the right margin.
func (y *yazici) sag(style string, boy, base float64, s string) {
	y.pdf.SetFont("dejavu", style, boy)
	y.yaz(style, boy, genislik-kenar-y.pdf.GetStringWidth(s), base, s)
}

func (y *yazici) cizgi(x1, y1, x2, y2 float64) {
	if y.son && y1 < alt {
		return
	}
	y.pdf.Line(x1, y1, x2, y2)
}

func yaDaCizgi(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
