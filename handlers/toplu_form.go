package handlers

import (
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// topluForm shows what is chosen and asks for the birim, or for outcome and answer. islem=uygun takes out what would be refused.
func (s *Service) topluForm(w http.ResponseWriter, r *http.Request, islem kural.Action, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return gone(err, typed, aksListePath)
	}
	v := &topluView{Anahtar: typed.Get("anahtar"), Geri: s.listeGeri(r).URL, Imza: who(r).IlAd + " VALİLİĞİ"}
	if v.Anahtar == "" {
		v.Anahtar = uuid.NewString()
	}
	action := basvuru.Yonlendir
	if islem == store.TopluKapat {
		action = basvuru.KapatOlumlu
	}
	if err := s.addSecilen(r, v, action, typed); err != nil {
		return err
	}
	p := web.Page{Active: aksListePath, Back: s.listeGeri(r)}
	if islem == store.TopluKapat {
		return s.topluKapatForm(w, r, v, f, p)
	}
	v.Eylem = "/aks/basvuru/toplu/yonlendir"
	p.Title, p.Help = "Seçilenleri Yönlendir", []string{
		"Seçtiğiniz başvuruların hepsi, seçtiğiniz birim ya da birimlere yönlendirilir. Her başvuru ayrı ayrı işlenir: yapılamayan biri diğerlerini durdurmaz.",
		"Yönlendirmek istemediğiniz başvuruyu “Çıkar” ile listeden çıkarabilirsiniz. Sonunda her başvuru için ne yapıldığı gösterilir.",
	}
	v.Page = f.page(p)
	if v.Birim, err = s.birimSecimOf(r, f); err != nil {
		return err
	}
	return s.web.Render(w, r, f.Status(), "handlers/toplu_yonlendir", v)
}

func (s *Service) topluKapatForm(w http.ResponseWriter, r *http.Request, v *topluView, f form, p web.Page) error {
	v.Eylem = "/aks/basvuru/toplu/kapat"
	p.Title, p.Help = "Seçilenleri Kapat", []string{
		"Seçtiğiniz başvuruların hepsi aynı sonuç ve aynı cevapla kapatılır; her vatandaşa kendi adı, başvuru tarihi ve başvuru numarasıyla mektup yazılır, sonuç mesaj yoluyla iletilir.",
		"Yönlendirildiği birimlerden cevap gelmemiş ya da MİA onayında olan başvuru kapatılmaz; sonunda her başvuru için ne yapıldığı nedeniyle gösterilir. Kapatılan başvuru üzerinde tekrar bir işlem yapılamaz.",
	}
	v.Page = f.page(p)
	v.Metin = f.Textarea(web.Textarea{Name: "metin", Label: "Vatandaşlara Verilecek Cevap", Rows: 8, MaxLength: basvuru.MaxMetin})
	v.Sonuc = f.Radios(web.Radios{Name: "sonuc", Label: "Başvuru Sonucu", Small: true, Options: []web.Option{
		{Value: string(basvuru.Olumlu), Label: basvuru.KapaliOlumlu.Label()},
		{Value: string(basvuru.Olumsuz), Label: basvuru.KapaliOlumsuz.Label()},
		{Value: string(basvuru.Kismen), Label: basvuru.KapaliKismen.Label()},
	}})
	return s.web.Render(w, r, f.Status(), "handlers/toplu_kapat", v)
}

// addSecilen puts the chosen applications into v, in the order of their choice, as far as the person may see them; the others stand
// there as not found (AK-03).
func (s *Service) addSecilen(r *http.Request, v *topluView, action kural.Action, typed url.Values) error {
	nos := secNos(typed)
	if len(nos) == 0 {
		return nil
	}
	actor := who(r).actor
	nos = nos[:min(len(nos), maxToplu)]
	p, err := s.store.Liste(r.Context(), actor, store.Suzgec{Nos: nos}, store.Imlec{}, maxToplu)
	if err != nil {
		return err
	}
	found := map[int64]*store.ListeSatir{}
	for i := range p.Satirs {
		found[p.Satirs[i].No] = &p.Satirs[i]
	}
	for _, no := range nos {
		one := topluSecim{No: no, Neden: "Başvuru bulunamadı."}
		if l := found[no]; l != nil {
			one = topluSecim{No: no, URL: aksURL(no, ""), Ad: l.Kimlik.Basvuran(l.Ad, l.Soyad), Durum: durumTag(l.Durum)}
			if refused := kural.All(allowed(&l.Basvuru, actor, action, 0)); len(refused) > 0 {
				one.Neden = refused[0].Message
			}
		}
		if one.Neden != "" {
			if typed.Get("islem") == "uygun" {
				continue
			}
			v.Yapilamaz++
		}
		v.Secilen = append(v.Secilen, one)
	}
	return nil
}
