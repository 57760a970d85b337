package boot

import (
	"context"
	"slices"
	"strings"
)

// boot is the command boot: alone it does what a reset does, without stopping at
// boot field 0; with a name it starts that file (ios-boot.md 7.5).
func boot(ctx context.Context, m *machine, args string) (Input, bool, error) {
	var list []Attempt
	if args == "" {
		reg := m.b.Register()
		if reg.BootField() == 0 {
			reg |= 2
		}
		list = Plan(reg, m.b.Startup().System, m.env(), m.lister(ctx))
	} else {
		a, ok := m.typed(args)
		if !ok {
			return 0, false, &Error{Kind: KindUsage, Name: "boot [<device>:<file>]"}
		}
		list = []Attempt{attempt(a, Typed, m.lister(ctx))}
	}
	// Without resets between them, trying a thing again is of no use.
	var once []Attempt
	for _, a := range list {
		if !slices.ContainsFunc(once, func(o Attempt) bool { return o.Entry == a.Entry }) {
			once = append(once, a)
		}
	}
	m.request = func(ctx context.Context) error {
		for i, a := range once {
			err := m.attempt(ctx, a)
			if err == nil || i == len(once)-1 || ctx.Err() != nil || crashes(err) {
				return err
			}
			m.say(err)
		}
		return nil // there is always a last one
	}
	return Request, true, nil
}

func crashes(err error) bool {
	e, ok := err.(*Error)
	return ok && e.crashes()
}

// typed reads the arguments of boot. A bare name is one of flash0:.
func (m *machine) typed(args string) (Entry, bool) {
	w := strings.Fields(args)
	if !strings.Contains(w[0], ":") && len(w) == 1 {
		return Entry{Device: m.model.DefaultFS, File: w[0]}, true
	}
	return ParseEntry(args)
}

// reset is the command reset.
func reset(_ context.Context, m *machine, _ string) (Input, bool, error) {
	m.printf("\n")
	m.reset()
	return Reset, true, nil
}
