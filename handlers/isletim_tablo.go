package handlers

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"acikkapi/internal/saglik"
	"acikkapi/internal/web"
)

var (
	parcaAdi = map[string]string{"postgres": "PostgreSQL (veritabanı)", "rabbitmq": "RabbitMQ (mesaj kuyrukları)", "dosya": "Dosya deposu"}
	parcaNe  = map[string]string{
		"postgres": "Veritabanı sunucusuna ve bağlantı sınırına bakın. Sayfalar 503 verir, başvuru numarası verilmez; hiçbir şey kaybolmaz.",
		"rabbitmq": "RabbitMQ sunucusuna, bellek ve disk uyarılarına bakın (rabbitmq-diagnostics alarms). Başvurular alınır ve veritabanında bekler, bağlantı gelince kendiliğinden gider.",
		"dosya":    "Deponun diskine ya da S3 adresine bakın. Yalnızca dosya ekleme, indirme ve Excel raporları durur.",
	}
)

var (
	iyi     = web.Tag{Text: "İyi", Colour: "green"}
	dikkat  = web.Tag{Text: "Dikkat", Colour: "yellow"}
	kotu    = web.Tag{Text: "Sorun", Colour: "red"}
	olculen = web.Tag{Text: "Ölçülmüyor", Colour: "grey"}
)

// kutucuklar are the figures that matter first.
func (o *isletimOlcum) kutucuklar() []kutucuk {
	depth := 0
	for i := range o.kuyruk {
		depth += o.kuyruk[i].Derinlik
	}
	queues := "kuyruklarda duran mesaj"
	if o.kuyrukNe != nil {
		queues = "kuyruklar görülemiyor"
	}
	parked := "karar bekleyen yok"
	if o.db.Park > 0 {
		parked = "en eskisi " + bekleme(o.now.Sub(o.db.ParkEnEski)) + " önce ayrıldı"
	}
	retries := "zamanı gelince yeniden denenecek mesaj"
	return []kutucuk{
		{Link: web.Link{URL: parkPath, Text: "İşlenemeyen mesajlar"}, Sayi: int(o.db.Park), Aciklama: parked, Gec: o.db.Park > 0},
		{Link: web.Link{URL: "#kuyruklar", Text: "Kuyruklarda"}, Sayi: depth, Aciklama: queues, Gec: o.kuyrukNe != nil && !errors.Is(o.kuyrukNe, errKuyrukYok)},
		{Link: web.Link{URL: "#isler", Text: "Gönderilecek"}, Sayi: int(o.db.Giden.Adet - o.db.Giden.Bekleme), Aciklama: "RabbitMQ'ya verilecek mesaj", Gec: o.db.Giden.EnEski > gidenYasli},
		{Link: web.Link{URL: "#isler", Text: "Yeniden denenecek"}, Sayi: int(o.db.Giden.Bekleme), Aciklama: retries},
	}
}

var mqColumns = []web.Column{
	{Label: "Kuyruk", Class: "nowrap"},
	{Label: "Durum"},
	{Label: "Mesaj", Class: "number"},
	{Label: "İşlenmekte", Class: "number"},
	{Label: "Tüketici", Class: "number"},
	{Label: "Saniyede", Class: "number"},
	{Label: "En az bekleme"},
	{Label: "Ne işe yarar", Class: "long"},
}

// cokKuyruk are the kinds of queues that there are many of, by the pattern of their names.
var cokKuyruk = map[string]string{saglik.TurBirim: "birim.*", saglik.TurRet: "birim.*.ret", saglik.TurMIA: "mia.*"}

// kuyrukTablolari are the queues that hold something or want a look, and those that are empty and in order.
func (o *isletimOlcum) kuyrukTablolari() (dolu, bos web.Table) {
	dolu = web.Table{Caption: "Kuyruklar", Columns: mqColumns, Empty: "Bütün kuyruklar boş ve işleyenleri var."}
	bos = web.Table{Caption: "Boş ve sorunsuz kuyruklar", Columns: mqColumns}
	for _, k := range saglik.ByKind(o.kuyruk) {
		if strings.HasPrefix(k.Ad, saglik.ParkOneki) && k.Derinlik == 0 && k.Bos == 0 {
			continue // on their way to the list; of interest only when something stays in them
		}
		durum := iyi
		if p := kuyrukSorunu(&k); p != nil && p.Agir {
			durum = kotu
		} else if p != nil || k.Tur == saglik.TurBirim && k.Yas > kutuYasli {
			durum = dikkat
		}
		ad, tuketici, yas := k.Ad, fmt.Sprint(k.Tuketici), "-"
		if name, many := cokKuyruk[k.Tur]; many {
			ad = fmt.Sprintf("%s (%d kuyruk)", name, k.Adet)
			tuketici = fmt.Sprintf("%d tanesinde yok", k.Bos)
			if k.Bos == 0 {
				tuketici = "hepsinde var"
			}
		}
		if k.Yas > 0 {
			yas = bekleme(k.Yas)
		}
		t := &dolu
		if k.Derinlik == 0 && durum == iyi {
			t = &bos
		}
		t.Rows = append(t.Rows, web.Row{Late: durum == kotu, Cells: web.Cells(mqColumns, web.Text(ad), web.Cell{Tag: durum}, web.Text(fmt.Sprint(k.Derinlik)), web.Text(fmt.Sprint(k.Elde)),
			web.Text(tuketici), web.Text(ondalik(k.Hiz)), web.Text(yas), web.Text(saglik.TuketiciOf(k.Ad).Is))})
	}
	return dolu, bos
}

func ondalik(f float64) string { return strings.ReplaceAll(fmt.Sprintf("%.1f", f), ".", ",") }

// kuyrukYok says why there is no table of queues.
func (o *isletimOlcum) kuyrukYok() string {
	switch {
	case o.kuyrukNe == nil:
		return ""
	case errors.Is(o.kuyrukNe, errKuyrukYok):
		return "RabbitMQ yönetim adresi tanımlı değil (AMQP_MANAGEMENT_URL); kuyrukların derinliği bu sayfada gösterilemez. rabbitmqctl list_queues name messages consumers komutuyla bakabilirsiniz."
	}
	return "RabbitMQ yönetim arayüzü cevap vermedi; birkaç saniyede bir yeniden denenir."
}

var islerColumns = []web.Column{{Label: "İş"}, {Label: "Durum"}, {Label: "Sayı", Class: "number"}, {Label: "Açıklama", Class: "long"}}

func (o *isletimOlcum) isTablosu(e *web.Engine) web.Table {
	t := web.Table{ID: "is-tablosu", Caption: "İşler", Columns: islerColumns}
	add := func(ad string, bad bool, n int64, note string) {
		tag := iyi
		if bad {
			tag = kotu
		}
		t.Rows = append(t.Rows, web.Row{Late: bad, Cells: web.Cells(islerColumns, web.Text(ad), web.Cell{Tag: tag}, web.Text(strings.Replace(fmt.Sprint(n), "-1", "-", 1)), web.Text(note))})
	}
	d := &o.db
	out := "Zamanı gelmiş mesaj beklemiyor."
	if d.Giden.EnEski > 0 {
		out = "En eskisi " + bekleme(d.Giden.EnEski) + " bekliyor."
	}
	add("Gönderilecek mesajlar (giden kutusu)", d.Giden.EnEski > gidenYasli, d.Giden.Adet-d.Giden.Bekleme, out)
	add("Yeniden denenecek mesajlar", false, d.Giden.Bekleme, "Bir hata nedeniyle ertelendi ya da zamanı gelmedi (gece bekleyen SMS gibi); kendiliğinden gönderilir.")
	last := "Hiç ayrılmadı."
	if !d.ParkSon.IsZero() {
		last = "Sonuncusu " + e.Zaman(d.ParkSon) + " tarihinde ayrıldı."
	}
	add("İşlenemeyen mesajlar", d.Park > 0, d.Park, last)
	stuck := since(o.now, d.AktarimEnEski)
	note := fmt.Sprintf("%d hazırlanıyor, son bir günde %d başarısız.", d.AktarimCalisan, d.AktarimBasarisiz)
	if stuck > 0 {
		note += " En çok bekleyen " + bekleme(stuck) + " ilerlemedi."
	}
	add("Excel raporları", stuck > aktarimYasli, int64(d.AktarimBekleyen), note)
	wait := since(o.now, d.SMSEnEski)
	add("Gönderilmeyi bekleyen SMS", wait > smsYasli, int64(d.SMSBekleyen), "Kodlar dışındaki SMS sessiz saatlerde sabahı bekler.")
	look, ago := "Henüz hiç bakılmadı.", since(o.now, d.SureBakis)
	if !d.SureBakis.IsZero() {
		look = "Son bakış: " + e.Zaman(d.SureBakis) + "."
	}
	add("Son cevap tarihlerine bakış", ago > sureYasli, -1, look) // nothing to count
	return t
}

var saglayiciColumns = []web.Column{{Label: "Sağlayıcı"}, {Label: "Durum"}, {Label: "Şimdiki pay", Class: "number"}, {Label: "Olağan pay", Class: "number"}, {Label: "Son değişiklik", Class: "date"}, {Label: "Neden"}}

func (o *isletimOlcum) saglayiciTablosu(e *web.Engine) web.Table {
	t := web.Table{Caption: "SMS Sağlayıcıları", Columns: saglayiciColumns, Empty: "Henüz hiçbir süreç SMS sağlayıcısı bildirmedi."}
	for _, p := range o.paylar {
		tag := iyi
		switch {
		case !p.Aktif:
			tag = web.Tag{Text: "Tanımlı değil", Colour: "grey"}
		case p.Pay == 0 && p.Hedef > 0:
			tag = kotu
		case p.Pay < p.Hedef || p.Neden != "":
			tag = dikkat
		}
		t.Rows = append(t.Rows, web.Row{Late: tag == kotu, Cells: web.Cells(saglayiciColumns, web.Text(p.Ad), web.Cell{Tag: tag}, web.Text(fmt.Sprintf("%%%d", p.Pay)),
			web.Text(fmt.Sprintf("%%%d", p.Hedef)), web.Text(e.Zaman(p.Degisim)), web.Text(p.Neden))})
	}
	return t
}

var surecColumns = []web.Column{{Label: "Süreç"}, {Label: "Durum"}, {Label: "Sürüm"}, {Label: "Roller"}, {Label: "Başlangıç", Class: "date"}, {Label: "Son ses"}}

func (o *isletimOlcum) surecTablosu(e *web.Engine) web.Table {
	t := web.Table{Caption: "Çalışan Süreçler", Columns: surecColumns, Empty: "Ses veren süreç yok."}
	for i := range o.surecler {
		p := &o.surecler[i]
		tag := iyi
		if p.Away(o.now) {
			tag = web.Tag{Text: "Ses yok", Colour: "red"}
		}
		t.Rows = append(t.Rows, web.Row{Late: p.Away(o.now), Cells: web.Cells(surecColumns, web.Text(kisaID(p.ID.String())), web.Cell{Tag: tag}, web.Text(p.Surum),
			web.Text(strings.Join(p.Roller, ", ")), web.Text(e.Zaman(p.Basladi)), web.Text(saniye(o.now.Sub(p.Gorulme))+" önce"))})
	}
	return t
}

func saniye(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%d sn", max(0, int(d.Seconds())))
	}
	return bekleme(d)
}

var parcaColumns = []web.Column{{Label: "Parça"}, {Label: "Durum"}, {Label: "Açıklama", Class: "long"}}

// parcaTablosu is what the running processes say of the servers that they need.
func (o *isletimOlcum) parcaTablosu() web.Table {
	t := web.Table{Caption: "Sunucular ve Parçalar", Columns: parcaColumns}
	alive := o.alive()
	for _, part := range []string{"postgres", "rabbitmq", "dosya"} {
		asked, away := 0, 0
		for _, p := range alive {
			said, ok := p.Durum[part]
			if ok {
				asked++
			}
			if said != "" {
				away++
			}
		}
		tag, note := iyi, fmt.Sprintf("%d süreç ulaşıyor.", asked)
		switch {
		case asked == 0:
			tag, note = olculen, "Bunu kullanan süreç yok."
		case away > 0:
			tag, note = kotu, fmt.Sprintf("%d süreçten %d tanesi ulaşamıyor. %s", asked, away, parcaNe[part])
		}
		if part == "postgres" {
			note += " Veritabanının boyu " + web.Boyut(o.db.Boyut) + "."
		}
		t.Rows = append(t.Rows, web.Row{Late: tag == kotu, Cells: web.Cells(parcaColumns, web.Text(parcaAdi[part]), web.Cell{Tag: tag}, web.Text(note))})
	}
	if !errors.Is(o.kuyrukNe, errKuyrukYok) {
		tag, note := iyi, "Kuyruk bilgisi alınıyor."
		if o.kuyrukNe != nil {
			tag, note = kotu, o.kuyrukYok()
		}
		t.Rows = append(t.Rows, web.Row{Late: tag == kotu, Cells: web.Cells(parcaColumns, web.Text("RabbitMQ yönetim arayüzü"), web.Cell{Tag: tag}, web.Text(note))})
	}
	return t
}
