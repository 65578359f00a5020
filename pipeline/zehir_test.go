package pipeline_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/maske"
	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
)

// oddHeaders are headers of types and values that no sender of ours uses.
var oddHeaders = amqp.Table{
	"deneme": "-5", "neden": amqp.Table{"a": []any{int32(1), nil}}, "x-death": "yok", "x-delivery-count": "çok", "traceparent": strings.Repeat("f", 9000), "kesir": 1.5,
	"ham": []byte{0xff, 0}, "zaman": time.Unix(0, 0), "exchange": "sms", "anahtar": "sms", "": "boş", "amqp.exchange": "olay", "gonderen": "birim-1",
}

// zehir is a hostile message: what goes where, and what the operator reads.
type zehir struct{ what, exchange, key, body, says string }

// zehirler are what may come into a queue of messages that name themselves; %[1]s is the message's id.
var zehirler = []struct{ what, body, says string }{
	{"half a JSON", `{"id":`, "geçerli bir JSON nesnesi değil"},
	{"nothing", "", "geçerli bir JSON nesnesi değil"},
	{"a list", `[]`, "bir JSON nesnesi olmalıdır"},
	{"null", `null`, "kimliği (id) yok"},
	{"no id", `{"basvuru_no":1000}`, "kimliği (id) yok"},
	{"an id that is none", `{"id":"1"}`, "UUID olmayan bir değer"},
	{"wrong type", `{"id":{"a":1}}`, "türü yanlış"},
	{"a time that is none", `{"id":"%[1]s","zaman":"dün"}`, "İleti okunamadı"},
	{"no UTF-8", "{\"id\":\"%[1]s\",\"ad\":\"\xff\xfe\"}", "UTF-8"},
	{"very deep", `{"id":"%[1]s","x":` + strings.Repeat("[", 11_000) + strings.Repeat("]", 11_000) + `}`, "geçerli bir JSON nesnesi değil"},
	{"huge", `{"id":"` + strings.Repeat("x", 1<<19), "geçerli bir JSON nesnesi değil"},
}

// PL-05: whatever comes into a queue, with whatever headers, is parked with a reason in Turkish that an operator understands: it is not tried again, holds
// nobody up, takes no process down, and the next message of that queue is worked on.
func TestPoisonIsParkedWithAReason(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t))
	no := dbtest.File(t, w.Store, 1)
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	eventually(t, "the birim's queue is there", func() bool { return inbox(t, w, no) == 1 })
	must(t, w, dbtest.AKS, no, basvuru.SendToMIA{})
	eventually(t, "the il's queue is there", func() bool { return count(t, w, `SELECT count(*) FROM mia_kutusu`) == 1 })
	w.settled(t)
	all := []zehir{
		{"another birim's", "", "birim." + dbtest.BirimMEM.No, `{"id":"%[1]s","tip":"yonlendirme.geldi","birim_no":"90600111"}`, "başka bir birimin kuyruğuna"},
		{"a new kind", "", "birim." + dbtest.BirimMEM.No, `{"id":"%[1]s","tip":"yeni","birim_no":"` + dbtest.BirimMEM.No + `"}`, "İleti türü bilinmiyor"},
		{"a new kind", "", "kart", `{"id":"%[1]s","tip":"kart.yeni"}`, "İleti türü bilinmiyor"},
		{"wrong type", "sms", "sms", `{"sms_id":5}`, "türü yanlış"},
		{"half a JSON", "sms", "sms", `{`, "geçerli bir JSON nesnesi değil"},
		{"no such application", "", "toplama", `{"id":"%[1]s","basvuru_no":-1}`, "bulunamadı"},
	}
	for key, exchange := range map[string]string{
		dbtest.BirimMEM.No: "birim", "06": "mia", "kimlik-burosu": "kimlik-burosu", "havuz": "", "yonlendirme": "", "toplama": "", "mia": "", "bildirim": "", "kart": "", "kart-bildirim": "",
		"kimlik": "kimlik", "rapor": "", "sure": "",
	} {
		for _, z := range zehirler {
			all = append(all, zehir{z.what, exchange, key, z.body, z.says})
		}
	}
	for _, queue := range []string{"birim." + dbtest.BirimMEM.No, "havuz", "kart-bildirim", "rapor"} { // those whose schema has a version
		all = append(all, zehir{"a version to come", "", queue, `{"id":"%[1]s","surum":2}`, "bu program 1 ve öncesini bilir"})
	}
	ids := make([]string, len(all))
	onChannel(t, w.amqpURL, func(ch *amqp.Channel) error {
		for i, z := range all {
			ids[i] = uuid.NewString()
			body := z.body
			if strings.Contains(body, "%[") {
				body = strings.ReplaceAll(body, "%[1]s", ids[i])
			}
			err := ch.Publish(z.exchange, z.key, true, false, amqp.Publishing{MessageId: ids[i], Type: "\xff'tip", CorrelationId: "-1", Headers: oddHeaders, Body: []byte(body)})
			if err != nil {
				return err
			}
		}
		return nil
	})
	eventually(t, "all are parked", func() bool { return count(t, w, `SELECT count(*) FROM park`) == len(all) })
	for i, z := range all {
		if got := maske.NedenMetni(text(t, w, `SELECT coalesce((SELECT neden FROM park WHERE mesaj_id = $1), '-')`, ids[i])); !strings.Contains(got, z.says) {
			t.Errorf("%s to %s %s is parked for %q, which does not say %q", z.what, z.exchange, z.key, got, z.says)
		}
	}
	if n := w.counter(t, "acikkapi_retried_total", ""); n != 0 {
		t.Errorf("%d messages were tried again", n)
	}
	next := dbtest.File(t, w.Store, 2)
	must(t, w, dbtest.AKS, next, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	eventually(t, "the next ones are worked on", func() bool { return inbox(t, w, next) == 1 && w.received(2) == 1 })
}

// PL-02, PL-05, SC-10: what a birim's own system may send, and what it may write into its headers, is parked and refused with a reason; nothing that it says of attempts is
// believed, and its next answer counts.
func TestPoisonousAnswersAreRefused(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t), managed(t))
	y := connect(t, w, "90600136")
	no := y.route(t, 1)
	eventually(t, "it is delivered", func() bool { return inbox(t, w, no) == 1 })
	good := string(cevap(y, no, "olumlu", "Yapıldı."))
	all := []struct{ what, body, alan, says string }{
		{"a field twice", strings.Replace(good, `"sonuc"`, `"sonuc":"olumsuz","sonuc"`, 1), "sonuc", "“sonuc” alanı iletide birden çok kez var."},
		{"other letters", strings.Replace(good, `"metin"`, `"Metin"`, 1), "Metin", "bilinmeyen bir alan var: “Metin”"},
		{"no UTF-8", strings.Replace(good, "Yap", "\xff", 1), "", "UTF-8 ile yazılmış"},
		{"a zero byte", strings.Replace(good, "Yap", `\u0000`, 1), "metin", "okunamayan karakterler"},
		{"a version", strings.Replace(good, "{", `{"surum":2,`, 1), "surum", "bilinmeyen bir alan"},
		{"very deep", `{"dosyalar":` + strings.Repeat("[", 100_000), "", "geçerli bir JSON nesnesi değil"},
		{"a number beyond all", strings.Replace(good, `"sira":1`, `"sira":1e99`, 1), "sira", "türü yanlış"},
		{"a number below zero", fmt.Sprintf(`{"basvuru_no":-7,"sira":-1,"birim_no":%q,"sonuc":"olumlu","metin":"x"}`, y.no), "", "bulunamadı"},
		{"null", "null", "birim_no", "kendi kullanıcısı değil"},
		{"nothing", "", "", "geçerli bir JSON nesnesi değil"},
	}
	for i, z := range all {
		y.send(t, amqp.Publishing{MessageId: fmt.Sprintf("z-%d", i), Type: "cevap.v9", CorrelationId: "\x00", Headers: oddHeaders, Body: []byte(z.body)})
		d := string(y.take(t, y.queue()+".ret").Body)
		if !strings.Contains(d, z.says) || !strings.Contains(d, fmt.Sprintf(`"ileti_id":"z-%d"`, i)) || z.alan != "" && !strings.Contains(d, `"alan":"`+z.alan+`"`) {
			t.Errorf("%s: %s", z.what, d)
		}
	}
	eventually(t, "all are parked", func() bool { return count(t, w, `SELECT count(*) FROM park WHERE tuketici = 'cevap'`) == len(all) })
	if n := w.counter(t, "acikkapi_retried_total", ""); n != 0 {
		t.Errorf("%d messages were tried again", n)
	}
	y.send(t, amqp.Publishing{Headers: oddHeaders, Body: []byte(good)})
	eventually(t, "the next one counts", func() bool { return durum(t, w, no) == basvuru.Cevaplandi })
	if pipeline.MaxCevap != 256<<10 { // docs/birim-entegrasyon.md says so
		t.Error("the document names another limit")
	}
}
