package pipeline_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	router "github.com/gorilla/mux"

	"acikkapi/basvuru"
	"acikkapi/intake"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/dosya"
	"acikkapi/internal/kps"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/web"
	"acikkapi/pipeline"
	"acikkapi/store"
)

var shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")

// PL-02: the commands of docs/birim-entegrasyon.md, as they stand there, take a routing out of the queue, upload a file, answer with it and read
// why a second answer was refused – with Debian's amqp-tools, against a real broker.
func TestCommandsOfTheDocument(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../docs/birim-entegrasyon.md")
	if err != nil {
		t.Fatal(err)
	}
	steps := shellBlock.FindAllStringSubmatch(string(doc), -1)
	if len(steps) != 5 {
		t.Fatalf("%d blocks of commands, want 5", len(steps))
	}
	w := start(t, dbtest.New(t), mqtest.VHost(t), managed(t), func(o *pipeline.Options) { o.SureAra = 20 * time.Millisecond })
	y := connect(t, w, "90600135")
	no := y.route(t, 1)
	folder, api := t.TempDir(), apiOf(t, w)
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("ek.pdf", "%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")
	run := func(n int) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		defer cancel()
		// one shell a step, as somebody types them: what an earlier step has set is read again
		script := "set -eu\n"
		if n == 4 {
			script += strings.Join(strings.SplitAfter(steps[3][1], "\n")[:3], "")
		}
		c := exec.CommandContext(ctx, "sh", "-c", script+steps[n][1])
		c.Dir = folder
		c.Env = append(os.Environ(), "BIRIM_NO="+y.no, "AMQP="+y.url(), "API="+api+"/api/v1", "ANAHTAR="+y.kimlik.Anahtar)
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%s\n%v: %s", steps[n][1], err, out)
		}
	}
	run(0)
	eventually(t, "the desk sees it delivered, the calendar is known", func() bool { return inbox(t, w, no) == 1 && count(t, w, `SELECT count(*) FROM sure_takvim`) == 1 })
	if _, err := w.Pool().Exec(t.Context(), `INSERT INTO tatil (gun, ad) SELECT g::date, 'İdari izin' FROM generate_series(now()::date + 1, now()::date + 5, interval '1 day') g
		ON CONFLICT DO NOTHING`); err != nil {
		t.Fatal(err)
	}
	run(1)
	checkNewDate(t, w, no, folder)
	run(2)
	run(3)
	eventually(t, "the application is answered", func() bool { return durum(t, w, no) == basvuru.Cevaplandi })
	if s := text(t, w, `SELECT c.metin || ' ' || d.ad FROM cevap c JOIN dosya d ON d.cevap_id = c.id WHERE c.basvuru_no = $1`, no); s != "Temizlik yapıldı. ek.pdf" {
		t.Errorf("stored: %s", s)
	}
	run(4)
	var ret store.RetMesaji
	raw, err := os.ReadFile(filepath.Join(folder, "ret.json"))
	if err == nil {
		err = json.Unmarshal(raw, &ret)
	}
	if err != nil || ret.BasvuruNo != no || ret.Sira != 1 || !strings.Contains(ret.Neden, "bu işlem yapılamaz") {
		t.Errorf("%s, %v", raw, err)
	}
}

// PL-08: what the commands have taken is the word of the date that counts now, and nothing else of the application.
func checkNewDate(t *testing.T, w *world, no int64, folder string) {
	t.Helper()
	var before, now store.BirimMesaji
	for name, into := range map[string]*store.BirimMesaji{"yonlendirme.json": &before, "son_tarih.json": &now} {
		raw, err := os.ReadFile(filepath.Join(folder, name))
		if err == nil {
			err = json.Unmarshal(raw, into)
		}
		if err != nil || into.SonTarih == nil {
			t.Fatalf("%s: %s %v", name, raw, err)
		}
	}
	var today time.Time
	if err := w.Pool().QueryRow(t.Context(), `SELECT son_tarih FROM yonlendirme WHERE basvuru_no = $1`, no).Scan(&today); err != nil {
		t.Fatal(err)
	}
	if now.Tip != store.TipSonTarih || now.BasvuruNo != no || now.Sira != 1 || now.BirimNo != before.BirimNo || !now.SonTarih.Equal(today) || !now.SonTarih.After(*before.SonTarih) || now.Konu != "" {
		t.Errorf("told of %+v, the date is %s, was %s", now, today, before.SonTarih)
	}
}

// apiOf serves the machines' interface on w's database.
func apiOf(t *testing.T, w *world) string {
	t.Helper()
	files, err := dosya.New(t.Context(), "file://"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	engine, r := web.NewEngine(), router.NewRouter()
	intake.Routes(r, intake.Deps{
		Store: w.Store, KPS: kps.New(w.simURL, nil), Web: engine, Dosya: files,
		Sessions: web.NewSessions(w.Pool(), engine, web.CitizenSession(false)),
	})
	srv := httptest.NewServer(r)
	t.Cleanup(func() {
		srv.Close()
		_ = files.Close()
	})
	return srv.URL
}
