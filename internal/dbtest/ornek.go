package dbtest

import (
	"fmt"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/detsis"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// Birims of Ankara that tests route to: they are in every seeded database.
var (
	BirimMEM    = basvuru.Birim{No: detsis.AnkaraMEM, Ad: "ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ"}
	BirimSaglik = basvuru.Birim{No: "90600111", Ad: "ANKARA İL SAĞLIK MÜDÜRLÜĞÜ"}
)

// Actors of Ankara.
var (
	AKS        = kural.Actor{Rol: kural.AKS, ID: 1, Ad: "Elif Aksoy", Il: 6}
	YetkiliMEM = kural.Actor{Rol: kural.Yetkili, ID: 2, Ad: "Murat Öğretmen", Il: 6, Birims: []string{BirimMEM.No}}
	YetkiliSag = kural.Actor{Rol: kural.Yetkili, ID: 3, Ad: "Zeynep Hekim", Il: 6, Birims: []string{BirimSaglik.No}}
	MIA        = kural.Actor{Rol: kural.MIA, ID: 4, Ad: "Ankara Valisi", Il: 6}
)

// Yeni is a valid application of a citizen in Keçiören; n makes phone and subject its own.
func Yeni(n int) basvuru.Yeni {
	return basvuru.Yeni{
		Kanal: basvuru.KanalWeb,
		Kisi: basvuru.Kisi{
			TCKN: basvuru.MakeTCKN(fmt.Sprintf("1%08d", n)), Ad: "AYŞE", Soyad: "DEMİR",
			Ikamet: basvuru.Ikamet{AcikAdres: "ÖRNEK SK. 1/1", Il: "ANKARA", Ilce: "KEÇİÖREN", Mahalle: "KALABA MAH."},
		},
		Iletisim: basvuru.Iletisim{Cep: fmt.Sprintf("+90500%07d", n+1)},
		Il:       6, Ilce: 6017, Yerlesim: 6017025, AcikAdres: "Örnek Sokak 1/1",
		Hizmets: []basvuru.Hizmet{{Baslik: 1, Alt: 1}}, Egitim: 1, Sektor: 1,
		Konu:        fmt.Sprintf("Okulumuzda temizlik yapılmasını rica ediyorum. (%d)", n),
		GelisTarihi: time.Now().In(store.Istanbul()),
	}
}

// File stores an application and returns its number.
func File(t testing.TB, s *store.Store, n int) int64 {
	t.Helper()
	res, err := s.Do(t.Context(), kural.Actor{Rol: kural.Vatandas, Ad: "AYŞE DEMİR"}, 0, basvuru.Submit{Yeni: Yeni(n)})
	if err != nil {
		t.Fatal(err)
	}
	return res.No
}
