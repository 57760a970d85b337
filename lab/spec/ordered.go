package spec

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
)

// Ordered is a mapping that keeps the order of the file: the first device has
// the console.
type Ordered[T any] []Named[T]

// Named is an entry of an Ordered.
type Named[T any] struct {
	Name  string
	Value T
}

// UnmarshalYAML reads the mapping in order, unknown keys refused.
func (o *Ordered[T]) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: a mapping of names is needed", n.Line)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		e := Named[T]{Name: n.Content[i].Value}
		if slices.ContainsFunc(*o, func(x Named[T]) bool { return x.Name == e.Name }) {
			return fmt.Errorf("line %d: %s is there twice", n.Content[i].Line, e.Name)
		}
		if err := n.Content[i+1].Decode(&e.Value); err != nil {
			return err
		}
		*o = append(*o, e)
	}
	return nil
}
