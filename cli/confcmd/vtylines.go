package confcmd

import (
	"fmt"
	"slices"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/system"
)

// vtyRow selects vty lines and creates those that do not exist. Lines with different
// settings are in separate blocks, and the first five never share a block with others:
// IOS writes `line vty 0 15` as "line vty 0 4" and "line vty 5 15".
var vtyRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(lineWord, lineVTY, lineFirst, grammar.Opt(lineLast)),
	Conf:   &cli.Conf{Place: placeVTY, Sub: cli.Line, Keep: keepVTY, Acts: true},
}

const (
	placeVTY  = cli.PlaceLine + 3
	fixedVTYs = 5 // cannot be deleted
)

// vtyBlock is a section for the vty lines first to last.
type vtyBlock struct{ first, last int }

func (b vtyBlock) head() string {
	if b.first == b.last {
		return fmt.Sprintf("line vty %d", b.first)
	}
	return fmt.Sprintf("line vty %d %d", b.first, b.last)
}

// vtyBlocks returns the blocks of the configuration, ordered by number.
func vtyBlocks(sys *system.System) []vtyBlock {
	var out []vtyBlock
	for _, l := range sys.Running().TerminalLines {
		if l.Kind == running.VTY {
			out = append(out, vtyBlock{l.First, l.Last})
		}
	}
	slices.SortFunc(out, func(a, b vtyBlock) int { return a.first - b.first })
	return out
}

func keepVTY(c *cli.Ctx) error {
	want := vtyBlock{first: lineFirst.Of(c.Match), last: lineFirst.Of(c.Match)}
	if n, ok := lineLast.Get(c.Match); ok {
		want.last = n
	}
	sys := c.System
	switch {
	case want.last < want.first:
		return &cli.UserError{Text: "% Bad line number\n"} // [UNSOURCED]
	case c.Match.Lead == "default":
		return nil
	case c.Negated() && want.first < fixedVTYs:
		return &cli.UserError{Text: "% Can't delete line\n"} // [UNSOURCED]
	}
	if c.Negated() { // lines are deleted from the end
		splitVTY(sys, want.first)
		for _, b := range vtyBlocks(sys) {
			if b.first >= want.first {
				removeVTY(sys.Config(), b)
			}
		}
		return nil
	}
	makeVTYs(sys, want)
	splitVTY(sys, want.first)
	splitVTY(sys, want.last+1)
	var sections []config.Path
	for _, b := range vtyBlocks(sys) {
		if b.first >= want.first && b.last <= want.last {
			sections = append(sections, config.Path{b.head()})
		}
	}
	c.Session.EnterRange(cli.Line, sections)
	return nil
}

// splitVTY splits the block that contains the line, so that a block begins there.
func splitVTY(sys *system.System, at int) {
	t := sys.Config()
	for _, b := range vtyBlocks(sys) {
		if b.first >= at || b.last < at {
			continue
		}
		for _, part := range []vtyBlock{{b.first, at - 1}, {at, b.last}} {
			addVTY(t, part)
			t.Copy(config.Path{b.head()}, config.Path{part.head()})
		}
		removeVTY(t, b)
	}
}

// makeVTYs creates the missing lines up to last. The numbers of vty lines have no gaps.
func makeVTYs(sys *system.System, want vtyBlock) {
	t := sys.Config()
	next, blocks := want.first, vtyBlocks(sys)
	if n := len(blocks); n > 0 {
		next = min(next, blocks[n-1].last+1)
	}
	for _, b := range append(blocks, vtyBlock{want.last + 1, want.last + 1}) {
		if b.last < next {
			continue
		}
		last := min(b.first-1, want.last)
		if next < fixedVTYs && last >= fixedVTYs {
			addVTY(t, vtyBlock{next, fixedVTYs - 1})
			next = fixedVTYs
		}
		if next <= last {
			addVTY(t, vtyBlock{next, last})
		}
		next = b.last + 1
	}
}

func addVTY(t *config.Tree, b vtyBlock) {
	t.Set(nil, config.Line{
		Text: b.head(), Place: placeVTY, Sorted: true, Opens: true, Value: running.Decode(running.LineSection, b.head()),
	})
}

func removeVTY(t *config.Tree, b vtyBlock) {
	t.Remove(nil, func(l config.Line) bool { return l.Text == b.head() })
}
