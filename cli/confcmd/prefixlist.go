package confcmd

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
)

// prefixStep is the distance of entries that are entered without a number.
const prefixStep = 5

var (
	prefixSeq  = grammar.Int(1, 4294967294, "Sequence number")
	prefixName = grammar.AnyWord("Name of a prefix list")
)

// prefixListRows returns the rows of prefix lists. Entries are ordered by their sequence
// numbers; the router numbers an entry that is entered without one.
func prefixListRows(r *reader) []*cli.Row {
	var rows []*cli.Row
	for _, family := range []struct {
		word, help, entry string
		place             int
	}{
		{"ip", "Global IP configuration subcommands", "(permit|deny) A.B.C.D/nn [ge <1-32>] [le <1-32>]", cli.PlacePrefixList + 50},
		{"ipv6", "Global IPv6 configuration commands", "(permit|deny) X:X:X:X::X/<0-128> [ge <1-128>] [le <1-128>]", cli.PlaceIPv6List + 50},
	} {
		f := &cli.Conf{Place: family.place, Least: 3, Decode: running.PrefixListEntry}
		f.Keep = func(c *cli.Ctx) error { return keepPrefix(c, f.Place) }
		rows = append(rows, &cli.Row{
			Mode: cli.Config, Level: cli.PrivilegedLevel, Conf: f,
			Syntax: grammar.Seq(grammar.Kw(family.word, family.help), grammar.Kw("prefix-list", "Build a prefix list"), prefixName,
				grammar.Alt(
					grammar.Seq(grammar.Opt(grammar.Kw("seq", "sequence number of an entry"), prefixSeq), r.later(cli.Config, family.entry)),
					grammar.Seq(grammar.Kw("description", "Prefix-list specific description"), grammar.Text("Up to 80 characters describing this prefix-list")))),
		})
	}
	return rows
}

// keepPrefix keeps an entry, or removes one by its number or text, or the whole list.
func keepPrefix(c *cli.Ctx, place int) error {
	tree, words := c.System.Config(), c.Match.Words()
	if len(words) < 3 {
		return &cli.UserError{Text: "% Incomplete command.\n\n"}
	}
	list := strings.Join(words[:3], " ")
	seq, numbered := prefixSeq.Get(c.Match)
	rest := strings.Join(words[3:], " ")
	if c.Negated() {
		tree.Remove(nil, func(l config.Line) bool {
			return l.HasPrefix(strings.TrimRight(list+" "+rest, " ")) || !numbered && rest != "" && unnumbered(l.Text, list) == rest
		})
		return nil
	}
	line := config.Line{Place: place, Sorted: true}
	if words[3] == "description" {
		line.Key, line.Text = list+" description", list+" "+rest
		return c.Put(nil, line)
	}
	if !numbered {
		for _, e := range c.System.Running().PrefixList(words[2], words[0] == "ipv6").Entries {
			if e.String() == rest {
				return nil // the entry exists
			}
			seq = max(seq, e.Seq)
		}
		seq = seq/prefixStep*prefixStep + prefixStep
		rest = fmt.Sprintf("seq %d %s", seq, rest)
	}
	line.Key, line.Text = fmt.Sprintf("%s seq %d", list, seq), list+" "+rest
	return c.Put(nil, line)
}

// unnumbered returns an entry of the list without its sequence number.
func unnumbered(text, list string) string {
	rest, ok := strings.CutPrefix(text, list+" seq ")
	if !ok {
		return ""
	}
	_, rest, _ = strings.Cut(rest, " ")
	return rest
}
