package cli

import "github.com/iosim/iosim/line"

// AskText reads a line of a text that Ctrl-Z ends; last tells that it did. Other
// keys that end a line abort the command.
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
