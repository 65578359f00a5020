package store_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

type taslakVeri struct{ Konu string }

// UI-03, SC-04: a draft comes back as it was, and is not readable in the table.
func TestDraft(t *testing.T) {
	s, c := clockedStore(t)
	ctx := t.Context()
	id, err := s.NewDraft(ctx, taslakVeri{"Okul temizliği"})
	if err != nil {
		t.Fatal(err)
	}
	var sealed []byte
	if err := s.Pool().QueryRow(ctx, `SELECT veri FROM taslak WHERE id = $1`, id).Scan(&sealed); err != nil || bytes.Contains(sealed, []byte("Okul")) {
		t.Errorf("the table holds %q, %v", sealed, err)
	}
	if err := s.SaveDraft(ctx, id, taslakVeri{"Okul bahçesi"}); err != nil {
		t.Fatal(err)
	}
	var v taslakVeri
	if err := s.Draft(ctx, id, &v); err != nil || v.Konu != "Okul bahçesi" {
		t.Errorf("the draft is %+v, %v", v, err)
	}
	file, err := s.AddUpload(ctx, store.DraftOwner(id), store.Yukleme{Ozet: "ab", Ad: "a.pdf", Tur: "application/pdf", Boyut: 1})
	if err != nil {
		t.Fatal(err)
	}
	c.forward(25 * time.Hour)
	if n, err := s.SweepDrafts(ctx, 24*time.Hour); err != nil || n != 1 {
		t.Errorf("%d drafts were swept, %v", n, err)
	}
	if err := s.Draft(ctx, id, &v); kural.KindOf(err) != kural.NotFound {
		t.Errorf("a swept draft: %v", err)
	}
	if list, err := s.Uploads(ctx, store.DraftOwner(id)); err != nil || len(list) != 0 {
		t.Errorf("the file %s is still there: %v, %v", file, list, err)
	}
}

// VB-10: files belong to the draft that they were uploaded for, can be taken off, and are bounded in number.
func TestUploads(t *testing.T) {
	s := dbtest.New(t)
	ctx := t.Context()
	add := func(owner string, i int) (string, error) {
		return s.AddUpload(ctx, owner, store.Yukleme{Ozet: "ab", Ad: fmt.Sprintf("%d.pdf", i), Tur: "application/pdf", Boyut: 10})
	}
	first, err := add("taslak:a", 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveUpload(ctx, "taslak:b", first); err != nil {
		t.Fatal(err)
	}
	list, err := s.Uploads(ctx, "taslak:a")
	if err != nil || len(list) != 1 || list[0].Ad != "0.pdf" {
		t.Fatalf("somebody else took the file away: %v, %v", list, err)
	}
	if err := s.RemoveUpload(ctx, "taslak:a", first); err != nil {
		t.Fatal(err)
	}
	for i := range basvuru.MaxDosya {
		if _, err := add("taslak:a", i); err != nil {
			t.Fatal(err)
		}
	}
	_, err = add("taslak:a", 99)
	wantMessage(t, err, "“99.pdf” eklenemedi: en fazla 20 dosya")
}

// VB-06, VB-09: places stand in the order of the Turkish alphabet, each list under the one before, sectors by Sıra.
func TestListeler(t *testing.T) {
	s := dbtest.New(t)
	l, err := s.Listeler(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Ils) != 81 || l.Ils[0].Ad != "ADANA" || l.Ils[80].Ad != "ZONGULDAK" {
		t.Errorf("%d il, from %v to %v", len(l.Ils), l.Ils[0], l.Ils[len(l.Ils)-1])
	}
	if first := l.Ilces(6)[0].Ad; len(l.Ilces(6)) != 25 || first != "AKYURT" || l.Ilces(99) != nil {
		t.Errorf("%d ilçe of Ankara, first %s", len(l.Ilces(6)), first)
	}
	if l.Sektors[0].Ad != "Çalışmıyor" || l.Sektors[len(l.Sektors)-1].Ad != "Diğer" {
		t.Errorf("sectors from %v to %v", l.Sektors[0], l.Sektors[len(l.Sektors)-1])
	}
	if b, ok := l.Baslik(l.Basliks[0].ID); !ok || b.Ad != "EĞİTİM" || len(b.Alts) == 0 {
		t.Errorf("first heading %+v", b)
	}
	yer, err := s.Yerlesims(t.Context(), 6007)
	if err != nil || len(yer) < 100 {
		t.Errorf("%d places in Çankaya, %v", len(yer), err)
	}
	if _, err := s.Yerlesims(t.Context(), 1); kural.KindOf(err) != kural.NotFound {
		t.Errorf("places of an unknown ilçe: %v", err)
	}
}
