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
	Kutucuk   []kutucuk
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
	return s.stream(w, r, store.TopicIl(who(r).Il), store.TopicCevap(who(r).Il))
}

// maxSayi bounds what a figure counts: an il that has more open or new applications than that reads the bound.
const maxSayi = 1_000_000

func (s *Service) aksSayim(ctx context.Context, actor basvuru.Actor) ([]kutucuk, error) {
	n, err := s.store.Sayim(ctx, actor)
	if err != nil {
		return nil, err
	}
	late, err := s.store.ListeSay(ctx, actor, store.Suzgec{Gecikmis: true}, maxSayi)
	if err != nil {
		return nil, err
	}
	bugun, err := s.web.ParseTarih(url.Values{"gun": {s.web.Tarih(s.now())}}, "gun")
	if err != nil {
		return nil, err
	}
	fresh, err := s.store.ListeSay(ctx, actor, store.Suzgec{Baslangic: bugun}, maxSayi)
	if err != nil {
		return nil, err
	}
	tile := func(d basvuru.Durum, text, note string) kutucuk {
		return kutucuk{Link: web.Link{URL: aksListePath + "?durum=" + string(d), Text: text}, Sayi: n[d], Aciklama: note}
	}
	tiles := []kutucuk{
		tile(basvuru.Havuzda, "Havuzda", "Yönlendirilmeyi ya da kapatılmayı bekliyor"),
		tile(basvuru.Cevaplandi, "Cevaplanan", "Tüm birimler cevapladı; sonuçlandırılabilir"),
		tile(basvuru.MIADondu, "MİA'dan dönen", "Mülki İdare Amiri cevapladı; sonuçlandırılabilir"),
		{Link: web.Link{URL: aksListePath + "?gecikmis=1", Text: "Süresi geçenler"}, Sayi: late, Aciklama: "Son Cevap Verme Tarihi geçti, henüz cevaplanmadı", Gec: late > 0},
		tile(basvuru.Yonlendirildi, "Birimlerde", "Birim cevabı bekleniyor"),
		tile(basvuru.MIAOnayinda, "MİA onayında", "Mülki İdare Amirinin cevabı bekleniyor"),
		{Link: web.Link{URL: aksListePath + "?baslangic=" + s.web.Tarih(bugun), Text: "Bugün gelenler"}, Sayi: fresh, Aciklama: "Bugün kaydedilen başvurular"},
	}
	return s.withKapanan(ctx, actor, tiles)
}

// kapsam says whose applications are shown, in the guide's words (GR-02).
func (k *kimlik) kapsam() []string {
	where := fmt.Sprintf("%s iline ait başvurular görüntülenmektedir.", k.IlAd)
	if k.ilce != nil {
		where = fmt.Sprintf("%s ili %s ilçesine ait başvurular görüntülenmektedir.", k.IlAd, k.ilce.Ad)
	}
	return []string{"SORUMLU olarak giriş yapıldı.", where}
}
