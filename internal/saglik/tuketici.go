package saglik

import "strings"

// Tuketici says to an operator what a consumer does and what to do when its messages cannot be worked on.
type Tuketici struct {
	Is   string // what it does
	Etki string // what people miss while a message of it waits
	Ne   string // what to look at before “Yeniden işle”
}

var tuketiciler = map[string]Tuketici{
	"havuz": {
		"Yeni başvuruyu Açık Kapı Sorumlusunun havuzuna koyar, vatandaşa başvuru numarasını SMS ile bildirir.",
		"Başvuru kayıtlıdır ve listede görünür; vatandaşa SMS gitmemiştir.",
		"Nedeni giderin (çoğunlukla veritabanı ya da bozuk mesaj), sonra yeniden işleyin.",
	},
	"yonlendirme": {
		"Yönlendirmeyi ilgili birimlerin kuyruklarına dağıtır; geri çekilenleri bildirir.",
		"Birim yönlendirilen başvuruyu henüz görmüyor; cevap süresi işliyor.",
		"Nedeni giderip bekletmeden yeniden işleyin.",
	},
	"birim": {
		"Birim kuyruğundaki mesajı Yetkilinin gelen kutusuna koyar.",
		"Birim bu yönlendirmeyi göremiyor; cevap süresi işliyor.",
		"Mesaj başka bir birim içinse ya da okunamıyorsa gönderene bildirip atın; değilse yeniden işleyin.",
	},
	"birim-sistem": {
		"Birimlerin kendi sistemlerini RabbitMQ'da kurar, yeniler, kapatır; o sistemlere giden mesajların kopyasını web gelen kutusuna koyar.",
		"Bir birimin kimliği kurulmamış ya da kapatılmamış olabilir; “Birim Sistemleri” sayfasında nedeni yazar.",
		"RabbitMQ yönetim arayüzünü kontrol edin, sonra yeniden işleyin.",
	},
	"cevap": {
		"Kendi sistemini kullanan birimin AMQP ile gönderdiği cevabı alır.",
		"Birim cevapladığını sanıyor; cevap başvuruya işlenmedi.",
		"Cevabı başka biri adına ya da hatalı gönderen birim sistemidir: birime bildirin, doğrusunu göndertin ve bunu atın.",
	},
	"cevap.yok": {
		"Birim sisteminin “cevap” değişimine yanlış anahtarla gönderdiği cevabı geri çevirir, birime nedenini bildirir.",
		"Birim cevapladığını sanabilir; cevap başvuruya işlenmedi.",
		"Birime doğru anahtarı bildirin. Yeniden işlerseniz cevap, doğru anahtarla gelmiş gibi işlenir; birim yeniden gönderdiyse atın.",
	},
	"toplama": {
		"Birim cevaplarını toplar; sonuncusu gelince başvuruyu ilerletir.",
		"Bütün birimler cevaplamış olsa da başvuru “Yönlendirildi” durumunda bekliyor.",
		"Nedeni giderip yeniden işleyin.",
	},
	"mia": {
		"MİA onayına gönderilen başvuruyu ilin kuyruğuna iletir, MİA cevabını ve geri almayı işler.",
		"Mülki İdare Amiri onay bekleyen başvuruyu görmüyor olabilir.",
		"Nedeni giderip yeniden işleyin.",
	},
	"mia-kutusu": {
		"İlin MİA kuyruğundaki mesajı MİA'nın listesine koyar.",
		"Mülki İdare Amiri onay bekleyen başvuruyu görmüyor.",
		"Nedeni giderip yeniden işleyin.",
	},
	"bildirim": {
		"Yönlendirme ve kapanışta vatandaşa gidecek SMS'i hazırlar.",
		"Vatandaş bilgilendirilmemiştir.",
		"SMS metinlerini (Referans Veriler) kontrol edip yeniden işleyin.",
	},
	"sms": {
		"SMS'i sağlayıcıya verir.",
		"SMS gitmemiştir.",
		"Sağlayıcının durumuna bakın. Sağlayıcı çalışıyorsa yeniden işleyin; aynı SMS iki kez gönderilmez.",
	},
	"kimlik": {
		"Başvuru alınırken KPS'den sorulamayan kimliği sonradan sorar.",
		"Başvuranın adı eksik görünüyor.",
		"KPS çalışıyorsa yeniden işleyin.",
	},
	"kart": {
		"Kart talebini ve iptal talebini Kimlik Bürosuna iletir.",
		"Talep Kimlik Bürosuna ulaşmamıştır.",
		"Nedeni giderip yeniden işleyin.",
	},
	"kimlik-burosu": {
		"Kart talebini Kimlik Bürosunun listesine koyar.",
		"Talep Kimlik Bürosunun listesinde görünmüyor.",
		"Nedeni giderip yeniden işleyin.",
	},
	"kart-bildirim": {
		"Kart talebinin sonucunu personele SMS ile bildirir.",
		"Personel bilgilendirilmemiştir; sonucu sayfasında görür.",
		"SMS metinlerini kontrol edip yeniden işleyin.",
	},
	"sure": {
		"Son cevap tarihi yaklaşan ve geçen yönlendirmeleri bildirir; tatil değişince tarihleri yeniden hesaplar.",
		"Hatırlatma, “süresi geçti” bildirimi ya da yeni tarih başvuruya işlenmemiştir.",
		"Nedeni giderip yeniden işleyin.",
	},
	"rapor": {
		"Başvuru sayımlarını günceller.",
		"İstatistik sayfalarındaki sayılar eksik kalır; başvurular etkilenmez.",
		"Nedeni giderip yeniden işleyin; gerekirse sayımlar geçmişten yeniden hesaplanır (acikkapi report rebuild).",
	},
	"aktarim": {
		"Uzun listelerin Excel dosyasını hazırlar.",
		"İsteyen kişinin Excel raporu hazırlanmıyor.",
		"Dosya deposunda yer olduğundan emin olup yeniden işleyin; kişi raporu sayfasından da yeniden isteyebilir.",
	},
	"birim.yok": {
		"İlk mesajı gelen birimin ya da ilin kuyruğunu açar.",
		"Birim ya da Mülki İdare Amiri bu başvuruyu göremiyor.",
		"Birim DETSİS listesinde yok ya da kapanmış: listeyi güncelleyin (acikkapi import detsis), sonra yeniden işleyin.",
	},
}

// TuketiciOf is what there is to say about a consumer; something general about one that is not known.
func TuketiciOf(ad string) Tuketici {
	if t, ok := tuketiciler[ad]; ok {
		return t
	}
	if kind := kindOf(ad); kind != ad {
		return TuketiciOf(kind)
	}
	if ad == TurRet {
		return Tuketici{Is: "Birim sistemlerine, hangi cevaplarının neden alınmadığını söyler; birim okumazsa son 10.000 tanesi durur."}
	}
	if from, parked := strings.CutPrefix(ad, ParkOneki); parked {
		return Tuketici{Is: "“" + from + "” kuyruğunun işlenemeyen mesajları; kısa sürede “İşlenemeyen Mesajlar” listesine geçer."}
	}
	return Tuketici{Is: "Bu kuyruk için açıklama yok.", Etki: "Etkisi bilinmiyor.", Ne: "Nedeni giderip yeniden işleyin."}
}

// Known tells whether there is something to say about a consumer.
func Known(ad string) bool { _, ok := tuketiciler[ad]; return ok }

// ParkOneki begins the names of the parking queues.
const ParkOneki = "olu."
