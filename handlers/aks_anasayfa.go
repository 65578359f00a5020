package handlers

import (
	"context"
	"fmt"
	"net/http"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// kutucuk is a figure of a home page and the list behind it (UI-05).
type kutucuk struct {
	web.Link
	Sayi     int
	Aciklama string
}

type anasayfaView struct {
	web.Page
	Kapsam    []string
	Kutucuk   []kutucuk
	Live      canli
	YapPassif bool // “Başvuru Yap” is shown and cannot be used (YT-01)
}

// aksAnasayfa is “AKS Anasayfa”: what waits for the desk.
func (s *Service) aksAnasayfa(w http.ResponseWriter, r *http.Request) error {
	v := &anasayfaView{Live: liveRegion(s.now(), "/canli/aks", "/canli/aks/sayim"), Kapsam: who(r).kapsam()}
	v.Page = web.Page{Title: "AKS Anasayfa", Active: "/aks", Help: []string{
		"Yetkili olduğunuz il veya ilçeye ait başvuruların hangi aşamada beklediği burada görünür; bir sayıya tıklayınca o başvuruların listesi açılır.",
		"Üzerinizde birden fazla ilçe yetkisi var ise sağ üstteki “İlçe Değiştir” ile başvurularını kontrol edeceğiniz ilçeyi seçebilirsiniz.",
	}}
	var err error
	if v.Kutucuk, err = s.aksSayim(r.Context(), who(r).actor); err != nil {
		return err
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/aks_anasayfa", v)
}

// aksSayimParcasi is the figures alone, for the live page.
func (s *Service) aksSayimParcasi(w http.ResponseWriter, r *http.Request) error {
	kutucuk, err := s.aksSayim(r.Context(), who(r).actor)
	if err != nil {
		return err
	}
	return s.part(w, "handlers/aks_anasayfa", "kutucuklar", kutucuk)
}

// aksCanli tells the desk's home page and lists of changes in the il's pool.
func (s *Service) aksCanli(w http.ResponseWriter, r *http.Request) error {
	return s.stream(w, r, store.TopicIl(who(r).Il))
}

func (s *Service) aksSayim(ctx context.Context, actor basvuru.Actor) ([]kutucuk, error) {
	n, err := s.store.Sayim(ctx, actor)
	if err != nil {
		return nil, err
	}
	tile := func(d basvuru.Durum, text, note string) kutucuk {
		return kutucuk{web.Link{URL: "/aks/basvuru?durum=" + string(d), Text: text}, n[d], note}
	}
	return []kutucuk{
		tile(basvuru.Havuzda, "Havuzda", "Yönlendirilmeyi ya da kapatılmayı bekliyor"),
		tile(basvuru.Yonlendirildi, "Birimlerde", "Birim cevabı bekleniyor"),
		tile(basvuru.Cevaplandi, "Cevaplanan", "Tüm birimler cevapladı; sonuçlandırılabilir"),
		tile(basvuru.MIAOnayinda, "MİA onayında", "Mülki İdare Amirinin cevabı bekleniyor"),
		tile(basvuru.MIADondu, "MİA'dan dönen", "Mülki İdare Amiri cevapladı; sonuçlandırılabilir"),
	}, nil
}

// kapsam says whose applications are shown, in the guide's words (GR-02).
func (k *kimlik) kapsam() []string {
	where := fmt.Sprintf("%s iline ait başvurular görüntülenmektedir.", k.IlAd)
	if k.ilce != nil {
		where = fmt.Sprintf("%s ili %s ilçesine ait başvurular görüntülenmektedir.", k.IlAd, k.ilce.Ad)
	}
	return []string{"SORUMLU olarak giriş yapıldı.", where}
}
