package intake

import (
	"net/http"
	"net/url"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/kart"
	"acikkapi/store"
)

// kartKabul is the box that must be ticked (KT-06).
const kartKabul = "Talep edilen kartın her türlü sorumluluğunu kabul ediyorum."

// kartTalepView is the page of a request for a card.
type kartTalepView struct {
	web.Page
	Yol, Geri, Anahtar string
	Kisi               []web.Fact
	Ret                []web.Fact // why the request before was refused
	Fotograf, Dekont   evrakAlani
	Kabul              web.Checkboxes
}

// TalepPage is the page of a request for a card (KT-04 … KT-06).
func (k *Kart) TalepPage(w http.ResponseWriter, r *http.Request) error {
	return k.TalepForm(w, r, nil, nil)
}

// Talep takes the form.
func (k *Kart) Talep(w http.ResponseWriter, r *http.Request) error {
	d, err := k.kartDetay(r)
	if err != nil {
		return err
	}
	if d.Engel != "" {
		return kural.Conflictf("%s", d.Engel)
	}
	g, err := k.oku(r, d.No, kart.FotografEvraki, kart.DekontEvraki)
	var res store.KartResult
	if g.send() && (err == nil || kural.KindOf(err) == kural.Invalid) {
		res, err = k.iste(r, d, g, err)
	}
	if err != nil || !g.send() {
		return k.TalepForm(w, r, g.typed, err)
	}
	return k.alindi(w, r, g, res, kart.TalepBekliyor, "Talebiniz alınmış ve Kimlik Bürosuna yönlendirilmiştir")
}

// iste asks for the card with the papers that are kept for it. failed is what was wrong with the post's own files: then nothing is asked
// for, and what else is wrong is told with it.
func (k *Kart) iste(r *http.Request, d *store.KartDetayi, g gelen, failed error) (store.KartResult, error) {
	ctx, actor := r.Context(), kartActor(r)
	ups, err := k.Store.KartUploads(ctx, actor, d.No)
	if err != nil {
		return store.KartResult{}, err
	}
	cmd := kart.Request{Dekont: kart.Dekont{Dosya: ups[kart.DekontEvraki].ID, Tur: ups[kart.DekontEvraki].Tur}, Kabul: g.typed.Get("kabul") != ""}
	if cmd.Fotograf, err = k.evrak.photo(ctx, ups[kart.FotografEvraki]); err != nil {
		return store.KartResult{}, err
	}
	if failed != nil {
		return store.KartResult{}, k.withRest(failed, d, actor, cmd)
	}
	return k.Store.DoKart(ctx, actor, d.No, cmd, once(actor, g, yolKarti(d.No, "/talep"))...)
}

// alindi leads to the list after a request; words say that it was taken. A form sent once more says so only while that request waits, and
// the papers that it brought once more are not kept for the next one.
func (k *Kart) alindi(w http.ResponseWriter, r *http.Request, g gelen, res store.KartResult, waits kart.Durum, words string) error {
	b := web.Banner{Kind: "basari", Text: words}
	if res.Repeated {
		if err := k.evrak.forget(r.Context(), kartActor(r), res.No, g.uploaded); err != nil {
			return err
		}
	}
	if res.Repeated && res.Durum != waits {
		b = web.Banner{Text: "Bu form daha önce gönderilmiştir; talebinizin son durumu aşağıdaki listededir."}
	}
	k.Sessions.Flash(r.Context(), b)
	return web.SeeOther(w, r, yolKart)
}

// TalepForm shows the page, with what was typed and what became of it. Errors: Conflict where no card can be asked for now.
func (k *Kart) TalepForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, status, err := formOf(w, typed, failed)
	if err != nil {
		return err
	}
	d, err := k.kartDetay(r)
	if err != nil {
		return err
	}
	if err := k.engel(&d.Kart, kart.TalepEt); err != nil {
		return err
	}
	if d.Engel != "" {
		return kural.Conflictf("%s", d.Engel)
	}
	ups, err := k.Store.KartUploads(r.Context(), kartActor(r), d.No)
	if err != nil {
		return err
	}
	v := &kartTalepView{
		Page: web.Page{Title: "Tanıtım Kartı Talep İşlemleri", Active: yolKart, Back: web.Link{URL: yolKart, Text: "Kart talep işlemleri"}, Errors: f.Errors, Help: []string{
			"Fotoğraf yüklemek için “Gözat” ile bilgisayarınızdaki fotoğrafı seçip “Yükle” butonuna tıklayınız; dekontu da aynı şekilde yükleyiniz. Yanlış dosya yüklerseniz yeniden “Gözat” ile aynı işlemleri tekrar ediniz; yenisi öncekinin yerine geçer.",
			"Yüklenecek fotoğraf JPG ya da JPEG formatında, 600*800 piksel boyutunda, 300 dpi çözünürlükte ve en fazla 1MB boyutunda olmalıdır. Yüklenecek dekont JPG, JPEG veya PDF formatında olmalıdır.",
			"“" + kartKabul + "” kutucuğunu işaretleyip “Kaydet” butonuna tıkladığınızda talep Kimlik Bürosuna iletilir.",
		}},
		Yol: yolKarti(d.No, "/talep"), Geri: yolKart, Anahtar: formAnahtari(typed), Kisi: k.kisiFacts(d), Ret: retFacts(d.Talep),
		Fotograf: alan(kart.FotografEvraki, f.Errors, ups), Dekont: alan(kart.DekontEvraki, f.Errors, ups),
		Kabul: f.Checkboxes(web.Checkboxes{Name: "kabul", Options: []web.Option{{Value: "1", Label: kartKabul}}}),
	}
	return k.Web.Render(w, r, status, "intake/kart_talep", v)
}

// retFacts says why the request t was refused; none where it was not.
func retFacts(t *store.KartTalebi) []web.Fact {
	if t == nil || t.Karar != store.KararRet {
		return nil
	}
	return []web.Fact{{Key: "Ret Sebebi", Value: t.RetSebebi}, {Key: "Ret Sebebi Açıklama", Value: t.RetAciklama}}
}
