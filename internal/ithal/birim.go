package ithal

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"acikkapi/internal/adres"
	"acikkapi/internal/turkce"
)

// Birim is a row of a DETSİS file.
type Birim struct {
	Satir      int
	No         string // 8 digits
	Ad, KisaAd string
	UstNo      string // "" = a root
	IlKodu     int    // 0 = of the whole country
	Aktif      bool
	Sentetik   bool
	Guncelleme time.Time // zero: not told
}

// The columns of a DETSİS file.
const (
	SutunNo         = "DetsisNo"
	SutunAd         = "Ad"
	SutunKisaAd     = "KisaAd"
	SutunUst        = "UstDetsisNo"
	SutunIl         = "Il"
	SutunDurum      = "Durum"
	SutunGuncelleme = "Guncelleme"
	SutunSentetik   = "Sentetik"
)

// birimSutunlari are all of them, in the order in which we write them.
var birimSutunlari = []sutun{
	{ad: SutunNo, diger: []string{"Detsis Numarası", "Detsis Kodu", "Birim No", "Birim Kodu"}, gerek: true, uzunca: 40},
	{ad: SutunAd, diger: []string{"Birim Adı", "Birim", "Adı", "Kurum Adı"}, gerek: true, uzunca: 300},
	{ad: SutunKisaAd, diger: []string{"Kısa Adı", "Kısaltma"}, uzunca: 40},
	{ad: SutunUst, diger: []string{"Üst Detsis Numarası", "Üst Birim No", "Üst Birim Kodu", "Üst No", "Bağlı Olduğu Birim No"}, uzunca: 40},
	{ad: SutunIl, diger: []string{"İl Adı", "İl Kodu", "Plaka"}, uzunca: 40},
	{ad: SutunDurum, diger: []string{"Durumu", "Aktif"}, uzunca: 20},
	{ad: SutunGuncelleme, diger: []string{"Son Güncelleme", "Güncelleme Tarihi"}, uzunca: 40},
	{ad: SutunSentetik, uzunca: 20},
}

var (
	aktifWords    = map[string]bool{"": true, "aktif": true, "acik": true, "faal": true, "kapali": false, "pasif": false, "kapatildi": false}
	sentetikWords = map[string]bool{"sentetik": true}
)

// EachBirim calls row for every row whose number can be read, in the file's order, and refuse for each reason to refuse one. A refused
// row comes too, so that the units below it are not refused for want of a parent. An error of either ends the reading and is
// returned. It returns the number of rows. Errors: ErrDosya.
func (d *Dosya) EachBirim(row func(Birim) error, refuse func(Red) error) (int, error) {
	ils, err := ilKodlari()
	if err != nil {
		return 0, err
	}
	return d.eachSatir(birimSutunlari, func(s *satir) error {
		b := s.birim(ils)
		for _, red := range s.reds {
			if err := refuse(red); err != nil {
				return err
			}
		}
		if !detsisNo(b.No) {
			return nil
		}
		if !detsisNo(b.UstNo) {
			b.UstNo = ""
		}
		return row(b)
	})
}

func (s *satir) birim(ils map[string]int) Birim {
	b := Birim{Satir: s.no, No: s.text(SutunNo), Ad: s.text(SutunAd), KisaAd: s.text(SutunKisaAd), UstNo: s.text(SutunUst), Aktif: true}
	if b.No != "" {
		s.checkNo(SutunNo, b.No)
	}
	if b.UstNo != "" {
		s.checkNo(SutunUst, b.UstNo)
	}
	if b.UstNo != "" && b.UstNo == b.No {
		s.refuse(SutunUst, "Birim kendisinin üst birimi olamaz.")
	}
	if il := s.text(SutunIl); il != "" {
		ok := false
		if b.IlKodu, ok = ils[plain(il)]; !ok {
			s.refuse(SutunIl, "“%s” adında ya da kodunda bir il yok.", il)
		}
	}
	if s.has(SutunDurum) {
		durum := s.text(SutunDurum)
		aktif, known := aktifWords[plain(durum)]
		if !known {
			aktif, known = truth[plain(durum)]
		}
		if b.Aktif = aktif; !known {
			s.refuse(SutunDurum, "“aktif” ya da “kapalı” yazılmalıdır.")
		}
	}
	if v := s.text(SutunGuncelleme); v != "" {
		var ok bool
		if b.Guncelleme, ok = parseTime(v); !ok {
			s.refuse(SutunGuncelleme, "Tarih GG.AA.YYYY biçiminde olmalıdır.")
		}
	}
	if s.has(SutunSentetik) {
		b.Sentetik = s.yes(SutunSentetik, sentetikWords)
	}
	return b
}

func (s *satir) checkNo(sutun, v string) {
	switch {
	case detsisNo(v):
	case len(v) < 8 && digits(v):
		s.refuse(sutun, "8 haneli olmalıdır, %d hane yazılmış. Baştaki sıfırlar Excel'de düşmüş olabilir: sütunu “Metin” yapıp yeniden kaydediniz.", len(v))
	case strings.ContainsAny(v, "eE.,+"):
		s.refuse(sutun, "8 haneli bir sayı olmalıdır; Excel sayıyı değiştirmiş olabilir: sütunu “Metin” yapıp yeniden kaydediniz.")
	default:
		s.refuse(sutun, "8 haneli bir sayı olmalıdır.")
	}
}

func detsisNo(v string) bool { return len(v) == 8 && digits(v) }

func digits(v string) bool {
	for _, c := range []byte(v) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return v != ""
}

// ilKodlari knows each il by its name and by its plate number, with and without the zero in front.
func ilKodlari() (map[string]int, error) {
	ils, err := adres.Iller()
	if err != nil {
		return nil, err
	}
	m := make(map[string]int, 3*len(ils))
	for _, il := range ils {
		m[plain(il.Ad)], m[strconv.Itoa(il.Kod)], m[fmt.Sprintf("%02d", il.Kod)] = il.Kod, il.Kod, il.Kod
	}
	m[plain("İÇEL")], m[plain("AFYON")] = m[plain("MERSİN")], m[plain("AFYONKARAHİSAR")] // as older registers call them
	return m, nil
}

// istanbul is the zone of dates that name none: Türkiye keeps UTC+3 the whole year since 2016.
var istanbul = time.FixedZone("+03", 3*60*60)

var timeLayouts = []string{"02.01.2006", "2.1.2006", "02.01.2006 15:04", "02.01.2006 15:04:05", time.DateOnly, "02/01/2006", time.DateTime, time.RFC3339}

const (
	excelMin = 36526 // 01.01.2000, as Excel counts days
	excelMax = 73050 // 31.12.2099
)

// parseTime reads a date as people and as Excel write it; years outside 2000…2099 are nobody's intent.
func parseTime(v string) (time.Time, bool) {
	if days, err := strconv.ParseFloat(v, 64); err == nil {
		if days < excelMin || days >= excelMax+1 {
			return time.Time{}, false
		}
		whole := int(days)
		return time.Date(1899, 12, 30+whole, 0, 0, 0, 0, istanbul).Add(time.Duration((days - float64(whole)) * float64(24*time.Hour))).Round(time.Second), true
	}
	for _, layout := range timeLayouts {
		if at, err := time.ParseInLocation(layout, v, istanbul); err == nil {
			return at, at.Year() >= 2000 && at.Year() < 2100
		}
	}
	return time.Time{}, false
}

// name is a name as the registers write it.
func name(s string) string { return turkce.Upper(s) }
