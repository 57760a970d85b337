package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/system"
)

// Ctx is the context of a running command: its parsed words, its session and its output.
type Ctx struct {
	context.Context
	Session *Session
	System  *system.System
	Match   *grammar.Match
	Out     io.Writer
}

// Printf writes output of the command; "\n" ends a line.
func (c *Ctx) Printf(format string, args ...any) { fmt.Fprintf(c.Out, format, args...) }

// Negated reports whether the line began with no or default.
func (c *Ctx) Negated() bool { return c.Match.Lead != "" }

// Files returns the device's mount table.
func (c *Ctx) Files() *ifs.Table { return c.System.Files() }

// Section returns the path of the configuration section in which the session is.
func (c *Ctx) Section() config.Path { return c.Session.section }

// Abs makes a file name from the command line absolute, relative to the session's
// directory.
func (c *Ctx) Abs(n ifs.Name) ifs.Name { return c.Files().Abs(c.Session.cwd, n) }
