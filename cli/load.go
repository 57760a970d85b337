package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/iosim/iosim/device"
)

// Load merges a configuration's text into the running-config, line by line, as
// IOS reads startup-config or a copied file. Lines that the tables refuse are
// told where WithRefusals says; loading goes on.
func Load(ctx context.Context, d *device.Device, t *Tables, text, source string) error {
	s := NewSession(d, t, nil, source)
	s.level = PrivilegedLevel
	s.mode = Config
	r := bufio.NewReader(strings.NewReader(text))
	for {
		l, err := r.ReadString('\n')
		l = strings.TrimRight(l, "\r\n")
		if strings.TrimSpace(l) == "end" {
			return nil
		}
		if lerr := s.loadLine(ctx, l); lerr != nil {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			TellRefusal(ctx, l, lerr)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
	}
}

// loadLine runs one line. A line that is not indented stands at the top level; if
// it means nothing there, it belongs to the section before all the same.
func (s *Session) loadLine(ctx context.Context, l string) error {
	if isComment(l) || !loadable(l) {
		return nil
	}
	if l[0] != ' ' {
		if m, err := s.tables.For(Config).Parse(s, l, allow(s.level)); err == nil {
			s.Enter(Config, nil)
			return s.run(ctx, m)
		}
	}
	m, err := s.parse(l)
	if err != nil {
		return s.refuse(ctx, l, err)
	}
	return s.run(ctx, m)
}

// loadable is false for the lines that a rendered configuration shows and that
// no command enters.
func loadable(l string) bool {
	for _, head := range []string{"version ", "boot-start-marker", "boot-end-marker", "control-plane", "Current configuration", "Building configuration", "Using "} {
		if strings.HasPrefix(l, head) {
			return false
		}
	}
	return true
}
