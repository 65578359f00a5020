package store_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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
	err := s.Park(ctx, store.Parked{Tuketici: "havuz", MesajID: uuid.New(), KonuNo: k.no, Tip: "basvuru.alindi", Neden: iz + " yüzünden", Exchange: "olay", Anahtar: "x", Govde: []byte(iz)})
	if err != nil {
		d.Fatal(err)
	}
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
