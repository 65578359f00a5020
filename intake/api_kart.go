package intake

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/kart"
	"acikkapi/store"
)

// The bodies of the card's API. A machine asks on behalf of a staff member, whom it names by T.C. Kimlik No in the body or in a header,
// never in an address (SC-04).
type (
	aileGovde struct {
		PersonelTCKN string `json:"personel_tckn" doc:"Bakanlık personelinin T.C. Kimlik No"`
		KPS          bool   `json:"kps,omitempty" doc:"Aile bilgileri KPS'den yeniden getirilir; bilinmiyorsa her durumda getirilir"`
	}
	kartTalepGovde struct {
		PersonelTCKN string `json:"personel_tckn"`
		KartNo       int64  `json:"kart_no" doc:"Aile listesindeki kart_no"`
		Fotograf     string `json:"fotograf" doc:"POST /api/v1/kart/dosya ile yüklenen fotoğrafın id'si"`
		Dekont       string `json:"dekont" doc:"Yüklenen dekontun id'si"`
		Kabul        bool   `json:"kabul" doc:"Talep edilen kartın her türlü sorumluluğunu kabul ediyorum."`
	}
	kartIptalGovde struct {
		PersonelTCKN   string `json:"personel_tckn"`
		KartNo         int64  `json:"kart_no"`
		Neden          string `json:"neden" example:"kayip_calinti" doc:"İptal Talebi Nedeni: kayip_calinti, fotograf_degisikligi, nufus_degisikligi, diger ve sonradan eklenenler"`
		KayipFormu     string `json:"kayip_formu,omitempty" doc:"Yalnızca kayip_calinti için: Kayıp Tanıtım Kartı Bildirim Formunun id'si"`
		BildirimYazisi string `json:"bildirim_yazisi,omitempty" doc:"Yalnızca kayip_calinti için: Emniyet/Jandarma Bildirim Yazısının id'si"`
	}
)

// kartGovde is how a relative's card stands; the words are the pages'.
type kartGovde struct {
	KartNo      int64    `json:"kart_no"`
	Ad          string   `json:"ad"`
	Soyad       string   `json:"soyad"`
	Yakinlik    string   `json:"yakinlik" enum:"es,cocuk"`
	DogumTarihi string   `json:"dogum_tarihi,omitempty" format:"date"`
	Durum       string   `json:"durum" doc:"Durum kodu; boş: talep yok"`
	TalepTipi   string   `json:"talep_tipi,omitempty" example:"Kart Talebi"`
	TalepDurumu string   `json:"talep_durumu,omitempty" example:"Onay Bekliyor"`
	Surec       []string `json:"surec" nullable:"false"`
	RetSebebi   string   `json:"ret_sebebi,omitempty"`
	RetAciklama string   `json:"ret_aciklama,omitempty"`
	IptalSebebi string   `json:"iptal_sebebi,omitempty"`
	Basim       string   `json:"basim,omitempty" enum:"bekliyor,partide,basildi,gonderildi"`
	Engel       string   `json:"engel,omitempty" doc:"Kart talebinde bulunulamamasının nedeni"`
	Islemler    []string `json:"islemler" nullable:"false" doc:"Şimdi yapılabilecekler: talep_et, iptal_talep_et"`
}

type aileCevap struct {
	Body struct {
		Yakinlar []kartGovde `json:"yakinlar" nullable:"false"`
	}
}

type kartOutput struct {
	Status   int
	Location string `header:"Location"`
	Replayed string `header:"Idempotency-Replayed"`
	Body     kartGovde
}

type (
	kartInput struct {
		Anahtar string `header:"Idempotency-Key" doc:"Her talep için ayrı bir anahtar (en fazla 128 karakter). Aynı anahtarla yinelenen istek aynı talebi döndürür."`
	}
	kartNoInput struct {
		No       string `path:"no" doc:"kart_no"`
		Personel string `header:"Personel-TCKN" doc:"Bakanlık personelinin T.C. Kimlik No"`
	}
)

// registerKart offers requests for cards to machines (KT-*, KI-*, UI-07) and returns its part of the register.
func (s *service) registerKart(api huma.API) []Yol {
	const tag = "Personel Yakını Tanıtım Kartı"
	op := func(method, path, id, summary string, with ...func(huma.Context, func(huma.Context))) huma.Operation {
		return huma.Operation{
			Method: method, Path: apiYol + path, OperationID: id, Summary: summary, Tags: []string{tag}, Description: "Kapsam: " + string(APIKart) + ".",
			Security: []map[string][]string{{apiAnahtar: {}}}, SkipValidateParams: true,
			Errors: []int{
				http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge,
				http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable,
			},
			Middlewares: append(huma.Middlewares{s.needScope(APIKart)}, with...),
		}
	}
	created := func(o huma.Operation) huma.Operation { o.DefaultStatus = http.StatusCreated; return o }
	huma.Register(api, op(http.MethodPost, "/kart/aile", "kartAile", "Personelin eş ve çocukları, kartlarının durumuyla", readGovde[aileGovde]), s.kartAile)
	huma.Register(api, created(op(http.MethodPost, "/kart/dosya", "kartDosya", "Fotoğraf, dekont ya da bildirim yükler; öncekinin yerine geçer", s.readEvrak)), s.kartDosya)
	huma.Register(api, created(op(http.MethodPost, "/kart/talep", "kartTalep", "Kart talebinde bulunur", readGovde[kartTalepGovde])), s.kartTalep)
	huma.Register(api, created(op(http.MethodPost, "/kart/iptal", "kartIptal", "Kart iptal talebinde bulunur", readGovde[kartIptalGovde])), s.kartIptal)
	huma.Register(api, op(http.MethodGet, "/kart/{no}", "kartDurum", "Bir kartın durumu"), s.kartDurum)
	describeGovde[aileGovde](api.OpenAPI(), "/kart/aile")
	describeGovde[kartTalepGovde](api.OpenAPI(), "/kart/talep")
	describeGovde[kartIptalGovde](api.OpenAPI(), "/kart/iptal")
	describeEvrak(api.OpenAPI())
	yols := []Yol{{Method: http.MethodGet, Path: apiYol + "/kart/{no}", Kim: APIKart}}
	for _, path := range []string{"/kart/aile", "/kart/dosya", "/kart/talep", "/kart/iptal"} {
		yols = append(yols, Yol{Method: http.MethodPost, Path: apiYol + path, Kim: APIKart})
	}
	return yols
}

// personel is the staff member with that number, acting through the key a. Errors: Invalid at personel_tckn, also for who is no user or
// may not ask for cards.
func (s *service) personel(ctx context.Context, tckn string) (kural.Actor, error) {
	const field = "personel_tckn"
	no, err := basvuru.ParseTCKN(tckn)
	if err != nil {
		return kural.Actor{}, kural.At(field, err)
	}
	p, err := s.Store.KartPersoneli(ctx, no)
	if errors.Is(err, store.ErrNoUser) {
		return p, kural.InvalidField(field, "Bu T.C. Kimlik No ile kart talebinde bulunabilecek bir e-İçişleri kullanıcısı bulunamadı.")
	}
	p.Ad += " (" + anahtarOf(ctx.Value(anahtarKey{})).Ad + ")"
	return p, err
}

// kartAile lists the relatives of a staff member (KT-01, KT-02).
func (s *service) kartAile(ctx context.Context, _ *struct{}) (*aileCevap, error) {
	g, _ := ctx.Value(govdeKey{}).(*aileGovde)
	p, err := s.personel(ctx, g.PersonelTCKN)
	if err != nil {
		return nil, problem(ctx, err)
	}
	list, err := s.Store.Aile(ctx, p)
	if err == nil && (g.KPS || len(list) == 0) {
		if _, err = (ailekaydi{s.Store, s.KPS}).getir(ctx, p, p); err == nil {
			list, err = s.Store.Aile(ctx, p)
		}
	}
	if err != nil {
		return nil, problem(ctx, err)
	}
	out := &aileCevap{}
	out.Body.Yakinlar = []kartGovde{}
	for i := range list {
		out.Body.Yakinlar = append(out.Body.Yakinlar, kartGovdesi(&list[i], p))
	}
	return out, nil
}

// kartTalep asks for a card (KT-04 … KT-06).
func (s *service) kartTalep(ctx context.Context, in *kartInput) (*kartOutput, error) {
	g, _ := ctx.Value(govdeKey{}).(*kartTalepGovde)
	return s.kartIste(ctx, in.Anahtar, g, g.PersonelTCKN, g.KartNo, func(ups map[string]store.Yukleme) (kart.Command, error) {
		foto, err := s.evrak.photo(ctx, ups[g.Fotograf])
		return kart.Request{Fotograf: foto, Dekont: kart.Dekont{Dosya: ups[g.Dekont].ID, Tur: ups[g.Dekont].Tur}, Kabul: g.Kabul}, err
	})
}

// kartIptal asks to cancel one (KI-01, KI-02).
func (s *service) kartIptal(ctx context.Context, in *kartInput) (*kartOutput, error) {
	g, _ := ctx.Value(govdeKey{}).(*kartIptalGovde)
	return s.kartIste(ctx, in.Anahtar, g, g.PersonelTCKN, g.KartNo, func(map[string]store.Yukleme) (kart.Command, error) {
		return kart.RequestCancel{Neden: kart.IptalNeden(g.Neden), KayipFormu: g.KayipFormu, BildirimYazisi: g.BildirimYazisi}, nil
	})
}

// kartIste runs a staff member's command, which make builds from the papers uploaded for the card.
func (s *service) kartIste(
	ctx context.Context, idempotency string, govde any, tckn string, no int64, build func(map[string]store.Yukleme) (kart.Command, error),
) (*kartOutput, error) {
	p, err := s.personel(ctx, tckn)
	if err = errors.Join(checkAnahtar(idempotency), err); err != nil {
		return nil, problem(ctx, err)
	}
	if _, err := s.Store.KartDetay(ctx, p, no); err != nil { // before what is wrong with the rest: it would tell which cards there are
		return nil, problem(ctx, err)
	}
	ups, err := s.Store.KartUploads(ctx, p, no)
	if err != nil {
		return nil, problem(ctx, err)
	}
	byID := map[string]store.Yukleme{}
	for _, y := range ups {
		byID[y.ID] = y
	}
	cmd, err := build(byID)
	var res store.KartResult
	if err == nil {
		key := store.WithKey(kapsamOf(anahtarOf(ctx.Value(anahtarKey{}))), idempotency, jsonText(govde))
		res, err = s.Store.DoKart(ctx, p, no, cmd, key)
	}
	var d *store.KartDetayi
	if err == nil {
		d, err = s.Store.KartDetay(ctx, p, no)
	}
	if err != nil {
		return nil, problem(ctx, err)
	}
	out := &kartOutput{Status: http.StatusCreated, Location: fmt.Sprintf("%s/kart/%d", apiYol, no), Body: kartGovdesi(&d.KartSatiri, p)}
	if res.Repeated {
		out.Status, out.Replayed = http.StatusOK, "true"
	}
	return out, nil
}

// kartDurum tells how a card stands; another staff member's is not found (SC-09).
func (s *service) kartDurum(ctx context.Context, in *kartNoInput) (*kartOutput, error) {
	p, err := s.personel(ctx, in.Personel)
	if err != nil {
		return nil, problem(ctx, err)
	}
	no, err := strconv.ParseInt(in.No, 10, 64)
	if err != nil {
		return nil, problem(ctx, kart.NotFoundError())
	}
	d, err := s.Store.KartDetay(ctx, p, no)
	if err != nil {
		return nil, problem(ctx, err)
	}
	return &kartOutput{Status: http.StatusOK, Body: kartGovdesi(&d.KartSatiri, p)}, nil
}

func kartGovdesi(y *store.KartSatiri, p kural.Actor) kartGovde {
	g := kartGovde{
		KartNo: y.No, Ad: y.Ad, Soyad: y.Soyad, Yakinlik: string(y.Yakin.Yakinlik), Durum: string(y.Durum), TalepTipi: y.Durum.TalepTipi(),
		TalepDurumu: y.Durum.TalepDurumu(), Surec: append([]string{}, surec(y)...), Basim: string(y.Basim), Engel: y.Engel, Islemler: []string{},
	}
	if !y.Yakin.DogumTarihi.IsZero() {
		g.DogumTarihi = y.Yakin.DogumTarihi.Format(time.DateOnly)
	}
	g.RetSebebi, g.RetAciklama, g.IptalSebebi = sonKarar(y.Talep)
	for _, m := range kart.Buttons(&y.Kart, p, time.Now()) {
		if m.Action != kart.TalepEt || y.Engel == "" {
			g.Islemler = append(g.Islemler, string(m.Action))
		}
	}
	return g
}
