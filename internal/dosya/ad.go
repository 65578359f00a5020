package dosya

import (
	"path"
	"strings"
	"unicode"

	"acikkapi/internal/turkce"
)

// maxAd is the longest name kept, in letters.
const maxAd = 120

// cleanName is what a person called a file, fit for showing: no folders, no control or direction marks (a name with
// U+202E shows “exe.pdf” for “fdp.exe”), bounded, its extension kept.
func cleanName(name string) string {
	name = strings.ToValidUTF8(name, "")
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, name)
	name = strings.Join(strings.Fields(name), " ")
	stem, ext := strings.TrimSuffix(name, path.Ext(name)), path.Ext(name)
	if letters := []rune(stem); len(letters) > maxAd {
		stem = string(letters[:maxAd])
	}
	if letters := []rune(ext); len(letters) > maxAd {
		ext = string(letters[:maxAd])
	}
	if stem = strings.Trim(stem, ". "); stem == "" {
		stem = "adsız"
	}
	return stem + ext
}

// kindOf finds the kind of a cleaned name by its extension, in whatever letters: .GİF and .TIF too.
func kindOf(name string) (kind, bool) {
	k, ok := kinds()[turkce.Fold(path.Ext(name))]
	return k, ok
}
