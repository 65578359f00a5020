package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/internal/saglik"
	"acikkapi/store"
)

// parked puts a message into the list, as the pipeline's park does.
func (s *site) parked(tuketici, tip, neden, body string, baslik map[string]string) (id, mesaj uuid.UUID) {
	s.t.Helper()
	mesaj = uuid.Must(uuid.NewV7())
	if baslik == nil {
		baslik = map[string]string{"neden": neden, "tuketici": tuketici, "kuyruk": tuketici}
	}
	p := store.Parked{Tuketici: tuketici, MesajID: mesaj, KonuNo: 1001, Tip: tip, Neden: neden, Anahtar: tuketici, Govde: []byte(body), Baslik: baslik}
	if err := s.store.Park(s.t.Context(), p); err != nil {
		s.t.Fatal(err)
	}
	return uuid.MustParse(s.scanText(`SELECT id::text FROM park WHERE mesaj_id = $1 AND karar IS NULL`, mesaj)), mesaj
}

// linkOf is the address of the link with that id.
func (a answer) linkOf(t *testing.T, id string) string {
	t.Helper()
	before, _, ok := strings.Cut(a.body, `" id="`+id+`"`)
	if !ok {
		t.Fatalf("no link %s in\n%s", id, a.body)
	}
	return html.UnescapeString(before[strings.LastIndex(before, `href="`)+6:])
}

// PL-05: the list has what consumers gave up on, newest first, in pages that lead on and back, and narrows by consumer, type, reason, day and
// decision.
func TestParkedMessagesAreListed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	op := s.signIn(userIsletmen)
	if a := op.get(parkPath); !strings.Contains(a.body, "Karar bekleyen mesaj yok. Yapılacak bir şey yok.") {
		t.Fatalf("%d an empty list says:\n%s", a.status, a.body)
	}
	for n := range 45 {
		s.parked("havuz", "basvuru.alindi", fmt.Sprintf("invalid: İleti okunamadı (%d)", n), `{}`, nil)
	}
	old, _ := s.parked("sms", "sms.gonder", "unavailable: Sağlayıcı", `{}`, nil)
	s.exec(`UPDATE park SET zaman = now() - interval '40 days' WHERE id = $1`, old)
	first := op.get(parkPath)
	if !strings.Contains(first.body, "Toplam 46 kayıttan 1-20 gösteriliyor.") || !strings.Contains(first.body, "(44)") || strings.Contains(first.body, "(24)") {
		t.Errorf("the first page: %s", first.body)
	}
	second := op.get(first.linkOf(t, "sonraki-sayfa"))
	third := op.get(second.linkOf(t, "sonraki-sayfa"))
	if !strings.Contains(second.body, "21-40") || !strings.Contains(second.body, "(24)") || !strings.Contains(third.body, "41-46") || !strings.Contains(third.body, "sms.gonder") {
		t.Errorf("pages two and three:\n%s\n%s", second.body, third.body)
	}
	if back := op.get(third.linkOf(t, "onceki-sayfa")); !strings.Contains(back.body, "21-40") || !strings.Contains(back.body, "(24)") {
		t.Errorf("back on the second page:\n%s", back.body)
	}
	day := func(d int) string { return time.Now().AddDate(0, 0, d).Format("02.01.2006") }
	for query, want := range map[string]string{
		"tuketici=sms": "Toplam 1 kayıttan", "tip=basvuru.alindi": "Toplam 45 kayıttan", "neden=OKUNAMADI+(44)": "Toplam 1 kayıttan", "ilk=" + day(-2): "Toplam 45 kayıttan",
		"son=" + day(-30): "Toplam 1 kayıttan", "durum=atildi": "uyan mesaj bulunamadı", "durum=hepsi": "Toplam 46 kayıttan", "boy=100": "Toplam 46 kayıttan 1-46",
		"ilk=31.02.2026": "Tarihi gg.aa.yyyy biçiminde", "ilk=" + day(-1) + "&son=" + day(-3): "Son gün, ilk günden önce olamaz.", "durum=x": "Durumu listeden seçiniz.",
	} {
		a := op.get(parkPath + "?" + query)
		if !strings.Contains(a.body, want) || strings.Contains(want, "kayıttan") != (a.status == http.StatusOK && strings.Contains(a.body, `id="liste"`) && !strings.Contains(a.body, "uyan mesaj")) {
			t.Errorf("%s: %d, without %q:\n%s", query, a.status, want, a.body)
		}
	}
	if n := s.scan(`SELECT count(*)::text FROM erisim WHERE islem = 'İşlenemeyen mesajlar listelendi'`); n < 10 {
		t.Errorf("%d of the lists that were looked at are on record", n)
	}
}

// PL-05, SC-05, SC-08: the page of a message tells why, whom it matters to and what to do, and what it carries, but nothing of a person;
// hostile text stands there as nothing at all. Looking is recorded.
func TestParkedMessageIsRedactedAndInert(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	op := s.signIn(userIsletmen)
	const hostile = `<script>alert(1)</script>`
	secrets := []string{"10000000146", "+905321234567", "0532 123 45 67", "ayse@ornek.gov.tr", "AYŞE DEMİR", "ayse", "KIZILAY MAH. NO:5", hostile, "=HYPERLINK(1)", "\u202eters"}
	all, err := json.Marshal(secrets)
	if err != nil {
		t.Fatal(err)
	}
	one, err := json.Marshal(secrets[4])
	if err != nil {
		t.Fatal(err)
	}
	body := fmt.Sprintf(`{"basvuru_no":5321234,"birim_no":"55481037","tip":"ayse","ad":%s,"liste":%s,"<script>alert(1)</script>":1}`, one, all)
	headers := map[string]string{"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", hostile: hostile, "gonderen": "birim-55481037", "ad": "AYŞE DEMİR"}
	id, _ := s.parked("cevap", hostile+"ayse", `invalid: İleti okunamadı: decode "AYŞE DEMİR" 10000000146 `+hostile, body, headers)
	broken, _ := s.parked("cevap", "10000000146", "invalid: İleti okunamadı", `AYŞE DEMİR {`, nil)
	long, _ := s.parked("cevap", "deneme", `invalid birim_no: Cevabı gönderen değil`, "{}", nil)
	s.exec(`UPDATE park SET konu_no = 10000000146 WHERE id = $1`, long)
	if a := op.get(parkPath); !strings.Contains(a.body, "Geçersiz (birim_no): Cevabı gönderen değil") {
		t.Errorf("a reason at a field is not in Turkish: %s", a.body)
	}
	pages := map[string]answer{
		"message": op.get(parkPath + "/" + id.String()), "broken": op.get(parkPath + "/" + broken.String()), "list": op.get(parkPath), "live list": op.get("/canli" + parkPath),
		"question": op.post(parkPath+"/sec", "sec", id.String(), "sec", broken.String(), "islem", "atildi"),
		"result":   op.post(parkPath+"/karar", "sec", id.String(), "karar", "yeniden"),
	}
	for name, a := range pages {
		if a.status != http.StatusOK {
			t.Errorf("%s: %d", name, a.status)
		}
		for _, secret := range secrets {
			if strings.Contains(a.body, secret) || strings.Contains(a.body, "<script>alert") {
				t.Errorf("%s shows %q:\n%s", name, secret, a.body)
			}
		}
	}
	for _, want := range []string{"5321234", "55481037", "birim-55481037", "İleti okunamadı", "Kendi sistemini kullanan birimin", "Yeniden İşle", `İz Kimliği</dt><dd class="govuk-summary-list__value">0af7651916cd43dd8448eb211c80319c<`} {
		if !strings.Contains(pages["message"].body, want) {
			t.Errorf("the message's page does not say %q:\n%s", want, pages["message"].body)
		}
	}
	if !strings.Contains(pages["broken"].body, "okunabilir bir JSON değil") {
		t.Errorf("a body that is no JSON:\n%s", pages["broken"].body)
	}
	if n := s.scan(`SELECT count(*)::text FROM erisim WHERE islem = 'İşlenemeyen mesaj görüntülendi' AND yapan_rol = 'isletmen'`); n != 2 {
		t.Errorf("%d looks are on record, want 2", n)
	}
	for _, strange := range []string{"x", uuid.NewString()} {
		if a := op.get(parkPath + "/" + strange); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", strange, a.status)
		}
	}
}

// PL-05: one message or many go back to their queue or are discarded with a reason; nothing chosen, too many and no reason are told; who has
// decided, when and why stays for good.
func TestParkedMessagesAreDecidedOn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	op := s.signIn(userIsletmen)
	a, msgA := s.parked("havuz", "basvuru.alindi", "invalid: İleti okunamadı", `{"id":1}`, nil)
	b, _ := s.parked("sms", "sms.gonder", "unavailable: Sağlayıcı", `{}`, nil)
	for _, islem := range []string{"yeniden", "atildi"} {
		if p := op.post(parkPath+"/sec", "islem", islem); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.body, "Önce listeden en az bir mesaj seçiniz.") {
			t.Errorf("%s of nothing: %d", islem, p.status)
		}
	}
	many := values("karar", "yeniden")
	for range store.MaxPark + 1 {
		many.Add("sec", uuid.NewString())
	}
	if p := op.postForm(parkPath+"/karar", many); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.body, "en çok 500 mesaj") {
		t.Errorf("501 messages: %d", p.status)
	}
	if p := op.post(parkPath+"/karar", "sec", a.String(), "karar", "sil"); p.status != http.StatusUnprocessableEntity {
		t.Errorf("an act that there is not: %d", p.status)
	}
	if p := op.post(parkPath+"/sec", "islem", "tumu"); strings.Count(p.body, " checked") != 2 {
		t.Errorf("all of the page: %d chosen", strings.Count(p.body, " checked"))
	}
	// discarding needs a reason, and what was chosen stays
	p := op.post(parkPath+"/karar", "sec", b.String(), "karar", "atildi", "aciklama", " ")
	if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.body, "Atma gerekçesini giriniz.") || !strings.Contains(p.body, b.String()) {
		t.Errorf("without a reason: %d\n%s", p.status, p.body)
	}
	p = op.post(parkPath+"/karar", "sec", b.String(), "karar", "atildi", "aciklama", "Deneme iletisiydi")
	if !strings.Contains(p.body, "1 mesajın 1 tanesi atıldı.") {
		t.Errorf("discarded: %s", p.body)
	}
	// one of two has been decided on meanwhile, a third is none
	p = op.post(parkPath+"/karar", "sec", a.String(), "sec", b.String(), "sec", uuid.NewString(), "sec", a.String(), "karar", "yeniden", "aciklama", "Şema düzeltildi")
	for _, want := range []string{"3 mesajın 1 tanesi kuyruğuna gönderildi, 2 tanesinde yapılamadı.", "bu mesajı daha önce attı", "Aradığınız mesaj bulunamadı."} {
		if !strings.Contains(p.body, want) {
			t.Errorf("the result does not say %q:\n%s", want, p.body)
		}
	}
	if got := s.scanText(`SELECT string_agg(exchange || '>' || anahtar || ' ' || deneme || ' ' || coalesce(baslik->>'neden', '-') || coalesce(baslik->>'tuketici', '-'), ',') FROM giden WHERE mesaj_id = $1`, msgA); got != ">havuz 0 --" {
		t.Errorf("sent again as %q", got)
	}
	if again := op.post(parkPath+"/karar", "sec", a.String(), "karar", "yeniden"); !strings.Contains(again.body, "daha önce yeniden işlenmek üzere gönderdi") ||
		s.scan(`SELECT count(*)::text FROM giden WHERE mesaj_id = $1`, msgA) != 1 {
		t.Errorf("posted twice: %s", again.body)
	}
	if got := s.scanText(`SELECT string_agg(islem || ': ' || yapan_rol || ', ' || (sonraki->>'aciklama'), '; ' ORDER BY zaman) FROM degisiklik WHERE tablo = 'park'`); got != "atildi: isletmen, Deneme iletisiydi; yeniden: isletmen, Şema düzeltildi" {
		t.Errorf("on record: %s", got)
	}
	for _, sql := range []string{`UPDATE degisiklik SET yapan_ad = 'x' WHERE tablo = 'park'`, `DELETE FROM degisiklik WHERE tablo = 'park'`, `TRUNCATE degisiklik`} {
		if _, err := s.store.Pool().Exec(t.Context(), sql); err == nil {
			t.Errorf("%s was let through", sql)
		}
	}
	if list := op.get(parkPath + "?durum=hepsi"); !strings.Contains(list.body, "Deneme iletisiydi") || !strings.Contains(list.body, "Yeniden işlendi") {
		t.Errorf("the list of all does not tell who decided what:\n%s", list.body)
	}
	// parked once more, it shows what became of it before
	if err := s.store.Park(t.Context(), store.Parked{Tuketici: "havuz", MesajID: msgA, Tip: "basvuru.alindi", Neden: "invalid: yine olmadı", Anahtar: "havuz", Govde: []byte("{}"), Baslik: map[string]string{}}); err != nil {
		t.Fatal(err)
	}
	now := s.scanText(`SELECT id::text FROM park WHERE mesaj_id = $1 AND karar IS NULL`, msgA)
	if m := op.get(parkPath + "/" + now); !strings.Contains(m.body, "Şema düzeltildi") || strings.Count(m.body, "İşlenemedi, ayrıldı") != 2 {
		t.Errorf("its history:\n%s", m.body)
	}
	if m := op.get(parkPath + "/" + a.String()); !strings.Contains(m.body, "Karar bekleyen kaydını açın") || strings.Contains(m.body, `value="atildi"`) {
		t.Errorf("the earlier record does not lead to the open one:\n%s", m.body)
	}
}

// PL-05: 500 messages at once, each with its result; nobody who is no operator can do or see any of it.
func TestFiveHundredAtOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	op := s.signIn(userIsletmen)
	sec := values("karar", "yeniden")
	s.exec(`INSERT INTO park (id, tuketici, mesaj_id, tip, neden, govde, baslik, exchange, anahtar)
		SELECT gen_random_uuid(), 'havuz', gen_random_uuid(), 'basvuru.alindi', 'x', '{}', '{}', '', 'havuz' FROM generate_series(1, 500)`)
	chosen := op.post(parkPath+"/sec?boy=500", "islem", "tumu")
	for _, part := range strings.Split(chosen.body, `name="sec" value="`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		sec.Add("sec", id)
	}
	if len(sec["sec"]) != 500 {
		t.Fatalf("%d chosen", len(sec["sec"]))
	}
	for _, user := range []int{userAKS, userMEM, userMIA, userVali, userPersonel, userKimlik, userYonetici} {
		if a := s.signIn(user).postForm(parkPath+"/karar", sec); a.status != http.StatusForbidden {
			t.Errorf("user %d: %d", user, a.status)
		}
	}
	if n := s.scan(`SELECT count(*)::text FROM giden WHERE anahtar = 'havuz'`); n != 0 {
		t.Fatalf("%d were sent by people who may not", n)
	}
	a := op.postForm(parkPath+"/karar", sec)
	if !strings.Contains(a.body, "500 mesajın 500 tanesi kuyruğuna gönderildi.") || s.scan(`SELECT count(*)::text FROM giden WHERE anahtar = 'havuz'`) != 500 {
		t.Errorf("%d: %s", a.status, a.body[:min(len(a.body), 4000)])
	}
}

// kuyruk is a broker's management as the operator's home asks it.
type sahteKuyruk struct {
	list []saglik.Kuyruk
	err  error
}

func (k *sahteKuyruk) Look() ([]saglik.Kuyruk, error) { return k.list, k.err }

// OP-04: the home says that all is well, or what is wrong, what to do, and leads on; without the broker's management it says so.
func TestOperatorsHome(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	op := s.signIn(userIsletmen)
	beat := func(id uuid.UUID, surum, rabbit string, roller ...string) {
		err := s.store.Beat(t.Context(), &store.Surec{ID: id, Surum: surum, Roller: roller, Durum: map[string]string{"postgres": "", "rabbitmq": rabbit, "dosya": ""}, Basladi: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
	}
	one, two := uuid.New(), uuid.New()
	beat(one, "abc123", "", "inbox", "pipeline")
	home := op.get(isletimPath)
	for _, want := range []string{"Sistem olağan çalışıyor", "AMQP_MANAGEMENT_URL", one.String()[:8], "abc123", "PostgreSQL (veritabanı)"} {
		if !strings.Contains(home.body, want) {
			t.Errorf("the home does not say %q:\n%s", want, home.body)
		}
	}
	s.svc.kuyruk = &sahteKuyruk{list: []saglik.Kuyruk{
		{Ad: "havuz", Tur: "havuz", Derinlik: 7, Yas: 6 * time.Minute, Tuketici: 4},
		{Ad: "sms", Tur: "sms", Derinlik: 1},
		{Ad: "birim.55481037", Tur: "birim", Derinlik: 3, Yas: time.Hour},
		{Ad: "birim.90600111", Tur: "birim", Tuketici: 1},
		{Ad: "birim.90600111.ret", Tur: saglik.TurRet, Derinlik: 2, Yas: 90 * 24 * time.Hour}, // a birim that never reads what was refused: its affair
		{Ad: "olu.havuz", Tur: "olu.havuz", Tuketici: 1},
	}}
	beat(two, "def456", "yok", "pipeline")
	s.parked("havuz", "basvuru.alindi", "x", "{}", nil)
	s.exec(`INSERT INTO giden (mesaj_id, konu_no, exchange, anahtar, tip, govde, vade) VALUES (gen_random_uuid(), 1, 'olay', 'x', 'x', '{}', now() - interval '10 minutes')`)
	s.exec(`INSERT INTO nabiz (ad, zaman) VALUES ('sure', now() - interval '1 hour')`)
	s.exec(`INSERT INTO sms_saglayici (ad, hedef, pay, degisim, neden) VALUES ('smpp', 70, 30, now(), 'yavaş yanıt'), ('http', 30, 70, now(), '')`)
	s.exec(`INSERT INTO surec (id, surum, roller, durum, basladi, gorulme) VALUES (gen_random_uuid(), 'abc123', '{intake}', '{}', now() - interval '1 day', now() - interval '5 minutes')`)
	part := op.get("/canli" + isletimPath + "/durum")
	for _, want := range []string{
		"1 mesaj işlenemedi", "Gönderilecek mesajlar birikiyor: en eskisi 10 dk", "Son cevap tarihlerine 1 saat", "“havuz” kuyruğunda mesaj en az 6 dk", "“sms” kuyruğunu işleyen yok",
		"55481037 numaralı birimin kuyruğunda 3 mesaj var, en eskisi en az 1 saat", `href="/isletim/birim/55481037"`, "birim.*.ret (1 kuyruk)", "“smpp” olağan payının altında: %70 yerine %30 (yavaş yanıt)", "RabbitMQ (mesaj kuyrukları): 1 süreç ulaşamıyor", "Birden fazla sürüm çalışıyor: ",
		"ses vermiyor", "birim.* (2 kuyruk)", "Yapılması gerekenler",
	} {
		if !strings.Contains(part.body, want) {
			t.Errorf("the home does not say %q:\n%s", want, part.body)
		}
	}
	if strings.Contains(part.body, "90600111") || strings.Contains(part.body, "“birim.ret” kuyruğu") {
		t.Errorf("refused answers that nobody reads are held to be wrong:\n%s", part.body)
	}
	s.svc.kuyruk = &sahteKuyruk{err: errors.New("dial tcp 10.1.2.3:15672: refused")}
	away := op.get(isletimPath)
	if away.status != http.StatusOK || !strings.Contains(away.body, "RabbitMQ yönetim arayüzü cevap vermiyor") || strings.Contains(away.body, "10.1.2.3") {
		t.Errorf("%d: the management is away:\n%s", away.status, away.body)
	}
	// live: who has the page open is told of the next parked message
	events := op.events("/canli" + isletimPath)
	s.parked("sms", "sms.gonder", "y", "{}", nil)
	waitFor(t, events, "a parked message")
}

// PL-05: who works off a flood, page by page, finds the list narrowed as before after each decision, and does not choose anew each time.
func TestFilterOutlivesADecision(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	op := s.signIn(userIsletmen)
	id, _ := s.parked("sms", "sms.gonder", "x", "{}", nil)
	const filter = "?boy=500&tuketici=sms"
	asked := op.post(parkPath+"/sec"+filter, "sec", id.String(), "islem", "yeniden")
	if action := html.EscapeString(parkPath + "/karar" + filter); !strings.Contains(asked.body, `action="`+action+`"`) || !strings.Contains(asked.body, `href="`+html.EscapeString(parkPath+filter)+`"`) {
		t.Errorf("the question has lost the filter: %s", asked.body)
	}
	done := op.post(parkPath+"/karar"+filter+"&sira=500&sonra=1-"+id.String(), "sec", id.String(), "karar", "yeniden")
	if back := `href="` + html.EscapeString(parkPath+filter) + `"`; done.status != http.StatusOK || strings.Count(done.body, back) < 2 {
		t.Errorf("the result leads to another list than %s: %s", back, done.body)
	}
}
