package intake

import (
	"net/http"
	"time"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/kart"
	"acikkapi/store"
)

// kartListeView is KT-01's page.
type kartListeView struct {
	web.Page
	Live     kartCanli
	Yakinlar []kartSatir
	KPS      string // where “Aile Bilgilerini KPS' den getir” posts to
}

// kartSatir is one relative with the newest request; the columns are the seed's (KT-01).
type kartSatir struct {
	No                     int64
	URL                    string // of the card's own page; "" = nothing has happened yet
	Ad, Yakinlik, TCKN     string
	Dogum                  time.Time
	TalepTipi              string
	Durum                  web.Tag
	RetSebebi, RetAciklama string
	IptalSebebi            string
	Surec                  []string // what the state means and what is next
	Neden                  string   // why no card can be asked for (KT-03)
	Islemler               []web.Link
}

var kartHelp = []string{
	"Bakanlığımız personelleri, eşlerine ve 15 yaşını doldurmuş olmak şartıyla çocuklarına Personel Yakını Tanıtım Kartı talebinde bulunabilirler. Bu sayfada tanıtım kartı talebinde bulunabilecek aile bireyleriniz listelenir.",
	"Bilgiler eksik geliyorsa ya da “Eş ve çocuk bilgisi bulunamamıştır!” uyarısı geliyorsa “Aile Bilgilerini KPS' den getir” butonuna tıklayınız; aile bireyleriniz Kimlik Paylaşım Sisteminden otomatik olarak sorgulanarak ekrana getirilir.",
	"“Talep Durumu” sütununda yapılan talebin hangi aşamada olduğu yazar. Reddedilen talepte “Ret Sebebi” sütununda belirtilen hatalar veya eksiklikler giderildikten sonra tekrar talepte bulunabilirsiniz. Kimlik Bürosu karar verdiğinde bu sayfa kendiliğinden yenilenir.",
}

// Liste is “PERSONEL YAKINI TANITIM KART TALEP İŞLEMLERİ” (KT-01).
func (k *Kart) Liste(w http.ResponseWriter, r *http.Request) error { return k.liste(w, r, nil) }

// liste renders it; failed is what became of asking KPS.
func (k *Kart) liste(w http.ResponseWriter, r *http.Request, failed error) error {
	f, status, err := formOf(w, nil, failed)
	if err != nil {
		return err
	}
	v, err := k.aile(r)
	if err != nil {
		return err
	}
	v.Page = web.Page{Title: kartBaslik, Active: yolKart, Wide: true, Help: kartHelp, Errors: f.Errors}
	return k.Web.Render(w, r, status, "intake/kart_liste", v)
}

// ListeParcasi is the list alone, for the live page.
func (k *Kart) ListeParcasi(w http.ResponseWriter, r *http.Request) error {
	v, err := k.aile(r)
	if err != nil {
		return err
	}
	return k.part(w, "intake/kart_liste", "yakinlar", v)
}

func (k *Kart) aile(r *http.Request) (*kartListeView, error) {
	v, actor := &kartListeView{Live: k.canliBolge("/liste"), KPS: yolKartKPS}, kartActor(r)
	list, err := k.Store.Aile(r.Context(), actor)
	if err != nil {
		return nil, err
	}
	for i := range list {
		v.Yakinlar = append(v.Yakinlar, k.satir(&list[i], actor))
	}
	return v, nil
}

func (k *Kart) satir(y *store.KartSatiri, actor kural.Actor) kartSatir {
	s := kartSatir{
		No: y.No, Ad: y.Ad + " " + y.Soyad, Yakinlik: y.Yakin.Yakinlik.Label(), TCKN: y.TCKN.Masked(), Dogum: y.Yakin.DogumTarihi,
		TalepTipi: y.Durum.TalepTipi(), Surec: surec(y), Neden: k.neden(y), Islemler: k.islemler(y, actor),
	}
	if y.Talep != nil {
		s.URL, s.Durum = yolKarti(y.No, ""), durumEtiketi(y.Durum)
	}
	s.RetSebebi, s.RetAciklama, s.IptalSebebi = sonKarar(y.Talep)
	return s
}

// sonKarar tells the newest request's refusal and, of a request to cancel, its reason; "" where there is none.
func sonKarar(t *store.KartTalebi) (ret, aciklama, iptal string) {
	if t == nil {
		return "", "", ""
	}
	return t.RetSebebi, t.RetAciklama, t.NedenAd
}

// surec tells what the state means and what is next: the process table's words (KT-07), then how far the printing has come (KB-03), and
// the card that the bureau still waits for (KI-03).
func surec(y *store.KartSatiri) []string {
	var words []string
	if s := y.Durum.Surec(); s != "" {
		words = append(words, s)
	}
	iptal := y.Talep != nil && y.Talep.Tip == store.TalepIptal && y.Talep.Karar == "" // to cancel, and not decided yet
	if s := basimSozu[y.Basim]; s != "" && y.Durum.Valid() && (!iptal || y.Basim != kart.BasimBekliyor) {
		if y.Yeniden && (y.Basim == kart.BasimBekliyor || y.Basim == kart.BasimPartide) {
			s = "Kart yeniden basılacak ve tarafınıza gönderilecektir."
		}
		words = append(words, s)
	}
	switch {
	case !iptal || y.IptalNedeni == kart.KayipCalinti:
	case y.IptalNedeni == kart.PersonelAyrildi:
		words = append(words, "İptal işlemini, etkin kullanıcınız yokken Kimlik Bürosu başlatmıştır. Yeniden tanımlandığınız için iptal onaylanmaz; Kimlik Bürosu talebi reddettiğinde kart geçerli kalır.")
	case y.TeslimAlindi:
		words = append(words, "Kart Kimlik Bürosuna ulaşmıştır.")
	case y.TeslimSozu() != kart.TeslimUyarisi:
		words = append(words, y.TeslimSozu())
	default:
		words = append(words, "Kart, birim/valilik aracılığıyla yazı ekinde Kimlik Bürosuna gönderilmedikçe iptal işlemleri başlatılmaz.")
	}
	return words
}

var basimSozu = map[kart.BasimDurum]string{
	kart.BasimBekliyor:   "Kart basım sırasındadır.",
	kart.BasimPartide:    "Kart basıma alınmıştır.",
	kart.BasimBasildi:    "Kart basılmıştır; tarafınıza gönderilecektir.",
	kart.BasimGonderildi: "Kart tarafınıza gönderilmiştir.",
}

// islemler are the buttons that the transition table gives the staff member now (KT-07).
func (k *Kart) islemler(y *store.KartSatiri, actor kural.Actor) []web.Link {
	var links []web.Link
	for _, m := range kart.Buttons(&y.Kart, actor, k.now()) {
		switch m.Action {
		case kart.TalepEt:
			if y.Engel == "" {
				links = append(links, web.Link{URL: yolKarti(y.No, "/talep"), Text: m.Button})
			}
		case kart.IptalTalepEt:
			links = append(links, web.Link{URL: yolKarti(y.No, "/iptal"), Text: m.Button})
		}
	}
	return links
}

// neden says why no card can be asked for, where that is what the staff member would do next (KT-03); of a child, from when on it can; of
// who works at the ministry always.
func (k *Kart) neden(y *store.KartSatiri) string {
	if y.Yakin.BakanlikPersoneli {
		return y.Engel
	}
	err := k.engel(&y.Kart, kart.TalepEt)
	if y.Engel == "" || err != nil && kural.All(err)[0].Message != y.Yakin.Engel(k.now()) {
		return ""
	}
	if at := y.Yakin.YasGunu(); !at.IsZero() && !kart.OldEnough(y.Yakin.DogumTarihi, k.now()) && y.Engel == y.Yakin.Engel(k.now()) {
		return y.Engel + " 15 yaşını " + k.Web.Tarih(at) + " tarihinde doldurur; o günden itibaren talepte bulunabilirsiniz."
	}
	return y.Engel
}

// durumEtiketi is Talep Durumu as a tag.
func durumEtiketi(d kart.Durum) web.Tag {
	colour := map[kart.Durum]string{
		kart.TalepBekliyor: "blue", kart.IptalBekliyor: "blue", kart.TalepReddedildi: "red", kart.IptalReddedildi: "red",
		kart.TalepOnayli: "green", kart.IptalOnayli: "grey",
	}
	return web.Tag{Text: d.TalepDurumu(), Colour: colour[d]}
}
