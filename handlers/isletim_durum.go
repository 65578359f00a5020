package handlers

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"acikkapi/internal/saglik"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// What counts as bad. deploy/prometheus/alerts.yml says the same.
const (
	gidenYasli   = 2 * time.Minute  // a message that is due leaves within a second
	kuyrukYasli  = 5 * time.Minute  // in a queue of ours
	kutuYasli    = 30 * time.Minute // in a birim's, which its own system may consume
	aktarimYasli = 15 * time.Minute // an export that does not get on
	smsYasli     = 13 * time.Hour   // quiet hours end before that
	sureYasli    = 3 * time.Minute  // the clock looks twice a minute
)

// isletimDurum is what the operator sees of the system at one moment.
type isletimDurum struct {
	Zaman     string
	Sorunlar  []sorun
	Kutucuk   []kutucuk
	Kuyruklar web.Table
	Boslar    web.Table // queues that are empty and in order
	KuyrukYok string    // why there are no figures of the queues
	Isler     web.Table
	Saglayici web.Table
	Parcalar  web.Table
	Surecler  web.Table
}

// sorun is something that the operator should do something about; Agir = now.
type sorun struct {
	Agir bool
	Ad   string
	Ne   string // what to do
	Link web.Link
}

// isletimOlcum is what the page is made from.
type isletimOlcum struct {
	now      time.Time
	db       store.Isletim
	paylar   []store.SMSSaglayici
	surecler []store.Surec
	kuyruk   []saglik.Kuyruk
	kuyrukNe error // why they are not known
}

var errKuyrukYok = errors.New("not configured")

func (s *Service) isletimDurumOf(r *http.Request) (*isletimDurum, error) {
	o := &isletimOlcum{now: s.now(), kuyrukNe: errKuyrukYok}
	var err1, err2, err3 error
	o.db, err1 = s.store.Isletim(r.Context())
	o.paylar, err2 = s.store.SMSShares(r.Context())
	o.surecler, err3 = s.store.Surecler(r.Context(), who(r).actor)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	if s.kuyruk != nil {
		o.kuyruk, o.kuyrukNe = s.kuyruk.Look()
	}
	d := &isletimDurum{Zaman: o.now.In(store.Istanbul()).Format("02.01.2006 15:04:05"), Sorunlar: o.sorunlar()}
	d.Kutucuk = o.kutucuklar()
	d.KuyrukYok = o.kuyrukYok()
	d.Kuyruklar, d.Boslar = o.kuyrukTablolari()
	d.Isler, d.Saglayici = o.isTablosu(s.web), o.saglayiciTablosu(s.web)
	d.Surecler, d.Parcalar = o.surecTablosu(s.web), o.parcaTablosu()
	return d, nil
}

// sorunlar are what is wrong, the gravest first.
func (o *isletimOlcum) sorunlar() []sorun {
	all := slices.Concat(o.parcaSorunlari(), o.kuyrukSorunlari(), o.isSorunlari(), o.saglayiciSorunlari())
	slices.SortStableFunc(all, func(a, b sorun) int {
		switch {
		case a.Agir == b.Agir:
			return 0
		case a.Agir:
			return -1
		}
		return 1
	})
	return all
}

func (o *isletimOlcum) isSorunlari() (all []sorun) {
	if n := o.db.Park; n > 0 {
		all = append(all, sorun{
			true, fmt.Sprintf("%d mesaj işlenemedi ve karar bekliyor; en eskisi %s önce ayrıldı.", n, bekleme(o.now.Sub(o.db.ParkEnEski))),
			"Listeyi açın, nedenini okuyun, nedeni giderip “Yeniden İşle” ile geri gönderin. Beklerken başvuruların o adımı durur.",
			web.Link{URL: parkPath, Text: "İşlenemeyen mesajları aç"},
		})
	}
	if o.db.Giden.EnEski > gidenYasli {
		all = append(all, sorun{
			true, "Gönderilecek mesajlar birikiyor: en eskisi " + bekleme(o.db.Giden.EnEski) + " bekliyor.",
			"RabbitMQ'ya ulaşılamıyor ya da RabbitMQ mesaj kabul etmiyor (bellek, disk uyarısı). Aşağıdaki “Sunucular ve Parçalar” tablosuna, sonra RabbitMQ günlüğüne bakın. Başvurular alınmaya devam eder, bağlantı gelince kendiliğinden boşalır.",
			web.Link{URL: "#parcalar", Text: "Sunucular ve Parçalar"},
		})
	}
	if n := o.db.SistemHata; n > 0 {
		all = append(all, sorun{
			false, fmt.Sprintf("%d birimin kendi sistemi RabbitMQ’da kurulamadı ya da kapatılamadı.", n),
			"Birimin sayfasında nedeni yazar; kendiliğinden yeniden denenir. RabbitMQ yönetim arayüzüne ve AMQP_MANAGEMENT_URL’e bakın. Kapatılamayan kimlik o zamana kadar geçerlidir.",
			web.Link{URL: birimSistemPath, Text: "Birim Sistemleri"},
		})
	}
	if n := o.db.SistemKapali; n > 0 {
		all = append(all, sorun{
			false, fmt.Sprintf("%d kapatılmış birimin kendi sistemi açık.", n),
			"DETSİS’te kapatılan birim elindeki yönlendirmeleri cevaplayabilir. İşi bittiyse birimin sayfasında “Web’e Geri Al” ile kimliğini kapatın.",
			web.Link{URL: birimSistemPath, Text: "Birim Sistemleri"},
		})
	}
	if d := since(o.now, o.db.AktarimEnEski); d > aktarimYasli {
		all = append(all, sorun{
			false, "Excel raporu hazırlama " + bekleme(d) + " ilerlemiyor.",
			"“pipeline” rolünde çalışan süreç var mı ve dosya deposunda yer var mı, bakın. Takılan rapor en geç 40 dakikada kendiliğinden bırakılır, isteyen kişiye bildirilir.",
			web.Link{URL: "#isler", Text: "İşler"},
		})
	}
	if d := since(o.now, o.db.SMSEnEski); d > smsYasli {
		all = append(all, sorun{
			false, fmt.Sprintf("%d SMS gönderilmeyi bekliyor; en eskisi %s önce istendi.", o.db.SMSBekleyen, bekleme(d)),
			"SMS sağlayıcısının çalıştığından emin olun; “sms” kuyruğuna ve işlenemeyen mesajlara bakın.",
			web.Link{URL: parkPath + "?tuketici=sms", Text: "İşlenemeyen SMS mesajları"},
		})
	}
	if d := since(o.now, o.db.SureBakis); d > sureYasli {
		all = append(all, sorun{
			true, "Son cevap tarihlerine " + bekleme(d) + " bakılmadı.",
			"“pipeline” rolünde çalışan bir süreç olmalıdır; yoksa başlatın. Geciken hatırlatmalar süreç başlayınca gönderilir.",
			web.Link{URL: "#surecler", Text: "Çalışan Süreçler"},
		})
	}
	return all
}

func (o *isletimOlcum) parcaSorunlari() (all []sorun) {
	alive := o.alive()
	away := map[string]int{}
	pipelines, versions := 0, []string{}
	for _, p := range alive {
		for part, said := range p.Durum {
			if said != "" {
				away[part]++
			}
		}
		if slices.Contains(p.Roller, "pipeline") {
			pipelines++
		}
		if !slices.Contains(versions, p.Surum) {
			versions = append(versions, p.Surum)
		}
	}
	if len(alive) > 0 && pipelines == 0 {
		all = append(all, sorun{true, "Mesajları işleyen süreç yok.", "“pipeline” rolünde bir süreç başlatın: acikkapi serve --roles=pipeline. Başvurular alınır ama ilerlemez.", web.Link{URL: "#surecler", Text: "Çalışan Süreçler"}})
	}
	for _, part := range []string{"rabbitmq", "postgres", "dosya"} {
		if n := away[part]; n > 0 {
			all = append(all, sorun{true, fmt.Sprintf("%s: %d süreç ulaşamıyor.", parcaAdi[part], n), parcaNe[part], web.Link{URL: "#parcalar", Text: "Sunucular ve Parçalar"}})
		}
	}
	for _, p := range o.surecler {
		if p.Away(o.now) {
			all = append(all, sorun{
				false, fmt.Sprintf("%s süreci %s ses vermiyor.", kisaID(p.ID.String()), bekleme(o.now.Sub(p.Gorulme))),
				"Durdurulmadıysa günlüğüne bakıp yeniden başlatın. Bir saat sonra listeden düşer.",
				web.Link{URL: "#surecler", Text: "Çalışan Süreçler"},
			})
		}
	}
	if len(versions) > 1 {
		all = append(all, sorun{false, "Birden fazla sürüm çalışıyor: " + strings.Join(versions, ", ") + ".", "Yükseltme sürüyorsa olağandır; bittiyse eski sürümdeki süreçleri durdurun.", web.Link{URL: "#surecler", Text: "Çalışan Süreçler"}})
	}
	return all
}

func (o *isletimOlcum) alive() (list []store.Surec) {
	for i := range o.surecler {
		if p := &o.surecler[i]; !p.Away(o.now) {
			list = append(list, *p)
		}
	}
	return list
}

func (o *isletimOlcum) kuyrukSorunlari() (all []sorun) {
	if o.kuyrukNe != nil && !errors.Is(o.kuyrukNe, errKuyrukYok) {
		return []sorun{{true, "RabbitMQ yönetim arayüzü cevap vermiyor; kuyruklar görülemiyor.", "RabbitMQ çalışıyor mu (rabbitmqctl status) ve AMQP_MANAGEMENT_URL doğru mu, bakın. Mesajların işlenmesi bundan etkilenmeyebilir.", web.Link{URL: "#parcalar", Text: "Sunucular ve Parçalar"}}}
	}
	for _, t := range saglik.ByKind(o.kuyruk) {
		if q := kuyrukSorunu(&t); q != nil {
			all = append(all, *q)
		}
	}
	return append(all, o.kutuSorunlari()...)
}

// kuyrukSorunu is what is wrong with the queues of a kind, nil for nothing. Those of birims are looked at one by one (kutuSorunlari).
func kuyrukSorunu(t *saglik.Tur) *sorun {
	link := web.Link{URL: parkPath + "?" + url.Values{"tuketici": {t.Ad}}.Encode(), Text: "“" + t.Ad + "” için işlenemeyenler"}
	switch {
	case t.Tur == saglik.TurBirim || t.Tur == saglik.TurRet:
	case t.Bos > 0:
		return &sorun{true, "“" + t.Ad + "” kuyruğunu işleyen yok.", "“pipeline” rolünde bir süreç çalıştığından emin olun; çalışıyorsa günlüğüne bakın, gerekirse yeniden başlatın. " + saglik.TuketiciOf(t.Ad).Etki, link}
	case t.Yas > kuyrukYasli:
		return &sorun{false, fmt.Sprintf("“%s” kuyruğunda mesaj en az %s bekliyor (%d mesaj).", t.Ad, bekleme(t.Yas), t.Derinlik), "Saniyede işlenen sayısına bakın: sıfırsa süreç takılmıştır, günlüğüne bakıp yeniden başlatın; değilse yığılma vardır, süreç ekleyin. " + saglik.TuketiciOf(t.Ad).Etki, link}
	}
	return nil
}

const maxKutuSorunu = 5 // birim that are named one by one

// kutuSorunlari names the birim whose queues have held a message for too long, the oldest first: that is whom to call.
func (o *isletimOlcum) kutuSorunlari() (all []sorun) {
	var eski []saglik.Kuyruk
	for _, k := range o.kuyruk {
		if k.Tur == saglik.TurBirim && k.Yas > kutuYasli {
			eski = append(eski, k)
		}
	}
	slices.SortFunc(eski, func(a, b saglik.Kuyruk) int { return cmp.Compare(b.Yas, a.Yas) })
	for i := range eski {
		k := &eski[i]
		if i == maxKutuSorunu {
			return append(all, sorun{false, fmt.Sprintf("Kuyruğu bekleyen %d birim daha var.", len(eski)-i), "Hepsi birden bekliyorsa nedeni büyük olasılıkla bizdedir: “pipeline” süreçlerine ve RabbitMQ'ya bakın.", web.Link{URL: "#kuyruklar", Text: "Kuyruklar"}})
		}
		no := strings.TrimPrefix(k.Ad, "birim.")
		alan := "kuyruğu alan kimse bağlı değil"
		if k.Tuketici > 0 {
			alan = fmt.Sprintf("%d mesaj alınmış ama onaylanmamış", k.Elde)
		}
		all = append(all, sorun{
			false, fmt.Sprintf("%s numaralı birimin kuyruğunda %d mesaj var, en eskisi en az %s bekliyor; %s.", no, k.Derinlik, bekleme(k.Yas), alan),
			"Birim kendi sistemini kullanıyorsa sistemi kapalı ya da takılmış olabilir: birimi arayın; uzun sürecekse “Web’e Geri Al”. Web gelen kutusunu kullanıyorsa “pipeline” sürecine bakın.",
			web.Link{URL: birimSistemURL(no, ""), Text: "Birimi aç"},
		})
	}
	return all
}

func (o *isletimOlcum) saglayiciSorunlari() (all []sorun) {
	link := web.Link{URL: "#saglayicilar", Text: "SMS Sağlayıcıları"}
	for _, p := range o.paylar {
		neden := ""
		if p.Neden != "" {
			neden = " (" + p.Neden + ")"
		}
		switch {
		case p.Aktif && p.Pay < p.Hedef:
			all = append(all, sorun{
				p.Pay == 0, fmt.Sprintf("SMS sağlayıcısı “%s” olağan payının altında: %%%d yerine %%%d%s.", p.Ad, p.Hedef, p.Pay, neden),
				"Trafik öteki sağlayıcıya kaydı; SMS gitmeye devam eder. Sağlayıcıyı arayın. Pay, hatalar bitince beşer dakikada bir kendiliğinden geri gelir.", link,
			})
		case p.Aktif && p.Neden != "":
			all = append(all, sorun{
				false, fmt.Sprintf("SMS sağlayıcısı “%s” hata veriyor%s.", p.Ad, neden),
				"Alınmayan SMS bekler ve yeniden denenir. Sağlayıcıyı arayın. Beş dakika hatasız geçince bu uyarı kalkar.", link,
			})
		}
	}
	return all
}

func since(now, t time.Time) time.Duration {
	if t.IsZero() {
		return 0
	}
	return now.Sub(t)
}

func kisaID(id string) string { return id[:8] }
