package store_test

import (
	"context"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
	"acikkapi/store"
)

var (
	vali     = kural.Actor{Rol: kural.Vali, Ad: "ANKARA VALİSİ", Il: 6}
	baskaIl  = kural.Actor{Rol: kural.Vali, Ad: "İSTANBUL VALİSİ", Il: 34}
	ayseCepi = "+905321112233"
)

func tanim(tip string) yetki.Tanim {
	return yetki.Tanim{Tip: tip, TCKN: basvuru.MakeTCKN("123450000"), Il: 6, Cep: ayseCepi, Ad: "ayşe  nur", Soyad: "ışık"}
}

func define(t *testing.T, s *store.Store, k yetki.Tanim) int64 {
	t.Helper()
	id, err := s.DefineKullanici(t.Context(), vali, k)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// kindAt is the kind and the field of the first error.
func kindAt(err error) (kural.Kind, string) {
	all := kural.All(err)
	if len(all) == 0 {
		return kural.KindOf(err), ""
	}
	return all[0].Kind, all[0].Field
}

// YE-01, YE-02: a Vali defines users of the own il, once per kind; they can sign in at once, names stand in Turkish capitals.
func TestDefineKullanici(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	id := define(t, s, tanim(yetki.Sorumlu))
	us, err := s.SignInUsers(t.Context(), tanim("").TCKN, ayseCepi)
	if err != nil || len(us) != 1 || us[0].ID != id || us[0].AdSoyad() != "AYŞE NUR IŞIK" || us[0].Rol() != kural.AKS {
		t.Fatalf("signs in as %+v, %v", us, err)
	}
	if _, err := s.DefineKullanici(t.Context(), vali, tanim(yetki.Sorumlu)); kural.KindOf(err) != kural.Conflict {
		t.Errorf("defined twice: %v", err)
	}
	define(t, s, tanim(yetki.Yetkili)) // the other kind is another user
	elsewhere := tanim(yetki.Sorumlu)
	elsewhere.Il = 34
	if kind, field := kindAt(func() error { _, err := s.DefineKullanici(t.Context(), vali, elsewhere); return err }()); kind != kural.Invalid || field != "il" {
		t.Errorf("another il: %v at %q", kind, field)
	}
	for _, rol := range []kural.Rol{kural.AKS, kural.MIA, kural.Yetkili, kural.Personel, kural.ProjeYonetici} {
		if _, err := s.DefineKullanici(t.Context(), kural.Actor{Rol: rol, Il: 6}, tanim(yetki.Yetkili)); kural.KindOf(err) != kural.Forbidden {
			t.Errorf("%s defines a user: %v", rol, err)
		}
	}
	_, err = s.DefineKullanici(t.Context(), vali, yetki.Tanim{Il: 6, TCKN: "12345678901", Cep: "+903121112233"})
	fields := []string{}
	for _, e := range kural.All(err) {
		fields = append(fields, e.Field)
	}
	if got := strings.Join(fields, " "); got != "tip tckn cep ad soyad" {
		t.Errorf("all wrong at once: %s", got)
	}
}

// YE-03, YE-04, GR-05: ilçe for a sorumlu, units for a yetkili; what is given and taken counts with the next request.
func TestPlacesOfKullanici(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	ctx := t.Context()
	desk, unit := define(t, s, tanim(yetki.Sorumlu)), define(t, s, tanim(yetki.Yetkili))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.AddIlce(ctx, vali, desk, 6007))
	must(s.AddIlce(ctx, vali, desk, 6002))
	must(s.AddIlce(ctx, vali, desk, 6002)) // again changes nothing
	must(s.AddBirim(ctx, vali, unit, dbtest.BirimMEM.No))
	k, err := s.Kullanici(ctx, desk)
	if err != nil || len(k.Ilces) != 2 {
		t.Errorf("ilçe: %+v, %v", k.Ilces, err)
	}
	must(s.RemoveIlce(ctx, vali, desk, 6002))
	if k, err = s.Kullanici(ctx, desk); err != nil || len(k.Ilces) != 1 || k.Ilces[0].Ad != "ÇANKAYA" {
		t.Errorf("after one was taken: %+v, %v", k.Ilces, err)
	}
	if k, err = s.Kullanici(ctx, unit); err != nil || len(k.Birims) != 1 {
		t.Errorf("units: %+v, %v", k.Birims, err)
	}
	must(s.RemoveBirim(ctx, vali, unit, dbtest.BirimMEM.No))
	if k, err = s.Kullanici(ctx, unit); err != nil || len(k.Birims) != 0 {
		t.Errorf("after the unit was taken: %+v, %v", k.Birims, err)
	}
	for name, err := range map[string]error{
		"an ilçe of another il":  s.AddIlce(ctx, vali, desk, 34013),
		"a unit for a sorumlu":   s.AddBirim(ctx, vali, desk, dbtest.BirimMEM.No),
		"an ilçe for a yetkili":  s.AddIlce(ctx, vali, unit, 6007),
		"a unit that is not one": s.AddBirim(ctx, vali, unit, "00000000"),
		"a unit of another il":   s.AddBirim(ctx, vali, unit, scan[string](t, s, `SELECT min(detsis_no) FROM birim WHERE il_kodu = 34 AND aktif`)), // YE-01
	} {
		if kural.KindOf(err) != kural.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, err := range map[string]error{
		"ilçe": s.AddIlce(ctx, baskaIl, desk, 6007), "birim": s.RemoveBirim(ctx, baskaIl, unit, dbtest.BirimMEM.No),
		"update": s.UpdateKullanici(ctx, baskaIl, desk, 0, tanim("")), "delete": s.DeleteKullanici(ctx, baskaIl, desk),
	} {
		if kural.KindOf(err) != kural.NotFound {
			t.Errorf("another il's Vali, %s: %v", name, err)
		}
	}
}

// YE-05: “Güncelle” changes name and phone alone, and overwrites nothing that somebody else has changed meanwhile.
func TestUpdateKullanici(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	ctx := t.Context()
	id := define(t, s, tanim(yetki.Sorumlu))
	d, err := s.Tanim(ctx, vali, id)
	if err != nil {
		t.Fatal(err)
	}
	k := d.Tanim
	k.Soyad, k.Cep, k.Tip, k.Il, k.TCKN = "çelik", "+905330000001", yetki.Yetkili, 34, basvuru.MakeTCKN("999990000")
	if err := s.UpdateKullanici(ctx, vali, id, d.Surum, k); err != nil {
		t.Fatal(err)
	}
	now, err := s.Tanim(ctx, vali, id)
	if err != nil || now.Soyad != "ÇELİK" || now.Cep != "+905330000001" || now.Tip != yetki.Sorumlu || now.Il != 6 || now.TCKN != d.TCKN {
		t.Errorf("became %+v, %v", now, err)
	}
	if err := s.UpdateKullanici(ctx, vali, id, d.Surum, k); kural.KindOf(err) != kural.Conflict {
		t.Errorf("from an old page: %v", err)
	}
}

// YE-06: a deleted user is gone at once and can be defined anew; the record of changes keeps who did it, masked, and nobody can
// change that record.
func TestDeleteKullanici(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	ctx := t.Context()
	id := define(t, s, tanim(yetki.Sorumlu))
	if err := s.DeleteKullanici(ctx, vali, id); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Kullanici(ctx, id); err == nil {
		t.Error("a deleted user is still there")
	}
	if err := s.DeleteKullanici(ctx, vali, id); kural.KindOf(err) != kural.NotFound {
		t.Errorf("deleted twice: %v", err)
	}
	if again := define(t, s, tanim(yetki.Sorumlu)); again == id {
		t.Error("the same record again")
	}
	lines, err := s.Degisiklikler(ctx, "kullanici", "", 10)
	if err != nil || len(lines) != 0 {
		t.Fatalf("lines of nobody: %v, %v", lines, err)
	}
	if lines, err = s.Degisiklikler(ctx, "kullanici", sprint(id), 10); err != nil || len(lines) != 2 || lines[0].Islem != "Kullanıcı silindi" || lines[0].Sonraki != nil {
		t.Fatalf("recorded: %+v, %v", lines, err)
	}
	if before := *lines[0].Onceki; strings.Contains(before, string(tanim("").TCKN)) || strings.Contains(before, ayseCepi[4:]) || !strings.Contains(before, "AYŞE NUR") {
		t.Errorf("kept of the user: %s", before)
	}
	if _, err := s.Pool().Exec(ctx, `UPDATE degisiklik SET yapan_ad = 'başkası'`); err == nil {
		t.Error("the record of changes was changed")
	}
}

// YE-05: the list by each filter, of the own il only, newest first, with who defined and who changed.
func TestTanimlar(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	ctx := t.Context()
	desk, unit := define(t, s, tanim(yetki.Sorumlu)), define(t, s, tanim(yetki.Yetkili))
	if err := s.AddBirim(ctx, vali, unit, dbtest.BirimMEM.No); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		f    store.TanimSuzgec
		want []int64
	}{
		"none":    {store.TanimSuzgec{}, []int64{unit, desk}},
		"kind":    {store.TanimSuzgec{Tip: yetki.Sorumlu}, []int64{desk}},
		"number":  {store.TanimSuzgec{TCKN: tanim("").TCKN}, []int64{unit, desk}},
		"nobody":  {store.TanimSuzgec{TCKN: basvuru.MakeTCKN("123450001")}, nil},
		"phone":   {store.TanimSuzgec{Cep: ayseCepi}, []int64{unit, desk}},
		"name":    {store.TanimSuzgec{Ad: "ayş", Soyad: "IŞI"}, []int64{unit, desk}},
		"unit":    {store.TanimSuzgec{Birim: dbtest.BirimMEM.No}, []int64{unit}},
		"percent": {store.TanimSuzgec{Ad: "%"}, nil},
	} {
		p, err := s.Tanimlar(ctx, vali, c.f, store.Imlec{}, 20)
		if err != nil || p.Toplam != len(c.want) || len(p.Satirs) != len(c.want) {
			t.Errorf("%s: %+v, %v", name, p, err)
			continue
		}
		for i, l := range p.Satirs {
			if l.ID != c.want[i] {
				t.Errorf("%s: line %d is %d, want %d", name, i, l.ID, c.want[i])
			}
		}
	}
	first, err := s.Tanimlar(ctx, vali, store.TanimSuzgec{}, store.Imlec{}, 1)
	if err != nil || !first.Sonraki() || first.Onceki() || first.Satirs[0].Birims[0].No != dbtest.BirimMEM.No {
		t.Fatalf("first page: %+v, %v", first, err)
	}
	second, err := s.Tanimlar(ctx, vali, store.TanimSuzgec{}, store.Imlec{Sonra: first.Satirs[0].ID}, 1)
	if err != nil || second.Satirs[0].ID != desk || second.Ilk != 2 || second.Sonraki() {
		t.Errorf("second page: %+v, %v", second, err)
	}
	if p, err := s.Tanimlar(ctx, baskaIl, store.TanimSuzgec{}, store.Imlec{}, 20); err != nil || p.Toplam != 0 {
		t.Errorf("another il sees %+v, %v", p, err)
	}
	if _, err := s.Tanimlar(ctx, dbtest.AKS, store.TanimSuzgec{}, store.Imlec{}, 20); kural.KindOf(err) != kural.Forbidden {
		t.Errorf("an AKS lists users: %v", err)
	}
}

// YE-05, SC-05: what the record says that a user was before is what they were when it was changed, also where two give them ilçe at once.
func TestChangesOfOneUserAtOnce(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	ctx := t.Context()
	desk := define(t, s, tanim(yetki.Sorumlu))
	other, err := s.Pool().Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Rollback(context.WithoutCancel(ctx))
	if _, err := other.Exec(ctx, `UPDATE kullanici SET surum = surum + 1 WHERE id = $1`, desk); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Exec(ctx, `INSERT INTO kullanici_ilce (kullanici_id, ilce_id) VALUES ($1, 6002)`, desk); err != nil {
		t.Fatal(err)
	}
	added := make(chan error, 1)
	go func() { added <- s.AddIlce(ctx, vali, desk, 6007) }()
	for waiting := false; !waiting; { // the database itself is asked
		if err := s.Pool().QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database())`).Scan(&waiting); err != nil {
			t.Fatal(err)
		}
	}
	if err := other.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if err := <-added; err != nil {
		t.Fatal(err)
	}
	lines, err := s.Degisiklikler(ctx, "kullanici", sprint(desk), 1)
	if err != nil || len(lines) != 1 || !strings.Contains(*lines[0].Onceki, "ALTINDAĞ") || strings.Contains(*lines[0].Onceki, "ÇANKAYA") || !strings.Contains(*lines[0].Sonraki, "ÇANKAYA") {
		t.Errorf("recorded: %+v, %v", lines, err)
	}
}
