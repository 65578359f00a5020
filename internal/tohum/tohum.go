// Package tohum is what a new database starts with: the lists of the application form, and the people and
// keys of a demonstration. It is data; store loads it.
package tohum

// Surum names the edition of the lists. Loading an edition adds what is missing and leaves alone what people
// have changed on their pages since.
const Surum = "2"

// Baslik is a hizmet başlığı with its alt başlıkları in the order of the form. Diger marks “Diğer”, which has
// none and wants an Açıklama instead (VB-08).
type Baslik struct {
	Ad    string
	Diger bool
	Alt   []string
}

// Basliks lists the headings. Those that the seed guide shows stand first and word for word; the others are ours.
func Basliks() []Baslik {
	return []Baslik{
		{Ad: "EĞİTİM", Alt: egitim()},
		{Ad: "SAĞLIK", Alt: saglik()},
		{Ad: "ÇALIŞMA VE SOSYAL GÜVENLİK", Alt: calisma()},
		{Ad: "ÇEVRE VE ŞEHİRCİLİK", Alt: cevre()},
		{Ad: "VALİLİK HİZMETLERİ", Alt: valilik()},
		{Ad: "Diğer", Diger: true},
	}
}

func egitim() []string {
	return []string{
		"Eğitimde Karşılaşılan Güçlükler (Ulaşım, Temizlik, Donanım, Kayıt Ücreti ve Bağış, ikili eğitim ile ilgili başvurular)",
		"Engelli öğrencilerin eğitim hizmetlerine katılma sorunları",
		"Atama, Görevlendirme, Ücretli Öğretmen Görevlendirme ve Yer Değişikliği Talepleri",
		"Okula kayıt, nakil ve yerleştirme işlemleri",
		"Taşımalı eğitim ve öğrenci servisleri ile ilgili başvurular",
		"Burs, pansiyon ve yurt talepleri",
		"Sınav, diploma ve denklik işlemleri",
		"Okul yapımı, onarımı ve derslik talepleri",
		"Özel okul, kurs ve rehabilitasyon merkezleri ile ilgili başvurular",
		"Halk eğitimi kursları ile ilgili başvurular",
		"Okul yönetimi ve öğretmenler ile ilgili şikâyetler",
	}
}

func saglik() []string {
	return []string{
		"Acil sağlık hizmetleri ile ilgili başvurular",
		"Hastane hizmetleri ve randevu ile ilgili başvurular",
		"Aile hekimliği ile ilgili başvurular",
		"Evde sağlık ve hasta nakil hizmeti talepleri",
		"Engelli sağlık kurulu raporu işlemleri",
		"İlaç, tıbbi malzeme ve cihaz talepleri",
		"Aşı ve bulaşıcı hastalıklar ile ilgili başvurular",
		"Sağlık tesisi ve sağlık personeli talepleri",
		"Sağlık çalışanları ile ilgili teşekkür ve şikâyetler",
	}
}

func calisma() []string {
	return []string{
		"Genel Sağlık Sigortası işlemleri",
		"Emeklilik ve malullük aylığı işlemleri",
		"Dul ve yetim aylığı işlemleri",
		"Sigortalılık süresi ve prim borcu ile ilgili başvurular",
		"İş arayanların talepleri ve mesleki eğitim kursları",
		"İşsizlik ödeneği başvuruları",
		"İşyeri çalışma koşulları ve ücret alacağı ile ilgili şikâyetler",
		"Kayıt dışı istihdam ihbarları",
		"İş sağlığı ve güvenliği ile ilgili başvurular",
	}
}

func cevre() []string {
	return []string{
		"Gürültü ve çevre kirliliğine ilişkin şikâyetler",
		"Hava, su ve toprak kirliliği ihbarları",
		"Kentsel dönüşüm ve riskli yapı işlemleri",
		"İmar planı ve yapı ruhsatı ile ilgili başvurular",
		"Kaçak yapı ihbarları",
		"Atıkların toplanması ve geri dönüşüm ile ilgili başvurular",
		"Tapu ve kadastro işlemleri",
		"Hazine taşınmazları ile ilgili başvurular",
		"Toplu konut talepleri",
	}
}

func valilik() []string {
	return []string{
		"Adli sicil kaydı talebi",
		"Sosyal yardım ve dayanışma talepleri",
		"Nüfus, kimlik kartı, pasaport ve sürücü belgesi işlemleri",
		"Güvenlik, asayiş ve trafik ile ilgili başvurular",
		"Afet ve acil durum yardımı talepleri",
		"Göç ve ikamet izni işlemleri",
		"Belge onayı (apostil) işlemleri",
		"Köy ve mahalle hizmetleri (yol, su, aydınlatma) ile ilgili başvurular",
		"Tarım ve hayvancılık destekleri ile ilgili başvurular",
		"Kamu görevlileri ile ilgili teşekkür ve şikâyetler",
		"Mülki idare amiri ile görüşme talebi",
	}
}

// EgitimDurumus lists the levels of education as TÜİK counts them (facts.md), lowest first.
func EgitimDurumus() []string {
	return []string{
		"Okuma Yazma Bilmeyen",
		"Okuma Yazma Bilen Fakat Bir Okul Bitirmeyen",
		"İlkokul",
		"İlköğretim",
		"Ortaokul",
		"Lise",
		"Yüksekokul/Fakülte",
		"Yüksek Lisans",
		"Doktora",
	}
}

// Sektors lists the çalışma sektörleri by Sıra (SE-02): the seed guide's eleven as they stand there, the rest
// by alphabet.
func Sektors() []string {
	return []string{
		"Çalışmıyor",
		"Avukatlık - Hukuki Danışmanlık",
		"Bankacılık",
		"Basım Yayın - Matbaacılık",
		"Bilişim",
		"Çevre",
		"Denizcilik",
		"Eğitim",
		"Eğlence",
		"Elektrik ve Elektronik",
		"Emlak - Gayrimenkul",
		"Enerji",
		"Finans - Sigortacılık",
		"Gıda",
		"Güvenlik",
		"Güzellik - Kişisel Bakım",
		"İnşaat",
		"Kamu Yönetimi",
		"Kimya - İlaç",
		"Kültür - Sanat",
		"Lojistik - Taşımacılık",
		"Madencilik",
		"Makine - Metal",
		"Medya - Reklamcılık",
		"Mobilya - Ağaç Ürünleri",
		"Muhasebe - Mali Müşavirlik",
		"Otomotiv",
		"Perakende - Toptan Ticaret",
		"Sağlık",
		"Savunma Sanayii",
		"Sivil Toplum - Sosyal Hizmet",
		"Spor",
		"Tarım - Hayvancılık",
		"Tekstil - Hazır Giyim",
		"Turizm - Konaklama",
		"Yiyecek - İçecek Hizmetleri",
		"Diğer",
	}
}
