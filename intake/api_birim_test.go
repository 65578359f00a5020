package intake_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

const birimPDF = "%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"

// system is the own system of a birim, by its API key.
func (s *site) system(no string) caller {
	s.t.Helper()
	operator := kural.Actor{Rol: kural.Isletmen, ID: 9, Ad: "İŞLETMEN"}
	k, err := s.store.IssueBirimSistemi(s.t.Context(), operator, no, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	return caller{s, k.Anahtar}
}

// birimDosya uploads a file, or fetches one where name is "".
func (c caller) birimDosya(method, path, field, name, content string) (status int, header http.Header, text string) {
	t := c.s.t
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if name != "" {
		part, err := form.CreateFormFile(field, name)
		if err == nil {
			_, err = io.WriteString(part, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	_ = form.Close()
	req, err := http.NewRequestWithContext(t.Context(), method, c.s.url+"/api/v1/birim/dosya"+path, &body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+c.key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(raw)
}

// PL-02, G-05: a birim's own system uploads files for its answers, by its own key alone; what is refused says why.
func TestBirimUploadsFiles(t *testing.T) {
	s := newSite(t)
	c := s.system(dbtest.BirimMEM.No)
	status, _, text := c.birimDosya(http.MethodPost, "", "dosya", "Rapor Şubat.pdf", birimPDF)
	if status != http.StatusCreated || !strings.Contains(text, `"ad":"Rapor Şubat.pdf"`) || !strings.Contains(text, `"tur":"application/pdf"`) {
		t.Fatalf("HTTP %d: %s", status, text)
	}
	var owner string
	if err := s.store.Pool().QueryRow(t.Context(), `SELECT yukleyen FROM dosya`).Scan(&owner); err != nil || owner != "birim:"+dbtest.BirimMEM.No {
		t.Errorf("stored for %q, %v", owner, err)
	}
	for name, try := range map[string]struct {
		key                  caller
		field, file, content string
		status               int
		says                 string
	}{
		"program":         {c, "dosya", "rapor.exe", "MZ", http.StatusUnprocessableEntity, "rapor.exe"},
		"not what it is":  {c, "dosya", "rapor.pdf", "merhaba", http.StatusUnprocessableEntity, "rapor.pdf"},
		"another field":   {c, "ek", "rapor.pdf", birimPDF, http.StatusUnprocessableEntity, "“dosya” alanı"},
		"no file":         {c, "", "", "", http.StatusUnprocessableEntity, "Dosya gönderilmedi"},
		"too large":       {c, "dosya", "rapor.pdf", birimPDF + strings.Repeat("x", 11<<20), http.StatusUnprocessableEntity, "en fazla 10MB"},
		"another's scope": {s.machine("basvuru:yaz"), "dosya", "rapor.pdf", birimPDF, http.StatusForbidden, "kapsamı yok"},
		"nobody's key":    {s.machine("birim:dosya"), "dosya", "rapor.pdf", birimPDF, http.StatusForbidden, "birimin kendi sistemine ait değil"},
	} {
		if status, _, text := try.key.birimDosya(http.MethodPost, "", try.field, try.file, try.content); status != try.status || !strings.Contains(text, try.says) {
			t.Errorf("%s: HTTP %d, want %d with %q: %s", name, status, try.status, try.says, text)
		}
	}
}

// YT-02, SC-05: a birim's own system reads the files of applications that were routed to the birim, and no others; who reads is on record.
func TestBirimReadsFilesOfItsApplications(t *testing.T) {
	s := newSite(t)
	mem, saglik := s.system(dbtest.BirimMEM.No), s.system(dbtest.BirimSaglik.No)
	no := dbtest.File(t, s.store, 1)
	if _, err := s.store.Do(t.Context(), dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}}); err != nil {
		t.Fatal(err)
	}
	if status, _, text := mem.birimDosya(http.MethodPost, "", "dosya", "okul.pdf", birimPDF); status != http.StatusCreated {
		t.Fatalf("HTTP %d: %s", status, text)
	}
	id := uuid.New() // the citizen's, with the same bytes
	if _, err := s.store.Pool().Exec(t.Context(), `INSERT INTO dosya (id, ozet, ad, tur, boyut, yukleyen, basvuru_no) SELECT $1, ozet, 'Vatandaş.pdf', tur, boyut, 'taslak', $2 FROM dosya`, id, no); err != nil {
		t.Fatal(err)
	}
	status, header, text := mem.birimDosya(http.MethodGet, "/"+id.String(), "", "", "")
	if status != http.StatusOK || text != birimPDF || !strings.Contains(header.Get("Content-Disposition"), "attachment") {
		t.Errorf("HTTP %d %s: %s", status, header, text)
	}
	var n int
	err := s.store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM erisim WHERE islem = 'Dosya indirildi' AND ayrinti = $1`, id.String()).Scan(&n)
	if err != nil || n != 1 {
		t.Errorf("%d times on record, %v", n, err)
	}
	for _, path := range []string{"/" + id.String(), "/" + uuid.NewString(), "/x"} {
		if status, _, text := saglik.birimDosya(http.MethodGet, path, "", "", ""); status != http.StatusNotFound {
			t.Errorf("another birim: HTTP %d %s", status, text)
		}
	}
	operator := kural.Actor{Rol: kural.Isletmen, ID: 9, Ad: "İŞLETMEN"}
	if err := s.store.WithdrawBirimSistemi(t.Context(), operator, dbtest.BirimMEM.No, 1); err != nil {
		t.Fatal(err)
	}
	if status, _, _ := mem.birimDosya(http.MethodGet, fmt.Sprintf("/%s", id), "", "", ""); status != http.StatusUnauthorized {
		t.Errorf("withdrawn, it reads: HTTP %d", status)
	}
	var b store.BirimSistemi
	if b, err = s.store.BirimSistemi(t.Context(), operator, dbtest.BirimMEM.No); err != nil || b.Durum != store.BirimSistemKapanacak {
		t.Errorf("%+v, %v", b, err)
	}
}
