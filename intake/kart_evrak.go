package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"acikkapi/internal/dosya"
	"acikkapi/internal/fotograf"
	"acikkapi/internal/kural"
	"acikkapi/kart"
	"acikkapi/store"
)

// evrakci takes the papers of card requests, from pages and from machines.
type evrakci struct {
	store *store.Store
	dosya *dosya.Store
}

// save takes a paper while it arrives, looks into it (KT-04, KT-05, KI-02) and keeps it for the card no, in place of an earlier one
// that is not attached yet. Nothing of a refused one is kept. Errors: Invalid at the paper's field, all violations at once; those of
// store.SaveKartUpload; Unavailable.
func (e evrakci) save(ctx context.Context, actor kural.Actor, no int64, tur kart.EvrakTur, name string, content io.Reader) (string, error) {
	f, err := os.CreateTemp("", "acikkapi-kart-")
	if err != nil {
		return "", spoolAway(err)
	}
	defer f.Close()           //nolint:errcheck // read already
	defer os.Remove(f.Name()) //nolint:errcheck // at worst the system's sweeping of temp files does it
	size, err := spool(f, tur, content)
	if err == nil {
		err = check(f, size, tur, name)
	}
	if err != nil {
		return "", atField(string(tur), err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", spoolAway(err)
	}
	d, err := e.dosya.Save(ctx, name, f)
	if err != nil {
		return "", atField(string(tur), err)
	}
	return e.store.SaveKartUpload(ctx, actor, no, tur, store.Yukleme{Ozet: d.Ozet, Ad: d.Ad, Tur: d.Tur, Boyut: d.Boyut})
}

// spool writes content into f and returns its size in bytes.
func spool(f *os.File, tur kart.EvrakTur, content io.Reader) (int64, error) {
	source := &watched{Reader: content}
	n, err := io.Copy(f, io.LimitReader(source, dosya.MaxBoyut+1))
	_, tooLarge := errors.AsType[*http.MaxBytesError](source.err)
	switch {
	case tooLarge:
		return 0, fmt.Errorf("receiving a paper: %w", source.err)
	case source.err != nil:
		return 0, &kural.Error{Kind: kural.Invalid, Field: string(tur), Message: "Dosya eksik ulaştı. Lütfen yeniden gönderiniz.", Err: source.err}
	case err != nil:
		return 0, spoolAway(err)
	case n == 0:
		return 0, kural.InvalidField(string(tur), "Seçtiğiniz dosya boş.")
	case n > dosya.MaxBoyut:
		return 0, kural.InvalidField(string(tur), "Dosya boyutu en fazla 10MB olmalıdır.")
	}
	return n, nil
}

// watched remembers why reading ended, so that a lost connection is told from a full disk.
type watched struct {
	io.Reader
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err // bare: io.Reader's contract
}

// check looks into the paper in f.
func check(f *os.File, size int64, tur kart.EvrakTur, name string) error {
	if tur != kart.FotografEvraki {
		_, err := fotograf.Paper(f, size, name)
		return err
	}
	foto, err := fotograf.Photo(f, size)
	if err != nil && foto.Genislik == 0 {
		return err // what could not be measured is not judged
	}
	foto.Dosya = name
	return errors.Join(err, foto.Check())
}

// photo measures the photo y as it is stored; the zero Fotograf for none.
func (e evrakci) photo(ctx context.Context, y store.Yukleme) (kart.Fotograf, error) {
	if y.ID == "" {
		return kart.Fotograf{}, nil
	}
	content, size, err := e.dosya.Open(ctx, y.Ozet)
	if err != nil {
		return kart.Fotograf{}, err
	}
	defer content.Close()
	b, err := io.ReadAll(io.LimitReader(content, kart.FotografBoyut))
	if err != nil {
		return kart.Fotograf{}, spoolAway(err)
	}
	foto, err := fotograf.Photo(bytes.NewReader(b), size)
	foto.Dosya = y.ID
	return foto, err
}

// forget drops uploads of the card no that nobody needs.
func (e evrakci) forget(ctx context.Context, actor kural.Actor, no int64, uploads map[kart.EvrakTur]string) error {
	for tur, id := range uploads {
		if err := e.store.RemoveUpload(ctx, fmt.Sprintf("%s/kart:%d/%s", store.Uploader(actor), no, tur), id); err != nil {
			return err
		}
	}
	return nil
}

// atField moves what is wrong with a file to the field of its paper.
func atField(field string, err error) error {
	var moved []error
	for _, e := range kural.All(err) {
		if e.Kind != kural.Invalid {
			return err
		}
		c := *e
		c.Field = field
		moved = append(moved, &c)
	}
	if len(moved) == 0 {
		return err
	}
	return errors.Join(moved...)
}

func spoolAway(err error) error {
	return kural.Away("Dosya şu anda kaydedilemiyor. Lütfen biraz sonra yeniden deneyiniz.", err)
}
