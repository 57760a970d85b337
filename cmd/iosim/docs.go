package main

import (
	"fmt"
	"io"
	"os"

	"github.com/iosim/iosim/cli/ios"
	"github.com/iosim/iosim/event"
)

// docsCommand is `iosim docs [commands|events]`: a reference, generated from the
// tables. docs/commands.md and docs/events.md in the repository are its output.
func docsCommand(args []string, out io.Writer) int {
	page := "commands"
	if len(args) > 0 {
		page = args[0]
	}
	write, ok := map[string]func(io.Writer) error{"commands": ios.Reference, "events": event.Reference}[page]
	if !ok || len(args) > 1 {
		fmt.Fprintln(os.Stderr, "usage: iosim docs [commands|events]")
		return exitUsage
	}
	if err := write(out); err != nil {
		return fail(err, exitFailed)
	}
	return exitOK
}
