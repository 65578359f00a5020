package main

import (
	"bytes"
	"strings"
	"testing"

	"acikkapi/internal/dbtest"
)

// PL-09: the operator is told what was counted; a check that finds a difference names it and ends with 1, a rebuild mends it.
func TestReportRebuild(t *testing.T) {
	url := dbtest.URL(t)
	s := dbtest.Open(t, url)
	dbtest.File(t, s, 1)
	o := newOperator(t, url)
	try := func(check bool, code int, want ...string) {
		t.Helper()
		var b bytes.Buffer
		err := (&reportRebuildCmd{Check: check}).run(t.Context(), o.env, &b)
		said, got := b.String(), 0
		if err != nil {
			said, got = said+err.Error(), exitCode(err)
		}
		if got != code {
			t.Errorf("ends with %d, want %d: %s", got, code, said)
		}
		for _, w := range want {
			if !strings.Contains(said, w) {
				t.Errorf("lacks %q: %s", w, said)
			}
		}
	}
	try(true, 0, "1 başvurunun 1 olayı sayıldı", "henüz gelmemiş 1 olay", "geçmişle aynı")
	try(false, 0, "Sayımlar yenilendi")
	try(true, 0, "henüz gelmemiş 0 olay", "geçmişle aynı")
	if _, err := s.Pool().Exec(t.Context(), `UPDATE sayim SET adet = 5 WHERE baslik_id = 0`); err != nil {
		t.Fatal(err)
	}
	try(true, 1, "havuzda: tutulan 5, geçmişe göre 1", "1 satırda geçmişten farklı")
	try(false, 0)
	try(true, 0, "geçmişle aynı")
	away := newOperator(t, "postgres://x:y@127.0.0.1:1/x")
	if err := (&reportRebuildCmd{}).run(t.Context(), away.env, &bytes.Buffer{}); exitCode(err) != exitAway || !strings.Contains(err.Error(), "ulaşılamıyor") {
		t.Errorf("with the database away: %v", err)
	}
}
