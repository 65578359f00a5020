package handlers

import (
	"net/http"

	"acikkapi/internal/web"
	"acikkapi/store"
)

// The operator's addresses.
const (
	isletimPath = "/isletim"
	parkPath    = isletimPath + "/park"
)

// isletimRoutes are the operator's pages (OP-04).
func (s *Service) isletimRoutes() []route {
	return []route{
		{get, isletimPath, operator, page, s.isletim},
		{get, parkPath, operator, page, s.parkListe},
		{get, parkPath + "/sec", operator, page, s.parkGeri},
		{post, parkPath + "/sec", operator, page, s.parkSec},
		{get, parkPath + "/karar", operator, page, s.parkGeri},
		{post, parkPath + "/karar", operator, page, s.parkKarar},
		{get, parkTumuYol, operator, page, s.parkGeri},
		{post, parkTumuYol, operator, page, s.parkToplu},
		{get, parkPath + "/{id}", operator, page, s.parkMesaj},
		{get, "/canli" + isletimPath, operator, live, s.isletimCanli},
		{get, "/canli" + isletimPath + "/durum", operator, live, s.isletimParcasi},
		{get, "/canli" + parkPath, operator, live, s.parkListeParcasi},
	}
}

// isletimNav is the operator's menu.
func isletimNav() []web.NavItem {
	return []web.NavItem{{URL: yolStandart, Text: "Modüller"}, {URL: isletimPath, Text: "İşletim"}, {URL: parkPath, Text: "İşlenemeyen Mesajlar"}, {URL: birimSistemPath, Text: "Birim Sistemleri"}, istatistikNav()}
}

type isletimView struct {
	web.Page
	Live  canli
	Durum *isletimDurum
}

// isletim is the operator's home: what is wrong and what to do about it, then the figures behind it (OP-04, UI-05).
func (s *Service) isletim(w http.ResponseWriter, r *http.Request) error {
	now := s.now()
	v := &isletimView{Live: liveRegion(now, "/canli"+isletimPath, "/canli"+isletimPath+"/durum")}
	v.Page = web.Page{Title: "İşletim", Active: isletimPath, Wide: true, Help: []string{
		"En üstte şu anda yapılması gerekenler yazar; önem sırasına göredir. Hiçbir şey yazmıyorsa sistem olağan çalışıyordur. Sayfa kendiliğinden yenilenir.",
		"Kuyruklardaki “En az bekleme”, en eski mesajın en az ne kadar süredir beklediğidir; RabbitMQ bunu kendisi bildirmediği için bu sürece açıldığından beri ölçülür. Sıfırdan büyük olup artmayan derinlik olağandır.",
		"İşlenemeyen mesajlar kaybolmaz: nedenini giderip “Yeniden İşle” ile kuyruğuna geri gönderirsiniz; aynı mesaj iki kez işlenmez.",
	}}
	var err error
	if v.Durum, err = s.isletimDurumOf(r); err != nil {
		return err
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/isletim", v)
}

// isletimParcasi is the figures alone, for the live page.
func (s *Service) isletimParcasi(w http.ResponseWriter, r *http.Request) error {
	v, err := s.isletimDurumOf(r)
	if err != nil {
		return err
	}
	return s.part(w, "handlers/isletim", "durum", v)
}

// isletimCanli tells the operator's pages of parked messages and decisions.
func (s *Service) isletimCanli(w http.ResponseWriter, r *http.Request) error {
	return s.stream(w, r, store.TopicIsletim)
}
