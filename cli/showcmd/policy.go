package showcmd

import (
	"slices"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
)

var (
	prefixListName = grammar.AnyWord("Name of a prefix list")
	routeMapName   = grammar.AnyWord("Route map name")
	keyChainName   = grammar.AnyWord("Key-chain name")
)

// policyRows show what the configuration says of lists and maps, in the layout of
// IOS 15 [UNSOURCED]; nothing is ever matched by them.
var policyRows = []*cli.Row{
	user(showPrefixLists, showIP, grammar.Kw("prefix-list", "List IP prefix lists"), grammar.Opt(prefixListName)),
	user(showRouteMaps, grammar.Kw("route-map", "route-map information"), grammar.Opt(routeMapName)),
	privileged(showKeyChains, grammar.Kw("key", "Key information"), grammar.Kw("chain", "Show key chains"), grammar.Opt(keyChainName)),
}

func showPrefixLists(c *cli.Ctx) error {
	only, one := prefixListName.Get(c.Match)
	lists := slices.DeleteFunc(slices.Clone(c.System.Running().PrefixLists), func(p running.PrefixList) bool {
		return p.IPv6 || one && p.Name != only
	})
	slices.SortFunc(lists, func(a, b running.PrefixList) int { return strings.Compare(a.Name, b.Name) })
	for _, p := range lists {
		c.Printf("ip prefix-list %s: %d entries\n", p.Name, len(p.Entries))
		for _, e := range p.Entries {
			c.Printf("   seq %d %s\n", e.Seq, e)
		}
	}
	return nil
}

// routeMapClauses are the words of IOS for the match and set lines whose output is
// not the line itself.
var routeMapClauses = [][2]string{
	{"ip address prefix-list ", "ip address prefix-lists: "},
	{"ip address ", "ip address (access-lists): "},
	{"ip next-hop prefix-list ", "ip next-hop prefix-lists: "},
}

func showRouteMaps(c *cli.Ctx) error {
	only, one := routeMapName.Get(c.Match)
	tree := c.System.Config()
	for _, l := range tree.Lines(nil) {
		f := strings.Fields(l)
		if len(f) < 4 || f[0] != "route-map" || one && f[1] != only {
			continue
		}
		c.Printf("route-map %s, %s, sequence %s\n", f[1], f[2], f[3])
		lines := tree.Lines(config.Path{l})
		for _, kind := range []string{"match", "set"} {
			c.Printf("  %s%s clauses:\n", strings.ToUpper(kind[:1]), kind[1:])
			for _, clause := range lines {
				rest, ok := strings.CutPrefix(clause, kind+" ")
				if !ok {
					continue
				}
				for _, w := range routeMapClauses {
					if list, ok := strings.CutPrefix(rest, w[0]); ok && kind == "match" {
						rest = w[1] + list + " "
						break
					}
				}
				c.Printf("    %s\n", rest)
			}
		}
		c.Printf("  Policy routing matches: 0 packets, 0 bytes\n")
	}
	return nil
}

func showKeyChains(c *cli.Ctx) error {
	only, one := keyChainName.Get(c.Match)
	tree := c.System.Config()
	for _, l := range tree.Lines(nil) {
		name, ok := strings.CutPrefix(l, "key chain ")
		if !ok || one && name != only {
			continue
		}
		c.Printf("Key-chain %s:\n", name)
		for _, k := range tree.Lines(config.Path{l}) {
			number, ok := strings.CutPrefix(k, "key ")
			if !ok {
				continue
			}
			text := ""
			at := config.Path{l, k}
			for _, kl := range tree.Lines(at) {
				if s, ok := strings.CutPrefix(kl, "key-string "); ok {
					text = s
				}
			}
			c.Printf("    key %s -- text \"%s\"\n", number, text)
			c.Printf("        accept lifetime %s\n        send lifetime %s\n", lifetime(tree, at, "accept-lifetime"), lifetime(tree, at, "send-lifetime"))
		}
	}
	return nil
}

// lifetime is a key's, as it is configured.
func lifetime(tree *config.Tree, at config.Path, key string) string {
	for _, l := range tree.Lines(at) {
		if s, ok := strings.CutPrefix(l, key+" "); ok {
			return "(" + s + ")"
		}
	}
	return "(always valid) - (always valid) [valid now]"
}
