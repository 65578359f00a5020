package rapor

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"

	"acikkapi/basvuru"
	"acikkapi/store"
)

// tool runs one of poppler's programs on a document; a machine without them has nothing to read it with.
func tool(t *testing.T, doc []byte, name string, args ...string) string {
	t.Helper()
	program, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing: apt-get install poppler-utils", name)
	}
	path := filepath.Join(t.TempDir(), "rapor.pdf")
	if err := os.WriteFile(path, doc, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), program, append(append(args, path), "-")[:len(args)+1+stdout(name)]...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// stdout is 1 for the program that has to be told to write there.
func stdout(name string) int {
	if name == "pdftotext" {
		return 1
	}
	return 0
}

func document(t testing.TB, r *Basvuru) []byte {
	t.Helper()
	doc, err := r.PDF()
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// folded is s with all white space as single spaces.
func folded(s string) string { return strings.Join(strings.Fields(s), " ") }

// VS-03, AK-13: every section and line is in the document, in right Turkish letters, with head, foot and page numbers.
func TestPDFHoldsEverything(t *testing.T) {
	for name, r := range map[string]*Basvuru{"citizen": OfCitizen(ornek(), raporTarihi), "staff": OfStaff(ornek(), raporTarihi)} {
		t.Run(name, func(t *testing.T) {
			doc := document(t, r)
			text := folded(tool(t, doc, "pdftotext", "-raw"))
			wants(t, text, "T.C. İÇİŞLERİ BAKANLIĞI", "Açık Kapı", "BAŞVURU NO: 1047", "Rapor tarihi: 21.11.2026 10:15", "Sayfa 1 / ", "ğ", "ş", "ı", "İ", "Ğ", "Ş", "ç", "Ç", "ö", "Ö", "ü", "Ü", "â",
				"Sıra Hizmet Başlığı", "Sıra Durum Açıklama İşlem Tarihi", "Sayın ŞÜKRÜ IŞIKÇI;", "ANKARA VALİLİĞİ")
			words := strings.ReplaceAll(text, " ", "")
			for _, line := range strings.FieldsFunc(flat(r), func(c rune) bool { return c == '\n' || c == '|' }) {
				for _, word := range strings.Fields(line) {
					if word = strings.TrimSuffix(word, ":"); !strings.Contains(words, word) {
						t.Errorf("%q of %q is not in the document", word, line)
					}
				}
			}
			if strings.Contains(text, "□") {
				t.Error("letters were replaced")
			}
			info := tool(t, doc, "pdfinfo")
			wants(t, info, "Başvuru Raporu 1047", "T.C. İçişleri Bakanlığı", "A4")
			if !bytes.Contains(doc, []byte("/Lang (tr-TR)")) {
				t.Error("the document does not say its language")
			}
			fonts := tool(t, doc, "pdffonts")
			if n := len(regexp.MustCompile(`(?m)^.* yes (yes|no) +yes.*$`).FindAllString(fonts, -1)); n != 2 {
				t.Errorf("%d fonts embedded, with their letters' meaning:\n%s", n, fonts)
			}
			if len(doc) > 120_000 {
				t.Errorf("%d bytes", len(doc))
			}
		})
	}
}

// Text of the greatest length in every field goes over pages whole; words longer than a line are broken.
func TestPDFLongTexts(t *testing.T) {
	d := ornek()
	var long strings.Builder
	for i := range 400 {
		fmt.Fprintf(&long, "kelime%03d ", i)
	}
	d.Konu = long.String()[:basvuru.MaxMetin]
	d.DigerCevaplar[1].Metin = strings.Repeat("ş", basvuru.MaxMetin-4) + "SON."
	d.Hareketler = append(d.Hareketler, store.Hareket{Tip: basvuru.BirimeYonlendirildi, Durum: "Uzun", Aciklama: strings.Repeat("açıklama ", 500) + "BİTTİ"})
	for i := range 100 {
		d.Hareketler = append(d.Hareketler, store.Hareket{Tip: basvuru.BirimeYonlendirildi, Durum: fmt.Sprintf("Hareket %d", i), Aciklama: "x"})
	}
	doc := document(t, OfStaff(d, raporTarihi))
	text := tool(t, doc, "pdftotext", "-raw")
	joined := strings.ReplaceAll(folded(text), " ", "")
	wants(t, joined, "kelime000", "kelime363", "SON.", "BİTTİ", "Hareket99")
	if n := strings.Count(joined, "açıklama"); n != 500 {
		t.Errorf("%d of 500 words in a cell that goes over pages", n)
	}
	if n := strings.Count(joined, "ş"); n < basvuru.MaxMetin-4 {
		t.Errorf("%d letters of a word without end", n)
	}
	pages := strings.Count(text, "T.C. İÇİŞLERİ BAKANLIĞI")
	wants(t, text, fmt.Sprintf("Sayfa %d / %d", pages, pages))
	if n := strings.Count(joined, "SıraDurumAçıklamaİşlemTarihi"); n < 3 {
		t.Errorf("the columns are named %d times", n)
	}
}

// SC-08: control characters, emoji, right-to-left letters and broken bytes become □, which the document explains.
func TestPDFHostileText(t *testing.T) {
	d := ornek()
	d.Konu = "önce \x00\x07\x1b[31m \u202e gizli \u2066 👨‍👩‍👧 😀 مرحبا \xff\xfe \U0010FFFF e\u0301 a\u00adb (parantez) \\ <</JS (app.alert)>> endstream endobj %%EOF sonra\r\nyeni\tsatır"
	doc := document(t, OfCitizen(d, raporTarihi))
	text := folded(tool(t, doc, "pdftotext", "-raw"))
	wants(t, text, "önce □□□[31m □ gizli □ □□□ □ □□□□□", "é ab (parantez) \\ <</JS (app.alert)>>", "endstream endobj %%EOF sonra yeni satır", "□: belgede yazdırılamayan")
	if bytes.Contains(doc, []byte("/JavaScript")) || bytes.Contains(doc, []byte("<</JS")) {
		t.Error("a script in the document")
	}
	tool(t, doc, "pdfinfo")
}

// A report that would never end is cut, and says so.
func TestPDFIsBounded(t *testing.T) {
	d := ornek()
	for range 500 {
		d.Hareketler = append(d.Hareketler, store.Hareket{Tip: basvuru.BirimeYonlendirildi, Durum: "Uzun", Aciklama: strings.Repeat("a\n", 2000)})
	}
	doc := document(t, OfStaff(d, raporTarihi))
	wants(t, tool(t, doc, "pdftotext", "-raw"), "Sayfa 300 / 300", "burada kesilmiştir")
}

// Reports are made at the same time for several people, from the same fonts.
func TestPDFTogether(t *testing.T) {
	want := document(t, OfStaff(ornek(), raporTarihi))
	for range 8 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			if !bytes.Equal(document(t, OfStaff(ornek(), raporTarihi)), want) {
				t.Error("another document from the same application")
			}
		})
	}
}

// Both fonts have the same letters, among them all of Turkish.
func TestFontsHaveTheSameLetters(t *testing.T) {
	bold, err := sfnt.Parse(fontKalin)
	if err != nil {
		t.Fatal(err)
	}
	has, n := yazilir(), 0
	var buf sfnt.Buffer
	for r := ' '; r < 0x3000; r++ {
		i, err := bold.GlyphIndex(&buf, r)
		if err != nil || has(r) && i == 0 {
			t.Errorf("bold has no %U", r)
		}
		if has(r) {
			n++
		}
	}
	for _, r := range "abcçdefgğhıijklmnoöprsştuüvyzqwxABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZQWXâîûÂÎÛ0123456789₺€…“”‘’–—•□éñ" {
		if !has(r) {
			t.Errorf("no %c", r)
		}
	}
	t.Logf("%d letters", n)
}

// Whatever people write, there is a document.
func FuzzPDF(f *testing.F) {
	for _, s := range []string{"", "Başvuru", "\x00\xff", "👨‍👩‍👧", strings.Repeat("ş", 500), "\n\n\n", "a\u0301\u0301\u0301", "\u202eabc"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 20_000 {
			return
		}
		d := ornek()
		d.Konu, d.Ad, d.Hareketler[1].Aciklama, d.Dosyas[0].Ad, d.DigerCevaplar[1].Metin = s, s, s, s, s
		if doc := document(t, OfStaff(d, raporTarihi)); !bytes.HasPrefix(doc, []byte("%PDF-")) || !bytes.Contains(doc, []byte("%%EOF")) {
			t.Error("not a document")
		}
	})
}
