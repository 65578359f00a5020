package main

import (
	"regexp"
	"strings"

	"acikkapi/internal/adres"
	"acikkapi/internal/turkce"
)

// yer is a place as the register writes it.
type yer struct{ tur, ad string }

var (
	ofKoy  = regexp.MustCompile(`^(.*) \(([^()]*) KÖYÜ\)$`)
	mah    = regexp.MustCompile(`(^|[ (])(?:MAH|MH)\.?($|[ )])`)
	spaces = regexp.MustCompile(`\s+`)
)

// parse turns a place of the source (the postal service's list in title case: "Kalaba Mah", "Sarıoba Köyü",
// "Nanedere Mah (düzdağ Köyü)", "Gazi Mah (tanoba Beldesi)") into capitals and tells mahalle from köy:
//
//   - what lies in a köy is a köy, and the köy comes first: "DÜZDAĞ KÖYÜ / NANEDERE MAH.";
//   - else what is called Mah is a mahalle, also in a belde: "GAZİ MAH. (TANOBA BELDESİ)";
//   - the rest (Köyü, and a few yayla of a köy) is a köy.
//
// That leaves some 32,300 mahalle in all, which is what the country has.
func parse(name string) yer {
	s := spaces.ReplaceAllString(turkce.Upper(name), " ")
	s = strings.NewReplacer("( ", "(", ")O", ") O", ")Y", ") Y", ")M", ") M").Replace(s)
	// Twice, since neighbouring matches share the blank between them.
	s = mah.ReplaceAllString(mah.ReplaceAllString(s, "${1}MAH.${2}"), "${1}MAH.${2}")
	s = strings.TrimSpace(s)
	if m := ofKoy.FindStringSubmatch(s); m != nil {
		return yer{adres.TurKoy, m[2] + " KÖYÜ / " + m[1]}
	}
	if strings.Contains(s, "MAH.") {
		return yer{adres.TurMahalle, s}
	}
	return yer{adres.TurKoy, s}
}
