package confcmd

import (
	"strconv"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
)

// An access list is one section of the configuration, whether it was entered as a
// numbered list (shown as lines "access-list 10 permit any") or as a named one ("ip
// access-list standard NAME"). An entry's sequence number is its config.Line.Place; IOS
// 15.2 does not show it in the running-config. A remark has no number of its own and
// stays behind the entry after which it was entered.

var (
	stdList = &cli.Mode{Name: "config-std-nacl", Prompt: "(config-std-nacl)", Title: "Standard Access List configuration commands:", Config: true}
	extList = &cli.Mode{Name: "config-ext-nacl", Prompt: "(config-ext-nacl)", Title: "Extended Access List configuration commands:", Config: true}

	accessList  = grammar.Kw("access-list", "Named access-list")
	entryNumber = grammar.Int(1, maxEntry, "Sequence Number")
	remarkWord  = grammar.Kw("remark", "Access list entry comment")
	listName    = grammar.AnyWord("Access-list name")
	listStart   = grammar.Int(1, maxEntry, "Starting Sequence Number")
	listStep    = grammar.Int(1, maxEntry, "Step to increment the sequence number")
)

const (
	entryStep = 10 // the distance of entries that are entered without a number
	maxEntry  = 2147483647
)

// aclKind holds the differences between standard and extended lists.
type aclKind struct {
	word, help string
	mode       *cli.Mode
	ranges     [2][2]int // of the lists' numbers
	body       string    // syntax of an entry of a named list
	entry      string    // syntax of an entry of a numbered list
	canonical  func(string) string
	decode     running.Decoder // of an entry
}

var aclKinds = []*aclKind{
	{
		word: "standard", help: "Standard Access List", mode: stdList, ranges: [2][2]int{{1, 99}, {1300, 1999}},
		body: "(permit|deny) $STD", entry: "access-list (<1-99>|<1300-1999>) ((permit|deny) $STD|remark LINE)", canonical: canonicalStandard, decode: running.StandardEntry,
	},
	{
		word: "extended", help: "Extended Access List", mode: extList, ranges: [2][2]int{{100, 199}, {2000, 2699}},
		body: "((permit|deny) $ENTRY|evaluate WORD)", entry: "access-list (<100-199>|<2000-2699>) ((permit|deny) $ENTRY|remark LINE)", canonical: canonicalEntry, decode: running.ExtendedEntry,
	},
}

// listRows returns the rows of access lists and their entries.
func listRows(r *reader) []*cli.Row {
	rows := []*cli.Row{resequenceRow}
	for _, k := range aclKinds {
		low, high := k.ranges[0], k.ranges[1]
		rows = append(rows,
			&cli.Row{
				Mode: cli.Config, Level: cli.PrivilegedLevel, Syntax: r.later(cli.Config, k.entry),
				Conf: &cli.Conf{Least: 2, Decode: k.decode, Keep: func(c *cli.Ctx) error { return keepNumbered(c, k) }},
			},
			&cli.Row{
				Mode: cli.Config, Level: cli.PrivilegedLevel,
				Syntax: grammar.Seq(cli.IP, accessList, grammar.Kw(k.word, k.help), grammar.Alt(
					grammar.Int(low[0], low[1], k.title()+" IP access-list number"),
					grammar.Int(high[0], high[1], k.title()+" IP access-list number (expanded range)"), listName)),
				Conf: &cli.Conf{Sub: k.mode, Least: wholeLine, Acts: true, Keep: func(c *cli.Ctx) error { return keepList(c, k) }},
			},
			&cli.Row{
				Mode: k.mode, Level: cli.PrivilegedLevel,
				Syntax: grammar.Seq(grammar.Opt(entryNumber), r.later(k.mode, k.body)),
				Conf:   &cli.Conf{Decode: k.decode, Keep: func(c *cli.Ctx) error { return keepEntry(c, c.Section(), c.Match.Words(), k) }},
			},
			&cli.Row{
				Mode: k.mode, Level: cli.PrivilegedLevel,
				Syntax: grammar.Seq(grammar.Opt(entryNumber), remarkWord, grammar.Text("Comment up to 100 characters")),
				Conf:   &cli.Conf{Keep: func(c *cli.Ctx) error { return keepEntry(c, c.Section(), c.Match.Words(), k) }},
			})
	}
	return rows
}

// title returns "Standard" or "Extended".
func (k *aclKind) title() string { return strings.TrimSuffix(k.help, " Access List") }

// has reports whether a list of that name can be of the kind. The kind of a numbered
// list follows from its number.
func (k *aclKind) has(name string) bool {
	n, err := strconv.Atoi(name)
	if err != nil {
		return !isNumbered(name)
	}
	return n >= k.ranges[0][0] && n <= k.ranges[0][1] || n >= k.ranges[1][0] && n <= k.ranges[1][1]
}

// listPath returns the section of the access list of a kind, "standard" or "extended", by
// its name or number.
func listPath(kind, name string) config.Path {
	if isNumbered(name) {
		return config.Path{"access-list " + name}
	}
	return config.Path{"ip access-list " + kind + " " + name}
}

// isNumbered reports whether a list has a number: no name begins with a digit.
func isNumbered(name string) bool { return name != "" && name[0] >= '0' && name[0] <= '9' }

// makeList creates the list if it does not exist, and returns its section.
func (k *aclKind) makeList(t *config.Tree, name string) config.Path {
	at := listPath(k.word, name)
	head := config.Line{Text: at[0], Opens: true, Place: cli.PlaceNamedList, Value: running.Decode(running.AccessListHead, at[0])}
	if isNumbered(name) {
		head.Place, head.Spread, head.Sorted = cli.PlaceAccessList, true, true
	}
	t.Set(nil, head)
	return at
}

// keepList opens the list with the name or number that was typed, or removes it.
func keepList(c *cli.Ctx, k *aclKind) error {
	words := c.Match.Words()
	if c.Negated() {
		if len(words) < 4 {
			return &cli.UserError{Text: "% Incomplete command.\n\n"}
		}
		removeList(c.System.Config(), k, words[3])
		return nil
	}
	name := words[3]
	if !k.has(name) {
		return &cli.UserError{Text: "% Invalid access list name.\n"} // [UNSOURCED]
	}
	for _, o := range aclKinds {
		if o != k && o.has(name) && c.System.Config().Has(listPath(o.word, name)) {
			return &cli.UserError{Text: "% Access-list type conflicts with prior definition\n"} // [UNSOURCED]
		}
	}
	c.Session.Enter(k.mode, k.makeList(c.System.Config(), name))
	return nil
}

func removeList(t *config.Tree, k *aclKind, name string) {
	head := listPath(k.word, name)[0]
	t.Remove(nil, func(l config.Line) bool { return l.Text == head })
}

// keepNumbered keeps an entry of a numbered list. `no` removes the whole list, even if
// an entry follows its number.
func keepNumbered(c *cli.Ctx, k *aclKind) error {
	words := c.Match.Words()
	if len(words) < 2 {
		return &cli.UserError{Text: "% Incomplete command.\n\n"}
	}
	if c.Negated() {
		removeList(c.System.Config(), k, words[1])
		return nil
	}
	return keepEntry(c, k.makeList(c.System.Config(), words[1]), words[2:], k)
}

// keepEntry keeps or removes an entry of the list at the path. The words are the entry,
// with its sequence number if one was typed.
func keepEntry(c *cli.Ctx, at config.Path, words []string, k *aclKind) error {
	tree := c.System.Config()
	number, numbered := entryNumber.Get(c.Match)
	if numbered {
		words = words[1:]
	}
	text := strings.Join(words, " ")
	remark := isRemark(text)
	if !remark {
		text = k.canonical(text)
	}
	if c.Negated() {
		removeEntry(tree, at, text, number)
		return nil
	}
	line := config.Line{Text: text, Place: number, Many: remark}
	switch {
	case numbered && !remark:
		for _, other := range tree.At(at, number) {
			if other != text && !isRemark(other) {
				return &cli.UserError{Text: "% Duplicate sequence number\n%Failed to add ace to access-list\n"} // [UNSOURCED]
			}
		}
	case !numbered:
		line.Place = tree.LastPlace(at)
		if !remark {
			line.Place += entryStep
		}
	}
	return c.Put(at, line)
}

// removeEntry removes the entry with the number, or the one with the text; of several
// remarks with that text, the last.
func removeEntry(t *config.Tree, at config.Path, text string, number int) {
	same := 0
	for _, l := range t.Lines(at) {
		if l == text {
			same++
		}
	}
	t.Remove(at, func(l config.Line) bool {
		switch {
		case text == "":
			return l.Place == number && !isRemark(l.Text)
		case l.Text != text || number > 0 && l.Place != number:
			return false
		}
		same--
		return same == 0 || !isRemark(text)
	})
}

func isRemark(text string) bool { return strings.HasPrefix(text, remarkHead) }

const remarkHead = "remark "

// resequenceRow renumbers the entries of a list.
var resequenceRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(cli.IP, accessList, grammar.Kw("resequence", "Resequence Access List"), listName, listStart, listStep),
	Conf: &cli.Conf{
		Acts: true,
		Keep: func(c *cli.Ctx) error {
			tree := c.System.Config()
			if c.Negated() {
				return nil // the old numbers are gone
			}
			for _, k := range aclKinds {
				at := listPath(k.word, listName.Of(c.Match))
				lines := tree.Lines(at)
				tree.Remove(at, func(config.Line) bool { return true })
				last, next := 0, listStart.Of(c.Match)
				for _, text := range lines {
					remark := isRemark(text)
					if !remark {
						last, next = next, next+listStep.Of(c.Match)
					}
					tree.Set(at, config.Line{Text: text, Place: last, Many: remark, Value: running.Decode(k.decode, text)})
				}
			}
			return nil
		},
	},
}
