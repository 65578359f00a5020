package ariza_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/telefon"
	"acikkapi/kart"
	"acikkapi/store"
)

// sonuc is what became of a run.
type sonuc struct {
	messages, lost, doubled int
	looked                  bool // somebody has looked for what is lost and doubled
	drain                   time.Duration
	all                     time.Duration // from the first application to the last effect
	again                   int           // messages that came again and were not applied again
}

// gecmis is what the history of the application of citizen n has to hold at the end, each exactly so often.
func gecmis(n int) map[string]int {
	b := len(birims(n))
	return map[string]int{
		basvuru.Alindi: 1, basvuru.BirimeYonlendirildi: 1, basvuru.BirimeTeslimEdildi: b, basvuru.BirimCevapladi: b, basvuru.BirimlerCevapladi: 1,
		basvuru.MIAyaGonderildi: 1, basvuru.MIACevapladi: 1, basvuru.Kapatildi: 1,
	}
}

const smsEach = 2 // received, closed

// check looks for all that may not be after a run, when nothing moves any more, and reports each of it as an error of the test.
func (d *dunya) check() {
	d.t.Helper()
	d.messages, d.looked = d.mesajSayisi(), true
	if err := d.insanlar.failed(); err != nil {
		d.t.Errorf("people met errors: %v", err)
	}
	d.histories()
	d.checkSMS()
	for what, sql := range yolda() {
		if n := d.count(sql); n != 0 {
			d.lost += max(n, 1)
			d.t.Errorf("%d %s", n, what)
		}
	}
	for what, sql := range map[string]string{
		"parked messages":                   `SELECT count(*) FROM park`,
		"applications nobody was told of":   fmt.Sprintf(`SELECT count(*) - %d FROM basvuru`, d.insanlar.accepted()),
		"routings twice to the same birim":  `SELECT count(*) FROM (SELECT FROM yonlendirme GROUP BY basvuru_no, birim_no HAVING count(*) > 1) x`,
		"answers twice to the same routing": `SELECT count(*) FROM (SELECT FROM cevap WHERE yonlendirme_sira IS NOT NULL GROUP BY basvuru_no, yonlendirme_sira HAVING count(*) > 1) x`,
	} {
		if n := d.count(sql); n != 0 {
			d.doubled += max(n, 1)
			d.t.Errorf("%d %s", n, what)
		}
	}
	if left := d.left(); left != "" {
		d.t.Errorf("messages are left in queues: %s", left)
	}
	d.checkSistem()
	d.checkCounts()
	d.checkFiles()
	if d.sira != nil {
		d.checkOrder()
	}
}

// histories: every accepted application and every card asked for is there, with the history it should have, without gaps, and its chain holds.
func (d *dunya) histories() {
	d.t.Helper()
	rows, err := d.kontrol.Query(d.t.Context(), `SELECT konu, konu_no, array_agg(tip ORDER BY sira), max(sira) FROM olay GROUP BY 1, 2`)
	if err != nil {
		d.t.Fatal(err)
	}
	var konu string
	var no int64
	var tips []string
	var last int
	seen, cards := map[int64]bool{}, 0
	_, err = pgx.ForEachRow(rows, []any{&konu, &no, &tips, &last}, func() error {
		want := kartGecmisi
		if konu == "basvuru" {
			seen[no] = true
			want = gecmis(d.insanlar.whose(no))
			if len(want) > 0 && want[basvuru.BirimeTeslimEdildi] == 3 && d.answeredFirst(no) {
				want[basvuru.BirimeTeslimEdildi]--
			}
		} else {
			cards++
		}
		d.history(konu, no, want, tips, last)
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	if asked := int(d.insanlar.kartlar.asked.Load()); cards != asked {
		d.lost += asked - cards
		d.t.Errorf("%d cards have a history, %d were asked for", cards, asked)
	}
	look := d.look()
	for no := range d.insanlar.kabul {
		if !seen[no] {
			d.lost++
			d.t.Errorf("application %d was accepted and is lost", no)
		} else if err := look.VerifyChain(d.t.Context(), no); err != nil {
			d.t.Error(err)
		}
	}
}

// history holds the events of one subject against those that it should have.
func (d *dunya) history(konu string, no int64, want map[string]int, tips []string, last int) {
	d.t.Helper()
	got, sum := map[string]int{}, 0
	for _, tip := range tips {
		got[tip]++
	}
	wrong := last != len(tips)
	for tip, n := range want {
		sum += n
		d.lost += max(0, n-got[tip])
		d.doubled += max(0, got[tip]-n)
		wrong = wrong || got[tip] != n
	}
	if wrong || len(tips) != sum {
		d.t.Errorf("%s %d has %d events up to number %d, want %d: %v", konu, no, len(tips), last, sum, tips)
	}
}

// answeredFirst: the birim's own system has answered before the copy of what it got reached the desk. Then that says nothing any more.
func (d *dunya) answeredFirst(no int64) bool {
	return d.count(`SELECT count(*) FROM yonlendirme WHERE basvuru_no = $1 AND birim_no = $2 AND teslim IS NULL`, no, sistemBirimi.No) == 1
}

// look is a store that goes by no proxy, for the time of the test.
func (d *dunya) look() *store.Store {
	d.t.Helper()
	s, err := store.Open(d.t.Context(), store.Options{URL: d.dbURL, Keys: dbtest.Keys, MaxConns: 4})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(s.Close)
	return s
}

// checkSMS: everybody got each SMS, once; no two to a citizen say the same.
func (d *dunya) checkSMS() {
	d.t.Helper()
	if twice := d.sim.Tekrarlar(); len(twice) != 0 {
		d.t.Errorf("%d SMS were sent twice: %v", len(twice), twice[:min(3, len(twice))])
	}
	got := map[telefon.Numara][]string{}
	for _, m := range d.sim.Mesajlar("") {
		got[m.To] = append(got[m.To], m.Text)
	}
	person := func(who string, cep telefon.Numara, want int) {
		texts := got[cep]
		n := len(texts)
		delete(got, cep)
		d.lost += max(0, want-n)
		d.doubled += max(0, n-want)
		if n != want {
			d.t.Errorf("%s got %d SMS, want %d: %q", who, n, want, texts[:min(3, n)])
		}
		if slices.Sort(texts); want == smsEach && len(slices.Compact(texts)) != n {
			d.doubled++
			d.t.Errorf("%s got the same words twice: %q", who, texts)
		}
	}
	for _, n := range d.insanlar.kabul {
		person(fmt.Sprint("citizen ", n), telefon.Numara(dbtest.Yeni(n).Iletisim.Cep), smsEach)
	}
	if k := d.insanlar.kartlar; k.asked.Load() > 0 {
		person("the staff member", k.cep, kartSMS*int(k.asked.Load()))
	}
	for to, texts := range got {
		d.doubled += len(texts)
		d.t.Errorf("%d SMS to nobody who should have got one, such as %q", len(texts), to)
	}
}

// checkSistem: the birim's own system has got each of its routings, and answered it itself.
func (d *dunya) checkSistem() {
	d.t.Helper()
	want := d.count(`SELECT count(*) FROM yonlendirme WHERE birim_no = $1`, sistemBirimi.No)
	if got := d.sistem.routings(); got != want || want == 0 {
		d.lost += max(0, want-got)
		d.t.Errorf("the birim's own system has got %d routings, want %d", got, want)
	}
	actor := store.BirimSistemActor(sistemBirimi.No).Ad
	if n := d.count(`SELECT count(*) FROM cevap c JOIN yonlendirme y ON y.basvuru_no = c.basvuru_no AND y.sira = c.yonlendirme_sira WHERE y.birim_no = $1 AND c.veren = $2`,
		sistemBirimi.No, actor); n != want {
		d.t.Errorf("%d answers are of the birim's own system, want %d", n, want)
	}
}

// checkCounts: what the reports have counted, message by message, is what the history says (PL-09).
func (d *dunya) checkCounts() {
	d.t.Helper()
	res, err := d.look().RebuildCounts(d.t.Context(), true)
	if err != nil || res.Fark > 0 || res.Bekleyen > 0 || res.Olay == 0 {
		d.doubled += res.Fark
		d.t.Errorf("the reports' counts: %+v, %v", res, err)
	}
}

// checkFiles: each file of an answer is there, whole, and each answer of MEM has one unless the disk was full then. Excel reports are there.
func (d *dunya) checkFiles() {
	d.t.Helper()
	rows, err := d.kontrol.Query(d.t.Context(), `SELECT ozet FROM dosya WHERE cevap_id IS NOT NULL`)
	if err != nil {
		d.t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		d.t.Fatal(err)
	}
	if want := d.insanlar.accepted() - int(d.insanlar.dosyaYok.Load()); len(list) != want {
		d.t.Errorf("%d answers have a file, want %d", len(list), want)
	}
	for _, ozet := range list {
		if err := d.whole(ozet); err != nil {
			d.lost++
			d.t.Errorf("file %s: %v", ozet, err)
		}
	}
	if n := d.count(`SELECT count(*) FROM aktarim WHERE durum <> 'hazir'`); n != 0 {
		d.lost += max(n, 1)
		d.t.Errorf("%d Excel reports have failed", n)
	}
}

func (d *dunya) whole(ozet string) error {
	r, _, err := d.files.Open(d.t.Context(), ozet)
	if err != nil {
		return err
	}
	defer r.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != ozet {
		return fmt.Errorf("its content is another: %s", got)
	}
	return nil
}

func (d *dunya) checkOrder() {
	d.t.Helper()
	want := d.count(`SELECT count(*) FROM olay WHERE tip <> ALL($1)`, yerel())
	var events, sights, wrong int
	var example string
	if _, ok := within(patience, func() bool { events, sights, wrong, example = d.sira.figures(); return events >= want }); !ok {
		d.t.Errorf("%d of %d events came out of the exchange", events, want)
		d.lost += want - events
	}
	if wrong > 0 {
		d.t.Errorf("%d events came before earlier ones of the same application: %s", wrong, example)
	}
	d.again = sights - events
}

func yerel() []string {
	tips := []string{}
	for _, local := range []map[string]string{basvuru.Yerel, kart.Yerel} {
		for tip := range local {
			tips = append(tips, tip)
		}
	}
	return tips
}
