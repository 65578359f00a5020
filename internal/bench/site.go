package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/google/uuid"
	"github.com/gorilla/mux"
	"github.com/rs/zerolog"

	"acikkapi/intake"
	"acikkapi/internal/dosya"
	"acikkapi/internal/kps"
	"acikkapi/internal/sim"
	"acikkapi/internal/tohum"
	"acikkapi/internal/web"
)

const answerLimit = 64 << 10 // bytes of an answer that are looked at

// site is the public service as acikkapi serves it, on a socket of its own, and what posts to it.
type site struct {
	url    string
	client *http.Client
}

// startSite serves intake's routes in the usual chain, over the simulated KPS, without a limit on how much one address sends.
func (w *world) startSite(ctx context.Context, _ Options) error {
	dir, err := os.MkdirTemp("", w.name)
	if err != nil {
		return err
	}
	w.undo = append(w.undo, func(context.Context) { _ = os.RemoveAll(dir) })
	files, err := dosya.New(ctx, "file://"+dir+"?no_tmp_dir=true")
	if err != nil {
		return err
	}
	w.undo = append(w.undo, func(context.Context) { _ = files.Close() })
	engine, router := web.NewEngine(), mux.NewRouter()
	intake.Routes(router, intake.Deps{
		Store: w.store, KPS: kps.New(w.simURL, nil), Web: engine, Dosya: files,
		Sessions: web.NewSessions(w.store.Pool(), engine, web.CitizenSession(false)),
	})
	h, err := web.Chain(router, web.Options{Engine: engine, Log: zerolog.Nop(), PerMinute: limits})
	if err != nil {
		return err
	}
	address, err := w.serve(h)
	pool := &http.Transport{MaxIdleConnsPerHost: intakeClients, MaxConnsPerHost: intakeClients}
	w.undo = append(w.undo, func(context.Context) { pool.CloseIdleConnections() })
	w.site = &site{address, &http.Client{Transport: pool}}
	return err
}

type basvuruGovde struct {
	TCKN             string        `json:"tckn"`
	Ad               string        `json:"ad"`
	Soyad            string        `json:"soyad"`
	AnneKizlikSoyadi string        `json:"anne_kizlik_soyadi"`
	Cep              string        `json:"cep"`
	AcikAdres        string        `json:"acik_adres"`
	Il               int           `json:"il"`
	Ilce             int           `json:"ilce"`
	Yerlesim         int           `json:"yerlesim"`
	Hizmetler        []hizmetGovde `json:"hizmetler"`
	Egitim           int           `json:"egitim"`
	Sektor           int           `json:"sektor"`
	Konu             string        `json:"konu"`
}

type hizmetGovde struct {
	Baslik    int `json:"baslik"`
	AltBaslik int `json:"alt_baslik"`
}

// apply posts an application of k and returns its number.
func (s *site) apply(ctx context.Context, k sim.Kisi, n int) (int64, error) {
	anne := []rune(k.AnneKizlikSoyadi)
	body, err := json.Marshal(basvuruGovde{
		TCKN: string(k.TCKN), Ad: k.Ad, Soyad: k.Soyad, AnneKizlikSoyadi: string(anne[0]) + string(anne[len(anne)-1]), Cep: string(k.Cep),
		AcikAdres: "Örnek Sokak 1/1", Il: il, Ilce: ilce, Yerlesim: yerlesim,
		Hizmetler: []hizmetGovde{{1, 1}}, Egitim: 1, Sektor: 1, Konu: konu(n),
	})
	if err != nil {
		return 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/api/v1/basvuru", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+tohum.DemoAnahtar)
	req.Header.Set("Idempotency-Key", uuid.NewString())
	res, err := s.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, answerLimit))
	if err != nil {
		return 0, err
	}
	var answer struct {
		TakipNo int64 `json:"takip_no"`
	}
	if res.StatusCode != http.StatusCreated || json.Unmarshal(raw, &answer) != nil {
		return 0, fmt.Errorf("HTTP %d: %.300s", res.StatusCode, raw)
	}
	return answer.TakipNo, nil
}
