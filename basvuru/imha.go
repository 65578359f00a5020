package basvuru

// Dispose removes what is personal of a closed application for good, as an approved disposal list says (SC-06). What is counted stays: number, place, headings,
// units, states, times and outcome.
type Dispose struct{ Liste int64 }

// ImhaVeri says which list an application was disposed of with. Muhur is the SHA-256 over what is left of the Satir rows of its history before this
// one, encrypted with the application's key (SC-04), in hex: what was taken out of them cannot be hashed again, what is left can (SC-05). store.Do fills in both.
type ImhaVeri struct {
	Liste int64  `json:"liste"`
	Satir int    `json:"satir"`
	Muhur string `json:"muhur"`
}

// ImhaMetni stands where an application's personal data stood.
const ImhaMetni = "Kişisel verileri imha edilmiştir"

var notDisposed = &guard{Name: "kişisel veriler duruyor", Check: func(f Facts) *Error {
	if f.B.Kimlik == KimlikImha {
		return refuse("Başvurunun kişisel verileri daha önce imha edilmiştir.")
	}
	return nil
}}

func (c Dispose) apply(ch *Change) {
	ch.After.Kimlik, ch.Imha = KimlikImha, true
	ch.Veri = ImhaVeri{Liste: c.Liste}
}
