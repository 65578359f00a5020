package store_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/dosya"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// disposal is a store with two Proje Yöneticisi and files.
type disposal struct {
	*testing.T
	s         *store.Store
	url       string
	a, b      kural.Actor
	files     *dosya.Store
	filesPath string
}

func newDisposal(t *testing.T) *disposal {
	t.Helper()
	url := dbtest.URL(t)
	d := &disposal{T: t, s: dbtest.Open(t, url), url: url, filesPath: t.TempDir()}
	d.a, d.b = addUser(t, d.s, "proje_yoneticisi", "SEVGİ", 1), addUser(t, d.s, "proje_yoneticisi", "KEMAL", 2)
	d.a.Rol, d.b.Rol = kural.ProjeYonetici, kural.ProjeYonetici
	var err error
	if d.files, err = dosya.New(t.Context(), "file://"+d.filesPath); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.files.Close() })
	return d
}

// kisi is somebody whose traces are looked for.
type kisi struct {
	yeni   basvuru.Yeni
	no     int64
	words  []string // none may be left, in whatever case
	blobs  []string // of files
	sealed []string // hex of what stands encrypted, of blind indexes, of digests of words
}

// person has a closed application with everything that an application can have: answers, reasons, files, SMS, keys, what was parked.
func (d *disposal) person(n int, ad, soyad, iz, paylasilan string) *kisi {
	d.Helper()
	ctx, s := d.Context(), d.s
	k := &kisi{yeni: dbtest.Yeni(n)}
	y := &k.yeni
	y.Kisi.Ad, y.Kisi.Soyad, y.Konu, y.AcikAdres = ad, soyad, iz+" konusunu arz ederim", iz+" sokağı 7"
	y.Kisi.Ikamet.AcikAdres, y.Iletisim.Ev, y.Iletisim.Eposta = iz+" apartmanı", fmt.Sprintf("+90312%07d", n), iz+"@example.org"
	y.Hizmets = []basvuru.Hizmet{{Baslik: scan[int](d.T, s, `SELECT id FROM hizmet_baslik WHERE diger`), Aciklama: iz + " açıklaması"}}
	y.Yukleyen = store.DraftOwner(uuid.New())
	for _, content := range []string{iz + " özel", paylasilan} {
		f, err := d.files.Save(ctx, iz+".pdf", strings.NewReader("%PDF-1.4\n%"+content+"\n%%EOF\n"))
		if err != nil {
			d.Fatal(err)
		}
		id, err := s.AddUpload(ctx, y.Yukleyen, store.Yukleme{Ozet: f.Ozet, Ad: f.Ad, Tur: f.Tur, Boyut: f.Boyut})
		if err != nil {
			d.Fatal(err)
		}
		y.Dosyas, k.blobs = append(y.Dosyas, id), append(k.blobs, f.Ozet)
	}
	res := do(d.T, s, kural.Actor{Rol: kural.Vatandas, Ad: ad + " " + soyad}, 0, submission(*y), store.WithKey("taslak", iz, []byte(iz)))
	k.no = res.No
	do(d.T, s, dbtest.AKS, k.no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM, dbtest.BirimSaglik}})
	boxed(d.T, s, k.no)
	do(d.T, s, dbtest.YetkiliMEM, k.no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: iz + " birim cevabı"})
	do(d.T, s, dbtest.YetkiliSag, k.no, basvuru.Return{Sira: 2, Neden: iz + " görevsizliği"})
	do(d.T, s, kural.Pipeline("toplama"), k.no, basvuru.Collect{})
	do(d.T, s, dbtest.AKS, k.no, basvuru.SendToMIA{Aciklama: iz + " için görüş"})
	do(d.T, s, dbtest.MIA, k.no, basvuru.AnswerMIA{Sonuc: basvuru.Kismen, Metin: iz + " makam cevabı"})
	do(d.T, s, dbtest.AKS, k.no, basvuru.Close{Sonuc: basvuru.Kismen, Metin: iz + " kapanış cevabı"})
	first := scan[uuid.UUID](d.T, s, `SELECT id FROM olay WHERE konu = 'basvuru' AND konu_no = $1 AND sira = 1`, k.no)
	if err := s.Notify(ctx, store.Bildirim{Tuketici: "havuz", OlayID: first, No: k.no, Sablon: "alindi", Metin: "Sayın " + iz, Parca: 1}); err != nil {
		d.Fatal(err)
	}
	queueSMS(d.T, s, store.SMS{Sablon: "kod", Alici: y.Iletisim.Cep, Metin: iz + " kodu"})
	d.exec(`INSERT INTO park (id, tuketici, mesaj_id, tip, neden, govde, baslik, konu_no, exchange, anahtar)
		VALUES (gen_random_uuid(), 'havuz', gen_random_uuid(), 'basvuru.alindi', $1, convert_to($1, 'UTF8'), '{}', $2, 'olay', 'x')`, iz+" yüzünden", k.no)
	k.words = []string{iz, ad, soyad, string(y.Kisi.TCKN), y.Iletisim.Cep, y.Iletisim.Cep[3:], y.Iletisim.Ev[3:]}
	k.sealed = d.secrets(k)
	return k
}

// boxed brings both routings into the inboxes, as the consumer birim does.
func boxed(t *testing.T, s *store.Store, no int64) {
	t.Helper()
	ms, err := s.BirimMesajlari(t.Context(), no, []int{1, 2})
	if err != nil {
		t.Fatal(err)
	}
	for i := range ms {
		body, err := json.Marshal(ms[i])
		if err == nil {
			err = s.DeliverBirim(t.Context(), &ms[i], body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// secrets are what the database has of k that only a key, or a guess, could read.
func (d *disposal) secrets(k *kisi) []string {
	d.Helper()
	rows, err := d.s.Pool().Query(d.Context(), `SELECT encode(v, 'hex') FROM (
		SELECT unnest(ARRAY[tckn, tckn_iz, ikamet, acik_adres]) v FROM basvuru WHERE no = $1
		UNION ALL SELECT unnest(ARRAY[cep, cep_iz, ev, eposta]) FROM iletisim WHERE basvuru_no = $1
		UNION ALL SELECT unnest(ARRAY[m.alici, m.metin]) FROM sms m WHERE olay_id IS NULL OR konu_no = $1
		UNION ALL SELECT tuz FROM olay WHERE konu = 'basvuru' AND konu_no = $1) x WHERE v IS NOT NULL
		UNION ALL SELECT govde->'veri'->>'metin_sha256' FROM olay WHERE konu = 'basvuru' AND konu_no = $1 AND govde->'veri'->>'metin_sha256' IS NOT NULL
		UNION ALL SELECT govde->'veri'->'hizmetler'->0->>'aciklama_sha256' FROM olay WHERE konu = 'basvuru' AND konu_no = $1 AND sira = 1`, k.no)
	if err != nil {
		d.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(list) < 15 {
		d.Fatalf("%d secrets: %v", len(list), err)
	}
	return append(list, hex.EncodeToString(d.s.Box().Index("tckn", string(k.yeni.Kisi.TCKN))))
}

func (d *disposal) exec(sql string, args ...any) {
	d.Helper()
	if _, err := d.s.Pool().Exec(d.Context(), sql, args...); err != nil {
		d.Fatalf("%s: %v", sql, err)
	}
}

// age lets the application have been closed years ago, and all that belongs to it.
func (d *disposal) age(years int, nos ...int64) {
	d.Helper()
	d.exec(`UPDATE basvuru SET olusturma = olusturma - $1 * interval '1 year', son_islem = son_islem - $1 * interval '1 year' WHERE no = ANY($2)`, years, nos)
}

// list makes the disposal list and has it handed in and approved.
func (d *disposal) list() store.ImhaListesi {
	d.Helper()
	n, err := d.s.ImhaTuru(d.Context())
	if err != nil || n == 0 {
		d.Fatalf("a list of %d items: %v", n, err)
	}
	l := d.newest()
	if err := d.s.ProposeImha(d.Context(), d.a, l.No, l.Surum); err != nil {
		d.Fatal(err)
	}
	if err := d.s.ApproveImha(d.Context(), d.b, l.No, l.Surum+1); err != nil {
		d.Fatal(err)
	}
	return d.newest()
}

func (d *disposal) newest() store.ImhaListesi {
	d.Helper()
	lists, err := d.s.ImhaListeleri(d.Context(), d.a, 10)
	if err != nil || len(lists) == 0 {
		d.Fatalf("%d lists: %v", len(lists), err)
	}
	return lists[0]
}

// run disposes of everything, and sweeps the files until all that nobody refers to are gone.
func (d *disposal) run() {
	d.Helper()
	for n := 1; n > 0; {
		var err error
		if n, err = d.s.ImhaYurut(d.Context(), 1); err != nil {
			d.Fatal(err)
		}
	}
	for range 2 { // aside, then away
		if _, err := d.files.Sweep(d.Context(), time.Now().Add(time.Hour), d.s.UsedFiles); err != nil {
			d.Fatal(err)
		}
	}
}

// dump is the whole database as text, every table of it, and every file.
func (d *disposal) dump() string {
	d.Helper()
	c := owner(d.T, d.url)
	rows, err := c.Query(d.Context(), `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)
	if err != nil {
		d.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 50 {
		d.Fatalf("%d tables: %v", len(tables), err)
	}
	var out strings.Builder
	for _, table := range tables {
		if table == "yerlesim" || table == "birim" { // lists of the country
			continue
		}
		var text string
		if err := c.QueryRow(d.Context(), `SELECT coalesce(string_agg(t::text, E'\n'), '') FROM `+table+` t`).Scan(&text); err != nil {
			d.Fatalf("%s: %v", table, err)
		}
		out.WriteString(text)
		for _, column := range []string{"park.govde", "giden.govde", "sessions.data"} { // text as bytes
			if name, col, _ := strings.Cut(column, "."); name == table {
				err := c.QueryRow(d.Context(), `SELECT coalesce(string_agg(encode(`+col+`, 'escape'), ' '), '') FROM `+table).Scan(&text)
				if err != nil {
					d.Fatal(err)
				}
				out.WriteString(text)
			}
		}
	}
	err = filepath.WalkDir(d.filesPath, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path) //nolint:gosec // the test's own folder
		out.WriteString(path + string(b))
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return out.String()
}

// SC-06: after a disposal the whole database and the folder of files hold no number, name, phone, address, subject or words of the person, nor anything that a key or a guess
// could open; the number, the place, the headings, the states and the times are there, the counts are the same, the history verifies. A second person's data are as they were.
func TestDisposalLeavesNothingOfThePerson(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	ctx, s := t.Context(), d.s
	one := d.person(4_100_001, "GÜLDEREN", "SAYLANOĞLU", "Zambakyolu", "ortak dilekçe örneği")
	two := d.person(4_200_002, "FERHUNDE", "KIRCALI", "Nilüferköy", "ortak dilekçe örneği")
	d.age(6, one.no)
	d.exec(`UPDATE sms SET olusturma = olusturma - interval '7 years' WHERE id = (SELECT min(id::text)::uuid FROM sms WHERE olay_id IS NULL)`)
	before := d.dump()
	for _, k := range []*kisi{one, two} {
		for _, w := range append(k.words, k.sealed...) {
			if strings.Trim(w, "+0123456789") != "" && !strings.Contains(before, w) { // numbers stand encrypted
				t.Fatalf("the dump does not even hold %q before", w)
			}
		}
	}
	others := d.rowsOf(two.no)
	numbers, events := scan[string](t, s, countsSQL), scan[string](t, s, eventsSQL, one.no)
	rebuild(t, s, false)
	report := counts(t, s)
	l := d.list()
	d.run()

	after := d.dump()
	for _, w := range append(one.words, one.sealed...) {
		if strings.Contains(strings.ToLower(after), strings.ToLower(w)) && !slices.Contains(two.sealed, w) {
			t.Errorf("%q is still there: %s", w, around(after, w))
		}
	}
	if strings.Contains(after, one.blobs[0]) || !strings.Contains(after, one.blobs[1]) || !strings.Contains(after, "ortak dilekçe") {
		t.Error("the own file is there, or the one that another refers to is gone")
	}
	if now := d.rowsOf(two.no); now != others {
		t.Errorf("the second person's rows were\n%s\nand are\n%s", others, now)
	}
	for _, w := range two.words[:3] {
		if !strings.Contains(after, w) {
			t.Errorf("the second person's %q is gone", w)
		}
	}
	if now := scan[string](t, s, countsSQL); now != numbers {
		t.Errorf("counted %s, before %s", now, numbers)
	}
	if now := scan[string](t, s, eventsSQL, one.no); now != events {
		t.Errorf("the history tells %s, before %s", now, events)
	}
	rebuild(t, s, false)
	if now := counts(t, s); now != report { // PL-09
		t.Errorf("the reports count\n%s\nbefore\n%s", now, report)
	}
	for _, no := range []int64{one.no, two.no} {
		if err := s.VerifyChain(ctx, no); err != nil {
			t.Error(err)
		}
	}
	if done := d.newest(); done.No != l.No || done.Durum != store.ImhaTamamlandi || done.ImhaEdilen != 1 || done.Oneren != d.a.Ad || done.Onaylayan != d.b.Ad || done.Bitis.IsZero() {
		t.Errorf("the record of it: %+v", done)
	}
}

const (
	countsSQL = `SELECT string_agg(concat_ws(' ', no, durum, tur, il_kodu, ilce_id, hizmetler, olusturma, gelis_tarihi, yasal_son, (SELECT count(*) FROM yonlendirme y WHERE y.basvuru_no = b.no),
		(SELECT string_agg(concat_ws(' ', kaynak, sonuc, zaman), ',' ORDER BY zaman) FROM cevap c WHERE c.basvuru_no = b.no)), ';' ORDER BY no) FROM basvuru b`
	eventsSQL = `SELECT string_agg(concat_ws(' ', sira, tip, tur, yeni_durum, yapan_rol, etiket, zaman), ';' ORDER BY sira) FROM olay WHERE konu = 'basvuru' AND konu_no = $1
		AND tip <> 'basvuru.imha_edildi'`
)

// rowsOf is everything that the database has of an application.
func (d *disposal) rowsOf(no int64) string {
	d.Helper()
	var out []string
	for table, key := range map[string]string{
		"basvuru": "no", "iletisim": "basvuru_no", "basvuru_hizmet": "basvuru_no", "cevap": "basvuru_no", "dosya": "basvuru_no", "birim_kutusu": "basvuru_no",
		"yonlendirme": "basvuru_no", "tekrar_anahtari": "basvuru_no", "park": "konu_no", "olay": "konu_no", "sms": "konu_no",
	} {
		out = append(out, table+" "+scan[string](d.T, d.s, `SELECT coalesce(md5(string_agg(t::text, ';' ORDER BY t::text)), '') FROM `+table+` t WHERE `+key+` = $1`, no))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

func around(text, word string) string {
	i := strings.Index(strings.ToLower(text), strings.ToLower(word))
	return text[max(0, i-120):min(len(text), i+120)]
}

// SC-06, OP-07: nothing is due before its time, nor while a list is open; a longer time that is set counts; what is not closed is never due.
func TestDisposalListsComeWithTime(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	s, ctx := d.s, t.Context()
	old, open := closedOne(t, s, 1), dbtest.File(t, s, 2)
	d.age(4, old, open)
	lists := func(want int) {
		t.Helper()
		if n, err := s.ImhaTuru(ctx); err != nil || n != want {
			t.Fatalf("a list of %d items, want %d: %v", n, want, err)
		}
	}
	lists(0)
	refused(t, s.SetSaklamaSuresi(ctx, d.a, store.SaklamaSuresi{Tur: store.SaklamaPeriyot, Sure: 7, Surum: 1}), kural.Invalid)
	if err := s.SetSaklamaSuresi(ctx, d.a, store.SaklamaSuresi{Tur: store.SaklamaBasvuru, Sure: 3, Surum: 1}); err != nil {
		t.Fatal(err)
	}
	refused(t, s.SetSaklamaSuresi(ctx, d.a, store.SaklamaSuresi{Tur: store.SaklamaBasvuru, Sure: 9, Surum: 1}), kural.Conflict)
	lists(1)
	d.age(4, closedOne(t, s, 3))
	lists(0) // one is open
	l := d.newest()
	if err := s.ProposeImha(ctx, d.a, l.No, l.Surum); err != nil {
		t.Fatal(err)
	}
	if err := s.ApproveImha(ctx, d.b, l.No, l.Surum+1); err != nil {
		t.Fatal(err)
	}
	d.run()
	lists(0) // the time between two lists is not over
	d.exec(`UPDATE imha_liste SET zaman = zaman - interval '7 months'`)
	lists(1)
	if n := count(t, s, `SELECT count(*) FROM degisiklik WHERE tablo IN ('imha_liste', 'saklama_suresi')`); n != 3 {
		t.Errorf("%d lines in the record of changes, want 3", n)
	}
}

// closedOne is an application that was closed at once.
func closedOne(t *testing.T, s *store.Store, n int) int64 {
	t.Helper()
	no := dbtest.File(t, s, n)
	do(t, s, dbtest.AKS, no, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Sonuç"})
	return no
}

// SC-06: whoever hands a list in cannot approve it, under another account of theirs neither; nobody skips a step; no other role takes part; and the database itself wants two.
func TestDisposalNeedsTwoPeople(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	s, ctx := d.s, t.Context()
	no := closedOne(t, s, 1)
	d.age(6, no)
	if n, err := s.ImhaTuru(ctx); err != nil || n != 1 {
		t.Fatalf("%d items: %v", n, err)
	}
	l := d.newest()
	refused(t, s.ApproveImha(ctx, d.b, l.No, l.Surum), kural.Conflict)
	refused(t, s.ProposeImha(ctx, dbtest.AKS, l.No, l.Surum), kural.Forbidden)
	refused(t, s.ProposeImha(ctx, d.a, 99, 1), kural.NotFound)
	if err := s.ProposeImha(ctx, d.a, l.No, l.Surum); err != nil {
		t.Fatal(err)
	}
	refused(t, s.ApproveImha(ctx, d.a, l.No, l.Surum+1), kural.Forbidden)
	again := d.a
	again.ID = scan[int64](t, s, `INSERT INTO kullanici (tip, tckn, tckn_iz, ad, soyad) SELECT 'isletmen', tckn, tckn_iz, ad, soyad FROM kullanici WHERE id = $1 RETURNING id`, d.a.ID)
	refused(t, s.ApproveImha(ctx, again, l.No, l.Surum+1), kural.Forbidden)
	refused(t, s.ApproveImha(ctx, d.b, l.No, l.Surum), kural.Conflict) // an older page
	refused(t, s.ReturnImha(ctx, d.b, l.No, l.Surum+1, " "), kural.Invalid)
	if _, err := s.Pool().Exec(ctx, `UPDATE imha_liste SET durum = 'onaylandi', onaylayan_id = oneren_id, onaylayan = oneren`); err == nil {
		t.Error("the database lets one person do both")
	}
	if _, err := s.Do(ctx, kural.Pipeline("imha"), no, basvuru.Dispose{Liste: l.No}); kural.KindOf(err) != kural.Conflict {
		t.Errorf("disposed of without an approval: %v", err)
	}
	if _, err := owner(t, d.url).Exec(ctx, `SELECT olay_imha('basvuru', $1)`, no); err == nil {
		t.Error("the history was blanked without an approval")
	}
	if err := s.ReturnImha(ctx, d.b, l.No, l.Surum+1, "Bir dava sürüyor olabilir."); err != nil {
		t.Fatal(err)
	}
	if l = d.newest(); l.Durum != store.ImhaInceleniyor || l.Oneren != "" || l.Bekleyen != 1 {
		t.Errorf("given back: %+v", l)
	}
}

// SC-06: what a legal hold keeps leaves the list, also one that is approved already, and is in no list until the hold is lifted; both want a reason.
func TestLegalHold(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	s, ctx := d.s, t.Context()
	held, other := closedOne(t, s, 1), closedOne(t, s, 2)
	d.age(6, held, other)
	l := d.list()
	refused(t, s.HoldYasal(ctx, d.a, "basvuru", held, ""), kural.Invalid)
	refused(t, s.HoldYasal(ctx, d.a, "basvuru", 999_999, "Dava"), kural.Invalid)
	if err := s.HoldYasal(ctx, d.a, "basvuru", held, "2026/12 esas"); err != nil {
		t.Fatal(err)
	}
	refused(t, s.HoldYasal(ctx, d.b, "basvuru", held, "2026/13 esas"), kural.Conflict)
	d.run()
	if l = d.newest(); l.ImhaEdilen != 1 || l.Cikarilan != 1 || l.Durum != store.ImhaTamamlandi {
		t.Errorf("the list: %+v", l)
	}
	if due, kept, err := s.ImhaSayim(ctx); due != 0 || kept != 1 || err != nil { // OP-02
		t.Errorf("due %d, held %d: %v", due, kept, err)
	}
	refused(t, s.HoldYasal(ctx, d.a, "basvuru", other, "Geç"), kural.Invalid) // nothing is left of it
	if ad := scan[string](t, s, `SELECT ad FROM basvuru WHERE no = $1`, held); ad == "" {
		t.Error("the held one was disposed of")
	}
	y, err := s.YasalSaklamalar(ctx, d.b, 9)
	if err != nil || len(y) != 1 {
		t.Fatalf("%d holds: %v", len(y), err)
	}
	refused(t, s.LiftYasal(ctx, d.b, y[0].ID, ""), kural.Invalid)
	if err := s.LiftYasal(ctx, d.b, y[0].ID, "Karar kesinleşti."); err != nil {
		t.Fatal(err)
	}
	refused(t, s.LiftYasal(ctx, d.b, y[0].ID, "Bir daha"), kural.Conflict)
	if due, _, err := s.ImhaSayim(ctx); due != 1 || err != nil {
		t.Errorf("lifted, due %d: %v", due, err)
	}
}

// SC-06, SC-05: a disposal that ends at any moment goes on where it was, two processes do each item once, a history that is not whole stays as evidence, and what a disposed history
// has left still shows meddling.
func TestDisposalGoesOnAndKeepsEvidence(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	s, ctx := d.s, t.Context()
	var nos []int64
	for i := range 6 {
		nos = append(nos, closedOne(t, s, i+1))
	}
	d.age(6, nos...)
	c := owner(t, d.url)
	meddle := func(sql string) {
		t.Helper()
		for _, one := range []string{`ALTER TABLE olay DISABLE TRIGGER olay_degismez`, sql, `ALTER TABLE olay ENABLE TRIGGER olay_degismez`} {
			if _, err := c.Exec(ctx, one); err != nil {
				t.Fatal(err)
			}
		}
	}
	meddle(fmt.Sprintf(`UPDATE olay SET aciklama = 'x' WHERE konu = 'basvuru' AND konu_no = %d AND sira = 1`, nos[5]))
	d.list()
	for range 2 { // killed after each
		if n, err := s.ImhaYurut(ctx, 1); n != 1 || err != nil {
			t.Fatalf("%d: %v", n, err)
		}
	}
	_, errs := together(2, func(int) (int, error) { return s.ImhaYurut(ctx, 100) })
	for _, err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	d.run()
	if l := d.newest(); l.ImhaEdilen != 5 || l.Cikarilan != 1 || l.Durum != store.ImhaTamamlandi {
		t.Errorf("the list: %+v", l)
	}
	if n := count(t, s, `SELECT count(*) FROM olay WHERE tip = 'basvuru.imha_edildi'`); n != 5 {
		t.Errorf("%d events of disposal, want 5", n)
	}
	for i, no := range nos {
		if err := s.VerifyChain(ctx, no); (err != nil) != (i == 5) {
			t.Errorf("%d: %v", i, err)
		}
	}
	for _, sql := range []string{
		`UPDATE olay SET yapan_ad = 'Başkası' WHERE konu = 'basvuru' AND konu_no = %d AND sira = 1`,
		`UPDATE olay SET govde = (govde::text || ' ')::json WHERE konu = 'basvuru' AND konu_no = %d AND sira = 2`,
	} {
		no := nos[0]
		nos = nos[1:]
		meddle(fmt.Sprintf(sql, no))
		if err := s.VerifyChain(ctx, no); !errors.Is(err, store.ErrChain) {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

// SC-06, AK-02, VS-01: the desk's list and page show that the data are gone, a search by number or name finds nothing; for the citizen there is no such application.
func TestDisposedOnes(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	s, ctx := d.s, t.Context()
	y := dbtest.Yeni(7)
	no := closedOne(t, s, 7)
	if _, err := s.Lookup(ctx, no, y.Kisi.TCKN); err != nil {
		t.Fatal(err)
	}
	d.age(6, no)
	d.list()
	d.run()
	_, gone := s.Lookup(ctx, no, y.Kisi.TCKN)
	_, never := s.Lookup(ctx, 999_999, y.Kisi.TCKN)
	if refused(t, gone, kural.NotFound) != refused(t, never, kural.NotFound) {
		t.Errorf("told apart: %v, %v", gone, never)
	}
	for name, f := range map[string]store.Suzgec{"number": {TCKN: y.Kisi.TCKN}, "name": {Ad: y.Kisi.Ad}} {
		if p, err := s.Liste(ctx, dbtest.AKS, f, store.Imlec{}, 10); err != nil || p.Toplam != 0 {
			t.Errorf("by %s: %d, %v", name, p.Toplam, err)
		}
	}
	p, err := s.Liste(ctx, dbtest.AKS, store.Suzgec{}, store.Imlec{}, 10)
	if err != nil || len(p.Satirs) != 1 || p.Satirs[0].Kimlik.Basvuran(p.Satirs[0].Ad, p.Satirs[0].Soyad) != basvuru.ImhaMetni || p.Satirs[0].TCKN != "" {
		t.Fatalf("the list: %+v, %v", p, err)
	}
	for _, a := range []kural.Actor{dbtest.AKS, dbtest.MIA} {
		if det, err := s.Detay(ctx, a, no); err != nil || det.Konu != basvuru.ImhaMetni || det.Durum != basvuru.KapaliOlumlu || len(det.Hizmets) != 1 || det.IlAd != "ANKARA" {
			t.Errorf("%s: %+v, %v", a.Rol, det, err)
		}
	}
}
