package pipeline_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// PL-05, SC-10: an answer that will never be right is parked with its reason, and its sender is told which message it was, and why.
func TestRefusedAnswersAreToldToTheirSender(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t), managed(t))
	y := connect(t, w, "90600116")
	no, answered := y.route(t, 1), y.route(t, 2)
	eventually(t, "both are delivered", func() bool { return inbox(t, w, no)+inbox(t, w, answered) == 2 })
	y.send(t, amqp.Publishing{MessageId: "tamam", Body: cevap(y, answered, "olumlu", "Yapıldı.")})
	eventually(t, "one is answered", func() bool { return durum(t, w, answered) == basvuru.Cevaplandi })

	theirs := dbtest.File(t, w.Store, 3)
	must(t, w, dbtest.AKS, theirs, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	foreign := uuid.New()
	if _, err := w.Pool().Exec(t.Context(), `INSERT INTO dosya (id, ozet, ad, tur, boyut, yukleyen) VALUES ($1, 'x', 'a.pdf', 'application/pdf', 1, 'birim:90600117')`, foreign); err != nil {
		t.Fatal(err)
	}
	other := *y
	other.no = dbtest.BirimMEM.No
	for i, c := range []struct {
		what string
		body []byte
		alan string
		says string
	}{
		{"forged sender", cevap(&other, no, "olumlu", "Başkası adına."), "birim_no", "kendi kullanıcısı değil"},
		{"unknown routing", cevap(y, no+1000, "olumlu", "Yok."), "", "bulunamadı"},
		{"another's routing", cevap(y, theirs, "olumlu", "Bizim değil."), "", "bulunamadı"},
		{"answered twice", cevap(y, answered, "olumsuz", "Bir daha."), "", "bu işlem yapılamaz"},
		{"too large", cevap(y, no, "olumlu", strings.Repeat("x", pipeline.MaxCevap)), "", "İleti çok büyük"},
		{"too long", cevap(y, no, "olumlu", strings.Repeat("ş", 4001)), "metin", "En fazla 4000 karakter"},
		{"no JSON", []byte("<cevap/>"), "", "geçerli bir JSON nesnesi değil"},
		{"two JSON values", append(cevap(y, no, "olumlu", "Yapıldı."), "{}"...), "", "geçerli bir JSON nesnesi değil"},
		{"a list", []byte("[]"), "", "JSON nesnesi olmalıdır"},
		{"wrong type", fmt.Appendf(nil, `{"basvuru_no":"%d"}`, no), "basvuru_no", "türü yanlış"},
		{"a name for a field", []byte(`{"AYŞE: DEMİR":1}`), "", "bilinmeyen bir alan"},
		{"unknown field", fmt.Appendf(nil, `{"basvuru_no":%d,"dosya":[]}`, no), "dosya", "bilinmeyen bir alan"},
		{"unknown outcome", cevap(y, no, "kismen", "Kısmen."), "sonuc", "Cevap tipini seçiniz"},
		{"no words", cevap(y, no, "olumlu", " "), "metin", "Cevabı giriniz"},
		{"file that is none", []byte(fmt.Sprintf(`{"basvuru_no":%d,"sira":1,"birim_no":%q,"sonuc":"olumlu","metin":"x","dosyalar":["a.pdf"]}`, no, y.no)), "dosyalar", "id (UUID) olmayan"},
		{"unknown file", cevap(y, no, "olumlu", "Ekte.", uuid.New()), "dosyalar", "bulunamadı"},
		{"somebody else's file", cevap(y, no, "olumlu", "Ekte.", foreign), "dosyalar", "bulunamadı"},
		{"return with a file", cevap(y, no, "iade", "Değil.", uuid.New()), "dosyalar", "dosya eklenemez"},
	} {
		id := fmt.Sprintf("ileti-%d", i)
		y.send(t, amqp.Publishing{MessageId: id, Body: c.body, CorrelationId: "10000000146"})
		d := y.take(t, y.queue()+".ret")
		var m store.RetMesaji
		if err := json.Unmarshal(d.Body, &m); err != nil {
			t.Fatal(err)
		}
		if m.IletiID != id || m.Tip != "cevap.reddedildi" || d.Type != m.Tip || m.Alan != c.alan || !strings.Contains(m.Neden, c.says) || time.Since(m.Zaman) > time.Minute {
			t.Errorf("%s: %s", c.what, d.Body)
		}
		eventually(t, c.what+" is parked", func() bool {
			return count(t, w, `SELECT count(*) FROM park WHERE tuketici = 'cevap' AND position($1 in neden) > 0 AND octet_length(govde) <= 32768`, c.says) > 0 &&
				count(t, w, `SELECT count(*) FROM park`) == i+1
		})
	}
	if n := count(t, w, `SELECT count(*) FROM park WHERE konu_no = 10000000146`); n != 0 { // SC-04: the operator's page would show it as a number of an application
		t.Errorf("%d are parked under a number that their sender has made up", n)
	}
	if n := count(t, w, `SELECT count(*) FROM park WHERE konu_no = $1`, no); n < 5 {
		t.Errorf("%d are parked under the application's number", n)
	}
	if n := count(t, w, `SELECT count(*) FROM cevap`); n != 1 {
		t.Errorf("%d answers, want 1", n)
	}
	if d := durum(t, w, no); d != basvuru.Yonlendirildi {
		t.Errorf("the application went on to %s", d)
	}
	if n := depth(t, w.amqpURL, y.queue()+".ret"); n != 0 {
		t.Errorf("%d refusals too many", n)
	}
}

// PL-02, PL-05: an answer under a mistyped routing key is taken all the same, as RabbitMQ has confirmed it; a message that a birim's own system turns down is
// parked with that reason, and stands in the web inbox.
func TestMistypedKeyAndTurnedDown(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t), managed(t))
	y := connect(t, w, "90600146")
	no := y.route(t, 1)
	eventually(t, "it is delivered", func() bool { return inbox(t, w, no) == 1 })
	onChannel(t, y.url(), func(ch *amqp.Channel) error {
		eventually(t, "it is there", func() bool {
			d, ok, err := ch.Get(y.queue(), false)
			if err == nil && ok {
				err = d.Reject(false)
			}
			if err != nil {
				t.Fatal(err)
			}
			return ok
		})
		return nil
	})
	if _, reason := parked(t, w); !strings.Contains(reason, "sistemi mesajı işlemeden geri çevirdi") {
		t.Errorf("turned down by the birim's own system, it was parked for: %s", reason)
	}
	onChannel(t, y.url(), func(ch *amqp.Channel) error {
		return publishTo(ch, pipeline.CevapExchange(y.no), "cevab", amqp.Publishing{Body: cevap(y, no, "olumlu", "Yapıldı.")})
	})
	eventually(t, "it is answered", func() bool { return durum(t, w, no) == basvuru.Cevaplandi })
}
