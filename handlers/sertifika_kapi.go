package handlers

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"

	"github.com/gorilla/mux"
	"github.com/rs/zerolog"

	"acikkapi/internal/eimza"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// kapi is the certificate's own listener: it asks for a certificate, looks for its person, and leads back to the site.
type kapi struct {
	*Service
	dogrula *eimza.Dogrulayici
	site    string // address of the site
}

// CertificateRoutes is what the certificate's listener serves; site is the address to lead back to. It has no sessions.
func (s *Service) CertificateRoutes(d *eimza.Dogrulayici, site string) *mux.Router {
	k := &kapi{s, d, site}
	r := mux.NewRouter()
	r.PathPrefix(web.StaticPath).Handler(s.web.Static())
	r.Handle(sertifikaYolu, k.fresh(s.web.Handle(k.giris))).Methods(get)
	r.Handle("/", k.fresh(http.RedirectHandler(site+yolEIcisleri, http.StatusSeeOther))).Methods(get)
	return r
}

// fresh ends the connection with each answer: the next try brings a handshake, and with it a card put in meanwhile. Errors lead to
// the site's pages, not to ours.
func (k *kapi) fresh(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		next.ServeHTTP(w, r.WithContext(web.WithChrome(r.Context(), web.Chrome{Home: k.site + "/"})))
	})
}

// sertifikaKonusu is what tries are counted under.
const sertifikaKonusu = "sertifika"

// giris hands over whoever has shown a good certificate. Only tries that failed stay counted, by address.
func (k *kapi) giris(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	istek, err := base64.RawURLEncoding.DecodeString(r.URL.Query().Get("istek"))
	if err != nil || len(istek) != sha256.Size {
		return web.SeeOther(w, r, k.site+yolEIcisleri)
	}
	deneme := store.Deneme{Konu: sertifikaKonusu, IP: k.clientIP(r)}
	if err := k.store.CountAttempt(ctx, deneme); err != nil {
		return k.refuse(w, r, err)
	}
	kimlik, err := k.dogrula.Verify(ctx, r.TLS.PeerCertificates)
	var users []store.Kullanici
	if err == nil {
		users, err = k.store.CertificateUsers(ctx, kimlik.TCKN)
	}
	if ret, ok := errors.AsType[*eimza.Ret](err); ok && ret.Neden == eimza.Bilinmiyor || kural.KindOf(err) == kural.Unavailable {
		if e := k.store.TakeBackAttempt(ctx, deneme); e != nil { // our outage locks nobody out
			return e
		}
	}
	if err != nil {
		return k.refuse(w, r, err)
	}
	bilet, err := k.store.HandOver(ctx, istek, users[0].ID, kimlik.Bitis)
	if err == nil {
		err = k.store.TakeBackAttempt(ctx, deneme)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, k.site+yolDevral+"?bilet="+url.QueryEscape(bilet))
}

type sertifikaRetView struct {
	web.Page
	Mesaj   string
	Oneri   string
	Yeniden string // where another try begins
	Giris   string // e-İçişleri's page
	Proje   bool   // turn to the Proje Yöneticisi (GR-06)
}

func retPage(title, back string) web.Page {
	return web.Page{Title: title, Back: web.Link{URL: back, Text: "e-İçişleri Girişi"}, Help: sertifikaHelp()}
}

// otherCard: browsers keep the certificate that was chosen once.
const otherCard = "Yanlış sertifikayı seçtiyseniz tarayıcınızı kapatıp yeniden açınız ve diğer sertifikanızla deneyiniz."

// refuse tells in words why nobody is let in. A refused certificate's fault is not told apart: whoever tries with somebody else's, or
// one of their own making, learns nothing. The log has the reason, and the certificate's fingerprint.
func (k *kapi) refuse(w http.ResponseWriter, r *http.Request, err error) error {
	v := &sertifikaRetView{Page: retPage("Sertifikalı giriş yapılamadı", k.site+yolEIcisleri), Yeniden: k.site + yolBasla, Giris: k.site + yolEIcisleri}
	status, neden := http.StatusForbidden, "kullanici_yok"
	ret, refused := errors.AsType[*eimza.Ret](err)
	switch {
	case errors.Is(err, store.ErrTooMany):
		status, neden = http.StatusTooManyRequests, "cok_deneme"
		v.Mesaj, v.Yeniden = "Kısa sürede çok sayıda deneme yapıldı. Lütfen 15 dakika sonra yeniden deneyiniz.", ""
	case errors.Is(err, store.ErrNoUser):
		v.Mesaj, v.Proje, v.Oneri = "Sertifikanız kabul edildi; ancak adınıza tanımlı, etkin bir e-İçişleri kullanıcısı bulunamadı.", true, otherCard
	case !refused:
		return err
	case ret.Neden == eimza.Yok:
		status, neden = http.StatusUnauthorized, string(ret.Neden)
		v.Mesaj = "Tarayıcınız sertifika göndermedi."
		v.Oneri = "E-İmza kartınızın takılı, sürücüsünün kurulu olduğunu kontrol ediniz; tarayıcınız sorduğunda sertifikanızı seçip e-İmza şifrenizi giriniz. Sorulmuyorsa tarayıcınızı kapatıp yeniden açınız."
	case ret.Neden == eimza.Bilinmiyor:
		status, neden = http.StatusServiceUnavailable, string(ret.Neden)
		w.Header().Set("Retry-After", "60")
		v.Mesaj = "Sertifikaların iptal bilgisine şu anda ulaşılamadığı için sertifikalı giriş yapılamıyor."
		v.Oneri = "Lütfen biraz sonra yeniden deneyiniz."
	default:
		neden = string(ret.Neden)
		v.Mesaj = "Sertifikanız kabul edilmedi. Süresi dolmuş ya da iptal edilmiş, bu sistemin tanımadığı bir kurumca verilmiş, giriş için düzenlenmemiş veya T.C. Kimlik No bilgisi taşımıyor olabilir."
		v.Oneri = otherCard
	}
	logRefusal(r, neden, err)
	return k.web.Render(w, r, status, "handlers/sertifika_ret", v)
}

// logRefusal names the certificate by its fingerprint; its subject holds a T.C. Kimlik No.
func logRefusal(r *http.Request, neden string, err error) {
	level, parmakIzi := zerolog.InfoLevel, ""
	if neden == string(eimza.Bilinmiyor) {
		level = zerolog.WarnLevel
	}
	if certs := r.TLS.PeerCertificates; len(certs) > 0 {
		sum := sha256.Sum256(certs[0].Raw)
		parmakIzi = hex.EncodeToString(sum[:8])
	}
	zerolog.Ctx(r.Context()).WithLevel(level).Err(err).Str("neden", neden).Str("parmak_izi", parmakIzi).Msg("certificate sign-in refused")
}

// sertifikaHelp is the seed's “Sertifikalı Giriş Nedir?”.
func sertifikaHelp() []string {
	return []string{
		"e-İçişleri sistemine girişlerde sertifikalı giriş esastır. Sadece e-İmzanızın arızalı ya da yanınızda olmadığı durumlarda “Sertifikasız Giriş” butonuna tıklayarak e-İçişleri kullanıcı adınız ve şifrenizle giriş yapabilirsiniz.",
		"Eğer hiç sertifika almadıysanız, var olan sertifikanızın süresi dolmuş veya sertifikanız arızalı ise; bulunduğunuz birimin veya valilik bilgi işlem şubesi müdürlüğünün e-İçişleri proje sorumlusu aracılığı ile gerekli e-İmza başvurunuzu yapabilirsiniz.",
		"Sertifika pin kodu değişikliği işlemlerinizi Kamu Sertifikasyon Merkezi internet sitesinden (www.kamusm.gov.tr) yapabilirsiniz.",
	}
}
