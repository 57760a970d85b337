package diskfs

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/printable"
)

// metaDir is the folder for the disk's own files, at the root of the backing.
const metaDir = ".iosim"

// maxComponent is FAT's limit for a long name, in bytes here.
const maxComponent = 255

// fold returns the same string for two names if and only if strings.EqualFold
// reports them equal.
func fold(name string) string {
	lower := true
	for i := 0; i < len(name); i++ {
		if c := name[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			lower = false
			break
		}
	}
	// k and s have non-ASCII spellings too. foldRune maps those to the lower-case
	// ASCII letter, so the fast path agrees with it.
	if lower {
		return name
	}
	return strings.Map(foldRune, name)
}

// foldRune returns the representative of r's orbit under simple folding: its
// lower-case ASCII letter if there is one, otherwise its smallest rune.
func foldRune(r rune) rune {
	least := r
	for s := unicode.SimpleFold(r); s != r; s = unicode.SimpleFold(s) {
		least = min(least, s)
	}
	if 'A' <= least && least <= 'Z' {
		return least + 'a' - 'A'
	}
	return least
}

// validName reports whether a FAT directory can hold a file called name. One that is not
// safe to show is none [UNSOURCED].
func validName(name string) bool {
	if name == "" || name == "." || name == ".." || len(name) > maxComponent || !printable.Is(name) {
		return false
	}
	for _, r := range name {
		if strings.ContainsRune(`\*?"<>|:/`, r) {
			return false
		}
	}
	return true
}

// elements returns the components of a name's path. The error is KindInvalid.
func elements(name ifs.Name) ([]string, error) {
	elems := name.Elements()
	for _, e := range elems {
		if !validName(e) {
			return nil, kind(ifs.KindInvalid)
		}
	}
	if len(elems) > 0 && fold(elems[0]) == metaDir {
		return nil, kind(ifs.KindInvalid)
	}
	return elems, nil
}
