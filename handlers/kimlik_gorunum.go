package handlers

import (
	"fmt"
	"net/http"
	"time"

	"acikkapi/internal/web"
	"acikkapi/kart"
	"acikkapi/store"
)

// evrakGorunum is a paper to be looked at. Tur is "resim" or "pdf"; Kim names the viewer for the keys that lead to it.
type evrakGorunum struct {
	ID, Kim, Baslik, Alt, URL, Indir, Ad, Tur string
	Boyut                                     int64
}

func evrakOf(e *store.KartEvraki, kim, sahip string) evrakGorunum {
	url := kimlikPath + "/dosya/" + e.ID.String()
	v := evrakGorunum{
		ID: "evrak-" + e.ID.String(), Kim: kim, Baslik: e.Tur.Label(), Alt: fmt.Sprintf("%s için yüklenen %s", sahip, e.Tur.Label()),
		URL: url, Indir: url + "?indir=1", Ad: e.Ad, Boyut: e.Boyut, Tur: "resim",
	}
	if e.DosyaOzeti.Tur == turPDF {
		v.Tur = "pdf"
	}
	return v
}

// kimlikGorunum arranges d for its page.
func (s *Service) kimlikGorunum(r *http.Request, d *store.BuroTalep, now time.Time) *kimlikTalepView {
	ad, url := d.Ad+" "+d.Soyad, "/canli"+kimlikURL(d.No, d.Secili.Sira, "")
	v := &kimlikTalepView{
		Live: liveRegion(now, url, url+"/parca"), D: s.kimlikDurumOf(r, d), No: d.No, Sira: d.Secili.Sira, Ad: ad, Kisayollar: kimlikKisayollar,
		Yakin: []web.Fact{
			{Key: "Adı Soyadı", Value: ad},
			{Key: "Yakınlığı", Value: d.Yakin.Yakinlik.Label()},
			{Key: "T.C. Kimlik No", Value: string(d.TCKN)},
			{Key: "Doğum Tarihi", Value: yasAt(d.Yakin.DogumTarihi, now)},
			{Key: "Bakanlık personeli", Value: evetHayir(d.Yakin.BakanlikPersoneli)},
			{Key: "KPS'den alındı", Value: s.web.Zaman(d.KPSZaman)},
		},
		Personel: []web.Fact{
			{Key: "Adı Soyadı", Value: d.Personel},
			{Key: "T.C. Kimlik No", Value: string(d.PersonelTCKN)},
			{Key: "Talep Tarihi", Value: s.web.Zaman(d.Secili.Zaman)},
		},
	}
	v.Page = web.Page{Title: tipTag(d.Secili.Tip).Text + " İnceleme", Active: kimlikPath, Wide: true, Back: web.Link{URL: kimlikPath, Text: "Kart Talepleri"}, Help: []string{
		"Fotoğrafı ve belgeleri yan yana inceleyin; düğmelerle ya da resim seçiliyken +, −, D ve 0 tuşlarıyla büyütüp döndürün, ok tuşlarıyla kaydırın.",
		"“Onayla” ikinci bir adımla onaylanır. “Reddet” için Ret Sebebi listeden seçilir; Ret Sebebi Açıklama personele gösterilir. Karardan sonra sıradaki boş talep kendiliğinden üzerinize alınıp açılır.",
		"Kayıp/Çalıntı dışındaki iptal taleplerinde kart büroya ulaştığında önce “Kart Teslim Alındı” kaydedilir; kaydedilmeden iptal onaylanamaz. Henüz basılmamış kartta bu kayıt aranmaz.",
		"“Üzerime Al” ile talep 15 dakika sizin üzerinizde kalır; çalışmayı sürdürdükçe uzar. “Yine de devral” ile bir arkadaşınızın incelediği talebi almanız kayıt altına alınır.",
	}}
	if d.Secili.Neden == kart.PersonelAyrildi {
		v.Personel = append(v.Personel, web.Fact{Key: "İptali başlatan", Value: "Kimlik Bürosu"})
	}
	v.addEvrak(d)
	for i := range d.Taleps {
		if t := &d.Taleps[i]; t.Sira != d.Secili.Sira {
			v.Onceki = append(v.Onceki, s.oncekiOf(t, ad))
		}
	}
	for _, h := range d.Hareketler {
		v.Hareketler = append(v.Hareketler, web.Step{Durum: h.Durum, Aciklama: h.Aciklama, Tarih: h.Zaman})
	}
	return v
}

// addEvrak puts the photo on one side and the papers on the other; a request to cancel has no photo of its own: the one of the card
// stands there.
func (v *kimlikTalepView) addEvrak(d *store.BuroTalep) {
	for i := range d.Secili.Evraks {
		e := &d.Secili.Evraks[i]
		if e.Tur == kart.FotografEvraki {
			g := evrakOf(e, "fotograf", v.Ad)
			v.Fotograf = &g
			continue
		}
		v.Belgeler = append(v.Belgeler, evrakOf(e, "belge", v.Ad))
	}
	for i := range d.Taleps { // newest first
		t := &d.Taleps[i]
		for j := range t.Evraks {
			if e := &t.Evraks[j]; v.Fotograf == nil && t.Sira < d.Secili.Sira && e.Tur == kart.FotografEvraki {
				g := evrakOf(e, "fotograf", v.Ad)
				v.Fotograf, v.FotografNot = &g, fmt.Sprintf("%d. talepte yüklenen fotoğraf", t.Sira)
			}
		}
	}
}

func (s *Service) oncekiOf(t *store.KartTalebi, ad string) oncekiTalep {
	o := oncekiTalep{
		Baslik: fmt.Sprintf("%d. talep: %s", t.Sira, tipTag(t.Tip).Text), Durum: kararTag(t.Karar),
		Facts: []web.Fact{{Key: "Talep Tarihi", Value: s.web.Zaman(t.Zaman)}},
	}
	add := func(key, value string) {
		if value != "" {
			o.Facts = append(o.Facts, web.Fact{Key: key, Value: value})
		}
	}
	add("İptal Talebi Nedeni", t.NedenAd)
	if t.KararZaman != nil {
		add("Sonuçlandıran", t.KararVeren+", "+s.web.Zaman(*t.KararZaman))
	}
	add("Ret Sebebi", t.RetSebebi)
	add("Ret Sebebi Açıklama", t.RetAciklama)
	for i := range t.Evraks {
		o.Evraklar = append(o.Evraklar, evrakOf(&t.Evraks[i], "", ad))
	}
	return o
}

func evetHayir(b bool) string {
	if b {
		return "Evet"
	}
	return "Hayır"
}

// kimlikKisayollar are the keys of the page, as kimlik.js has them (WCAG 2.1.4: listed, and to be switched off).
var kimlikKisayollar = []web.Fact{
	{Key: "O", Value: "Onayla; ardından Enter ile onaylanır, Esc ile vazgeçilir"},
	{Key: "R", Value: "Reddet: Ret Sebebi listesine gider; Esc ile kapanır"},
	{Key: "S", Value: "Sıradaki: sıradaki boş talebi üzerinize alıp açar; yazılmış bir ret açıklaması varsa önce ona gider"},
	{Key: "F", Value: "Fotoğrafa gider"},
	{Key: "B", Value: "Belgeye gider"},
	{Key: "+ − 0 D", Value: "Resim seçiliyken: büyüt, küçült, ilk hâline getir, döndür"},
	{Key: "?", Value: "Bu listeyi açar"},
}
