package detsis

// tur is a kind of unit: one row of the tables below. In ad “#” stands for the il's or ilçe's name.
type tur struct {
	kod   int // below 100 of the country, from ilden of an il, from 200 of an ilçe
	ust   int // kod of the parent's kind, 0 = root
	ad    string
	kisa  string // in brackets behind the name in paths
	ancak kosul
}

type kosul int

const (
	her kosul = iota
	buyuksehirde
	buyuksehirsiz
)

const (
	ilden       = 100
	valilik     = 102
	ilMEM       = 110
	ilSaglik    = 111
	kaymakamlik = 200
	belediye    = 201
	ilceMEM     = 202
	ilceSaglik  = 203
)

// merkez is what exists once. Names the seed guide shows are spelt as it spells them.
var merkez = []tur{
	{kod: 1, ad: "MİLLİ EĞİTİM BAKANLIĞI", kisa: "MEB"},
	{kod: 2, ust: 1, ad: "MÜSTEŞARLIK"},
	{kod: 3, ust: 2, ad: "MİLLİ EĞİTİM VAKFI DEPREM ŞEHİTLERİ ÖĞRETMEN EVİ VE AKŞAM SANAT OKULU MÜDÜRLÜĞÜ"},
	{kod: 4, ad: "MİLLİ SAVUNMA BAKANLIĞI", kisa: "MSB"},
	{kod: 5, ad: "MİLLİ SARAYLAR BAŞKANLIĞI"},
	{kod: 6, ust: 5, ad: "MİLLİ SARAYLAR GENEL SEKRETER YARDIMCILIĞI"},
	{kod: 10, ad: "İÇİŞLERİ BAKANLIĞI"},
	{kod: 11, ust: 10, ad: "EMNİYET GENEL MÜDÜRLÜĞÜ", kisa: "EGM"},
	{kod: 12, ust: 10, ad: "JANDARMA GENEL KOMUTANLIĞI", kisa: "JGK"},
	{kod: 13, ust: 10, ad: "NÜFUS VE VATANDAŞLIK İŞLERİ GENEL MÜDÜRLÜĞÜ", kisa: "NVİ"},
	{kod: 14, ust: 10, ad: "AFET VE ACİL DURUM YÖNETİMİ BAŞKANLIĞI", kisa: "AFAD"},
	{kod: 15, ust: 10, ad: "GÖÇ İDARESİ BAŞKANLIĞI"},
	{kod: 16, ust: 10, ad: "İLLER İDARESİ GENEL MÜDÜRLÜĞÜ"},
	{kod: 20, ad: "SAĞLIK BAKANLIĞI"},
	{kod: 21, ust: 20, ad: "ACİL SAĞLIK HİZMETLERİ GENEL MÜDÜRLÜĞÜ"},
	{kod: 22, ust: 20, ad: "KAMU HASTANELERİ GENEL MÜDÜRLÜĞÜ"},
	{kod: 25, ad: "ÇALIŞMA VE SOSYAL GÜVENLİK BAKANLIĞI", kisa: "ÇSGB"},
	{kod: 26, ust: 25, ad: "SOSYAL GÜVENLİK KURUMU BAŞKANLIĞI", kisa: "SGK"},
	{kod: 27, ust: 25, ad: "TÜRKİYE İŞ KURUMU GENEL MÜDÜRLÜĞÜ", kisa: "İŞKUR"},
	{kod: 30, ad: "ÇEVRE, ŞEHİRCİLİK VE İKLİM DEĞİŞİKLİĞİ BAKANLIĞI"},
	{kod: 31, ust: 30, ad: "TAPU VE KADASTRO GENEL MÜDÜRLÜĞÜ", kisa: "TKGM"},
	{kod: 32, ust: 30, ad: "MİLLİ EMLAK GENEL MÜDÜRLÜĞÜ"},
	{kod: 35, ad: "AİLE VE SOSYAL HİZMETLER BAKANLIĞI"},
	{kod: 36, ust: 35, ad: "SOSYAL YARDIMLAR GENEL MÜDÜRLÜĞÜ"},
	{kod: 40, ad: "TARIM VE ORMAN BAKANLIĞI"},
	{kod: 41, ust: 40, ad: "ORMAN GENEL MÜDÜRLÜĞÜ", kisa: "OGM"},
	{kod: 42, ust: 40, ad: "DEVLET SU İŞLERİ GENEL MÜDÜRLÜĞÜ", kisa: "DSİ"},
	{kod: 45, ad: "HAZİNE VE MALİYE BAKANLIĞI"},
	{kod: 46, ust: 45, ad: "GELİR İDARESİ BAŞKANLIĞI", kisa: "GİB"},
	{kod: 50, ad: "ADALET BAKANLIĞI"},
	{kod: 51, ust: 50, ad: "ADLİ SİCİL VE İSTATİSTİK GENEL MÜDÜRLÜĞÜ"},
	{kod: 55, ad: "GENÇLİK VE SPOR BAKANLIĞI"},
	{kod: 60, ad: "KÜLTÜR VE TURİZM BAKANLIĞI"},
	{kod: 61, ust: 60, ad: "VAKIFLAR GENEL MÜDÜRLÜĞÜ"},
	{kod: 65, ad: "TİCARET BAKANLIĞI"},
	{kod: 70, ad: "SANAYİ VE TEKNOLOJİ BAKANLIĞI"},
	{kod: 75, ad: "ULAŞTIRMA VE ALTYAPI BAKANLIĞI"},
	{kod: 76, ust: 75, ad: "KARAYOLLARI GENEL MÜDÜRLÜĞÜ", kisa: "KGM"},
	{kod: 77, ust: 75, ad: "TÜRKİYE CUMHURİYETİ DEVLET DEMİRYOLLARI İŞLETMESİ GENEL MÜDÜRLÜĞÜ", kisa: "TCDD"},
	{kod: 78, ust: 77, ad: "MİLLİ YÜK TEVZİ İŞLETME MÜDÜRLÜĞÜ"},
	{kod: 80, ad: "ENERJİ VE TABİİ KAYNAKLAR BAKANLIĞI"},
	{kod: 85, ad: "DIŞİŞLERİ BAKANLIĞI"},
	{kod: 90, ad: "DİYANET İŞLERİ BAŞKANLIĞI"},
}

// ilBirim is what every il has.
var ilBirim = []tur{
	{kod: valilik, ust: 10, ad: "# VALİLİĞİ"},
	{kod: 103, ust: valilik, ad: "# İL YAZI İŞLERİ MÜDÜRLÜĞÜ"},
	{kod: 104, ust: valilik, ad: "# İL BASIN VE HALKLA İLİŞKİLER MÜDÜRLÜĞÜ"},
	{kod: 105, ust: valilik, ad: "# İL NÜFUS VE VATANDAŞLIK MÜDÜRLÜĞÜ"},
	{kod: 106, ust: valilik, ad: "# YATIRIM İZLEME VE KOORDİNASYON BAŞKANLIĞI", ancak: buyuksehirde},
	{kod: 107, ust: valilik, ad: "# İL ÖZEL İDARESİ GENEL SEKRETERLİĞİ", ancak: buyuksehirsiz},
	{kod: 108, ad: "# BÜYÜKŞEHİR BELEDİYE BAŞKANLIĞI", ancak: buyuksehirde},
	{kod: ilMEM, ust: 2, ad: "# İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ"},
	{kod: ilSaglik, ust: 20, ad: "# İL SAĞLIK MÜDÜRLÜĞÜ"},
	{kod: 112, ust: ilSaglik, ad: "# İL AMBULANS SERVİSİ BAŞHEKİMLİĞİ"},
	{kod: 113, ust: ilSaglik, ad: "# DEVLET HASTANESİ BAŞHEKİMLİĞİ"},
	{kod: 115, ust: 11, ad: "# İL EMNİYET MÜDÜRLÜĞÜ"},
	{kod: 116, ust: 12, ad: "# İL JANDARMA KOMUTANLIĞI"},
	{kod: 117, ust: 14, ad: "# İL AFET VE ACİL DURUM MÜDÜRLÜĞÜ"},
	{kod: 118, ust: 15, ad: "# İL GÖÇ İDARESİ MÜDÜRLÜĞÜ"},
	{kod: 120, ust: 26, ad: "# SOSYAL GÜVENLİK İL MÜDÜRLÜĞÜ", kisa: "SGK"},
	{kod: 121, ust: 27, ad: "# ÇALIŞMA VE İŞ KURUMU İL MÜDÜRLÜĞÜ", kisa: "İŞKUR"},
	{kod: 125, ust: 30, ad: "# ÇEVRE, ŞEHİRCİLİK VE İKLİM DEĞİŞİKLİĞİ İL MÜDÜRLÜĞÜ"},
	{kod: 126, ust: 31, ad: "# KADASTRO MÜDÜRLÜĞÜ"},
	{kod: 130, ust: 35, ad: "# AİLE VE SOSYAL HİZMETLER İL MÜDÜRLÜĞÜ"},
	{kod: 135, ust: 40, ad: "# İL TARIM VE ORMAN MÜDÜRLÜĞÜ"},
	{kod: 136, ust: 45, ad: "# DEFTERDARLIĞI"},
	{kod: 137, ust: 46, ad: "# VERGİ DAİRESİ BAŞKANLIĞI"},
	{kod: 140, ust: 50, ad: "# CUMHURİYET BAŞSAVCILIĞI"},
	{kod: 145, ust: 55, ad: "# GENÇLİK VE SPOR İL MÜDÜRLÜĞÜ"},
	{kod: 146, ust: 60, ad: "# İL KÜLTÜR VE TURİZM MÜDÜRLÜĞÜ"},
	{kod: 147, ust: 65, ad: "# TİCARET İL MÜDÜRLÜĞÜ"},
	{kod: 148, ust: 70, ad: "# SANAYİ VE TEKNOLOJİ İL MÜDÜRLÜĞÜ"},
	{kod: 150, ust: 90, ad: "# İL MÜFTÜLÜĞÜ"},
}

// ilceBirim is what every ilçe has.
var ilceBirim = []tur{
	{kod: kaymakamlik, ust: valilik, ad: "# KAYMAKAMLIĞI"},
	{kod: belediye, ad: "# BELEDİYE BAŞKANLIĞI"},
	{kod: ilceMEM, ust: ilMEM, ad: "# İLÇE MİLLİ EĞİTİM MÜDÜRLÜĞÜ"},
	{kod: ilceSaglik, ust: ilSaglik, ad: "# İLÇE SAĞLIK MÜDÜRLÜĞÜ"},
	{kod: 204, ust: 115, ad: "# İLÇE EMNİYET MÜDÜRLÜĞÜ"},
	{kod: 205, ust: 116, ad: "# İLÇE JANDARMA KOMUTANLIĞI"},
	{kod: 206, ust: kaymakamlik, ad: "# İLÇE NÜFUS MÜDÜRLÜĞÜ"},
	{kod: 207, ust: kaymakamlik, ad: "# SOSYAL YARDIMLAŞMA VE DAYANIŞMA VAKFI"},
	{kod: 208, ust: 135, ad: "# İLÇE TARIM VE ORMAN MÜDÜRLÜĞÜ"},
	{kod: 209, ust: 120, ad: "# SOSYAL GÜVENLİK MERKEZİ"},
}

// buyuksehir are the plate numbers of the 30 metropolitan il (law 6360): they have no il özel idaresi.
var buyuksehir = map[int]bool{
	1: true, 6: true, 7: true, 9: true, 10: true, 16: true, 20: true, 21: true, 25: true, 26: true,
	27: true, 31: true, 33: true, 34: true, 35: true, 38: true, 41: true, 42: true, 44: true, 45: true,
	46: true, 47: true, 48: true, 52: true, 54: true, 55: true, 59: true, 61: true, 63: true, 65: true,
}
