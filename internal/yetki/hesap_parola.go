package yetki

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"acikkapi/internal/kural"
	"acikkapi/internal/turkce"
)

// Bounds of a password: the least in letters, the most in bytes, which is what gets hashed.
const (
	MinParola = 12
	MaxParola = 256
)

// ParolaKurali tells people what CheckParola wants.
const ParolaKurali = "En az 12 karakter olmalı, kullanıcı adınızı içermemeli ve kolay tahmin edilen bir şifre olmamalıdır. Birkaç kelimeden oluşan bir cümle kullanabilirsiniz."

// kotuParolas are passwords that are tried first, long enough for the rule; the demonstration's is published.
var kotuParolas = []string{
	"123456789012", "1234567890123", "1234567890abc", "012345678910", "123123123123", "1q2w3e4r5t6y", "1qaz2wsx3edc", "qwertyuiop12", "qwertyuiop123",
	"qwerty123456", "password1234", "password12345", "passwordpassword", "adminadmin123", "administrator", "sifre1234567", "sifre123456789", "parola123456",
	"parola12345678", "turkiye12345", "turkiye1923!", "ataturk19231938", "galatasaray1905", "fenerbahce1907", "besiktas1903", "icisleri12345", "acikkapi1234",
	"acikkapi12345", "acikkapi2026", "acikkapi.demo.2026", "asdfghjkl123", "letmein123456", "welcome12345", "iloveyou1234", "abcdefghijkl", "abcdef123456",
}

// CheckParola checks a password that somebody shall have from now on, typed at field (GR-06). Errors: Invalid, the first rule that it breaks.
func CheckParola(field, parola, kullaniciAdi string) error {
	plain := turkce.Fold(parola)
	switch n := utf8.RuneCountInString(parola); {
	case parola == "":
		return kural.InvalidField(field, "Şifreyi giriniz.")
	case n < MinParola:
		return kural.InvalidField(field, fmt.Sprintf("Şifre en az %d karakter olmalıdır; %d karakter yazdınız.", MinParola, n))
	case len(parola) > MaxParola || !utf8.ValidString(parola):
		return kural.InvalidField(field, "Şifre çok uzun veya okunamayan karakterler içeriyor.")
	case kullaniciAdi != "" && strings.Contains(plain, turkce.Fold(kullaniciAdi)):
		return kural.InvalidField(field, "Şifre kullanıcı adını içeremez.")
	case slices.Contains(kotuParolas, plain) || strings.Count(plain, plain[:1]) == len(plain):
		return kural.InvalidField(field, "Bu şifre kolay tahmin edilir; başka bir şifre belirleyiniz.")
	}
	return nil
}

// CheckTekrar checks that the password typed again is the same one.
func CheckTekrar(field, parola, tekrar string) error {
	if parola != tekrar {
		return kural.InvalidField(field, "Şifreler aynı değil; aynı şifreyi iki kez yazınız.")
	}
	return nil
}

// CheckYeniParola checks a new password with its repetition.
func CheckYeniParola(parola, tekrar, kullaniciAdi string) error {
	if err := CheckParola("parola", parola, kullaniciAdi); err != nil {
		return err
	}
	return CheckTekrar("parola_tekrar", parola, tekrar)
}
