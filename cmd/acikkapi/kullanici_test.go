package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"acikkapi/internal/dbtest"
	"acikkapi/store"
)

// GR-06, SC-04: the first Proje Yöneticisi comes from the command line; neither the number nor the password is ever an argument, and wrong ones are all told at once.
func TestUserAdd(t *testing.T) {
	o := newOperator(t, dbtest.URL(t))
	away := newOperator(t, "postgres://x:y@127.0.0.1:1/x")
	const no = "10000000146"
	first := userAddCmd{Tip: "proje_yoneticisi", Ad: "ayşe", Soyad: "ışık", KullaniciAdi: "ayse.isik"}
	with := func(change func(*userAddCmd)) userAddCmd {
		c := first
		change(&c)
		return c
	}
	file := o.file("sifre.txt", "Üç deve bir dağda\r\n")
	for _, c := range []struct {
		name string
		who  *operator
		cmd  userAddCmd
		in   string
		code int
		says []string
	}{
		{"no number", o, first, "", exitRed, []string{"T.C. Kimlik No verilmedi", "standart girdiden", "--tckn-dosyasi"}},
		{"no password", o, first, no + "\n", exitRed, []string{"şifre verilmedi", "standart girdiden", "--sifre-dosyasi"}},
		{"no file of the number", o, with(func(c *userAddCmd) { c.TCKNDosyasi = filepath.Join(t.TempDir(), "yok") }), "", exitDosya, []string{"T.C. Kimlik No dosyası okunamıyor"}},
		{"no file", o, with(func(c *userAddCmd) { c.SifreDosyasi = filepath.Join(t.TempDir(), "yok") }), no + "\n", exitDosya, []string{"şifre dosyası okunamıyor"}},
		{"short password", o, first, no + "\nkisa\n", exitRed, []string{"şifre: Şifre en az 12 karakter olmalıdır; 4 karakter yazdınız."}},
		{
			"all wrong", o,
			userAddCmd{Tip: "kral", Cep: "0312", Il: -1, Birim: "x", KullaniciAdi: "Ayşe", Modul: []string{"tanim"}},
			"1\nayşe",
			exitRed,
			[]string{"--tip: ", "T.C. Kimlik No: ", "--ad: ", "--soyad: ", "--cep: ", "--birim: ", "--kullanici-adi: ", "şifre: ", "hiçbir şey değiştirilmedi"},
		},
		{"no il", o, with(func(c *userAddCmd) { c.Tip = "vali" }), no + "\nÜç deve bir dağda\n", exitRed, []string{"--il: Vali için il seçiniz."}},
		{"not its module", o, with(func(c *userAddCmd) { c.Modul = []string{"isletim"} }), no + "\nÜç deve bir dağda\n", exitRed, []string{"--modul: “İşletim” modülü Proje Yöneticisi"}},
		{"no such unit", o, with(func(c *userAddCmd) { c.Birim = "00000000" }), no + "\nÜç deve bir dağda\n", exitRed, []string{"--birim: "}},
		{"database away", away, first, no + "\nÜç deve bir dağda\n", exitAway, []string{"veritabanına ulaşılamıyor; hiçbir şey değiştirilmedi"}},
		{"good", o, with(func(c *userAddCmd) { c.SifreDosyasi, c.TCKNDosyasi = file, o.file("no.txt", no+"\r\n") }), "", 0, []string{"Tamam: AYŞE IŞIK, Proje Yöneticisi", "ayse.isik"}},
		{"again", o, first, no + "\nÜç deve bir dağda\n", exitRed, []string{"T.C. Kimlik No: Bu kişi bu yetki tipiyle zaten kayıtlıdır."}},
		{"name taken", o, with(func(c *userAddCmd) { c.Tip = "isletmen" }), no + "\nÜç deve bir dağda", exitRed, []string{"--kullanici-adi: Bu kullanıcı adı"}},
	} {
		var out bytes.Buffer
		said, code := "", 0
		if err := c.cmd.run(t.Context(), c.who.env, input{bufio.NewReader(strings.NewReader(c.in)), io.Discard}, &out); err != nil {
			said, code = err.Error(), exitCode(err)
		}
		if code != c.code {
			t.Errorf("%s: ends with %d, want %d: %s %s", c.name, code, c.code, out.String(), said)
		}
		for _, want := range c.says {
			if !strings.Contains(out.String()+said, want) {
				t.Errorf("%s: lacks %q:\n%s%s", c.name, want, out.String(), said)
			}
		}
		if strings.Contains(out.String()+said, "deve") || strings.Contains(out.String()+said, no) {
			t.Errorf("%s: tells a password or a number: %s%s", c.name, out.String(), said)
		}
	}
	s, err := store.Open(t.Context(), store.Options{URL: o.env.cfg.DatabaseURL, Keys: dbtest.Keys})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	id, _, _, err := s.Account(t.Context(), "ayse.isik")
	u, err2 := s.Kullanici(t.Context(), id)
	if err := errors.Join(err, err2); err != nil || !u.ParolaGecici || len(u.Moduls) != 1 || u.Moduls[0].Modul != "tanim" || u.Il != 0 {
		t.Errorf("%+v %v", u, err)
	}
}
