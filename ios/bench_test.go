package ios_test

import (
	"context"
	"strings"
	"testing"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// The lines of the benchmarks, on the real tables: EXEC and the largest, global
// configuration.
var benchLines = []struct {
	mode *cli.Mode
	line string
}{
	{cli.Exec, "sh ver | i uptime"},
	{cli.Exec, "copy flash0:notes.txt flash0:sub/b.txt"},
	{cli.Config, "hostname R2"},
	{cli.Config, "int gi0/1"},
	{cli.Config, "no boot system flash0:x"},
	{cli.Config, "foo bar"},
}

func name(m *cli.Mode, l string) string { return m.Name + "_" + strings.ReplaceAll(l, " ", "_") }

// BenchmarkParse is the time of one line: below 20 µs.
func BenchmarkParse(b *testing.B) {
	d, tables := router(b)
	s := cli.NewSession(d, tables, nil, "console")
	for _, c := range benchLines {
		b.Run(name(c.mode, c.line), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = tables.For(c.mode).Parse(s, c.line, grammar.Options{})
			}
		})
	}
}

// BenchmarkHelp is the time of "?": below 50 µs.
func BenchmarkHelp(b *testing.B) {
	d, tables := router(b)
	s := cli.NewSession(d, tables, nil, "console")
	for _, c := range []struct {
		mode *cli.Mode
		line string
	}{{cli.Exec, ""}, {cli.Exec, "show "}, {cli.Exec, "sh"}, {cli.Config, ""}, {cli.Config, "i"}, {cli.Config, "no "}, {cli.Config, "ip "}} {
		b.Run(name(c.mode, c.line+"?"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = tables.For(c.mode).Help(s, c.line, grammar.Options{})
			}
		})
	}
}

// BenchmarkExec is a whole line of a session: alias, table, run.
func BenchmarkExec(b *testing.B) {
	d, tables := router(b)
	s := cli.NewSession(d, tables, nil, "console")
	s.SetLevel(cli.PrivilegedLevel)
	b.ReportAllocs()
	for b.Loop() {
		if err := s.Exec(context.Background(), "show privilege"); err != nil {
			b.Fatal(err)
		}
	}
}
