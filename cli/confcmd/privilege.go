package confcmd

import (
	"slices"
	"strconv"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
)

var (
	privilegeModes = map[string]*grammar.Keyword{
		"configure": grammar.Kw("configure", "Global configuration mode"),
		"exec":      grammar.Kw("exec", "Exec mode"),
		"interface": grammar.Kw("interface", "Interface configuration mode"),
		"line":      grammar.Kw("line", "Line configuration mode"),
		"router":    grammar.Kw("router", "Router configuration mode"),
	}
	privilegeAll   = grammar.Kw("all", "All suboptions will be set to the same privilege level")
	privilegeReset = grammar.Kw("reset", "Reset privilege level of command")
	privilegeLevel = grammar.Int(0, 15, "Privilege level")
	privilegeWords = grammar.Text("Initial keywords of the command to modify")
)

// privilegeRow moves commands to other privilege levels. The words are kept in full, and
// the commands that they begin with get the level, too, as Cisco's guide describes. The
// refusal of words that begin no command is [UNSOURCED].
var privilegeRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("privilege", "Command privilege parameters"),
		grammar.Alt(privilegeModes["configure"], privilegeModes["exec"], privilegeModes["interface"], privilegeModes["line"], privilegeModes["router"]),
		grammar.Opt(privilegeAll),
		grammar.Alt(grammar.Seq(grammar.Kw("level", "Set privilege level of command"), privilegeLevel), privilegeReset), privilegeWords),
	Conf: &cli.Conf{Place: cli.PlaceAlias + 1, Least: 4, Keep: keepPrivilege, Decode: running.CommandPrivilege},
}

func keepPrivilege(c *cli.Ctx) error {
	m, mode := c.Match, ""
	for name, word := range privilegeModes {
		if word.In(m) {
			mode = name
		}
	}
	text, _ := privilegeWords.Get(m)
	words, ok := c.Session.Spell(mode, text)
	if !ok {
		return &cli.UserError{Text: "% Invalid command: \"" + text + "\"\n"}
	}
	head := "privilege " + mode + " "
	beginnings := begins(words)
	if c.Negated() || privilegeReset.In(m) {
		for i, w := range beginnings {
			if i == 0 || !needsBeginning(c.System.Running(), mode, w) {
				c.System.Config().Remove(nil, func(l config.Line) bool { return l.Key == head+w })
			}
		}
		return nil
	}
	level, all := " level "+strconv.Itoa(privilegeLevel.Of(m))+" ", ""
	if privilegeAll.In(m) {
		all = " all"
	}
	for i, w := range beginnings {
		if i > 0 {
			all = ""
		}
		l := config.Line{Text: strings.TrimSpace(head) + all + level + w, Key: head + w, Place: cli.PlaceAlias + 1}
		if err := c.Put(nil, l); err != nil {
			return err
		}
	}
	return nil
}

// begins returns the words and their prefixes, the longest first.
func begins(words string) []string {
	f := strings.Fields(words)
	var out []string
	for n := len(f); n > 0; n-- {
		out = append(out, strings.Join(f[:n], " "))
	}
	return out
}

// needsBeginning reports whether a longer command with a level of its own begins with
// the words.
func needsBeginning(c *running.Config, mode, words string) bool {
	begin := strings.Fields(words)
	return slices.ContainsFunc(c.Privileges, func(p running.Privilege) bool {
		return p.Mode == mode && len(p.Words) > len(begin) && slices.Equal(p.Words[:len(begin)], begin)
	})
}
