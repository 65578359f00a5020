package kps

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/kps/mesaj"
	"acikkapi/internal/kural"
	"acikkapi/internal/turkce"
)

// Dogrula asks NVİ's public service whether the number, the names and the year of birth belong to one
// person. Names may be in any case. An answer that is neither yes nor no is of kind Unavailable.
func (c *Client) Dogrula(ctx context.Context, t basvuru.TCKN, ad, soyad string, dogumYili int) (bool, error) {
	no, err := strconv.ParseInt(string(t), 10, 64)
	if err != nil {
		return false, errors.New("kps: not a checked T.C. Kimlik No")
	}
	var answer mesaj.TCKimlikNoDogrulaResponse
	err = c.call(ctx, mesaj.YolGenel, genel("TCKimlikNoDogrula"), mesaj.TCKimlikNoDogrula{
		TCKimlikNo: no, Ad: turkce.Upper(strings.TrimSpace(ad)), Soyad: turkce.Upper(strings.TrimSpace(soyad)), DogumYili: dogumYili,
	}, &answer)
	if err != nil {
		return false, err
	}
	return yesNo(answer.Result)
}

// Kisi returns the person with the number t and their residence (VB-03, VB-05, AK-01). Errors: NotFound if
// KPS knows no such person, Unavailable if it cannot be asked or answers about somebody else.
func (c *Client) Kisi(ctx context.Context, t basvuru.TCKN) (Kisi, error) {
	var answer mesaj.KisiSorgulaResponse
	if err := c.call(ctx, mesaj.YolKurum, kurum("KisiSorgula"), mesaj.KisiSorgula{TCKimlikNo: string(t)}, &answer); err != nil {
		return Kisi{}, err
	}
	if err := found(answer.Bulundu); err != nil {
		return Kisi{}, err
	}
	k := answer.Kisi
	if k == nil || k.TCKimlikNo != string(t) || k.Ad == "" || k.Soyad == "" {
		return Kisi{}, away(errors.New("the answer is not about the person asked for"))
	}
	dogum, err := day(k.DogumTarihi)
	if err != nil {
		return Kisi{}, err
	}
	return Kisi{
		TCKN: t, Ad: k.Ad, Soyad: k.Soyad, AnneKizlikSoyadi: k.AnneKizlikSoyadi, DogumTarihi: dogum,
		Cuzdan: Cuzdan{Seri: k.CuzdanSeri, No: k.CuzdanNo},
		Adres:  Adres(k.Adres),
	}, nil
}

// Aile returns the spouse and children of the person with the number t, none as an empty list (KT-01,
// KT-02). Errors as for Kisi.
func (c *Client) Aile(ctx context.Context, t basvuru.TCKN) ([]Yakin, error) {
	var answer mesaj.AileSorgulaResponse
	if err := c.call(ctx, mesaj.YolKurum, kurum("AileSorgula"), mesaj.AileSorgula{TCKimlikNo: string(t)}, &answer); err != nil {
		return nil, err
	}
	if err := found(answer.Bulundu); err != nil {
		return nil, err
	}
	if answer.TCKimlikNo != string(t) {
		return nil, away(errors.New("the answer is not about the person asked for"))
	}
	aile := []Yakin{}
	for _, y := range answer.Yakin {
		if y.Yakinlik != mesaj.YakinlikEs && y.Yakinlik != mesaj.YakinlikCocuk {
			continue // KT-03: only spouse and children, whatever else the service may learn to send
		}
		yakin, err := toYakin(y)
		if err != nil {
			return nil, err
		}
		aile = append(aile, yakin)
	}
	return aile, nil
}

func toYakin(y mesaj.Yakin) (Yakin, error) {
	no, err := basvuru.ParseTCKN(y.TCKimlikNo)
	if err != nil {
		return Yakin{}, away(errors.New("a relative has no valid T.C. Kimlik No"))
	}
	dogum, err := day(y.DogumTarihi)
	if err != nil {
		return Yakin{}, err
	}
	return Yakin{
		TCKN: no, Ad: y.Ad, Soyad: y.Soyad, Yakinlik: Yakinlik(y.Yakinlik),
		DogumTarihi: dogum, BakanlikPersoneli: y.BakanlikPersoneli,
	}, nil
}

func found(bulundu string) error {
	yes, err := yesNo(bulundu)
	if err == nil && !yes {
		return &kural.Error{Kind: kural.NotFound, Message: "Bu T.C. Kimlik No ile kayıtlı kişi bulunamadı."}
	}
	return err
}

// yesNo reads an xs:boolean; anything else is no answer.
func yesNo(s string) (bool, error) {
	switch strings.TrimSpace(s) {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, away(fmt.Errorf("neither yes nor no: %.20q", s))
}

func day(s string) (time.Time, error) {
	d, err := time.Parse(mesaj.TarihSekli, strings.TrimSpace(s))
	if err != nil {
		return d, away(errors.New("a birth date is no date"))
	}
	return d, nil
}
