package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/kart"
	"acikkapi/store"
)

// KT-04, KT-05: a paper may be uploaded again, which takes the earlier one's place; each relative and each paper has its own.
func TestPapersUploadedAgain(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	hasan, veli := addUser(t, s, "personel", "HASAN", 1), addUser(t, s, "personel", "VELİ", 2)
	nos := family(t, s, hasan, 10)
	upload(t, s, hasan, nos[spouse], kart.FotografEvraki)
	receipt := upload(t, s, hasan, nos[spouse], kart.DekontEvraki)
	other := upload(t, s, hasan, nos[grown], kart.FotografEvraki)
	second := upload(t, s, hasan, nos[spouse], kart.FotografEvraki)
	for no, want := range map[int64]map[kart.EvrakTur]string{
		nos[spouse]: {kart.FotografEvraki: second, kart.DekontEvraki: receipt}, nos[grown]: {kart.FotografEvraki: other}, nos[young]: {},
	} {
		got, err := s.KartUploads(t.Context(), hasan, no)
		if err != nil || len(got) != len(want) {
			t.Errorf("card %d: %+v, %v, want %v", no, got, err, want)
		}
		for tur, id := range want {
			if got[tur].ID != id || got[tur].Ad != string(tur)+".jpg" || got[tur].Ozet == "" {
				t.Errorf("card %d, %s: %+v, want %s", no, tur, got[tur], id)
			}
		}
	}
	if n := scan[int](t, s, `SELECT count(*) FROM dosya`); n != 3 {
		t.Errorf("%d files are kept, want 3", n)
	}
	for no, tur := range map[int64]kart.EvrakTur{nos[spouse]: kart.FotografEvraki, nos[grown]: "pasaport", 1: kart.DekontEvraki} {
		who := veli
		if tur == "pasaport" {
			who = hasan
		}
		_, err := s.SaveKartUpload(t.Context(), who, no, tur, store.Yukleme{Ozet: "x", Ad: "x", Tur: "x"})
		refused(t, err, kural.NotFound)
	}
	if got, err := s.KartUploads(t.Context(), veli, nos[spouse]); err != nil || len(got) != 0 {
		t.Errorf("somebody else's papers: %+v, %v", got, err)
	}
}

// SC-01: who reads a paper: before the request its uploader alone, afterwards the staff member and the bureau, never anybody else; the
// pages of applications do not hand it out. What is attached is not swept away, what was left lying is.
func TestWhoReadsPapers(t *testing.T) {
	t.Parallel()
	s, c := clockedStore(t)
	hasan, veli := addUser(t, s, "personel", "HASAN", 1), addUser(t, s, "personel", "VELİ", 2)
	elif := addUser(t, s, "kimlik_burosu", "ELİF", 3)
	no := family(t, s, hasan, 10)[spouse]
	req := asking(t, s, hasan, no)
	left := upload(t, s, hasan, no, kart.KayipFormu)
	reads := func(when, id string, want map[string]bool) {
		t.Helper()
		for name, actor := range map[string]kural.Actor{
			"hasan": hasan, "veli": veli, "bureau": elif, "his boss": {Rol: kural.MIA, ID: hasan.ID, Il: 6}, "nobody": {Rol: kural.Personel},
		} {
			d, err := s.KartDosya(t.Context(), actor, uuid.MustParse(id))
			if (err == nil) != want[name] || err == nil && (d.ID.String() != id || d.Ozet == "" || d.Tur != "image/jpeg") || err != nil && kural.KindOf(err) != kural.NotFound {
				t.Errorf("%s, %s: %+v, %v", when, name, d, err)
			}
			if _, err := s.ReadableDosya(t.Context(), actor, uuid.MustParse(id)); kural.KindOf(err) != kural.NotFound {
				t.Errorf("%s, %s on an application's page: %v", when, name, err)
			}
		}
	}
	reads("before", req.Fotograf.Dosya, map[string]bool{"hasan": true})
	doCard(t, s, hasan, no, req)
	reads("after", req.Fotograf.Dosya, map[string]bool{"hasan": true, "bureau": true})
	reads("left lying", left, map[string]bool{"hasan": true})
	own := dbtest.Yeni(1)
	own.Dosyas, own.Yukleyen = []string{req.Dekont.Dosya}, store.Uploader(hasan)+"/kart:"
	if _, err := submit(t, s, own); kural.KindOf(err) != kural.Invalid {
		t.Errorf("a card's paper was attached to an application: %v", err)
	}
	c.forward(25 * time.Hour)
	if n, err := s.SweepUploads(t.Context(), 24*time.Hour); n != 1 || err != nil {
		t.Errorf("%d files were swept away, %v, want the one left lying", n, err)
	}
	reads("a day later", req.Dekont.Dosya, map[string]bool{"hasan": true, "bureau": true})
	reads("a day later, left lying", left, nil)
}
