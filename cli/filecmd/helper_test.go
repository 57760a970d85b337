package filecmd_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/cli/filecmd"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/linetest"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/iostest"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/line"
)

// router opens a lab in memory and gives its device R2, where file commands ask
// nothing.
func router(tb testing.TB, yaml string) *system.System {
	tb.Helper()
	sp, err := spec.Read(strings.NewReader(yaml), "lab.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	l, err := lab.Open(context.Background(), sp, lab.Options{
		Clock: clock.Simulated(time.Date(2016, 3, 1, 9, 0, 0, 0, time.UTC)), Seed: 1,
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := l.Close(); err != nil {
			tb.Error(err)
		}
	})
	d, _ := l.Device("R2")
	tables, err := cli.NewTables(filecmd.Rows())
	if err != nil {
		tb.Fatal(err)
	}
	sys := iostest.System(tb, d, tables)
	sys.Config().Set(nil, config.Line{
		Text: "file prompt quiet", Key: "file prompt", Value: running.Decode(running.FilePrompt, "file prompt quiet"),
	})
	return sys
}

// person types file commands at a router and reads what it prints.
type person struct {
	tb      testing.TB
	session *cli.Session
	screen  *linetest.Screen
}

func newPerson(tb testing.TB, d *system.System) *person {
	tb.Helper()
	tables, err := cli.NewTables(filecmd.Rows())
	if err != nil {
		tb.Fatal(err)
	}
	scr := linetest.NewScreen()
	term := line.NewTerminal(scr, line.Options{Width: 80})
	tb.Cleanup(func() { _ = term.Close() })
	s := cli.NewSession(d, tables, term, "console")
	s.SetLevel(cli.PrivilegedLevel)
	return &person{tb, s, scr}
}

// types runs a line and gives what it prints. Nobody answers questions.
func (p *person) types(line string) string {
	p.tb.Helper()
	p.screen.Take()
	ctx, cancel := context.WithTimeout(p.tb.Context(), time.Minute)
	defer cancel()
	var bad *cli.LineError
	if err := p.session.Exec(ctx, line); err != nil && !errors.As(err, &bad) {
		p.tb.Errorf("%.60s: %v", line, err)
	}
	return p.screen.Take()
}
