package platform

import (
	"slices"
	"strings"
)

var models = []*Model{&c1941, &c2901, &c2911, &c2621, &iol}

// All returns the models.
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
