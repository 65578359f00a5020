package handlers

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/gorilla/mux"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/internal/yetki"
)

// What a route asks of the policy (internal/yetki). The application's own rules (basvuru.Moves) decide again in store.Do.
const (
	anyone   = yetki.Acik
	staff    = yetki.Oturum
	desk     = yetki.Masa
	unit     = yetki.Kutu
	deskUnit = yetki.RolSec
	governor = yetki.Makam
	modules  = yetki.Moduller
	readers  = yetki.BasvuruOku
	exports  = yetki.Aktarim
	definers = yetki.KullaniciTanimla
	sectors  = yetki.SektorDuzenle
	accounts = yetki.EIcisleriTanimla
	keepers  = yetki.ReferansDuzenle
	cards    = yetki.KartIste
	bureau   = yetki.KartBuro
	operator = yetki.Isletim
	counters = yetki.IstatistikGor

	disposers = yetki.ImhaYonet
)

// kind says what stands before a route's handler.
type kind int

const (
	page   kind = iota
	upload      // a form with files: its body may be large
	live        // server-sent events and the parts they reload: they do not prolong the session (GR-05)
)

// route is one row of the register. A route whose action nobody may do is not registered: Register panics.
type route struct {
	method string
	path   string
	eylem  kural.Action // of yetki.Politika
	kind   kind
	handle web.HandlerFunc
}

// who may call it: the roles that the policy gives its action to.
func (rt *route) who() []kural.Rol { return yetki.Roller(rt.eylem) }

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// routes is every address of the staff's side.
func (s *Service) routes() []route {
	return slices.Concat(s.commonRoutes(), s.deskRoutes(), s.bulkRoutes(), s.onBehalfRoutes(), s.unitRoutes(), s.governorRoutes(), s.exportRoutes(), s.raporRoutes(), s.authorityRoutes(), s.hesapRoutes(), s.referansRoutes(), s.imhaRoutes(),
		s.kartRoutes(), s.kimlikRoutes(), s.basimRoutes(), s.isletimRoutes(), s.birimSistemRoutes(), s.istatistikRoutes())
}

func (s *Service) commonRoutes() []route {
	return []route{
		{get, "/giris", anyone, page, s.girisPage},
		{post, "/giris", anyone, page, s.giris},
		{get, "/giris/kod", anyone, page, s.kodPage},
		{post, "/giris/kod", anyone, page, s.kod},
		{post, "/giris/kod/yeni", anyone, page, s.yeniKod},
		{get, "/giris/rol", deskUnit, page, s.rolPage},
		{post, "/giris/rol", deskUnit, page, s.rol},
		{get, "/e-icisleri", anyone, page, s.eIcisleri},
		{get, "/e-icisleri/giris", anyone, page, s.parolaPage},
		{post, "/e-icisleri/giris", anyone, page, s.parola},
		{get, yolBasla, anyone, page, s.sertifikaBasla},
		{get, yolDevral, anyone, page, s.sertifikaDevral},
		{get, yolSertKisi, anyone, page, s.sertifikaKisi},
		{post, yolSertKisi, anyone, page, s.sertifikaSec},
		{get, "/e-icisleri/anasayfa", modules, page, s.moduller},
		{post, "/cikis", staff, page, s.cikis},
		{get, "/dosya/{id}", readers, page, s.dosyaIndir},
	}
}

func (s *Service) deskRoutes() []route {
	return []route{
		{get, "/aks", desk, page, s.aksAnasayfa},
		{get, "/aks/ilce", desk, page, s.ilcePage},
		{post, "/aks/ilce", desk, page, s.ilce},
		{get, "/aks/basvuru", desk, page, s.aksListe},
		{post, "/aks/basvuru", desk, page, s.aksAra},
		{get, "/aks/basvuru/{no:[0-9]+}", desk, page, s.aksDetay},
		{get, "/aks/basvuru/{no:[0-9]+}/yonlendir", desk, page, s.yonlendirPage},
		{post, "/aks/basvuru/{no:[0-9]+}/yonlendir", desk, page, s.yonlendir},
		{get, "/aks/birim", desk, page, s.birimAra},
		{get, kapananPath, desk, page, s.kapananBirim},
		{get, "/aks/basvuru/{no:[0-9]+}/mia", desk, page, s.miaGonderPage},
		{post, "/aks/basvuru/{no:[0-9]+}/mia", desk, page, s.miaGonder},
		{get, "/aks/basvuru/{no:[0-9]+}/kapat", desk, page, s.kapatPage},
		{post, "/aks/basvuru/{no:[0-9]+}/kapat", desk, page, s.kapat},
		{get, "/aks/basvuru/{no:[0-9]+}/guncelle", desk, page, s.guncellePage},
		{post, "/aks/basvuru/{no:[0-9]+}/guncelle", desk, page, s.guncelle},
		{get, "/aks/alt-baslik", desk, page, s.altBaslik},
		{get, "/aks/basvuru/{no:[0-9]+}/geri-cek/{sira:[0-9]+}", desk, page, s.geriCekPage},
		{post, "/aks/basvuru/{no:[0-9]+}/geri-cek/{sira:[0-9]+}", desk, page, s.geriCek},
		{post, "/aks/haber", desk, page, s.haberTamam},
		{get, "/canli/aks/haber", desk, live, s.haberParcasi},
		{get, "/canli/aks", desk, live, s.aksCanli},
		{get, "/canli/aks/sayim", desk, live, s.aksSayimParcasi},
		{get, "/canli/aks/basvuru", desk, live, s.aksListeParcasi},
		{get, "/canli/aks/basvuru/{no:[0-9]+}", desk, live, s.aksDetayCanli},
		{get, "/canli/aks/basvuru/{no:[0-9]+}/parca", desk, live, s.aksDetayParcasi},
	}
}

func (s *Service) unitRoutes() []route {
	return []route{
		{get, "/birim", unit, page, s.birimAnasayfa},
		{post, "/birim/basvuru-yap", unit, page, s.basvuruYapYok},
		{get, "/birim/basvuru", unit, page, s.birimListe},
		{get, "/birim/basvuru/{no:[0-9]+}/{sira:[0-9]+}", unit, page, s.birimDetay},
		{get, "/birim/basvuru/{no:[0-9]+}/{sira:[0-9]+}/cevapla", unit, page, s.cevaplaPage},
		{post, "/birim/basvuru/{no:[0-9]+}/{sira:[0-9]+}/cevapla", unit, upload, s.cevapla},
		{get, "/birim/basvuru/{no:[0-9]+}/{sira:[0-9]+}/yetkisiz", unit, page, s.yetkisizPage},
		{post, "/birim/basvuru/{no:[0-9]+}/{sira:[0-9]+}/yetkisiz", unit, page, s.yetkisiz},
		{post, "/birim/basvuru/{no:[0-9]+}/{sira:[0-9]+}/uzerime-al", unit, page, s.uzerimeAl},
		{get, "/canli/birim", unit, live, s.birimCanli},
		{get, "/canli/birim/sayim", unit, live, s.birimSayimParcasi},
		{get, "/canli/birim/basvuru", unit, live, s.birimListeParcasi},
		{get, "/canli/birim/basvuru/{no:[0-9]+}/{sira:[0-9]+}", unit, live, s.birimDetayCanli},
		{get, "/canli/birim/basvuru/{no:[0-9]+}/{sira:[0-9]+}/parca", unit, live, s.birimDetayParcasi},
		{get, "/canli/birim/basvuru/{no:[0-9]+}/{sira:[0-9]+}/alma", unit, live, s.almaParcasi},
	}
}

func (s *Service) governorRoutes() []route {
	return []route{
		{get, yolMIAAnasayfa, governor, page, s.miaAnasayfa},
		{get, "/mia", governor, page, s.miaListe},
		{post, "/mia", governor, page, s.miaAra},
		{get, "/mia/alt-baslik", governor, page, s.altBaslik},
		{get, "/mia/basvuru/{no:[0-9]+}", governor, page, s.miaDetay},
		{get, "/mia/basvuru/{no:[0-9]+}/cevapla", governor, page, s.miaCevaplaPage},
		{post, "/mia/basvuru/{no:[0-9]+}/cevapla", governor, upload, s.miaCevapla},
		{get, "/mia/basvuru/{no:[0-9]+}/geri-al", governor, page, s.geriAlPage},
		{post, "/mia/basvuru/{no:[0-9]+}/geri-al", governor, page, s.geriAl},
		{get, "/canli/mia", governor, live, s.miaCanli},
		{get, "/canli/mia/basvuru", governor, live, s.miaListeParcasi},
		{get, "/canli/mia/basvuru/{no:[0-9]+}", governor, live, s.miaDetayCanli},
		{get, "/canli/mia/basvuru/{no:[0-9]+}/parca", governor, live, s.miaDetayParcasi},
	}
}

// Register adds all routes to r. It panics on a route without a role: nobody is let in by an omission.
func (s *Service) Register(r *mux.Router) {
	for _, one := range s.routes() {
		if len(one.who()) == 0 {
			panic(fmt.Sprintf("%s %s: no role may call it", one.method, one.path))
		}
		h := s.web.Handle(s.admit(one))
		switch one.kind {
		case live:
			h = s.oturum.ReadOnly(h)
		case upload:
			h = s.oturum.Middleware(web.AllowUpload(web.MaxUpload)(h))
		case page:
			h = s.oturum.Middleware(h)
		}
		r.Handle(one.path, h).Methods(one.method)
	}
}
