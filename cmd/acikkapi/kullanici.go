package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/parola"
	"acikkapi/internal/telefon"
	"acikkapi/internal/yetki"
)

type userCmd struct {
	Add userAddCmd `cmd:"" help:"Define a user of e-İçişleri: the first Proje Yöneticisi, who defines the others on a page."`
}

type userAddCmd struct {
	Tip          string   `required:"" placeholder:"TIP" help:"mia, vali, vali_yardimcisi, personel, kimlik_burosu, isletmen or proje_yoneticisi."`
	TCKN         string   `name:"tckn" required:"" placeholder:"NO" help:"T.C. Kimlik No."`
	Ad           string   `required:"" help:"Given name."`
	Soyad        string   `required:"" help:"Family name."`
	KullaniciAdi string   `required:"" placeholder:"AD" help:"User name: small letters, digits, . - _"`
	Cep          string   `placeholder:"NO" help:"Mobile number."`
	Il           int      `placeholder:"KOD" help:"Plate number of the il; only for mia, vali, vali_yardimcisi and personel."`
	Birim        string   `placeholder:"NO" help:"DETSİS number of the unit."`
	Modul        []string `placeholder:"MODUL,…" help:"acikkapi, kart, kimlik_burosu, isletim, tanim; without it the kind's own module."`
	SifreDosyasi string   `placeholder:"FILE" help:"Read the first password from this file; without it from standard input. It is never an argument, which everybody on the machine could see."`
}

// errUser is a user who was refused; the exit code is the same as of refused rows.
var errUser = errors.New("the user was refused")

// maxParolaFile bounds what is read as a password, in bytes.
const maxParolaFile = 4096

// Run defines the user and says so, in Turkish.
func (c *userAddCmd) Run(ctx context.Context, e *env) error {
	return c.run(ctx, e, os.Stdin, os.Stdout)
}

func (c *userAddCmd) run(ctx context.Context, e *env, in io.Reader, out io.Writer) error {
	sifre, err := c.password(in)
	if err != nil {
		return err
	}
	h, err := c.hesap()
	if err = kural.FirstOfField(err, h.Validate(), yetki.CheckParola("parola", sifre, h.KullaniciAdi)); err != nil {
		return refused(err)
	}
	hash, err := parola.Hash(sifre)
	if err != nil {
		return err
	}
	s, err := e.open(ctx)
	if err != nil {
		return explainUser(err)
	}
	defer s.Close()
	yapan := kural.Actor{Rol: kural.ProjeYonetici, Ad: "acikkapi user add, " + (&importCmd{}).who()}
	if _, err := s.DefineHesap(ctx, yapan, h, hash); err != nil {
		return explainUser(err)
	}
	fmt.Fprintf(out, "Tamam: %s %s, %s olarak tanımlandı. Kullanıcı adı: %s. İlk girişte yeni bir şifre belirlemesi istenecek.\n",
		h.Ad, h.Soyad, yetki.HesapTipOf(h.Tip).Ad, h.KullaniciAdi)
	return nil
}

// hesap is the user as the arguments describe one. Errors: Invalid.
func (c *userAddCmd) hesap() (yetki.Hesap, error) {
	h := yetki.Hesap{Tip: c.Tip, Ad: c.Ad, Soyad: c.Soyad, Il: c.Il, Birim: c.Birim, KullaniciAdi: c.KullaniciAdi}
	h.Normalize()
	tckn, err := basvuru.ParseTCKN(c.TCKN)
	h.TCKN, err = tckn, kural.At("tckn", err)
	if c.Cep != "" {
		cep, errCep := telefon.ParseCep(c.Cep)
		h.Cep, err = string(cep), errors.Join(err, kural.At("cep", errCep))
	}
	for _, m := range c.Modul {
		h.Moduls = append(h.Moduls, yetki.Modul(m))
	}
	if t := yetki.HesapTipOf(c.Tip); len(c.Modul) == 0 && t.Tip != "" {
		h.Moduls = t.Moduls[:1]
	}
	return h, err
}

// password is the first line of the file, or of in.
func (c *userAddCmd) password(in io.Reader) (string, error) {
	if c.SifreDosyasi != "" {
		f, err := os.Open(c.SifreDosyasi)
		if err != nil {
			return "", &told{fmt.Sprintf("şifre dosyası okunamıyor: %v", err), errParolaFile}
		}
		defer f.Close() //nolint:errcheck // was only read
		in = f
	}
	line, err := bufio.NewReader(io.LimitReader(in, maxParolaFile)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", &told{fmt.Sprintf("şifre okunamıyor: %v", err), errParolaFile}
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", &told{"şifre verilmedi: şifreyi standart girdiden ya da --sifre-dosyasi ile bir dosyadan veriniz; örneğin “acikkapi user add … < sifre.txt”. Hiçbir şey değiştirilmedi.", errUser}
	}
	return line, nil
}

// errParolaFile is a password that cannot be read.
var errParolaFile = errors.New("the password cannot be read")

// userFlags are the arguments by the fields of the form.
var userFlags = map[string]string{
	"tip": "--tip", "tckn": "--tckn", "ad": "--ad", "soyad": "--soyad", "cep": "--cep", "il": "--il", "birim": "--birim",
	"kullanici_adi": "--kullanici-adi", "modul": "--modul", "parola": "şifre",
}

// refused lists every wrong argument.
func refused(err error) error {
	var b strings.Builder
	b.WriteString("kullanıcı tanımlanmadı; hiçbir şey değiştirilmedi:")
	for _, e := range kural.All(err) {
		fmt.Fprintf(&b, "\n  %s: %s", userFlags[e.Field], e.Message)
	}
	return &told{b.String(), errUser}
}

// explainUser puts what the database said into the operator's words.
func explainUser(err error) error {
	switch kural.KindOf(err) {
	case kural.Invalid, kural.Conflict:
		return refused(err)
	case kural.Unavailable:
		return &told{"veritabanına ulaşılamıyor; hiçbir şey değiştirilmedi. Veritabanı gelince aynı komutu yeniden veriniz.", err}
	case kural.Internal, kural.NotFound, kural.Forbidden:
	}
	return fmt.Errorf("beklenmeyen hata; hiçbir şey değiştirilmedi: %w", err)
}
