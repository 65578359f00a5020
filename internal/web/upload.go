package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"

	"acikkapi/internal/kural"
)

// Bounds of one form with files.
const (
	// MaxUpload is the limit for AllowUpload on routes with Files: ten files of 10 MB and their form (G-05).
	MaxUpload = 104 << 20

	maxUploadFiles  = 10
	maxUploadFields = 500
	maxFieldBytes   = 1 << 20 // of all typed values together
)

// SaveFile stores one uploaded file while it arrives; its errors of kind Invalid name the file.
type SaveFile func(ctx context.Context, field, name string, content io.Reader) error

// ReadUpload reads a multipart form part by part: values come back, files go to save without ever being whole in
// memory. A refused file does not end the reading, so that nothing else that was typed is lost (G-05): the values come back beside
// the joined errors. A form without files (urlencoded) is read as well.
func ReadUpload(r *http.Request, save SaveFile) (url.Values, error) {
	parts, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		return ReadForm(r)
	}
	if err != nil {
		return nil, badForm(err)
	}
	u := upload{values: url.Values{}, save: save, left: maxFieldBytes}
	infoOf(r.Context()).typed = u.values
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF) && u.away != nil:
			return u.values, u.away
		case errors.Is(err, io.EOF):
			return u.values, errors.Join(append(u.refused, u.noneChosen())...)
		case err != nil:
			return u.values, badForm(err)
		}
		if err := u.take(r.Context(), part); err != nil {
			return u.values, err
		}
	}
}

// upload is what ReadUpload has read so far.
type upload struct {
	values        url.Values
	save          SaveFile
	left          int64
	files, fields int
	empty         string // name of a file field in which nothing was chosen
	refused       []error
	away          error // why no more files can be saved; the values after them are read all the same (UI-03)
}

// take reads one part; an error ends the reading.
func (u *upload) take(ctx context.Context, part *multipart.Part) error {
	if part.FileName() != "" {
		return u.takeFile(ctx, part)
	}
	if u.fields++; u.fields > maxUploadFields {
		return badForm(errors.New("too many fields"))
	}
	b, err := io.ReadAll(io.LimitReader(part, u.left+1))
	if err != nil {
		return badForm(err)
	}
	if u.left -= int64(len(b)); u.left < 0 {
		return badForm(&http.MaxBytesError{Limit: maxFieldBytes})
	}
	if emptyFile(part) {
		u.empty = part.FormName()
	} else {
		u.values.Add(part.FormName(), string(b))
	}
	return nil
}

// noneChosen refuses “Yeni Dosya” (partial "files") without a file: a button that does nothing leaves people guessing (VB-10).
func (u *upload) noneChosen() error {
	if u.empty == "" || u.files > 0 || u.values.Get("islem") != "dosya-ekle" {
		return nil
	}
	return kural.InvalidField(u.empty, "Önce bir dosya seçiniz, sonra “Yeni Dosya”ya tıklayınız.")
}

// emptyFile tells whether part is a file field in which nothing was chosen: browsers send it with filename="".
func emptyFile(part *multipart.Part) bool {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	_, named := params["filename"]
	return err == nil && named
}

func (u *upload) takeFile(ctx context.Context, part *multipart.Part) error {
	if u.away != nil {
		return drain(part)
	}
	if u.files++; u.files > maxUploadFiles {
		u.refused = append(u.refused, kural.InvalidField(part.FormName(), "Bir seferde en fazla 10 dosya ekleyebilirsiniz."))
		return drain(part)
	}
	err := u.save(ctx, part.FormName(), part.FileName(), part)
	if err == nil {
		return nil
	}
	if kural.KindOf(err) == kural.Invalid {
		u.refused = append(u.refused, err)
	} else {
		u.away = err
	}
	return drain(part)
}

// drain reads past the rest of a refused file; MaxBytesReader bounds it.
func drain(part io.Reader) error {
	if _, err := io.Copy(io.Discard, part); err != nil {
		return badForm(err)
	}
	return nil
}

// ReadForm is the posted values of a form without files.
func ReadForm(r *http.Request) (url.Values, error) {
	if err := r.ParseForm(); err != nil {
		return nil, badForm(err)
	}
	infoOf(r.Context()).typed = r.PostForm
	return r.PostForm, nil
}

// ErrCutOff is in the chain of what ReadForm and ReadUpload return for a form that has not arrived whole.
var ErrCutOff = errors.New("the form broke off")

// badForm keeps MaxBytesError visible for Fail (413); everything else is a request that broke off.
func badForm(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fmt.Errorf("reading the form: %w", err)
	}
	return &kural.Error{Kind: kural.Invalid, Message: "Form eksik ulaştı. Lütfen yeniden gönderiniz.", Err: errors.Join(ErrCutOff, err)}
}
