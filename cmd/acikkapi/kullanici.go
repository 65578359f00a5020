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
	Ad           string   `required:"" help:"Given name."`
	Soyad        string   `required:"" help:"Family name."`
	KullaniciAdi string   `required:"" placeholder:"AD" help:"User name: small letters, digits, . - _"`
	Cep          string   `placeholder:"NO" help:"Mobile number."`
	Il           int      `placeholder:"KOD" help:"Plate number of the il; only for mia, vali, vali_yardimcisi and personel."`
	Birim        string   `placeholder:"NO" help:"DETSİS number of the unit."`
	Modul        []string `placeholder:"MODUL,…" help:"acikkapi, kart, kimlik_burosu, isletim, tanim; without it the kind's own module."`
	TCKNDosyasi  string   `name:"tckn-dosyasi" placeholder:"FILE" help:"Read the T.C. Kimlik No from this file; without it from the first line of standard input. Neither it nor the password is ever an argument, which everybody on the machine could see."`
	SifreDosyasi string   `placeholder:"FILE" help:"Read the first password from this file; without it from the next line of standard input."`
}

// errUser is a user who was refused; the exit code is the same as of refused rows.
var errUser = errors.New("the user was refused")

// maxSecretFile bounds what is read as a number or a password, in bytes.
const maxSecretFile = 4096

// Run defines the user and says so, in Turkish.
func (c *userAddCmd) Run(ctx context.Context, e *env) error {
	ask := io.Discard
	if info, err := os.Stdin.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		ask = os.Stderr
	}
	return c.run(ctx, e, input{bufio.NewReader(io.LimitReader(os.Stdin, 2*maxSecretFile)), ask}, os.Stdout)
}

func (c *userAddCmd) run(ctx context.Context, e *env, in input, out io.Writer) error {
	tckn, err := in.secret("T.C. Kimlik No", c.TCKNDosyasi, "--tckn-dosyasi")
	if err != nil {
		return err
	}
	sifre, err := in.secret("şifre", c.SifreDosyasi, "--sifre-dosyasi")
	if err != nil {
		return err
	}
	h, err := c.hesap(tckn)
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
func (c *userAddCmd) hesap(no string) (yetki.Hesap, error) {
	h := yetki.Hesap{Tip: c.Tip, Ad: c.Ad, Soyad: c.Soyad, Il: c.Il, Birim: c.Birim, KullaniciAdi: c.KullaniciAdi}
	h.Normalize()
	tckn, err := basvuru.ParseTCKN(no)
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

// input is standard input, from which what must be no argument is read line by line; ask is told what comes next, where somebody types.
type input struct {
	lines *bufio.Reader
	ask   io.Writer
}

// secret is the first line of file or, without one, the next of in.
func (in input) secret(ad, file, flag string) (string, error) {
	lines := in.lines
	if file != "" {
		f, err := os.Open(file)
		if err != nil {
			return "", &told{fmt.Sprintf("%s dosyası okunamıyor: %v", ad, err), errSecretFile}
		}
		defer f.Close() //nolint:errcheck // was only read
		lines = bufio.NewReader(io.LimitReader(f, maxSecretFile))
	} else {
		fmt.Fprintf(in.ask, "%s: ", ad)
	}
	line, err := lines.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", &told{fmt.Sprintf("%s okunamıyor: %v", ad, err), errSecretFile}
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", &told{fmt.Sprintf("%s verilmedi: standart girdiden (ilk satır T.C. Kimlik No, sonraki satır şifre) ya da %s ile bir dosyadan veriniz. Hiçbir şey değiştirilmedi.", ad, flag), errUser}
	}
	return line, nil
}

// errSecretFile is a number or a password that cannot be read.
var errSecretFile = errors.New("what must be no argument cannot be read")

// userFlags are the arguments by the fields of the form.
var userFlags = map[string]string{
	"tip": "--tip", "tckn": "T.C. Kimlik No", "ad": "--ad", "soyad": "--soyad", "cep": "--cep", "il": "--il", "birim": "--birim",
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
