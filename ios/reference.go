package ios

import "io"

// Reference writes the command reference of IOS, in Markdown.
func Reference(w io.Writer) error {
	s, err := New()
	if err != nil {
		return err
	}
	return s.tables.Reference(w)
}
