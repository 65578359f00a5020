package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/kart"
	"acikkapi/store"
)

// basimDuzeltView puts the record of a printed card right (KB-03): the last step is undone, or the card is printed again.
type basimDuzeltView struct {
	web.Page
	Bilgi         []web.Fact
	Acik          bool // something can be put right now
	Islem         web.Radios
	Neden         web.Textarea
	Geri, Anahtar string
	Talep         int
	Asama         kart.BasimDurum // that the page shows
}

// The choices of the page.
const (
	duzeltGeri    = "geri_al"
	duzeltYeniden = "yeniden"
)

func duzeltURL(parti, kartNo int64) string { return partiURL(parti, fmt.Sprintf("/kart/%d", kartNo)) }

// basimDuzeltPage is the card of a batch, with what can be put right.
func (s *Service) basimDuzeltPage(w http.ResponseWriter, r *http.Request) error {
	return s.basimDuzeltForm(w, r, nil, nil)
}

// basimDuzelt takes the form; the same one posted twice is one.
func (s *Service) basimDuzelt(w http.ResponseWriter, r *http.Request) error {
	d, k, err := s.partiKartiOf(r)
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	islem := typed.Get("duzeltme")
	if err == nil && islem != duzeltGeri && islem != duzeltYeniden {
		err = errors.Join(kural.InvalidField("duzeltme", "Yapılacak işlemi seçiniz."), kural.Text("neden", "Nedeni", typed.Get("neden"), kart.MaxAciklama))
	}
	if err == nil {
		_, err = s.store.CorrectBasim(r.Context(), who(r).actor, store.BasimDuzeltme{
			No: d.No, KartNo: k.KartNo, Talep: atoi(typed.Get("talep")), Asama: kart.BasimDurum(typed.Get("asama")), Yeniden: islem == duzeltYeniden,
			Neden: web.Field(typed, "neden"), Anahtar: anahtarOf(typed),
		})
	}
	if err != nil {
		return s.basimDuzeltForm(w, r, typed, err)
	}
	text := fmt.Sprintf("Kart %d: “%s” kaydı geri alındı.", k.KartNo, kart.BasimDurum(typed.Get("asama")).Label())
	if islem == duzeltYeniden {
		text = fmt.Sprintf("Kart %d yeniden basılmak üzere “Basım bekleyen” kartlara alındı; bu partideki basımı bozuk olarak kaydedildi.", k.KartNo)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: text})
	return web.SeeOther(w, r, partiURL(d.No, ""))
}

// partiKartiOf is the batch of the path with the card of the path. Errors: NotFound where it has none such.
func (s *Service) partiKartiOf(r *http.Request) (*store.BasimDetayi, *store.BasimKarti, error) {
	d, err := s.partiOf(r)
	if err != nil {
		return nil, nil, err
	}
	no, err := number(r, "kart")
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(d.Kartlar, func(k store.BasimKarti) bool { return k.KartNo == no })
	if i < 0 {
		return nil, nil, &kural.Error{Kind: kural.NotFound, Message: "Bu basım partisinde böyle bir kart bulunamadı."}
	}
	return d, &d.Kartlar[i], nil
}

func (s *Service) basimDuzeltForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	d, k, err := s.partiKartiOf(r)
	if err != nil {
		return err
	}
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	v := &basimDuzeltView{Geri: partiURL(d.No, ""), Anahtar: anahtarOf(typed), Talep: k.Talep, Asama: k.Basim, Acik: duzeltilir(k)}
	v.Page = f.page(web.Page{Title: fmt.Sprintf("Kart %d: Basım Kaydını Düzelt", k.KartNo), Active: basimPath, Back: web.Link{URL: v.Geri, Text: fmt.Sprintf("Basım Partisi %d", d.No)}, Help: []string{
		"Yanlışlıkla kaydedilen “Basıldı” ya da “Gönderildi” bir adım geri alınır. Sonraki adım kaydedildiyse önce o geri alınır; iptal talebi incelenen ya da iptal edilen kartta geri alınamaz.",
		"Basımı bozulan ya da yolda kaybolan kart “Yeniden bas” ile yeniden “kart basımına hazır” olur ve sonraki basım partisine alınır; bu partideki basımı bozuk olarak kaydedilir.",
		"Yazdığınız neden İşlem Hareketlerinde durur; personel de görür.",
	}})
	durum := k.Basim.Label()
	if !v.Acik {
		durum = partiDisi(k)
	}
	v.Bilgi = []web.Fact{
		{Key: "Kartın Sahibi", Value: k.Ad + " " + k.Soyad}, {Key: "T.C. Kimlik No", Value: k.TCKN.Masked()}, {Key: "Personel", Value: k.Personel}, {Key: "Durum", Value: durum},
	}
	v.Islem = f.Radios(web.Radios{Name: "duzeltme", Label: "Yapılacak İşlem", Options: []web.Option{
		{Value: duzeltGeri, Label: fmt.Sprintf("“%s” kaydını geri al", k.Basim.Label()), Hint: geriAlSozu[k.Basim]},
		{Value: duzeltYeniden, Label: "Yeniden bas", Hint: yenidenSozu[k.Basim]},
	}})
	if f.conflict != nil { // what was chosen was about another step
		v.Islem.Value = ""
	}
	v.Neden = f.Textarea(web.Textarea{Name: "neden", Label: "Neden", Hint: "İşlem Hareketlerine yazılır; personel de görür.", Rows: 3, MaxLength: kart.MaxAciklama})
	return s.web.Render(w, r, f.Status(), "handlers/basim_duzelt", v)
}

var (
	geriAlSozu = map[kart.BasimDurum]string{
		kart.BasimBasildi:    "Yanlışlıkla kaydedildiyse: kart yeniden basılacaklar arasına döner.",
		kart.BasimGonderildi: "Yanlışlıkla kaydedildiyse: kart “Basıldı” olur; personele henüz gönderilmediği SMS ile bildirilir.",
	}
	yenidenSozu = map[kart.BasimDurum]string{
		kart.BasimBasildi:    "Basım bozuksa: kart sonraki partide yeniden basılır.",
		kart.BasimGonderildi: "Kart yolda kaybolduysa ya da bozuk ulaştıysa: kart sonraki partide yeniden basılır; personele SMS ile bildirilir.",
	}
)

// duzeltilir tells whether the transition table lets the bureau put something right about k.
func duzeltilir(k *store.BasimKarti) bool {
	one := kart.Kart{Durum: k.Durum, Basim: k.Basim}
	_, err := kart.Moves.Find(kart.UndoPrint{Asama: k.Basim}.Action(), k.Durum, kural.KimlikBurosu, kart.Facts{K: &one})
	return err == nil && !k.Cikti && k.Bozuk == ""
}

// partiDisi says why nothing can be put right about k.
func partiDisi(k *store.BasimKarti) string {
	switch {
	case k.Bozuk != "":
		return "Bu partideki basımı bozuk olarak kaydedildi: " + k.Bozuk
	case k.Cikti:
		return "Partiden çıktı – " + k.Durum.Label()
	case k.Durum == kart.IptalBekliyor:
		return k.Basim.Label() + " – iptal talebi inceleniyor"
	}
	return k.Basim.Label()
}
