package cli

import "github.com/iosim/iosim/line"

// AskText reads one line of a text that Ctrl-Z ends. last reports whether Ctrl-Z ended it.
// Any other key but Return that ends a line aborts the command with ErrAborted.
func (c *Ctx) AskText() (text string, last bool, err error) {
	l, err := c.Session.readLine(c.Session.life, line.Request{})
	switch {
	case err != nil:
		return "", false, err
	case l.Key == ctrlZ:
		return l.Text, true, nil
	case l.Key != '\r':
		return "", false, ErrAborted
	}
	return l.Text, false, nil
}
