package maske

import "strings"

// shown are the fields of all messages (docs/mesajlar.md) whose values tell nothing about a person, and hiddenFields those that may. A test
// holds both lists against the types that carry messages: each new field is decided on here.
var shown = map[string]kind{
	"id": id, "aktarim_id": id, "sms_id": id, "ileti_id": id, "metin_sha256": id, "aciklama_sha256": id,
	"basvuru_no": number, "kart_no": number, "sira": number, "tur": number, "talep": number, "il": number, "ilce": number, "surum": number, "boyut": number,
	"olay_sira": number, "ret_sebebi_id": number, "dosya_sayisi": number, "sonra": number, "basim_no": number, "parti": number, "baslik_id": number, "alt_baslik_id": number,
	"is_gunu":  number,
	"birim_no": digits, "birim": digits,
	"tip": word, "eski_durum": word, "yeni_durum": word, "sonuc": word, "kanal": word, "olay": word, "rol": word, "iptal_nedeni": word, "kimlik": word, "gec": word,
	"zaman": moment, "son_tarih": moment, "basvuru_tarihi": moment,
}

var hiddenFields = words(`ad basvuran birim_adi konu metin aciklama baslik alt_baslik neden yakinlik alan
	dosyalar hizmetler veri yapan yonlendirmeler gonderi`) // the last five hold others, or nothing to be read

// shownHeaders are the headers that an operator may see.
var shownHeaders = map[string]kind{
	"traceparent": trace, "exchange": word, "anahtar": word, "tuketici": word, "kuyruk": word, "gonderen": word, "deneme": number, "surum": number,
}

// vocabulary are the words that names of ours are put together from: types of messages, states, roles, queues, reasons.
var vocabulary = words(`basvuru kart birim mia yonlendirme sure sms kimlik aktarim cevap havuz toplama bildirim olay olu rapor dosya burosu buro kutusu yok
	alindi cevaplandi geri gericekildi cekildi guncellendi kapatildi bulunamadi tamamlandi imha ayrilan iptali basladi alinamadi miaya gonderildi son tarih degisti yonlendirildi yukseltildi
	cevapladi hatirlatildi iade etti suresi sureleri gecti teslim edildi basildi basilacak gonderilecek basima incele iptal onaylandi reddedildi talep gonder gonderilemedi iletildi
	hazirla sor onay bekliyor geldi takvim hatirlatma yukseltme basarisiz calisiyor havuzda hazir onayli kapali olumlu olumsuz kismen kuyrukta dondu onayinda
	partide tamam yapildi aks api web dis sistem isletmen personel proje yoneticisi vali vatandas yetkili kayip calinti fotograf nufus degisikligi diger deneme yeniden`)

func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}
