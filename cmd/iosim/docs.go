package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/ios"
)

// docsCommand is `iosim docs`: the command reference, generated from the tables. It is
// printed, or its pages are written into the folder that is named: docs/commands in the
// repository. `iosim docs events` prints the kinds of events: docs/events.md.
func docsCommand(args []string, out io.Writer) int {
	if len(args) > 1 {
		fmt.Fprintln(os.Stderr, "usage: iosim docs [DIR|events]")
		return exitUsage
	}
	if len(args) == 1 && args[0] == "events" {
		if err := event.Reference(out); err != nil {
			return fail(err, exitFailed)
		}
		return exitOK
	}
	pages, err := ios.Reference()
	if err != nil {
		return fail(err, exitFailed)
	}
	if len(args) == 1 {
		err = os.MkdirAll(args[0], 0o755)
	}
	for _, p := range pages {
		if err != nil {
			return fail(err, exitFailed)
		}
		if len(args) == 1 {
			err = os.WriteFile(filepath.Join(args[0], p.Name), []byte(p.Text), 0o644)
		} else {
			_, err = fmt.Fprintln(out, p.Text)
		}
	}
	if err != nil {
		return fail(err, exitFailed)
	}
	return exitOK
}
