package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/iosim/iosim/lab"
)

// inventoryCommand prints where the devices of a running serve answer, for a tool. The
// lab gives the credentials.
func inventoryCommand(args []string, out io.Writer) int {
	var ready, format string
	c := common{extra: func(fs *flag.FlagSet) {
		fs.StringVar(&ready, "ready-file", os.Getenv("IOSIM_READY_FILE"), "")
		fs.StringVar(&format, "format", "ansible", "")
	}}
	rest, err := c.parse("inventory", args)
	if err != nil {
		return fail(err, exitUsage)
	}
	if ready == "" {
		return fail(errors.New("inventory: --ready-file F: the file that serve has written (- for standard input)"), exitUsage)
	}
	s, err := readLab(rest)
	if err != nil {
		return fail(err, exitUsage)
	}
	e, err := readReady(ready)
	if err != nil {
		return fail(err, exitFailed)
	}
	var text strings.Builder
	if err := lab.WriteInventory(&text, format, lab.Inventory(e, s)); err != nil {
		return fail(err, exitUsage)
	}
	if _, err := io.WriteString(out, text.String()); err != nil {
		return fail(err, exitFailed)
	}
	return exitOK
}

func readReady(name string) (e lab.Endpoints, err error) {
	in := os.Stdin
	if name != "-" {
		if in, err = os.Open(name); err != nil {
			return e, err
		}
		defer in.Close()
	}
	if err := json.NewDecoder(in).Decode(&e); err != nil {
		return e, fmt.Errorf("%s: it is no ready file: %w", name, err)
	}
	return e, nil
}
