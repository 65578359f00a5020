package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/kart"
	"acikkapi/store"
)

// kimlikTalepView is a request on its reviewer's desk (KB-01): photo beside papers, the facts, the decision.
type kimlikTalepView struct {
	web.Page
	Live            canli
	D               kimlikDurum
	No              int64
	Sira            int
	Ad              string // the relative's
	Fotograf        *evrakGorunum
	FotografNot     string // where the photo is an earlier request's
	Belgeler        []evrakGorunum
	Yakin, Personel []web.Fact
	Onceki          []oncekiTalep
	Hareketler      []web.Step
	Ret             retFormu
	Ayrilan         ayrilanFormu
	Kisayollar      []web.Fact
}

// kimlikDurum is what changes under the reviewer's eyes. Partial "kimlik-durum".
type kimlikDurum struct {
	Tip, Durum web.Tag
	Neden      string   // why the card is to be cancelled
	Sonuc      []string // how it was decided; nil = it waits
	Yeni       web.Link // to a request that came after this one
	Bitti      bool     // nothing can be decided any more
	Engel      string   // why this reviewer may not
	Uyarilar   []string // what has changed since the request and speaks against it (KT-03)
	Alma       almaGorunum
	Dugmeler   []almaDugmesi
	Onay       onayFormu
	Teslim     teslimFormu
	Ayrilan    ayrilanIslemi
	No         int64
	Sira       int
	Parca      string
}

// onayFormu is “Onayla” with its second step; Neden says why it is passive.
type onayFormu struct {
	URL, Soru, Neden string
	Acik             bool
}

// teslimFormu is “Kart Teslim Alındı” (KI-03): Soz is what the guide says of it, Zaman when it was recorded.
type teslimFormu struct {
	URL, Soz, Zaman string
	Gerekmez        string // why it is not asked for
}

// retFormu is “Reddet”; Acik unfolds it.
type retFormu struct {
	URL      string
	Kapali   bool
	Acik     bool
	Sebep    web.Select
	Aciklama web.Textarea
}

// oncekiTalep is another request of the same card, folded.
type oncekiTalep struct {
	Baslik   string
	Durum    web.Tag
	Facts    []web.Fact
	Evraklar []evrakGorunum
}

// kimlikTalep is the page of a request. Who reads it is recorded (SC-05).
func (s *Service) kimlikTalep(w http.ResponseWriter, r *http.Request) error {
	return s.kimlikForm(w, r, nil, nil)
}

// kimlikReddetPage is the same page with “Reddet” unfolded: where an ended session leads back to (UI-03).
func (s *Service) kimlikReddetPage(w http.ResponseWriter, r *http.Request) error {
	return s.kimlikForm(w, r, url.Values{}, nil)
}

// kimlikForm renders the page; typed is what was typed about a refusal, nil for none.
func (s *Service) kimlikForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	now := s.now()
	d, err := s.kimlikOku(r)
	if err != nil {
		return err
	}
	v := s.kimlikGorunum(r, d, now)
	if v.Ret, err = s.retFormuOf(r, d, f); err != nil {
		return err
	}
	v.Ayrilan = ayrilanFormuOf(v.D.Ayrilan, f, ayrilanTyped(r))
	v.Ret.Kapali = v.D.Bitti || v.D.Engel != ""
	v.Ret.Acik = typed != nil && f.conflict == nil && !ayrilanTyped(r) || typed.Get("ret_sebebi")+typed.Get("ret_aciklama") != ""
	v.Page = f.page(v.Page)
	if f.conflict != nil && f.conflict.Field == "" { // announced as errors are; who was faster, and what they have done (KB-02)
		v.Flash, v.Errors = nil, web.Errors{{Message: f.conflict.Message}}
		if v.D.Bitti && !ayrilanTyped(r) {
			v.Errors[0].Message = "İşleminiz yapılmadı: bu talep siz incelerken değişti. " + v.D.ozet()
		}
	}
	allowFrames(w)
	return s.web.Render(w, r, f.Status(), "handlers/kimlik_talep", v)
}

// allowFrames lets the page show our own PDF files in a frame.
func allowFrames(w http.ResponseWriter) {
	const csp = "Content-Security-Policy"
	w.Header().Set(csp, w.Header().Get(csp)+"; frame-src 'self'")
}

// ozet is the live part in a sentence.
func (d kimlikDurum) ozet() string {
	switch {
	case len(d.Sonuc) > 0:
		return d.Sonuc[0]
	case d.Yeni.URL != "":
		return "Personel bu kart için yeni bir talepte bulundu."
	}
	return ""
}

// kimlikOku reads the request that the path names and keeps it for who has taken it. Reading a page is recorded, its live part is not.
func (s *Service) kimlikOku(r *http.Request) (*store.BuroTalep, error) {
	no, sira, err := numbers(r)
	if err != nil {
		return nil, kart.NotFoundError()
	}
	ctx, actor := r.Context(), who(r).actor
	if err := s.store.KeepKart(ctx, actor, no, sira); err != nil {
		return nil, err
	}
	d, err := s.store.BuroTalep(ctx, actor, no, sira)
	if err != nil {
		return nil, err
	}
	return d, s.store.RecordErisim(ctx, actor, store.Erisim{Islem: "Kart talebi görüntülendi", Ayrinti: store.KartTalepAdi(no, sira)})
}

// kimlikTalepCanli streams the changes of the staff member's cards.
func (s *Service) kimlikTalepCanli(w http.ResponseWriter, r *http.Request) error {
	d, err := s.kimlikParcaOku(r)
	if err != nil {
		return err
	}
	return s.stream(w, r, store.TopicKart(d.Kart.Personel))
}

// kimlikTalepParcasi is what changes on the page, for htmx.
func (s *Service) kimlikTalepParcasi(w http.ResponseWriter, r *http.Request) error {
	d, err := s.kimlikParcaOku(r)
	if err != nil {
		return err
	}
	return s.part(w, "handlers/kimlik_talep", "kimlik-durum", s.kimlikDurumOf(r, d))
}

func (s *Service) kimlikParcaOku(r *http.Request) (*store.BuroTalep, error) {
	no, sira, err := numbers(r)
	if err != nil {
		return nil, kart.NotFoundError()
	}
	return s.store.BuroTalep(r.Context(), who(r).actor, no, sira)
}

// kimlikDurumOf is how the request stands for its reader.
func (s *Service) kimlikDurumOf(r *http.Request, d *store.BuroTalep) kimlikDurum {
	t, k := &d.Secili, who(r)
	v := kimlikDurum{
		Tip: tipTag(t.Tip), Durum: kararTag(t.Karar), Neden: t.NedenAd, No: d.No, Sira: t.Sira,
		Bitti: t.Karar != "" || !d.Newest(), Parca: "/canli" + kimlikURL(d.No, t.Sira, "parca"),
	}
	if t.Karar != "" {
		v.Sonuc = s.sonucMetni(t)
	}
	if !d.Newest() {
		v.Yeni = web.Link{URL: kimlikURL(d.No, d.Kart.Talep, ""), Text: "Yeni talebi aç"}
	}
	if kart.OwnFamily(k.actor, &d.Kart) {
		v.Engel = "Bu talep kendi yakınınız içindir; başka bir görevli sonuçlandırır."
	}
	if !v.Bitti {
		v.Uyarilar = uyarilarOf(d)
	}
	v.Alma = s.kimlikAlmaOf(d, k.ID, v.Bitti || v.Engel != "")
	v.Dugmeler = almaDugmeleri(v.Alma)
	v.Teslim = s.teslimOf(d, v.Bitti || v.Engel != "")
	v.Onay = s.onayOf(d, k.actor)
	v.Ayrilan = s.ayrilanOf(d, k.actor)
	return v
}

// uyarilarOf are what the reviewer should know before deciding: the request could not be made any more, or who made it has gone. To cancel
// a card neither stands in the way.
func uyarilarOf(d *store.BuroTalep) []string {
	if d.Secili.Tip != store.TalepKart {
		return append(ayrilanUyarilari(d), basimUyarilari(d)...)
	}
	var words []string
	for _, u := range []struct {
		so   bool
		text string
	}{
		{d.Yakin.BakanlikPersoneli, "Kartın sahibi artık Bakanlık personeli; Bakanlık personeline kart talebinde bulunulamaz."},
		{!d.Yakin.Guncel, "Kimlik Paylaşım Sistemi bu kişiyi artık personelin eşi ya da çocuğu olarak bildirmiyor."},
		{d.Silinmis && !d.Ayrildi, "Talep eden personelin e-İçişleri kullanıcısı silinmiş; karar kendisine bildirilmez."},
		{d.Ayrildi, "Talep eden personel ayrılmış: e-İçişleri kullanıcısı silinmiş, etkin başka kullanıcısı yok. Yakınına kart verilmez; talep reddedilir ve karar kendisine bildirilmez."},
	} {
		if u.so {
			words = append(words, u.text)
		}
	}
	return words
}

// basimUyarilari are what a cancellation's reviewer should know of a card that is not printed yet, or is printed again.
func basimUyarilari(d *store.BuroTalep) []string {
	var words []string
	if d.Basim == kart.BasimPartide {
		words = append(words, "Kart bir basım partisinde bekliyor. Basıldıysa önce partinin sayfasında “Basıldı” kaydediniz.")
	}
	if d.Basim.Unprinted() && d.Yeniden {
		words = append(words, "Bu kartın önceki basımı bozuk ya da kayıp olarak kaydedildi; önceki kart personele ulaştıysa geri isteyiniz.")
	}
	return words
}

// sonucMetni is what was decided, by whom and why.
func (s *Service) sonucMetni(t *store.KartTalebi) []string {
	lines := []string{fmt.Sprintf("%s %s tarafından %s tarihinde %s.", tipTag(t.Tip).Text, t.KararVeren, s.web.Zaman(*t.KararZaman), kararSozu[t.Karar])}
	if t.RetSebebi != "" {
		lines = append(lines, "Ret Sebebi: "+t.RetSebebi)
	}
	if t.RetAciklama != "" {
		lines = append(lines, "Ret Sebebi Açıklama: "+t.RetAciklama)
	}
	return lines
}

// onayOf is “Onayla” as the transition table allows it now; where it does not, the guard's own words say why (KI-03).
func (s *Service) onayOf(d *store.BuroTalep, actor kural.Actor) onayFormu {
	eylem, sonra := kart.Onayla, "Kart basıma hazır olur; personele bildirilir."
	switch {
	case d.Secili.Tip == store.TalepIptal && d.Ayrildi:
		eylem, sonra = kart.IptalOnayla, "Kart iptal edilir; ayrılan personele bildirilmez."
	case d.Secili.Tip == store.TalepIptal:
		eylem, sonra = kart.IptalOnayla, "Kart iptal edilir; personele bildirilir."
	}
	if kart.OwnFamily(actor, &d.Kart) { // told beside it
		actor = kural.Actor{Rol: actor.Rol}
	}
	v := onayFormu{URL: kimlikURL(d.No, d.Secili.Sira, "onayla"), Soru: fmt.Sprintf("%s %s: %s onaylansın mı? %s", d.Ad, d.Soyad, tipTag(d.Secili.Tip).Text, sonra)}
	if _, err := kart.Moves.Find(eylem, d.Kart.Durum, actor.Rol, kart.Facts{K: &d.Kart, Actor: actor, Now: s.now()}); err != nil {
		v.Neden = kural.All(err)[0].Message
	}
	return v
}

// teslimOf offers to record that the card has arrived, as long as the transition table does.
func (s *Service) teslimOf(d *store.BuroTalep, kapali bool) teslimFormu {
	var v teslimFormu
	if t := d.Secili.TeslimZaman; t != nil {
		v.Zaman = s.web.Zaman(*t)
	}
	bekler := slices.ContainsFunc(kart.Buttons(&d.Kart, kural.Actor{Rol: kural.KimlikBurosu}, s.now()), func(m *kart.Move) bool { return m.Action == kart.TeslimAl })
	k, acik := &d.Kart, !kapali && bekler
	if acik && k.Basim.Unprinted() {
		v.Gerekmez = "Kart henüz basılmadı: “Kart Teslim Alındı” kaydı aranmaz; iptal onaylanırsa kart basılmaz."
		acik = k.Basim == kart.BasimPartide || d.Yeniden // else there is none, and was none
	}
	if acik {
		v.URL, v.Soz = kimlikURL(d.No, d.Secili.Sira, "teslim"), k.TeslimSozu()
	}
	if acik && (v.Gerekmez != "" || k.GeriAlinamadi != 0) {
		v.Soz = "Kart yine de elinize ulaştıysa kaydediniz."
	}
	return v
}

func (s *Service) retFormuOf(r *http.Request, d *store.BuroTalep, f form) (retFormu, error) {
	sebeps, err := s.store.RetSebepleri(r.Context(), d.Secili.Tip)
	if err != nil {
		return retFormu{}, err
	}
	sebep := web.Select{Name: "ret_sebebi", Label: "Ret Sebebi", Empty: "Ret Sebebi Seçiniz..."}
	for _, o := range sebeps {
		sebep.Options = append(sebep.Options, web.Option{Value: strconv.Itoa(o.ID), Label: o.Ad})
	}
	return retFormu{
		URL: kimlikURL(d.No, d.Secili.Sira, "reddet"), Sebep: f.Select(sebep),
		Aciklama: f.Textarea(web.Textarea{Name: "ret_aciklama", Label: "Ret Sebebi Açıklama", Hint: "Personel bu açıklamayı görür.", Rows: 3, MaxLength: kart.MaxAciklama, Optional: true}),
	}, nil
}

func yasAt(dogum, now time.Time) string {
	if dogum.IsZero() {
		return "bilinmiyor"
	}
	y, n := dogum, now.In(store.Istanbul())
	yas := n.Year() - y.Year()
	if n.Month() < y.Month() || n.Month() == y.Month() && n.Day() < y.Day() {
		yas--
	}
	return fmt.Sprintf("%s (%d yaşında)", dogum.Format("02.01.2006"), yas)
}
