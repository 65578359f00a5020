// Package dosya takes uploaded files and gives them back (G-05, SC-07). A file is spooled to disk while it arrives, measured,
// hashed and looked into; only then it is stored, under its digest. What people called it is kept for
// showing and is never a path.
package dosya

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/fileblob" // file:// addresses
	"gocloud.dev/gcerrors"

	"acikkapi/internal/kural"
)

// Field is the name of the form field that errors belong to.
const Field = "dosya"

// MaxBoyut is the size of the largest file, in bytes: 10 MB (G-05).
const MaxBoyut = 10 << 20

// Dosya is a stored file.
type Dosya struct {
	Ozet  string // SHA-256 of the content, lower-case hex: the key of Store.Open
	Ad    string // what the person called it, cleaned, with extension
	Tur   string // MIME type that the content has
	Boyut int64  // bytes
}

// Store keeps files in a blob bucket. It is safe for concurrent use.
type Store struct{ bucket *blob.Bucket }

// New opens the bucket at address, for instance file:///var/lib/acikkapi/dosya; a folder is created where it is missing. Other
// schemes need their gocloud driver linked in.
func New(ctx context.Context, address string) (*Store, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("blob store address: %w", err)
	}
	if u.Scheme == "file" {
		q := u.Query()
		q.Set("create_dir", "true")
		q.Set("no_tmp_dir", "true") // else renaming fails where the folder is on another disk
		q.Set("metadata", "skip")
		u.RawQuery = q.Encode()
	}
	b, err := blob.OpenBucket(ctx, u.String())
	if err != nil {
		return nil, fmt.Errorf("blob store: %w", err)
	}
	return &Store{bucket: b}, nil
}

// Close releases the bucket.
func (s *Store) Close() error {
	if err := s.bucket.Close(); err != nil {
		return fmt.Errorf("closing the blob store: %w", err)
	}
	return nil
}

// Ping tells whether the blob store answers. Errors: Unavailable.
func (s *Store) Ping(ctx context.Context) error {
	ok, err := s.bucket.IsAccessible(ctx)
	if err == nil && !ok {
		err = errors.New("the bucket is not there")
	}
	if err != nil {
		return away(err)
	}
	return nil
}

// Save reads r to its end, checks what came and stores it; the same content twice is stored once. Errors of kind Invalid stand at Field
// and name the file; Unavailable is a full or missing disk or bucket. A request body over its own limit (*http.MaxBytesError)
// comes back as it is. A few KB of memory are used, whatever the size.
func (s *Store) Save(ctx context.Context, name string, r io.Reader) (Dosya, error) {
	d := Dosya{Ad: cleanName(name)}
	kind, ok := kindOf(d.Ad)
	if !ok {
		return Dosya{}, refusef("“%s” dosyasının türü uygun değil. Uygun dosya formatları: %s", d.Ad, Extensions)
	}
	spool, err := os.CreateTemp("", "acikkapi-dosya-")
	if err != nil {
		return Dosya{}, away(err)
	}
	defer spool.Close()           //nolint:errcheck // the file is nameless and read already
	defer os.Remove(spool.Name()) //nolint:errcheck // at worst the system's sweeping of temp files does it

	if d.Boyut, d.Ozet, err = receive(spool, d.Ad, r); err != nil {
		return Dosya{}, err
	}
	if err := kind.check(spool, d.Boyut, d.Ad); err != nil {
		return Dosya{}, err
	}
	d.Tur = kind.tur
	if kind.strip == nil {
		return d, s.put(ctx, spool, d)
	}
	return s.putPhoto(ctx, spool, d, kind.strip)
}

// putPhoto stores an image without what it says of place, device and time (SC-07): people send photos of their street, not of where they
// live.
func (s *Store) putPhoto(ctx context.Context, spool io.ReadSeeker, d Dosya, strip func(io.Writer, io.ReadSeeker) error) (Dosya, error) {
	bare, err := os.CreateTemp("", "acikkapi-dosya-")
	if err != nil {
		return Dosya{}, away(err)
	}
	defer bare.Close()           //nolint:errcheck // as Save's
	defer os.Remove(bare.Name()) //nolint:errcheck // as Save's
	sum := sha256.New()
	switch err := strip(io.MultiWriter(bare, sum), spool); {
	case kural.KindOf(err) == kural.Invalid:
		e := refusef("“%s” dosyası bozuk ya da eksik. Resmi yeniden kaydedip ekleyiniz.", d.Ad)
		e.Err = err
		return Dosya{}, e
	case err != nil:
		return Dosya{}, away(err)
	}
	if d.Boyut, err = bare.Seek(0, io.SeekCurrent); err != nil {
		return Dosya{}, away(err)
	}
	d.Ozet = hex.EncodeToString(sum.Sum(nil))
	return d, s.put(ctx, bare, d)
}

// receive spools r to f, and returns size and digest.
func receive(f *os.File, name string, r io.Reader) (int64, string, error) {
	source := &reader{Reader: r}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), io.LimitReader(source, MaxBoyut+1))
	switch {
	case source.err != nil:
		if _, ok := errors.AsType[*http.MaxBytesError](source.err); ok {
			return 0, "", fmt.Errorf("receiving a file: %w", source.err)
		}
		e := refusef("“%s” dosyası eksik ulaştı. Lütfen yeniden gönderiniz.", name)
		e.Err = source.err
		return 0, "", e
	case err != nil:
		return 0, "", away(err)
	case n > MaxBoyut:
		return 0, "", refusef("“%s” dosyası 10MB’den büyük. Dosya boyutu en fazla 10MB olmalıdır.", name)
	case n == 0:
		return 0, "", refusef("“%s” dosyası boş.", name)
	}
	return n, hex.EncodeToString(sum.Sum(nil)), nil
}

// reader remembers why reading ended, so that a lost connection is told from a full disk.
type reader struct {
	io.Reader
	err error
}

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err // bare: io.Reader's contract
}

// put stores the spooled file under its digest, unless it is there whole already.
func (s *Store) put(ctx context.Context, spool io.ReadSeeker, d Dosya) error {
	if a, err := s.bucket.Attributes(ctx, key(d.Ozet)); err == nil && a.Size == d.Boyut {
		return nil
	}
	if _, err := spool.Seek(0, io.SeekStart); err != nil {
		return away(err)
	}
	// Not Bucket.Upload: on a full disk it keeps what it could write, under the file's name. Only a cancelled writer leaves nothing behind.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := s.bucket.NewWriter(ctx, key(d.Ozet), &blob.WriterOptions{ContentType: d.Tur})
	if err != nil {
		return away(err)
	}
	if _, err = io.Copy(w, spool); err != nil {
		cancel()
	}
	if closed := w.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return away(err)
	}
	return nil
}

// Open returns the content stored under ozet and its size in bytes; close it. An unknown ozet is NotFound.
func (s *Store) Open(ctx context.Context, ozet string) (io.ReadCloser, int64, error) {
	if b, err := hex.DecodeString(ozet); err != nil || len(b) != sha256.Size {
		return nil, 0, missing(err)
	}
	r, err := s.bucket.NewReader(ctx, key(ozet), nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		r, err = s.bucket.NewReader(ctx, asidePrefix+key(ozet), nil)
	}
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, 0, missing(err)
	}
	if err != nil {
		return nil, 0, away(err)
	}
	size := r.Size()
	return r, size, nil
}

// key spreads files over 256 folders.
func key(ozet string) string { return ozet[:2] + "/" + ozet }

func refusef(format string, a ...any) *kural.Error {
	return kural.InvalidField(Field, fmt.Sprintf(format, a...))
}

func missing(cause error) error {
	return &kural.Error{Kind: kural.NotFound, Message: "Dosya bulunamadı.", Err: cause}
}

func away(cause error) error {
	return kural.Away("Dosya şu anda kaydedilemiyor ya da okunamıyor. Lütfen biraz sonra yeniden deneyiniz.", cause)
}
