package ios

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/cli/confcmd"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/system"
)

// sections are the lines that lead into the modes whose heads are no row, or one
// that has many forms.
var sections = map[*cli.Mode]string{
	cli.Interface: "interface GigabitEthernet0/1\n",
	cli.Line:      "line vty 5 9\n",
}

// undo tries the lines of the configuration tables on one device.
type undo struct {
	t      *testing.T
	d      *system.System
	tables *cli.Tables
	s      *sampler
	rows   []*cli.Row
}

func newUndo(t *testing.T) *undo {
	d, tables := router(t, "", false)
	rows, err := confcmd.Rows()
	if err != nil {
		t.Fatal(err)
	}
	u := &undo{t: t, d: d, tables: tables, s: newSampler(d, tables, 29), rows: rows}
	for _, r := range u.rows {
		grammar.Synopsis(r.Syntax) // so that all of the row is read
	}
	return u
}

// merge enters lines as they are typed, one after another, and gives what was
// refused.
func (u *undo) merge(text string) string {
	var b bytes.Buffer
	if err := cli.Load(cli.WithRefusals(u.t.Context(), &b), u.d, u.tables, text, "memory"); err != nil {
		u.t.Fatal(err)
	}
	return b.String()
}

// head are lines that lead into the mode, "" for global configuration.
func (u *undo) head(m *cli.Mode) (string, bool) {
	if m == cli.Config {
		return "", true
	}
	if h, ok := sections[m]; ok {
		return h, true
	}
	for _, r := range u.rows {
		if r.Conf == nil || r.Conf.Sub != m || r.Mode == m {
			continue
		}
		above, ok := u.head(r.Mode)
		if !ok {
			continue
		}
		table := grammar.Trust([]grammar.Rule{{Syntax: r.Syntax}})
		for range 20 {
			factory(u.d, "15.2(4)M1", "")
			if l := u.s.line(table); l != "" && u.merge(above+l+"\n") == "" {
				sections[m] = above + l + "\n"
				return sections[m], true
			}
		}
	}
	return "", false
}

// tail ends a line that goes on: a certificate.
func tail(l string) string {
	if strings.HasPrefix(l, "certificate") {
		return "  30820122\n  quit\n"
	}
	return ""
}

// try enters l and then undo, and gives the difference. ok is false if the line is
// refused, or was there before.
func (u *undo) try(head, l, undo string) (diff string, ok bool) {
	factory(u.d, "15.2(4)M1", "")
	u.merge(head)
	before := u.d.Config().Render()
	if u.merge(head+l+"\n"+tail(l)) != "" || u.d.Config().Render() == before {
		return "", false
	}
	refused := u.merge(head + undo + "\n")
	return refused + cmp.Diff(before, u.d.Config().Render()), true
}

// oneWay are the commands whose `no` form does not bring back what was there, and
// why, as routers have it.
var oneWay = map[string]string{
	"hostname":                  "the name is then Router, whatever it was",
	"config-register":           "it is kept outside the configuration",
	"line":                      "lines 0 to 4 cannot be removed",
	"interface":                 "a port cannot be removed, and `default` leaves an interface that it empties",
	"interface range":           "it has no `no` form, and makes no line of its own",
	"ip access-list resequence": "it changes the numbers of a list, which are not shown",
	"login":                     "a line without login shows that it has none",
	"exec-timeout":              "without it there is no time-out, which is 0 0",
	"service timestamps debug":  "messages without stamps are shown as such",
	"service timestamps log":    "messages without stamps are shown as such",
	"ip ftp passive":            "that connections are not passive is shown",
	"scheduler allocate":        "that nothing is allocated is shown",
	"control-plane":             "it stands in every configuration",
	"key-string":                "the lines of a public key follow it",
}

func exempt(synopsis string) bool {
	for head := range oneWay {
		if rest, ok := strings.CutPrefix(synopsis, head); ok && (rest == "" || rest[0] == ' ') {
			return true
		}
	}
	return false
}

// Every row of the tables: a line and then its `no` form leave the running-config
// as it was, and so do the line and its `default` form. Of a line that is on by
// default the `no` form comes first.
func TestEveryLineThenNo(t *testing.T) {
	const each = 6
	u := newUndo(t)
	for _, row := range u.rows {
		if row.Conf == nil || !row.Mode.Config || row.Conf.Transient {
			continue
		}
		synopsis := grammar.Synopsis(row.Syntax)
		if exempt(synopsis) || exempt(row.Mode.Name+": "+synopsis) {
			continue
		}
		head, ok := u.head(row.Mode)
		if !ok {
			t.Errorf("nothing leads into %s", row.Mode.Name)
			continue
		}
		table := grammar.Trust([]grammar.Rule{{Syntax: row.Syntax}})
		tried := 0
		why := "no line was found"
		for range each * 4 {
			l := u.s.line(table)
			if l == "" {
				continue
			}
			pairs := [][2]string{{l, "no " + l}, {l, "default " + l}, {"no " + l, l}, {"no " + l, "default " + l}}
			switch {
			case row.Conf.Quiet:
				pairs = pairs[2:]
			case row.Conf.ShowNo: // both forms are shown
				pairs = [][2]string{pairs[1], pairs[3]}
			case row.Conf.DefaultText != "" && row.Conf.DefaultText != row.Conf.NoText:
				pairs = [][2]string{pairs[1], pairs[3]}
			default:
				pairs = pairs[:3] // the last for what stands in every configuration
			}
			for i, p := range pairs {
				if i == 2 && tried > 0 {
					break
				}
				diff, ok := u.try(head, p[0], p[1])
				if !ok {
					why = p[0] + "\n" + u.merge(head+p[0]+"\n")
				} else if tried++; diff != "" {
					t.Errorf("%s: %s%s, %s\n%s", row.Mode.Name, head, p[0], p[1], diff)
					tried = each
				}
			}
			if tried >= each {
				break
			}
		}
		if tried == 0 {
			t.Errorf("%s: %s was never taken: %s", row.Mode.Name, synopsis, why)
		}
	}
}

// Every row of the tables: of two lines, one of which replaces the other, the `no` form of
// the first leaves the second.
func TestNoNamesItsLine(t *testing.T) {
	const each, enough = 4, 1000
	u := newUndo(t)
	pairs := 0
	for _, row := range u.rows {
		synopsis := grammar.Synopsis(row.Syntax)
		if f := row.Conf; f == nil || !row.Mode.Config || f.Transient || f.AnyValue || f.Quiet || f.ShowNo || f.Family > 0 || exempt(synopsis) {
			continue
		}
		head, ok := u.head(row.Mode)
		if !ok {
			t.Errorf("nothing leads into %s", row.Mode.Name)
			continue
		}
		table := grammar.Trust([]grammar.Rule{{Syntax: row.Syntax}})
		for tried, tries := 0, 0; tried < each && tries < each*8; tries++ {
			first, second := u.s.line(table), u.s.line(table)
			if first == "" || second == "" || first == second || strings.HasPrefix(second, first+" ") {
				continue
			}
			factory(u.d, "15.2(4)M1", "")
			u.merge(head)
			if u.merge(head+first+"\n"+tail(first)) != "" {
				continue
			}
			one := u.d.Config().Render()
			if u.merge(head+second+"\n"+tail(second)) != "" || u.d.Config().Render() == one {
				continue
			}
			both := u.d.Config().Render()
			factory(u.d, "15.2(4)M1", "")
			u.merge(head + second + "\n" + tail(second))
			if u.d.Config().Render() != both {
				continue // the second does not replace the first
			}
			tried++
			pairs++
			u.merge(head + "no " + first + "\n")
			if diff := cmp.Diff(both, u.d.Config().Render()); diff != "" {
				t.Errorf("%s: %s%s, no %s\n%s", row.Mode.Name, head, second, first, diff)
				break
			}
		}
	}
	if pairs < enough {
		t.Errorf("only %d pairs of lines were found", pairs)
	}
}
