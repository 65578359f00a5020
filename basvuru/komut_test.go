package basvuru_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// fields lists what an error tells people, as “field: message”.
func fields(err error) []string {
	said := make([]string, 0, 4)
	for _, e := range kural.All(err) {
		said = append(said, e.Field+": "+e.Message)
	}
	slices.Sort(said)
	return said
}

func many(n int) []string { return make([]string, n) }

// G-06: each command's input, wrong in every way at once, is refused with every field's message at once, and
// nothing becomes of the application.
func TestInputOfCommands(t *testing.T) {
	t.Parallel()
	long, longer := strings.Repeat("ş", basvuru.MaxAciklama+1), strings.Repeat("ş", basvuru.MaxMetin+1)
	birims := make([]basvuru.Birim, basvuru.MaxBirim+1)
	for i := range birims {
		birims[i].No = fmt.Sprintf("%08d", i)
	}
	hizmets := make([]basvuru.Hizmet, basvuru.MaxHizmet+1)
	for i := range hizmets {
		hizmets[i].Baslik = i + 1
	}
	tooLong := "En fazla 1000 karakter yazılabilir; 1001 karakter yazdınız."
	tooLongMetin := "metin: En fazla 4000 karakter yazılabilir; 4001 karakter yazdınız."
	files := "dosya: En fazla 20 dosya eklenebilir."
	for _, c := range []struct {
		name string
		cmd  basvuru.Command
		want []string
	}{
		{"file", basvuru.Submit{Yeni: basvuru.Yeni{Dosyas: many(21)}}, []string{files}},
		{"no headings", basvuru.UpdateHeadings{}, []string{"hizmet: En az bir hizmet başlığı ve alt başlığı ekleyiniz."}},
		{"too many headings", basvuru.UpdateHeadings{Hizmets: hizmets}, []string{"hizmet: En fazla 20 hizmet başlığı eklenebilir."}},
		{
			"a pair twice, a long explanation", // VB-08
			basvuru.UpdateHeadings{Hizmets: []basvuru.Hizmet{{Baslik: 1, Alt: 2}, {Baslik: 1, Alt: 2, Aciklama: long}}},
			[]string{"hizmet.1.aciklama: " + tooLong, "hizmet: Aynı hizmet başlığı iki kez eklenemez."},
		},
		{"no birim", basvuru.Route{}, []string{"birim: Yönlendirilecek en az bir birim seçiniz."}},
		{"too many birim", basvuru.Route{Birims: birims}, []string{"birim: Bir defada en fazla 50 birime yönlendirilebilir."}},
		{"a birim twice", basvuru.Route{Birims: []basvuru.Birim{egitim, egitim}}, []string{"birim: " + egitim.Ad + " iki kez seçilmiş."}},
		{"withdrawn without a reason", basvuru.Withdraw{Sira: 1, Neden: " \n"}, []string{"neden: Geri çekme nedenini giriniz."}},
		{"empty answer", basvuru.Answer{Sira: 1}, []string{"metin: Cevabı giriniz.", "sonuc: Cevap tipini seçiniz."}},
		{
			"a birim answers yes or no", // YT-04
			basvuru.Answer{Sira: 1, Sonuc: basvuru.Kismen, Metin: longer, Dosyas: many(21)},
			[]string{files, tooLongMetin, "sonuc: Cevap tipini seçiniz."},
		},
		{"returned without a reason", basvuru.Return{Sira: 1}, []string{"neden: İade nedenini giriniz."}}, // YT-08
		{"long note to the MİA", basvuru.SendToMIA{Aciklama: long}, []string{"aciklama: " + tooLong}},
		{"unreadable note", basvuru.SendToMIA{Aciklama: "a\x00b"}, []string{"aciklama: Metinde okunamayan karakterler var."}},
		{
			"MİA's answer", // MI-03
			basvuru.AnswerMIA{Sonuc: "belki", Metin: longer, Dosyas: many(21)},
			[]string{files, tooLongMetin, "sonuc: Cevap tipini seçiniz."},
		},
		{"reset without a reason", basvuru.Reset{}, []string{"aciklama: Geri gönderme açıklamasını giriniz."}}, // MI-04
		{"closed without anything", basvuru.Close{}, []string{
			"metin: Vatandaşa verilecek cevabı giriniz.", "sonuc: Başvurunun sonucunu seçiniz.",
		}}, // AK-06
	} {
		_, err := basvuru.Decide(standing(basvuru.Havuzda), people[kural.AKS], c.cmd, simdi)
		if got := fields(err); !slices.Equal(got, c.want) || kural.KindOf(err) != kural.Invalid {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

// What fits exactly is taken: limits count characters, not bytes.
func TestLimitsCountCharacters(t *testing.T) {
	t.Parallel()
	full := strings.Repeat("ş", basvuru.MaxMetin)
	_, ch := must(t, standing(basvuru.Havuzda), kural.AKS, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: full})
	if ch.Cevap.Metin != full {
		t.Error("the answer was changed")
	}
}

// AK-09: an update changes the headings and nothing else.
func TestUpdateChangesHeadingsOnly(t *testing.T) {
	t.Parallel()
	before := standing(basvuru.Yonlendirildi, routing(1, egitim, basvuru.Kuyrukta))
	pairs := []basvuru.Hizmet{{Baslik: 2, Alt: 21}}
	after, ch := must(t, before, kural.AKS, basvuru.UpdateHeadings{Hizmets: pairs})
	if fmt.Sprint(after) != fmt.Sprint(before) || !slices.Equal(ch.Hizmets, pairs) {
		t.Errorf("after %+v, headings %v", after, ch.Hizmets)
	}
}

// VB-12: a filed application stands in the pool of the il and ilçe of its subject address, in its first round.
func TestSubmitStandsInThePool(t *testing.T) {
	t.Parallel()
	b, ch := must(t, standing(basvuru.Yok), kural.Vatandas, commands["basvur"])
	if b.Durum.Label() != "Başvuru Açık Kapı Birim Havuzunda" || b.Il != ankara || b.Ilce != cankaya || b.Tur != 1 || ch.Yeni == nil {
		t.Errorf("filed: %+v", b)
	}
	refused(t, standing(basvuru.Yok), people[kural.Yetkili], commands["basvur"], kural.Forbidden) // YT-01
}

// YT-03, SC-05: an answer's event holds no text, only a digest that the chain covers.
func TestAnswerEventHoldsDigestOnly(t *testing.T) {
	t.Parallel()
	b := standing(basvuru.Yonlendirildi, routing(1, egitim, basvuru.TeslimEdildi))
	_, ch := must(t, b, kural.Yetkili, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "abc", Dosyas: many(2)})
	want := basvuru.CevapVeri{
		Sira: 1, Birim: egitim.No, Sonuc: basvuru.Olumlu, Dosya: 2,
		Ozet: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", // FIPS 180-2's own example
	}
	if ch.Veri != want {
		t.Errorf("veri %+v", ch.Veri)
	}
}
