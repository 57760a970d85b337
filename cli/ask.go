package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/line"
)

// ErrAborted is the error of a command whose user stopped it at a question. It
// has no words: the prompt comes back (ios-files.md 6.11).
var ErrAborted = errors.New("aborted at a question")

// Ask puts a question with its default in brackets and returns the answer, the
// default for a bare Return: "Destination filename [x]? ".
func (c *Ctx) Ask(question, def string) (string, error) {
	return c.read(fmt.Sprintf("%s [%s]? ", question, def), def, false)
}

// AskLine reads one line after prompt, "" for a bare Return.
func (c *Ctx) AskLine(prompt string) (string, error) { return c.read(prompt, "", false) }

// AskSecret reads one line without echo.
func (c *Ctx) AskSecret(prompt string) (string, error) { return c.read(prompt, "", true) }

func (c *Ctx) read(prompt, def string, hidden bool) (string, error) {
	l, err := c.Session.readLine(c.Session.life, line.Request{Prompt: prompt, Hidden: hidden})
	if err != nil {
		return "", err
	}
	if l.Key != '\r' {
		return "", ErrAborted
	}
	if s := strings.TrimSpace(l.Text); s != "" {
		return s, nil
	}
	return def, nil
}

// OwnKeys makes all keys answers, until the function is called: who types Ctrl-C as soon
// as a question is on the screen means the question, not the command that is about to read.
func (c *Ctx) OwnKeys() (release func()) {
	if c.Session.term == nil {
		return func() {}
	}
	return c.Session.term.Own()
}

// Confirm puts a question that one key answers: Return and "y" are yes, any
// other key is no. The key is echoed and, but for Return, no line is ended
// (ios-files.md 6.2, 9).
func (c *Ctx) Confirm(question string) (bool, error) {
	defer c.OwnKeys()()
	c.Printf("%s [confirm]", question)
	return c.confirmKey()
}

// ConfirmTight is Confirm for the questions that have no blank before
// "[confirm]" (ios-files.md 6.8).
func (c *Ctx) ConfirmTight(question string) (bool, error) {
	defer c.OwnKeys()()
	c.Printf("%s[confirm]", question)
	return c.confirmKey()
}

func (c *Ctx) confirmKey() (bool, error) {
	k, err := c.Session.readKey(c.Session.life)
	if err != nil {
		return false, err
	}
	switch k {
	case '\r':
		c.Printf("\n")
		return true, nil
	case 'y', 'Y':
		c.Printf("%c", k)
		return true, nil
	}
	if k >= ' ' && k < 0x7f {
		c.Printf("%c", k)
	}
	return false, nil
}

// YesNo puts a question that a line answers; other answers are asked again
// (ios-boot.md 1.1, 2.4).
func (c *Ctx) YesNo(question string) (bool, error) {
	for {
		s, err := c.AskLine(question + " [yes/no]: ")
		if err != nil {
			return false, err
		}
		if yes, ok := parseYesNo(s); ok {
			return yes, nil
		}
		c.Printf("%% Please answer 'yes' or 'no'.\n")
	}
}

func parseYesNo(s string) (yes, ok bool) {
	s = strings.ToLower(s)
	switch {
	case s == "":
		return false, false
	case strings.HasPrefix("yes", s):
		return true, true
	case strings.HasPrefix("no", s):
		return false, true
	}
	return false, false
}

// FilePrompt is the device's setting.
func (c *Ctx) FilePrompt() running.Prompting { return c.System.Settings().FilePrompt }

// AskFile asks for part of a file name; under `file prompt quiet` a known one is
// taken as it is.
func (c *Ctx) AskFile(question, known string) (string, error) {
	if known != "" && c.FilePrompt() == running.PromptQuiet {
		return known, nil
	}
	return c.Ask(question, known)
}

// ConfirmFile is Confirm for file commands: `file prompt quiet` is a yes.
func (c *Ctx) ConfirmFile(question string) (bool, error) {
	if c.FilePrompt() == running.PromptQuiet {
		return true, nil
	}
	return c.Confirm(question)
}

// AskFileHost asks for the host of a network name. given: the command line named
// it, so that `file prompt quiet` takes it.
func (c *Ctx) AskFileHost(known string, given bool) (string, error) {
	if given && c.FilePrompt() == running.PromptQuiet {
		return known, nil
	}
	return c.Ask("Address or name of remote host", known)
}

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
