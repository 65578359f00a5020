// Package metin holds the texts of the SMS that the system sends. They are Turkish, short, and name no person.
package metin

import "fmt"

// The names of the templates; a text is sent once per event and template.
const (
	SablonKod          = "kod"
	SablonAlindi       = "alindi"
	SablonYonlendi     = "yonlendirildi"
	SablonKapandi      = "kapandi"
	gonderen           = "Açık Kapı"
	kodGecerliDakika   = 3
	sorgulamaYonergesi = "Durumunu Açık Kapı sayfasındaki Başvuru Sorgula bölümünden izleyebilirsiniz."
)

// Kod is the text with a one-time code (VB-04, GR-01).
func Kod(kod string) string {
	return fmt.Sprintf("%s onay kodunuz: %s. Kod %d dakika geçerlidir. Bu kodu kimseyle paylaşmayınız.", gonderen, kod, kodGecerliDakika)
}

// Alindi tells the citizen the number (VB-11, VB-14).
func Alindi(no int64) string {
	return fmt.Sprintf("Başvurunuz başarıyla alınmıştır. Başvuru Takip No: %d. %s", no, sorgulamaYonergesi)
}

// Yonlendirildi tells the citizen that a birim has it now, where the il wants that (VB-14).
func Yonlendirildi(no int64) string {
	return fmt.Sprintf("%d numaralı başvurunuz ilgili birime yönlendirilmiştir.", no)
}

// Kapandi tells the citizen the outcome (AK-06); durum is the state's text.
func Kapandi(no int64, durum string) string {
	return fmt.Sprintf("%d numaralı başvurunuz sonuçlanmıştır: %s. Cevabı Açık Kapı sayfasındaki Başvuru Sorgula bölümünden okuyabilirsiniz.", no, durum)
}
