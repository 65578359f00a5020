package basvuru

// KimlikDurum says whether KPS has told who the applicant is (AK-01).
type KimlikDurum string

// An application of a citizen, and of an AKS who has searched, is complete from the start.
const (
	KimlikTamam      KimlikDurum = "tamam"
	KimlikBekliyor   KimlikDurum = "bekliyor"   // filed while KPS was away; the consumer kimlik asks until it answers
	KimlikBulunamadi KimlikDurum = "bulunamadi" // KPS knows nobody of that number
	KimlikImha       KimlikDurum = "imha"       // disposed of with all other personal data (SC-06)
)

var kimlikLabels = map[KimlikDurum]string{
	KimlikTamam: "", KimlikBekliyor: "Kimlik bilgileri KPS'den bekleniyor", KimlikBulunamadi: "Kimlik bilgileri KPS'de bulunamadı",
	KimlikImha: ImhaMetni,
}

// Label is the mark on pages, "" for a complete one.
func (d KimlikDurum) Label() string { return kimlikLabels[d] }

// CompleteIdentity fills in name and residence, as KPS has them, of an application that waits for them (AK-01).
type CompleteIdentity struct{ Kisi Kisi }

// MissIdentity records that KPS knows nobody of the number.
type MissIdentity struct{}

// Basvuran is the applicant's name as pages and messages show it; the mark stands in its place while it is not known.
func (d KimlikDurum) Basvuran(ad, soyad string) string {
	switch {
	case ad != "":
		return ad + " " + soyad
	case d == KimlikBulunamadi || d == KimlikImha:
		return d.Label()
	}
	return KimlikBekliyor.Label()
}

// Hitap is how a letter addresses the applicant: by name where it is known.
func (d KimlikDurum) Hitap(ad, soyad string) string {
	if ad == "" {
		return "Sayın vatandaşımız"
	}
	return "Sayın " + ad + " " + soyad
}
