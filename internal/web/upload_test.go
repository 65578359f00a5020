package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"acikkapi/internal/kural"
)

// uploadOf is a post of values and files, in this order.
func uploadOf(t *testing.T, write func(m *multipart.Writer)) *http.Request {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	write(m)
	_ = m.Close()
	r := httptest.NewRequest(http.MethodPost, "/", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return r
}

func addFile(m *multipart.Writer, name, content string) {
	w, _ := m.CreateFormFile("dosya", name)
	_, _ = io.WriteString(w, content)
}

// G-05: one bad file is named, the good ones are kept, and nothing else typed is lost, whether it stands before or after.
func TestReadUpload(t *testing.T) {
	kept := map[string]string{}
	save := func(_ context.Context, field, name string, content io.Reader) error {
		if name == "kötü.exe" {
			return kural.InvalidField(field, "“kötü.exe” dosyasının türü uygun değil.")
		}
		b, err := io.ReadAll(content)
		kept[name] = string(b)
		return err
	}
	values, err := ReadUpload(uploadOf(t, func(m *multipart.Writer) {
		_ = m.WriteField("konu", "Yol bozuk")
		addFile(m, "iyi.pdf", "bir")
		addFile(m, "kötü.exe", strings.Repeat("x", 1<<16))
		addFile(m, "", "") // a file field in which nothing was chosen
		addFile(m, "ikinci.pdf", "iki")
		_ = m.WriteField("il", "06")
	}), save)
	errs, rest := ErrorsOf(err)
	if rest != nil || len(errs) != 1 || errs[0].Field != "dosya" || !strings.Contains(errs[0].Message, "kötü.exe") {
		t.Errorf("errors: %v, %v", errs, rest)
	}
	if values.Get("konu") != "Yol bozuk" || values.Get("il") != "06" || values.Has("dosya") {
		t.Errorf("values: %v", values)
	}
	if len(kept) != 2 || kept["iyi.pdf"] != "bir" || kept["ikinci.pdf"] != "iki" {
		t.Errorf("kept: %v", kept)
	}
}

// VB-10: “Yeni Dosya” without a file says what to do first; every other button takes the empty field for what it is.
func TestNewFileWithoutFile(t *testing.T) {
	for islem, want := range map[string]int{"dosya-ekle": 1, "kaydet": 0, "": 0} {
		values, err := ReadUpload(uploadOf(t, func(m *multipart.Writer) {
			_ = m.WriteField("islem", islem)
			addFile(m, "", "")
			_ = m.WriteField("konu", "Yol bozuk")
		}), nil)
		errs, rest := ErrorsOf(err)
		if rest != nil || len(errs) != want || want == 1 && errs[0].Field != "dosya" || values.Get("konu") != "Yol bozuk" {
			t.Errorf("%q: %v, %v, %v", islem, errs, rest, values)
		}
	}
}

// SC-11: what would fill memory or take for ever is refused.
func TestReadUploadBounds(t *testing.T) {
	take := func(_ context.Context, _, _ string, content io.Reader) error {
		_, err := io.Copy(io.Discard, content)
		return err
	}
	_, err := ReadUpload(uploadOf(t, func(m *multipart.Writer) { _ = m.WriteField("konu", strings.Repeat("x", maxFieldBytes+1)) }), take)
	if _, ok := errors.AsType[*http.MaxBytesError](err); !ok {
		t.Errorf("a huge field: %v", err)
	}
	_, err = ReadUpload(uploadOf(t, func(m *multipart.Writer) {
		for range maxUploadFields + 1 {
			_ = m.WriteField("a", "")
		}
	}), take)
	if kural.KindOf(err) != kural.Invalid {
		t.Errorf("too many fields: %v", err)
	}
	values, err := ReadUpload(uploadOf(t, func(m *multipart.Writer) {
		for range maxUploadFiles + 1 {
			addFile(m, "a.pdf", "x")
		}
		_ = m.WriteField("konu", "sonra")
	}), take)
	if errs, _ := ErrorsOf(err); len(errs) != 1 || values.Get("konu") != "sonra" {
		t.Errorf("too many files: %v, %v", err, values)
	}
}

// A form that breaks off is the connection's fault, an outage of the store is ours: neither is a half-read success.
func TestReadUploadBreaks(t *testing.T) {
	whole := uploadOf(t, func(m *multipart.Writer) { addFile(m, "a.pdf", "içerik") })
	b, _ := io.ReadAll(whole.Body)
	half := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(b[:len(b)-20]))
	half.Header = whole.Header
	read := func(_ context.Context, _, _ string, content io.Reader) error {
		_, err := io.ReadAll(content)
		return err
	}
	if _, err := ReadUpload(half, read); err == nil {
		t.Error("half a form was taken for a whole one")
	}
	full := func(context.Context, string, string, io.Reader) error { return kural.Away("Dosya kaydedilemedi.", nil) }
	if _, err := ReadUpload(uploadOf(t, func(m *multipart.Writer) { addFile(m, "a.pdf", "x") }), full); kural.KindOf(err) != kural.Unavailable {
		t.Errorf("a full store: %v", err)
	}
}

// SC-07: a file goes out as an attachment under its Turkish name, and runs nowhere.
func TestServeFile(t *testing.T) {
	w := httptest.NewRecorder()
	ServeFile(w, Download{Ad: `şikâyet "1".pdf`, Tur: "application/pdf", Boyut: 4}, strings.NewReader("%PDF"))
	h := w.Result().Header
	kind, params, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	if err != nil || kind != "attachment" || params["filename"] != `şikâyet "1".pdf` {
		t.Errorf("Content-Disposition %q is %s, %v, %v", h.Get("Content-Disposition"), kind, params, err)
	}
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Content-Type": "application/pdf", "Content-Length": "4", "Content-Security-Policy": "sandbox; default-src 'none'"} {
		if h.Get(name) != want {
			t.Errorf("%s is %q", name, h.Get(name))
		}
	}
	defer func() {
		if err, _ := recover().(error); !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("a file that broke off ended with %v", err)
		}
	}()
	ServeFile(httptest.NewRecorder(), Download{Ad: "a.pdf", Boyut: 9}, io.MultiReader(strings.NewReader("x"), iotest.ErrReader(errors.New("disk gone"))))
}
