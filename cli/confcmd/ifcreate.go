package confcmd

import (
	"slices"
	"strconv"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
)

var (
	ifHead  = grammar.Kw("interface", "Select an interface to configure")
	ifNamed = newIfName("Interface")
	ifRange = grammar.Text("Interfaces: type, first number - last number, and commas")
)

// interfaceRow selects an interface, and creates it if it is not hardware.
var interfaceRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(ifHead, ifNamed.node, grammar.Opt(ifLink)),
	Conf: &cli.Conf{
		Block: true, Sorted: true, Text: ifHeadText, More: ifLinkText,
		PlaceOf: func(m *grammar.Match) int { return InterfacePlace(ifNamed.Of(m)) },
		SubOf: func(m *grammar.Match) *cli.Mode {
			if ifname.IsSub(ifNamed.Of(m)) {
				return cli.SubInterface
			}
			return cli.Interface
		},
		Apply: applyInterface, Decode: running.InterfaceHead,
	},
}

// ifLink matches the kind of link of a sub-interface, or the type of a virtual template.
var ifLink = grammar.Alt(
	grammar.Kw("point-to-point", "Treat as a point-to-point link"), grammar.Kw("multipoint", "Treat as a multipoint link"),
	grammar.Seq(grammar.Kw("type", "Virtual-Template type"), grammar.Alt(
		grammar.Kw("ethernet", "Ethernet type"), grammar.Kw("serial", "Serial type"), grammar.Kw("tunnel", "Tunnel type"))))

// ifHeadText returns the line without the kind of link, since a name has one section.
func ifHeadText(m *grammar.Match) string { return "interface " + ifNamed.Of(m) }

// ifLinkText returns the kind of link, which is shown after the name.
func ifLinkText(m *grammar.Match) string {
	words := m.Words()
	switch n := len(words); {
	case n > 2 && words[n-2] == "type":
		return "type " + words[n-1]
	case words[n-1] == "point-to-point" || words[n-1] == "multipoint":
		return words[n-1]
	}
	return ""
}

func applyInterface(c *cli.Ctx) error {
	name := ifNamed.Of(c.Match)
	switch {
	case c.Match.Lead == "default":
		return resetInterface(c, name)
	case c.Negated():
		if isHardware(c, name) {
			return &cli.UserError{Text: "% Removal of physical interfaces is not permitted.\n"}
		}
		return nil
	}
	return makeInterface(c, name)
}

// maxInterfaces bounds the interfaces of a device. Real ones bound them by their memory
// [UNSOURCED].
const maxInterfaces = 20_000

// makeInterface adds the section of an interface to the configuration if there is none.
func makeInterface(c *cli.Ctx, name string) error {
	at := config.Path{"interface " + name}
	if c.System.Config().Has(at) {
		return nil
	}
	if !canMake(c, name) {
		return &cli.UserError{Text: "% Invalid interface type and number\n"} // [UNSOURCED]
	}
	if c.System.Config().Count("interface") >= maxInterfaces {
		return &cli.UserError{Text: "% Cannot create more interfaces\n"} // [UNSOURCED]
	}
	c.System.Config().Set(nil, config.Line{
		Text: at[0], Place: InterfacePlace(name), Block: true, Sorted: true, Value: running.Decode(running.InterfaceHead, at[0]),
	})
	if !ifname.IsSub(name) {
		c.System.Config().Set(at, config.Line{Text: "no ip address", Key: "ip address", Place: placeAddress})
	}
	c.System.Changed(at)
	return nil
}

// canMake reports whether the interface may be created: a virtual interface, a
// sub-interface of an existing one, or a port of a module, whose number has three parts.
func canMake(c *cli.Ctx, name string) bool {
	if ifname.IsSub(name) {
		base := ifname.PortOf(name)
		return c.System.Config().Has(config.Path{"interface " + base}) || canMake(c, base)
	}
	kind, number, _, ok := splitIf(name)
	return ok && (kind.Origin != ifname.Port || strings.Count(number, "/") == 2)
}

// isHardware reports whether a port belongs to the model.
func isHardware(c *cli.Ctx, name string) bool {
	_, ok := c.System.Model().Port(name)
	return ok
}

// resetInterface carries out "default interface": the section gets its factory settings.
func resetInterface(c *cli.Ctx, name string) error {
	at := config.Path{"interface " + name}
	tree := c.System.Config()
	if !tree.Has(at) {
		return &cli.UserError{Text: "% Invalid interface type and number\n"} // [UNSOURCED]
	}
	tree.Remove(at, func(config.Line) bool { return true })
	tree.Set(at, config.Line{Text: "no ip address", Key: "ip address", Place: placeAddress})
	if isHardware(c, name) {
		tree.Set(at, config.Line{Text: "shutdown", Key: "shutdown", Place: placeShutdown, Value: running.Decode(running.Shutdown, "shutdown")})
		tree.Set(at, config.Line{Text: "duplex auto", Key: "duplex", Place: placeDuplex, Value: running.Decode(running.Duplex, "duplex auto")})
		tree.Set(at, config.Line{Text: "speed auto", Key: "speed", Place: placeSpeed, Value: running.Decode(running.Speed, "speed auto")})
	}
	c.System.Changed(at)
	c.Printf("Interface %s set to default configuration\n", name)
	return errDone
}

// errDone ends a command that has completed its work itself. It has no text, so that
// nothing is printed.
var errDone = &cli.UserError{}

// rangeRow enters several interfaces at once.
var rangeRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(ifHead, grammar.Kw("range", "interface range command"), ifRange),
	Conf: &cli.Conf{
		Acts: true,
		Keep: func(c *cli.Ctx) error {
			text := ifRange.Of(c.Match)
			if macro, ok := strings.CutPrefix(text, "macro "); ok {
				text = c.System.Running().Ranges[strings.TrimSpace(macro)]
			}
			names, ok := expandRange(text)
			if !ok {
				return &cli.UserError{Text: "% Invalid interface range\n"} // [UNSOURCED]
			}
			if c.Negated() {
				return removeInterfaces(c, names)
			}
			var sections []config.Path
			for _, name := range names {
				if err := makeInterface(c, name); err != nil {
					return err
				}
				sections = append(sections, config.Path{"interface " + name})
			}
			c.Session.EnterRange(cli.InterfaceRange, sections)
			return nil
		},
	},
}

// removeInterfaces carries out "no interface range". It refuses ports of the hardware.
func removeInterfaces(c *cli.Ctx, names []string) error {
	if slices.ContainsFunc(names, func(name string) bool { return isHardware(c, name) }) {
		return &cli.UserError{Text: "% Removal of physical interfaces is not permitted.\n"}
	}
	for _, name := range names {
		head := "interface " + name
		c.System.Config().Remove(nil, func(l config.Line) bool { return l.Text == head })
	}
	return nil
}

// defineRow names a range, which "interface range macro NAME" then selects.
var defineRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("define", "interface range macro definition"),
		grammar.Kw("interface-range", "define interface range macro"), defineName, defineRange),
	Conf: &cli.Conf{
		Place: cli.PlaceInterface - 10, Least: 2,
		KeyOf:  func(m *grammar.Match) string { return "define interface-range " + defineName.Of(m) },
		Decode: running.InterfaceRange,
		Apply: func(c *cli.Ctx) error {
			if _, ok := expandRange(defineRange.Of(c.Match)); !ok && !c.Negated() {
				return &cli.UserError{Text: "% Invalid interface range\n"} // [UNSOURCED]
			}
			return nil
		},
	},
}

var (
	defineName  = grammar.AnyWord("Name of the macro")
	defineRange = grammar.Text("Interfaces: type, first number - last number, and commas")
)

// maxRange is the maximum number of interfaces in a range.
const maxRange = 1024

// expandRange returns the full names of the interfaces in a range such as "gi0/0 - 1 , lo 5".
func expandRange(text string) (names []string, ok bool) {
	for part := range strings.SplitSeq(text, ",") {
		lo, hi, isRange := strings.Cut(strings.ReplaceAll(part, " ", ""), "-")
		if kind, hidden := ifname.Find(lo); hidden && isRange && strings.Contains(kind.Name, "-") {
			more, rest, again := strings.Cut(hi, "-") // "Port-channel1 - 2"
			lo, hi, isRange = lo+"-"+more, rest, again
		}
		kind, number, _, good := splitIf(lo)
		if !good {
			return nil, false
		}
		names = append(names, kind.Name+number)
		if !isRange {
			continue
		}
		i := strings.LastIndexAny(number, "/.") + 1
		first, err1 := strconv.Atoi(number[i:])
		hi = strings.TrimPrefix(hi[ifname.WordLen(hi):], number[:i])
		last, err2 := strconv.Atoi(hi)
		if err1 != nil || err2 != nil || last < first || last-first > maxRange {
			return nil, false
		}
		for n := first + 1; n <= last; n++ {
			names = append(names, kind.Name+number[:i]+strconv.Itoa(n))
		}
		if len(names) > maxRange {
			return nil, false
		}
	}
	slices.Sort(names)
	return slices.Compact(names), len(names) > 0
}
