package handlers

import (
	"context"
	"net/http"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// birimAnasayfa is “Yetkili Anasayfa” (YT-01).
func (s *Service) birimAnasayfa(w http.ResponseWriter, r *http.Request) error {
	v := &anasayfaView{Live: liveRegion(s.now(), "/canli/birim", "/canli/birim/sayim")}
	for _, b := range who(r).Birims {
		v.Kapsam = append(v.Kapsam, b.Ad)
	}
	v.Page = web.Page{Title: "Yetkili Anasayfa", Active: "/birim", Help: []string{
		"Yetkili, Açık Kapı Sorumluları tarafından kendi birimlerine yönlendirilen başvuruları cevaplar ve dönüş yapar. “Başvuru Ara” ile biriminize gelen başvuruları görüntüleyebilirsiniz.",
		"Yetkili, Başvuru Kayıt işlemini gerçekleştirmez; “Başvuru Yap” bu nedenle pasiftir.",
	}}
	var err error
	if v.Is, err = s.birimIs(r.Context(), who(r).actor); err != nil {
		return err
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/birim_anasayfa", v)
}

// birimSayimParcasi is the figures alone, for the live page.
func (s *Service) birimSayimParcasi(w http.ResponseWriter, r *http.Request) error {
	is, err := s.birimIs(r.Context(), who(r).actor)
	if err != nil {
		return err
	}
	return s.part(w, "handlers/birim_anasayfa", "is", is)
}

func (s *Service) birimIs(ctx context.Context, actor basvuru.Actor) (isGorunum, error) {
	n, err := s.store.KutuSayim(ctx, actor)
	if err != nil {
		return isGorunum{}, err
	}
	return isOf("Bekleyen ve Biten İşler", []kutucuk{
		{Link: web.Link{URL: "/birim/basvuru?durum=bekleyen", Text: "Cevap bekleyen"}, Sayi: n.Bekleyen, Aciklama: "Biriminizin cevabı bekleniyor"},
		{Link: web.Link{URL: "/birim/basvuru?gecikmis=" + yaklasan, Text: "Süresi yaklaşan"}, Sayi: n.Yaklasan, Aciklama: "Son Cevap Verme Tarihine iki iş günü ya da daha az kaldı"},
		{Link: web.Link{URL: "/birim/basvuru?gecikmis=1", Text: "Süresi geçen"}, Sayi: n.Geciken, Aciklama: "Son Cevap Verme Tarihi geçti, henüz cevaplanmadı", Gec: n.Geciken > 0},
		{Link: web.Link{URL: "/birim/basvuru?durum=cevaplanan", Text: "Cevaplanan"}, Sayi: n.Biten, Aciklama: "Cevaplandı ya da iade edildi"},
	})
}

// birimCanli tells a Yetkili's pages of changes in the inboxes of their birim.
func (s *Service) birimCanli(w http.ResponseWriter, r *http.Request) error {
	var topics []string
	for _, no := range who(r).actor.Birims {
		topics = append(topics, store.TopicBirim(no))
	}
	return s.stream(w, r, topics...)
}

// basvuruYapYok refuses what a Yetkili's pages offer only passively (YT-01).
func (s *Service) basvuruYapYok(http.ResponseWriter, *http.Request) error {
	return &kural.Error{Kind: kural.Forbidden, Message: "Yetkili, Başvuru Kayıt işlemini gerçekleştiremez."}
}
