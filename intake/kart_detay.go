package intake

import (
	"fmt"
	"net/http"
	"time"

	"acikkapi/internal/web"
	"acikkapi/store"
)

// kartDetayView is a card's own page: how it stands, its requests with their papers, its timeline (KT-07).
type kartDetayView struct {
	web.Page
	Live kartCanli
	D    kartDurumu
}

// kartDurumu is the part of the page that the bureau's decisions change.
type kartDurumu struct {
	kartSatir
	Kisi       []web.Fact
	Talepler   []kartTalepGorunum
	Hareketler []web.Step
}

// kartTalepGorunum is one request.
type kartTalepGorunum struct {
	Baslik   string
	Bilgi    []web.Fact
	Evraklar []web.FileItem
}

// Detay is a card's own page.
func (k *Kart) Detay(w http.ResponseWriter, r *http.Request) error {
	no, err := kartNo(r)
	if err != nil {
		return err
	}
	live := k.canliBolge(fmt.Sprintf("/%d", no))
	d, err := k.durum(r)
	if err != nil {
		return err
	}
	return k.Web.Render(w, r, http.StatusOK, "intake/kart_detay", &kartDetayView{
		Page: web.Page{Title: "Tanıtım Kartı: " + d.Ad, Active: yolKart, Back: web.Link{URL: yolKart, Text: "Kart talep işlemleri"}, Help: []string{
			"Bu sayfada bir yakınınız için yaptığınız kart ve kart iptal talepleri, yüklediğiniz evrak ve talebin hangi aşamada olduğu gösterilir. Kimlik Bürosu karar verdiğinde sayfa kendiliğinden yenilenir.",
		}},
		Live: live, D: d,
	})
}

// DetayParcasi is what the bureau's decisions change, for the live page.
func (k *Kart) DetayParcasi(w http.ResponseWriter, r *http.Request) error {
	d, err := k.durum(r)
	if err != nil {
		return err
	}
	return k.part(w, "intake/kart_detay", "durum", d)
}

func (k *Kart) durum(r *http.Request) (kartDurumu, error) {
	d, err := k.kartDetay(r)
	if err != nil {
		return kartDurumu{}, err
	}
	v := kartDurumu{kartSatir: k.satir(&d.KartSatiri, kartActor(r)), Kisi: k.kisiFacts(d)}
	for i := range d.Taleps {
		v.Talepler = append(v.Talepler, k.talep(&d.Taleps[i]))
	}
	for _, h := range d.Hareketler {
		v.Hareketler = append(v.Hareketler, web.Step{Durum: h.Durum, Aciklama: h.Aciklama, Tarih: h.Zaman})
	}
	return v, nil
}

func (k *Kart) talep(t *store.KartTalebi) kartTalepGorunum {
	v := kartTalepGorunum{Baslik: map[string]string{store.TalepKart: "Kart Talebi", store.TalepIptal: "Kart İptal Talebi"}[t.Tip]}
	v.Baslik += ", " + k.Web.Zaman(t.Zaman)
	add := func(key, value string) {
		if value != "" {
			v.Bilgi = append(v.Bilgi, web.Fact{Key: key, Value: value})
		}
	}
	add("Talep Durumu", map[string]string{"": "Onay Bekliyor", store.KararOnay: "Onaylandı", store.KararRet: "Reddedildi"}[t.Karar])
	add("Sonuç Tarihi", k.zaman(t.KararZaman))
	add("İptal Sebebi", t.NedenAd)
	add("Kartın Teslim Alınması", k.zaman(t.TeslimZaman))
	add("Ret Sebebi", t.RetSebebi)
	add("Ret Sebebi Açıklama", t.RetAciklama)
	for _, e := range t.Evraks {
		v.Evraklar = append(v.Evraklar, web.FileItem{Ad: e.Tur.Label() + " (" + e.Ad + ")", Boyut: e.Boyut, URL: yolKartDosya + e.ID.String()})
	}
	return v
}

func (k *Kart) zaman(t *time.Time) string {
	if t == nil {
		return ""
	}
	return k.Web.Zaman(*t)
}
