package web

import (
	"errors"
	"net/url"

	"acikkapi/internal/kural"
)

func demoTyped() url.Values {
	return url.Values{
		"adres": {"<script>alert(1)</script>"}, "il": {"06"}, "telefon": {"312 000"}, "eposta": {"ayse@örnek"}, "konu": {"Yol bozuk"}, "gelis": {"01.01.2030"},
	}
}

func demoFailed() error {
	return errors.Join(
		kural.InvalidField("ayni", "Adresi seçiniz."),
		kural.InvalidField("adres", "Açık Adres çok kısa."),
		kural.InvalidField("ilce", "İlçe seçiniz."),
		kural.InvalidField("telefon", "Cep Telefonu 5 ile başlamalıdır."),
		kural.InvalidField("sonuc", "Sonucu seçiniz."),
		kural.InvalidField("konu", "Başvuru Konusu çok kısa."),
		kural.InvalidField("gelis", "Başvuru Geliş Tarihi ileri bir tarih olamaz."),
		kural.InvalidField("dosya", "“fatura.exe” dosyasının türü uygun değil."),
		kural.InvalidField("", "Aynı başvuru az önce kaydedildi."),
	)
}
