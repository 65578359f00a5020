package sim

import "acikkapi/internal/kps"

// yerler lists the places where the synthetic people live, spelt as in the address register (internal/adres;
// a test compares). The first ones are the demo people's.
func yerler() []kps.Adres {
	return []kps.Adres{
		{IlKodu: 6, Il: "ANKARA", Ilce: "ÇANKAYA", Mahalle: "AYRANCI MAH."},
		{IlKodu: 6, Il: "ANKARA", Ilce: "KEÇİÖREN", Mahalle: "KALABA MAH."},
		{IlKodu: 6, Il: "ANKARA", Ilce: "ALTINDAĞ", Mahalle: "ÖRNEK MAH."},
		{IlKodu: 6, Il: "ANKARA", Ilce: "ETİMESGUT", Mahalle: "PİYADE MAH."},
		{IlKodu: 6, Il: "ANKARA", Ilce: "YENİMAHALLE", Mahalle: "KARDELEN MAH."},
		{IlKodu: 6, Il: "ANKARA", Ilce: "MAMAK", Mahalle: "LALAHAN MAH."},
		{IlKodu: 6, Il: "ANKARA", Ilce: "POLATLI", Mahalle: "ZAFER MAH."},
		{IlKodu: 6, Il: "ANKARA", Ilce: "ÇANKAYA", Mahalle: "KIZILAY MAH."},
		{IlKodu: 6, Il: "ANKARA", Ilce: "ÇANKAYA", Mahalle: "EMEK MAH."},
		{IlKodu: 6, Il: "ANKARA", Ilce: "KEÇİÖREN", Mahalle: "ETLİK MAH."},
		{IlKodu: 6, Il: "ANKARA", Ilce: "ALTINDAĞ", Mahalle: "AYDINLIKEVLER MAH."},
		{IlKodu: 34, Il: "İSTANBUL", Ilce: "KADIKÖY", Mahalle: "GÖZTEPE MAH."},
		{IlKodu: 34, Il: "İSTANBUL", Ilce: "ÜSKÜDAR", Mahalle: "KUZGUNCUK MAH."},
		{IlKodu: 34, Il: "İSTANBUL", Ilce: "ŞİŞLİ", Mahalle: "MECİDİYEKÖY MAH."},
		{IlKodu: 35, Il: "İZMİR", Ilce: "KONAK", Mahalle: "ÇINARLI MAH."},
		{IlKodu: 35, Il: "İZMİR", Ilce: "KARŞIYAKA", Mahalle: "NERGİZ MAH."},
		{IlKodu: 16, Il: "BURSA", Ilce: "NİLÜFER", Mahalle: "ÜÇEVLER MAH."},
		{IlKodu: 7, Il: "ANTALYA", Ilce: "MURATPAŞA", Mahalle: "MELTEM MAH."},
		{IlKodu: 1, Il: "ADANA", Ilce: "SEYHAN", Mahalle: "ZİYAPAŞA MAH."},
		{IlKodu: 42, Il: "KONYA", Ilce: "SELÇUKLU", Mahalle: "YAZIR MAH."},
		{IlKodu: 61, Il: "TRABZON", Ilce: "ORTAHİSAR", Mahalle: "SOĞUKSU MAH."},
		{IlKodu: 25, Il: "ERZURUM", Ilce: "YAKUTİYE", Mahalle: "RABİA ANA MAH."},
		{IlKodu: 65, Il: "VAN", Ilce: "İPEKYOLU", Mahalle: "ŞEREFİYE MAH."},
		{IlKodu: 21, Il: "DİYARBAKIR", Ilce: "BAĞLAR", Mahalle: "MURADİYE MAH."},
		{IlKodu: 27, Il: "GAZİANTEP", Ilce: "ŞAHİNBEY", Mahalle: "KARAGÖZ MAH."},
		{IlKodu: 55, Il: "SAMSUN", Ilce: "İLKADIM", Mahalle: "TEPECİK MAH."},
		{IlKodu: 26, Il: "ESKİŞEHİR", Ilce: "TEPEBAŞI", Mahalle: "ULUÖNDER MAH."},
		{IlKodu: 63, Il: "ŞANLIURFA", Ilce: "HALİLİYE", Mahalle: "YENİŞEHİR MAH."},
		{IlKodu: 2, Il: "ADIYAMAN", Ilce: "MERKEZ", Mahalle: "HOCAÖMER MAH."},
		{IlKodu: 36, Il: "KARS", Ilce: "MERKEZ", Mahalle: "BÜLBÜL MAH."},
		{IlKodu: 58, Il: "SİVAS", Ilce: "MERKEZ", Mahalle: "KILAVUZ MAH."},
		{IlKodu: 14, Il: "BOLU", Ilce: "MERKEZ", Mahalle: "BEŞKAVAKLAR MAH."},
		{IlKodu: 10, Il: "BALIKESİR", Ilce: "KARESİ", Mahalle: "TOYGAR MAH."},
		{IlKodu: 20, Il: "DENİZLİ", Ilce: "PAMUKKALE", Mahalle: "KARAHAYIT MAH."},
		{IlKodu: 54, Il: "SAKARYA", Ilce: "ADAPAZARI", Mahalle: "AKINCILAR MAH."},
		{IlKodu: 76, Il: "IĞDIR", Ilce: "MERKEZ", Mahalle: "SÖĞÜTLÜ MAH."},
		{IlKodu: 19, Il: "ÇORUM", Ilce: "SUNGURLU", Koy: "AKPINAR KÖYÜ"},
		{IlKodu: 37, Il: "KASTAMONU", Ilce: "TAŞKÖPRÜ", Koy: "AKDOĞAN KÖYÜ"},
		{IlKodu: 53, Il: "RİZE", Ilce: "MERKEZ", Koy: "AKARSU KÖYÜ"},
		{IlKodu: 78, Il: "KARABÜK", Ilce: "SAFRANBOLU", Koy: "AKÖREN KÖYÜ"},
		{IlKodu: 76, Il: "IĞDIR", Ilce: "TUZLUCA", Koy: "AKDİZ KÖYÜ"},
	}
}
