package basvuru

import (
	"slices"
	"time"

	"acikkapi/internal/kural"
)

// Basvuru is what the rules need to know of an application; pages read more of it from the store.
type Basvuru struct {
	No           int64
	Durum        Durum
	Tur          int // round, from 1; a reset by the MİA starts the next
	Il           int
	Ilce         int
	Kimlik       KimlikDurum
	Kayit        time.Time     // when it was filed
	YasalSon     time.Time     // by law, see sure.go
	SonYon       int           // number of the newest routing, over all rounds
	Yonlendirmes []Yonlendirme // of the current round, by Sira
}

// Yonlendirme is a routing to one birim.
type Yonlendirme struct {
	Sira  int
	Tur   int
	Birim string // DETSİS number
	Ad    string // the birim's name, for messages and the timeline
	Durum YonlendirmeDurum
	// Cevaplayan is who answered for the birim, for the colleague who comes second (YT-05).
	Cevaplayan string
	SonTarih   time.Time // by which the birim has to answer
	Gonderim   time.Time // when it was routed
	SureGun    int       // working days that it was given, 0: not known
}

// Open lists the routings that still wait for an answer.
func (b *Basvuru) Open() []Yonlendirme {
	var open []Yonlendirme
	for _, y := range b.Yonlendirmes {
		if y.Durum.Open() {
			open = append(open, y)
		}
	}
	return open
}

func (b *Basvuru) yonlendirme(sira int) *Yonlendirme {
	for i := range b.Yonlendirmes {
		if b.Yonlendirmes[i].Sira == sira {
			return &b.Yonlendirmes[i]
		}
	}
	return nil
}

func (b *Basvuru) clone() Basvuru {
	c := *b
	c.Yonlendirmes = slices.Clone(b.Yonlendirmes)
	return c
}

// Actor is who acts; see kural.Actor.
type Actor = kural.Actor

// Cevap is an answer given with a command, to be stored with its files.
type Cevap struct {
	Kaynak string // "birim", "mia", "kapanis"
	Sira   int    // of the routing; 0 for the MİA and the closing
	Sonuc  Sonuc  // "" for a return as not competent
	Metin  string
	Dosyas []string // ids of files that the actor has uploaded
}

// Change is what a command does to an application: the table's row, the state after it, and the parts to be stored.
type Change struct {
	Move         *Move
	Actor        Actor
	Before       Durum
	After        Basvuru
	Aciklama     string        // the timeline's second column
	Veri         any           // the event's own data: see olay.go
	Yonlendirmes []Yonlendirme // new or changed
	Cevap        *Cevap        // nil: none given
	Hizmets      []Hizmet      // nil: unchanged
	Yeni         *Yeni         // a new application, nil otherwise
	Kisi         *Kisi         // name and residence that have come late, nil otherwise
	YasalSon     time.Time     // the law's date where it has moved, zero otherwise
	Yukseltildi  bool          // the MİA's list shows it from now on
	Imha         bool          // everything personal goes (SC-06)
	At           time.Time
}

// Nothing tells that the command was right but has nothing to do (a late or repeated message, PL-04).
func (c *Change) Nothing() bool { return c.Move.Event == "" }
