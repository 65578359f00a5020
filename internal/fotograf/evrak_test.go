package fotograf_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"acikkapi/internal/fotograf"
)

func paper(t testing.TB, file []byte, name string) (tur, told string) {
	t.Helper()
	tur, err := fotograf.Paper(bytes.NewReader(file), int64(len(file)), name)
	return tur, said(t, err)
}

// KT-05, KI-02: JPG, JPEG or PDF, by content, whole, and of a size that can be shown.
func TestPaper(t *testing.T) {
	t.Parallel()
	scan := with(bare(t, portrait(320, 200)), jfif(1, 72, 72))
	wide := bytes.Clone(scan)
	at := bytes.Index(wide, []byte{0xff, 0xc0})
	copy(wide[at+5:], []byte{0x75, 0x30, 0x75, 0x30}) // 30,000 × 30,000
	none := bytes.Clone(scan)
	copy(none[at+5:], []byte{0, 0})
	const broken = "“%s” dosyası bozuk ya da eksik. Lütfen dosyayı açıp kontrol ediniz."
	for _, c := range []struct {
		what string
		file []byte
		name string
		tur  string
		want string // %s = the name
	}{
		{"JPEG", scan, "dekont.jpg", "image/jpeg", ""},
		{"JPEG in capitals", scan, "DEKONT.JPEG", "image/jpeg", ""},
		{"PDF", document(), "dekont.pdf", "application/pdf", ""},
		{"PDF in capitals with a Turkish name", document(), "KAYIP İLANI.PDF", "application/pdf", ""},
		{"PNG", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "a.jpg", "", "“%s” dosyası JPG, JPEG veya PDF formatında olmalıdır; yüklediğiniz PNG."},
		{"program", []byte("MZ\x90\x00\x03"), "a.pdf", "", "“%s” dosyası JPG, JPEG veya PDF formatında olmalıdır; yüklediğiniz başka bir formatta."},
		{"empty", nil, "a.pdf", "", "“%s” dosyası JPG, JPEG veya PDF formatında olmalıdır; yüklediğiniz başka bir formatta."},
		{"page of scripts", []byte("<html><script>alert(1)</script>"), "a.pdf", "", "“%s” dosyası JPG, JPEG veya PDF formatında olmalıdır; yüklediğiniz başka bir formatta."},
		{"JPEG called PDF", scan, "a.pdf", "", "“%s” dosyasının içeriği uzantısına uymuyor: içeriği JPEG."},
		{"PDF called JPEG", document(), "a.jpg", "", "“%s” dosyasının içeriği uzantısına uymuyor: içeriği PDF."},
		{"PDF called nothing", document(), "dekont", "", "“%s” dosyasının uzantısı .jpg, .jpeg veya .pdf olmalıdır."},
		{"JPEG cut off", scan[:len(scan)-9], "a.jpg", "image/jpeg", broken},
		{"JPEG without height", none, "a.jpg", "image/jpeg", broken},
		{"JPEG of 900 million points", wide, "a.jpg", "image/jpeg", "“%s” resmi çok büyük: en fazla 100 milyon nokta olabilir."},
		{"PDF cut off", document()[:len(document())-200], "a.pdf", "application/pdf", broken},
		{"PDF cut off and ended", append(document()[:bytes.Index(document(), []byte("ET"))], "\nstartxref\n9\n%%EOF"...), "a.pdf", "application/pdf", broken},
		{"PDF whose table is elsewhere", bytes.Replace(document(), []byte("startxref\n"), []byte("startxref\n9"), 1), "a.pdf", "application/pdf", broken},
		{"PDF with a tail", append(document(), make([]byte, 2000)...), "a.pdf", "application/pdf", broken},
		{"PDF of nothing", []byte("%PDF-1.7\nstartxref\n0\n%%EOF"), "a.pdf", "application/pdf", broken},
		{"PDF with a text that never ends", document("<< /A (never"), "a.pdf", "application/pdf", broken},
	} {
		want := c.want
		if strings.Contains(want, "%s") {
			want = fmt.Sprintf(want, c.name)
		}
		if tur, told := paper(t, c.file, c.name); told != want || told == "" && tur != c.tur {
			t.Errorf("%s: %s, said %q, want %q", c.what, tur, told, want)
		}
	}
}

// SC-07: a receipt shows something, it does not do anything; wherever what it does is hidden.
func TestPaperDangers(t *testing.T) {
	t.Parallel()
	const (
		script  = "PDF dosyasında çalıştırılabilir içerik (JavaScript) var"
		inside  = "PDF dosyasında gömülü dosya var"
		unusual = "PDF dosyasında alışılmadık biçimde saklanmış içerik var"
	)
	const action = "<< /S /JavaScript /JS (app.alert(1)) >>"
	packed := func(dict, s string) string {
		return streamObject("/Type /ObjStm /N 1 /First 4 "+dict, s)
	}
	for name, c := range map[string]struct{ object, want string }{
		"open":                          {action, script},
		"escaped":                       {"<< /S /J#61vaScr#69pt#0A >>", ""},
		"escaped letters":               {"<< /S /#4aavaScr#69pt >>", script},
		"short name":                    {"<< /S /Rendition2 /J#53 (x) >>", script},
		"packed":                        {packed("/Filter /FlateDecode", deflate("5 0 "+action)), script},
		"packed, short name":            {packed("/Filter/FlateDecode", deflate("5 0 << /JS (x)>>")), script},
		"packed, by its keys alone":     {streamObject("/N 1 /First 4 /Filter /FlateDecode", deflate("5 0 <</JS (x)>>")), script},
		"packed behind spaces":          {packed("/Filter /FlateDecode", "\n  "+deflate("5 0 "+action)), script},
		"not packed":                    {packed("", "5 0 << /JS (x) >>"), script},
		"packed twice":                  {packed("/Filter [/FlateDecode /FlateDecode]", deflate(deflate(action))), unusual},
		"packed as hex":                 {packed("/Filter /ASCIIHexDecode", fmt.Sprintf("%x>", action)), unusual},
		"packed by a filter elsewhere":  {packed("/Filter 9 0 R", deflate(action)), unusual},
		"packed with a predictor":       {packed("/Filter /FlateDecode /DecodeParms << /Predictor 12 >>", deflate(action)), unusual},
		"an object stream in a page":    {streamObject("/Filter /FlateDecode", deflate("7 0 obj << /Type /ObjStm >> stream")), unusual},
		"an object in a page":           {streamObject("", "7 0 obj "+action+" endobj"), script},
		"an object in a text":           {"(7 0 obj " + action + " endobj)", script},
		"an object in a comment":        {"% 7 0 obj " + action, script},
		"a packed object in a picture":  {streamObject("/Filter /DCTDecode", "7 0 obj << /N 1 >> stream\n"+deflate(action)), script},
		"an object stream in a comment": {"% << /Type /ObjStm /Filter /LZWDecode >>", unusual},
		"a picture with a script":       {streamObject("/Subtype /Image /Filter /FlateDecode", deflate(strings.Repeat("\x00\xff", 5000)+action)), script},
		"damaged behind the script":     {packed("/Filter /FlateDecode", deflate("5 0 " + action + strings.Repeat(" x", 900))[:62]), script},
		"launch":                        {"<< /S /Launch /F (cmd.exe) >>", "PDF dosyasında program başlatan komut var"},
		"embedded file":                 {streamObject("/Type /EmbeddedFile", "MZ"), inside},
		"embedded file without type":    {"<< /F (a.exe) /EF << /F 6 0 R >> >>", inside},
		"rich media":                    {"<< /Subtype /RichMedia >>", "PDF dosyasında çoklu ortam içeriği var"},
		"form that sends":               {"<< /S /SubmitForm >>", "PDF dosyasında veri gönderen ya da alan form komutu var"},
		"form of XML":                   {"<< /XFA 7 0 R >>", "PDF dosyasında etkileşimli form (XFA) var"},
		"locked":                        {"trailer << /Encrypt 9 0 R >>", "parola ile korunmuş ya da şifrelenmiş"},

		"a link":                       {"<< /S /URI /URI (https://ornek.invalid/a/b) >>", ""},
		"an empty list of attachments": {"<< /Names << /EmbeddedFiles << /Names [ ] >> >> >>", ""},
		"a harmless object stream":     {packed("/Filter /FlateDecode", deflate("5 0 << /Type /Font >>")), ""},
		"letters by chance":            {streamObject("/Filter /DCTDecode", "\x00/JS \xff/EF(/XFA)"), ""},
		"a longer name":                {"<< /JavaScripts /Launcher /JSX >>", ""},
		"a word of that name":          {"<< /A (JavaScript) /stream true >>", ""},
	} {
		_, told := paper(t, document(c.object), "dekont.pdf")
		if c.want == "" && told != "" || !strings.Contains(told, c.want) {
			t.Errorf("%s: said %q, want %q", name, told, c.want)
		}
	}
}

// SC-07: what a PDF becomes unpacked is bounded, in bytes made and in bytes read, whatever lies over what.
func TestPaperBomb(t *testing.T) {
	t.Parallel()
	zeros := deflate(strings.Repeat("\x00", 8<<20))
	many := make([]string, 40)
	for i := range many {
		many[i] = streamObject("/Filter /FlateDecode", zeros)
	}
	// A block of nine bytes, unpacked as they are, which are the beginning of one more stream.
	const begin = "stream\n\x78\x9c"
	overlapping := begin + strings.Repeat("\x00\x09\x00\xf6\xff"+begin, 10_000)
	for name, file := range map[string][]byte{
		"320 MB":         document(many...),
		"one over other": document(streamObject("", overlapping)),
		"many streams":   document(strings.Repeat("(stream )", 30_000)),
	} {
		start := time.Now()
		_, told := paper(t, file, "dekont.pdf")
		if !strings.Contains(told, "açıldığında çok yer kaplıyor") {
			t.Errorf("%s: said %q", name, told)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func FuzzEvrak(f *testing.F) {
	f.Add(document())
	f.Add(document(streamObject("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", deflate("5 0 << /S /JavaScript >>"))))
	f.Add(document("<< /S /J#61vaScript /A (\\) (x)) /B <41> % c\n >>"))
	f.Add(with(bare(f, portrait(16, 16)), exif(72, 72, 2, 6)))
	f.Add([]byte("%PDF-1.7\n1 0 obj<</F/A>>stream\nendstream endobj\nstartxref\n0\n%%EOF"))
	f.Fuzz(func(t *testing.T, file []byte) {
		tur, told := paper(t, file, "a.pdf")
		if told != "" || tur != "application/pdf" {
			return
		}
		for _, name := range []string{"/JavaScript ", "/Launch ", "/EmbeddedFile ", "/Encrypt "} {
			if bytes.Contains(file, []byte(name)) {
				t.Fatalf("%sis accepted", name)
			}
		}
	})
}
