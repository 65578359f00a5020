package handlers

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// kutucuk is a figure of a home page and the list behind it (UI-05).
type kutucuk struct {
	web.Link
	Sayi     int
	Aciklama string
	Gec      bool // of what is late
}

type anasayfaView struct {
	web.Page
	Kapsam    []string
	Is        isGorunum
	Live      canli
	YapPassif bool // “Başvuru Yap” is shown and cannot be used (YT-01)
}

// aksAnasayfa is “AKS Anasayfa”: what waits for the desk.
func (s *Service) aksAnasayfa(w http.ResponseWriter, r *http.Request) error {
	v := &anasayfaView{Live: liveRegion(s.now(), "/canli/aks", "/canli/aks/sayim"), Kapsam: who(r).kapsam()}
	v.Page = web.Page{Title: "AKS Anasayfa", Active: "/aks", Help: []string{
		"Yetkili olduğunuz il veya ilçeye ait başvuruların hangi aşamada beklediği, süresi geçenler ve bugün gelenler burada görünür; bir sayıya tıklayınca o başvuruların listesi açılır.",
		"Üzerinizde birden fazla ilçe yetkisi var ise sağ üstteki “İlçe Değiştir” ile başvurularını kontrol edeceğiniz ilçeyi seçebilirsiniz.",
	}}
	var err error
	if v.Is, err = s.aksIs(r.Context(), who(r).actor); err != nil {
		return err
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/aks_anasayfa", v)
}

// aksSayimParcasi is the figures alone, for the live page.
func (s *Service) aksSayimParcasi(w http.ResponseWriter, r *http.Request) error {
	is, err := s.aksIs(r.Context(), who(r).actor)
	if err != nil {
		return err
	}
	return s.part(w, "handlers/aks_anasayfa", "is", is)
}

// aksCanli tells the desk's home page and lists of changes in the il's pool.
func (s *Service) aksCanli(w http.ResponseWriter, r *http.Request) error {
	return s.stream(w, r, store.TopicIl(who(r).Il), store.TopicCevap(who(r).Il))
}

// maxSayi bounds what a figure counts: an il that has more open or new applications than that reads the bound.
const maxSayi = 1_000_000

func (s *Service) aksIs(ctx context.Context, actor basvuru.Actor) (isGorunum, error) {
	n, err := s.store.Sayim(ctx, actor)
	if err != nil {
		return isGorunum{}, err
	}
	tile := func(d basvuru.Durum, text, note string) kutucuk {
		return kutucuk{Link: web.Link{URL: aksListePath + "?durum=" + string(d), Text: text}, Sayi: n[d], Aciklama: note}
	}
	tiles := []kutucuk{
		tile(basvuru.Havuzda, "Havuzda", "Yönlendirilmeyi ya da kapatılmayı bekliyor"),
		tile(basvuru.Cevaplandi, "Cevaplanan", "Tüm birimler cevapladı; sonuçlandırılabilir"),
		tile(basvuru.MIADondu, "MİA'dan dönen", "Mülki İdare Amiri cevapladı; sonuçlandırılabilir"),
		tile(basvuru.Yonlendirildi, "Birimlerde", "Birim cevabı bekleniyor"),
		tile(basvuru.MIAOnayinda, "MİA onayında", "Mülki İdare Amirinin cevabı bekleniyor"),
	}
	dates, err := s.sureKutucuklari(ctx, actor, aksListePath)
	if err != nil {
		return isGorunum{}, err
	}
	tiles = append(tiles, dates...)
	v, err := isOf("Bekleyen ve Biten İşler", tiles)
	if err != nil {
		return v, err
	}
	bugun, err := s.web.ParseTarih(url.Values{"gun": {s.web.Tarih(s.now())}}, "gun")
	if err != nil {
		return v, err
	}
	fresh, err := s.store.ListeSay(ctx, actor, store.Suzgec{Baslangic: bugun}, maxSayi)
	if err != nil {
		return v, err
	}
	v.Kutucuk = append(v.Kutucuk, kutucuk{Link: web.Link{URL: aksListePath + "?baslangic=" + s.web.Tarih(bugun), Text: "Bugün gelenler"}, Sayi: fresh, Aciklama: "Bugün kaydedilen başvurular"})
	v.Kutucuk, err = s.withKapanan(ctx, actor, v.Kutucuk)
	return v, err
}

// kapsam says whose applications are shown, in the guide's words (GR-02).
func (k *kimlik) kapsam() []string {
	where := fmt.Sprintf("%s iline ait başvurular görüntülenmektedir.", k.IlAd)
	if k.ilce != nil {
		where = fmt.Sprintf("%s ili %s ilçesine ait başvurular görüntülenmektedir.", k.IlAd, k.ilce.Ad)
	}
	return []string{"SORUMLU olarak giriş yapıldı.", where}
}
