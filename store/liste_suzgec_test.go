package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/turkce"
	"acikkapi/store"
)

// AK-02: each filter of “Başvuru Arama” finds what it names and nothing else.
func TestListeSuzgeci(t *testing.T) {
	s := dbtest.New(t)
	file := func(n int, ad, soyad string, hs ...basvuru.Hizmet) int64 {
		y := dbtest.Yeni(n)
		y.Kisi.Ad, y.Kisi.Soyad = ad, soyad
		if len(hs) > 0 {
			y.Hizmets = hs
		}
		return do(t, s, citizen, 0, basvuru.Submit{Yeni: y}).No
	}
	nos := []int64{
		file(0, "AYŞE NUR", "DEMİR"), file(1, "NURAY", "IŞIK ÖZTÜRK", basvuru.Hizmet{Baslik: 2, Alt: 12}),
		file(2, "AYNUR", "NURLU", basvuru.Hizmet{Baslik: 2, Alt: 13}, basvuru.Hizmet{Baslik: 1, Alt: 1}), file(3, "İLKAY-CAN", "O'NEILL"),
	}
	at := func(i int, filed, due string) {
		if _, err := s.Pool().Exec(t.Context(), `UPDATE basvuru SET olusturma = $2, son_cevap = $3 WHERE no = $1`, nos[i], filed, due); err != nil {
			t.Fatal(err)
		}
	}
	at(0, "2026-03-01T20:59:59.999999Z", "2026-03-20Z") // 1 March 23:59 in Istanbul
	at(1, "2026-03-01T21:00:00Z", "2126-03-20Z")        // 2 March 00:00
	at(2, "2026-03-02T20:59:59Z", "2126-03-20Z")
	at(3, "2026-03-02T21:00:00Z", "2126-03-20Z") // 3 March
	do(t, s, dbtest.AKS, nos[3], basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, store.Istanbul()) }
	for _, c := range []struct {
		name string
		f    store.Suzgec
		want string // newest first
	}{
		{"none", store.Suzgec{}, "[3 2 1 0]"},
		{"number", store.Suzgec{No: nos[1]}, "[1]"},
		{"T.C. Kimlik No", store.Suzgec{TCKN: dbtest.Yeni(2).Kisi.TCKN}, "[2]"},
		{"second word", store.Suzgec{Ad: "nur"}, "[1 0]"},
		{"both words, turned", store.Suzgec{Ad: "NUR Ayşe"}, "[0]"},
		{"without marks", store.Suzgec{Ad: "ayse"}, "[0]"},
		{"dotless", store.Suzgec{Soyad: "ışık"}, "[1]"},
		{"dotted", store.Suzgec{Ad: "İlk", Soyad: "o'ne"}, "[3]"},
		{"behind a hyphen", store.Suzgec{Ad: "can"}, "[3]"},
		{"family name only", store.Suzgec{Soyad: "nur"}, "[2]"},
		{"second family name", store.Suzgec{Soyad: "öz"}, "[1]"},
		{"inside a word", store.Suzgec{Ad: "ray"}, "[]"},
		{"no pattern", store.Suzgec{Ad: "%"}, "[]"},
		{"from a day", store.Suzgec{Baslangic: day(2)}, "[3 2 1]"},
		{"to a day", store.Suzgec{Bitis: day(1)}, "[0]"},
		{"one day", store.Suzgec{Baslangic: day(2), Bitis: day(2)}, "[2 1]"},
		{"heading", store.Suzgec{Baslik: 2}, "[2 1]"},
		{"sub-heading", store.Suzgec{Baslik: 2, Alt: 12}, "[1]"},
		{"one heading of two", store.Suzgec{Baslik: 1}, "[3 2 0]"},
		{"state", store.Suzgec{Durums: []basvuru.Durum{basvuru.Yonlendirildi}}, "[3]"},
		{"states", store.Suzgec{Durums: []basvuru.Durum{basvuru.Yonlendirildi, basvuru.Havuzda}}, "[3 2 1 0]"},
		{"late", store.Suzgec{Gecikmis: true}, "[0]"},
		{"several", store.Suzgec{Ad: "nu", Baslik: 2, Baslangic: day(2), Durums: []basvuru.Durum{basvuru.Havuzda}}, "[1]"},
	} {
		if got := listedNos(t, s, c.f, nos); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	// AK-09: other headings, other lists; and an application that a program of before has filed is found too.
	do(t, s, dbtest.AKS, nos[1], basvuru.UpdateHeadings{Hizmets: []basvuru.Hizmet{{Baslik: 3, Alt: 21}}})
	if _, err := s.Pool().Exec(t.Context(), `UPDATE basvuru SET hizmetler = NULL WHERE no = $1`, nos[2]); err != nil {
		t.Fatal(err)
	}
	for f, want := range map[int]string{2: "[2]", 3: "[1]", 1: "[3 2 0]"} {
		if got := listedNos(t, s, store.Suzgec{Baslik: f}, nos); got != want {
			t.Errorf("heading %d after an update: %s, want %s", f, got, want)
		}
	}
}

// listedNos is the places in nos of what the desk's list shows.
func listedNos(t *testing.T, s *store.Store, f store.Suzgec, nos []int64) string {
	t.Helper()
	p, err := s.Liste(t.Context(), dbtest.AKS, f, store.Imlec{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	got := []int{}
	for _, l := range p.Satirs {
		got = append(got, slices.Index(nos, l.No))
	}
	if p.Toplam != len(got) {
		t.Errorf("%d listed, %d counted", len(got), p.Toplam)
	}
	return fmt.Sprint(got)
}

// AK-02: the database writes names for searching as turkce.Fold does; one that is removed is not found any more.
func TestAramaSutunu(t *testing.T) {
	s := dbtest.New(t)
	const letters = "ABCÇDEFGĞHIİJKLMNOÖPQRSŞTUÜVWXYZÂÎÛÉÄabcçdefgğhıijklmnoöpqrsştuüvwxyzâîûéä"
	no := dbtest.File(t, s, 1)
	got := scan[string](t, s, `UPDATE basvuru SET ad = $2, soyad = 'SOY/AD' WHERE no = $1 RETURNING arama`, no, letters)
	if want := " " + turkce.Fold(letters) + "/ soy ad"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := scan[string](t, s, `UPDATE basvuru SET ad = '', soyad = '' WHERE no = $1 RETURNING arama`, no); got != " / " {
		t.Errorf("a removed name leaves %q", got)
	}
}
