package main

import (
	"fmt"
	"io"
	"os"

	"github.com/iosim/iosim/ios"
)

// docsCommand is `iosim docs`: the command reference, generated from the tables.
// docs/commands.md in the repository is its output.
func docsCommand(args []string, out io.Writer) int {
	if len(args) > 0 {
		fmt.Fprintln(os.Stderr, "usage: iosim docs")
		return exitUsage
	}
	if err := ios.Reference(out); err != nil {
		return fail(err, exitFailed)
	}
	return exitOK
}
