package spec

import (
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v4"
)

// labType is the type that a lab file's keys are checked against.
var labType = reflect.TypeFor[Lab]()

// checkKeys refuses keys that the type has not, with the line and a near name:
// "12: unknown key \"tfpt\"; is it \"tftp\"?".
func checkKeys(n *yaml.Node, t reflect.Type) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case n.Kind == yaml.DocumentNode:
		if len(n.Content) == 0 {
			return nil
		}
		return checkKeys(n.Content[0], t)
	case n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		for _, c := range n.Content {
			if err := checkKeys(c, t.Elem()); err != nil {
				return err
			}
		}
		return nil
	case n.Kind != yaml.MappingNode:
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		var below reflect.Type
		switch {
		case t.Kind() == reflect.Map:
			below = t.Elem()
		case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct && strings.HasPrefix(t.Name(), "Ordered["):
			f, _ := t.Elem().FieldByName("Value")
			below = f.Type
		case t.Kind() == reflect.Struct:
			f, known := fieldFor(t, key.Value)
			if !known {
				return unknownKey(key, t)
			}
			below = f
		default:
			return nil
		}
		if err := checkKeys(value, below); err != nil {
			return err
		}
	}
	return nil
}

func fieldFor(t reflect.Type, key string) (reflect.Type, bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		if tag := f.Tag.Get("yaml"); tag == key && tag != "-" {
			return f.Type, true
		}
	}
	return nil, false
}

func unknownKey(key *yaml.Node, t reflect.Type) error {
	var keys []string
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("yaml"); tag != "-" {
			keys = append(keys, tag)
		}
	}
	best := nearest(key.Value, keys)
	if best == "" {
		return fmt.Errorf("%d: unknown key %q", key.Line, key.Value)
	}
	return fmt.Errorf("%d: unknown key %q; is it %q?", key.Line, key.Value, best)
}
