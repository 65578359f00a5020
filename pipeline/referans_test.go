package pipeline_test

import (
	"strconv"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/metin"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/telefon"
)

// OP-07, VB-14: a text that was changed is what the citizen's phone shows, from the next SMS on.
func TestChangedTextReachesThePhone(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t))
	to := telefon.Numara(dbtest.Yeni(1).Iletisim.Cep)
	no := dbtest.File(t, w.Store, 1)
	eventually(t, "the original of the receipt", func() bool { return len(w.sim.Mesajlar(to)) == 1 })
	who := kural.Actor{Rol: kural.ProjeYonetici, ID: 1, Ad: "Proje Yöneticisi"}
	if err := w.SetMetin(t.Context(), who, metin.SablonKapandi, "Başvuru {takip_no}: {durum}. İyi günler.", 0); err != nil {
		t.Fatal(err)
	}
	must(t, w, dbtest.AKS, no, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Tamam."})
	eventually(t, "the changed text of the closing", func() bool { return len(w.sim.Mesajlar(to)) == 2 })
	w.settled(t)
	got := w.sim.Mesajlar(to)
	if want := "Başvuru " + strconv.FormatInt(no, 10) + ": Başvuru Olumlu Kapatıldı. İyi günler."; got[0].Text != metin.Alindi(no) || got[1].Text != want {
		t.Errorf("the citizen got %+v, want the receipt and %q", got, want)
	}
}
