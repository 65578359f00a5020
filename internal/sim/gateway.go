package sim

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"acikkapi/internal/sms"
	"acikkapi/internal/telefon"
)

// gatewayAnswer is every answer of the SMS gateway; Code is Netgsm's: 00 accepted, 20 text, 30 credentials,
// 40 sender name, 60 no such message, 70 parameter, 85 too many to one number, 100 system.
type gatewayAnswer struct {
	Code        string    `json:"code"`
	Description string    `json:"description,omitempty"`
	JobID       string    `json:"jobid,omitempty"`
	Parts       int       `json:"parts,omitempty"`
	Status      sms.Durum `json:"status,omitempty"`
}

type gatewaySend struct {
	Ref     string    `json:"ref"`
	To      string    `json:"to"`
	Text    string    `json:"text"`
	Header  string    `json:"header"`
	Expires time.Time `json:"expires"`
}

func (s *Sim) serveSend(w http.ResponseWriter, r *http.Request, yanlis bool) {
	b, err := io.ReadAll(r.Body)
	var m gatewaySend
	if err == nil {
		err = json.Unmarshal(b, &m)
	}
	status, refusal := s.refuse(r, m, err)
	switch {
	case yanlis:
		answerJSON(w, http.StatusOK, gatewayAnswer{Code: "07", Description: "tanımsız yanıt"})
	case refusal.Code != "":
		answerJSON(w, status, refusal)
	default:
		parts := sms.Parts(m.Text)
		s.kutu.add(Mesaj{To: telefon.Numara(m.To), Text: m.Text, At: s.opt.Now().UTC(), Parts: parts, Ref: m.Ref}, s.fate(m))
		answerJSON(w, http.StatusOK, gatewayAnswer{Code: "00", JobID: fmt.Sprintf("sim-%x", m.Ref), Parts: parts})
	}
}

// refuse returns why m is not accepted, with the HTTP status; an empty code if it is.
func (s *Sim) refuse(r *http.Request, m gatewaySend, err error) (int, gatewayAnswer) {
	cep, cepErr := telefon.ParseCep(m.To)
	switch {
	case !s.keyOK(r):
		return http.StatusUnauthorized, gatewayAnswer{Code: "30", Description: "kullanıcı bilgisi hatalı"}
	case err != nil:
		return http.StatusBadRequest, gatewayAnswer{Code: "70", Description: "istek okunamadı"}
	case !senderOK(m.Header):
		return http.StatusForbidden, gatewayAnswer{Code: "40", Description: "gönderici adı tanımlı değil"}
	case cepErr != nil || string(cep) != m.To || m.Ref == "":
		return http.StatusUnprocessableEntity, gatewayAnswer{Code: "70", Description: "numara veya referans hatalı"}
	case strings.TrimSpace(m.Text) == "":
		return http.StatusUnprocessableEntity, gatewayAnswer{Code: "20", Description: "mesaj metni hatalı"}
	case s.opt.PerNumberPerMinute > 0 && s.kutu.since(cep, s.opt.Now().Add(-time.Minute)) >= s.opt.PerNumberPerMinute:
		return http.StatusTooManyRequests, gatewayAnswer{Code: "85", Description: "aynı numaraya dakikada çok fazla mesaj"}
	}
	return 0, gatewayAnswer{}
}

// fate decides what becomes of a message: expired ones and those to numbers that end in 0000 never arrive.
func (s *Sim) fate(m gatewaySend) sms.Durum {
	switch {
	case !m.Expires.IsZero() && s.opt.Now().After(m.Expires):
		return sms.SuresiDoldu
	case strings.HasSuffix(m.To, "0000"):
		return sms.Iletilemedi
	}
	return sms.Iletildi
}

func (s *Sim) keyOK(r *http.Request) bool {
	return s.opt.SMSKey == "" || r.Header.Get("X-API-Key") == s.opt.SMSKey
}

// senderOK tells whether h can be a sender name: 3 to 11 ASCII letters, digits, spaces (BTK).
func senderOK(h string) bool {
	return len(h) >= 3 && len(h) <= 11 && !strings.ContainsFunc(h, func(r rune) bool {
		return r != ' ' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}

func (s *Sim) serveReport(w http.ResponseWriter, r *http.Request, yanlis bool) {
	durum, ok := s.kutu.durum(r.URL.Query().Get("ref"))
	switch {
	case !s.keyOK(r):
		answerJSON(w, http.StatusUnauthorized, gatewayAnswer{Code: "30", Description: "kullanıcı bilgisi hatalı"})
	case yanlis:
		answerJSON(w, http.StatusOK, gatewayAnswer{Code: "00", Status: "belirsiz"})
	case !ok:
		answerJSON(w, http.StatusNotFound, gatewayAnswer{Code: "60", Description: "mesaj bulunamadı"})
	default:
		answerJSON(w, http.StatusOK, gatewayAnswer{Code: "00", Status: durum})
	}
}
