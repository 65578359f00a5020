package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"acikkapi/internal/kural"
	"acikkapi/internal/maske"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// The buttons for all that fit the filter.
const (
	parkTumu       = "tumu-" // and the decision
	parkTumuYol    = parkPath + "/toplu"
	parkTumuHicbir = "Süzgece uyan, karar bekleyen mesaj yok."
)

// parkTopluView asks once more before all messages that fit the filter are decided on; Sinir is the newest of them.
type parkTopluView struct {
	web.Page
	Soru, Uyari      string
	Karar            store.ParkKarar
	Olcutler         []web.Fact
	Aciklama         web.Textarea
	Sinir            string
	Adet             int
	Dugme, Yol, Geri string
}

// parkTopluSonucView is how far a decision on all of them has come; with Kalan left the form goes on where it stopped.
type parkTopluSonucView struct {
	web.Page
	Ozet, Kalan                string
	Satirs                     web.Table
	Karar                      store.ParkKarar
	Aciklama, Sinir, Sonra     string
	Adet, Yapilan, Yapilamayan int
	Yol, Geri                  string
}

// parkTumunuSor counts what fits the filter and shows what the decision does to it (PL-05).
func (s *Service) parkTumunuSor(w http.ResponseWriter, r *http.Request, filter *store.ParkSuzgec, karar store.ParkKarar) error {
	n, sinir, err := s.store.ParkSayisi(r.Context(), who(r).actor, *filter)
	if err != nil {
		return err
	}
	if n == 0 || !filter.Hepsi && filter.Karar != store.ParkAcik {
		return s.parkListeSayfa(w, r, filter, nil, kural.InvalidField(keySec, parkTumuHicbir))
	}
	return s.parkTumuSayfasi(w, r, url.Values{"karar": {string(karar)}, "sinir": {imlecYaz(sinir)}, "adet": {strconv.Itoa(n)}}, nil)
}

func (s *Service) parkTumuSayfasi(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(typed.Get("adet"))
	v := &parkTopluView{
		Karar: store.ParkKarar(typed.Get("karar")), Sinir: typed.Get("sinir"), Adet: n, Yol: parkAdresi(parkTumuYol, r, false), Geri: parkAdresi(parkPath, r, false),
		Soru: "Süzgece uyan " + sayi(n) + " mesaj kuyruğuna geri gönderilecek.", Dugme: "Tümünü Yeniden İşle", Olcutler: s.parkOlcutleri(r.URL.Query()),
		Uyari: "Nedeni giderilmemiş mesaj bir daha işlenemez ve yeniden listeye düşer.",
	}
	if v.Karar == store.ParkAtildi {
		v.Soru, v.Dugme = "Süzgece uyan "+sayi(n)+" mesaj işlenmeden kapatılacak.", "Tümünü At"
		v.Uyari = "Atılan mesaj bir daha işlenmez. Başvuruların ya da kartların bu adımı yapılmamış kalır."
	}
	v.Aciklama = f.Textarea(web.Textarea{Name: "aciklama", Label: "Gerekçe", Hint: "Her mesajın kaydına geçer.", Rows: 3, MaxLength: 1000})
	v.Page = f.page(web.Page{Title: v.Dugme, Active: parkPath, Back: web.Link{URL: v.Geri, Text: "İşlenemeyen Mesajlar"}, Help: []string{
		"Sayfadakiler değil, süzgece uyan ve karar bekleyen bütün mesajlar. Bu sayfa açıldıktan sonra ayrılan mesajlara dokunulmaz.",
		"En eskisinden başlanır. Hepsi bir defada bitmezse kaç tanesinin kaldığı yazar ve “Devam Et” ile kaldığı yerden sürdürülür.",
	}})
	return s.web.Render(w, r, f.Status(), "handlers/isletim_toplu", v)
}

// parkOlcutleri are the criteria of the list in words.
func (s *Service) parkOlcutleri(q url.Values) (facts []web.Fact) {
	for _, o := range []struct{ key, label string }{{"tuketici", "Tüketici"}, {"tip", "Mesaj"}, {"neden", "Nedeninde geçen"}, {"ilk", "İlk gün"}, {"son", "Son gün"}} {
		if v := web.Field(q, o.key); v != "" {
			facts = append(facts, web.Fact{Key: o.label, Value: v})
		}
	}
	if facts == nil {
		facts = []web.Fact{{Key: "Süzgeç", Value: "Yok: karar bekleyen bütün mesajlar"}}
	}
	return facts
}

// parkToplu decides on all that fit the filter, as many as a request has time for (PL-05). Sent twice, it does nothing twice.
func (s *Service) parkToplu(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	filter, failed := s.readPark(r.URL.Query())
	t := &store.ParkToplu{
		Suzgec: filter, Sinir: parkImlec(typed, "sinir"), Sonra: parkImlec(typed, "sonra"), Karar: store.ParkKarar(typed.Get("karar")), Aciklama: web.Field(typed, "aciklama"),
	}
	if failed != nil || t.Sinir == (store.ParkImlec{}) || t.Karar != store.ParkYeniden && t.Karar != store.ParkAtildi {
		return web.SeeOther(w, r, parkAdresi(parkPath, r, false))
	}
	done, err := s.store.DecideAllPark(r.Context(), who(r).actor, t)
	switch {
	case err == nil:
		return s.parkTopluSonuc(w, r, typed, t, done)
	case kural.KindOf(err) == kural.Invalid:
		return s.parkTumuSayfasi(w, r, typed, err)
	}
	return err
}

func (s *Service) parkTopluSonuc(w http.ResponseWriter, r *http.Request, typed url.Values, t *store.ParkToplu, done *store.ParkTopluSonuc) error {
	before := func(key string) int { n, _ := strconv.Atoi(typed.Get(key)); return max(0, n) }
	v := &parkTopluSonucView{
		Karar: t.Karar, Aciklama: t.Aciklama, Sinir: typed.Get("sinir"), Sonra: imlecYaz(done.Sonra), Adet: before("adet"),
		Yapilan: before("yapilan") + done.Yapilan, Yapilamayan: before("yapilamayan") + done.Yapilamayan,
		Yol: parkAdresi(parkTumuYol, r, false), Geri: parkAdresi(parkPath, r, false), Satirs: web.Table{Caption: "Karar verilemeyen mesajlar", Columns: parkSonucColumns},
	}
	word := "kuyruğuna gönderildi"
	if t.Karar == store.ParkAtildi {
		word = "atıldı"
	}
	v.Ozet = fmt.Sprintf("%s mesajın %s tanesi %s", sayi(v.Adet), sayi(v.Yapilan), word)
	if v.Yapilamayan > 0 {
		v.Ozet += fmt.Sprintf(", %s tanesinde yapılamadı", sayi(v.Yapilamayan))
	}
	v.Ozet += "."
	if done.Kalan > 0 {
		v.Kalan = sayi(done.Kalan)
	}
	for i := range done.Hatalar {
		p := &done.Hatalar[i]
		v.Satirs.Rows = append(v.Satirs.Rows, web.Row{Late: true, Cells: web.Cells(parkSonucColumns, web.Text(maske.Name(p.Tip)), web.Text(maske.Name(p.Tuketici)), web.Text(konuNo(&p.ParkSatir)),
			web.Cell{Tag: web.Tag{Text: "Yapılamadı", Colour: "red"}}, web.Text(p.Hata), web.Cell{Links: []web.Link{{URL: parkPath + "/" + p.ID.String(), Text: "Mesajı aç"}}})})
	}
	v.Page = web.Page{Title: "Mesajlar: Sonuç", Active: parkPath, Back: web.Link{URL: v.Geri, Text: "İşlenemeyen Mesajlar"}, Help: []string{
		"Kuyruğuna gönderilen mesaj bir daha işlenemezse birkaç saniye içinde yeniden listede görünür. Karar verilemeyenler aşağıda, nedenleriyle yazar; en çok 100 tanesi gösterilir.",
	}}
	return s.web.Render(w, r, http.StatusOK, "handlers/isletim_toplu_sonuc", v)
}

// imlecYaz writes a place in the list as parkImlec reads it.
func imlecYaz(i store.ParkImlec) string { return fmt.Sprintf("%d-%s", i.Zaman.UnixMicro(), i.ID) }

// sayi is n with dots between thousands.
func sayi(n int) string {
	text, _ := web.Sayi(n) // of an integer it is never an error
	return text
}

// parkTumuKarari is the decision that a button for all of the filter stands for, "" for another button.
func parkTumuKarari(islem string) store.ParkKarar {
	karar, _ := strings.CutPrefix(islem, parkTumu)
	if k := store.ParkKarar(karar); karar != islem && (k == store.ParkYeniden || k == store.ParkAtildi) {
		return k
	}
	return store.ParkAcik
}
