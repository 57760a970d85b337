package platform

import (
	"slices"
	"strings"
)

var models = []*Model{&c1941, &c2901, &c2911, &c2621, &iol}

// All are the models, by name.
func All() []*Model { return slices.Clone(models) }

// Lookup finds a model by its name; the case of letters does not matter.
func Lookup(name string) (*Model, bool) {
	for _, m := range models {
		if strings.EqualFold(m.Name, name) {
			return m, true
		}
	}
	return nil, false
}

// Near is the name of the model that is spelled most like name, "" if none is
// close. The product ID and its number count too: "2901" is near "c2901".
func Near(name string) string {
	name = strings.ToLower(name)
	best, least := "", 3 // more changes than two are another word
	for _, m := range models {
		d := distance(name, m.Name)
		if len(name) >= 4 && strings.Contains(strings.ToLower(m.PID), name) {
			d = 0
		}
		if d < least {
			best, least = m.Name, d
		}
	}
	return best
}

// distance is how many letters are to be changed, added or dropped to make b of a
// (Levenshtein). Words too long to be near are not compared.
func distance(a, b string) int {
	if len(a) > 2*len(b)+2 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
