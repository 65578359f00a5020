package sim

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/internal/kps/mesaj"
	"acikkapi/internal/kps/soap"
	"acikkapi/internal/turkce"
)

// serveGenel is NVİ's public check.
func (s *Sim) serveGenel(w http.ResponseWriter, r *http.Request, yanlis bool) {
	serveSOAP(w, r, func(n xml.Name) (any, func() any) {
		if n != (xml.Name{Space: mesaj.AlanGenel, Local: "TCKimlikNoDogrula"}) {
			return nil, nil
		}
		q := &mesaj.TCKimlikNoDogrula{}
		return q, func() any {
			if yanlis {
				return mesaj.TCKimlikNoDogrulaResponse{Result: "belki"}
			}
			return mesaj.TCKimlikNoDogrulaResponse{Result: strconv.FormatBool(s.dogrula(*q))}
		}
	})
}

// dogrula compares exactly, as NVİ does: names must come in Turkish capitals.
func (s *Sim) dogrula(q mesaj.TCKimlikNoDogrula) bool {
	k, ok := s.nufus.Find(basvuru.TCKN(strconv.FormatInt(q.TCKimlikNo, 10)))
	return ok && k.Ad == q.Ad && k.Soyad == q.Soyad && k.DogumTarihi.Year() == q.DogumYili && q.Ad == turkce.Upper(q.Ad)
}

// serveKurum is the institutional query.
func (s *Sim) serveKurum(w http.ResponseWriter, r *http.Request, yanlis bool) {
	serveSOAP(w, r, func(n xml.Name) (any, func() any) {
		switch n {
		case xml.Name{Space: mesaj.AlanKurum, Local: "KisiSorgula"}:
			q := &mesaj.KisiSorgula{}
			return q, func() any { return s.kisiCevap(q.TCKimlikNo, yanlis) }
		case xml.Name{Space: mesaj.AlanKurum, Local: "AileSorgula"}:
			q := &mesaj.AileSorgula{}
			return q, func() any { return s.aileCevap(q.TCKimlikNo, yanlis) }
		}
		return nil, nil
	})
}

func (s *Sim) kisiCevap(no string, yanlis bool) mesaj.KisiSorgulaResponse {
	k, ok := s.ara(no, yanlis)
	if !ok {
		return mesaj.KisiSorgulaResponse{Bulundu: "false"}
	}
	return mesaj.KisiSorgulaResponse{Bulundu: "true", Kisi: &mesaj.Kisi{
		TCKimlikNo: string(k.TCKN), Ad: k.Ad, Soyad: k.Soyad, AnneKizlikSoyadi: k.AnneKizlikSoyadi,
		DogumTarihi: k.DogumTarihi.Format(mesaj.TarihSekli), CuzdanSeri: k.Cuzdan.Seri, CuzdanNo: k.Cuzdan.No,
		Adres: mesaj.Adres(k.Adres),
	}}
}

func (s *Sim) aileCevap(no string, yanlis bool) mesaj.AileSorgulaResponse {
	k, ok := s.ara(no, yanlis)
	if !ok {
		return mesaj.AileSorgulaResponse{Bulundu: "false"}
	}
	cevap := mesaj.AileSorgulaResponse{Bulundu: "true", TCKimlikNo: string(k.TCKN)}
	for _, y := range s.nufus.Aile(k) {
		cevap.Yakin = append(cevap.Yakin, mesaj.Yakin{
			TCKimlikNo: string(y.TCKN), Ad: y.Ad, Soyad: y.Soyad, Yakinlik: string(y.Yakinlik),
			DogumTarihi: y.DogumTarihi.Format(mesaj.TarihSekli), BakanlikPersoneli: y.BakanlikPersoneli,
		})
	}
	return cevap
}

// ara finds the person asked for; when it is to be wrong, somebody else.
func (s *Sim) ara(no string, yanlis bool) (Kisi, bool) {
	if !yanlis {
		return s.nufus.Find(basvuru.TCKN(no))
	}
	for _, k := range s.nufus.All() {
		if string(k.TCKN) != no {
			return k, true
		}
	}
	return Kisi{}, false
}

// serveSOAP reads a question, lets op choose where it is read into and how it is answered, and answers in
// the version of the question. What cannot be understood is a fault of the client.
func serveSOAP(w http.ResponseWriter, r *http.Request, op func(xml.Name) (question any, answer func() any)) {
	var name xml.Name
	var answer func() any
	body, err := io.ReadAll(r.Body)
	v := soap.V11
	if err == nil {
		v, err = soap.Decode(bytes.NewReader(body), func(n xml.Name) (q any) {
			name = n
			q, answer = op(n)
			return q
		})
	}
	if err == nil {
		err = checkHeaders(r, v, name)
	}
	if v != soap.V12 {
		v = soap.V11 // also for what was no envelope at all
	}
	status := http.StatusOK
	var b []byte
	if err != nil {
		status = http.StatusInternalServerError // SOAP's way, also for the client's mistakes
		b, err = soap.EncodeFault(v, false, err.Error())
	} else {
		b, err = soap.Encode(v, answer())
	}
	if err != nil {
		http.Error(w, "yanıt yazılamadı", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", v.ContentType(""))
	w.WriteHeader(status)
	_, _ = w.Write(b) // the client has gone: nobody to tell
}

// checkHeaders holds a question to its version: media type, and the action where 1.1 wants it.
func checkHeaders(r *http.Request, v soap.Version, name xml.Name) error {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	want := "text/xml"
	if v == soap.V12 {
		want = "application/soap+xml"
	}
	if err != nil || media != want {
		return fmt.Errorf("Content-Type must be %s", want) //nolint:staticcheck // a header's name
	}
	if action := strings.Trim(r.Header.Get("SOAPAction"), `"`); v == soap.V11 && action != name.Space+"/"+name.Local {
		return fmt.Errorf("unknown SOAPAction %q", action)
	}
	return nil
}
