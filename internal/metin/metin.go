// Package metin holds the texts that the system sends: its SMS, and the standard lines of the closing letter. They are Turkish, short,
// and name no person. What stands here is the original; the Proje Yöneticisi may change it (OP-07), the store knows to what.
package metin

import "strconv"

// The names of the templates; an SMS is sent once per event and template.
const (
	SablonKod           = "kod"
	SablonAlindi        = "alindi"
	SablonYonlendi      = "yonlendirildi"
	SablonKapandi       = "kapandi"
	SablonMektupGiris   = "mektup_giris"
	SablonMektupKapanis = "mektup_kapanis"

	kodGecerliDakika = "3"
)

// Metinler are the texts in force by template; the original counts for what is not in it, so nil is the originals.
type Metinler map[string]string

// Kod is the text with a one-time code (VB-04, GR-01).
func (m Metinler) Kod(kod string) string {
	return m.fill(SablonKod, map[string]string{"kod": kod, "dakika": kodGecerliDakika})
}

// Alindi tells the citizen the number (VB-11, VB-14).
func (m Metinler) Alindi(no int64) string {
	return m.fill(SablonAlindi, map[string]string{"takip_no": dec(no)})
}

// Yonlendirildi tells the citizen that a birim has it now, where the il wants that (VB-14).
func (m Metinler) Yonlendirildi(no int64) string {
	return m.fill(SablonYonlendi, map[string]string{"takip_no": dec(no)})
}

// Kapandi tells the citizen the outcome (AK-06); durum is the state's text.
func (m Metinler) Kapandi(no int64, durum string) string {
	return m.fill(SablonKapandi, map[string]string{"takip_no": dec(no), "durum": durum})
}

// Mektup is the line above the answer in the closing letter and the one below it (AK-06); tarih is 02.01.2006.
func (m Metinler) Mektup(no int64, tarih string) (giris, kapanis string) {
	v := map[string]string{"takip_no": dec(no), "tarih": tarih}
	return m.fill(SablonMektupGiris, v), m.fill(SablonMektupKapanis, v)
}

func (m Metinler) fill(ad string, values map[string]string) string {
	text, changed := m[ad]
	if !changed {
		s, _ := Bul(ad)
		text = s.Ozgun
	}
	return Doldur(text, values)
}

// Kod is the original; see Metinler.
func Kod(kod string) string { return Metinler(nil).Kod(kod) }

// Alindi is the original; see Metinler.
func Alindi(no int64) string { return Metinler(nil).Alindi(no) }

// Yonlendirildi is the original; see Metinler.
func Yonlendirildi(no int64) string { return Metinler(nil).Yonlendirildi(no) }

// Kapandi is the original; see Metinler.
func Kapandi(no int64, durum string) string { return Metinler(nil).Kapandi(no, durum) }

func dec(no int64) string { return strconv.FormatInt(no, 10) }
