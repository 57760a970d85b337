package ios

import "github.com/iosim/iosim/cli"

// Reference returns the command reference of IOS, in Markdown.
func Reference() ([]cli.Page, error) {
	s, err := New()
	if err != nil {
		return nil, err
	}
	return s.tables.Reference(), nil
}
