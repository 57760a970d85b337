package confcmd

import (
	"fmt"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device/config"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	stdList = &cli.Mode{Name: "config-std-nacl", Prompt: "(config-std-nacl)", Title: "Standard Access List configuration commands:", Config: true}
	extList = &cli.Mode{Name: "config-ext-nacl", Prompt: "(config-ext-nacl)", Title: "Extended Access List configuration commands:", Config: true}

	entryNumber = grammar.Int(1, 2147483647, "Sequence Number")
	listName    = grammar.AnyWord("Access-list name")
	listStart   = grammar.Int(1, 2147483647, "Starting Sequence Number")
	listStep    = grammar.Int(1, 2147483647, "Step to increment the sequence number")
)

// entryStep is the distance of entries that are entered without a number.
const entryStep = 10

// listRows are the entries of named access lists. An entry's number is its
// config.Line.Place; 15.2 does not show it in the running-config.
func listRows(r *reader) []*cli.Row {
	var rows []*cli.Row
	for _, kind := range []struct {
		mode *cli.Mode
		word string
		help string
		body string
		fix  func(string) string
	}{
		{stdList, "standard", "Standard Access List", "(permit|deny) $STD", fixStandard},
		{extList, "extended", "Extended Access List", "((permit|deny) $ENTRY|evaluate WORD)", fixEntry},
	} {
		body := r.later(kind.mode, kind.body)
		rows = append(rows,
			&cli.Row{
				Mode: cli.Config, Level: cli.PrivilegedLevel,
				Syntax: grammar.Seq(cli.IP, accessList, grammar.Kw(kind.word, kind.help), grammar.AnyWord("Access-list name or number")),
				Conf:   &cli.Conf{Place: cli.PlaceNamedList, Sub: kind.mode, Least: wholeLine, Block: false},
			},
			&cli.Row{
				Mode: kind.mode, Level: cli.PrivilegedLevel,
				Syntax: grammar.Seq(grammar.Opt(entryNumber), body),
				Conf:   &cli.Conf{Keep: func(c *cli.Ctx) error { return keepEntry(c, kind.fix) }},
			},
			&cli.Row{
				Mode: kind.mode, Level: cli.PrivilegedLevel,
				Syntax: grammar.Seq(grammar.Opt(entryNumber), grammar.Kw("remark", "Access list entry comment"), grammar.Text("Comment up to 100 characters")),
				Conf:   &cli.Conf{Keep: func(c *cli.Ctx) error { return keepEntry(c, func(s string) string { return s }) }},
			})
	}
	return append(rows, resequenceRow)
}

var accessList = grammar.Kw("access-list", "Named access-list")

func keepEntry(c *cli.Ctx, fix func(string) string) error {
	tree, at := c.Device.Config(), c.Section()
	number, numbered := entryNumber.Get(c.Match)
	words := c.Match.Words()
	if numbered {
		words = words[1:]
	}
	text := fix(join(words))
	if c.Negated() {
		tree.Remove(at, func(l config.Line) bool {
			if numbered && text == "" {
				return l.Place == number
			}
			return text != "" && l.Text == text && (!numbered || l.Place == number)
		})
		return nil
	}
	places := tree.Places(at)
	if !numbered {
		number = entryStep
		if n := len(places); n > 0 {
			number = places[n-1] + entryStep
		}
	}
	for i, p := range places {
		if p == number && tree.Lines(at)[i] != text {
			return &cli.UserError{Text: "% Duplicate sequence number\n%Failed to add ace to access-list\n"} // [UNSOURCED]
		}
	}
	tree.Set(at, config.Line{Text: text, Place: number})
	return nil
}

func join(words []string) string {
	text := ""
	for i, w := range words {
		if i > 0 {
			text += " "
		}
		text += w
	}
	return text
}

// resequenceRow numbers the entries of a list anew.
var resequenceRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(cli.IP, accessList, grammar.Kw("resequence", "Resequence Access List"), listName, listStart, listStep),
	Conf: &cli.Conf{
		Keep: func(c *cli.Ctx) error {
			tree := c.Device.Config()
			for _, kind := range []string{"standard", "extended"} {
				at := config.Path{fmt.Sprintf("ip access-list %s %s", kind, listName.Of(c.Match))}
				lines := tree.Lines(at)
				tree.Remove(at, func(config.Line) bool { return true })
				for i, text := range lines {
					tree.Set(at, config.Line{Text: text, Place: listStart.Of(c.Match) + i*listStep.Of(c.Match)})
				}
			}
			return nil
		},
	},
}
