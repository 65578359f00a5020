package web

import (
	"context"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gorilla/mux"
	"github.com/rs/zerolog"
)

// demoEngine is the engine with the pages of testdata/demo beside the real ones.
func demoEngine(t *testing.T) *Engine {
	t.Helper()
	all := fstest.MapFS{}
	for _, root := range []string{"templates", "testdata"} {
		sub := os.DirFS(root)
		err := fs.WalkDir(sub, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(sub, path)
			all[path] = &fstest.MapFile{Data: b}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	e, err := newEngine(all, os.DirFS("static"))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

type demoForm struct {
	Page
	Kimlik            []Fact
	Ayni              Checkboxes
	Adres, Konu       Textarea
	Il, Ilce, Mahalle Select
	Telefon, Eposta   Input
	Sonuc             Radios
	Gelis             Date
	Dosya             Files
}

// newDemoForm is a form with every field; failed puts errors at them.
func newDemoForm(t *testing.T, typed url.Values, failed error) *demoForm {
	t.Helper()
	f, err := NewForm(typed, failed)
	if err != nil {
		t.Fatal(err)
	}
	iller := []Option{{Value: "06", Label: "ANKARA"}, {Value: "34", Label: "İSTANBUL"}}
	return &demoForm{
		Page: Page{Title: "Başvuru Kayıt", Back: Link{URL: "/"}, Errors: f.Errors, Help: []string{
			"Girdiğiniz T.C. Kimlik No ile kimlik ve ikametgâh bilgileriniz kendiliğinden getirilir.", "Tüm bilgileri girdikten sonra Kaydet butonuna tıklayınız.",
		}},
		Kimlik: []Fact{{Key: "T.C. Kimlik No", Value: "100******46"}, {Key: "Adı", Value: "Şükrü"}, {Key: "Soyadı", Value: "IŞIKÇI"}, {Key: "Köy"}},
		Ayni: f.Checkboxes(Checkboxes{Name: "ayni", Options: []Option{{
			Value: "1", Label: "İkametgâh adresi ile başvuruya konu olan adres aynı mı?",
		}}}),
		Adres:   f.Textarea(Textarea{Name: "adres", Label: "Açık Adres", Rows: 2}),
		Il:      f.Select(Select{Name: "il", Label: "İl", Empty: "İl Seçiniz...", Options: iller, Load: "/ilce", Into: "ilce"}),
		Ilce:    f.Select(Select{Name: "ilce", Label: "İlçe", Empty: "İlçe Seçiniz...", Load: "/mahalle", Into: "mahalle"}),
		Mahalle: f.Select(Select{Name: "mahalle", Label: "Mahalle", Empty: "Mahalle Seçiniz..."}),
		Telefon: f.Input(Input{Name: "telefon", Label: "Cep Telefonu", Hint: "Örnek: 532 000 00 00", Type: "tel", Numeric: true, Value: "5320000000"}),
		Eposta:  f.Input(Input{Name: "eposta", Label: "Eposta", Type: "email", Autocomplete: "email", Optional: true}),
		Sonuc: f.Radios(Radios{Name: "sonuc", Label: "Başvuru Sonucu", Options: []Option{
			{Value: "olumlu", Label: "Olumlu"}, {Value: "olumsuz", Label: "Olumsuz", Hint: "Gerekçesi cevapta yazılmalıdır."},
		}}),
		Konu:  f.Textarea(Textarea{Name: "konu", Label: "Başvuru Konusu", MaxLength: 4000}),
		Gelis: f.Date(Date{Name: "gelis", Label: "Başvuru Geliş Tarihi"}),
		Dosya: f.Files(Files{Name: "dosya", Label: "Dosyalar", Items: []FileItem{{Key: "ab12", Ad: "dilekçe.pdf", Boyut: 1 << 21}, {Key: "cd34", Ad: "okul kantini önündeki çukurun fotoğrafı.jpeg", Boyut: 345678}}}),
	}
}

type demoKod struct {
	Page
	Kod   Input
	Kalan int
}

type demoListe struct {
	Page
	No, Ad  Input
	Durum   Select
	Tarih   Date
	Geciken Checkboxes
	Liste   Table
}

func newDemoListe(r *http.Request) *demoListe {
	columns := []Column{
		{"Başvuru No", "nowrap"},
		{"Başvuran T.C. Kimlik No", "nowrap"},
		{"Başvuran Ad Soyad", ""},
		{"Başvuru Konusu", "long"},
		{"Başvuru Tarihi", "nowrap"},
		{"Başvuru Durumu", ""},
		{"Son İşlem Yapan Sorumlu", ""},
		{"Son İşlem Tarihi", "nowrap"},
		{"İşlemler", ""},
	}
	var rows []Row
	for i, state := range []string{"Başvuru Açık Kapı Birim Havuzunda", "Başvuru İlgili Birime Yönlendirildi", "Başvuru Mülki İdare Amirinden Cevap Dönüldü"} {
		rows = append(rows, Row{ID: "b-" + strconv.Itoa(1005+i), Late: i == 1, New: i == 0, Cells: Cells(columns,
			Text("1007"), Text("100******46"), Text("Şükrü IŞIKÇI"),
			Text("14.12.2017 tarihinde 12:10 da aradığımız ambulans 14:00 da gelmiştir. Gereğinin yapılmasını rica ediyorum."),
			Text("15.12.2017 11:31"), Status(state, []string{"blue", "yellow", "turquoise"}[i]), Text("Gülşen ÇAĞLAR"), Text("01.02.2018 16:12"),
			Links(Link{"/1007", "Başvuru Detayını Göster"}, Link{"/1007/kapat", "İşlemi Kapat"}))})
	}
	f := Form{}
	return &demoListe{
		Page: Page{Title: "Başvuru Arama", Active: "/liste", Wide: true, Help: []string{"Kriter girmeden Ara butonuna basarsanız tüm başvurular listelenir."}},
		No:   f.Input(Input{Name: "no", Label: "Başvuru No", Numeric: true}), Ad: f.Input(Input{Name: "ad", Label: "Adı"}),
		Durum:   f.Select(Select{Name: "durum", Label: "Başvuru Durumu", Empty: "Başvuru Durumu Seçiniz..."}),
		Tarih:   f.Date(Date{Name: "tarih", Label: "Başvuru Tarihi"}),
		Geciken: f.Checkboxes(Checkboxes{Name: "geciken", Small: true, Options: []Option{{Value: "1", Label: "Süresi Geçtiği Halde Cevaplanmayanlar"}}}),
		Liste: Table{
			ID: "basvurular", Caption: "Başvurular", Columns: columns, Rows: rows, Pages: NewPages(r, 20, 12345),
			Live: &Live{URL: "/canli", Event: "satir", LastID: "41"},
		},
	}
}

type demoDetay struct {
	Page
	Canli      Live
	Durum      Tag
	Ozet       []Fact
	Dosyalar   []FileItem
	Hareketler []Step
	Not        Details
}

func newDemoDetay() *demoDetay {
	at := time.Date(2026, 11, 21, 18, 5, 0, 0, time.UTC)
	return &demoDetay{
		Page:  Page{Title: "Başvuru Detayı 1047", Crumbs: []Link{{"/", "AKS Anasayfa"}, {"/liste", "Başvuru Arama"}}, Flash: &Banner{Kind: "basari", Title: "Tamam", Text: "Başvuru 2 birime yönlendirildi."}},
		Canli: Live{URL: "/canli", Event: "durum"}, Durum: Tag{Text: "İşlem Görüyor", Colour: "blue"},
		Ozet:     []Fact{{Key: "Adı Soyadı", Value: "Şükrü IŞIKÇI"}, {Key: "Açık Adres", Value: "Atatürk Mah. 12. Sok. No: 3\nÇANKAYA / ANKARA"}, {Key: "Hizmet Başlıkları", Value: "EĞİTİM", Link: Link{"/g", "Güncelle"}}},
		Dosyalar: []FileItem{{Ad: "dilekçe.pdf", URL: "/dosya/1", Boyut: 1 << 21}},
		Hareketler: []Step{
			{Durum: "Başvuru İlgili Birime Yönlendirildi", Aciklama: "ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ", Tarih: at.Add(time.Hour)},
			{Durum: "Başvuru Açık Kapı Birim Havuzunda", Tarih: at},
		},
		Not: Details{Title: "Önceki tur", Text: "Başvuru bir kez geri alınmıştır."},
	}
}

type demoSonuc struct {
	Page
	Panel Panel
}

// demoServer serves the demo pages through the real chain.
func demoServer(t *testing.T, e *Engine) http.Handler {
	t.Helper()
	router := mux.NewRouter()
	page := func(name string, view func(r *http.Request) View) HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) error {
			return e.Render(w, r, http.StatusOK, "demo/"+name, view(r))
		}
	}
	staff := Chrome{Home: "/aks", Nav: []NavItem{{URL: "/aks", Text: "AKS Anasayfa"}, {URL: "/yap", Text: "Başvuru Yap"}, {URL: "/liste", Text: "Başvuru Arama"}}, User: &User{
		Ad: "Gülşen ÇAĞLAR", Rol: "Sorumlu", Yer: "06 - ANKARA", Exit: "/cikis", Links: []Link{{"/ilce", "İlçe Değiştir"}},
	}}
	signedIn := func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h.ServeHTTP(w, r.WithContext(WithChrome(r.Context(), staff)))
		})
	}
	router.Handle("/form", e.Handle(page("form", func(*http.Request) View { return newDemoForm(t, nil, nil) })))
	router.Handle("/hatali", e.Handle(func(w http.ResponseWriter, r *http.Request) error {
		v := newDemoForm(t, demoTyped(), demoFailed())
		return e.Render(w, r, v.Errors.Status(), "demo/form", v)
	}))
	router.Handle("/kod", e.Handle(page("kod", func(*http.Request) View {
		return &demoKod{Page: Page{Title: "Başvuru Doğrulama Kodu"}, Kalan: 180, Kod: Input{Name: "kod", Label: "Onay Kodu", Code: true, Numeric: true, MaxLength: 6}}
	})))
	router.Handle("/liste", signedIn(e.Handle(page("liste", func(r *http.Request) View { return newDemoListe(r) }))))
	router.Handle("/detay", signedIn(e.Handle(page("detay", func(*http.Request) View { return newDemoDetay() }))))
	router.Handle("/sonuc", e.Handle(page("sonuc", func(*http.Request) View {
		return &demoSonuc{Page: Page{Title: "Başvuru Kayıt", HideTitle: true}, Panel: Panel{Title: "Başvuru Takip No: 1047", Text: "Başvurunuz başarıyla kaydedilmiştir."}}
	})))
	hub := NewHub()
	t.Cleanup(hub.Close)
	router.Handle("/canli", e.Handle(func(w http.ResponseWriter, r *http.Request) error {
		return hub.Serve(w, r, []string{"birim:1"}, func(_ context.Context, lastID string) ([]Event, error) {
			row, err := e.Fragment("", "row", Row{ID: "b-canli", New: true, Cells: []Cell{Text("Canlı satır, " + lastID + " sonrası")}})
			return []Event{{ID: "42", Name: "satir", Data: row}}, err
		})
	}))
	router.PathPrefix(StaticPath).Handler(e.Static())
	h, err := Chain(router, Options{Engine: e, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	return h
}
