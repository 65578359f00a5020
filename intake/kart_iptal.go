package intake

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/kart"
	"acikkapi/store"
)

// kartIptalView is “Tanıtım Kartı İptal İşlemleri” (KI-01).
type kartIptalView struct {
	web.Page
	Yol, Geri, Anahtar string
	Kisi, Ret          []web.Fact
	Neden              web.Select
	Evrak              iptalEvraki
}

// iptalEvraki is what follows from the reason: the two papers, or that the card itself must be sent (KI-02, KI-03).
type iptalEvraki struct {
	Alanlar []evrakAlani
	Uyari   string
}

// iptalPapers are what Kayıp/Çalıntı wants (KI-02).
var iptalPapers = []kart.EvrakTur{kart.KayipFormu, kart.BildirimYazisi}

// IptalPage is “Tanıtım Kartı İptal İşlemleri” (KI-01).
func (k *Kart) IptalPage(w http.ResponseWriter, r *http.Request) error {
	return k.IptalForm(w, r, nil, nil)
}

// Iptal takes the form.
func (k *Kart) Iptal(w http.ResponseWriter, r *http.Request) error {
	d, err := k.kartDetay(r)
	if err != nil {
		return err
	}
	g, err := k.oku(r, d.No, iptalPapers...)
	var res store.KartResult
	if g.send() && (err == nil || kural.KindOf(err) == kural.Invalid) {
		res, err = k.iptalIste(r, d, g, err)
	}
	if err != nil || !g.send() {
		return k.IptalForm(w, r, g.typed, err)
	}
	return k.alindi(w, r, g, res, kart.IptalBekliyor,
		"İptal talebiniz alınmış ve Kimlik Bürosuna yönlendirilmiştir. Kimlik Bürosu iptal talebini onaylamadıkça kart iptal edilmez.")
}

// iptalIste asks to cancel the card, with the papers that are kept for it where the reason wants them. Papers that come with another
// reason are refused (KI-02); kept ones from before the reason was changed are left to be forgotten.
func (k *Kart) iptalIste(r *http.Request, d *store.KartDetayi, g gelen, failed error) (store.KartResult, error) {
	ctx, actor := r.Context(), kartActor(r)
	ups, err := k.Store.KartUploads(ctx, actor, d.No)
	if err != nil {
		return store.KartResult{}, err
	}
	neden, err := k.iptalNedeni(ctx, g.typed)
	if err != nil {
		return store.KartResult{}, err
	}
	cmd := kart.RequestCancel{Neden: kart.IptalNeden(neden.Kod)}
	if neden.Evrak || g.uploaded[kart.KayipFormu] != "" {
		cmd.KayipFormu = ups[kart.KayipFormu].ID
	}
	if neden.Evrak || g.uploaded[kart.BildirimYazisi] != "" {
		cmd.BildirimYazisi = ups[kart.BildirimYazisi].ID
	}
	if failed != nil {
		return store.KartResult{}, k.withRest(failed, d, actor, cmd)
	}
	return k.Store.DoKart(ctx, actor, d.No, cmd, once(actor, g, yolKarti(d.No, "/iptal"))...)
}

// iptalNedeni is the chosen reason, the zero one for none of the list.
func (k *Kart) iptalNedeni(ctx context.Context, typed url.Values) (store.IptalNedeni, error) {
	list, err := k.Store.IptalNedenleri(ctx)
	if i := slices.IndexFunc(list, func(n store.IptalNedeni) bool { return n.Kod == typed.Get("neden") }); err == nil && i >= 0 {
		return list[i], nil
	}
	return store.IptalNedeni{}, err
}

// IptalForm shows the page, with what was typed and what became of it. Errors: Conflict where there is no card to be cancelled.
func (k *Kart) IptalForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, status, err := formOf(w, typed, failed)
	if err != nil {
		return err
	}
	d, err := k.kartDetay(r)
	if err != nil {
		return err
	}
	if err := k.engel(&d.Kart, kart.IptalTalepEt); err != nil {
		return err
	}
	evrak, err := k.iptalEvrak(r, &d.Kart, typed, f.Errors)
	if err != nil {
		return err
	}
	nedenler, err := k.Store.IptalNedenleri(r.Context())
	if err != nil {
		return err
	}
	yol := yolKarti(d.No, "/iptal")
	v := &kartIptalView{
		Page: web.Page{Title: "Tanıtım Kartı İptal İşlemleri", Active: yolKart, Back: web.Link{URL: yolKart, Text: "Kart talep işlemleri"}, Errors: f.Errors, Help: []string{
			"Kayıp/çalıntı, fotoğraf değişikliği, nüfus bilgilerinde değişiklik vb. nedenlerle iptal talebinde bulunabilirsiniz. “İptal Talebi Nedeni” alanından ilgili nedeni seçiniz.",
			"İptal nedeni Kayıp/Çalıntı ise “Kayıp Tanıtım Kartı Bildirim Formu” ve “Emniyet/Jandarma Bildirim Yazısı”nın da taratılarak yüklenmesi gerekmektedir. Diğer iptal nedenlerinde böyle bir bildirim gerekmez.",
			"“Kart İptal Talebi” girilmiş olması kartın iptal edildiği anlamına gelmez. Kimlik Bürosu iptal talebini onaylamadıkça kart iptal edilmez.",
		}},
		Yol: yol, Geri: yolKart, Anahtar: formAnahtari(typed), Kisi: k.kisiFacts(d), Ret: retFacts(d.Talep), Evrak: evrak,
		Neden: f.Select(web.Select{Name: "neden", Label: "İptal Talebi Nedeni", Empty: "Neden Seçiniz...", Load: fmt.Sprintf("%s/%d/iptal", yolKartCanli, d.No), Into: "evrak"}),
	}
	for _, n := range nedenler {
		v.Neden.Options = append(v.Neden.Options, web.Option{Value: n.Kod, Label: n.Ad})
	}
	return k.Web.Render(w, r, status, "intake/kart_iptal", v)
}

// iptalEvrak is what follows from the reason that was typed.
func (k *Kart) iptalEvrak(r *http.Request, card *kart.Kart, typed url.Values, errs web.Errors) (iptalEvraki, error) {
	neden, err := k.iptalNedeni(r.Context(), typed)
	if err != nil || neden.Kod == "" {
		return iptalEvraki{}, err
	}
	if !neden.Evrak {
		return iptalEvraki{Uyari: card.TeslimSozu()}, nil
	}
	ups, err := k.Store.KartUploads(r.Context(), kartActor(r), card.No)
	v := iptalEvraki{}
	for _, tur := range iptalPapers {
		v.Alanlar = append(v.Alanlar, alan(tur, errs, ups))
	}
	return v, err
}

// IptalParcasi answers the choice of a reason with what follows from it, for readers with JavaScript.
func (k *Kart) IptalParcasi(w http.ResponseWriter, r *http.Request) error {
	d, err := k.kartDetay(r)
	if err != nil {
		return err
	}
	v, err := k.iptalEvrak(r, &d.Kart, r.URL.Query(), nil)
	if err != nil {
		return err
	}
	return k.part(w, "intake/kart_iptal", "iptal-evrak", v)
}
