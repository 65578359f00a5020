package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/kart"
	"acikkapi/store"
)

// What the bureau does about the card of a staff member who has left: it starts to cancel it, and where the card cannot be got back it
// records that (KI-03). Docs: docs/adr/0009.

// ayrilanYardim is the help of “Ayrılan Personelin Kartları”.
var ayrilanYardim = []string{
	"Bu listede, e-İçişleri kullanıcısı silinen ve etkin başka kullanıcısı olmayan personelin eş ve çocuklarına ait, hâlâ geçerli olan kartlar yer alır. Kartın geçerli kalması, Bakanlıkta çalışan diğer ebeveynin aynı çocuk için kart istemesini engeller.",
	"Talebi açıp “İptal İşlemini Başlat” ile ayrılış bilgisini yazınız; iptal talebi Kart Talepleri kuyruğuna girer ve diğer iptal talepleri gibi sonuçlanır: kart büroya ulaşınca “Kart Teslim Alındı” kaydedilir.",
	"Kart istendiği hâlde geri gelmezse “Kart Geri Alınamadı” gerekçesiyle kaydedilir; iptali o zaman başka bir görevli onaylar. Personel yeniden tanımlanırsa iptal onaylanamaz, reddedilir.",
}

// ayrilanIslemi is what can be done now about a card whose staff member has left; the addresses of the forms, "" = it cannot.
type ayrilanIslemi struct{ Baslat, GeriAlinamadi string }

// ayrilanFormu are those forms; Acik unfolds the one.
type ayrilanFormu struct {
	Baslat, GeriAlinamadi string
	Acik                  bool
	Ayrilis, Neden        web.Textarea
}

func (s *Service) ayrilanOf(d *store.BuroTalep, actor kural.Actor) (v ayrilanIslemi) {
	if !d.Newest() {
		return v
	}
	can := func(action kural.Action) bool {
		return slices.ContainsFunc(kart.Buttons(&d.Kart, actor, s.now()), func(m *kart.Move) bool { return m.Action == action })
	}
	if can(kart.AyrilanIptal) {
		v.Baslat = kimlikURL(d.No, d.Secili.Sira, "ayrilan-iptal")
	}
	if can(kart.GeriAlinamadi) {
		v.GeriAlinamadi = kimlikURL(d.No, d.Secili.Sira, "geri-alinamadi")
	}
	return v
}

func ayrilanFormuOf(can ayrilanIslemi, f form, acik bool) ayrilanFormu {
	v := ayrilanFormu{Baslat: can.Baslat, GeriAlinamadi: can.GeriAlinamadi, Acik: acik}
	v.Ayrilis = f.Textarea(web.Textarea{
		Name: "ayrilis", Label: "Ayrılış bilgisi", Hint: "Personelin ayrıldığını bildiren yazının tarihi ve sayısı. İşlem hareketlerine yazılır.", Rows: 3, MaxLength: kart.MaxAciklama,
	})
	v.Neden = f.Textarea(web.Textarea{
		Name: "geri_neden", Label: "Kart neden geri alınamadı?", Hint: "Kartın hangi yazıyla istendiği ve sonucu; kayıp ya da çalıntı olduğu bildirildiyse tutanağın tarihi ve sayısı.", Rows: 3, MaxLength: kart.MaxAciklama,
	})
	return v
}

// ayrilanTyped tells whether r is about one of these forms, so that “Reddet” stays folded.
func ayrilanTyped(r *http.Request) bool {
	return strings.HasSuffix(r.URL.Path, "/ayrilan-iptal") || strings.HasSuffix(r.URL.Path, "/geri-alinamadi")
}

// ayrilanUyarilari are what the reviewer of a cancellation should know where the staff member has left, or is back.
func ayrilanUyarilari(d *store.BuroTalep) []string {
	switch {
	case d.Ayrildi && d.GeriAlinamadi != 0:
		return []string{"Kartı alan personel ayrılmış ve kartın geri alınamadığı kaydedilmiş; gerekçesi İşlem Hareketleri bölümündedir."}
	case d.Ayrildi:
		return []string{"Kartı alan personel ayrılmış: e-İçişleri kullanıcısı silinmiş, etkin başka kullanıcısı yok."}
	case d.IptalNedeni == kart.PersonelAyrildi:
		return []string{"Kartı alan personel yeniden kullanıcı olarak tanımlanmış; ayrıldığı için başlatılan bu iptal reddedilir, kart geçerli kalır."}
	}
	return nil
}

// kimlikAyrilanPage is the request's page: where an ended session leads back to (UI-03).
func (s *Service) kimlikAyrilanPage(w http.ResponseWriter, r *http.Request) error {
	return s.kimlikForm(w, r, url.Values{}, nil)
}

// kimlikAyrilanIptal starts to cancel the card; its new request opens.
func (s *Service) kimlikAyrilanIptal(w http.ResponseWriter, r *http.Request) error {
	return s.kimlikAyrilanYap(w, r, "İptal işlemi başlatıldı. Kart ulaştığında “Kart Teslim Alındı” kaydediniz.", func(d *store.BuroTalep, typed url.Values) kart.Command {
		return kart.StartCancel{Talep: d.Secili.Sira, Aciklama: web.Field(typed, "ayrilis")}
	})
}

// kimlikGeriAlinamadi records that the card does not come back.
func (s *Service) kimlikGeriAlinamadi(w http.ResponseWriter, r *http.Request) error {
	return s.kimlikAyrilanYap(w, r, "Kartın geri alınamadığı kaydedildi; iptali başka bir görevli onaylar.", func(d *store.BuroTalep, typed url.Values) kart.Command {
		return kart.RecordUnreturned{Talep: d.Secili.Sira, Neden: web.Field(typed, "geri_neden")}
	})
}

func (s *Service) kimlikAyrilanYap(w http.ResponseWriter, r *http.Request, done string, command func(*store.BuroTalep, url.Values) kart.Command) error {
	typed, d, err := s.kimlikGirilen(r)
	if err != nil {
		return err
	}
	res, err := s.store.DoKart(r.Context(), who(r).actor, d.No, command(d, typed))
	if err != nil {
		return s.kimlikForm(w, r, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: done})
	return web.SeeOther(w, r, kimlikURL(d.No, res.Talep, ""))
}
